"""What the tools that make a page share: write the file, or say that it differs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from exitgraph.errors import CheckFailed

if TYPE_CHECKING:
    from pathlib import Path


def keep(file: Path, page: bytes, *, check: bool, tool: str, because: str) -> None:
    """Write a page, or with ``check`` only hold the file against it.

    Raises
    ------
    CheckFailed
        If the file is not the page; the hint names the tool to run.
    """
    if not check:
        file.write_bytes(page)
    elif not file.is_file() or file.read_bytes() != page:
        raise CheckFailed(
            because, where=f"docs/{file.name}", hint=f"Run python tools/{tool}.py and review the difference."
        )
