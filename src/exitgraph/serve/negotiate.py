"""Which of the formats that are offered somebody wants (RFC 9110, section 12.5.1)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence

_RANGE = re.compile(r"\s*([\w!#$&^.+*-]+)/([\w!#$&^.+*-]+)\s*\Z")
_QUALITY = re.compile(r"(?:0(?:\.[0-9]{0,3})?|1(?:\.0{0,3})?)\Z")
# Beyond so many ranges nobody means the rest.
_MOST = 100


class _Wanted(NamedTuple):
    kind: str
    subtype: str
    quality: float

    def specificity(self, kind: str, subtype: str) -> int:
        """Give 3 for the very type, 2 for its family, 1 for anything, 0 for another."""
        if (self.kind, self.subtype) == (kind, subtype):
            return 3
        if self.subtype == "*" and self.kind in (kind, "*"):
            return 2 if self.kind == kind else 1
        return 0


def choose(accept: str | None, offers: Sequence[str]) -> str | None:
    """Choose the media type to answer in, or ``None`` if none of those offered is acceptable.

    Parameters
    ----------
    accept
        The field as sent. A range that is malformed is passed over, and a parameter other than ``q`` is ignored; where
        nothing is left, anything is accepted.
    offers
        Media types, the preferred first: it decides where the field does not.
    """
    wanted = _parse(accept or "")
    if not wanted:
        return offers[0] if offers else None
    found: tuple[float, int, int] | None = None
    chosen = None
    for order, offer in enumerate(offers):
        kind, _, subtype = offer.partition("/")
        # The most specific range that fits says how much a type is wanted.
        fitting = [(fits, item.quality) for item in wanted if (fits := item.specificity(kind, subtype))]
        if not fitting:
            continue
        specificity, quality = max(fitting)
        rank = (quality, specificity, -order)
        if quality > 0 and (found is None or rank > found):
            found, chosen = rank, offer
    return chosen


def _parse(accept: str) -> list[_Wanted]:
    wanted = []
    for item in accept.split(",")[:_MOST]:
        media, *parameters = item.split(";")
        found = _RANGE.match(media)
        if found is None:
            continue
        quality = "1"
        for parameter in parameters:
            name, _, value = parameter.partition("=")
            if name.strip().lower() == "q":
                quality = value.strip()
        if _QUALITY.match(quality):
            wanted.append(_Wanted(found[1].lower(), found[2].lower(), float(quality)))
    return wanted
