"""Arrow tables as files: Parquet, Arrow, CSV; to a temporary one, and renamed."""

from __future__ import annotations

import os
from contextlib import suppress
from typing import TYPE_CHECKING, Any, Final

from exitgraph.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    import pyarrow as pa


def parquet(table: pa.Table) -> bytes:
    """Write a table as Parquet; the same table gives the same bytes."""
    import pyarrow as pa
    from pyarrow import parquet as form

    sink = pa.BufferOutputStream()
    form.write_table(table, sink)
    return bytes(sink.getvalue())


def arrow(table: pa.Table) -> bytes:
    """Write a table as an Arrow file."""
    import pyarrow as pa

    sink = pa.BufferOutputStream()
    with pa.ipc.new_file(sink, table.schema) as writer:
        writer.write_table(table)
    return bytes(sink.getvalue())


def csv(table: pa.Table) -> bytes:
    """Write a table as CSV, as the project's other tables are: instants as the graph has them, lists by blanks."""
    import csv as form
    import io

    from exitgraph.columns.projection import written

    out = io.StringIO(newline="")
    writer = form.writer(out, lineterminator="\n")
    writer.writerow(table.column_names)
    columns: list[list[Any]] = [column.to_pylist() for column in table.columns]
    writer.writerows([written(value) for value in row] for row in zip(*columns, strict=True))
    return out.getvalue().encode()


_FORMS: Final[Mapping[str, Callable[[pa.Table], bytes]]] = {".parquet": parquet, ".arrow": arrow, ".csv": csv}


def write_file(table: pa.Table, file: Path) -> None:
    """Write a table to a file, in the form that its name ends in.

    Raises
    ------
    InputError
        If the name ends in something else, or the file cannot be written.
    """
    form = _FORMS.get(file.suffix.lower())
    if form is None:
        raise InputError(
            f"no table is written as {file.suffix or 'a file without ending'}",
            where=str(file),
            hint=f"End it in {', '.join(_FORMS)}.",
        )
    part = file.with_name(f".{file.name}.{os.getpid()}.part")
    try:
        part.write_bytes(form(table))
        part.replace(file)
    except OSError as error:
        raise InputError(
            f"cannot write: {error.strerror}", where=str(file), hint="Name a path that can be written."
        ) from None
    finally:
        with suppress(OSError):
            part.unlink()
