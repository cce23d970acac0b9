"""Ten questions that the graph answers: the rows of the shipped graph, and small worlds worked out by hand."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from exitgraph.query import bind, load_queries
from exitgraph.rdf.folder import shipped_graph
from exitgraph.rdf.turtle import Document, Literal, Triple
from exitgraph.store import EmbeddedStore
from exitgraph.vocabulary import RDF_TYPE, XSD_DATETIME, curie, iri, xg
from world import ENTITIES, claim, entity, know, span, world_documents

if TYPE_CHECKING:
    from exitgraph import Graph
    from exitgraph.claims import Claim

QUERIES = load_queries(shipped_graph() / "queries")
DESERTER = "person:gazette-2024-1"
KIN = "group:xa-family-member"
MORE = (
    *ENTITIES,
    entity("territory:XD", "Territory", "Dorland"),
    entity("territory:XE", "Territory", "Eorland"),
    entity("organ:xb-court", "Organ", "High Court of Borland", belongsTo="territory:XB"),
    entity("organ:xd-police", "Organ", "Police of Dorland", belongsTo="territory:XD"),
    entity("person:gazette-2024-2", "Person", "another soldier, gazette 2024", memberOfGroup="group:xa-deserter"),
    entity("person:gazette-2024-3", "Person", "an opponent, gazette 2024", memberOfGroup="group:xa-opponent"),
    entity("group:xa-opponent", "Group", "opponents", nationality="territory:XA", personalStatus="concept:opponent"),
    entity(KIN, "Group", "families", nationality="territory:XA", personalStatus="concept:family-member"),
    entity("group:xb-deserter", "Group", "B", nationality="territory:XB", personalStatus="concept:deserter"),
    entity(
        "group:xa-fighter", "Group", "fighters", nationality="territory:XA", personalStatus="concept:combatant-returned"
    ),
    entity("region:near", "Region", "the near region", includesTerritory="territory:XB"),
)
PASSPORT = {"document": "document:internal-passport"}


def rows(graph: Graph, name: str, *columns: str, **parameters: str) -> set[tuple[str, ...]]:
    """Give the values of some columns of an answer, shortened; a claim shows as its first record key."""
    result = graph.query(name, **parameters).result
    keys = {found.iri: min(found.record_keys) for found in graph.claims.values() if found.record_keys}
    places = [result.variables.index(column) for column in columns]
    texts = [[getattr(row[place], "value", row[place]) or "" for place in places] for row in result.rows]
    return {tuple(keys.get(str(text), curie(str(text))) for text in row) for row in texts}


def asked(claims: list[Claim], name: str, *columns: str, gone: Claim | None = None, **parameters: str) -> list[str]:
    """Ask a question of an invented world; a row is its columns parted by blanks, and `gone` is a deprecated claim."""
    documents = world_documents(claims, MORE)
    if gone is not None:
        documents.append(Document("<review>", deprecation(gone), ""))
    text = bind(QUERIES[name], parameters, know(*claims, entities=MORE))
    variables, found = EmbeddedStore(documents).select(text)
    places = [variables.index(column) for column in columns]
    return sorted(" ".join(curie(str(getattr(row[at], "value", row[at]) or "-")) for at in places) for row in found)


def deprecation(gone: Claim) -> tuple[Triple, ...]:
    """Give the triples of a review that deprecates a claim."""
    review = iri("review:one")
    return (
        Triple(review, RDF_TYPE, xg("Review")),
        Triple(review, xg("about"), gone.iri),
        Triple(review, xg("rank"), xg("Deprecated")),
        Triple(review, xg("since"), Literal("2025-01-01T00:00:00Z", XSD_DATETIME)),
    )


# 1


def test_the_two_disputed_territories_admit_without_a_known_return(graph: Graph) -> None:
    """At the end of 2025 Abkhazia and South Ossetia are left: no source tells of a return or a shared list there."""
    found = rows(graph, "internal-passport-destinations-without-returns", "territory", "claim")
    assert found == {
        ("territory:GE-AB", "E005"),
        ("territory:GE-AB", "E008.6"),
        ("territory:GE-SO", "E006"),
        ("territory:GE-SO", "E008.7"),
    }


def test_a_return_a_shared_list_and_an_old_report_each_close_a_destination() -> None:
    """B remains, whose one return was never carried out; C returned, the police of D shares lists, E is long ago."""
    held = span("2025-03")
    returns = {"to": "territory:XA"}
    undone = {**returns, "procedureState": "concept:ordered-not-carried-out"}
    world = [
        *(claim(f"territory:X{x}", "xg:admits", "group:xa-citizen", PASSPORT, held=held) for x in "BCD"),
        claim("territory:XE", "xg:admits", "group:xa-citizen", PASSPORT, held=span("2021")),
        claim("territory:XB", "xg:returned", DESERTER, undone, start=span("2024")),
        claim("territory:XC", "xg:returned", DESERTER, returns, start=span("2024")),
        claim(
            "organ:xd-police", "xg:cooperatesWith", "territory:XA", {"purpose": "concept:wanted-database"}, held=held
        ),
    ]
    name = "internal-passport-destinations-without-returns"
    assert asked(world, name, "territory", origin="XA") == ["territory:XB"]
    assert asked(world, name, "territory", origin="XA", gone=world[5]) == ["territory:XB", "territory:XC"]
    assert asked(world, name, "territory", origin="XA", day="2022") == ["territory:XE"]


# 2


def test_armenia_and_kazakhstan_returned_deserters_near_the_british_statement(graph: Graph) -> None:
    """Within two years of the British statement Armenia saw an abduction and Kazakhstan handed deserters over."""
    found = rows(graph, "returns-near-a-safe-statement", "territory", "state", "nearness", "order", "returnClaim")
    assert {row for row in found if row[1] == "territory:GB"} == {
        ("territory:AM", "territory:GB", "certain", "returned before", "I013"),
        ("territory:AM", "territory:GB", "certain", "returned before", "I014"),
        ("territory:KZ", "territory:GB", "certain", "returned before", "I001"),
        ("territory:KZ", "territory:GB", "certain", "order open", "I008"),
        ("territory:KZ", "territory:GB", "certain", "returned after", "I009"),
    }
    assert {row[1] for row in found} == {f"territory:{code}" for code in ("BG", "GB", "NL", "NO")}


def test_only_a_deserter_returned_within_two_years_counts() -> None:
    """A return 24 months after the statement counts; one of 25 months, of an opponent, or not carried out does not."""
    world = [
        claim("territory:XC", "xg:deemsSafe", "territory:XB", held=span("2020-01")),
        claim("territory:XB", "xg:returned", DESERTER, start=span("2022-01")),
        claim("territory:XB", "xg:returned", "person:gazette-2024-2", start=span("2022-02")),
        claim("territory:XB", "xg:returned", "person:gazette-2024-3", start=span("2020-05")),
        claim("territory:XB", "xg:returned", DESERTER, {"scope": "concept:not-carried-out"}, start=span("2020-05")),
        claim(
            "territory:XA", "xg:abducted", "group:xa-deserter", {"at": "territory:XB"}, start=span("2019-12", "2023")
        ),
    ]
    assert asked(world, "returns-near-a-safe-statement", "nearness", "order", "relation", "party") == [
        "certain returned after xg:returned person:gazette-2024-1",
        "possible order open xg:abducted group:xa-deserter",
    ]


# 3


def test_no_listing_of_armenia_or_kazakhstan_binds_a_russian_national(graph: Graph) -> None:
    """Bulgaria lists both, France, the Netherlands and Norway Armenia, and none of it concerns a Russian national."""
    found = rows(graph, "who-lists-a-territory-as-safe", "territory", "state", "concept", "binds")
    origin, fast, said = (
        f"concept:{name}" for name in ("safe-country-of-origin", "accelerated-list", "informal-statement")
    )
    assert found == {
        ("territory:AM", "territory:BG", origin, "no"),
        ("territory:AM", "territory:FR", origin, "no"),
        ("territory:AM", "territory:NL", origin, "no"),
        ("territory:AM", "territory:NO", fast, "no"),
        ("territory:AM", "territory:GB", said, "no"),
        ("territory:KZ", "territory:BG", origin, "no"),
        ("territory:KZ", "territory:GB", said, "no"),
    }


def test_a_safe_third_country_may_bind_where_a_safe_origin_does_not() -> None:
    """For a national of A only D's safe third country may bind; the drafted listing by E is no listing."""
    safe, third = {"safeConcept": "concept:safe-country-of-origin"}, {"safeConcept": "concept:safe-third-country"}
    world = [
        claim("territory:XC", "xg:deemsSafe", "territory:XB", safe, held=span("2024")),
        claim("territory:XD", "xg:deemsSafe", "territory:XB", third, held=span("2024")),
        claim("territory:XE", "xg:deemsSafe", "territory:XB", {**third, "procedureState": "concept:draft-laid"}),
        claim("territory:XE", "xg:deemsSafe", "territory:XB", held=span("2024")),
        claim("territory:XE", "xg:deemsSafe", "territory:XA", third, held=span("2024")),
    ]
    name = "who-lists-a-territory-as-safe"
    assert asked(world, name, "state", "binds", nationality="XA", first="XB", second="XD") == [
        "territory:XC no",
        "territory:XD may",
        "territory:XE not stated",
    ]
    assert asked(world, name, "state", "binds", nationality="XB", first="XB", second="XD")[:2] == [
        "territory:XC may",
        "territory:XD no",
    ]


