"""What SPARQL servers answer, read strictly.

A server that runs into its own time limit may still say 200 and break off in the middle, or cut the rows in silence;
neither may pass for an answer. So rows are read in a form of which the end can be told (SPARQL 1.1 Query Results JSON
Format), and the headers by which a server says that it stopped early are errors. Triples are read as N-Triples, whose
lines have to be whole: JSON-LD would tell its end, but comes without language tags from one server that tests run.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from exitgraph.errors import InputError, LimitReached, Unreachable
from exitgraph.rdf.turtle import Literal, Term, Triple
from exitgraph.vocabulary import RDF_LANG_STRING, XSD_STRING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from exitgraph.store.protocol import Row

ROWS = "application/sparql-results+json"
TRIPLES = "application/n-triples, application/ld+json;q=0.5"

_LESS = "Ask for less, or have the limit of the server raised."


class Capped(LimitReached):
    """A server gave no more than its most rows."""

    def __init__(self, rows: int, where: str) -> None:
        self.rows = rows
        super().__init__(f"the server gives at most {rows} rows, and cut the answer there", where=where, hint=_LESS)


def read_rows(body: bytes, headers: Mapping[str, str], where: str) -> tuple[tuple[str, ...], list[Row]]:
    """Read the answer to a SELECT.

    Raises
    ------
    LimitReached
        If the answer breaks off or was cut.
    Unreachable
        If it is no answer to a SELECT.
    """
    whole = _whole(body, headers, where)
    try:
        names = tuple(_text(name) for name in whole["head"]["vars"])
        bindings = [{name: _term(said) for name, said in binding.items()} for binding in whole["results"]["bindings"]]
    except (KeyError, TypeError, ValueError, AttributeError):
        raise _unlike(where) from None
    if any(not binding.keys() <= set(names) for binding in bindings):
        raise _unlike(where)
    most = headers.get("x-sparql-maxrows")
    if most is not None and (not most.strip().isdecimal() or len(bindings) >= int(most)):
        raise Capped(len(bindings), where)
    return names, [tuple(binding.get(name) for name in names) for binding in bindings]


def read_truth(body: bytes, headers: Mapping[str, str], where: str) -> bool:
    """Read the answer to an ASK; errors as of `read_rows`."""
    truth = _whole(body, headers, where).get("boolean")
    if not isinstance(truth, bool):
        raise _unlike(where)
    return truth


def read_triples(body: bytes, headers: Mapping[str, str], where: str) -> list[Triple]:
    """Read the answer to a CONSTRUCT or DESCRIBE, sorted; errors as of `read_rows`."""
    import pyoxigraph as ox

    kind = _kind(headers)
    if kind not in ("application/ld+json", "application/json", "application/n-triples"):
        raise _unlike(where, kind)
    _check_stopped(headers, where)
    lines = kind == "application/n-triples"
    if lines:
        if body and not body.endswith(b"\n"):
            raise _broken(body, where)
    else:
        _json(body, where)
    try:
        form = ox.RdfFormat.N_TRIPLES if lines else ox.RdfFormat.JSON_LD
        found = {
            Triple(_node(quad.subject), quad.predicate.value, _object(quad.object))
            for quad in ox.parse(body, format=form)
        }
    except (SyntaxError, ValueError):
        raise _broken(body, where) from None
    most = headers.get("x-sparql-maxrows")
    if most is not None and (not most.strip().isdecimal() or len(found) >= int(most)):
        raise Capped(len(found), where)
    return sorted(found, key=lambda triple: (triple.subject, triple.predicate, str(triple.object)))


def _whole(body: bytes, headers: Mapping[str, str], where: str) -> dict[str, Any]:
    kind = _kind(headers)
    if kind not in (ROWS, "application/json"):
        raise _unlike(where, kind)
    _check_stopped(headers, where)
    whole = _json(body, where)
    if not isinstance(whole, dict):
        raise _unlike(where)
    return whole


def _json(body: bytes, where: str) -> Any:
    try:
        return json.loads(body)
    except (ValueError, RecursionError):
        raise _broken(body, where) from None


def _kind(headers: Mapping[str, str]) -> str:
    return headers.get("content-type", "").partition(";")[0].strip().lower()


def _check_stopped(headers: Mapping[str, str], where: str) -> None:
    state = headers.get("x-sql-state")
    if state is not None:
        raise LimitReached(f"the server stopped before the end (X-SQL-State {state[:20]})", where=where, hint=_LESS)


def _broken(body: bytes, where: str) -> LimitReached:
    what = f"the answer breaks off after {len(body)} bytes, though the server said 200"
    return LimitReached(what, where=where, hint=f"The server's own time limit, most likely. {_LESS}")


def _unlike(where: str, kind: str = "") -> Unreachable:
    what = f"the server answers {kind}, which is" if kind else "the answer is"
    return Unreachable(f"{what} no SPARQL result", where=where, hint="Is this the address of a SPARQL endpoint?")


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError
    return value


def _term(said: Mapping[str, object]) -> Term:
    kind, value = said["type"], _text(said["value"])
    if kind == "uri":
        return value
    if kind == "bnode":
        return value if value.startswith("_:") else f"_:{value}"
    # "typed-literal" is of a draft of the specification, and Virtuoso's to this day.
    if kind not in ("literal", "typed-literal"):
        raise ValueError
    lang = said.get("xml:lang")
    if lang:
        return Literal(value, RDF_LANG_STRING, _text(lang).lower())
    return Literal(value, _text(said.get("datatype") or XSD_STRING))


def _node(term: object) -> str:
    # The engine's own spelling of a blank node begins with _: already.
    return str(getattr(term, "value", "")) if type(term).__name__ == "NamedNode" else str(term)


def _object(term: Any) -> Term:
    if type(term).__name__ == "Literal":
        return Literal(term.value, term.datatype.value, term.language)
    return _node(term)


def no_blank_node(term: Term, where: str) -> Term:
    """Give a term back that is no blank node.

    Raises
    ------
    InputError
        If it is one: everything that is read as claims has an IRI.
    """
    if isinstance(term, str) and term.startswith("_:"):
        what = "the data of the server hold a blank node; everything in a graph of claims has an IRI"
        raise InputError(what, where=where)
    return term
