"""Journeys: which itineraries are documented from a profile to a legal status.

Not a shortest path on a map but an exact search over the states of a journey (design, section 5): where somebody is,
which travel documents are held, the legal status there, which territories were passed. `Profile` is what a question
starts from, `Rules` are compiled from claims, `search` finds the itineraries that no other one dominates, `why_not`
says which preconditions fail when there is none.

Nothing here recommends anything. A route is a documented legal pathway with its evidence, and that none is documented
does not say that there is none.
"""

from exitgraph.routes.answer import Answer, ask
from exitgraph.routes.profile import GOALS, Profile, TravelDocument
from exitgraph.routes.rules import Rules, compile_rules
from exitgraph.routes.search import Itinerary, Leg, SearchResult, search
from exitgraph.routes.state import State, Unmet, World
from exitgraph.routes.whynot import WhyNot, why_not

__all__ = [
    "GOALS",
    "Answer",
    "Itinerary",
    "Leg",
    "Profile",
    "Rules",
    "SearchResult",
    "State",
    "TravelDocument",
    "Unmet",
    "WhyNot",
    "World",
    "ask",
    "compile_rules",
    "search",
    "why_not",
]
