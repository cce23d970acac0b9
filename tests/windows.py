"""Pages of a server in a real Chromium, which may reach this server and nothing else, and is heard throughout."""

from __future__ import annotations

import shutil
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, ConsoleMessage, Page, Route

FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
#: What Chromium itself says of an answer such as 400 or 503, which tests ask for.
STATUS = "Failed to load resource: the server responded with a status of"


class Windows:
    """Windows of one browser onto one server; `words` and `strangers` stay empty where all is well."""

    def __init__(self, browser: Browser, port: int) -> None:
        self._browser = browser
        self._here = f"http://127.0.0.1:{port}"
        self.words: list[str] = []
        self.strangers: list[str] = []
        self._contexts: list[Any] = []

    def open(self, path: str, *, width: int = 1440, theme: Any = "light", script: bool = True) -> Page:
        """Open a page in a fresh window."""
        context = self._browser.new_context(
            viewport={"width": width, "height": 900}, color_scheme=theme, java_script_enabled=script
        )
        context.grant_permissions(["clipboard-read", "clipboard-write"], origin=self._here)
        self._contexts.append(context)
        context.route("**/*", self._let)
        page = context.new_page()
        page.set_default_timeout(20_000)
        page.on("console", self._heard)
        page.on("pageerror", lambda error: self.words.append(str(error)))
        page.goto(self._here + path)
        return page

    def close(self) -> None:
        """Close all windows, and find that nothing was asked of anybody else, and nothing said on the console."""
        for context in self._contexts:
            context.close()
        self._contexts.clear()
        strangers, words = self.strangers[:], self.words[:]
        self.strangers.clear()
        self.words.clear()
        assert strangers == [], "a page asked somebody else"
        assert words == []

    def _let(self, route: Route) -> None:
        if route.request.url.startswith((self._here + "/", "data:", "blob:")):
            route.continue_()
            return
        self.strangers.append(route.request.url)
        route.abort()

    def _heard(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning") and not message.text.startswith(STATUS):
            self.words.append(message.text)


@contextmanager
def chromium(*flags: str) -> Iterator[Browser]:
    """Start the browser, or skip where there is none; ``flags`` are further ones of its own."""
    from playwright.sync_api import sync_playwright

    names = ("chromium", "chromium-browser", "google-chrome")
    found = next((path for name in names if (path := shutil.which(name))), None)
    if found is None:
        pytest.skip(f"no browser: none of {', '.join(names)} is on PATH, so the pages are not tried in one")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=[*FLAGS, *flags])
        yield browser
        browser.close()


WCAG = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa")
#: What of a long table or list is left out where its first rows stand for the others.
ALIKE = ("tbody > tr:nth-child(n+31)", "li:nth-child(n+31)", "article:nth-of-type(n+9)")


def violations(page: Page, *tags: str, alike: bool = False) -> list[str]:
    """Give what axe finds, each with its places.

    Parameters
    ----------
    page
        The page as it stands.
    tags
        The rules that are asked, by their tags, such as `WCAG`; all when there are none.
    alike
        Whether the first rows of long tables and lists stand for the others, which are looked at in another state.
    """
    from axe_playwright_python.sync_playwright import Axe

    options: dict[str, Any] = {"resultTypes": ["violations"]}
    if tags:
        options["runOnly"] = {"type": "tag", "values": list(tags)}
    # axe takes the whole document where it is given no context.
    context = {"exclude": [[selector] for selector in ALIKE]} if alike else None
    found: list[dict[str, Any]] = Axe().run(page, context=context, options=options).response["violations"]
    return [f"{one['id']}: {one['help']} at {[node['target'] for node in one['nodes']][:3]}" for one in found]
