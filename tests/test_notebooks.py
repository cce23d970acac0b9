"""The notebooks: paired with their texts, run without a network, and their pages tried in a browser."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import httpx
import notebooks as tool
import pytest

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from playwright.sync_api import Browser, Frame, Page

ROOT: Final = Path(__file__).resolve().parents[1]
NAMES: Final = (
    "bring-your-own-table",
    "called-safe-returned-from",
    "first-hour",
    "how-many-voices",
    "networkx-on-the-network",
    "who-admits-a-deserter",
)
PICTURED: Final = ("bring-your-own-table", "first-hour", "networkx-on-the-network")
#: What of a text may hold digits: headings, code, links, dates and years, the numbers of a list, a standard.
ALLOWED: Final = re.compile(
    r"^#+ .*$|`[^`]*`|\]\([^)]*\)|\b(?:19|20)\d\d(?:-\d\d){0,2}\b|\b[0-3]?\d (?=(?:January|February|March|April|May"
    r"|June|July|August|September|October|November|December)\b)|^\d\. |\bISO 3166\b",
    re.MULTILINE,
)


def cells(notebook: Path, kind: str) -> list[dict[str, Any]]:
    """Give the cells of a kind, in order."""
    whole = json.loads(notebook.read_text("utf-8"))
    return [cell for cell in whole["cells"] if cell["cell_type"] == kind]


def source(cell: dict[str, Any]) -> str:
    """Give what stands in a cell."""
    return "".join(cell["source"])


def hard_digits(text: str) -> list[str]:
    """Give the lines of a text that hold a figure which nothing computes."""
    return [line for line in ALLOWED.sub("", text).splitlines() if re.search(r"\d", line)]


def run_offline(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    """Run the tool in a network of its own that has no way out, where the machine allows it; guarded anyway."""
    apart = ["unshare", "-rn"]
    if shutil.which("unshare") is None or subprocess.run([*apart, "true"], check=False, capture_output=True).returncode:
        apart = []
    path = os.pathsep.join([str(ROOT / "tests" / "offline"), str(ROOT / "src"), os.environ.get("PYTHONPATH", "")])
    return subprocess.run(
        [*apart, sys.executable, str(ROOT / "tools" / "notebooks.py"), *map(str, arguments)],
        env={**os.environ, "PYTHONPATH": path, "MPLBACKEND": ""},
        capture_output=True,
        text=True,
        check=False,
        timeout=600,
    )


@pytest.fixture(scope="session")
def pages(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Run all notebooks once, without a network, and give the folder that holds them and their pages."""
    folder = tmp_path_factory.mktemp("notebooks")
    done = run_offline("--pages", folder)
    assert done.returncode == 0, done.stderr
    return folder


def test_the_notebooks_are_those_of_the_readme() -> None:
    """Each text has its notebook, there are no others, and the README links each."""
    assert tuple(path.stem for path in tool.texts()) == NAMES
    assert tuple(sorted(path.stem for path in tool.FOLDER.glob("*.ipynb"))) == NAMES
    readme = (ROOT / "README.md").read_text("utf-8")
    assert [name for name in NAMES if f"(notebooks/{name}.md)" not in readme] == []


@pytest.mark.parametrize("name", NAMES)
def test_notebook_and_text_say_the_same(name: str) -> None:
    """The notebook is what its text makes, and saved in JupyterLab it makes that text again."""
    text = tool.FOLDER / f"{name}.md"
    notebook = text.with_suffix(".ipynb")
    assert notebook.read_text("utf-8") == tool.written(text), "Run python tools/notebooks.py."
    assert tool.text_of(notebook) == text.read_text("utf-8"), "JupyterLab would write the text otherwise."


