"""The search over journey states, held against brute force on small invented worlds.

A thousand worlds in all. For a long run: ``pytest tests/test_routes_oracle.py --hypothesis-profile=long`` (each test
then takes its share of the profile's number of examples, where that is more).
"""

import json
import re
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import HealthCheck, assume, event, given, settings
from hypothesis import strategies as st

from exitgraph.claims.inforce import Snapshot, Standing, in_force
from exitgraph.routes import Profile, TravelDocument, ask, diff
from exitgraph.vocabulary import iri, xg
from journey_chance import questions
from journey_worlds import (
    ALL,
    BIOMETRIC,
    DAY,
    HOME,
    INTERNAL,
    INTERNATIONAL,
    LAISSEZ_PASSER,
    PLACES,
    Question,
    say,
    small,
)
from oracle import NO_LINES, NO_YEAR, Found, LegKey, Oracle, Strength, designations, limbo, stays, third_countries

LIMIT = 400
LEVELS = ("reach", "apply", "protection")
BASES = ("rule", "practice", "precedent", "statement")
ASKED = st.sampled_from(LEVELS)


def worlds(number: int) -> settings:
    """Give the settings for a test's share of the thousand."""
    share = max(number, settings().max_examples * number // 1000)
    unhealthy = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much]
    return settings(max_examples=share, deadline=None, suppress_health_check=unhealthy)


# --- an answer, read from its JSON ---------------------------------------------------------------------------------


def profile(question: Question) -> Profile:
    asked = question.asked
    papers = frozenset(TravelDocument(*paper) for paper in asked.papers)
    return Profile(
        asked.origin,
        asked.nationalities,
        asked.status,
        papers,
        asked.at,
        unaccompanied_minor=asked.unaccompanied_minor,
    )


def answer(question: Question, **options: Any) -> dict[str, Any]:
    options = {"max_legs": question.legs, "possible": question.possible, **options}
    return ask(question.knowledge, profile(question), question.now, **options).as_json()


def place(code: str) -> str:
    return iri(f"region:{code}" if code.islower() else f"territory:{code}")


def long(names: list[str]) -> frozenset[str]:
    return frozenset(iri(name) for name in names)


def leg_key(question: Question, leg: dict[str, Any]) -> LegKey:
    action, document, issuer = leg["action"], leg.get("document"), leg.get("issuer")
    if issuer and place(issuer) in question.asked.nationalities[:1]:
        issuer = None
    paper = iri(f"document:{document}") if document else None
    if action == "enter":
        return (action, place(leg["from"]), place(leg["to"]), paper, place(issuer) if issuer else None)
    here = place(leg["at"])
    if action == "obtain":
        return (action, here, place(leg["issuer"]), paper, None)
    return (action, here, place(leg["to"]) if "to" in leg else here, None, None)


def keys_of(question: Question, item: dict[str, Any]) -> tuple[LegKey, ...]:
    return tuple(leg_key(question, leg) for leg in item["legs"])


def same(question: Question, item: dict[str, Any]) -> tuple[Any, ...]:
    """Give what makes an itinerary the same on two dates."""
    return (item["goal"]["territory"], item["goal"]["level"], keys_of(question, item))


def passed(question: Question, item: dict[str, Any]) -> frozenset[str]:
    entered = {place(leg["to"]) for leg in item["legs"] if leg["action"] == "enter"}
    return frozenset((entered | {question.asked.at}) - {question.asked.origin})


def strength(item: dict[str, Any]) -> Strength:
    criteria = item["criteria"]
    return Strength(
        BASES.index(criteria["basis"]),
        criteria["oldest_claim"] or NO_YEAR,
        criteria["reliability"] or "A",
        str(criteria["credibility"] or "1"),
        NO_LINES if criteria["fewest_lines"] is None else criteria["fewest_lines"],
    )


def key(question: Question, item: dict[str, Any]) -> tuple[Any, ...]:
    return (place(item["goal"]["territory"]), passed(question, item), item["criteria"]["legs"], strength(item))


