"""What the page says about one claim: a sentence, its dates, who says so, where it stands, what contradicts it."""

from __future__ import annotations

import calendar
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from exitgraph.claims.conflict import extent
from exitgraph.claims.grades import CREDIBILITY, RELIABILITY
from exitgraph.claims.inforce import review_due, why_stale
from exitgraph.claims.interval import add_months, show, stamp
from exitgraph.claims.values import Text, plain_number
from exitgraph.view.style import kind_of
from exitgraph.vocabulary import curie, local_name, xg

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime

    from exitgraph.claims.conflict import Contradiction
    from exitgraph.claims.interval import Interval
    from exitgraph.claims.knowledge import Knowledge
    from exitgraph.claims.model import Claim, Evidence, Source
    from exitgraph.claims.values import Iri, Value

HEARSAY = xg("Hearsay")
_DIGEST_SHOWN = 12


@dataclass(frozen=True)
class Row:
    """One line of a card: what it is, and its value."""

    label: str
    value: str


@dataclass(frozen=True)
class Given:
    """A grade or rank: since which day it counts, its value, and both with the reason as one text."""

    since: str
    value: str
    text: str


@dataclass(frozen=True)
class SourceBlock:
    """A source as a card shows it; ``link`` is the address where it is an ordinary web address, else empty.

    ``reliability`` holds its letters in order of their days; none until somebody grades it.
    """

    id: str
    title: str
    lang: str
    publisher: str
    type: str
    kind: str
    published: str
    published_from: str
    published_until: str
    accessed: str
    copy: str
    language: str
    address: str
    link: str
    reliability: tuple[Given, ...]


@dataclass(frozen=True)
class Passage:
    """A piece of evidence: who speaks, who relays, how, and where in the source (Unicode code points, half-open)."""

    id: str
    speaker: str
    relayed_by: str
    speech_act: str
    hearsay: bool
    place: str
    digest: str


@dataclass(frozen=True)
class Rival:
    """A claim on the same page that contradicts this one, and how."""

    claim: str
    title: str
    kind: str


@dataclass(frozen=True)
class Card:
    """Everything that is shown about one claim.

    ``holds_from`` and ``holds_until`` are the widest reading of when it holds, as ISO dates, empty where open;
    ``rivals_elsewhere`` counts contradicting claims that this page leaves out. ``due`` is the last day on which the
    claim is not stale, empty where it does not age, and ``stale`` says why it is from then on. ``credibility`` and
    ``ranks`` are in order of their days. ``documents`` are the travel documents that it names; ``lines`` is the number
    of independent lines with that of the outlets, by all that the graph holds, empty where it was not counted.
    """

    id: str
    subject: str
    relation: str
    target: str
    arrow: str
    subject_label: str
    verb: str
    object_label: str
    positive: bool
    roles: tuple[Row, ...]
    documents: tuple[str, ...]
    dates: tuple[Row, ...]
    holds_from: str
    holds_until: str
    source: str
    passages: tuple[Passage, ...]
    hearsay: bool
    gist: str
    gist_lang: str
    note: str
    note_lang: str
    confidence: str
    keys: tuple[str, ...]
    event: str
    rivals: tuple[Rival, ...]
    rivals_elsewhere: int
    due: str
    stale: str
    credibility: tuple[Given, ...]
    ranks: tuple[Given, ...]
    lines: str = ""

    @property
    def title(self) -> str:
        """The claim as one sentence."""
        return sentence(self.subject_label, self.verb, self.object_label, positive=self.positive)


def sentence(subject: str, verb: str, target: str, *, positive: bool) -> str:
    """Join the three into what a person reads; a denial says so in capitals."""
    return f"{subject} {verb} {target}" if positive else f"{subject} does NOT: {verb} {target}"


def term_label(knowledge: Knowledge, term: Iri, lang: str) -> str:
    """Give the label of a relation, role or concept; without one, its name in words ("deemsSafe": "deems safe")."""
    if term in knowledge.entities:
        return knowledge.entities[term].label(lang)
    name = local_name(term)
    return "".join(f" {char.lower()}" if char.isupper() else char for char in name).strip().replace("-", " ")


