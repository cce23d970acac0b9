"""The scene as one self-contained HTML file, through pyvis.

pyvis gives the Network object and the vis-network library that its wheel carries; its own template is replaced by
ours, since it loads from other hosts and writes data into script. Here data stand in one block, deflated
and in base64 (a third of the size; what can be searched as text is the table), the page's script puts text in place
with ``textContent``, and a Content-Security-Policy admits exactly the inlined
scripts and styles, by hash: nothing is fetched, whatever a label says.
"""

from __future__ import annotations

import base64
import hashlib
import json
import os
import re
import tempfile
import zlib
from dataclasses import asdict
from importlib.resources import files
from typing import TYPE_CHECKING, Any, Final

from exitgraph.errors import InputError, Unreachable
from exitgraph.view.layout import positions, radius, wrapped
from exitgraph.view.pack import pack

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from markupsafe import Markup

    from exitgraph.view.cards import Card
    from exitgraph.view.scene import Arrow, Node, Scene

TEMPLATE: Final = "page.html.j2"
# Pixels of an arrow with one claim.
_WIDTH: Final = 1.4
#: The page's scripts, in the order in which one needs the other; all but the last only declare.
SCRIPTS: Final = (
    "model.js",
    "dom.js",
    "state.js",
    "judge.js",
    "clocks.js",
    "filter.js",
    "search.js",
    "picture.js",
    "labels.js",
    "drawing.js",
    "save.js",
    "cards.js",
    "panel.js",
    "table.js",
    "itineraries.js",
    "page.js",
)
_VIS: Final = "templates/lib/vis-9.1.2/vis-network.min"

# Kind -> shape; the legend draws the same shapes as SVG (see the template).
_SHAPES: Final = (
    ("territory", "dot"),
    ("region", "dot"),
    ("group", "square"),
    ("person", "triangle"),
    ("office-holder", "triangleDown"),
    ("organ", "hexagon"),
    ("organisation", "hexagon"),
    ("event", "star"),
    ("document", "diamond"),
    ("concept", "box"),
)


