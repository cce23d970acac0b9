"""Hold files against everything that a graph has to satisfy, and say in one report what is wrong.

Shapes (`shacl`) judge each subject on its own; rules (`rules`, `reviews`, `safety`, `labels`) judge what lies across
subjects and files; what cannot be decoded is reported as well. Each defect is reported once, by whoever can say best
what to do.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

from exitgraph.errors import ExitgraphError, InputError
from exitgraph.rdf.decode import Problem, decode
from exitgraph.rdf.folder import SHAPES, read_graph, shipped_graph, turtle_files
from exitgraph.rdf.turtle import Document, read_file
from exitgraph.validate import labels, reviews, rules, safety, shacl
from exitgraph.validate.report import Finding, Report
from exitgraph.validate.scope import Scope, Shapes, links
from exitgraph.vocabulary import RDF_TYPE, xg

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

__all__ = ["Finding", "Report", "validate"]

_ONTOLOGY = "ontology.ttl"
_CLAIMS = "claims"


def validate(paths: Sequence[Path], *, base: Path | None = None) -> Report:
    """Validate a whole graph folder, or single files together with what they refer to.

    Parameters
    ----------
    paths
        Files and folders. A folder with an ``ontology.ttl`` is a whole graph and stands on its own; anything else is
        held against the reference part (ontology, vocabularies, territories, entities, sources) of ``base``.
    base
        The folder of a whole graph; the shipped graph by default.

    Returns
    -------
    Report
        Findings about the files named, and about no others. A file that does not parse is reported alone, since
        whatever refers to it would seem to dangle.

    Raises
    ------
    InputError, Unreachable
        If a path does not exist, cannot be opened or is the file of the shapes, or if ``base`` itself cannot be read.
    """
    if any(path.is_file() and path.name == SHAPES for path in paths):
        raise InputError(f"{SHAPES} rules the graph and is no part of it", hint="Name the folder that it lies in.")
    paths = [path.resolve() if path.is_dir() else path for path in paths]
    whole = [path for path in paths if (path / _ONTOLOGY).is_file()]
    base = (whole[0] if whole else base or shipped_graph()).resolve()
    files = {item.resolve(): (item, name) for path in paths for item, name in _named(path)}
    own, broken = _read(files.values())
    if broken:
        return Report.of(broken, files=len(files))
    reference, elsewhere = ([], frozenset[str]()) if whole else _reference(base, frozenset(files))
    shapes_file = base / SHAPES if (base / SHAPES).is_file() else shipped_graph() / SHAPES
    shapes = Shapes(read_file(shapes_file).triples)

    problems: list[Problem] = []
    try:
        knowledge = decode([*own, *reference], problems)
    except ExitgraphError as error:
        return Report.of([_failure(error, "decode", "Correct this first; the rest was not checked.")], files=len(files))
    scope = Scope(tuple(own), tuple(reference), elsewhere, knowledge, shapes)
    claims = sum(1 for _ in scope.of_kind("Claim"))
    return Report.of(_findings(scope, problems), files=len(files), claims=claims)


def _findings(scope: Scope, problems: list[Problem]) -> list[Finding]:
    conflicts = labels.conflicts(scope)
    in_conflict = frozenset(conflicts)
    found = [
        *conflicts.values(),
        *labels.labels(scope, in_conflict),
        *rules.all_rules(scope),
        *reviews.all_rules(scope),
        *safety.all_rules(scope),
        *shacl.findings(scope, in_conflict),
    ]
    # What was said of a claim, its evidence or its source's copies is mostly why the claim could not be decoded.
    faulty = {finding.subject for finding in found}
    for problem in problems:
        near = [problem.subject]
        if problem.subject in scope.nodes:
            node = scope.nodes[problem.subject]
            near += [*links(node, "evidence"), *links(node, "accessCopy")]
        if problem.subject in scope.places:
            finding = scope.finding(problem.subject, "decode", problem.what, problem.hint)
            if faulty.isdisjoint(scope.finding(item, "", "", "").subject for item in near):
                found.append(finding)
    return found + list(rules.identities(scope, frozenset(finding.subject for finding in found)))


def _named(path: Path) -> Iterator[tuple[Path, str]]:
    """Give the files of a path with the names that a report shows: of a folder, the folder's name comes first."""
    for item in turtle_files(path):
        if item.name != SHAPES:
            yield item, str(Path(path.name) / item.relative_to(path)) if path.is_dir() else str(item)


def _read(files: Iterable[tuple[Path, str]]) -> tuple[list[Document], list[Finding]]:
    documents: list[Document] = []
    broken: list[Finding] = []
    for path, name in files:
        try:
            documents.append(read_file(path, name=name))
        except InputError as error:
            broken.append(_failure(error, "syntax", "Correct this first; the rest was not checked."))
    return documents, broken


def _failure(error: ExitgraphError, rule: str, hint: str) -> Finding:
    match = re.match(r"(.*?):(\d+)(?::\d+)?\Z", error.where)
    file, line = (match[1], int(match[2])) if match else (error.where, None)
    return Finding(file, line, "", rule, error.what, f"{error.hint} {hint}".strip())


def _reference(base: Path, own: frozenset[Path]) -> tuple[list[Document], frozenset[str]]:
    """Give the reference part of a graph without the files under validation, and the IRIs of its claims."""
    again = {str(Path(base.name) / path.relative_to(base)) for path in own if path.is_relative_to(base)}
    documents: list[Document] = []
    claims: set[str] = set()
    for document in read_graph(base):
        if document.path in again:
            continue
        if Path(document.path).parts[1:2] == (_CLAIMS,):
            claims |= {t.subject for t in document.triples if t.predicate == RDF_TYPE and t.object == xg("Claim")}
        else:
            documents.append(document)
    return documents, frozenset(claims)
