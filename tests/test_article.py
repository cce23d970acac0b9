"""The article of November 2024, as it stands in the shipped graph."""

import os
import re
from pathlib import Path

import pytest

import exitgraph
from exitgraph import Graph
from exitgraph.claims.verify import verify
from exitgraph.rdf.direct import direct_triples
from exitgraph.rdf.encode import term
from exitgraph.rdf.turtle import Literal
from exitgraph.vocabulary import XSD, iri, local_name, xg

SOURCE = iri("source:itv-2024-11")
FORBIDDEN = {
    "C026": "base",
    "C033": "unit",
    "C048": "finer-than-territory",
    "C051": "base",
    "C052": "means-of-escape",
}


@pytest.fixture(scope="module")
def article() -> Path:
    shared = os.environ.get("EXITGRAPH_SHARED") or Path(__file__).resolve().parents[2] / "shared"
    path = Path(shared) / "evidence" / "article.txt"
    if not path.is_file():
        pytest.skip("no copy of the article: set EXITGRAPH_SHARED to the folder that holds evidence/article.txt")
    return path


def test_the_united_kingdom_deems_armenia_and_kazakhstan_safe(graph: Graph) -> None:
    """The direct triples answer whom the United Kingdom is said to deem safe, and it includes these two."""
    found = graph.query("SELECT ?o { territory:GB xg:deemsSafe ?o }").result.rows
    assert {(iri("territory:AM"),), (iri("territory:KZ"),)} <= set(found)


def test_every_row_became_a_claim_or_an_omission(graph: Graph) -> None:
    """Each of the 81 rows is the record key of a claim of the article or of an omission from it."""
    claims = {key for item in graph.knowledge.by_source[SOURCE] for key in item.record_keys}
    left_out = {key for item in graph.knowledge.omissions.values() if item.source == SOURCE for key in item.record_keys}
    rows = {key.partition(".")[0] for key in claims | left_out}  # a row that was split has keys such as C042.2
    assert rows == {f"C{number:03}" for number in range(1, 82)}
    assert not claims & left_out


@pytest.mark.parametrize(("key", "reason"), FORBIDDEN.items())
def test_what_safety_forbids_was_left_out_with_its_reason(graph: Graph, key: str, reason: str) -> None:
    """Units, bases, finer places and means of escape are omissions that say so."""
    found = [local_name(item.reason) for item in graph.knowledge.omissions.values() if key in item.record_keys]
    assert found == [reason]


def test_private_persons_are_the_two_pseudonyms(graph: Graph) -> None:
    """The private persons of the article are its two soldiers; each of the graph has a number in a source's name."""
    persons = {item.iri for item in graph.knowledge.of_kind(xg("Person"))}
    numbered = {re.fullmatch(re.escape(iri("person:")) + r"(.+)-[1-9][0-9]*", person) for person in persons}
    assert None not in numbered
    sources = {local_name(source) for source in graph.knowledge.sources}
    assert {match[1] for match in numbered if match} <= sources
    article = {person for person in persons if "itv-2024-11" in person}
    assert article == {iri("person:itv-2024-11-1"), iri("person:itv-2024-11-2")}
    named = {
        end
        for claim in graph.knowledge.by_source[SOURCE]
        for end in (claim.subject, claim.object, *(value for _, value in claim.proposition.roles))
    }
    assert named & persons == article


def test_every_passage_lies_in_the_copy(graph: Graph) -> None:
    """All evidence of the article has positions within the copy's length and a digest of 64 hexadecimal digits."""
    (copy,) = graph.knowledge.sources[SOURCE].copies
    assert copy.length is not None
    for item in (evidence for claim in graph.knowledge.by_source[SOURCE] for evidence in claim.evidence):
        assert item.start is not None
        assert item.end is not None
        assert 0 <= item.start < item.end <= copy.length
        assert re.fullmatch("[0-9a-f]{64}", item.sha256 or "")


def test_what_was_only_reported_has_no_end(graph: Graph) -> None:
    """A claim of the article that says only when it was reported to hold has no end."""
    held = [item for item in graph.knowledge.by_source[SOURCE] if item.held is not None and item.start is None]
    assert held
    assert all(item.end is None for item in held)


def test_every_claim_is_named_by_its_content(graph: Graph) -> None:
    """The IRI under which each shipped claim stands is the hash of what it says."""
    assert [item.iri for item in graph.claims.values()] == list(graph.claims)


def test_the_digest_is_the_same_each_time(graph: Graph) -> None:
    """Loading the shipped graph again gives the same digest."""
    assert exitgraph.load().digest == graph.digest


def test_direct_triples_are_of_positive_plain_claims_alone(graph: Graph) -> None:
    """Negative, exclusive and numeric claims, and those without effect, have no direct triple; every other has one."""
    apart = {xg(name) for name in ("exclusiveWithin", "value", "lower", "upper", "factor", "trend")}
    # What was only proposed, ordered, asked for or thrown out, and stays so: see concept:not-in-effect.
    without_effect = {
        concept for (concept,) in graph.query("SELECT ?c { ?c skos:broader* concept:not-in-effect }").result.rows
    }
    assert len(without_effect) > 1
    plain = {
        (item.subject, item.relation, term(item.object))
        for item in graph.claims.values()
        if item.proposition.positive and apart.isdisjoint(role for role, _ in item.proposition.roles)
        if not {item.proposition.role(xg(name)) for name in ("procedureState", "scope")} & without_effect
    }
    assert {tuple(triple) for triple in direct_triples(graph.knowledge)} == plain


def test_dates_are_instants_alone(graph: Graph) -> None:
    """No literal of the shipped graph is a bare year, month or date."""
    kinds = {triple.object.datatype for triple, _ in graph.store.quads() if isinstance(triple.object, Literal)}
    assert XSD + "dateTime" in kinds
    assert not kinds & {XSD + name for name in ("date", "gYear", "gYearMonth", "time")}


def test_the_copy_of_the_article_is_accepted(graph: Graph, article: Path) -> None:
    """Every passage of the article is where its evidence says, and the whole text is the copy that was read."""
    found = verify(graph.knowledge, SOURCE, article)
    assert found.same_text
    assert found.passages > 0
    assert found.differing == ()


def test_a_changed_byte_names_its_claims(graph: Graph, article: Path, tmp_path: Path) -> None:
    """A byte changed at either end, in the middle or in a multi-byte character of a passage names its claim."""
    raw = article.read_bytes().replace(b"\r\n", b"\n").removeprefix(b"\xef\xbb\xbf")
    text = raw.decode()
    copy = tmp_path / "article.txt"
    for claim in graph.knowledge.by_source[SOURCE]:
        for item in claim.evidence:
            first, last = (len(text[:place].encode()) for place in (item.start, item.end))
            wide = [place for place in range(first, last) if raw[place] > 127]
            for place in {first, (first + last) // 2, last - 1, *wide[:2]}:
                copy.write_bytes(raw[:place] + bytes([raw[place] ^ 1]) + raw[place + 1 :])
                assert claim.iri in {found.claim for found in verify(graph.knowledge, SOURCE, copy).differing}
