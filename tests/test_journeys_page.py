"""The page that a lawyer reads is what the engine does."""

from pathlib import Path

import journeys
import pytest

import exitgraph

PAGE = Path(__file__).resolve().parents[1] / "docs" / "journeys.md"


def test_the_page_is_what_the_engine_does() -> None:
    """docs/journeys.md is, byte for byte, what the tool makes of the effects."""
    hint = "Run python tools/journeys.py and review the difference."
    assert PAGE.read_text("utf-8") == journeys.build(exitgraph.load().knowledge), hint


def test_every_word_of_the_effects_is_in_the_graph() -> None:
    """A relation, document, policy or status that the effects name exists, so that none is misspelt."""
    assert journeys.unknown(exitgraph.load().knowledge) == []


def test_a_changed_page_is_seen(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The check fails for a page that is missing or differs, and passes once the tool has written it."""
    page = tmp_path / "journeys.md"
    assert journeys.main(["--check"], page) == 1
    assert journeys.main([], page) == 0
    assert journeys.main(["--check"], page) == 0
    page.write_text(page.read_text("utf-8") + "\n", "utf-8")
    assert journeys.main(["--check"], page) == 1
    assert "tools/journeys.py" in capsys.readouterr().err
