"""How relations and kinds of nodes look: families of colour, dash patterns, shapes.

Colour never stands alone: inside a family the dash pattern tells the relations apart, a denial ends in a bar, and
the kind of a node is its shape. The hues follow the colour-blind-safe palette of Okabe and Ito, darkened until each
has a contrast of at least 3:1 with the page (the values themselves stand in ``assets/tokens.css``).
"""

from __future__ import annotations

from collections import Counter
from types import MappingProxyType
from typing import TYPE_CHECKING, Final, NamedTuple

from exitgraph.vocabulary import SKOS, xg

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from exitgraph.claims.knowledge import Knowledge
    from exitgraph.claims.values import Iri

#: Family -> the relations in it, in the order of the legend; relations that the table does not know are "other".
FAMILIES: Final = MappingProxyType(
    {
        "entry": ("admits", "requiresDocument", "issuesTravelDocument", "lacksDocument"),
        "barred": ("bars", "barsExit", "closesBorder"),
        "protection": ("grantsProtection", "permitsApplication", "setsProcedure", "statesPolicy"),
        "refusal": ("refusesProtection", "suspendsProtection"),
        "safety": ("deemsSafe",),
        "returns": ("returned", "abducted", "penalises", "invaded"),
        "journeys": ("crossed", "appliedForAsylumIn", "livesIn", "desertedFrom"),
        "other": (
            "counts",
            "account",
            "opinion",
            "assists",
            "encourages",
            "basedIn",
            "holdsOffice",
            "interviewed",
            "includesGroup",
            "tookPartIn",
        ),
    }
)

FAMILY_LABELS: Final = MappingProxyType(
    {
        "entry": "Entry and documents",
        "barred": "Barred and closed",
        "protection": "Protection",
        "refusal": "Protection refused",
        "safety": "Called safe",
        "returns": "Returns and penalties",
        "journeys": "Journeys of people",
        "other": "Context",
    }
)

#: Lengths of stroke and gap in pixels; the empty pattern is a solid line.
DASHES: Final = ((), (9, 4), (2, 3), (9, 3, 2, 3), (5, 3), (14, 4), (9, 3, 2, 3, 2, 3), (4, 6))

#: Kind -> class, in the order in which they are tried and shown.
KINDS: Final = MappingProxyType(
    {
        "territory": xg("Territory"),
        "region": xg("Region"),
        "group": xg("Group"),
        "person": xg("Person"),
        "office-holder": xg("OfficeHolder"),
        "organ": xg("Organ"),
        "organisation": xg("Organisation"),
        "event": xg("Event"),
        "document": xg("TravelDocument"),
        "concept": SKOS + "Concept",
    }
)

KIND_LABELS: Final = MappingProxyType(
    {
        "territory": "Territory",
        "region": "Region",
        "group": "Group",
        "person": "Person (not named)",
        "office-holder": "Office-holder",
        "organ": "Organ of a State",
        "organisation": "Organisation",
        "event": "Event",
        "document": "Travel document",
        "concept": "Measure, policy or other term",
        "thing": "Other",
    }
)


class Look(NamedTuple):
    """Family and dash pattern of a relation."""

    family: str
    dashes: tuple[int, ...]


def looks(relations: Iterable[Iri]) -> Mapping[Iri, Look]:
    """Give each relation its look: that of the table, or, for one that it does not know, the next dash of "other"."""
    found = {}
    known = {
        xg(name): Look(family, DASHES[place % len(DASHES)])
        for family, names in FAMILIES.items()
        for place, name in enumerate(names)
    }
    strangers: Counter[str] = Counter()
    for relation in sorted(set(relations)):
        if relation in known:
            found[relation] = known[relation]
        else:
            found[relation] = Look("other", DASHES[strangers["other"] % len(DASHES)])
            strangers["other"] += 1
    return found


def rank(relation: Iri) -> tuple[int, int, str]:
    """Order relations as the legend shows them."""
    for place, names in enumerate(FAMILIES.values()):
        for inner, name in enumerate(names):
            if relation == xg(name):
                return place, inner, relation
    return len(FAMILIES), 0, relation


def kind_of(knowledge: Knowledge, name: Iri) -> str:
    """Give the kind of an entity, by its classes; where it has none that is known, by its IRI."""
    entity = knowledge.entities.get(name)
    types = entity.types if entity else ()
    for kind, wanted in KINDS.items():
        if knowledge.ontology.is_a(types, wanted):
            return kind
    for kind in KINDS:
        if f"/{kind}/" in name:
            return kind
    return "thing"
