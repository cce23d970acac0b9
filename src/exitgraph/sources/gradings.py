"""Grades and ranks in the claim table: three columns each, which become dated reviews.

A cell without its date, or a grade that the scale does not have, rejects its row; so does a second opinion of the same
day, since nobody could say which of the two counts. The column ``confidence`` is what the researcher's table says, and
grades nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from exitgraph.claims.grades import CREDIBILITY, RANKS, RELIABILITY
from exitgraph.claims.interval import Interval, end_of_day, stamp
from exitgraph.claims.model import Claim, Review
from exitgraph.sources import cells
from exitgraph.sources.cells import text_cells, write_interval
from exitgraph.sources.outcome import DEPRECATED, Grading, Reject, WrongCell
from exitgraph.vocabulary import curie

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from datetime import datetime

    from exitgraph.claims.knowledge import Knowledge
    from exitgraph.claims.values import Iri
    from exitgraph.sources.outcome import Imported, ParsedRow
    from exitgraph.sources.rows import RowReader


class _Kind(NamedTuple):
    """A grade as the table has it: its column, what is graded, the values, and what to write."""

    column: str
    field: str
    values: tuple[str, ...]
    of_source: bool
    what: str
    hint: str


_KINDS: Final = (
    _Kind(
        column="rank",
        field="rank",
        values=("preferred", "normal"),
        of_source=False,
        what="rank",
        hint="Write preferred or normal; deprecated has columns of its own.",
    ),
    _Kind(
        column="credibility",
        field="credibility",
        values=tuple(CREDIBILITY),
        of_source=False,
        what="grade of a claim",
        hint="Write a digit from 1, confirmed by other sources, to 6, cannot be judged.",
    ),
    _Kind(
        column="source_reliability",
        field="reliability",
        values=tuple(RELIABILITY),
        of_source=True,
        what="grade of a source",
        hint="Write a letter from A, completely reliable, to F, cannot be judged.",
    ),
)
COLUMNS: Final = tuple(
    f"{kind.column}{part}" for kind in _KINDS for part in ("", "_since", "_because", "_because_lang")
)


# -- in ---------------------------------------------------------------------------------------------------


def read_gradings(data: Mapping[str, str], reader: RowReader, *, of_claim: bool) -> tuple[Grading, ...]:
    """Read the grades in the cells of a row.

    Raises
    ------
    WrongCell
        If a grade is none, has no date or no day that it begins on, or stands where there is no claim.
    """
    found = []
    for kind in _KINDS:
        since, because = f"{kind.column}_since", f"{kind.column}_because"
        if kind.column not in data:
            for column in (since, because, f"{because}_lang"):
                if column in data:
                    raise WrongCell(column, f"the cell stands without a {kind.what}", kind.hint)
            continue
        value = data[kind.column]
        if not of_claim and not kind.of_source:
            raise WrongCell(kind.column, "the row has no claim to grade", "Write it in a row of the claim.")
        if value not in kind.values:
            raise WrongCell(kind.column, f"{value[:40]!r} is no {kind.what}", kind.hint)
        if since not in data:
            raise WrongCell(since, f"the {kind.what} has no date", "Say since when it counts, such as 2026-11-23.")
        when = reader.read(since, data[since], cells.interval)
        if not isinstance(when, Interval) or when.earliest is None:
            raise WrongCell(since, "the date has no first day", "Say since when it counts, such as 2026-11-23.")
        found.append(Grading(kind.column, value, when.earliest, reader.text(data, because)))
    return tuple(found)


def refuse_second_opinions(parsed: list[ParsedRow], knowledge: Knowledge, result: Imported) -> None:
    """Reject the rows whose grade differs from another one of the same day, in the table or in the graph."""
    held: dict[tuple[Iri, str, datetime], Review] = {}
    for review in knowledge.reviews.values():
        held |= {(review.about, kind.column, review.since): review for kind in _KINDS if getattr(review, kind.field)}
    bad = set()
    for row in parsed:
        given = list(_reviews(row))
        for grading, review in given:
            other = held.get((review.about, grading.column, review.since), review)
            late = grading.column == "rank" and row.superseded is not None and _not_before(review, row.superseded[0])
            if other != review or late:
                said = "it was deprecated by then" if late else f"another review of {stamp(review.since)[:10]} says"
                told = said if late else f"{said} {_told(other, grading.column)}"
                hint = "A deprecated claim stays so." if late else "Give a new grade a date of its own."
                result.rejects.append(Reject(row.line, " ".join(row.keys), grading.column, told, hint))
                bad.add(row.line)
                break
        else:
            held |= {(review.about, grading.column, review.since): review for grading, review in given}
    parsed[:] = [row for row in parsed if row.line not in bad]


def _not_before(review: Review, deprecated: Interval) -> bool:
    return deprecated.earliest is not None and review.since >= deprecated.earliest


def _told(review: Review, column: str) -> str:
    kind = next(kind for kind in _KINDS if kind.column == column)
    because = f": {review.reason.value[:60]}" if review.reason else ""
    return f"{_written(review, kind)!r} of {curie(review.about)}{because}"


def _written(review: Review, kind: _Kind) -> str:
    """Give what the table writes for a grade or rank."""
    value = str(getattr(review, kind.field))
    return next((name for name, rank in RANKS.items() if rank == value), value)


def gradings_of(row: ParsedRow) -> list[Review]:
    """Give the reviews that the grades of a row are."""
    return [review for _, review in _reviews(row)]


def _reviews(row: ParsedRow) -> Iterator[tuple[Grading, Review]]:
    for grading in row.gradings:
        if grading.column == "source_reliability":
            yield grading, Review(row.source, grading.since, reason=grading.because, reliability=grading.value)
        elif isinstance(row.item, Claim):
            rank = RANKS[grading.value] if grading.column == "rank" else None
            credibility = grading.value if grading.column == "credibility" else None
            yield grading, Review(row.item.iri, grading.since, rank, reason=grading.because, credibility=credibility)


# -- out --------------------------------------------------------------------------------------------------


def cells_of(reviews: Iterable[Review]) -> list[dict[str, str]]:
    """Write the grades and ranks about one thing as the cells of as few rows as hold them, the oldest first.

    A deprecation has columns of its own and is left out.
    """
    rows: list[dict[str, str]] = []
    for kind in _KINDS:
        told = [review for review in reviews if getattr(review, kind.field) and review.rank != DEPRECATED]
        for number, review in enumerate(told):
            if number == len(rows):
                rows.append({})
            value = getattr(review, kind.field)
            rows[number] |= {
                kind.column: next(name for name, rank in RANKS.items() if rank == value)
                if kind.field == "rank"
                else value,
                f"{kind.column}_since": write_interval(Interval(review.since, end_of_day(review.since))),
            } | text_cells(f"{kind.column}_because", review.reason)
    return rows
