"""Every row that the graph was made from is in it, as claims or as an omission, or stands in a list with a reason."""

from __future__ import annotations

import csv
import os
import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from exitgraph.vocabulary import curie, iri, xg
from test_docs import ROOT, load

if TYPE_CHECKING:
    from exitgraph import Graph

FILE = ROOT / "docs" / "coverage.csv"
PAGE = ROOT / "docs" / "coverage.md"
SHARED = Path(os.environ.get("EXITGRAPH_SHARED") or ROOT.parent / "shared")
# Option of the tool, place of the table, number of its rows.
TABLES = (
    ("--facts", SHARED / "evidence" / "facts.csv", 311),
    ("--article", SHARED / "evidence" / "article_claims.csv", 81),
    ("--seed", SHARED / "data" / "safe-countries-seed" / "safe_country_lists_seed.csv", 40),
)
LEAST_COVERED = 340
MEMBERSHIPS = 121  # rows of the table of memberships, which became one claim each; no copy of it is kept
THIRD_STATES = 23  # rows of the table of the law on third States as safe, likewise


def lines() -> dict[str, dict[str, str]]:
    with FILE.open(encoding="utf-8", newline="") as opened:
        return {line["row"]: line for line in csv.DictReader(opened)}


def excused() -> dict[str, str]:
    """Give the rows of the table in docs/coverage.md with their reasons."""
    return dict(re.findall(r"^\| ([A-Z]+[0-9]+[a-z]?) \| (.+) \|$", PAGE.read_text("utf-8"), re.MULTILINE))


def tables() -> list[tuple[str, Path, int]]:
    absent = [str(file) for _, file, _ in TABLES if not file.is_file()]
    if absent:
        pytest.skip(f"the tables are not part of the repository; name their folder in EXITGRAPH_SHARED: {absent}")
    return list(TABLES)


def memberships() -> set[str]:
    return {f"M{number:03}" for number in range(1, MEMBERSHIPS + 1)}


def third_states() -> set[str]:
    return {f"X{number:03}" for number in range(1, THIRD_STATES + 1)}


def table(folder: Path, text: str) -> Path:
    file = folder / "rows.csv"
    file.write_text(text, "utf-8")
    return file


def test_the_list_is_what_the_graph_says() -> None:
    """The file docs/coverage.csv is, byte for byte, what the tool makes of the shipped graph."""
    hint = "Run python tools/coverage.py and review the difference."
    assert FILE.read_bytes() == load("coverage").build().encode(), hint


def test_every_claim_and_omission_is_in_the_list(graph: Graph) -> None:
    """Each claim that is current and has a record key, and each omission, is in the list, and nothing else is."""
    knowledge = graph.knowledge
    superseded = {review.about for review in knowledge.reviews.values() if review.superseded_by}
    keyed = {claim.iri for claim in knowledge.claims.values() if claim.record_keys} - superseded
    for column, names in (("claims", keyed), ("omissions", knowledge.omissions)):
        listed = {name for line in lines().values() for name in line[column].split()}
        assert listed == {curie(name) for name in names}


def test_rows_are_in_order_and_became_something() -> None:
    """Each row stands once, in order of letters and number, and became at least one thing."""
    with FILE.open(encoding="utf-8", newline="") as opened:
        rows = [line["row"] for line in csv.DictReader(opened)]
    tool = load("coverage")
    assert rows == sorted(set(rows), key=tool._order)
    assert [row for row, line in lines().items() if not (line["claims"] or line["omissions"])] == []


@pytest.mark.parametrize(
    ("key", "row"),
    [("E012.2", "E012"), ("E012", "E012"), ("I018a", "I018a"), ("I020b.3", "I020b"), ("SEED08.10", "SEED08")],
)
def test_the_row_of_a_record_key(key: str, row: str) -> None:
    """The row of a record key is the key without the number behind its last full stop."""
    assert load("coverage").row_of(key) == row


def test_rows_of_the_tables_are_covered() -> None:
    """Of the 351 rows from the public record 340 at least are in the graph; the rest is listed with a reason."""
    tool, covered = load("coverage"), lines().keys()
    missing, counted = set[str](), 0
    for option, file, rows in tables():
        ids = tool.ids_of(file, numbered="SEED" if option == "--seed" else "")
        assert len(ids) == rows
        missing |= set(ids) - covered
        counted += len(covered & set(ids)) if option != "--article" else 0
    assert counted >= LEAST_COVERED
    assert missing == excused().keys()


