"""Asking the store: named queries with typed parameters, and a guard for queries from outside.

``prepare`` reads the questions of ``graph/queries`` and binds their parameters in one way that every engine
understands; ``guard`` says what a query may do; ``results`` writes answers; ``worker`` runs queries with limits.
"""

from exitgraph.query.guard import check
from exitgraph.query.prepare import NamedQuery, Parameter, bind, load_queries, read_query
from exitgraph.query.results import Result, run

__all__ = ["NamedQuery", "Parameter", "Result", "bind", "check", "load_queries", "read_query", "run"]
