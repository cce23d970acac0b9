"""Claims that cannot both hold: each kind by hand, and that time, matter and silence keep claims apart."""

from dataclasses import replace
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exitgraph.claims import Claim, Entity, Interval, Text, Value
from exitgraph.claims.conflict import Contradiction, contradictions, extent
from exitgraph.claims.knowledge import Knowledge
from exitgraph.vocabulary import iri, xg
from world import BARS, CLAIMS, GRANTS, ONLY, brief, claim, entity, know, span

YEAR = span("2024")
GROUP, NARROW = "group:xa-citizen", "group:xa-deserter"


def said(relation: str, target: Value, roles: dict[str, Value] | None = None, **more: object) -> Claim:
    dates = {"start": YEAR, **more}
    return claim("territory:XB", f"xg:{relation}", target, roles, **dates)  # type: ignore[arg-type]


def count(roles: dict[str, Value]) -> Claim:
    return claim("group:xa-deserter", "xg:counts", "concept:deserters", roles, start=YEAR)


def based(where: str, when: Interval) -> Claim:
    return claim("organisation:gazette", "xg:basedIn", where, start=when, end=Interval(when.latest, when.latest))


def kinds(*claims: Claim) -> set[str]:
    return {item.kind for found in contradictions(know(*claims)).values() for item in found}


@pytest.mark.parametrize(
    ("one", "other", "kind"),
    [
        (said("admits", NARROW), said("admits", NARROW, positive=False), "polarity"),
        (said("admits", NARROW), said("bars", NARROW), "opposed"),
        (said("admits", NARROW), said("bars", GROUP), "opposed"),
        (said("bars", NARROW), said("admits", GROUP), "opposed"),
        (said("grantsProtection", NARROW), said("suspendsProtection", NARROW), "opposed"),
        (based("territory:XA", span("2023")), based("territory:XB", span("2023-12")), "functional"),
        (GRANTS, replace(ONLY, proposition=replace(ONLY.proposition, subject=iri("territory:XB"))), "exclusive"),
        (count({"value": 100}), count({"value": 101}), "number"),
        (count({"value": 100}), count({"lower": 101}), "number"),
        (count({"value": 100, "approximate": "concept:about"}), count({"value": 150}), "number"),
    ],
)
def test_each_kind_of_contradiction_is_found_on_both_sides(one: Claim, other: Claim, kind: str) -> None:
    """Two claims that cannot both hold name each other, with the kind."""
    found = contradictions(know(one, other))
    assert found == {one.iri: (Contradiction(other.iri, kind),), other.iri: (Contradiction(one.iri, kind),)}


@pytest.mark.parametrize(
    ("one", "other", "reason"),
    [
        (said("admits", GROUP), said("admits", NARROW, positive=False), "a part of the group is an exception"),
        (said("admits", GROUP), said("admits", GROUP, {"mode": "concept:land"}, positive=False), "one way is denied"),
        (said("admits", GROUP, {"count": 2}), said("admits", GROUP, positive=False), "some persons, not all"),
        (count({"value": 6300}), count({"value": 6374}), "one of them is rounded"),
        (said("admits", NARROW), said("bars", NARROW, start=span("2026")), "no known end of the first, but see below"),
        (
            said("admits", NARROW, {"mode": "concept:air"}),
            said("bars", NARROW, {"mode": "concept:land"}),
            "another way",
        ),
        (said("admits", NARROW, {"mode": "concept:air"}), said("bars", NARROW, positive=False), "not barred"),
        (said("opinion", Text("It is.")), said("opinion", Text("It is not.")), "opinions differ"),
        (based("territory:XA", span("2022")), based("territory:XB", span("2023")), "it moved"),
        (count({"value": 100}), count({"lower": 90, "upper": 110}), "within the range"),
        (count({"value": 100, "approximate": "concept:about"}), count({"value": 109}), "about the same"),
        (count({"value": 100}), count({"trend": "concept:rising"}), "no number"),
        (count({"value": 100, "at": "territory:XA"}), count({"value": 5, "at": "territory:XB"}), "another place"),
        (GRANTS, ONLY, "the only one and the one are the same"),
    ],
)
def test_what_can_both_hold_is_no_contradiction(one: Claim, other: Claim, reason: str) -> None:
    """Claims about another time, group, way or place, and numbers that meet, do not contradict each other."""
    if "no known end" in reason:
        one = replace(one, end=span("2025"))
    assert kinds(one, other) == set()


def test_where_one_claim_leaves_the_way_open_it_meets_the_other() -> None:
    """A claim that names no way of entry is about every way, so it can contradict one that names one."""
    assert kinds(said("admits", NARROW), said("bars", NARROW, {"mode": "concept:land"})) == {"opposed"}


