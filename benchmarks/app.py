"""The web application: how soon its pages can be used in Chromium, from a server that has just started.

::

    python benchmarks/app.py                the shipped graph
    python benchmarks/app.py --runs 9       more than five times each

*Started* is the time from the command to the line that says where it is. *First* is the first page that anybody asks
for, when indexes are still to be made. *Usable* is the time from the start of the navigation until the page answers:
for Explore when the picture is drawn, filter and table in place; for the others when their scripts have run. Each is
opened in a fresh window that has nothing kept. Nothing is asserted. The aim is 1 s for the first page.
"""

from __future__ import annotations

import argparse
import re
import shutil
import statistics
import subprocess
import sys
import time
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from playwright.sync_api import Browser

FLAGS: Final = ("--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-sync")
_ARTICLE: Final = "from=RU&status=deserter&holds=internal-passport&valid_at=2024-11-24&known_at=2024-11-24"
PAGES: Final = {
    "Explore": "/",
    "Explore, two nodes": "/?node=AM&node=GB",
    "Journeys": f"/journeys?{_ARTICLE}",
    "Map": "/map",
    "Timeline": "/timeline",
    "SPARQL": "/query?name=whom-a-state-deems-safe&p.state=GB",
    "Territory": "/territory/KZ",
    "Claims": "/claims",
}
#: A page is usable when this holds in it.
_READY: Final = "() => document.readyState === 'complete' && (!document.body.matches('.framed') || !!window.exitgraph)"


def opened(browser: Browser, address: str) -> float:
    """Open a page in a fresh window, and give the milliseconds until it can be used."""
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    try:
        page = context.new_page()
        page.goto(address, wait_until="commit")
        page.wait_for_function(_READY)
        return float(page.evaluate("performance.now()"))
    finally:
        context.close()


def main() -> None:
    """Measure and print."""
    from playwright.sync_api import sync_playwright

    parser = argparse.ArgumentParser(description="How soon the pages of the web application can be used.")
    parser.add_argument("--runs", type=int, default=5, help="how often each page is opened")
    runs = parser.parse_args().runs
    chromium = next((path for name in ("chromium", "google-chrome") if (path := shutil.which(name))), None)
    if chromium is None:
        sys.exit("no Chromium is on PATH")
    begun = time.perf_counter()
    command = [sys.executable, "-u", "-m", "exitgraph", "serve", "--port", "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
        try:
            assert server.stdout is not None
            found = re.search(r"http://\S+/", server.stdout.readline())
            if found is None:
                sys.exit("the server did not start")
            print(f"started in {time.perf_counter() - begun:.2f} s")
            with sync_playwright() as playwright:
                browser = playwright.chromium.launch(executable_path=chromium, args=list(FLAGS))
                print(f"{'page':<20} {'first ms':>9} {'usable ms':>10} {'least':>6} {'most':>6}")
                for name, path in PAGES.items():
                    first, *times = [opened(browser, found[0].rstrip("/") + path) for _ in range(runs + 1)]
                    middle = statistics.median(times)
                    print(f"{name:<20} {first:>9.0f} {middle:>10.0f} {min(times):>6.0f} {max(times):>6.0f}", flush=True)
                browser.close()
        finally:
            server.terminate()


if __name__ == "__main__":
    main()
