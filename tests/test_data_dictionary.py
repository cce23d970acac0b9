"""The data dictionary is what the graph says, and says it of everything that the graph declares."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

import pytest

from exitgraph.vocabulary import LANGUAGES, SKOS, curie, xg
from test_docs import BLURRED, ROOT, load, prose

if TYPE_CHECKING:
    from pathlib import Path

    import pytest

    from exitgraph import Graph
    from exitgraph.claims import Entity

PAGE = ROOT / "docs" / "data-dictionary.md"


@cache
def sections() -> dict[str, list[list[str]]]:
    """Give the cells of each table of the page, head left out, by the title above it."""
    found: dict[str, list[list[str]]] = {}
    for part in PAGE.read_text("utf-8").split("\n## ")[1:]:
        title, _, text = part.partition("\n")
        rows = [re.split(r"(?<!\\)\|", line)[1:-1] for line in text.splitlines() if line.startswith("|")]
        found[title] = [[cell.strip() for cell in row] for row in rows[2:]]
    return found


def of(graph: Graph, kind: str) -> list[Entity]:
    return [entity for entity in graph.knowledge.entities.values() if kind in entity.types]


def test_the_dictionary_is_what_the_graph_says() -> None:
    """The page is, byte for byte, what the tool makes of the shipped graph."""
    hint = "Run python tools/data_dictionary.py and review the difference."
    assert PAGE.read_text("utf-8") == load("data_dictionary").build(), hint


def test_every_relation_has_its_row(graph: Graph) -> None:
    """Each relation stands in the page with its number of claims, its four labels and its roles."""
    relations = graph.knowledge.ontology.relations
    claims = {row[0]: row[-1] for row in sections()["Relations"]}
    counted = {f"`{curie(name)}`": 0 for name in relations}
    for claim in graph.knowledge.claims.values():
        counted[f"`{curie(claim.relation)}`"] += 1
    assert {name: int(number) for name, number in claims.items()} == counted
    assert sum(counted.values()) == len(graph.knowledge.claims)
    for row in sections()["Names of the relations"]:
        assert len(row) == 1 + len(LANGUAGES)
        assert all(row)
    roles = {row[0]: len(row[1].split()) for row in sections()["Roles that a claim of a relation may carry"]}
    assert roles == {f"`{curie(name)}`": len(relation.roles) for name, relation in relations.items()}


def test_every_role_has_its_row(graph: Graph) -> None:
    """Each role stands in the page with the number of claims that carry it."""
    counted = {f"`{curie(name)}`": 0 for name in graph.knowledge.ontology.roles}
    for claim in graph.knowledge.claims.values():
        for role, _ in claim.proposition.roles:
            counted[f"`{curie(role)}`"] += 1
    assert {row[0]: int(row[-1]) for row in sections()["Roles"]} == counted


def test_every_concept_is_defined(graph: Graph) -> None:
    """Each concept stands in exactly one vocabulary of the page, with a label and a definition."""
    rows = [row for title, table in sections().items() if title.startswith("Vocabulary: ") for row in table]
    assert sorted(row[0] for row in rows) == sorted(f"`{curie(item.iri)}`" for item in of(graph, SKOS + "Concept"))
    assert [row[0] for row in rows if not (row[1] and row[2])] == []


def test_every_source_is_counted(graph: Graph) -> None:
    """The sources by type add up to the sources of the graph, and their claims to its claims."""
    *types, total = sections()["Sources by type"]
    assert [int(number) for number in total[2:]] == [len(graph.knowledge.sources), len(graph.knowledge.claims)]
    assert [sum(int(row[column]) for row in types) for column in (2, 3)] == [int(number) for number in total[2:]]


def test_how_often_a_concept_is_used_leaves_out_its_own_scheme(graph: Graph) -> None:
    """A speech act is counted once for each piece of evidence that is one, and not for standing in its scheme."""
    rows = {row[0]: int(row[-1]) for row in sections()["Vocabulary: speech acts"]}
    counted = {f"`{curie(item.iri)}`": 0 for item in of(graph, xg("SpeechAct"))}
    for evidence in graph.knowledge.evidence.values():
        counted[f"`{curie(evidence.speech_act)}`"] += 1
    assert rows == counted


def test_the_contents_lead_to_each_section() -> None:
    """The table of contents has one entry a section, in order, and each leads to the heading of its name."""
    page, tool = PAGE.read_text("utf-8"), load("data_dictionary")
    entries = re.findall(r"^- \[(.+)\]\(#(.+)\)$", page.split("\n## ", 1)[0], re.MULTILINE)
    assert [title for title, _ in entries] == list(sections())
    assert all(anchor == tool._anchor(title) for title, anchor in entries)
    anchors = {anchor for _, anchor in entries}
    assert set(re.findall(r"\]\(#([^)]+)\)", page)) <= anchors
    assert len(anchors) == len(entries)


def test_the_tool_uses_the_words_of_the_glossary() -> None:
    """What the tool itself writes, apart from terms of the graph, uses the words of the glossary."""
    tool = load("data_dictionary")
    assert BLURRED.findall(prose(tool.HEAD + tool.RELATIONS)) == []


def test_a_page_that_differs_is_seen(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The check fails for a page that is missing or differs, and passes once the tool has written it."""
    tool, page = load("data_dictionary"), tmp_path / "data-dictionary.md"
    assert tool.main(["--check"], page) == 1
    assert tool.main([], page) == 0
    assert tool.main(["--check"], page) == 0
    page.write_text(page.read_text("utf-8") + "\n", "utf-8")
    assert tool.main(["--check"], page) == 1
    assert "tools/data_dictionary.py" in capsys.readouterr().err


def test_a_graph_that_is_not_there_is_wrong_use(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The tool ends with 2 and says which path it could not read."""
    assert load("data_dictionary").main(["--graph", str(tmp_path / "nothing")], tmp_path / "page.md") == 2
    assert "nothing" in capsys.readouterr().err
