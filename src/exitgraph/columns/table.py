"""The claims of a graph as a table: the questions of an analyst by name, and SQL for the rest."""

from __future__ import annotations

import hashlib
import threading
from contextlib import suppress
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Final

from exitgraph.claims.inforce import Snapshot
from exitgraph.columns.arrow import Tables, read, tables_of, types, write
from exitgraph.columns.clocks import JUDGED, known, quoted, standing
from exitgraph.columns.projection import columns_of
from exitgraph.columns.sandbox import SECONDS, Sandbox
from exitgraph.errors import InputError
from exitgraph.vocabulary import curie, xg

if TYPE_CHECKING:
    import pyarrow as pa

    from exitgraph.claims.knowledge import Knowledge

#: What claims can be counted by: the columns that hold one of a few values, and how claims are judged.
_COUNTED: Final = ("name", "year", "truth")
_ENDS: Final = ("claim", "subject", "subject_label", "object", "object_label", "polarity")
_AFTER: Final = ("contested", "reliability", "credibility", "source", "publisher", "published_latest")
_KNOWN, _VALID = "$known_at", "$valid_at"


class Table:
    """The claims of one graph as columns, made when they are first asked for.

    Each answer is a ``pyarrow.Table``: ``.to_pandas()``, ``.to_pylist()``, ``polars.from_arrow`` and others take it.
    Days are ``YYYY``, ``YYYY-MM`` or ``YYYY-MM-DD``; one that is left out is today, in UTC. An answer as known by a day
    holds nothing that was published, graded, deprecated or contradicted later.

    Parameters
    ----------
    knowledge
        The graph, with its digest.
    folder
        Where the tables may be kept between runs, if anywhere. What is there is used only if it was made of the same
        data by the same code; a folder that cannot be written is no error.
    """

    def __init__(self, knowledge: Knowledge, folder: Path | None = None) -> None:
        self._knowledge = knowledge
        self._folder = folder
        self._lock = threading.Lock()

    def __repr__(self) -> str:
        return (
            f"<{len(self._knowledge.claims):,} claims as columns; .arrow(), .sql(query), .counts(column, ...) ask them>"
        )

    @property
    def digest(self) -> str:
        """The digest of the data that the table was made of."""
        return self._knowledge.digest

    @cached_property
    def key(self) -> str:
        """What tables that are kept are known by: the digest of the data, and of the code that made them."""
        return f"{self.digest} {_code()}"

    @cached_property
    def _tables(self) -> Tables:
        types()
        kept = read(self._folder, self.key) if self._folder else None
        if kept is not None:
            return kept
        tables = tables_of(self._knowledge)
        if self._folder:
            with suppress(OSError):
                write(tables, self._folder, self.key)
        return tables

    @cached_property
    def _engine(self) -> Sandbox:
        return Sandbox(self._tables)

    def _ready(self) -> Sandbox:
        with self._lock:  # two threads that ask at once build one
            return self._engine

    def arrow(self, *, valid_at: str | None = None, known_at: str | None = None) -> pa.Table:
        """Give all claims, one a row, in order of their names.

        Without a day the columns that `columns_of` names; with one those of ``claims_at``: the claims published by
        then, with their standing, grades and what contradicts them.
        """
        if valid_at is None and known_at is None:
            with self._lock:
                return self._tables.claims
        return self._at("SELECT * FROM claims_at($valid_at, $known_at) ORDER BY claim", valid_at, known_at)

    def sql(self, query: str, /, *, seconds: float = SECONDS, **parameters: object) -> pa.Table:
        """Answer one SELECT of DuckDB's SQL; it can read the tables and do nothing else.

        Parameters
        ----------
        query
            Reads ``claims`` (undated), ``claims_known(day)``, ``claims_at(valid_at, known_at)``, ``grades``,
            ``contradictions`` and ``labels``; ``$name`` is a parameter.
        seconds
            How long it may take.
        **parameters
            The values of the parameters.

        Raises
        ------
        InputError
            If it is no SQL, or names what is not there.
        QueryRefused
            If it would do something else than read the tables.
        TookTooLong, TooMuch
            If it meets a limit.
        """
        return self._ready().run(query, parameters, seconds=seconds)

    def counts(self, *by: str, valid_at: str | None = None, known_at: str | None = None) -> pa.Table:
        """Count claims, the propositions that they make and the sources that state them.

        Parameters
        ----------
        *by
            Columns: ``relation``, ``source``, ``publisher``, ``published_year``, ``year``, a role...; none counts all.
        valid_at
            Count only what is in force on this day, certain or possible; left out, all that is known.
        known_at
            Count what was published, and not deprecated, by this day.

        Raises
        ------
        InputError
            If a column cannot be counted by.
        """
        may = [*(column.name for column in columns_of(self._knowledge) if column.kind in _COUNTED), *JUDGED]
        for name in by:
            if name not in may:
                raise InputError(f"claims cannot be counted by {name!r}", hint=f"By: {', '.join(may)}.")
        names = "".join(f"{quoted(name)}, " for name in by)
        wanted = dict.fromkeys([*by, "proposition", "source", "deprecated"])
        origin = f"({known(wanted, _KNOWN)}) WHERE NOT deprecated"
        if valid_at is not None:
            origin = f"({standing(wanted, _VALID, _KNOWN)}) WHERE standing <> 'not in force'"
        return self._at(
            f"SELECT {names}count(*) AS claims, count(DISTINCT proposition) AS propositions, "  # noqa: S608
            f"count(DISTINCT source) AS sources FROM {origin} {'GROUP BY ALL' if by else ''} ORDER BY {names}claims",
            valid_at,
            known_at,
        )

    def known(self, known_at: str | None = None) -> pa.Table:
        """Give the claims that had been published, and not deprecated, by a day."""
        return self._at("SELECT * FROM claims_known($known_at) WHERE NOT deprecated ORDER BY claim", None, known_at)

    def in_force(
        self,
        valid_at: str | None = None,
        known_at: str | None = None,
        *,
        relation: str | None = None,
        certain: bool = False,
    ) -> pa.Table:
        """Give the claims in force on a day, as published by a day; ``certain`` leaves the possible ones out."""
        return self._claims(None, valid_at, known_at, certain=certain, relation=self._named(relation, "Relation"))

    def who_admits(
        self,
        document: str | None = None,
        group: str | None = None,
        *,
        valid_at: str | None = None,
        known_at: str | None = None,
        certain: bool = False,
    ) -> pa.Table:
        """Say which territories admit whom on which document; a denial is a row too, see ``polarity``.

        The group is the very one that a claim names: wider and narrower ones are for `Graph.routes`.
        """
        return self._claims(
            (*_ENDS, "document", "mode", "from", "purpose", "condition", "stayMaxDays", *_AFTER),
            valid_at,
            known_at,
            certain=certain,
            relation="xg:admits",
            document=self._named(document, "TravelDocument"),
            object=self._named(group, "Group"),
        )

    def who_deems_safe(
        self,
        territory: str | None = None,
        *,
        by: str | None = None,
        valid_at: str | None = None,
        known_at: str | None = None,
        certain: bool = False,
    ) -> pa.Table:
        """Say who deems which territory safe, by which concept and for whom; a denial is a row too."""
        return self._claims(
            (*_ENDS, "safeConcept", "list", "scope", "group", "speaker", *_AFTER),
            valid_at,
            known_at,
            certain=certain,
            relation="xg:deemsSafe",
            object=self._named(territory, "Territory"),
            subject=self._named(by, None),
        )

    def returns(self, *, known_at: str | None = None) -> pa.Table:
        """Count the returns and abductions that came about, by relation, mode, actor and year.

        Claims are counted, not persons; several claims may tell of one event.
        """
        by = ("relation", "returnMode", "returnActor", "year")
        wanted = known((*by, "proposition", "source", "deprecated", "in_effect", "polarity"), _KNOWN)
        return self._at(
            f"SELECT {', '.join(by)}, count(*) AS claims, count(DISTINCT proposition) AS propositions, "  # noqa: S608
            f"count(DISTINCT source) AS sources FROM ({wanted}) WHERE NOT deprecated AND in_effect AND "
            "polarity = 'positive' AND relation IN ('xg:returned', 'xg:abducted') GROUP BY ALL ORDER BY ALL",
            None,
            known_at,
        )

    def write(self, file: str | Path, *, valid_at: str | None = None, known_at: str | None = None) -> None:
        """Write what `arrow` gives to a file ``.parquet``, ``.arrow`` or ``.csv``; lists in CSV are parted by blanks.

        Raises
        ------
        InputError
            If the name ends in something else, or the file cannot be written.
        """
        from exitgraph.columns.files import write_file

        write_file(self.arrow(valid_at=valid_at, known_at=known_at), Path(file))

    def _claims(
        self,
        columns: tuple[str, ...] | None,
        valid_at: str | None,
        known_at: str | None,
        *,
        certain: bool,
        **equal: str | None,
    ) -> pa.Table:
        """Give columns of the claims in force that have these values, in order of their names."""
        needed = None if columns is None else dict.fromkeys([*columns, *equal])
        shown = "*" if columns is None else ", ".join(map(quoted, (*columns, "standing", "stale")))
        alike = "".join(f" AND {quoted(name)} = ${name}" for name, value in equal.items() if value is not None)
        how = "= 'certain'" if certain else "<> 'not in force'"
        return self._at(
            f"SELECT {shown} FROM ({standing(needed, _VALID, _KNOWN)}) WHERE standing {how}{alike} ORDER BY claim",  # noqa: S608
            valid_at,
            known_at,
            **equal,
        )

    def _at(self, query: str, valid_at: str | None, known_at: str | None, **parameters: str | None) -> pa.Table:
        now = datetime.now(UTC).strftime("%Y-%m-%d")
        clocks = Snapshot.at(valid_at or now, known_at or now)
        days = {"valid_at": clocks.day.date(), "known_at": clocks.published_by.date()}
        given = {
            name: value for name, value in (days | parameters).items() if value is not None and f"${name}" in query
        }
        return self._ready().run(query, given)

    def _named(self, name: str | None, kind: str | None) -> str | None:
        return None if name is None else curie(self._knowledge.resolve(name, xg(kind) if kind else None))


def _code() -> str:
    """Give the SHA-256 of the modules that tables are made by: other code may make others of the same data."""
    package = Path(__file__).resolve().parents[1]
    files = [*sorted((package / "claims").glob("*.py")), *sorted((package / "columns").glob("*.py"))]
    found = hashlib.sha256()
    for file in [*files, package / "vocabulary.py", package / "__init__.py"]:
        found.update(file.name.encode() + b"\0" + file.read_bytes() + b"\0")
    return found.hexdigest()
