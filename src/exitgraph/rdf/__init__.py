"""Claims to triples and back, and the one canonical way to write a file.

``turtle`` reads and writes files, ``encode`` and ``decode`` turn claims into triples and triples into claims,
``direct`` derives the direct triples. pyoxigraph serves here as a parser only; the engine is the store's business.
"""
