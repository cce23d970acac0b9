"""The single file: how large it is, how soon it is ready in Chromium, and whether a rebuild gives the same bytes.

::

    python benchmarks/page.py               the shipped graph, and made ones of 400 and 2,000 nodes
    python benchmarks/page.py --nodes 800   another number of nodes

A made graph has two claims for each node, between territories and groups that are drawn with a fixed seed. *Ready* is
the time from the start of the navigation until the page answers: picture drawn, filter and table in place. Chromium
runs without a network; its processor time says more where the machine is busy. Above 1,000 nodes the places are drawn
by lot: the layout takes minutes there, and a page is as soon ready with any. Nothing is asserted. The aims are
1.5 MB for the shipped graph, 1.5 s at 400 nodes and 5 s at 2,000.
"""

from __future__ import annotations

import argparse
import hashlib
import random
import shutil
import statistics
import sys
import tempfile
import time
from contextlib import nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final
from unittest import mock

import exitgraph
from exitgraph.claims import Claim, Entity, Evidence, Proposition, Source, Text, parse_date
from exitgraph.claims.knowledge import Knowledge
from exitgraph.claims.ontology import Ontology, Relation
from exitgraph.view import Scene, build_scene, html, render, write
from exitgraph.vocabulary import iri, xg

if TYPE_CHECKING:
    from playwright.sync_api import Browser

RUNS: Final = 5
#: Above this number of nodes the places are drawn by lot.
LAID_OUT: Final = 1000
FLAGS: Final = ("--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-sync")
_VERBS: Final = ("admits", "bars", "deemsSafe", "grantsProtection", "returned")


def world(size: int) -> Knowledge:
    """Make a graph of ``size`` nodes and twice as many claims from forty sources, the same each time."""
    draw = random.Random(size)  # noqa: S311  # a picture to measure, no secret
    places = [f"territory:P{number}" for number in range(size // 2)]
    groups = [f"group:g{number}" for number in range(size - len(places))]
    names = places + groups
    sources = [
        Source(
            iri(f"source:s{number}"),
            Text(f"Report {number} on what is claimed"),
            iri("organisation:paper"),
            iri("concept:press-report"),
            "en",
            parse_date(f"{2015 + number % 10}-{1 + number % 12:02}"),
        )
        for number in range(40)
    ]
    claims = []
    for number in range(2 * size):
        # Every node is an end of a claim; a few are ends of many, as in the graph that is shipped.
        subject = names[number % size] if number < size else names[int(size * draw.random() ** 3)]
        target = names[int(size * draw.random() ** 2)]
        day = f"{2016 + number % 9}-{1 + number % 12:02}-{1 + number % 28:02}"
        evidence = Evidence(draw.choice(sources).iri, xg("Reporting"), start=number, end=number + 90, sha256="ab" * 32)
        proposition = Proposition(iri(subject), xg(_VERBS[number % len(_VERBS)]), iri(target))
        gist = Text(f"In the words of nobody: what was said of {target} by {subject}.")
        claims.append(Claim(proposition, (evidence,), held=parse_date(day), gist=gist))
    entities = [Entity(iri(name), (), {"en": f"A place or group {name.partition(':')[2]}"}) for name in names]
    thing = xg("Entity")
    relations = [Relation(xg(name), thing, thing, frozenset(), iri("concept:rule"), 24) for name in _VERBS]
    return Knowledge(
        claims={one.iri: one for one in claims},
        sources={one.iri: one for one in sources},
        entities={one.iri: one for one in entities},
        ontology=Ontology(relations={one.iri: one for one in relations}),
    )


def by_lot(scene: Scene) -> dict[str, tuple[int, int]]:
    """Place the nodes anywhere, the same each time."""
    draw = random.Random(len(scene.nodes))  # noqa: S311
    return {node.id: (draw.randint(-4000, 4000), draw.randint(-2700, 2700)) for node in scene.nodes}


def ready(browser: Browser, path: Path) -> list[tuple[float, float]]:
    """Open a page several times, each in a fresh window; give the seconds until ready, by clock and processor."""
    seconds = []
    for _ in range(RUNS):
        context = browser.new_context(viewport={"width": 1440, "height": 900}, offline=True)
        page = context.new_page()
        metrics = context.new_cdp_session(page)
        metrics.send("Performance.enable")
        page.goto(path.as_uri(), wait_until="commit")
        page.wait_for_function("() => window.exitgraph !== undefined", timeout=120_000)
        # Two frames later what was drawn is on the screen.
        drawn = (
            "new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => done(performance.now()))))"
        )
        milliseconds: Any = page.evaluate(drawn)
        told = {one["name"]: one["value"] for one in metrics.send("Performance.getMetrics")["metrics"]}
        seconds.append((milliseconds / 1000, told["ProcessTime"]))
        context.close()
    return seconds


def main(arguments: list[str] | None = None) -> int:
    """Measure and print a table."""
    from playwright.sync_api import sync_playwright

    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--nodes", type=int, action="append", help="size of a made graph; may be repeated")
    sizes = parser.parse_args(arguments).nodes or [400, 2000]
    found = shutil.which("chromium") or shutil.which("google-chrome")
    if found is None:
        print("no Chromium on PATH", file=sys.stderr)
        return 3
    shipped = exitgraph.load()
    graphs = [("shipped", shipped.knowledge, shipped.digest)]
    graphs += [(f"made, {size} nodes", world(size), "sha256:" + "0" * 64) for size in sizes]
    print("| graph | nodes | claims | MB | made in s | ready in s, median (quickest) | its processor | rebuilt |")
    print("|---|---|---|---|---|---|---|---|")
    with sync_playwright() as playwright, tempfile.TemporaryDirectory() as folder:
        browser = playwright.chromium.launch(executable_path=found, args=list(FLAGS))
        for name, knowledge, digest in graphs:
            begin = time.perf_counter()
            scene = build_scene(knowledge)
            large = len(scene.nodes) > LAID_OUT
            with mock.patch.object(html, "positions", by_lot) if large else nullcontext():
                text = render(scene, digest=digest)
                made = time.perf_counter() - begin
                again = render(build_scene(knowledge), digest=digest)
            same = "same bytes" if again == text else "DIFFERENT"
            path = Path(folder) / "page.html"
            write(text, path)
            clock, processor = zip(*ready(browser, path), strict=True)
            mark = hashlib.sha256(text.encode()).hexdigest()[:12]
            print(
                f"| {name} | {len(scene.nodes)} | {len(scene.cards)} | {path.stat().st_size / 1e6:.2f} | {made:.1f} "
                f"| {statistics.median(clock):.2f} ({min(clock):.2f}) | {statistics.median(processor):.2f} "
                f"| {same}, sha256 {mark} |",
                flush=True,
            )
        browser.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
