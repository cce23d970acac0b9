"""Analyses: questions that only claims with sources and dates can answer.

One module an analysis: pure functions over a `Knowledge` and a `Snapshot` (two clocks) that give frozen values, each
with what it rests on, both sides, and what it cannot say; JSON is written by a function beside.

Nothing here gives a verdict, a likelihood or a recommendation, and nothing published after ``known_at`` has a part.
"""

from exitgraph.analysis.chains import Chains, chains
from exitgraph.analysis.common import NOTICE
from exitgraph.analysis.contradictions import Entry, contradictions
from exitgraph.analysis.diff import Difference, Knowability, diff, knowability
from exitgraph.analysis.hinges import Hinges, agenda, hinges
from exitgraph.analysis.lines import Chain, Lines, lines
from exitgraph.claims.inforce import as_known

__all__ = [
    "NOTICE",
    "Chain",
    "Chains",
    "Difference",
    "Entry",
    "Hinges",
    "Knowability",
    "Lines",
    "agenda",
    "as_known",
    "chains",
    "contradictions",
    "diff",
    "hinges",
    "knowability",
    "lines",
]
