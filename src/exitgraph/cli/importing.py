"""``exitgraph import``: claims from a table."""

from __future__ import annotations

import csv
import io
import sys
from contextlib import nullcontext
from dataclasses import replace
from typing import TYPE_CHECKING

import click

from exitgraph.cli.common import GivenPath, emit_json, emit_table, format_option, note, say, today_option, write_file
from exitgraph.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from exitgraph.claims.knowledge import Knowledge
    from exitgraph.rdf.turtle import Document
    from exitgraph.sources import Imported, Reject, TableRow
    from exitgraph.sources.merge import Merged

_HEADER = ("line", "record_key", "column", "reason", "what to do")


@click.group("import")
def command() -> None:
    """Import claims into a graph folder."""


@command.command("table")
@click.argument("file", type=GivenPath(), required=False)
@click.option("--into", type=GivenPath(), metavar="DIR", help="Graph folder (default: the shipped graph).")
@click.option("--rejects", type=GivenPath(), metavar="FILE", help="Where rejected rows go, as CSV.")
@click.option("--template", "wants_template", is_flag=True, help="Print an empty table with a line of help per column.")
@click.option("--check", "only_check", is_flag=True, help="Read and report; write nothing.")
@today_option
@format_option("json")
def table(
    file: Path | None,
    into: Path | None,
    rejects: Path | None,
    today: str | None,
    form: str,
    *,
    wants_template: bool,
    only_check: bool,
) -> None:
    """Import claims from a CSV, TSV, XLSX or Parquet table, one row a claim.

    The same file twice changes nothing; a corrected row (same record_key) supersedes its old claim. Exit code 1 if rows
    were rejected; the others are imported.
    """
    from exitgraph.rdf.folder import shipped_graph
    from exitgraph.sources import template
    from exitgraph.sources.journal import alone, commit, pending, recover

    folder = into or shipped_graph()
    if wants_template:
        click.echo(template(_read(folder)[0]), nl=False)
        return
    if file is None:
        raise click.UsageError("name a table; --template prints an empty one")
    with nullcontext() if only_check else alone(folder):
        if not only_check:
            recover(folder)
        elif pending(folder):
            what, hint = "an import was cut off and is not finished", "The next import without --check finishes it."
            raise InputError(what, where=str(folder), hint=hint)
        imported, merged = _merged(file, folder, today)
        bad = sorted([*imported.rejects, *merged.rejects])
        if not only_check:
            # The rejects first: when they cannot be written, nothing has happened yet and nothing is lost.
            if bad or rejects:
                write_file(rejects or file.with_name(f"{file.stem}.rejects.csv"), _csv(bad))
            commit(folder, merged.files)
    counts = {
        "rows": imported.rows,
        "added": merged.added,
        "extended": merged.extended,
        "unchanged": merged.unchanged,
        "superseded": merged.superseded,
        "restored": merged.restored,
        "graded": merged.graded,
        "omitted": len(imported.omissions),
        "rejected": len(bad),
    }
    if form == "json":
        emit_json({**counts, "files": sorted(merged.files), "rejects": [reject._asdict() for reject in bad]})
    else:
        if bad:
            emit_table(_HEADER, [(str(r.line or ""), r.key, r.column, r.reason, r.hint) for r in bad])
        say(", ".join(f"{count} {name}" for name, count in counts.items()))
        note(_done(folder, imported, merged, bad, only_check=only_check))
    if bad:
        raise click.exceptions.Exit(1)


def _done(folder: Path, imported: Imported, merged: Merged, bad: list[Reject], *, only_check: bool) -> str:
    """Say what was written, or why nothing was."""
    if merged.files:
        number = len(merged.files)
        return f"{'would write' if only_check else 'wrote'} {number} file{'' if number == 1 else 's'} in {folder}"
    said = "would write nothing" if only_check else "wrote nothing"
    if not imported.rows:
        why = "the table has no rows"
    elif not (imported.claims or imported.omissions or imported.sources) or not folder.is_dir():
        why = "every row was rejected"
    else:
        why = f"{'what is not rejected' if bad else 'all of it'} is in {folder} already"
    return f"{said}: {why}" + ("" if folder.is_dir() else f"; there is no folder {folder}")


def _read(folder: Path) -> tuple[Knowledge, list[Document]]:
    """Read what names may mean: the folder, with the shipped vocabularies beside it where it has none of its own."""
    from exitgraph.rdf.decode import decode
    from exitgraph.rdf.folder import STORE_MARK, read_graph, read_reference, shipped_graph

    # A store has no Turtle files; reading it as if it had says what is wrong.
    full = folder.is_dir() and (any(folder.rglob("*.ttl")) or (folder / STORE_MARK).is_file())
    own = read_graph(folder) if full else []
    whole = (folder / "ontology.ttl").is_file()
    return decode(own if whole else [*read_reference(shipped_graph()), *own]), own


def _merged(file: Path, folder: Path, today: str | None) -> tuple[Imported, Merged]:
    from exitgraph.api import today as clock
    from exitgraph.sources import columns, import_rows, read_table
    from exitgraph.sources.merge import file_of, merge

    knowledge, own = _read(folder)
    imported = import_rows(_progress(read_table(file, columns(knowledge))), knowledge)
    # Names may mean what the shipped graph holds; what is written is compared with the folder's own files.
    files = file_of(own)
    subjects = {triple.subject for document in own for triple in document.triples}
    held = replace(
        knowledge,
        sources={name: item for name, item in knowledge.sources.items() if name in files},
        omissions={name: item for name, item in knowledge.omissions.items() if name in files},
        reviews={name: item for name, item in knowledge.reviews.items() if name in subjects},
    )
    return imported, merge(imported, held, files, today=today or clock())


def _csv(rejects: list[Reject]) -> bytes:
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(_HEADER)
    writer.writerows(rejects)
    return out.getvalue().encode()


def _progress(rows: Iterator[TableRow]) -> Iterator[TableRow]:
    """Show how many rows were read, at a terminal."""
    if not sys.stderr.isatty():
        yield from rows
        return
    from rich.console import Console
    from rich.progress import Progress, TextColumn, TimeElapsedColumn

    shown = Progress(TextColumn("{task.completed} rows read"), TimeElapsedColumn(), console=Console(stderr=True))
    with shown as progress:
        task = progress.add_task("rows")
        for row in rows:
            progress.advance(task)
            yield row