# 4


def test_an_exit_visa_and_an_invitation_did_not_let_a_deserter_board(graph: Graph) -> None:
    """In Kazakhstan a deserter could not board for France with an exit visa, nor with the invitation of France."""
    found = rows(graph, "documents-that-did-not-let-board", "person", "document", "journey", "issue")
    assert found == {
        ("person:rferl-2023-04-19-1", "document:exit-visa", "I020d", ""),
        ("person:rferl-2023-04-19-1", "document:invitation", "I020d", "P014"),
    }


def test_a_later_document_and_a_journey_given_up_are_no_failed_boarding() -> None:
    """The invitation of 2023 counts for the flight that failed then; a visa of 2024 and a declined journey do not."""
    failed = {"mode": "concept:air", "from": "territory:XB", "procedureState": "concept:attempted-failed"}
    declined = {**failed, "document": "document:visa", "procedureState": "concept:declined-by-the-person"}
    issued = {"at": "territory:XB", "group": "group:xa-deserter"}
    world = [
        claim(DESERTER, "xg:crossed", "territory:XC", failed, positive=False, start=span("2023")),
        claim("person:gazette-2024-2", "xg:crossed", "territory:XC", declined, positive=False, start=span("2023")),
        claim("territory:XC", "xg:issuesTravelDocument", "document:invitation", issued, start=span("2023")),
        claim("territory:XC", "xg:issuesTravelDocument", "document:visa", issued, start=span("2024")),
        claim("territory:XD", "xg:issuesTravelDocument", "document:visa", issued, start=span("2022")),
    ]
    name = "documents-that-did-not-let-board"
    assert asked(world, name, "person", "document", "state") == [f"{DESERTER} document:invitation territory:XC"]
    assert asked(world, name, "document", issuer="XD") == []