def expected(item: Found) -> tuple[Any, ...]:
    return (item.territory, item.way.gone, item.way.legs, item.way.strength)


# --- the front of itineraries --------------------------------------------------------------------------------------


@worlds(280)
@given(questions(), ASKED, st.data())
def test_search_gives_what_brute_force_leaves_undominated(question: Question, level: str, data: st.DataObject) -> None:
    """For any world the itineraries are those sequences of legs that no other dominates, with the right counts."""
    away = [name for name in PLACES if name not in (HOME, question.asked.at)]
    to = data.draw(st.sampled_from([[], [], *([name] for name in away), away[:2], away[1:3]]), "to")
    oracle = question.oracle
    layers = oracle.layers(question.legs, limit=LIMIT)
    assume(len(layers) > 1)
    found = answer(question, goal=level, to=to, max_legs=len(layers) - 1)["itineraries"]
    wanted = {expected(item): item for item in oracle.goals(level, layers, to)}
    event("itineraries: " + ("none" if not wanted else "one" if len(wanted) == 1 else "several"))
    assert {key(question, item) for item in found} == wanted.keys()
    assert len(found) == len(wanted)
    assert [item["equal"] for item in found] == [wanted[key(question, item)].clean for item in found]


@worlds(160)
@given(questions(closed=True), ASKED, st.data())
def test_no_paper_is_missing_where_ways_are_closed(question: Question, level: str, data: st.DataObject) -> None:
    """Where borders are closed and many papers are given, the same itineraries are found, and the same is lacking."""
    away = [name for name in PLACES[3:5] if name != question.asked.at]
    to = data.draw(st.sampled_from([[], *([name] for name in away)]), "to")
    asked_about = data.draw(st.sampled_from(PLACES), "territory")
    oracle = question.oracle
    layers = oracle.layers(question.legs, limit=2 * LIMIT)
    assume(len(layers) > 1)
    found = answer(question, goal=level, to=to, max_legs=len(layers) - 1)["itineraries"]
    wanted = {expected(item): item for item in oracle.goals(level, layers, to)}
    gathered = max((sum(leg["action"] == "obtain" for leg in item["legs"]) for item in found), default=0)
    event(f"papers obtained: {gathered}, legs: {len(layers) - 1}")
    assert {key(question, item) for item in found} == wanted.keys()
    assert [item["equal"] for item in found] == [wanted[key(question, item)].clean for item in found]
    explained = answer(question, goal=level, why_not_to=[asked_about], max_legs=len(layers) - 1)["why_not"]
    assert lacking(question, explained) == {
        tuple(item) for item in oracle.near(asked_about, [way for layer in layers for way in layer])
    }


@worlds(100)
@given(questions(), ASKED, st.data())
def test_a_stopped_search_says_so(question: Question, level: str, data: st.DataObject) -> None:
    """Where it is not said more legs find nothing more; where it is, one more leg can be made, and adds something.

    A state that is dominated only by one with papers that are of no use (which the search does not follow) may count
    as one that is added, so where papers can be obtained less is asked.
    """
    to = data.draw(st.sampled_from([[], [], PLACES[1:2], PLACES[2:4]]), "to")
    assume(level != "reach" or question.asked.at not in to)
    end = to[0] if level == "reach" and len(to) == 1 else None
    oracle = question.oracle
    layers = oracle.layers(question.legs + 3, limit=LIMIT, end=end)
    assume(len(layers) == question.legs + 4)
    found = answer(question, goal=level, to=list(to))
    event(f"stopped: {found['stopped']}")
    if found["stopped"]:
        assert found["stopped"] == "max-legs"
        papers = any(step.action == "obtain" for step in oracle.steps)
        one_more = bool(papers and layers[question.legs + 1])
        assert one_more or oracle.unfinished(level, layers[: question.legs + 2], to)
    else:
        wanted = {expected(item) for item in oracle.goals(level, layers, to)}
        assert {key(question, item) for item in found["itineraries"]} == wanted


