"""One claim whole, as a card."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from exitgraph.frames.told import Told

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping


class Card(Told):
    """What ``exitgraph explain`` says of a claim: the keys of its JSON (docs/schemas), and a text to read.

    >>> import exitgraph as xg
    >>> card = xg.load().explain("C068")
    >>> card["subject"], card["object"]
    ('territory:GB', 'territory:KZ')

    Parameters
    ----------
    told
        What is said, as JSON can hold it.
    tell
        Tells the same of another claim, by its short form; the card of a contradicted claim shows both sides.
    """

    def __init__(self, told: Mapping[str, Any], tell: Callable[[str], Mapping[str, Any]] | None = None) -> None:
        super().__init__(told)
        self._tell = tell

    def __repr__(self) -> str:
        lines = [f"{self['says']}  [{self['claim']}]"]
        told = ("gist", "when", "until", "reported", "standing", "grade")
        lines += [f"  {name}: {self[name]}" for name in told if self[name]]
        lines += [
            f"  contradicted by {other['claim']} ({other['kind']}): {other['says']}"
            for other in self["contradicted_by"]
        ]
        return "\n".join(lines)

    def _repr_html_(self) -> str:
        from exitgraph.displays import card

        tell = self._tell
        rivals = self["contradicted_by"] if tell else []
        return card(self._told, [{"kind": one["kind"], "told": tell(one["claim"])} for one in rivals if tell])