# 5


def test_get_lost_helped_the_deserter_who_was_seized_in_armenia(graph: Graph) -> None:
    """Get Lost helped one deserter in November 2023 who was seized in Armenia and returned in December."""
    found = rows(graph, "helped-and-later-returned", "helper", "person", "help", "return")
    person = "person:oc-media-2023-12-20-1"
    assert found == {("organisation:get-lost", person, "O010", key) for key in ("I013", "I014")}


def test_help_after_the_return_and_help_for_a_group_do_not_count() -> None:
    """The Gazette helped the first soldier before his return, the second after it, and the third only as a group."""
    helper = "organisation:gazette"
    world = [
        claim(helper, "xg:assists", DESERTER, start=span("2023-01")),
        claim("territory:XB", "xg:returned", DESERTER, start=span("2023-05")),
        claim(helper, "xg:assists", "person:gazette-2024-2", start=span("2023-06")),
        claim("territory:XB", "xg:returned", "person:gazette-2024-2", start=span("2023-05")),
        claim(helper, "xg:assists", "group:xa-opponent", start=span("2023-01")),
        claim("territory:XB", "xg:returned", "person:gazette-2024-3", start=span("2023-05")),
    ]
    name = "helped-and-later-returned"
    assert asked(world, name, "helper", "person", "place") == [f"{helper} {DESERTER} territory:XB"]
    assert asked(world, name, "helper", gone=world[0]) == []


