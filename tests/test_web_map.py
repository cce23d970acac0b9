"""The map: what it says, as data, as a page without script, and of wrong questions."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlencode

import pytest

from exitgraph.claims.conflict import contradictions
from exitgraph.claims.inforce import Snapshot
from exitgraph.view.briefs import Briefs
from exitgraph.view.worldmap import Asked, WorldMap
from exitgraph.vocabulary import iri, xg
from server import Got, served
from world import ADMITS, BARS, CLAIMS, NO_RETURNS, SAFE, claim, know, span

if TYPE_CHECKING:
    from collections.abc import Iterator

    from exitgraph import Graph
    from exitgraph.claims import Claim

DAY = {"valid_at": "2024-11-24", "known_at": "2024-11-24"}
DESERTER = {"from": "RU", "status": "deserter", "holds": "internal-passport", **DAY}


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    with served("--port", "0") as (_, number):
        yield number


def twin(port: int, **asked: str) -> dict[str, Any]:
    got = Got(port, "GET", "/map?" + urlencode({**asked, "as": "json"}))
    assert got.status == 200, got.text
    found: dict[str, Any] = json.loads(got.text)
    return found


def classes(data: dict[str, Any]) -> dict[str, str]:
    return {place["code"]: place["class"] for place in data["answer"]["places"]}


def coloured(*claims: Claim, asked: Asked, valid_at: str = "2024-06-30", known_at: str = "2024-12") -> dict[str, Any]:
    knowledge = know(*claims)
    rivals = contradictions(knowledge, deprecated=True)
    return WorldMap(knowledge).coloured(asked, Briefs(knowledge, rivals, Snapshot.at(valid_at, known_at)))


# -- the read model ----------------------------------------------------------------------------------------


def test_classes_tell_affirmed_denied_and_contested_apart() -> None:
    """Affirmed, perhaps (undated), contested by an opposed claim, denied: each has its class and is counted."""
    admits = Asked(xg("admits"))
    assert [p["class"] for p in coloured(ADMITS, asked=admits)["places"]] == ["certain"]
    assert [p["class"] for p in coloured(replace(ADMITS, start=None), asked=admits)["places"]] == ["possible"]
    assert [p["class"] for p in coloured(ADMITS, BARS, asked=admits)["places"]] == ["contested"]
    denied = coloured(NO_RETURNS, asked=Asked(xg("returned")))
    assert [(p["class"], p["affirmed"], p["denied"]) for p in denied["places"]] == [("denied", 0, 1)]
    assert {one["id"]: one["count"] for one in denied["classes"]} == {
        "certain": 0,
        "possible": 0,
        "contested": 0,
        "both": 0,
        "denied": 1,
    }


def test_the_two_days_are_kept_apart() -> None:
    """A claim counts neither before it holds nor before it is published; either day alone takes it off the map."""
    asked = Asked(xg("admits"))
    assert coloured(ADMITS, asked=asked, valid_at="2024-06", known_at="2024-06")["places"]
    assert not coloured(ADMITS, asked=asked, valid_at="2022-06", known_at="2024-06")["places"]
    assert not coloured(ADMITS, asked=asked, valid_at="2024-06", known_at="2024-01")["places"]
    # A contradiction that is not yet published contests nothing: the bulletin is of June.
    early = coloured(ADMITS, BARS, asked=asked, valid_at="2024-04", known_at="2024-04")
    assert [p["class"] for p in early["places"]] == ["certain"]


def test_a_claim_about_a_narrower_group_is_only_perhaps_about_the_wider() -> None:
    """Asked for citizens, what is claimed of deserters is possible; asked for deserters, it is certain."""
    for group, expected in (("group:xa-citizen", "possible"), ("group:xa-deserter", "certain")):
        asked = Asked(xg("admits"), group=iri(group))
        assert [p["class"] for p in coloured(ADMITS, asked=asked)["places"]] == [expected]


def test_what_has_no_territory_stands_elsewhere() -> None:
    """A region's claim colours no territory and is listed with the region's name."""
    union = claim("region:europe", "xg:deemsSafe", "territory:XB", held=span("2024-06"))
    data = coloured(SAFE, union, asked=Asked(xg("deemsSafe"), object=iri("territory:XB")))
    assert [place["code"] for place in data["places"]] == ["XC"]
    assert [one["id"] for one in data["elsewhere"]] == ["region:europe"]


def test_an_arc_joins_the_territories_that_a_claim_names() -> None:
    """A crossing goes from its role `from` to its object; a claim with one territory only is counted as not drawn."""
    knowledge = know(*CLAIMS)
    briefs = Briefs(knowledge, contradictions(knowledge), Snapshot.at("2024-06-30", "2024-12"))
    crossed = WorldMap(knowledge).arcs(Asked(xg("crossed")), briefs)
    assert [(arc["from"]["code"], arc["to"]["code"]) for arc in crossed["arcs"]] == [("XA", "XB")]
    assert WorldMap(knowledge).arcs(Asked(xg("returned")), briefs)["unplaced"] == 1


# -- the shipped graph -------------------------------------------------------------------------------------


def test_who_admits_on_an_internal_passport(port: int) -> None:
    """On the day of the article Kazakhstan admits on it, Armenia not by land; the legend counts what the table has."""
    data = twin(port, relation="admits", document="internal-passport", **DAY)
    found = classes(data)
    assert found["KZ"] == "certain"
    assert found["AM"] == "both"
    assert "FR" not in found
    for one in data["answer"]["classes"]:
        assert one["count"] == list(found.values()).count(one["id"])
    for place in data["answer"]["places"]:
        assert place["claims"]
        assert set(place["claims"]) <= set(data["answer"]["claims"])


def test_who_calls_armenia_safe_depends_on_both_days(port: int) -> None:
    """The reply to the press of November 2024 says so of the United Kingdom, once it is published."""
    asked = {"relation": "deemsSafe", "object": "AM", "valid_at": "2024-11-24"}
    assert classes(twin(port, **asked, known_at="2024-11-24"))["GB"] == "certain"
    assert "GB" not in classes(twin(port, **asked, known_at="2024-10-31"))


def test_whither_somebody_was_returned(port: int) -> None:
    """Coloured by `to`, returns show where people were taken; by default, who returned them."""
    asked = {"relation": "returned", "valid_at": "2025-06", "known_at": "2026-01"}
    assert "RU" in classes(twin(port, **asked, by="to"))
    assert "KZ" in classes(twin(port, **asked))


def test_an_arc_is_chosen_by_its_ends(port: int) -> None:
    """`between` opens the claims of one arc."""
    asked = {"show": "arcs", "relation": "returned", "valid_at": "2025-06", "known_at": "2026-01"}
    data = twin(port, **asked, between="KZ..RU")
    (arc,) = (a for a in data["answer"]["arcs"] if (a["from"]["code"], a["to"]["code"]) == ("KZ", "RU"))
    assert data["chosen"]["claims"] == arc["claims"]
    assert arc["claims"]


def test_itineraries_are_those_of_routes(port: int, graph: Graph) -> None:
    """Legs, documents and claims drawn are those that `exitgraph routes` finds for the same profile and days."""
    data = twin(port, **DESERTER)
    answer = graph.routes(
        "RU", status="deserter", holds=["internal-passport"], valid_at=DAY["valid_at"], known_at=DAY["known_at"]
    ).as_json()
    assert data["show"] == "itineraries"
    drawn = [
        [(leg["action"], leg["from"]["code"], leg["to"]["code"], leg["claims"]) for leg in one["legs"]]
        for one in data["answer"]["itineraries"]
    ]
    assert drawn == [
        [(leg["action"], leg.get("from", leg.get("at")), leg.get("to", leg.get("at")), leg["claims"]) for leg in legs]
        for legs in (one["legs"] for one in answer["itineraries"])
    ]
    assert drawn[0][-1][:2] == ("apply", "FR")
    assert {name for legs in drawn for leg in legs for name in leg[3]} <= set(data["answer"]["claims"])


def test_disputed_territories_say_who_administers_them(port: int) -> None:
    """Crimea, Abkhazia, South Ossetia and Kosovo are told with who administers and who claims them."""
    page = Got(port, "GET", "/map?territory=UA-43").text
    told = {one["code"]: one for one in twin(port)["disputed"]}
    assert set(told) == {"UA-43", "GE-AB", "GE-SO", "XK"}
    assert told["UA-43"]["part_of"][0]["href"] == "/territory/UA"
    assert page.count("drawn within") == 4  # three in the list, Crimea in the panel too
    assert "administered by" in page


def test_the_page_without_script_says_everything(port: int) -> None:
    """Table, panel with source and dates, both days, digest: all of it is in the HTML."""
    asked = {"relation": "admits", "document": "internal-passport", "territory": "AM", **DAY}
    data, page = twin(port, **asked), Got(port, "GET", "/map?" + urlencode(asked)).text
    for place in data["answer"]["places"]:
        assert f'data-code="{place["code"]}"' in page
    for name in data["chosen"]["claims"]:
        assert f'id="{name.replace(":", "-")}"' in page
        assert f'href="/{name.replace(":", "/")}"' in page
    assert "does NOT:" in page
    safe = {"relation": "deemsSafe", "object": "AM", **DAY}
    assert "somebody has designated" in Got(port, "GET", "/map?" + urlencode(safe)).text
    assert page.count("2024-11-24") >= 4
    assert data["digest"] in page
    assert " style=" not in page


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("object", "Kazahstan"),
        ("valid_at", "2024-13"),
        ("known_at", "yesterday"),
        ("relation", "loves"),
        ("document", "KZ"),
        ("by", "nose"),
        ("show", "globe"),
        ("territory", "ZZ"),
        ("relatoin", "admits"),
        ("group", "x" * 500),
        ("subject", "\x00<script>"),
    ],
)
def test_a_wrong_parameter_is_told_beside_its_field(port: int, field: str, value: str) -> None:
    """A browser gets the form again with the error, a program a problem; the status is 400 for both."""
    address = f"/map?{field}={quote(value)}"
    page, problem = Got(port, "GET", address), Got(port, "GET", address, headers={"Accept": "application/json"})
    assert (page.status, page.media) == (400, "text/html")
    assert "cannot be shown as asked" in page.text
    assert "<script>" not in page.text.partition("<main")[2]
    assert (problem.status, problem.media) == (400, "application/problem+json")
    assert field in json.loads(problem.text)["detail"]


@pytest.mark.parametrize(
    ("field", "value"), [("from", "XXX"), ("status", "hero"), ("holds", "wings"), ("goal", "moon"), ("max_legs", "99")]
)
def test_a_wrong_profile_is_told_beside_its_field(port: int, field: str, value: str) -> None:
    """What the search of itineraries refuses is told at the field that it came from."""
    got = Got(port, "GET", "/map?" + urlencode({**DESERTER, field: value, "as": "json"}))
    assert got.status == 400
    assert json.loads(Got(port, "GET", "/map?as=json").text)["answer"]
    assert got.text.startswith(f"{field}: ") or json.loads(got.text)["detail"].startswith(f"{field}: ")


def test_no_itinerary_is_not_no_path(port: int) -> None:
    """Where nothing is documented the page says that this is not the same as no path, and links to what is missing."""
    page = Got(port, "GET", "/map?" + urlencode({**DESERTER, "to": "GB"})).text
    assert "No documented path is not the same as no path." in page.partition("<main")[2]
    assert "/journeys?from=RU" in page
