"""Chain refoulement: walks of transfers A -> B -> ... -> origin, and how firmly each is documented.

Problem: enumerate all simple paths of at most *k* edges into one vertex of a directed multigraph, and for each whether
one person is told of on every edge in an order of time that the dates allow. Depth-first search backwards from the
State of origin (the enumeration that Johnson 1975, *Finding all the elementary circuits of a directed graph*, SIAM
Journal on Computing 4(1), 77-84, improves on for cycles; with *k* at most 4 no more is needed): O(d^k) for in-degree d.
The order of time is the greedy earliest schedule of intervals, exact since a later start never helps what follows.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from exitgraph.analysis.common import claim_json, claims_json, whole
from exitgraph.analysis.transfers import Transfer, transfers
from exitgraph.errors import InputError
from exitgraph.vocabulary import curie, local_name

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from datetime import datetime

    from exitgraph.claims.model import Claim
    from exitgraph.claims.values import Iri
    from exitgraph.routes.compile import Compiled
    from exitgraph.routes.profile import Profile

#: From the firmest to the least; three different things, never merged.
GRADES = ("one-person", "each-link", "legally-possible")
#: What each grade says.
MEANING = {
    "one-person": "one person documented throughout",
    "each-link": "each link documented (different persons, or persons who are not told apart)",
    "legally-possible": "legally possible: on at least one link law, policy or a decision is told of, and no transfer",
}
BRIEFLY = {
    "one-person": "one person documented throughout",
    "each-link": "each link documented",
    "legally-possible": "legally possible",
}
MAX_LINKS = 4
MAX_CHAINS = 2000
CANNOT_SAY = (
    "whether a transfer would be made in any one case, and what would follow it",
    "that a chain which does not appear has not happened: many returns are never published",
    "whether persons of whom different sources tell are the same",
    "anything of returns of which no source states from where or to where; they are listed apart",
)


class Link(NamedTuple):
    """One step of a chain: the claims that tell of it, and those that speak against it."""

    start: Iri
    to: Iri
    transfers: tuple[Transfer, ...]
    against: tuple[Iri, ...]

    @property
    def done(self) -> bool:
        """Whether a claim tells of a transfer that was carried out."""
        return any(item.done for item in self.transfers)


class Chain(NamedTuple):
    """A walk of transfers that ends in the State of origin; ``persons`` are those documented on every link of it.

    ``holding`` are the links, from 0, that keep it from the next firmer grade; empty where one person is documented on
    each link, and where every link is documented but of different persons.
    """

    links: tuple[Link, ...]
    grade: str
    persons: tuple[Iri, ...]
    holding: tuple[int, ...]

    @property
    def places(self) -> tuple[Iri, ...]:
        """The territories in order, the State of origin last."""
        return (*(link.start for link in self.links), self.links[-1].to)


class Chains(NamedTuple):
    """All chains of one question, the shortest first; ``stopped`` is ``"max-chains"`` where there are more."""

    compiled: Compiled
    profile: Profile
    possible: bool
    chains: tuple[Chain, ...]
    unplaced: tuple[Iri, ...]
    stopped: str | None


def chains(
    compiled: Compiled,
    profile: Profile,
    *,
    start: Iri | None = None,
    via: Iterable[Iri] = (),
    max_links: int = MAX_LINKS,
    possible: bool = False,
    max_chains: int = MAX_CHAINS,
) -> Chains:
    """Find all walks of transfers that end in the profile's State of origin, no territory twice.

    A walk that comes back to a territory holds a shorter one from there, which is listed.

    Parameters
    ----------
    compiled
        The claims of one snapshot.
    profile
        Origin, nationality and personal status; documents and place play no part.
    start
        Only chains that begin there.
    via
        Only chains that pass all of these.
    max_links
        1 to 4.
    possible
        Whether contested, undated and old claims may make a link.
    max_chains
        The most that are kept.

    Raises
    ------
    InputError
        If ``max_links`` is out of range.
    """
    if not 1 <= max_links <= MAX_LINKS:
        raise InputError(f"max-links is {max_links}", hint=f"Use a number from 1 to {MAX_LINKS}.")
    told = transfers(compiled, profile)
    links: dict[Iri, list[Link]] = {}
    for (here, there), found in told.between.items():
        used = found if possible else tuple(item for item in found if item.certain)
        if used:
            links.setdefault(there, []).append(Link(here, there, used, told.against.get((here, there), ())))
    wanted, stopped = frozenset(via), None
    kept: list[Chain] = []
    # The shortest first, so that what is cut off are the longest.
    for length in range(1, max_links + 1):
        for walk in _walks(links, profile.origin, length):
            if (start is None or walk[0].start == start) and wanted <= {link.start for link in walk}:
                if len(kept) == max_chains:
                    stopped = "max-chains"
                    break
                kept.append(_graded(compiled.knowledge.claims, walk))
    kept.sort(key=lambda chain: (len(chain.links), GRADES.index(chain.grade), chain.places))
    return Chains(compiled, profile, possible, tuple(kept), told.unplaced, stopped)


def _walks(links: Mapping[Iri, list[Link]], end: Iri, length: int) -> Iterator[tuple[Link, ...]]:
    """Give every walk of so many links into a place that passes no territory twice."""
    stack: list[tuple[Link, ...]] = [()]
    while stack:
        walk = stack.pop()
        if len(walk) == length:
            yield walk
            continue
        here = walk[0].start if walk else end
        passed = {end, *(link.start for link in walk)}
        stack += [(link, *walk) for link in reversed(links.get(here, [])) if link.start not in passed]


def _graded(claims: Mapping[Iri, Claim], walk: tuple[Link, ...]) -> Chain:
    holding = tuple(number for number, link in enumerate(walk) if not link.done)
    if holding:
        return Chain(walk, "legally-possible", (), holding)
    each = [{item.person for item in link.transfers if item.done and item.person} for link in walk]
    throughout = sorted(person for person in set.intersection(*each) if in_order(claims, walk, person))
    return Chain(walk, "one-person" if throughout else "each-link", tuple(throughout), ())


def in_order(claims: Mapping[Iri, Claim], walk: tuple[Link, ...], person: Iri) -> bool:
    """Whether the dates allow that a person went link after link; an open date allows anything."""
    now: datetime | None = None
    for link in walk:
        least: list[datetime | None] = []
        for item in link.transfers:
            if not (item.done and item.person == person):
                continue
            when = claims[item.claim].start or claims[item.claim].held
            first, last = (when.earliest, when.latest) if when else (None, None)
            if now is None or last is None or last >= now:
                least.append(first if now is None or (first is not None and first > now) else now)
        if not least:
            return False
        now = None if None in least else min(moment for moment in least if moment is not None)
    return True


# -- writing -----------------------------------------------------------------------------------------------


def chains_json(answer: Chains, lang: str = "en") -> dict[str, Any]:
    """Write an answer with the keys of ``docs/schemas/analyse-chains.json``."""
    profile, knowledge = answer.profile.as_json(), answer.compiled.knowledge
    return whole(
        "chains",
        knowledge,
        answer.compiled.now,
        {
            "mode": "possible" if answer.possible else "certain",
            "group": {key: profile[key] for key in ("origin", "nationalities", "status")},
            "stopped": answer.stopped,
            "chains": [_chain(answer, chain, lang) for chain in answer.chains],
            "ends_not_stated": claims_json(knowledge, answer.unplaced, lang),
            "cannot_say": list(CANNOT_SAY),
        },
    )


def _chain(answer: Chains, chain: Chain, lang: str) -> dict[str, Any]:
    knowledge = answer.compiled.knowledge
    return {
        "territories": [local_name(place) for place in chain.places],
        "grade": chain.grade,
        "meaning": MEANING[chain.grade],
        "reason": reason(answer, chain, lang),
        "persons": [curie(person) for person in chain.persons],
        "links": [
            {
                "from": local_name(link.start),
                "to": local_name(link.to),
                "documented": link.done,
                "claims": [_told(answer, item, lang) for item in link.transfers],
                "against": claims_json(knowledge, link.against, lang),
            }
            for link in chain.links
        ],
    }


def _told(answer: Chains, item: Transfer, lang: str) -> dict[str, Any]:
    knowledge = answer.compiled.knowledge
    return {
        **claim_json(knowledge, knowledge.claims[item.claim], lang),
        "kind": item.kind,
        "documented": item.done,
        "certain": item.certain,
        "why": item.why,
        "mode": local_name(item.mode) if item.mode else None,
        "person": curie(item.person) if item.person else None,
        "wider_group": item.wider,
        "law": [curie(name) for name in item.law],
        "memberships": [curie(name) for name in sorted({name for claims, _ in item.members for name in claims})],
    }


def reason(answer: Chains, chain: Chain, lang: str = "en") -> str:
    """Say why a chain has its grade and no firmer one."""
    label = answer.compiled.knowledge.label

    def named(link: Link) -> str:
        return f"{label(link.start, lang)} \N{RIGHTWARDS ARROW} {label(link.to, lang)}"

    if chain.grade == "legally-possible":
        parts = []
        for number in chain.holding:
            link = chain.links[number]
            kinds = sorted({item.kind for item in link.transfers})
            parts.append(f"{named(link)} rests on {' and '.join(_KINDS[kind] for kind in kinds)} only")
        return f"{'; '.join(parts)}: no transfer of anybody of this group is documented there"
    if chain.grade == "each-link":
        alone = "it is documented" if len(chain.links) == 1 else "every link is documented"
        whom = "of no person who is told apart" if len(chain.links) == 1 else "but of no one person on all of them"
        return f"{alone}, {whom}"
    return f"documented on every link of {', '.join(label(person, lang) for person in chain.persons)}"


_KINDS = {
    "designation": 'a designation as "safe"',
    "agreement": "an agreement on transfers",
    "extradition-policy": "a policy of extradition",
    "decision": "a decision that was not, or not yet, carried out",
}
