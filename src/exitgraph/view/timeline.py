"""Claims along time: when what they say began, happened or was reported, and when their sources were published.

Two lanes over one axis, of years or of the months of one year. A bin counts what *surely* lies in it and what *may*:
a date that is only known to be some time in a wide interval is counted as a "may" in each bin that it touches, and
never as a "sure" in any. What is wider than `WIDEST` bins, or undated, is in no bin and is counted apart. Claims that
name a person are dated to the month throughout, in the data as in the text.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from exitgraph.claims.groups import covers, fields_of
from exitgraph.claims.inforce import is_occurrence
from exitgraph.claims.interval import Interval, add_months, parse_date, stamp, whole_months
from exitgraph.claims.values import Text
from exitgraph.view.cards import about_person
from exitgraph.vocabulary import xg

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from exitgraph.claims.inforce import Snapshot
    from exitgraph.claims.knowledge import Knowledge
    from exitgraph.claims.model import Claim
    from exitgraph.claims.values import Iri
    from exitgraph.view.briefs import Briefs

#: The two lanes: by what a claim says of time, and by when it was published.
LANES: Final = ("valid", "published")
#: A date that may lie in more bins than this is in none.
WIDEST: Final = 6
_MONTHS: Final = 12


class Span(NamedTuple):
    """When a claim says that something held or happened.

    ``begins`` is when it began, happened, or was reported so; ``ends`` bounds its end, ``None`` where no end is told.
    ``kind`` is ``event``, ``span``, ``open`` (began, no end told), ``reported`` (no more than held when reported),
    ``until`` (only an end is told) or ``undated``.
    """

    kind: str
    begins: Interval
    ends: Interval | None


def span_of(knowledge: Knowledge, claim: Claim) -> Span:
    """Give the span of a claim, to the month where it names a person."""
    start, end, held = claim.start, claim.end, claim.held
    if about_person(knowledge, claim):
        start, end, held = whole_months(start), whole_months(end), whole_months(held)
    relation = knowledge.ontology.relations.get(claim.relation)
    if start is not None and not start.is_open:
        if end is None and relation is not None and is_occurrence(claim, relation):
            return Span("event", start, start)
        return Span("span" if end else "open", start, end)
    if held is not None and not held.is_open:
        return Span("reported", held, None)
    return Span("until", Interval(), end) if end else Span("undated", Interval(), None)


@dataclass(frozen=True)
class Chosen:
    """Which claims are shown; every field narrows, ``None`` does not.

    ``territory`` is an end or a role of the claim; ``group`` a group that the claim is about, wider ones included.
    """

    relation: Iri | None = None
    territory: Iri | None = None
    source: Iri | None = None
    group: Iri | None = None


class _Item(NamedTuple):
    claim: Claim
    span: Span
    published: Interval

    def when(self, lane: str) -> Interval:
        return self.span.begins if lane == "valid" else self.published


class Timeline:
    """The claims that were chosen, as published by one day, placed along time.

    Parameters
    ----------
    knowledge
        Public-tier knowledge.
    chosen
        Which claims.
    now
        Only ``known_at`` counts: what surely had not been published by then is left out.
    """

    def __init__(self, knowledge: Knowledge, chosen: Chosen, now: Snapshot) -> None:
        self._knowledge = knowledge
        self._chosen = chosen
        self._now = now

    @cached_property
    def items(self) -> list[_Item]:
        """The chosen claims with their dates, in order of IRI."""
        found = []
        for name in sorted(self._knowledge.claims):
            claim = self._knowledge.claims[name]
            published = self._knowledge.sources[claim.source].published
            if published.earliest is not None and published.earliest > self._now.published_by:
                continue
            if self._is_chosen(claim):
                found.append(_Item(claim, span_of(self._knowledge, claim), published))
        return found

    def bins(self, year: int | None = None) -> dict[str, Any]:
        """Count the claims by year, or by the months of one year.

        Returns
        -------
        dict
            ``bins``: the years that have a claim, or all months of the year, each with ``period`` and for each lane
            ``sure`` and ``may``; ``unplaced`` for each lane: claims with a date too wide for a bin; ``total``.
        """
        periods = [f"{year:04d}-{month:02d}" for month in range(1, 13)] if year is not None else self._years()
        place = {period: at for at, period in enumerate(periods)}
        counts = [{lane: {"sure": 0, "may": 0} for lane in LANES} for _ in periods]
        unplaced = dict.fromkeys(LANES, 0)
        for item in self.items:
            for lane in LANES:
                touched = _touched(item.when(lane), months=year is not None)
                if touched is None:
                    # Of the months of a year those are missing that lie in the year, and in no month.
                    unplaced[lane] += year is None or _touches(item.when(lane), year)
                    continue
                kind = "sure" if len(touched) == 1 else "may"
                for period in touched:
                    if period in place:
                        counts[place[period]][lane][kind] += 1
        bins = [{"period": period, **counts[at]} for period, at in place.items()]
        return {"bins": bins, "unplaced": unplaced, "total": len(self.items)}

    def rows(self, lane: str, period: str | None) -> list[_Item]:
        """Give the claims that surely or perhaps lie in a period, in order of date; all of them without a period.

        ``undated`` as a period gives those that are in no bin of years.
        """
        if period == "undated":
            found = [item for item in self.items if _touched(item.when(lane), months=False) is None]
        elif period is None:
            found = list(self.items)
        else:
            whole, months = parse_date(period), len(period) > len("2024")
            found = [
                item
                for item in self.items
                if _touched(item.when(lane), months=months) is not None and item.when(lane).overlaps(whole)
            ]
        return sorted(found, key=lambda item: (_sort_key(item.when(lane)), item.claim.iri))

    def as_json(self, items: Iterable[_Item], briefs: Briefs) -> list[dict[str, Any]]:
        """Write rows: the claim in brief, with the bounds that a bar of it is drawn by."""
        return [
            {
                **briefs.of(item.claim),
                "span": {
                    "kind": item.span.kind,
                    "begins": _days(item.span.begins),
                    "ends": _days(item.span.ends) if item.span.ends else None,
                    "published": _days(item.published),
                },
            }
            for item in items
        ]

    def _years(self) -> list[str]:
        return sorted(
            {
                period
                for item in self.items
                for lane in LANES
                for period in _touched(item.when(lane), months=False) or ()
            }
        )

    def _is_chosen(self, claim: Claim) -> bool:
        chosen = self._chosen
        if chosen.relation is not None and claim.relation != chosen.relation:
            return False
        if chosen.source is not None and claim.source != chosen.source:
            return False
        named = [claim.subject, claim.object, *(value for _, value in claim.proposition.roles)]
        if chosen.territory is not None and chosen.territory not in named:
            return False
        return chosen.group is None or any(self._is_of(value, chosen.group) for value in named)

    def _is_of(self, value: object, group: Iri) -> bool:
        """Whether something named by a claim is a group, a wider one, or somebody who surely belongs to it."""
        if not isinstance(value, str) or isinstance(value, Text):
            return False
        if value == group:
            return True
        entity = self._knowledge.entities.get(value)
        if entity is None or not self._knowledge.ontology.is_a(entity.types, xg("Party")):
            return False
        fields = fields_of(self._knowledge, value)
        if not (fields.nationalities or fields.statuses):
            return False
        wider = covers(self._knowledge, value, fields_of(self._knowledge, group))
        return wider is True or covers(self._knowledge, group, fields) is True


def axis(rows: Sequence[dict[str, Any]], period: str | None, today: str) -> tuple[str, str]:
    """Give the first and last day of the axis that bars are drawn on: the period, else all that the rows span."""
    if period is not None and period != "undated":
        whole = parse_date(period)
        assert whole.earliest is not None  # noqa: S101  # a partial date has both
        assert whole.latest is not None  # noqa: S101
        return stamp(whole.earliest)[:10], stamp(whole.latest)[:10]
    bounds = [
        bound
        for row in rows
        for ends in (row["span"]["begins"], row["span"]["ends"] or ("", ""), row["span"]["published"])
        for bound in ends
        if bound
    ]
    first, last = min(bounds, default=today), max(bounds, default=today)
    return f"{first[:4]}-01-01", f"{max(last, first)[:4]}-12-31"


def _touches(when: Interval, year: int) -> bool:
    return _touched(when, months=False) is not None and when.overlaps(parse_date(f"{year:04d}"))


def _touched(when: Interval, *, months: bool) -> list[str] | None:
    """Give the bins that a date may lie in; ``None`` for too many, or where a side is open."""
    if when.earliest is None or when.latest is None:
        return None
    length = 7 if months else 4
    step, limit = (1, WIDEST) if months else (_MONTHS, WIDEST)
    found: list[str] = []
    at = datetime(when.earliest.year, when.earliest.month if months else 1, 1, tzinfo=UTC)
    while at <= when.latest:
        if len(found) == limit:
            # In the months of a year a whole year is no date; as a year it still is one.
            return None
        found.append(stamp(at)[:length])
        following = add_months(at, step)
        if following <= at:
            break
        at = following
    return found


def _sort_key(when: Interval) -> tuple[str, str]:
    first = when.earliest or when.latest
    last = when.latest or when.earliest
    # Undated last.
    return (stamp(first) if first else "~", stamp(last) if last else "~")


def _days(when: Interval) -> tuple[str, str]:
    return (stamp(when.earliest)[:10] if when.earliest else "", stamp(when.latest)[:10] if when.latest else "")
