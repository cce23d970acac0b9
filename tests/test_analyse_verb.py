"""``exitgraph analyse``: its JSON is as the schemas say, its text obeys the wording, its page shows what is printed."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from commands import call
from exitgraph.analysis.common import NOTICE
from exitgraph.analysis.wording import lint
from exitgraph.cli.analyse import ANALYSES
from schemas import problems
from test_docs import load

ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / "docs" / "analyses.md"
ABDUCTION = "event:oc-media-2023-12-20-1-abduction"
LATE = ("--today", "2026-11-23")
ANSWERS: dict[str, tuple[str, ...]] = {
    "lines of an event": ("lines", ABDUCTION, *LATE),
    "lines of what was not known": ("lines", ABDUCTION, "--today", "2022-01-01"),
    "lines of a row": ("lines", "I018a", *LATE),
    "lines of one claim": ("lines", "E012", "--together", "claim", "--lang", "ru", *LATE),
    "a ledger": ("contradictions", *LATE),
    "the ledger of a State, in French": ("contradictions", "--state", "GB", "--lang", "fr", "--today", "2024-11-24"),
    "an empty ledger": ("contradictions", "--state", "NL", "--months", "0", *LATE),
    "a return that was published between": ("diff", "returns", "2022-12-28", "2022-12-31", "--about", "KZ"),
    "lines that grew": ("diff", "lines", "2024-09", "2024-12", "--about", "event:fr-six-deserters-2024"),
    "a ledger that grew": ("diff", "contradictions", "2022", "2024-11-24", "--known-at", "2026-11-23"),
    "itineraries that came": (
        *("diff", "itineraries", "2024-09", "2024-11-24", "--from", "RU", "--status", "deserter"),
        *("--holds", "internal-passport", "--to", "FR"),
    ),
    "what could be known": ("knowability", "--from", "KZ", "--on", "2022-12-31", *LATE),
    "what could be known of nothing": ("knowability", "--from", "DE", "--on", "2022-12-31", *LATE),
    "what a route turns on": (
        *("hinges", "itineraries", "--from", "RU", "--status", "deserter", "--holds", "internal-passport"),
        *("--to", "FR", "--today", "2024-11-24"),
    ),
    "what returns turn on": ("hinges", "returns", "--about", "US", *LATE),
    "what a ledger turns on": ("hinges", "contradictions", "--state", "GB", "--today", "2024-11-24"),
    "what lines turn on": ("hinges", "lines", "--about", ABDUCTION, *LATE),
    "what chains turn on": ("hinges", "chains", "--from", "RU", "--status", "deserter", "--via", "AM", *LATE),
    "chains that came": ("diff", "chains", "2022-12", "2024-11-24", "--from", "RU", "--status", "deserter"),
    "what a smallest change turns on": (
        *("hinges", "gaps", "--from", "RU", "--status", "deserter", "--holds", "internal-passport"),
        *("--today", "2024-11-24"),
    ),
    "a way that was lost": (
        *("diff", "gaps", "2024-11-24", "2026-11-23", "--from", "RU", "--status", "deserter"),
        *("--holds", "internal-passport"),
    ),
    "what to check": ("agenda", "--from", "RU", "--to", "FR", "--today", "2024-11-24"),
}


@pytest.mark.parametrize("what", ANSWERS)
def test_json_is_as_its_schema_says(what: str) -> None:
    """What an analysis prints as JSON has the keys, types and forms of its schema, and no others."""
    ran = call("analyse", *ANSWERS[what], "--format", "json")
    assert ran.code == 0, ran.err
    assert problems(json.loads(ran.out), f"analyse-{ANSWERS[what][0]}") == []


@pytest.mark.parametrize("what", ANSWERS)
def test_text_obeys_the_wording_and_ends_as_it_should(what: str) -> None:
    """The text passes the linter, says what it cannot say, and names both dates, the digest and the notice."""
    ran = call("analyse", *ANSWERS[what])
    assert (ran.code, ran.err) == (0, "")
    assert lint(ran.out) == []
    assert "What this cannot say:" in ran.out
    assert re.search(r"^Valid at \d{4}-\d\d-\d\d, known at \d{4}-\d\d-\d\d; sha256:[0-9a-f]{12}", ran.out, re.MULTILINE)
    assert ran.out.endswith(f"{NOTICE}\n")


WRONG = {
    "no such matter": ("lines", "event:unheard-of"),
    "no such State": ("contradictions", "--state", "Atlantis"),
    "a window that is none": ("contradictions", "--months", "-1"),
    "nothing to be about": ("diff", "returns", "2022", "2023"),
    "no date": ("diff", "returns", "2022", "last year", "--about", "KZ"),
    "no clock left": ("diff", "contradictions", "2022", "2023", "--known-at", "2023", "--valid-at", "2023"),
    "a decision to come": ("knowability", "--from", "KZ", "--on", "2027", *LATE),
    "no origin": ("hinges", "itineraries"),
    "no origin of chains": ("diff", "chains", "2022", "2023"),
    "no place to pass": ("hinges", "chains", "--from", "RU", "--via", "Atlantis"),
    "no status": ("agenda", "--from", "RU", "--status", "hero"),
}


@pytest.mark.parametrize("what", WRONG)
def test_wrong_use_is_told(what: str) -> None:
    """What cannot be asked ends with 2, prints nothing, and says what is wrong without a traceback."""
    ran = call("analyse", *WRONG[what])
    assert (ran.code, ran.out) == (2, "")
    assert ran.err
    assert "Traceback" not in ran.err


@pytest.mark.parametrize("name", [name for name in ANALYSES if name in {words[0] for words in ANSWERS.values()}])
def test_bad_input_is_told_without_a_traceback(name: str) -> None:
    """An unknown name, a wrong date and an empty one end with 2 and say what is wrong."""
    words = next(words for words in ANSWERS.values() if words[0] == name)
    for option in (("--known-at", "2024-13"), ("--known-at", "")):
        ran = call("analyse", *words, *option)
        assert (ran.code, ran.out) == (2, "")
        assert "Traceback" not in ran.err
        assert ran.err


def _examples() -> list[str]:
    return [item.what for item in load("readme").shown(PAGE.read_text("utf-8"))]


@pytest.mark.parametrize("what", _examples())
def test_page_shows_what_is_printed(what: str) -> None:
    """A command of docs/analyses.md prints exactly what stands below it, names the day, and obeys the wording."""
    tool = load("readme")
    output = {item.what: item.output for item in tool.shown(PAGE.read_text("utf-8"))}[what]
    assert tool.run(what, ROOT) == output, "Run python tools/analyses.py and review the difference."
    assert "--today " in what or re.search(r" diff .*\d{4}-\d\d-\d\d \d{4}-\d\d-\d\d", what)
    assert lint(output) == []


def test_each_analysis_has_a_section_with_an_example() -> None:
    """Each analysis of the command line has a section in docs/analyses.md and an example in it."""
    shown = {what.split()[2] for what in _examples()}
    assert shown == set(ANALYSES)


def test_both_sides_of_a_return_are_told() -> None:
    """What was published by the day of a decision stands beside what denies it, in text and as JSON."""
    asked = ("analyse", "knowability", "--from", "AM", "--on", "2023-12-19", "--today", "2024-11-24")
    run = call(*asked, "--format", "json")
    [told] = json.loads(run.out)["by_then"]
    assert told["together"] == "event"
    denying = {"claim:f7045f758dc30442742b", "claim:245630aa65b0ff501009"}
    assert {one["claim"] for one in told["against"]} == denying
    text = call(*asked).out
    assert text.count("    against: ") == len(denying)


def test_an_event_that_is_not_there_is_told_as_one() -> None:
    """Who names an event is not told that a claim is unknown, and what was unpublished is said to be so."""
    run = call("analyse", "lines", "event:nonexistent")
    assert (run.code, run.out) == (2, "")
    assert "unknown event" in run.err
    assert "exitgraph search" in run.err
    early = call("analyse", "lines", "event:fr-six-deserters-2024", "--known-at", "1900")
    assert "nothing about this had been published by 1900-12-31" in early.out
