"""Finding things by words: entities by their labels in every language, sources by title, claims by gist and key."""

from __future__ import annotations

import math
import re
import unicodedata
from collections import Counter
from difflib import get_close_matches
from functools import cached_property
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

_WORD: Final = re.compile(r"\w+")
# Of what has some of the words: how many are told, and the letters of a word that counts.
_NEAR, _SHORTEST = 50, 3


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

    def near(self, text: str) -> list[Hit]:
        """Give what has most of the words of a text, for one of which `find` found nothing.

        Words of fewer than three letters do not count, and a word counts the less, the more names have it. One that no
        name has counts as its stem (*stayed* as *stay*), else as the word most like it (*Kazakstan* as *kazakhstan*).
        At most 50, those that fit best first, each with at least a third of what all words count.
        """
        wanted = [word for word in dict.fromkeys(_WORD.findall(fold(text))) if len(word) >= _SHORTEST]
        meant = dict.fromkeys(found for word in wanted if (found := self._meant(word)))
        weight = {word: math.log(len(self._entries) / self._count(word)) for word in meant}
        least = sum(weight.values()) / 3
        counted = []
        for entry, group, folded in self._entries:
            has = [word for word in meant if any(word in item for item in folded)]
            score = sum(weight[word] for word in has)
            if has and score >= least:
                counted.append((score, self._hit(entry, group, folded, " ".join(meant), has[0])))
        counted.sort(key=lambda one: (-one[0], one[1].fit, GROUPS.index(one[1].group), one[1].label, one[1].name))
        return [hit for _, hit in counted[:_NEAR]]

    def _meant(self, word: str) -> str:
        stem = next((word.removesuffix(end) for end in ("ing", "ed", "es", "s") if word.endswith(end)), word)
        for one in (word, stem):
            if len(one) >= _SHORTEST and self._count(one):
                return one
        same = [one for one in self._words if one[:1] == word[:1]]
        like = get_close_matches(word, same, 5, 0.8)
        return max(like, key=lambda one: self._words[one], default="")

    def _count(self, word: str) -> int:
        return sum(any(word in item for item in folded) for _, _, folded in self._entries)

    @cached_property
    def _words(self) -> dict[str, int]:
        """The words of all names with how many things have them."""
        found: Counter[str] = Counter()
        for _, _, folded in self._entries:
            found.update({word for item in folded for word in _WORD.findall(item)})
        return dict(found)

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
