"""A graph read from an on-disk store is the graph read from its files: the same digest, the same bytes of each verb."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

import exitgraph
from commands import call
from exitgraph import Graph
from exitgraph.errors import InputError, UnknownName
from exitgraph.rdf.decode import decode
from exitgraph.rdf.folder import shipped_graph
from exitgraph.rdf.turtle import Document, Triple, read_text
from exitgraph.sources.merge import file_of
from exitgraph.store import DiskStore, EmbeddedStore, build, documents_of, layout_of
from exitgraph.vocabulary import iri, xg
from world import ENTITIES, SOURCES, world_documents, world_files, write_world

if TYPE_CHECKING:
    from pathlib import Path

DAY = ("--today", "2025-01-01")
QUERY = (
    "# title: Own\n# param of: territory; Whose.\nSELECT ?c {\n#params\n?c a xg:Claim ; rdf:subject ?of } ORDER BY ?c\n"
)

VERBS = {
    "claims": ("claims", *DAY),
    "claims as CSV": ("claims", "--format", "csv", *DAY),
    "claims as JSON": ("claims", "--format", "json", "--subject", "XB", *DAY),
    "explain": ("explain", "G2", *DAY),
    "sources": ("sources",),
    "search": ("search", "orland"),
    "routes": ("routes", "--from", "XA", "--status", "deserter", "--holds", "internal-passport", "--possible", *DAY),
    "why not": ("routes", "--from", "XA", "--status", "deserter", "--why-not", "XC", *DAY),
    "query list": ("query", "--list"),
    "a query of its own": ("query", "own", "--param", "of=XB"),
    "SPARQL": ("query", "SELECT ?g (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } } GROUP BY ?g ORDER BY ?g"),
    "a construction": ("query", "CONSTRUCT { ?s ?p ?o } WHERE { ?s a xg:Claim ; ?p ?o }"),
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give the invented world as a folder of files, with a query of its own."""
    made = write_world(tmp_path_factory.mktemp("world") / "graph")
    (made / "queries").mkdir()
    (made / "queries" / "own.rq").write_text(QUERY, encoding="utf-8")
    return made


@pytest.fixture(scope="module")
def store(folder: Path) -> Path:
    """Give the same world as an on-disk store, made by the command line."""
    made = folder.parent / "store"
    assert call("store", "build", made, "--graph", folder).code == 0
    return made


@pytest.mark.parametrize("what", VERBS)
def test_a_verb_says_the_same_of_the_store(what: str, folder: Path, store: Path) -> None:
    """Each reading verb ends alike and writes the same bytes, whether it reads the files or the store."""
    of_files, of_store = (call(*VERBS[what], "--graph", place) for place in (folder, store))
    assert of_store == of_files
    assert (of_files.code, bool(of_files.out)) == (0, True)


def exported(form: str, place: Path) -> bytes:
    """Export the graph that lies somewhere."""
    file = place.parent / f"exported.{form}"
    assert call("export", "--format", form, "--graph", place, "-o", file).code == 0
    return file.read_bytes()


@pytest.mark.parametrize("form", ["nquads", "trig", "turtle", "graphml", "csv"])
def test_an_export_of_the_store_has_the_same_bytes(form: str, folder: Path, store: Path) -> None:
    """Each format is written alike from the files and from the store; the table tells the names of the files."""
    assert exported(form, store) == exported(form, folder) != b""


def test_a_page_of_the_store_has_the_same_bytes(folder: Path, store: Path) -> None:
    """The page drawn from the store is that drawn from the files."""
    assert exitgraph.load(store).page() == exitgraph.load(folder).page()


