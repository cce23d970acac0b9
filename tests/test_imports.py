"""The order of the house, as docs/architecture.md draws it: who may import whom, and what starting up may cost."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

PACKAGE = Path(__file__).resolve().parents[1] / "src" / "exitgraph"
MODULES = sorted(PACKAGE.rglob("*.py"))

# Each step may import the steps before it, and itself; parts that share a step do not import one another.
STEPS = (
    ("errors", "vocabulary"),
    ("claims",),
    ("rdf",),
    ("store", "validate", "privacy", "sources", "columns"),
    ("query", "network", "lines"),
    ("routes",),
    ("analysis",),
    ("view",),
    ("displays",),
    ("frames",),
    ("api",),
    ("serve", "plots", "magics"),
    ("cli",),
    ("__main__",),
)
STEP_OF = {part: step for step, parts in enumerate(STEPS) for part in parts}

# What knows an engine is one part (the store) or two (rdf has pyoxigraph as a parser).
ENGINES = {
    "IPython": {"magics"},
    "duckdb": {"columns"},
    "matplotlib": {"plots"},
    "oxrdflib": {"store"},
    "pandas": {"frames"},
    "pyoxigraph": {"store", "rdf"},
    "pyshacl": {"validate"},
    "pyvis": {"view"},
    "shacl": {"validate"},
}
HEAVY = (
    "httpx",
    "rdflib",
    "networkx",
    "pyvis",
    "pyshacl",
    "pandas",
    "IPython",
    "matplotlib",
    "rich",
    "pyarrow",
    "duckdb",
)
MOST_LINES = 400


def name_of(path: Path) -> str:
    """Give the dotted name of a module: ``exitgraph.claims.model``, or ``exitgraph.claims`` for its ``__init__``."""
    parts = path.relative_to(PACKAGE.parent).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def part_of(module: str) -> str:
    """Give the part of the house that a module of exitgraph belongs to; the package itself stands for `api`."""
    pieces = module.split(".")
    return pieces[1] if len(pieces) > 1 else "api"


def imports(tree: ast.Module, module: str, *, is_package: bool) -> Iterator[tuple[int, str]]:
    """Yield line and dotted name of everything imported anywhere in a module, for types and in functions too."""
    package = module if is_package else module.rpartition(".")[0]
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = node.module or ""
            if node.level:
                above = package.split(".")[: len(package.split(".")) - node.level + 1]
                base = ".".join([*above, base] if base else above)
            # `from exitgraph import x` names a part, or what `api` offers; the version belongs to nobody.
            if base == "exitgraph":
                for alias in node.names:
                    if alias.name != "__version__":
                        yield node.lineno, f"exitgraph.{alias.name}" if alias.name in STEP_OF else base
            else:
                yield node.lineno, base


def against_the_order(source: str, module: str, *, is_package: bool = False) -> list[str]:
    """Give a sentence for each import of a module that goes against the order."""
    own = part_of(module)
    if own not in STEP_OF:
        return [f"{module} has no place in the order: give {own!r} one, here and in docs/architecture.md"]
    found = []
    for line, target in imports(ast.parse(source), module, is_package=is_package):
        if target.partition(".")[0] != "exitgraph":
            continue
        part = part_of(target)
        if part not in STEP_OF:
            found.append(f"{module}:{line} imports {target}, which has no place in the order")
        elif part != own and STEP_OF[part] >= STEP_OF[own]:
            found.append(f"{module}:{line} imports {target}, but {own} stands before or beside {part}")
    return found


def engines_out_of_place(source: str, module: str) -> list[str]:
    """Give a sentence for each import of an engine outside the part that may know it."""
    own = part_of(module)
    return [
        f"{module}:{line} imports {target}; only {', '.join(sorted(ENGINES[engine]))} may"
        for line, target in imports(ast.parse(source), module, is_package=False)
        if (engine := target.partition(".")[0]) in ENGINES and own not in ENGINES[engine]
    ]


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_module_imports_only_what_stands_before_it(path: Path) -> None:
    """Each module imports only parts of exitgraph that stand before its own in the order."""
    found = against_the_order(path.read_text("utf-8"), name_of(path), is_package=path.name == "__init__.py")
    assert not found, "\n".join(found)


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_engines_are_known_in_one_place(path: Path) -> None:
    """Only the store knows which engine runs, only validate what runs shapes, and only the view knows pyvis."""
    found = engines_out_of_place(path.read_text("utf-8"), name_of(path))
    assert not found, "\n".join(found)


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_module_is_short_enough_to_read(path: Path) -> None:
    """No module has more than 400 lines."""
    lines = len(path.read_text("utf-8").splitlines())
    assert lines <= MOST_LINES, f"{name_of(path)} has {lines} lines: split it by what its parts are for"


@pytest.mark.parametrize(
    ("module", "source"),
    [
        ("exitgraph.claims.model", "import exitgraph.rdf.turtle"),
        ("exitgraph.claims.model", "from exitgraph.rdf import turtle"),
        ("exitgraph.claims.model", "from exitgraph import rdf"),
        ("exitgraph.claims.model", "from exitgraph import load"),
        ("exitgraph.claims.model", "from ..rdf import turtle"),
        ("exitgraph.claims.model", "def late() -> None:\n    import exitgraph.cli"),
        ("exitgraph.query.guard", "from exitgraph.network import project"),
        ("exitgraph.errors", "from exitgraph.unheard_of import anything"),
        ("exitgraph.unheard_of", "import json"),
    ],
)
def test_import_against_the_order_is_seen(module: str, source: str) -> None:
    """An import against the order is found in every form that Python has for it."""
    assert against_the_order(source, module)


@pytest.mark.parametrize(
    ("module", "source"),
    [
        ("exitgraph.rdf.turtle", "from exitgraph.claims import Claim"),
        ("exitgraph.claims.model", "from exitgraph.claims import identity"),
        ("exitgraph.claims.model", "from . import identity"),
        ("exitgraph.cli.main", "from exitgraph import __version__, load"),
        ("exitgraph.errors", "import json"),
    ],
)
def test_import_along_the_order_is_let_through(module: str, source: str) -> None:
    """An import from an earlier step, from the same part or from elsewhere is no finding."""
    assert against_the_order(source, module) == []


def test_engine_out_of_place_is_seen() -> None:
    """An engine imported by a part that may not know it is found, even inside a function."""
    assert engines_out_of_place("def late() -> None:\n    import pyvis.network", "exitgraph.routes.search")


@pytest.mark.parametrize("module", ["exitgraph", "exitgraph.cli"])
def test_starting_up_loads_nothing_heavy(module: str) -> None:
    """Importing exitgraph or its command line loads no engine, no data frames and no terminal library."""
    program = f"import sys, {module}; print(*sorted({{name.partition('.')[0] for name in sys.modules}}))"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    loaded = set(done.stdout.split())
    assert "exitgraph" in loaded
    assert loaded.isdisjoint(HEAVY), f"import {module} loads {sorted(loaded.intersection(HEAVY))}"
