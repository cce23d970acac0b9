"""The parameters of a page, read one by one: what is wrong is kept beside the field, so that all of it can be shown."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from exitgraph.claims.interval import parse_date
from exitgraph.errors import ExitgraphError
from exitgraph.serve.problem import Problem
from exitgraph.vocabulary import xg

if TYPE_CHECKING:
    from collections.abc import Collection

    from starlette.requests import Request

    from exitgraph.claims.knowledge import Knowledge
    from exitgraph.claims.values import Iri

#: What every page understands.
_COMMON: Final = ("as",)
_LONGEST: Final = 200


class Fields:
    """Reads parameters; ``errors`` says by field what is wrong with them.

    Parameters
    ----------
    request
        Whose query is read. Empty values count as not given: a form sends them.
    knowledge
        Where names are looked up.
    known
        The parameters that the page has. Others are refused: a filter that is not understood must not look as if it
        had been applied.
    repeated
        Those that may be given more than once.
    """

    def __init__(
        self, request: Request, knowledge: Knowledge, known: Collection[str], *, repeated: Collection[str] = ()
    ) -> None:
        self._knowledge = knowledge
        self._given: dict[str, list[str]] = {}
        self.errors: dict[str, str] = {}
        for name, value in request.query_params.multi_items():
            if name in _COMMON or not value.strip():
                continue
            if name not in known:
                self.errors[name[:_LONGEST]] = f"This page has no parameter {name[:40]!r}."
            elif len(value) > _LONGEST:
                self.errors[name] = f"Longer than {_LONGEST} characters."
            else:
                self._given.setdefault(name, []).append(value.strip())
        for name, values in self._given.items():
            if len(values) > 1 and name not in repeated:
                self.errors[name] = "Given more than once."

    def text(self, name: str, default: str = "") -> str:
        """Give a value as it was sent."""
        return self._given.get(name, [default])[0]

    def texts(self, name: str) -> list[str]:
        """Give every value of a parameter."""
        return list(self._given.get(name, ()))

    def flag(self, name: str) -> bool:
        """Whether something is switched on."""
        value = self.choice(name, ("1", "0", "true", "false", "on"), "0")
        return value in ("1", "true", "on")

    def choice(self, name: str, allowed: Collection[str], default: str) -> str:
        """Give one of a few words; the default, and an error, for any other."""
        value = self.text(name, default)
        if value == default or value in allowed:
            return value
        self.errors[name] = f"{value[:40]!r} is none of {', '.join(allowed)}."
        return default

    def number(self, name: str, default: int, *, least: int, most: int) -> int:
        """Give a whole number within bounds."""
        value = self.text(name)
        if not value:
            return default
        if value.isascii() and value.isdigit() and least <= int(value) <= most:
            return int(value)
        self.errors[name] = f"{value[:40]!r} is no number from {least} to {most}."
        return default

    def thing(self, name: str, kind: str | None = None) -> Iri | None:
        """Look up an entity by code, short form or label."""
        value = self.text(name)
        if not value:
            return None
        try:
            return self._knowledge.resolve(value, xg(kind) if kind else None)
        except ExitgraphError as error:
            self.wrong(name, error)
            return None

    def day(self, name: str, default: str) -> str:
        """Give a date (``YYYY``, ``YYYY-MM`` or ``YYYY-MM-DD``)."""
        value = self.text(name)
        if not value:
            return default
        try:
            parse_date(value)
        except ExitgraphError as error:
            self.wrong(name, error)
            return default
        return value

    def wrong(self, name: str, error: ExitgraphError) -> None:
        """Keep what is wrong with a field."""
        self.errors[name] = f"{error.what[:1].upper()}{error.what[1:]}. {error.hint}".strip()

    def problem(self) -> Problem:
        """Make the answer for programs."""
        told = "; ".join(f"{name}: {what}" for name, what in self.errors.items())
        return Problem(400, told, hint="The page without parameters shows what it has.")

    def as_given(self) -> dict[str, Any]:
        """Give what was sent, to fill the form again."""
        return {name: values if len(values) > 1 else values[0] for name, values in self._given.items()}
