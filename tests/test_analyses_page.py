"""The page about the analyses: its examples are what the shipped graph answers."""

import re
import shlex
from pathlib import Path

import pytest
from click.testing import CliRunner

from exitgraph.cli import cli

PAGE = Path(__file__).parent.parent / "docs" / "analyses.md"
EXAMPLES = re.findall(
    r"```\n\$ exitgraph (analyse (?:chains|gaps|dependence) .*)\n([^`]*?)\n```", PAGE.read_text("utf-8")
)


def test_there_is_an_example_of_each() -> None:
    """Chains, gaps and dependence each have an example."""
    assert [command.split()[1] for command, _ in EXAMPLES] == ["chains", "gaps", "dependence"]


@pytest.mark.parametrize(("command", "shown"), EXAMPLES, ids=lambda text: text[:16])
def test_an_example_is_what_is_answered(command: str, shown: str) -> None:
    """What the page shows is what the command prints, but for the digest of the data."""
    ran = CliRunner().invoke(cli, shlex.split(command))
    assert re.sub(r"sha256:[0-9a-f]{64}", "sha256:...", ran.stdout).rstrip() == shown
