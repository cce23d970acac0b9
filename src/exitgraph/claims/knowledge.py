"""The whole graph, decoded: claims, sources, entities and what the ontology declares, by IRI.

A `Knowledge` is made once from files and never changed; it is what the network, the routes, the page and the command
line are given. Names that users type are resolved here, in one way for all of them.
"""

from __future__ import annotations

import difflib
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from exitgraph.claims.ontology import Ontology
from exitgraph.claims.values import Text, plain_number
from exitgraph.errors import UnknownName
from exitgraph.vocabulary import BASE, PREFIXES, SKOS_BROADER, curie, iri, xg

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

    from exitgraph.claims.model import Claim, Entity, Evidence, Omission, Review, Source
    from exitgraph.claims.values import Iri, Value


@dataclass(frozen=True)
class Knowledge:
    """Everything that the files say, by IRI; ``digest`` is the SHA-256 of the canonical N-Quads."""

    claims: Mapping[Iri, Claim] = field(default_factory=dict)
    sources: Mapping[Iri, Source] = field(default_factory=dict)
    entities: Mapping[Iri, Entity] = field(default_factory=dict)
    omissions: Mapping[Iri, Omission] = field(default_factory=dict)
    reviews: Mapping[Iri, Review] = field(default_factory=dict)
    ontology: Ontology = field(default_factory=Ontology)
    digest: str = ""

    @cached_property
    def evidence(self) -> Mapping[Iri, Evidence]:
        """All evidence by IRI."""
        return {item.iri: item for claim in self.claims.values() for item in claim.evidence}

    @cached_property
    def by_source(self) -> Mapping[Iri, tuple[Claim, ...]]:
        """The claims of each source, in order of IRI."""
        found: dict[Iri, list[Claim]] = {}
        for name in sorted(self.claims):
            found.setdefault(self.claims[name].source, []).append(self.claims[name])
        return {source: tuple(claims) for source, claims in found.items()}

    @cached_property
    def reviews_of(self) -> Mapping[Iri, tuple[Review, ...]]:
        """The reviews about each claim and source, the oldest first."""
        found: dict[Iri, list[Review]] = {}
        for review in sorted(self.reviews.values(), key=lambda review: (review.since, review.iri)):
            found.setdefault(review.about, []).append(review)
        return {about: tuple(reviews) for about, reviews in found.items()}

    @cached_property
    def deprecated(self) -> Mapping[Iri, Review]:
        """The review that deprecates a claim, for each claim that is deprecated today."""
        found = {about: self.deprecation(about) for about in self.reviews_of}
        return {about: review for about, review in found.items() if review is not None}

    def deprecation(self, claim: Iri, by: datetime | None = None) -> Review | None:
        """Give the review since which a claim is deprecated, if its newest rank until ``by`` says so."""
        found = None
        for review in self.reviews_of.get(claim, ()):
            if review.rank is not None and (by is None or review.since <= by):
                found = (found or review) if review.rank == xg("Deprecated") else None
        return found

    @cached_property
    def border_pairs(self) -> frozenset[tuple[Iri, Iri]]:
        """Land borders, both ways round."""
        pairs = {
            (entity.iri, other)
            for entity in self.entities.values()
            for other in iris(entity.properties.get(xg("bordersByLand"), ()))
        }
        return frozenset(pairs | {(b, a) for a, b in pairs})

    def label(self, value: Value, lang: str = "en") -> str:
        """Give what a person reads for an IRI or value."""
        if not isinstance(value, str):
            return value.value if isinstance(value, Text) else plain_number(value)
        entity = self.entities.get(value)
        if entity:
            return entity.label(lang)
        source = self.sources.get(value)
        return source.title.value if source else curie(value)

    def broader(self, concept: Iri) -> frozenset[Iri]:
        """Give a concept and everything broader, by ``skos:broader``."""
        found, queue = {concept}, [concept]
        while queue:
            entity = self.entities.get(queue.pop())
            for parent in iris(entity.properties.get(SKOS_BROADER, ())) if entity else ():
                if parent not in found:
                    found.add(parent)
                    queue.append(parent)
        return frozenset(found)

    def in_effect(self, claim: Claim) -> bool:
        """Whether what is claimed came about: not merely ordered, proposed or tried, nor set aside later."""
        return not any(
            role in _SAYS_WHETHER and isinstance(value, str) and _NOT_IN_EFFECT in self.broader(value)
            for role, value in claim.proposition.roles
        )

    def of_kind(self, kind: Iri) -> list[Entity]:
        """Give the entities of a class or its subclasses, in order of IRI."""
        # Things are many and their classes few: each set of classes is judged once.
        every = {entity.types for entity in self.entities.values()}
        fitting = {types for types in every if self.ontology.is_a(types, kind)}
        return [self.entities[name] for name in sorted(self.entities) if self.entities[name].types in fitting]

    def resolve(self, text: str, kind: Iri | None = None) -> Iri:
        """Find the one thing that a user means by a code, short form, IRI, slug or label.

        ``kind`` is the class that it has to be of; without one, claims and sources are found too.

        Raises
        ------
        UnknownName
            If nothing, or more than one thing, has that name.
        """
        wanted = text.strip()
        candidates = self._candidates(wanted, kind)
        if len(candidates) == 1:
            return candidates[0]
        what = "name" if kind is None else _readable(kind)
        if candidates:
            shown = ", ".join(curie(item) for item in candidates[:6])
            raise UnknownName(f"{text!r} could mean several: {shown}", hint="Use one of these short forms.")
        said = f"unknown {what} {text!r}" + (": no claim has that key" if kind == xg("Claim") else "")
        raise UnknownName(said, hint=self._suggest(wanted, kind))

    def matter(self, text: str, *kinds: str) -> Iri:
        """Find what is told of under a name: a claim, a proposition, or a thing of one of these classes (``Event``).

        The key of a row is a claim; a class before its claims decides what a name of both means.

        Raises
        ------
        UnknownName
            If nothing, or more than one thing, is called so.
        """
        prefix = text.partition(":")[0]
        if prefix in PREFIXES:
            name = iri(text)
            if name in self.claims or any(name == claim.proposition.iri for claim in self.claims.values()):
                return name
        for kind in kinds:
            try:
                return self.resolve(text, xg(kind))
            except UnknownName as error:
                # Whoever says of what kind it is, is told of that kind if there is none.
                if prefix == kind.lower():
                    error.hint = error.hint or "`exitgraph search WORDS` finds claims and events by their words."
                    raise
        return self.resolve(text, xg("Claim"))

    def _candidates(self, text: str, kind: Iri | None) -> list[Iri]:
        names = self._names(kind)
        expanded = _expand(text)
        if expanded and expanded in names.known:
            return [expanded]
        if expanded:
            cut = expanded.rstrip(".…")
            prefixed = sorted(name for name in names.known if name.startswith(cut)) if len(cut) > len(BASE) else []
            if prefixed:
                return prefixed
        return sorted(names.by_name.get(text.casefold(), ()))

    def _names(self, kind: Iri | None) -> _Names:
        cache: dict[Iri | None, _Names] = self.__dict__.setdefault("_names_by_kind", {})
        if kind not in cache:
            known: dict[Iri, Iterable[str]] = {
                entity.iri: (*entity.labels.values(), *entity.alt_labels, *_codes(entity))
                for entity in (self.entities.values() if kind is None else self.of_kind(kind))
            }
            if kind in (None, xg("Source")):
                known |= {source: (_tail(source),) for source in self.sources}
            if kind in (None, xg("Claim")):
                # A superseded claim keeps its key; the key means the claim that is current.
                known |= {
                    claim: (_tail(claim), *(() if claim in self.deprecated else self.claims[claim].record_keys))
                    for claim in self.claims
                }
            cache[kind] = _Names(known)
        return cache[kind]

    def _suggest(self, text: str, kind: Iri | None) -> str:
        names = self._names(kind)
        if kind == xg("Claim"):
            keys = sorted({key for claim in self.claims.values() for key in claim.record_keys})
            alike = [key for key in keys if key[:1].casefold() == text[:1].casefold()]
            near = difflib.get_close_matches(text, alike or keys, n=3, cutoff=0.5)
            search = "`exitgraph search WORDS` finds claims by their gist."
            return f"Near keys: {', '.join(near)}. {search}" if near else search
        close = difflib.get_close_matches(text.casefold(), names.by_name, n=3, cutoff=0.6) or names.around(text)
        if close:
            found = sorted({name for spelling in close for name in names.by_name[spelling]})
            return f"Did you mean {', '.join(map(self._shown, found))}?"
        if kind == xg("Territory"):
            return "Use an ISO alpha-2 code, XK, GE-AB, GE-SO or UA-43, or a name such as Kazakhstan."
        shown = [_tail(name) for name in sorted(names.known)]
        return f"Known: {', '.join(shown)}." if 0 < len(shown) <= 30 else ""  # noqa: PLR2004  # more is no help

    def _shown(self, name: Iri) -> str:
        # A code alone tells nobody which territory is meant.
        entity = self.entities.get(name)
        named = entity is not None and xg("Territory") in entity.types
        return f"{self.label(name)} ({curie(name)})" if named else curie(name)


