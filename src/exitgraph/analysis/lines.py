"""Independent lines: how many accounts there are behind one claim, or behind several that agree.

*Problem*: six outlets that retell one telephone call are one line. Counted are the paths from what is claimed, through
whoever relays it, to *primary* sources, that share no agent (`exitgraph.analysis.disjoint` names algorithm, complexity
and papers). `docs/decisions/0023-lines.md` says how the data are read: who is a primary source, and why an origin that
is not stated gives two numbers, a lower and an upper one, instead of a guess.

*Lower*: every chain whose end is open may come from the same origin as any other, so that open chains add nothing to
what leads to primary sources, and are one line if nothing does. It is the fewest over all ways to complete the chains.
*Upper*: every open end is an origin of its own, a closed circle one for all in it. It is the most over all ways.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from exitgraph.analysis.common import as_known, certainly_published, claims_json, head, short
from exitgraph.analysis.disjoint import Relays, circles, closed_circles, most_lines, single_points
from exitgraph.claims.conflict import contradictions
from exitgraph.claims.grades import UNJUDGED_CLAIM, UNJUDGED_SOURCE, Grades
from exitgraph.claims.inforce import is_occurrence
from exitgraph.claims.knowledge import iris
from exitgraph.errors import InputError
from exitgraph.vocabulary import curie, xg

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from exitgraph.claims.inforce import Snapshot
    from exitgraph.claims.knowledge import Knowledge
    from exitgraph.claims.model import Claim, Evidence
    from exitgraph.claims.values import Iri

#: What may be counted together: one claim, all that say the same, or all that speak of one occurrence.
SETS: Final = ("claim", "proposition", "event")
_HEARSAY, _OFFICIAL = xg("Hearsay"), xg("OfficialText")
_DIAGONAL: Final = frozenset(zip("ABCDE", "12345", strict=True))


@dataclass(frozen=True)
class Chain:
    """Who relays whom for one piece of evidence: from the outlet where it was read to the last who is named.

    ``primary`` says that the last one speaks of what it did, decided or underwent itself, or is the act itself; else
    the chain is open. ``certain`` is false where its source may have been published later, or more than one account is
    retold and the data do not say which.
    """

    claim: Iri
    evidence: Iri
    agents: tuple[Iri, ...]
    primary: bool
    certain: bool = True


@dataclass(frozen=True)
class Lines:
    """What stands behind a claim or a set of claims, as published by a day.

    ``least`` and ``most`` are the number of independent lines; ``depth`` is how often the account was passed on at
    least and at most before the outlets (of open chains: so far as is stated). ``diagonal`` counts the claims graded in
    both respects whose letter and digit go together (A1 to E5), ``graded`` those that were graded in both. ``against``
    are the claims that deny or contradict one of the set.
    """

    asked: Iri
    together: str
    claims: tuple[Iri, ...]
    outlets: tuple[Iri, ...]
    least: int
    most: int
    primary: tuple[Iri, ...]
    open_ends: tuple[Iri, ...]
    single_points: tuple[Iri, ...]
    circles: tuple[tuple[Iri, ...], ...]
    depth: tuple[int, int] | None
    chains: tuple[Chain, ...]
    diagonal: int
    graded: int
    against: tuple[Iri, ...]

    @property
    def count(self) -> str:
        """The number of lines as one reads it: ``2``, or ``1 to 3``."""
        return str(self.least) if self.least == self.most else f"{self.least} to {self.most}"

    def cannot_say(self) -> tuple[str, ...]:
        """Say what the numbers leave open, each a sentence."""
        found = ["A line says where an account comes from, not whether it is true."]
        if self.open_ends:
            found.append(
                "With whom the open chains end is not where they are known to begin: a common origin that nobody "
                "states would make them one line."
            )
        if not self.primary:
            found.append("No chain leads to anybody who speaks of what they did or underwent themselves.")
        if any(not chain.certain for chain in self.chains):
            found.append(
                "A chain whose source may have appeared later, or that retells several accounts without saying which, "
                "counts in the upper number only."
            )
        return tuple(found)


def lines(knowledge: Knowledge, asked: Iri, now: Snapshot, *, together: str | None = None) -> Lines:
    """Count the independent lines behind a claim, those who say the same, or an event.

    Parameters
    ----------
    knowledge
        The graph at its public tier.
    asked
        A claim, a proposition or an event.
    now
        The two clocks; only ``known_at`` counts, since a line is one of publication.
    together
        ``claim``, ``proposition`` (all claims of it) or ``event`` (the positive claims that are linked to the event,
        but for those of a source that also denies something of it). By default what was asked is; a claim stands for
        its proposition.

    Raises
    ------
    InputError
        If nothing of that name has claims, or a claim has no event.
    """
    if together is not None and together not in SETS:
        raise InputError(f"claims are not counted together by {together!r}", hint=f"Use one of {', '.join(SETS)}.")
    known = as_known(knowledge, now)
    named, by = _matter(knowledge, asked, together)
    chosen, denying = _chosen(known, named, by)
    chains = [chain for claim in chosen for item in claim.evidence for chain in _chains(known, claim, item, now, by)]
    against = {claim.iri for claim in denying}
    if chosen:
        found = contradictions(known)
        against |= {other.claim for claim in chosen for other in found.get(claim.iri, ())}
    against -= {claim.iri for claim in chosen}
    whole = _relays(known, chains)
    sure = _relays(known, [chain for chain in chains if chain.certain], only_primary=True)
    grades = Grades(known, now)
    pairs = [(grades.reliability(claim.source), grades.credibility(claim.iri)) for claim in chosen]
    graded = [pair for pair in pairs if pair[0] != UNJUDGED_SOURCE and pair[1] != UNJUDGED_CLAIM]
    some = any(certainly_published(known.sources[claim.source], now) for claim in chosen)
    depths = [len(chain.agents) - 1 for chain in chains]
    return Lines(
        named,
        by,
        tuple(claim.iri for claim in chosen),
        tuple(sorted(whole.outlets)),
        max(most_lines(sure), 1 if some else 0),
        most_lines(whole),
        tuple(sorted({chain.agents[-1] for chain in chains if chain.primary})),
        tuple(sorted({chain.agents[-1] for chain in chains if not chain.primary})),
        single_points(whole),
        circles(whole.arcs),
        (min(depths), max(depths)) if depths else None,
        tuple(chains),
        sum(pair in _DIAGONAL for pair in graded),
        len(graded),
        tuple(sorted(against)),
    )


def _matter(knowledge: Knowledge, asked: Iri, together: str | None) -> tuple[Iri, str]:
    claim = knowledge.claims.get(asked)
    if claim is not None:
        by = together or "proposition"
        if by == "event" and claim.event is None:
            raise InputError(f"{curie(asked)} is linked to no event", hint="Leave --together out.")
        return {"claim": asked, "proposition": claim.proposition.iri, "event": claim.event or asked}[by], by
    for by, names in (
        ("event", {claim.event for claim in knowledge.claims.values()}),
        ("proposition", {claim.proposition.iri for claim in knowledge.claims.values()}),
    ):
        if asked in names and together in (None, by):
            return asked, by
    raise InputError(f"no claim speaks of {curie(asked)}", hint="Name a claim, a proposition or an event.")


def _chosen(known: Knowledge, named: Iri, by: str) -> tuple[list[Claim], list[Claim]]:
    """Give the claims that agree, in order, and those of the same matter that deny."""
    if by == "claim":
        return ([known.claims[named]] if named in known.claims else []), []
    every = [known.claims[name] for name in sorted(known.claims)]
    if by == "proposition":
        return [claim for claim in every if claim.proposition.iri == named], []
    linked = [claim for claim in every if claim.event == named]
    denying = {claim.source for claim in linked if not claim.proposition.positive}
    return [claim for claim in linked if claim.source not in denying], [
        claim for claim in linked if claim.source in denying
    ]


def _chains(known: Knowledge, claim: Claim, item: Evidence, now: Snapshot, by: str) -> list[Chain]:
    """Give who relays whom for a piece of evidence; several chains where several accounts are retold."""
    source = known.sources[claim.source]
    front, relayer = [source.publisher], item.relayed_by
    if relayer is not None and relayer != source.publisher and relayer not in source.relays:
        # Somebody else carries the publication: it was read there.
        front = [relayer, source.publisher]
    between = [[relayer]] if relayer in source.relays else _retold(known, source.relays, item.speaker)
    speakers = [item.speaker] if item.speaker is not None else []
    published = certainly_published(source, now)
    found = []
    for middle in between:
        agents = tuple(dict.fromkeys(agent for agent in [*front, *middle, *speakers] if agent is not None))
        speaks = agents[-1] == item.speaker or (item.speaker is None and agents[-1] == source.publisher)
        primary = len(between) == 1 and speaks and _is_primary(known, claim, item, agents[-1], by)
        found.append(Chain(claim.iri, item.iri, agents, primary, published and len(between) == 1))
    return found


def _retold(known: Knowledge, relays: tuple[Iri, ...], speaker: Iri | None) -> list[list[Iri]]:
    """Give whose accounts a source retells: alternatives, each a chain of agents."""
    chains = [_through(known, name) for name in relays]
    if not chains or any(speaker in chain for chain in chains):
        return next(([chain] for chain in chains if speaker in chain), [[]])
    return chains


def _through(known: Knowledge, name: Iri) -> list[Iri]:
    """Give the agents behind a name that is relayed: of a source its publisher, and whom that one relays."""
    found: list[Iri] = []
    seen = set()
    while name in known.sources and name not in seen:
        seen.add(name)
        source = known.sources[name]
        found.append(source.publisher)
        if len(source.relays) != 1:
            return found
        name = source.relays[0]
    return [*found, name] if name not in seen else found


def _is_primary(known: Knowledge, claim: Claim, item: Evidence, end: Iri, by: str) -> bool:
    relation = known.ontology.relations.get(claim.relation)
    if item.speech_act == _HEARSAY or relation is None:
        return False
    if by == "event" and not is_occurrence(claim, relation):
        # Who condemns what happened speaks for themselves of that, and not of what happened.
        return False
    owners = _owners(known, end)
    if item.speech_act == _OFFICIAL:
        entity = known.entities.get(end)
        return item.speaker is not None or (entity is not None and known.ontology.is_a(entity.types, xg("Organ")))
    acting = {claim.subject, claim.role(xg("organ"))}
    target = known.entities.get(str(claim.object))
    if target is not None and known.ontology.is_a(target.types, xg("Person")):
        acting.add(target.iri)
    return not acting.isdisjoint(owners)


def _owners(known: Knowledge, agent: Iri) -> list[Iri]:
    """Give an agent and what it belongs to, from the nearest: an organ's State is the last."""
    found = [agent]
    while True:
        entity = known.entities.get(found[-1])
        above = [name for name in iris(entity.properties.get(xg("belongsTo"), ())) if entity] if entity else []
        if not above or above[0] in found:
            return found
        found.append(above[0])


