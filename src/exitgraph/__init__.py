"""exitgraph: a knowledge graph of documented exit routes and asylum policies.

>>> import exitgraph as xg
>>> g = xg.load()                       # the shipped graph
>>> sorted(g.claims)[0].startswith("https://w3id.org/exitgraph/claim/")
True

Nothing heavy is imported until it is needed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from exitgraph.api import Graph, load

__version__ = "0.1.0"

__all__ = ["Graph", "__version__", "load"]


def __getattr__(name: str) -> object:
    if name in ("Graph", "load"):
        from exitgraph import api

        return getattr(api, name)
    raise AttributeError(f"module 'exitgraph' has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted(__all__)
