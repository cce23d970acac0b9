"""What bounds a search: sets of papers that nobody needs, states that it makes, and time."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from starlette.applications import Starlette

from exitgraph.errors import TookTooLong
from exitgraph.routes import ask
from exitgraph.serve import journeys as journeys_page
from exitgraph.serve import map as map_page
from exitgraph.serve.assets import Assets
from exitgraph.serve.pages import Pages
from exitgraph.serve.problem import Problem
from exitgraph.serve.searches import Searches
from exitgraph.vocabulary import iri
from journey_worlds import ALL, HOME, INTERNAL, PLACES, small
from journey_worlds import say as claim
from server import inside
from test_routes_oracle import answer, expected, key, profile

if TYPE_CHECKING:
    from exitgraph import Graph
    from journey_worlds import Question

FIRST, SECOND, GOAL, OTHER = PLACES[1:5]
RULE = iri("concept:rule")
PAPERS = [
    iri(f"document:{name}")
    for name in ("laissez-passer", "residence-permit", "humanitarian-visa", "refugee-travel-document")
]


def many(*, legs: int, papers: int = 4) -> Question:
    """Make a world in which papers are given at home, each opens one place, and a closed border can be gone round."""
    places = (FIRST, SECOND, GOAL, OTHER)
    given = [claim(HOME, "issuesTravelDocument", paper, at=HOME, group=ALL, basis=RULE) for paper in PAPERS[:papers]]
    opened = [
        claim(place, "admits", ALL, document=paper) for place, paper in zip(places, PAPERS[:papers], strict=False)
    ]
    closed = claim(HOME, "closesBorder", SECOND)
    onward = (
        claim(SECOND, "admits", ALL, document=INTERNAL),
        claim(OTHER, "admits", ALL, document=INTERNAL, from_=SECOND),
    )
    return small(*given, *opened, closed, *onward, claim(GOAL, "grantsProtection", ALL), legs=legs)


def test_papers_that_cannot_all_be_needed_are_not_gathered_beside_a_closed_border() -> None:
    """Only sets of papers are followed that a way round the border could use, and all itineraries are found."""
    question = many(legs=5)
    found = ask(question.knowledge, profile(question), question.now, goal="reach", max_legs=5)
    layers = question.oracle.layers(5, limit=3000)
    assert len(layers) == 6
    wanted = {expected(item) for item in question.oracle.goals("reach", layers)}
    assert {key(question, item) for item in found.as_json()["itineraries"]} == wanted
    held = {frozenset(state.holds) for state in found.reached}
    # Beside the internal passport one paper to go round on, and the one that opens the place behind the border.
    assert max(len(papers) for papers in held) == 3


@pytest.mark.parametrize("bound", [1, 3, 6])
def test_a_level_that_is_too_large_is_left_whole(bound: int) -> None:
    """Stopped by the number of states, an answer has all itineraries of fewer legs, none of more, and says so."""
    question = many(legs=5)
    whole = answer(question, goal="reach")["itineraries"]
    cut = answer(question, goal="reach", max_labels=bound)
    assert cut["stopped"] == "max-labels"
    assert cut["itineraries"] == [item for item in whole if item in cut["itineraries"]]
    legs = {item["criteria"]["legs"] for item in cut["itineraries"]}
    assert all(item in cut["itineraries"] for item in whole if item["criteria"]["legs"] in legs)


def test_a_search_gives_up_when_its_time_is_over() -> None:
    """With no time at all a question is given up with an error that says what to do, whichever part would take long."""
    question = many(legs=5)
    with pytest.raises(TookTooLong, match="longer than it may") as caught:
        answer(question, seconds=0)
    assert "fewer legs" in str(caught.value.hint)
    assert caught.value.exit_code == 4
    assert answer(question, seconds=600) == answer(question)


@pytest.mark.parametrize("path", ["/journeys", "/map"])
def test_a_page_that_takes_too_long_is_given_up(path: str, graph: Graph, monkeypatch: pytest.MonkeyPatch) -> None:
    """Journeys and map answer 503 with the reason when a search takes longer than a request may."""
    for page in (journeys_page, map_page):
        monkeypatch.setattr(page, "MOST_SECONDS", 0.0)
    searches = Searches(graph.knowledge)
    pages = Pages(graph, Assets())
    handlers: dict[Any, Any] = {Problem: lambda request, error: error.response(request)}
    app = Starlette(
        routes=[*journeys_page.routes(pages, searches), *map_page.routes(pages, searches)], exception_handlers=handlers
    )
    asked = "from=RU&status=deserter&holds=internal-passport&valid_at=2024-11-24&known_at=2024-11-24"
    got = inside(app, f"{path}?{asked}")
    assert got.status_code == 503
    assert "longer than it may" in got.text
    assert searches.waiting == 0
