"""A question to an analysis as an address asks it: each parameter declared once, read, written and offered as a field.

The names are those of the options of ``exitgraph analyse``, so that an address, a command and a form ask the same.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, NamedTuple
from urllib.parse import urlencode

from exitgraph.api import today
from exitgraph.claims.inforce import Snapshot
from exitgraph.claims.interval import stamp
from exitgraph.errors import ExitgraphError, InputError
from exitgraph.routes.profile import STATELESS
from exitgraph.serve.asked import Trouble
from exitgraph.serve.problem import Problem
from exitgraph.vocabulary import curie, local_name, xg

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from exitgraph.claims.knowledge import Knowledge

_MOST_VALUES: Final = 12
_MOST_LETTERS: Final = 200
_YES: Final = frozenset({"1", "true", "yes", "on"})
_NO: Final = frozenset({"0", "false", "no", "off"})


class Param(NamedTuple):
    """A parameter of an analysis.

    ``kind`` is one of those of `_READERS`. ``default`` is what a command line assumes as well, and is left out of the
    address unless ``always``; a parameter that is ``needed`` has none. ``choices`` are what a choice may be, each with
    its words, and ``only`` the answers (of `diff` and `hinges`) that it belongs to.
    """

    name: str
    kind: str
    label: str
    help: str
    needed: bool = False
    repeated: bool = False
    default: str = ""
    always: bool = False
    choices: tuple[tuple[str, str], ...] = ()
    least: int = 0
    most: int = 0
    positional: bool = False
    only: tuple[str, ...] = ()


DATES: Final = (
    Param("valid_at", "day", "In force on", "The day on which claims hold; today when left out.", always=True),
    Param("known_at", "day", "Known by", "The day by which sources had appeared; today when left out.", always=True),
)
KINDS: Final = {
    "matter": "claim, proposition or event",
    "place": "code or label",
    "state": "code, label or short form",
    "nationality": "code or label",
    "status": "name",
    "document": "name",
    "documents": "names joined by +",
    "day": "date",
    "number": "integer",
    "flag": "1",
}


@dataclass
class Asked:
    """A question as it was asked: ``given`` as it came, ``values`` as an address writes them, ``troubles`` by name."""

    params: tuple[Param, ...]
    given: dict[str, list[str]]
    values: dict[str, list[str]] = field(default_factory=dict)
    troubles: dict[str, Trouble] = field(default_factory=dict)

    @property
    def empty(self) -> bool:
        """Whether nothing is asked."""
        return not self.given and not self.troubles

    def one(self, name: str) -> str | None:
        """Give the value of a parameter that has one, else its default."""
        found = self.values.get(name)
        if found:
            return found[0]
        return next((param.default for param in self.params if param.name == name), "") or None

    def all(self, name: str) -> list[str]:
        """Give the values of a parameter that may have several."""
        return list(self.values.get(name, ()))

    def number(self, name: str) -> int:
        """Give a number."""
        return int(self.one(name) or 0)

    def flag(self, name: str) -> bool:
        """Whether something is switched on."""
        return name in self.values

    @property
    def now(self) -> Snapshot:
        """The two clocks."""
        return Snapshot.at(self.one("valid_at") or today(), self.one("known_at") or today())

    @property
    def pairs(self) -> list[tuple[str, str]]:
        """The question as its one address has it."""
        return [(param.name, value) for param in self.params for value in self.values.get(param.name, ())]

    def address(self, path: str, **changed: str | None) -> str:
        """Write an address of the question with some parameters changed; ``None`` leaves one out."""
        order = [param.name for param in self.params]
        pairs = [(name, value) for name, value in self.pairs if name not in changed]
        pairs += [(name, value) for name, value in changed.items() if value is not None]
        pairs.sort(key=lambda pair: order.index(pair[0]))
        return f"{path}?{urlencode(pairs, safe=':')}" if pairs else path

    def wrong(self, name: str, error: ExitgraphError) -> None:
        """Keep what is wrong with a parameter, the first of it."""
        problem = Problem.of(error)
        hint = problem.hint or "Use a code or a name that the graph knows; the search finds them."
        self.troubles.setdefault(name, Trouble(problem.what, hint, problem.status))

    def problem(self) -> Problem:
        """Make what a program is told: the first thing that is wrong."""
        name, trouble = next(iter(self.troubles.items()))
        return Problem(trouble.status, trouble.what, hint=trouble.hint, where=name)

    def command(self, analysis: str) -> str:
        """Write the question for the command line."""
        from shlex import quote

        words, last = ["exitgraph", "analyse", analysis], list[str]()
        for param in self.params:
            values = self.values.get(param.name, [])
            if param.positional:
                # Dates come after everything else.
                (last if param.kind == "day" else words).extend(quote(value) for value in values)
            elif param.kind == "flag":
                words += [f"--{param.name.replace('_', '-')}"] if values else []
            else:
                for value in values:
                    words += [f"--{param.name.replace('_', '-')}", quote(value)]
        return " ".join([*words, *last])


def read(pairs: Iterable[tuple[str, str]], params: tuple[Param, ...], knowledge: Knowledge, *, strict: bool) -> Asked:
    """Read the parameters of an address.

    Parameters
    ----------
    pairs
        Names and values, decoded.
    params
        What the analysis understands. Anything else is wrong: what is not understood must not look as if it counted.
    knowledge
        What names are looked up in.
    strict
        Whether an empty value is wrong, as it is for a program; of a form it is a field left open.

    Returns
    -------
    Asked
        With what is wrong in it; nothing is raised.
    """
    asked = Asked(params, {})
    known = {param.name: param for param in params}
    for name, value in pairs:
        if name == "as":
            continue
        if name not in known:
            hint = f"Use {', '.join(known)}."
            asked.wrong(name[:40], InputError(f"{name[:40]!r} is no parameter of this page", hint=hint))
        elif value.strip():
            asked.given.setdefault(name, []).append(value.strip())
        elif strict:
            asked.wrong(name, InputError(f"{name} is empty", hint="Give a value, or leave it out."))
    if asked.given:
        for param in params:
            _read(asked, param, knowledge)
    return asked


def _read(asked: Asked, param: Param, knowledge: Knowledge) -> None:
    texts, found = asked.given.get(param.name, []), list[str]()
    try:
        if len(texts) > (_MOST_VALUES if param.repeated else 1):
            said = f"more than {_MOST_VALUES} times" if param.repeated else "more than once"
            raise InputError(f"{param.name} is given {said}", hint="Leave some out.")
        for text in texts:
            if len(text) > _MOST_LETTERS:
                raise InputError(f"{param.name} has more than {_MOST_LETTERS} letters", hint="Write a code or a name.")
            found.append(_READERS[param.kind](text, param, knowledge))
    except ExitgraphError as error:
        asked.wrong(param.name, error)
        return
    if not found and param.always:
        found = [param.default or today()]
    values = [value for value in dict.fromkeys(found) if value and (param.always or value != param.default)]
    if values:
        asked.values[param.name] = values
    elif param.needed and param.name not in asked.troubles:
        asked.wrong(param.name, InputError(f"{param.name} is left out", hint=param.help))


def _matter(text: str, _: Param, knowledge: Knowledge) -> str:
    return curie(knowledge.matter(text, "Event"))


def _place(text: str, _: Param, knowledge: Knowledge) -> str:
    return local_name(knowledge.resolve(text, xg("Territory")))


def _state(text: str, _: Param, knowledge: Knowledge) -> str:
    name = knowledge.resolve(text)
    entity = knowledge.entities.get(name)
    territory = entity is not None and knowledge.ontology.is_a(entity.types, xg("Territory"))
    return local_name(name) if territory else curie(name)


def _nationality(text: str, param: Param, knowledge: Knowledge) -> str:
    return STATELESS if text.casefold() == STATELESS else _place(text, param, knowledge)


def _status(text: str, _: Param, knowledge: Knowledge) -> str:
    return local_name(knowledge.resolve(text, xg("PersonalStatus")))


def _document(text: str, param: Param, knowledge: Knowledge) -> str:
    kind, at, issuer = text.partition("@")
    name = local_name(knowledge.resolve(kind, xg("TravelDocument")))
    return f"{name}@{_place(issuer, param, knowledge)}" if at else name


def _documents(text: str, param: Param, knowledge: Knowledge) -> str:
    if text.casefold() == "none":
        return "none"
    # A space is what a plus of an address is read as.
    return "+".join(sorted({_document(one, param, knowledge) for one in text.replace(" ", "+").split("+") if one}))


def _day(text: str, *_: object) -> str:
    return stamp(Snapshot.at(text, text).day)[:10]


def _number(text: str, param: Param, _: Knowledge) -> str:
    if not (text.isascii() and text.isdigit() and param.least <= int(text[:9]) <= param.most):
        hint = f"Use a number from {param.least} to {param.most}."
        raise InputError(f"{text[:40]!r} is no such number", hint=hint)
    return str(int(text))


def _flag(text: str, *_: object) -> str:
    if text.casefold() not in _YES | _NO:
        raise InputError(f"{text[:40]!r} is neither yes nor no", hint="Write 1, or leave it out.")
    return "1" if text.casefold() in _YES else ""


def _choice(text: str, param: Param, _: Knowledge) -> str:
    allowed = [name for name, _ in param.choices]
    if text not in allowed:
        raise InputError(f"{text[:40]!r} is none of them", hint=f"Use one of {', '.join(allowed)}.")
    return text


_READERS: Final[dict[str, Callable[[str, Param, Knowledge], str]]] = {
    "matter": _matter,
    "place": _place,
    "state": _state,
    "nationality": _nationality,
    "status": _status,
    "document": _document,
    "documents": _documents,
    "day": _day,
    "number": _number,
    "flag": _flag,
    "choice": _choice,
}


def describe(summary: str, params: Sequence[Param], examples: Sequence[str]) -> str:
    """Write the docstring of what answers, as `exitgraph.serve.api` reads it."""
    lines = [summary, "", "Query", "-----"]
    for param in params:
        kind = ", ".join(name for name, _ in param.choices) or KINDS[param.kind]
        lines += [f"{param.name} : {kind}{', repeatable' if param.repeated else ''}", f"    {param.help}"]
    return "\n".join([*lines, "", "Example", "-------", *examples])
