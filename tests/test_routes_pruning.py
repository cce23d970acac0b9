"""Where the search leaves out labels, worked out by hand: worlds in which a place or a paper seems to be of no use."""

from typing import Any

import pytest

from exitgraph.vocabulary import iri
from journey_worlds import (
    ALL,
    BIOMETRIC,
    HOME,
    INTERNAL,
    INTERNATIONAL,
    LAISSEZ_PASSER,
    LATE,
    PERMIT,
    PLACES,
    Question,
    say,
    small,
)
from test_routes_oracle import answer, expected, key, keys_of

FIRST, SECOND, GOAL = PLACES[1:4]
RULE = iri("concept:rule")


def gives(document: str) -> Any:
    return say(HOME, "issuesTravelDocument", document, at=HOME, group=ALL, basis=RULE)


def admits(place: str, document: str, **roles: Any) -> Any:
    return say(place, "admits", ALL, document=document, **roles)


def bars_exit(place: str, **roles: Any) -> Any:
    return say(place, "barsExit", ALL, **roles)


ROUND = {
    "who is stopped twice goes round twice": (
        *(gives(BIOMETRIC), admits(FIRST, INTERNAL), admits(SECOND, INTERNAL), admits(GOAL, BIOMETRIC)),
        *(bars_exit(HOME, document=BIOMETRIC), bars_exit(HOME, to=SECOND), bars_exit(FIRST, document=BIOMETRIC)),
    ),
    "a paper for later is carried round": (
        *(gives(BIOMETRIC), admits(FIRST, INTERNAL), admits(SECOND, INTERNAL), admits(GOAL, BIOMETRIC, from_=SECOND)),
        bars_exit(HOME, to=SECOND),
    ),
    "each step round has its own paper": (
        *(gives(BIOMETRIC), gives(LAISSEZ_PASSER), gives(PERMIT)),
        *(admits(FIRST, BIOMETRIC), admits(SECOND, LAISSEZ_PASSER), admits(GOAL, PERMIT)),
        *(bars_exit(HOME, to=SECOND), bars_exit(HOME, to=GOAL), bars_exit(FIRST, to=GOAL)),
    ),
    "the paper for going round is not that for the end": (
        *(gives(BIOMETRIC), gives(PERMIT), bars_exit(HOME, to=SECOND)),
        *(admits(FIRST, BIOMETRIC), admits(SECOND, INTERNAL), admits(GOAL, PERMIT, from_=SECOND)),
    ),
}


@pytest.mark.parametrize("case", ROUND)
@pytest.mark.parametrize("level", ["reach", "protection"])
def test_an_exit_ban_is_gone_round(case: str, level: str) -> None:
    """A place that opens nothing is entered where that is the way round an exit ban, with every paper needed."""
    question = small(*ROUND[case], say(GOAL, "grantsProtection", ALL), legs=7)
    layers = question.oracle.layers(7, limit=6000)
    wanted = {expected(item) for item in question.oracle.goals(level, layers, [GOAL])}
    found = answer(question, goal=level, to=[GOAL], max_legs=len(layers) - 1)["itineraries"]
    assert {key(question, item) for item in found} == wanted
    assert [[leg[2] for leg in keys_of(question, item) if leg[0] == "enter"] for item in found] == [
        [FIRST, SECOND, GOAL]
    ]


def near(question: Question, place: str, **options: Any) -> set[tuple[str, frozenset[str]]]:
    """Give what is lacking for each rule into a place: the action, and the kinds of what is unmet."""
    [why] = answer(question, why_not_to=[place], **options)["why_not"]
    return {(miss["action"], frozenset(item["kind"] for item in miss["unmet"])) for miss in why["near"]}


def test_a_paper_that_a_place_gives_for_itself_is_not_lacking() -> None:
    """Who obtains in a place the paper on which it lets people in can leave with it, and so lacks nothing to enter."""
    own = say(FIRST, "issuesTravelDocument", LAISSEZ_PASSER, at=FIRST, group=ALL, basis=RULE)
    entries = (admits(place, INTERNAL) for place in (FIRST, SECOND))
    counted = admits(FIRST, LAISSEZ_PASSER, documentIssuer=FIRST)
    assert near(small(*entries, own, counted), FIRST) == set()
    assert near(small(admits(FIRST, INTERNAL), own, counted), FIRST) == {("enter", frozenset({"document"}))}


def test_where_a_journey_ends_counts_as_reached() -> None:
    """Asked to be reached, a place is reached: an application there lacks evidence at most, and not to be there."""
    rules = (admits(FIRST, INTERNAL), say(FIRST, "permitsApplication", ALL, held="2021-01"))
    question = small(*rules)
    assert near(question, FIRST, goal="reach", to=[FIRST]) == {("apply", frozenset({"evidence"}))}


# --- what is said of nationals, of journeys and of papers ----------------------------------------------------------


