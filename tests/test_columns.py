"""The claims as columns: the same answers as SPARQL and J1, clocks that do not leak, fixed types, nothing stale."""

from __future__ import annotations

import shutil
from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import exitgraph as xg
from columns_sparql import QUESTIONS, text, value
from exitgraph.claims import Claim, Interval, Review, Text
from exitgraph.claims.conflict import contradictions
from exitgraph.claims.grades import Grades
from exitgraph.claims.inforce import Snapshot, Standing, in_force, spans_of
from exitgraph.columns import Table, columns, columns_of, rows
from exitgraph.columns.arrow import read, tables_of, write
from exitgraph.errors import InputError, QueryRefused, TookTooLong, TooMuch
from exitgraph.rdf.direct import direct_triples
from exitgraph.rdf.encode import claim_triples, review_triples, source_triples
from exitgraph.rdf.turtle import Document
from exitgraph.store import DiskStore, EmbeddedStore, build
from exitgraph.vocabulary import curie, iri
from exitgraph.vocabulary import xg as term
from world import (
    ADMITS,
    BARS,
    CLAIMS,
    COUNTS,
    CROSSED,
    ENTITIES,
    OPINION,
    SOURCES,
    claim,
    entity_triples,
    intervals,
    know,
    shipped_reference,
    span,
    write_world,
)

if TYPE_CHECKING:
    from pathlib import Path

    from exitgraph import Graph
    from exitgraph.claims.knowledge import Knowledge

pa = pytest.importorskip("pyarrow", reason="pyarrow is not installed")
pytest.importorskip("duckdb", reason="DuckDB is not installed")

DAYS = [
    ("2024-11-24", "2025-06-01"),
    ("2022-03-01", "2024-01-01"),
    ("2030-01-01", "2030-01-01"),
    ("2019-01-01", "1999-01-01"),
]
COUNTED = {
    "count by relation": ("relation",),
    "count by source": ("source",),
    "count by publisher and year": ("publisher", "year"),
    "count by relation, in force": ("relation",),
    "returns by mode and year": ("relation", "returnMode", "returnActor", "year"),
}


def asked(table: Table, name: str, valid_at: str, known_at: str) -> Any:
    """Ask the table one of the questions of `columns_sparql`."""
    both: dict[str, Any] = {"valid_at": valid_at, "known_at": known_at}
    if name == "count by relation, in force":
        return table.counts("relation", **both)
    if name in COUNTED and name.startswith("count"):
        return table.counts(*COUNTED[name], known_at=known_at)
    return {
        "returns by mode and year": lambda: table.returns(known_at=known_at),
        "known by a day": lambda: table.known(known_at),
        "in force on a day": lambda: table.in_force(valid_at, known_at),
        "who admits whom on a document": lambda: table.who_admits("internal-passport", **both),
        "who deems whom safe": lambda: table.who_deems_safe(**both),
    }[name]()


def same_as_sparql(table: Table, store: Any, name: str, valid_at: str, known_at: str) -> int:
    """Hold an answer against that of SPARQL, row by row; gives how many rows there are."""
    variables, solutions = store.select(text(name, valid_at, known_at))
    wanted = Counter(tuple(map(value, row)) for row in solutions)
    found = [
        tuple(row["standing"] == "certain" if key == "certain" else row[key] for key in variables)
        for row in asked(table, name, valid_at, known_at).to_pylist()
    ]
    # Counting nothing gives no row here, and none or one of zeros there.
    assert Counter(found) == Counter({row: times for row, times in wanted.items() if row[-3:] != (0, 0, 0)})
    return len(found)


@pytest.mark.parametrize("name", QUESTIONS)
def test_named_questions_are_answered_as_sparql_does(graph: Graph, name: str) -> None:
    """Each question gives on the shipped graph the rows that SPARQL gives, on several days of both clocks."""
    assert sum(same_as_sparql(graph.table, graph.store, name, *days) for days in DAYS)


def store_of(knowledge: Knowledge) -> EmbeddedStore:
    """Put what is known into a store, with the ontology and the world's entities."""
    triples = [triple for item in knowledge.claims.values() for triple in claim_triples(item)]
    triples += [triple for item in knowledge.sources.values() for triple in source_triples(item)]
    triples += [triple for item in knowledge.reviews.values() for triple in review_triples(item)]
    triples += [triple for item in ENTITIES for triple in entity_triples(item)]
    return EmbeddedStore([*shipped_reference(), Document("made", tuple(triples))], direct_triples(knowledge))


