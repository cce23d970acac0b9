"""Plots for those who would rather look than read: each takes the graph at two dates and gives a matplotlib figure.

>>> import exitgraph as xg
>>> from exitgraph import plots
>>> then = xg.load().at(valid="2024-11-24", known="2024-11-24")
>>> figure = plots.admissions(then)
>>> figure.savefig("admissions.svg")  # doctest: +SKIP

Every figure has a title, both dates, whose claims it draws and the digest of the data, and tells by shape what it tells
by colour. It draws what is claimed: an empty place says that nothing is documented, not that nothing is so.
Needs matplotlib: ``pip install 'exitgraph[notebook]'``.
"""

from exitgraph.plots.matrix import admissions
from exitgraph.plots.over_time import claims_over_time
from exitgraph.plots.rates import recognition_rates
from exitgraph.plots.voices import evidence

__all__ = ["admissions", "claims_over_time", "evidence", "recognition_rates"]
