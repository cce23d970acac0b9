"""The pages of things for people: territories, claims and sources each their own, everything else by its triples."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from exitgraph.api import today
from exitgraph.claims.inforce import Snapshot
from exitgraph.errors import BadDate
from exitgraph.rdf.turtle import Literal, Term, Triple
from exitgraph.serve.problem import Problem
from exitgraph.view.cards import claim_title, term_label
from exitgraph.view.claim import claim_page
from exitgraph.view.source import source_page
from exitgraph.view.style import KIND_LABELS, kind_of
from exitgraph.view.territory import territory_page
from exitgraph.view.things import path_of
from exitgraph.vocabulary import BASE, RDF_TYPE, RDFS_COMMENT, XG, curie, xg

if TYPE_CHECKING:
    from collections.abc import Callable

    from starlette.requests import Request
    from starlette.responses import Response

    from exitgraph.claims.values import Iri
    from exitgraph.serve.pages import Pages

#: Rows of one list that a page shows; the RDF has them all.
MOST_ROWS: Final = 200

#: Places of a claim in its own page that its address may be asked about.
_CLOCKS: Final = (("valid_at", "In force on"), ("known_at", "Known by"))


class Clocks:
    """The two dates of a page's address: what was asked, what is shown, and what is wrong with it."""

    def __init__(self, request: Request) -> None:
        now = today()
        self.asked = {name: request.query_params.get(name, "").strip() for name, _ in _CLOCKS}
        self.wrong: dict[str, str] = {}
        days = {}
        for name, _ in _CLOCKS:
            days[name] = self.asked[name] or now
            try:
                Snapshot.at(days[name], days[name])
            except BadDate as error:
                self.wrong[name] = f"{error.what[:1].upper()}{error.what[1:]}. {error.hint}".strip()
                days[name] = now
        self.snapshot = Snapshot.at(days["valid_at"], days["known_at"])

    def fields(self) -> list[dict[str, str]]:
        """Give the fields of the form, each with what is wrong in it."""
        shown = {"valid_at": str(self.snapshot.valid_at), "known_at": str(self.snapshot.known_at)}
        return [
            {
                "name": name,
                "label": label,
                "value": self.asked[name] if name in self.wrong else shown[name],
                "wrong": self.wrong.get(name, ""),
            }
            for name, label in _CLOCKS
        ]


