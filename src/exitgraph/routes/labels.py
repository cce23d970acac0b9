"""Labels of the search, and the fronts of those that nothing dominates."""

from __future__ import annotations

from operator import attrgetter
from typing import TYPE_CHECKING

from exitgraph.routes.clock import in_time
from exitgraph.routes.rule import no_worse

if TYPE_CHECKING:
    from collections.abc import Iterator

    from exitgraph.routes.moves import Move
    from exitgraph.routes.rule import Weight


class Label:
    """A state, the way there and its criteria, packed."""

    __slots__ = ("count", "held", "legs", "move", "order", "parent", "passed", "place", "tested", "used", "weight")

    def __init__(
        self,
        place: int,
        held: int,
        tested: int,
        passed: int,
        weight: Weight,
        order: tuple[object, ...] = (),
        parent: Label | None = None,
        move: Move | None = None,
        count: int = 1,
    ) -> None:
        self.place, self.held, self.tested, self.passed, self.weight = place, held, tested, passed, weight
        self.order, self.parent, self.move, self.count = order, parent, move, count
        self.legs: int = parent.legs + 1 if parent else 0
        self.used: int = parent.used | move.needed(held) if parent and move else held

    def way(self) -> list[Label]:
        """Give the labels from the start to this one."""
        label, found = self, [self]
        while label.parent is not None:
            label = label.parent
            found.append(label)
        return found[::-1]


class Front:
    """The labels of one place that nothing dominates.

    They lie by the territories passed. Whatever dominates a label has passed a subset of its territories: those are few
    (a power of two for each leg), where the labels of a place can be thousands.
    """

    __slots__ = ("by_passed", "until")

    def __init__(self, until: float | None) -> None:
        self.by_passed: dict[int, list[Label]] = {}
        self.until = until

    def __iter__(self) -> Iterator[Label]:
        return (label for bucket in self.by_passed.values() for label in bucket)

    def no_worse_than(self, held: int, tested: int, passed: int, weight: Weight) -> Label | None:
        """Give a label that is no worse than these in anything (J8); every label here has no more legs."""
        for subset in self._subsets(passed):
            for other in self.by_passed[subset]:
                if other.held & held == held and other.tested == tested and no_worse(other.weight, weight):
                    return other
        return None

    def _subsets(self, passed: int) -> Iterator[int]:
        if 1 << passed.bit_count() > len(self.by_passed):
            yield from (other for other in self.by_passed if other | passed == passed)
            return
        subset = passed
        while subset:
            if subset in self.by_passed:
                yield subset
            subset = (subset - 1) & passed
        if 0 in self.by_passed:
            yield 0

    def merge(self, labels: list[Label]) -> list[Label]:
        """Take in the labels of one level; give those that stayed, in order.

        What dominates comes before what it dominates, and of equal ones the smallest serialisation, so that nothing
        that was taken in is ever put out.
        """
        new: list[Label] = []
        for label in sorted(labels, key=_firmest):
            in_time(self.until)
            other = self.no_worse_than(label.held, label.tested, label.passed, label.weight)
            if other is None:
                self.by_passed.setdefault(label.passed, []).append(label)
                new.append(label)
            elif (other.legs, other.held, other.passed, other.weight) == (
                label.legs,
                label.held,
                label.passed,
                label.weight,
            ):
                other.count += label.count
        return sorted(new, key=attrgetter("order"))


def _firmest(label: Label) -> tuple[object, ...]:
    weight = label.weight
    return (
        label.passed.bit_count(),
        -label.held.bit_count(),
        weight.basis,
        -weight.oldest,
        weight.reliability,
        weight.credibility,
        -weight.lines,
        label.order,
    )


def presented(label: Label) -> tuple[object, ...]:
    """Give the order in which itineraries to one goal are told."""
    weight = label.weight
    graded = (weight.reliability, weight.credibility)
    return (label.legs, weight.basis, *graded, -weight.lines, -weight.oldest, label.order)
