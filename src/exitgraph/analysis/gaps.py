"""Gaps: who reaches no protection, and the smallest changes of policies that would open a way.

Problem: reachability over journey states, and minimum constraint removal (Hauser 2014) where there is none; both are
solved exactly by `exitgraph.analysis.field`, which names the complexity.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from exitgraph.analysis.common import claims_json, whole
from exitgraph.analysis.field import Field
from exitgraph.analysis.removal import search
from exitgraph.errors import InputError
from exitgraph.routes.answer import levels_of
from exitgraph.routes.limbo import limbo
from exitgraph.routes.write import limbo_json
from exitgraph.vocabulary import local_name

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from exitgraph.analysis.field import Made
    from exitgraph.analysis.policies import Change
    from exitgraph.analysis.removal import Reached
    from exitgraph.claims.knowledge import Knowledge
    from exitgraph.claims.values import Iri
    from exitgraph.routes.compile import Compiled
    from exitgraph.routes.limbo import Limbo
    from exitgraph.routes.profile import Profile

#: The personal statuses and sets of documents that are asked about where none are named.
STATUSES = (
    *("deserter", "mobilised-refuser", "contract-refuser", "conscript-evader", "reservist-evader"),
    "recognised-objector",
)
DOCUMENTS = ("none", "internal-passport", "internal-passport+international-passport")
MAX_CHANGES = 3
MOST_CHANGES = 5
MAX_SETS = 50
CANNOT_SAY = (
    "whether a State would change a policy, or what else would change with it",
    "what a policy would have to be where no claim tells of one: only changes of documented policies are looked at",
    "where one could be: that something is issued or heard in one place only is taken as it is",
    "how many people have a profile",
)


class Goal(NamedTuple):
    """A level that is reached, and where; reaching, access to a procedure and protection are three things."""

    level: str
    territory: Iri


class Opening(NamedTuple):
    """A smallest set of changes, the goals that it opens, and the legs of one way to the first of them."""

    changes: tuple[Change, ...]
    goals: tuple[Goal, ...]
    legs: tuple[Made, ...]
    claims: tuple[tuple[Iri, ...], ...]


class Gap(NamedTuple):
    """A profile, the goals that it reaches on certain and on possible claims, and what would open one.

    ``openings`` is empty where a goal is reached on certain claims, or no set of so many changes opens one; ``capped``
    counts the smallest sets that are not listed; ``stopped`` is ``"max-states"`` or ``"max-changes"``. ``part`` are the
    claims that have a part in all this: of legs, and of what stands against them.
    """

    profile: Profile
    certain: tuple[Goal, ...]
    possible: tuple[Goal, ...]
    openings: tuple[Opening, ...] = ()
    capped: int = 0
    stopped: str | None = None
    limbo: tuple[Limbo, ...] = ()
    part: frozenset[Iri] = frozenset()


class Gaps(NamedTuple):
    """The gaps of several profiles."""

    compiled: Compiled
    goal: str | None
    max_changes: int
    rows: tuple[Gap, ...]


def gaps(
    compiled: Compiled,
    profiles: Iterable[Profile],
    *,
    goal: str | None = None,
    max_changes: int = MAX_CHANGES,
    max_sets: int = MAX_SETS,
) -> Gaps:
    """Say for each profile whether a goal is reached, and if not the smallest changes that would open one.

    Parameters
    ----------
    compiled
        The claims of one snapshot.
    profiles
        Whose journeys.
    goal
        ``apply`` or ``protection``; ``None`` asks for an application or better.
    max_changes
        The most changes in a set, 0 to 5.
    max_sets
        The most sets that are listed; the rest are counted.

    Raises
    ------
    InputError
        If ``max_changes`` is out of range.
    """
    within_bound(max_changes)
    levels = levels_of(goal)
    rows = tuple(_gap(compiled, profile, levels, max_changes, max_sets) for profile in profiles)
    return Gaps(compiled, goal, max_changes, rows)


def within_bound(max_changes: int) -> None:
    """Refuse a bound on the changes of a set that is out of range.

    Raises
    ------
    InputError
        If it is none from 0 to 5.
    """
    if not 0 <= max_changes <= MOST_CHANGES:
        raise InputError(f"max-changes is {max_changes}", hint=f"Use a number from 0 to {MOST_CHANGES}.")


def reachable(compiled: Compiled, profile: Profile, levels: Sequence[str], *, possible: bool) -> tuple[Goal, ...]:
    """Give the goals that a profile reaches by any number of legs.

    Parameters
    ----------
    compiled, profile, levels
        The claims of a snapshot, whose journey, and the levels asked for.
    possible
        Whether contested, undated and old claims may carry a leg.
    """
    field = Field(compiled, profile, possible=possible, changing=False)
    return _goals(search(field, levels, ways=False).reached)


def _goals(reached: Iterable[Reached]) -> tuple[Goal, ...]:
    return tuple(sorted({Goal(item.level, item.territory) for item in reached}))


def _gap(compiled: Compiled, profile: Profile, levels: Sequence[str], most: int, max_sets: int) -> Gap:
    firm = Field(compiled, profile, possible=False, changing=False)
    certain = _goals(search(firm, levels, ways=False).reached)
    loose = Field(compiled, profile, possible=True, changing=False)
    possible = _goals(search(loose, levels, ways=False).reached)
    if certain:
        return Gap(profile, certain, possible, part=firm.part() | loose.part())
    field = Field(compiled, profile, possible=False, changing=True)
    found = search(field, levels, most=most)
    by_set: dict[int, list[Reached]] = {}
    for item in found.reached:
        by_set.setdefault(item.mask, []).append(item)
    openings = sorted(
        (
            Opening(
                changes := field.changes_of(mask),
                _goals(items),
                items[0].legs,
                tuple(tuple(sorted(field.claims[change])) for change in changes),
            )
            for mask, items in by_set.items()
        ),
        key=lambda opening: [change.name for change in opening.changes],
    )
    stopped = found.stopped or (None if openings else "max-changes")
    stuck = limbo(firm.world, levels=levels)
    listed = tuple(openings[:max_sets])
    part = field.part() | loose.part()
    return Gap(profile, certain, possible, listed, len(openings) - len(listed), stopped, stuck, part)


# -- writing -----------------------------------------------------------------------------------------------


def gaps_json(answer: Gaps, lang: str = "en") -> dict[str, Any]:
    """Write an answer with the keys of ``docs/schemas/analyse-gaps.json``."""
    return whole(
        "gaps",
        answer.compiled.knowledge,
        answer.compiled.now,
        {
            "goal": answer.goal or "apply or better",
            "max_changes": answer.max_changes,
            "profiles": [_row(answer.compiled.knowledge, row, lang) for row in answer.rows],
            "cannot_say": list(CANNOT_SAY),
        },
    )


def _row(knowledge: Knowledge, row: Gap, lang: str) -> dict[str, Any]:
    return {
        "profile": row.profile.as_json(),
        "certain": [_goal(goal) for goal in row.certain],
        "possible": [_goal(goal) for goal in row.possible],
        "gap": not row.certain,
        "smallest_change": len(row.openings[0].changes) if row.openings else None,
        "openings": [
            {
                "changes": [
                    {
                        "change": change.name,
                        "says": change.text(knowledge, lang),
                        "claims": claims_json(knowledge, claims, lang),
                    }
                    for change, claims in zip(opening.changes, opening.claims, strict=True)
                ],
                "goals": [_goal(goal) for goal in opening.goals],
                "legs": [leg_json(made) for made in opening.legs],
            }
            for opening in row.openings
        ],
        "not_listed": row.capped,
        "stopped": row.stopped,
        "limbo": [limbo_json(item) for item in row.limbo],
    }


def _goal(goal: Goal) -> dict[str, str]:
    return {"level": goal.level, "territory": local_name(goal.territory)}


def leg_json(made: Made) -> dict[str, Any]:
    """Write a leg: what is done, where, to which territory, on which document."""
    rule = made.step.rule
    return {
        "action": rule.action,
        "at": local_name(made.place),
        "to": local_name(rule.to),
        "document": local_name(rule.document) if rule.document and rule.action in ("enter", "obtain") else None,
    }
