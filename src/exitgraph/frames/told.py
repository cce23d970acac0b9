"""What is told as JSON can hold it, and read by the keys of that."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator


class Told(Mapping[str, Any]):
    """What was found, by the keys of its JSON; a subclass says how it prints.

    Parameters
    ----------
    told
        What is said, as JSON can hold it.
    """

    def __init__(self, told: Mapping[str, Any]) -> None:
        self._told = dict(told)

    def __getitem__(self, name: str) -> Any:
        return self._told[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._told)

    def __len__(self) -> int:
        return len(self._told)
