"""The command line as somebody calls it: in this process, or as a process of its own."""

from __future__ import annotations

import io
import os
import subprocess
import sys
from contextlib import redirect_stderr, redirect_stdout
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

import pytest

from exitgraph import api
from exitgraph.cli import main
from exitgraph.rdf import folder
from exitgraph.rdf.folder import shipped_graph

if TYPE_CHECKING:
    from pathlib import Path


class Ran(NamedTuple):
    """How a command ended."""

    code: int
    out: str
    err: str


def call(*arguments: str | Path) -> Ran:
    """Run the command line in this process, as a script would call it; the shipped graph is loaded once."""
    out, err = io.StringIO(), io.StringIO()
    with redirect_stdout(out), redirect_stderr(err), pytest.MonkeyPatch.context() as patch:
        patch.setattr(api, "load", lambda path=None: _shipped(shipped_graph()) if path is None else _load(path))
        patch.setattr(folder, "read_reference", _reference)
        with pytest.raises(SystemExit) as ended:
            main([str(argument) for argument in arguments])
    code = ended.value.code
    return Ran(code if isinstance(code, int) else 1, out.getvalue(), err.getvalue())


_load = api.load
_reference = cache(folder.read_reference)


@cache
def _shipped(_: Path) -> api.Graph:
    # A graph is never changed, and many commands are called.
    return _load()


def run(*arguments: str, **environment: str) -> Ran:
    """Run the command line as its own process."""
    done = subprocess.run(
        [sys.executable, "-m", "exitgraph", *arguments],
        capture_output=True,
        check=False,
        env={**os.environ, **environment},
        stdin=subprocess.DEVNULL,
        timeout=120,
    )
    return Ran(done.returncode, done.stdout.decode(), done.stderr.decode())
