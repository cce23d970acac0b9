"""Finding things by words: entities by their labels in every language, sources by title, claims by gist and key."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING, Final, NamedTuple

from exitgraph.view.style import kind_of
from exitgraph.vocabulary import curie

if TYPE_CHECKING:
    from collections.abc import Iterator

    from exitgraph.claims.knowledge import Knowledge
    from exitgraph.claims.values import Iri

#: The kinds that are told apart, in the order in which they are shown; what else there is counts as ``thing``.
GROUPS: Final = (
    "territory",
    "region",
    "group",
    "document",
    "source",
    "claim",
    "organ",
    "organisation",
    "office-holder",
    "person",
    "event",
    "concept",
    "thing",
)


class Found(NamedTuple):
    """A thing that has the words: ``entity``, ``source`` or ``claim``, its IRI, and what it is called."""

    kind: str
    name: Iri
    label: str


class Hit(NamedTuple):
    """A thing that was found, and how well its names fit: 0 the very name, 1 its begin, 2 a word's, 3 within."""

    fit: int
    group: str
    name: Iri
    label: str
    matched: str


class _Entry(NamedTuple):
    kind: str
    name: Iri
    label: str
    texts: tuple[str, ...]


def fold(text: str) -> str:
    """Fold case and accents, so that *Cote* finds *Côte*."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    return "".join(char for char in plain if not unicodedata.combining(char))


def find(knowledge: Knowledge, text: str, lang: str = "en") -> list[Found]:
    """Find what has all words of a text in its names: entities, then sources, then claims, each in order of IRI.

    Parameters
    ----------
    knowledge
        The graph.
    text
        Words; each has to stand in one of the names. Without a word nothing is found.
    lang
        Language of the labels that are given.
    """
    wanted = fold(text).split()
    if not wanted:
        return []
    return [
        Found(entry.kind, entry.name, entry.label)
        for entry in _everything(knowledge, lang)
        if all(any(word in item for item in map(fold, entry.texts)) for word in wanted)
    ]


class Finder:
    """What `find` finds, the best fits first, from names that are folded once.

    Parameters
    ----------
    knowledge
        The graph.
    lang
        Language of the labels that are given.
    """

    def __init__(self, knowledge: Knowledge, lang: str = "en") -> None:
        self._entries = [
            (
                entry,
                kind_of(knowledge, entry.name) if entry.kind == "entity" else entry.kind,
                tuple(fold(one) for one in entry.texts),
            )
            for entry in _everything(knowledge, lang)
        ]

    def find(self, text: str) -> list[Hit]:
        """Give the things whose names have all words of a text, in order of fit, group and label."""
        whole = " ".join(fold(text).split())
        wanted = whole.split()
        if not wanted:
            return []
        hits = [
            self._hit(entry, group, folded, whole, wanted[0])
            for entry, group, folded in self._entries
            if all(any(word in item for item in folded) for word in wanted)
        ]
        return sorted(hits, key=lambda hit: (hit.fit, GROUPS.index(hit.group), hit.label, hit.name))

    @staticmethod
    def _hit(entry: _Entry, group: str, folded: tuple[str, ...], whole: str, first: str) -> Hit:
        fits = [_fit(item, whole, first) for item in folded]
        best = min(range(len(fits)), key=lambda place: (fits[place], place))
        # The name in another language, or the other spelling, that has the words where the label has not.
        matched = entry.texts[best] if first not in fold(entry.label) else ""
        return Hit(fits[best], group, entry.name, entry.label, matched)


def _fit(item: str, whole: str, first: str) -> int:
    if item == whole or item.rpartition(":")[2] == whole:
        return 0
    if item.startswith(whole):
        return 1
    if f" {item}".find(f" {whole}") >= 0:
        return 2
    return 3 if first in item else 4


def _everything(knowledge: Knowledge, lang: str) -> Iterator[_Entry]:
    for name in sorted(knowledge.entities):
        entity = knowledge.entities[name]
        yield _Entry("entity", name, entity.label(lang), (*entity.labels.values(), *entity.alt_labels, curie(name)))
    for name in sorted(knowledge.sources):
        source = knowledge.sources[name]
        publisher = knowledge.label(source.publisher)
        yield _Entry("source", name, source.title.value, (source.title.value, publisher, curie(name)))
    for name in sorted(knowledge.claims):
        claim = knowledge.claims[name]
        gist = claim.gist.value if claim.gist else ""
        yield _Entry("claim", name, gist, (gist, curie(name), *claim.record_keys))
