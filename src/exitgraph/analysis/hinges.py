"""Hinges: the claims without which an answer changes, and what to check first.

*Problem*: causes of a query's answer. A claim is a cause of what is said if there is a set of other claims, its
contingency, without which the thing is still said, and without both the contingency and the claim it is not; its
*responsibility* is 1 / (1 + size of the smallest contingency): 1 for a claim on which it stands alone, 1/2 for each of
two claims that say the same. *Algorithm*: of the sets of claims that carry a thing (its lineage), those without the
claim have to be hit by claims outside of one set with it; smallest hitting sets by branching on a set that is not hit,
with the least found as a bound. *Complexity*: exponential in the size of the contingency (the problem is NP-hard in
general), at most `MOST_CONTINGENT` claims, beyond which no responsibility is given. *Paper*: A. Meliou, W. Gatterbauer,
K. F. Moore, D. Suciu, "The complexity of causality and responsibility for query answers and non-answers", PVLDB 4
(2010).

Besides, each claim that has a part is left out, and the answer asked again: what vanishes and what appears then holds
also for what has no lineage, such as a number of lines.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from exitgraph.analysis.common import claim_json, short, whole
from exitgraph.analysis.diff import without
from exitgraph.claims.conflict import contradictions
from exitgraph.claims.grades import Grades
from exitgraph.claims.inforce import as_known
from exitgraph.vocabulary import curie

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from exitgraph.analysis.answers import Answer, Witnesses
    from exitgraph.claims.inforce import Snapshot
    from exitgraph.claims.knowledge import Knowledge
    from exitgraph.claims.values import Iri

#: The largest contingency that is looked for.
MOST_CONTINGENT: Final = 6
_CONFIRMED: Final = frozenset("12")


class Cause(NamedTuple):
    """A claim and a thing that is said, with a smallest contingency; responsibility is 1 / (1 + its size)."""

    claim: Iri
    said: str
    contingency: tuple[Iri, ...]


class Effect(NamedTuple):
    """What vanishes from an answer without a claim, and what appears."""

    claim: Iri
    vanishes: tuple[str, ...]
    appears: tuple[str, ...]


class ToCheck(NamedTuple):
    """A claim that nobody has found confirmed: how many answers, and things said, stand or fall with it."""

    claim: Iri
    answers: int
    said: int
    measured: bool


@dataclass(frozen=True)
class Hinges:
    """What an answer turns on: ``effects`` of each claim that it changes without, ``causes`` with responsibility."""

    said: tuple[str, ...]
    effects: tuple[Effect, ...]
    causes: tuple[Cause, ...]
    to_check: tuple[ToCheck, ...]


def hinges(knowledge: Knowledge, answer: Answer, now: Snapshot) -> Hinges:
    """Give the claims on which an answer (`exitgraph.analysis.answers`) turns.

    Left out one after the other are the claims that it rests on, those that contradict one of them, those about an
    event that one of them is about, and what the answer names beside.
    """
    whole = answer(knowledge, now)
    part = frozenset(claim for rests in whole.values() for one in rests.witnesses for claim in one)
    known = as_known(knowledge, now)
    against = contradictions(known)
    beside = {other.claim for name in part for other in against.get(name, ())}
    events = {known.claims[name].event for name in part if name in known.claims} - {None}
    beside |= {name for name, claim in known.claims.items() if claim.event in events}
    beside |= frozenset().union(*(rests.beside for rests in whole.values()))
    effects = []
    for name in sorted(part | beside):
        other = answer(without(knowledge, frozenset({name})), now)
        if other.keys() != whole.keys():
            gone, come = sorted(whole.keys() - other.keys()), sorted(other.keys() - whole.keys())
            effects.append(Effect(name, tuple(gone), tuple(come)))
    causes = [
        Cause(name, said, found)
        for said, rests in whole.items()
        if rests.lineage
        for name in frozenset().union(*rests.witnesses)
        if (found := contingency(rests.witnesses, name)) is not None
    ]
    turning: dict[Iri, int] = {item.claim: len(item.vanishes) + len(item.appears) for item in effects}
    to_check = _unconfirmed(knowledge, now, {name: (1, changed) for name, changed in turning.items()})
    ordered = sorted(causes, key=lambda cause: (len(cause.contingency), cause.said, cause.claim))
    return Hinges(tuple(sorted(whole)), tuple(effects), tuple(ordered), to_check)


def agenda(knowledge: Knowledge, answers: Mapping[str, Answer], now: Snapshot) -> tuple[ToCheck, ...]:
    """Give the claims that nobody found confirmed, those on which most answers stand alone first.

    One evaluation for each answer: a thing stands alone on a claim that is in each set that carries it.
    """
    counted: dict[Iri, tuple[int, int]] = defaultdict(lambda: (0, 0))
    for answer in answers.values():
        alone: dict[Iri, int] = defaultdict(int)
        for rests in answer(knowledge, now).values():
            if rests.lineage and rests.witnesses:
                for name in frozenset.intersection(*rests.witnesses):
                    alone[name] += 1
        for name, said in alone.items():
            counted[name] = (counted[name][0] + 1, counted[name][1] + said)
    return _unconfirmed(knowledge, now, counted)


def _unconfirmed(knowledge: Knowledge, now: Snapshot, counted: Mapping[Iri, tuple[int, int]]) -> tuple[ToCheck, ...]:
    grades = Grades(knowledge, now)
    found = [
        ToCheck(name, answers, said, any(item.sha256 for item in knowledge.claims[name].evidence))
        for name, (answers, said) in counted.items()
        if grades.credibility(name) not in _CONFIRMED
    ]
    return tuple(sorted(found, key=lambda item: (-item.answers, -item.said, item.claim)))


def contingency(witnesses: Witnesses, claim: Iri, most: int = MOST_CONTINGENT) -> tuple[Iri, ...] | None:
    """Give a smallest contingency of a claim for what the sets of claims carry, sorted; the first of equal ones.

    ``None`` if the claim is no cause, or only with more than ``most`` other claims left out.
    """
    others = [one for one in witnesses if claim not in one]
    least: tuple[Iri, ...] | None = None
    for kept in sorted((one for one in witnesses if claim in one), key=sorted):
        # One set with the claim has to stay whole.
        found = _hitting([one - kept for one in others], most if least is None else len(least))
        if found is not None and (least is None or (len(found), found) < (len(least), least)):
            least = found
    return least


def _hitting(sets: list[frozenset[Iri]], most: int) -> tuple[Iri, ...] | None:
    """Give the smallest set, of those the first, that has something of each; ``None`` if it is larger than allowed."""
    best: tuple[Iri, ...] | None = None

    def onward(chosen: frozenset[Iri], left: list[frozenset[Iri]]) -> None:
        nonlocal best
        bound = most if best is None else len(best)
        if len(chosen) + bool(left) > bound:
            return
        if not left:
            candidate = tuple(sorted(chosen))
            if best is None or (len(candidate), candidate) < (len(best), best):
                best = candidate
            return
        smallest: frozenset[Iri] = min(left, key=len)
        for claim in sorted(smallest):
            onward(chosen | {claim}, [one for one in left if claim not in one])

    onward(frozenset(), sets)
    return best


def to_check_json(knowledge: Knowledge, items: tuple[ToCheck, ...], lang: str = "en") -> list[dict[str, Any]]:
    """Write what to check first."""
    return [
        {
            **claim_json(knowledge, knowledge.claims[item.claim], lang),
            "answers": item.answers,
            "said": item.said,
            "passage_measured": item.measured,
        }
        for item in items
    ]


def agenda_json(
    knowledge: Knowledge, asked: Sequence[str], items: tuple[ToCheck, ...], now: Snapshot, lang: str = "en"
) -> dict[str, Any]:
    """Write a research agenda over several answers (docs/schemas/analyse-agenda.json)."""
    return whole(
        "agenda",
        knowledge,
        now,
        {
            "asked": list(asked),
            "to_check": to_check_json(knowledge, items, lang),
            "cannot_say": [
                "What would change most is not what is most doubtful: a claim stands here for what hangs on it.",
                "Things said that two claims carry, each alone, hang on neither and count for neither.",
                "A claim counts as unconfirmed unless a review by that day graded its credibility 1 or 2.",
            ],
        },
    )


def hinges_json(knowledge: Knowledge, name: str, found: Hinges, now: Snapshot, lang: str = "en") -> dict[str, Any]:
    """Write the hinges of an answer (docs/schemas/analyse-hinges.json)."""
    return whole(
        "hinges",
        knowledge,
        now,
        {
            "answer": name,
            "said": list(found.said),
            "effects": [
                {
                    **claim_json(knowledge, knowledge.claims[item.claim], lang),
                    "vanishes": list(item.vanishes),
                    "appears": list(item.appears),
                }
                for item in found.effects
            ],
            "causes": [
                {
                    "claim": curie(item.claim),
                    "said": item.said,
                    "contingency": short(item.contingency),
                    "one_in": 1 + len(item.contingency),
                }
                for item in found.causes
            ],
            "to_check": to_check_json(knowledge, found.to_check, lang),
            "cannot_say": [
                "That an answer turns on a claim does not say that the claim is false, only what hangs on it.",
                "Claims that keep something out, yet contradict nothing that is said, are not left out: see why-not.",
                "A claim counts as unconfirmed unless a review by that day graded its credibility 1 or 2.",
            ],
        },
    )
