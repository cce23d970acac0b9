"""``exitgraph analyse chains``: chain refoulement."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from exitgraph.cli.analyse_common import clock_options, ending
from exitgraph.cli.common import (
    emit_json,
    heading,
    say,
)

if TYPE_CHECKING:
    from pathlib import Path

    from exitgraph.analysis.chains import Chains


@click.command("chains")
@click.option("--origin", metavar="CC", default="RU", show_default=True, help="The State of origin, where chains end.")
@click.option("--status", metavar="STATUS", help="The personal status, such as deserter; any claim's if left out.")
@click.option("--nationality", multiple=True, metavar="CC", help="Nationality, if not the origin's; or `stateless`.")
@click.option("--from", "start", metavar="CC", help="Only chains that begin there.")
@click.option("--via", multiple=True, metavar="CC", help="Only chains that pass there; may be repeated.")
@click.option("--max-links", type=int, default=4, show_default=True, help="Bound on the number of links (1 to 4).")
@click.option("--possible", is_flag=True, help="Let contested, undated and old claims make a link too.")
@clock_options
def command(
    origin: str,
    status: str | None,
    nationality: tuple[str, ...],
    start: str | None,
    via: tuple[str, ...],
    max_links: int,
    valid_at: str | None,
    known_at: str | None,
    today: str | None,
    graph_path: Path | None,
    lang: str,
    form: str,
    *,
    possible: bool,
) -> None:
    """Find chains of transfers into the State of origin, and how each is documented."""
    from exitgraph.analysis.chains import chains, chains_json
    from exitgraph.cli.analyse_policies import compiled
    from exitgraph.routes import Profile
    from exitgraph.vocabulary import xg

    graph, claims = compiled(graph_path, today, valid_at, known_at)
    place = xg("Territory")
    answer = chains(
        claims,
        Profile.of(graph.knowledge, origin=origin, status=status, nationality=nationality or None),
        start=graph.knowledge.resolve(start, place) if start else None,
        via=[graph.knowledge.resolve(name, place) for name in via],
        max_links=max_links,
        possible=possible,
    )
    data = chains_json(answer, lang)
    if form == "json":
        emit_json(data)
    else:
        _text(answer, data, lang)


def _text(answer: Chains, data: dict[str, Any], lang: str) -> None:
    from exitgraph.analysis.chains import CANNOT_SAY, GRADES, MEANING
    from exitgraph.cli.analyse_policies import told

    label = answer.compiled.knowledge.label
    who = label(answer.profile.status, lang) if answer.profile.status else "anybody"
    heading(f"Chains of transfers to {label(answer.profile.origin, lang)}: {who} ({data['mode']} claims)")
    for grade in GRADES:
        here = [
            (chain, written)
            for chain, written in zip(answer.chains, data["chains"], strict=True)
            if chain.grade == grade
        ]
        say()
        say(f"{MEANING[grade]}: {len(here)}")
        for chain, written in here:
            say()
            arrow = " \N{RIGHTWARDS ARROW} "
            say(f"  {arrow.join(label(place, lang) for place in chain.places)}")
            say(f"    why this grade: {written['reason']}")
            for link in written["links"]:
                say(f"    {link['from']}{arrow}{link['to']}")
                for item in link["claims"]:
                    flags = [item["kind"].replace("-", " ")]
                    flags += ["about a wider group"] if item["wider_group"] else []
                    flags += [item["why"]] if item["why"] else []
                    told(item, f"      {', '.join(flags)}: ")
                    if item["law"]:
                        say(f"        by the law of: {', '.join(item['law'])}")
                    if item["memberships"]:
                        say(f"        by membership: {', '.join(item['memberships'])}")
                for item in link["against"]:
                    told(item, "      against: ")
    if data["stopped"]:
        say()
        say(f"Not all: the search stopped at a limit ({data['stopped']}).")
    if data["ends_not_stated"]:
        say()
        say("Returns of which the source does not state from where or to where (in no chain):")
        for item in data["ends_not_stated"]:
            told(item, "  ")
    ending(data, CANNOT_SAY)
