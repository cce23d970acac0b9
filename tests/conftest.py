"""What every test shares: the shipped graph, how hypothesis searches, and that nothing is skipped unseen in CI."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, settings

import exitgraph
from windows import Windows, chromium

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser

    from exitgraph import Graph

settings.register_profile("ci", deadline=None, derandomize=True, print_blob=True)
settings.register_profile("dev", deadline=None)
settings.register_profile(
    "long", deadline=None, max_examples=5000, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)
settings.load_profile("ci" if os.environ.get("EXITGRAPH_CI") else "dev")


@pytest.fixture(scope="session")
def graph() -> Graph:
    """Give the shipped graph, loaded once."""
    return exitgraph.load()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Give a real browser, of a module: playwright keeps a loop running in its thread, and nobody else can run one."""
    with chromium() as found:
        yield found


@pytest.fixture
def windows(browser: Browser, port: int) -> Iterator[Windows]:
    """Give windows of the browser onto the server at the module's own ``port``."""
    made = Windows(browser, port)
    yield made
    made.close()


#: The files that take longest. Files go to processes whole: begun last, one of them would keep the others waiting.
LONG = (
    "test_shipped_on_servers.py",
    "test_import_table.py",
    "test_page.py",
    "test_notebooks.py",
    "test_web_analyses.py",
    "test_web_things.py",
    "test_web_explore.py",
    "test_web_query.py",
    "test_map_pages.py",
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Let the longest files begin; the order within a file stays."""
    place = {name: number for number, name in enumerate(LONG)}
    items.sort(key=lambda item: place.get(item.path.name, len(LONG)))


def _skipped_in_ci(session: pytest.Session) -> list[str]:
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if reporter is None or not os.environ.get("EXITGRAPH_CI"):
        return []
    return [f"{report.nodeid}: {_reason(report)}" for report in reporter.stats.get("skipped", ())]


def _reason(report: pytest.TestReport | pytest.CollectReport) -> str:
    return str(report.longrepr[2]) if isinstance(report.longrepr, (tuple, list)) else "no reason given"


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    """In CI a skipped test is a failed run: a check that did not run has not passed."""
    if _skipped_in_ci(session) and session.exitstatus in (pytest.ExitCode.OK, pytest.ExitCode.NO_TESTS_COLLECTED):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say which tests were skipped where none may be."""
    session = terminalreporter._session
    skipped = _skipped_in_ci(session) if session is not None else []
    if skipped:
        terminalreporter.section("skipped, which EXITGRAPH_CI forbids", red=True, bold=True)
        for line in skipped:
            terminalreporter.line(line)
