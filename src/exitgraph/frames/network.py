"""The network as networkx has it, and a picture of it in a notebook. Imports networkx: only whoever wants one does."""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import TYPE_CHECKING, Any, Self

import networkx as nx

if TYPE_CHECKING:
    from collections.abc import Iterable

    from exitgraph.frames.shown import Picture

    _MultiDiGraph = nx.MultiDiGraph[str]
else:
    _MultiDiGraph = nx.MultiDiGraph

#: Claims above which a network is told in numbers and not drawn.
MOST_DRAWN = 2000

Draw = Callable[[Collection[str], str], "Picture"]


class Network(_MultiDiGraph):
    """A networkx ``MultiDiGraph`` (edge key = claim) that draws itself at the end of a cell.

    Everything of networkx takes it. Copies, parts and the reversed network draw themselves too; what an algorithm makes
    anew does not.
    """

    _draw: Draw | None = None

    def drawn_by(self, draw: Draw | None) -> Self:
        """Say who draws the claims of the network."""
        self._draw = draw
        return self

    def copy(self, as_view: bool = False) -> Self:
        """Copy it, as networkx does."""
        return self._passed(super().copy(as_view=as_view))

    def subgraph(self, nbunch: str | Iterable[str] | None) -> Self:
        """Give a part by its nodes, as networkx does."""
        return self._passed(super().subgraph(nbunch))

    def edge_subgraph(self, edges: Iterable[Any]) -> Self:
        """Give a part by its edges, as networkx does."""
        return self._passed(super().edge_subgraph(edges))

    def reverse(self, copy: bool = True) -> Self:
        """Turn every edge round, as networkx does."""
        return self._passed(super().reverse(copy=copy))

    def _passed(self, made: Any) -> Self:
        # networkx makes them of the class of the whole.
        passed: Self = made
        return passed.drawn_by(self._draw)

    def __getstate__(self) -> dict[str, Any]:
        # Who draws holds the whole graph: a copy for another process goes without.
        return {name: value for name, value in self.__dict__.items() if name != "_draw"}

    def __repr__(self) -> str:
        return f"<network: {self._counted()}; an edge is a claim>"

    def _counted(self) -> str:
        nodes, edges = self.number_of_nodes(), self.number_of_edges()
        return f"{nodes:,} {'node' if nodes == 1 else 'nodes'}, {edges:,} {'edge' if edges == 1 else 'edges'}"

    def picture(self) -> Picture | None:
        """Draw its claims; ``None`` for a network that an algorithm made, or one too large to draw."""
        claims = {key for _, _, key in self.edges(keys=True)}
        claims |= {told[-1] for _, node in self.nodes(data=True) for told in node.get("texts", ())}
        if self._draw is None or not claims or len(claims) > MOST_DRAWN:
            return None
        return self._draw(claims, f"Network: {self._counted()}")

    def _repr_html_(self) -> str | None:
        picture = self.picture()
        return picture._repr_html_() if picture is not None else None  # as a notebook does
