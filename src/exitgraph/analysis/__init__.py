"""Analyses: questions that only claims with sources and dates can answer.

One module an analysis: pure functions over a `Knowledge` and a `Snapshot` (two clocks), or over what `compile_claims`
of `exitgraph.routes` makes of the two (chains, gaps, dependence), that give frozen values, each with what it rests on,
both sides, and what it cannot say; JSON is written by a function beside.

Nothing here gives a verdict, a likelihood or a recommendation, and nothing published after ``known_at`` has a part.
"""

from exitgraph.analysis.chains import Chains, chains
from exitgraph.analysis.common import NOTICE
from exitgraph.analysis.contradictions import Entry, contradictions
from exitgraph.analysis.dependence import Dependence, dependence
from exitgraph.analysis.diff import Difference, Knowability, diff, knowability
from exitgraph.analysis.gaps import Gaps, gaps
from exitgraph.analysis.hinges import Hinges, agenda, hinges
from exitgraph.analysis.lines import Chain, Lines, lines
from exitgraph.claims.inforce import as_known

__all__ = [
    "NOTICE",
    "Chain",
    "Chains",
    "Dependence",
    "Difference",
    "Entry",
    "Gaps",
    "Hinges",
    "Knowability",
    "Lines",
    "agenda",
    "as_known",
    "chains",
    "contradictions",
    "dependence",
    "diff",
    "gaps",
    "hinges",
    "knowability",
    "lines",
]