@worlds(60)
@given(questions(possible=False), ASKED)
def test_possible_answers_include_the_certain_ones(question: Question, level: str) -> None:
    """Every certain itinerary is among the possible ones, or one of these is at least as good in everything."""
    assume(len(question.oracle.layers(question.legs, limit=LIMIT)) == question.legs + 1)
    certain = answer(question, goal=level)["itineraries"]
    possible = answer(question, goal=level, possible=True)["itineraries"]
    for item in certain:
        event("a certain itinerary")
        assert any(
            other["goal"] == item["goal"]
            and len(other["legs"]) <= len(item["legs"])
            and strength(other).no_weaker(strength(item))
            and passed(question, other) <= passed(question, item)
            for other in possible
        )


@worlds(40)
@given(questions(possible=False), ASKED)
def test_what_is_possible_only_is_counted_where_nothing_is_certain(question: Question, level: str) -> None:
    """An answer without itineraries tells the goals that possible claims would carry, and no other answer does."""
    found = answer(question, goal=level)
    possible = answer(question, goal=level, possible=True)
    assert possible["possible_only"] is None
    if found["itineraries"]:
        assert found["possible_only"] is None
        return
    others = possible["itineraries"]
    event("possible only" if others else "none")
    assert found["possible_only"]["itineraries"] == len(others)
    assert found["possible_only"]["goals"] == list({str(one["goal"]): one["goal"] for one in others}.values())


@worlds(40)
@given(questions())
def test_the_order_of_claims_changes_nothing(question: Question) -> None:
    """The same claims, reviews and sources in another order give the same answer to the letter."""
    world = question.knowledge
    backwards: dict[str, Any] = {
        name: dict(reversed(list(getattr(world, name).items())))
        for name in ("claims", "sources", "reviews", "entities")
    }
    turned = question._replace(knowledge=replace(world, **backwards))
    for options in ({}, {"goal": "reach"}, {"why_not_to": [PLACES[2]]}):
        said = json.dumps(answer(question, **options))
        assert said == json.dumps(answer(turned, **options))
        assert not re.search(r"\b(recommend\w*|best)\b", said, re.IGNORECASE)


# --- what carries a leg --------------------------------------------------------------------------------------------


@worlds(120)
@given(questions(), ASKED)
def test_every_leg_rests_on_its_minimal_sets_of_claims(question: Question, level: str) -> None:
    """Each leg names all sets of claims that carry it and no smaller ones, and is as firm as the first of them."""
    oracle = question.oracle
    for item in answer(question, goal=level)["itineraries"]:
        sets = oracle.replay(keys_of(question, item))
        assert all(sets)
        weakest = Strength()
        for leg, wanted in zip(item["legs"], sets, strict=True):
            given_sets = [long(names) for names in leg["sets"]]
            event(f"sets: {min(len(wanted), 3)}, the largest of {max(map(len, wanted))}")
            assert len(given_sets) == len(wanted)
            assert set(given_sets) == wanted
            assert given_sets[0] == long(leg["claims"])
            own = oracle.said.strength(given_sets[0])
            counted = [oracle.said.lines(question.knowledge.claims[name]) for name in given_sets[0]]
            fewest = (
                {name: min(getattr(one, name) for one in counted) for name in ("least", "most")} if counted else None
            )
            event(f"lines: {fewest}")
            assert leg["lines"] == fewest
            # A State's own paper opens it by rule, whatever basis it was issued on.
            weakest = weakest.beside(own._replace(basis=BASES.index(leg["basis"])))
            assert leg.get("rule") == "own-paper" or BASES[own.basis] == leg["basis"]
            for name in frozenset().union(*given_sets):
                standing = in_force(question.knowledge, question.knowledge.claims[name], question.now).standing
                assert standing is (Standing.CERTAIN if not question.possible else standing)
                assert standing is not Standing.NOT_IN_FORCE
        assert strength(item) == weakest
        assert_weakest_leg(oracle, item)


