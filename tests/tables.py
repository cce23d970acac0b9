"""Claim tables for the tests: an invented conflict, written as any kind of file, and the command line to import it."""

from __future__ import annotations

import csv
import json
from typing import TYPE_CHECKING, Any

from commands import call

if TYPE_CHECKING:
    from pathlib import Path

TODAY = ("--today", "2026-11-24")

#: All that the invented conflict needs beside its table: three groups, a publisher, an organ.
ENTITIES = """\
@prefix concept: <https://w3id.org/exitgraph/concept/> .
@prefix group: <https://w3id.org/exitgraph/group/> .
@prefix organ: <https://w3id.org/exitgraph/organ/> .
@prefix organisation: <https://w3id.org/exitgraph/organisation/> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix territory: <https://w3id.org/exitgraph/territory/> .
@prefix xg: <https://w3id.org/exitgraph/ontology#> .

group:er-citizen
    a xg:Group ;
    rdfs:label "Eritrean citizens"@en ;
    xg:nationality territory:ER .

group:er-conscript-evader
    a xg:Group ;
    rdfs:label "Eritrean conscript evaders"@en ;
    xg:nationality territory:ER ;
    xg:personalStatus concept:conscript-evader .

group:er-deserter
    a xg:Group ;
    rdfs:label "Eritrean deserters"@en ;
    xg:nationality territory:ER ;
    xg:personalStatus concept:deserter .

organ:et-invented-bureau
    a xg:Organ ;
    rdfs:label "Invented Bureau of Ethiopia"@en ;
    xg:belongsTo territory:ET .

organisation:invented-gazette
    a xg:Organisation ;
    rdfs:label "Invented Gazette"@en .
"""

SOURCE = {
    "source_title": "An invented report",
    "source_publisher": "Invented Gazette",
    "source_type": "ngo-report",
    "source_language": "en",
    "source_published": "2025-03-01",
    "source_address": "https://gazette.example/1",
}

Row = dict[str, str]


def load_table(file: Path, folder: Path, *options: str, code: int = 0) -> dict[str, Any]:
    """Import a table, expect an exit code, and give the counts."""
    ran = call("import", "table", file, "--into", folder, "--format", "json", *TODAY, *options)
    assert ran.code == code, ran
    found: dict[str, Any] = json.loads(ran.out)
    return found


def claim(key: str, **cells: str) -> Row:
    """Give a row: Ethiopia admits Eritrean conscript evaders by land, unless told otherwise."""
    return {
        "record_key": key,
        "subject": "ET",
        "relation": "admits",
        "object": "er-conscript-evader",
        "mode": "land",
        "held": "2025-02",
        "gist": f"An invented claim, row {key}.",
        "source": "invented-2025",
        "speech_act": "Reporting",
        "speaker": "Invented Gazette",
    } | cells


def conflict() -> list[Row]:
    """Give the table of the invented conflict: a way out by land, a paper, asylum, a return, and an omission."""
    return [
        claim("ER1") | SOURCE,
        claim("ER2", relation="grantsProtection", mode="", object="", nationality="Eritrea", status="conscript evader"),
        claim(
            "ER3", subject="SD", relation="returned", object="er-deserter", mode="", to="ER", held="", start="2024-07"
        ),
        claim("ER4", subject="SD", object="Eritrean deserters", document="", held="", start="2023/2024"),
        {"record_key": "ER5", "omitted": "time-of-day", "gist": "When they set out.", "source": "invented-2025"},
    ]


def new_graph(folder: Path) -> Path:
    """Make a graph folder that holds the entities of the invented conflict, and no claim."""
    (folder / "entities").mkdir(parents=True)
    (folder / "entities" / "invented.ttl").write_text(ENTITIES, encoding="utf-8")
    return folder


def header_of(rows: list[Row]) -> list[str]:
    """Give the columns that rows use, in the order of their first use."""
    return list(dict.fromkeys(column for row in rows for column in row))


def write_csv(path: Path, rows: list[Row], *, delimiter: str = ",", bom: bool = False) -> Path:
    """Write rows as delimited text."""
    with path.open("w", encoding="utf-8-sig" if bom else "utf-8", newline="") as file:
        writer = csv.DictWriter(file, header_of(rows), delimiter=delimiter)
        writer.writeheader()
        writer.writerows(rows)
    return path


def write_xlsx(path: Path, rows: list[Row]) -> Path:
    """Write rows as the first sheet of a workbook."""
    from openpyxl import Workbook

    book = Workbook()
    sheet = book.worksheets[0]
    sheet.append(header_of(rows))
    for row in rows:
        sheet.append([row.get(name) or None for name in header_of(rows)])
    book.save(path)
    return path


def write_parquet(path: Path, rows: list[Row]) -> Path:
    """Write rows as Parquet, all columns text."""
    import pyarrow as pa
    from pyarrow import parquet

    names = header_of(rows)
    parquet.write_table(
        pa.table({name: pa.array([row.get(name) for row in rows], pa.string()) for name in names}), path
    )
    return path


def files(folder: Path) -> dict[str, bytes]:
    """Give every file of a folder with its bytes, hidden ones too."""
    found = sorted(path for path in folder.rglob("*") if path.is_file())
    return {str(path.relative_to(folder)): path.read_bytes() for path in found}
