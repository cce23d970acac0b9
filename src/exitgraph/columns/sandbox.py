"""DuckDB over the tables, read-only: a query can read them, and neither write, open a file, nor reach a network.

What is shut, each by itself enough for what it is for: external access and extensions are off and the configuration is
locked, so no query turns them on again; names of Python variables mean nothing; only one SELECT is run, in a
transaction that is read-only; nothing is spilled to a disk; time and the size of an answer are limited.
"""

from __future__ import annotations

import re
import threading
from typing import TYPE_CHECKING, Final

from exitgraph.columns.arrow import types
from exitgraph.columns.clocks import MACROS
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
