"""Load a graph from wherever it lies."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from exitgraph.api.graph import Graph
from exitgraph.rdf.folder import STORE_MARK, read_graph, read_reference, shipped_graph
from exitgraph.vocabulary import xg

#: How the name of a dump ends.
DUMP: Final = ".nq"


def load(path: str | Path | None = None) -> Graph:
    """Load a graph: the shipped one, a folder laid out like it, a Turtle file beside the shipped reference, a store.

    >>> import exitgraph as xg
    >>> g = xg.load()
    >>> len(g.claims) > 1000
    True

    A dump of a store (``.nq``, from `exitgraph store dump`) is loaded into memory.

    Parameters
    ----------
    path
        Folder, file, on-disk store, dump, or the address of a SPARQL server; ``None`` for the shipped graph.

    Raises
    ------
    InputError, Unreachable
        If it cannot be read.
    """
    if isinstance(path, str) and path.startswith(("http://", "https://")):
        from exitgraph.store.remote import RemoteStore

        return Graph.from_store(RemoteStore(path, whole=True))
    folder = Path(path) if path is not None else shipped_graph()
    if (folder / STORE_MARK).is_file():
        from exitgraph.store import DiskStore

        return Graph.from_store(DiskStore(folder))
    if folder.suffix == DUMP:
        from exitgraph.store import read_dump

        return Graph.from_store(read_dump(folder))
    documents = read_graph(folder)
    whole = any(xg("Relation") in (triple.object for triple in document.triples) for document in documents)
    # A file of claims alone means what the shipped ontology, territories and sources say.
    return Graph(documents, folder, reference=() if whole else read_reference(shipped_graph()))
