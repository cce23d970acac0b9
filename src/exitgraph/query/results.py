"""Answers: rows of terms, and how they are written."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING, Any, NamedTuple

from exitgraph.query.guard import check
from exitgraph.rdf.turtle import Literal, Term, Triple, write_text
from exitgraph.vocabulary import RDF_LANG_STRING, XSD_STRING, curie

if TYPE_CHECKING:
    from exitgraph.claims.knowledge import Knowledge
    from exitgraph.store.protocol import Row, Store


class Result(NamedTuple):
    """The answer to a query: ``select`` fills variables and rows, ``ask`` the truth, ``construct`` the triples."""

    form: str
    variables: tuple[str, ...] = ()
    rows: tuple[Row, ...] = ()
    truth: bool | None = None
    triples: tuple[Triple, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """Write as SPARQL 1.1 Query Results JSON; triples as a list of three terms each."""
        if self.form == "ask":
            return {"head": {}, "boolean": self.truth}
        if self.form == "construct":
            return {"triples": [[_json(term) for term in triple] for triple in self.triples]}
        bindings = [
            {name: _json(term) for name, term in zip(self.variables, row, strict=True) if term is not None}
            for row in self.rows
        ]
        return {"head": {"vars": list(self.variables)}, "results": {"bindings": bindings}}

    def as_csv(self) -> str:
        """Write as SPARQL 1.1 Query Results CSV (CRLF line ends, as the specification says)."""
        out = io.StringIO(newline="")
        writer = csv.writer(out, lineterminator="\r\n")
        if self.form == "select":
            writer.writerow(self.variables)
            writer.writerows([_bare(term) for term in row] for row in self.rows)
        elif self.form == "ask":
            writer.writerows([["boolean"], [str(self.truth).lower()]])
        else:
            writer.writerow(["subject", "predicate", "object"])
            writer.writerows([_bare(term) for term in triple] for triple in self.triples)
        return out.getvalue()

    def as_turtle(self) -> str:
        """Write the triples of a CONSTRUCT or DESCRIBE as canonical Turtle."""
        return write_text(self.triples)


def run(store: Store, query: str, *, name: str = "query", form: str | None = None) -> Result:
    """Run a query; one from outside (no ``form`` given) passes the guard first."""
    kind = form or check(query, name=name)
    if kind == "ask":
        return Result("ask", truth=store.ask(query))
    if kind == "construct":
        return Result("construct", triples=tuple(store.construct(query)))
    variables, rows = store.select(query)
    return Result("select", variables, tuple(rows))


def show(term: Term | None, knowledge: Knowledge, lang: str = "en") -> str:
    """Write a term for people: the label of an entity, else its short form, or the text of a literal."""
    if term is None:
        return ""
    if isinstance(term, Literal):
        return term.value
    return knowledge.label(term, lang) if term in knowledge.entities else curie(term)


def _bare(term: Term | None) -> str:
    return "" if term is None else term.value if isinstance(term, Literal) else term


def _json(term: Term) -> dict[str, str]:
    if isinstance(term, Literal):
        written = {"type": "literal", "value": term.value}
        if term.lang:
            written["xml:lang"] = term.lang
        elif term.datatype not in (XSD_STRING, RDF_LANG_STRING):
            written["datatype"] = term.datatype
        return written
    if term.startswith("_:"):
        return {"type": "bnode", "value": term[2:]}
    return {"type": "uri", "value": term}
