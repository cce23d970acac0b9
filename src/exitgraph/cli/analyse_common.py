"""What the analyses of chains, gaps and dependence share at the command line."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from exitgraph.cli.common import dates, load, say

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from exitgraph.api import Graph
    from exitgraph.routes.compile import Compiled


def compiled(
    path: Path | None, today: str | None, valid_at: str | None, known_at: str | None
) -> tuple[Graph, Compiled]:
    """Load the graph that is asked, and compile its claims for the two clocks."""
    from exitgraph.claims.inforce import Snapshot
    from exitgraph.routes import compile_claims

    graph = load(path)
    return graph, compile_claims(graph.knowledge, Snapshot.at(*dates(today, valid_at, known_at)))


def ending(data: dict[str, Any], cannot_say: Iterable[str]) -> None:
    """Write what the text of each analysis ends with."""
    say()
    say("This analysis cannot say:")
    for line in cannot_say:
        say(f"  - {line}")
    say()
    say(f"valid at {data['valid_at']}, known at {data['known_at']}; data {data['digest'] or '(no digest)'}")
    say(data["notice"])


def told(claim: dict[str, Any], indent: str) -> None:
    """Write a claim in one line: what it says, when, and its short form."""
    when = f", {claim['when']}" if claim["when"] else ""
    say(f"{indent}{claim['says']}{when} [{claim['claim']}]")
