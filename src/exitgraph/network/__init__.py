"""The graph as a networkx ``MultiDiGraph``: nodes are IRIs, the key of an edge is its claim.

Paths in networkx lose the keys of multigraphs, so every edge carries its claim as an attribute too. A claim whose
object is a text is no edge: a literal made into a node would connect strangers; it hangs on its subject's node.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from exitgraph.claims.interval import show
from exitgraph.claims.values import Text, plain_number
from exitgraph.vocabulary import curie, local_name

if TYPE_CHECKING:
    from collections.abc import Callable

    import networkx as nx

    from exitgraph.claims.knowledge import Knowledge
    from exitgraph.claims.model import Claim
    from exitgraph.claims.values import Value


def project(
    knowledge: Knowledge,
    *,
    lang: str = "en",
    keep: Callable[[Claim], bool] | None = None,
    into: nx.MultiDiGraph[str] | None = None,
) -> nx.MultiDiGraph[str]:
    """Project claims to a networkx graph.

    Parameters
    ----------
    knowledge
        The decoded graph.
    lang
        Language of the labels.
    keep
        Which claims to take; all by default, denied ones (``positive=False`` on the edge) included.
    into
        An empty graph to fill; a new one by default.

    Returns
    -------
    networkx.MultiDiGraph
        Nodes: IRI, with ``label``, ``kind`` and ``texts`` (claims with a text as object: relation, text, claim).
        Edges: subject to object, key = claim IRI, with ``claim``, ``relation``, ``label``, ``positive``, ``source``,
        ``when``, ``held`` and one attribute a role.
    """
    import networkx as nx

    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph() if into is None else into
    graph.graph["digest"] = knowledge.digest
    for name in sorted(knowledge.claims):
        claim = knowledge.claims[name]
        if keep is not None and not keep(claim):
            continue
        _node(graph, knowledge, claim.subject, lang)
        if not isinstance(claim.object, str):
            text = _plain(knowledge, claim.object, lang)
            graph.nodes[claim.subject]["texts"].append((curie(claim.relation), text, claim.iri))
            continue
        _node(graph, knowledge, claim.object, lang)
        graph.add_edge(claim.subject, claim.object, key=claim.iri, **edge_attributes(knowledge, claim, lang))
    return graph


def edge_attributes(knowledge: Knowledge, claim: Claim, lang: str = "en") -> dict[str, Any]:
    """Give the attributes of a claim's edge; all are strings, numbers or truth values."""
    return {
        "claim": claim.iri,
        "relation": curie(claim.relation),
        "label": knowledge.label(claim.relation, lang),
        "positive": claim.proposition.positive,
        "source": claim.source,
        "when": show(claim.start),
        "until": show(claim.end),
        "held": show(claim.held),
        **{local_name(role): _plain(knowledge, value, lang) for role, value in claim.proposition.roles},
    }


def _node(graph: nx.MultiDiGraph[str], knowledge: Knowledge, name: str, lang: str) -> None:
    if name in graph:
        return
    entity = knowledge.entities.get(name)
    kind = local_name(entity.types[-1]) if entity and entity.types else ""
    graph.add_node(name, label=knowledge.label(name, lang), kind=kind, texts=[])


def _plain(knowledge: Knowledge, value: Value, lang: str) -> str:
    if isinstance(value, Text):
        return value.value
    return knowledge.label(value, lang) if isinstance(value, str) else plain_number(value)
