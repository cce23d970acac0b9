"""The oracle of the journeys, held against small worlds whose answers were worked out by hand."""

from random import Random
from typing import Any

import pytest
from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st

from exitgraph.claims import Claim
from exitgraph.claims.inforce import Snapshot
from exitgraph.vocabulary import iri
from journey_chance import questions
from journey_worlds import (
    ALL,
    BIOMETRIC,
    CONTRACT_REFUSER,
    DAY,
    DESERTER,
    EAEU,
    EUROPE,
    EVADER,
    HOME,
    HUMANITARIAN_VISA,
    INTERNAL,
    INTERNATIONAL,
    LAISSEZ_PASSER,
    LATE,
    LIMBS,
    PERMIT,
    PLACES,
    REFUGEE_PAPER,
    RESERVIST_EVADER,
    SCHENGEN,
    SCHENGEN_VISA,
    SERVICEMAN,
    UNION,
    Question,
    review,
    say,
    small,
)
from oracle import Found, Strength, designations, limbo, stays, third_countries

B, C, D, E = PLACES[1:5]
AIR, LAND, ANY, SEA = (iri(f"concept:{name}") for name in ("air", "land", "any-mode", "sea"))
ANY_STATE = iri("group:deserters-of-any-state")


def member(place: str, region: str = UNION, **dates: Any) -> Claim:
    return say(place, "memberOf", region, **dates)


def admits(place: str, group: str = ALL, document: str | None = INTERNAL, **roles: Any) -> Claim:
    return say(place, "admits", group, document=document, **roles)


def found(question: Question, level: str = "reach", to: tuple[str, ...] = ()) -> list[Found]:
    oracle = question.oracle
    return sorted(oracle.goals(level, oracle.layers(question.legs, limit=10_000), to), key=repr)


def reached(question: Question, level: str = "reach") -> set[str]:
    return {item.territory for item in found(question, level)}


def enter(here: str, there: str, document: str | None = INTERNAL, issuer: str | None = None) -> tuple[Any, ...]:
    return ("enter", here, there, document, issuer)


def carried(question: Question, *keys: tuple[Any, ...]) -> list[set[frozenset[str]]]:
    return [set(sets) for sets in question.oracle.replay(keys)]


def names(*claims: Claim) -> frozenset[str]:
    return frozenset(claim.iri for claim in claims)


# --- membership ----------------------------------------------------------------------------------------------------


def test_a_region_opens_its_members_and_the_membership_carries_the_leg() -> None:
    """What the Union admits on, B admits on as a member, by both claims; C, which is none, does not."""
    rule, joined = admits(UNION), member(B, source=iri("source:early"))
    question = small(rule, joined, member(C, EAEU))
    [item] = found(question)
    assert (item.territory, item.way.legs, item.clean) == (B, 1, 1)
    assert item.way.strength == Strength(0, 2022, "F", "6", 1)
    assert carried(question, enter(HOME, B)) == [{names(rule, joined)}]


@pytest.mark.parametrize(("dates", "certain"), [({"start": "2004"}, True), ({"held": None}, False)])
def test_a_membership_that_is_only_possible_makes_the_rule_possible(dates: dict[str, Any], certain: bool) -> None:
    """An undated membership carries a possible entry and no certain one."""
    said = (admits(UNION), member(B, **dates))
    assert reached(small(*said)) == ({B} if certain else set())
    assert reached(small(*said, possible=True)) == {B}


def test_a_membership_that_is_denied_is_contested() -> None:
    """Whoever says that B is no member contests every rule that B's membership carries."""
    said = (admits(UNION), member(B), say(B, "memberOf", UNION, positive=False, source=iri("source:later")))
    assert not reached(small(*said))
    assert reached(small(*said, possible=True)) == {B}


def test_what_a_geographic_region_includes_needs_no_claim() -> None:
    """B lies in Europe by reference, so a claim that says so adds nothing; C is there by the claim alone."""
    rule, said_so, joined = admits(EUROPE), member(B, EUROPE), member(C, EUROPE)
    question = small(rule, said_so, joined, inside={EUROPE: (B,)})
    assert carried(question, enter(HOME, B), enter(B, C)) == [{names(rule)}, {names(rule, joined)}]


