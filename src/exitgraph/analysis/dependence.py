"""Dependence: the policies on which all itineraries of a profile rest, and what their withdrawal would take away.

Problem: minimum label cut (Zhang, Cai, Tang, Zhao 2011, *Approximation and hardness results for label cut and related
problems*, Journal of Combinatorial Optimization 21(2), 192-208; NP-hard): the smallest sets of policies that every
itinerary uses one of. Solved exactly as minimal hitting sets of the itineraries, by Reiter's tree (Reiter 1987, *A
theory of diagnosis from first principles*, Artificial Intelligence 32(1), 57-95): an itinerary that avoids what was
withdrawn so far is asked for, and one of its policies is withdrawn next. O(p^k) searches for cuts of size k, where p is
the number of policies on one itinerary: the itineraries are never enumerated.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from exitgraph.analysis.common import claims_json, whole
from exitgraph.analysis.field import Field
from exitgraph.analysis.gaps import Goal, leg_json
from exitgraph.analysis.removal import MAX_STATES, search
from exitgraph.errors import InputError
from exitgraph.routes.answer import levels_of
from exitgraph.vocabulary import local_name

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from exitgraph.analysis.field import Made
    from exitgraph.analysis.policies import Policy
    from exitgraph.analysis.removal import Reached
    from exitgraph.claims.knowledge import Knowledge
    from exitgraph.claims.values import Iri
    from exitgraph.routes.compile import Compiled
    from exitgraph.routes.profile import Profile

MAX_CUT = 3
#: Searches that the losses of pairs may take.
MAX_PAIRS = 400
CANNOT_SAY = (
    "whether a State would withdraw a policy: a withdrawal is a question here, and no forecast",
    "what people would do if one were withdrawn, and how many depend on it",
    "anything of ways that no claim documents: they may exist beside these",
    "whether two policies of one State, or of several, would go together",
)
#: What the tier of this analysis means; it is printed with every answer.
RESTRICTED = (
    "Restricted: this shows which policies of States a group depends on, so that whoever wants to close ways could "
    "read it too. Keep it to those who work on the protection of the group; it is written to no graph. It works on "
    "policies of States: it shows no place finer than a territory, and no person."
)


class Loss(NamedTuple):
    """Policies that are withdrawn together, and the goals that are then reached no more."""

    withdrawn: tuple[Policy, ...]
    lost: tuple[Goal, ...]


class Way(NamedTuple):
    """An itinerary to a goal, as the search found it; others may exist."""

    goal: Goal
    legs: tuple[Made, ...]


class Dependence(NamedTuple):
    """What a profile depends on.

    ``goals`` are reached as things are, each with one way; ``cuts`` the smallest sets of policies on which all
    itineraries to all goals depend (all of one size; empty where nothing is reached, or ``max_cut`` policies are not
    enough); ``single`` and ``double`` what the withdrawal of one policy takes away, and of two beyond what each does.
    """

    compiled: Compiled
    profile: Profile
    possible: bool
    goal: str | None
    goals: tuple[Goal, ...]
    ways: tuple[Way, ...]
    cuts: tuple[tuple[Policy, ...], ...]
    single: tuple[Loss, ...]
    double: tuple[Loss, ...]
    claims: Mapping[Policy, tuple[Iri, ...]]
    stopped: str | None


def dependence(
    compiled: Compiled,
    profile: Profile,
    *,
    goal: str | None = None,
    possible: bool = False,
    max_cut: int = MAX_CUT,
    max_pairs: int = MAX_PAIRS,
    max_states: int = MAX_STATES,
) -> Dependence:
    """Say on which policies all itineraries of a profile depend.

    Parameters
    ----------
    compiled
        The claims of one snapshot.
    profile
        Whose journey.
    goal
        ``reach``, ``apply`` or ``protection``; ``None`` asks for an application or better.
    possible
        Whether contested, undated and old claims may carry a leg.
    max_cut
        The most policies in a cut, 1 to 4.
    max_pairs
        Bound on the pairs that are tried; ``stopped`` is ``"max-pairs"`` where there are more.
    max_states
        Bound on the states of one search; ``stopped`` is ``"max-states"`` where one was cut off.

    Raises
    ------
    InputError
        If ``max_cut`` is out of range.
    """
    if not 1 <= max_cut <= MAX_CUT + 1:
        raise InputError(f"max-cut is {max_cut}", hint=f"Use a number from 1 to {MAX_CUT + 1}.")
    field, levels = Field(compiled, profile, possible=possible, changing=False), levels_of(goal)

    cut_off: set[str] = set()

    def reached(withdrawn: int, *, ways: bool = True, first: bool = False) -> tuple[Reached, ...]:
        found = search(field, levels, withdrawn=withdrawn, ways=ways, first=first, max_states=max_states)
        # A search that was cut off may have missed a way: then what it gives is no longer exact, and that is said.
        cut_off.update({found.stopped} - {None})  # type: ignore[arg-type]
        return found.reached

    def ways(withdrawn: int) -> dict[Goal, tuple[Made, ...]]:
        return {Goal(item.level, item.territory): item.legs for item in reached(withdrawn)}

    def avoiding(withdrawn: int) -> int | None:
        found = reached(withdrawn, first=True)
        return _used(found[0].legs) if found else None

    def left(withdrawn: int) -> frozenset[Goal]:
        return frozenset(Goal(item.level, item.territory) for item in reached(withdrawn, ways=False))

    whole = ways(0)
    cuts = hitting_sets(avoiding, max_cut) if whole else ()
    single, double, stopped = _losses(ways, left, whole, max_pairs)
    stopped = min(cut_off, default=stopped)

    def loss(mask: int, lost: frozenset[Goal]) -> Loss:
        return Loss(field.policies_of(mask), tuple(sorted(lost)))

    found = tuple(Way(goal, legs) for goal, legs in sorted(whole.items(), key=lambda item: item[0]))
    losses = [loss(mask, lost) for mask, lost in single.items()], [loss(mask, lost) for mask, lost in double.items()]
    ordered = [tuple(sorted(listed, key=lambda item: (-len(item.lost), str(item)))) for listed in losses]
    sets = tuple(sorted((field.policies_of(cut) for cut in cuts), key=str))
    named = {policy for listed in ordered for item in listed for policy in item.withdrawn}
    named |= {policy for cut in sets for policy in cut}
    claims = {policy: tuple(sorted(field.claims[policy])) for policy in named}
    goals = tuple(way.goal for way in found)
    return Dependence(compiled, profile, possible, goal, goals, found, sets, ordered[0], ordered[1], claims, stopped)


def hitting_sets(avoiding: Callable[[int], int | None], most: int) -> tuple[int, ...]:
    """Give all smallest sets that hit every member of a family, which is only known through a question.

    Parameters
    ----------
    avoiding
        Gives the bits of some member of the family that has none of these bits, or ``None`` if there is none.
    most
        The largest size that is tried.

    Returns
    -------
    tuple of int
        Bits; empty where the family has the empty member, or no set of that size hits it.
    """
    tree = {0: avoiding(0)}
    for _ in range(most):
        grown = {chosen | bit for chosen, member in tree.items() for bit in _bits(member or 0)}
        tree = {chosen: avoiding(chosen) for chosen in sorted(grown)}
        cuts = [chosen for chosen, member in tree.items() if member is None]
        if cuts:
            return tuple(cuts)
    return ()


def _losses(
    ways: Callable[[int], dict[Goal, tuple[Made, ...]]],
    left_without: Callable[[int], frozenset[Goal]],
    whole: dict[Goal, tuple[Made, ...]],
    max_pairs: int,
) -> tuple[dict[int, frozenset[Goal]], dict[int, frozenset[Goal]], str | None]:
    """Give what each policy alone takes away, and what pairs take away beyond that.

    What takes a goal away has a policy on its way; so only those are tried, and beside one of them only those that are
    on the ways that are left without it.
    """
    left = {bit: ways(bit) for bit in sorted({bit for legs in whole.values() for bit in _bits(_used(legs))})}
    single = {bit: frozenset(whole) - frozenset(found) for bit, found in left.items()}
    pairs: dict[int, tuple[int, int]] = {}
    for one, found in left.items():
        for goal, legs in found.items():
            # A pair that takes this goal away has to have one on its way as things are, and the other one here.
            if one & _used(whole[goal]):
                pairs |= {one | other: (one, other) for other in _bits(_used(legs)) if other != one}
    stopped = "max-pairs" if len(pairs) > max_pairs else None
    double = {}
    for both, (one, other) in sorted(pairs.items())[:max_pairs]:
        alone = single[one] | single.get(other, frozenset())
        more = frozenset(whole) - left_without(both) - alone
        if more:
            double[both] = more
    return {bit: lost for bit, lost in single.items() if lost}, double, stopped


def _used(legs: Sequence[Made]) -> int:
    mask = 0
    for made in legs:
        mask |= made.step.policy
    return mask


def _bits(mask: int) -> list[int]:
    return [1 << number for number in range(mask.bit_length()) if mask >> number & 1]


# -- writing -----------------------------------------------------------------------------------------------


def dependence_json(answer: Dependence, lang: str = "en") -> dict[str, Any]:
    """Write an answer with the keys of ``docs/schemas/analyse-dependence.json``."""
    knowledge = answer.compiled.knowledge
    return whole(
        "dependence",
        knowledge,
        answer.compiled.now,
        {
            "tier": "restricted",
            "restricted": RESTRICTED,
            "mode": "possible" if answer.possible else "certain",
            "profile": answer.profile.as_json(),
            "goal": answer.goal or "apply or better",
            "goals": [_goal(goal) for goal in answer.goals],
            "single_point": single_point(answer),
            "ways": [{"goal": _goal(way.goal), "legs": [leg_json(made) for made in way.legs]} for way in answer.ways],
            "smallest_cuts": [[policy.name for policy in cut] for cut in answer.cuts],
            "single": [_loss(loss) for loss in answer.single],
            "double": [_loss(loss) for loss in answer.double],
            "policies": {
                policy.name: _policy(knowledge, answer, policy, lang) for policy in sorted(answer.claims, key=str)
            },
            "stopped": answer.stopped,
            "cannot_say": list(CANNOT_SAY),
        },
    )


def single_point(answer: Dependence) -> bool:
    """Whether one policy alone carries everything that is reached."""
    return bool(answer.cuts) and len(answer.cuts[0]) == 1


def _policy(knowledge: Knowledge, answer: Dependence, policy: Policy, lang: str) -> dict[str, Any]:
    return {"says": policy.text(knowledge, lang), "claims": claims_json(knowledge, answer.claims[policy], lang)}


def _loss(loss: Loss) -> dict[str, Any]:
    return {"withdrawn": [policy.name for policy in loss.withdrawn], "lost": [_goal(goal) for goal in loss.lost]}


def _goal(goal: Goal) -> dict[str, str]:
    return {"level": goal.level, "territory": local_name(goal.territory)}