def assert_weakest_leg(oracle: Oracle, item: dict[str, Any]) -> None:
    def order(number: int) -> tuple[Any, ...]:
        leg = item["legs"][number]
        own = oracle.said.strength(long(leg["claims"]))
        return (-BASES.index(leg["basis"]), -ord(own.reliability), -int(own.credibility), own.lines, own.oldest, number)

    number = min(range(len(item["legs"])), key=order)
    own = oracle.said.strength(long(item["legs"][number]["claims"]))
    told = item["weakest_leg"]
    graded = bool(item["legs"][number]["claims"])
    assert (told["leg"], told["basis"]) == (number + 1, item["legs"][number]["basis"])
    assert told["grade"] == (own.reliability + own.credibility if graded else None)
    assert told["oldest"] == (own.oldest if graded else None)


@worlds(60)
@given(questions(), ASKED)
def test_a_minimal_set_carries_its_leg_alone_and_not_without_any_of_its_claims(question: Question, level: str) -> None:
    """Where the other sets of a leg are taken away it can still be made; where one claim more is, it cannot."""
    for item in answer(question, goal=level)["itineraries"]:
        keys = keys_of(question, item)
        for number, leg in enumerate(item["legs"]):
            # What stands on a paper that was obtained goes with the leg that obtained it.
            if leg.get("rule") == "own-paper":
                continue
            sets = [long(names) for names in leg["sets"]]
            before = [names for one in item["legs"][:number] if one["action"] == "obtain" for names in one["sets"]]
            issued = frozenset().union(*map(long, before))
            for kept in sets:
                others = frozenset().union(*sets) - kept
                poorer = question.oracle.without(others)
                assert kept in poorer.replay(keys[: number + 1])[number]
                for name in kept - issued:
                    event("a claim was taken away")
                    assert not question.oracle.without(others | {name}).replay(keys[: number + 1])[number]


@worlds(30)
@given(questions(), ASKED)
def test_a_leg_goes_with_its_claims(question: Question, level: str) -> None:
    """Without the claims of all sets of a leg no answer has that itinerary's steps any more."""
    for item in answer(question, goal=level)["itineraries"]:
        for leg in item["legs"]:
            if leg.get("rule") == "own-paper":
                continue
            gone = frozenset().union(*(long(names) for names in leg["sets"]))
            kept = {name: claim for name, claim in question.knowledge.claims.items() if name not in gone}
            poorer = question._replace(knowledge=replace(question.knowledge, claims=kept))
            event("a leg was taken away")
            assert same(question, item) not in {
                same(question, other) for other in answer(poorer, goal=level)["itineraries"]
            }


# --- the rest of an answer -----------------------------------------------------------------------------------------


@worlds(120)
@given(questions(), st.data())
def test_why_not_gives_the_smallest_sets_of_what_is_lacking(question: Question, data: st.DataObject) -> None:
    """For any world each rule into a destination is explained by its smallest unmet sets over all states in reach."""
    oracle = question.oracle
    layers = oracle.layers(question.legs, limit=LIMIT)
    territory = data.draw(st.sampled_from(PLACES), "territory")
    explained = answer(question, why_not_to=[territory], max_legs=len(layers) - 1)["why_not"]
    wanted = oracle.near(territory, [way for layer in layers for way in layer])
    near = [item for why in explained for item in why["near"] if item["claims"]]
    ways = [way for layer in layers for way in layer]
    assert explained[0]["reached"] == any(way.territory == territory for way in ways)
    about = {step.action for step in oracle.steps if step.to == territory}
    assert explained[0]["documented_entry"] == ("enter" in about or explained[0]["reached"])
    assert ("apply" in explained[0]["undocumented"]) == about.isdisjoint({"apply", "protected"})
    assert ("reach" in explained[0]["undocumented"]) != explained[0]["documented_entry"]
    found = lacking(question, explained)
    event(f"near misses: {min(len(wanted), 3)}")
    assert found == {tuple(item) for item in wanted}
    sizes = [len(miss["unmet"]) for miss in near]
    assert sizes == sorted(sizes)
    assert all(unmet["claims"] for miss in near for unmet in miss["unmet"])