def test_two_claims_of_membership_are_two_rules() -> None:
    """B's membership is said twice, so two sequences of legs are equal in everything."""
    rule, one, two = admits(UNION), member(B), member(B, start="2004")
    question = small(rule, one, two)
    assert [(item.every, item.clean) for item in found(question)] == [(2, 2)]
    assert carried(question, enter(HOME, B)) == [{names(rule, one), names(rule, two)}]


def test_a_paper_is_issued_by_each_member_at_each_member() -> None:
    """The Union issues at the EAEU's members: B's paper is got at C, and rests on both memberships."""
    rule = say(UNION, "issuesTravelDocument", LAISSEZ_PASSER, at=EAEU, group=ALL)
    one, two = member(B), member(C, EAEU)
    question = small(rule, one, two, at=C)
    got = ("obtain", C, B, LAISSEZ_PASSER, None)
    assert carried(question, got, enter(C, B, LAISSEZ_PASSER, B)) == [{names(rule, one, two)}] * 2
    assert reached(question) == {B}


@pytest.mark.parametrize("relation", ["bars", "barsExit", "closesBorder"])
def test_a_region_stands_against_legs_of_its_members(relation: str) -> None:
    """Bars and exit bans of a region are its members', and a border closed with a region is closed with each."""
    against = {
        "bars": say(UNION, "bars", ALL),
        "barsExit": say(EAEU, "barsExit", ALL),
        "closesBorder": say(HOME, "closesBorder", UNION),
    }[relation]
    said = (admits(B), admits(C), member(B), member(HOME, EAEU))
    assert reached(small(*said)) == {B, C}
    assert reached(small(*said, against, legs=1)) == (set() if relation == "barsExit" else {C})
    assert reached(small(*said, against, possible=True, legs=1)) == {B, C}


# --- own papers and nationalities ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "alone"),
    [(LAISSEZ_PASSER, True), (REFUGEE_PAPER, True), (PERMIT, False), (HUMANITARIAN_VISA, False), (INTERNAL, None)],
)
def test_a_paper_opens_the_state_that_gave_it(kind: str, alone: bool | None) -> None:
    """Some papers do so by themselves, some beside an international passport; a foreign internal passport does not."""
    assert reached(small(papers=[(kind, B)])) == ({B} if alone else set())
    assert reached(small(papers=[(kind, B), BIOMETRIC])) == (set() if alone is None else {B})
    assert not found(small(papers=[(kind, HOME), BIOMETRIC], at=B), to=(HOME,))


def test_a_visa_of_a_member_opens_every_member_by_both_memberships() -> None:
    """A Schengen visa given by B opens B by itself, and C by what makes B and C members; D is none."""
    one, two = member(B, SCHENGEN), member(C, SCHENGEN)
    papers: list[Any] = [(SCHENGEN_VISA, B), INTERNATIONAL]
    question = small(one, two, member(D), papers=papers)
    assert reached(question) == {B, C}
    to_b, to_c = (enter(HOME, place, SCHENGEN_VISA, B) for place in (B, C))
    assert carried(question, to_b) == [{frozenset()}]
    assert carried(question, to_c) == [{names(one, two)}]
    assert reached(small(two, papers=papers)) == {B}
    assert reached(small(one, two, papers=papers[:1])) == set()


def test_what_a_visa_opens_rests_on_the_claim_that_issued_it() -> None:
    """B gives the visa at home; C is entered on that claim and both memberships."""
    issue = say(B, "issuesTravelDocument", SCHENGEN_VISA, at=HOME, group=ALL)
    one, two = member(B, SCHENGEN), member(C, SCHENGEN)
    question = small(issue, one, two, papers=[INTERNATIONAL])
    keys = (("obtain", HOME, B, SCHENGEN_VISA, None), enter(HOME, C, SCHENGEN_VISA, B))
    assert carried(question, *keys) == [{names(issue)}, {names(issue, one, two)}]


def test_a_bar_of_the_state_that_is_entered_contests_its_own_paper() -> None:
    """B gave the visa and bars nobody, C bars everybody: B is certain, C possible."""
    said = (member(B, SCHENGEN), member(C, SCHENGEN), say(C, "bars", ALL))
    papers: list[Any] = [(SCHENGEN_VISA, B), INTERNATIONAL]
    assert reached(small(*said, papers=papers)) == {B}
    assert reached(small(*said, papers=papers, possible=True)) == {B, C}


