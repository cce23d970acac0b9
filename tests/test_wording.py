"""The linter of wording: it finds what it is there for, over every analysis, their page and the pages' templates."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from commands import call
from exitgraph.analysis.common import says
from exitgraph.analysis.wording import lint
from exitgraph.cli.analyse import ANALYSES

if TYPE_CHECKING:
    from exitgraph import Graph

ROOT = Path(__file__).resolve().parents[1]
TEMPLATES = sorted((ROOT / "src" / "exitgraph").glob("*/templates/*.j2"))
DAY = ("--today", "2024-11-24")
WHO = ("--status", "deserter")
#: Of each analysis the command lines whose text is read, the last one in each language too.
VERBS: dict[str, tuple[tuple[str, ...], ...]] = {
    "lines": (("event:fr-six-deserters-2024", *DAY), ("event:de-safe-list-extension-2023", "--today", "2026-11-23")),
    "contradictions": (("--today", "2026-11-23"),),
    "diff": (("chains", "2022-12", "2024-11-24", "--from", "RU", *WHO), ("contradictions", "2023", "2024-11-24")),
    "knowability": (("--from", "KZ", "--on", "2022-12-31", *DAY),),
    "hinges": (("contradictions", *DAY),),
    "agenda": (("--from", "RU", "--to", "FR", *DAY),),
    "chains": ((*WHO, "--possible", "--today", "2026-11-23"),),
    "gaps": ((*WHO, "--sweep", "FILE", "--workers", "1", *DAY), ("--today", "2026-11-23")),
    "dependence": ((*WHO, "--holds", "internal-passport", *DAY),),
}

WRONG = {
    "It is likely, and we say so with high confidence.": "likelihood and confidence in one sentence",
    "The odds are even; confidence is low": None,
    "We are confident that\nit is probable.": None,
    "We are confident that it is improbable.": "likelihood and confidence in one sentence",
    "No return is known: the risk is 0 percent.": "nothing is known to",
    "All of them, 100 %, were sent back.": "nothing is known to",
    "There is a hundred per cent agreement.": "nothing is known to",
    "Zero percent were sent back.": "nothing is known to",
    "About 40% of them.": None,
    "A share of 0.40 per cent, and of 1,100 percent.": None,
    "Kazakhstan is safe.": "unquoted",
    "Kazakhstan is unsafe for them.": "unquoted",
    'Kazakhstan is "safe".': "nobody is named whose word it is",
    'The United Kingdom designates Kazakhstan as "safe".': None,
    "Россия designates Казахстан (безопасная третья страна)": "unquoted",
    "Федеральная служба безопасности: 3": None,
    "Франція: безпечна країна": "unquoted",
    "un pays tiers sûr": "unquoted",
    "des mesures sur la route": None,
    "event:de-safe-list-2023 has two lines": None,
    "The best way is over the border.": "advice",
    "A route is recommended.": "advice",
}


@pytest.mark.parametrize("text", WRONG)
def test_it_finds_what_is_wrong_and_nothing_else(text: str) -> None:
    """Each kind of wording that is kept out is found, by its kind; what only resembles it is not."""
    expected = WRONG[text]
    assert [item.partition(":")[0].partition(" '")[0] for item in lint(text)] == ([expected] if expected else [])


def _asked() -> list[tuple[str, ...]]:
    every = [(name, *words) for name, listed in VERBS.items() for words in listed]
    last = [(name, *listed[-1], "--lang", lang) for name, listed in VERBS.items() for lang in ("ru", "uk", "fr")]
    return every + last


@pytest.mark.parametrize("words", _asked(), ids=" ".join)
def test_text_of_every_analysis_may_be_shown(words: tuple[str, ...], tmp_path: Path) -> None:
    """What an analysis prints, on both streams, in each language, has nothing that the linter finds."""
    ran = call("analyse", *(tmp_path / "a" if word == "FILE" else word for word in words))
    assert ran.code == 0, ran
    assert ran.out
    assert lint(ran.out) == []
    assert lint(ran.err) == []


def test_every_analysis_is_read() -> None:
    """There is no analysis whose text is not read here."""
    assert set(VERBS) == set(ANALYSES)


@pytest.mark.parametrize("lang", ["en", "ru", "uk", "fr"])
def test_every_claim_may_be_shown(lang: str, graph: Graph) -> None:
    """Each claim of the graph, as analyses write it in a line, leaves the word to whoever uses it."""
    knowledge = graph.knowledge
    lines = (f"{says(knowledge, claim, lang)} [{name}]" for name, claim in knowledge.claims.items())
    assert [problem for line in lines for problem in lint(line)] == []


def test_the_page_of_the_analyses_may_be_shown() -> None:
    """The whole page, prose and examples, has nothing that the linter finds, nor its sentences across line ends."""
    page = (ROOT / "docs" / "analyses.md").read_text("utf-8")
    assert lint(page) == []
    assert [problem for problem in lint(unwrapped(page)) if problem.startswith("likelihood")] == []


def unwrapped(text: str) -> str:
    """Put each paragraph on one line."""
    return re.sub(r"(?<=\S)\n(?=\S)", " ", text)


def words_of(template: str) -> str:
    """Give the text that a template shows of its own, titles and labels of controls included."""
    bare = re.sub(r"\{#.*?#\}|<(script|style)\b.*?</\1>", "", template, flags=re.DOTALL)
    shown = re.findall(r'(?:title|aria-label|alt|placeholder)="([^"]*)"', bare)
    text = re.sub(r"<[^>]*>", "\n", re.sub(r"\{%.*?%\}|\{\{.*?\}\}", " ", bare, flags=re.DOTALL))
    return "\n".join([text, *(re.sub(r"\{\{.*?\}\}", " ", item) for item in shown)])


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: path.name)
def test_templates_of_the_pages_may_be_shown(template: Path) -> None:
    """What a page says of its own has nothing that the linter finds."""
    text = words_of(template.read_text("utf-8"))
    found = [*lint(text), *(problem for problem in lint(" ".join(text.split())) if problem.startswith("likelihood"))]
    assert found == []


def test_a_template_is_read_as_it_is_shown() -> None:
    """Text and titles of a template are read; comments, scripts and expressions are not."""
    shown = words_of('{# safe #}<p title="safe">{{ best }}It is\nsafe</p><script>safe</script><a href="safe">x</a>')
    assert len(lint(shown)) == len(("the title", "the text"))
    assert TEMPLATES
    assert lint(unwrapped("It is likely, as we\nsay with confidence."))
