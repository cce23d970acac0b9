"""Who belongs to the unions, to the Schengen area and to the collective security treaty, on which day."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from exitgraph.claims.inforce import Snapshot, Standing, in_force
from exitgraph.vocabulary import iri, local_name, xg

if TYPE_CHECKING:
    from exitgraph import Graph

OF_THE_EU = "AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IT LT LU LV MT NL PL PT RO SE SI SK"
EU = frozenset(OF_THE_EU.split())
EAEU = {"AM", "BY", "KG", "KZ", "RU"}
# As they stood before Croatia joined at the beginning of 2023.
SCHENGEN_OF_2022 = (EU - {"BG", "CY", "HR", "IE", "RO"}) | {"CH", "IS", "LI", "NO"}
ARTICLE = "2024-11-24"


def members(graph: Graph, region: str, valid_at: str, known_at: str = "2026-11-23") -> set[str]:
    """Give the codes of the territories that are certain members on a day, as published by another one."""
    knowledge, now = graph.knowledge, Snapshot.at(valid_at, known_at)
    return {
        local_name(claim.subject)
        for claim in knowledge.claims.values()
        if claim.relation == xg("memberOf")
        and claim.object == iri(f"region:{region}")
        and in_force(knowledge, claim, now).standing is Standing.CERTAIN
    }


@pytest.mark.parametrize("known_at", ["2022-09-21", ARTICLE, "2026-11-23"])
def test_the_members_of_the_unions_were_published_before_the_mobilisation(graph: Graph, known_at: str) -> None:
    """The 27 of the European Union and the five of the Eurasian one are certain, whichever day it is asked on."""
    assert members(graph, "eu", ARTICLE, known_at) == EU
    assert members(graph, "eaeu", ARTICLE, known_at) == EAEU


@pytest.mark.parametrize(
    ("valid_at", "joined"),
    [
        ("2022-12-31", ""),
        ("2023-01-01", "HR"),
        ("2024-03-30", "HR"),
        ("2024-03-31", "BG HR RO"),
        (ARTICLE, "BG HR RO"),
        ("2026-11-23", "BG HR RO"),
    ],
)
def test_the_schengen_area_grows_on_the_days_on_which_checks_were_lifted(
    graph: Graph, valid_at: str, joined: str
) -> None:
    """Croatia counts from 2023, Bulgaria and Romania from the day on which air and sea were opened in March 2024."""
    assert members(graph, "schengen", valid_at) == SCHENGEN_OF_2022 | set(joined.split())


def test_what_was_not_yet_decided_is_not_known(graph: Graph) -> None:
    """As known before the decisions were published, Croatia, Bulgaria and Romania are no members later either."""
    assert members(graph, "schengen", ARTICLE, "2022-09-21") == SCHENGEN_OF_2022
    assert members(graph, "schengen", ARTICLE, "2023-12-31") == SCHENGEN_OF_2022 | {"HR"}


def test_the_united_kingdom_left_the_european_union(graph: Graph) -> None:
    """The United Kingdom is a member until the last day of January 2020, and not on the day after."""
    assert members(graph, "eu", "2020-01-31") == EU | {"GB"}
    assert members(graph, "eu", "2020-02-01") == EU


def test_the_land_borders_of_bulgaria_and_romania_came_later(graph: Graph) -> None:
    """For each of the two a second claim, which begins in 2025, tells of the land borders."""
    claims = [
        claim
        for claim in graph.knowledge.claims.values()
        if claim.relation == xg("memberOf")
        and claim.object == iri("region:schengen")
        and claim.subject in {iri("territory:BG"), iri("territory:RO")}
    ]
    begun = sorted((local_name(claim.subject), str(claim.start)) for claim in claims)
    assert begun == [(code, day) for code in ("BG", "RO") for day in ("2024-03-31", "2025-01-01")]


def test_the_six_of_the_collective_security_treaty(graph: Graph) -> None:
    """At the beginning of 2026 the sources still count six parties, Armenia among them."""
    assert members(graph, "csto", "2026-01-22") == EAEU | {"TJ"}
