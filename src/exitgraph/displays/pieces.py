"""Cards: a claim, itineraries, what an analysis found, what a graph holds, what went wrong."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from exitgraph.displays.writer import written

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

#: Itineraries that stand open; the others unfold.
_OPEN: Final = 3


def card(told: Mapping[str, Any], against: Sequence[Mapping[str, Any]]) -> str:
    """Write a claim as a card, beside the claims that contradict it.

    Parameters
    ----------
    told
        What `exitgraph.view.explain.explain` says of the claim.
    against
        The same of each claim that contradicts it, with its ``kind``.
    """
    return written("card.html.j2", told=told, against=against)


def answer(told: Mapping[str, Any]) -> str:
    """Write an answer about itineraries, from `exitgraph.view.journeys.tell_answer`."""
    return written("answer.html.j2", told=told, most_open=_OPEN)


def itinerary(told: Mapping[str, Any], number: int) -> str:
    """Write one itinerary of an answer, by its number from 1."""
    return written("itinerary.html.j2", told=told, one=told["itineraries"][number - 1])


def difference(told: Mapping[str, Any]) -> str:
    """Write what changed between two answers, from `exitgraph.view.journeys.tell_difference`."""
    return written("difference.html.j2", told=told, most_open=_OPEN)


def finding(told: Mapping[str, Any], title: str) -> str:
    """Write the JSON of an analysis: numbers as a list of terms, claims as claims, what it cannot say."""
    return written("finding.html.j2", told=told, title=title)


def summary(title: str, pairs: Sequence[tuple[str, str]], *, below: str = "") -> str:
    """Write terms and what they are."""
    return written("summary.html.j2", title=title, pairs=pairs, below=below)


def problem(what: str, where: str, hint: str) -> str:
    """Write an error as a sentence, with what to do next."""
    return written("problem.html.j2", what=what, where=where, hint=hint)


def image(png: str, *, alt: str, width: int) -> str:
    """Write a picture, given in base64, with the text that stands for it and its width in pixels."""
    return written("image.html.j2", png=png, alt=alt, width=width)
