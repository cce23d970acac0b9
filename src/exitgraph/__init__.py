"""exitgraph: a knowledge graph of documented exit routes and asylum policies.

>>> import exitgraph as xg
>>> g = xg.load()                       # the shipped graph
>>> sorted(g.claims)[0].startswith("https://w3id.org/exitgraph/claim/")
True

Nothing heavy is imported until it is needed.
"""

from __future__ import annotations

from importlib import import_module
from types import MappingProxyType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from exitgraph.api import At, Graph, load
    from exitgraph.errors import ExitgraphError
    from exitgraph.frames import Answer, Card, Claims, Row, Rows, Thing
    from exitgraph.routes import Profile

__version__ = "0.1.0"

__all__ = [
    "Answer",
    "At",
    "Card",
    "Claims",
    "ExitgraphError",
    "Graph",
    "Profile",
    "Row",
    "Rows",
    "Thing",
    "__version__",
    "load",
]

_WHERE = MappingProxyType(
    {
        **dict.fromkeys(("At", "Graph", "load"), "api"),
        **dict.fromkeys(("Answer", "Card", "Claims", "Row", "Rows", "Thing"), "frames"),
        "Profile": "routes",
        "ExitgraphError": "errors",
        # What `%load_ext exitgraph` looks for.
        **dict.fromkeys(("load_ipython_extension", "unload_ipython_extension"), "magics"),
    }
)


def __getattr__(name: str) -> object:
    if name in _WHERE:
        return getattr(import_module(f"exitgraph.{_WHERE[name]}"), name)
    raise AttributeError(f"module 'exitgraph' has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted(__all__)