def _relays(known: Knowledge, chains: Iterable[Chain], *, only_primary: bool = False) -> Relays:
    chains = list(chains)
    arcs = frozenset(arc for chain in chains for arc in zip(chain.agents, chain.agents[1:], strict=False))
    retelling = {one for one, _ in arcs}
    ends: dict[Iri, set[Iri]] = defaultdict(set)
    for chain in chains:
        if chain.primary:
            ends[chain.agents[-1]].add(_owners(known, chain.agents[-1])[-1])
    for end in {chain.agents[-1] for chain in chains} - ends.keys() - retelling if not only_primary else ():
        # Whoever is said to retell somebody else on this matter is no origin of it.
        ends[end].add(end)
    outlets = frozenset(chain.agents[0] for chain in chains)
    found = Relays(outlets, arcs, frozenset((end, origin) for end, names in ends.items() for origin in names))
    round_and_round = {
        (agent, f"circle of {circle[0]}") for circle in closed_circles(found) for agent in circle if not only_primary
    }
    return Relays(outlets, arcs, found.ends | round_and_round)


def lines_json(knowledge: Knowledge, found: Lines, now: Snapshot, lang: str = "en") -> dict[str, Any]:
    """Write an answer (docs/schemas/analyse-lines.json)."""
    label = knowledge.label

    def named(agents: Iterable[Iri]) -> list[dict[str, str]]:
        return [{"agent": curie(agent), "label": label(agent, lang)} for agent in agents]

    return {
        **head("lines", knowledge, now),
        "asked": curie(found.asked),
        "together": found.together,
        **numbers(found),
        "outlets": named(found.outlets),
        "primary": named(found.primary),
        "open_ends": named(found.open_ends),
        "single_points": named(found.single_points),
        "circles": [short(circle) for circle in found.circles],
        "depth": None if found.depth is None else {"least": found.depth[0], "most": found.depth[1]},
        "grades": {"graded": found.graded, "on_the_diagonal": found.diagonal},
        "chains": [
            {
                "claim": curie(chain.claim),
                "evidence": curie(chain.evidence),
                "agents": named(chain.agents),
                "ends": "primary" if chain.primary else "open",
                "certain": chain.certain,
            }
            for chain in found.chains
        ],
        "claims": claims_json(knowledge, found.claims, lang),
        "against": claims_json(knowledge, found.against, lang),
        "cannot_say": list(found.cannot_say()),
    }


def numbers(found: Lines) -> Mapping[str, Any]:
    """Write the number of outlets, never without the number of lines."""
    return {"number_of_outlets": len(found.outlets), "lines": {"least": found.least, "most": found.most}}
