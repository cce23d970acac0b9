"""The library: `load` gives a `Graph`, `Graph.at` what it says at two dates."""

from exitgraph.api.at import At, today
from exitgraph.api.graph import Graph
from exitgraph.api.loading import DUMP, load

__all__ = ["DUMP", "At", "Graph", "load", "today"]