# 6


def test_german_french_and_korean_courts_stand_against_others(graph: Graph) -> None:
    """The two Berlin courts, the French asylum court against BAMF and UDI, and a Korean court against the ministry."""
    found = rows(graph, "courts-that-disagree", "court", "organ", "courtClaim", "organClaim")
    berlin, cnda = "organ:de-ovg-berlin-brandenburg", "organ:fr-cnda"
    assert found >= {
        (berlin, "organ:de-vg-berlin", "P038", "P038.2"),
        (berlin, "organ:de-vg-berlin", "P038", "P036.3"),
        (berlin, "organ:de-vg-berlin", "P038", "P037.3"),
        (cnda, "organ:de-bamf", "P008.2", "P024.2"),
        (cnda, "organ:no-udi", "P008.2", "P044"),
        ("organ:kr-incheon-district-court", "organ:kr-justice-ministry", "P071.2", "P070"),
    }
    assert not any({row[2], row[3]} == {"P001", "P007"} for row in found)


def test_an_agency_and_the_police_are_no_court_and_a_court_does_not_disagree_with_itself() -> None:
    """The court is set against the office and the police; office against police and court against itself are not."""
    court, office, police = ({"organ": f"organ:{name}"} for name in ("xb-court", "xb-office", "xd-police"))
    point = "concept:right-to-apply"
    world = [
        claim("territory:XB", "xg:grantsProtection", DESERTER, court),
        claim("territory:XB", "xg:refusesProtection", DESERTER, office),
        claim("territory:XB", "xg:grantsProtection", "person:gazette-2024-2", police),
        claim("territory:XB", "xg:refusesProtection", "person:gazette-2024-2", office),
        claim("territory:XB", "xg:refusesProtection", "person:gazette-2024-3", court),
        claim("territory:XB", "xg:grantsProtection", "person:gazette-2024-3", court),
        claim("territory:XB", "xg:interpretsLaw", point, court),
        claim("territory:XB", "xg:interpretsLaw", point, police, positive=False),
    ]
    assert asked(world, "courts-that-disagree", "court", "organ", "courtObject") == [
        f"organ:xb-court organ:xb-office {DESERTER}",
        f"organ:xb-court organ:xd-police {point}",
    ]


# 7


def test_tajikistan_closed_to_the_internal_passport_and_armenia_opened(graph: Graph) -> None:
    """Between 2014 and 2025 Tajikistan closed, Armenia opened by air, and Kyrgyzstan is said to be both."""
    found = rows(graph, "entry-open-then-closed", "territory", "closedOn", "alsoOpen", "closedClaim")
    old, new = "2014-12-31T23:59:59Z", "2025-12-31T23:59:59Z"
    assert found == {
        ("territory:AM", old, "false", "E015"),
        ("territory:AM", old, "false", "E016.2"),
        ("territory:KG", new, "true", "E017"),
        ("territory:TJ", new, "false", "E017.3"),
    }