def test_the_shipped_graph_in_a_store(graph: Graph, tmp_path: Path) -> None:
    """The shipped graph decodes from a store to the same knowledge, in the same order, and asks the store itself."""
    build(tmp_path / "store", graph.in_memory())
    again = exitgraph.load(tmp_path / "store")
    assert again.digest == graph.digest
    assert isinstance(again.store, DiskStore)
    assert again.knowledge == graph.knowledge
    assert list(again.claims) == list(graph.claims)
    assert file_of(again.documents) == file_of(graph.documents)
    plain = [name for name, query in graph.queries.items() if all(p.optional or p.default for p in query.parameters)]
    assert len(plain) > 5
    for name in plain:
        assert again.query(name).result.as_csv() == graph.query(name).result.as_csv()
    asked = {"status": "deserter", "holds": ["internal-passport"], "valid_at": "2024-11-24", "known_at": "2024-11-24"}
    found = graph.routes("RU", **asked).itineraries  # type: ignore[arg-type]
    assert found
    assert again.routes("RU", **asked).itineraries == found  # type: ignore[arg-type]


def test_one_file_beside_the_shipped_reference(tmp_path: Path) -> None:
    """A store of one Turtle file keeps which of the sources are the file's own: its table has the same rows."""
    file = tmp_path / "claims" / "article.ttl"
    file.parent.mkdir()
    shutil.copy(shipped_graph() / "claims" / "itv-2024-11.ttl", file)
    assert call("store", "build", tmp_path / "store", "--graph", file).code == 0
    for form in ("csv", "nquads"):
        assert exported(form, tmp_path / "store") == exported(form, file)


def test_a_store_of_a_store_is_the_same_generation(store: Path, tmp_path: Path) -> None:
    """Building from a store gives what it holds, files and queries included."""
    assert call("store", "build", tmp_path / "again", "--graph", store).code == 0
    with DiskStore(store) as one, DiskStore(tmp_path / "again") as two:
        assert two.generation == one.generation


def test_the_life_of_a_store_on_the_command_line(folder: Path, tmp_path: Path) -> None:
    """Built, dumped, restored, copied, verified and collected, it keeps its digest and says it each time."""
    place, digest = tmp_path / "store", exitgraph.load(folder).digest
    commands = (
        ("build", place, "--graph", folder),
        ("dump", place, tmp_path / "dump.nq"),
        ("restore", tmp_path / "second", tmp_path / "dump.nq"),
        ("backup", place, tmp_path / "third"),
        *(("verify", name) for name in (place, tmp_path / "second", tmp_path / "third")),
        ("collect", place),
    )
    for arguments in commands:
        ended = call("store", *arguments, "--format", "json")
        assert ended.code == 0, ended.err
        said = json.loads(ended.out)
        assert (said["done"], said["digest"]) == (arguments[0], digest)
    assert digest in call("store", "verify", place).out


def test_damage_ends_verify_with_one(store: Path, tmp_path: Path) -> None:
    """`verify` of a store with a changed file ends with 1 and names the file."""
    assert call("store", "backup", store, tmp_path / "copy").code == 0
    (log,) = (tmp_path / "copy").glob("generations/*/data/LOG")
    log.write_text("changed")
    ended = call("store", "verify", tmp_path / "copy")
    assert (ended.code, ended.out) == (1, "")
    assert "data/LOG changed" in ended.err


@pytest.mark.parametrize("arguments", [("validate",), ("import", "table", "--template", "--into")])
def test_where_files_are_wanted_a_store_is_refused(arguments: tuple[str, ...], store: Path) -> None:
    """What checks or changes files says so of a store, and what to name instead."""
    ended = call(*arguments, store)
    assert ended.code == 2
    assert "this is an on-disk store" in ended.err


def test_validate_of_a_server_says_what_to_validate_instead() -> None:
    """`validate --store` is refused with what to do, since a server has neither files nor lines."""
    ended = call("validate", "--store", "http://127.0.0.1:1/sparql")
    assert ended.code == 2
    assert "a server has no files" in ended.err


# --- documents of a store ---