@pytest.mark.parametrize("name", NAMES)
def test_running_a_notebook_changes_nothing_in_its_text(pages: Path, tmp_path: Path, name: str) -> None:
    """A notebook that was run and is saved in JupyterLab, with outputs and what its kernel adds, gives the text."""
    shutil.copy(tool.FOLDER / "jupytext.toml", tmp_path)
    ran = Path(shutil.copy(pages / f"{name}.ipynb", tmp_path))
    assert "version" in json.loads(ran.read_text("utf-8"))["metadata"]["language_info"]
    assert tool.text_of(ran) == (tool.FOLDER / f"{name}.md").read_text("utf-8")


def test_a_changed_text_is_seen(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The check fails for a notebook that is missing or differs, and passes once the tool has written it."""
    shutil.copy(tool.FOLDER / "jupytext.toml", tmp_path)
    text = tmp_path / "one.md"
    text.write_text("# One\n\n```{code-cell}\n1\n```\n", "utf-8")
    assert tool.main(["--check"], tmp_path) == 1
    assert tool.main([], tmp_path) == 0
    assert tool.main(["--check"], tmp_path) == 0
    book = json.loads(text.with_suffix(".ipynb").read_text("utf-8"))
    assert [cell["cell_type"] for cell in book["cells"]] == ["markdown", "code"]
    book["cells"][1]["outputs"] = [{"output_type": "stream", "name": "stdout", "text": "1"}]
    text.with_suffix(".ipynb").write_text(json.dumps(book), "utf-8")
    assert tool.main(["--check"], tmp_path) == 1
    assert "one.ipynb" in capsys.readouterr().err


@pytest.mark.parametrize("name", NAMES)
def test_notebook_is_stored_without_output(name: str) -> None:
    """No cell holds an output or a count, so that a change of a notebook is a change of its text."""
    found = cells(tool.FOLDER / f"{name}.ipynb", "code")
    assert [cell for cell in found if cell["outputs"] or cell["execution_count"] is not None] == []


@pytest.mark.parametrize("name", NAMES)
def test_notebook_begins_with_the_notice_and_ends_with_its_limits(name: str) -> None:
    """The first cell says that this is no legal advice and gives no directions, the last what it cannot say."""
    found = cells(tool.FOLDER / f"{name}.ipynb", "markdown")
    first = " ".join(source(found[0]).replace("\n> ", " ").split())
    assert "not legal advice" in first
    assert "gives no directions" in first
    assert source(found[-1]).startswith("## What the data cannot say\n")
    last = json.loads((tool.FOLDER / f"{name}.ipynb").read_text("utf-8"))["cells"][-1]
    assert last["cell_type"] == "markdown"


@pytest.mark.parametrize("name", NAMES)
def test_figures_of_the_text_are_computed(name: str) -> None:
    """The text between the cells holds no digit but in headings, code, links and dates."""
    found = cells(tool.FOLDER / f"{name}.ipynb", "markdown")
    assert [line for cell in found for line in hard_digits(source(cell))] == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("There are 12 claims.", 1),
        ("On 24 November 2024, in 2023-12 and 2023", 0),
        ("# 5 questions\n\nsee `g[3]` and [this](page-2.md)", 0),
        ("1. One of 3 rules", 1),
    ],
)
def test_a_hard_figure_is_seen(text: str, found: int) -> None:
    """A figure in a sentence is found; a date, a heading, code and the number of an item are let through."""
    assert len(hard_digits(text)) == found


@pytest.mark.parametrize("name", NAMES)
def test_notebook_runs(pages: Path, name: str) -> None:
    """Run without a network, each cell has run after those above it, nothing complained, and figures were computed."""
    found = cells(pages / f"{name}.ipynb", "code")
    assert [cell["execution_count"] for cell in found] == list(range(1, len(found) + 1))
    outputs = [output for cell in found for output in cell["outputs"]]
    assert [output for output in outputs if output.get("name") == "stderr"] == []
    told = ["".join(output["data"]["text/markdown"]) for output in outputs if "text/markdown" in output.get("data", {})]
    assert any(re.search(r"\d", text) for text in told)
    plain = ["".join(output["data"]["text/plain"]) for output in outputs if "text/plain" in output.get("data", {})]
    # What has no display of its own is shown by the address that it has in memory.
    assert [text for text in plain if " at 0x" in text and not text.startswith("<IPython.")] == []


@pytest.mark.parametrize("name", NAMES)
def test_figure_says_what_it_shows_to_who_cannot_see_it(name: str) -> None:
    """Each cell that draws carries a text in place of its picture, and is folded."""
    drawing = [cell for cell in cells(tool.FOLDER / f"{name}.ipynb", "code") if "plt.show()" in source(cell)]
    assert [cell for cell in drawing if not cell["metadata"].get("alt")] == []
    assert [cell for cell in drawing if "hide-input" not in cell["metadata"].get("tags", ())] == []


def test_whoever_reaches_out_is_stopped(tmp_path: Path) -> None:
    """A notebook that asks another machine for something fails, and the tool says in which cell."""
    text = tmp_path / "texts" / "asking.md"
    text.parent.mkdir()
    shutil.copy(tool.FOLDER / "jupytext.toml", text.parent)
    asking = 'from urllib.request import urlopen\n\nurlopen("http://192.0.2.1/", timeout=5)'
    text.write_text(f"# Asking\n\n```{{code-cell}}\n{asking}\n```\n", "utf-8")
    done = run_offline("--texts", text.parent, "--pages", tmp_path)
    assert done.returncode == 2
    assert "192.0.2.1" in done.stderr
    assert "no network in this test" in done.stderr
    assert not (tmp_path / "asking.html").exists()


@pytest.fixture
def opened(browser: Browser, pages: Path) -> Iterator[Callable[[str], Page]]:
    """Give a way to open a page offline; at the end it has asked for nothing besides itself, and said nothing."""
    asked: list[str] = []
    words: list[str] = []
    context = browser.new_context(viewport={"width": 1280, "height": 900}, offline=True)
    allowed = set()

    def open_page(name: str) -> Page:
        page = context.new_page()
        page.set_default_timeout(60_000)
        page.on("request", lambda request: asked.append(request.url))
        page.on("console", lambda message: words.append(message.text))
        page.on("pageerror", lambda error: words.append(str(error)))
        address = (pages / f"{name}.html").as_uri()
        allowed.add(address)
        page.goto(address, wait_until="load")
        return page

    yield open_page
    context.close()
    assert set(asked) == allowed, "a page asked for something besides itself"
    assert words == []


def graph_of(page: Page) -> Frame:
    """Give the frame that holds the interactive graph, once it has been drawn."""
    for _ in range(300):
        for frame in page.frames[1:]:
            if frame.evaluate("() => window.exitgraph !== undefined"):
                return frame
        page.wait_for_timeout(100)
    raise AssertionError("no frame holds a graph")


@pytest.mark.parametrize("name", NAMES)
def test_page_asks_nobody_and_stands_on_its_own(opened: Callable[[str], Page], name: str) -> None:
    """The exported page is read offline: title, notice, each figure with its text, nothing wider than the window."""
    page = opened(name)
    assert page.title().endswith(": exitgraph")
    assert "not legal advice" in page.locator("blockquote").first.inner_text()
    assert page.locator("img:not([alt])").count() == 0
    links = page.locator("main a[href]").evaluate_all("links => links.map((link) => link.getAttribute('href'))")
    inside = [link for link in links if not link.startswith(("#", "https://"))]
    assert {link.removesuffix(".html") for link in inside} <= set(NAMES)
    assert page.evaluate("[...document.images].every((image) => image.naturalWidth > 0)")
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


@pytest.mark.parametrize("name", PICTURED)
def test_graph_in_the_page_can_be_clicked(opened: Callable[[str], Page], name: str) -> None:
    """In its frame in the exported page the graph is drawn, and a click on a node shows that node."""
    page = opened(name)
    frame = graph_of(page)
    holder = frame.frame_element()
    assert "allow-same-origin" not in (holder.get_attribute("sandbox") or "allow-same-origin")
    holder.scroll_into_view_if_needed()
    node, wanted = ("territory:XB", "Belmark") if name == "bring-your-own-table" else ("territory:KZ", "Kazakhstan")
    point = _at_rest(page, frame, node)
    box = holder.bounding_box()
    assert box is not None
    page.mouse.click(box["x"] + point["x"], box["y"] + point["y"])
    frame.wait_for_function("(name) => document.querySelector('#panel-title').textContent.includes(name)", arg=wanted)
    assert frame.locator("#cards details").count() > 0


def _at_rest(page: Page, frame: Frame, node: str) -> dict[str, float]:
    """Give where a node is once it stays there: what is out of sight is drawn when it comes into sight."""
    before: dict[str, float] = {}
    for _ in range(100):
        page.wait_for_timeout(300)
        point: dict[str, float] = frame.evaluate("(id) => exitgraph.nodePoint(id)", node)
        if point == before:
            return point
        before = point
    raise AssertionError("the picture does not come to rest")


def test_plain_nbconvert_makes_the_same_page(tmp_path: Path) -> None:
    """`jupyter nbconvert` with the settings of the notebooks makes a page that asks nobody for anything."""
    ran = subprocess.run(
        [sys.executable, "-m", "nbconvert", "--to", "html", "--output-dir", str(tmp_path), "first-hour.ipynb"],
        cwd=tool.FOLDER,
        env={**os.environ, "PYTHONPATH": str(ROOT / "src"), "JUPYTER_CONFIG_PATH": str(tool.FOLDER)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr
    page = (tmp_path / "first-hour.html").read_text("utf-8")
    assert "default-src 'none'" in page
    assert re.findall(r"""(?:src|href)=["'](?!#|data:|[\w-]+\.ipynb)[^"']*""", page) == []


def _listening(runtime: Path, started: subprocess.Popen[bytes]) -> tuple[dict[str, Any], str]:
    """Wait for JupyterLab; give what it says of itself, and its page."""
    from jupyter_server.serverapp import list_running_servers

    for _ in range(600):
        assert started.poll() is None, (runtime / "log").read_text("utf-8")
        for server in list_running_servers(str(runtime)):
            with suppress(httpx.TransportError):
                return server, httpx.get(f"{server['url']}lab?token={server['token']}", timeout=60).text
        time.sleep(0.1)
    raise AssertionError("JupyterLab does not answer")


def test_jupyterlab_starts_on_this_machine_only(tmp_path: Path) -> None:
    """What `make notebooks` starts listens on loopback, has the notebooks, and asks nobody for news or updates."""
    runtime = {**os.environ, "PYTHONPATH": str(ROOT / "src"), "JUPYTER_RUNTIME_DIR": str(tmp_path), "BROWSER": "true"}
    with (tmp_path / "log").open("w") as log:
        started = subprocess.Popen(
            [sys.executable, str(ROOT / "tools" / "notebooks.py"), "--open"],
            env=runtime,
            stdout=log,
            stderr=subprocess.STDOUT,
        )
    try:
        server, page = _listening(tmp_path, started)
        assert server["url"].startswith("http://127.0.0.1:")
        assert Path(server["root_dir"]) == tool.FOLDER
        settings = json.loads(re.findall(r'id="jupyter-config-data"[^>]*>(.*?)</script>', page, re.DOTALL)[0])
        assert settings["news"]["disabled"] is True
        again = subprocess.run(
            [sys.executable, str(ROOT / "tools" / "notebooks.py"), "--open"],
            env=runtime,
            capture_output=True,
            text=True,
            check=False,
        )
        assert again.returncode == 0, again.stderr
        assert server["url"] in again.stdout
    finally:
        started.terminate()
        started.wait(30)
    said = (tmp_path / "log").read_text("utf-8")
    assert "Extension Manager is 'readonly'" in said
