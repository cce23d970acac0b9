"""A question about routes as an address asks it: the parameters read, what is wrong with each, and one way to write it.

The names are those of the options of ``exitgraph routes``. The form of the page has a few more (a document and its
issuer in two fields, two dates in two fields), which become the others, so that a question has one address.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final, NamedTuple
from urllib.parse import urlencode

from exitgraph.claims.inforce import Snapshot
from exitgraph.claims.interval import stamp
from exitgraph.errors import ExitgraphError, InputError
from exitgraph.routes import GOALS, Profile
from exitgraph.routes.profile import STATELESS
from exitgraph.serve.problem import Problem
from exitgraph.vocabulary import local_name, xg

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from exitgraph.claims.knowledge import Knowledge

#: In the order in which an address has them.
NAMES: Final = (
    "from",
    "nationality",
    "status",
    "holds",
    "unaccompanied_minor",
    "at",
    "goal",
    "to",
    "max_legs",
    "possible",
    "valid_at",
    "known_at",
    "why_not",
    "diff",
    "compare",
)
#: What only the form has: it becomes ``holds``, and ``valid_at`` or ``known_at``.
FORM_NAMES: Final = ("other_document", "other_issuer", "still")
#: The profile and what is asked of it, without dates.
PROFILE: Final = NAMES[:10]
MOST_LEGS: Final = 8
DEFAULT_LEGS: Final = 6
_MOST_VALUES: Final = 12
_MOST_LETTERS: Final = 120
_YES: Final = frozenset({"1", "true", "yes", "on"})
_NO: Final = frozenset({"0", "false", "no", "off"})
_COMPARE: Final = re.compile(r"[1-9]\d{0,3}(,[1-9]\d{0,3}){0,2}")


class Trouble(NamedTuple):
    """What is wrong with a field, what to do, and the HTTP status of that."""

    what: str
    hint: str
    status: int


@dataclass
class Asked:
    """A question as it was asked.

    ``given`` are the values by name as they came, empty ones left out; ``values`` the same as an address writes them,
    of those that are right; ``troubles`` what is wrong, by name.
    """

    given: dict[str, list[str]]
    values: dict[str, list[str]] = field(default_factory=dict)
    troubles: dict[str, Trouble] = field(default_factory=dict)

    @property
    def empty(self) -> bool:
        """Whether nothing is asked."""
        return not self.given

    def one(self, name: str) -> str | None:
        """Give the value of a field that has one."""
        found = self.values.get(name)
        return found[0] if found else None

    @property
    def max_legs(self) -> int:
        """The bound on legs."""
        return int(self.one("max_legs") or DEFAULT_LEGS)

    @property
    def pairs(self) -> list[tuple[str, str]]:
        """The question as its one address has it."""
        return [(name, value) for name in NAMES for value in self.values.get(name, ())]

    def address(self, path: str = "/journeys", *, keep: Iterable[str] = NAMES, **changed: str | None) -> str:
        """Write an address of the question with some fields changed; ``None`` leaves one out."""
        kept = set(keep) - {"compare"}
        pairs = [(name, value) for name, value in self.pairs if name in kept and name not in changed]
        pairs += [(name, value) for name, value in changed.items() if value is not None]
        pairs.sort(key=lambda pair: NAMES.index(pair[0]))
        return f"{path}?{urlencode(pairs)}" if pairs else path

    @property
    def options(self) -> dict[str, Any]:
        """The question as `exitgraph.api.Graph.routes` takes it, but for origin, dates and why-not."""
        return {
            "status": self.one("status"),
            "nationality": tuple(self.values.get("nationality", ())),
            "at": self.one("at"),
            "holds": tuple(self.values.get("holds", ())),
            "unaccompanied_minor": "unaccompanied_minor" in self.values,
            "to": tuple(self.values.get("to", ())),
            "goal": self.one("goal"),
            "max_legs": self.max_legs,
            "possible": "possible" in self.values,
        }

    def problem(self) -> Problem:
        """Make what a program is told: the first thing that is wrong."""
        name, trouble = next(iter(self.troubles.items()))
        return Problem(trouble.status, trouble.what, hint=trouble.hint, where=name)


def read(pairs: Iterable[tuple[str, str]], knowledge: Knowledge, *, today: str, strict: bool) -> Asked:
    """Read the parameters of an address.

    Parameters
    ----------
    pairs
        Names and values, decoded.
    knowledge
        What names are looked up in.
    today
        What the two dates are by default.
    strict
        Whether an empty value is wrong, as it is for a program; of a form it is a field left open.

    Returns
    -------
    Asked
        With what is wrong in it; nothing is raised.
    """
    given: dict[str, list[str]] = {}
    empty: list[str] = []
    for name, value in pairs:
        if name == "as":
            continue
        if value.strip():
            given.setdefault(name, []).append(value.strip())
        else:
            empty.append(name)
    reader = _Reader(Asked(given), knowledge)
    reader.names((*given, *empty))
    if strict:
        for name in empty:
            reader.wrong(name, InputError(f"{name} is empty", hint="Give a value, or leave it out."))
    if given:
        reader.read(today)
    return reader.asked


class _Reader:
    def __init__(self, asked: Asked, knowledge: Knowledge) -> None:
        self.asked, self.knowledge = asked, knowledge

    def wrong(self, name: str, error: ExitgraphError) -> None:
        problem = Problem.of(error)
        self.asked.troubles.setdefault(name, Trouble(problem.what, problem.hint, problem.status))

    def names(self, names: Iterable[str]) -> None:
        for name in dict.fromkeys(names):
            if name not in (*NAMES, *FORM_NAMES):
                hint = f"Use {', '.join(NAMES[:-1])}."
                self.wrong(name, InputError(f"{name[:40]!r} is no parameter of this page", hint=hint))

    def read(self, today: str) -> None:
        self._merge()
        asked = self.asked
        territory, status = xg("Territory"), xg("PersonalStatus")
        if "from" not in asked.given:
            self.wrong("from", InputError("the State of origin is not named", hint="Name it, such as Russia or RU."))
        self._each("from", lambda text: self._named(text, territory), most=1)
        self._each("nationality", self._nationality)
        self._each("status", lambda text: self._named(text, status), most=1)
        self._each("at", lambda text: self._named(text, territory), most=1)
        self._each("to", lambda text: self._named(text, territory))
        self._each("why_not", lambda text: self._named(text, territory))
        self._each("goal", _goal, most=1)
        self._each("max_legs", _legs, most=1)
        self._each("unaccompanied_minor", _flag, most=1)
        self._each("possible", _flag, most=1)
        self._each("compare", lambda text: text if _COMPARE.fullmatch(text) else "", most=1)
        self._each("valid_at", _day, most=1)
        self._each("known_at", _day, most=1)
        self._each("diff", _days, most=1)
        self._profile()
        self._dates(today)

    def _each(self, name: str, read: Callable[[str], str], *, most: int = _MOST_VALUES) -> None:
        texts = self.asked.given.get(name, [])
        found: list[str] = []
        try:
            if len(texts) > most:
                said = "more than once" if most == 1 else f"more than {most} times"
                raise InputError(f"{name} is given {said}", hint="Leave some out.")
            for text in texts:
                if len(text) > _MOST_LETTERS:
                    raise InputError(f"{name} has more than {_MOST_LETTERS} letters", hint="Write a code or a name.")
                found.append(read(text))
        except ExitgraphError as error:
            self.wrong(name, error)
            return
        if any(found):
            self.asked.values[name] = [value for value in dict.fromkeys(found) if value]

    def _named(self, text: str, kind: str) -> str:
        return local_name(self.knowledge.resolve(text, kind))

    def _nationality(self, text: str) -> str:
        return STATELESS if text.casefold() == STATELESS else self._named(text, xg("Territory"))

    def _merge(self) -> None:
        """Put what the form has in two fields into one."""
        given = self.asked.given
        kind, issuer = (given.pop(name, []) for name in ("other_document", "other_issuer"))
        if kind and issuer:
            try:
                code = self._named(issuer[0][:_MOST_LETTERS], xg("Territory"))
            except ExitgraphError as error:
                self.wrong("other_issuer", error)
                given |= {"other_document": kind, "other_issuer": issuer}
            else:
                given.setdefault("holds", []).append(f"{kind[0]}@{code}")
        elif kind or issuer:
            given |= {name: texts for name, texts in (("other_document", kind), ("other_issuer", issuer)) if texts}
            missing = "other_issuer" if kind else "other_document"
            said = "whose authorities issued the document is not named" if kind else "the document is not named"
            self.wrong(missing, InputError(said, hint="Name both, or neither."))
        for text in given.pop("still", []):
            clock, _, day = text.partition(":")
            if clock in ("valid_at", "known_at"):
                given.setdefault(clock, []).append(day)
        if len(given.get("diff", ())) == 2:  # noqa: PLR2004  # the form's two fields
            given["diff"] = ["..".join(given["diff"])]

    def _profile(self) -> None:
        """Check what can only be told of the profile as a whole, and write its documents in one way."""
        asked = self.asked
        origin, nationality = asked.one("from"), asked.values.get("nationality", [])
        if nationality == asked.values.get("from"):
            asked.values.pop("nationality")  # it is the origin's unless another is named
        if origin is None or "nationality" in asked.troubles:
            return
        try:
            Profile.of(self.knowledge, origin=origin, nationality=nationality)
        except ExitgraphError as error:
            self.wrong("nationality", error)
            return

        def shown(text: str) -> str:
            profile = Profile.of(self.knowledge, origin=origin, nationality=nationality, holds=[text])
            return profile.shown(next(iter(profile.holds)))

        self._each("holds", shown, most=2 * _MOST_VALUES)

    def _dates(self, today: str) -> None:
        asked = self.asked
        if "diff" not in asked.values and "diff" not in asked.troubles:
            asked.values.setdefault("valid_at", [today])
            asked.values.setdefault("known_at", [today])
        elif "valid_at" in asked.values and "known_at" in asked.values:
            hint = "Leave valid_at or known_at out, or both."
            self.wrong("diff", InputError("with both dates given no clock is left to move", hint=hint))
        elif "why_not" in asked.values:
            self.wrong("diff", InputError("why_not asks about one date", hint="Leave why_not or diff out."))


def _goal(text: str) -> str:
    if text not in GOALS:
        raise InputError(f"unknown goal {text!r}", hint=f"Use one of {', '.join(GOALS)}.")
    return text


def _legs(text: str) -> str:
    if not (text.isascii() and text.isdigit() and int(text) <= MOST_LEGS):
        hint = f"Use a number from 0 to {MOST_LEGS}; the command line goes further."
        raise InputError(f"{text!r} is no number of legs", hint=hint)
    return str(int(text)) if int(text) != DEFAULT_LEGS else ""


def _flag(text: str) -> str:
    if text.casefold() not in _YES | _NO:
        raise InputError(f"{text!r} is neither yes nor no", hint="Write 1, or leave it out.")
    return "1" if text.casefold() in _YES else ""


def _day(text: str) -> str:
    return stamp(Snapshot.at(text, text).day)[:10]


def _days(text: str) -> str:
    first, dots, second = text.partition("..")
    if not (first and dots and second):
        raise InputError(f"{text!r} is not two dates", hint="Name both, as 2024-09-30..2024-11-24.")
    return f"{_day(first)}..{_day(second)}"


def command(asked: Asked) -> str:
    """Write the question for the command line."""
    from shlex import quote

    words = ["exitgraph", "routes"]
    for name, value in asked.pairs:
        option = f"--{name.replace('_', '-')}"
        if name == "compare":
            continue
        if name in ("unaccompanied_minor", "possible"):
            words.append(option)
        else:
            words += [option, *(quote(one) for one in (value.split("..") if name == "diff" else [value]))]
    return " ".join(words)


def python(asked: Asked) -> str:
    """Write the question for the library."""
    diff = asked.one("diff")
    given: Mapping[str, Any] = {name: value for name, value in asked.options.items() if value}
    lines = [repr(asked.one("from")), *(repr(day) for day in (diff or "").split("..") if day)]
    for name, value in given.items():
        if name != "max_legs" or "max_legs" in asked.values:
            lines.append(f"{name}={list(value) if isinstance(value, tuple) else value!r}")
    lines += [f"{name}={asked.one(name)!r}" for name in ("valid_at", "known_at") if name in asked.values]
    if "why_not" in asked.values:
        lines.append(f"why_not={asked.values['why_not']!r}")
    inside = "".join(f"    {line},\n" for line in lines)
    called = "routes_diff" if diff else "routes"
    return (
        f"import exitgraph\n\ngraph = exitgraph.load()\nanswer = graph.{called}(\n{inside})\nprint(answer.as_json())\n"
    )
