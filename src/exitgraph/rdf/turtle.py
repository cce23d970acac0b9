"""Read Turtle strictly, write it canonically.

The writer sorts everything and keeps every literal as it was written, so that a file that this module wrote is read
and written back to the same bytes, and a change of one claim is a change of a few lines. No blank nodes: a file
that has one is refused, with its line.
"""

from __future__ import annotations

import re
import sys
import unicodedata
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from exitgraph.errors import InputError, SyntaxProblem, unreadable
from exitgraph.vocabulary import (
    PREFIXES,
    RDF_LANG_STRING,
    RDF_TYPE,
    XSD,
    XSD_DECIMAL,
    XSD_INTEGER,
    XSD_STRING,
    curie,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path


class Literal(NamedTuple):
    """A literal as it was written: its lexical form, datatype IRI and language tag."""

    value: str
    datatype: str = XSD_STRING
    lang: str | None = None


Term: TypeAlias = str | Literal


class Triple(NamedTuple):
    """Subject and predicate are IRIs; the object is an IRI (``str``) or a ``Literal``."""

    subject: str
    predicate: str
    object: Term


@dataclass(frozen=True)
class Document:
    """One file: where it lies, its triples, and its text, from which the line of each subject can be told."""

    path: str
    triples: tuple[Triple, ...]
    text: str = ""

    @cached_property
    def lines(self) -> Mapping[str, int]:
        """The line on which each subject first stands; looked for only when a message needs it."""
        return subject_lines(self.text)

    def where(self, subject: str) -> str:
        """Give ``file:line`` of a subject, or the file alone."""
        line = self.lines.get(subject)
        return f"{self.path}:{line}" if line else self.path


def read_file(path: Path, *, name: str | None = None) -> Document:
    """Read a Turtle file.

    Raises
    ------
    Unreachable
        If the file cannot be opened.
    SyntaxProblem, InputError
        If it is not UTF-8, does not parse, or has a blank node.
    """
    shown = name or str(path)
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise unreadable("file", error, shown) from None
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise InputError("the file is not UTF-8", where=f"{shown}:{line}", hint="Save it as UTF-8.") from None
    return read_text(text, name=shown)


def read_text(text: str, *, name: str = "<text>") -> Document:
    """Read Turtle from a string; see `read_file`."""
    import pyoxigraph as ox

    # The same few names come again and again, and the parser gives a new string each time: each is kept once, which is
    # a third of the memory.
    once = sys.intern
    literals: dict[Literal, Literal] = {}
    triples: list[Triple] = []
    # Bound once: this loop is most of what it takes to load a graph.
    named, plain, add = ox.NamedNode, ox.Literal, triples.append
    try:
        for quad in ox.parse(text, format=ox.RdfFormat.TURTLE):
            subject, predicate, term = quad.subject, quad.predicate, quad.object
            found: Term | None = None
            if isinstance(term, named):
                found = once(term.value)
            elif isinstance(term, plain):
                read = Literal(term.value, once(term.datatype.value), term.language)
                found = literals.setdefault(read, read)
            if found is None or not isinstance(subject, named):
                line = _blank_node_line(text)
                raise InputError(
                    "a blank node; everything in the graph has an IRI",
                    where=f"{name}:{line}" if line else name,
                    hint="Give it an IRI of its own, in one of the namespaces of docs/architecture.md.",
                )
            add(Triple(once(subject.value), once(predicate.value), found))
    except SyntaxError as error:
        where = f"{name}:{error.lineno}:{error.offset}" if error.lineno else name
        what = re.sub(r"^Parser error at (line \d+ )?(between )?columns? \d+( and \d+)?:? ?", "", error.msg or "")
        raise SyntaxProblem(f"not valid Turtle: {what or error.msg}", where=where) from None
    return Document(name, tuple(triples), text)


# One token of Turtle, as far as statements must be told apart: strings, IRIs and comments may hide a full stop.
_TOKEN = re.compile(
    r'"""(?:[^"\\]|\\.|"(?!""))*"""|\'\'\'(?:[^\'\\]|\\.|\'(?!\'\'))*\'\'\''
    r'|"(?:[^"\\\n]|\\.)*"|\'(?:[^\'\\\n]|\\.)*\''
    r"|<(?P<iri>[^<>\x00-\x20]*)>|\#[^\n]*|(?P<blank>_:[^\s;,.]+|\[)"
    r"|(?P<word>@?[^\s<>\"'#;,.\[\]()]+(?:\.+[^\s<>\"'#;,.\[\]()]+)*)|(?P<stop>\.)|(?P<other>[;,\[\]()])",
    re.DOTALL,
)


_ESCAPED = re.compile(r"\\u([0-9A-Fa-f]{4})|\\U([0-9A-Fa-f]{8})")


def subject_lines(text: str) -> dict[str, int]:
    """Give the line on which each subject's first statement begins.

    This is a scanner, not a parser: it finds statement ends outside strings, IRIs and comments. On text that does not
    parse it may find less.
    """
    prefixes = dict[str, str]()
    lines = dict[str, int]()
    at_start, line, last = True, 1, 0
    directive: list[str] = []
    for match in _TOKEN.finditer(text):
        if match.group().startswith("#"):
            continue
        line += text.count("\n", last, match.start())
        last = match.start()
        word, iri = match["word"], match["iri"]
        if directive:
            directive.append(iri if iri is not None else word or "")
            if directive[0] in ("prefix", "base") and iri is not None:
                if directive[0] == "prefix":
                    prefixes[directive[1].rstrip(":")] = iri
                sparql_style, directive = directive[-1] == iri and not at_start, []
                at_start = sparql_style
            continue
        if at_start:
            if word and word.lower().lstrip("@") in ("prefix", "base"):
                directive = [word.lower().lstrip("@")]
                at_start = word.startswith("@")
                continue
            subject = _ESCAPED.sub(lambda found: chr(int(found[1] or found[2], 16)), iri) if iri else iri
            if word and ":" in word:
                prefix, _, local = word.partition(":")
                subject = prefixes.get(prefix, prefix + ":") + local.replace("\\", "")
            if subject:
                lines.setdefault(subject, line)
            at_start = False
        if match["stop"]:
            at_start = True
    return lines


def _blank_node_line(text: str) -> int | None:
    for match in _TOKEN.finditer(text):
        if match["blank"] or match["other"] == "(":
            return text.count("\n", 0, match.start()) + 1
    return None


_INTEGER = re.compile(r"[+-]?[0-9]+\Z")
_DECIMAL = re.compile(r"[+-]?[0-9]*\.[0-9]+\Z")
_ESCAPES = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t", "\b": "\\b", "\f": "\\f"}


def write_text(triples: Iterable[Triple]) -> str:
    """Write triples as canonical Turtle, with LF line ends and one final line break.

    Subjects are in order of their IRI, predicates in order of their short form with ``a`` first, objects with IRIs
    before literals; only the prefixes in use are declared.
    """
    by_subject: dict[str, dict[str, set[Term]]] = {}
    used: set[str] = set()
    orders: dict[str, tuple[int, str, str]] = {}

    def short(iri: str) -> str:
        name = curie(iri)
        if name is iri or name == iri:
            return f"<{escape_iri(iri)}>"
        used.add(name.partition(":")[0])
        return name

    def show(term: Term) -> str:
        if isinstance(term, str):
            return short(term)
        if term.datatype == XSD_INTEGER and _INTEGER.match(term.value):
            return term.value
        if term.datatype == XSD_DECIMAL and _DECIMAL.match(term.value):
            return term.value
        if term.datatype == XSD + "boolean" and term.value in ("true", "false"):
            return term.value
        quoted = f'"{escape_text(term.value)}"'
        if term.lang:
            return f"{quoted}@{term.lang.lower()}"  # as every reader here gives it back
        return quoted if term.datatype in (XSD_STRING, RDF_LANG_STRING) else f"{quoted}^^{short(term.datatype)}"

    for subject, predicate, term in triples:
        by_subject.setdefault(subject, {}).setdefault(predicate, set()).add(term)
        if predicate not in orders:
            orders[predicate] = _predicate_order(predicate)
    blocks = []
    for subject in sorted(by_subject):
        rows = []
        for predicate in sorted(by_subject[subject], key=orders.__getitem__):
            found = by_subject[subject][predicate]
            objects = sorted(found, key=_term_order) if len(found) > 1 else found
            verb = "a" if predicate == RDF_TYPE else short(predicate)
            joined = (", " if predicate == RDF_TYPE else ",\n        ").join(map(show, objects))
            rows.append(f"    {verb} {joined}")
        blocks.append(short(subject) + "\n" + " ;\n".join(rows) + " .\n")
    head = "".join(f"@prefix {name}: <{PREFIXES[name]}> .\n" for name in sorted(used))
    return "\n".join([head, *blocks]) if head else "\n".join(blocks)


def _predicate_order(predicate: str) -> tuple[int, str, str]:
    # The IRI itself comes last, for one of another scheme that looks like our short form.
    return (0, "", "") if predicate == RDF_TYPE else (1, curie(predicate), predicate)


def _term_order(term: Term) -> tuple[int, str, str, str]:
    return (0, term, "", "") if isinstance(term, str) else (1, term.lang or "", term.value, term.datatype)


def _escape_char(char: str) -> str:
    if char in _ESCAPES:
        return _ESCAPES[char]
    return _code_point(char) if _unseen(char) else char


_PLAIN_IRI = re.compile(r"[A-Za-z0-9:/?#@!$&'()*+,;=._~%-]*\Z")


def _unseen(char: str) -> bool:
    # Controls, direction marks and strange line ends are invisible in a review: they are written so that they are seen.
    return unicodedata.category(char) in ("Cc", "Cf", "Zl", "Zp")


def _code_point(char: str) -> str:
    return f"\\u{ord(char):04X}" if ord(char) <= 0xFFFF else f"\\U{ord(char):08X}"  # noqa: PLR2004


def escape_text(text: str) -> str:
    """Write what stands between the quotation marks of a Turtle or SPARQL string."""
    if text.isprintable() and '"' not in text and "\\" not in text:
        return text  # nearly every text; none of what is escaped is printable
    return "".join(_escape_char(char) for char in text)


def escape_iri(iri: str) -> str:
    """Write what stands between the angle brackets of an IRI."""
    if _PLAIN_IRI.match(iri):
        return iri
    return "".join(_code_point(char) if char in '<>"{}|^`\\ ' or _unseen(char) else char for char in iri)
