"""Lines by brute force: every simple path, every set of paths, every way to complete what is open."""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING, NamedTuple

from exitgraph.claims.knowledge import iris
from exitgraph.vocabulary import xg

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

    from exitgraph.claims import Claim, Evidence, Source
    from exitgraph.claims.inforce import Snapshot
    from exitgraph.claims.knowledge import Knowledge

Graph = dict[str, set[str]]
HIDDEN = "an account that nobody names"


class Counted(NamedTuple):
    """The fewest and the most lines, the outlets, and the agents on every path of the fullest graph."""

    least: int
    most: int
    outlets: frozenset[str]
    single_points: frozenset[str]


def count(knowledge: Knowledge, proposition: str, now: Snapshot, *, firm: Collection[str] | None = None) -> Counted:
    """Count the lines behind the claims of a proposition; only those that are ``firm`` make lines for certain."""
    every: list[tuple[list[str], bool, bool]] = []
    some = False
    for claim in knowledge.claims.values():
        source = knowledge.sources[claim.source]
        if claim.proposition.iri != proposition or not possibly(source, now) or is_deprecated(knowledge, claim, now):
            continue
        surely = source.published.latest is not None and source.published.latest <= now.published_by
        some = some or surely
        for item in claim.evidence:
            ways = list(read(knowledge, claim, source, item, now))
            sure = surely and len(ways) == 1 and (firm is None or claim.iri in firm)
            every += [(way, own and len(ways) == 1, sure) for way, own in ways]
    outlets = frozenset(way[0] for way, _, _ in every)
    fullest, ends = assemble(knowledge, every)
    loose = {agent for agent in fullest if not fullest[agent]} | {way[-1] for way, _, _ in every}
    loose = {agent for agent in loose if not fullest[agent] and agent not in ends}
    upper = {agent: {f"origin {agent}"} for agent in loose}
    for name in circles_without_end(fullest, ends):
        upper[name] = {f"origin circle {min(circle_of(fullest, name))}"}
    for agent, origins in ends.items():
        upper.setdefault(agent, set()).update(origins)
    # An end that is open and primary at once is one agent, which no two paths share.
    routes = list(paths(fullest, outlets, upper))
    most = packing(routes)
    on_all = frozenset.intersection(*(frozenset(route[:-1]) for route in routes)) if routes else frozenset()
    certain = [entry for entry in every if entry[2]]
    return Counted(fewest(knowledge, certain) if certain else int(some), most, outlets, on_all)


def possibly(source: Source, now: Snapshot) -> bool:
    """Whether a source may have appeared."""
    return source.published.earliest is None or source.published.earliest <= now.published_by


def is_deprecated(knowledge: Knowledge, claim: Claim, now: Snapshot) -> bool:
    """Whether the newest rank until the day takes a claim away."""
    ranks = [
        review
        for review in knowledge.reviews.values()
        if review.about == claim.iri and review.rank is not None and review.since <= now.published_by
    ]
    return bool(ranks) and max(ranks, key=lambda review: (review.since, review.iri)).rank == xg("Deprecated")


def read(
    knowledge: Knowledge, claim: Claim, source: Source, item: Evidence, now: Snapshot
) -> Iterator[tuple[list[str], bool]]:
    """Give each way to read who relays whom, and whether the last one speaks of itself."""
    start = [source.publisher]
    if item.relayed_by not in (None, source.publisher, *source.relays):
        start = [str(item.relayed_by), source.publisher]
    retold = [behind(knowledge, name, now) for name in source.relays]
    if item.relayed_by is not None and item.relayed_by in source.relays:
        retold = [[item.relayed_by]]
    else:
        named = [way for way in retold if item.speaker in way]
        retold = named[:1] or retold or [[]]
    for way in retold:
        whole: list[str] = []
        for agent in [*start, *way, item.speaker]:
            if agent is not None and agent not in whole:
                whole.append(agent)
        last = whole[-1]
        if item.speech_act == xg("Hearsay") or last != (item.speaker or source.publisher):
            yield whole, False
            continue
        kinds = knowledge.entities[last].types if last in knowledge.entities else ()
        if item.speech_act == xg("OfficialText"):
            yield whole, item.speaker is not None or xg("Organ") in kinds
            continue
        about = {claim.subject, claim.role(xg("organ"))}
        if claim.object in knowledge.entities and xg("Person") in knowledge.entities[str(claim.object)].types:
            about.add(str(claim.object))
        yield whole, last in about or state_of(knowledge, last) in about