def test_a_second_nationality_opens_its_state() -> None:
    """A passport of B opens B for its national, at home or elsewhere; the origin's own opens nothing."""
    both = (HOME, B)
    for kind in (INTERNAL, INTERNATIONAL, BIOMETRIC):
        assert reached(small(papers=[(kind, B)], nationalities=both)) == {B}
        assert not reached(small(papers=[(kind, B)]))
        assert not found(small(papers=[kind], nationalities=both, at=C), to=(HOME,))


def test_a_document_is_of_a_nationality_that_the_group_names() -> None:
    """Home's citizens are admitted on home's passport; deserters of any State on that of either nationality."""
    both, papers = (HOME, B), [(INTERNAL, B)]
    assert C not in reached(small(admits(C), papers=papers, nationalities=both))
    assert C in reached(small(admits(C, ANY_STATE), papers=papers, nationalities=both))
    assert C in reached(small(admits(C), papers=[INTERNAL], nationalities=both))


def test_a_stateless_person_is_in_no_group_that_names_a_nationality() -> None:
    """For a stateless deserter rules for deserters of any State hold; no passport is meant, a stated issuer is."""
    papers: list[Any] = [(INTERNAL, HOME)]
    asked: dict[str, Any] = {"nationalities": (), "papers": papers}
    assert not reached(small(admits(B), **asked, possible=True))
    assert not reached(small(admits(B, ANY_STATE), **asked))
    assert reached(small(admits(B, ANY_STATE, documentIssuer=HOME), **asked)) == {B}
    assert reached(small(nationalities=(), papers=[(LAISSEZ_PASSER, C)])) == {C}


def test_a_bar_follows_the_person() -> None:
    """Who is of B as well is barred as a national of B, whichever passport is shown."""
    said = (admits(C), say(C, "bars", iri("group:others")))
    assert reached(small(*said)) == {C}
    assert C not in reached(small(*said, nationalities=(HOME, B)))


# --- ways and what stands against them -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("mode", "against", "borders", "still_open"),
    [
        (ANY, {"closesBorder": LAND}, True, True),
        (ANY, {"barsExit": AIR}, False, False),
        (ANY, {"barsExit": AIR}, True, True),
        (ANY, {"barsExit": AIR, "closesBorder": None}, True, False),
        (ANY, {"barsExit": None}, True, False),
        (None, {"barsExit": AIR}, True, False),
        (None, {"closesBorder": None}, False, False),
        (None, {"closesBorder": AIR}, False, False),
        (None, {"barsExit": SEA}, True, True),
        (LAND, {}, False, False),
        (LAND, {"barsExit": AIR}, True, True),
        (LAND, {"closesBorder": None}, True, False),
        (AIR, {"closesBorder": None}, True, True),
        (AIR, {"closesBorder": ANY}, True, False),
        (SEA, {"barsExit": LAND, "closesBorder": None}, True, True),
        (SEA, {"barsExit": None}, True, False),
    ],
)
def test_ways_have_something_against_them(
    mode: str | None, against: dict[str, str | None], borders: bool, still_open: bool
) -> None:
    """A leg by any mode is contested when every way is, any other when one of its ways is; land needs a link."""
    objects = {"closesBorder": HOME, "barsExit": ALL}
    subjects = {"closesBorder": B, "barsExit": HOME}
    stand = [say(subjects[name], name, objects[name], mode=way) for name, way in against.items()]
    question = small(admits(B, mode=mode), *stand, borders=[(HOME, B)] if borders else [])
    assert reached(question) == ({B} if still_open else set())


def test_a_documented_journey_carries_a_leg_by_land() -> None:
    """Without a border each journey that was made carries the leg, beside the rule; with one neither is needed."""
    rule = admits(B, mode=LAND)
    months = ("2024-01", "2024-03")
    journeys = [say(iri("person:one"), "crossed", B, from_=HOME, mode=LAND, start=month) for month in months]
    by_air = say(iri("person:one"), "crossed", B, from_=HOME, mode=AIR)
    question = small(rule, *journeys, by_air)
    assert carried(question, enter(HOME, B)) == [{names(rule, journey) for journey in journeys}]
    assert found(question)[0].way.strength.basis == 2
    assert not carried(small(rule, by_air), enter(HOME, B))[0]
    assert carried(small(rule, *journeys, borders=[(B, HOME)]), enter(HOME, B)) == [{names(rule)}]


