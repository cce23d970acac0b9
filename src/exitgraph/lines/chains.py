"""Who relays whom: the chains of agents from the outlet where a claim was read to the last who is named.

`docs/decisions/0023-lines.md` says how the data are read, and who is a primary source.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from exitgraph.claims.inforce import certainly_published, is_occurrence
from exitgraph.claims.knowledge import iris
from exitgraph.lines.disjoint import Relays, closed_circles
from exitgraph.vocabulary import xg

if TYPE_CHECKING:
    from collections.abc import Iterable

    from exitgraph.claims.inforce import Snapshot
    from exitgraph.claims.knowledge import Knowledge
    from exitgraph.claims.model import Claim, Evidence
    from exitgraph.claims.values import Iri

_HEARSAY, _OFFICIAL = xg("Hearsay"), xg("OfficialText")


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


def chains_of(known: Knowledge, claim: Claim, item: Evidence, now: Snapshot, by: str) -> list[Chain]:
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


def relays_of(known: Knowledge, chains: Iterable[Chain], *, only_primary: bool = False) -> Relays:
    """Give chains as one graph of who relays whom, with its ends; open ends count as none with ``only_primary``."""
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