def test_a_demand_for_residence_or_by_land_closes_no_entry_by_air() -> None:
    """B closes in 2024; C demands a passport for residence only, and D by land only, so that both stay open by air."""
    air = {**PASSPORT, "mode": "concept:air"}
    group = {"group": "group:xa-citizen"}
    other = "document:international-passport"
    world = [
        *(claim(f"territory:X{x}", "xg:admits", "group:xa-citizen", air, held=span("2022-06")) for x in "BCD"),
        claim("territory:XB", "xg:admits", "group:xa-citizen", PASSPORT, positive=False, start=span("2024-01")),
        claim(
            "territory:XC", "xg:requiresDocument", other, {**group, "purpose": "concept:residence"}, start=span("2024")
        ),
        claim("territory:XD", "xg:requiresDocument", other, {**group, "mode": "concept:land"}, start=span("2024")),
    ]
    name = "entry-open-then-closed"
    assert asked(world, name, "territory", "closedOn", "alsoOpen", first="2022", second="2024") == [
        "territory:XB 2024-12-31T23:59:59Z false"
    ]
    assert asked(world, name, "territory", first="2022", second="2023") == []


# 8


def test_a_deported_deserter_was_led_through_egypt_to_russia(graph: Graph) -> None:
    """One deserter was sent from the United States by way of Egypt to Russia."""
    found = rows(graph, "chains-walked-against-their-will", "person", "first", "second", "third", "fourth")
    assert found == {("person:ewn-2025-09-09-1", "territory:US", "territory:EG", "territory:RU", "")}


def test_a_chain_needs_force_and_three_different_territories() -> None:
    """A return by way of C and a return passed on by B count; a free journey and one there and back do not."""
    second, third = "person:gazette-2024-2", "person:gazette-2024-3"
    b, c, d = ({"from": f"territory:X{x}"} for x in "BCD")
    world = [
        claim("territory:XB", "xg:returned", DESERTER, {"to": "territory:XA"}, start=span("2024")),
        claim(DESERTER, "xg:crossed", "territory:XC", b, start=span("2024")),
        claim(DESERTER, "xg:crossed", "territory:XA", c, start=span("2024")),
        claim("territory:XD", "xg:returned", second, {"to": "territory:XB"}, start=span("2023")),
        claim("territory:XB", "xg:returned", second, {"to": "territory:XA"}, start=span("2024")),
        claim("territory:XA", "xg:returned", second, {"to": "territory:XB"}, start=span("2025")),
        claim(third, "xg:crossed", "territory:XC", b, start=span("2024")),
        claim(third, "xg:crossed", "territory:XD", c, start=span("2024")),
        claim(third, "xg:crossed", "territory:XA", d, start=span("2024")),
    ]
    name = "chains-walked-against-their-will"
    assert asked(world, name, "person", "first", "second", "third") == [
        f"{DESERTER} territory:XB territory:XC territory:XA",
        f"{second} territory:XD territory:XB territory:XA",
    ]
    before = claim(DESERTER, "xg:crossed", "territory:XC", b, start=span("2022"))
    assert asked([world[0], before, world[2]], name, "person") == []


# 9


def test_the_baltic_states_norway_and_poland_except_families_and_refuse_the_men(graph: Graph) -> None:
    """Estonia, Latvia, Lithuania, Norway and Poland except close family from their bars and refuse the evaders."""
    found = rows(graph, "families-taken-men-refused", "place", "refusalClaim")
    assert found == {
        ("territory:EE", "P053"),
        ("territory:LT", "P051"),
        ("territory:LV", "P050"),
        ("territory:LV", "P057"),
        ("territory:LV", "P057.2"),
        ("territory:LV", "P058"),
        ("territory:NO", "P043"),
        ("territory:PL", "P055"),
    }


