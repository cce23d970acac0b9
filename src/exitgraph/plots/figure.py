"""A matplotlib figure that shows itself in a notebook with a text for those who cannot see it. Imports matplotlib."""

from __future__ import annotations

import base64
import io
from typing import Any

from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure


class Plot(Figure):
    """A ``matplotlib.figure.Figure``: ``savefig`` writes it, ``axes`` holds what can be changed.

    Made without pyplot: nothing is kept open, and no backend is chosen.
    """

    #: What it shows, in words.
    told: str = ""

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        FigureCanvasAgg(self)

    def __repr__(self) -> str:
        return f"<plot: {self.told}>"

    def _repr_html_(self) -> str:
        from exitgraph.displays import image

        file = io.BytesIO()
        # Twice as fine as it is shown: screens are.
        self.savefig(file, format="png", dpi=2 * self.dpi, metadata={"Software": None})
        width = round(self.get_figwidth() * self.dpi)
        return image(base64.b64encode(file.getvalue()).decode("ascii"), alt=self.told, width=width)
