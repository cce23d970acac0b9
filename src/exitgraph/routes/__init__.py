"""Journeys: which itineraries are documented from a profile to a legal status.

Not a shortest path on a map but an exact search over the states of a journey (design, section 5): where somebody is,
which travel documents are held, the legal status there, which territories were passed. `Profile` is what a question
starts from; `compile_claims` turns a snapshot into templates and `rules_for` chooses those of a profile; `search` finds
the itineraries that no other one dominates; `why_not` says which preconditions fail when there is none, `diff` what
changed between two dates, `limbo` where a journey ends without a goal. `itinerary_graph` and
`state_graph` give it to networkx.

Nothing here recommends anything. A route is a documented legal pathway with its evidence, and that none is documented
does not say that there is none.
"""

from exitgraph.routes.answer import NOTICE, Answer, ask
from exitgraph.routes.compile import Compiled, compile_claims
from exitgraph.routes.difference import Difference, diff
from exitgraph.routes.graph import itinerary_graph, state_graph
from exitgraph.routes.limbo import Limbo, limbo
from exitgraph.routes.profile import GOALS, Profile, TravelDocument
from exitgraph.routes.rule import Rule
from exitgraph.routes.rules import Rules, rules_for
from exitgraph.routes.search import Itinerary, Leg, SearchResult, search
from exitgraph.routes.state import State, Unmet, World
from exitgraph.routes.whynot import WhyNot, why_not

__all__ = [
    "GOALS",
    "NOTICE",
    "Answer",
    "Compiled",
    "Difference",
    "Itinerary",
    "Leg",
    "Limbo",
    "Profile",
    "Rule",
    "Rules",
    "SearchResult",
    "State",
    "TravelDocument",
    "Unmet",
    "WhyNot",
    "World",
    "ask",
    "compile_claims",
    "diff",
    "itinerary_graph",
    "limbo",
    "rules_for",
    "search",
    "state_graph",
    "why_not",
]
