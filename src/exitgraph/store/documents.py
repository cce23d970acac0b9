"""The files of a graph again, from a store.

What decodes from a folder decodes from a store: claims, sources, entities and bookkeeping, in files of the same names
as far as the claim table needs them. Line numbers and comments are gone, and the derived triples are left out.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import TYPE_CHECKING

from exitgraph.rdf.turtle import Document
from exitgraph.store.graphs import SOURCE_GRAPHS, named_graphs
from exitgraph.vocabulary import GRAPH_DIRECT, GRAPH_REFERENCE, RDF_TYPE, local_name, xg

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from exitgraph.rdf.turtle import Triple
    from exitgraph.store.protocol import Store

#: The folders whose file names a claim table tells of (`exitgraph.sources.merge.file_of`).
_TOLD = frozenset({"claims", "sources"})
_REST = "reference.ttl"


def layout_of(documents: Iterable[Document], own: Iterable[Document] | None = None) -> dict[str, str]:
    """Say in which file of ``claims/`` or ``sources/`` each subject stands.

    Parameters
    ----------
    documents
        The files of a graph.
    own
        Those of them whose names count; all when left out.

    Returns
    -------
    dict
        The file by the IRI of a named graph, for most of its subjects, and by the IRI of each subject that stands
        elsewhere; an empty text for one that stands in no such file.
    """
    documents = list(documents)
    files: dict[str, str] = {}
    for document in documents if own is None else own:
        parts = document.path.split("/")
        if len(parts) > 1 and parts[-2] in _TOLD:
            files |= dict.fromkeys((triple.subject for triple in document.triples), "/".join(parts[-2:]))
    graphs = named_graphs(documents)
    members: dict[str, list[str]] = defaultdict(list)
    for subject in sorted({triple.subject for document in documents for triple in document.triples}):
        members[graphs.get(subject, GRAPH_REFERENCE)].append(subject)
    layout: dict[str, str] = {}
    for graph, subjects in members.items():
        # Of the reference most subjects stand in files of other folders.
        usual = Counter(files.get(subject, "") for subject in subjects).most_common(1)[0][0]
        layout[graph] = usual
        layout |= {subject: files.get(subject, "") for subject in subjects if files.get(subject, "") != usual}
    return dict(sorted(layout.items()))


def documents_of(store: Store) -> list[Document]:
    """Give the files that a store was made of, or what they may have been where it does not say.

    Returns
    -------
    list of Document
        In order of their paths, the triples of each in order.
    """
    layout = store.layout
    found = [(triple, graph) for triple, graph in store.quads() if graph != GRAPH_DIRECT]
    if not layout:
        layout = _guessed(found)
    files: dict[str, list[Triple]] = defaultdict(list)
    for triple, graph in found:
        place = layout.get(triple.subject, layout.get(graph, ""))
        files[place or _REST].append(triple)
    return [Document(path, tuple(files[path])) for path in sorted(files)]


def _guessed(quads: Iterable[tuple[Triple, str]]) -> Mapping[str, str]:
    """Give each source a file of its own."""
    layout: dict[str, str] = {}
    for triple, graph in quads:
        if graph.startswith(SOURCE_GRAPHS):
            layout[graph] = f"claims/{graph.removeprefix(SOURCE_GRAPHS)}.ttl"
        if triple.predicate == RDF_TYPE and triple.object == xg("Source"):
            layout[triple.subject] = f"sources/{local_name(triple.subject)}.ttl"
    return layout
