"""How `jupyter nbconvert` and JupyterLab make a page here: one file that asks nobody for anything."""

from importlib.resources import files
from pathlib import Path

c = get_config()  # noqa: F821  # Jupyter puts it there

c.HTMLExporter.template_name = "exitgraph"
c.HTMLExporter.extra_template_basedirs = [str(Path(__file__).resolve().parent / "templates")]
# The colours and letters of every other page.
c.HTMLExporter.extra_template_paths = [str(files("exitgraph") / "view" / "assets")]
c.HTMLExporter.embed_images = True
