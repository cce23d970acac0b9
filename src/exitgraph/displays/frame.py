"""A whole page in a frame of its own."""

from __future__ import annotations

from exitgraph.displays.writer import written


def framed(page: str, *, title: str, below: str = "", height: int = 560) -> str:
    """Put a page in a frame that may run the page's own scripts and nothing else.

    The page stands in ``srcdoc``, whole: an exported notebook shows it too. Without ``allow-same-origin`` it reaches
    neither the notebook around it nor what a browser keeps for it.

    Parameters
    ----------
    page
        The HTML of the page.
    title
        What a screen reader calls the frame.
    below
        A line under it.
    height
        In pixels; a person can drag it taller.
    """
    return written("frame.html.j2", page=page, title=title, below=below, height=height)
