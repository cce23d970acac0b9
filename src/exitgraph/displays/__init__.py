"""Answers as pieces of HTML for notebooks: tables, cards, the interactive page in a frame.

The only part that knows the HTML of notebooks. It is given plain data and knows nothing of graphs: `frames` calls it
from ``_repr_html_``. Text is escaped by the templates, and nothing is fetched. Colours are the ink of the page around,
so that they can be read on a light and on a dark ground. A piece carries its style: it may end up in an exported page.
"""

from exitgraph.displays.frame import framed
from exitgraph.displays.pieces import answer, card, difference, finding, image, itinerary, problem, summary
from exitgraph.displays.tables import Cell, table

__all__ = [
    "Cell",
    "answer",
    "card",
    "difference",
    "finding",
    "framed",
    "image",
    "itinerary",
    "problem",
    "summary",
    "table",
]
