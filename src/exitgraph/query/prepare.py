"""Named queries: a header in comments, typed parameters, one way to bind them.

A query file begins with comment lines::

    # title: Whom a State deems safe
    # description: Safe-country claims, with ...
    # empty: What an answer without rows means.
    # param state: territory, optional; The State that says so.
    # param day: date, default 2024-11-24; ...

and has one comment ``#params`` inside its outermost group, where the values are put as ``VALUES``. A value is
therefore a term of the query and never a piece of its text, in every engine alike; and the file is plain SPARQL for
any other tool.
"""

from __future__ import annotations

import re
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

from exitgraph.claims.interval import parse_date, stamp
from exitgraph.errors import InputError, unreadable
from exitgraph.rdf.turtle import escape_iri
from exitgraph.vocabulary import XSD_DATETIME, xg

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from exitgraph.claims.knowledge import Knowledge

_HEADER = re.compile(r"#\s*(title|description|empty)\s*:\s*(.+)")
_PARAM = re.compile(r"#\s*param\s+(\w+)\s*:\s*([\w ]+?)\s*(?:,\s*(optional|default\s+([^;]+?)))?\s*(?:;\s*(.*))?$")
_MARK = re.compile(r"^[ \t]*#params[ \t]*$", re.MULTILINE)

#: Parameter type -> the class that a name has to resolve to.
KINDS = {
    "territory": xg("Territory"),
    "group": xg("Group"),
    "party": xg("Party"),
    "document": xg("TravelDocument"),
    "status": xg("PersonalStatus"),
    "source": xg("Source"),
    "claim": xg("Claim"),
    "actor": xg("Actor"),
    "relation": xg("Relation"),
    "any": None,
}
_PLAIN = ("date", "integer", "text")
_ESCAPED = MappingProxyType({"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t"})
_LOOKS_ESCAPED = re.compile(r"(\\\\)([uU])")


class Parameter(NamedTuple):
    """A parameter: its name (the SPARQL variable), type, whether it may be left out, default, help."""

    name: str
    kind: str
    optional: bool
    default: str | None
    help: str


class NamedQuery(NamedTuple):
    """A question: what it is called, what it asks, what no rows mean, its parameters and its text."""

    name: str
    title: str
    description: str
    empty: str
    parameters: tuple[Parameter, ...]
    text: str


def read_query(text: str, name: str, *, where: str = "") -> NamedQuery:
    """Read a query and its header; a query without header has no title and no parameters.

    Raises
    ------
    InputError
        If the header names an unknown type, or declares parameters that have no place in the query.
    """
    found: dict[str, str] = {}
    parameters = []
    for number, line in enumerate(text.splitlines(), 1):
        stripped = line.strip()
        if stripped and not stripped.startswith("#"):
            break
        if header := _HEADER.match(stripped):
            found[header[1]] = header[2].strip()
        elif param := _PARAM.match(stripped):
            kind = param[2].strip()
            if kind not in KINDS and kind not in _PLAIN:
                known = ", ".join(sorted((*KINDS, *_PLAIN)))
                raise InputError(
                    f"unknown parameter type {kind!r}", where=f"{where or name}:{number}", hint=f"Known: {known}."
                )
            parameters.append(Parameter(param[1], kind, bool(param[3]), param[4], (param[5] or "").strip()))
        elif re.match(r"#\s*param\b", stripped):
            raise InputError(
                f"not a parameter: {stripped!r}",
                where=f"{where or name}:{number}",
                hint="Write # param NAME: TYPE, optional; help. For optional may stand default VALUE, or nothing.",
            )
    if parameters and not _MARK.search(text):
        raise InputError(
            "the query declares parameters but has no line #params",
            where=where or name,
            hint="Put #params on a line of its own where the values belong, after the opening brace of WHERE.",
        )
    return NamedQuery(
        name,
        found.get("title", ""),
        found.get("description", ""),
        found.get("empty", ""),
        tuple(parameters),
        text,
    )


def load_queries(folder: Path) -> dict[str, NamedQuery]:
    """Read every ``.rq`` file of a folder, by name without the ending."""
    if not folder.is_dir():
        return {}
    return {path.stem: read_query_file(path) for path in sorted(folder.glob("*.rq"))}


def read_query_file(path: Path) -> NamedQuery:
    """Read one query file.

    Raises
    ------
    Unreachable, InputError
        If it cannot be read, or is not UTF-8.
    """
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        raise unreadable("query", error, str(path)) from None
    except UnicodeDecodeError:
        raise InputError("the query is not UTF-8", where=str(path), hint="Save it as UTF-8.") from None
    return read_query(text, path.stem, where=str(path))


def bind(query: NamedQuery, values: Mapping[str, str], knowledge: Knowledge) -> str:
    """Give the SPARQL text with the values in place.

    Raises
    ------
    InputError
        If a value is missing, unknown to the query, or of the wrong type.
    """
    known = {parameter.name: parameter for parameter in query.parameters}
    for name in values:
        if name not in known:
            has = f"It has {', '.join(known)}." if known else "It has none."
            raise InputError(f"the query {query.name!r} has no parameter {name!r}", hint=has)
    lines = []
    for parameter in query.parameters:
        value = values.get(parameter.name, parameter.default)
        if value is None:
            if parameter.optional:
                continue
            raise InputError(
                f"the query {query.name!r} needs the parameter {parameter.name!r} ({parameter.kind})",
                hint=f"Add --param {parameter.name}=... {parameter.help}".rstrip(),
            )
        lines.append(f"VALUES ?{parameter.name} {{ {_term(parameter, value, knowledge)} }}")
    return _MARK.sub(lambda _: "\n".join(lines), query.text, count=1)


def _term(parameter: Parameter, value: str, knowledge: Knowledge) -> str:
    if parameter.kind in KINDS:
        return f"<{escape_iri(knowledge.resolve(value, KINDS[parameter.kind]))}>"
    plain: dict[str, Callable[[str], str]] = {"date": _date, "integer": _integer, "text": _text}
    try:
        return plain[parameter.kind](value)
    except InputError as error:
        raise InputError(f"parameter {parameter.name!r}: {error.what}", hint=error.hint) from None


def _date(value: str) -> str:
    last = parse_date(value).latest
    assert last is not None  # noqa: S101  # a parsed date is closed
    return f'"{stamp(last)}"^^<{XSD_DATETIME}>'


def _integer(value: str) -> str:
    if not re.fullmatch(r"[+-]?[0-9]+", value.strip()):
        raise InputError(f"{value!r} is no whole number")
    return value.strip()


def _text(value: str) -> str:
    # rdflib expands what looks like a code point escape before it looks for strings, so a backslash before u is parted
    # from it; and invisible characters stay as they are, since it reads eight digits where four are meant.
    quoted = "".join(_ESCAPED.get(char, char) for char in value)
    parted = _LOOKS_ESCAPED.sub(lambda found: f"{found[1]}\\U{ord(found[2]):08X}", quoted)
    return f'"{parted}"'
