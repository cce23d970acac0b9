"""A second, slow reading of section 5 of the design and of what was decided about journeys.

It shares no code with `exitgraph.routes`: `said` is what the claims in force say to one profile, `steps` what they
allow, `journeys` every sequence of legs and what nothing dominates, `beyond` the rest of an answer.
"""

from oracle.beyond import Stay, designations, limbo, stays, third_countries
from oracle.journeys import Found, LegKey, Near, Oracle, Way
from oracle.said import NO_LINES, NO_YEAR, Asked, Strength
from oracle.steps import Step

__all__ = [
    "NO_LINES",
    "NO_YEAR",
    "Asked",
    "Found",
    "LegKey",
    "Near",
    "Oracle",
    "Stay",
    "Step",
    "Strength",
    "Way",
    "designations",
    "limbo",
    "stays",
    "third_countries",
]