def day_of(instant: datetime) -> str:
    return instant.strftime("%Y-%m-%d").rjust(10, "0")


SOME_DAYS = st.integers(0, 12 * 365).map(lambda days: datetime(2019, 1, 1, tzinfo=UTC) + timedelta(days=days))


@st.composite
def near(draw: st.DrawFn) -> Interval:
    """Give intervals whose bounds often meet those of others, and the days that are asked about."""
    bounds = [
        draw(st.none() | SOME_DAYS.map(lambda day: day.replace(month=1 + day.month % 3 * 4, day=1 + day.day % 2)))
        for _ in range(2)
    ]
    if None not in bounds:
        bounds.sort(key=lambda bound: bound or datetime.min.replace(tzinfo=UTC))
    return Interval(*bounds)


def _bounded(interval: Interval | None) -> Interval | None:
    return None if interval is None or interval.is_open else interval


def _later(start: Interval | None, other: Interval | None) -> Interval | None:
    if start is None or start.earliest is None or other is None or other.latest is None:
        return _bounded(other)
    return other if start.earliest <= other.latest else None


@st.composite
def worlds(draw: st.DrawFn) -> Knowledge:
    """Give small graphs: dated claims of many relations, sources with other dates, ranks and grades on many days."""
    may = st.none() | near()
    claims = [
        replace(
            item,
            proposition=replace(
                item.proposition,
                roles=(
                    *(pair for pair in item.proposition.roles if pair[0] != term("basis")),
                    *draw(st.sampled_from([(), ((term("basis"), iri("concept:precedent")),)])),
                ),
                positive=draw(st.booleans()),
            ),
            start=draw(may),
            end=draw(may),
            held=draw(may),
        )
        for item in draw(
            st.lists(st.sampled_from([one for one in CLAIMS if one is not OPINION]), min_size=1, max_size=6)
        )
    ]
    # An interval without bounds is none, once it was written; no end or report is before the start.
    claims = [
        replace(item, start=_bounded(item.start), end=_later(item.start, item.end), held=_later(item.start, item.held))
        for item in claims
    ]
    sources = [replace(source, published=draw(near())) for source in SOURCES]
    about = st.sampled_from([*(item.iri for item in claims), *(source.iri for source in SOURCES)])
    ranks = st.sampled_from([None, *(term(name) for name in ("Preferred", "Normal", "Deprecated"))])
    reviews = draw(
        st.lists(
            st.builds(
                Review,
                about,
                SOME_DAYS.map(lambda day: day.replace(month=1, day=1, hour=0, minute=0, second=0)),
                ranks,
                reliability=st.sampled_from([None, "A", "C", "F"]),
                credibility=st.sampled_from([None, "1", "5"]),
            ),
            max_size=5,
        )
    )
    return replace(
        know(*claims, sources=sources), reviews={review.iri: review for review in reviews}, digest="sha256:made"
    )


@settings(max_examples=25)
@given(worlds(), SOME_DAYS.map(day_of), SOME_DAYS.map(day_of))
def test_named_questions_are_answered_as_sparql_does_on_made_up_graphs(
    knowledge: Knowledge, valid_at: str, known_at: str
) -> None:
    """Each question gives on small graphs of any dates, ranks and polarities the rows that SPARQL gives."""
    table, store = Table(knowledge), store_of(knowledge)
    for name in QUESTIONS:
        same_as_sparql(table, store, name, valid_at, known_at)


@settings(max_examples=40)
@given(worlds(), SOME_DAYS.map(day_of), SOME_DAYS.map(day_of))
def test_columns_on_a_day_are_what_the_library_says(knowledge: Knowledge, valid_at: str, known_at: str) -> None:
    """Standing, stale, grades and rank of each row are those of `in_force` and `Grades`; the unpublished has no row."""
    now = Snapshot.at(valid_at, known_at)
    grades = Grades(knowledge, now)
    found = {row["claim"]: row for row in Table(knowledge).arrow(valid_at=valid_at, known_at=known_at).to_pylist()}
    published = [
        item
        for item in knowledge.claims.values()
        if not (day := knowledge.sources[item.source].published.earliest) or day <= now.published_by
    ]
    assert sorted(found) == sorted(curie(item.iri) for item in published)
    for item in published:
        row, standing = found[curie(item.iri)], in_force(knowledge, item, now)
        assert row["standing"] == standing.standing.name.lower().replace("_", " ")
        assert row["stale"] == standing.stale
        assert row["deprecated"] == (knowledge.deprecation(item.iri, now.published_by) is not None)
        assert (row["reliability"], row["credibility"], row["rank"]) == (
            grades.reliability(item.source),
            grades.credibility(item.iri),
            grades.rank(item.iri),
        )