def test_no_row_of_the_list_is_made_up() -> None:
    """Each row of the list is a row of one of the tables, a numbered membership, or one on third States as safe."""
    tool = load("coverage")
    known = {row for option, file, _ in tables() for row in tool.ids_of(file, numbered="SEED" * (option == "--seed"))}
    assert lines().keys() - known == memberships() | third_states()


def test_each_membership_became_one_claim(graph: Graph) -> None:
    """Each row M001 to M121 is one claim of a membership, and no other row is numbered so."""
    rows = {row: line for row, line in lines().items() if row.startswith("M")}
    assert rows.keys() == memberships()
    assert {line["omissions"] for line in rows.values()} == {""}
    claims = [graph.claims[iri(line["claims"])] for line in rows.values()]
    assert {claim.relation for claim in claims} == {xg("memberOf")}


def test_each_limb_of_the_law_on_third_states_has_a_claim(graph: Graph) -> None:
    """Each row X001 to X023 is one claim, and the three limbs of European law are among those of the Union itself."""
    rows = {row: line for row, line in lines().items() if row.startswith("X")}
    assert rows.keys() == third_states()
    assert {line["omissions"] for line in rows.values()} == {""}
    claims = [graph.claims[iri(line["claims"])] for line in rows.values()]
    limbs = {
        claim.role(xg("condition"))
        for claim in claims
        if claim.subject == iri("region:eu") and claim.object == iri("concept:inadmissibility-safe-third-state")
    }
    names = ("safe-third-state-connection", "transit-through-safe-third-state", "agreement-with-safe-third-state")
    assert limbs == {iri(f"concept:{name}") for name in names}


def test_the_tool_says_which_rows_became_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Held against a table, the tool names the rows without claim or omission, and leaves the file as it is."""
    tool, file = load("coverage"), tmp_path / "coverage.csv"
    rows = table(tmp_path, "id,gist\nC001,left out\nC999,made up\nC068,kept\n")
    assert tool.main(["--article", str(rows)], file) == 1
    printed = capsys.readouterr()
    assert printed.out == "rows.csv: 3 rows, 2 covered: not C999\n"
    assert "1 row became neither claim nor omission" in printed.err
    assert not file.exists()
    assert tool.main(["--article", str(table(tmp_path, "id\nC001\n"))], file) == 0


def test_rows_without_ids_go_by_their_place(tmp_path: Path) -> None:
    """A list without ids has the rows SEED01 and so on."""
    assert load("coverage").ids_of(table(tmp_path, "state\nFR\nDE\n"), numbered="SEED") == ["SEED01", "SEED02"]


@pytest.mark.parametrize(
    ("text", "says"), [("", "no rows"), ("gist\na\n", "without an id"), ("id\nC1\nC1\n", "C1 stands twice")]
)
def test_a_table_that_is_none_is_bad_input(
    tmp_path: Path, text: str, says: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """A table without rows or ids, or with an id twice, ends the tool with 2 and its reason."""
    assert load("coverage").main(["--facts", str(table(tmp_path, text))], tmp_path / "coverage.csv") == 2
    assert says in capsys.readouterr().err


def test_a_table_that_is_not_there_cannot_be_reached(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A file that cannot be read ends the tool with 3."""
    assert load("coverage").main(["--seed", str(tmp_path / "none.csv")], tmp_path / "coverage.csv") == 3
    assert "none.csv" in capsys.readouterr().err


def test_a_list_that_differs_is_seen(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The check fails for a list that is missing or differs, and passes once the tool has written it."""
    tool, file = load("coverage"), tmp_path / "coverage.csv"
    assert tool.main(["--check"], file) == 1
    assert tool.main([], file) == 0
    assert tool.main(["--check"], file) == 0
    file.write_text(file.read_text("utf-8").replace("C001", "C002", 1), "utf-8")
    assert tool.main(["--check"], file) == 1
    assert "tools/coverage.py" in capsys.readouterr().err
