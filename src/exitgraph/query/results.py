"""Answers: rows of terms, and how they are written."""

from __future__ import annotations

import csv
import io
import json
import re
from typing import TYPE_CHECKING, Any, Final, NamedTuple
from xml.sax.saxutils import escape, quoteattr

from exitgraph.errors import TooMuch
from exitgraph.query.guard import inspect
from exitgraph.rdf.formats import GRAPH_MEDIA, TURTLE, write_term, write_triples
from exitgraph.rdf.turtle import Literal, Term, Triple
from exitgraph.vocabulary import RDF_LANG_STRING, XSD_DATETIME, XSD_STRING, curie

if TYPE_CHECKING:
    from exitgraph.claims.knowledge import Knowledge
    from exitgraph.store.protocol import Dataset, Row, Store

RESULTS_JSON: Final = "application/sparql-results+json"
RESULTS_XML: Final = "application/sparql-results+xml"
RESULTS_CSV: Final = "text/csv"
RESULTS_TSV: Final = "text/tab-separated-values"

#: The formats of rows and of truth, in the order of preference.
ROW_MEDIA: Final = (RESULTS_JSON, RESULTS_XML, RESULTS_CSV, RESULTS_TSV)

_DAY: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T(?:00:00:00|23:59:59)Z\Z")
# Characters that XML 1.0 cannot hold, not even escaped.
_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


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

    def as_tsv(self) -> str:
        """Write as SPARQL 1.1 Query Results TSV: terms as Turtle writes them."""
        if self.form == "ask":
            return f"?boolean\n{str(self.truth).lower()}\n"
        lines = ["\t".join(f"?{name}" for name in self.variables)]
        lines += ["\t".join("" if term is None else _tabbed(term) for term in row) for row in self.rows]
        return "".join(f"{line}\n" for line in lines)

    def as_xml(self) -> str:
        """Write as SPARQL Query Results XML (second edition).

        A character that XML cannot hold becomes U+FFFD, as no escape exists for it; the other formats keep it.
        """
        out = ['<?xml version="1.0"?>\n<sparql xmlns="http://www.w3.org/2005/sparql-results#">\n  <head>']
        out += [f"<variable name={quoteattr(name)}/>" for name in self.variables]
        out.append("</head>\n")
        if self.form == "ask":
            out.append(f"  <boolean>{str(self.truth).lower()}</boolean>\n")
        else:
            out.append("  <results>\n")
            for row in self.rows:
                bound = (
                    f"<binding name={quoteattr(name)}>{_xml(term)}</binding>"
                    for name, term in zip(self.variables, row, strict=True)
                    if term is not None
                )
                out.append(f"    <result>{''.join(bound)}</result>\n")
            out.append("  </results>\n")
        return "".join([*out, "</sparql>\n"])

    def as_turtle(self) -> str:
        """Write the triples of a CONSTRUCT or DESCRIBE as Turtle, canonical where no blank node is among them."""
        return write_triples(self.triples, TURTLE).decode()

    def write(self, media: str) -> bytes:
        """Write in one of `ROW_MEDIA` (SELECT, ASK) or of `GRAPH_MEDIA` (CONSTRUCT, DESCRIBE), as UTF-8.

        Raises
        ------
        ValueError
            If the format is not one for this form.
        """
        if self.form == "construct":
            if media not in GRAPH_MEDIA:
                raise ValueError(f"{media} holds no graph")
            return write_triples(self.triples, media)
        if media == RESULTS_JSON:
            return json.dumps(self.as_json(), ensure_ascii=False, separators=(",", ":")).encode()
        writers = {RESULTS_XML: self.as_xml, RESULTS_CSV: self.as_csv, RESULTS_TSV: self.as_tsv}
        if media not in writers:
            raise ValueError(f"{media} holds no rows")
        return writers[media]().encode()


def run(
    store: Store,
    query: str,
    *,
    name: str = "query",
    form: str | None = None,
    dataset: Dataset | None = None,
    rows: int | None = None,
) -> Result:
    """Run a query; one from outside (no ``form`` given) passes the guard first.

    Parameters
    ----------
    store, query, name
        Where it runs, its text, and what to call it in messages.
    form
        What the guard said of it, if it has been asked.
    dataset
        The graphs that the query sees; by default the union of all.
    rows
        The most rows or triples that may be given.

    Raises
    ------
    TooMuch
        If there are more.
    """
    if form is None:
        form, dataset = inspect(query, name=name)
    # One more than is allowed tells whether there are more.
    limit = None if rows is None else rows + 1
    if form == "ask":
        return Result("ask", truth=store.ask(query, dataset=dataset))
    if form == "construct":
        result = Result("construct", triples=tuple(store.construct(query, dataset=dataset, limit=limit)))
    else:
        variables, found = store.select(query, dataset=dataset, limit=limit)
        result = Result("select", variables, tuple(found))
    if rows is not None and len(result.rows) + len(result.triples) > rows:
        what = "triples" if form == "construct" else "rows"
        raise TooMuch(
            f"the answer has more than {rows:,} {what}",
            where=name,
            hint="Narrow the query, count instead, or ask for it in parts with ORDER BY, LIMIT and OFFSET.",
        )
    return result


def show(term: Term | None, knowledge: Knowledge, lang: str = "en") -> str:
    """Write a term for people: the label of an entity, else its short form, or the text of a literal."""
    if term is None:
        return ""
    if isinstance(term, Literal):
        # Bounds are instants; to people the first and the last second of a day are that day.
        return term.value[:10] if _DAY.match(term.value) and term.datatype == XSD_DATETIME else term.value
    return knowledge.label(term, lang) if term in knowledge.entities else curie(term)


def _bare(term: Term | None) -> str:
    return "" if term is None else term.value if isinstance(term, Literal) else term


def _tabbed(term: Term) -> str:
    # A tab inside a term would part it; Turtle has an escape for it that every reader of TSV knows.
    return write_term(term).replace("\t", "\\t")


def _xml(term: Term) -> str:
    text = escape(_NOT_XML.sub("\ufffd", _bare(term)), {"\r": "&#13;"})
    if isinstance(term, Literal):
        if term.lang:
            return f"<literal xml:lang={quoteattr(term.lang)}>{text}</literal>"
        if term.datatype in (XSD_STRING, RDF_LANG_STRING):
            return f"<literal>{text}</literal>"
        return f"<literal datatype={quoteattr(term.datatype)}>{text}</literal>"
    return f"<bnode>{text[2:]}</bnode>" if term.startswith("_:") else f"<uri>{text}</uri>"


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
