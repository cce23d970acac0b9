"""What the analyses of chains, gaps and dependence share at the command line."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from exitgraph.cli.analyse_common import opened, whence
from exitgraph.cli.common import say

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

    from exitgraph.api import Graph
    from exitgraph.routes.compile import Compiled


def compiled(
    path: Path | None, today: str | None, valid_at: str | None, known_at: str | None
) -> tuple[Graph, Compiled]:
    """Load the graph that is asked, and compile its claims for the two clocks."""
    from exitgraph.routes import compile_claims

    graph, now = opened(path, today, valid_at, known_at)
    return graph, compile_claims(graph.knowledge, now)


def told(claim: dict[str, Any], indent: str) -> None:
    """Write a claim in one line: what it says, when, when it was published, and where."""
    when = f"{claim['when']}; " if claim["when"] else ""
    say(f"{indent}{claim['says']}, {when}{whence(claim)}")


def held(papers: str) -> list[str]:
    """Read a set of documents: names joined by ``+``, or ``none``."""
    return [] if papers.strip().casefold() == "none" else papers.split("+")


def goals_text(label: Callable[..., str], goals: Iterable[dict[str, str]], lang: str) -> str:
    """Write goals: what is reached, and where."""
    from exitgraph.vocabulary import iri

    says = {"protection": "protection in", "apply": "an application to", "reach": "entry to"}
    return ", ".join(f"{says[goal['level']]} {label(iri('territory:' + goal['territory']), lang)}" for goal in goals)


def legs_text(legs: Iterable[dict[str, Any]]) -> str:
    """Write legs briefly."""
    found = []
    for leg in legs:
        document = f" on {leg['document']}" if leg["document"] else ""
        if leg["action"] == "enter":
            found.append(f"enter {leg['to']}{document}")
        elif leg["action"] == "obtain":
            found.append(f"{leg['document']} of {leg['to']} in {leg['at']}")
        else:
            found.append({"apply": "apply to", "protected": "protected in"}[leg["action"]] + f" {leg['to']}")
    return "; ".join(found)