def behind(knowledge: Knowledge, name: str, now: Snapshot) -> list[str]:
    """Give who is retold: of a source its publisher and whoever that one retells alone."""
    found: list[str] = []
    visited: list[str] = []
    while name in knowledge.sources and possibly(knowledge.sources[name], now):
        if name in visited:
            return found
        visited.append(name)
        found.append(knowledge.sources[name].publisher)
        relays = knowledge.sources[name].relays
        if len(relays) != 1:
            return found
        name = relays[0]
    return [*found, name]


def state_of(knowledge: Knowledge, agent: str) -> str:
    """Give the State that an organ belongs to, or the agent."""
    entity = knowledge.entities.get(agent)
    above = iris(entity.properties.get(xg("belongsTo"), ())) if entity else []
    return above[0] if above else agent


def assemble(knowledge: Knowledge, every: list[tuple[list[str], bool, bool]]) -> tuple[Graph, Graph]:
    """Give who relays whom, and the origins of primary ends."""
    graph: Graph = {agent: set() for way, _, _ in every for agent in way}
    ends: Graph = {}
    for way, own, _ in every:
        for place in range(len(way) - 1):
            graph[way[place]].add(way[place + 1])
        if own:
            ends.setdefault(way[-1], set()).add(f"origin {state_of(knowledge, way[-1])}")
    return graph, ends


def reach(graph: Mapping[str, set[str]], start: str) -> set[str]:
    """Give what can be reached, the start only by a way back."""
    found: set[str] = set()
    queue = list(graph.get(start, ()))
    while queue:
        name = queue.pop()
        if name not in found:
            found.add(name)
            queue += graph.get(name, ())
    return found


def circle_of(graph: Graph, name: str) -> set[str]:
    """Give those who reach a member and are reached from it."""
    return {other for other in reach(graph, name) if name in reach(graph, other)}


def circles_without_end(graph: Graph, ends: Graph) -> set[str]:
    """Give the members of circles out of which nothing leads."""
    return {
        name
        for name in graph
        if name in reach(graph, name)
        and reach(graph, name) == circle_of(graph, name)
        and not (reach(graph, name) & ends.keys())
    }


def paths(graph: Graph, outlets: frozenset[str], ends: Mapping[str, set[str]]) -> Iterator[tuple[str, ...]]:
    """Give every simple path from an outlet to an origin."""

    def onward(way: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
        for origin in ends.get(way[-1], ()):
            yield (*way, origin)
        for name in graph.get(way[-1], ()):
            if name not in way:
                yield from onward((*way, name))

    for outlet in sorted(outlets):
        yield from onward((outlet,))


def packing(ways: list[tuple[str, ...]]) -> int:
    """Give the greatest number of paths no two of which share anything."""
    sets = sorted({frozenset(way) for way in ways}, key=len)
    sets = [one for one in sets if not any(other < one for other in sets)]

    def most(rest: list[frozenset[str]]) -> int:
        if not rest:
            return 0
        first, *others = rest
        return max(1 + most([item for item in others if not item & first]), most(others))

    return most(sets)


def fewest(knowledge: Knowledge, sure: list[tuple[list[str], bool, bool]]) -> int:
    """Give the fewest lines over all ways in which the chains that are open may go on."""
    graph, ends = assemble(knowledge, sure)
    outlets = frozenset(way[0] for way, _, _ in sure)
    loose = sorted(agent for agent in graph if not graph[agent] and agent not in ends)
    # A circle that leads nowhere has been told by somebody to one of its members.
    loose += sorted({min(circle_of(graph, name)) for name in circles_without_end(graph, ends)})
    found = []
    for choice in product([*graph, HIDDEN], repeat=len(loose)):
        more = {name: set(onward) for name, onward in graph.items()} | {HIDDEN: set()}
        for agent, onward in zip(loose, choice, strict=True):
            more[agent].add(onward)
        known = {**ends, HIDDEN: {HIDDEN}}
        # Every account comes from somewhere: a completion that leads in a circle is none.
        if all(agent in known or reach(more, agent) & known.keys() for agent in graph):
            found.append(packing(list(paths(more, outlets, known))))
    return min(found)
