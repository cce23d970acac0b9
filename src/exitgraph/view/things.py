"""Claims as rows and things as links: the plain data that the pages of territories, claims and sources are made of."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any

from exitgraph.claims.grades import Grades
from exitgraph.claims.inforce import in_force, is_known, is_occurrence, is_published
from exitgraph.claims.interval import show
from exitgraph.claims.values import Text
from exitgraph.view.cards import HEARSAY, term_label, value_label
from exitgraph.view.explain import of_person, overdue
from exitgraph.view.style import kind_of, looks, rank
from exitgraph.vocabulary import BASE, XG, curie, local_name, xg

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from exitgraph.claims import Claim
    from exitgraph.claims.conflict import Contradiction
    from exitgraph.claims.inforce import Snapshot
    from exitgraph.claims.knowledge import Knowledge
    from exitgraph.claims.values import Iri, Value


def path_of(name: Iri) -> str:
    """Give the path of an IRI of ours below its base (``/territory/KZ``), or nothing for another's."""
    if name.startswith(XG):
        return f"/ontology#{name[len(XG) :]}"
    return f"/{name[len(BASE) :]}" if name.startswith(BASE) else ""


class Things:
    """A graph as its pages tell it.

    Parameters
    ----------
    knowledge
        The graph.
    contradictions
        For each contested claim those that contradict it.
    lang
        Language of labels.
    """

    def __init__(
        self, knowledge: Knowledge, contradictions: Mapping[str, tuple[Contradiction, ...]], lang: str = "en"
    ) -> None:
        self.knowledge = knowledge
        self.contradictions = contradictions
        self.lang = lang
        self._looks = looks(knowledge.ontology.relations)

    @cached_property
    def naming(self) -> Mapping[Iri, tuple[Iri, ...]]:
        """The claims that name a thing, at either end or in a role, as event, speaker or relay, in order of IRI."""
        found: dict[Iri, list[Iri]] = {}
        for name in sorted(self.knowledge.claims):
            for thing in set(_named(self.knowledge.claims[name])):
                found.setdefault(thing, []).append(name)
        return {thing: tuple(claims) for thing, claims in found.items()}

    @cached_property
    def saying(self) -> Mapping[Iri, tuple[Iri, ...]]:
        """The claims of each proposition, in order of IRI."""
        found: dict[Iri, list[Iri]] = {}
        for name in sorted(self.knowledge.claims):
            found.setdefault(self.knowledge.claims[name].proposition.iri, []).append(name)
        return {proposition: tuple(claims) for proposition, claims in found.items()}

    def ref(self, name: Iri) -> dict[str, str]:
        """Give a thing as a link: its short form, label with its language, path and kind."""
        knowledge = self.knowledge
        source = knowledge.sources.get(name)
        if source is not None:
            label, lang, kind = source.title.value, source.title.lang, "source"
        elif name in knowledge.claims:
            claim = knowledge.claims[name]
            label, lang, kind = (
                (claim.gist.value, claim.gist.lang, "claim") if claim.gist else (curie(name), "", "claim")
            )
        else:
            entity = knowledge.entities.get(name)
            lang = next((one for one in (self.lang, "en") if entity and entity.labels.get(one)), "")
            label, kind = term_label(knowledge, name, self.lang), kind_of(knowledge, name)
        return {"id": curie(name), "label": label, "lang": lang, "path": path_of(name), "kind": kind}

    def value(self, value: Value) -> dict[str, str]:
        """Give a thing as a link, or a text or number as itself, with the language of a text."""
        if isinstance(value, str):
            return self.ref(value)
        lang = value.lang if isinstance(value, Text) else ""
        return {"id": "", "label": value_label(self.knowledge, value, self.lang), "lang": lang, "path": "", "kind": ""}

    def roles(self, claim: Claim) -> list[dict[str, Any]]:
        """Give the roles of a claim: what each is called, and its value."""
        return [
            {"role": local_name(role), "label": term_label(self.knowledge, role, self.lang), "value": self.value(value)}
            for role, value in claim.proposition.roles
        ]

    def dates(self, claim: Claim) -> list[dict[str, str]]:
        """Give the dates that a claim states, to the month where it is of a private person."""
        finest = "month" if of_person(self.knowledge, claim) else "day"
        relation = self.knowledge.ontology.relations.get(claim.relation)
        begins = "happened" if relation and is_occurrence(claim, relation) else "from"
        told = ((begins, claim.start), ("until", claim.end), ("reported", claim.held))
        return [{"what": what, "date": show(when, finest=finest)} for what, when in told if when]

    def row(self, claim: Claim, now: Snapshot, grades: Grades | None = None) -> dict[str, Any]:
        """Give a claim as a row of a table: what it says, dates, standing, grade, source, and how many contest it.

        Parameters
        ----------
        claim
            The claim.
        now
            The two clocks.
        grades
            The grades at these clocks, for who asks for many rows.
        """
        knowledge = self.knowledge
        grades = grades or Grades(knowledge, now)
        source = knowledge.sources[claim.source]
        found = in_force(knowledge, claim, now)
        look = self._looks.get(claim.relation)
        return {
            "claim": curie(claim.iri),
            "path": path_of(claim.iri),
            "subject": self.ref(claim.subject),
            "relation": self.ref(claim.relation),
            "family": look.family if look else "other",
            "object": self.value(claim.object),
            "positive": claim.proposition.positive,
            "roles": self.roles(claim),
            "gist": {"text": claim.gist.value, "lang": claim.gist.lang} if claim.gist else None,
            "dates": self.dates(claim),
            "standing": found.standing.name.lower().replace("_", " "),
            "standing_why": found.why,
            "stale": found.stale,
            "stale_why": overdue(knowledge, claim) if found.stale else "",
            "grade": grades.graded(claim.iri),
            "graded": grades.reliability_review(claim.source) is not None
            or grades.credibility_review(claim.iri) is not None,
            "rank": grades.rank(claim.iri),
            "in_effect": knowledge.in_effect(claim),
            "hearsay": any(item.speech_act == HEARSAY for item in claim.evidence),
            "contested": len(self.rivals(claim.iri, now)),
            "source": self.ref(claim.source),
            "publisher": self.ref(source.publisher),
            "published": show(source.published),
        }

    def rivals(self, claim: Iri, now: Snapshot) -> dict[Iri, list[str]]:
        """Give the claims that contradict one, as known by the day, each with how: it may be in several ways."""
        found: dict[Iri, list[str]] = {}
        for rival in self.contradictions.get(claim, ()):
            if is_known(self.knowledge, self.knowledge.claims[rival.claim], now):
                found.setdefault(rival.claim, []).append(rival.kind)
        return found

    def published(self, claims: Iterable[Iri], now: Snapshot) -> list[Iri]:
        """Give those of some claims that may have been published by the day, in their order."""
        return [name for name in claims if is_published(self.knowledge, self.knowledge.claims[name], now)]

    def rows(self, claims: Iterable[Iri], now: Snapshot) -> list[dict[str, Any]]:
        """Give claims as rows, ordered by relation as the legend has them, then by label, affirmed before denied."""
        grades = Grades(self.knowledge, now)
        chosen = [self.knowledge.claims[name] for name in claims]
        order = {
            claim.iri: (
                rank(claim.relation),
                value_label(self.knowledge, claim.subject, self.lang),
                value_label(self.knowledge, claim.object, self.lang),
                not claim.proposition.positive,
                claim.iri,
            )
            for claim in chosen
        }
        return [self.row(claim, now, grades) for claim in sorted(chosen, key=lambda claim: order[claim.iri])]

    def labels(self, name: Iri) -> list[dict[str, str]]:
        """Give the labels of an entity, one a language, with the language's code."""
        entity = self.knowledge.entities.get(name)
        return [{"lang": lang, "label": entity.labels[lang]} for lang in sorted(entity.labels)] if entity else []

    def links(self, name: Iri, relation: str) -> list[dict[str, str]]:
        """Give what an entity's property of ours leads to, such as ``administeredBy``, in order of label."""
        entity = self.knowledge.entities.get(name)
        values = entity.properties.get(xg(relation), ()) if entity else ()
        return sorted((self.ref(value) for value in values if isinstance(value, str)), key=lambda one: one["label"])


def _named(claim: Claim) -> Iterator[Iri]:
    for value in (claim.subject, claim.object, claim.event, *(value for _, value in claim.proposition.roles)):
        if isinstance(value, str):
            yield value
    for item in claim.evidence:
        yield from (one for one in (item.speaker, item.relayed_by) if one)
