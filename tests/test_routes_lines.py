"""Independent lines in journeys: what is counted for a leg, how it is told, and what it does to an answer."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

import exitgraph
from exitgraph.claims import Evidence, parse_date
from exitgraph.claims.inforce import Snapshot
from exitgraph.routes import Profile, TravelDocument, ask, itinerary_graph
from exitgraph.vocabulary import iri, xg
from journey_worlds import ALL, DAY, INTERNAL, LAISSEZ_PASSER, PLACES, SPEAKERS, Question, say, small

if TYPE_CHECKING:
    from exitgraph.claims import Claim
    from exitgraph.routes import Answer

EARLY, LATE, LATER = (iri(f"source:{name}") for name in ("early", "late", "later"))
B, C = PLACES[1:3]
#: A day by which all three sources had surely appeared.
BY_THEN = ("2024-06-30", "2024-06-30")


def by(claim: Claim, source: str, act: str = "Reporting", speaker: str | None = None) -> Claim:
    """Let another source say the same."""
    return replace(claim, evidence=(Evidence(source, xg(act), speaker, locator="page 1"),))


def official(claim: Claim) -> list[Claim]:
    """Let two sources give the texts of two authorities of different States."""
    return [
        by(claim, source, "OfficialText", speaker) for source, speaker in zip((EARLY, LATE), SPEAKERS[1:3], strict=True)
    ]


def answer(question: Question, goal: str = "reach", to: tuple[str, ...] = (), **options: Any) -> Answer:
    asked = question.asked
    profile = Profile(asked.origin, asked.nationalities, asked.status, _papers(question), asked.at)
    options = {"max_legs": question.legs, "possible": question.possible, **options}
    return ask(question.knowledge, profile, question.now, goal=goal, to=to, **options)


def _papers(question: Question) -> frozenset[TravelDocument]:
    return frozenset(TravelDocument(*paper) for paper in question.asked.papers)


def told(question: Question, **options: Any) -> list[dict[str, Any]]:
    """Give for each itinerary its legs' lines, and what the criteria say."""
    found: list[dict[str, Any]] = answer(question, **options).as_json()["itineraries"]
    return found


def admits(place: str, **roles: Any) -> Claim:
    return say(place, "admits", ALL, document=INTERNAL, **roles)


def test_what_two_authorities_say_rests_on_two_lines() -> None:
    """Two texts of authorities of different States that say the same are two lines, of which the leg has two."""
    [item] = told(small(*official(admits(B))))
    assert item["legs"][0]["lines"] == item["criteria"]["lines"] == {"least": 2, "most": 2}
    assert item["criteria"]["fewest_lines"] == 2


def test_outlets_of_unknown_origin_are_one_line_at_least_and_many_at_most() -> None:
    """Three outlets that do not say from whom they have it are one line or three; what compares is the one."""
    reports = [by(admits(B), source) for source in (EARLY, LATE, LATER)]
    [item] = told(small(*reports))
    assert (item["criteria"]["fewest_lines"], item["criteria"]["lines"]) == (1, {"least": 1, "most": 3})


def test_outlets_that_retell_one_account_are_one_line() -> None:
    """Where two outlets say that they retell a third, the three are one line at most."""
    reports = [by(admits(B), source) for source in (EARLY, LATE, LATER)]
    agency = iri("organisation:agency")
    [item] = told(small(*reports, relays={EARLY: [agency], LATE: [agency]}))
    assert item["criteria"]["lines"] == {"least": 1, "most": 1}


def test_the_leg_with_the_fewest_lines_counts() -> None:
    """An entry on two lines and an application on one make an itinerary on one."""
    item = told(small(*official(admits(B)), say(B, "permitsApplication", ALL)), goal="apply")[0]
    assert [leg["lines"]["least"] for leg in item["legs"]] == [2, 1]
    assert item["criteria"]["fewest_lines"] == 1


