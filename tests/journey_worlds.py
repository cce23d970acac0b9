"""Small invented worlds for questions about journeys: built by hand from short forms.

Six territories, five regions, a dozen documents; the ontology and the vocabularies are the shipped ones. The worlds are
small so that brute force can walk them; what matters is that features meet.
"""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple

import exitgraph
from exitgraph.claims import Claim, Entity, Evidence, Proposition, Review, Source, Text, parse_date
from exitgraph.claims.inforce import Snapshot
from exitgraph.vocabulary import BASE, curie, iri, local_name, xg
from oracle import Asked, Oracle

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from exitgraph.claims.knowledge import Knowledge

PLACES = tuple(iri(f"territory:X{letter}") for letter in "ABCDEF")
HOME = PLACES[0]
INTERNAL, INTERNATIONAL, BIOMETRIC, LAISSEZ_PASSER, HUMANITARIAN_VISA, SCHENGEN_VISA, PERMIT, REFUGEE_PAPER = (
    iri(f"document:{name}")
    for name in (
        "internal-passport",
        "international-passport",
        "biometric-passport",
        "laissez-passer",
        "humanitarian-visa",
        "schengen-visa",
        "residence-permit",
        "refugee-travel-document",
    )
)
DESERTER, SERVICEMAN, FUGITIVE, EVADER, RESERVIST_EVADER, CONTRACT_REFUSER = (
    iri(f"concept:{name}")
    for name in ("deserter", "serviceman", "fugitive", "draft-evader", "reservist-evader", "contract-refuser")
)
STATUSES = (DESERTER, SERVICEMAN, FUGITIVE, EVADER, RESERVIST_EVADER, CONTRACT_REFUSER)
ALL = iri("group:all")
GROUPS: Mapping[str, tuple[str | None, str | None]] = {
    ALL: (HOME, None),
    iri("group:deserters"): (HOME, DESERTER),
    iri("group:soldiers"): (HOME, SERVICEMAN),
    iri("group:fugitives"): (HOME, FUGITIVE),
    iri("group:evaders"): (HOME, EVADER),
    iri("group:others"): (PLACES[1], None),
    iri("group:deserters-of-any-state"): (None, DESERTER),
}
PERSONS = {iri("person:one"): iri("group:deserters"), iri("person:two"): iri("group:evaders")}
UNION, SCHENGEN, EAEU, EUROPE = (iri(f"region:{name}") for name in ("eu", "schengen", "eaeu", "europe"))
REGIONS = (UNION, SCHENGEN, EAEU, EUROPE)
SOURCES = {iri("source:early"): "2022-03", iri("source:late"): "2024-05-10", iri("source:later"): "2024-06"}
LATE = iri("source:late")
#: Who publishes each source; whom it retells is for each world to say.
PUBLISHERS = {
    name: iri(f"organisation:{slug}") for name, slug in zip(SOURCES, ("paper", "gazette", "agency"), strict=True)
}
#: Whose words a source may give: organs of two territories, and a newsroom that retells.
SPEAKERS = (iri("organ:xb-office"), iri("organ:xb-court"), iri("organ:xc-office"), iri("organisation:agency"))
#: The conditions that are limbs of the concept of a third country as safe: connection, transit, agreement.
LIMBS = tuple(
    iri(f"concept:{name}")
    for name in (
        *("safe-third-state-connection", "transit-through-safe-third-state"),
        "agreement-with-safe-third-state",
    )
)
DAY = "2024-06-15"


class Question(NamedTuple):
    """A world and what is asked of it."""

    knowledge: Knowledge
    asked: Asked
    now: Snapshot
    possible: bool
    legs: int

    def __repr__(self) -> str:
        """Show what differs from world to world, and no more: the vocabularies are long."""
        knowledge = self.knowledge
        said = [
            f"{curie(claim.iri)}: {curie(claim.subject)} {local_name(claim.relation)} {curie(str(claim.object))}"
            f"{'' if claim.proposition.positive else ' NOT'} "
            f"{ {local_name(name): curie(str(value)) for name, value in claim.proposition.roles} } "
            f"{local_name(claim.source)} start={claim.start} end={claim.end} held={claim.held}"
            for claim in knowledge.claims.values()
        ]
        borders = sorted((local_name(one), local_name(two)) for one, two in knowledge.border_pairs)
        inside = [
            f"{curie(region)} includes {[local_name(str(place)) for place in places]}"
            for region in REGIONS
            if (places := knowledge.entities[region].properties[xg("includesTerritory")])
        ]
        reviews = [
            f"{curie(item.about)} {item.rank or ''} {item.reliability or ''}{item.credibility or ''} {item.since:%F}"
            for item in knowledge.reviews.values()
        ]
        first = f"{self.asked} valid at {self.now.valid_at} known at {self.now.known_at}"
        return "\n".join([first, f"possible={self.possible}, legs={self.legs}", str(borders), *inside, *said, *reviews])

    @property
    def oracle(self) -> Oracle:
        return Oracle(self.knowledge, self.asked, self.now, possible=self.possible)


