"""The law of the European Union on third States as safe, as it stands in the shipped graph."""

import pytest

from exitgraph import Graph
from exitgraph.claims import Claim
from exitgraph.claims.inforce import Snapshot, Standing, in_force
from exitgraph.claims.values import Text
from exitgraph.vocabulary import iri, xg

PROCEDURE = iri("concept:inadmissibility-safe-third-state")
CONNECTION, TRANSIT, AGREEMENT = (
    iri(f"concept:{name}")
    for name in ("safe-third-state-connection", "transit-through-safe-third-state", "agreement-with-safe-third-state")
)
DIRECTIVE = Text("Directive 2013/32/EU, Article 38(2)(a)", "")
TODAY = "2026-11-23"


def law(graph: Graph, subject: str, valid_at: str, known_at: str = TODAY, *, positive: bool = True) -> list[Claim]:
    """Give the claims that surely hold on the day of what the subject provides, or is said not to."""
    now = Snapshot.at(valid_at, known_at)
    return [
        claim
        for claim in graph.claims.values()
        if (claim.subject, claim.relation, claim.object) == (iri(subject), xg("setsProcedure"), PROCEDURE)
        and claim.proposition.positive is positive
        and in_force(graph.knowledge, claim, now).standing is Standing.CERTAIN
    ]


@pytest.mark.parametrize(
    ("valid_at", "known_at", "limbs"),
    [
        ("2014-06-01", TODAY, set()),
        ("2015-07-20", "2015-07-20", {CONNECTION}),
        ("2024-11-24", "2024-11-24", {CONNECTION}),
        ("2026-06-11", TODAY, {CONNECTION}),
        ("2026-06-12", TODAY, {CONNECTION, TRANSIT, AGREEMENT}),
        ("2026-07-01", "2026-07-01", {CONNECTION, TRANSIT, AGREEMENT}),
        ("2026-07-01", "2026-01-01", {CONNECTION}),
    ],
)
def test_the_limbs_on_a_day(graph: Graph, valid_at: str, known_at: str, limbs: set[str]) -> None:
    """A connection counts since July 2015; transit and agreement do since 12 June 2026, once that was published."""
    assert {claim.role(xg("condition")) for claim in law(graph, "region:eu", valid_at, known_at)} == limbs


def test_agreements_except_unaccompanied_minors(graph: Graph) -> None:
    """Each claim of the limb of an agreement excepts unaccompanied minors, and no other limb does."""
    excepted = {
        (claim.role(xg("condition")), claim.role(xg("exception"))) for claim in law(graph, "region:eu", "2026-07-01")
    }
    assert excepted == {(CONNECTION, None), (TRANSIT, None), (AGREEMENT, iri("concept:unaccompanied-minors"))}


def test_the_end_of_the_directive_is_another_sources_claim(graph: Graph) -> None:
    """The directive's own claim has no end; two other sources say the same with the end that they give."""
    listed = [
        claim
        for claim in graph.claims.values()
        if claim.subject == iri("region:eu") and claim.role(xg("list")) == DIRECTIVE
    ]
    assert len({claim.proposition for claim in listed}) == 1
    ends = {claim.source: claim.end.latest.date().isoformat() for claim in listed if claim.end and claim.end.latest}
    assert ends == dict.fromkeys((iri("source:eur-lex-2024-05-22"), iri("source:eu-monitor-2013-32")), "2026-06-11")
    assert {claim.source for claim in listed} - ends.keys() == {iri("source:eur-lex-2013-06-29")}


@pytest.mark.parametrize(
    ("territory", "valid_at", "denied"),
    [("DK", "2024-11-24", True), ("DK", "2026-07-01", True), ("IE", "2024-11-24", True), ("IE", "2026-07-01", False)],
)
def test_who_is_not_bound(graph: Graph, territory: str, valid_at: str, denied: bool) -> None:
    """Denmark is bound by neither act; Ireland was not by the directive, and is by the regulation."""
    assert bool(law(graph, f"territory:{territory}", valid_at, positive=False)) is denied
