"""Importers: each reads a file and yields claims, or rows that say why they are none.

``columns`` defines the one documented table format, ``reader`` opens CSV, TSV, XLSX and Parquet, ``cells`` reads single
cells, ``rows`` makes claims of rows, ``merge`` puts them into a graph folder whole or not at all. ``write`` writes the
same format, so that an exported graph is an importable table.
"""

from exitgraph.sources.columns import Column, columns, template
from exitgraph.sources.outcome import Imported, Reject
from exitgraph.sources.reader import TableRow, read_table
from exitgraph.sources.rows import import_rows
from exitgraph.sources.write import table_of

__all__ = [
    "Column",
    "Imported",
    "Reject",
    "TableRow",
    "columns",
    "import_rows",
    "read_table",
    "table_of",
    "template",
]