def test_each_claim_is_in_the_file_that_it_came_from() -> None:
    """Claims, sources and omissions come back in files of the same names, also those of one source in two files."""
    claims, sources = (
        read_text(world_files()[name], name=f"graph/{name}") for name in ("claims/all.ttl", "sources/all.ttl")
    )
    some = tuple(triple for triple in claims.triples if triple.subject < sorted(t.subject for t in claims.triples)[40])
    rest = tuple(triple for triple in claims.triples if triple not in set(some))
    documents = [
        *(item for item in world_documents() if "/all.ttl" not in f"/{item.path}"),
        Document("graph/claims/one.ttl", some),
        Document("graph/claims/two.ttl", rest),
        sources,
    ]
    found = documents_of(EmbeddedStore(documents))
    assert file_of(found) == file_of(documents)
    assert {item.path for item in found} == {"claims/one.ttl", "claims/two.ttl", "sources/all.ttl", "reference.ttl"}
    assert {t for item in found for t in item.triples} == {t for item in documents for t in item.triples}


def test_without_a_layout_each_source_has_its_file() -> None:
    """Of a store that does not say how its files were, each source's claims are a file of its name."""
    store = EmbeddedStore.of_quads(EmbeddedStore(world_documents()).quads())
    found = documents_of(store)
    assert decode(found).claims == decode(world_documents()).claims
    assert {item.path for item in found} == {
        "claims/bulletin-2024.ttl",
        "claims/gazette-2024.ttl",
        *(f"sources/{source.iri.rsplit('/', 1)[1]}.ttl" for source in SOURCES),
        "reference.ttl",
    }


def test_what_stands_in_no_file_of_claims_has_none() -> None:
    """A layout says of a subject outside the usual file of its graph where it stands, or that it stands nowhere."""
    documents = world_documents()
    claims = next(item for item in documents if item.path == "claims/all.ttl")
    stray = claims.triples[0].subject
    moved = [
        *(item for item in documents if item is not claims),
        Document("claims/all.ttl", tuple(triple for triple in claims.triples if triple.subject != stray)),
        Document("<public tier>", tuple(triple for triple in claims.triples if triple.subject == stray)),
    ]
    assert layout_of(moved)[stray] == ""
    assert file_of(documents_of(EmbeddedStore(moved))) == file_of(moved)


def test_derived_triples_are_no_part_of_the_files() -> None:
    """A triple of the derived graph is in no document."""
    derived = Triple(iri("territory:XC"), xg("deemsSafe"), iri("territory:XB"))
    store = EmbeddedStore(world_documents(), [derived])
    assert derived in {triple for triple, _ in store.quads()}
    assert derived not in {triple for item in documents_of(store) for triple in item.triples}


def test_a_store_with_restricted_material_is_not_asked_itself(tmp_path: Path) -> None:
    """What the public tier leaves out of a store can be reached neither by name nor by SPARQL."""
    secret = replace(ENTITIES[-2], properties={xg("sensitivity"): (iri("concept:restricted"),)})
    documents = world_documents(entities=[*(item for item in ENTITIES if item.iri != secret.iri), secret])
    build(tmp_path / "store", EmbeddedStore(documents))
    with DiskStore(tmp_path / "store") as store:
        assert store.ask(f"ASK {{ <{secret.iri}> ?p ?o }}")
        graph = Graph.from_store(store)
        assert graph.store is not store
        assert not graph.store.ask(f"ASK {{ <{secret.iri}> ?p ?o }}")
        assert graph.digest != store.digest
        with pytest.raises(UnknownName):
            graph.resolve(secret.iri)


def test_a_graph_keeps_its_store_open(store: Path) -> None:
    """The store of a graph can be closed, after which SPARQL says so, and what was decoded stays."""
    graph = exitgraph.load(store)
    graph.store.close()
    assert graph.claims
    with pytest.raises(InputError, match="closed"):
        graph.query("SELECT * { ?s a xg:Claim }")