def render(scene: Scene, *, digest: str, generated: str | None = None, embedded: bool = False) -> str:
    """Write the page.

    Parameters
    ----------
    scene
        What is shown.
    digest
        Digest of the data, ``sha256:...``; it stands in the banner and in every copied source line.
    generated
        When the page was made, as text; left out when ``None``, so that a rebuild gives the same bytes.
    embedded
        Whether it stands in a small frame of another page: the picture comes first, laid out in less time.

    Raises
    ------
    Unreachable
        If the vis-network files are not in the installed pyvis.
    """
    from jinja2 import Environment, FileSystemLoader, StrictUndefined
    from pyvis.network import Network

    script, style = page_script(), asset("tokens.css") + asset("page.css")
    if embedded:
        style += asset("embedded.css")
    # Before the table is laid out, or it would be laid out twice.
    first = asset("first.js")
    library, library_css = vis_network()
    environment = Environment(
        loader=FileSystemLoader(str(files("exitgraph.view") / "templates")),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    nodes, edges = drawn(scene, positions(scene, quick=embedded))
    environment.globals.update(
        scene=scene,
        sources={block.id: block for block in scene.sources},
        cards={card.id: card for card in scene.cards},
        data=data_block(nodes, edges, scene_data(scene, digest)),
        digest=digest,
        generated=generated,
        embedded=embedded,
        library=_raw(library),
        library_css=_raw(library_css),
        first=_raw(first),
        script=_raw(script),
        style=_raw(style),
        policy=_policy([first, library, script], [library_css, style]),
    )
    # `directed`, since an undirected Network drops parallel arrows; the finished lists, since add_edge is quadratic;
    # options as a dict, since set_options strips spaces inside values.
    net = Network(directed=True, cdn_resources="in_line")
    net.templateEnv = environment
    net.path = TEMPLATE
    net.nodes, net.edges, net.options = nodes, edges, _options()
    return str(net.generate_html()).replace("\r\n", "\n")


def write(html: str, path: Path) -> None:
    """Write a page as UTF-8 with LF line ends, whole or not at all.

    Raises
    ------
    Unreachable
        If the folder cannot be written to.
    """
    try:
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.", suffix=".part")
    except OSError as error:
        raise Unreachable(
            f"cannot write there: {error.strerror}", where=str(path), hint="Name a file in a folder that exists."
        ) from None
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as file:
            file.write(html)
        os.chmod(name, 0o644)  # noqa: PTH101  # mkstemp's own mode would hide the page from its readers
        os.replace(name, path)  # noqa: PTH105  # the name is a plain string here
    except OSError as error:
        os.unlink(name)  # noqa: PTH108
        raise Unreachable(f"cannot write there: {error.strerror}", where=str(path)) from None


def drawn(scene: Scene, spots: Mapping[str, tuple[int, int]]) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Give nodes and edges as vis-network wants them; ``spots`` has the place of each node in pixels."""
    nodes = [_node(node, *spots[node.id]) for node in scene.nodes]
    return nodes, [_edge(arrow, place) for place, arrow in enumerate(scene.arrows)]


def scene_data(scene: Scene, digest: str) -> dict[str, Any]:
    """Give what the page's scripts know of a scene, as plain data."""
    return {
        "lang": scene.lang,
        "digest": digest,
        "nodes": [asdict(node) for node in scene.nodes],
        "arrows": [asdict(arrow) for arrow in scene.arrows],
        "cards": [_card(card) for card in scene.cards],
        "sources": [asdict(block) for block in scene.sources],
        "relations": [asdict(key) for key in scene.relations],
        "kinds": [asdict(key) for key in scene.kinds],
        "title": scene.title,
        "itineraries": [
            {"legs": [asdict(leg) for leg in item.legs]} for item in (scene.answer.itineraries if scene.answer else ())
        ],
    }


def _card(card: Card) -> dict[str, Any]:
    """Give the data of a card without what the page's script finds in others or does not show."""
    data = asdict(card)
    del data["subject_label"]
    data["object_label"] = "" if card.target else card.object_label
    for rival in data["rivals"]:
        del rival["title"]
    for passage in data["passages"]:
        del passage["id"]
    return data


def _node(node: Node, x: int, y: int) -> dict[str, Any]:
    shape = dict(_SHAPES).get(node.kind, "dot")
    drawn: dict[str, Any] = {"id": node.id, "label": wrapped(node.label), "x": x, "y": y, "shape": shape}
    if shape != "box":
        drawn["size"] = radius(node)
    if node.kind in ("region", "organisation"):
        drawn["shapeProperties"] = {"borderDashes": [3, 3]}
    # Neither `title` nor `group`: the one becomes a tooltip's HTML, the other takes vis-network's colours.
    return drawn


def _edge(arrow: Arrow, place: int) -> dict[str, Any]:
    bend = arrow.curvature
    # Its ends are in the data; the page's script adds them.
    drawn: dict[str, Any] = {"id": arrow.id}
    # Only what differs from the options, which hold for all arrows: there are many.
    if len(arrow.claims) > 1:
        drawn["width"] = round(min(_WIDTH + 0.7 * (len(arrow.claims) - 1), 4.2), 1)
    ends: dict[str, Any] = {}
    if not arrow.positive:
        ends["to"] = {"enabled": True, "type": "bar", "scaleFactor": 0.6}
    if arrow.contested:
        ends["middle"] = {"enabled": True, "type": "diamond", "scaleFactor": 0.6}
    if ends:
        drawn["arrows"] = {"to": {"enabled": True, "type": "arrow", "scaleFactor": 0.6}, **ends}
    if arrow.source == arrow.target:
        drawn["selfReference"] = {"size": 16 + 9 * int(bend), "angle": round(0.8 + 0.7 * (place % 3), 2)}
    elif bend:
        kind = "curvedCW" if bend > 0 else "curvedCCW"
        drawn["smooth"] = {"enabled": True, "type": kind, "roundness": abs(bend)}
    return drawn


def _options() -> dict[str, Any]:
    return {
        "autoResize": True,
        "physics": {"enabled": False},
        "layout": {"improvedLayout": False, "randomSeed": 1},
        "interaction": {
            "hover": True,
            "keyboard": False,
            "multiselect": False,
            "navigationButtons": False,
            "selectConnectedEdges": False,
            "tooltipDelay": 3_600_000,
            "zoomView": False,
        },
        "nodes": {"borderWidth": 1.5, "borderWidthSelected": 3, "font": {"size": 14, "vadjust": 0}},
        "edges": {
            "arrows": {"to": {"enabled": True, "type": "arrow", "scaleFactor": 0.6}},
            "arrowStrikethrough": False,
            "hoverWidth": 1,
            "selectionWidth": 1.5,
            "smooth": False,
            "width": _WIDTH,
        },
    }


def data_block(nodes: list[dict[str, Any]], edges: list[dict[str, Any]], data: Mapping[str, Any]) -> str:
    """Write data as JSON, deflated (RFC 1950) and in base64: no character in it can end the block."""
    whole = {"nodes": nodes, "edges": edges, "options": _options(), "data": pack(data)}
    text = json.dumps(whole, ensure_ascii=False, separators=(",", ":"))
    return base64.b64encode(zlib.compress(text.encode(), 9)).decode()


def read_block(page: str) -> dict[str, Any]:
    """Give the data of a page back: ``nodes``, ``edges``, ``options`` and the packed ``data``.

    Raises
    ------
    InputError
        If this is no page of ours.
    """
    found = re.search(r'id="exitgraph-data">([A-Za-z0-9+/=]*)</script>', page)
    if found is None:
        raise InputError("this is no page of exitgraph: it has no block of data", hint="Name a file that it wrote.")
    data: dict[str, Any] = json.loads(zlib.decompress(base64.b64decode(found[1])))
    return data


def _raw(text: str) -> Markup:
    from markupsafe import Markup

    return Markup(text)  # noqa: S704  # only for our own assets and the library


def page_script() -> str:
    """Give the page's scripts as one, which runs when the page is there."""
    return '"use strict";\n{\n' + "".join(asset(name) for name in SCRIPTS) + "}\n"


def asset(name: str) -> str:
    """Give a file of this package, with LF line ends."""
    return (files("exitgraph.view") / "assets" / name).read_text(encoding="utf-8").replace("\r\n", "\n")


def vis_network() -> tuple[str, str]:
    """Give vis-network's script and its style from pyvis's wheel, without source map and embedded images."""
    folder = files("pyvis")
    try:
        script = (folder / f"{_VIS}.js").read_bytes().decode()
        style = (folder / "templates/lib/vis-9.1.2/vis-network.css").read_bytes().decode()
    except OSError:
        raise Unreachable(
            "vis-network 9.1.2 is not in the installed pyvis", hint="Install pyvis 0.3.2 again."
        ) from None
    # A browser reads CRLF as LF, and the policy's hash is of what the browser reads.
    script = re.sub(
        r"^//# sourceMappingURL=.*$", "", script.replace("\r\n", "\n").replace("\r", "\n"), flags=re.MULTILINE
    )
    # Most rules, and 200 kB of images, belong to buttons and forms that the page does not use.
    style = re.sub(r"[^{}]*\{[^{}]*url\([^)]*\)[^{}]*\}", "", style)
    style = re.sub(r"[^{}]*\bvis-(?:button|color|config|manipulation|navigation|close|edit)[^{}]*\{[^{}]*\}", "", style)
    if "</script" in script.lower() or "</style" in style.lower():
        raise Unreachable("the installed vis-network cannot be inlined", hint="Install pyvis 0.3.2 again.")
    return script, style


def vis_licence() -> dict[str, str]:
    """Give name, version and licence of vis-network, with what its own header says of them.

    Raises
    ------
    Unreachable
        If the vis-network files are not in the installed pyvis.
    """
    header = vis_network()[0].partition("*/")[0]
    text = "\n".join(line.strip().removeprefix("/**").removeprefix("*").rstrip() for line in header.splitlines())
    return {"name": "vis-network", "version": "9.1.2", "licence": "Apache-2.0 OR MIT", "text": text.strip()}


def _policy(scripts: list[str], styles: list[str]) -> str:
    def hashes(texts: list[str]) -> str:
        return " ".join(f"'sha256-{base64.b64encode(hashlib.sha256(t.encode()).digest()).decode()}'" for t in texts)

    return (
        f"default-src 'none'; script-src {hashes(scripts)}; style-src {hashes(styles)}; "
        "base-uri 'none'; form-action 'none'"
    )
