"""Brute force for the analyses of chains, gaps and dependence; it shares no code with `exitgraph.analysis`.

What claims in force say to a profile is read by `oracle`, the slow reading of journeys.
"""
