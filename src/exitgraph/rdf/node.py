"""The triples of one subject, and how its values are read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from exitgraph.claims.interval import Interval, parse_instant
from exitgraph.claims.values import Text, Value, read_number
from exitgraph.errors import ExitgraphError, InputError
from exitgraph.rdf.turtle import Document, Literal, Term
from exitgraph.vocabulary import XSD_DECIMAL, XSD_INTEGER, curie, xg

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, KeysView


class Node:
    """All triples of one subject, with the place where it stands."""

    # A graph has millions of them, nearly all with one object a predicate: a list is made where there are several.
    __slots__ = ("_document", "_terms", "iri")

    def __init__(self, iri: str, document: Document | None = None) -> None:
        self.iri = iri
        self._document = document
        self._terms: dict[str, Term | list[Term]] = {}

    def add(self, predicate: str, term: Term) -> None:
        """Add a triple of the subject."""
        held = self._terms.get(predicate)
        if held is None:
            self._terms[predicate] = term
        elif isinstance(held, list):
            held.append(term)
        else:
            self._terms[predicate] = [held, term]

    @property
    def where(self) -> str:
        """``file:line`` of the subject, as far as it is known."""
        return self._document.where(self.iri) if self._document else ""

    @property
    def predicates(self) -> KeysView[str]:
        """What is said of the subject."""
        return self._terms.keys()

    def pairs(self) -> Iterator[tuple[str, Term]]:
        """Give each predicate with each of its objects."""
        for predicate, held in self._terms.items():
            if isinstance(held, list):
                for term in held:
                    yield predicate, term
            else:
                yield predicate, held

    def all(self, predicate: str) -> list[Term]:
        """Give the objects of a predicate, without repeats, in canonical order."""
        held = self._terms.get(predicate)
        if held is None:
            return []
        if not isinstance(held, list):
            return [held]
        return sorted(set(held), key=lambda term: (isinstance(term, Literal), term))

    def one(self, predicate: str) -> Term | None:
        """Give the only object of a predicate, or ``None``."""
        found = self.all(predicate)
        if len(found) > 1:
            raise InputError(
                f"{curie(self.iri)} has {len(found)} values of {curie(predicate)}; one is allowed",
                where=self.where,
                hint="Split it into one claim a value.",
            )
        return found[0] if found else None

    def iri_of(self, predicate: str) -> str | None:
        """Give the only object, which has to be an IRI."""
        found = self.one(predicate)
        if isinstance(found, Literal):
            raise InputError(
                f"{curie(self.iri)}: {curie(predicate)} is the text {found.value!r}; an IRI is expected",
                where=self.where,
            )
        return found

    def required(self, predicate: str) -> str:
        """Give the only object, an IRI, which has to be there."""
        found = self.iri_of(predicate)
        if found is None:
            raise InputError(f"{curie(self.iri)} has no {curie(predicate)}", where=self.where, hint="Add it.")
        return found

    def text(self, predicate: str) -> str | None:
        """Give the characters of the only object."""
        found = self.one(predicate)
        return found.value if isinstance(found, Literal) else found

    def lang_text(self, predicate: str) -> Text | None:
        """Give the only object as a text with its language."""
        found = self.one(predicate)
        return Text(found.value, found.lang or "") if isinstance(found, Literal) else None

    def integer(self, predicate: str) -> int | None:
        """Give the only object as a whole number."""
        found = self.one(predicate)
        if found is None:
            return None
        value = read_value(found, self, predicate)
        if not isinstance(value, int):
            raise InputError(f"{curie(self.iri)}: {curie(predicate)} is no whole number", where=self.where)
        return value

    def interval(self, name: str) -> Interval | None:
        """Give the interval of ``xg:<name>Earliest`` and ``xg:<name>Latest``."""
        bounds = []
        for side in ("Earliest", "Latest"):
            text = self.text(xg(name + side))
            try:
                bounds.append(parse_instant(text) if text is not None else None)
            except ExitgraphError as error:
                raise InputError(f"{curie(self.iri)}: {error.what}", where=self.where, hint=error.hint) from None
        if bounds == [None, None]:
            return None
        try:
            return Interval(*bounds)
        except ExitgraphError as error:
            raise InputError(
                f"{curie(self.iri)}: {curie(xg(name))} {error.what}", where=self.where, hint=error.hint
            ) from None


def read_value(term: Term, node: Node, predicate: str) -> Value:
    """Read an object as an IRI, a number or a text.

    Raises
    ------
    InputError
        If it is to be a number and is none.
    """
    if not isinstance(term, Literal):
        return term
    try:
        if term.datatype in (XSD_INTEGER, XSD_DECIMAL):
            return read_number(term.value, whole=term.datatype == XSD_INTEGER)
    except ValueError:
        raise InputError(
            f"{curie(node.iri)}: {curie(predicate)} is {term.value!r}, which is no {curie(term.datatype)}",
            where=node.where,
            hint="Write a number.",
        ) from None
    return Text(term.value, term.lang or "")


def nodes_of(documents: Iterable[Document]) -> dict[str, Node]:
    """Gather the triples of each subject over all documents."""
    nodes: dict[str, Node] = {}
    for document in documents:
        for triple in document.triples:
            node = nodes.get(triple.subject)
            if node is None:
                node = nodes[triple.subject] = Node(triple.subject, document)
            node.add(triple.predicate, triple.object)
    return nodes
