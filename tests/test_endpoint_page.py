"""What docs/endpoint.md shows is what curl prints."""

from __future__ import annotations

import re
import shlex
import shutil
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from server import served

if TYPE_CHECKING:
    from collections.abc import Iterator

PAGE = (Path(__file__).resolve().parents[1] / "docs" / "endpoint.md").read_text("utf-8")
SHOWN = re.findall(r"^```console\n\$ (curl .+)\n((?:(?!```).*\n)*)```$", PAGE, re.MULTILINE)
HERE = "http://127.0.0.1:8077/"


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    if shutil.which("curl") is None:
        pytest.skip("curl is not installed")
    with served("--port", "0", "--timeout", "60") as (_, number):
        yield number


@pytest.mark.parametrize(("command", "output"), SHOWN, ids=[str(number) for number in range(len(SHOWN))])
def test_curl_prints_what_the_page_shows(command: str, output: str, port: int) -> None:
    """A command of the page, sent to a server of the shipped graph, prints what stands below it."""
    assert HERE in command
    arguments = [word.replace(HERE, f"http://127.0.0.1:{port}/") for word in shlex.split(command)]
    done = subprocess.run([*arguments, "--noproxy", "*"], capture_output=True, check=True, timeout=120)
    assert done.stdout.decode().replace("\r\n", "\n").rstrip("\n") == output.rstrip("\n")


def test_every_block_of_the_page_is_run() -> None:
    """Each console block of the page is a command of curl that the test above runs, six at least."""
    assert len(SHOWN) == PAGE.count("```console") >= 6
