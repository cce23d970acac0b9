"""The public tier: months for persons, nothing of what is restricted, and no hash of a finer date."""

from dataclasses import replace
from datetime import UTC, datetime

from exitgraph.claims import Review, Text
from exitgraph.privacy import coarsen, public_documents, public_view
from exitgraph.rdf.decode import decode
from exitgraph.rdf.encode import review_triples
from exitgraph.rdf.turtle import Document
from exitgraph.vocabulary import iri, xg
from world import ADMITS, CLAIMS, CROSSED, ENTITIES, SAFE, know, passage, span, world_documents

FINE = replace(CROSSED, start=span("2023-05-03"))
LINKED = replace(SAFE, contradicts=(FINE.iri,))
SECRET = replace(ENTITIES[-2], properties={xg("sensitivity"): (iri("concept:restricted"),)})


def test_what_is_public_already_is_left_alone() -> None:
    """A graph of months and public entities is given back as it is."""
    knowledge = know(*CLAIMS)
    assert public_view(knowledge) is knowledge


def test_a_day_of_a_person_becomes_its_month_under_a_new_name() -> None:
    """The journey of a person shows whole months, and its identity is that of the coarser claim."""
    shown = public_view(know(FINE)).claims
    assert list(shown) == [CROSSED.iri] == [coarsen(FINE).iri]
    assert shown[CROSSED.iri].start == span("2023-05")
    assert FINE.iri != CROSSED.iri


def test_the_finer_name_stands_nowhere_in_the_public_files() -> None:
    """Links follow to the coarser claim, so that no hash of the finer date is left to be searched."""
    documents = world_documents((FINE, LINKED))
    before = decode(documents)
    after = public_view(before)
    assert after.claims[SAFE.iri].contradicts == (CROSSED.iri,)
    public = public_documents(documents, before, after)
    assert FINE.iri not in {term for document in public for triple in document.triples for term in triple}
    assert decode(public).claims == after.claims


def test_what_names_a_restricted_thing_is_dropped_with_it() -> None:
    """Claims about a restricted entity, and claims that it is the voice of, are not in the public tier."""
    heard = replace(ADMITS, evidence=(passage("Borland", speaker="person:gazette-2024-1"),))
    entities = [*(thing for thing in ENTITIES if thing.iri != SECRET.iri), SECRET]
    documents = world_documents((CROSSED, heard, SAFE), entities)
    before = decode(documents)
    after = public_view(before)
    assert set(after.claims) == {SAFE.iri}
    public = public_documents(documents, before, after)
    assert SECRET.iri not in {term for document in public for triple in document.triples for term in triple}


def test_what_is_no_journey_keeps_its_days() -> None:
    """A day in a claim about territories and groups is not widened."""
    item = replace(ADMITS, start=span("2023-05-03"))
    assert list(public_view(know(item)).claims.values()) == [item]


MADE = datetime(2026, 11, 23, tzinfo=UTC)


def test_reviews_follow_to_the_coarser_claim_and_go_with_a_dropped_one() -> None:
    """A grade of a widened claim is about its new name, and nothing is left of one about a claim that is not shown."""
    heard, group = ADMITS, next(thing for thing in ENTITIES if thing.iri == ADMITS.object)
    secret = replace(group, properties={xg("sensitivity"): (iri("concept:restricted"),)})
    entities = [*(thing for thing in ENTITIES if thing.iri != secret.iri), secret]
    reviews = (
        Review(FINE.iri, MADE, reason=Text("It is told by one."), credibility="3"),
        Review(heard.iri, MADE, reason=Text("What nobody is to read."), credibility="2"),
        Review(LINKED.iri, MADE, xg("Deprecated"), FINE.iri, Text("Corrected.")),
        Review(LINKED.source, MADE, reason=Text("It corrects."), reliability="B"),
    )
    told = Document("bookkeeping/reviews.ttl", tuple(triple for one in reviews for triple in review_triples(one)))
    documents = [*world_documents((FINE, heard, LINKED), entities), told]
    before = decode(documents)
    after = public_view(before)
    found = {review.about: review for review in after.reviews.values()}
    assert set(found) == {CROSSED.iri, SAFE.iri, LINKED.source}
    assert found[SAFE.iri].superseded_by == CROSSED.iri
    public = public_documents(documents, before, after)
    written = {str(term) for document in public for triple in document.triples for term in triple}
    assert {FINE.iri, heard.iri}.isdisjoint(written)
    assert not any("nobody is to read" in text for text in written)
    assert decode(public).reviews == after.reviews
