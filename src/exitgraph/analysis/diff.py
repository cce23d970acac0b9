"""What an answer was on two dates, and what had been published by the day of a decision.

*Problem*: the difference of two evaluations of one query over a bitemporal database, with its reasons. *Algorithm*:
both are evaluated; a thing that appeared or vanished is explained by the claims that it rests on and that stood
otherwise on the other date; where none did, by each single claim that stood in its way, found by leaving it out (a
counterfactual cause). *Complexity*: two evaluations, and one more for each claim that stood otherwise where that is
needed, at most `MOST_TRIED`. *Papers*: R. T. Snodgrass, "Developing Time-Oriented Database Applications in SQL" (1999),
for the two clocks; A. Meliou et al., "The complexity of causality and responsibility for query answers and
non-answers", PVLDB 4 (2010), for causes of both.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from exitgraph.analysis.common import claim_json, claims_json, whole
from exitgraph.analysis.contradictions import incidents, place_of
from exitgraph.analysis.lines import Lines, lines, numbers
from exitgraph.claims.inforce import as_known, certainly_published, in_force, may_be_published
from exitgraph.claims.interval import stamp
from exitgraph.errors import InputError
from exitgraph.vocabulary import curie

if TYPE_CHECKING:
    from collections.abc import Callable

    from exitgraph.analysis.answers import Answer, Rests
    from exitgraph.claims.inforce import Snapshot
    from exitgraph.claims.knowledge import Knowledge
    from exitgraph.claims.model import Claim
    from exitgraph.claims.values import Iri

#: Claims that are left out one after the other, at most, to find what stood in the way.
MOST_TRIED: Final = 64


class Reason(NamedTuple):
    """A claim that made a difference, and how it stood on both dates."""

    claim: Iri
    before: str
    after: str


class Change(NamedTuple):
    """A thing that is said on one date only, and why; without reasons, more than one claim together made it."""

    said: str
    because: tuple[Reason, ...]


@dataclass(frozen=True)
class Difference:
    """What changed in one answer between two snapshots; ``same`` is what is said on both dates."""

    before: Snapshot
    after: Snapshot
    appeared: tuple[Change, ...]
    vanished: tuple[Change, ...]
    same: tuple[str, ...]


def diff(knowledge: Knowledge, answer: Answer, before: Snapshot, after: Snapshot) -> Difference:
    """Compare an answer (`exitgraph.analysis.answers`) on two snapshots, which may differ on either clock."""
    old, new = answer(knowledge, before), answer(knowledge, after)
    standing = {name: (_stood(knowledge, name, before), _stood(knowledge, name, after)) for name in knowledge.claims}
    moved = {name: stood for name, stood in standing.items() if stood[0] != stood[1]}

    @cache
    def said_without(name: Iri, there: Snapshot) -> frozenset[str]:
        return frozenset(answer(without(knowledge, frozenset({name})), there))

    def changes(here: dict[str, Rests], there: Snapshot) -> tuple[Change, ...]:
        return tuple(Change(said, _because(said, here[said], moved, there, said_without)) for said in sorted(here))

    return Difference(
        before,
        after,
        changes({said: rests for said, rests in new.items() if said not in old}, before),
        changes({said: rests for said, rests in old.items() if said not in new}, after),
        tuple(sorted(old.keys() & new.keys())),
    )


def _stood(knowledge: Knowledge, name: Iri, now: Snapshot) -> str:
    claim = knowledge.claims[name]
    found = in_force(knowledge, claim, now)
    stood = found.standing.name.lower().replace("_", " ")
    return f"{stood} ({found.why})" if found.why else stood


def _because(
    said: str,
    rests: Rests,
    moved: dict[Iri, tuple[str, str]],
    there: Snapshot,
    said_without: Callable[[Iri, Snapshot], frozenset[str]],
) -> tuple[Reason, ...]:
    own = sorted(frozenset().union(*rests.witnesses) & moved.keys())
    if not own:
        # Of an answer that names what has a part beside, nothing else has to be tried.
        tried = sorted(moved.keys() & rests.beside if rests.beside else moved.keys())[:MOST_TRIED]
        own = [name for name in tried if said in said_without(name, there)]
    return tuple(Reason(name, *moved[name]) for name in own)


def without(knowledge: Knowledge, names: frozenset[Iri]) -> Knowledge:
    """Give the graph without some claims."""
    return replace(knowledge, claims={name: claim for name, claim in knowledge.claims.items() if name not in names})


@dataclass(frozen=True)
class Told:
    """A return or an abduction, the lines behind it on the day of the decision, and today."""

    claim: Iri
    then: Lines
    today: Lines


@dataclass(frozen=True)
class Knowability:
    """What had been published about returns from a territory by a day, what may have been, and what came after."""

    territory: Iri
    day: Snapshot
    now: Snapshot
    by_then: tuple[Told, ...]
    perhaps: tuple[Told, ...]
    after: tuple[Told, ...]


def knowability(knowledge: Knowledge, territory: Iri, day: Snapshot, now: Snapshot) -> Knowability:
    """Say what had been published about returns from a territory by the day of a decision.

    Parameters
    ----------
    knowledge
        The graph at its public tier.
    territory
        From where.
    day
        The day of the decision, on both clocks.
    now
        As of when it is asked: what came after the decision is what was published by ``now.known_at``.

    Raises
    ------
    InputError
        If the decision lies after the day on which it is asked.
    """
    if day.published_by > now.published_by:
        raise InputError("the decision lies after the day by which something is known", hint="Move --known-at on.")
    then = {claim.iri: claim for claim in incidents(as_known(knowledge, day), day) if place_of(claim) == territory}
    later = {claim.iri: claim for claim in incidents(as_known(knowledge, now), now) if place_of(claim) == territory}

    def told(claims: list[Claim]) -> tuple[Told, ...]:
        return tuple(_told(knowledge, claim, day, now) for claim in claims)

    sure = [then[name] for name in sorted(then) if certainly_published(knowledge.sources[then[name].source], day)]
    return Knowability(
        territory,
        day,
        now,
        told(sure),
        told([then[name] for name in sorted(then) if then[name] not in sure]),
        told(
            [
                later[name]
                for name in sorted(later)
                if name not in then and not may_be_published(knowledge.sources[later[name].source], day)
            ]
        ),
    )


def _told(knowledge: Knowledge, claim: Claim, day: Snapshot, now: Snapshot) -> Told:
    by = "event" if claim.event else "proposition"
    counted = [lines(knowledge, claim.iri, clocks, together=by) for clocks in (day, now)]
    return Told(claim.iri, *counted)


def diff_json(knowledge: Knowledge, name: str, found: Difference, lang: str = "en") -> dict[str, Any]:
    """Write a difference (docs/schemas/analyse-diff.json)."""

    def changes(items: tuple[Change, ...]) -> list[dict[str, Any]]:
        return [
            {
                "said": item.said,
                "because": [
                    {
                        **claim_json(knowledge, knowledge.claims[one.claim], lang),
                        "before": one.before,
                        "after": one.after,
                    }
                    for one in item.because
                ],
            }
            for item in items
        ]

    return whole(
        "diff",
        knowledge,
        found.after,
        {
            "answer": name,
            "before": {"valid_at": stamp(found.before.day)[:10], "known_at": stamp(found.before.published_by)[:10]},
            "appeared": changes(found.appeared),
            "vanished": changes(found.vanished),
            "same": list(found.same),
            "cannot_say": [
                "A reason names claims that stood otherwise on the other date; without one, several made it together.",
                "An answer changes with what was published and put into the graph, not with when something came to be.",
            ],
        },
    )


def knowability_json(knowledge: Knowledge, found: Knowability, lang: str = "en") -> dict[str, Any]:
    """Write what could be known (docs/schemas/analyse-knowability.json)."""

    def told(items: tuple[Told, ...]) -> list[dict[str, Any]]:
        return [
            {
                **claim_json(knowledge, knowledge.claims[item.claim], lang),
                "then": dict(numbers(item.then)),
                "today": dict(numbers(item.today)),
                "together": item.today.together,
                "against": claims_json(knowledge, item.today.against, lang),
            }
            for item in items
        ]

    return whole(
        "knowability",
        knowledge,
        found.now,
        {
            "territory": curie(found.territory),
            "decided": stamp(found.day.day)[:10],
            "by_then": told(found.by_then),
            "perhaps": told(found.perhaps),
            "after": told(found.after),
            "cannot_say": [
                "What had been published is not what whoever decided had read.",
                "A source counts from its date of publication on, also where its text was changed later.",
                "What was published and is not in the graph is missing.",
            ],
        },
    )
