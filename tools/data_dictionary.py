"""Make ``docs/data-dictionary.md`` from the graph: what each relation, role, class and concept means, how often used.

::

    python tools/data_dictionary.py           writes the file
    python tools/data_dictionary.py --check   writes nothing; exits 1 if the file differs
"""

from __future__ import annotations

import argparse
import re
import sys
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Final

from made import keep

import exitgraph
from exitgraph.claims import Text
from exitgraph.claims.knowledge import iris
from exitgraph.errors import ExitgraphError
from exitgraph.vocabulary import (
    LANGUAGES,
    RDF_TYPE,
    RDFS,
    SKOS,
    XG,
    curie,
    iri,
    local_name,
    xg,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from exitgraph.claims import Entity
    from exitgraph.claims.knowledge import Knowledge

FILE: Final = Path(__file__).resolve().parents[1] / "docs" / "data-dictionary.md"

HEAD: Final = """# Data dictionary

Made by `tools/data_dictionary.py` from the graph; do not edit it by hand. Every word that a claim can be made of stands
here with what it means: relations, the roles that a claim of a relation may carry, classes, properties, and the
concepts of each vocabulary. Numbers say how often the graph uses a word now; a word that is used 0 times is there to be
used. Short forms such as `xg:admits` stand for IRIs below `https://w3id.org/exitgraph/`, which is not registered yet.
Labels in Russian, Ukrainian and French are in the graph for every word, and are shown for the relations.
"""

RELATIONS: Final = """A relation is what a claim says of its subject and its object. *Review* is the span after which
what was only reported to hold, or happened once, counts as out of date (-: none). *Basis* is what a claim of it rests
on unless its own role says otherwise. *Kind*: an occurrence happened once; a functional relation has one object at a
time.
"""

# How a vocabulary is built, as opposed to where it is used.
_STRUCTURE: Final = frozenset(
    {
        RDF_TYPE,
        *(
            SKOS + name
            for name in ("inScheme", "topConceptOf", "hasTopConcept", "broader", "narrower", "related", "exactMatch")
        ),
        *(RDFS + name for name in ("subClassOf", "domain", "range", "seeAlso", "subPropertyOf")),
        xg("defaultBasis"),
        xg("permitsRole"),
        xg("opposes"),
    }
)


class Dictionary:
    """The parts of a graph's dictionary, each as Markdown.

    Parameters
    ----------
    graph
        The graph.
    """

    def __init__(self, graph: exitgraph.Graph) -> None:
        self.knowledge: Knowledge = graph.knowledge
        # Evidence and events may be described in several files, always alike.
        self.triples = {triple for document in graph.documents for triple in document.triples}
        self.named = Counter(
            triple.object
            for triple in self.triples
            if isinstance(triple.object, str) and triple.predicate not in _STRUCTURE
        )
        self.typed = Counter(str(triple.object) for triple in self.triples if triple.predicate == RDF_TYPE)
        self.predicates = Counter(triple.predicate for triple in self.triples)

    def page(self) -> str:
        """Make the whole page."""
        sections = [
            ("Relations", self.relations()),
            ("Names of the relations", self.names()),
            ("Roles that a claim of a relation may carry", self.permitted()),
            ("Roles", self.roles()),
            ("Classes", self.classes()),
            ("Properties", self.properties()),
            ("Constants", self.constants()),
            *self.vocabularies(),
            ("Sources by type", self.sources()),
        ]
        contents = "".join(f"- [{title}](#{_anchor(title)})\n" for title, _ in sections)
        body = "".join(f"\n## {title}\n\n{text}" for title, text in sections)
        return f"{HEAD}\n{contents}{body}"

    def of_type(self, *kinds: str) -> list[Entity]:
        """Give what is declared to be of one of the types (short forms), not of a narrower one, in order of IRI."""
        wanted = {iri(kind) for kind in kinds}
        found = [entity for entity in self.knowledge.entities.values() if wanted.intersection(entity.types)]
        return sorted(found, key=lambda entity: entity.iri)

    def relations(self) -> str:
        """One row a relation: meaning, ends, kind, basis, review span, number of claims."""
        used = Counter(claim.relation for claim in self.knowledge.claims.values())
        rows = []
        for entity in self.of_type("xg:Relation"):
            relation = self.knowledge.ontology.relations[entity.iri]
            kinds = [name for name, is_so in _kinds(relation.occurrence, relation.functional) if is_so]
            opposed = [f"opposes {_code(other)}" for other in sorted(relation.opposes)]
            rows.append(
                (
                    _code(entity.iri),
                    _said(entity),
                    f"{_short(relation.domain)} → {_short(relation.range)}",
                    ", ".join([*kinds, *opposed]),
                    local_name(relation.default_basis),
                    f"{relation.review_months} months" if relation.review_months else "-",
                    used[entity.iri],
                )
            )
        return f"{RELATIONS}\n" + _table(("relation", "says", "from → to", "kind", "basis", "review", "claims"), rows)

    def names(self) -> str:
        """One row a relation: its label in each language."""
        rows = [(_code(entity.iri), *map(entity.label, LANGUAGES)) for entity in self.of_type("xg:Relation")]
        return _table(("relation", *LANGUAGES), rows)

    def permitted(self) -> str:
        """One row a relation: its roles."""
        relations = self.knowledge.ontology.relations
        rows = [(_code(name), " ".join(map(_short, sorted(relations[name].roles)))) for name in sorted(relations)]
        return _table(("relation", "roles"), rows)

    def roles(self) -> str:
        """One row a role: meaning, range, vocabulary, number of claims that carry it."""
        used = Counter(role for claim in self.knowledge.claims.values() for role, _ in claim.proposition.roles)
        rows = []
        for name, range_ in sorted(self.knowledge.ontology.roles.items()):
            entity = self.knowledge.entities[name]
            schemes = [self._scheme_link(item) for item in iris(entity.properties.get(RDFS + "seeAlso", ()))]
            values = ", ".join([_short(range_), *filter(None, schemes)])
            relations = sum(name in relation.roles for relation in self.knowledge.ontology.relations.values())
            rows.append((_code(name), entity.label(), _said(entity), values, relations, used[name]))
        return _table(("role", "label", "says", "values", "relations that permit it", "claims"), rows)

    def classes(self) -> str:
        """One row a class: meaning, what it is a kind of, number of members, those of narrower classes included."""
        superclasses = self.knowledge.ontology.superclasses
        rows = []
        for entity in self.of_type("rdfs:Class"):
            below = [name for name, above in superclasses.items() if entity.iri in above] or [entity.iri]
            members = len({t.subject for t in self.triples if t.predicate == RDF_TYPE and t.object in below})
            parents = iris(entity.properties.get(RDFS + "subClassOf", ()))
            rows.append((_code(entity.iri), entity.label(), _said(entity), " ".join(map(_short, parents)), members))
        return _table(("class", "label", "says", "is a", "members"), rows)

    def properties(self) -> str:
        """One row a property that is neither relation nor role."""
        rows = []
        for entity in self.of_type("rdf:Property"):
            if {xg("Relation"), xg("Role")}.isdisjoint(entity.types):
                ends = [
                    " ".join(map(_short, iris(entity.properties.get(RDFS + end, ())))) for end in ("domain", "range")
                ]
                rows.append((_code(entity.iri), entity.label(), _said(entity), *ends, self.predicates[entity.iri]))
        return _table(("property", "label", "says", "of", "value", "used"), rows)

    def constants(self) -> str:
        """One row a value that the ontology itself declares: polarities and ranks."""
        found = self.of_type("xg:Polarity", "xg:Rank")
        rows = [(_code(item.iri), _short(item.types[0]), _said(item), self.named[item.iri]) for item in found]
        return _table(("constant", "is a", "says", "used"), rows)

    def vocabularies(self) -> list[tuple[str, str]]:
        """Give a section for each scheme: title and one row a concept."""
        members: dict[str, list[Entity]] = {}
        for entity in self.knowledge.entities.values():
            for name in iris(entity.properties.get(SKOS + "inScheme", ())):
                members.setdefault(name, []).append(entity)
        sections = []
        for scheme in self.of_type("skos:ConceptScheme"):
            rows = []
            for entity in sorted(members.get(scheme.iri, ()), key=lambda entity: entity.iri):
                broader = " ".join(map(_short, iris(entity.properties.get(SKOS + "broader", ()))))
                rows.append((_code(entity.iri), entity.label(), _said(entity), broader, self.named[entity.iri]))
            table = _table(("concept", "label", "says", "kind of", "used"), rows)
            sections.append((self._title(scheme.iri), f"{_said(scheme)}\n\n{table}"))
        return sorted(sections)

    def sources(self) -> str:
        """One row a type of source: how many sources, how many claims rest on them."""
        sources = self.knowledge.sources.values()
        claims = {name: len(found) for name, found in self.knowledge.by_source.items()}
        rows = []
        for kind in sorted({source.source_type for source in sources}):
            of_kind = [source.iri for source in sources if source.source_type == kind]
            rest = sum(claims.get(name, 0) for name in of_kind)
            rows.append((_code(kind), self.knowledge.label(kind), len(of_kind), rest))
        rows.append(("all", "", len(self.knowledge.sources), len(self.knowledge.claims)))
        return _table(("type", "label", "sources", "claims"), rows)

    def _title(self, scheme: str) -> str:
        return f"Vocabulary: {self.knowledge.label(scheme)}"

    def _scheme_link(self, name: str) -> str:
        entity = self.knowledge.entities.get(name)
        if entity is None or SKOS + "ConceptScheme" not in entity.types:
            return ""
        return f"[{entity.label()}](#{_anchor(self._title(name))})"


def build(graph: exitgraph.Graph | None = None) -> str:
    """Make the whole page, of the shipped graph unless another is given."""
    return Dictionary(graph or exitgraph.load()).page()


def _kinds(occurrence: bool, functional: bool) -> tuple[tuple[str, bool], ...]:
    return (("occurrence", occurrence), ("functional", functional))


def _said(entity: Entity) -> str:
    for predicate in (RDFS + "comment", SKOS + "definition"):
        for value in entity.properties.get(predicate, ()):
            if isinstance(value, Text) and value.lang == "en":
                return value.value
    return ""


def _short(name: str) -> str:
    """Write a name in code, without the prefix where it is a term of the ontology."""
    return f"`{local_name(name)}`" if name.startswith(XG) else _code(name)


def _code(name: str) -> str:
    return f"`{curie(name)}`"


def _anchor(title: str) -> str:
    return re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-")


def _table(head: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "".join("| " + " | ".join(str(cell).replace("|", "\\|") for cell in line) + " |\n" for line in lines)


def main(arguments: list[str] | None = None, file: Path = FILE) -> int:
    """Run the tool and give the exit code: 0 done, 1 the file differs, 2 the graph cannot be read."""
    parser = argparse.ArgumentParser(description="Make docs/data-dictionary.md from the graph.")
    parser.add_argument("--check", action="store_true", help="write nothing; exit 1 if the file differs")
    parser.add_argument("--graph", type=Path, help="a graph folder; the shipped graph by default")
    options = parser.parse_args(arguments)
    try:
        page = build(exitgraph.load(options.graph)).encode()
        keep(file, page, check=options.check, tool="data_dictionary", because="it is not what the graph says")
    except ExitgraphError as error:
        print(error, file=sys.stderr)
        return error.exit_code
    return 0


if __name__ == "__main__":
    sys.exit(main())