def test_a_journey_by_no_way_that_is_stated_makes_a_leg_by_land_possible_only() -> None:
    """That somebody got from home to B does not say that it was by land; without authorisation it opens nothing."""
    rule, journey = admits(B, mode=LAND), say(iri("person:one"), "crossed", B, from_=HOME)
    assert not carried(small(rule, journey), enter(HOME, B))[0]
    assert carried(small(rule, journey, possible=True), enter(HOME, B)) == [{names(rule, journey)}]
    alone = iri("concept:without-authorisation")
    unlawful = say(iri("person:one"), "crossed", B, from_=HOME, mode=LAND, condition=alone)
    assert not carried(small(rule, unlawful, possible=True), enter(HOME, B))[0]


def test_nobody_applies_or_is_protected_in_a_state_of_nationality() -> None:
    """Who is a national of B too may apply in C but not in B, and B is no third State on the way to C."""
    entries = (admits(B), admits(C, from_=B))
    claims = [*entries, *(say(place, "permitsApplication", ALL) for place in (B, C))]
    own = small(*claims, nationalities=(HOME, B))
    assert {item.territory for item in found(own, "apply")} == {C}
    assert {item.territory for item in found(small(*claims), "apply")} == {B, C}


def test_an_exit_ban_and_a_bar_speak_of_the_pair_of_places_that_they_name() -> None:
    """A ban on leaving home for B leaves C open; a bar of C on those who come from B leaves coming from home open."""
    entries = (admits(B), admits(C, from_=B), admits(D))
    assert reached(small(*entries, say(HOME, "barsExit", ALL, to=B), legs=1)) == {D}
    assert reached(small(*entries, say(C, "bars", ALL, from_=HOME))) == {B, C, D}
    barred = small(*entries, say(C, "bars", ALL, from_=B))
    assert reached(barred) == {B, D}
    assert carried(barred, enter(HOME, B), enter(B, C))[1] == set()


def test_an_exit_ban_on_a_document_speaks_of_narrower_ones() -> None:
    """A ban on leaving with an international passport is one on leaving with a biometric one, and no more."""
    ban = say(HOME, "barsExit", ALL, document=INTERNATIONAL)
    entries = (admits(B, document=BIOMETRIC), admits(C))
    assert reached(small(*entries, ban, papers=[BIOMETRIC, INTERNAL], legs=1)) == {C}


# --- exceptions ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("exception", "status", "covered"),
    [
        ("deserters-excepted", DESERTER, True),
        ("deserters-excepted", EVADER, False),
        ("deserters-excepted", SERVICEMAN, None),
        ("deserters-excepted", None, None),
        ("reservists-excepted", RESERVIST_EVADER, True),
        ("reservists-excepted", EVADER, None),
        ("professional-soldiers", CONTRACT_REFUSER, True),
        ("professional-soldiers", DESERTER, False),
        ("diplomats", DESERTER, False),
        ("child-under-14", DESERTER, False),
        ("diplomats", None, None),
        ("humanitarian-cases", DESERTER, None),
    ],
)
def test_whom_an_exception_covers(exception: str, status: str | None, covered: bool | None) -> None:
    """Who is covered has no such rule and no such bar; where nobody can tell, a rule is possible and a bar stands."""
    asked: dict[str, Any] = {"status": status}
    excepted = iri(f"concept:{exception}")
    said = (admits(B, exception=excepted), admits(C), say(C, "bars", ALL, exception=excepted))
    certain = reached(small(*said, **asked))
    assert (B in certain) == (covered is False)
    assert (C in certain) == (covered is True)
    assert (B in reached(small(*said, **asked, possible=True))) == (covered is not True)


def test_claims_that_differ_in_the_exception_only_are_one_rule() -> None:
    """One source excepts diplomats and deserters in two claims: its bar stands for no deserter, two sources' do."""

    def bars(exception: str, source: str = LATE) -> Claim:
        return say(B, "bars", ALL, exception=iri(f"concept:{exception}"), source=source)

    assert reached(small(admits(B), bars("diplomats"), bars("deserters-excepted"))) == {B}
    assert not reached(small(admits(B), bars("diplomats"), bars("deserters-excepted", iri("source:later"))))
    rules = [admits(B, exception=iri(f"concept:{name}")) for name in ("diplomats", "deserters-excepted")]
    assert not reached(small(*rules, possible=True))
    assert reached(small(rules[0])) == {B}


# --- goals, grades, dominance --------------------------------------------------------------------------------------


