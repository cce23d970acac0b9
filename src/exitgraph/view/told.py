"""Claims as plain data, each told once: what is said, who says so and when, its grade, and what contradicts it then."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from exitgraph.claims.grades import CREDIBILITY, RELIABILITY
from exitgraph.claims.inforce import Standing, in_force
from exitgraph.routes.explain import grade
from exitgraph.view.cards import make_card, source_block, term_label
from exitgraph.view.things import path_of
from exitgraph.vocabulary import SKOS, curie, local_name, xg

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from exitgraph.claims.conflict import Contradiction
    from exitgraph.claims.knowledge import Knowledge
    from exitgraph.claims.values import Iri
    from exitgraph.routes import World
    from exitgraph.routes.rule import Contest, Weight

Plain = dict[str, Any]


def place(knowledge: Knowledge, name: Iri, lang: str = "en") -> Plain:
    """Give code, label and address of the page of a territory."""
    return {"name": local_name(name), "label": term_label(knowledge, name, lang), "href": path_of(name)}


def definition(knowledge: Knowledge, concept: Iri) -> str:
    """Give what a concept means, in English; empty where the vocabulary does not say."""
    entity = knowledge.entities.get(concept)
    texts = entity.properties.get(f"{SKOS}definition", ()) if entity else ()
    return next((text.value for text in texts if not isinstance(text, str) and hasattr(text, "value")), "")


class Told:
    """The claims that an answer names, as known on its date.

    Parameters
    ----------
    knowledge
        The graph that was asked.
    contradictions
        For each contested claim those that contradict it.
    world
        Whose clocks and grades count.
    lang
        Language of labels.
    """

    def __init__(
        self, knowledge: Knowledge, contradictions: Mapping[Iri, tuple[Contradiction, ...]], world: World, lang: str
    ) -> None:
        self.knowledge, self.contradictions, self.world, self.lang = knowledge, contradictions, world, lang
        self.now = world.compiled.now
        #: By short form.
        self.claims: dict[str, Plain] = {}

    def label(self, name: Iri) -> str:
        """Give what a person reads for a name."""
        return term_label(self.knowledge, name, self.lang)

    def place(self, name: Iri) -> Plain:
        """Give code, label and address of a territory."""
        return place(self.knowledge, name, self.lang)

    def claim(self, name: Iri) -> str:
        """Tell a claim, once, and give its short form."""
        short = curie(name)
        if short not in self.claims:
            self.claims[short] = {}  # taken, should two contradict each other
            self.claims[short] = self._claim(name)
        return short

    def all(self, names: Iterable[Iri]) -> list[str]:
        """Tell several."""
        return [self.claim(name) for name in names]

    def _claim(self, name: Iri) -> Plain:
        knowledge, lang = self.knowledge, self.lang
        claim = knowledge.claims[name]
        source = source_block(knowledge, knowledge.sources[claim.source], lang)
        card = make_card(knowledge, claim, lang=lang, arrow="", kept=(), rivals=(), source=source)
        stands = in_force(knowledge, claim, self.now)
        return {
            "id": card.id,
            "href": path_of(name),
            "text": card.gist or card.title,
            "lang": card.gist_lang if card.gist else "",
            "denied": not card.positive,
            "dates": [[row.label, row.value] for row in card.dates],
            "publisher": source.publisher,
            "source": source.title,
            "source_lang": source.lang,
            "source_href": path_of(claim.source),
            "source_link": source.link,
            "published": source.published,
            "said": [
                {"speaker": one.speaker, "relayed_by": one.relayed_by, "act": one.speech_act, "hearsay": one.hearsay}
                for one in card.passages
            ],
            "grade": self.grade(self.world.compiled.weight((name,))),
            "why_not_certain": "" if stands.standing is Standing.CERTAIN else stands.why,
            "rivals": [
                {
                    "href": path_of(rival.claim),
                    "kind": rival.kind,
                    "text": self._text(rival.claim),
                    "publisher": self.label(knowledge.sources[knowledge.claims[rival.claim].source].publisher),
                }
                for rival in self.contradictions.get(name, ())
                # What was published later contradicts nothing yet.
                if in_force(knowledge, knowledge.claims[rival.claim], self.now).standing is not Standing.NOT_IN_FORCE
            ],
        }

    def _text(self, name: Iri) -> str:
        claim = self.knowledge.claims[name]
        if claim.gist:
            return claim.gist.value
        source = source_block(self.knowledge, self.knowledge.sources[claim.source], self.lang)
        return make_card(self.knowledge, claim, lang=self.lang, arrow="", kept=(), rivals=(), source=source).title

    @staticmethod
    def grade(weight: Weight) -> Plain | None:
        """Give the two grades with what they say; ``None`` where no claim was relied on."""
        given = grade(weight)
        if given is None:
            return None
        return {"grade": given, "reliability": RELIABILITY[given[0]], "credibility": CREDIBILITY[given[1]]}

    def sources(self) -> list[Plain]:
        """Give the sources of all claims told so far, by publisher."""
        found: dict[str, Plain] = {}
        for claim in self.claims.values():
            named = {name: claim[f"source_{name}"] for name in ("href", "lang", "link")}
            more = {"title": claim["source"], "publisher": claim["publisher"], "published": claim["published"]}
            found.setdefault(claim["source_href"], {**named, **more, "claims": 0})["claims"] += 1
        return sorted(found.values(), key=lambda one: (one["publisher"].casefold(), one["published"], one["href"]))

    def contests(self, contests: Iterable[Contest]) -> list[Plain]:
        """Tell claims that stand against a leg, each once with why it does; some do in more than one way."""
        reasons: dict[Iri, list[str]] = {}
        for one in sorted(set(contests)):
            reasons.setdefault(one.claim, []).append(self._why(one.why))
        return [{"claim": self.claim(name), "why": "; ".join(whys)} for name, whys in reasons.items()]

    def _why(self, why: str) -> str:
        """Give the label of a relation that is named as a reason; other reasons are words already."""
        return self.label(xg(why)) if xg(why) in self.knowledge.ontology.relations else why
