"""Hostile names: what a graph from elsewhere may call its things."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path


def rename(folder: Path, names: Mapping[str, str]) -> None:
    """Write other English names into a copy of a graph; each old one, as Turtle has it, has to be there."""
    met = set()
    for file in folder.rglob("*.ttl"):
        text = file.read_text("utf-8")
        for old, new in names.items():
            if old in text:
                met.add(old)
                text = text.replace(old, '"' + new.replace("\\", "\\\\").replace('"', '\\"') + '"@en')
        file.write_text(text, "utf-8")
    assert met == set(names)
