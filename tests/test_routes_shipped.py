"""Journeys on the shipped graph, worked out by hand from its claims; each test says why its answer is right."""

import json
import os
import re
import subprocess
import sys
from functools import cache
from typing import Any

import networkx as nx
import pytest

import exitgraph
from exitgraph.errors import BadDate, InputError, UnknownName
from exitgraph.routes import itinerary_graph, state_graph
from exitgraph.vocabulary import iri

DAY = "2024-11-24"


@cache
def graph() -> exitgraph.Graph:
    return exitgraph.load()


def ask(day: str = DAY, **options: Any) -> dict[str, Any]:
    """Ask for a Russian deserter with an internal passport, unless the options say otherwise."""
    chosen = {"status": "deserter", "holds": ["internal-passport"], "valid_at": day, "known_at": day, **options}
    return graph().routes("RU", **chosen).as_json()


def keys(*claims: str) -> set[str]:
    """Give the rows that claims were made from, such as C066 (C066.2 is another claim of that row)."""
    return {key.partition(".")[0] for claim in claims for key in graph().claims[iri(claim)].record_keys}


def goals(answer: dict[str, Any]) -> set[tuple[str, str]]:
    return {(item["goal"]["territory"], item["goal"]["level"]) for item in answer["itineraries"]}


def reached(answer: dict[str, Any]) -> set[str]:
    return {item["goal"]["territory"] for item in answer["itineraries"]}


def legs(item: dict[str, Any]) -> list[tuple[str, str, str | None]]:
    return [(leg["action"], leg.get("to") or leg["at"], leg.get("document")) for leg in item["legs"]]


def unmet(answer: dict[str, Any]) -> set[tuple[str, str]]:
    return {
        (item["kind"], item["needed"]) for why in answer["why_not"] for miss in why["near"] for item in miss["unmet"]
    }


def test_the_documented_case_is_found() -> None:
    """KZ lets Russians in on an identity card (E012), FR gave deserters there papers (P009) and two applied (C063)."""
    answer = ask()
    assert answer["profile"] == {
        "origin": "RU",
        "nationality": "RU",
        "nationalities": ["RU"],
        "status": "deserter",
        "holds": ["internal-passport"],
        "at": "RU",
        "unaccompanied_minor": False,
    }
    assert (answer["valid_at"], answer["known_at"], answer["mode"], answer["stopped"]) == (DAY, DAY, "certain", None)
    [item] = answer["itineraries"]
    assert item["goal"] == {"territory": "FR", "level": "apply"}
    entry, paper, arrival, application = item["legs"]
    assert (entry["action"], entry["from"], entry["to"]) == ("enter", "RU", "KZ")
    assert (entry["document"], entry["basis"]) == ("internal-passport", "rule")
    assert (paper["action"], paper["at"], paper["issuer"]) == ("obtain", "KZ", "FR")
    assert (paper["document"], paper["basis"]) == ("laissez-passer", "precedent")
    assert (arrival["action"], arrival["from"], arrival["to"]) == ("enter", "KZ", "FR")
    assert (arrival["document"], arrival["basis"]) == ("laissez-passer", "rule")
    assert (application["action"], application["at"], application["basis"]) == ("apply", "FR", "precedent")
    assert keys(*entry["claims"]) == {"E012"}
    # E010 (for deserters without an international passport) and E023 (on residence, not on entry) say so as well.
    assert keys(*entry["also"]) == {"C037", "E010", "E023"}
    assert keys(*paper["claims"], *arrival["claims"]) == {"P009"}
    assert keys(*application["claims"]) == {"C063"}
    assert (item["criteria"]["legs"], item["criteria"]["basis"]) == (4, "precedent")
    assert (item["criteria"]["third_country"], item["criteria"]["oldest_claim"]) == (["KZ"], 2024)


def test_the_way_through_kazakhstan_is_exposed_to_its_returns() -> None:
    """KZ sent fugitives (C045) and an officer (I001) back: that goes with the itinerary and stands against no leg."""
    [item] = ask()["itineraries"]
    assert keys(*item["criteria"]["exposure"]) == {"C045", "I001"}
    assert item["contested_by"] == []


def test_the_firmest_claim_carries_a_leg_and_the_others_stand_beside_it() -> None:
    """Two applications (C063), two embassies' doors (C059, C060) and the policy (C005, C021) carry the last leg."""
    last = ask()["itineraries"][0]["legs"][-1]
    assert keys(*last["claims"], *last["also"]) == {"C063", "C059", "C060", "C005", "C021"}


