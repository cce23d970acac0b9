"""Analyses: questions that only a graph of claims can answer, each an exact problem on graphs.

One module an analysis; pure functions over the decoded graph on two clocks that give frozen values, and beside each the
function that writes it as JSON. `chains` are walks of transfers that end in the State of origin, `gaps` who reaches no
protection and the smallest change that would open a way, `dependence` the policies on which all itineraries rest.
"""

from exitgraph.analysis.chains import Chain, Chains, Link, chains, chains_json
from exitgraph.analysis.transfers import Transfer

__all__ = ["Chain", "Chains", "Link", "Transfer", "chains", "chains_json"]
