"""Claims, evidence and sources as frozen values.

A *proposition* is what is claimed, whoever claims it. A *claim* is a proposition as one source states it, with the
dates that the source gives. *Evidence* is the place in the source that it rests on. Identity is a hash of content
(`exitgraph.claims.identity`), so importing a thing twice changes nothing; gist, note, record keys, the event and the
confidence are bookkeeping and outside every hash.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

from exitgraph.claims import identity
from exitgraph.vocabulary import curie

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from exitgraph.claims.interval import Interval
    from exitgraph.claims.values import Iri, Text, Value


@dataclass(frozen=True)
class Proposition:
    """Subject, relation, object, roles and polarity.

    ``roles`` maps a role's IRI to its one value. ``positive`` is the polarity.
    """

    subject: Iri
    relation: Iri
    object: Value
    roles: tuple[tuple[Iri, Value], ...] = ()
    positive: bool = True

    def __post_init__(self) -> None:
        object.__setattr__(self, "roles", tuple(sorted(self.roles, key=lambda role: role[0])))
        names = [name for name, _ in self.roles]
        if len(names) != len(set(names)):
            raise ValueError("a role carries at most one value")

    @cached_property
    def iri(self) -> Iri:
        """The proposition's IRI, a hash of its content."""
        return identity.proposition_iri(self)

    def role(self, name: Iri) -> Value | None:
        """Give the value of a role, or ``None``."""
        for role, value in self.roles:  # a handful: quicker than a dictionary for each
            if role == name:
                return value
        return None


@dataclass(frozen=True)
class Evidence:
    """The place in a source that a claim rests on.

    ``start`` and ``end`` count Unicode code points of the access copy with LF line ends, half-open; ``sha256`` is the
    hex digest of that passage in UTF-8. Where no copy could be measured, ``locator`` may say where to look.
    """

    source: Iri
    speech_act: Iri
    speaker: Iri | None = None
    relayed_by: Iri | None = None
    start: int | None = None
    end: int | None = None
    sha256: str | None = None
    locator: str | None = None

    def __post_init__(self) -> None:
        # An empty text says nothing, and would have the identity of none at all.
        for name in ("sha256", "locator"):
            object.__setattr__(self, name, getattr(self, name) or None)

    @cached_property
    def iri(self) -> Iri:
        """The evidence's IRI, a hash of source, place, speaker and speech act."""
        return identity.evidence_iri(self)


@dataclass(frozen=True)
class Claim:
    """A proposition as one source states it.

    ``start`` and ``end`` bound what holds over time, or when something happened (``start`` alone, for an occurrence);
    ``held`` says when it was reported to hold, and never becomes an end.
    """

    proposition: Proposition
    evidence: tuple[Evidence, ...]
    start: Interval | None = None
    end: Interval | None = None
    held: Interval | None = None
    event: Iri | None = None
    gist: Text | None = None
    note: Text | None = None
    record_keys: tuple[str, ...] = ()
    confidence: str | None = None
    contradicts: tuple[Iri, ...] = ()

    def _repr_pretty_(self, printer: Any, _cycle: bool) -> None:  # as IPython calls it
        """Print what it says on one line at IPython's prompt; ``Graph.explain`` tells it with labels."""
        target = curie(self.object) if isinstance(self.object, str) else str(getattr(self.object, "value", self.object))
        said = f"{curie(self.subject)} {curie(self.relation)} {target}"
        printer.text(f"<{curie(self.iri)}: {'' if self.proposition.positive else 'NOT '}{said}; {curie(self.source)}>")

    def __post_init__(self) -> None:
        if not self.evidence:
            raise ValueError("a claim rests on at least one piece of evidence")
        if len({item.source for item in self.evidence}) != 1:
            raise ValueError("the evidence of one claim lies in one source; another source makes another claim")
        object.__setattr__(self, "evidence", tuple(sorted(self.evidence, key=lambda item: item.iri)))
        object.__setattr__(self, "record_keys", tuple(sorted(set(self.record_keys))))

    @cached_property
    def iri(self) -> Iri:
        """The claim's IRI, a hash of proposition, source and stated dates."""
        return identity.claim_iri(self)

    @property
    def source(self) -> Iri:
        """The source that states it."""
        return self.evidence[0].source

    @property
    def subject(self) -> Iri:
        """Subject of the proposition."""
        return self.proposition.subject

    @property
    def relation(self) -> Iri:
        """Relation of the proposition."""
        return self.proposition.relation

    @property
    def object(self) -> Value:
        """Object of the proposition."""
        return self.proposition.object

    def role(self, name: Iri) -> Value | None:
        """Give the value of a role of the proposition, or ``None``."""
        return self.proposition.role(name)


@dataclass(frozen=True)
class AccessCopy:
    """The text that was read: its kind, digest and length, never the text itself."""

    iri: Iri
    kind: Iri
    sha256: str | None = None
    length: int | None = None


@dataclass(frozen=True)
class Source:
    """A publication, apart from the copy of it that was read."""

    iri: Iri
    title: Text
    publisher: Iri
    source_type: Iri
    language: str
    published: Interval
    accessed: Interval | None = None
    address: str | None = None
    copy_kind: Iri | None = None
    copies: tuple[AccessCopy, ...] = ()
    relays: tuple[Iri, ...] = ()
    author: Iri | None = None


@dataclass(frozen=True)
class Omission:
    """What was left out of a source, and why."""

    iri: Iri
    source: Iri
    reason: Iri
    record_keys: tuple[str, ...]
    gist: Text | None = None


@dataclass(frozen=True)
class Review:
    """Dated bookkeeping about a claim or a source: a rank, a grade, what superseded it.

    It counts from ``since`` on: what was deprecated in 2026 was not deprecated in an answer as known in 2024.
    ``reliability`` (A to F) grades a source, ``credibility`` (1 to 6) a claim; the two are never combined.
    """

    about: Iri
    since: datetime
    rank: Iri | None = None
    superseded_by: Iri | None = None
    reason: Text | None = None
    reliability: str | None = None
    credibility: str | None = None

    @cached_property
    def iri(self) -> Iri:
        """The review's IRI, a hash of its content."""
        return identity.review_iri(self)


@dataclass(frozen=True)
class Entity:
    """Anything that claims speak of: a territory, a group, an organ, a concept...

    ``labels`` maps a language to the preferred label; ``properties`` holds every other IRI- or literal-valued
    statement, as written.
    """

    iri: Iri
    types: tuple[Iri, ...]
    labels: Mapping[str, str]
    alt_labels: tuple[str, ...] = ()
    properties: Mapping[Iri, tuple[Value, ...]] = field(default_factory=dict)

    def label(self, lang: str = "en") -> str:
        """Give the label in a language, else in English, else the end of the IRI."""
        return self.labels.get(lang) or self.labels.get("en") or self.iri.rsplit("/", 1)[-1].rsplit("#", 1)[-1]
