"""How many independent lines stand behind what claims say, in a few words, for a page that holds many claims."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Final

from exitgraph.claims.inforce import Snapshot, as_known
from exitgraph.lines.chains import relays_of
from exitgraph.lines.disjoint import most_lines
from exitgraph.lines.tally import Range, chains_behind, least_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from exitgraph.claims.knowledge import Knowledge
    from exitgraph.claims.model import Claim
    from exitgraph.claims.values import Iri

#: A file is the same whenever it is made: all that the graph holds counts.
_EVER: Final = "9999-12-31"


def lines_behind(knowledge: Knowledge, shown: Iterable[Claim]) -> dict[Iri, str]:
    """Count the lines behind each proposition of some claims, by all that the graph holds, never without the outlets.

    Parameters
    ----------
    knowledge
        The whole graph: what says the same may not be shown.
    shown
        The claims.

    Returns
    -------
    dict
        Proposition -> such as ``1 to 3, behind 7 outlets``; one whose claims were all deprecated is left out.
    """
    now = Snapshot.at(_EVER, _EVER)
    known = as_known(knowledge, now)
    wanted = {claim.proposition.iri for claim in shown}
    saying: dict[Iri, list[Claim]] = defaultdict(list)
    for name in sorted(known.claims):
        claim = known.claims[name]
        if claim.proposition.iri in wanted:
            saying[claim.proposition.iri].append(claim)
    found = {}
    for said, claims in saying.items():
        chains = chains_behind(known, claims, now, "proposition")
        relays = relays_of(known, chains)
        number, outlets = Range(least_of(known, claims, chains, now), most_lines(relays)), len(relays.outlets)
        found[said] = f"{number}, behind {outlets} outlet{'' if outlets == 1 else 's'}"
    return found
