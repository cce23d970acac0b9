"""What somebody probably meant: the nearest keyword, prefix or term, with its place.

These read the text of a query to help its writer. They decide nothing: what may run is decided by the parsed query, in
`exitgraph.query.guard`.
"""

from __future__ import annotations

import difflib
import re
from typing import TYPE_CHECKING, Final, NamedTuple

from exitgraph.vocabulary import PREFIXES, THINGS, curie

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

#: The words of SPARQL 1.1 (Query, section 19.8, and the functions of section 17.4) that a query is made of.
KEYWORDS: Final = frozenset(
    """
    ABS AS ASC ASK AVG BASE BIND BNODE BOUND BY CEIL COALESCE CONCAT CONSTRUCT CONTAINS COUNT DATATYPE DAY DESC
    DESCRIBE DISTINCT ENCODE_FOR_URI EXISTS FALSE FILTER FLOOR FROM GRAPH GROUP GROUP_CONCAT HAVING HOURS IF IN IRI
    ISBLANK ISIRI ISLITERAL ISNUMERIC ISURI LANG LANGMATCHES LCASE LIMIT MAX MD5 MIN MINUS MINUTES MONTH NAMED NOT NOW
    OFFSET OPTIONAL ORDER PREFIX RAND REDUCED REGEX REPLACE ROUND SAMETERM SAMPLE SECONDS SELECT SEPARATOR SERVICE SHA1
    SHA256 SHA384 SHA512 SILENT STR STRAFTER STRBEFORE STRDT STRENDS STRLANG STRLEN STRSTARTS STRUUID SUBSTR SUM
    TIMEZONE TRUE TZ UCASE UNDEF UNION URI UUID VALUES WHERE YEAR
    """.split()  # noqa: SIM905  # readable as it stands
)
_WORD = re.compile(r"(?<![\w:?$@^.%\\-])[A-Za-z_]\w*(?![\w:])")
_USED = re.compile(r"(?<![\w:/<?$])([A-Za-z][\w.-]*)?:(?=[\w%\\])")
_TERM = re.compile(r"(?<![\w:/<?$])([A-Za-z][\w.-]*):([A-Za-z0-9_](?:[\w.-]*[\w-])?)")
_DECLARED = re.compile(r"\bPREFIX\s+([^\s:]*):", re.IGNORECASE)


class Near(NamedTuple):
    """A word of a query that means nothing, its place (line and column from 1), and what is nearest, if anything."""

    word: str
    line: int
    column: int
    nearest: str | None


def stray_words(visible: str) -> list[Near]:
    """Give the bare words that are no keyword of SPARQL, in order.

    Parameters
    ----------
    visible
        The query with strings, IRIs and comments blanked, of the same length.
    """
    found = []
    for match in _WORD.finditer(visible):
        word = match[0].upper()
        if word not in KEYWORDS and word != "A":
            close = difflib.get_close_matches(word, KEYWORDS, n=1, cutoff=0.7)
            found.append(Near(match[0], *place(visible, match.start()), close[0] if close else None))
    return found


def undeclared_prefixes(visible: str, query: str) -> list[Near]:
    """Give the prefixes that neither the query nor this package declares, in order."""
    declared = {match[1] for match in _DECLARED.finditer(query)} | set(PREFIXES)
    found = []
    for match in _USED.finditer(visible):
        prefix = match[1] or ""
        if prefix not in declared:
            close = difflib.get_close_matches(prefix, declared, n=1)
            found.append(Near(prefix, *place(visible, match.start()), close[0] if close else None))
    return found


def unknown_terms(visible: str, query: str, known: Collection[str]) -> list[Near]:
    """Give the names in our own namespaces that the graph does not know, each once.

    A query with such a name is good SPARQL and finds nothing, which is seldom what was meant.

    Parameters
    ----------
    visible, query
        The query with and without strings, IRIs and comments blanked.
    known
        The IRIs of the graph.
    """
    # A prefix that the query declares itself may mean something else.
    own = {"xg", *THINGS} - {match[1] for match in _DECLARED.finditer(query)}
    found: dict[str, Near] = {}
    for match in _TERM.finditer(visible):
        prefix, local = match[1], match[2]
        if prefix in own and PREFIXES[prefix] + local not in known and match[0] not in found:
            close = _near(prefix, local, known)
            found[match[0]] = Near(match[0], *place(visible, match.start()), close)
    return list(found.values())


def place(text: str, offset: int) -> tuple[int, int]:
    """Give line and column, both from 1, of a place in a text."""
    return text.count("\n", 0, offset) + 1, offset - text.rfind("\n", 0, offset)


def _near(prefix: str, local: str, known: Iterable[str]) -> str | None:
    namespace = PREFIXES[prefix]
    locals_ = [iri[len(namespace) :] for iri in known if iri.startswith(namespace)]
    close = difflib.get_close_matches(local, locals_, n=1, cutoff=0.6)
    return curie(namespace + close[0]) if close else None
