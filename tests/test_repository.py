"""What holds for the files of the repository, whatever they say."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from exitgraph.rdf.folder import read_graph
from exitgraph.vocabulary import RDF_TYPE, local_name, xg

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).resolve().parents[1]

# One letter of each stands in brackets, so that this file does not hold what it looks for.
FORBIDDEN = {
    "the address of a package registry": re.compile(
        r"\bp[y]pi\.org|pythonh[o]sted\.|\bn[p]mjs\.(?:org|com)|\byarn[p]kg\.com|\bd[e]b\.debian\.org"
        r"|\barchive\.u[b]untu\.com|\bproxy\.g[o]lang\.org|\bstatic\.cr[a]tes\.io|\bconda\.an[a]conda\.org",
        re.IGNORECASE,
    ),
    "the path of a machine": re.compile(
        r"(?<![\w.:/~*$})-])/(?:h[o]me|r[o]ot|U[s]ers|w[o]rk|t[m]p|m[n]t)/[\w.]"
        r"|f[i]le:///?\w|\b[A-Z]:\\U[s]ers\\|[/.]p[y]env/|site-p[a]ckages/",
    ),
}
# An IRI of a private person is the source and a number, so that it cannot hold a name.
PERSON = re.compile(r"(?<![\w-])person:([\w.%-]*[\w%-])|exitgraph/person/([\w.%-]*[\w%-])")
PSEUDONYM = re.compile(r"[a-z][a-z0-9-]*-[1-9][0-9]*")
# What other vocabularies have for the name or the whereabouts of a human being.
NAMING = re.compile(
    r"\b(?:foaf:|schema:(?:givenName|familyName|additionalName|birthDate|birthPlace|telephone|email|image|geo)\b"
    r"|geo:|vcard:|xmlns\.com/foaf|www\.w3\.org/2003/01/geo)"
)


def files() -> list[Path]:
    """List what is tracked, or would be: everything that git does not ignore; without git, what is not hidden."""
    asked = ["git", "-C", str(ROOT), "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    try:
        done = subprocess.run(asked, capture_output=True, check=True)
        found = [ROOT / name for name in done.stdout.decode().split("\0") if name]
    except (OSError, subprocess.CalledProcessError):
        # An unpacked archive has no git; there, hidden folders, caches and build results are left out.
        skipped = ("build", "dist", "__pycache__")
        found = [
            path
            for path in ROOT.rglob("*")
            if not any(part in skipped or part.startswith(".") for part in path.relative_to(ROOT).parts)
        ]
    return sorted(path for path in found if path.is_file())


def lines(paths: list[Path]) -> Iterator[tuple[str, str]]:
    """Yield ``file:line`` and text of each line of each file that is text."""
    for path in paths:
        try:
            text = path.read_text("utf-8")
        except UnicodeDecodeError:
            continue
        for number, line in enumerate(text.splitlines(), 1):
            yield f"{path.relative_to(ROOT)}:{number}", line


def named_persons(line: str) -> list[str]:
    """Give the local names of the persons in a line that are no pseudonyms."""
    names = [short or long for short, long in PERSON.findall(line)]
    return [name for name in names if not PSEUDONYM.fullmatch(name)]


@pytest.mark.parametrize("what", FORBIDDEN)
def test_no_file_tells_of_the_machine_it_was_made_on(what: str) -> None:
    """No file holds the address of a package registry or the path of somebody's machine."""
    found = [f"{where}: {line.strip()[:120]}" for where, line in lines(files()) if FORBIDDEN[what].search(line)]
    assert not found, f"{what} stands in\n" + "\n".join(found)


@pytest.mark.parametrize(
    ("what", "line"),
    [
        ("the address of a package registry", "index-url = https://" + "p" + "ypi.org/simple"),
        ("the address of a package registry", "deb http://d" + "eb.debian.org/debian stable main"),
        ("the path of a machine", 'File "/' + 'home/someone/exitgraph/x.py", line 3'),
        ("the path of a machine", "numpy @ f" + "ile:///builds/numpy.whl"),
        ("the path of a machine", "see /" + "work/notes.md"),
    ],
)
def test_what_may_not_stand_in_a_file_is_seen(what: str, line: str) -> None:
    """The address of a registry and the path of a machine are found where they stand."""
    assert FORBIDDEN[what].search(line)


