"""The claim table: what goes in comes out to the byte, every kind of file, and what becomes of a bad row."""

import csv
import json
import random
import shutil
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

import exitgraph
from commands import call
from exitgraph.claims.grades import Grades
from exitgraph.claims.inforce import Snapshot, Standing, in_force
from exitgraph.claims.model import Review
from exitgraph.rdf.decode import decode
from exitgraph.rdf.direct import direct_triples
from exitgraph.rdf.folder import read_reference, shipped_graph
from exitgraph.rdf.turtle import Document, read_text
from exitgraph.sources import columns, import_rows, read_table, table_of
from exitgraph.sources.merge import file_of, merge
from exitgraph.vocabulary import iri, local_name, xg
from tables import (
    ENTITIES,
    SOURCE,
    TODAY,
    Row,
    claim,
    conflict,
    files,
    header_of,
    load_table,
    new_graph,
    write_csv,
    write_parquet,
    write_xlsx,
)

CHANGING = ("claims", "sources", "bookkeeping")


def knowledge_files(folder: Path) -> dict[str, bytes]:
    """Give the files that an import writes."""
    return {name: data for name, data in files(folder).items() if name.split("/")[0] in CHANGING}


def graph_of(tmp_path: Path, rows: list[Row], name: str = "graph") -> Path:
    """Import rows into a new graph folder."""
    folder = new_graph(tmp_path / name)
    load_table(write_csv(tmp_path / f"{name}.csv", rows), folder)
    return folder


def whole_graph(folder: Path) -> Path:
    """Copy the shipped graph without its claims and sources: a graph of its own that is empty."""
    shutil.copytree(shipped_graph(), folder, ignore=shutil.ignore_patterns(*CHANGING))
    return folder


def own_reviews(folder: Path) -> list[Review]:
    """Give the reviews of a graph folder itself; those of the shipped sources are beside them in what is loaded."""
    knowledge = exitgraph.load(folder).knowledge
    own = {claim.source for claim in knowledge.claims.values()} | knowledge.claims.keys()
    return [review for review in knowledge.reviews.values() if review.about in own]


def exported(folder: Path, file: Path) -> Path:
    """Export the claim table of a graph."""
    assert call("export", "--format", file.suffix[1:], "-o", file, "--graph", folder).code == 0
    return file


# --- in and out ---


@pytest.mark.parametrize("kind", ["csv", "parquet"])
def test_the_exported_shipped_graph_is_imported_to_the_same_bytes(tmp_path: Path, kind: str) -> None:
    """Claims, sources, omissions and reviews of the shipped graph come back file by file, byte by byte."""
    table = exported(shipped_graph(), tmp_path / f"all.{kind}")
    empty = whole_graph(tmp_path / "graph")
    counts = load_table(table, empty)
    assert counts["rejected"] == 0
    assert counts["omitted"] > 0
    assert knowledge_files(empty) == knowledge_files(shipped_graph())
    assert exported(empty, tmp_path / f"again.{kind}").read_bytes() == table.read_bytes()


def test_the_shipped_table_imported_into_its_own_graph_changes_nothing(tmp_path: Path) -> None:
    """The export of the shipped graph, imported over a copy of it, writes no file."""
    own = tmp_path / "graph"
    shutil.copytree(shipped_graph(), own)
    before = files(own)
    counts = load_table(exported(own, tmp_path / "all.csv"), own)
    assert counts["files"] == []
    assert counts["added"] == counts["extended"] == counts["superseded"] == 0
    assert counts["unchanged"] == len(exitgraph.load(own).claims)
    assert files(own) == before


