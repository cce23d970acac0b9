"""The knowledge as a picture: scene (what is drawn), layout (where), one self-contained HTML page (html)."""

from exitgraph.view.choice import named_claims
from exitgraph.view.html import render, write
from exitgraph.view.layout import positions
from exitgraph.view.scene import Arrow, Node, Scene, build_scene

__all__ = ["Arrow", "Node", "Scene", "build_scene", "named_claims", "positions", "render", "write"]
