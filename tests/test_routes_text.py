"""What ``exitgraph routes`` prints for people, and how it refuses what it cannot answer."""

from collections.abc import Callable

import pytest

from exitgraph.cli import main

DAY = "2024-11-24"
DESERTER = ("--from", "RU", "--status", "deserter")
INTERNAL = ("--holds", "internal-passport")
Ask = Callable[..., str]


def code_of(*arguments: str) -> object:
    with pytest.raises(SystemExit) as ended:
        main(["routes", *arguments])
    return ended.value.code


@pytest.fixture
def text(capsys: pytest.CaptureFixture[str]) -> Ask:
    """Give what is printed for a question, on a day."""

    def asked(*arguments: str, day: str = DAY) -> str:
        assert code_of(*arguments, "--today", day) == 0
        return capsys.readouterr().out

    return asked


def test_a_leg_on_a_declared_rule_says_that_no_claim_states_it(text: Ask) -> None:
    """An entry on the State's own paper is told apart from one that a claim carries, with whose paper it is."""
    out = text(*DESERTER, *INTERNAL)
    assert out.count("no claim states the rule") == 1
    assert "laissez-passer of France" in out
    out = text(*DESERTER, "--holds", "international-passport", "--holds", "schengen-visa@FR", "--goal", "reach")
    assert "Schengen visa of France" in out
    assert "with international passport beside it; no claim states the rule" in out
    out = text(*DESERTER, "--nationality", "RU", "--nationality", "KZ", "--holds", "internal-passport@KZ")
    assert "national of Russia and Kazakhstan" in out
    assert "lets in its nationals on its own paper; no claim states the rule" in out


def test_a_leg_names_the_way_that_its_claim_names(text: Ask) -> None:
    """Armenia takes the internal passport by air only from October 2025 (E004): the leg says so."""
    out = text("--from", "RU", "--status", "draft-evader", *INTERNAL, "--goal", "reach", day="2025-10-24")
    assert "enter Armenia from Russia on: internal passport, by air [rule; 1 to 2 lines]" in out
    assert "Armenia: reached, 1 leg\n" in out


def test_a_place_is_called_a_dead_end_for_what_was_asked_only(text: Ask) -> None:
    """France leads to an application, but to none in the United Kingdom: the heading says to what nothing leads on."""
    out = text(*DESERTER, *INTERNAL, "--to", "GB")
    assert "leads on from there to an application for asylum or protection in United Kingdom" in out
    out = text(*DESERTER, *INTERNAL, "--goal", "protection")
    assert "leads on from there to protection\n" in out


def test_the_exit_ban_that_stands_against_leaving_is_shown(text: Ask) -> None:
    """Border guards of Kazakhstan do not let wanted Russians fly out (E033.6): the text names that claim."""
    out = text("--from", "RU", "--status", "wanted-person", "--holds", "international-passport", "--at", "KZ")
    assert "against which stand:\n      Border guards of Kazakhstan do not let Russians out by air" in out


def test_an_empty_answer_says_that_nothing_is_about_the_profile(text: Ask) -> None:
    """No claim is about a person from Zimbabwe: that is said instead of a heading with nothing below it."""
    out = text("--from", "ZW")
    assert "No claim in force is about entering a territory, or about a travel document, for this profile." in out


def test_an_old_answer_is_not_taken_for_none(text: Ask) -> None:
    """In November 2026 the reports are due for review: the text counts what they would carry and says how to see it."""
    out = text(*DESERTER, *INTERNAL, day="2026-11-23")
    assert "No documented itinerary." in out
    assert "due for review: 3 itineraries, to Germany, France, Kazakhstan. --possible shows them" in out
    assert "Nor is one with claims that are contested, undated or due for review" in text("--from", "ZW")


def test_who_can_enter_is_not_told_what_entry_lacks(text: Ask) -> None:
    """Armenia can be entered: what is lacking is protection, of which no claim speaks, and no other way in."""
    out = text(*DESERTER, *INTERNAL, "--goal", "protection", "--why-not", "AM")
    told = out.partition("Why not Armenia\n")[2].partition("\n\n")[0].splitlines()
    assert [line.strip() for line in told] == [
        "It can be entered: that is not what is lacking.",
        "No claim in force is about protection there: that would have to be documented.",
    ]


def test_why_not_of_a_goal_that_was_found_names_its_itinerary(text: Ask) -> None:
    """France is the goal of the first itinerary, which is said before what other claims lack."""
    assert "Why not France\n  It is a goal of itinerary 1.\n" in text(*DESERTER, *INTERNAL, "--why-not", "FR")


def test_equal_stays_are_told_once(text: Ask) -> None:
    """Three claims give 180 days in Armenia: the days stand once, with the three claims."""
    [line] = [line for line in text(*DESERTER, *INTERNAL, "--goal", "protection").splitlines() if "  Armenia:" in line]
    assert (line.count("180 days"), line.count("claim:")) == (1, 3)


def test_who_is_there_already_is_told_so(text: Ask) -> None:
    """To reach the place where one is needs no leg, and is not called impossible."""
    assert "The person is there already." in text(*DESERTER, "--at", "KZ", "--to", "KZ", "--goal", "reach")


def test_what_is_lacking_names_its_issuer_for_who_has_two_nationalities(text: Ask) -> None:
    """A French passport is no Russian one: what is lacking is told with the State whose document it is."""
    nationalities = ("--nationality", "RU", "--nationality", "FR", "--holds", "international-passport@FR")
    assert "hold: internal passport of Russia" in text(*DESERTER, *nationalities)


@pytest.mark.parametrize("option", ["--status", "--at", "--valid-at", "--known-at", "--today"])
def test_an_empty_value_is_not_a_missing_one(option: str, capsys: pytest.CaptureFixture[str]) -> None:
    """An unset variable of a script must not quietly ask about somebody else, another place or another day."""
    assert code_of("--from", "RU", option, "") == 2
    assert f"{option} is empty" in capsys.readouterr().err


def test_a_difference_without_a_clock_to_move_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    """With both clocks given the two answers are the same one, which is no answer to what changed."""
    assert code_of("--from", "RU", "--diff", "2024", "2025", "--valid-at", "2024", "--known-at", "2024") == 2
    assert "no clock is left" in capsys.readouterr().err
