"""What ``%load_ext exitgraph`` gives to IPython and notebooks: ``%%sparql``, ``%sparql`` and ``%exitgraph``."""

from exitgraph.magics.commands import ExitgraphMagics, load_ipython_extension, unload_ipython_extension

__all__ = ["ExitgraphMagics", "load_ipython_extension", "unload_ipython_extension"]
