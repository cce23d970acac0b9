"""Write notebooks/*.ipynb from the texts beside them, run them, and make pages of them.

::

    python tools/notebooks.py                   writes each notebook from its text, without what it printed
    python tools/notebooks.py --check           writes nothing; exits 1 and names the notebooks that differ
    python tools/notebooks.py --pages FOLDER    runs each notebook; puts it, run, and its page into the folder
    python tools/notebooks.py --open            shows them in JupyterLab; in the one that runs on them, if any

The text (MyST, ``.md``) is the source. JupyterLab with jupytext writes both files when one is saved; the outputs that
it keeps in the notebook are dropped here. How the two are paired stands in notebooks/jupytext.toml.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import re
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

from exitgraph.errors import CheckFailed, ExitgraphError, InputError

FOLDER: Final = Path(__file__).resolve().parents[1] / "notebooks"
SECONDS: Final = 240


def texts(folder: Path = FOLDER) -> list[Path]:
    """Give the texts of the notebooks, in order."""
    return sorted(folder.glob("*.md"))


def notebook_of(text: Path) -> Any:
    """Read a text as a notebook; a cell is named for what it says, so that a new one renames no other."""
    import jupytext

    book = jupytext.read(text, config=_pairing(text))
    names: set[str] = set()
    for cell in book.cells:
        name = hashlib.sha256(cell.source.encode()).hexdigest()[:8]
        while name in names:
            name = hashlib.sha256(name.encode()).hexdigest()[:8]
        names.add(name)
        cell.id = name
        if "hide-input" in cell.metadata.get("tags", ()):
            # JupyterLab folds it by this; the text has the tag alone.
            cell.metadata["jupyter"] = {"source_hidden": True}
    # As a kernel writes them, so that running a notebook changes nothing in its text.
    book.metadata = {
        "kernelspec": {"name": "python3", "display_name": "Python 3 (ipykernel)", "language": "python"},
        "language_info": {"name": "python", "pygments_lexer": "ipython3"},
    }
    book.nbformat, book.nbformat_minor = 4, 5
    return book


def written(text: Path) -> str:
    """Give what the notebook of a text holds, as it is kept in git."""
    import nbformat

    return str(nbformat.writes(notebook_of(text))) + "\n"


def text_of(notebook: Path) -> str:
    """Give the text of a notebook, as JupyterLab writes it when the notebook is saved."""
    import jupytext

    return str(jupytext.writes(jupytext.read(notebook), fmt="md:myst", config=_pairing(notebook)))


def _pairing(file: Path) -> Any:
    from jupytext.config import load_jupytext_config

    return load_jupytext_config(str(file))


def executed(book: Any, folder: Path) -> Any:
    """Run a notebook in a kernel of its own, which is spoken to through files: no port is opened.

    Parameters
    ----------
    book
        The notebook; its outputs are put into it.
    folder
        Where it runs.

    Raises
    ------
    InputError
        If a cell fails; the error says which and why.
    """
    from jupyter_client.manager import AsyncKernelManager
    from jupyter_core.utils import run_sync
    from nbclient import NotebookClient
    from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError

    # A path of a socket may be some hundred characters long, and is read by the kernel in a folder of its own.
    with TemporaryDirectory(prefix="xg") as sockets:
        kernel = AsyncKernelManager(kernel_name="python3", transport="ipc", ip=f"{sockets}/k")
        # Otherwise the first that is found in somebody's folders, which may not have the library.
        spec: Any = kernel.kernel_spec
        spec.argv = [sys.executable, *spec.argv[1:]]
        client = NotebookClient(book, km=kernel, timeout=SECONDS, resources={"metadata": {"path": str(folder)}})
        try:
            client.execute()
        except (CellExecutionError, CellTimeoutError, DeadKernelError) as error:
            raise InputError(f"a cell failed: {error}", hint="Correct the text of the notebook.") from error
        finally:
            run_sync(kernel.shutdown_kernel)(now=True)
    return book


def page(book: Any) -> str:
    """Make the page of a notebook that was run, by notebooks/jupyter_nbconvert_config.py."""
    from nbconvert import HTMLExporter
    from traitlets.config.loader import PyFileConfigLoader

    settings = PyFileConfigLoader("jupyter_nbconvert_config.py", str(FOLDER)).load_config()
    found, _ = HTMLExporter(config=settings).from_notebook_node(book)
    # A page links pages.
    return re.sub(r'href="([\w-]+)\.ipynb"', r'href="\1.html"', str(found))


def _write(path: Path, text: str) -> None:
    part = path.with_name(f".{path.name}.part")
    part.write_text(text, encoding="utf-8", newline="\n")
    part.replace(path)


def _pages(names: list[str], folder: Path, source: Path) -> None:
    import nbformat

    wanted = [text for text in texts(source) if not names or text.stem in names]
    folder.mkdir(parents=True, exist_ok=True)
    for text in wanted:
        book = executed(notebook_of(text), folder)
        _write(folder / f"{text.stem}.ipynb", nbformat.writes(book) + "\n")
        _write(folder / f"{text.stem}.html", page(book))


def _open(port: int | None) -> None:
    """Show the notebooks in JupyterLab; where one runs on this folder already, in that one."""
    import webbrowser

    from jupyter_server.serverapp import list_running_servers

    first = "first-hour.ipynb"
    for server in list_running_servers():
        if Path(server["root_dir"]) == FOLDER:
            address = f"{server['url']}lab/tree/{first}?token={server['token']}"
            sys.stdout.write(f"JupyterLab runs on them already: {address}\n")
            webbrowser.open(address)
            return
    # Its settings lie beside the notebooks. It takes the place of this process, and ends when it is told to.
    os.chdir(FOLDER)
    os.environ["JUPYTER_CONFIG_PATH"] = os.pathsep.join(
        filter(None, [str(FOLDER), os.environ.get("JUPYTER_CONFIG_PATH")])
    )
    chosen = [f"--ServerApp.port={port}", "--ServerApp.port_retries=0"] if port else []
    os.execv(sys.executable, [sys.executable, "-m", "jupyterlab", *chosen, first])  # noqa: S606  # no shell is wanted


def main(arguments: list[str] | None = None, folder: Path = FOLDER) -> int:
    """Run the tool and give the exit code: 0 done, 1 a notebook differs from its text, 2 a cell fails."""
    parser = argparse.ArgumentParser(description="Write, check, run, publish or open the notebooks.")
    parser.add_argument("--check", action="store_true", help="write nothing; exit 1 if a notebook differs")
    parser.add_argument("--pages", type=Path, metavar="FOLDER", help="run the notebooks and write them and their pages")
    parser.add_argument("--only", action="append", default=[], metavar="NAME", help="with --pages: this notebook")
    parser.add_argument("--texts", type=Path, metavar="FOLDER", default=folder, help="where the texts lie")
    parser.add_argument("--open", action="store_true", help="show the notebooks in JupyterLab")
    parser.add_argument("--port", type=int, help="with --open: the port of JupyterLab")
    asked = parser.parse_args(arguments)
    try:
        if asked.pages:
            _pages(asked.only, asked.pages.resolve(), asked.texts)
        elif asked.open:
            _open(asked.port)
        else:
            _sync(asked.texts, only_check=asked.check)
    except ExitgraphError as error:
        sys.stderr.write(f"{error}\n")
        return error.exit_code
    return 0


def _sync(folder: Path, *, only_check: bool) -> None:
    """Write the notebooks that differ from their texts, or name them."""
    differing = []
    for text in texts(folder):
        notebook, wanted = text.with_suffix(".ipynb"), written(text)
        if not notebook.is_file() or notebook.read_text("utf-8") != wanted:
            differing.append(notebook.name)
            if not only_check:
                _write(notebook, wanted)
    if differing and only_check:
        told = f"what its text says differs from {', '.join(differing)}"
        raise CheckFailed(told, hint="Run python tools/notebooks.py, and review the difference.")


if __name__ == "__main__":
    sys.exit(main())
