"""Independent lines: how many accounts there are behind what is claimed.

`lines` counts them for a claim, a proposition or an event and shows the chains of who relays whom; `Tally` gives the
numbers alone for all that a snapshot holds, as journeys need them.
"""

from exitgraph.lines.chains import Chain
from exitgraph.lines.count import SETS, Lines, lines
from exitgraph.lines.tally import Range, Tally

__all__ = ["SETS", "Chain", "Lines", "Range", "Tally", "lines"]