class ThingPages:
    """The pages of everything that has an IRI.

    Parameters
    ----------
    pages
        The frame.
    graphs
        The named graphs.
    """

    def __init__(self, pages: Pages, graphs: dict[str, int]) -> None:
        self._pages = pages
        self._graphs = graphs
        self.things = pages.things

    def answer(self, request: Request, iri: Iri, about: Callable[[Iri], list[Triple]]) -> Response | None:
        """Answer with the page of a thing, or with nothing where the graph says nothing of it.

        Parameters
        ----------
        request
            What is asked.
        iri
            The thing.
        about
            Gives the triples about it.

        Raises
        ------
        Problem
            400 for a date that is none, where JSON is asked for.
        """
        knowledge = self._pages.graph.knowledge
        clocks = Clocks(request)
        if clocks.wrong and self._pages.wants_json(request):
            name, wrong = next(iter(clocks.wrong.items()))
            raise Problem(400, wrong.rstrip("."), where=name)
        entity = knowledge.entities.get(iri)
        data: dict[str, Any]
        if iri in knowledge.claims:
            template, data = "claim.html.j2", claim_page(self.things, iri, clocks.snapshot)
            title = claim_title(knowledge, knowledge.claims[iri], self._pages.lang)
        elif iri in knowledge.sources:
            template, data = "source.html.j2", source_page(self.things, iri, clocks.snapshot)
            title = knowledge.sources[iri].title.value
        elif entity is not None and knowledge.ontology.is_a(entity.types, xg("Territory")):
            template, data = "territory.html.j2", territory_page(self.things, iri, clocks.snapshot)
            title = entity.label(self._pages.lang)
        else:
            triples = about(iri)
            if not triples:
                return None
            template, data = "thing.html.j2", self._generic(iri, triples, clocks.snapshot)
            title = data["label"]["label"]
        # A title is one line of text, whatever a label holds.
        title = " ".join(title.split())
        data = {**data, "iri": iri, "clocks": clocks.fields()}
        status = 400 if clocks.wrong else 200
        return self._pages.answer(request, template, data, title=title, script="things.js", status=status, rdf=True)

    def _generic(self, iri: Iri, triples: list[Triple], now: Snapshot) -> dict[str, Any]:
        things, knowledge = self.things, self._pages.graph.knowledge
        listed = iri in self._graphs or iri == f"{BASE}ontology"
        naming = () if listed else things.naming.get(iri, ()) or things.saying.get(iri, ())
        if iri == f"{BASE}ontology":
            return {
                **self._frame(iri),
                "kind": "Ontology",
                "sections": [],
                "terms": self._terms(),
                "rows": [],
                "claims": 0,
            }
        if listed:
            subjects = sorted({triple.subject for triple in triples})
            links = [self._link(one) for one in subjects]
            sections = [_section(f"Described in it ({len(subjects):,})", [("", links)])]
        else:
            claims = set(naming)
            own = [triple for triple in triples if triple.subject == iri]
            # Claims that name it have a table of their own.
            others = [triple for triple in triples if triple.object == iri and triple.subject not in claims]
            sections = [_section("What is said of it", self._rows(own, subject=False))]
            sections.append(_section("Where else it is named", self._rows(others, subject=True)))
        kind = kind_of(knowledge, iri)
        short = curie(iri).partition(":")[0]
        return {
            **self._frame(iri),
            "kind": KIND_LABELS[kind] if kind != "thing" else short.capitalize(),
            "sections": [section for section in sections if section["rows"]],
            "terms": [],
            "claims": len(naming),
            "rows": things.rows(naming, now)[:MOST_ROWS],
        }

    def _frame(self, iri: Iri) -> dict[str, Any]:
        named = {"id": "ontology", "label": "The ontology", "lang": "en", "path": "/ontology", "kind": "thing"}
        label = named if iri == f"{BASE}ontology" else self.things.ref(iri)
        return {"id": curie(iri), "label": label, "labels": self.things.labels(iri)}

    def _terms(self) -> list[dict[str, Any]]:
        """Give what the ontology declares, by kind, each with its label and comment, so that links to it land."""
        knowledge = self._pages.graph.knowledge
        found: dict[str, list[dict[str, Any]]] = {"Relations": [], "Roles": [], "Classes": [], "Other terms": []}
        classes = {xg("Relation"): "Relations", xg("Role"): "Roles"}
        for name in sorted(name for name in knowledge.entities if name.startswith(XG)):
            entity = knowledge.entities[name]
            kind = next((title for one, title in classes.items() if one in entity.types), "")
            kind = kind or ("Classes" if any(one.endswith("#Class") for one in entity.types) else "Other terms")
            comments = [value for value in entity.properties.get(RDFS_COMMENT, ()) if not isinstance(value, str)]
            relation = knowledge.ontology.relations.get(name)
            ends = [self.things.ref(end) for end in (relation.domain, relation.range)] if relation else []
            roles = (
                sorted((self.things.ref(role) for role in relation.roles), key=lambda one: one["id"])
                if relation
                else []
            )
            comment = knowledge.label(comments[0]) if comments else ""
            found[kind].append(
                {**self.things.ref(name), "anchor": name[len(XG) :], "comment": comment, "ends": ends, "roles": roles}
            )
        return [{"title": title, "terms": terms} for title, terms in found.items() if terms]

    def _rows(self, triples: list[Triple], *, subject: bool) -> list[tuple[str, list[dict[str, str]]]]:
        rows: dict[str, list[dict[str, str]]] = {}
        for triple in triples:
            said = (
                "is a"
                if triple.predicate == RDF_TYPE
                else term_label(self._pages.graph.knowledge, triple.predicate, self._pages.lang)
            )
            rows.setdefault(said, []).append(self._link(triple.subject if subject else triple.object))
        return sorted(rows.items())

    def _link(self, term: Term) -> dict[str, str]:
        if isinstance(term, Literal):
            return {"id": "", "label": term.value, "lang": term.lang or "", "path": "", "kind": "text"}
        ref = self.things.ref(term)
        outside = term if not path_of(term) and term.startswith(("http://", "https://")) else ""
        return {**ref, "path": ref["path"] or outside}


def _section(title: str, rows: list[tuple[str, list[dict[str, str]]]]) -> dict[str, Any]:
    return {
        "title": title,
        "rows": [
            {"said": said, "links": links[:MOST_ROWS], "more": max(0, len(links) - MOST_ROWS)}
            for said, links in rows
            if links
        ],
    }
