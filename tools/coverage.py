"""Say what became of each row that the graph was made from: the claims and omissions that carry its key.

::

    python tools/coverage.py                       writes docs/coverage.csv
    python tools/coverage.py --check               writes nothing; exits 1 if the file differs
    python tools/coverage.py --facts facts.csv --article article_claims.csv --seed safe_country_lists_seed.csv
                                                   writes nothing; says which rows of these files have neither

A row's id is the record key without the number behind its last full stop: E012.2 belongs to row E012, and I018a is a
row of its own. The list of safe designations has no ids; its rows are SEED01 and so on, in the order of the file.
"""

from __future__ import annotations

import argparse
import csv
import io
import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

import exitgraph
from exitgraph.errors import CheckFailed, ExitgraphError, InputError, Unreachable
from exitgraph.vocabulary import curie

if TYPE_CHECKING:
    from collections.abc import Iterable

    from exitgraph.claims.knowledge import Knowledge

FILE: Final = Path(__file__).resolve().parents[1] / "docs" / "coverage.csv"
COLUMNS: Final = ("row", "claims", "omissions")

_PART: Final = re.compile(r"\.[0-9]+\Z")
_ID: Final = re.compile(r"([A-Z]+)([0-9]+)([a-z]?)\Z")


class Became(NamedTuple):
    """What a row became: the short forms of its claims and of its omissions, each in order."""

    claims: tuple[str, ...]
    omissions: tuple[str, ...]


def row_of(record_key: str) -> str:
    """Give the id of the row that a record key belongs to.

    >>> row_of("E012.2"), row_of("I018a")
    ('E012', 'I018a')
    """
    return _PART.sub("", record_key)


def coverage(knowledge: Knowledge) -> dict[str, Became]:
    """Give for each row what it became, in order of the ids; claims that a corrected one superseded are left out."""
    superseded = {review.about for review in knowledge.reviews.values() if review.superseded_by}
    claims: dict[str, set[str]] = {}
    omissions: dict[str, set[str]] = {}
    for claim in knowledge.claims.values():
        if claim.iri not in superseded:
            for key in claim.record_keys:
                claims.setdefault(row_of(key), set()).add(curie(claim.iri))
    for omission in knowledge.omissions.values():
        for key in omission.record_keys:
            omissions.setdefault(row_of(key), set()).add(curie(omission.iri))
    return {
        row: Became(tuple(sorted(claims.get(row, ()))), tuple(sorted(omissions.get(row, ()))))
        for row in sorted(claims.keys() | omissions.keys(), key=_order)
    }


def _order(row: str) -> tuple[str, int, str]:
    match = _ID.match(row)
    return (match[1], int(match[2]), match[3]) if match else (row, 0, "")


def build(knowledge: Knowledge | None = None) -> str:
    """Make the whole file, of the shipped graph unless another is given: one line a row, LF line ends."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    for row, became in coverage(knowledge or exitgraph.load().knowledge).items():
        writer.writerow((row, " ".join(became.claims), " ".join(became.omissions)))
    return out.getvalue()


def ids_of(file: Path, *, numbered: str = "") -> list[str]:
    """Give the ids of the rows of a table, in order.

    Parameters
    ----------
    file
        A CSV file with a column ``id``.
    numbered
        For a table without ids: what stands before the number of a row, such as SEED.

    Raises
    ------
    Unreachable
        If the file cannot be read.
    InputError
        If it is no such table, or has an id twice.
    """
    try:
        with file.open(encoding="utf-8-sig", newline="") as opened:
            rows = list(csv.DictReader(opened))
    except OSError as error:
        raise Unreachable(f"cannot read the file: {error.strerror}", where=str(file)) from None
    except (UnicodeDecodeError, csv.Error) as error:
        raise InputError(f"no table: {error}", where=str(file), hint="Name a CSV file in UTF-8.") from None
    if not rows:
        raise InputError("the table has no rows", where=str(file), hint="Name another file.")
    if numbered:
        return [f"{numbered}{number:02d}" for number in range(1, len(rows) + 1)]
    ids = [row.get("id") or "" for row in rows]
    if "" in ids:
        raise InputError("a row without an id", where=f"{file}:{ids.index('') + 2}", hint="Add a column id.")
    if twice := sorted({row for row in ids if ids.count(row) > 1}):
        raise InputError(f"the id {twice[0]} stands twice", where=str(file), hint="Give each row its own.")
    return ids


def missing(wanted: Iterable[str], knowledge: Knowledge) -> list[str]:
    """Give the rows that became neither claim nor omission, in their own order."""
    covered = coverage(knowledge)
    return [row for row in wanted if row not in covered]


def _report(options: argparse.Namespace, knowledge: Knowledge) -> None:
    tables = ((options.facts, ""), (options.article, ""), (options.seed, "SEED"))
    lacking = []
    for file, numbered in tables:
        if file is None:
            continue
        ids = ids_of(file, numbered=numbered)
        none = missing(ids, knowledge)
        lacking += none
        print(f"{file.name}: {len(ids)} rows, {len(ids) - len(none)} covered{': not ' if none else ''}{' '.join(none)}")
    if lacking:
        raise CheckFailed(
            f"{len(lacking)} row{'s' * (len(lacking) > 1)} became neither claim nor omission",
            hint="Write them as claims or omissions, or list them with the reason in docs/coverage.md.",
        )


def main(arguments: list[str] | None = None, file: Path = FILE) -> int:
    """Run the tool and give the exit code: 0 done, 1 the file differs or a row is missing, 2 bad input, 3 no file."""
    parser = argparse.ArgumentParser(description="Say what became of each row that the graph was made from.")
    parser.add_argument("--check", action="store_true", help="write nothing; exit 1 if docs/coverage.csv differs")
    parser.add_argument("--facts", type=Path, help="table of rows with an id each")
    parser.add_argument("--article", type=Path, help="table of the article's rows, with an id each")
    parser.add_argument("--seed", type=Path, help="list of safe designations, whose rows are SEED01 and so on")
    parser.add_argument("--graph", type=Path, help="a graph folder; the shipped graph by default")
    options = parser.parse_args(arguments)
    held = any((options.facts, options.article, options.seed))
    try:
        knowledge = exitgraph.load(options.graph).knowledge
        made = build(knowledge).encode()
        if options.check and (not file.is_file() or file.read_bytes() != made):
            raise CheckFailed(
                "it is not what the graph says",
                where=f"docs/{file.name}",
                hint="Run python tools/coverage.py and review the difference.",
            )
        if held:
            _report(options, knowledge)
        elif not options.check:
            file.write_bytes(made)
    except ExitgraphError as error:
        print(error, file=sys.stderr)
        return error.exit_code
    return 0


if __name__ == "__main__":
    sys.exit(main())