def test_only_within_a_region_is_met_by_members_of_the_region_alone() -> None:
    """An exclusive claim is contradicted by another territory inside its region, not by one outside."""
    inside = entity("region:europe", "Region", "Europe", includesTerritory="territory:XB")
    here, there = (replace(GRANTS.proposition, subject=iri(f"territory:{code}")) for code in ("XB", "XA"))
    for proposition, wanted in ((here, True), (there, False)):
        other = replace(GRANTS, proposition=proposition)
        found = contradictions(know(ONLY, other, entities=(*world_entities(), inside)))
        assert bool(found) is wanted


def world_entities() -> tuple[Entity, ...]:
    return tuple(know().entities.values())


def test_a_link_of_the_editors_is_a_contradiction_of_both() -> None:
    """A curated link is reported from both ends, and a link to a claim that is not there from none."""
    one = said("opinion", Text("It is."))
    other = replace(said("opinion", Text("It is not.")), contradicts=(one.iri, iri("claim:0")))
    assert kinds(one, other) == {"curated"}
    assert kinds(other) == set()


def test_an_unknown_relation_is_no_contradiction_and_no_crash() -> None:
    """Claims of a relation that the ontology lacks, an exclusive one included, are passed over."""
    odd = [claim(f"territory:{code}", "xg:odd", NARROW, {"exclusiveWithin": "region:europe"}) for code in ("XA", "XB")]
    assert kinds(*odd) == set()


def test_a_reported_state_extends_over_its_review_span() -> None:
    """What was reported for March 2024 and is reviewed after a year may be meant until the end of March 2025."""
    item = claim("territory:XB", "xg:admits", GROUP, held=span("2024-03"))
    assert extent(item, 12) == span("2024-03", "2025-03")
    assert extent(item, 0) == Interval(span("2024-03").earliest)
    assert extent(replace(item, held=None), 12) == Interval()


def test_a_report_that_went_stale_before_the_other_began_is_no_contradiction() -> None:
    """A report of 2020, to be reviewed after two years, does not contradict a ban that began in 2024."""
    old = said("admits", GROUP, start=None, held=span("2020-01"))
    assert kinds(old, said("bars", GROUP, start=span("2024"))) == set()
    assert kinds(old, said("bars", GROUP, start=span("2021"))) == {"opposed"}


def test_the_world_has_the_contradictions_that_it_was_given() -> None:
    """Borland both admits deserters and bars citizens; nothing else in the world is contested."""
    found = contradictions(know(*CLAIMS))
    assert set(found) == {CLAIMS[0].iri, BARS.iri}


POOL = st.lists(
    st.builds(
        said,
        st.sampled_from(["admits", "bars", "grantsProtection", "refusesProtection"]),
        st.sampled_from([GROUP, NARROW]),
        st.dictionaries(st.just("mode"), st.sampled_from(["concept:air", "concept:land"])),
        positive=st.booleans(),
        start=st.sampled_from([span("2021"), span("2023")]),
        end=st.sampled_from([None, span("2022"), span("2024")]).filter(lambda end: end != span("2022")),
        evidence=st.sampled_from([brief(1), brief(2)]),
    ),
    max_size=6,
)


@given(POOL)
def test_contradiction_is_symmetric_and_never_with_oneself(claims: list[Claim]) -> None:
    """If a claim contradicts another of some kind, the other contradicts it of that kind, and no claim itself."""
    found = contradictions(know(*claims))
    for name, others in found.items():
        for other, kind in others:
            assert other != name
            assert Contradiction(name, kind) in found[other]


@given(POOL)
def test_contradictions_do_not_depend_on_the_order_of_claims(claims: list[Claim]) -> None:
    """Whatever order the claims come in, the contradictions and their order are the same."""
    wanted = list(contradictions(know(*claims)).items())
    for order in list(permutations(claims))[:3]:
        assert list(contradictions(know(*order)).items()) == wanted


@given(POOL)
def test_more_claims_never_settle_a_contradiction(claims: list[Claim]) -> None:
    """Contradictions among some claims are among those of all: nothing is resolved by vote."""

    def pairs(knowledge: Knowledge) -> set[tuple[str, Contradiction]]:
        return {(name, other) for name, others in contradictions(knowledge).items() for other in others}

    assert pairs(know(*claims[:-1])) <= pairs(know(*claims))


def test_an_opposed_claim_about_a_thing_of_no_group_is_passed_over() -> None:
    """A numeric or textual object is never covered by a group."""
    assert kinds(said("admits", NARROW), said("bars", Text("nobody"))) == set()
    assert xg("bars") in know().ontology.relations[xg("admits")].opposes


def test_what_was_announced_long_before_it_begins_has_an_extent() -> None:
    """A claim of something that begins later than its report is due for review lasts that span from its beginning."""
    announced = claim("territory:XB", "xg:bars", "group:xa-citizen", start=span("2024-02"), held=span("2022-01"))
    found = extent(announced, 24)
    assert (str(found.earliest)[:10], str(found.latest)[:10]) == ("2024-02-01", "2026-02-01")
    assert extent(announced, 0).latest is None
