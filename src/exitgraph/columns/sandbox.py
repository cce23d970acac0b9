"""DuckDB over the tables, read-only: a query can read them, and neither write, open a file, nor reach a network.

What is shut, each by itself enough for what it is for: external access and extensions are off and the configuration is
locked, so no query turns them on again; names of Python variables mean nothing; only one SELECT is run, in a
transaction that is read-only; nothing is spilled to a disk; time and the size of an answer are limited.
"""

from __future__ import annotations

import re
import threading
from typing import TYPE_CHECKING, Any, Final

from exitgraph.columns.arrow import types
from exitgraph.errors import InputError, QueryRefused, TookTooLong, TooMuch

if TYPE_CHECKING:
    from collections.abc import Mapping

    import duckdb
    import pyarrow as pa

    from exitgraph.columns.arrow import Tables

#: Seconds that one query may take, and the bytes that its answer may have.
SECONDS: Final = 60.0
MOST_BYTES: Final = 2_000_000_000

_SETTINGS: Final[Mapping[str, str]] = {
    "autoinstall_known_extensions": "false",
    "autoload_known_extensions": "false",
    "allow_community_extensions": "false",
    "python_enable_replacements": "false",
    "temp_directory": "",
    "memory_limit": "4GB",
}
# Run once the tables are there, in this order: nothing can be set after the last.
_SHUT: Final = ("SET TimeZone = 'UTC'", "SET enable_external_access = false", "SET lock_configuration = true")

_KNOWN: Final = "((known_at::DATE + 1)::TIMESTAMPTZ - INTERVAL 1 SECOND)"
_BEGIN: Final = "(valid_at::DATE::TIMESTAMPTZ)"
_DAY: Final = "((valid_at::DATE + 1)::TIMESTAMPTZ - INTERVAL 1 SECOND)"
_OVERDUE: Final = f"coalesce(review_due < {_BEGIN} AND (begun_by IS NULL OR begun_by > {_DAY}), false)"
_IN_FORCE: Final = (
    f"NOT deprecated AND coalesce(possible_from <= {_DAY}, true) AND coalesce(possible_until >= {_BEGIN}, true)"
)
_BEGUN: Final = f"coalesce(certain_from <= {_DAY}, false) AND coalesce(certain_until >= {_BEGIN}, true)"

#: What the two clocks make of the tables. What was published, graded, deprecated or contradicted later is not in them.
MACROS: Final = (
    f"""
    CREATE MACRO claims_known(known_at) AS TABLE
    WITH dated AS (
      SELECT * FROM grades WHERE since <= {_KNOWN} AND coalesce(until > {_KNOWN}, true)
    ), published AS (
      SELECT * FROM claims WHERE coalesce(published_earliest <= {_KNOWN}, true)
    ), against AS (
      SELECT pair.claim, list(DISTINCT pair.other ORDER BY pair.other) AS others
      FROM contradictions pair SEMI JOIN published ON published.claim = pair.other
      WHERE pair.other NOT IN (SELECT about FROM dated WHERE deprecated)
        AND pair.claim NOT IN (SELECT about FROM dated WHERE deprecated)
      GROUP BY pair.claim
    )
    SELECT published.* REPLACE (coalesce(against.others, []) AS contradicted_by),
      against.others IS NOT NULL AS contested,
      coalesce(of_source.reliability, 'F') AS reliability, coalesce(own.credibility, '6') AS credibility,
      coalesce(own.rank, 'normal') AS rank, coalesce(own.deprecated, false) AS deprecated
    FROM published
    LEFT JOIN dated own ON own.about = published.claim
    LEFT JOIN dated of_source ON of_source.about = published.source
    LEFT JOIN against ON against.claim = published.claim
    """,  # noqa: S608  # constants of this module
    f"""
    CREATE MACRO claims_at(valid_at, known_at) AS TABLE
    SELECT *,
      CASE WHEN NOT ({_IN_FORCE}) THEN 'not in force'
           WHEN {_BEGUN} AND NOT {_OVERDUE} AND coalesce(published_latest <= {_KNOWN}, false) THEN 'certain'
           ELSE 'possible' END AS standing,
      {_IN_FORCE} AND {_BEGUN} AND {_OVERDUE} AS stale
    FROM claims_known(known_at)
    """,  # noqa: S608
)

_NEXT: Final = (
    "Tables: claims, claims_known(day), claims_at(valid_at, known_at), grades, contradictions, labels. Days are "
    '\'YYYY-MM-DD\'. Columns that are words of SQL are quoted: "group", "from", "to", "at".'
)


