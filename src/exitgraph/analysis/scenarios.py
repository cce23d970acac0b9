"""Sweeps: what the withdrawal of policies that a user names would take away, counted over profiles.

A scenario is a set of withdrawals, given in a small TOML or JSON file; it is asked of each profile whether a way is
left. Counts are of profiles, never of people, and no likelihood is attached to any scenario.
"""

from __future__ import annotations

import json
import tomllib
from typing import TYPE_CHECKING, Any, NamedTuple

from exitgraph.analysis.field import Field
from exitgraph.analysis.gaps import Goal
from exitgraph.analysis.removal import search
from exitgraph.errors import InputError, Unreachable
from exitgraph.routes.answer import levels_of
from exitgraph.vocabulary import local_name

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from exitgraph.analysis.policies import Policy
    from exitgraph.routes.compile import Compiled
    from exitgraph.routes.profile import Profile

_HINT = 'Write [[scenario]] with a name and withdraw = ["KZ:enter:internal-passport", "FR:obtain", "GE"].'


class Scenario(NamedTuple):
    """A name, and what is withdrawn: a State, one of its actions, or one policy, such as ``KZ:enter``."""

    name: str
    withdraw: tuple[str, ...]

    def takes(self, policy: Policy) -> bool:
        """Whether a policy is withdrawn."""
        return any(policy.name == wanted or policy.name.startswith(f"{wanted}:") for wanted in self.withdraw)


class Swept(NamedTuple):
    """A scenario, the policies that it met, and for each profile the goals before and those that are lost."""

    scenario: Scenario
    withdrawn: tuple[Policy, ...]
    before: tuple[tuple[Profile, tuple[Goal, ...]], ...]
    lost: tuple[tuple[Profile, tuple[Goal, ...]], ...]

    @property
    def with_a_way_before(self) -> int:
        """How many profiles reach a goal as things are."""
        return sum(bool(goals) for _, goals in self.before)

    @property
    def with_a_way_after(self) -> int:
        """How many still reach one."""
        return sum(len(lost) < len(goals) for (_, goals), (_, lost) in zip(self.before, self.lost, strict=True))


def read_scenarios(file: Path) -> tuple[Scenario, ...]:
    """Read scenarios from a TOML or JSON file.

    Raises
    ------
    Unreachable
        If the file cannot be read.
    InputError
        If it is neither, or has another form.
    """
    try:
        text = file.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise Unreachable(f"cannot read the scenarios: {error}", where=str(file), hint="Name a text file.") from None
    try:
        data = json.loads(text) if file.suffix == ".json" else tomllib.loads(text)
    except ValueError as error:
        raise InputError(f"no scenarios: {error}", where=str(file), hint=_HINT) from None
    listed = data.get("scenario") if isinstance(data, dict) else None
    if not isinstance(listed, list) or not listed:
        raise InputError("the file has no scenario", where=str(file), hint=_HINT)
    return tuple(_scenario(item, file) for item in listed)


def _scenario(item: object, file: Path) -> Scenario:
    name, withdraw = (item.get("name"), item.get("withdraw")) if isinstance(item, dict) else (None, None)
    if not isinstance(name, str) or not isinstance(withdraw, list) or not all(isinstance(it, str) for it in withdraw):
        raise InputError(f"no scenario: {item!r}", where=str(file), hint=_HINT)
    return Scenario(name, tuple(withdraw))


def sweep(
    compiled: Compiled,
    profiles: Sequence[Profile],
    scenarios: Iterable[Scenario],
    *,
    goal: str | None = None,
    possible: bool = False,
) -> tuple[Swept, ...]:
    """Go through scenarios, each for every profile.

    Parameters
    ----------
    compiled
        The claims of one snapshot.
    profiles, scenarios
        Whose journeys, and what is withdrawn.
    goal, possible
        As in `exitgraph.analysis.dependence`.
    """
    levels = levels_of(goal)
    fields = [Field(compiled, profile, possible=possible, changing=False) for profile in profiles]

    def goals(field: Field, withdrawn: int) -> tuple[Goal, ...]:
        reached = search(field, levels, withdrawn=withdrawn, ways=False).reached
        return tuple(sorted({Goal(item.level, item.territory) for item in reached}))

    before = tuple((field.profile, goals(field, 0)) for field in fields)
    found = []
    for scenario in scenarios:
        met: set[Policy] = set()
        lost = []
        for field, (profile, whole) in zip(fields, before, strict=True):
            taken = {policy: bit for policy, bit in field.policies.items() if scenario.takes(policy)}
            met |= set(taken)
            left = goals(field, sum(taken.values()))
            lost.append((profile, tuple(goal for goal in whole if goal not in left)))
        found.append(Swept(scenario, tuple(sorted(met, key=str)), before, tuple(lost)))
    return tuple(found)


def scenarios_json(swept: Iterable[Swept]) -> list[dict[str, Any]]:
    """Write what scenarios take away, with counts of profiles."""
    return [
        {
            "name": item.scenario.name,
            "withdrawn": [policy.name for policy in item.withdrawn],
            "profiles": len(item.before),
            "with_a_way_before": item.with_a_way_before,
            "with_a_way_after": item.with_a_way_after,
            "lost": [
                {
                    "profile": profile.as_json(),
                    "lost": [{"level": goal.level, "territory": local_name(goal.territory)} for goal in lost],
                }
                for profile, lost in item.lost
                if lost
            ],
        }
        for item in swept
    ]
