"""Brute force for the analyses: shares no code with `exitgraph.analysis`, and uses of the package only its values."""