class Sandbox:
    """A connection to DuckDB in memory that holds the tables and can do nothing but read them.

    Parameters
    ----------
    tables
        What is asked; they are copied.

    Raises
    ------
    InputError
        If DuckDB or pyarrow is not installed.
    """

    def __init__(self, tables: Tables) -> None:
        types()
        try:
            import duckdb
        except ImportError:
            raise InputError("the table needs pyarrow and DuckDB", hint="pip install 'exitgraph[tables]'") from None
        self._connection = connection = duckdb.connect(":memory:", config=dict(_SETTINGS))
        connection.execute(_SHUT[0])
        for name, table in zip(tables._fields, tables, strict=True):
            connection.register("given", table)
            connection.execute(f'CREATE TABLE "{name}" AS SELECT * FROM given')  # noqa: S608  # our own names
            connection.unregister("given")
        for macro in MACROS:
            connection.execute(macro)
        for setting in _SHUT[1:]:
            connection.execute(setting)

    def run(self, query: str, parameters: Mapping[str, object] | None = None, *, seconds: float = SECONDS) -> pa.Table:
        """Answer one SELECT as an Arrow table.

        Parameters
        ----------
        query
            SQL as DuckDB has it; ``$name`` is a parameter.
        parameters
            Their values.
        seconds
            How long it may take.

        Raises
        ------
        InputError
            If it is no SQL, or names what is not there.
        QueryRefused
            If it would do something else than read the tables.
        TookTooLong, TooMuch
            If it meets a limit.
        """
        import duckdb

        cursor = self._connection.cursor()
        over = threading.Event()

        def stop() -> None:
            over.set()
            cursor.interrupt()

        timer = threading.Timer(seconds, stop)
        timer.daemon = True
        try:
            self._check(cursor, query)
            timer.start()
            cursor.execute("BEGIN TRANSACTION READ ONLY")
            return _taken(cursor.sql(query, params=dict(parameters) if parameters else None))
        except (duckdb.Error, OSError) as error:  # an interrupted stream of batches ends in an OSError
            if over.is_set():
                raise TookTooLong(
                    f"the query was still running after {seconds:g} s", hint="Ask for less, or narrow it with WHERE."
                ) from None
            raise _said(error) from None
        finally:
            timer.cancel()
            cursor.close()

    def _check(self, cursor: duckdb.DuckDBPyConnection, query: str) -> None:
        import duckdb

        found = cursor.extract_statements(query)
        if not found:
            raise InputError("no SQL was given", hint=_NEXT)
        if len(found) != 1:
            what = f"{len(found)} statements; one SELECT is run at a time"
            raise InputError(what, hint="Ask them one after the other.")
        if found[0].type != duckdb.StatementType.SELECT:
            raise QueryRefused("only SELECT may run here", hint=_NEXT)

    def close(self) -> None:
        """Let go of the memory."""
        self._connection.close()


def _taken(found: duckdb.DuckDBPyRelation) -> pa.Table:
    import pyarrow as pa

    # In batches, as they are made: an answer without an end stops at the limit, and not when memory does.
    reader = found.to_arrow_reader(100_000)
    batches, size = [], 0
    for batch in reader:
        size += batch.nbytes
        if size > MOST_BYTES:
            raise TooMuch(f"the answer has more than {MOST_BYTES // 1_000_000} MB", hint="Count, or add LIMIT.")
        batches.append(batch)
    table = pa.Table.from_batches(batches, reader.schema)
    # The same zone by the name that the tables have for it.
    instant = types()["instant"]
    zoned = [
        pa.field(field.name, instant) if pa.types.is_timestamp(field.type) and field.type.tz else field
        for field in table.schema
    ]
    return table.cast(pa.schema(zoned))


def _said(error: duckdb.Error | OSError) -> InputError | TooMuch:
    """Say in one line what DuckDB said in many."""
    import duckdb

    whole = str(error)
    text = re.sub(r"\A[A-Z]\w+(?: \w+)? Error: ", "", whole.partition("\n\nLINE ")[0]).strip()
    text = re.sub(r"!?\s*\n\s*", "; ", text).rstrip("!")
    where = re.search(r"\nLINE (\d+):", whole)
    place = f"line {where[1]} of the SQL" if where else "SQL"
    if isinstance(error, duckdb.OutOfMemoryException):
        return TooMuch("the query needs more memory than it may have", hint="Ask for less, or narrow it with WHERE.")
    if isinstance(error, duckdb.PermissionException):
        return QueryRefused(text, where=place, hint="A query reads the tables, and no file, network or setting.")
    return InputError(text, where=place, hint=_NEXT)


def listed(values: Mapping[str, Any]) -> str:
    """Write conditions as the end of a query: one for each value that is given, by the name of its column."""
    given = [f'"{name}" = ${name}' for name, value in values.items() if value is not None]
    return " AND ".join(given) or "true"