_NOT_IN_EFFECT = iri("concept:not-in-effect")
# The roles that may say that something is not in effect.
_SAYS_WHETHER = frozenset({xg("procedureState"), xg("scope")})
# Letters below which a part of a name is in too many.
_FEWEST = 3


class _Names:
    """What can be typed for the things of one kind."""

    def __init__(self, known: Mapping[Iri, Iterable[str]]) -> None:
        self.known = frozenset(known)
        self.by_name: dict[str, set[Iri]] = {}
        for name, spellings in known.items():
            for spelling in (*spellings, _tail(name)):
                self.by_name.setdefault(spelling.casefold(), set()).add(name)

    def around(self, text: str) -> list[str]:
        """Give a few spellings that begin with a text, else such as hold it; the shortest first."""
        wanted = text.casefold()
        if len(wanted) < _FEWEST:
            return []
        holding = [spelling for spelling in self.by_name if wanted in spelling]
        return sorted(holding, key=lambda found: (not found.startswith(wanted), len(found), found))[:3]


def iris(values: Iterable[Value]) -> list[Iri]:
    """Keep the IRIs among values (a text is a `Text`, never a ``str``)."""
    return [value for value in values if isinstance(value, str)]


def _expand(text: str) -> Iri | None:
    if text.startswith(("http://", "https://")):
        return text
    prefix = text.partition(":")[0]
    return iri(text) if ":" in text and prefix in PREFIXES else None


def _tail(name: Iri) -> str:
    return name.rsplit("#", 1)[-1].rsplit("/", 1)[-1]


def _codes(entity: Entity) -> list[str]:
    codes = (xg("isoAlpha2"), xg("isoAlpha3"))
    return [value.value for code in codes for value in entity.properties.get(code, ()) if isinstance(value, Text)]


def _readable(kind: Iri) -> str:
    words = "".join(f" {char.lower()}" if char.isupper() else char for char in _tail(kind))
    return words.strip()