def test_families_and_men_have_to_be_of_one_nationality_in_one_state() -> None:
    """B excepts families and refuses a deserter; C refuses another State's deserter, and D an opponent."""
    kin = {"exception": "concept:close-family"}
    world = [
        *(claim(f"territory:X{x}", "xg:bars", "group:xa-citizen", kin, held=span("2024")) for x in "BCD"),
        claim("territory:XB", "xg:refusesProtection", DESERTER),
        claim("territory:XC", "xg:refusesProtection", "group:xb-deserter"),
        claim("territory:XD", "xg:refusesProtection", "group:xa-opponent"),
        claim("territory:XE", "xg:grantsProtection", KIN),
        claim("territory:XE", "xg:refusesProtection", "group:xa-deserter", {"procedureState": "concept:set-aside"}),
    ]
    name = "families-taken-men-refused"
    assert asked(world, name, "place", "familyHow", "refused") == [f"territory:XB excepted from a bar {DESERTER}"]
    refused = claim("territory:XE", "xg:refusesProtection", "group:xa-deserter")
    assert asked([*world, refused], name, "familyHow", state="XE") == ["admitted or protected"]


# 10


def test_the_estonian_proposal_would_reach_what_germany_and_france_do_for_deserters(graph: Graph) -> None:
    """The Estonian proposal meets German recognition, French papers and admission, Swiss visas and Polish grants."""
    found = rows(graph, "protections-a-proposed-ban-would-undo", "proposer", "territory", "overlap", "ban", "claim")
    assert {row[1] for row in found} >= {f"territory:{code}" for code in ("CH", "DE", "FR", "PL")}
    assert {(row[0], row[2], row[3]) for row in found} == {("territory:EE", "those who fought", "B019")}
    assert {row[4] for row in found} >= {"P009", "P009.2", "P014", "P018", "P019", "P033", "P065", "C059", "C060"}


def test_a_ban_that_is_in_force_and_a_territory_outside_are_left_out() -> None:
    """The grants of B to a deserter and to fighters are met; C is outside the region, and D's bar is no proposal."""
    draft = {"procedureState": "concept:proposed"}
    world = [
        claim("territory:XE", "xg:bars", "group:xa-fighter", draft),
        claim("territory:XD", "xg:bars", "group:xa-citizen"),
        claim("territory:XB", "xg:grantsProtection", DESERTER),
        claim("territory:XB", "xg:grantsProtection", "group:xa-fighter"),
        claim("territory:XB", "xg:grantsProtection", "group:xa-opponent"),
        claim("territory:XB", "xg:grantsProtection", "group:xb-deserter"),
        claim("territory:XC", "xg:grantsProtection", DESERTER),
    ]
    name = "protections-a-proposed-ban-would-undo"
    assert asked(world, name, "proposer", "territory", "protected", "overlap", within="region:near") == [
        "territory:XE territory:XB group:xa-fighter all",
        f"territory:XE territory:XB {DESERTER} those who fought",
    ]
    assert asked(world, name, "ban", within="region:near", gone=world[0]) == []


@pytest.mark.parametrize(
    "name",
    [
        "chains-walked-against-their-will",
        "courts-that-disagree",
        "documents-that-did-not-let-board",
        "entry-open-then-closed",
        "families-taken-men-refused",
        "helped-and-later-returned",
        "internal-passport-destinations-without-returns",
        "protections-a-proposed-ban-would-undo",
        "returns-near-a-safe-statement",
        "who-lists-a-territory-as-safe",
    ],
)
def test_each_of_the_ten_says_what_it_rests_on_and_what_no_rows_mean(name: str) -> None:
    """The description of each question says what the answer rests on, and its header says what no rows mean."""
    assert "rests on" in QUERIES[name].description
    assert QUERIES[name].empty
