"""Import a generated table of many rows, rejects included: seconds and peak memory of each whole command.

The first import is into an empty folder, the second the same table into the graph that the first made. Seconds are
those of a clock, and of the processor in brackets, which other work on the machine lengthens less; the load average
stands beside them.

    python benchmarks/import_table.py [ROWS]        # 100000 when left out

The table is made up from the shipped vocabulary with a fixed seed; one row in a hundred is wrong on purpose.
"""

from __future__ import annotations

import csv
import os
import random
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
            answer = Path(folder) / f"{name}.json"
            with answer.open("w", encoding="utf-8") as out:
                process = subprocess.Popen(command, stdout=out)
                _, status, used = os.wait4(process.pid, 0)  # of this process alone, as no other call says it
            seconds = time.perf_counter() - begin
            said = answer.read_text(encoding="utf-8").split('"files"')[0].replace("\n", " ")
            print(
                f"{name}: {seconds:.1f} s ({used.ru_utime + used.ru_stime:.1f} s), {used.ru_maxrss // 1024} MB, "
                f"exit {os.waitstatus_to_exitcode(status)}, load {os.getloadavg()[0]:.1f}: {' '.join(said.split())}"
            )


if __name__ == "__main__":
    main()
