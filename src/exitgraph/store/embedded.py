"""Oxigraph in memory.

Claims go into one named graph per source, everything else into ``graph:reference``, the derived triples into
``graph:direct``; queries see the union.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

import pyoxigraph as ox

from exitgraph.store.documents import layout_of
from exitgraph.store.engine import OxigraphReader, quad_of
from exitgraph.store.graphs import named_graphs
from exitgraph.store.nquads import digests_of
from exitgraph.store.protocol import Capabilities
from exitgraph.vocabulary import GRAPH_DIRECT, GRAPH_REFERENCE

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path
    from typing import Self

    from exitgraph.rdf.turtle import Document, Triple


def digest_of(documents: Iterable[Document]) -> str:
    """Give the digest that a store of these files has, without filling one: `EmbeddedStore.digest`."""
    lines = ox.serialize(_quads(documents), format=ox.RdfFormat.N_QUADS) or b""
    return digests_of(sorted(set(lines.splitlines()))).data


def _quads(documents: Iterable[Document]) -> Iterator[ox.Quad]:
    documents = list(documents)
    graphs = named_graphs(documents)
    for document in documents:
        for triple in document.triples:
            yield quad_of(triple, graphs.get(triple.subject, GRAPH_REFERENCE))


class EmbeddedStore(OxigraphReader):
    """An in-memory store, filled once.

    Parameters
    ----------
    documents
        The files of the graph.
    direct
        The derived direct triples.
    own
        Those of the files whose names count; all when left out.
    queries
        The text of the named queries that come with the data, by name.
    """

    def __init__(
        self,
        documents: Iterable[Document],
        direct: Iterable[Triple] = (),
        *,
        own: Iterable[Document] | None = None,
        queries: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(ox.Store())
        self._documents, self._own = list(documents), None if own is None else list(own)
        self._queries = dict(queries or {})
        self._layout: dict[str, str] | None = None
        self._store.bulk_extend(_quads(self._documents))
        self._store.bulk_extend(quad_of(triple, GRAPH_DIRECT) for triple in direct)

    @classmethod
    def of_quads(cls, quads: Iterable[tuple[Triple, str]]) -> Self:
        """Copy what another store gives."""
        store = cls(())
        store._store.bulk_extend(quad_of(triple, graph) for triple, graph in quads)
        return store

    @classmethod
    def of_lines(cls, lines: Path, *, layout: Mapping[str, str], queries: Mapping[str, str]) -> Self:
        """Load a file of N-Quads as the engine does it in bulk, several times as fast as triple by triple.

        Raises
        ------
        SyntaxError, OSError, RuntimeError, ValueError
            What the engine says of a file that it cannot load.
        """
        store = cls((), queries=queries)
        store._store.bulk_load(path=str(lines), format=ox.RdfFormat.N_QUADS)
        store._layout = dict(layout)
        return store

    @property
    def capabilities(self) -> Capabilities:
        """See `Store.capabilities`."""
        return Capabilities()

    @cached_property
    def digest(self) -> str:
        """See `Store.digest`; the derived triples are not part of it."""
        return digests_of(self.lines()).data

    @cached_property
    def layout(self) -> Mapping[str, str]:
        """See `Store.layout`."""
        return self._layout if self._layout is not None else layout_of(self._documents, self._own)

    @property
    def queries(self) -> Mapping[str, str]:
        """See `Store.queries`."""
        return self._queries

    def after_fork(self) -> Self:
        """See `Store.after_fork`: memory is shared."""
        return self

    def lines(self) -> Iterator[bytes]:
        """Give all quads as sorted lines of N-Quads; see `exitgraph.store.nquads`."""
        lines = (self._store.dump(format=ox.RdfFormat.N_QUADS) or b"").splitlines()
        lines.sort()
        yield from lines
