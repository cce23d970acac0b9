"""A claim in brief, as plain data: its sentence, dates, source and voices, how it stands, and what contradicts it.

What lists and panels of the web application show of a claim, and what their JSON twins say. Everything is as known on
one pair of days (`exitgraph.claims.inforce.Snapshot`): grades given later are not shown, and neither are
contradictions that were not published then.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import quote

from exitgraph.claims.grades import Grades
from exitgraph.claims.inforce import InForce, Standing, in_force, is_known
from exitgraph.claims.interval import stamp
from exitgraph.view.cards import claim_title, make_card, source_block, term_label
from exitgraph.vocabulary import BASE, XG, curie

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from exitgraph.claims.conflict import Contradiction
    from exitgraph.claims.inforce import Snapshot
    from exitgraph.claims.knowledge import Knowledge
    from exitgraph.claims.model import Claim
    from exitgraph.claims.values import Iri
    from exitgraph.view.cards import Card, SourceBlock

#: How a claim stands, as the pages name it.
STANDINGS: Final = {Standing.CERTAIN: "certain", Standing.POSSIBLE: "possible", Standing.NOT_IN_FORCE: "not-in-force"}


def href(name: Iri) -> str:
    """Give the address of a thing's page on this server; empty for what has none."""
    if name.startswith(XG):
        return f"/ontology#{quote(name[len(XG) :], safe='')}"
    return f"/{quote(name[len(BASE) :], safe='/')}" if name.startswith(BASE) else ""


@dataclass(frozen=True)
class Briefs:
    """Makes briefs of claims.

    Parameters
    ----------
    knowledge
        Public-tier knowledge.
    rivals
        For each contested claim what contradicts it, deprecated claims included.
    now
        The two clocks.
    lang
        Language of labels.
    timeless
        Whether contradictions are told on whatever day they held, so long as they were published.
    """

    knowledge: Knowledge
    rivals: Mapping[Iri, tuple[Contradiction, ...]]
    now: Snapshot
    lang: str = "en"
    timeless: bool = False

    @cached_property
    def _grades(self) -> Grades:
        return Grades(self.knowledge, self.now)

    @cached_property
    def _sources(self) -> dict[Iri, SourceBlock]:
        return {}

    @cached_property
    def _standings(self) -> dict[Iri, InForce]:
        return {}

    def standing(self, claim: Claim) -> InForce:
        """Say how a claim stands on the two days."""
        if claim.iri not in self._standings:
            self._standings[claim.iri] = in_force(self.knowledge, claim, self.now)
        return self._standings[claim.iri]

    def against(self, claim: Claim) -> list[Contradiction]:
        """Give the contradictions of a claim by claims that stand on the two days themselves."""
        stands = self._is_known if self.timeless else self._stands
        return [rival for rival in self.rivals.get(claim.iri, ()) if stands(self.knowledge.claims[rival.claim])]

    def _stands(self, claim: Claim) -> bool:
        return self.standing(claim).standing is not Standing.NOT_IN_FORCE

    def _is_known(self, claim: Claim) -> bool:
        return is_known(self.knowledge, claim, self.now)

    def all_of(self, claims: Iterable[Claim]) -> dict[str, dict[str, Any]]:
        """Give the briefs of claims by their short form."""
        return {curie(claim.iri): self.of(claim) for claim in claims}

    def of(self, claim: Claim) -> dict[str, Any]:
        """Give the brief of a claim, as plain data."""
        block = self._source(claim)
        card = make_card(self.knowledge, claim, lang=self.lang, arrow="", kept=frozenset(), rivals=(), source=block)
        standing = self.standing(claim)
        target = claim.object if isinstance(claim.object, str) else ""
        return {
            "id": card.id,
            "href": href(claim.iri),
            "title": card.title,
            "positive": card.positive,
            "subject": {"label": card.subject_label, "href": href(claim.subject)},
            "relation": {"id": card.relation, "label": card.verb},
            "object": {"label": card.object_label, "href": href(target)},
            "roles": [{"label": row.label, "value": row.value} for row in card.roles],
            "dates": [{"label": row.label, "value": row.value} for row in card.dates],
            "gist": card.gist,
            "gist_lang": card.gist_lang,
            "source": {
                "id": block.id,
                "href": href(claim.source),
                "title": block.title,
                "lang": block.lang,
                "publisher": block.publisher,
                "published": block.published,
            },
            "voices": _voices(card),
            "hearsay": card.hearsay,
            "grade": self._grades.graded(claim.iri),
            "standing": STANDINGS[standing.standing],
            "why": standing.why,
            "superseded": self._superseded(claim),
            "contradicted_by": [
                {
                    "id": curie(rival.claim),
                    "href": href(rival.claim),
                    "title": claim_title(self.knowledge, self.knowledge.claims[rival.claim], self.lang),
                    "kind": rival.kind,
                }
                for rival in self.against(claim)
            ],
        }

    def _superseded(self, claim: Claim) -> str:
        review = self.knowledge.deprecation(claim.iri, self.now.published_by)
        return stamp(review.since)[:10] if review else ""

    def _source(self, claim: Claim) -> SourceBlock:
        if claim.source not in self._sources:
            source = self.knowledge.sources[claim.source]
            self._sources[claim.source] = source_block(self.knowledge, source, self.lang)
        return self._sources[claim.source]

    def label(self, name: Iri) -> str:
        """Give the label of a thing."""
        return term_label(self.knowledge, name, self.lang)


def _voices(card: Card) -> list[str]:
    """Say who speaks in each passage, and through whom; each voice once."""
    told = []
    for passage in card.passages:
        who = passage.speaker or "no speaker named"
        through = f", relayed by {passage.relayed_by}" if passage.relayed_by else ""
        told.append(f"{who}{through} ({passage.speech_act})")
    return list(dict.fromkeys(told))
