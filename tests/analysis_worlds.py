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
    number = draw(st.integers(1, len(NAMES)))
    subject, target = draw(st.sampled_from(SUBJECTS)), draw(st.sampled_from(("group:xa-citizen", "person:p-1")))
    sources, claims, reviews = [], [], []
    for name in NAMES[:number]:
        relays = draw(st.lists(st.sampled_from((*AGENTS[:3], *NAMES[:number])), max_size=2, unique=True))
        when = draw(st.sampled_from((PUBLISHED[0], *PUBLISHED)))
        publisher = draw(st.sampled_from(AGENTS[:4]))
        sources.append(
            Source(name, Text("A text"), publisher, iri("concept:press-report"), "en", when, relays=tuple(relays))
        )
        said = _said(draw, name, subject, target)
        claims.append(said)
        if draw(st.integers(0, 5)) == 0:
            since = draw(st.sampled_from((parse_date("2024-05"), parse_date("2025")))).latest
            assert since is not None
            reviews.append(Review(said.iri, since, rank=xg("Deprecated")))
    return replace(know(*claims, sources=sources, entities=PEOPLE), reviews={item.iri: item for item in reviews})


def _said(draw: st.DrawFn, source: str, subject: str, target: str) -> Claim:
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
