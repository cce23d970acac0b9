"""What the documentation says is so: commands give the output shown, links lead somewhere, words are the glossary's."""

from __future__ import annotations

import importlib.util
import json
import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from exitgraph.cli import VERBS

if TYPE_CHECKING:
    from types import ModuleType

ROOT = Path(__file__).resolve().parents[1]
README = ROOT / "README.md"
DECISIONS = sorted((ROOT / "docs" / "decisions").glob("*.md"))
PAGES = [
    README,
    *(ROOT / name for name in ("CHANGELOG.md", "CONTRIBUTING.md", "benchmarks/README.md")),
    *sorted((ROOT / "docs").glob("*.md")),
    *DECISIONS,
]
LINK = re.compile(r"\]\(([^)\s]+)\)")
FENCED = re.compile(r"^```.*?^```$", re.MULTILINE | re.DOTALL)
CODE = re.compile(r"`[^`]*`")
# Words that the glossary keeps out in the sense that it has another word for, and wording that safety forbids.
BLURRED = re.compile(
    r"\b(?:countr(?:y|ies)|jurisdictions?|nations?|citations?|hops?|facts?|best|recommend(?:s|ed)?|deportations?|personas?)\b",
    re.IGNORECASE,
)
# These pages name the words that are not used, quote the rule, or list terms of law ("safe country of origin").
SPEAKS_OF_WORDS = {"glossary.md", "safety.md", "data-dictionary.md"}