def lacking(question: Question, explained: list[dict[str, Any]]) -> set[tuple[str, frozenset[str], Any]]:
    """Give what an answer says that rules lack: action, claims but for journeys, and kinds with what is needed."""
    journeys = {claim.iri for claim, _ in question.oracle.journeys}
    return {
        (
            miss["action"],
            long(miss["claims"]) - journeys,
            frozenset((unmet["kind"], needed(unmet)) for unmet in miss["unmet"]),
        )
        for why in explained
        for miss in why["near"]
        if miss["claims"]
    }


def needed(unmet: dict[str, Any]) -> str:
    if unmet["kind"] in ("evidence", "contest"):
        return ""
    return iri(unmet["needed"]) if ":" in unmet["needed"] else place(unmet["needed"])


@worlds(80)
@given(questions(), st.sampled_from([None, *LEVELS]), st.data())
def test_a_limbo_is_a_territory_that_leads_to_no_goal(
    question: Question, level: str | None, data: st.DataObject
) -> None:
    """The limbo of any world is what brute force finds without a bound on legs, however few legs the search has."""
    to = data.draw(st.sampled_from([[], [], PLACES[1:2], PLACES[2:4]]), "to")
    oracle = question.oracle
    wanted = limbo(oracle, ("apply", "protection") if level is None else (level,), to)
    assume(wanted is not None)
    found = {place(item["territory"]): item for item in answer(question, goal=level, to=list(to))["limbo"]}
    event(f"limbo: {min(len(found), 2)}")
    assert found.keys() == wanted
    for territory, item in found.items():
        days = ("min_days", "max_days", "window_days")
        told = {(*(stay[name] for name in days), iri(stay["claim"])) for stay in item["stays"]}
        assert told == stays(oracle, territory)


@worlds(60)
@given(questions(union=True), st.sampled_from(["apply", "protection"]))
def test_third_countries_are_told_with_the_limbs_that_apply(question: Question, level: str) -> None:
    """For a goal in the Union each territory passed outside it is told, with the limbs that claims in force give."""
    oracle = question.oracle
    for item in answer(question, goal=level)["itineraries"]:
        goal = place(item["goal"]["territory"])
        papers = {(key[3], key[2]) for key in keys_of(question, item) if key[0] == "obtain"}
        obtained = frozenset((str(kind), issuer) for kind, issuer in papers)
        wanted = third_countries(oracle, goal, passed(question, item), obtained)
        told = {place(one["territory"]): one for one in item["third_countries"]}
        event(f"third countries: {min(len(wanted), 2)}, limbs: {sum(map(len, wanted.values()))}")
        assert {name: {limb["limb"] for limb in one["limbs"]} for name, one in told.items()} == {
            name: set(limbs) for name, limbs in wanted.items()
        }
        for name, one in told.items():
            for limb in one["limbs"]:
                law = {
                    claim for claim in long(limb["law"]) if question.knowledge.claims[claim].relation != xg("memberOf")
                }
                assert law == wanted[name][limb["limb"]]
                assert long(limb["claims"]) <= question.knowledge.claims.keys()
            assert long(one["designations"]) == designations(oracle, goal, name)


