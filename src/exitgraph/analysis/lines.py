"""Independent lines as an analysis: what `exitgraph.lines` counts, written as JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from exitgraph.analysis.common import claims_json, short, whole
from exitgraph.claims.inforce import as_known
from exitgraph.lines import SETS, Chain, Lines, lines
from exitgraph.vocabulary import curie

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from exitgraph.claims.inforce import Snapshot
    from exitgraph.claims.knowledge import Knowledge
    from exitgraph.claims.values import Iri

__all__ = ["SETS", "Chain", "Lines", "lines", "lines_json", "numbers"]


def lines_json(knowledge: Knowledge, found: Lines, now: Snapshot, lang: str = "en") -> dict[str, Any]:
    """Write an answer (docs/schemas/analyse-lines.json)."""
    # A source that is retold may itself have appeared later: its title was not known.
    label = as_known(knowledge, now).label

    def named(agents: Iterable[Iri]) -> list[dict[str, str]]:
        return [{"agent": curie(agent), "label": label(agent, lang)} for agent in agents]

    return whole(
        "lines",
        knowledge,
        now,
        {
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
        },
    )


def numbers(found: Lines) -> Mapping[str, Any]:
    """Write the number of outlets, never without the number of lines."""
    return {"number_of_outlets": len(found.outlets), "lines": {"least": found.least, "most": found.most}}
