"""The store: the only place that knows which engine runs.

`Store` is what the rest of the package may ask of one; `EmbeddedStore` is Oxigraph in memory, `DiskStore` Oxigraph in
one folder, both with rdflib's API on top for those who want it. `build`, `dump`, `restore`, `backup` and `collect`
keep a folder; `documents_of` gives the files of a graph again.
"""

from exitgraph.store.disk import DiskStore, is_store
from exitgraph.store.documents import documents_of, layout_of
from exitgraph.store.embedded import EmbeddedStore, digest_of
from exitgraph.store.generations import backup, build, collect, dump, read_dump, restore
from exitgraph.store.protocol import Capabilities, Dataset, Row, Store

__all__ = [
    "Capabilities",
    "Dataset",
    "DiskStore",
    "EmbeddedStore",
    "Row",
    "Store",
    "backup",
    "build",
    "collect",
    "digest_of",
    "documents_of",
    "dump",
    "is_store",
    "layout_of",
    "read_dump",
    "restore",
]
