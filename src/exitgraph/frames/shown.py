"""Answers that show themselves: a picture, itineraries, what an analysis found; as text, and as HTML in a notebook."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from functools import cached_property
from typing import TYPE_CHECKING, Any, Self

from exitgraph import routes
from exitgraph.errors import InputError
from exitgraph.frames.told import Told

if TYPE_CHECKING:
    from pathlib import Path

    from exitgraph.claims.conflict import Contradiction
    from exitgraph.view import Scene

Rivals = Callable[[], Mapping[str, "tuple[Contradiction, ...]"]]

_LEVELS = {"reach": "reached", "apply": "an application for asylum", "protection": "protection"}


class Picture:
    """A part of the graph as a picture to click in; a notebook shows it in a frame.

    Parameters
    ----------
    scene
        What is drawn.
    digest
        Digest of the data.
    """

    def __init__(self, scene: Scene, digest: str) -> None:
        self.scene, self._digest = scene, digest

    def __repr__(self) -> str:
        drawn = self.scene
        return (
            f"{drawn.title}: {len(drawn.cards):,} claims, {len(drawn.nodes):,} nodes; "
            "a notebook shows the picture, .save(path) writes the page"
        )

    def _repr_html_(self) -> str:
        from exitgraph.displays import framed
        from exitgraph.view import render

        page = render(self.scene, digest=self._digest, embedded=True)
        return framed(page, title=f"Interactive picture. {self.scene.title}")

    def save(self, path: str | Path) -> None:
        """Write the page, one file that needs no network.

        Raises
        ------
        Unreachable
            If the folder cannot be written to.
        """
        import pathlib

        from exitgraph.view import render, write

        write(render(self.scene, digest=self._digest), pathlib.Path(path))


@dataclass(frozen=True, repr=False)
class Answer(routes.Answer):
    """What was asked about routes, and the itineraries; `as_json` writes it as ``routes --format json`` does.

    >>> import exitgraph as xg
    >>> g = xg.load()
    >>> who = g.profile("RU", status="deserter", holds=["internal-passport"])
    >>> answer = g.at("2024-11-24", "2024-11-24").routes(who)
    >>> print(str(answer).splitlines()[2])
    1. France: an application for asylum, 4 legs

    Shown at the end of a cell, each itinerary is a card: its legs, their bases and claims, the weakest leg.
    """

    rivals: Rivals = field(kw_only=True, compare=False)

    @classmethod
    def of(cls, found: routes.Answer, rivals: Rivals) -> Self:
        """Make it of what `exitgraph.routes.ask` gave; ``rivals`` tells which claims contradict which."""
        return cls(**{part.name: getattr(found, part.name) for part in fields(found)}, rivals=rivals)

    @cached_property
    def told(self) -> dict[str, Any]:
        """The answer as plain data with labels, claims and sources; see `exitgraph.view.journeys.tell_answer`."""
        from exitgraph.view.journeys import tell_answer

        return tell_answer(self.knowledge, self.rivals(), self)

    def itinerary(self, number: int) -> Itinerary:
        """Give one itinerary by its number, from 1, as a card of its own.

        Raises
        ------
        InputError
            If there is none of that number.
        """
        if not 1 <= number <= len(self.itineraries):
            raise InputError(
                f"there is no itinerary {number}", hint=f"The answer has {len(self.itineraries)}, counted from 1."
            )
        return Itinerary(self.told, number)

    def picture(self) -> Picture:
        """Draw the itineraries, with the claims that they rest on."""
        from exitgraph.view import build_scene

        return Picture(build_scene(self.knowledge, claims=(), answer=self), self.knowledge.digest)

    def __repr__(self) -> str:
        told = self.told
        lines = [_profile(told["profile"]), _days(told)]
        for one in told["itineraries"]:
            lines += _itinerary(one)
        if not told["itineraries"]:
            lines.append("No documented itinerary. That none is documented does not say that there is none.")
        if self.stopped:
            lines.append(f"The search was stopped by a limit ({self.stopped}): there may be more.")
        return "\n".join(lines)

    __str__ = __repr__

    def _repr_html_(self) -> str:
        from exitgraph.displays import answer

        return answer(self.told)


class Itinerary:
    """One itinerary of an answer, leg by leg.

    Parameters
    ----------
    told
        The answer.
    number
        Which one, from 1.
    """

    def __init__(self, told: Mapping[str, Any], number: int) -> None:
        self._told, self.number = told, number

    def __repr__(self) -> str:
        return "\n".join([_days(self._told), *_itinerary(self._told["itineraries"][self.number - 1])])

    def _repr_html_(self) -> str:
        from exitgraph.displays import itinerary

        return itinerary(self._told, self.number)


@dataclass(frozen=True, repr=False)
class Difference(routes.Difference):
    """Which itineraries appeared or vanished between two dates, and the claims that did it."""

    rivals: Rivals = field(kw_only=True, compare=False)

    @classmethod
    def of(cls, found: routes.Difference, rivals: Rivals) -> Self:
        """Make it of what `exitgraph.routes.diff` gave."""
        return cls(**{part.name: getattr(found, part.name) for part in fields(found)}, rivals=rivals)

    @cached_property
    def told(self) -> dict[str, Any]:
        """The difference as plain data; see `exitgraph.view.journeys.tell_difference`."""
        from exitgraph.view.journeys import tell_difference

        return tell_difference(self.after.knowledge, self.rivals(), self)

    def __repr__(self) -> str:
        told = self.told
        lines = [_profile(told["profile"])]
        for name, word in (("before", "vanished"), ("after", "appeared")):
            lines.append(f"{name.capitalize()}: {_days(told[name])}; {told[word]} {word}")
            for one in told[name]["itineraries"]:
                lines += _itinerary(one) if one["only"] else []
        return "\n".join([*lines, f"In both: {self.same}"])

    __str__ = __repr__

    def _repr_html_(self) -> str:
        from exitgraph.displays import difference

        return difference(self.told)


class Finding(Told):
    """What an analysis found: the keys of its JSON (docs/schemas), shown as a card in a notebook.

    Any answer of `exitgraph.analysis` becomes one: ``Finding(lines_json(...))``.

    Parameters
    ----------
    told
        What it says, as JSON can hold it.
    title
        What it is of.
    """

    def __init__(self, told: Mapping[str, Any], title: str = "") -> None:
        super().__init__(told)
        self.title = title or str(told.get("analysis", "Analysis")).capitalize()

    def __repr__(self) -> str:
        skipped = ("analysis", "valid_at", "known_at", "digest", "notice", "cannot_say")
        lines = [self.title]
        lines += [f"  {name.replace('_', ' ')}: {_short(told)}" for name, told in self.items() if name not in skipped]
        lines += [f"  cannot say: {sentence}" for sentence in self.get("cannot_say", ())]
        if "valid_at" in self:
            lines.append(f"Valid at {self['valid_at']}, known at {self['known_at']}")
        return "\n".join(lines)

    def _repr_html_(self) -> str:
        from exitgraph.displays import finding

        return finding(self._told, self.title)


def _short(told: Any) -> str:
    """Write a value of an analysis on a line; lists of more than labels by how many they have."""
    if isinstance(told, Mapping):
        if set(told) == {"least", "most"}:
            return str(told["least"]) if told["least"] == told["most"] else f"{told['least']} to {told['most']}"
        return (
            str(told["label"]) if "label" in told else ", ".join(f"{name} {_short(one)}" for name, one in told.items())
        )
    if isinstance(told, list | tuple):
        if all(isinstance(one, str) or (isinstance(one, Mapping) and "label" in one) for one in told):
            return ", ".join(_short(one) for one in told) or "none"
        return str(len(told))
    return "none" if told is None else str(told)


def _days(told: Mapping[str, Any]) -> str:
    return f"Valid at {told['valid_at']}, known at {told['known_at']}, {told['mode']} answers"


def _profile(one: Mapping[str, Any]) -> str:
    held = ", ".join(
        paper["document"] + (f" of {paper['issuer']['label']}" if paper["issuer"] else "") for paper in one["holds"]
    )
    status = one["status"]["label"] if one["status"] else "status left open"
    if one["elsewhere"]:
        named = " and ".join(place["label"] for place in one["nationalities"])
        status += f", national of {named}" if named else ", stateless"
    place = f", now in {one['at']['label']}" if one["at"] else ""
    minor = ", an unaccompanied minor" if one["unaccompanied_minor"] else ""
    return f"From {one['origin']['label']}: {status}, holding {held or 'no travel document'}{place}{minor}"


def _itinerary(one: Mapping[str, Any]) -> list[str]:
    count = len(one["legs"])
    goal = f"{one['goal']['place']['label']}: {_LEVELS[one['goal']['level']]}"
    lines = [f"{one['number']}. {goal}, {count} {'leg' if count == 1 else 'legs'}"]
    for leg in one["legs"]:
        here, there = leg["from"]["label"], leg["to"]["label"]
        paper = leg["document"] or "a document that is not stated"
        paper += f" of {leg['issuer']['label']}" if leg["document"] and leg["issuer"] else ""
        away = f", from {here}" if leg["elsewhere"] else ""
        step = {
            "enter": f"enter {there} from {here} on: {paper}{', ' + leg['mode'] if leg['mode'] else ''}",
            "obtain": f"obtain in {here} from {there}: {leg['document']}",
            "apply": f"apply for asylum in {there}{away}",
            "protected": f"protection in {there}{away}",
        }[leg["action"]]
        marks = [mark for mark in (leg["basis"], leg["lines"]) if mark]
        marks += [f"possible only: {leg['possible_because']}"] if leg["possible_because"] else []
        lines.append(f"   {leg['number']}. {step} [{'; '.join([*marks, *leg['claims']])}]")
    weakest = one["criteria"]["weakest_leg"]
    return [*lines, f"   weakest leg: {weakest}, on {_BASES[one['criteria']['basis']]}"]


_BASES = {"rule": "a rule of law", "practice": "a practice", "precedent": "a precedent", "statement": "a statement"}
