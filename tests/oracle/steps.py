"""The steps that claims allow one profile, and what stands against them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, NamedTuple

from exitgraph.vocabulary import iri, local_name
from oracle.said import NOTHING, Names, Strength, role

if TYPE_CHECKING:
    from collections.abc import Iterator

    from exitgraph.claims import Claim
    from oracle.said import Paper, Said, Spread

LAND, ANY_MODE = iri("concept:land"), iri("concept:any-mode")
PASSPORT = iri("document:international-passport")
SCHENGEN, SCHENGEN_VISA = iri("region:schengen"), iri("document:schengen-visa")
#: The papers that open the State which gave them, and what is wanted beside them.
OWN_PAPERS = {
    iri("document:laissez-passer"): None,
    iri("document:refugee-travel-document"): None,
    iri("document:visa"): PASSPORT,
    iri("document:residence-permit"): PASSPORT,
}
PASSPORTS = (PASSPORT, iri("document:internal-passport"))
#: The policies and procedures that open an application.
OPENING = {
    "statesPolicy": (iri("concept:offers-asylum"), iri("concept:examines-in-country-claims")),
    "setsProcedure": (iri("concept:in-country-only"),),
}


@dataclass(frozen=True)
class Step:
    """One way to make one leg, with everything that has to hold.

    ``to`` is the place entered, the issuer of a paper, or the State that is asked; ``at`` where it has to be made.
    """

    action: str
    to: str
    claims: Names
    strength: Strength
    at: str | None = None
    document: str | None = None
    issuer: str | None = None
    issuers: Names = NOTHING
    without: str | None = None
    mode: str | None = None
    firm: bool = True
    beside: str | None = None
    own_paper: bool = False


class Bar(NamedTuple):
    """A place that lets somebody not in: on which document, by which way, coming from where."""

    place: str
    document: str | None
    issuer: str | None
    mode: str | None
    coming: str | None


class Ban(NamedTuple):
    """A place that lets somebody not out, or with ``both`` a border that is closed."""

    place: str
    to: str | None
    document: str | None
    mode: str | None
    both: bool = False


class Against:
    """What stands against legs: bars and denials, exit bans and closed borders, papers withheld, protection refused."""

    def __init__(self, said: Said) -> None:
        self.said = said
        self.bars = [
            Bar(str(place), role(claim, "document"), role(claim, "documentIssuer"), role(claim, "mode"), coming)
            for claim, _ in (*said.live("bars"), *said.live("admits", positive=False))
            for (place, coming), _, _ in said.spread(claim.subject, role(claim, "from"))
        ]
        self.bans = [
            Ban(place, role(claim, "to"), role(claim, "document"), role(claim, "mode"))
            for claim, _ in said.live("barsExit")
            for place, _, _ in said.members(claim.subject)
        ]
        # A border that is closed in no way in particular is closed by land.
        self.bans += [
            Ban(claim.subject, place, None, role(claim, "mode") or LAND, both=True)
            for claim, _ in said.live("closesBorder")
            for place, _, _ in said.members(str(claim.object))
        ]
        self.withheld = self._places("issuesTravelDocument", positive=False)
        self.refusing = {place for place, _ in self._places("refusesProtection", "suspendsProtection")}

    def _places(self, *relations: str, positive: bool = True) -> set[tuple[str, object]]:
        found = {
            (place, claim.object)
            for claim, _ in self.said.live(*relations, positive=positive)
            for place, _, _ in self.said.members(claim.subject)
        }
        return found | {(claim.subject, claim.object) for claim, _ in self.said.live(*relations, positive=positive)}

    def barred(self, step: Step, coming: str | None = None) -> bool:
        """Whether a bar stands against an entry; with ``coming``, one that speaks of those who come from there.

        A bar that names whose document is meant leaves an entry that counts no document of that State.
        """
        document = step.document
        return any(
            bar.place == step.to
            and (bar.issuer is None or bar.issuer in step.issuers)
            and bar.coming == coming
            and (bar.document is None or (document is not None and self.said.within(document, bar.document)))
            and bar.mode in (None, step.mode)
            for bar in self.bars
        )

    def shut(self, here: str, there: str, document: str | None, way: str) -> bool:
        """Whether an exit ban or a closed border stands against leaving for there by that way (``land``, ``air``)."""
        return any(
            self._speaks(ban, here, there)
            and (ban.document is None or (document is not None and self.said.within(document, ban.document)))
            and ban.mode in (None, ANY_MODE, iri(f"concept:{way}"))
            for ban in self.bans
        )

    def _speaks(self, ban: Ban, here: str, there: str) -> bool:
        if ban.both:
            return {ban.place, ban.to} == {here, there}
        return ban.place == here and ban.to in (None, there)


class Steps:
    """Every step that claims allow, and those that a paper in hand allows."""

    def __init__(self, said: Said, against: Against) -> None:
        self.said, self.against = said, against
        every = (*self._entries(), *self._papers(), *self._applications(), *self._protections())
        self.every = sorted(every, key=repr)

    def _firm(self, claim: Claim, spread: Spread) -> bool:
        limited = role(claim, "condition") or role(claim, "scope")
        return spread.firm and not limited and not self.said.contested({claim.iri, *spread.claims})

    def _rests(self, claim: Claim, spread: Spread) -> tuple[Names, Strength]:
        names = spread.claims | {claim.iri}
        return names, self.said.strength(names)

    def _entries(self) -> Iterator[Step]:
        for claim, firm in self.said.live("admits"):
            document, mode, issuer = (role(claim, name) for name in ("document", "mode", "documentIssuer"))
            for spread in self.said.spread(claim.subject, role(claim, "from")):
                to, coming = str(spread.places[0]), spread.places[1]
                step = Step(
                    "enter",
                    to,
                    *self._rests(claim, spread),
                    at=coming,
                    document=document,
                    issuer=issuer,
                    issuers=frozenset({issuer}) if issuer else self.said.issuers(claim.object),
                    mode=mode,
                )
                free = bool(document) and not self.against.barred(step)
                yield replace(step, firm=firm and free and self._firm(claim, spread))

    def _papers(self) -> Iterator[Step]:
        for claim, firm in self.said.live("issuesTravelDocument"):
            stated = bool(role(claim, "at") and role(claim, "group"))
            # What opens a region and is given by a region is one paper, whoever gives it.
            whole = claim.object == SCHENGEN_VISA and self.said.is_region(claim.subject)
            for spread in self.said.spread(None if whole else claim.subject, role(claim, "at")):
                issuer = claim.subject if whole else str(spread.places[0])
                given = not any(
                    place == issuer and self.said.within(str(claim.object), str(kind))
                    for place, kind in self.against.withheld
                )
                yield Step(
                    "obtain",
                    issuer,
                    *self._rests(claim, spread),
                    at=spread.places[1],
                    document=str(claim.object),
                    issuer=issuer,
                    # Nobody is without a passport who has one of another nationality than the group's.
                    issuers=frozenset(self.said.asked.nationalities),
                    without=role(claim, "withoutDocument"),
                    firm=firm and stated and given and self._firm(claim, spread),
                )

    def _applications(self) -> Iterator[Step]:
        for claim, firm in self.said.live("appliedForAsylumIn", "permitsApplication", "statesPolicy", "setsProcedure"):
            relation, asked, made = local_name(claim.relation), claim.subject, None
            if relation in OPENING and claim.object not in OPENING[relation]:
                continue
            if role(claim, "exclusiveWithin"):
                continue
            if relation == "appliedForAsylumIn":
                asked = str(claim.object)
            elif relation == "permitsApplication":
                made = role(claim, "at") or role(claim, "from")
            for spread in self.said.spread(asked, made):
                to = str(spread.places[0])
                if to in self.said.asked.nationalities:
                    continue
                sure = firm and to not in self.against.refusing and self._firm(claim, spread)
                yield Step("apply", to, *self._rests(claim, spread), at=spread.places[1] or to, firm=sure)

    def _protections(self) -> Iterator[Step]:
        for claim, firm in self.said.live("grantsProtection"):
            for spread in self.said.spread(claim.subject):
                to = str(spread.places[0])
                if to in self.said.asked.nationalities:
                    continue
                sure = firm and to not in self.against.refusing and self._firm(claim, spread)
                yield Step("protected", to, *self._rests(claim, spread), at=to, firm=sure)

    # -- a State's own papers -------------------------------------------------------------------------

    def own_papers(self, papers: frozenset[Paper]) -> Iterator[Step]:
        """Give the entries that papers in hand allow by the declared rule; their claim of issue is not among them."""
        asked = self.said.asked
        for kind, issuer in sorted(papers):
            if self.said.is_region(issuer):
                for member, opening, sure in self.said.members(SCHENGEN):
                    yield from self._own(kind, issuer, member, opening, PASSPORT, firm=sure)
                continue
            wanted = [beside for name, beside in OWN_PAPERS.items() if self.said.within(kind, name)]
            own_passport = issuer in asked.nationalities and any(self.said.within(kind, name) for name in PASSPORTS)
            if wanted or own_passport:
                yield from self._own(kind, issuer, issuer, NOTHING, wanted[0] if wanted else None, firm=True)
            if not self.said.within(kind, SCHENGEN_VISA):
                continue
            members = self.said.members(SCHENGEN)
            for giver, giving, sure in members:
                for member, opening, surely in members if giver == issuer else ():
                    if member != issuer:
                        yield from self._own(kind, issuer, member, giving | opening, PASSPORT, firm=sure and surely)

    def _own(self, kind: str, issuer: str, to: str, names: Names, beside: str | None, *, firm: bool) -> Iterator[Step]:
        if to == self.said.asked.origin:
            return
        step = Step(
            "enter",
            to,
            names,
            self.said.strength(names),
            document=kind,
            issuer=issuer,
            issuers=frozenset({issuer}),
            mode=ANY_MODE,
            beside=beside,
            own_paper=True,
        )
        yield replace(step, firm=firm and not self.against.barred(step))
