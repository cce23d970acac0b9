"""The two engines that can hold triples against shapes, and which of them runs.

`shacl`, compiled, is the one that runs: 100,000 claims take it seconds and pySHACL minutes. It has no wheel for every
machine, and there pySHACL runs, which needs nothing but Python. What the two find in a graph is the same; a test holds
them against each other, and keeps the list of the lexical forms (a year 0000, a line break behind a digest) about which
they differ.
"""

from __future__ import annotations

import importlib.util
import logging
import re
from contextlib import contextmanager
from typing import TYPE_CHECKING, NamedTuple

from exitgraph.errors import InputError
from exitgraph.rdf.turtle import Literal, escape_iri, escape_text
from exitgraph.vocabulary import RDF_TYPE, SH, XSD_STRING, curie

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    import rdflib

    from exitgraph.rdf.turtle import Term, Triple

_DEFAULT_MESSAGE = "A shape is not satisfied. See graph/shapes.ttl."
_HINT = "Correct shapes.ttl."


class Violation(NamedTuple):
    """One result of SHACL: ``rule`` is ``<shape>.<parameter>``, ``path`` the property or empty."""

    subject: str
    rule: str
    path: str
    value: str | None
    value_is_iri: bool
    message: str


def violations(data: Iterable[Triple], shapes: Iterable[Triple]) -> list[Violation]:
    """Hold triples against shapes, both as triples, with the quicker engine that is installed.

    Raises
    ------
    InputError
        If the shapes themselves cannot be used.
    """
    engine = by_shacl if importlib.util.find_spec("shacl") else by_pyshacl
    return engine(data, shapes)


def by_shacl(data: Iterable[Triple], shapes: Iterable[Triple]) -> list[Violation]:
    """Hold triples against shapes by `shacl`; see `violations`."""
    import shacl

    try:
        compiled = shacl.Shapes.from_text(_n_triples(shapes), "ntriples")
    except ValueError as error:
        raise InputError(f"the shapes cannot be used: {error}", hint=_HINT) from None
    return [
        Violation(
            subject=_bare(result.focus_node),
            rule=_rule(_bare(result.source_shape or ""), result.component),
            path=_bare(result.path or ""),
            value=result.value_plain,
            value_is_iri=result.value is not None and result.value.startswith("<"),
            message=result.message or _DEFAULT_MESSAGE,
        )
        for result in compiled.validate_text(_n_triples(data), "ntriples").results
    ]


def by_pyshacl(data: Iterable[Triple], shapes: Iterable[Triple]) -> list[Violation]:
    """Hold triples against shapes by pySHACL; see `violations`.

    pySHACL changes a shapes graph that it shares, so each call builds its own.
    """
    import pyshacl
    from pyshacl.errors import ReportableRuntimeError, RuleLoadError, ShapeLoadError, ValidationFailure

    with _quiet():
        try:
            _, results, text = pyshacl.validate(_graph(data), shacl_graph=_graph(shapes), inplace=True)
        except (ShapeLoadError, RuleLoadError, ReportableRuntimeError, re.error) as error:
            raise InputError(f"the shapes cannot be used: {error}", hint=_HINT) from None
    if isinstance(results, ValidationFailure) or not hasattr(results, "triples"):
        raise InputError(f"the shapes cannot be used: {text}", hint=_HINT)
    return list(_results(results))


def _rule(shape: str, component: str) -> str:
    parameter = component.removesuffix("ConstraintComponent")
    return f"{curie(shape).partition(':')[2]}.{parameter[0].lower()}{parameter[1:]}"


def _bare(term: str) -> str:
    return term[1:-1] if term.startswith("<") else term


def _n_triples(triples: Iterable[Triple]) -> str:
    return "".join(
        f"<{escape_iri(subject)}> <{escape_iri(predicate)}> {_n_term(term)} .\n" for subject, predicate, term in triples
    )


def _n_term(term: Term) -> str:
    if not isinstance(term, Literal):
        return f"<{escape_iri(term)}>"
    quoted = f'"{escape_text(term.value)}"'
    if term.lang:
        return f"{quoted}@{term.lang}"
    return quoted if term.datatype == XSD_STRING else f"{quoted}^^<{escape_iri(term.datatype)}>"


def _results(results: rdflib.Graph) -> Iterator[Violation]:
    from rdflib import URIRef

    def one(result: rdflib.term.Node, name: str) -> rdflib.term.Node | None:
        return results.value(result, URIRef(SH + name))

    for result in results.subjects(URIRef(RDF_TYPE), URIRef(SH + "ValidationResult")):
        value = one(result, "value")
        yield Violation(
            subject=str(one(result, "focusNode")),
            rule=_rule(str(one(result, "sourceShape")), str(one(result, "sourceConstraintComponent")).removeprefix(SH)),
            path=str(one(result, "resultPath") or ""),
            value=None if value is None else str(value),
            value_is_iri=isinstance(value, URIRef),
            message=str(one(result, "resultMessage") or _DEFAULT_MESSAGE),
        )


def _graph(triples: Iterable[Triple]) -> rdflib.Graph:
    import rdflib

    graph = rdflib.Graph()
    for subject, predicate, term in triples:
        if isinstance(term, Literal):
            # Without normalize=False rdflib rewrites Z to +00:00, and a pattern would judge what nobody wrote.
            datatype = None if term.lang else rdflib.URIRef(term.datatype)
            target: rdflib.term.Node = rdflib.Literal(term.value, lang=term.lang, datatype=datatype, normalize=False)
        else:
            target = rdflib.URIRef(term)
        graph.add((rdflib.URIRef(subject), rdflib.URIRef(predicate), target))
    return graph


@contextmanager
def _quiet() -> Iterator[None]:
    # rdflib logs a traceback for each ill-typed literal; the shapes report these with file and line.
    logger = logging.getLogger("rdflib.term")

    def drop(record: logging.LogRecord) -> bool:
        return "Failed to convert Literal" not in record.msg

    logger.addFilter(drop)
    try:
        yield
    finally:
        logger.removeFilter(drop)