@given(st.sampled_from([ADMITS, BARS, COUNTS, CROSSED]), *[st.none() | intervals()] * 3, intervals(), intervals())
def test_spans_judge_as_in_force_does(
    item: Claim, start: Interval | None, end: Interval | None, held: Interval | None, published: Interval, day: Interval
) -> None:
    """The six bounds of a claim say of every day, in any year, what the rule says that walks through the dates."""
    dated = replace(item, start=start, end=end, held=held)
    known = know(dated, sources=[replace(source, published=published) for source in SOURCES])
    moment = (day.earliest or day.latest or datetime(2024, 1, 1, tzinfo=UTC)).replace(hour=0, minute=0, second=0)
    whole = Interval(moment, moment + timedelta(seconds=86399))
    now = Snapshot(whole, Interval(datetime(9999, 12, 31, tzinfo=UTC), datetime(9999, 12, 31, 23, 59, 59, tzinfo=UTC)))
    spans = spans_of(dated, known.ontology.relations[dated.relation], published)
    last = now.day
    inside = not (
        (spans.possible_from and spans.possible_from > last) or (spans.possible_until and spans.possible_until < moment)
    )
    begun = bool(
        inside
        and spans.certain_from
        and spans.certain_from <= last
        and not (spans.certain_until and spans.certain_until < moment)
    )
    stale = bool(
        begun and spans.review_due and spans.review_due < moment and not (spans.begun_by and spans.begun_by <= last)
    )
    certain = begun and not stale and published.latest is not None
    wanted = in_force(known, dated, now)
    assert (wanted.standing is not Standing.NOT_IN_FORCE, wanted.standing is Standing.CERTAIN) == (inside, certain)
    assert wanted.stale == stale


def test_what_becomes_known_later_is_in_no_earlier_answer(graph: Graph) -> None:
    """As known by a day no row is of a later source, graded later, or contradicted by what was published later."""
    day = "2023-06-30"
    last = Snapshot.at(day, day).published_by
    found = graph.table.arrow(known_at=day).to_pylist()
    names = {row["claim"] for row in found}
    assert 0 < len(names) < len(graph.claims)
    assert all(row["published_earliest"] is None or row["published_earliest"] <= last for row in found)
    assert all(names.issuperset(row["contradicted_by"]) for row in found)
    assert {row["reliability"] for row in found} == {"F"}
    later = graph.table.arrow(known_at="2030-01-01").to_pylist()
    assert {row["reliability"] for row in later} > {"F"}


def test_what_contradicts_a_claim_is_what_did_when_the_day_was_known(graph: Graph) -> None:
    """With everything published and nobody deprecated later, the contradictions are those of the library."""
    wanted = {
        curie(one): sorted({curie(found.claim) for found in others}) for one, others in graph.contradictions.items()
    }
    rows_of = graph.table.arrow(known_at="2099-01-01").to_pylist()
    assert {row["claim"]: row["contradicted_by"] for row in rows_of if row["contested"]} == wanted
    undated = graph.table.arrow().to_pylist()
    assert {row["claim"]: sorted(set(row["contradicted_by"])) for row in undated if row["contradicted_by"]} == wanted


def test_a_deprecation_counts_from_its_day_on() -> None:
    """A claim deprecated in 2026 contests and counts as known in 2025, and neither as known in 2026."""
    said, denied = (
        claim("territory:XB", "xg:admits", "group:xa-deserter"),
        claim("territory:XB", "xg:admits", "group:xa-deserter", positive=False),
    )
    review = Review(denied.iri, datetime(2026, 3, 1, tzinfo=UTC), term("Deprecated"))
    known = replace(know(said, denied), reviews={review.iri: review})
    table = Table(known)
    assert not contradictions(known)

    def contested(day: str) -> list[str]:
        return [row["claim"] for row in table.arrow(known_at=day).to_pylist() if row["contested"]]

    assert contested("2025-12-31") == sorted([curie(said.iri), curie(denied.iri)])
    assert contested("2026-03-01") == []
    assert [table.known(day).num_rows for day in ("2026-02-28", "2026-03-01")] == [2, 1]


