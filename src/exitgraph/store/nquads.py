"""Sorted N-Quads: what digests are taken of, and what a dump holds.

A line is as the engine writes it, without its line end: ``<s> <p> "o" <g> .``. Lines are in the order of their bytes,
which is that of their code points.
"""

from __future__ import annotations

import hashlib
import heapq
import tempfile
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

import pyoxigraph as ox

from exitgraph.vocabulary import GRAPH_DIRECT

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_DERIVED = f" <{GRAPH_DIRECT}> .".encode()
_END = len(b" .")
#: Lines that are sorted in memory at once, about 250 MB of them.
AT_ONCE = 1_000_000


class Digests:
    """The digests of a stream of sorted lines: of the data, and of the derived triples."""

    def __init__(self) -> None:
        self._data, self._derived = hashlib.sha256(), hashlib.sha256()
        self._begun = False
        self.quads = 0

    def add(self, lines: list[bytes]) -> None:
        """Take in the next lines."""
        self.quads += len(lines)
        data = [line[:-_END] for line in lines if not line.endswith(_DERIVED)]
        if len(data) < len(lines):
            self._derived.update(b"".join(line + b"\n" for line in lines if line.endswith(_DERIVED)))
        if data:
            self._data.update((b"\n" if self._begun else b"") + b"\n".join(data))
            self._begun = True

    @property
    def data(self) -> str:
        """``sha256:`` and the digest of the data, without what is derived from them."""
        return f"sha256:{self._data.hexdigest()}"

    @property
    def derived(self) -> str:
        """``sha256:`` and the digest of the derived triples."""
        return f"sha256:{self._derived.hexdigest()}"


def sorted_lines(store: ox.Store, *, at_once: int = AT_ONCE) -> Iterator[bytes]:
    """Give the lines of all quads in order, without holding more than ``at_once`` of them in memory."""
    with tempfile.TemporaryDirectory(prefix="exitgraph-") as name:
        folder = Path(name)
        whole = folder / "whole"
        store.dump(str(whole), ox.RdfFormat.N_QUADS)
        with whole.open("rb") as file:
            parts: list[Iterable[bytes]] = []
            while lines := sorted(islice(file, at_once)):
                if not parts and len(lines) < at_once:
                    yield from (line[:-1] for line in lines)
                    return
                part = folder / str(len(parts))
                with part.open("wb") as out:
                    out.writelines(lines)
                parts.append(_lines_of(part))
        yield from (line[:-1] for line in heapq.merge(*parts))


def _lines_of(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        yield from file


def digests_of(lines: Iterable[bytes]) -> Digests:
    """Give the digests of sorted lines."""
    found = Digests()
    for some in chunks(lines):
        found.add(some)
    return found


def chunks(lines: Iterable[bytes], size: int = 20_000) -> Iterator[list[bytes]]:
    """Cut a stream into lists."""
    stream = iter(lines)
    while some := list(islice(stream, size)):
        yield some
