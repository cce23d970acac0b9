"""Validate a generated graph of many claims: seconds and peak memory of the whole command.

    python benchmarks/validate.py [CLAIMS] [--pyshacl]      # 100000 when left out

The graph is what ``exitgraph import table`` makes of the table of ``import_table.py``, of which one row in a hundred is
rejected; four claims in ten are reported to hold after their source's publication, so that there is something to find.
``--pyshacl`` hides the quicker engine for shapes, so that pySHACL runs as it does where that has no wheel.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Final

from import_table import table

# Both commands are whole processes, as somebody at a terminal sees them.
COMMAND: Final = [sys.executable, "-m", "exitgraph"]
HIDDEN: Final = [sys.executable, "-c", "import sys; sys.modules['shacl'] = None; import exitgraph.cli as c; c.main()"]


def main() -> None:
    """Make the graph, validate it, print what it took."""
    parser = argparse.ArgumentParser(description="Validate a generated graph of many claims.")
    parser.add_argument("claims", type=int, nargs="?", default=100_000, help="rows of the table, 100000 by default")
    parser.add_argument("--pyshacl", action="store_true", help="run the shapes by pySHACL")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        file, graph = Path(folder) / "table.csv", Path(folder) / "graph"
        table(file, options.claims)
        importing = [*COMMAND, "import", "table", str(file), "--into", str(graph), "--today", "2026-01-01"]
        subprocess.run(importing, capture_output=True, check=False)  # ends with 1, for the rows that are wrong
        size = sum(item.stat().st_size for item in graph.rglob("*.ttl")) // 1_000_000
        begin = time.perf_counter()
        command = [*(HIDDEN if options.pyshacl else COMMAND), "validate", str(graph), "--format", "json"]
        # The import was another child: its peak is left behind by asking a process that had none before.
        asked = subprocess.run([sys.executable, "-c", MEASURED, *command], capture_output=True, text=True, check=False)
        seconds = time.perf_counter() - begin
        peak, _, report = asked.stdout.partition("\n")
        found = json.loads(report)
        print(
            f"{found['claims']} claims, {size} MB, {'pySHACL' if options.pyshacl else 'shacl'}: {seconds:.1f} s, "
            f"peak {int(peak) // 1024} MB, {len(found['findings'])} findings"
        )


# Runs a command and prints its peak memory in kilobytes (as Linux counts), then its output.
MEASURED: Final = """
import resource, subprocess, sys
done = subprocess.run(sys.argv[1:], capture_output=True, text=True)
sys.stderr.write(done.stderr)
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
print(done.stdout)
"""


if __name__ == "__main__":
    main()