def test_columns_have_fixed_types(graph: Graph) -> None:
    """Names are dictionaries, bounds are instants in UTC, roles have the type of their range, each with its meaning."""
    schema = graph.table.arrow().schema
    name = pa.dictionary(pa.int32(), pa.string())
    wanted = {
        "claim": pa.string(), "subject": name, "object_label": name, "polarity": name, "document": name,
        "start_earliest": pa.timestamp("us", "UTC"), "published_latest": pa.timestamp("us", "UTC"),
        "stayMaxDays": pa.int64(), "value": pa.decimal128(38, 9), "list": pa.string(), "year": pa.int16(),
        "nationality": pa.list_(pa.string()), "in_effect": pa.bool_(),
    }  # fmt: skip
    assert {key: schema.field(key).type for key in wanted} == wanted
    assert schema.names == [column.name for column in columns_of(graph.knowledge)]
    assert all(field.metadata[b"meaning"] for field in schema)
    assert Table(know()).arrow().schema == schema
    on_a_day = Table(know()).arrow(known_at="2024")
    assert on_a_day.num_rows == 0
    assert on_a_day.schema.field("start_earliest").type == wanted["start_earliest"]


def test_text_rows_and_the_table_say_the_same(graph: Graph) -> None:
    """What `claims` prints is what the Arrow table holds, value by value."""
    from exitgraph.columns.projection import written

    claims = [graph.claims[name] for name in sorted(graph.claims)]
    against = [(name, [other.claim for other in found]) for name, found in graph.contradictions.items()]
    printed = rows(graph.knowledge, claims, against)
    typed = graph.table.arrow().select(columns(graph.knowledge)).to_pylist()
    assert [{key: written(cell) for key, cell in row.items()} for row in typed] == printed


def test_a_table_holds_the_groups_fields_and_numbers() -> None:
    """Nationality and status are those of the group concerned; counts keep their digits."""
    large = replace(COUNTS, proposition=replace(COUNTS.proposition, roles=((term("value"), Decimal("0.000000001")),)))
    found = {row["claim"]: row for row in Table(know(ADMITS, BARS, large)).arrow().to_pylist()}
    row = found[curie(ADMITS.iri)]
    assert (row["nationality"], row["status"], row["stayMaxDays"]) == (["territory:XA"], ["concept:deserter"], 90)
    assert found[curie(BARS.iri)]["status"] == []
    assert found[curie(large.iri)]["value"] == Decimal("0.000000001")


@pytest.mark.parametrize("wrong", [Text("ninety"), Decimal("1.5"), 2**63, "territory:XA"])
def test_a_role_of_another_kind_is_named(wrong: Any) -> None:
    """A value that its column cannot hold is an error that names column and claim; none is lost."""
    bad = replace(ADMITS, proposition=replace(ADMITS.proposition, roles=((term("stayMaxDays"), wrong),)))
    with pytest.raises(InputError, match="stayMaxDays is") as caught:
        Table(know(bad)).arrow()
    assert caught.value.where == curie(bad.iri)


# -- kept on disk -------------------------------------------------------------------------------------------


def test_a_changed_graph_gives_another_table(tmp_path: Path) -> None:
    """Other data have another digest, another key and another table; the same data have the same."""
    one, same, other = (
        write_world(tmp_path / name, claims)
        for name, claims in (("one", CLAIMS), ("same", CLAIMS), ("other", CLAIMS[1:]))
    )
    first, again, less = (xg.load(folder).table for folder in (one, same, other))
    assert first.key == again.key
    assert first.arrow().equals(again.arrow())
    assert less.key != first.key
    assert less.arrow().num_rows == first.arrow().num_rows - 1


def test_a_store_on_disk_keeps_the_table_with_its_generation(tmp_path: Path) -> None:
    """The table is written once beside the data, read by the next opener, and new with the next generation."""
    graph, place = xg.load(write_world(tmp_path / "world")), tmp_path / "store"
    build(place, graph.in_memory())
    made = xg.load(place).table.arrow()
    (kept,) = place.glob("generations/*/columns/claims.arrow")
    before = kept.stat()
    assert xg.load(place).table.arrow().equals(made)
    assert kept.stat().st_mtime_ns == before.st_mtime_ns
    assert made.equals(graph.table.arrow())
    build(place, xg.load(write_world(tmp_path / "less", CLAIMS[1:])).in_memory())
    assert xg.load(place).table.arrow().num_rows == made.num_rows - 1
    with DiskStore(place) as store:
        store.verify()