@pytest.mark.parametrize("line", ["cd ~/exitgraph", "https://example.org/home/page", "src/home/x", "/path/to/python"])
def test_ordinary_address_is_let_through(line: str) -> None:
    """A relative path, a web page and a placeholder are no path of a machine."""
    assert not FORBIDDEN["the path of a machine"].search(line)


def test_private_persons_are_pseudonymous() -> None:
    """Everybody in the graph is called by a source and a number, save who is named in an office and only so typed."""
    graph = [path for path in files() if path.is_relative_to(ROOT / "graph")]
    types: dict[str, set[str]] = {}
    for document in read_graph(ROOT / "graph"):
        for triple in document.triples:
            if triple.predicate == RDF_TYPE and isinstance(triple.object, str):
                types.setdefault(triple.subject, set()).add(triple.object)
    in_office = {local_name(person) for person, kinds in types.items() if kinds == {xg("OfficeHolder")}}
    named = [(where, name) for where, line in lines(graph) for name in named_persons(line)]
    found = [f"{where}: person:{name}" for where, name in named if name not in in_office]
    assert not found, "\n".join(found)


def test_graph_has_no_property_for_a_name_or_a_whereabouts() -> None:
    """No file of the graph uses a property made for a person's name, contact or position."""
    graph = [path for path in files() if path.is_relative_to(ROOT / "graph")]
    found = [f"{where}: {line.strip()}" for where, line in lines(graph) if NAMING.search(line)]
    assert not found, "\n".join(found)


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ("person:example-2024-11-1 a xg:Person .", []),
        ("xg:speaker person:jane-doe ;", ["jane-doe"]),
        ("<https://w3id.org/exitgraph/person/Doe> a xg:Person .", ["Doe"]),
        ("person:example-2024-0, person:example-2024-2.", ["example-2024-0"]),
        ("@prefix person: <https://w3id.org/exitgraph/person/> .", []),
    ],
)
def test_person_called_by_a_name_is_seen(line: str, names: list[str]) -> None:
    """A person whose IRI is not a source and a number is found, in short and in long form."""
    assert named_persons(line) == names


def test_every_decision_is_indexed() -> None:
    """The index of decisions links to each decision once, in order, and to nothing else."""
    folder = ROOT / "docs" / "decisions"
    index = (folder / "README.md").read_text("utf-8")
    linked = re.findall(r"^- \[[^\]]+\]\(([^)]+)\)", index, re.MULTILINE)
    assert linked == sorted(path.name for path in folder.glob("*.md") if path.name != "README.md")


def test_changelog_has_an_unreleased_section() -> None:
    """The changelog begins with a section for what is not released yet."""
    sections = re.findall(r"^## (.+)$", (ROOT / "CHANGELOG.md").read_text("utf-8"), re.MULTILINE)
    assert sections[:1] == ["[Unreleased]"]


def test_constraints_are_names_and_exact_versions() -> None:
    """Each line of constraints.txt is a comment, or one package at one version, with no address and no path."""
    wanted = re.compile(r"#.*|[A-Za-z0-9][A-Za-z0-9._-]*==[0-9][A-Za-z0-9.]*")
    content = (ROOT / "constraints.txt").read_text("utf-8").splitlines()
    assert [line for line in content if not wanted.fullmatch(line)] == []
    assert sum(not line.startswith("#") for line in content) > 1


def test_licences_are_whole() -> None:
    """LICENSE holds the Apache License to its end, and LICENSE-GRAPH the legal code of CC BY 4.0 to its end."""
    apache = (ROOT / "LICENSE").read_text("utf-8")
    graph = (ROOT / "LICENSE-GRAPH").read_text("utf-8")
    assert "Version 2.0, January 2004" in apache
    assert "END OF TERMS AND CONDITIONS" in apache
    assert "Creative Commons Attribution 4.0 International Public License" in graph
    assert all(f"Section {number} -- " in graph for number in range(1, 9))