def load(name: str) -> ModuleType:
    """Import a tool, which lies in no package."""
    spec = importlib.util.spec_from_file_location(f"{name}_tool", ROOT / "tools" / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    # Annotations of the module's named tuples are looked up by its name.
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


def prose(text: str) -> str:
    """Give a page without its blocks of code, code spans and targets of links."""
    return LINK.sub("]", CODE.sub("", FENCED.sub("", text)))


def examples() -> list[str]:
    """Give what README.md shows to be run, in order."""
    return [item.what for item in load("readme").shown(README.read_text("utf-8"))]


@pytest.mark.parametrize("what", examples(), ids=lambda what: what.splitlines()[0][:60])
def test_readme_shows_what_is_printed(what: str) -> None:
    """A command or program of the README prints exactly what stands below it."""
    tool = load("readme")
    output = {item.what: item.output for item in tool.shown(README.read_text("utf-8"))}[what]
    assert tool.run(what, ROOT) == output, "Run python tools/readme.py and review the difference."


def test_every_output_of_the_readme_is_run() -> None:
    """Each console block and Python block of the README is one that is run, and there are six commands at least."""
    page = README.read_text("utf-8")
    assert len(re.findall(r"^```(?:console|python)$", page, re.MULTILINE)) == len(examples())
    assert sum(what.startswith("exitgraph ") for what in examples()) >= 6


@pytest.mark.parametrize("what", [what for what in examples() if re.match(r"exitgraph (routes|claims|explain)", what)])
def test_readme_does_not_depend_on_the_clock(what: str) -> None:
    """A command of the README whose answer depends on the day names the day."""
    assert "--today " in what


def test_a_changed_output_is_seen(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The check of the README names the command whose output differs, and leaves the file as it is."""
    page = tmp_path / "README.md"
    page.write_text("Look:\n\n```console\n$ exitgraph --version\nexitgraph 0.0.0\n```\n", "utf-8")
    before = page.read_bytes()
    assert load("readme").main(["--check"], page) == 1
    assert "exitgraph --version" in capsys.readouterr().err
    assert page.read_bytes() == before


def test_a_readme_that_runs_something_else_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A console block of the README can run nothing but exitgraph."""
    page = tmp_path / "README.md"
    page.write_text("```console\n$ touch here\n```\n", "utf-8")
    assert load("readme").main([], page) == 2
    assert "touch" in capsys.readouterr().err
    assert [path.name for path in tmp_path.iterdir()] == ["README.md"]


def test_reference_of_the_command_line_is_what_the_verbs_say() -> None:
    """The page docs/cli.md is what the tool makes from the help of the verbs."""
    page = (ROOT / "docs" / "cli.md").read_text("utf-8")
    assert page == load("cli_reference").build(), "Run python tools/cli_reference.py and review the difference."


def test_changed_help_is_seen(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The check of docs/cli.md fails for a page that is missing or differs, and passes once the tool has written it."""
    tool, page = load("cli_reference"), tmp_path / "cli.md"
    assert tool.main(["--check"], page) == 1
    assert tool.main([], page) == 0
    assert tool.main(["--check"], page) == 0
    page.write_text(page.read_text("utf-8") + "\n", "utf-8")
    assert tool.main(["--check"], page) == 1
    assert "tools/cli_reference.py" in capsys.readouterr().err


@pytest.mark.parametrize("verb", VERBS)
def test_every_verb_is_in_the_readme_and_the_reference(verb: str) -> None:
    """Each verb is named in the README and has a section of its own in docs/cli.md."""
    assert f"`exitgraph {verb}`" in README.read_text("utf-8")
    assert f"\n## exitgraph {verb}\n" in (ROOT / "docs" / "cli.md").read_text("utf-8")


@pytest.mark.parametrize("page", PAGES, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_link_leads_somewhere(page: Path) -> None:
    """Each relative link of a page leads to a file or folder that is there."""
    targets = [target.partition("#")[0] for target in LINK.findall(FENCED.sub("", page.read_text("utf-8")))]
    # The index of decisions shows the form of its lines by an indented example.
    inside = [target for target in targets if target and "://" not in target and not target.startswith("0000-")]
    assert [target for target in inside if not (page.parent / target).exists()] == []


@pytest.mark.parametrize(
    "page", [page for page in PAGES if page.name not in SPEAKS_OF_WORDS], ids=lambda path: path.stem
)
def test_words_are_those_of_the_glossary(page: Path) -> None:
    """A page says territory, claim, leg and the like, and neither *country* nor anything that is *best*."""
    found = [match[0] for match in BLURRED.finditer(prose(page.read_text("utf-8")))]
    assert found == []


def test_words_of_the_notebooks_are_those_of_the_glossary() -> None:
    """The text between the cells of a notebook uses the words of the glossary."""
    for notebook in sorted((ROOT / "notebooks").glob("*.ipynb")):
        whole = json.loads(notebook.read_text("utf-8"))
        text = "\n".join("".join(cell["source"]) for cell in whole["cells"] if cell["cell_type"] == "markdown")
        assert BLURRED.findall(prose(text)) == []


@pytest.mark.parametrize(
    ("text", "found"),
    [("which Country lets them in", ["Country"]), ("`country` is not used", []), ("a territory that admits", [])],
)
def test_blurred_word_is_seen(text: str, found: list[str]) -> None:
    """A word that blurs is found in prose, and let through in code."""
    assert BLURRED.findall(prose(text)) == found


@pytest.mark.parametrize("page", [page for page in DECISIONS if page.name != "README.md"], ids=lambda path: path.stem)
def test_decision_has_its_parts(page: Path) -> None:
    """A decision has its number as its title begins, and says context, decision, reasons and cost in that order."""
    text = page.read_text("utf-8")
    assert text.startswith(f"# {page.name[:4]}: ")
    places = [text.find(f"**{part}.**") for part in ("Context", "Decision", "Why", "What it costs")]
    assert -1 not in places
    assert places == sorted(places)


def test_decisions_named_in_the_program_exist() -> None:
    """Each decision that a module or a page names by its file is there."""
    texts = [path.read_text("utf-8") for path in [*sorted((ROOT / "src").rglob("*.py")), *PAGES]]
    named = {name for text in texts for name in re.findall(r"decisions/(\d{4}-[a-z0-9-]+\.md)", text)}
    assert named - {path.name for path in DECISIONS} - {"0000-a-few-words.md"} == set()
    assert named


def test_safety_notice_stands_in_the_readme_before_anything_is_run() -> None:
    """The README says that this is no legal advice and gives no directions before it shows a command."""
    page = " ".join(README.read_text("utf-8").replace("\n> ", " ").split())
    assert 0 < page.find("It is not legal advice and gives no directions") < page.find("make run")


def test_unregistered_address_is_named_as_such() -> None:
    """The README says that the address of the names is not registered yet."""
    assert re.search(r"w3id\.org/exitgraph/`\. That address is \*\*not yet registered\*\*", README.read_text("utf-8"))
