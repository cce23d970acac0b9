"""Claims as frozen, typed, content-hashed values: where everything else starts.

>>> from exitgraph.vocabulary import iri
>>> p = Proposition(iri("territory:GB"), iri("xg:deemsSafe"), iri("territory:AM"))
>>> p.iri == Proposition(iri("territory:GB"), iri("xg:deemsSafe"), iri("territory:AM")).iri
True
"""

from exitgraph.claims.interval import Interval, parse_date
from exitgraph.claims.model import AccessCopy, Claim, Entity, Evidence, Omission, Proposition, Review, Source
from exitgraph.claims.values import Iri, Text, Value

__all__ = [
    "AccessCopy",
    "Claim",
    "Entity",
    "Evidence",
    "Interval",
    "Iri",
    "Omission",
    "Proposition",
    "Review",
    "Source",
    "Text",
    "Value",
    "parse_date",
]
