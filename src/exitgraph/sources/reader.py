"""Open a table: CSV, TSV, XLSX or Parquet, row by row, with the line that each row stands on.

What makes the file as a whole unreadable is an error: no header, a missing or unknown column, text that is not UTF-8.
What is wrong with one row is told with the row, so that the rest is read.
"""

from __future__ import annotations

import csv
import difflib
import hashlib
from typing import TYPE_CHECKING, Any, NamedTuple

from exitgraph.errors import InputError, unreadable
from exitgraph.sources.cells import unguard
from exitgraph.sources.columns import HELP_MARK

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from exitgraph.sources.columns import Column

LONGEST_CELL = 20_000
_DELIMITERS = (",", ";", "\t")


class TableRow(NamedTuple):
    """One row: its line, its cells by column (empty ones left out), and what is wrong with it as a row."""

    line: int
    cells: dict[str, str]
    problem: tuple[str, str] | None = None

    def fingerprint(self) -> bytes:
        """Give a digest of the cells, in any order of the columns, to be kept where the cells would be too many."""
        return hashlib.blake2b(repr(sorted(self.cells.items())).encode(), digest_size=16).digest()


def read_table(path: Path, known: Sequence[Column]) -> Iterator[TableRow]:
    """Read a table.

    Parameters
    ----------
    path
        A ``.csv``, ``.tsv``, ``.xlsx`` or ``.parquet`` file.
    known
        The columns that the format has.

    Raises
    ------
    Unreachable
        If the file cannot be opened.
    InputError
        If it is no table of this format.
    """
    if path.is_dir():
        raise InputError("this is a folder", where=str(path), hint="Name a CSV, TSV, XLSX or Parquet file.")
    if not path.is_file():
        raise InputError("no such file", where=str(path), hint="Name a CSV, TSV, XLSX or Parquet file.")
    kind = path.suffix.lower()
    if kind == ".xlsx":
        yield from _rows(path, known, _xlsx(path))
    elif kind == ".parquet":
        yield from _rows(path, known, _parquet(path))
    else:
        yield from _rows(path, known, _text(path, {column.name for column in known}))


def _rows(path: Path, known: Sequence[Column], lines: Iterator[tuple[int, list[Any]]]) -> Iterator[TableRow]:
    first = next(lines, None)
    if first is None:
        raise InputError("the table is empty", where=str(path), hint="`exitgraph import table --template` prints one.")
    header = [str(cell or "").strip() for cell in first[1]]
    _check_header(path, header, known)
    for line, cells in lines:
        found, problem = {}, None
        if len(cells) > len(header) and any(cells[len(header) :]):
            problem = ("", f"the row has {len(cells)} cells, the header {len(header)}: a separator too many?")
        for name, cell in zip(header, cells, strict=False):
            text, wrong = _cell(cell)
            if wrong and problem is None:
                problem = (name, wrong)
            if text:
                found[name] = text
        if found.get("record_key", "").startswith(HELP_MARK) or (not found and problem is None):
            continue
        yield TableRow(line, found, problem)


def _check_header(path: Path, header: list[str], known: Sequence[Column]) -> None:
    names = {column.name for column in known}
    where = f"{path}:1"
    if not names.intersection(header):
        raise InputError(
            f"no known column in the header (it begins {header[0][:60]!r})",
            where=where,
            hint="Separate cells by comma, semicolon or tab; `exitgraph import table --template` prints the header.",
        )
    for name in header:
        if name and name not in names:
            close = difflib.get_close_matches(name, names, n=1)
            raise InputError(
                f"unknown column {name!r}",
                where=where,
                hint=f"Did you mean {close[0]!r}?" if close else "Roles are declared in graph/ontology.ttl (xg:Role).",
            )
    twice = {name for name in header if name and header.count(name) > 1}
    missing = [column.name for column in known if column.required and column.name not in header]
    if twice or missing:
        what = f"the column {min(twice)!r} stands twice" if twice else f"the column {missing[0]!r} is missing"
        raise InputError(what, where=where, hint="`exitgraph import table --template` prints the header.")


def _cell(cell: Any) -> tuple[str, str]:
    """Give a cell as text, and what is wrong with it."""
    if cell is None:
        return "", ""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell)), ""
    text = (cell.isoformat()[:10] if hasattr(cell, "isoformat") else str(cell)).strip()
    if len(text) > LONGEST_CELL:
        return "", f"the cell has {len(text)} characters; {LONGEST_CELL} are allowed"
    if text.startswith(("=", "@=")):
        return text, f"the cell holds a formula ({text[:40]!r}); write its value, or an apostrophe before a text"
    if "\0" in text:
        return "", "the cell holds a NUL character"
    return unguard(text), ""


def _text(path: Path, names: set[str]) -> Iterator[tuple[int, list[Any]]]:
    # A cell of any length is read, so that its row can be told apart from the next one and be rejected alone.
    csv.field_size_limit(2**31 - 1)
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            head = file.readline()
            delimiter = max(_DELIMITERS, key=lambda char: len(names.intersection(_split(head, char))))
            file.seek(0)
            reader = csv.reader(file, delimiter=delimiter, strict=True)
            before = 0
            for cells in reader:
                yield before + 1, list(cells)
                before = reader.line_num
    except UnicodeDecodeError as error:
        line = _line_of(path, error)
        raise InputError("the table is not UTF-8", where=f"{path}:{line}", hint="Save it as UTF-8.") from None
    except csv.Error as error:
        raise InputError(f"not a readable table: {error}", where=f"{path}:{before + 1}") from None
    except OSError as error:
        raise unreadable("table", error, str(path)) from None


def _split(line: str, delimiter: str) -> list[str]:
    return [cell.strip().strip('"') for cell in line.rstrip("\r\n").split(delimiter)]


def _line_of(path: Path, error: UnicodeDecodeError) -> int:
    # The error counts from the start of a chunk; the file is read again to find the line.
    del error
    for number, line in enumerate(path.read_bytes().split(b"\n"), 1):
        try:
            line.decode("utf-8")
        except UnicodeDecodeError:
            return number
    return 1


def _xlsx(path: Path) -> Iterator[tuple[int, list[Any]]]:
    from zipfile import BadZipFile

    from openpyxl import load_workbook
    from openpyxl.utils.exceptions import InvalidFileException
    from openpyxl.worksheet.formula import ArrayFormula, DataTableFormula

    try:
        book = load_workbook(path, read_only=True, data_only=False)
    except (InvalidFileException, BadZipFile, KeyError, OSError):
        raise InputError("not an XLSX workbook", where=str(path)) from None
    sheet = book.worksheets[0]
    for number, cells in enumerate(sheet.iter_rows(values_only=True), 1):
        # A formula over several cells comes as an object, which as text would hide what it is.
        yield number, ["=" if isinstance(cell, ArrayFormula | DataTableFormula) else cell for cell in cells]
    book.close()


def _parquet(path: Path) -> Iterator[tuple[int, list[Any]]]:
    try:
        import pyarrow as pa
        from pyarrow import parquet
    except ImportError:
        raise InputError("Parquet needs pyarrow", hint="pip install 'exitgraph[tables]'") from None
    try:
        file = parquet.ParquetFile(path)
    except (pa.ArrowInvalid, OSError):
        raise InputError("not a Parquet file", where=str(path)) from None
    names = file.schema_arrow.names
    yield 1, list(names)
    number = 1
    for batch in file.iter_batches(batch_size=10_000):
        for cells in zip(*(column.to_pylist() for column in batch.columns), strict=True):
            number += 1
            yield number, list(cells)
