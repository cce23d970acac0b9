"""The notebooks run from top to bottom, are stored without what they printed, and carry the notice."""

from __future__ import annotations

import ast
import json
from pathlib import Path
from typing import Any

import pytest

FOLDER = Path(__file__).resolve().parents[1] / "notebooks"
NOTEBOOKS = sorted(FOLDER.glob("*.ipynb"))


def cells(notebook: Path, kind: str) -> list[dict[str, Any]]:
    """Give the cells of a kind, in order."""
    whole = json.loads(notebook.read_text("utf-8"))
    assert whole["nbformat"] == 4
    return [cell for cell in whole["cells"] if cell["cell_type"] == kind]


def run(notebook: Path) -> list[object]:
    """Run the code cells in one namespace, as a kernel does; give the value that each one ends in, or ``None``."""
    namespace: dict[str, Any] = {"__name__": "__main__"}
    values: list[object] = []
    for number, cell in enumerate(cells(notebook, "code"), 1):
        name = f"{notebook.name}, code cell {number}"
        tree = ast.parse("".join(cell["source"]), name)
        last = tree.body[-1]
        shown: object = None
        if isinstance(last, ast.Expr):
            tree.body.pop()
        exec(compile(tree, name, "exec"), namespace)  # noqa: S102  # the notebook is the project's own
        if isinstance(last, ast.Expr):
            shown = eval(compile(ast.Expression(last.value), name, "eval"), namespace)  # noqa: S307
        values.append(shown)
    return values


def test_there_is_a_notebook() -> None:
    """The folder holds at least the first look."""
    assert "first-look.ipynb" in [path.name for path in NOTEBOOKS]


@pytest.mark.parametrize("notebook", NOTEBOOKS, ids=lambda path: path.stem)
def test_notebook_runs(notebook: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every code cell runs after those above it, and what a cell shows at its end is not empty."""
    monkeypatch.chdir(tmp_path)
    values = run(notebook)
    assert all(value is None or value for value in values)
    assert any(values)


@pytest.mark.parametrize("notebook", NOTEBOOKS, ids=lambda path: path.stem)
def test_notebook_is_stored_without_output(notebook: Path) -> None:
    """No cell holds an output or a count, so that a change of a notebook is a change of its text."""
    found = [cell for cell in cells(notebook, "code") if cell["outputs"] or cell["execution_count"] is not None]
    assert found == []


@pytest.mark.parametrize("notebook", NOTEBOOKS, ids=lambda path: path.stem)
def test_notebook_carries_the_notice(notebook: Path) -> None:
    """The first cell says that this is no legal advice and gives no directions."""
    first = " ".join("".join(cells(notebook, "markdown")[0]["source"]).split())
    assert "not legal advice" in first
    assert "gives no directions" in first


def test_first_look_tells_what_the_graph_does(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The first look ends in a page that is a whole file, and its two clocks give one itinerary and none."""
    monkeypatch.chdir(tmp_path)
    values = run(FOLDER / "first-look.ipynb")
    assert (1, 0) in values
    assert (tmp_path / "kazakhstan.html").read_text("utf-8").rstrip().endswith("</html>")
