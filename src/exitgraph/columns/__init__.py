"""The claims as columns: one projection, as text, as Arrow, and asked through DuckDB.

Why so is in docs/decisions/0021-claims-as-columns.md. Nothing here imports pyarrow or DuckDB before it is used: they
are the extra ``exitgraph[tables]``.
"""

from exitgraph.columns.projection import Column, columns, columns_of, rows
from exitgraph.columns.table import Table

__all__ = ["Column", "Table", "columns", "columns_of", "rows"]
