"""Find and read the files of a graph: a folder laid out as ``graph/``, or one file."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

from exitgraph.errors import InputError, Unreachable
from exitgraph.rdf.turtle import Document, read_file

#: Files that rule the data instead of being part of it.
SHAPES = "shapes.ttl"


def shipped_graph() -> Path:
    """Give the folder of the graph that comes with the package.

    In a wheel it lies inside the package, in a checkout at the top level.
    """
    inside = Path(str(files("exitgraph"))) / "graph"
    beside = Path(__file__).resolve().parents[3] / "graph"
    for folder in (inside, beside):
        if folder.is_dir():
            return folder
    raise Unreachable("the shipped graph is missing from this installation", hint="Install exitgraph again.")


def turtle_files(path: Path) -> list[Path]:
    """List the Turtle files of a graph, sorted by path.

    Raises
    ------
    Unreachable
        If there is no such file or folder.
    InputError
        If the folder holds no Turtle file.
    """
    if path.is_file():
        return [path]
    if not path.is_dir():
        raise InputError("no such file or folder", where=str(path), hint="Check the path.")
    found = sorted(item for item in path.rglob("*.ttl") if item.name != SHAPES)
    if not found:
        raise InputError("the folder holds no .ttl file", where=str(path), hint="Name a folder laid out as graph/.")
    return found


def read_graph(path: Path) -> list[Document]:
    """Read every Turtle file of a graph."""
    base = path if path.is_dir() else path.parent
    return [read_file(item, name=_shown(item, base)) for item in turtle_files(path)]


def read_reference(path: Path) -> list[Document]:
    """Read a graph folder without its claims: what the claims of another file are to be understood by."""
    claims = path / "claims"
    return [read_file(item, name=_shown(item, path)) for item in turtle_files(path) if claims not in item.parents]


def _shown(item: Path, base: Path) -> str:
    # Reports and digests must not depend on where the checkout lies, so the folder's own name comes first.
    return str(Path(base.name) / item.relative_to(base)) if base.name else str(item)
