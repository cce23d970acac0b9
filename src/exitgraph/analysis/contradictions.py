"""A ledger of what States say beside what was done: both sides, and no verdict.

Two kinds of entry:

- *designation and incident*: a State designates a territory as safe, and somebody of the group that is meant was
  returned from there, or abducted there, within a window of months;
- *statement and practice*: a State's policy, procedure, guidance or reading of law, and what the same State does, where
  the rules of `exitgraph.claims.conflict` or a curator say that the two cannot both hold.

An entry is *direct* if what was done is of what was said: the designation names the group, the practice is a practice;
it is *undercutting* if it bears on it without denying it: the designation is of everybody, or it is open whether the
person is meant, or one case stands against a policy. *After notice* says that what was done had been published before
the statement was made.

*Problem*: an interval join of designations with incidents by territory. *Complexity*: O(n + sum over territories of
designations times incidents), n claims, after an index by territory (a hash join: L. D. Shapiro, "Join processing in
database systems with large main memories", ACM TODS 11 (1986)); each pair is a row of the answer unless group or window
parts the two. The classes follow J. L. Pollock, "Defeasible reasoning", Cognitive Science 11 (1987), who tells
rebutting defeaters from undercutting ones.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from exitgraph.analysis.common import claim_json, whole
from exitgraph.claims.conflict import contradictions as conflicts
from exitgraph.claims.groups import covers, fields_of
from exitgraph.claims.inforce import PRECEDENT, as_known, basis_of
from exitgraph.claims.interval import Interval, add_months
from exitgraph.claims.knowledge import iris
from exitgraph.errors import InputError
from exitgraph.routes.effects import OWN_NATIONALS
from exitgraph.vocabulary import curie, iri, xg

if TYPE_CHECKING:
    from collections.abc import Iterator

    from exitgraph.claims.inforce import Snapshot
    from exitgraph.claims.knowledge import Knowledge
    from exitgraph.claims.model import Claim
    from exitgraph.claims.values import Iri

#: Months between a designation and an incident, at most, unless said otherwise.
WINDOW: Final = 24
MOST_MONTHS: Final = 1200
_DEEMS_SAFE = xg("deemsSafe")
_INCIDENTS: Final = frozenset({xg("returned"), xg("abducted")})
_SAID: Final = frozenset(xg(name) for name in ("statesPolicy", "setsProcedure", "interpretsLaw", "issuesGuidance"))
_DONE: Final = frozenset({PRECEDENT, iri("concept:practice")})
_OPEN = Interval()


@dataclass(frozen=True)
class Entry:
    """One row of the ledger: what was said, and what was done.

    ``kind`` is ``designation and incident`` or ``statement and practice``; ``bearing`` is ``direct`` or
    ``undercutting``; ``after_notice`` is ``yes``, ``no`` or ``open``. ``certain`` is false where the dates leave it
    open whether the two fall together, or where it is open whether the person is of the group. ``rule`` names the kind
    of conflict (statement and practice).
    """

    said: Iri
    done: Iri
    kind: str
    bearing: str
    after_notice: str
    certain: bool
    rule: str = ""


#: What no ledger of published claims can show.
CANNOT_SAY: Final = (
    "That the two stand side by side does not say which of them is true, nor that a State broke a duty.",
    "A list of States of origin speaks of their own nationals: what happened there to others is not held against it.",
    "What was not published, or not put into the graph, is missing on both sides.",
)


def contradictions(
    knowledge: Knowledge, now: Snapshot, *, state: Iri | None = None, months: int = WINDOW
) -> tuple[Entry, ...]:
    """Give the ledger as published by ``known_at``, of what had happened or been said by ``valid_at``.

    Parameters
    ----------
    knowledge
        The graph at its public tier.
    now
        The two clocks.
    state
        Only what this State or region said.
    months
        The window between a designation and an incident, 0 to 1200.

    Raises
    ------
    InputError
        If the window is out of range.
    """
    if not 0 <= months <= MOST_MONTHS:
        raise InputError(f"the window is {months} months", hint=f"Use a number from 0 to {MOST_MONTHS}.")
    known = as_known(knowledge, now)
    found = [*_designations(known, now, months), *_statements(known, now)]
    return tuple(
        sorted(
            (item for item in found if state is None or _state(known, known.claims[item.said].subject) == state),
            key=lambda item: (item.kind, item.said, item.done),
        )
    )


def place_of(claim: Claim) -> Iri | None:
    """Give the territory that somebody was returned from or abducted in, if it is stated."""
    stated = claim.role(xg("from")) or claim.role(xg("at"))
    if isinstance(stated, str):
        return stated
    # Whoever abducts is the State of origin: without a place nobody knows where.
    return claim.subject if claim.relation == xg("returned") else None


def incidents(known: Knowledge, now: Snapshot) -> Iterator[Claim]:
    """Give the returns and abductions that are told as having come about by ``valid_at``, in order."""
    for name in sorted(known.claims):
        claim = known.claims[name]
        relation = known.ontology.relations.get(claim.relation)
        if claim.relation not in _INCIDENTS or relation is None or not claim.proposition.positive:
            continue
        if basis_of(claim, relation) == PRECEDENT and known.in_effect(claim) and _begun(claim, now):
            yield claim


def _begun(claim: Claim, now: Snapshot) -> bool:
    when = claim.start or claim.held or _OPEN
    return when.earliest is None or when.earliest <= now.day


def _designations(known: Knowledge, now: Snapshot, months: int) -> Iterator[Entry]:
    at: dict[Iri, list[Claim]] = defaultdict(list)
    for claim in incidents(known, now):
        place = place_of(claim)
        if place is not None:
            at[place].append(claim)
    for name in sorted(known.claims):
        said = known.claims[name]
        if said.relation != _DEEMS_SAFE or not said.proposition.positive:
            continue
        if not known.in_effect(said) or not _begun(said, now):
            continue
        for done in at.get(str(said.object), ()):
            meant = _meant(known, said, done)
            near = _near(said, done, months)
            if meant is None or near is None:
                continue
            bearing = "direct" if meant and said.role(xg("group")) is not None else "undercutting"
            notice = _after_notice(known, said, done)
            yield Entry(said.iri, done.iri, "designation and incident", bearing, notice, meant and near)


def _meant(known: Knowledge, said: Claim, done: Claim) -> bool | None:
    """Whether the designation is of whom it happened to; ``False`` where that is open, ``None`` if it is not."""
    party = fields_of(known, str(done.object))
    own = any(said.role(xg(role)) in OWN_NATIONALS for role in ("safeConcept", "scope"))
    if own and said.object not in party.nationalities:
        return None
    group = said.role(xg("group"))
    if not isinstance(group, str):
        return True
    answer = covers(known, group, party)
    # Covered, not covered, or open: the person is told of too broadly.
    return None if answer is False else answer is True


def _near(said: Claim, done: Claim, months: int) -> bool | None:
    """Whether the two surely lie within the window; ``False`` where they may, ``None`` where they cannot."""
    first, last = _span(said)
    when = done.start or done.held or _OPEN
    if last and when.earliest and when.earliest > add_months(last, months):
        return None
    if first and when.latest and first > add_months(when.latest, months):
        return None
    if when.earliest is None or when.latest is None:
        return False
    # What began for certain, and has no end, is said to hold on.
    begun = said.start.latest if said.start else None
    if begun and begun <= when.earliest and said.held is None and said.end is None:
        return True
    if first is None or last is None:
        return False
    return when.latest <= add_months(first, months) and last <= add_months(when.earliest, months)


def _span(said: Claim) -> tuple[Any, Any]:
    """Give the earliest and the latest moment at which something is said; ``None`` is open."""
    if said.held is not None:
        begin = said.start or said.held
        return begin.earliest, said.held.latest if said.end is None else said.end.latest
    begin = said.start or _OPEN
    return begin.earliest, said.end.latest if said.end is not None else None


def _after_notice(known: Knowledge, said: Claim, done: Claim) -> str:
    made = said.held or said.start or _OPEN
    published = known.sources[done.source].published
    if published.latest and made.earliest and published.latest < made.earliest:
        return "yes"
    if published.earliest and made.latest and published.earliest > made.latest:
        return "no"
    return "open"


def _statements(known: Knowledge, now: Snapshot) -> Iterator[Entry]:
    found = conflicts(known)
    for name in sorted(found):
        said = known.claims[name]
        if said.relation not in _SAID or not _begun(said, now):
            continue
        for other, rule in found[name]:
            done = known.claims[other]
            relation = known.ontology.relations.get(done.relation)
            if relation is None or done.relation in _SAID or not _begun(done, now):
                continue
            basis = basis_of(done, relation)
            if basis not in _DONE or _state(known, said.subject) != _state(known, done.subject):
                continue
            bearing = "undercutting" if basis == PRECEDENT else "direct"
            notice = _after_notice(known, said, done)
            yield Entry(said.iri, done.iri, "statement and practice", bearing, notice, True, rule)  # noqa: FBT003


def _state(known: Knowledge, agent: Iri) -> Iri:
    """Give the State that an organ belongs to, or the agent itself."""
    entity = known.entities.get(agent)
    above = iris(entity.properties.get(xg("belongsTo"), ())) if entity else []
    return above[0] if above else agent


def entry_json(knowledge: Knowledge, item: Entry, lang: str = "en") -> dict[str, Any]:
    """Write one entry, both sides whole."""
    return {
        "kind": item.kind,
        "bearing": item.bearing,
        "after_notice": item.after_notice,
        "certain": item.certain,
        "rule": item.rule or None,
        "said": claim_json(knowledge, knowledge.claims[item.said], lang),
        "done": claim_json(knowledge, knowledge.claims[item.done], lang),
    }


def contradictions_json(
    knowledge: Knowledge,
    found: tuple[Entry, ...],
    now: Snapshot,
    *,
    state: Iri | None = None,
    months: int = WINDOW,
    lang: str = "en",
) -> dict[str, Any]:
    """Write the ledger (docs/schemas/analyse-contradictions.json)."""
    return whole(
        "contradictions",
        knowledge,
        now,
        {
            "state": curie(state) if state else None,
            "months": months,
            "entries": [entry_json(knowledge, item, lang) for item in found],
            "cannot_say": list(CANNOT_SAY),
        },
    )