@pytest.mark.parametrize("damage", ["other key", "cut", "missing", "unwritable"])
def test_a_kept_table_that_is_stale_or_damaged_is_made_anew(tmp_path: Path, damage: str) -> None:
    """Tables of other data or code, cut or missing files, and a folder that is none, never change an answer."""
    known = replace(know(*CLAIMS), digest="sha256:one")
    folder = tmp_path / "columns"
    table = Table(known, folder)
    wanted = table.arrow()
    if damage == "other key":
        write(tables_of(know(BARS)), folder, "sha256:other")
    elif damage == "cut":
        whole = (folder / "claims.arrow").read_bytes()
        (folder / "claims.arrow").write_bytes(whole[: len(whole) // 2])
    elif damage == "missing":
        (folder / "labels.arrow").unlink()
    else:
        shutil.rmtree(folder)
        folder.write_text("no folder")
    assert read(folder, table.key) is None
    assert Table(known, folder).arrow().equals(wanted)
    if damage != "unwritable":
        assert read(folder, table.key) is not None
        assert sorted(path.suffix for path in folder.iterdir()) == [".arrow"] * 4


# -- SQL ----------------------------------------------------------------------------------------------------


def test_sql_takes_parameters_and_both_clocks(graph: Graph) -> None:
    """An analyst's SELECT reads the tables, on days too, and counts as the named question does."""
    found = graph.table.sql(
        "SELECT relation, count(*) AS n FROM claims_at($on, '2025-06-01') WHERE standing <> 'not in force' "
        "GROUP BY ALL ORDER BY ALL",
        on="2024-11-24",
    )
    counted = graph.table.counts("relation", valid_at="2024-11-24", known_at="2025-06-01").sort_by("relation")
    assert found.column("n").to_pylist() == counted.column("claims").to_pylist()
    label = graph.table.sql("SELECT label FROM labels WHERE name = 'territory:KZ' AND lang = 'fr'").to_pylist()
    assert label == [{"label": "Kazakhstan"}]


@pytest.mark.parametrize(
    "query",
    [
        "DROP TABLE claims", "DELETE FROM claims", "UPDATE claims SET gist = ''", "CREATE TABLE x AS SELECT 1",
        "CREATE TEMP TABLE x AS SELECT 1", "INSERT INTO labels SELECT * FROM labels", "COPY claims TO '{path}'",
        "ATTACH '{path}'", "EXPORT DATABASE '{path}'", "INSTALL httpfs", "LOAD httpfs",
        "SET enable_external_access = true",
        "RESET lock_configuration", "PRAGMA enable_profiling", "CALL pragma_version()", "SET VARIABLE x = 1",
        "EXPLAIN ANALYZE DELETE FROM claims", "PREPARE p AS SELECT 1", "BEGIN", "COMMIT", "CHECKPOINT", "VACUUM",
        "DETACH memory",
        "SELECT * FROM read_csv('{path}')", "SELECT * FROM read_text('{path}')", "SELECT * FROM read_blob('{path}')",
        "SELECT * FROM read_parquet('{path}')", "SELECT * FROM read_json('{path}')", "SELECT * FROM glob('{path}')",
        "SELECT * FROM sniff_csv('{path}')", "SELECT * FROM read_csv('http://127.0.0.1:9/x')",
        "SELECT * FROM parquet_metadata('{path}')", "SELECT * FROM duckdb_secrets()",
    ],
)  # fmt: skip
def test_sql_can_do_nothing_but_read_the_tables(graph: Graph, tmp_path: Path, query: str) -> None:
    """Whatever writes, sets, opens a file or an address is refused and leaves no trace; the next is answered."""
    file = tmp_path / "secret.csv"
    file.write_text("secret\n1\n")
    before = graph.table.sql("SELECT count(*) AS n FROM claims").to_pylist()
    with pytest.raises(QueryRefused):
        graph.table.sql(query.replace("{path}", str(file)))
    assert graph.table.sql("SELECT count(*) AS n FROM claims").to_pylist() == before == [{"n": len(graph.claims)}]
    assert [path.name for path in tmp_path.iterdir()] == ["secret.csv"]
    assert file.read_text() == "secret\n1\n"


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("SELECT * FROM given", "given"),
        ("SELECT * FROM '{path}'", "file system operations are disabled"),
        ("SELECT * FROM graph", "graph"),
        ("SELECT getenv('HOME')", "getenv"),
        ("SELECT * FROM query('DROP TABLE claims')", "SELECT"),
        ("SELECT 1; SELECT 2", "2 statements"),
        ("SELECT 1; DROP TABLE claims", "2 statements"),
        ("", "no SQL"),
        ("-- nothing", "no SQL"),
        ("SELEC 1", "syntax error"),
        ("SELECT group FROM claims", "syntax error"),
        ("SELECT sujet FROM claims", "subject"),
        ("SELECT * FROM clams", 'Did you mean "claims"'),
        ("SELECT * FROM claims_at('2024-13-01', '2024-01-01')", "2024-13-01"),
        ("SELECT * FROM claims WHERE claim = $name", "name"),
    ],
)
def test_bad_sql_is_an_input_error_with_a_hint(graph: Graph, tmp_path: Path, query: str, said: str) -> None:
    """SQL that cannot be run is an error of one line that says what is wrong, with what there is to ask."""
    file = tmp_path / "secret.csv"
    file.write_text("secret\n1\n")
    with pytest.raises(InputError) as caught:
        graph.table.sql(query.replace("{path}", str(file)))
    assert said in caught.value.what
    assert "\n" not in caught.value.what
    assert caught.value.hint
    assert caught.value.exit_code == 2