def test_nothing_is_known_before_it_was_published() -> None:
    """Papers and E012 were published in October 2024, the article in November: before that no itinerary is known."""
    assert ask(known_at="2024-09")["itineraries"] == []
    assert ask("2024-09")["itineraries"] == []


def test_knowing_more_does_not_change_what_held() -> None:
    """On a day in October before the report of 28 October, KZ's entry rule was not yet reported to hold."""
    assert ask(valid_at="2024-10-27", known_at=DAY)["itineraries"] == []


def test_without_a_document_the_internal_passport_is_missing() -> None:
    """AM, KG and KZ ask for the internal passport and GE, MN, RS and TR for an international one: these are missing."""
    answer = ask(holds=[])
    assert answer["itineraries"] == []
    wanted: dict[str, set[str]] = {}
    for miss in (miss for why in answer["why_not"] for miss in why["near"]):
        for item in miss["unmet"]:
            if item["kind"] == "document":
                wanted.setdefault(item["needed"].removeprefix("document:"), set()).add(miss["to"])
    assert wanted == {"internal-passport": {"AM", "KG", "KZ"}, "international-passport": {"GE", "MN", "RS", "TR"}}
    # What else is missing is evidence: claims that do not say which document, or where it is issued.
    assert {kind for kind, _ in unmet(answer)} == {"document", "evidence"}


def test_another_passport_is_no_internal_passport() -> None:
    """No claim says that the entries on an internal passport are open on an international one, so none is found."""
    answer = ask(holds=["international-passport"])
    assert answer["itineraries"] == []
    assert ("document", "document:internal-passport") in unmet(answer)


@pytest.mark.parametrize("passport", ["international-passport", "biometric-passport"])
def test_the_papers_were_for_people_without_an_international_passport(passport: str) -> None:
    """P009 is about deserters without one, whichever kind it is: to hold one more document can close a way."""
    answer = ask(holds=["internal-passport", passport])
    assert answer["itineraries"] == []
    assert ("without", "document:international-passport") in unmet(answer)


def test_the_united_kingdom_refuses_and_points_to_others() -> None:
    """GB refused deserters (C066), named no procedure (C067), and called KZ (C068) and AM (C069) safe for them."""
    [why] = ask(why_not=["GB"])["why_not"]
    assert (why["territory"], why["documented_entry"]) == ("GB", False)
    # P041 (no guidance on deserters had been published) opens nothing, and is against nobody.
    assert keys(*(item["claim"] for item in why["against"])) == {"C066", "C067"}
    designated = {item["territory"]: keys(*item["claims"]) for item in why["deems_safe"]}
    # Lists of States whose own nationals are meant (an Act of 2002, S001, and orders of 2005) are not about Russians.
    assert designated == {"KZ": {"C068"}, "AM": {"C069"}}
    [miss] = [miss for miss in why["near"] if keys(*miss["claims"]) == {"P040"}]
    assert {item["kind"] for item in miss["unmet"]} == {"place", "evidence"}
    assert all({item["kind"] for item in miss["unmet"]} >= {"place"} for miss in why["near"])


def test_a_list_of_safe_origins_is_told_to_its_nationals() -> None:
    """Who is an Albanian too is told that British law names Albania as safe for its nationals (S001)."""
    [why] = ask(nationality=["RU", "AL"], why_not=["GB"])["why_not"]
    designated = {item["territory"]: keys(*item["claims"]) for item in why["deems_safe"]}
    assert designated.keys() == {"AL", "AM", "KZ"}
    assert "S001" in designated["AL"]


def test_nobody_applies_for_asylum_in_an_own_state() -> None:
    """A French national who is Russian too enters France on its passport, and has nothing to apply for there."""
    french: dict[str, Any] = {"nationality": ["RU", "FR"], "holds": ["international-passport@FR"]}
    assert reached(ask(**french, goal="reach")) == {"FR"}
    answer = ask(**french)
    assert (answer["itineraries"], answer["limbo"]) == ([], [])


def test_the_answer_of_2022_is_possible_only_in_the_united_kingdom() -> None:
    """P040 (claims made inside GB are examined) is of 2022 and contradicted by C066: no certain answer rests on it."""
    assert ask(at="GB", to=["GB"])["itineraries"] == []
    [item] = ask(at="GB", to=["GB"], possible=True)["itineraries"]
    [leg] = item["legs"]
    assert keys(*leg["claims"]) == {"P040"}
    assert keys(*item["contested_by"]) == {"C066"}


