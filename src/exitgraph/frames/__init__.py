"""Answers as a person at a prompt wants them: rows of plain values, a claim as a card; pandas where it is installed.

Why so is in docs/decisions/0024-python-api.md. Nothing here imports pandas before ``.df`` is asked for.
"""

from exitgraph.frames.answers import of_result
from exitgraph.frames.card import Card
from exitgraph.frames.claims import Claims, claim_rows
from exitgraph.frames.rows import Row, Rows
from exitgraph.frames.shown import Answer, Difference, Finding, Itinerary, Picture
from exitgraph.frames.thing import Thing, Things

__all__ = [
    "Answer",
    "Card",
    "Claims",
    "Difference",
    "Finding",
    "Itinerary",
    "Picture",
    "Row",
    "Rows",
    "Thing",
    "Things",
    "claim_rows",
    "of_result",
]
