"""The search over journey states, held against brute force on small invented worlds.

For a long run: ``pytest tests/test_routes_oracle.py --hypothesis-profile=long`` (a profile with more examples; the
number below is the least that is tried).
"""

from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from random import Random
from typing import Any, NamedTuple, cast

from hypothesis import HealthCheck, assume, event, given, settings
from hypothesis import strategies as st

import exitgraph
from exitgraph.claims import Claim, Entity, Evidence, Interval, Proposition, Source, Text, parse_date
from exitgraph.claims.inforce import Snapshot, Standing, in_force
from exitgraph.claims.knowledge import Knowledge
from exitgraph.routes import Answer, Profile, TravelDocument, ask
from exitgraph.routes.effects import BASES
from exitgraph.routes.search import Itinerary
from exitgraph.vocabulary import BASE, curie, iri, local_name, xg
from oracle import Asked, Found, Oracle

LIMIT = 400
SEARCHED = settings(
    max_examples=max(500, settings().max_examples),
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much],
)
FEWER = settings(SEARCHED, max_examples=max(150, settings().max_examples // 3))

# --- small invented worlds -----------------------------------------------------------------------------------------

PLACES = tuple(iri(f"territory:X{letter}") for letter in "ABCDEF")
HOME = PLACES[0]
PAPERS = tuple(
    iri(f"document:{name}")
    for name in (
        "internal-passport",
        "laissez-passer",
        "biometric-passport",
        "humanitarian-visa",
        "international-passport",
    )
)
SETS = (
    PAPERS[:2],
    PAPERS[:2],
    PAPERS[:3],
    (PAPERS[0], PAPERS[3], PAPERS[4]),
    (PAPERS[0], PAPERS[2], PAPERS[4]),
    PAPERS[2:4],
)
STATUSES = tuple(iri(f"concept:{name}") for name in ("deserter", "serviceman", "fugitive", "draft-evader"))
GROUPS = {
    iri("group:all"): (HOME, None),
    iri("group:deserters"): (HOME, STATUSES[0]),
    iri("group:soldiers"): (HOME, STATUSES[1]),
    iri("group:evaders"): (HOME, STATUSES[3]),
    iri("group:others"): (PLACES[1], None),
}
PERSONS = {iri("person:one"): iri("group:deserters"), iri("person:two"): iri("group:evaders")}
SOURCES = {iri("source:early"): "2022-03", iri("source:late"): "2024-05-10", iri("source:later"): "2024-06"}
DAY = "2024-06-15"
FIRM = ({"held": parse_date("2024-05")}, {"start": parse_date("2024-01")})
#: When a claim holds, seen from DAY: certainly, possibly, not.
DATES: tuple[dict[str, Interval], ...] = (
    *FIRM * 8,
    {},
    {"held": parse_date("2021-05")},
    {"start": Interval(None, parse_date("2024-12").latest)},
    {"start": parse_date("2024-01"), "end": parse_date("2024-06")},
    {"start": parse_date("2025")},
    {"start": parse_date("2023"), "end": parse_date("2023-12")},
)


class Question(NamedTuple):
    """A world and what is asked of it."""

    knowledge: Knowledge
    asked: Asked
    now: Snapshot
    possible: bool
    legs: int

    def __repr__(self) -> str:
        """Show what differs from world to world, and no more: the vocabularies are long."""
        asked = self.asked
        said = [
            f"{curie(claim.subject)} {local_name(claim.relation)} {curie(str(claim.object))}"
            f"{'' if claim.proposition.positive else ' NOT'} "
            f"{ {local_name(name): curie(str(value)) for name, value in claim.proposition.roles} } "
            f"{local_name(claim.source)} start={claim.start} end={claim.end} held={claim.held}"
            for claim in self.knowledge.claims.values()
        ]
        borders = sorted((local_name(one), local_name(two)) for one, two in self.knowledge.border_pairs)
        return "\n".join(
            [f"{asked} known at {self.now.known_at}, possible={self.possible}, legs={self.legs}", str(borders), *said]
        )

    @property
    def profile(self) -> Profile:
        asked = self.asked
        papers = frozenset(TravelDocument(*paper) for paper in asked.papers)
        return Profile(asked.origin, asked.nationality, asked.status, papers, asked.at)

    @property
    def oracle(self) -> Oracle:
        return Oracle(self.knowledge, self.asked, self.now, possible=self.possible)

    def ask(self, **options: Any) -> Answer:
        options = {"max_legs": self.legs, "possible": self.possible, **options}
        return ask(self.knowledge, self.profile, self.now, **options)


@cache
def reference() -> Knowledge:
    """Give the shipped ontology and vocabularies, without what the shipped sources say."""
    shipped = exitgraph.load().knowledge
    words = {
        name: item
        for name, item in shipped.entities.items()
        if name.startswith((BASE + "concept/", BASE + "document/"))
    }
    return replace(shipped, claims={}, sources={}, omissions={}, entities=words)


def entity(name: str, kind: str, **properties: tuple[Any, ...]) -> Entity:
    return Entity(
        name, (xg(kind),), {"en": name.rsplit("/", 1)[-1]}, (), {xg(key): properties[key] for key in properties}
    )


def sources() -> dict[str, Source]:
    published = {name: parse_date(when) for name, when in SOURCES.items()}
    return {
        name: Source(name, Text("A paper"), iri("organisation:paper"), iri("concept:press-report"), "en", when)
        for name, when in published.items()
    }


def build_claim(chance: Random, places: Sequence[str], papers: Sequence[str]) -> Claim:  # noqa: C901  # one a relation
    """Make any claim that a rule could come from: mostly in force, sometimes not, sometimes not certainly."""
    relation = chance.choice(
        ["admits"] * 14
        + ["issuesTravelDocument"] * 6
        + [
            "appliedForAsylumIn",
            "permitsApplication",
            "statesPolicy",
            "setsProcedure",
            "grantsProtection",
            "grantsProtection",
        ]
        + ["bars", "barsExit", "closesBorder", "crossed", "refusesProtection", "suspendsProtection"]
        + ["returned", "deemsSafe", "abducted"]
    )

    def rarely() -> bool:
        return chance.random() < 0.06

    def place() -> str:
        return chance.choice(places)

    def paper() -> str:
        return chance.choice(papers)

    def group() -> str:
        return chance.choice([*([iri("group:all"), iri("group:deserters")] * 5), *GROUPS])

    def or_none(value: str, share: float = 0.5) -> str | None:
        return value if chance.random() < share else None

    mode = or_none(iri(f"concept:{chance.choice(['land', 'air', 'any-mode'])}"), 0.6)
    roles: dict[str, Any] = {}
    subject, target = place(), group()
    if relation == "admits":
        roles = {"document": or_none(paper(), 0.95), "mode": mode, "from": or_none(place(), 0.3)}
        roles["documentIssuer"] = or_none(place(), 0.1)
    elif relation == "issuesTravelDocument":
        target = paper()
        roles = {"at": or_none(place(), 0.9), "group": or_none(group(), 0.95), "withoutDocument": or_none(paper(), 0.3)}
    elif relation in ("appliedForAsylumIn", "crossed"):
        subject, target = chance.choice([*PERSONS, *GROUPS]), place()
        roles = {"from": place(), "mode": mode} if relation == "crossed" else {}
    elif relation == "statesPolicy":
        target = iri(
            chance.choice(["concept:offers-asylum", "concept:offers-asylum", "concept:no-procedure-available"])
        )
        roles = {"group": group(), "exclusiveWithin": iri("region:europe") if rarely() else None}
    elif relation == "setsProcedure":
        target = iri(chance.choice(["concept:in-country-only", "concept:in-country-only", "concept:accelerated"]))
        roles = {"group": group()}
    elif relation in ("closesBorder", "deemsSafe"):
        target = place()
    elif relation == "bars":
        roles = {"document": or_none(paper()), "mode": mode}
    elif relation == "barsExit":
        roles = {"document": or_none(paper())}
    elif relation == "abducted" or (relation == "returned" and rarely()):
        roles = {"at": place()}
    if rarely() and relation in ("admits", "grantsProtection", "issuesTravelDocument"):
        roles["condition"] = iri("concept:case-by-case")
    if chance.random() < 0.15:
        roles["basis"] = iri(f"concept:{chance.choice(BASES)}")
    said = tuple((xg(name), value) for name, value in roles.items() if value is not None)
    proposition = Proposition(subject, xg(relation), target, said, positive=not rarely())
    source = iri("source:late") if chance.random() < 0.8 else chance.choice(list(SOURCES))
    return Claim(
        proposition,
        (Evidence(source, xg("Reporting"), locator="page 1"),),
        **cast("dict[str, Any]", chance.choice(DATES)),
    )


@st.composite
def questions(draw: st.DrawFn, *, possible: bool | None = None) -> Question:
    """Draw a world of 3 to 6 territories, 2 or 3 documents and up to 30 claims, and a question.

    Chance is seeded: worlds drawn choice by choice are too poor in itineraries. A failing one shrinks by its claims.
    """
    chance = Random(draw(st.integers(0, 2**40)))  # noqa: S311  # worlds, no secrets
    places = PLACES[: chance.choice([3, 4, 4, 5, 6])]
    papers = chance.choice(SETS)
    every = [build_claim(chance, places, papers) for _ in range(30)]
    # A spine, so that something can be reached from the origin in most worlds.
    for place in places[1:3]:
        said = ((xg("document"), papers[0]),)
        entry = Proposition(place, xg("admits"), iri("group:all"), said)
        when: dict[str, Any] = {"start": None, "end": None, "held": None, **chance.choice(DATES)}
        every.insert(0, replace(every[0], proposition=entry, **when))
    found = every[: draw(st.sampled_from(range(4, 31)))]
    entities = dict(reference().entities)
    for place in PLACES:
        beside = tuple(other for other in places if other != place and chance.random() < 0.3)
        entities[place] = entity(place, "Territory", bordersByLand=beside)
    for name, (nationality, status) in GROUPS.items():
        fields = {"nationality": (nationality,)} | ({"personalStatus": (status,)} if status else {})
        entities[name] = entity(name, "Group", **fields)
    for name, group in PERSONS.items():
        entities[name] = entity(name, "Person", memberOfGroup=(group,))
    world = replace(
        reference(),
        claims={claim.iri: claim for claim in found},
        sources=sources(),
        entities=entities,
        digest="sha256:0",
    )
    nationality = PLACES[1] if chance.random() < 0.05 else HOME
    issuers = [nationality] * 6 + list(places[1:])
    held = {(chance.choice(papers), chance.choice(issuers)) for _ in range(chance.choice([0, 1, 1]))}
    held |= {(papers[0], nationality)} if chance.random() < 0.8 else set()
    asked = Asked(
        HOME,
        nationality,
        chance.choice([STATUSES[0]] * 12 + [None, *STATUSES]),
        frozenset(held),
        PLACES[1] if chance.random() < 0.1 else HOME,
    )
    known = chance.choice([DAY] * 10 + ["2024-06-30", "2023"])
    uncertain = draw(st.booleans()) if possible is None else possible
    return Question(world, asked, Snapshot.at(DAY, known), uncertain, draw(st.sampled_from([1, 5, 4, 3, 2, 5, 4])))


# --- the tests -----------------------------------------------------------------------------------------------------


def key(item: Itinerary) -> tuple[Any, ...]:
    state, label = item.label.state, item.label
    return (item.territory, state.territory, state.transited, len(label.legs), label.basis, label.oldest)


def expected(item: Found) -> tuple[Any, ...]:
    way = item.way
    return (item.territory, way.territory, way.gone, way.legs, way.basis, way.oldest)


@SEARCHED
@given(questions(), st.sampled_from(["reach", "apply", "protection"]), st.data())
def test_search_gives_what_brute_force_leaves_undominated(question: Question, level: str, data: st.DataObject) -> None:
    """For any world the itineraries are those sequences of legs that no other dominates, with the right counts."""
    away = [place for place in PLACES if place not in (HOME, question.asked.at)]
    to = data.draw(st.sampled_from([[], *([place] for place in away), away[:2], away[1:3]]), "to")
    oracle = question.oracle
    layers = oracle.layers(question.legs, limit=LIMIT)
    legs = len(layers) - 1
    assume(legs > 0)
    found = question.ask(goal=level, to=to, max_legs=legs).itineraries
    wanted = oracle.goals(level, layers, to)
    event("itineraries: " + ("none" if not wanted else "one" if len(wanted) == 1 else "several"))
    assert {key(item) for item in found} == {expected(item) for item in wanted}
    assert len(found) == len(wanted)
    counts = {expected(item): item for item in wanted}
    for item in found:
        assert item.label.count == counts[key(item)].clean
        assert item.label.count <= counts[key(item)].every


@SEARCHED
@given(questions(), st.data())
def test_why_not_gives_the_smallest_sets_of_what_is_lacking(question: Question, data: st.DataObject) -> None:
    """For any world each rule into a destination is explained by its smallest unmet sets over all states in reach."""
    oracle = question.oracle
    layers = oracle.layers(question.legs, limit=LIMIT)
    territory = data.draw(st.sampled_from(PLACES), "territory")
    answer = question.ask(why_not_to=[territory], max_legs=len(layers) - 1)
    wanted = oracle.near(territory, [way for layer in layers for way in layer])
    texts = ("evidence", "contest")
    near = [item for explained in answer.why_not for item in explained.near]
    found = {
        (
            miss.rule.action,
            str(miss.rule.claim),
            frozenset((unmet.kind, "" if unmet.kind in texts else unmet.needed) for unmet in miss.unmet),
        )
        for miss in near
    }
    event(f"near misses: {min(len(wanted), 3)}")
    assert found == wanted
    sizes = [len(miss.unmet) for miss in near]
    assert sizes == sorted(sizes)
    assert all(unmet.claims for miss in near for unmet in miss.unmet)


@FEWER
@given(questions())
def test_a_search_that_no_limit_stopped_has_found_everything(question: Question) -> None:
    """Where an answer says that no limit stopped it, more legs change nothing in it."""
    oracle = question.oracle
    assume(len(oracle.layers(question.legs + 2, limit=LIMIT)) == question.legs + 3)
    for level in ("reach", "apply"):
        first = question.ask(goal=level)
        further = question.ask(goal=level, max_legs=question.legs + 2)
        event(f"stopped: {first.stopped}")
        if first.stopped is None:
            assert [item.label for item in further.itineraries] == [item.label for item in first.itineraries]
        else:
            assert first.stopped == "max-legs"
            assert {key(item) for item in first.itineraries} <= {key(item) for item in further.itineraries}


@FEWER
@given(questions(), st.sampled_from(["reach", "apply", "protection"]))
def test_every_leg_rests_on_claims_in_force(question: Question, level: str) -> None:
    """Each leg names claims of the graph in force, certain ones in a certain answer; only a paper held needs none."""
    for item in question.ask(goal=level).itineraries:
        given_first = question.asked.papers
        for leg in item.legs:
            own_paper = leg.rule.claim is None and (leg.rule.document, leg.rule.issuer) in given_first
            assert leg.claims or own_paper
            for name in leg.claims:
                standing = in_force(question.knowledge, question.knowledge.claims[name], question.now).standing
                assert standing is not Standing.NOT_IN_FORCE
                assert question.possible or standing is Standing.CERTAIN
            assert question.possible or not (leg.rule.why or leg.contests)


def step(leg: dict[str, Any]) -> tuple[Any, ...]:
    return tuple(leg.get(name) for name in ("action", "from", "to", "at", "document", "issuer"))


@FEWER
@given(questions(), st.sampled_from(["reach", "apply", "protection"]))
def test_a_leg_goes_with_its_claims(question: Question, level: str) -> None:
    """Without the claims of a leg, and those that carry it too, no answer has that itinerary's steps any more."""
    answer = question.ask(goal=level)
    for item in answer.as_json()["itineraries"]:
        steps = [step(leg) for leg in item["legs"]]
        for leg in item["legs"]:
            # What stands on a paper that was obtained goes with the leg that obtained it.
            if "rule" in leg:
                continue
            names = {iri(name) for name in (*leg["claims"], *leg.get("also", ()))}
            kept = {name: claim for name, claim in question.knowledge.claims.items() if name not in names}
            poorer = question._replace(knowledge=replace(question.knowledge, claims=kept)).ask(goal=level)
            others = [[step(other) for other in found["legs"]] for found in poorer.as_json()["itineraries"]]
            event("a leg was taken away")
            assert steps not in others


@FEWER
@given(questions(possible=False), st.sampled_from(["reach", "apply", "protection"]))
def test_possible_answers_include_the_certain_ones(question: Question, level: str) -> None:
    """Every certain itinerary is among the possible ones, or one of these is at least as good in everything."""
    assume(len(question.oracle.layers(question.legs, limit=LIMIT)) == question.legs + 1)
    certain = question.ask(goal=level).itineraries
    possible = question.ask(goal=level, possible=True).itineraries
    for item in certain:
        one = item.label
        assert any(
            other.territory == item.territory
            and len(other.legs) <= len(item.legs)
            and other.label.basis <= one.basis
            and other.label.oldest >= one.oldest
            and other.label.state.transited <= one.state.transited
            for other in possible
        )


@FEWER
@given(questions())
def test_the_order_of_claims_changes_nothing(question: Question) -> None:
    """The same claims in another order give the same answer to the letter."""
    backwards = replace(question.knowledge, claims=dict(reversed(list(question.knowledge.claims.items()))))
    turned = question._replace(knowledge=backwards)
    for options in ({}, {"goal": "reach"}, {"why_not_to": [PLACES[2]]}):
        assert question.ask(**options).as_json() == turned.ask(**options).as_json()


# --- what chance seldom makes, by hand ---

INTERNAL, LAISSEZ_PASSER, BIOMETRIC, _, INTERNATIONAL = PAPERS


def say(subject: str, relation: str, target: str, **roles: str | None) -> Claim:
    said = tuple((xg(name), value) for name, value in roles.items() if value is not None)
    evidence = Evidence(iri("source:late"), xg("Reporting"), locator="page 1")
    return Claim(Proposition(subject, xg(relation), target, said), (evidence,), held=parse_date("2024-05"))


def small(*said: Claim, papers: tuple[str, ...] = (INTERNAL,)) -> Question:
    """Make a world of these claims, and ask for a deserter at home."""
    entities = {place: entity(place, "Territory") for place in PLACES}
    everyone = iri("group:all")
    entities[everyone] = entity(everyone, "Group", nationality=(HOME,))
    for name, status in (("group:soldiers", STATUSES[1]), ("group:fugitives", STATUSES[2])):
        entities[iri(name)] = entity(iri(name), "Group", nationality=(HOME,), personalStatus=(status,))
    world = replace(
        reference(),
        claims={claim.iri: claim for claim in said},
        sources=sources(),
        entities={**reference().entities, **entities},
    )
    held = frozenset((paper, HOME) for paper in papers)
    return Question(world, Asked(HOME, HOME, STATUSES[0], held, HOME), Snapshot.at(DAY, DAY), possible=False, legs=6)


def test_a_document_that_closes_a_way_does_not_dominate() -> None:
    """Who came the longer way without a biometric passport gets the paper that is for people without one."""
    home, there, goal, between = PLACES[:4]
    everyone = iri("group:all")
    question = small(
        say(home, "issuesTravelDocument", BIOMETRIC, at=home, group=everyone, basis=iri("concept:rule")),
        say(there, "admits", everyone, document=BIOMETRIC),
        say(between, "admits", everyone, document=INTERNAL),
        say(there, "admits", everyone, document=INTERNAL, **{"from": between}),
        say(goal, "issuesTravelDocument", LAISSEZ_PASSER, at=there, group=everyone, withoutDocument=BIOMETRIC),
        say(goal, "grantsProtection", everyone),
    )
    [item] = question.ask(goal="protection").itineraries
    assert [leg.rule.to for leg in item.legs] == [between, there, goal, goal, goal]


def test_an_exit_ban_covers_narrower_documents() -> None:
    """A ban on leaving with an international passport is one on leaving with a biometric one, and no more."""
    home, there = PLACES[:2]
    everyone = iri("group:all")
    entries = [say(there, "admits", everyone, document=paper) for paper in (BIOMETRIC, INTERNAL)]
    ban = say(home, "barsExit", everyone, document=INTERNATIONAL)
    assert small(entries[0], papers=(BIOMETRIC,)).ask(goal="reach").itineraries
    assert not small(entries[0], ban, papers=(BIOMETRIC,)).ask(goal="reach").itineraries
    assert small(entries[1], ban).ask(goal="reach").itineraries


def test_a_bar_speaks_of_the_way_that_it_names() -> None:
    """A bar by land leaves entry by air as it was; a bar by air, or by no way in particular, contests it."""
    there = PLACES[1]
    entry = say(there, "admits", iri("group:fugitives"), document=INTERNAL, mode=iri("concept:air"))
    for mode, still_open in (("land", True), ("air", False), (None, False)):
        # A deserter is both a soldier and a fugitive; of the two groups neither covers the other.
        bar = say(
            there, "bars", iri("group:soldiers"), document=INTERNAL, mode=iri(f"concept:{mode}") if mode else None
        )
        assert bool(small(entry, bar).ask(goal="reach").itineraries) == still_open