@pytest.mark.parametrize("holds", [[], ["internal-passport"]])
def test_who_is_in_kazakhstan_already_needs_no_entry(holds: list[str]) -> None:
    """From KZ three legs are left, no document is needed for the papers, and KZ is still a territory passed."""
    [item] = ask(at="KZ", holds=holds)["itineraries"]
    assert [leg[:2] for leg in legs(item)] == [("obtain", "KZ"), ("enter", "FR"), ("apply", "FR")]
    assert item["criteria"]["third_country"] == ["KZ"]


def test_who_holds_the_paper_may_enter_its_issuer() -> None:
    """A State lets people in on its own paper: the one rule that no claim states, so the leg names none."""
    [item] = ask(holds=["laissez-passer@FR"])["itineraries"]
    assert legs(item) == [("enter", "FR", "laissez-passer"), ("apply", "FR", None)]
    assert (item["legs"][0]["claims"], item["legs"][0]["rule"]) == ([], "own-paper")


def test_a_visa_needs_a_passport_beside_it() -> None:
    """A visa is no travel document by itself: with a passport beside it FR is entered, without one it is not."""
    assert ask(holds=["humanitarian-visa@FR"])["itineraries"] == []
    assert goals(ask(holds=["humanitarian-visa@FR", "international-passport"])) == {("FR", "apply")}


def test_the_rules_are_about_russians() -> None:
    """Every claim on entry is about Russian citizens: a Ukrainian's paper opens nothing but Ukraine, which gave it."""
    assert ask(nationality="UA")["itineraries"] == []
    assert reached(ask(nationality="UA", goal="reach", possible=True)) == {"UA"}


def test_a_status_left_open_makes_answers_possible_only() -> None:
    """The papers and applications are of deserters: where the status is left open they may or may not count."""
    assert ask(status=None)["itineraries"] == []
    answer = ask(status=None, possible=True)
    assert ("FR", "apply") in goals(answer)
    assert all(
        any("leaves open" in leg.get("possible_because", "") for leg in item["legs"]) for item in answer["itineraries"]
    )


def test_entry_is_open_where_claims_say_so() -> None:
    """In November 2024 KZ and KG (E012) and, for soldiers, AM (C038) are entered from Russia in one leg."""
    one_leg = {item["goal"]["territory"] for item in ask(goal="reach")["itineraries"] if len(item["legs"]) == 1}
    assert one_leg == {"KZ", "KG", "AM"}


def test_a_draft_evader_is_no_soldier() -> None:
    """AM's entry is documented for soldiers (C038), and the guide of 2024 (E013) may have begun to hold later."""
    assert reached(ask(goal="reach", status="draft-evader")) == {"KZ", "KG"}
    assert "AM" in reached(ask(goal="reach", status="draft-evader", possible=True))


def test_armenia_is_entered_by_air_from_october_2025() -> None:
    """E004 of 2025-10-24 opens AM by air and denies it by land; a day before, no certain claim covers an evader."""
    found = {
        item["goal"]["territory"]: item["legs"][0]
        for item in ask("2025-10-24", goal="reach", status="draft-evader")["itineraries"]
    }
    assert found["AM"]["mode"] == "air"
    assert "E004" in keys(*found["AM"]["claims"])
    assert "BY" in found
    assert "BY" not in reached(ask("2025-10-23", goal="reach", status="draft-evader"))


def test_reported_claims_grow_old() -> None:
    """What was reported in 2024 and 2025 is stale by 2030: nothing is certain, and the possible answer says why."""
    assert ask("2030")["itineraries"] == []
    [item] = ask("2030", possible=True, to=["FR"])["itineraries"]
    assert item["goal"] == {"territory": "FR", "level": "apply"}
    assert "months before" in item["legs"][0]["possible_because"]
    assert "older than" in item["legs"][1]["possible_because"]


def test_the_review_span_ends_on_a_day() -> None:
    """Entry counts 24 months from the last day that it was reported for: the article's, 24 November 2024 (C037)."""
    assert "KZ" in {item["goal"]["territory"] for item in ask("2026-11-24", known_at=DAY, goal="reach")["itineraries"]}
    assert "KZ" not in reached(ask("2026-11-25", known_at=DAY, goal="reach"))


