"""The library at a prompt: what it answers with, at what dates, and what it says when something is wrong."""

from __future__ import annotations

import doctest
import pickle
import subprocess
import sys
from datetime import UTC, date, datetime
from decimal import Decimal
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any, assert_type

import pytest

import exitgraph as xg
from exitgraph.claims.inforce import Snapshot, Standing, in_force
from exitgraph.errors import BadDate, InputError, UnknownName

if TYPE_CHECKING:
    from exitgraph.frames.network import Network  # noqa: F401  # in a type that is written as text

DAY = "2024-11-24"
MODULES = [
    f"exitgraph.{name}"
    for name in (
        "api.at",
        "api.graph",
        "api.loading",
        "errors",
        "frames.card",
        "frames.claims",
        "frames.rows",
        "frames.shown",
        "frames.thing",
        "routes.profile",
    )
]


@pytest.fixture(scope="module")
def g() -> xg.Graph:
    """Load the shipped graph."""
    return xg.load()


@pytest.mark.parametrize("module", MODULES)
def test_examples_in_docstrings_are_what_happens(module: str) -> None:
    """Each example of the public API gives what its docstring shows, and there is at least one."""
    done = doctest.testmod(import_module(module))
    assert done.attempted
    assert done.failed == 0


def test_the_page_of_the_library_is_what_happens() -> None:
    """Each example of docs/library.md gives what the page shows."""
    done = doctest.testfile(str(Path(__file__).resolve().parents[1] / "docs" / "library.md"), module_relative=False)
    assert done.attempted > 10
    assert done.failed == 0


def test_public_names_are_a_dozen_and_each_is_described() -> None:
    """What `exitgraph` offers can be had, is listed and says in a docstring what it is."""
    names = [name for name in xg.__all__ if not name.startswith("_")]
    assert len(names) <= 12
    assert [name for name in names if ">>> import exitgraph as xg" not in (getattr(xg, name).__doc__ or "")] == []
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        _ = xg.nothing


def test_the_public_api_is_typed_as_a_user_sees_it(g: xg.Graph) -> None:
    """The types of answers are those that a type checker tells a user: mypy reads this test strictly."""
    assert_type(g.query("ASK {}"), xg.Rows)
    assert_type(g.claims(subject="GB"), xg.Rows)
    assert_type(g.at("2024"), xg.At)
    assert_type(g.explain("C068"), xg.Card)
    assert_type(g.profile("RU"), xg.Profile)
    assert_type(g.network(keep=lambda claim: False), "Network")  # noqa: ARG005
    first = g.claims(subject="GB")[0]
    assert_type(first, xg.Row)
    assert isinstance(first, xg.Row)


USED = """
from datetime import date
from typing import assert_type

import exitgraph as xg

g = xg.load()
assert_type(g, xg.Graph)
then = g.at(valid=date(2024, 11, 24), known="2024-11")
who = g.profile("RU", status="deserter", holds=["internal-passport"])
assert_type(then.routes(who), xg.Answer)
assert_type(then.claims(subject="GB"), xg.Rows)
labels: list[str] = [row.safe.label for row in g.query("whom-a-state-deems-safe", state="GB")]
"""


