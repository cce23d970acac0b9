"""Import a generated table of many rows, rejects included: seconds and peak memory of the whole command.

    python benchmarks/import_table.py [ROWS]        # 100000 when left out

The table is made up from the shipped vocabulary with a fixed seed; one row in a hundred is wrong on purpose.
"""

from __future__ import annotations

import csv
import random
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import exitgraph as xg
from exitgraph.vocabulary import xg as term

HEADER = (
    *("record_key", "file", "subject", "relation", "object", "document", "mode", "stayMaxDays", "held", "gist"),
    *("source", "speech_act", "speaker", "source_title", "source_publisher", "source_type", "source_language"),
    "source_published",
)
WRONG = 100  # one row in so many


def table(path: Path, rows: int) -> int:
    """Write the table; give the number of rows that are wrong."""
    chance = random.Random(2024)  # noqa: S311  # made-up data, not a secret
    knowledge = xg.load().knowledge
    territories = [item.iri.rsplit("/", 1)[1] for item in knowledge.of_kind(term("Territory"))]
    groups = [item.label() for item in knowledge.of_kind(term("Group"))]
    wrong = 0
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(HEADER)
        for number in range(rows):
            source = f"made-up-{number // 50}"
            bad = number % WRONG == WRONG - 1
            wrong += bad
            held = f"{chance.randrange(2015, 2026)}-{chance.randrange(1, 13):02d}-{chance.randrange(1, 29):02d}"
            document = chance.choice(("internal-passport", "international-passport"))
            row = [f"M{number}", f"made-up-{number % 20}", chance.choice(territories), "admits", chance.choice(groups)]
            row += [document, chance.choice(("air", "land", "any-mode")), str(chance.randrange(10, 400))]
            row += ["2023-02-30" if bad else held, f"Made-up claim number {number}."]
            row += [source, "Reporting", "itv-news"]
            if number % 50 == 0:
                row += [f"Made-up source {source}", "itv-news", "press-report", "en", held[:4]]
            writer.writerow(row)
    return wrong


def main() -> None:
    """Make the table, import it twice, print what it took."""
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    with tempfile.TemporaryDirectory() as folder:
        file, graph = Path(folder) / "table.csv", Path(folder) / "graph"
        wrong = table(file, rows)
        print(f"{rows} rows, {wrong} of them wrong, {file.stat().st_size // 1_000_000} MB")
        for name in ("first import", "second import"):
            begin = time.perf_counter()
            command = [sys.executable, "-m", "exitgraph", "import", "table", str(file), "--into", str(graph)]
            command += ["--format", "json", "--today", "2026-01-01"]
            done = subprocess.run(command, capture_output=True, text=True, check=False)
            seconds = time.perf_counter() - begin
            peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024
            said = done.stdout.split('"files"')[0].replace("\n", " ")
            print(f"{name}: {seconds:.1f} s, peak of all so far {peak} MB, exit {done.returncode}: {said[:160]}")


if __name__ == "__main__":
    main()
