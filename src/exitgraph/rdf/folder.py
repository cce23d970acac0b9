"""Find and read the files of a graph: a folder laid out as ``graph/``, or one file."""

from __future__ import annotations

import json
from contextlib import suppress
from dataclasses import replace
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

from exitgraph.errors import InputError, Unreachable
from exitgraph.rdf.turtle import Document, read_file
from exitgraph.vocabulary import iri, xg

if TYPE_CHECKING:
    from collections.abc import Callable

#: Names the files of an import that has happened, until all of them have their names.
JOURNAL = ".import-journal.json"

#: Marks a folder as an on-disk store, and says which version of its format it has.
STORE_MARK = "exitgraph-store.json"

#: Files that rule the data instead of being part of it.
SHAPES = "shapes.ttl"
#: The folder of the reviews.
BOOKKEEPING = "bookkeeping"
_CLAIM = iri("claim:")
_TRIES = 5


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
        If the folder holds no Turtle file, or is an on-disk store.
    """
    if path.is_file():
        return [path]
    if not path.is_dir():
        raise InputError("no such file or folder", where=str(path), hint="Check the path.")
    if (path / STORE_MARK).is_file():
        raise InputError(
            "this is an on-disk store, and files are wanted here",
            where=str(path),
            hint="Name the folder that it was built from; `exitgraph store verify` checks a store.",
        )
    found = sorted(item for item in path.rglob("*.ttl") if item.name != SHAPES)
    if not found:
        raise InputError("the folder holds no .ttl file", where=str(path), hint="Name a folder laid out as graph/.")
    return found


def read_graph(path: Path) -> list[Document]:
    """Read every Turtle file of a graph, as the last import left it, also when that one was killed half-way.

    Raises
    ------
    InputError
        If the files keep changing while they are read.
    """
    return _documents(path, lambda _: True)


def _documents(path: Path, wanted: Callable[[Path], bool]) -> list[Document]:
    base = path if path.is_dir() else path.parent
    for _ in range(_TRIES):
        before = _snapshot(path)
        waiting = _waiting(base)
        items = sorted({*turtle_files(path), *(waiting if path.is_dir() else ())})
        documents = [read_file(waiting.get(item, item), name=_shown(item, base)) for item in items if wanted(item)]
        if _snapshot(path) == before:
            return documents
    raise InputError("the graph keeps changing while it is read", where=str(path), hint="Try again in a moment.")


def read_reference(path: Path) -> list[Document]:
    """Read a graph folder without its claims: what the claims of another file are to be understood by.

    The grades of its sources belong to that; what is said of its claims does not.
    """
    documents = _documents(path, lambda item: path / "claims" not in item.parents)
    return [
        _without_claims(document) if document.path.startswith(f"{path.name}/{BOOKKEEPING}/") else document
        for document in documents
    ]


def _without_claims(document: Document) -> Document:
    gone = {
        triple.subject
        for triple in document.triples
        if triple.predicate == xg("about") and str(triple.object).startswith(_CLAIM)
    }
    return replace(document, triples=tuple(triple for triple in document.triples if triple.subject not in gone))


def staged(target: Path) -> Path:
    """Give where an import writes a file before it takes its name."""
    return target.with_name(f".{target.name}.new")


def _waiting(folder: Path) -> dict[Path, Path]:
    """Give the files of an import that has happened which have not taken their names yet."""
    try:
        listed = json.loads((folder / JOURNAL).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return {folder / name: staged(folder / name) for name in listed if staged(folder / name).is_file()}


def _snapshot(path: Path) -> tuple[tuple[str, int, int, int], ...]:
    """Give what changes when a file is written or takes another's name: an import between two reads is noticed."""
    found = []
    for item in (*sorted(path.rglob("*.ttl")), path / JOURNAL) if path.is_dir() else (path,):
        with suppress(OSError):
            state = item.stat()
            found.append((str(item), state.st_ino, state.st_mtime_ns, state.st_size))
    return tuple(found)


def _shown(item: Path, base: Path) -> str:
    # Reports and digests must not depend on where the checkout lies, so the folder's own name comes first.
    return str(Path(base.name) / item.relative_to(base)) if base.name else str(item)