@worlds(50)
@given(
    questions(), ASKED, st.sampled_from([("2024-02", DAY), ("2023-07", DAY), (DAY, "2023-12"), ("2025-06", "2025-06")])
)
def test_a_difference_names_what_could_not_be_made(question: Question, level: str, dates: tuple[str, str]) -> None:
    """What appeared and vanished is what the two answers differ in, each with the legs that the other date lacks."""
    other = Snapshot.at(*dates)
    before, after = question._replace(now=other), question
    found = diff(
        question.knowledge,
        profile(question),
        before.now,
        after.now,
        goal=level,
        max_legs=question.legs,
        possible=question.possible,
    ).as_json()
    shown = {name: answer(one, goal=level)["itineraries"] for name, one in (("before", before), ("after", after))}
    told = {name: {same(question, item) for item in items} for name, items in shown.items()}
    assert {same(question, item["itinerary"]) for item in found["appeared"]} == told["after"] - told["before"]
    assert {same(question, item["itinerary"]) for item in found["vanished"]} == told["before"] - told["after"]
    both = told["before"] & told["after"]
    assert found["same"] == len(both)
    for where, there in (("appeared", before), ("vanished", after)):
        rivals = shown["before" if there is before else "after"]
        for item in found[where]:
            sets = there.oracle.replay(keys_of(question, item["itinerary"]))
            lacking = {number for number, carried in enumerate(sets, 1) if not carried}
            event(f"{where}: {'legs' if lacking else 'dominated'}")
            if lacking:
                assert {reason["leg"] for reason in item["because"]} == lacking
                told_of = [claim for reason in item["because"] for claim in reason["claims"]]
                assert all(claim["why"] and iri(claim["claim"]) in question.knowledge.claims for claim in told_of)
            else:
                assert item["instead"]
                others = achievable(there.oracle, sets)
                for rival in item["instead"]:
                    assert rival in rivals
                    assert rival["goal"] == item["itinerary"]["goal"]
                    assert len(rival["legs"]) <= len(item["itinerary"]["legs"])
                    assert passed(question, rival) <= passed(question, item["itinerary"])
                    assert any(strength(rival).no_weaker(other) for other in others)


def achievable(oracle: Oracle, sets: list[frozenset[frozenset[str]]]) -> set[Strength]:
    """Give how firm legs are together, for each choice among the sets of claims that carry them."""
    found = {Strength()}
    for wanted in sets:
        found = {one.beside(oracle.said.strength(names)) for one in found for names in wanted}
    return found


# --- what chance seldom makes, by hand ---


def test_a_document_that_closes_a_way_does_not_dominate() -> None:
    """Who came the longer way without a biometric passport gets the paper that is for people without one."""
    home, there, goal, between = PLACES[:4]
    question = small(
        say(home, "issuesTravelDocument", BIOMETRIC, at=home, group=ALL, basis=iri("concept:rule")),
        say(there, "admits", ALL, document=BIOMETRIC),
        say(between, "admits", ALL, document=INTERNAL),
        say(there, "admits", ALL, document=INTERNAL, from_=between),
        say(goal, "issuesTravelDocument", LAISSEZ_PASSER, at=there, group=ALL, withoutDocument=BIOMETRIC),
        say(goal, "grantsProtection", ALL),
    )
    [item] = answer(question, goal="protection")["itineraries"]
    assert [key[:3] for key in keys_of(question, item)] == [
        ("enter", home, between),
        ("enter", between, there),
        ("obtain", there, goal),
        ("enter", there, goal),
        ("protected", goal, goal),
    ]


def test_an_exit_ban_covers_narrower_documents() -> None:
    """A ban on leaving with an international passport is one on leaving with a biometric one, and no more."""
    home, there = PLACES[:2]
    entries = [say(there, "admits", ALL, document=paper) for paper in (BIOMETRIC, INTERNAL)]
    ban = say(home, "barsExit", ALL, document=INTERNATIONAL)
    assert answer(small(entries[0], papers=(BIOMETRIC,)), goal="reach")["itineraries"]
    assert not answer(small(entries[0], ban, papers=(BIOMETRIC,)), goal="reach")["itineraries"]
    assert answer(small(entries[1], ban), goal="reach")["itineraries"]


@pytest.mark.parametrize(("mode", "still_open"), [("land", True), ("air", False), (None, False)])
def test_a_bar_speaks_of_the_way_that_it_names(mode: str | None, still_open: bool) -> None:
    """A bar by land leaves entry by air as it was; a bar by air, or by no way in particular, contests it."""
    there = PLACES[1]
    entry = say(there, "admits", iri("group:fugitives"), document=INTERNAL, mode=iri("concept:air"))
    way = iri(f"concept:{mode}") if mode else None
    # A deserter is both a soldier and a fugitive; of the two groups neither covers the other.
    bar = say(there, "bars", iri("group:soldiers"), document=INTERNAL, mode=way)
    assert bool(answer(small(entry, bar), goal="reach")["itineraries"]) == still_open
