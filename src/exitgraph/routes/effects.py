"""What each relation does in a journey: lists that a lawyer can check, and the only place that says it.

`docs/journeys.md` is printed from here. How the effects are put together is decided in
`docs/decisions/0007-journeys.md` and `docs/decisions/0017-journeys-second-engine.md`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from exitgraph.vocabulary import iri

if TYPE_CHECKING:
    from exitgraph.claims.values import Iri

#: From the firmest basis to the weakest (J2).
BASES = ("rule", "practice", "precedent", "statement")

#: From the gravest exposure to the least; the name is a return mode, ``abduction``, or ``designation``.
EXPOSURES = (
    "abduction",
    "extradition",
    "hand-over",
    "administrative-deportation",
    "removal",
    "sent-back-unspecified",
    "pushback",
    "border-refusal",
    "dublin-transfer",
    "designation",
)

LEGS = ("enter", "obtain", "apply", "protected")


def _concepts(*names: str) -> frozenset[Iri]:
    return frozenset(iri(f"concept:{name}") for name in names)


APPLY_PROCEDURES = _concepts("case-by-case", "in-country-only", "asylum-at-airports-and-harbours-only")
APPLY_POLICIES = _concepts("offers-asylum", "examines-in-country-claims")
#: Policies that stand against somebody; any other policy that opens nothing is against nobody.
AGAINST_POLICIES = _concepts(
    "claim-in-first-safe-country",
    "evasion-is-not-opposition",
    "extradites-wanted",
    "fear-of-service-not-enough",
    "no-procedure-available",
    "no-route-from-abroad",
    "refuses-asylum-to-evaders",
    "refuses-entry-to-evaders",
    "refuses-humanitarian-visas",
    "refuses-visas-to-evaders",
)
#: Policies of a State that is passed that expose whoever they are about.
EXPOSING_POLICIES = _concepts("extradites-wanted")
LIMB_PROCEDURES = _concepts("inadmissibility-safe-third-state")
#: Safe-country concepts, and a scope, that speak of the nationals of the territory that is named, and of nobody else.
OWN_NATIONALS = _concepts("safe-country-of-origin", "accelerated-list", "only-own-nationals")
#: States of a procedure in which what a claim tells has no effect (yet, or any more).
NOT_IN_EFFECT = _concepts("draft-laid", "not-in-effect", "proposed", "set-aside")


class Effect(NamedTuple):
    """What a claim of one relation does.

    ``leg`` is one of `LEGS`, or names what is no leg; ``acting`` the end that is the territory that acts; ``place`` the
    roles that say where one has to be, the first that is stated counting; ``objects`` the objects that have the effect
    (any, if empty); ``positive`` the polarity; ``says`` the same for people.
    """

    relation: str
    leg: str
    says: str
    acting: str = "subject"
    place: tuple[str, ...] = ()
    objects: frozenset[Iri] = frozenset()
    positive: bool = True


EFFECTS = (
    Effect(
        "admits", "enter", "lets one enter with the document, or a narrower one, and stay as it says", place=("from",)
    ),
    Effect("issuesTravelDocument", "obtain", "lets one obtain the document where it is issued", place=("at",)),
    Effect("appliedForAsylumIn", "apply", "is a precedent of an application there", acting="object"),
    Effect("permitsApplication", "apply", "lets one apply, at the place that is named", place=("at", "from")),
    Effect("statesPolicy", "apply", "lets one apply, if the policy is one of these", objects=APPLY_POLICIES),
    Effect(
        "setsProcedure", "apply", "lets one apply, if it is one of these ways to be heard", objects=APPLY_PROCEDURES
    ),
    Effect("grantsProtection", "protected", "protects there"),
    Effect("bars", "bar", "contests entering there, for the document, mode and place of departure that it names"),
    Effect("admits", "bar", "if denied: contests entering there in the same way", positive=False),
    Effect("issuesTravelDocument", "denial", "if denied: contests obtaining that document", positive=False),
    Effect("barsExit", "exit ban", "contests leaving, with the document, by the mode and to the place that it names"),
    Effect("closesBorder", "closure", "contests going between the two territories by land, or by the mode named"),
    Effect("refusesProtection", "refusal", "contests applying and protection there"),
    Effect("suspendsProtection", "refusal", "contests applying and protection there"),
    Effect("statesPolicy", "against", "is named in why-not, if the policy is one of these", objects=AGAINST_POLICIES),
    Effect(
        "crossed",
        "journey",
        "documents a way by land, so that a leg needs no shared border; possibly only if it names no way, not at all "
        "if it was made without authorisation or under another condition",
    ),
    Effect("returned", "exposure", "exposes whoever passes the territories that it names"),
    Effect("abducted", "exposure", "exposes whoever passes the territories that it names"),
    Effect(
        "statesPolicy",
        "exposure",
        "exposes whoever passes there, if the policy is one of these",
        objects=EXPOSING_POLICIES,
    ),
    Effect(
        "deemsSafe",
        "designation",
        "exposes whoever passes there, if the State of the goal says so; where it speaks of the nationals of the "
        "territory that is named (`safe-country-of-origin`, `accelerated-list`), only these",
    ),
    Effect("limitsStay", "stay", "is the stay that a limbo is shown with"),
    Effect(
        "setsProcedure",
        "limb",
        "is a limb of the concept of a third State as safe, by its condition",
        objects=LIMB_PROCEDURES,
    ),
    Effect(
        "setsProcedure",
        "limb denial",
        "if denied: says that the territory is not bound by it",
        objects=LIMB_PROCEDURES,
        positive=False,
    ),
    Effect("hasAgreementWith", "agreement", "is what the limb of agreements rests on"),
)

#: "Shall" and "as a rule" say that it is done; "may", "rarely" and "expected" do not.
FIRM = _concepts("shall", "as-a-rule")
#: Contradictions that leave a rule usable are about an "only", a seat or a number (J4); these are not.
BLOCKING = frozenset({"polarity", "opposed", "curated"})

#: Whom an exception covers, by personal status (narrower ones included). An exception that is a personal status covers
#: that one; of any other that is not listed here it cannot be told whom it covers (J3).
EXCEPTED: dict[Iri, frozenset[Iri]] = {
    iri("concept:deserters-excepted"): _concepts("deserter"),
    iri("concept:reservists-excepted"): _concepts("reservist", "reservist-evader"),
    iri("concept:professional-soldiers"): _concepts("contract-serviceman", "contract-refuser"),
    iri("concept:diplomats"): frozenset(),
}


class OwnPaper(NamedTuple):
    """A paper on which its issuer lets people in: the passport that it wants beside it, and the region it opens."""

    beside: Iri | None = None
    region: Iri | None = None


_PASSPORT = iri("document:international-passport")
#: The declared rule of J6, paper by paper; narrower papers have their own line.
OWN_PAPERS: dict[Iri, OwnPaper] = {
    iri("document:laissez-passer"): OwnPaper(),
    iri("document:refugee-travel-document"): OwnPaper(),
    iri("document:visa"): OwnPaper(_PASSPORT),
    iri("document:humanitarian-visa"): OwnPaper(_PASSPORT),
    iri("document:multiple-entry-visa"): OwnPaper(_PASSPORT),
    iri("document:schengen-visa"): OwnPaper(_PASSPORT, iri("region:schengen")),
    iri("document:residence-permit"): OwnPaper(_PASSPORT),
    iri("document:permanent-residence-permit"): OwnPaper(_PASSPORT),
    iri("document:temporary-residence-permit"): OwnPaper(_PASSPORT),
}
#: Papers on which a State lets its own nationals in; nobody is led into the State of origin by it.
NATIONAL_PAPERS = frozenset(
    iri(f"document:{name}")
    for name in ("internal-passport", "international-passport", "biometric-passport", "non-biometric-passport")
)
#: Papers that show a residence, so that the limb of a connection may be invoked.
RESIDENCE_PAPERS = frozenset(
    iri(f"document:{name}")
    for name in (
        "residence-permit",
        "permanent-residence-permit",
        "temporary-residence-permit",
        "asylum-seeker-certificate",
        "refugee-travel-document",
    )
)