@pytest.mark.parametrize(
    "query",
    [
        "SELECT count(*) FROM range(100000000) a, range(1000000) b",
        "SELECT max(a.range + b.range) FROM range(100000000) a, range(1000000) b",
    ],
)
def test_sql_that_takes_too_long_is_stopped(graph: Graph, query: str) -> None:
    """A query is interrupted when its time is over, and the next one is answered."""
    with pytest.raises(TookTooLong, match=r"after 0\.2 s"):
        graph.table.sql(query, seconds=0.2)
    assert graph.table.sql("SELECT 1 AS one").to_pylist() == [{"one": 1}]


def test_an_answer_without_an_end_is_stopped(graph: Graph, monkeypatch: pytest.MonkeyPatch) -> None:
    """An answer stops at the limit of bytes, before memory does."""
    monkeypatch.setattr("exitgraph.columns.sandbox.MOST_BYTES", 10_000_000)
    with pytest.raises(TooMuch, match="more than 10 MB"):
        graph.table.sql("SELECT * FROM range(1000000000000)")


@pytest.mark.parametrize("by", ["claim", "gist", "nationality", 'relation" --', "nothing"])
def test_claims_are_counted_by_what_can_be_counted(graph: Graph, by: str) -> None:
    """A column that is no small set of values, or none at all, is an error that lists the others."""
    with pytest.raises(InputError, match="cannot be counted by") as caught:
        graph.table.counts(by)
    assert "relation" in caught.value.hint


@pytest.mark.parametrize(("ending", "magic"), [("parquet", b"PAR1"), ("arrow", b"ARROW1"), ("csv", b"claim,subject,")])
def test_a_table_is_written_as_its_file_is_called(graph: Graph, tmp_path: Path, ending: str, magic: bytes) -> None:
    """Parquet, Arrow and CSV files are whole, begin as their kind does, and the same table gives the same bytes."""
    file = tmp_path / f"claims.{ending}"
    graph.table.write(file, valid_at="2024-11-24", known_at="2024-11-24")
    first = file.read_bytes()
    assert first.startswith(magic)
    graph.table.write(file, valid_at="2024-11-24", known_at="2024-11-24")
    assert file.read_bytes() == first or ending == "arrow"  # padding inside it is whatever was in memory
    assert [path.name for path in tmp_path.iterdir()] == [file.name]
    with pytest.raises(InputError, match=r"no table is written as \.xls"):
        graph.table.write(tmp_path / "claims.xls")


def test_the_days_may_be_partial_and_names_may_be_labels(graph: Graph) -> None:
    """A year stands for its last day; documents, groups and territories are found as everywhere."""
    table = graph.table
    assert table.known("2023").equals(table.known("2023-12-31"))
    assert table.who_deems_safe("Armenia", by="GB", valid_at="2024-11-24", known_at="2025").num_rows > 0
    certain = table.in_force("2024-11-24", "2025", certain=True)
    assert 0 < certain.num_rows < table.in_force("2024-11-24", "2025").num_rows
    assert set(certain.column("standing").to_pylist()) == {"certain"}
    assert span("2023").latest == Snapshot.at("2023", "2023").day
