"""What stands on the line of a magic: names, options and parameters."""

from __future__ import annotations

import keyword
import shlex
from typing import NamedTuple

from exitgraph.errors import InputError

_OPTIONS = ("--graph", "--name")


class Line(NamedTuple):
    """The line of a magic: bare words, parameters by name, and options without their dashes."""

    words: tuple[str, ...]
    parameters: dict[str, str]
    options: dict[str, str]


def read_line(line: str, magic: str) -> Line:
    """Read a line: ``WORD... key=value... --graph NAME --name NAME``; quotes hold a value with spaces together.

    Raises
    ------
    InputError
        If a quote is not closed, an option is unknown or has no value, or a name is no variable.
    """
    usage = f"See {magic}? for how it is used."
    try:
        tokens = shlex.split(line)
    except ValueError:
        raise InputError(f"{magic}: a quote is not closed", hint='Write key="a value with spaces".') from None
    words: list[str] = []
    parameters: dict[str, str] = {}
    options: dict[str, str] = {}
    rest = iter(tokens)
    for token in rest:
        option, equals, value = token.partition("=")
        if token.startswith("--"):
            if option not in _OPTIONS:
                raise InputError(f"{magic} has no option {option}", hint=f"It has {', '.join(_OPTIONS)}. {usage}")
            given = value if equals else next(rest, "")
            options[option[2:]] = variable(given, f"{magic} {option}")
        elif equals and option.isidentifier():
            if option in parameters:
                raise InputError(f"{magic}: {option} is given twice", hint=usage)
            parameters[option] = value
        else:
            words.append(token)
    return Line(tuple(words), parameters, options)


def variable(name: str, where: str) -> str:
    """Check that a name can be that of a variable.

    Raises
    ------
    InputError
        If not.
    """
    if not name.isidentifier() or keyword.iskeyword(name):
        raise InputError(f"{where}: {name!r} is no name of a variable", hint="Use letters, digits and _.")
    return name