def value_label(knowledge: Knowledge, value: Value, lang: str) -> str:
    """Give what a person reads for a role's value."""
    if isinstance(value, Text):
        return value.value
    if isinstance(value, str):
        return term_label(knowledge, value, lang)
    return plain_number(value)


def claim_title(knowledge: Knowledge, claim: Claim, lang: str) -> str:
    """Give the sentence of a claim."""
    return sentence(
        value_label(knowledge, claim.subject, lang),
        _verb(knowledge, claim, lang),
        value_label(knowledge, claim.object, lang),
        positive=claim.proposition.positive,
    )


def _verb(knowledge: Knowledge, claim: Claim, lang: str) -> str:
    # Before a text of our own words a colon: quotation marks would make it somebody's.
    return term_label(knowledge, claim.relation, lang) + (":" if isinstance(claim.object, Text) else "")


def safe_link(address: str | None) -> str:
    """Give the address if it is an ordinary web address, else nothing: ``javascript:`` must never be a link."""
    if not address:
        return ""
    try:
        parts = urlsplit(address)
    except ValueError:
        return ""
    return address if parts.scheme in ("http", "https") and parts.netloc else ""


def source_block(knowledge: Knowledge, source: Source, lang: str) -> SourceBlock:
    """Make the block of a source."""
    copies = sorted({kind for kind in (source.copy_kind, *(copy.kind for copy in source.copies)) if kind})
    return SourceBlock(
        id=curie(source.iri),
        title=source.title.value,
        lang=source.title.lang,
        publisher=term_label(knowledge, source.publisher, lang),
        type=curie(source.source_type),
        kind=term_label(knowledge, source.source_type, lang),
        published=show(source.published),
        published_from=_day(source.published.earliest),
        published_until=_day(source.published.latest),
        accessed=show(source.accessed) if source.accessed else "",
        copy=", ".join(term_label(knowledge, kind, lang) for kind in copies),
        language=source.language,
        address=source.address or "",
        link=safe_link(source.address),
        reliability=_given(knowledge, source.iri, "reliability"),
    )


def make_card(
    knowledge: Knowledge,
    claim: Claim,
    *,
    lang: str,
    arrow: str,
    kept: Collection[Iri],
    rivals: tuple[Contradiction, ...],
    source: SourceBlock,
    lines: str = "",
) -> Card:
    """Make the card of a claim; ``kept`` are the claims that are on the page."""
    finest = "month" if about_person(knowledge, claim) else "day"
    dates = _dates(claim, finest)
    holds_from, holds_until = _holds(knowledge, claim, finest)
    due, stale = _due(knowledge, claim, finest)
    passages = tuple(_passage(knowledge, item, lang) for item in claim.evidence)
    shown = tuple(
        Rival(curie(rival.claim), claim_title(knowledge, knowledge.claims[rival.claim], lang), rival.kind)
        for rival in rivals
        if rival.claim in kept
    )
    target = claim.object if isinstance(claim.object, str) else ""
    return Card(
        id=curie(claim.iri),
        subject=curie(claim.subject),
        relation=curie(claim.relation),
        target=curie(target) if target else "",
        arrow=arrow,
        subject_label=value_label(knowledge, claim.subject, lang),
        verb=_verb(knowledge, claim, lang),
        object_label=value_label(knowledge, claim.object, lang),
        positive=claim.proposition.positive,
        roles=tuple(
            Row(term_label(knowledge, role, lang), value_label(knowledge, value, lang))
            for role, value in claim.proposition.roles
        ),
        documents=tuple(sorted({curie(name) for name in names_in(claim) if kind_of(knowledge, name) == "document"})),
        dates=dates,
        holds_from=holds_from,
        holds_until=holds_until,
        source=source.id,
        passages=passages,
        hearsay=any(passage.hearsay for passage in passages),
        gist=claim.gist.value if claim.gist else "",
        gist_lang=claim.gist.lang if claim.gist else "",
        note=claim.note.value if claim.note else "",
        note_lang=claim.note.lang if claim.note else "",
        confidence=claim.confidence or "",
        keys=claim.record_keys,
        event=term_label(knowledge, claim.event, lang) if claim.event else "",
        rivals=shown,
        rivals_elsewhere=len(rivals) - len(shown),
        due=due,
        stale=stale,
        credibility=_given(knowledge, claim.iri, "credibility"),
        ranks=_given(knowledge, claim.iri, "rank"),
        lines=lines,
    )