def test_nobody_seeks_asylum_from_an_own_state() -> None:
    """A national of the place too may not apply there; it is no third State on the way to another one either."""
    union = iri("region:eu")
    claims = (
        *(admits(FIRST, INTERNAL), admits(GOAL, INTERNAL, from_=FIRST)),
        *(say(place, "permitsApplication", ALL) for place in (FIRST, GOAL)),
        say(GOAL, "memberOf", union),
        say(
            union,
            "setsProcedure",
            iri("concept:inadmissibility-safe-third-state"),
            condition=iri("concept:transit-through-safe-third-state"),
        ),
    )
    both = answer(small(*claims), goal="apply")["itineraries"]
    assert {item["goal"]["territory"]: [one["territory"] for one in item["third_countries"]] for item in both} == {
        "XB": [],
        "XD": ["XB"],
    }
    [only] = answer(small(*claims, nationalities=(HOME, FIRST)), goal="apply")["itineraries"]
    assert (only["goal"]["territory"], only["third_countries"]) == ("XD", [])


@pytest.mark.parametrize(
    ("roles", "told"),
    [
        ({"safeConcept": iri("concept:safe-country-of-origin")}, False),
        ({"safeConcept": iri("concept:accelerated-list")}, False),
        ({"scope": iri("concept:only-own-nationals")}, False),
        ({"safeConcept": iri("concept:safe-third-country")}, True),
        ({}, True),
    ],
)
def test_a_list_of_safe_origins_is_about_their_nationals(roles: dict[str, Any], told: bool) -> None:
    """A State named as a safe origin of its own nationals exposes these, and nobody else who passes there."""
    claims = (
        *(admits(FIRST, INTERNAL), admits(GOAL, INTERNAL, from_=FIRST), say(GOAL, "permitsApplication", ALL)),
        say(GOAL, "deemsSafe", FIRST, **roles),
    )
    [item] = answer(small(*claims), goal="apply")["itineraries"]
    assert bool(item["criteria"]["exposure"]) is told
    [national] = answer(small(*claims, nationalities=(HOME, FIRST)), goal="apply")["itineraries"]
    assert national["criteria"]["exposure"]
    [why] = answer(small(*claims), why_not_to=[GOAL])["why_not"]
    assert bool(why["deems_safe"]) is told


def test_a_policy_of_extradition_exposes_whoever_passes() -> None:
    """To extradite the wanted is an exposure of the place that is passed, as extraditions are, and one at the goal."""
    claims = (
        *(admits(FIRST, INTERNAL), admits(GOAL, INTERNAL, from_=FIRST)),
        *(say(place, "permitsApplication", ALL) for place in (FIRST, GOAL)),
        say(FIRST, "statesPolicy", iri("concept:extradites-wanted"), group=ALL),
        say(FIRST, "returned", ALL),
    )
    items = {item["goal"]["territory"]: item for item in answer(small(*claims), goal="apply")["itineraries"]}
    assert items["XD"]["criteria"]["worst_exposure"] == "extradition"
    assert len(items["XD"]["criteria"]["exposure"]) == 2
    assert items["XD"]["goal_exposure"] == []
    assert items["XB"]["criteria"]["exposure"] == []
    assert len(items["XB"]["goal_exposure"]) == 2


def test_a_leg_that_is_possible_only_says_why_wherever_that_lies() -> None:
    """An exit ban where a leg begins, and a journey that does not say its way, are named as reasons."""
    entry, ban = admits(FIRST, INTERNAL), bars_exit(HOME)
    [item] = answer(small(entry, ban, possible=True), goal="reach")["itineraries"]
    assert item["legs"][0]["possible_because"] == "contested: leaving"
    by_land = admits(FIRST, INTERNAL, mode=iri("concept:land"))
    journey = say(iri("person:one"), "crossed", FIRST, from_=HOME)
    assert not answer(small(by_land, journey), goal="reach")["itineraries"]
    [item] = answer(small(by_land, journey, possible=True), goal="reach")["itineraries"]
    assert "journey" in item["legs"][0]["possible_because"]


def test_a_denied_kind_of_paper_is_denied_with_its_narrower_kinds() -> None:
    """A State that gives no international passports gives no biometric ones; to give no biometric ones is less."""
    entry = admits(FIRST, BIOMETRIC)
    for denied, open_ in ((INTERNATIONAL, False), (BIOMETRIC, False), (PERMIT, True)):
        denial = say(HOME, "issuesTravelDocument", denied, positive=False, group=ALL, source=LATE)
        assert bool(answer(small(entry, gives(BIOMETRIC), denial), goal="reach")["itineraries"]) is open_


@pytest.mark.parametrize("state", ["set-aside", "draft-laid", "proposed", "not-in-effect"])
def test_what_has_no_effect_makes_no_leg(state: str) -> None:
    """A grant that was set aside protects nobody, not even possibly, and nor does what was only proposed."""
    grant = say(FIRST, "grantsProtection", ALL, procedureState=iri(f"concept:{state}"))
    for possible in (False, True):
        question = small(admits(FIRST, INTERNAL), grant, possible=possible)
        assert not answer(question, goal="protection")["itineraries"]