def test_no_claim_says_that_protection_was_granted() -> None:
    """Applying is not being protected: no claim of the graph grants protection to anybody, not even possibly."""
    assert ask(goal="protection")["itineraries"] == []
    assert ask(goal="protection", possible=True)["itineraries"] == []


def test_visas_for_opponents_are_possible_only() -> None:
    """P013 says that FR gave opponents visas, not where, and that deserters got none: possible for the former only."""
    opponent: dict[str, Any] = {
        "status": "opponent",
        "holds": ["international-passport"],
        "goal": "reach",
        "to": ["FR"],
    }
    assert ask(**opponent)["itineraries"] == []
    first = ask(**opponent, possible=True)["itineraries"][0]
    assert legs(first) == [("obtain", "RU", "humanitarian-visa"), ("enter", "FR", "humanitarian-visa")]
    assert {leg["issuer"] for leg in first["legs"]} == {"FR"}
    assert ask(**{**opponent, "status": "deserter"}, possible=True)["itineraries"] == []


def test_a_bound_that_cuts_the_itinerary_is_said() -> None:
    """Three legs are too few for the itinerary; with four nothing that could add to the answer is left unfinished."""
    answer = ask(max_legs=3)
    assert (answer["itineraries"], answer["stopped"]) == ([], "max-legs")
    found = [ask(max_legs=bound) for bound in (4, 5)]
    assert [item["stopped"] for item in found] == [None, None]
    assert [len(item["itineraries"]) for item in found] == [1, 1]
    assert found[0]["itineraries"] == found[1]["itineraries"]


def test_to_several_territories_gives_each_its_own_front() -> None:
    """Each goal is reached as if it were asked for alone, whatever else is asked for."""
    together = ask(goal="reach", to=["KZ", "KG", "FR"])["itineraries"]
    alone = [item for place in ("FR", "KG", "KZ") for item in ask(goal="reach", to=[place])["itineraries"]]
    assert sorted(map(json.dumps, together)) == sorted(map(json.dumps, alone))


@pytest.mark.parametrize(
    ("options", "error", "word"),
    [
        ({"goal": "heaven"}, InputError, "goal"),
        ({"max_legs": -1}, InputError, "max-legs"),
        ({"max_legs": 1001}, InputError, "max-legs"),
        ({"holds": ["laissez-passer@"]}, InputError, "issuer"),
        ({"holds": ["passeport"]}, UnknownName, "passeport"),
        ({"status": "spy"}, UnknownName, "spy"),
        ({"to": ["QQ"]}, UnknownName, "QQ"),
        ({"valid_at": "2024-02-30"}, BadDate, "2024-02-30"),
    ],
)
def test_a_wrong_question_is_refused(options: dict[str, Any], error: type[Exception], word: str) -> None:
    """An unknown goal, document, status, territory, bound or date is an error that names it, never an empty answer."""
    with pytest.raises(error, match=re.escape(word)):
        ask(**options)


def test_answers_advise_nobody() -> None:
    """No answer, in text or JSON, recommends, ranks one as best, or calls anything safe but as a designation."""
    texts = []
    for form in ("json", "text"):
        for extra in (["--why-not", "GB"], ["--goal", "reach", "--possible"], ["--today", "2030"]):
            base = ["--from", "RU", "--status", "deserter", "--holds", "internal-passport", "--today", DAY]
            command = [sys.executable, "-m", "exitgraph", "routes", *base, *extra, "--format", form]
            texts.append(subprocess.run(command, capture_output=True, check=True, text=True, encoding="utf-8").stdout)
    for text in texts:
        assert not re.search(r"\b(recommend\w*|best|will)\b", text, re.IGNORECASE)
        under = ""
        for line in text.splitlines():
            if line.startswith("  ") and not line.startswith("    "):
                under = line  # the heading of the deeper lines below it: whose designation they are
            attributed = re.search(r"deems_safe|calls? .* safe|call .* a safe", line) or 'calls these "safe"' in under
            assert "safe" not in line.casefold() or attributed, line


def test_the_same_question_gives_the_same_bytes() -> None:
    """Whatever the seed of Python's hashes, an answer is the same to the byte."""
    answers = set()
    for seed in ("0", "1", "4711"):
        command = [sys.executable, "-m", "exitgraph", "routes", "--from", "RU", "--holds", "internal-passport"]
        command += ["--possible", "--why-not", "GB", "--today", DAY, "--format", "json"]
        environment = {**os.environ, "PYTHONHASHSEED": seed}
        answers.add(subprocess.run(command, capture_output=True, check=True, env=environment).stdout)
    assert len(answers) == 1


