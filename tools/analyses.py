"""Run what docs/analyses.md shows and put the output below it.

::

    python tools/analyses.py           rewrites the output in the page
    python tools/analyses.py --check   writes nothing; exits 1 and names the commands whose output differs
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Final

import readme

FILE: Final = Path(__file__).resolve().parents[1] / "docs" / "analyses.md"


def main(arguments: list[str] | None = None) -> int:
    """Run the tool and give the exit code: 0 done, 1 an output differs, 2 a command is wrong."""
    return readme.main(arguments, FILE)


if __name__ == "__main__":
    sys.exit(main())
