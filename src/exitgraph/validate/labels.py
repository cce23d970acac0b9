"""Rules about labels, and about subjects that two files describe."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import TYPE_CHECKING, Final

from exitgraph.rdf.turtle import Literal, Term
from exitgraph.vocabulary import LANGUAGES, OWL, RDFS_LABEL, SKOS, SKOS_PREF_LABEL, XG, curie, xg

if TYPE_CHECKING:
    from collections.abc import Iterator

    from exitgraph.rdf.turtle import Document
    from exitgraph.validate.report import Finding
    from exitgraph.validate.scope import Scope

_LABELS: Final = frozenset({RDFS_LABEL, SKOS_PREF_LABEL})


def labels(scope: Scope, conflicts: frozenset[tuple[str, str]]) -> Iterator[Finding]:
    """Check labels: English for entities; four languages for terms, concepts, regions, territories; one in each."""
    for iri in scope.places:
        kinds, node = scope.kinds(iri), scope.nodes[iri]
        concept = not kinds.isdisjoint((SKOS + "Concept", SKOS + "ConceptScheme"))
        if OWL + "Ontology" in kinds or not (concept or iri.startswith(XG) or xg("Entity") in kinds):
            continue
        predicate = SKOS_PREF_LABEL if concept else RDFS_LABEL
        in_four = concept or iri.startswith(XG) or not kinds.isdisjoint((xg("Territory"), xg("Region")))
        found = Counter(term.lang or "" for term in node.all(predicate) if isinstance(term, Literal) and term.value)
        missing = [lang for lang in (LANGUAGES if in_four else LANGUAGES[:1]) if not found[lang]]
        if missing:
            what = f"{curie(predicate)} is missing in {', '.join(missing)}"
            yield scope.finding(iri, "label", what, f'Add it, like {curie(predicate)} "..."@{missing[0]}.')
        twice = sorted(lang for lang, number in found.items() if number > 1)
        if twice and (iri, predicate) not in conflicts:
            what = f"{curie(predicate)} has more than one value in {', '.join(lang or 'no language' for lang in twice)}"
            yield scope.finding(iri, "label", what, "Keep one, and make the others skos:altLabel.")


def conflicts(scope: Scope) -> dict[tuple[str, str], Finding]:
    """Find subjects that two files describe with different values of a single-valued property.

    The key is subject and property; the finding stands at the last file that is reported on, and names the others.
    """
    single = scope.shapes.single_valued | scope.ontology.roles.keys() | {xg("isoAlpha2"), xg("isoAlpha3")} | _LABELS
    described = Counter(subject for document in scope.documents for subject in {t.subject for t in document.triples})
    values: dict[tuple[str, str, str], dict[int, set[Term]]] = defaultdict(lambda: defaultdict(set))
    for number, document in enumerate(scope.documents):
        for subject, predicate, term in document.triples:
            if described[subject] > 1 and predicate in single:
                lang = (term.lang or "") if isinstance(term, Literal) and predicate in _LABELS else ""
                values[subject, predicate, lang][number].add(term)
    found = {}
    for (subject, predicate, _), by_document in sorted(values.items()):
        reported = [number for number in by_document if number < len(scope.own)]
        if reported and len(set().union(*by_document.values())) > 1 and len(by_document) > 1:
            here = scope.documents[reported[-1]]
            others = [scope.documents[number] for number in by_document if number != reported[-1]]
            found[subject, predicate] = _conflict(subject, predicate, here, others)
    return found


def _conflict(subject: str, predicate: str, here: Document, others: list[Document]) -> Finding:
    from exitgraph.validate.report import Finding

    what = f"{curie(predicate)} has another value in {', '.join(other.where(subject) for other in others)}"
    hint = "Describe a subject in one file, or make the two agree."
    return Finding(here.path, here.lines.get(subject), curie(subject), "conflict", what, hint)
