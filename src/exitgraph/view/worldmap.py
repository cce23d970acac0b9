"""What a map of the world shows: territories classed by what is claimed of them, and arcs between two territories.

Plain data that knows neither shapes nor colours. A class says how the claims that were asked for stand on the two
days: affirmed for certain, affirmed perhaps (undated, old, or a wide date), denied, contested (by a rule of conflict or
a curator), or both affirmed and denied. That a territory has no class says that this graph has no such claim, and
nothing about the territory.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final

from exitgraph.claims.groups import covers, fields_of
from exitgraph.claims.inforce import Standing
from exitgraph.claims.knowledge import iris
from exitgraph.claims.values import Text
from exitgraph.view.briefs import Briefs, href
from exitgraph.view.cards import term_label
from exitgraph.view.style import FAMILIES, FAMILY_LABELS, kind_of, looks, rank
from exitgraph.vocabulary import curie, local_name, xg

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from exitgraph.claims.knowledge import Knowledge
    from exitgraph.claims.model import Claim, Entity
    from exitgraph.claims.values import Iri

#: Class -> what the legend says, from the firmest.
CLASSES: Final = {
    "certain": "Affirmed, in force on the day",
    "possible": "Affirmed, perhaps: undated, old, a wide date, or only for a part of the group",
    "contested": "Contested: contradicted by another claim",
    "both": "Affirmed by some claims and denied by others, not of quite the same matter",
    "denied": "Denied",
}
#: The ends of a claim that can be coloured.
ENDS: Final = ("subject", "object", "from", "to", "at")
#: Claims that one answer lists; what is beyond is counted and said.
MOST_CLAIMS: Final = 1500
# Relation -> where its arc begins and ends; the first end that is a territory counts.
_ARC_ENDS: Final = {
    "admits": (("from",), ("subject",)),
    "bars": (("from",), ("subject",)),
    "returned": (("from", "at", "subject"), ("to",)),
    "abducted": (("from", "at"), ("to", "subject")),
    "crossed": (("from",), ("object", "to")),
    "appliedForAsylumIn": (("from",), ("object",)),
    "detained": (("from", "at"), ("to",)),
}
_OTHER_ARC_ENDS: Final = (("subject",), ("object",))
_PARTIES: Final = ("group", "person")


@dataclass(frozen=True)
class Asked:
    """What claims are asked for; every field narrows, ``None`` does not.

    ``subject`` and ``object`` are entities; ``document`` a travel document; ``group`` a group, to which claims about a
    wider group apply too; ``by`` the end of a claim that is coloured.
    """

    relation: Iri
    subject: Iri | None = None
    object: Iri | None = None
    document: Iri | None = None
    group: Iri | None = None
    by: str | None = None


@dataclass
class _Place:
    claims: list[Claim] = field(default_factory=list)
    certain: int = 0
    possible: int = 0
    denied: int = 0
    contested: int = 0

    def add(self, claim: Claim, *, certain: bool, contested: bool) -> None:
        self.claims.append(claim)
        if not claim.proposition.positive:
            self.denied += 1
        elif certain:
            self.certain += 1
        else:
            self.possible += 1
        self.contested += contested

    @property
    def kind(self) -> str:
        if self.contested:
            return "contested"
        if self.denied and (self.certain or self.possible):
            return "both"
        return "certain" if self.certain else "possible" if self.possible else "denied"

    def as_json(self) -> dict[str, Any]:
        return {
            "class": self.kind,
            "affirmed": self.certain + self.possible,
            "denied": self.denied,
            "contested": self.contested,
            "claims": [curie(claim.iri) for claim in self.claims],
        }


class WorldMap:
    """Answers what a map shows of one graph.

    Parameters
    ----------
    knowledge
        Public-tier knowledge.
    lang
        Language of labels.
    """

    def __init__(self, knowledge: Knowledge, lang: str = "en") -> None:
        self.knowledge = knowledge
        self.lang = lang

    @cached_property
    def territories(self) -> Mapping[Iri, Entity]:
        """The territories of the graph."""
        return {one.iri: one for one in self.knowledge.of_kind(xg("Territory"))}

    @cached_property
    def by_relation(self) -> Mapping[Iri, tuple[Claim, ...]]:
        """The claims of each relation, in order of IRI."""
        found: dict[Iri, list[Claim]] = defaultdict(list)
        for name in sorted(self.knowledge.claims):
            claim = self.knowledge.claims[name]
            found[claim.relation].append(claim)
        return {relation: tuple(claims) for relation, claims in found.items()}

    def ends_of(self, relation: Iri) -> tuple[str, ...]:
        """Give the ends of a relation's claims that are territories in one claim at least."""
        claims = self.by_relation.get(relation, ())
        return tuple(end for end in ENDS if any(self.place(claim, end) for claim in claims))

    @cached_property
    def relations(self) -> list[dict[str, Any]]:
        """The relations that a map can show, in order of the legend, with their number of claims and their ends."""
        shown = [name for name in sorted(self.by_relation, key=rank) if self.ends_of(name)]
        look = looks(self.by_relation)
        families = list(FAMILIES)
        shown.sort(key=lambda name: (families.index(look[name].family), rank(name)))
        return [
            {
                "value": local_name(name),
                "label": term_label(self.knowledge, name, self.lang),
                "family": FAMILY_LABELS[look[name].family],
                "claims": len(self.by_relation[name]),
                "ends": list(self.ends_of(name)),
                "arcs": any(self.arc_of(claim) for claim in self.by_relation[name]),
            }
            for name in shown
        ]

    def place(self, claim: Claim, end: str) -> Iri | None:
        """Give the territory at an end of a claim, if one is there."""
        value = {"subject": claim.subject, "object": claim.object}.get(end) or claim.role(xg(end))
        return value if isinstance(value, str) and value in self.territories else None

    def arc_of(self, claim: Claim) -> tuple[Iri, Iri] | None:
        """Give the two territories that a claim joins, in its direction."""
        begins, ends = _ARC_ENDS.get(local_name(claim.relation), _OTHER_ARC_ENDS)
        begin = next((place for end in begins if (place := self.place(claim, end))), None)
        end = next((place for name in ends if (place := self.place(claim, name))), None)
        return (begin, end) if begin and end and begin != end else None

    def default_end(self, asked: Asked) -> str:
        """Give the end that a question leaves open, so that it is the one to colour."""
        ends = self.ends_of(asked.relation) or ("subject",)
        open_ends = [end for end in ends if not (end == "subject" and asked.subject)]
        open_ends = [end for end in open_ends if not (end == "object" and asked.object)]
        return (open_ends or ends)[0]

    # -- answers ---------------------------------------------------------------------------------------

    def coloured(self, asked: Asked, briefs: Briefs) -> dict[str, Any]:
        """Class each territory at the asked end by the claims that were asked for.

        Returns
        -------
        dict
            ``places`` by class and name, ``classes`` with their counts, ``elsewhere`` for claims whose end is no
            territory (a union of States, an organ), and ``claims`` in brief.
        """
        by = asked.by or self.default_end(asked)
        places: dict[Iri, _Place] = defaultdict(_Place)
        elsewhere: dict[Iri, _Place] = defaultdict(_Place)
        kept, cut = self._cut(self._matching(asked, briefs))
        for claim, certain in kept:
            place = self.place(claim, by)
            contested = bool(briefs.against(claim))
            if place is not None:
                places[place].add(claim, certain=certain, contested=contested)
                continue
            value = {"subject": claim.subject, "object": claim.object}.get(by) or claim.role(xg(by))
            name = value if isinstance(value, str) else ""
            elsewhere[name].add(claim, certain=certain, contested=contested)
        rows = [self._row(name) | place.as_json() for name, place in places.items()]
        order = list(CLASSES)
        rows.sort(key=lambda row: (order.index(row["class"]), row["name"]))
        others = [
            {"id": curie(name), "name": briefs.label(name) if name else "", "href": href(name), **place.as_json()}
            for name, place in elsewhere.items()
        ]
        return {
            "by": by,
            "places": rows,
            "classes": _counted(row["class"] for row in rows),
            "elsewhere": sorted(others, key=lambda row: (row["name"], row["id"])),
            "claims": briefs.all_of(claim for claim, _ in kept),
            "left_out": cut,
        }

    def arcs(self, asked: Asked, briefs: Briefs) -> dict[str, Any]:
        """Bundle the claims that were asked for into arcs between two territories.

        Returns
        -------
        dict
            ``arcs`` with their class and claims, the ``places`` they join, ``classes`` with their counts, and
            ``unplaced``: how many claims name no second territory.
        """
        bundles: dict[tuple[Iri, Iri], _Place] = defaultdict(_Place)
        kept, cut = self._cut(self._matching(asked, briefs))
        unplaced = 0
        for claim, certain in kept:
            ends = self.arc_of(claim)
            if ends is None:
                unplaced += 1
                continue
            bundles[ends].add(claim, certain=certain, contested=bool(briefs.against(claim)))
        rows = [
            {"from": self._row(begin), "to": self._row(end)} | bundle.as_json()
            for (begin, end), bundle in bundles.items()
        ]
        order = list(CLASSES)
        rows.sort(key=lambda row: (order.index(row["class"]), row["from"]["name"], row["to"]["name"]))
        joined = {end for ends in bundles for end in ends}
        return {
            "arcs": rows,
            "places": sorted((self._row(name) for name in joined), key=lambda row: row["name"]),
            "classes": _counted(row["class"] for row in rows),
            "claims": briefs.all_of(claim for bundle in bundles.values() for claim in bundle.claims),
            "unplaced": unplaced,
            "left_out": cut,
        }

    def _matching(self, asked: Asked, briefs: Briefs) -> Iterator[tuple[Claim, bool]]:
        """Give the claims that were asked for and stand on the two days, and whether each does for certain."""
        papers = self.knowledge.broader(asked.document) if asked.document else frozenset[str]()
        for claim in self.by_relation.get(asked.relation, ()):
            if asked.subject is not None and claim.subject != asked.subject:
                continue
            if asked.object is not None and claim.object != asked.object:
                continue
            if asked.document is not None and papers.isdisjoint((claim.role(xg("document")), claim.object)):
                continue
            applies = self._applies(claim, asked.group)
            if applies is False:
                continue
            standing = briefs.standing(claim).standing
            if standing is not Standing.NOT_IN_FORCE:
                yield claim, standing is Standing.CERTAIN and applies is True

    def _applies(self, claim: Claim, group: Iri | None) -> bool | None:
        """Whether a claim is about a group: about it or a wider one, or about somebody who belongs to it."""
        if group is None:
            return True
        party = claim.object if self._is_party(claim.object) else claim.role(xg("group"))
        if not isinstance(party, str) or party == group:
            return True
        relation = self.knowledge.ontology.relations.get(claim.relation)
        if relation is not None and relation.occurrence:
            return covers(self.knowledge, group, fields_of(self.knowledge, party))
        return covers(self.knowledge, party, fields_of(self.knowledge, group))

    def _is_party(self, value: object) -> bool:
        return isinstance(value, str) and kind_of(self.knowledge, value) in _PARTIES

    @staticmethod
    def _cut(found: Iterable[tuple[Claim, bool]]) -> tuple[list[tuple[Claim, bool]], int]:
        every = list(found)
        return every[:MOST_CLAIMS], max(0, len(every) - MOST_CLAIMS)

    # -- what is drawn ---------------------------------------------------------------------------------

    def _row(self, name: Iri) -> dict[str, Any]:
        entity = self.territories[name]
        return {
            "id": curie(name),
            "code": local_name(name),
            "a3": _code(entity),
            "name": entity.label(self.lang),
            "href": href(name),
        }

    def row(self, name: Iri) -> dict[str, Any]:
        """Give what identifies a territory: short form, code, the code that shapes have, label, address."""
        return self._row(name)

    @cached_property
    def names(self) -> list[list[str]]:
        """Code, code of the shape (empty where it has none) and label of each territory, by label."""
        rows = [[local_name(name), _code(one), one.label(self.lang)] for name, one in self.territories.items()]
        return sorted(rows, key=lambda row: row[2])

    @cached_property
    def disputed(self) -> list[dict[str, Any]]:
        """The territories of which the graph says who administers them, with what it says."""
        found = []
        for name, entity in self.territories.items():
            told = {
                key: [
                    {"label": term_label(self.knowledge, one, self.lang), "href": href(one)}
                    for one in iris(entity.properties.get(xg(term), ()))
                ]
                for key, term in (
                    ("part_of", "partOf"),
                    ("administered_by", "administeredBy"),
                    ("claimed_by", "claimedBy"),
                )
            }
            if told["administered_by"]:
                found.append({**self._row(name), **told})
        return found


def _code(entity: Entity) -> str:
    codes = [value.value for value in entity.properties.get(xg("isoAlpha3"), ()) if isinstance(value, Text)]
    return codes[0] if codes else ""


def _counted(kinds: Iterable[str]) -> list[dict[str, Any]]:
    every = list(kinds)
    return [{"id": kind, "label": label, "count": every.count(kind)} for kind, label in CLASSES.items()]