def test_an_application_from_elsewhere_has_the_state_asked_as_its_goal() -> None:
    """C lets people apply at B: the goal is C, one passed B, and C was never entered."""
    rule = say(C, "permitsApplication", ALL, at=B)
    question = small(admits(B), rule)
    [item] = found(question, "apply")
    assert (item.territory, set(item.way.gone), item.way.legs) == (C, {B}, 2)
    assert carried(question, enter(HOME, B), ("apply", B, C, None, None))[1] == {names(rule)}
    assert reached(small(admits(B), say(C, "permitsApplication", ALL, from_=B)), "apply") == {C}
    assert not found(small(admits(C), rule), "apply")


def test_grades_count_from_their_day_and_both_are_criteria() -> None:
    """A source is graded before the day, a claim after it; the firmer source and the firmer claim both stay."""
    one, two = admits(B, source=iri("source:early")), admits(B, basis=iri("concept:practice"))
    reviews = [
        review(LATE, "2024-06-01", reliability="A"),
        review(iri("source:early"), "2024-01-01", reliability="E"),
        review(iri("source:early"), "2024-06-01", reliability="B"),
        review(one.iri, "2024-06-01", credibility="2"),
        review(two.iri, "2024-07-01", credibility="1"),
    ]
    question = small(one, two, reviews=reviews)
    assert {item.way.strength[2:4] for item in found(question)} == {("B", "2"), ("A", "6")}
    later = small(one, two, reviews=reviews, now=(DAY, "2024-12"))
    assert {item.way.strength for item in found(later)} == {
        Strength(0, 2022, "B", "2", 1),
        Strength(1, 2024, "A", "1", 1),
    }


def test_a_claim_that_was_deprecated_later_still_stood() -> None:
    """Until it is deprecated in July a denial contests the entry; in an answer as known in December it does not."""
    denial = say(B, "admits", ALL, positive=False, document=INTERNAL, source=iri("source:later"))
    reviews = [review(denial.iri, "2024-07-01", deprecated=True)]
    assert not reached(small(admits(B), denial, reviews=reviews))
    assert reached(small(admits(B), denial, reviews=reviews, now=(DAY, "2024-12"))) == {B}


def test_a_longer_way_stays_where_it_is_firmer() -> None:
    """The direct entry rests on a statement, that through B on rules: neither dominates the other."""
    direct = admits(C, basis=iri("concept:statement"))
    question = small(direct, admits(B), admits(C, from_=B))
    assert {(item.way.legs, item.way.strength.basis) for item in found(question, to=(C,))} == {(1, 3), (2, 0)}


# --- the rest of an answer -----------------------------------------------------------------------------------------


def test_what_is_lacked_is_told_by_the_fewest() -> None:
    """Into C there is a rule from B on a visa, and one for people without an internal passport that are at D."""
    entry = admits(C, document=HUMANITARIAN_VISA, from_=B)
    paper = say(C, "issuesTravelDocument", LAISSEZ_PASSER, at=D, group=ALL, withoutDocument=INTERNAL)
    question = small(entry, paper, admits(B))
    oracle = question.oracle
    near = oracle.near(C, [way for layer in oracle.layers(3, limit=100) for way in layer])
    assert {(item.claims, item.unmet) for item in near} == {
        (names(entry), frozenset({("document", HUMANITARIAN_VISA)})),
        (names(paper), frozenset({("place", D), ("without", INTERNAL)})),
    }


def test_a_limbo_has_no_continuation_by_any_number_of_legs() -> None:
    """From D nothing leads on; from B a paper does, and so does C, but only after the paper was got at B."""
    stay = say(D, "limitsStay", ALL, stayMaxDays=90)
    said = (
        *(admits(B), admits(C), admits(D), stay, say(E, "permitsApplication", ALL)),
        say(E, "issuesTravelDocument", LAISSEZ_PASSER, at=B, group=ALL),
    )
    question = small(*said, legs=1)
    assert limbo(question.oracle, ("apply", "protection")) == set()
    assert limbo(question.oracle, ("protection",)) == {B, C, D, E}
    closed = small(*said, *(say(D, "barsExit", ALL), say(C, "barsExit", ALL)), legs=1)
    # Who comes to C or D with the paper cannot leave either: the documents make no difference there.
    assert limbo(closed.oracle, ("apply",)) == {C, D}
    assert {(item.most, item.claim) for item in stays(closed.oracle, D)} == {(90, stay.iri)}


