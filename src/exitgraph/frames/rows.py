"""Rows of plain values: what a query and a table of claims answer with."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final, overload

from exitgraph.errors import InputError
from exitgraph.frames.thing import Thing

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

    from exitgraph.displays import Cell
    from exitgraph.query import Result

#: Rows and characters of a cell that are printed.
_SHOWN: Final = 10
_WIDE: Final = 32
#: Rows of a table in a notebook, and characters of a text there; the length of a territory's code; a year has no comma.
_SHOWN_HTML: Final = 50
_LONG: Final = 240
_CODE: Final = 3
_YEARS: Final = 9999


class Row(tuple[Any, ...]):  # noqa: SLOT001  # a tuple takes none that hold anything
    """One row: a tuple whose values are found by the name of their column too, ``row.state`` or ``row["state"]``.

    The latter finds every column; the former none whose name a tuple has for itself (``count``, ``index``) or Python.

    >>> import exitgraph as xg
    >>> xg.load().query("SELECT ?safe { territory:GB xg:deemsSafe ?safe FILTER(?safe = territory:AM) }")[0]
    Row(safe='AM')
    """

    columns: tuple[str, ...]

    @classmethod
    def of(cls, columns: tuple[str, ...], values: Sequence[Any]) -> Row:
        """Make a row of the names of the columns and as many values."""
        made = cls(values)
        made.columns = columns
        return made

    def __getattr__(self, name: str) -> Any:
        if name == "columns" or name not in self.columns:
            raise AttributeError(
                f"this row has no column {name!r}; it has {', '.join(self.__dict__.get('columns', ()))}"
            )
        return self[self.columns.index(name)]

    def __getitem__(self, key: Any) -> Any:
        if not isinstance(key, str):
            return super().__getitem__(key)
        if key not in self.columns:
            raise KeyError(key)
        return super().__getitem__(self.columns.index(key))

    def __repr__(self) -> str:
        # Of a row with many columns, what it has.
        few = len(self.columns) <= _SHOWN
        told = [(name, value) for name, value in self.as_dict().items() if few or value not in (None, [])]
        return f"Row({', '.join(f'{name}={value!r}' for name, value in told)})"

    def _repr_html_(self) -> str:
        from exitgraph.displays import Cell, table

        labels = {f"{name}_label" for name, value in self.as_dict().items() if isinstance(value, Thing)}
        shown = [
            (name, value) for name, value in self.as_dict().items() if value not in (None, []) and name not in labels
        ]
        return table(["", ""], [(Cell(name), cell(value)) for name, value in shown], caption="One row")

    def as_dict(self) -> dict[str, Any]:
        """Give the row as a dictionary, in the order of the columns."""
        return dict(zip(self.columns, self, strict=True))


class Rows(Sequence[Row]):
    """An answer: a sequence of `Row`, and the same as columns; `df` gives a pandas ``DataFrame``.

    Values are `Thing` (a code that knows its label), ``datetime`` and ``date``, ``int``, ``Decimal``, ``bool``, lists
    of texts, and ``str``; what is absent is ``None``.

    >>> import exitgraph as xg
    >>> found = xg.load().query("SELECT ?state { ?state xg:deemsSafe territory:AM } ORDER BY ?state LIMIT 1")
    >>> found.columns
    ('state',)
    >>> [row.state.label for row in found] == [state.label for state in found["state"]]
    True

    Parameters
    ----------
    data
        The values of each column, all of one length, in order.
    title
        What the answer is of, as one line.
    empty
        What it means that there are no rows.
    result
        The answer in terms of RDF, if it was one.
    first
        Columns that are printed before the others.
    """

    def __init__(
        self,
        data: Mapping[str, Sequence[Any]],
        *,
        title: str = "",
        empty: str = "",
        result: Result | None = None,
        first: Sequence[str] = (),
    ) -> None:
        self._data, self._first = dict(data), tuple(first)
        self.columns: tuple[str, ...] = tuple(self._data)
        self.title, self.empty = title, empty
        self._result = result
        self._length = len(next(iter(self._data.values()), ()))

    @property
    def result(self) -> Result:
        """The answer in terms of RDF, with ``as_json``, ``as_csv``, ``as_xml`` and ``as_turtle``.

        Raises
        ------
        InputError
            If these rows are no answer of a query.
        """
        if self._result is None:
            raise InputError("these rows are not the answer of a query", hint="Take .df or the rows themselves.")
        return self._result

    def __len__(self) -> int:
        return self._length

    def __bool__(self) -> bool:
        # What ASK answers is one row, and means what it says.
        truth = self._result.truth if self._result else None
        return self._length > 0 if truth is None else truth

    @overload
    def __getitem__(self, key: int) -> Row: ...
    @overload
    def __getitem__(self, key: slice) -> Rows: ...
    @overload
    def __getitem__(self, key: str) -> list[Any]: ...
    def __getitem__(self, key: int | slice | str) -> Row | Rows | list[Any]:
        """Give a row by its number, some rows by a slice, or the values of a column by its name."""
        if isinstance(key, str):
            if key not in self._data:
                raise InputError(f"there is no column {key!r}", hint=f"The columns are {', '.join(self.columns)}.")
            return list(self._data[key])
        if isinstance(key, slice):
            part = {name: values[key] for name, values in self._data.items()}
            return Rows(part, title=self.title, empty=self.empty, first=self._first)
        if not -self._length <= key < self._length:
            raise IndexError("no such row")
        return Row.of(self.columns, [values[key] for values in self._data.values()])

    def select(self, *columns: str) -> Rows:
        """Give the rows with these columns alone, in this order."""
        return Rows({name: self[name] for name in columns}, title=self.title, empty=self.empty)

    @property
    def df(self) -> pd.DataFrame:
        """The rows as a pandas ``DataFrame``; instants are ``datetime64[us, UTC]``.

        Beside a column of things whose label is not a column already stands one with their labels, ``<name>_label``.

        Raises
        ------
        InputError
            If pandas is not installed.
        """
        try:
            import pandas as pd
        except ImportError:
            raise InputError("a data frame needs pandas", hint="pip install 'exitgraph[notebook]'") from None
        made: dict[str, Any] = {}
        for name, values in self._data.items():
            made[name] = pd.Series([_plain(value) for value in values], dtype=_dtype(values))
            label = f"{name}_label"
            if label not in self._data and any(isinstance(value, Thing) and value.label != value for value in values):
                labels = [value.label if isinstance(value, Thing) else None for value in values]
                made[label] = pd.Series(labels, dtype="object")
        return pd.DataFrame(made)

    def __repr__(self) -> str:
        return self._table(_SHOWN)

    def _repr_html_(self) -> str:
        from exitgraph.displays import problem, table

        if not self:
            return problem(self.empty or "No rows.", self.title, "")
        most = min(len(self), _SHOWN_HTML)
        used = self._used(most)
        cells = [[cell(self._data[name][place]) for name in used] for place in range(most)]
        below = _counted(len(self)) + (f", the first {most} shown" if most < len(self) else "")
        return table(used, cells, caption=self.title or "Rows", below=f"{below}.")

    def _used(self, most: int) -> list[str]:
        """Name the columns that are worth printing: neither empty in the first rows, nor labels that things have."""
        told = [name for name in self.columns if any(value not in (None, []) for value in self._data[name][:most])]
        labels = {
            f"{name}_label" for name in told if any(isinstance(value, Thing) for value in self._data[name][:most])
        }
        ahead = [name for name in self._first if name in told]
        return [*ahead, *(name for name in told if name not in ahead and name not in labels)]

    def _table(self, most: int) -> str:
        """Write the first rows as text, without the columns that are empty in all of them."""
        head = [self.title] if self.title else []
        if not self:
            return "\n".join([*head, self.empty or "No rows."])
        used = self._used(most)
        lines = [
            used,
            *([brief(value) for value in (self._data[name][n] for name in used)] for n in range(min(most, len(self)))),
        ]
        widths = [max(len(line[n]) for line in lines) for n in range(len(used))]
        fitting = 1
        while fitting < len(used) and sum(widths[: fitting + 1]) + 2 * fitting <= 118:  # noqa: PLR2004  # a line
            fitting += 1
        head += [
            "  ".join(cell.ljust(width) for cell, width in zip(line, widths[:fitting], strict=False)).rstrip()
            for line in lines
        ]
        more = f", {len(used) - fitting} more columns: {', '.join(used[fitting:])}" if fitting < len(used) else ""
        return "\n".join([*head, f"{_counted(len(self))}{more}"])


def _counted(number: int) -> str:
    return f"{number:,} {'row' if number == 1 else 'rows'}"


def cell(value: Any) -> Cell:
    """Give a value as a table shows it: a thing by its label, with the code of a territory beside it."""
    from exitgraph.displays import Cell

    if isinstance(value, Thing):
        named = value.label != value
        return Cell(value.label, value if named and len(value) <= _CODE else "", value.iri)
    if isinstance(value, bool):
        return Cell("yes" if value else "no")
    if isinstance(value, int | float | Decimal):
        return Cell(f"{value:,}" if isinstance(value, int) and abs(value) > _YEARS else str(value), number=True)
    if value is None:
        return Cell("")
    if isinstance(value, datetime):
        return Cell(value.strftime("%Y-%m-%d"), whole=value.isoformat())
    text = ", ".join(map(str, value)) if isinstance(value, list) else str(value)
    return Cell(text if len(text) <= _LONG else f"{text[: _LONG - 1]}\u2026", whole="" if len(text) <= _LONG else text)


def brief(value: Any) -> str:
    """Write a value on one line, cut where it is long; a day without its time, a thing by its label."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%d")
    if isinstance(value, list):
        value = ", ".join(map(str, value))
    text = " ".join(str(value.label if isinstance(value, Thing) else value).split())
    return text if len(text) <= _WIDE else f"{text[: _WIDE - 1]}\u2026"


def _plain(value: Any) -> Any:
    return str(value) if isinstance(value, Thing) else value


def _dtype(values: Sequence[Any]) -> str | None:
    kinds = {type(value) for value in values if value is not None}
    if kinds == {datetime}:
        return "datetime64[us, UTC]"
    # Nullable types: an absent number must not turn the others into floating point.
    return {frozenset({int}): "Int64", frozenset({bool}): "boolean"}.get(frozenset(kinds), "object")
