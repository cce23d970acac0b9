"""The benchmark of stores at its smallest size: what it says of the engines, not how long they take."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from contract.servers import program

COMMAND = Path(__file__).resolve().parents[1] / "benchmarks" / "stores.py"
QUERIES = 14


def run(*engines: str) -> str:
    """Run it once with some engines, and give what it printed; rows that differ fail it."""
    chosen = ["--sizes", "1000", "--runs", "1", "--only", ",".join(engines)]
    done = subprocess.run([sys.executable, str(COMMAND), *chosen], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def answers(table: str) -> dict[str, list[str]]:
    """Give the cells of the second table by query: the rows, then what each engine took."""
    lines = table.partition("| milliseconds |")[2].splitlines()[2:]
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines if line.startswith("|")]
    return {name: cells for name, *cells in rows}


@pytest.mark.parametrize(
    "engines",
    [
        ("pyoxigraph", "memory", "guarded", "pyoxigraph-disk", "disk", "rdflib"),
        ("memory", "oxigraph-server", "virtuoso"),
    ],
    ids=["here", "servers"],
)
def test_every_engine_gives_the_same_rows(engines: tuple[str, ...]) -> None:
    """Every engine answers every query of the benchmark in time, with the rows that the others give."""
    if "virtuoso" in engines:
        program("oxigraph", "the Python package oxigraph")
        program("virtuoso-t", "the Debian package virtuoso-opensource")
        program("isql-vt", "the Debian package virtuoso-opensource")
    found = answers(run(*engines))
    assert len(found) == QUERIES
    for name, (rows, *cells) in found.items():
        assert int(rows) > 0, name
        assert len(cells) == len(engines)
        assert all(re.match(r"[\d.,e+-]+( \([\d.e+-]+\))?\Z", cell) for cell in cells), (name, cells)


def test_rows_that_differ_are_told(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """An engine that leaves out a row is named, with the row, and so is one that fails."""
    monkeypatch.syspath_prepend(str(COMMAND.parent))
    import storedata
    import stores

    made = storedata.make(20, tmp_path)
    monkeypatch.setattr(stores, "questions", lambda _: {"blank": BLANK, "wrong": "SELECT ?x { ?x"})
    found = stores.measure(made, tmp_path, ["memory", "pyoxigraph"], 1, 30)
    assert any(line.startswith("blank: memory gives 1 rows and pyoxigraph 1") for line in found.wrong), found.wrong
    assert any(line.startswith("wrong, memory: SyntaxProblem") for line in found.wrong)
    assert "≠" in stores.report(found, ["memory", "pyoxigraph"])


#: Every answer to this is another one.
BLANK = "SELECT (STR(UUID()) AS ?x) {}"


def test_the_page_has_a_figure_for_each_query(monkeypatch: pytest.MonkeyPatch) -> None:
    """The tables of benchmarks/README.md have every query of the benchmark, and no place that was left to be filled."""
    monkeypatch.syspath_prepend(str(COMMAND.parent))
    import storedata

    page = (COMMAND.parent / "README.md").read_text("utf-8")
    assert "@@" not in page
    assert [name for name in storedata.TEXTS if f"\n| {name} |" not in page] == []