def test_a_visa_of_the_schengen_area_opens_its_other_members() -> None:
    """A Schengen visa of FR opens FR itself, and DE by the memberships of both (M066, M065); not LV, which bars it."""
    found = {
        item["goal"]["territory"]: item["legs"][0]
        for item in ask(holds=["international-passport", "schengen-visa@FR"], goal="reach")["itineraries"]
    }
    assert (found["FR"]["claims"], found["FR"]["rule"]) == ([], "own-paper")
    assert keys(*found["DE"]["claims"]) == {"M065", "M066"}
    assert "CH" in found
    assert {"LV", "EE", "LT", "PL", "CZ", "NO"}.isdisjoint(found)


def test_who_was_no_member_opens_only_itself() -> None:
    """Croatia joined the area without checks in 2023: in September 2022 its visa opens Croatia and no other member."""
    answer = ask("2022-09", holds=["international-passport", "schengen-visa@HR"], goal="reach")
    assert "HR" in reached(answer)
    assert {"DE", "FR", "IT", "SI"}.isdisjoint(reached(answer))


def test_a_second_nationality_opens_its_own_state() -> None:
    """Who is a citizen of Kazakhstan too enters it on its own paper, whatever is said of Russians."""
    answer = ask(nationality=["RU", "KZ"], holds=["internal-passport@KZ"], goal="reach")
    first = {item["goal"]["territory"]: item["legs"][0] for item in answer["itineraries"]}
    assert (first["KZ"]["issuer"], first["KZ"]["claims"]) == ("KZ", [])
    # E010 and C038 are about Russian papers, so AM, that follows from no claim about the Kazakh one, is not reached.
    assert "AM" not in first
    # The papers for deserters (P009) follow the person: FR is reached through KZ.
    [item] = ask(nationality=["RU", "KZ"], holds=["internal-passport@KZ"])["itineraries"]
    assert [leg["action"] for leg in item["legs"]] == ["enter", "obtain", "enter", "apply"]


def test_a_stateless_person_is_in_no_national_group() -> None:
    """All entries are of nationals; a refugee travel document of DE opens DE, which has to take its holder back."""
    stateless: dict[str, Any] = {"nationality": "stateless", "at": "KZ", "goal": "reach"}
    assert ask(**stateless, holds=["internal-passport@RU"])["itineraries"] == []
    assert reached(ask(**stateless, holds=["refugee-travel-document@DE"])) == {"DE"}


def test_the_paper_of_a_stateless_person_names_its_issuer() -> None:
    """No State of nationality could be meant, so a paper without an issuer is an error that says how to write it."""
    with pytest.raises(InputError, match="names no issuer"):
        ask(nationality="stateless", holds=["internal-passport"])


def test_stateless_stands_alone() -> None:
    """Nobody is stateless and a national."""
    with pytest.raises(InputError, match="stateless"):
        ask(nationality=["RU", "stateless"])


def limbs(answer: dict[str, Any], goal: str, place: str) -> dict[str, set[str]]:
    """Give the limbs under which a place may be invoked at a goal, with the rows of the law."""
    items = [item for item in answer["itineraries"] if item["goal"]["territory"] == goal]
    thirds = [third for item in items for third in item["third_countries"] if third["territory"] == place]
    return {limb["limb"]: keys(*limb["law"]) for third in thirds for limb in third["limbs"]}


def test_transit_may_be_invoked_from_june_2026() -> None:
    """Regulation 2026/463 adds transit (X017) from 2026-06-12; before, a way through KZ was no such ground."""
    before = ask("2026-06-11", possible=True, to=["FR"])
    after = ask("2026-06-12", possible=True, to=["FR"])
    # What one report (X018) dates by its year alone may have begun earlier, which only a possible answer tells.
    assert [limb["certain"] for limb in before["itineraries"][0]["third_countries"][0]["limbs"]] == [False]
    assert [limb["certain"] for limb in after["itineraries"][0]["third_countries"][0]["limbs"]] == [True]
    assert set(limbs(after, "FR", "KZ")) == {"transit"}
    assert "X017" in limbs(after, "FR", "KZ")["transit"]


def test_a_start_in_the_third_state_is_a_connection_that_may_be_invoked() -> None:
    """Who starts in KZ has been there: the limb of a connection, by the Directive (X001) before June 2026."""
    found = limbs(ask(at="KZ"), "FR", "KZ")
    assert set(found) == {"connection"}
    assert "X001" in found["connection"]


