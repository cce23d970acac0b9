"""Rules that keep the graph from saying what could hurt somebody, and from saying anything that it has no word for.

A territory is the finest place and a month the finest date of a private person's journey; a private person has no
name, not even in an IRI; and a property that the ontology does not know is refused, since nobody has judged what it
could give away.
"""

from __future__ import annotations

import re
from collections import defaultdict
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from exitgraph.claims.interval import stamp
from exitgraph.rdf.turtle import Literal
from exitgraph.validate.scope import instant, links
from exitgraph.vocabulary import (
    BASE,
    DCTERMS,
    OWL,
    RDF,
    RDF_OBJECT,
    RDF_PREDICATE,
    RDF_SUBJECT,
    RDF_TYPE,
    RDFS,
    SCHEMA,
    SKOS,
    XG,
    curie,
    xg,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import datetime

    from exitgraph.rdf.node import Node
    from exitgraph.rdf.turtle import Triple
    from exitgraph.validate.report import Finding
    from exitgraph.validate.scope import Scope

_PERSON = BASE + "person/"

#: What each namespace holds; the first class is the one that a message names.
_NAMESPACES: Final = (
    ("claim", ("Claim",)),
    ("copy", ("AccessCopy",)),
    ("document", ("TravelDocument",)),
    ("event", ("Event",)),
    ("evidence", ("Evidence",)),
    ("group", ("Group",)),
    ("omission", ("Omission",)),
    ("organ", ("Organ", "OfficeHolder")),
    ("organisation", ("Organisation", "Actor", "OfficeHolder")),
    # Whoever is named in an office is no private person; the shape of office-holders asks for the office.
    ("person", ("Person", "OfficeHolder")),
    ("region", ("Region",)),
    ("review", ("Review",)),
    ("source", ("Source",)),
    ("territory", ("Territory",)),
)

# Annotations of entities, and what terms of the ontology and concepts may carry besides.
_OF_ENTITIES: Final = frozenset({RDF_TYPE, RDFS + "label", RDFS + "comment", SKOS + "altLabel"})
_OF_REGIONS: Final = frozenset(SKOS + name for name in ("closeMatch", "exactMatch"))
_OF_CLAIMS: Final = frozenset({RDF_TYPE, RDF_SUBJECT, RDF_PREDICATE, RDF_OBJECT})
_OF_SOURCES: Final = frozenset({RDF_TYPE, DCTERMS + "title"})
_OF_TERMS: Final = frozenset(
    {
        *_OF_ENTITIES,
        *(RDFS + name for name in ("domain", "range", "subClassOf", "subPropertyOf", "seeAlso", "isDefinedBy")),
        *(
            SKOS + name
            for name in (
                "prefLabel",
                "definition",
                "scopeNote",
                "notation",
                "broader",
                "narrower",
                "related",
                "inScheme",
                "topConceptOf",
                "hasTopConcept",
                "exactMatch",
                "closeMatch",
                "broadMatch",
                "narrowMatch",
                "relatedMatch",
            )
        ),
        *(SCHEMA + name for name in ("domainIncludes", "rangeIncludes")),
        *(OWL + name for name in ("inverseOf", "versionInfo")),
        *(DCTERMS + name for name in ("title", "description", "license")),
    }
)

_PLACE_WORDS: Final = frozenset(
    (
        "lat", "long", "lon", "lat_long", "latitude", "longitude", "alt", "altitude", "elevation", "geo", "location",
        "coordinates", "coordinate", "geometry", "hasgeometry", "defaultgeometry", "aswkt", "asgml", "asgeojson",
        "point", "polygon", "box", "geohash", "address", "streetaddress", "postalcode", "geowithin", "geocovers",
    )
)  # fmt: skip
_COORDINATES = re.compile(
    r"-?\d{1,3}\.\d{3,}°?\s*[NSEW]?\s*[,;/ ]\s*-?\d{1,3}\.\d{3,}|\d{1,3}\s*°\s*\d{1,2}(?:\D|\Z)"
    r"|\b(?:POINT|POLYGON|LINESTRING)\s*(?:Z\s*)?\("
)


def namespaces(scope: Scope) -> Iterator[Finding]:
    """Check that what stands in a namespace of ours is of its class, and that nothing else is described."""
    for iri in scope.places:
        kinds = scope.kinds(iri)
        if iri.startswith(XG) or OWL + "Ontology" in kinds:
            continue
        name = iri.removeprefix(BASE).partition("/")[0] if iri.startswith(BASE) else ""
        if name == "concept":
            if kinds.isdisjoint((SKOS + "Concept", SKOS + "ConceptScheme")):
                what = "a concept has to be a skos:Concept or a skos:ConceptScheme"
                yield scope.finding(iri, "namespace", what, "Add its type, or use another namespace.")
            continue
        wanted = dict(_NAMESPACES).get(name)
        if wanted is None:
            what = "the subject is in none of the namespaces of the graph"
            hint = "Describe what is ours only; use one of the namespaces of docs/architecture.md."
            yield scope.finding(iri, "namespace", what, hint)
        # A person under any other name is the business of the shape of persons.
        elif kinds.isdisjoint(xg(kind) for kind in wanted) and xg("Person") not in kinds:
            what = f"what is named {name}: has to be of class xg:{wanted[0]}"
            yield scope.finding(iri, "namespace", what, f"Write `a xg:{wanted[0]}`, or use another namespace.")


def properties(scope: Scope) -> Iterator[Finding]:
    """Refuse properties outside the ontology and the known vocabularies, coordinates, and direct triples."""
    declared = frozenset(
        iri for iri, node in scope.nodes.items() if iri.startswith(XG) and RDF + "Property" in scope.kinds(iri)
    )
    allowed = declared - scope.ontology.relations.keys()
    for document in scope.own:
        for triple in document.triples:
            yield from _coordinates(scope, triple)
            kinds = scope.kinds(triple.subject)
            # The closed shape of persons names every property that it refuses.
            if triple.predicate in allowed or triple.predicate in _annotations(kinds) or xg("Person") in kinds:
                continue
            if triple.predicate in scope.ontology.relations:
                what = f"{curie(triple.predicate)} stands as a direct triple; these are derived, never written"
                hint = "Write a claim with its evidence instead."
                yield scope.finding(triple.subject, "direct-triple", what, hint)
            elif not _is_place(triple.predicate):
                what = f"{curie(triple.predicate)} is no property of the ontology that may stand here"
                hint = "Safety: what the graph has no word for is refused. Use a property of graph/ontology.ttl."
                yield scope.finding(triple.subject, "property", what, hint)


def _annotations(kinds: frozenset[str]) -> frozenset[str]:
    if xg("Source") in kinds:
        return _OF_SOURCES
    if not kinds.isdisjoint(xg(name) for name in ("Claim", "Evidence", "AccessCopy", "Omission")):
        return _OF_CLAIMS
    if xg("Region") in kinds:
        return _OF_ENTITIES | _OF_REGIONS
    return _OF_ENTITIES if xg("Entity") in kinds else _OF_TERMS


def _is_place(predicate: str) -> bool:
    if predicate.startswith(XG):
        return False
    return re.split(r"[/#:]", predicate)[-1].casefold() in _PLACE_WORDS or "wgs84_pos" in predicate


def _coordinates(scope: Scope, triple: Triple) -> Iterator[Finding]:
    hint = "Safety: a territory is the finest place that the graph may name. Remove it."
    # A property of a person is refused by its closed shape already, which says so.
    if _is_place(triple.predicate) and xg("Person") not in scope.kinds(triple.subject):
        what = f"{curie(triple.predicate)} gives a place finer than a territory"
        yield scope.finding(triple.subject, "coordinates", what, hint)
    elif isinstance(triple.object, Literal) and _COORDINATES.search(triple.object.value):
        what = f"the text of {curie(triple.predicate)} reads like coordinates"
        yield scope.finding(triple.subject, "coordinates", what, hint)


def journeys(scope: Scope) -> Iterator[Finding]:
    """Check that what a claim says of a private person is dated to whole calendar months, and so is its event.

    ``heldAt`` is about the report, not about the journey, and may be finer. An event that claims about others than
    private persons share, such as an invasion, is public.
    """
    journeys: dict[str, set[datetime | None]] = defaultdict(set)
    public = set()
    for node in scope.of_kind("Claim"):
        if not _is_journey(scope, node):
            public.update(links(node, "event"))
            continue
        for event in links(node, "event"):
            journeys[event] |= {instant(scope.nodes[item], "publishedLatest") for item in scope.sources_of(node)}
        for name in ("start", "end"):
            yield from _months(scope, node, name)
    for node in scope.of_kind("Event"):
        if node.iri in journeys and node.iri not in public:
            # An event may end where the source was published: that tells nothing of the journey.
            yield from _months(scope, node, "occurred", frozenset(journeys[node.iri]))


def _is_journey(scope: Scope, claim: Node) -> bool:
    named = {item for _, item in claim.pairs() if isinstance(item, str)}
    return any(xg("Person") in scope.kinds(item) for item in named) or any(
        item.startswith(_PERSON) and scope.is_missing(item) for item in named
    )


def _months(scope: Scope, node: Node, name: str, also: frozenset[datetime | None] = frozenset()) -> Iterator[Finding]:
    first, last = instant(node, f"{name}Earliest"), instant(node, f"{name}Latest")
    if _begins_month(first) and (_ends_month(last) or last in also):
        return
    shown = " to ".join(stamp(bound) for bound in (first, last) if bound)
    what = f"the date xg:{name} of a private person's journey, {shown}, is finer than a month"
    hint = "Safety: widen it to whole calendar months, like 2024-03-01T00:00:00Z to 2024-03-31T23:59:59Z."
    yield scope.finding(node.iri, "journey-month", what, hint)


def _begins_month(bound: datetime | None) -> bool:
    return bound is None or stamp(bound).endswith("-01T00:00:00Z")


def _ends_month(bound: datetime | None) -> bool:
    return bound is None or _begins_month(bound + timedelta(seconds=1))


def persons(scope: Scope) -> Iterator[Finding]:
    """Check that the IRI of a private person names the source that speaks of the person."""
    for node in scope.of_kind("Person"):
        match = re.match(re.escape(_PERSON) + r"([a-z0-9-]+)-[1-9][0-9]*\Z", node.iri)
        source = f"{BASE}source/{match[1]}" if match else ""
        if source and source not in scope.nodes:
            what = f"the IRI names {curie(source)}, which is described nowhere"
            hint = "A private person is known by source and number alone, as in person:itv-2024-11-1."
            yield scope.finding(node.iri, "person-source", what, hint)


def all_rules(scope: Scope) -> Iterable[Finding]:
    """Run every rule of this module."""
    for rule in (namespaces, properties, journeys, persons):
        yield from rule(scope)
