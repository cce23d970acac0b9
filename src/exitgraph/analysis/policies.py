"""Policies of States as the labels of legs: what carries a leg, and what would have to change for one that is blocked.

One policy may carry or block many legs. It is named by the State, by what it does, and by the travel document where
there is one, so that several claims of one policy are one label.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from exitgraph.claims.groups import GroupFields, covers, fields_of
from exitgraph.routes.effects import LEGS
from exitgraph.routes.rules import Met, Rules
from exitgraph.vocabulary import local_name, xg

if TYPE_CHECKING:
    from collections.abc import Iterator

    from exitgraph.claims.knowledge import Knowledge
    from exitgraph.claims.values import Iri
    from exitgraph.routes.compile import Compiled
    from exitgraph.routes.profile import Profile
    from exitgraph.routes.rule import Rule

_BY_CONCEPT = frozenset({xg("statesPolicy"), xg("setsProcedure")})


class Policy(NamedTuple):
    """What a State does that legs rest on: let in on a document, give one, hear an application, protect.

    ``own_paper`` tells that the State lets in on its own paper, which no claim has to say.
    """

    state: Iri
    action: str
    document: Iri | None = None
    own_paper: bool = False

    @classmethod
    def of(cls, rule: Rule) -> Policy:
        """Give the policy that a rule is part of."""
        document = rule.document if rule.action in ("enter", "obtain") else None
        return cls(rule.to, rule.action, document, rule.own_paper)

    @property
    def name(self) -> str:
        """The name by which a scenario may name it, such as ``KZ:enter:internal-passport``."""
        document = f":{local_name(self.document)}" if self.document else ""
        return f"{local_name(self.state)}:{self.action}{document}{':own-paper' if self.own_paper else ''}"

    def text(self, knowledge: Knowledge, lang: str = "en") -> str:
        """Say in words what the State does."""
        state = knowledge.label(self.state, lang)
        document = knowledge.label(self.document, lang) if self.document else ""
        if self.action == "enter":
            if not document:
                return f"{state} lets in (on which document is not stated)"
            return f"{state} lets in on {'its own ' if self.own_paper else 'the '}{document}"
        says = {"obtain": f"issues the {document}", "apply": "hears an application", "protected": "grants protection"}
        return f"{state} {says[self.action]}"


class Change(NamedTuple):
    """A change of one policy.

    ``kind`` is ``lift`` (the State no longer does what stands against the profile: ``what`` is the relation or the
    policy), ``waive`` (it no longer asks for the document ``what``), ``give`` (it gives its document to those too who
    hold ``what``), or ``extend`` (it does for the profile's personal status what it does for another one: ``what`` is
    the action, ``document`` that of the action).
    """

    kind: str
    state: Iri
    what: str
    document: Iri | None = None

    @property
    def name(self) -> str:
        """A short name, such as ``lift:KZ:barsExit``."""
        document = f":{local_name(self.document)}" if self.document else ""
        return f"{self.kind}:{local_name(self.state)}:{local_name(self.what)}{document}"

    def text(self, knowledge: Knowledge, lang: str = "en") -> str:
        """Say in words what would change."""
        state, label = knowledge.label(self.state, lang), knowledge.label
        document = label(self.document, lang) if self.document else ""
        if self.kind == "waive":
            return f"{state} would let in without the {label(self.what, lang)} that it asks for"
        if self.kind == "give":
            return f"{state} would issue its {document} also to those who hold the {label(self.what, lang)}"
        if self.kind == "extend":
            says = {
                "enter": f"the entry on the {document} that it grants",
                "obtain": f"the {document} that it issues",
                "apply": "the application that it hears",
                "protected": "the protection that it grants",
            }
            return f"{state} would extend {says[self.what]} to this personal status"
        return f"{state} would no longer say or do of this group: {_quoted(label(self.what, lang))}"


def lifted(knowledge: Knowledge, claim: Iri) -> Change | None:
    """Give the change by which what a claim tells would no longer stand against somebody; none if no State does it."""
    told = knowledge.claims[claim]
    entity = knowledge.entities.get(told.subject)
    if entity is None or not {xg("Territory"), xg("Region")} & set(entity.types):
        return None
    what = told.object if told.relation in _BY_CONCEPT and isinstance(told.object, str) else told.relation
    return Change("lift", told.subject, what)


class Widened(Rules):
    """The rules of a profile, and beside them those of people of the same nationality but another personal status.

    What stands against the profile is its own.

    Attributes
    ----------
    extended
        The claims whose rules are the profile's only if the State extends them to it.
    """

    def __init__(self, compiled: Compiled, profile: Profile) -> None:
        super().__init__(compiled, profile)
        self._widening = False
        self._wide: dict[Iri, bool | None] = {}
        self.extended: set[Iri] = set()

    def _met(self, leg: str) -> Iterator[Met]:
        if leg not in LEGS:
            yield from super()._met(leg)
            return
        self._widening = True
        found = list(super()._met(leg))
        self._widening = False
        for met in found:
            if any(super(Widened, self)._covers(party) is not True for party in met.template.parties):
                self.extended.add(met.template.claims[0])
        yield from found

    def _covers(self, party: Iri) -> bool | None:
        own = super()._covers(party)
        if not self._widening or own is True:
            return own
        if party not in self._wide:
            fields = self._profile.fields
            statuses = fields_of(self._knowledge, party).statuses or fields.statuses
            self._wide[party] = covers(self._knowledge, party, GroupFields(fields.nationalities, statuses))
        return True if self._wide[party] else own


def _quoted(label: str) -> str:
    return f'"{label}"'
