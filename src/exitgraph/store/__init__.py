"""The store: the only place that knows which engine runs.

`Store` is what the rest of the package may ask of one; `EmbeddedStore` is Oxigraph in memory, with rdflib's API on top
for those who want it.
"""

from exitgraph.store.embedded import EmbeddedStore
from exitgraph.store.protocol import Dataset, Row, Store

__all__ = ["Dataset", "EmbeddedStore", "Row", "Store"]