def test_a_place_is_no_limbo_if_it_leads_on_with_some_documents() -> None:
    """C is reached with and without E's paper, which opens E from anywhere: with it C leads on."""
    said = (
        *(admits(B), admits(C, from_=B), admits(D, from_=HOME), say(E, "permitsApplication", ALL)),
        *(say(E, "issuesTravelDocument", LAISSEZ_PASSER, at=B, group=ALL), say(D, "barsExit", ALL)),
    )
    assert limbo(small(*said).oracle, ("apply",)) == {D}


def test_the_limbs_that_may_be_invoked_are_claims() -> None:
    """For a goal in the Union a limb in force counts where one passed, got a permit or started, or an agreement is."""
    limbs = [
        say(UNION, "setsProcedure", iri("concept:inadmissibility-safe-third-state"), condition=name) for name in LIMBS
    ]
    designated = say(C, "deemsSafe", B)
    said = (*limbs, member(C), designated, admits(B), admits(C))
    oracle = small(*said).oracle
    passed = frozenset({B, C})
    assert third_countries(oracle, C, passed, frozenset()) == {B: {"transit": names(limbs[1])}}
    assert set(third_countries(oracle, C, passed, frozenset({(PERMIT, B)}))[B]) == {"connection", "transit"}
    assert set(third_countries(small(*said, at=B).oracle, C, passed, frozenset())[B]) == {"connection", "transit"}
    agreed = small(*said, say(UNION, "hasAgreementWith", B)).oracle
    assert set(third_countries(agreed, C, passed, frozenset())[B]) == {"agreement", "transit"}
    assert third_countries(oracle, D, passed, frozenset()) == {}
    assert third_countries(oracle, C, frozenset({C}), frozenset()) == {}
    assert designations(oracle, C, B) == names(designated)


def test_a_limb_has_its_exception() -> None:
    """Transit is not invoked against unaccompanied minors where the claim excepts them."""
    transit = say(
        UNION,
        "setsProcedure",
        iri("concept:inadmissibility-safe-third-state"),
        condition=LIMBS[1],
        exception=iri("concept:unaccompanied-minors"),
    )
    for minor in (True, False):
        oracle = small(transit, member(C), unaccompanied_minor=minor).oracle
        assert third_countries(oracle, C, frozenset({B}), frozenset()) == {
            B: {} if minor else {"transit": names(transit)}
        }


def test_more_legs_are_wanted_only_where_they_add_something() -> None:
    """The way to C takes two legs: one is too few, with two all is found, though one could walk on in circles."""
    question = small(admits(B), admits(C, from_=B), admits(B, from_=C))
    for legs, unfinished in ((1, True), (2, False), (3, False)):
        layers = question.oracle.layers(legs + 1, limit=100)
        assert question.oracle.unfinished("reach", layers) is unfinished


def test_a_leg_is_looked_for_again_on_another_day() -> None:
    """The entry of 2023 had ended by the day that is asked about; what follows is looked at as if it were made."""
    ended, on = admits(B, start="2022", end="2023-12"), admits(C, from_=B, start="2022")
    question = small(ended, on)
    keys = (enter(HOME, B), enter(B, C))
    assert carried(question, *keys) == [set(), {names(on)}]
    before = question.oracle.at(Snapshot.at("2023-06-15", DAY))
    assert [set(sets) for sets in before.replay(keys)] == [{names(ended)}, {names(on)}]


@settings(max_examples=100, deadline=None, suppress_health_check=list(HealthCheck))
@given(questions(), st.integers(0, 2**20))
def test_minimal_sets_carry_a_leg_and_nothing_less_does(question: Question, seed: int) -> None:
    """Whatever way is walked, each set carries its last leg where the others are gone, and no part of it does."""
    chance, oracle = Random(seed), question.oracle  # noqa: S311  # worlds, no secrets
    way, keys = oracle.start(), []
    for _ in range(question.legs):
        moves = list(oracle.moves(way))
        if not moves:
            break
        step, further = chance.choice(moves)
        keys.append(oracle.key(step, way.territory))
        sets = oracle.replay(keys)[-1]
        assert any(step.claims >= one for one in sets) or step.own_paper
        event(f"{step.action}: {min(len(sets), 2)} sets, the largest of {max(map(len, sets))}")
        for kept in sets if not step.own_paper else ():
            others = frozenset().union(*sets) - kept
            assert kept in oracle.without(others).replay(keys)[-1]
            for name in kept:
                assert not oracle.without(others | {name}).replay(keys)[-1]
        way = further
