"""``exitgraph analyse dependence``: the policies on which all itineraries of a profile depend."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from exitgraph.cli.analyse_common import clock_options, ending
from exitgraph.cli.common import (
    GivenPath,
    emit_json,
    heading,
    note,
    say,
)

if TYPE_CHECKING:
    from pathlib import Path

    from exitgraph.analysis.dependence import Dependence


@click.command("dependence")
@click.option("--origin", metavar="CC", default="RU", show_default=True, help="The State of origin.")
@click.option("--status", metavar="STATUS", help="The personal status, such as deserter.")
@click.option("--holds", multiple=True, metavar="DOC", help="A document held, such as internal-passport.")
@click.option("--nationality", multiple=True, metavar="CC", help="Nationality, if not the origin's; or `stateless`.")
@click.option("--at", metavar="CC", help="Where the person is, if not in the origin.")
@click.option("--goal", type=click.Choice(["reach", "apply", "protection"]), help="Default: apply or better.")
@click.option("--possible", is_flag=True, help="Let contested, undated and old claims carry a leg too.")
@click.option("--max-cut", type=int, default=3, show_default=True, help="Bound on the policies in a cut (1 to 4).")
@click.option("--scenarios", "file", type=GivenPath(), metavar="FILE", help="Withdrawals to go through (TOML or JSON).")
@clock_options
def command(
    origin: str,
    status: str | None,
    holds: tuple[str, ...],
    nationality: tuple[str, ...],
    at: str | None,
    goal: str | None,
    max_cut: int,
    file: Path | None,
    valid_at: str | None,
    known_at: str | None,
    today: str | None,
    graph_path: Path | None,
    lang: str,
    form: str,
    *,
    possible: bool,
) -> None:
    """Find the policies on which all documented itineraries depend. Restricted: see the notice that it prints."""
    from exitgraph.analysis.dependence import RESTRICTED, dependence, dependence_json
    from exitgraph.analysis.scenarios import read_scenarios, scenarios_json, sweep
    from exitgraph.cli.analyse_policies import compiled
    from exitgraph.routes import Profile

    scenarios = read_scenarios(file) if file else ()
    graph, claims = compiled(graph_path, today, valid_at, known_at)
    note(RESTRICTED)
    who = Profile.of(graph.knowledge, origin=origin, status=status, nationality=nationality or None, at=at, holds=holds)
    answer = dependence(claims, who, goal=goal, possible=possible, max_cut=max_cut)
    data = dependence_json(answer, lang)
    if scenarios:
        data["scenarios"] = scenarios_json(sweep(claims, [who], scenarios, goal=goal, possible=possible))
    if form == "json":
        emit_json(data)
    else:
        _text(answer, data, lang)


def _text(answer: Dependence, data: dict[str, Any], lang: str) -> None:
    from exitgraph.analysis.dependence import CANNOT_SAY
    from exitgraph.cli.analyse_policies import goals_text, legs_text, told

    label = answer.compiled.knowledge.label
    profile, policies = data["profile"], data["policies"]
    status = label(answer.profile.status, lang) if answer.profile.status else "any status"
    heading(f"What all documented ways of one profile depend on ({data['goal']}, {data['mode']} claims)")
    say(f"{label(answer.profile.origin, lang)}: {status}; holds {', '.join(profile['holds']) or 'no document'}")
    say()
    if not data["goals"]:
        say(
            "No way is documented, so there is nothing to depend on; `exitgraph analyse gaps` says what would open one."
        )
    else:
        say(f"Reached: {goals_text(label, data['goals'], lang)}")
        for way in data["ways"]:
            say(f"  one way: {legs_text(way['legs'])}")
        say()
        _cuts(data)
        for title, losses in (("one", data["single"]), ("two together, beyond what each takes away", data["double"])):
            if losses:
                say()
                say(f"Withdrawing {title}:")
            for loss in losses:
                names = " and ".join(policies[name]["says"] for name in loss["withdrawn"])
                say(f"  {names}: lost are {goals_text(label, loss['lost'], lang)}")
        say()
        say("The policies and the claims that tell of them:")
        for name, policy in policies.items():
            say(f"  {policy['says']} ({name})")
            for item in policy["claims"]:
                told(item, "    ")
            if not policy["claims"]:
                say("    no claim says so: it is the declared rule that a State lets in on its own paper")
    if data["stopped"]:
        say()
        say(f"Not everything was tried: stopped at a limit ({data['stopped']}).")
    for item in data.get("scenarios", ()):
        say()
        say(f"Scenario {item['name']}: without {', '.join(item['withdrawn']) or 'nothing that is documented'}")
        say(
            f"  profiles with a way: {item['with_a_way_before']} of {item['profiles']} before, "
            f"{item['with_a_way_after']} after"
        )
        for lost in item["lost"]:
            say(f"  lost are {goals_text(label, lost['lost'], lang)}")
    ending(data, CANNOT_SAY)


def _cuts(data: dict[str, Any]) -> None:
    policies, cuts = data["policies"], data["smallest_cuts"]
    if not cuts:
        say("No set of that few policies carries everything that is reached.")
        return
    if data["single_point"]:
        say(f"Single points: all documented ways depend on each of these {len(cuts)} policies alone:")
    else:
        say(f"No single point. All documented ways depend on {len(cuts[0])} policies together, in any of these sets:")
    for cut in cuts:
        say(f"  {' and '.join(policies[name]['says'] for name in cut)}")