def test_no_third_state_is_invoked_outside_the_union() -> None:
    """The Regulation binds Member States: an application in KZ itself, on the way through AM, has no such exposure."""
    items = ask("2026-11-23", possible=True, at="AM", to=["KZ"])["itineraries"]
    assert items
    assert all(item["third_countries"] == [] for item in items)


def test_the_weakest_leg_is_the_first_that_rests_on_a_precedent() -> None:
    """Entry on an identity card is a rule (E012); the papers (P009) and applications (C063) were precedents."""
    [item] = ask()["itineraries"]
    assert (item["weakest_leg"]["leg"], item["weakest_leg"]["basis"]) == (2, "precedent")


def test_limbo_has_the_stay_that_is_claimed() -> None:
    """Before the papers were published KZ could be entered (E028: 30 days; E027: 90) and nothing led on from there."""
    [item] = ask("2024-09")["limbo"]
    assert item["territory"] == "KZ"
    assert {stay["max_days"] for stay in item["stays"]} == {30, 90}


def test_no_limbo_where_a_goal_can_be_reached() -> None:
    """In November 2024 AM and KG lead to KZ, and KZ to FR: none of them is a limbo for a deserter."""
    assert ask()["limbo"] == []


def test_what_appeared_is_explained_by_what_was_published() -> None:
    """Between September and November 2024 the itinerary appeared: P009 and C063 had not been published before."""
    found = graph().routes_diff("RU", "2024-09", DAY, status="deserter", holds=["internal-passport"]).as_json()
    [change] = found["appeared"]
    assert (found["vanished"], found["same"]) == ([], 0)
    why = {reason["leg"]: {item["why"] for item in reason["claims"]} for reason in change["because"]}
    assert why == {2: {"not yet published"}, 4: {"not yet published"}}


def test_what_vanished_is_explained_by_age() -> None:
    """Two years later the papers (P009, a precedent with a span of 24 months) carry no certain answer any more."""
    found = graph().routes_diff("RU", DAY, "2026-11-23", status="deserter", holds=["internal-passport"]).as_json()
    [change] = found["vanished"]
    assert [(reason["leg"], keys(*(item["claim"] for item in reason["claims"]))) for reason in change["because"]] == [
        (2, {"P009"})
    ]


def test_a_clock_that_is_given_stands_still() -> None:
    """With what is known held at November 2024, only what held changes between the two dates."""
    options: dict[str, Any] = {"status": "deserter", "holds": ["internal-passport"], "known_at": DAY}
    found = graph().routes_diff("RU", "2024-09", DAY, **options).as_json()
    assert {found["before"]["known_at"], found["after"]["known_at"]} == {DAY}
    assert (found["before"]["valid_at"], found["after"]["valid_at"]) == ("2024-09-30", DAY)


def test_each_set_of_claims_is_enough_for_its_leg() -> None:
    """KZ is entered by E012, or by E010, E023 or C037: four sets of one claim, the first of which the leg names."""
    [item] = ask()["itineraries"]
    sets = [keys(*names) for names in item["legs"][0]["sets"]]
    assert sets[0] == {"E012"}
    assert sorted(map(sorted, sets)) == [["C037"], ["E010"], ["E012"], ["E023"]]


def test_an_itinerary_is_a_networkx_graph() -> None:
    """The legs become edges with their claims, so that any networkx algorithm can go on from there."""
    answer = graph().routes("RU", status="deserter", holds=["internal-passport"], valid_at=DAY, known_at=DAY)
    found = itinerary_graph(answer)
    assert [data["action"] for _, _, data in found.edges(data=True)] == ["enter", "obtain", "enter", "apply"]
    assert nx.has_path(found, iri("territory:RU"), iri("territory:FR"))
    assert all(data["claims"] for _, _, data in found.edges(data=True))


def test_the_states_of_a_journey_are_a_networkx_graph() -> None:
    """A shortest path over the states has the four legs of the itinerary, for nothing shorter is documented."""
    answer = graph().routes("RU", status="deserter", holds=["internal-passport"], valid_at=DAY, known_at=DAY)
    found = state_graph(answer.world, max_legs=4)
    goals = [state for state in found if state.legal == "applicant" and state.territory == iri("territory:FR")]
    assert goals
    assert min(nx.shortest_path_length(found, answer.world.start, goal) for goal in goals) == len(
        answer.itineraries[0].legs
    )