def test_a_longer_way_stays_where_it_rests_on_more_lines() -> None:
    """The direct entry has one line, that through B two on each leg: neither dominates; with one on a leg it does."""
    firm = [*official(admits(B)), *official(admits(C, from_=B))]
    assert [len(item["legs"]) for item in told(small(by(admits(C), LATER), *firm, now=BY_THEN), to=(C,))] == [1, 2]
    assert [len(item["legs"]) for item in told(small(by(admits(C), LATER), *firm[1:], now=BY_THEN), to=(C,))] == [1]


def test_the_number_of_outlets_alone_keeps_no_itinerary() -> None:
    """A longer way on one to three lines is dominated by one leg on one: the upper number compares nothing."""
    reports = [
        by(admits(place, **roles), source)
        for place, roles in ((B, {}), (C, {"from_": B}))
        for source in (EARLY, LATE, LATER)
    ]
    [item] = told(small(by(admits(C), LATER), *reports, now=BY_THEN), to=(C,))
    assert len(item["legs"]) == 1


def test_what_may_not_have_been_published_is_no_line_for_certain() -> None:
    """Where the one source may have appeared after the day the number is 0, unknown, and never 1."""
    known = (DAY, "2024-06-10")
    question = small(by(admits(B), LATER), possible=True, now=known)
    [item] = told(question)
    assert (item["criteria"]["fewest_lines"], item["criteria"]["lines"]) == (0, {"least": 0, "most": 1})
    both = small(by(admits(B), LATER), by(admits(B), LATE), possible=True, now=known)
    assert {one["criteria"]["fewest_lines"] for one in told(both)} == {1}


def test_what_no_claim_is_relied_on_for_has_no_lines() -> None:
    """Entry on a paper of that State that was held from the start rests on no claim, and so on no number of lines."""
    [item] = told(small(papers=((LAISSEZ_PASSER, B),)))
    assert item["legs"][0]["lines"] is item["criteria"]["lines"] is item["criteria"]["fewest_lines"] is None


def test_a_claim_that_is_only_possible_makes_no_line_for_certain() -> None:
    """The text of a second authority that holds only possibly on the day counts in the upper number only."""
    first, second = official(admits(B))
    undated = replace(second, held=None)
    [item] = told(small(first, undated))
    assert item["criteria"]["lines"] == {"least": 1, "most": 2}
    ended = replace(second, start=parse_date("2023"), end=parse_date("2023-12"), held=None)
    [item] = told(small(first, ended))
    assert item["criteria"]["lines"] == {"least": 1, "most": 1}


@pytest.fixture(scope="module")
def shipped() -> exitgraph.Graph:
    """Give the shipped graph."""
    return exitgraph.load()


def test_the_way_to_france_rests_on_one_line(shipped: exitgraph.Graph) -> None:
    """The six deserters' way of 2024 to an application in France rests on one line.

    By hand, from the sources in graph/: the entry is told by BlackSeaNews, spiritualquiet.com, and Planetary Citizens
    after The Guardian, who may all have had it from one; that papers were given in Kazakhstan, by Popular Migrant after
    The Guardian; the application of this man, by ITV.
    """
    profile = Profile.of(shipped.knowledge, origin="RU", status="deserter", holds=["internal-passport"])
    now = Snapshot.at("2024-11-24", "2024-11-24")
    [item] = ask(shipped.knowledge, profile, now).as_json()["itineraries"]
    assert [leg["lines"] for leg in item["legs"]] == [
        {"least": 1, "most": 3},
        {"least": 1, "most": 1},
        {"least": 1, "most": 1},
        {"least": 1, "most": 1},
    ]
    assert item["criteria"]["fewest_lines"] == 1


def test_the_graph_of_itineraries_carries_the_lines() -> None:
    """Each edge of the networkx graph of an answer says how many lines its leg has at least."""
    graph = itinerary_graph(answer(small(*official(admits(B)))))
    assert [data["lines"] for _, _, data in graph.edges(data=True)] == [2]