@pytest.mark.parametrize(("line", "wrong"), [("", ""), ("g.at(valid=2024)", "arg-type"), ("g.clams()", "attr-defined")])
def test_a_type_checker_follows_what_a_user_writes(tmp_path: Path, line: str, wrong: str) -> None:
    """In a program of a user's own, checked strictly, right use passes and a slip is named."""
    program = tmp_path / "mine.py"
    program.write_text(f"{USED}{line}\n", "utf-8")
    cache = tmp_path.parent / "types-of-users"
    done = subprocess.run(
        [sys.executable, "-m", "mypy", "--strict", "--config-file", "", "--cache-dir", str(cache), str(program)],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    said = [told for told in done.stdout.splitlines() if told.startswith("mine.py:")]
    assert [told.rpartition("[")[2].rstrip("]") for told in said] == [wrong] * bool(wrong), done.stdout + done.stderr


def test_days_may_be_dates_and_one_name_needs_no_list(g: xg.Graph) -> None:
    """A date and an instant stand for their day in UTC, a number is refused in words, and a lone text is one name."""
    assert g.at(date(2024, 11, 24), datetime(2024, 11, 24, 23, tzinfo=UTC)).now == Snapshot.at(DAY, DAY)
    year: Any = 2024
    with pytest.raises(BadDate, match="2024 is not a date"):
        g.at(valid=year)
    who = g.profile("RU", status="deserter", holds="internal-passport")
    assert who == g.profile("RU", status="deserter", holds=["internal-passport"])
    assert g.at(DAY, DAY).routes(who, to="GB").told == g.at(DAY, DAY).routes(who, to=["GB"]).told


def test_a_mapping_that_is_asked_by_a_short_name_says_how(g: xg.Graph) -> None:
    """`g.claims` is by IRI: another name is a `KeyError` that says where one is found, and `get` gives none."""
    with pytest.raises(KeyError, match="resolve"):
        _ = g.claims["C068"]
    assert g.claims.get("C068") is None


def test_no_source_is_told_to_be_of_a_day_to_come(g: xg.Graph) -> None:
    """A source of which only the year is known does not make the graph one of the end of that year."""
    last = max(s.published.earliest for s in g.knowledge.sources.values() if s.published.earliest)
    assert f" to {last:%Y-%m-%d}" in repr(g)


def test_values_of_a_query_are_plain(g: xg.Graph) -> None:
    """Terms become codes, instants in UTC, numbers, truth and texts; what is no such value stays a text."""
    found = g.query(
        """SELECT * { VALUES (?place ?organ ?when ?whole ?part ?yes ?text ?wrong ?maybe ?none) {
        (territory:GB organ:gb-home-office "2024-02-01T02:00:00+02:00"^^xsd:dateTime 7 0.50 true "x"@en
         "2024-02-30T00:00:00Z"^^xsd:dateTime "yes"^^xsd:boolean UNDEF) } }"""
    )
    (row,) = found
    assert (row.place, row.place.label, row["organ"]) == ("GB", "United Kingdom", "organ:gb-home-office")
    assert row.when == datetime(2024, 2, 1, tzinfo=UTC)
    assert (row.whole, row.part, row.yes, row.text, row.none) == (7, Decimal("0.5"), True, "x", None)
    assert (row.wrong, row.maybe) == ("2024-02-30T00:00:00Z", "yes")
    assert found.result.variables == found.columns == tuple(row.as_dict())


def test_an_answer_without_rows_is_one(g: xg.Graph) -> None:
    """ASK is as true as its answer, no rows are false, and CONSTRUCT gives triples as rows."""
    assert g.query("ASK { ?claim a xg:Claim }")
    assert not g.query("ASK { ?claim a xg:Unheard }")
    assert not g.query("SELECT * { ?claim a xg:Unheard }")
    (row,) = g.query("CONSTRUCT { territory:GB xg:deemsSafe territory:AM } {}")
    assert (row.subject, row.object) == ("GB", "AM")


def test_rows_are_a_sequence_with_columns(g: xg.Graph) -> None:
    """Rows have numbers, slices and columns, survive pickling, and name the columns when one is not there."""
    table = g.claims(relation="deemsSafe")
    assert len(table[:2]) == 2
    assert table[-1] == list(table)[-1]
    assert table["subject"] == [row.subject for row in table]
    assert "subject='" in repr(table[0])
    assert "None" not in repr(table[0])
    assert repr(table.select("group")[0]).startswith("Row(group=")
    assert table.select("object", "subject").columns == ("object", "subject")
    place = table[0].subject
    assert pickle.loads(pickle.dumps(place)).label == place.label  # noqa: S301  # made here
    with pytest.raises(InputError, match="no column 'safe'"):
        table.select("safe")
    with pytest.raises(AttributeError, match="no column 'safe'"):
        _ = table[0].safe
    with pytest.raises(KeyError):
        _ = table[0]["safe"]
    with pytest.raises(IndexError):
        _ = table[len(table)]
    with pytest.raises(InputError, match="not the answer of a query"):
        _ = table.result


def test_claims_are_a_mapping_and_a_table(g: xg.Graph) -> None:
    """The claims by IRI are those of the graph; called, all of them are rows in order of their IRI."""
    assert dict(g.claims) == dict(g.knowledge.claims)
    names = [g.resolve(claim) for claim in g.claims()["claim"]]
    assert names == sorted(g.claims)
    chosen = g.claims(subject="GB", relation="deemsSafe", group="ru-deserter")
    assert len(chosen) > 0
    assert {(row.subject, row.relation, row.group.iri) for row in chosen} == {
        ("GB", "xg:deemsSafe", g.resolve("ru-deserter"))
    }
    with pytest.raises(UnknownName, match="Atlantis"):
        g.claims(subject="Atlantis")


def test_at_two_dates_only_what_is_in_force_is_shown(g: xg.Graph) -> None:
    """The table at two dates has the claims that J1 calls in force and no other, each with its standing."""
    now = Snapshot.at("2024-11-24", "2024-11-24")
    expected = {
        name: found.standing.name.lower()
        for name, claim in g.claims.items()
        if (found := in_force(g.knowledge, claim, now)).standing is not Standing.NOT_IN_FORCE
    }
    then = g.at("2024-11-24", "2024-11-24")
    assert {g.resolve(row.claim): row.standing for row in then.claims()} == expected
    assert 0 < len(expected) < len(g.claims)
    edges = {key for _, _, key in then.network().edges(keys=True)}
    assert edges
    assert edges <= set(expected)
    with pytest.raises(BadDate):
        g.at("2024-02-30")


def test_a_profile_asks_as_its_parts_do(g: xg.Graph) -> None:
    """Routes of a profile are those of what it was made of; a whole profile takes no more parts."""
    parts: dict[str, Any] = {"status": "deserter", "holds": ["internal-passport"]}
    who = g.profile("RU", **parts)
    expected = g.routes("RU", **parts, valid_at=DAY, known_at=DAY).itineraries
    assert expected
    assert g.at("2024-11-24", "2024-11-24").routes(who).itineraries == expected
    with pytest.raises(InputError, match="whole already"):
        g.routes(who, status="deserter")


def test_a_claim_is_told_as_on_the_command_line(g: xg.Graph) -> None:
    """A card has the keys of `explain --format json`, and prints as a few lines."""
    card = g.explain("C068", valid_at="2024-11-24", known_at="2024-11-24")
    assert card["claim"] in repr(card)
    assert len(card) == len(list(card)) > 20
    with pytest.raises(UnknownName):
        g.explain("C999999")


def test_answers_print_on_a_page(g: xg.Graph) -> None:
    """Rows print within 120 columns with how many there are and what is not shown; no rows say what that means."""
    lines = repr(g.claims()).splitlines()
    assert max(map(len, lines[:-1])) <= 120
    assert lines[-1].startswith(f"{len(g.claims):,} rows, ")
    assert "none is documented" in repr(g.claims(subject="VA", relation="deemsSafe"))
    assert "1 rows" not in repr(g.query("ASK {}"))


def test_frames_keep_types(g: xg.Graph) -> None:
    """A data frame has instants in UTC, whole numbers that may be absent, codes as plain texts and their labels."""
    pd = pytest.importorskip("pandas", reason="pandas is not installed")
    frame = g.claims().df
    assert len(frame) == len(g.claims)
    assert str(frame["published_latest"].dtype) == "datetime64[us, UTC]"
    assert str(frame["stayMaxDays"].dtype) == "Int64"
    assert {type(value) for value in frame["subject"]} == {str}
    found = g.query("whom-a-state-deems-safe", state="GB").df
    assert list(found.columns[:2]) == ["state", "state_label"]
    assert set(found["state_label"]) == {"United Kingdom"}
    assert isinstance(g.query("SELECT ?a { ?a a xg:Unheard }").df, pd.DataFrame)


def test_without_pandas_a_frame_says_how_to_get_it(g: xg.Graph, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where pandas is absent, `.df` is one error with the command that installs it."""
    monkeypatch.setitem(sys.modules, "pandas", None)
    with pytest.raises(InputError, match=r"pip install 'exitgraph\[notebook\]'"):
        _ = g.claims().df


def test_what_cannot_be_understood_is_said_when_it_is_loaded(tmp_path: Path) -> None:
    """A file with a claim that has no object is an error of loading it, not of the first question."""
    file = tmp_path / "wrong.ttl"
    file.write_text("<https://w3id.org/exitgraph/claim/1> a <https://w3id.org/exitgraph/ontology#Claim> .\n", "utf-8")
    with pytest.raises(InputError, match="rdf:object"):
        xg.load(file)


def test_loading_brings_no_data_frames() -> None:
    """Loading and a table of claims import neither pandas nor networkx nor rdflib."""
    program = "import sys, exitgraph; exitgraph.load().claims(); print(*{n.partition('.')[0] for n in sys.modules})"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert {"pandas", "networkx", "rdflib", "pyarrow"}.isdisjoint(done.stdout.split())
