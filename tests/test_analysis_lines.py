"""Independent lines: by hand, against brute force, and across the clocks."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import exitgraph
from analysis_worlds import AGENTS, MIDDLE, NAMES, PEOPLE, PUBLISHED, later, retold
from exitgraph.analysis import lines
from exitgraph.analysis.wording import lint
from exitgraph.claims import Evidence, Source, Text
from exitgraph.claims.inforce import Snapshot
from exitgraph.errors import InputError
from exitgraph.vocabulary import curie, iri, xg
from oracle_analysis.lines import count
from world import claim, know, span

if TYPE_CHECKING:
    from exitgraph.claims.knowledge import Knowledge

NOW = Snapshot.at("2024-12-31", MIDDLE)
LATE = Snapshot.at("2024-11-24", "2026-11-23")
SLOW = [HealthCheck.too_slow, HealthCheck.filter_too_much, HealthCheck.data_too_large]


@pytest.fixture(scope="module")
def graph() -> exitgraph.Graph:
    """Give the shipped graph."""
    return exitgraph.load()


def told(*chains: tuple[int, str, int | None, tuple[int, ...]], act: str = "Reporting") -> Knowledge:
    """Make a world of sources: publisher, speech act, speaker and whom the source relays, by their place in AGENTS."""
    sources, claims = [], []
    for name, (publisher, speech, speaker, relays) in zip(NAMES, chains, strict=False):
        sources.append(
            Source(
                name,
                Text("A text"),
                AGENTS[publisher],
                iri("concept:press-report"),
                "en",
                PUBLISHED[0],
                relays=tuple(AGENTS[place] for place in relays),
            )
        )
        item = Evidence(name, xg(speech or act), speaker=None if speaker is None else AGENTS[speaker])
        claims.append(claim("territory:XB", "xg:returned", "group:xa-citizen", evidence=item, start=span("2024-01")))
    return know(*claims, sources=sources, entities=PEOPLE)


def asked(knowledge: Knowledge) -> str:
    """Give the proposition that such a world is about."""
    return next(iter(knowledge.claims.values())).proposition.iri


def test_the_abduction_in_armenia_as_counted_by_hand(graph: exitgraph.Graph) -> None:
    """Of the abduction of December 2023 two outlets tell, on one line or two, and nobody is on all of them.

    By hand, from the sources in graph/: OC Media reports in its own voice, without saying from whom it has it; The
    Armenian Report gives what the speaker of parliament said of it, who was not there. Whether the speaker had it from
    the press is not stated: so one line at least, two at most, and no primary source.
    """
    found = lines(
        graph.knowledge, iri("event:oc-media-2023-12-20-1-abduction"), Snapshot.at("2024-11-24", "2026-11-23")
    )
    assert [curie(name) for name in found.outlets] == ["organisation:oc-media", "organisation:the-armenian-report"]
    assert (found.least, found.most, found.single_points, found.primary) == (1, 2, (), ())
    assert found.depth == (0, 1)


def test_the_transfer_from_armenia_as_counted_by_hand(graph: exitgraph.Graph) -> None:
    """Of the transfer to Russia one outlet tells, which is a single point, and the prosecutors stand on the other side.

    By hand: Novaya Gazeta Europe alone. What the prosecutors deny, by JAMnews on another site, counts against it.
    """
    found = lines(graph.knowledge, iri("event:oc-media-2023-12-20-1-transfer"), LATE)
    assert (found.least, found.most) == (1, 1)
    assert [curie(name) for name in found.single_points] == ["organisation:novaya-gazeta-europe"]
    keys = {key for name in found.against for key in graph.claims[name].record_keys}
    assert {"I018a", "I018a.2"} <= keys


def test_the_six_deserters_as_counted_by_hand(graph: exitgraph.Graph) -> None:
    """Of the six deserters in France seven outlets tell, on one to three lines.

    By hand: Popular Migrant and Conflict Watcher retell The Guardian; B92, newsbulletin247 and a third site retell
    Deutsche Welle (the third what a speaker told it); kompromat1 retells BBC News Russian, and dayfr.com does, by Radio
    Free Europe. So three origins at most, and nothing says that these three had not one.
    """
    found = lines(graph.knowledge, iri("event:fr-six-deserters-2024"), LATE)
    assert (len(found.outlets), found.least, found.most) == (7, 1, 3)
    assert (found.single_points, found.circles, found.depth) == ((), (), (1, 2))


def test_retelling_is_no_line_of_its_own() -> None:
    """Two outlets that retell a third are one line, which is a single point; each for itself they may be two."""
    retelling = told((0, "RelayedParaphrase", 3, (3,)), (1, "RelayedParaphrase", 3, (3,)))
    found = lines(retelling, asked(retelling), NOW)
    assert (len(found.outlets), found.least, found.most) == (2, 1, 1)
    assert found.single_points == (AGENTS[3],)
    apart = told((0, "Reporting", 0, ()), (1, "Reporting", 1, ()))
    assert (lines(apart, asked(apart), NOW).least, lines(apart, asked(apart), NOW).most) == (1, 2)


def test_a_circle_is_one_line_at_most() -> None:
    """Two outlets that retell each other are a circle, and one line, whose origin nobody knows."""
    circle = told((0, "RelayedParaphrase", 1, (1,)), (1, "RelayedParaphrase", 0, (0,)))
    found = lines(circle, asked(circle), NOW)
    assert found.circles == (tuple(sorted(AGENTS[:2])),)
    assert (found.least, found.most) == (1, 1)


def test_a_state_on_its_own_act_is_primary_and_its_organs_are_one_origin() -> None:
    """The office and the court of one State, each by an outlet of its own, are one line of a primary source."""
    both = told((0, "RelayedParaphrase", 2, ()), (1, "RelayedParaphrase", 3, ()))
    found = lines(both, asked(both), NOW)
    assert (found.least, found.most, found.primary) == (1, 1, tuple(sorted(AGENTS[2:4])))


def test_what_is_not_there_is_refused_and_what_was_not_known_is_none(graph: exitgraph.Graph) -> None:
    """An unknown matter is refused; a known one has no outlet and no line before anything was published of it."""
    with pytest.raises(InputError, match="no claim speaks of"):
        lines(graph.knowledge, iri("event:unheard-of"), NOW)
    early = lines(graph.knowledge, iri("event:fr-six-deserters-2024"), Snapshot.at("2024-11-24", "2023-12-31"))
    assert (early.outlets, early.least, early.most, early.depth) == ((), 0, 0, None)


@settings(max_examples=500, deadline=None, suppress_health_check=SLOW)
@given(retold())
def test_lines_equal_brute_force(knowledge: Knowledge) -> None:
    """Fewest and most lines, outlets and single points are those of a search through every completion and path."""
    found = lines(knowledge, asked(knowledge), NOW)
    slow = count(knowledge, asked(knowledge), NOW)
    assert (found.least, found.most) == (slow.least, slow.most)
    assert frozenset(found.outlets) == slow.outlets
    assert frozenset(found.single_points) == slow.single_points


@settings(max_examples=500, deadline=None, suppress_health_check=SLOW)
@given(st.data())
def test_nothing_published_later_changes_the_lines(data: st.DataObject) -> None:
    """A source, claims, grades and deprecations that come after the day change nothing in the answer."""
    knowledge = data.draw(retold())
    more = later(knowledge, data.draw)
    assert lines(more, asked(knowledge), NOW) == lines(knowledge, asked(knowledge), NOW)


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("It is likely, with high confidence.", True),
        ("It is likely. Our confidence is high.", False),
        ("In 100 percent of cases", True),
        ("In 0% of cases", True),
        ("In 10 % of cases", False),
        ("Armenia is safe.", True),
        ('The list designates Armenia as "safe".', False),
        ('It is "safe".', True),
        ("This is recommended.", True),
    ],
)
def test_wording_is_held_to_its_rules(text: str, *, wrong: bool) -> None:
    """The linter finds likelihood beside confidence, certainty in percent, unattributed safety and advice."""
    assert bool(lint(text)) is wrong
