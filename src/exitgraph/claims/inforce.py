"""Two clocks: whether a claim holds on a day (``valid_at``), as published by a day (``known_at``).

A claim whose review is overdue is stale, and every answer says so. The rule is J1 and J2 of the design;
`docs/decisions/0005-in-force.md` says what was decided where they left a question.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import IntEnum
from typing import TYPE_CHECKING, NamedTuple

from exitgraph.claims.interval import Interval, add_months, parse_date, show, stamp
from exitgraph.errors import BadDate
from exitgraph.vocabulary import iri, xg

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from exitgraph.claims.knowledge import Knowledge
    from exitgraph.claims.model import Claim, Source
    from exitgraph.claims.ontology import Relation
    from exitgraph.claims.values import Iri

PRECEDENT = iri("concept:precedent")
BASIS = xg("basis")


class Standing(IntEnum):
    """How a claim stands on the day that is asked about; the larger the firmer."""

    NOT_IN_FORCE = 0
    POSSIBLE = 1
    CERTAIN = 2


class Spans(NamedTuple):
    """When a claim stands how, apart from reviews and from when it was published: J1 as six bounds, in UTC.

    A claim is in force on the days from ``possible_from`` to ``possible_until`` (``None``: open), and certain on those
    of them from ``certain_from`` (``None``: never) to ``certain_until`` (``None``: open). After ``review_due`` it is
    stale, and no more than possible, until ``begun_by``: what has begun for certain holds on (``None``: never).
    """

    possible_from: datetime | None = None
    possible_until: datetime | None = None
    certain_from: datetime | None = None
    certain_until: datetime | None = None
    review_due: datetime | None = None
    begun_by: datetime | None = None


class InForce(NamedTuple):
    """The standing of a claim, in words why it is not certain, and whether its review is overdue."""

    standing: Standing
    why: str = ""
    stale: bool = False


@dataclass(frozen=True)
class Snapshot:
    """The two clocks, each a day in UTC; a partial date stands for its last day."""

    valid_at: Interval
    known_at: Interval

    @classmethod
    def at(cls, valid_at: str, known_at: str) -> Snapshot:
        """Read both dates.

        Raises
        ------
        BadDate
            If one is not a date.
        """
        return cls(_last_day(valid_at), _last_day(known_at))

    @property
    def day(self) -> datetime:
        """The last second of the day that is asked about."""
        assert self.valid_at.latest is not None  # noqa: S101  # closed by _last_day
        return self.valid_at.latest

    @property
    def day_begin(self) -> datetime:
        """The first second of the day that is asked about."""
        assert self.valid_at.earliest is not None  # noqa: S101
        return self.valid_at.earliest

    @property
    def published_by(self) -> datetime:
        """The last second that counts as published."""
        assert self.known_at.latest is not None  # noqa: S101
        return self.known_at.latest


def is_published(knowledge: Knowledge, claim: Claim, now: Snapshot) -> bool:
    """Whether a claim may have been published by the day of the second clock."""
    return may_be_published(knowledge.sources[claim.source], now)


def is_known(knowledge: Knowledge, claim: Claim, now: Snapshot) -> bool:
    """Whether a claim may have been published, and was not deprecated, by the day of the second clock."""
    return is_published(knowledge, claim, now) and knowledge.deprecation(claim.iri, now.published_by) is None


def certainly_published(source: Source, now: Snapshot) -> bool:
    """Whether a source had appeared by ``known_at`` on each reading of its date."""
    return source.published.latest is not None and source.published.latest <= now.published_by


def may_be_published(source: Source, now: Snapshot) -> bool:
    """Whether a source may have appeared by ``known_at``."""
    return source.published.earliest is None or source.published.earliest <= now.published_by


def as_known(knowledge: Knowledge, now: Snapshot, *, certainly: bool = False) -> Knowledge:
    """Give the graph as it was known: what appeared later, or was deprecated by then, is not in it.

    Parameters
    ----------
    knowledge
        The graph at its public tier.
    now
        The two clocks; only ``known_at`` counts.
    certainly
        Whether to leave out also what may have appeared later.
    """
    published = certainly_published if certainly else may_be_published
    sources = {name: source for name, source in knowledge.sources.items() if published(source, now)}
    claims = {
        name: claim
        for name, claim in knowledge.claims.items()
        if claim.source in sources and knowledge.deprecation(name, now.published_by) is None
    }
    reviews = {name: review for name, review in knowledge.reviews.items() if review.since <= now.published_by}
    return replace(knowledge, claims=claims, sources=sources, reviews=reviews)


def _last_day(text: str) -> Interval:
    whole = parse_date(text)
    if whole.latest is None:
        raise BadDate(f"{text!r} has no end")
    return Interval(whole.latest.replace(hour=0, minute=0, second=0), whole.latest)


def basis_of(claim: Claim, relation: Relation) -> str:
    """Give the basis that a claim states, else that of its relation."""
    stated = claim.role(BASIS)
    return stated if isinstance(stated, str) else relation.default_basis


def is_occurrence(claim: Claim, relation: Relation) -> bool:
    """Whether a claim tells what happened, not what holds."""
    return relation.occurrence or basis_of(claim, relation) == PRECEDENT


def review_due(claim: Claim, relation: Relation, published: Interval) -> datetime | None:
    """Give the last second at which a claim is not stale, or ``None`` if it does not age.

    What was only reported to hold ages from the report on; what happened, from when it had happened for certain.
    ``published`` is the date of its source.
    """
    return _due_of_event(claim, relation, published) if is_occurrence(claim, relation) else _due(claim, relation)


def _due_of_event(claim: Claim, relation: Relation, published: Interval) -> datetime | None:
    if not relation.review_months:
        return None
    by = _happened_by(claim, published)
    return add_months(by, relation.review_months) if by else None


def _due(claim: Claim, relation: Relation) -> datetime | None:
    if not relation.review_months or claim.end is not None or claim.held is None or claim.held.latest is None:
        return None
    due = add_months(claim.held.latest, relation.review_months)
    begins = claim.start.latest if claim.start else None
    # What has begun by then, and has no end, claims to hold on.
    return None if begins and begins <= due else due


def why_stale(claim: Claim, relation: Relation, published: Interval, *, finest: str = "day") -> str:
    """Say of a claim that ages when it was last reported or had happened, and after how long its review is due."""
    months = f"review due after {relation.review_months} months"
    if not is_occurrence(claim, relation):
        return f"last reported {show(claim.held, finest=finest)}; {months}"
    by = _happened_by(claim, published)
    return f"happened by {show(Interval(by, by), finest=finest)}; {months}" if by else ""


def _happened_by(claim: Claim, published: Interval) -> datetime | None:
    """Give the moment by which something had happened: what a source tells as past had happened when it appeared."""
    when = claim.start or claim.held
    if when is None or when.is_open:
        return None
    return min((bound for bound in (when.latest, published.latest) if bound is not None), default=None)


def in_force(knowledge: Knowledge, claim: Claim, now: Snapshot) -> InForce:
    """Say whether a claim holds on the day, as published by the other day."""
    relation = knowledge.ontology.relations.get(claim.relation)
    source = knowledge.sources.get(claim.source)
    if relation is None or source is None:
        return InForce(Standing.NOT_IN_FORCE, "its relation or its source is not in the graph")
    review = knowledge.deprecation(claim.iri, now.published_by)
    if review is not None:
        return InForce(Standing.NOT_IN_FORCE, f"deprecated since {stamp(review.since)[:10]}")
    published = source.published
    if published.earliest is not None and published.earliest > now.published_by:
        return InForce(Standing.NOT_IN_FORCE, "not yet published")
    maybe_unpublished = published.latest is None or published.latest > now.published_by
    if is_occurrence(claim, relation):
        found = _happened(claim, relation, published, now)
    else:
        found = _holds(claim, relation, now)
    if found.standing is Standing.CERTAIN and maybe_unpublished:
        return InForce(Standing.POSSIBLE, "its source may have been published later")
    return found


def _happened(claim: Claim, relation: Relation, published: Interval, now: Snapshot) -> InForce:
    when = claim.start or claim.held
    if when is None or when.is_open:
        return InForce(Standing.POSSIBLE, "undated")
    by = _happened_by(claim, published)
    if when.earliest is not None and when.earliest > now.day:
        return InForce(Standing.NOT_IN_FORCE, "it happened later")
    if by is None or by > now.day:
        return InForce(Standing.POSSIBLE, "it may have happened later")
    if _overdue(_due_of_event(claim, relation, published), now):
        return InForce(Standing.POSSIBLE, f"older than {relation.review_months} months", stale=True)
    return InForce(Standing.CERTAIN)


def _holds(claim: Claim, relation: Relation, now: Snapshot) -> InForce:
    start, end, held = claim.start, claim.end, claim.held
    if start is None and end is None and held is None:
        return InForce(Standing.POSSIBLE, "undated")
    if end is not None and end.latest is not None and end.latest < now.day_begin:
        return InForce(Standing.NOT_IN_FORCE, "it had ended")
    if start is not None and start.earliest is not None and start.earliest > now.day:
        return InForce(Standing.NOT_IN_FORCE, "it had not begun")
    if start is None and held is not None and held.earliest is not None and held.earliest > now.day:
        return InForce(Standing.NOT_IN_FORCE, "reported for later days only")
    if end is not None and (end.earliest is None or end.earliest < now.day_begin):
        return InForce(Standing.POSSIBLE, "it may have ended")
    begun = start is not None and start.latest is not None and start.latest <= now.day
    reported = held is not None and held.latest is not None and held.latest <= now.day
    if not (begun or reported):
        return InForce(Standing.POSSIBLE, "it may have begun later")
    if not begun and _overdue(_due(claim, relation), now):
        return InForce(Standing.POSSIBLE, f"reported more than {relation.review_months} months before", stale=True)
    return InForce(Standing.CERTAIN)


def stale_among(knowledge: Knowledge, names: Iterable[Iri], now: Snapshot) -> list[Iri]:
    """Give those of some things that are claims whose review is overdue on the day, in order of IRI."""
    return [
        name
        for name in sorted(set(names) & knowledge.claims.keys())
        if in_force(knowledge, knowledge.claims[name], now).stale
    ]


def spans_of(claim: Claim, relation: Relation, published: Interval) -> Spans:
    """Give the bounds by which `in_force` judges a claim, the same for every day; ``published`` is that of its source.

    For what judges many claims at once; tests hold the two together.
    """
    due = review_due(claim, relation, published)
    start, end, held = claim.start, claim.end, claim.held
    if is_occurrence(claim, relation):
        when = start or held
        if when is None or when.is_open:
            return Spans()
        return Spans(when.earliest, certain_from=_happened_by(claim, published), review_due=due)
    first = start if start is not None else held
    firm = [interval.latest for interval in (start, held) if interval is not None and interval.latest is not None]
    # An end of which no earliest is known may have come on any day.
    ended = end is not None and end.earliest is None
    return Spans(
        first.earliest if first is not None else None,
        end.latest if end is not None else None,
        min(firm) if firm and not ended else None,
        end.earliest if end is not None else None,
        due,
        start.latest if start is not None else None,
    )


def _overdue(due: datetime | None, now: Snapshot) -> bool:
    return due is not None and due < now.day_begin