def test_shuffled_rows_and_columns_give_the_same_files(tmp_path: Path) -> None:
    """The order of the rows of the shipped table, and of its columns, does not show in the graph."""
    with exported(shipped_graph(), tmp_path / "all.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    for seed in range(3):
        chance = random.Random(seed)  # noqa: S311
        chance.shuffle(rows)
        names = chance.sample(header_of(rows), len(header_of(rows)))
        shuffled = write_csv(tmp_path / f"{seed}.csv", [{name: row[name] for name in names} for row in rows])
        folder = whole_graph(tmp_path / str(seed))
        load_table(shuffled, folder)
        assert knowledge_files(folder) == knowledge_files(shipped_graph())


_PHASES = (Phase.explicit, Phase.reuse, Phase.generate)
texts = st.text(st.characters(exclude_categories=["Cs", "Cc"]) | st.sampled_from('\n\t";,@\\'), min_size=1, max_size=30)
gists = texts.map(str.strip).filter(lambda text: bool(text) and not text.startswith(("=", "@=")))
days = st.dates(min_value=date(1990, 1, 1)).map(str)
dates = st.one_of(
    days,
    days.map(lambda day: day[:7]),
    days.map(lambda day: day[:4]),
    st.tuples(days, days).map(lambda pair: "/".join(sorted(pair))),
    days.map(lambda day: f"../{day}"),
    days.map(lambda day: f"{day}/.."),
)


@st.composite
def grades_since(draw: st.DrawFn, year: int, *, of_claim: bool) -> Row:
    """Draw grades and a rank, some or none, each since a day of the year: no two rows grade since one day."""
    kinds = {"source_reliability": "ABCDEF"} | ({"credibility": "123456", "rank": ""} if of_claim else {})
    row = {}
    for kind, values in kinds.items():
        if draw(st.booleans()):
            row[kind] = draw(st.sampled_from(values or ["preferred", "normal"]))
            row[f"{kind}_since"] = draw(st.dates(date(year, 1, 1), date(year, 12, 31)).map(str))
            row |= told(draw, f"{kind}_because") if draw(st.booleans()) else {}
    return row


def told(draw: st.DrawFn, column: str) -> Row:
    """Draw a text for a column, with its language said or left to be English."""
    return {column: draw(gists)} | (
        {f"{column}_lang": draw(st.sampled_from(["en", "uk", "pt-BR"]))} if draw(st.booleans()) else {}
    )


@st.composite
def tables(draw: st.DrawFn) -> list[Row]:
    """Draw a table of claims, opinions, counts, omissions and several passages, of two sources."""
    rows = []
    for number in range(draw(st.integers(1, 8))):
        row = claim(f"H{number}", source=draw(st.sampled_from(["invented-2025", "invented-2026"])), gist=draw(gists))
        row |= SOURCE | told(draw, "gist")
        row["held"] = draw(dates)
        match draw(st.sampled_from(["admits", "opinion", "counts", "omitted", "passage"])):
            case "opinion":
                row |= {
                    "relation": "opinion",
                    "object": draw(gists),
                    "mode": "",
                    "object_lang": draw(st.sampled_from(["en", "de"])),
                }
            case "counts":
                row |= {
                    "relation": "counts",
                    "object": "persons-present",
                    "mode": "",
                    "value": str(draw(st.integers(0, 10**9))),
                }
            case "omitted":
                row = {
                    "record_key": f"H{number}",
                    "omitted": "repetition",
                    "source": row["source"],
                }
                row |= SOURCE | told(draw, "gist")
            case "passage":
                start = draw(st.integers(0, 50))
                row |= {"position_start": str(start), "position_end": str(start + 5), "sha256": f"{start:064x}"}
            case _:
                row |= {"polarity": draw(st.sampled_from(["positive", "negative"]))} | told(draw, "note")
        rows.append(row | draw(grades_since(2020 + number, of_claim="omitted" not in row)))
    return rows


@pytest.fixture(scope="module")
def reference() -> list[Document]:
    """Give the shipped graph without claims and sources, and the entities of the invented conflict."""
    kept = [item for item in read_reference(shipped_graph()) if item.path.split("/")[-2] not in CHANGING]
    return [*kept, read_text(ENTITIES, name="graph/entities/invented.ttl")]


def in_memory(table: Path, documents: list[Document]) -> dict[str, str]:
    """Import a table into documents and give the files that change."""
    knowledge = decode(documents)
    imported = import_rows(read_table(table, columns(knowledge)), knowledge)
    outcome = merge(imported, knowledge, file_of(documents), today="2026-11-24")
    assert (imported.rejects, outcome.rejects) == ([], [])
    return outcome.files


# A failing table is shown as it was drawn: shrinking it would import thousands of times.
@settings(max_examples=25, phases=_PHASES, suppress_health_check=[HealthCheck.too_slow])
@given(rows=tables(), order=st.randoms(use_true_random=False))
def test_any_table_round_trips(reference: list[Document], rows: list[Row], order: random.Random) -> None:
    """Any table, imported, exported and imported into an empty graph, gives the same files, in any order of rows."""
    with TemporaryDirectory() as place:
        written = in_memory(write_csv(Path(place) / "table.csv", rows), reference)
        documents = [*reference, *(read_text(text, name=f"graph/{name}") for name, text in written.items())]
        order.shuffle(rows)
        assert in_memory(write_csv(Path(place) / "table.csv", rows), documents) == {}
        _, out = table_of(decode(documents), file_of(documents))
        assert in_memory(write_csv(Path(place) / "out.csv", list(out)), reference) == written


def test_a_folder_beside_the_shipped_graph_round_trips(tmp_path: Path) -> None:
    """A folder of claims and entities alone exports what is its own, and comes back to the same bytes."""
    folder = graph_of(tmp_path, conflict())
    empty = new_graph(tmp_path / "empty")
    load_table(exported(folder, tmp_path / "out.csv"), empty)
    assert files(empty) == files(folder)


# --- texts that begin like formulas ---


GUARDED_KINDS: dict[str, tuple[str, Callable[[Path, list[Row]], Path]]] = {
    "CSV": ("table.csv", write_csv),
    "TSV": ("table.tsv", lambda path, rows: write_csv(path, rows, delimiter="\t")),
    "XLSX": ("table.xlsx", write_xlsx),
    "Parquet": ("table.parquet", write_parquet),
}
formula_like = st.text("=+-@'a1( ", min_size=1, max_size=5).map(str.strip).filter(bool)


@pytest.mark.parametrize("kind", GUARDED_KINDS)
@settings(max_examples=4, phases=_PHASES, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(begin=st.lists(formula_like, min_size=10, max_size=10))
def test_a_text_that_begins_like_a_formula_round_trips(reference: list[Document], kind: str, begin: list[str]) -> None:
    """A text with =, +, -, @ or ' in front is guarded in the table and comes back as Turtle had it, in each format."""
    name, write = GUARDED_KINDS[kind]
    texts_held = ["=1+1", "@=A1", "+7", "-2+3", "'=1", "''", "'", *begin]
    rows = [claim(f"F{number}", held=str(2000 + number), gist=f"@@{number}@@") for number in range(len(texts_held))]
    rows[0] |= SOURCE
    with TemporaryDirectory() as place:
        written = in_memory(write_csv(Path(place) / "table.csv", rows), reference)
        for file, content in written.items():
            for number, text in enumerate(texts_held):
                content = content.replace(f'"@@{number}@@"', f'"{text}"')  # noqa: PLW2901
            written[file] = content
        documents = [*reference, *(read_text(text, name=f"graph/{file}") for file, text in written.items())]
        _, out = table_of(decode(documents), file_of(documents))
        cells = list(out)
        for row in cells:
            gist = row.get("gist", "")
            assert not gist.startswith(("=", "+", "-", "@")) or gist.lstrip("+-").replace(".", "").isdigit()
        assert in_memory(write(Path(place) / name, cells), reference) == written


def test_the_formulas_of_a_workbook_are_rejected(tmp_path: Path) -> None:
    """A formula in one cell or over several rejects its row by name of the column; a guarded text does not."""
    from openpyxl import load_workbook
    from openpyxl.worksheet.formula import ArrayFormula

    rows = [claim("F1", held="2001") | SOURCE, *(claim(f"F{number}", held=f"200{number}") for number in (2, 3))]
    table = write_xlsx(tmp_path / "table.xlsx", rows)
    book = load_workbook(table)
    sheet = book.worksheets[0]
    column = header_of(rows).index("gist") + 1
    sheet.cell(2, column).value = "'=1+1"
    sheet.cell(3, column).value = "=1+1"
    place = sheet.cell(4, column).coordinate
    sheet[place] = ArrayFormula(place, "=SUM(1,2)")
    book.save(table)
    counts = load_table(table, new_graph(tmp_path / "graph"), code=1)
    assert [(reject["key"], reject["column"]) for reject in counts["rejects"]] == [
        ("F2", "gist"),
        ("F3", "gist"),
    ]
    assert all("formula" in reject["reason"] for reject in counts["rejects"])


# --- kinds of file ---


def _semicolons(path: Path, rows: list[Row]) -> Path:
    return write_csv(path, rows, delimiter=";")


def _tabs(path: Path, rows: list[Row]) -> Path:
    return write_csv(path, rows, delimiter="\t")


def _bom(path: Path, rows: list[Row]) -> Path:
    return write_csv(path, rows, bom=True, delimiter=";")


def _crlf(path: Path, rows: list[Row]) -> Path:
    write_csv(path, rows).write_bytes(path.read_bytes().replace(b"\r\n", b"\n").replace(b"\n", b"\r\n"))
    return path


KINDS: dict[str, tuple[str, Callable[[Path, list[Row]], Path]]] = {
    "semicolons": ("table.csv", _semicolons),
    "tabs": ("table.tsv", _tabs),
    "tabs in a csv": ("table.csv", _tabs),
    "a byte order mark": ("table.csv", _bom),
    "CR LF": ("table.CSV", _crlf),
    "XLSX": ("table.xlsx", write_xlsx),
    "Parquet": ("table.parquet", write_parquet),
}


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_file_gives_the_same_graph(tmp_path: Path, kind: str) -> None:
    """A table gives the same files whether it is comma-separated text or any other kind."""
    name, write = KINDS[kind]
    expected = files(graph_of(tmp_path, conflict()))
    other = new_graph(tmp_path / "other")
    load_table(write(tmp_path / name, conflict()), other)
    assert files(other) == expected


def test_a_workbook_may_hold_dates_and_numbers(tmp_path: Path) -> None:
    """A cell that a spreadsheet holds as a date or a number means what its text means."""
    from openpyxl import load_workbook

    rows = [
        claim("D1", held="2025-02-03") | SOURCE,
        claim("D2", relation="counts", object="persons-present", mode="", value="1200"),
    ]
    expected = files(graph_of(tmp_path, rows))
    book = load_workbook(write_xlsx(tmp_path / "typed.xlsx", rows))
    sheet, header = book.worksheets[0], header_of(rows)
    sheet.cell(2, header.index("held") + 1).value = datetime(2025, 2, 3, tzinfo=UTC).replace(tzinfo=None)
    sheet.cell(3, header.index("value") + 1).value = 1200.0
    book.save(tmp_path / "typed.xlsx")
    other = new_graph(tmp_path / "other")
    load_table(tmp_path / "typed.xlsx", other)
    assert files(other) == expected


def test_codes_names_and_aliases_mean_the_same(tmp_path: Path) -> None:
    """A territory by code, by label in another language, by short form or by IRI gives the same graph."""
    expected = files(graph_of(tmp_path, [claim("N1", subject="ET") | SOURCE]))
    for number, name in enumerate(["ETH", "Ethiopia", "Эфиопия", "territory:ET", iri("territory:ET"), "ethiopia"]):
        assert files(graph_of(tmp_path, [claim("N1", subject=name) | SOURCE], str(number))) == expected


def test_the_template_is_a_table_with_a_line_of_help_per_column(tmp_path: Path) -> None:
    """The template has every column with its help, and imported as it stands gives no row."""
    ran = call("import", "table", "--template")
    header, helps = list(csv.reader(ran.out.splitlines()))
    assert ran.code == 0
    assert len(header) == len(set(header)) == len(helps)
    assert all(len(text) > len("#help x. y") for text in helps)
    table = tmp_path / "template.csv"
    table.write_text(ran.out, encoding="utf-8")
    folder = new_graph(tmp_path / "graph")
    assert load_table(table, folder)["rows"] == 0
    cells = claim("T1") | SOURCE
    filled = ran.out + ",".join(f'"{cells.get(name, "")}"' for name in header) + "\n"
    table.write_text(filled, encoding="utf-8")
    assert load_table(table, folder)["added"] == 1


def test_a_gist_that_begins_like_help_is_no_help(tmp_path: Path) -> None:
    """Only a row whose key is help is skipped; a claim whose gist begins so is a claim."""
    folder = graph_of(tmp_path, [claim("G1", gist="#help was asked for") | SOURCE])
    assert len(exitgraph.load(folder).claims) == 1


# --- bad rows ---

LONG = "x" * 1_000_000
BAD = {
    "a date that does not exist": ({"held": "2023-02-30"}, "held", "does not exist", "Check the month"),
    "a date in another order": ({"held": "24.11.2024"}, "held", "is not a date", "YYYY-MM-DD"),
    "a date without any bound": ({"held": "../.."}, "held", "has no bound", "empty"),
    "an interval upside down": ({"held": "2025/2024"}, "held", "inverted", "Swap"),
    "an end before the start": ({"start": "2025", "end": "2024"}, "end", "before it begins", "both dates"),
    "a formula": ({"gist": "=1+1"}, "gist", "formula", ""),
    "a language of no text": ({"note_lang": "uk"}, "note_lang", "stands without a text", "note"),
    "no language": ({"gist": "A", "gist_lang": "in Ukrainian"}, "gist_lang", "no language tag", "BCP 47"),
    "a language of a name": ({"object_lang": "uk"}, "object_lang", "is no text", ""),
    "a million characters": ({"gist": LONG}, "gist", "1000000 characters", ""),
    "an unknown territory": ({"subject": "Ethiopa"}, "subject", "unknown", "territory:ET"),
    "an unknown relation": ({"relation": "admitz"}, "relation", "unknown relation", "xg:admits"),
    "a relation like no other": ({"relation": "qqqqqq"}, "relation", "unknown relation", "graph/ontology.ttl"),
    "a role that is not permitted": (
        {"safeConcept": "informal-statement"},
        "safeConcept",
        "does not permit",
        "permitsRole",
    ),
    "a value that is unknown": ({"mode": "by submarine"}, "mode", "unknown", "graph/vocabulary"),
    "a group that is not there": (
        {"object": "", "nationality": "ER", "status": "activist"},
        "nationality",
        "no group has",
        "entities/groups.ttl",
    ),
    "no relation": ({"relation": ""}, "relation", "empty", ""),
    "no speech act": ({"speech_act": ""}, "speech_act", "empty", ""),
    "a polarity that is none": ({"polarity": "maybe"}, "polarity", "no polarity", "positive"),
    "half a position": ({"position_start": "4"}, "position_start", "together", ""),
    "a digest that is none": ({"sha256": "abc"}, "sha256", "no SHA-256", "64"),
    "digits of another script": ({"stayMaxDays": "\u0663\u0660"}, "stayMaxDays", "whole number", "digits"),
    "a number with an exponent": (
        {"relation": "counts", "object": "persons-present", "mode": "", "value": "1e5"},
        "value",
        "no number",
        "",
    ),
    "a source that is no slug": ({"source": "../up"}, "source", "no slug", ""),
    "a file that leaves the folder": ({"file": "../../x"}, "file", "no slug", ""),
    "a key that breaks an IRI": ({"record_key": "a>b"}, "record_key", "no key", ""),
    "a language that is none": (
        {"relation": "opinion", "object": "Bad.", "mode": "", "object_lang": "en us"},
        "object_lang",
        "no language",
        "BCP 47",
    ),
    "a contradiction with nothing": ({"contradicts": "NOPE"}, "contradicts", "unknown claim", ""),
    "a letter that is no grade": (
        {"source_reliability": "G", "source_reliability_since": "2026"},
        "source_reliability",
        "'G' is no grade of a source",
        "from A, completely reliable, to F",
    ),
    "a small letter": (
        {"source_reliability": "b", "source_reliability_since": "2026"},
        "source_reliability",
        "no grade",
        "letter",
    ),
    "a digit that is no grade": (
        {"credibility": "0", "credibility_since": "2026"},
        "credibility",
        "'0' is no grade of a claim",
        "from 1, confirmed by other sources, to 6",
    ),
    "both grades in one": ({"credibility": "B2", "credibility_since": "2026"}, "credibility", "no grade", "digit"),
    "a grade without a date": ({"credibility": "2"}, "credibility_since", "has no date", "2026-11-23"),
    "a source's grade without a date": (
        {"source_reliability": "B"},
        "source_reliability_since",
        "has no date",
        "2026-11-23",
    ),
    "a grade since nobody knows when": (
        {"credibility": "2", "credibility_since": "../2026"},
        "credibility_since",
        "no first day",
        "",
    ),
    "a reason without a grade": ({"credibility_because": "So."}, "credibility_because", "without a grade", "digit"),
    "a rank that is none": ({"rank": "top", "rank_since": "2026"}, "rank", "no rank", "preferred or normal"),
    "a deprecation as a rank": (
        {"rank": "deprecated", "rank_since": "2026"},
        "rank",
        "no rank",
        "columns of its own",
    ),
    "a rank without a date": ({"rank": "preferred"}, "rank_since", "has no date", ""),
    "a successor without a date": ({"superseded_by": "R1"}, "superseded_by", "without a date", "deprecated"),
}


@pytest.mark.parametrize("case", BAD)
def test_a_bad_cell_rejects_its_row_and_no_other(tmp_path: Path, case: str) -> None:
    """The reject names line, key, column, what is wrong and what to do, and the good rows are imported."""
    cells, column, reason, hint = BAD[case]
    bad = claim("R2") | cells
    table = write_csv(tmp_path / "t.csv", [claim("R1") | SOURCE, bad, claim("R3", subject="SD")])
    folder = new_graph(tmp_path / "graph")
    counts = load_table(table, folder, code=1)
    assert (counts["added"], counts["rejected"]) == (2, 1)
    with (tmp_path / "t.rejects.csv").open(encoding="utf-8", newline="") as file:
        (reject,) = list(csv.DictReader(file))
    assert (reject["line"], reject["record_key"], reject["column"]) == ("3", bad["record_key"], column)
    assert reason in reject["reason"]
    assert hint in reject["what to do"]
    assert list(reject.values()) == [str(value) for value in counts["rejects"][0].values()]
    expected = files(graph_of(tmp_path, [claim("R1") | SOURCE, claim("R3", subject="SD")], "good"))
    assert files(folder) == expected


def test_the_lines_of_rejects_count_line_breaks_within_cells(tmp_path: Path) -> None:
    """A row after a cell of three lines is reported on the line on which it begins."""
    rows = [claim("L1", gist="one\ntwo\nthree") | SOURCE, claim("L2", held="2025-13")]
    counts = load_table(write_csv(tmp_path / "t.csv", rows), new_graph(tmp_path / "graph"), code=1)
    assert [reject["line"] for reject in counts["rejects"]] == [5]


def test_a_key_with_other_content_is_rejected_and_the_same_row_twice_is_one(tmp_path: Path) -> None:
    """A repeated row says nothing new; a repeated key with other content, even beside another key, is a reject."""
    rows = [claim("K1") | SOURCE, claim("K1") | SOURCE, claim("K1", subject="SD"), claim("K2 K1", subject="DJ")]
    counts = load_table(write_csv(tmp_path / "t.csv", rows), new_graph(tmp_path / "graph"), code=1)
    assert (counts["rows"], counts["added"], counts["rejected"]) == (4, 1, 2)
    assert [(reject["line"], reject["column"]) for reject in counts["rejects"]] == [
        (4, "record_key"),
        (5, "record_key"),
    ]
    assert all("line 2" in reject["reason"] for reject in counts["rejects"])


def test_every_row_of_a_source_that_two_rows_describe_differently_is_told(tmp_path: Path) -> None:
    """A row that contradicts an earlier one about their source is rejected with what the other says."""
    rows = [claim("S1") | SOURCE, claim("S2", subject="SD") | SOURCE | {"source_published": "2025-04"}]
    counts = load_table(write_csv(tmp_path / "t.csv", rows), new_graph(tmp_path / "graph"), code=1)
    (reject,) = counts["rejects"]
    assert (reject["column"], counts["added"]) == ("source_published", 1)
    assert "2025-03-01" in reject["reason"]


def test_a_source_that_nobody_describes_rejects_all_its_rows(tmp_path: Path) -> None:
    """No row of a source that is neither described nor in the graph is imported, and each is in the rejects."""
    rows = [claim("U1"), claim("U2", subject="SD")]
    folder = new_graph(tmp_path / "graph")
    counts = load_table(write_csv(tmp_path / "t.csv", rows), folder, code=1)
    assert sorted(reject["key"] for reject in counts["rejects"]) == ["U1", "U2"]
    assert counts["files"] == []


def test_a_row_with_a_cell_too_many_is_rejected(tmp_path: Path) -> None:
    """An unquoted comma in a text shifts cells; the row is rejected instead of being read askew."""
    table = write_csv(tmp_path / "t.csv", [claim("C1") | SOURCE])
    table.write_text(table.read_text(encoding="utf-8").rstrip() + ",one,too,many\r\n", encoding="utf-8")
    counts = load_table(table, new_graph(tmp_path / "graph"), code=1)
    assert "separator" in counts["rejects"][0]["reason"]


HEADER = ",".join(header_of([claim("X") | SOURCE]))
UNREADABLE = {
    "nothing": ("t.csv", b"", "the table is empty"),
    "a missing column": ("t.csv", b"subject,relation,object,source\n", "'record_key' is missing"),
    "an unknown column": ("t.csv", b"record_key,source,subjetc\n", "Did you mean 'subject'"),
    "a column twice": ("t.csv", b"record_key,source,source\n", "stands twice"),
    "another delimiter": ("t.csv", HEADER.replace(",", "|").encode(), "comma, semicolon or tab"),
    "Latin-1": ("t.csv", HEADER.encode() + b"\nX1,\xc9thiopie\n", "t.csv:2: the table is not UTF-8"),
    "UTF-16": ("t.csv", HEADER.encode("utf-16"), "not UTF-8"),
    "a quote that never ends": ("t.csv", HEADER.encode() + b'\nX1,"ET', "not a readable table"),
    "a NUL byte in the header": ("t.csv", b"record\0key,source\n", "t.csv"),
    "a workbook that is none": ("t.xlsx", b"no workbook", "not an XLSX workbook"),
    "Parquet that is none": ("t.parquet", b"no parquet", "not a Parquet file"),
}


@pytest.mark.parametrize("case", UNREADABLE)
def test_a_file_that_is_no_table_is_one_clear_error(tmp_path: Path, case: str) -> None:
    """The whole file is refused with what is wrong, exit code 2, and nothing is written."""
    name, data, said = UNREADABLE[case]
    (tmp_path / name).write_bytes(data)
    folder = new_graph(tmp_path / "graph")
    before = files(tmp_path)
    ran = call("import", "table", tmp_path / name, "--into", folder, *TODAY)
    assert ran.code == 2
    assert ran.out == ""
    assert said in ran.err
    assert "Traceback" not in ran.err
    assert files(tmp_path) == before


def test_wrong_use_says_so(tmp_path: Path) -> None:
    """No table, a table that is not there, an impossible today: exit code 2 and a sentence."""
    table = write_csv(tmp_path / "t.csv", conflict())
    folder = new_graph(tmp_path / "graph")
    assert (ran := call("import", "table")).code == 2
    assert "--template" in ran.err
    assert (ran := call("import", "table", tmp_path / "none.csv", "--into", folder)).code == 2
    assert "no such file" in ran.err
    assert (ran := call("import", "table", table, "--into", folder, "--today", "2024-02-30")).code == 2
    assert "does not exist" in ran.err
    assert list(files(folder)) == ["entities/invented.ttl"]


# --- corrected rows ---


def corrected(tmp_path: Path) -> tuple[Path, Path]:
    """Import a table, then the same with one row corrected; give the graph and the corrected table."""
    folder = graph_of(tmp_path, conflict())
    rows = [row | {"mode": "air"} if row["record_key"] == "ER1" else row for row in conflict()]
    table = write_csv(tmp_path / "corrected.csv", rows)
    counts = load_table(table, folder, "--today", "2026-11-25")
    assert (counts["added"], counts["superseded"], counts["unchanged"], counts["rejected"]) == (1, 1, 3, 0)
    assert counts["files"] == ["bookkeeping/reviews.ttl", "claims/invented-2025.ttl"]
    return folder, table


def test_a_corrected_row_supersedes_its_claim(tmp_path: Path) -> None:
    """The old claim is kept as it was, deprecated from the day of the import, and linked to the new one."""
    before = exitgraph.load(graph_of(tmp_path, conflict(), "before")).claims
    folder, _ = corrected(tmp_path)
    graph = exitgraph.load(folder)
    (review,) = own_reviews(folder)
    old, new = review.about, review.superseded_by
    assert graph.claims[old] == before[old]
    assert review.rank == xg("Deprecated")
    assert review.since.isoformat() == "2026-11-25T00:00:00+00:00"
    assert new is not None
    assert graph.claims[new].role(xg("mode")) == iri("concept:air")
    assert graph.claims[new].record_keys == ("ER1",)
    assert "ER1" in (review.reason or ("",))[0]


def test_the_key_means_the_current_claim(tmp_path: Path) -> None:
    """`explain` by the key of the row finds the claim that is current, and by its own name the old one."""
    folder, _ = corrected(tmp_path)
    (review,) = own_reviews(folder)
    found = json.loads(call("explain", "ER1", "--graph", folder, "--format", "json", *TODAY).out)
    assert iri(found["claim"]) == review.superseded_by
    assert (
        iri(json.loads(call("explain", review.about, "--graph", folder, "--format", "json").out)["claim"])
        == review.about
    )


def test_a_graph_with_reviews_is_valid(tmp_path: Path) -> None:
    """`validate` finds nothing wrong with what an import of a corrected row writes."""
    assert call("validate", corrected(tmp_path)[0]).code == 0


def test_a_superseded_claim_counts_until_it_was_superseded(tmp_path: Path) -> None:
    """As known on the day before the correction the old claim holds; from that day on it does not."""
    folder, _ = corrected(tmp_path)
    knowledge = exitgraph.load(folder).knowledge
    (review,) = own_reviews(folder)
    old = knowledge.claims[review.about]
    assert in_force(knowledge, old, Snapshot.at("2025-03-15", "2026-11-24")).standing is Standing.CERTAIN
    after = in_force(knowledge, old, Snapshot.at("2025-03-15", "2026-11-25"))
    assert (after.standing, after.why) == (Standing.NOT_IN_FORCE, "deprecated since 2026-11-25")


def test_direct_triples_leave_a_superseded_claim_out(tmp_path: Path) -> None:
    """What only a superseded claim says is no direct triple; what the new one says is."""
    folder = graph_of(tmp_path, conflict())
    ends = {(xg("admits"), iri("group:er-deserter"))}
    rows = [row | {"object": "er-citizen"} if row["record_key"] == "ER4" else row for row in conflict()]
    load_table(write_csv(tmp_path / "corrected.csv", rows), folder)
    found = {
        (t.predicate, t.object)
        for t in direct_triples(exitgraph.load(folder).knowledge)
        if t.subject == iri("territory:SD")
    }
    assert ends.isdisjoint(found)
    assert (xg("admits"), iri("group:er-citizen")) in found


def test_the_corrected_table_twice_changes_nothing(tmp_path: Path) -> None:
    """The second import of a corrected table, on a later day, writes no file."""
    folder, table = corrected(tmp_path)
    before = files(folder)
    counts = load_table(table, folder, "--today", "2027-01-01")
    assert (counts["files"], counts["unchanged"], counts["superseded"]) == ([], 4, 0)
    assert files(folder) == before


def test_the_old_row_imported_again_is_rejected(tmp_path: Path) -> None:
    """A superseded claim is not claimed again: the row is rejected with the current claim, and the graph stays."""
    folder, _ = corrected(tmp_path)
    before = files(folder)
    (review,) = own_reviews(folder)
    counts = load_table(tmp_path / "graph.csv", folder, code=1)
    (reject,) = counts["rejects"]
    assert (reject["line"], reject["key"], reject["column"]) == (2, "ER1", "record_key")
    assert iri(reject["reason"].rpartition("current is ")[2]) == review.superseded_by
    assert (counts["files"], counts["superseded"]) == ([], 0)
    assert files(folder) == before


def test_a_key_moves_while_another_row_still_says_the_claim(tmp_path: Path) -> None:
    """A claim of two rows of which one is corrected stays, with the other row's key, and nothing is deprecated."""
    rows = [claim("M1", locator="page 1") | SOURCE, claim("M2", locator="page 2")]
    folder = graph_of(tmp_path, rows)
    (both,) = exitgraph.load(folder).claims.values()
    assert both.record_keys == ("M1", "M2")
    rows[0]["mode"] = "air"
    table = write_csv(tmp_path / "corrected.csv", rows)
    assert load_table(table, folder)["superseded"] == 0
    graph = exitgraph.load(folder)
    assert graph.claims[both.iri].record_keys == ("M2",)
    assert own_reviews(folder) == []
    assert graph.claims[graph.resolve("M1", "Claim")].role(xg("mode")) == iri("concept:air")
    before = files(folder)
    assert load_table(table, folder)["files"] == []
    assert files(folder) == before


def test_a_row_corrected_twice_leaves_a_chain_and_never_goes_back(tmp_path: Path) -> None:
    """Each correction deprecates the one before; correcting back to what was superseded is a reject."""
    folder = graph_of(tmp_path, [claim("B1") | SOURCE])
    for mode, code in (("air", 0), ("sea", 0), ("land", 1)):
        load_table(write_csv(tmp_path / "b.csv", [claim("B1", mode=mode)]), folder, code=code)
    knowledge = exitgraph.load(folder).knowledge
    assert len(knowledge.claims) == 3
    assert len(knowledge.deprecated) == 2
    assert knowledge.claims[knowledge.resolve("B1", xg("Claim"))].role(xg("mode")) == iri("concept:sea")


def test_a_row_corrected_into_an_omission_deprecates_its_claim(tmp_path: Path) -> None:
    """A claim whose row now says why the passage is left out no longer counts."""
    folder = graph_of(tmp_path, conflict())
    row = {"record_key": "ER3", "omitted": "identifying-detail", "source": "invented-2025"}
    assert load_table(write_csv(tmp_path / "o.csv", [row]), folder)["superseded"] == 1
    (review,) = own_reviews(folder)
    assert review.superseded_by is None


def test_a_row_left_out_that_becomes_a_claim_is_left_out_no_more(tmp_path: Path) -> None:
    """The omission goes where the row says what is claimed; of one with two keys the other key stays."""
    row = {"record_key": "O1 O2", "omitted": "repetition", "source": "invented-2025"}
    folder = graph_of(
        tmp_path, [row | SOURCE, {"record_key": "O3", "omitted": "repetition", "source": "invented-2025"}]
    )
    said = write_csv(tmp_path / "said.csv", [claim("O1"), claim("O3", mode="air")])
    counts = load_table(said, folder)
    assert (counts["added"], counts["restored"], counts["superseded"]) == (2, 2, 0)
    left = exitgraph.load(folder).knowledge.omissions.values()
    assert [item.record_keys for item in left if item.source == iri("source:invented-2025")] == [("O2",)]
    before = files(folder)
    assert load_table(said, folder)["restored"] == 0
    assert files(folder) == before
    assert call("validate", folder).code == 0


def test_a_claim_of_the_wrong_source_is_superseded_by_a_row_that_says_so(tmp_path: Path) -> None:
    """A corrected source needs another key; the old claim's cells, with a date and the new key, deprecate it."""
    folder = graph_of(tmp_path, [claim("1") | SOURCE])
    right = claim("1b", source="other-2025") | SOURCE
    wrong = claim("1", deprecated="2026-11-25", superseded_by="1b", deprecated_because="Another source says so.")
    counts = load_table(write_csv(tmp_path / "right.csv", [right, wrong]), folder)
    assert (counts["added"], counts["rejected"]) == (1, 0)
    (review,) = own_reviews(folder)
    graph = exitgraph.load(folder)
    assert (graph.claims[review.about].source, review.rank) == (iri("source:invented-2025"), xg("Deprecated"))
    assert review.superseded_by == graph.resolve("1b", "Claim")
    assert call("validate", folder).code == 0


def test_texts_keep_their_language(tmp_path: Path) -> None:
    """Gist, note and reasons in another language than English come out of an export as they went in."""
    tongues = {"gist": "uk", "note": "fr", "source_reliability_because": "ru", "credibility_because": "pt-br"}
    row = claim("L1", gist="Так.", note="Oui.") | GRADED | {f"{name}_lang": lang for name, lang in tongues.items()}
    folder = graph_of(tmp_path, [row])
    (out,) = csv.DictReader(exported(folder, tmp_path / "out.csv").open(encoding="utf-8"))
    assert {name: out[f"{name}_lang"] for name in tongues} == tongues
    assert out["rank_because_lang"] == ""
    assert load_table(tmp_path / "out.csv", folder)["files"] == []


def test_a_key_of_another_source_is_rejected(tmp_path: Path) -> None:
    """Two tables that number their rows alike do not supersede each other's claims."""
    folder = graph_of(tmp_path, [claim("1") | SOURCE])
    before = files(folder)["claims/invented-2025.ttl"]
    other = claim("1", source="other-2025", mode="air") | SOURCE
    counts = load_table(write_csv(tmp_path / "other.csv", [other]), folder, code=1)
    assert "source:invented-2025" in counts["rejects"][0]["reason"]
    assert files(folder)["claims/invented-2025.ttl"] == before
    assert "claims/other-2025.ttl" not in files(folder)


def test_another_gist_for_the_same_claim_is_rejected_not_dropped(tmp_path: Path) -> None:
    """What an import may not edit it names: the row with another gist is in the rejects with what the graph says."""
    folder = graph_of(tmp_path, [claim("W1", gist="As it was.") | SOURCE])
    before = files(folder)
    counts = load_table(write_csv(tmp_path / "w.csv", [claim("W1", gist="Another.")]), folder, code=1)
    assert (counts["rejects"][0]["column"], "As it was." in counts["rejects"][0]["reason"]) == ("gist", True)
    assert files(folder) == before


def test_a_second_passage_is_further_evidence_of_the_same_claim(tmp_path: Path) -> None:
    """A row of the same claim from another place of its source adds evidence and its key."""
    folder = graph_of(tmp_path, [claim("P1", locator="page 1") | SOURCE])
    counts = load_table(write_csv(tmp_path / "p.csv", [claim("P2", locator="page 2")]), folder)
    assert (counts["extended"], counts["added"]) == (1, 0)
    (found,) = exitgraph.load(folder).claims.values()
    assert {item.locator for item in found.evidence} == {"page 1", "page 2"}
    assert found.record_keys == ("P1", "P2")


def test_history_round_trips(tmp_path: Path) -> None:
    """A graph with superseded claims, moved keys and two copies of a source exports to a table that gives it back."""
    empty = whole_graph(tmp_path / "empty")
    shutil.copy(new_graph(tmp_path / "entities") / "entities" / "invented.ttl", empty / "entities" / "invented.ttl")
    folder = shutil.copytree(empty, tmp_path / "graph")
    first = [claim("Q1", locator="page 1") | SOURCE, claim("Q2", locator="page 2"), claim("Q3", subject="SD")]
    first[1] |= {"copy": "invented-1", "copy_kind": "mirror"}
    load_table(write_csv(tmp_path / "1.csv", first), folder)
    first[0]["mode"] = "air"
    first[2] |= {"mode": "sea", "copy": "invented-2", "copy_kind": "repost", "copy_length": "9"}
    load_table(write_csv(tmp_path / "2.csv", first), folder)
    (source,) = exitgraph.load(folder).knowledge.sources.values()
    assert len(source.copies) == 2
    assert "bookkeeping/reviews.ttl" in files(folder)
    counts = load_table(exported(folder, tmp_path / "out.csv"), empty)
    assert counts["rejected"] == 0
    assert files(empty) == files(folder)
    assert load_table(tmp_path / "out.csv", folder)["files"] == []
    assert files(empty) == files(folder)


# --- grades and ranks ---

GRADED = SOURCE | {
    "source_reliability": "C",
    "source_reliability_since": "2026-11-23",
    "source_reliability_because": "It names no author.",
    "credibility": "3",
    "credibility_since": "2026-11-23",
    "credibility_because": "Nobody else says so.",
    "rank": "preferred",
    "rank_since": "2026-11-24",
    "rank_because": "The latest of several.",
}


def graded(tmp_path: Path, *rows: Row) -> tuple[Path, Grades]:
    """Import rows into a new graph, and give it with its grades as known at the end of 2030."""
    folder = graph_of(tmp_path, list(rows), f"graded-{len(list(tmp_path.iterdir()))}")
    return folder, Grades(exitgraph.load(folder).knowledge, Snapshot.at("2030", "2030"))


def test_grades_and_ranks_become_dated_reviews(tmp_path: Path) -> None:
    """A row's grades and rank are three reviews, each of one thing, dated and with its reason, and are valid."""
    folder, grades = graded(tmp_path, claim("A1") | GRADED)
    (only,) = grades.knowledge.claims.values()
    assert (grades.graded(only.iri), grades.rank(only.iri)) == ("C3", "preferred")
    told = {
        (local_name(review.about.rpartition("/")[0]), review.since.day, review.reason and review.reason.value)
        for review in own_reviews(folder)
    }
    assert told == {
        ("source", 23, "It names no author."),
        ("claim", 23, "Nobody else says so."),
        ("claim", 24, "The latest of several."),
    }
    assert call("validate", folder).code == 0


def test_grades_change_no_claim(tmp_path: Path) -> None:
    """A graded table gives the same claims and sources as the same table without its grades."""
    plain, _ = graded(tmp_path, claim("A1") | SOURCE)
    folder, _ = graded(tmp_path, claim("A1") | GRADED)
    assert {name: data for name, data in files(folder).items() if name != "bookkeeping/reviews.ttl"} == files(plain)


@pytest.mark.parametrize("confidence", ["high", "medium", "low", "A1"])
def test_confidence_is_what_the_table_says_and_grades_nothing(tmp_path: Path, confidence: str) -> None:
    """The researcher's confidence is kept word for word, and neither the source nor the claim gets a grade from it."""
    folder, grades = graded(tmp_path, claim("A1", confidence=confidence) | SOURCE)
    (only,) = grades.knowledge.claims.values()
    assert only.confidence == confidence
    assert own_reviews(folder) == []
    assert (grades.graded(only.iri), grades.rank(only.iri)) == ("F6", "normal")


def test_grades_round_trip(tmp_path: Path) -> None:
    """Several grades of one claim and one source, a rank and a deprecation export to a table that gives them back."""
    empty = whole_graph(tmp_path / "empty")
    shutil.copy(new_graph(tmp_path / "entities") / "entities" / "invented.ttl", empty / "entities" / "invented.ttl")
    folder = shutil.copytree(empty, tmp_path / "graph")
    rows = [claim("Q1", locator="page 1") | GRADED, claim("Q2", locator="page 2"), claim("Q3", subject="SD")]
    rows[1] |= {"credibility": "2", "credibility_since": "2027", "source_reliability": "B"}
    rows[1] |= {"source_reliability_since": "2027-02-03T10:00:00Z"}
    rows[2] |= {"credibility": "1", "credibility_since": "2025"}
    load_table(write_csv(tmp_path / "1.csv", rows), folder)
    later = [claim("+x1", locator="page 1", credibility="6", credibility_since=f"20{year}") for year in range(28, 31)]
    later += [claim("Q3", subject="SD", mode="sea"), {"record_key": "+x2", "source": "invented-2025"}]
    later[-1] |= {"source_reliability": "E", "source_reliability_since": "2030", "source_reliability_because": "No."}
    later[0]["record_key"], later[1]["record_key"], later[2]["record_key"] = "+x3", "+x4", "+x5"
    counts = load_table(write_csv(tmp_path / "2.csv", later), folder)
    assert (counts["graded"], counts["superseded"], counts["added"]) == (4, 1, 1)
    assert len(exitgraph.load(folder).knowledge.reviews) == 11
    counts = load_table(exported(folder, tmp_path / "out.csv"), empty)
    assert (counts["rejected"], counts["graded"]) == (0, 10)
    assert files(empty) == files(folder)
    assert load_table(tmp_path / "out.csv", folder)["files"] == []
    assert call("validate", folder / "bookkeeping", "--graph", folder).code == 0


def test_a_source_without_claims_keeps_all_its_grades_and_copies(tmp_path: Path) -> None:
    """Of a source that nothing rests on, two grades and two access copies come back from the table."""
    rows = [{"record_key": f"+{n}", "source": "invented-2025", "copy": f"c-{n}", "copy_kind": "mirror"} for n in (1, 2)]
    for number, row in enumerate(rows):
        row |= {"source_reliability": "DE"[number], "source_reliability_since": f"202{number}"}
    folder, grades = graded(tmp_path, rows[0] | SOURCE, rows[1])
    assert len(grades.knowledge.sources[iri("source:invented-2025")].copies) == 2
    assert grades.reliability(iri("source:invented-2025")) == "E"
    empty = new_graph(tmp_path / "empty")
    load_table(exported(folder, tmp_path / "out.csv"), empty)
    assert files(empty) == files(folder)


def test_a_graded_table_twice_changes_nothing(tmp_path: Path) -> None:
    """The second import of the same grades writes no file, and counts none as new."""
    rows = [claim("A1") | GRADED, claim("A2", subject="SD")]
    folder, _ = graded(tmp_path, *rows)
    counts = load_table(write_csv(tmp_path / "again.csv", rows), folder)
    assert (counts["files"], counts["graded"], counts["unchanged"]) == ([], 0, 2)


def test_a_new_grade_has_a_date_of_its_own(tmp_path: Path) -> None:
    """Another grade since the same day is a reject that tells the one there is; since a later day it is added."""
    folder, _ = graded(tmp_path, claim("A1") | GRADED)
    before = files(folder)
    other = claim("A1") | GRADED | {"credibility": "2"}
    counts = load_table(write_csv(tmp_path / "other.csv", [other]), folder, code=1)
    (reject,) = counts["rejects"]
    assert (reject["column"], "'3' of claim:" in reject["reason"]) == ("credibility", True)
    assert files(folder) == before
    counts = load_table(write_csv(tmp_path / "later.csv", [other | {"credibility_since": "2027-01-01"}]), folder)
    assert (counts["graded"], counts["files"]) == (1, ["bookkeeping/reviews.ttl"])
    knowledge = exitgraph.load(folder).knowledge
    (only,) = knowledge.claims
    found = [Grades(knowledge, Snapshot.at("2027", day)).credibility(only) for day in ("2026-12-31", "2027-01-01")]
    assert found == ["3", "2"]


def test_two_rows_may_not_grade_a_source_differently_since_one_day(tmp_path: Path) -> None:
    """Of two rows that give a source different letters since one day, the later by key is rejected."""
    rows = [
        claim("A1") | GRADED,
        claim("A2", subject="SD", source_reliability="D", source_reliability_since="2026-11-23"),
    ]
    counts = load_table(write_csv(tmp_path / "t.csv", rows), new_graph(tmp_path / "graph"), code=1)
    assert [(item["key"], item["column"]) for item in counts["rejects"]] == [("A2", "source_reliability")]
    assert counts["added"] == 1


def test_an_omission_has_no_grade_of_its_own(tmp_path: Path) -> None:
    """A row of what was left out may grade its source; a credibility in it is a reject."""
    row = {"record_key": "O1", "omitted": "repetition", "source": "invented-2025"} | GRADED
    counts = load_table(write_csv(tmp_path / "t.csv", [row]), new_graph(tmp_path / "graph"), code=1)
    assert [(item["column"], "no claim" in item["reason"]) for item in counts["rejects"]] == [("rank", True)]
    for column in [name for name in row if name.startswith(("rank", "credibility"))]:
        del row[column]
    _, grades = graded(tmp_path, row)
    assert grades.reliability(iri("source:invented-2025")) == "C"


def test_what_is_deprecated_gets_no_later_rank(tmp_path: Path) -> None:
    """A rank since the day of the deprecation or after it is a reject; one before it is history."""
    folder, _ = corrected(tmp_path)
    with exported(folder, tmp_path / "out.csv").open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["deprecated"]]
    for since, code in (("2026-11-25", 1), ("2026-11-24", 0)):
        changed = [row | {"rank": "preferred", "rank_since": since} for row in rows]
        counts = load_table(write_csv(tmp_path / "ranked.csv", changed), folder, code=code)
        assert (counts["rejected"], counts["graded"]) == (code, 1 - code)
    assert call("validate", folder).code == 0


def test_a_grade_of_a_refused_row_is_not_kept(tmp_path: Path) -> None:
    """When a row is rejected for its key, its grade is not written either."""
    folder = graph_of(tmp_path, [claim("1") | SOURCE])
    other = claim("1", source="other-2025", mode="air", credibility="2", credibility_since="2026") | SOURCE
    counts = load_table(write_csv(tmp_path / "other.csv", [other]), folder, code=1)
    assert (counts["rejected"], counts["graded"]) == (1, 0)
    assert "bookkeeping/reviews.ttl" not in files(folder)


# --- what is said of nothing written ---


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ([claim("Z1", subject="Nowhere") | SOURCE], "wrote nothing: every row was rejected; there is no folder"),
        ([], "wrote nothing: the table has no rows; there is no folder"),
    ],
)
def test_an_import_into_nothing_says_why_it_wrote_nothing(tmp_path: Path, rows: list[Row], said: str) -> None:
    """Where the folder is not there and no row could be written, the import says so and makes no folder."""
    table = write_csv(tmp_path / "t.csv", rows or [claim("Z1")])
    if not rows:
        table.write_text(table.read_text(encoding="utf-8").splitlines()[0] + "\n", encoding="utf-8")
    ran = call("import", "table", table, "--into", tmp_path / "none", *TODAY)
    assert said in ran.err
    assert "0 files" not in ran.err
    assert not (tmp_path / "none").exists()


def test_an_import_that_changes_nothing_says_so(tmp_path: Path) -> None:
    """The second import of a table says that the graph has all of it already."""
    folder = graph_of(tmp_path, conflict())
    ran = call("import", "table", tmp_path / "graph.csv", "--into", folder, *TODAY)
    assert f"wrote nothing: all of it is in {folder} already" in ran.err
