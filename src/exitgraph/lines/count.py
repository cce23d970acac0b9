"""Independent lines: how many accounts there are behind one claim, or behind several that agree.

*Problem*: six outlets that retell one telephone call are one line. Counted are the paths from what is claimed, through
whoever relays it, to *primary* sources, that share no agent (`exitgraph.lines.disjoint` names algorithm, complexity
and papers). `docs/decisions/0023-lines.md` says how the data are read: who is a primary source, and why an origin that
is not stated gives two numbers, a lower and an upper one, instead of a guess.

*Lower*: every chain whose end is open may come from the same origin as any other, so that open chains add nothing to
what leads to primary sources, and are one line if nothing does. It is the fewest over all ways to complete the chains.
*Upper*: every open end is an origin of its own, a closed circle one for all in it. It is the most over all ways.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from exitgraph.claims.conflict import contradictions
from exitgraph.claims.grades import UNJUDGED_CLAIM, UNJUDGED_SOURCE, Grades
from exitgraph.claims.inforce import as_known
from exitgraph.errors import InputError
from exitgraph.lines.chains import relays_of
from exitgraph.lines.disjoint import circles, most_lines, single_points
from exitgraph.lines.tally import Range, chains_behind, least_of
from exitgraph.vocabulary import curie

if TYPE_CHECKING:
    from exitgraph.claims.inforce import Snapshot
    from exitgraph.claims.knowledge import Knowledge
    from exitgraph.claims.model import Claim
    from exitgraph.claims.values import Iri
    from exitgraph.lines.chains import Chain

#: What may be counted together: one claim, all that say the same, or all that speak of one occurrence.
SETS: Final = ("claim", "proposition", "event")
_DIAGONAL: Final = frozenset(zip("ABCDE", "12345", strict=True))


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
        """The number of lines as one reads it: ``2``, ``1 to 3``, or ``unknown, at most 1``."""
        return str(Range(self.least, self.most))

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
    chains = chains_behind(known, chosen, now, by)
    against = {claim.iri for claim in denying}
    if chosen:
        found = contradictions(known)
        against |= {other.claim for claim in chosen for other in found.get(claim.iri, ())}
    against -= {claim.iri for claim in chosen}
    whole = relays_of(known, chains)
    grades = Grades(known, now)
    pairs = [(grades.reliability(claim.source), grades.credibility(claim.iri)) for claim in chosen]
    graded = [pair for pair in pairs if pair[0] != UNJUDGED_SOURCE and pair[1] != UNJUDGED_CLAIM]
    depths = [len(chain.agents) - 1 for chain in chains]
    return Lines(
        named,
        by,
        tuple(claim.iri for claim in chosen),
        tuple(sorted(whole.outlets)),
        least_of(known, chosen, chains, now),
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