def names_in(claim: Claim) -> list[Iri]:
    """Give every entity that a claim names, at its ends and in its roles."""
    named = [claim.subject, claim.object, *(value for _, value in claim.proposition.roles)]
    return [name for name in named if isinstance(name, str)]


def about_person(knowledge: Knowledge, claim: Claim) -> bool:
    """Whether a claim names a person, whose dates are shown to the month."""
    return any(kind_of(knowledge, name) == "person" for name in names_in(claim))


def _dates(claim: Claim, finest: str) -> tuple[Row, ...]:
    stated: list[tuple[str, Interval | None]] = [
        ("from", claim.start),
        ("until", claim.end),
        ("reported for", claim.held),
    ]
    if claim.start and not claim.end and not claim.held:
        stated = [("on" if _is_day(claim.start, finest) else "since or in", claim.start)]
    return tuple(Row(label, show(interval, finest=finest)) for label, interval in stated if interval)


def _is_day(interval: Interval, finest: str) -> bool:
    text = show(interval, finest=finest)
    return finest == "day" and len(text) == len("2024-11-20")


def _holds(knowledge: Knowledge, claim: Claim, finest: str) -> tuple[str, str]:
    relation = knowledge.ontology.relations.get(claim.relation)
    months = relation.review_months if relation else 0
    span = extent(claim, months)
    first, last = span.earliest, span.latest
    if relation and relation.occurrence and claim.start and claim.end is None:
        # What happened once holds as a precedent within its review span, and not for ever.
        happened = claim.start.latest or claim.start.earliest
        last = add_months(happened, months) if happened and months else None
    if finest == "month":
        # The page's data must not say what its text withholds: a person's days are widened to months here too.
        first = first.replace(day=1) if first else None
        last = _end_of_month(last) if last else None
    return _day(first), _day(last)


def _due(knowledge: Knowledge, claim: Claim, finest: str) -> tuple[str, str]:
    relation, source = knowledge.ontology.relations.get(claim.relation), knowledge.sources.get(claim.source)
    due = review_due(claim, relation, source.published) if relation and source else None
    if not (relation and source and due):
        return "", ""
    last = _end_of_month(due) if finest == "month" else due
    return _day(last), why_stale(claim, relation, source.published, finest=finest)


def _given(knowledge: Knowledge, about: Iri, kind: str) -> tuple[Given, ...]:
    """Give the grades or ranks of one kind about a claim or source, the oldest first."""
    scale = {"reliability": RELIABILITY, "credibility": CREDIBILITY}.get(kind, {})
    found = []
    for review in knowledge.reviews_of.get(about, ()):
        value = getattr(review, kind)
        if value is None:
            continue
        shown = local_name(value).lower() if kind == "rank" else value
        what = ", ".join(part for part in (shown, scale.get(shown, "")) if part)
        because = f": {review.reason.value}" if review.reason else ""
        found.append(Given(_day(review.since), shown, f"{what} (since {_day(review.since)}{because})"))
    return tuple(found)


def _end_of_month(day: datetime) -> datetime:
    return day.replace(day=calendar.monthrange(day.year, day.month)[1])


def _day(bound: datetime | None) -> str:
    return stamp(bound)[:10] if bound else ""


def _passage(knowledge: Knowledge, evidence: Evidence, lang: str) -> Passage:
    place = evidence.locator or ""
    if evidence.start is not None and evidence.end is not None:
        place = f"code points {evidence.start}\u2013{evidence.end}" + (f", {place}" if place else "")
    return Passage(
        id=curie(evidence.iri),
        speaker=term_label(knowledge, evidence.speaker, lang) if evidence.speaker else "",
        relayed_by=term_label(knowledge, evidence.relayed_by, lang) if evidence.relayed_by else "",
        speech_act=term_label(knowledge, evidence.speech_act, lang),
        hearsay=evidence.speech_act == HEARSAY,
        place=place,
        digest=(evidence.sha256 or "")[:_DIGEST_SHOWN],
    )
