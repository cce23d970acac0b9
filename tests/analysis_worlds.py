"""Small random worlds of sources that retell one another, for the analyses."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from hypothesis import strategies as st

from exitgraph.claims import Claim, Evidence, Interval, Source, Text, parse_date
from exitgraph.claims.model import Review
from exitgraph.vocabulary import iri, xg
from world import ENTITIES, claim, entity, know, span

if TYPE_CHECKING:
    from collections.abc import Callable

    from exitgraph.claims.knowledge import Knowledge

AGENTS = tuple(map(iri, ("organisation:one", "organisation:two", "organ:xb-office", "organ:xb-court", "person:p-1")))
NAMES = tuple(iri(f"source:s{number}") for number in range(4))
#: Published surely by the middle of 2024, surely not, or nobody knows.
PUBLISHED = (parse_date("2024-03-01"), parse_date("2024-09-01"), span("2024-06-01", "2024-08-01"))
MIDDLE = "2024-06-30"
PEOPLE = (
    *ENTITIES,
    entity("organisation:one", "Organisation", "One"),
    entity("organisation:two", "Organisation", "Two"),
    entity("organ:xb-court", "Organ", "Court of Borland", belongsTo="territory:XB"),
    entity("person:p-1", "Person", "a soldier"),
)
ACTS = ("Reporting", "RelayedParaphrase", "OfficialText", "Hearsay")
SUBJECTS = ("territory:XB", "organisation:one", "organ:xb-court")


@st.composite
def retold(draw: st.DrawFn) -> Knowledge:
    """Give a world in which one to four sources say one thing, and retell one another and others."""
    # In every other world those who speak are more often those whom it is about: primary sources are rare otherwise.
    plain = draw(st.booleans())
    number = draw(st.integers(2 if plain else 1, len(NAMES)))
    subject, target = draw(st.sampled_from(SUBJECTS)), draw(st.sampled_from(("group:xa-citizen", "person:p-1")))
    sources, claims, reviews = [], [], []
    for name in NAMES[:number]:
        most = draw(st.sampled_from((0, 0, 1))) if plain else 2
        relays = draw(st.lists(st.sampled_from((*AGENTS[:3], *NAMES[:number])), max_size=most, unique=True))
        when = PUBLISHED[0] if plain else draw(st.sampled_from((PUBLISHED[0], *PUBLISHED)))
        publisher = draw(st.sampled_from(AGENTS[:4]))
        sources.append(
            Source(name, Text("A text"), publisher, iri("concept:press-report"), "en", when, relays=tuple(relays))
        )
        said = _said(draw, name, subject, target, plain=plain)
        claims.append(said)
        if draw(st.integers(0, 5)) == 0:
            since = draw(st.sampled_from((parse_date("2024-05"), parse_date("2025")))).latest
            assert since is not None
            reviews.append(Review(said.iri, since, rank=xg("Deprecated")))
    return replace(know(*claims, sources=sources, entities=PEOPLE), reviews={item.iri: item for item in reviews})


def _said(draw: st.DrawFn, source: str, subject: str, target: str, *, plain: bool) -> Claim:
    if plain:
        speaker = draw(st.sampled_from((AGENTS[2], AGENTS[4], AGENTS[4], iri(subject))))
        own = Evidence(source, xg("RelayedParaphrase"), speaker=speaker)
        return claim(subject, "xg:returned", target, evidence=own, start=span("2024-01"))
    item = Evidence(
        source,
        xg(draw(st.sampled_from(ACTS))),
        speaker=draw(st.none() | st.sampled_from(AGENTS)),
        relayed_by=draw(st.none() | st.sampled_from(AGENTS[:4])),
    )
    return claim(subject, "xg:returned", target, evidence=item, start=span("2024-01"))


def later(knowledge: Knowledge, draw: Callable[..., Any]) -> Knowledge:
    """Add what appears after the middle of 2024 only: a source with its claims, and reviews of everything."""
    after = Source(
        iri("source:later"),
        Text("A later text"),
        draw(st.sampled_from(AGENTS[:4])),
        iri("concept:press-report"),
        "en",
        Interval(parse_date("2024-07-01").earliest, parse_date("2025").latest),
        relays=tuple(draw(st.lists(st.sampled_from((*AGENTS[:3], *NAMES)), max_size=1))),
    )
    one = next(iter(knowledge.claims.values()))
    item = Evidence(after.iri, xg(draw(st.sampled_from(ACTS))), speaker=draw(st.sampled_from(AGENTS)))
    same = replace(one, evidence=(item,), event=one.event)
    denied = replace(same, proposition=replace(one.proposition, positive=False))
    since = parse_date("2024-07-01").earliest
    assert since is not None
    reviews = [Review(name, since, rank=xg("Deprecated")) for name in knowledge.claims]
    reviews += [Review(name, since, reliability="A") for name in knowledge.sources]
    reviews += [Review(name, since, credibility="1") for name in knowledge.claims]
    return replace(
        knowledge,
        claims={**knowledge.claims, same.iri: same, denied.iri: denied},
        sources={**knowledge.sources, after.iri: after},
        reviews={**knowledge.reviews, **{item.iri: item for item in reviews}},
    )


PLACES = ("territory:XA", "territory:XB", "territory:XC")
GROUPS = ("group:xa-citizen", "group:xa-deserter", "group:xb-citizen", "group:deserter")
MONTHS = ("2022-01", "2022-12", "2023-06", "2024-02", "2024-05", "2024-11")
NATIONALS = (
    *PEOPLE,
    entity("group:xb-citizen", "Group", "citizens of Borland", nationality="territory:XB"),
    entity("group:deserter", "Group", "deserters", personalStatus="concept:deserter"),
    entity("person:p-2", "Person", "a deserter", memberOfGroup="group:xa-deserter"),
)


def _when(draw: st.DrawFn) -> Interval | None:
    first, last = sorted((draw(st.sampled_from(MONTHS)), draw(st.sampled_from(MONTHS))))
    return draw(st.sampled_from((None, span(first), span(first), span(first, last))))


@st.composite
def said_and_done(draw: st.DrawFn) -> Knowledge:
    """Give a world of designations, and of returns and abductions, with a review or two."""
    sources = [
        Source(name, Text("A text"), AGENTS[0], iri("concept:press-report"), "en", draw(st.sampled_from(PUBLISHED)))
        for name in NAMES
    ]
    claims = []
    for name in NAMES[: draw(st.integers(2, 4))]:
        item = Evidence(name, xg("Reporting"))
        positive = draw(st.integers(0, 5)) > 0
        roles: dict[str, str] = {}
        for role, values in (
            ("group", GROUPS),
            ("safeConcept", ("concept:safe-country-of-origin", "concept:informal-statement")),
        ):
            if draw(st.booleans()):
                roles[role] = draw(st.sampled_from(values))
        place, by = draw(st.sampled_from(PLACES[1:])), draw(st.sampled_from(PLACES))
        begun, held, end = _when(draw), _when(draw), draw(st.sampled_from((None, None, span("2024-12"))))
        claims.append(
            claim(by, "xg:deemsSafe", place, roles, evidence=item, positive=positive, start=begun, held=held, end=end)
        )
    for name in NAMES[: draw(st.integers(1, 4))]:
        relation = draw(st.sampled_from(("xg:returned", "xg:abducted")))
        roles = {}
        for role, places in (("from", PLACES[1:]), ("at", PLACES[1:])):
            if draw(st.booleans()):
                roles[role] = draw(st.sampled_from(places))
        if draw(st.integers(0, 4)) == 0:
            roles["procedureState"] = draw(st.sampled_from(("concept:set-aside", "concept:decision-pending")))
        if draw(st.integers(0, 4)) == 0:
            roles["basis"] = "concept:statement"
        party = draw(st.sampled_from((*GROUPS, "person:p-1", "person:p-2")))
        claims.append(
            claim(
                draw(st.sampled_from(PLACES)),
                relation,
                party,
                roles,
                evidence=Evidence(name, xg("Reporting")),
                positive=draw(st.integers(0, 5)) > 0,
                start=_when(draw),
            )
        )
    since = draw(st.sampled_from((parse_date("2024-05"), parse_date("2025")))).latest
    assert since is not None
    reviews = [Review(claims[0].iri, since, rank=xg("Deprecated"))] if draw(st.integers(0, 5)) == 0 else []
    world = know(*claims, sources=sources, entities=NATIONALS)
    return replace(world, reviews={item.iri: item for item in reviews})