# --- by hand -------------------------------------------------------------------------------------------------------


@cache
def reference() -> Knowledge:
    """Give the shipped ontology and vocabularies, without what the shipped sources say."""
    shipped = exitgraph.load().knowledge
    words = {
        name: item
        for name, item in shipped.entities.items()
        if name.startswith((BASE + "concept/", BASE + "document/"))
    }
    return replace(shipped, claims={}, sources={}, omissions={}, reviews={}, entities=words, digest="sha256:0")


def entity(name: str, kind: str, **properties: tuple[Any, ...]) -> Entity:
    return Entity(
        name, (xg(kind),), {"en": name.rsplit("/", 1)[-1]}, (), {xg(key): properties[key] for key in properties}
    )


def say(
    subject: str,
    relation: str,
    target: str,
    *,
    positive: bool = True,
    source: str = LATE,
    start: str | None = None,
    end: str | None = None,
    held: str | None = "2024-05",
    **roles: str | int | None,
) -> Claim:
    """Make a claim; a role that is a word of Python ends in an underscore (``from_``)."""
    said = tuple((xg(name.rstrip("_")), value) for name, value in roles.items() if value is not None)
    dates: dict[str, Any] = {
        name: parse_date(when) for name, when in (("start", start), ("end", end), ("held", held)) if when
    }
    if start:
        dates.pop("held", None)
    return Claim(
        Proposition(subject, xg(relation), target, said, positive=positive),
        (Evidence(source, xg("Reporting"), locator="page 1"),),
        **dates,
    )


def review(about: str, since: str, *, deprecated: bool = False, **grades: Any) -> Review:
    """Make a review of a source or a claim, from a day on."""
    begin = parse_date(since).earliest
    assert begin is not None
    return Review(about, begin, rank=xg("Deprecated") if deprecated else None, **grades)


def world(
    claims: Iterable[Claim],
    *,
    borders: Iterable[tuple[str, str]] = (),
    reviews: Iterable[Review] = (),
    inside: Mapping[str, Sequence[str]] | None = None,
    relays: Mapping[str, Sequence[str]] | None = None,
) -> Knowledge:
    """Make the knowledge of these claims; ``inside`` is what regions include, ``relays`` whom sources retell."""
    entities = dict(reference().entities)
    beside = [set(pair) for pair in borders]
    for place in PLACES:
        others = tuple(other for other in PLACES if {place, other} in beside and place < other)
        entities[place] = entity(place, "Territory", bordersByLand=others)
    for region in REGIONS:
        entities[region] = entity(region, "Region", includesTerritory=tuple((inside or {}).get(region, ())))
    for name, (nationality, status) in GROUPS.items():
        fields = {"nationality": nationality, "personalStatus": status}
        entities[name] = entity(name, "Group", **{key: (value,) for key, value in fields.items() if value})
    for name, group in PERSONS.items():
        entities[name] = entity(name, "Person", memberOfGroup=(group,))
    for name in SPEAKERS[:3]:
        entities[name] = entity(name, "Organ", belongsTo=(iri(f"territory:{local_name(name)[:2].upper()}"),))
    published = {name: parse_date(when) for name, when in SOURCES.items()}
    return replace(
        reference(),
        claims={claim.iri: claim for claim in claims},
        sources={
            name: Source(
                name,
                Text("A paper"),
                PUBLISHERS[name],
                iri("concept:press-report"),
                "en",
                when,
                relays=tuple((relays or {}).get(name, ())),
            )
            for name, when in published.items()
        },
        entities=entities,
        reviews={item.iri: item for item in reviews},
    )


def small(
    *said: Claim,
    papers: Iterable[str | tuple[str, str]] = (INTERNAL,),
    status: str | None = DESERTER,
    nationalities: tuple[str, ...] = (HOME,),
    at: str = HOME,
    possible: bool = False,
    legs: int = 6,
    unaccompanied_minor: bool = False,
    now: tuple[str, str] = (DAY, DAY),
    **more: Any,
) -> Question:
    """Make a world of these claims, and ask for a deserter at home; a paper without an issuer is of home."""
    held = frozenset((paper, HOME) if isinstance(paper, str) else paper for paper in papers)
    asked = Asked(HOME, nationalities, status, held, at, unaccompanied_minor)
    return Question(world(said, **more), asked, Snapshot.at(*now), possible, legs)
