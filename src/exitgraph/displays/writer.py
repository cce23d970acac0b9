"""The templates of this part, which escape what they are given."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from jinja2 import Environment


def written(template: str, **given: Any) -> str:
    """Fill a template; every text in it is escaped."""
    return _environment().get_template(template).render(**given)


@cache
def _environment() -> Environment:
    from jinja2 import Environment, FileSystemLoader, StrictUndefined
    from markupsafe import Markup

    folder = files("exitgraph.displays")
    made = Environment(
        loader=FileSystemLoader(str(folder / "templates")),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    style = (folder / "assets" / "notebook.css").read_text("utf-8")
    made.globals["style"] = Markup(style)  # noqa: S704  # a file of this package
    return made
