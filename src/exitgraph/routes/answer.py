"""A question about routes, asked and answered: one object that the command line, the library and pages share."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

from exitgraph.errors import InputError
from exitgraph.routes.clock import ending_in
from exitgraph.routes.compile import compile_claims
from exitgraph.routes.explain import in_order
from exitgraph.routes.limbo import limbo
from exitgraph.routes.profile import GOALS, MAX_LEGS
from exitgraph.routes.rules import rules_for
from exitgraph.routes.search import MAX_LABELS, search
from exitgraph.routes.state import World
from exitgraph.routes.whynot import missing_at_start, why_not

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from exitgraph.claims.inforce import Snapshot
    from exitgraph.claims.knowledge import Knowledge
    from exitgraph.claims.values import Iri
    from exitgraph.routes.compile import Compiled
    from exitgraph.routes.limbo import Limbo
    from exitgraph.routes.profile import Profile
    from exitgraph.routes.search import Itinerary
    from exitgraph.routes.state import State
    from exitgraph.routes.whynot import WhyNot

#: Said with every answer.
NOTICE = (
    "Documented claims, not legal advice and not directions. "
    "That no path is documented does not say that there is none."
)


@dataclass(frozen=True)
class Answer:
    """Everything that an answer says; `as_json` writes it as ``routes --format json`` does."""

    world: World
    goal: str | None
    to: tuple[Iri, ...]
    max_legs: int
    itineraries: tuple[Itinerary, ...]
    stopped: str | None
    why_not: tuple[WhyNot, ...] = ()
    reached: tuple[State, ...] = field(default=(), repr=False)
    max_labels: int = MAX_LABELS
    #: When to give up what is worked out only when it is asked for.
    until: float | None = field(default=None, repr=False, compare=False)

    @property
    def knowledge(self) -> Knowledge:
        """The graph that was asked."""
        return self.world.compiled.knowledge

    @property
    def now(self) -> Snapshot:
        """The two clocks."""
        return self.world.compiled.now

    @property
    def mode(self) -> str:
        """``certain`` or ``possible``."""
        return "possible" if self.world.possible else "certain"

    @cached_property
    def possible_only(self) -> tuple[Itinerary, ...] | None:
        """What claims that are contested, undated or due for review would carry, where certain ones carry nothing.

        ``None`` where there is an itinerary, or possible ones were asked for.
        """
        if self.itineraries or self.world.possible:
            return None
        world = replace(self.world, possible=True)
        levels = levels_of(self.goal)
        return search(
            world, levels=levels, to=self.to, max_legs=self.max_legs, max_labels=self.max_labels, until=self.until
        ).itineraries

    @cached_property
    def limbo(self) -> tuple[Limbo, ...]:
        """Territories that can be entered and from which no goal of the level asked can be reached."""
        return limbo(self.world, levels=levels_of(self.goal), to=self.to, until=self.until)

    def as_json(self) -> dict[str, Any]:
        """Write the answer with the keys of the contract (docs/schemas/routes.json)."""
        from exitgraph.routes.write import answer_json

        return answer_json(self)


def levels_of(goal: str | None) -> tuple[str, ...]:
    """Give the levels that a goal asks for: without one, an application or better."""
    return (goal,) if goal else ("protection", "apply")


def ask(
    knowledge: Knowledge,
    profile: Profile,
    now: Snapshot,
    *,
    goal: str | None = None,
    to: Iterable[Iri] = (),
    why_not_to: Sequence[Iri] = (),
    max_legs: int = 6,
    possible: bool = False,
    max_labels: int = MAX_LABELS,
    compiled: Compiled | None = None,
    seconds: float | None = None,
) -> Answer:
    """Answer a question about routes.

    Parameters
    ----------
    knowledge
        The graph at its public tier.
    profile
        Whose journey.
    now
        The two clocks.
    goal
        ``reach``, ``apply`` or ``protection``; ``None`` asks for ``apply`` or better.
    to
        Territories that count as a goal; any when empty.
    why_not_to
        Territories to explain.
    max_legs
        0 to 1000.
    possible
        Whether contested, undated and stale claims may carry a leg.
    max_labels
        States that the search keeps before it stops and says so.
    compiled
        What `compile_claims` made of the same graph and clocks, to ask about many profiles.
    seconds
        After which to give up; never when left out.

    Raises
    ------
    InputError
        For an unknown goal or a bound out of range.
    TookTooLong
        If it did not end in time; also from what of the answer is worked out later.
    """
    if goal is not None and goal not in GOALS:
        raise InputError(f"unknown goal {goal!r}", hint=f"Use one of {', '.join(GOALS)}.")
    if not 0 <= max_legs <= MAX_LEGS:
        raise InputError(f"max-legs is {max_legs}", hint=f"Use a number from 0 to {MAX_LEGS}.")
    until = ending_in(seconds)
    compiled = compiled or compile_claims(knowledge, now)
    world = World(compiled, profile, rules_for(compiled, profile), possible=possible)
    targets = tuple(to)
    asked_about = tuple(why_not_to) or targets
    result = search(
        world,
        levels=levels_of(goal),
        to=targets,
        explained=asked_about,
        max_legs=max_legs,
        max_labels=max_labels,
        until=until,
    )
    explained: list[WhyNot] = []
    if why_not_to or not result.itineraries:
        reached = in_order(result.reached)
        explained = [why_not(world, reached, territory, levels_of(goal)) for territory in asked_about]
        explained = explained or [missing_at_start(world, reached)]
    found = (result.itineraries, result.stopped, tuple(explained), result.reached)
    return Answer(world, goal, targets, max_legs, *found, max_labels, until)
