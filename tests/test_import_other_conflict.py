"""A table of another conflict needs no code: a few entities, the table, and every verb works on it."""

import json
from pathlib import Path

import pytest

import exitgraph
from commands import call
from exitgraph.vocabulary import curie, iri, xg
from tables import TODAY, claim, conflict, files, load_table, new_graph, write_csv

DAY = ("--valid-at", "2025-03-15", "--known-at", "2025-03-15")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Give a folder with the entities and the imported table of the invented conflict."""
    made = new_graph(tmp_path / "horn")
    counts = load_table(write_csv(tmp_path / "horn.csv", conflict()), made)
    assert (counts["added"], counts["omitted"], counts["rejected"]) == (4, 1, 0)
    return made


def test_the_folder_holds_its_entities_and_what_was_imported(folder: Path) -> None:
    """The import writes claims and sources beside the entities, and copies nothing of the shipped graph."""
    assert list(files(folder)) == ["claims/invented-2025.ttl", "entities/invented.ttl", "sources/invented-2025.ttl"]


def test_it_is_valid(folder: Path) -> None:
    """The shapes and the rules of the shipped ontology find nothing wrong with it."""
    assert call("validate", folder).code == 0


def test_its_claims_are_listed_and_none_of_the_shipped_ones(folder: Path) -> None:
    """`claims` shows the four claims of the table, from the table's source only."""
    listed = json.loads(call("claims", "--graph", folder, "--format", "json", *DAY).out)["claims"]
    assert {row["source"] for row in listed} == {"source:invented-2025"}
    assert len(listed) == 4


def test_a_route_to_protection_is_documented(folder: Path) -> None:
    """A conscript evader of Eritrea enters Ethiopia and is protected there, leg by leg with the claims of the rows."""
    ran = call(
        *("routes", "--from", "ER", "--status", "conscript-evader", "--goal", "protection", "--possible"),
        *("--graph", folder, "--format", "json", *DAY),
    )
    assert ran.code == 0
    (itinerary,) = json.loads(ran.out)["itineraries"]
    graph = exitgraph.load(folder)
    expected = [curie(graph.resolve(key, "Claim")) for key in ("ER1", "ER2")]
    assert itinerary["goal"] == {"territory": "ET", "level": "protection"}
    assert [leg["action"] for leg in itinerary["legs"]] == ["enter", "protected"]
    assert [leg["claims"] for leg in itinerary["legs"]] == [[name] for name in expected]


def test_a_russian_deserter_finds_nothing_there(folder: Path) -> None:
    """The shipped graph's claims are no part of it: from Russia no route is documented."""
    ran = call(
        *("routes", "--from", "RU", "--status", "deserter", "--holds", "internal-passport", "--possible"),
        *("--graph", folder, "--format", "json", *DAY),
    )
    assert json.loads(ran.out)["itineraries"] == []


def test_a_shipped_question_is_answered_over_it(folder: Path) -> None:
    """`query` runs a named question with an entity of the new conflict as its parameter."""
    ran = call("query", "--graph", folder, "everything-about-a-party", "-p", "party=er-deserter", "--format", "json")
    assert ran.code == 0
    assert "An invented claim, row ER3." in ran.out
    assert "An invented claim, row ER4." in ran.out


def test_names_and_passages_left_out_are_kept(folder: Path) -> None:
    """The omission of the table is data with its reason, and the search finds the entity by its label."""
    (omission,) = (item for item in exitgraph.load(folder).knowledge.omissions.values() if "ER5" in item.record_keys)
    assert omission.reason == iri("concept:time-of-day")
    assert "group:er-deserter" in call("search", "Eritrean deserters", "--graph", folder).out


def test_a_relation_that_the_graph_adds_can_be_imported_at_once(tmp_path: Path) -> None:
    """A relation and a role declared in a graph's own ontology are a row and a column of its table, with no code."""
    made = new_graph(tmp_path / "horn")
    (made / "terms.ttl").write_text(
        """\
@prefix concept: <https://w3id.org/exitgraph/concept/> .
@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix xg: <https://w3id.org/exitgraph/ontology#> .

xg:inventedToll
    a xg:Role ;
    rdfs:label "invented toll"@en ;
    rdfs:comment "What the invented ferry takes."@en ;
    rdfs:range <http://www.w3.org/2001/XMLSchema#integer> .
""",
        encoding="utf-8",
    )
    (made / "relation.ttl").write_text(
        """\
@prefix concept: <https://w3id.org/exitgraph/concept/> .
@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix xg: <https://w3id.org/exitgraph/ontology#> .

xg:inventedlyFerries
    a xg:Relation ;
    rdfs:label "inventedly ferries"@en ;
    rdfs:domain xg:Territory ;
    rdfs:range xg:Group ;
    xg:defaultBasis concept:practice ;
    xg:directObject rdf:object ;
    xg:directSubject rdf:subject ;
    xg:permitsRole xg:inventedToll .
""",
        encoding="utf-8",
    )
    ran = call("import", "table", "--template", "--into", made)
    assert "inventedToll" in ran.out.splitlines()[0].split(",")
    assert "integer. What the invented ferry takes." in ran.out
    rows = conflict()
    rows.append(claim("ER9", relation="inventedly ferries", mode="", inventedToll="7"))
    assert load_table(write_csv(tmp_path / "horn.csv", rows), made)["added"] == 5
    found = exitgraph.load(made)
    assert found.claims[found.resolve("ER9", "Claim")].role(xg("inventedToll")) == 7


def test_a_table_for_the_wrong_graph_names_what_is_missing(tmp_path: Path) -> None:
    """Without the entities every row that needs one is rejected with where to add it, and no file is made."""
    table = write_csv(tmp_path / "horn.csv", conflict())
    counts = load_table(table, tmp_path / "nothing", code=1)
    assert {reject["key"] for reject in counts["rejects"]} == {row["record_key"] for row in conflict()}
    hints = {reject["key"]: reject["hint"] for reject in counts["rejects"]}
    assert "graph/entities" in hints["ER2"]
    assert not (tmp_path / "nothing").exists()


@pytest.mark.parametrize("option", [(), ("--rejects", "elsewhere.csv")])
def test_the_exit_code_says_whether_rows_were_rejected(tmp_path: Path, option: tuple[str, ...]) -> None:
    """Exit code 1 with a table of rejects for people where rows were rejected, 0 and one line of counts where not."""
    made = new_graph(tmp_path / "horn")
    good = call("import", "table", write_csv(tmp_path / "good.csv", conflict()), "--into", made, *TODAY)
    assert (good.code, good.out.count("\n")) == (0, 1)
    named = tuple(str(tmp_path / part) if part.endswith(".csv") else part for part in option)
    bad_table = write_csv(tmp_path / "bad.csv", [claim("ER7", subject="Atlantis")])
    bad = call("import", "table", bad_table, "--into", made, *TODAY, *named)
    assert bad.code == 1
    assert "Atlantis" in bad.out
    written = tmp_path / ("elsewhere.csv" if option else "bad.rejects.csv")
    assert "Atlantis" in written.read_text(encoding="utf-8")
