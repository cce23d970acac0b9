"""Sweeps: whether a way exists for every origin, personal status and set of documents, and what is lacking.

A chunk is one State of origin. Its result is one line of a file of JSON lines that is written whole or not at all, so
that a sweep that was interrupted goes on where it was. Profiles for whom all legs are the same are one class, which is
searched, and for which the smallest change is looked for, once.
"""

from __future__ import annotations

import json
import os
from contextlib import suppress
from multiprocessing import get_context
from typing import TYPE_CHECKING, Any, NamedTuple

from exitgraph.analysis.common import head
from exitgraph.analysis.field import Field
from exitgraph.analysis.gaps import within_bound
from exitgraph.analysis.removal import search
from exitgraph.errors import InputError, Unreachable, WorkerLost
from exitgraph.routes.answer import levels_of
from exitgraph.routes.effects import OWN_PAPERS
from exitgraph.routes.profile import Profile
from exitgraph.vocabulary import local_name

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from multiprocessing.queues import SimpleQueue
    from pathlib import Path

    from exitgraph.analysis.removal import Found
    from exitgraph.claims.knowledge import Knowledge
    from exitgraph.claims.values import Iri
    from exitgraph.routes.compile import Compiled

#: The documents stated of a profile where none are named: eight sets.
DOCUMENT_SETS = (
    "none",
    "birth-certificate",
    "military-id",
    "internal-passport",
    "internal-passport+military-id",
    "international-passport",
    "internal-passport+international-passport",
    "internal-passport+biometric-passport",
)
MAX_SWEPT = 2
#: How many of the smallest sets a line names; all are counted.
NAMED = 5


class Plan(NamedTuple):
    """What a sweep asks: codes of origins, personal statuses, sets of documents, the goal, the bound on changes."""

    origins: tuple[str, ...]
    statuses: tuple[str, ...]
    documents: tuple[str, ...]
    goal: str | None = None
    max_changes: int = MAX_SWEPT


def chunk(compiled: Compiled, plan: Plan, origin: str) -> dict[str, Any]:
    """Answer all profiles of one origin.

    Parameters
    ----------
    compiled
        The claims of one snapshot.
    plan
        What is asked.
    origin
        The code of the State of origin.
    """
    levels = levels_of(plan.goal)
    classes: dict[object, int] = {}
    changes: list[dict[str, Any]] = []
    rows: list[dict[str, Any]] = []
    asked_for = _asked_for(compiled)
    answered: dict[object, dict[str, Any]] = {}
    searched: dict[object, Found] = {}
    for status in plan.statuses:
        for papers in plan.documents:
            held = [] if papers == "none" else papers.split("+")
            profile = Profile.of(compiled.knowledge, origin=origin, status=status, holds=held)
            counting = frozenset(paper for paper in profile.holds if compiled.broader(paper.kind) & asked_for)
            row: dict[str, Any] = {"status": status, "documents": papers}
            if (status, counting) in answered:
                rows.append(answered[status, counting] | row)
                continue
            for mode in ("certain", "possible"):
                field = Field(compiled, profile, possible=mode == "possible", changing=False)
                same = (mode, field.signature())
                if same not in searched:
                    searched[same] = search(field, levels, ways=False)
                found = searched[same]
                row[mode] = {
                    level: sum(item.level == level for item in found.reached)
                    for level in levels
                    if any(item.level == level for item in found.reached)
                }
                if found.stopped:
                    row["stopped"] = found.stopped
            if not row["certain"]:
                row["class"] = _class(compiled, profile, plan, classes, changes)
            rows.append(row)
            answered[status, counting] = row
    return {"origin": origin, "profiles": rows, "classes": changes}


def _asked_for(compiled: Compiled) -> frozenset[Iri]:
    """Give the documents that any rule asks for or wants not to be held: no other one makes a difference at home."""
    found = set(OWN_PAPERS) | {paper.beside for paper in OWN_PAPERS.values() if paper.beside}
    for about in compiled.templates.values():
        for templates in about.values():
            found |= {name for item in templates for name in (item.document, item.without) if name}
    return frozenset(found)


def _class(
    compiled: Compiled, profile: Profile, plan: Plan, classes: dict[object, int], changes: list[dict[str, Any]]
) -> int:
    """Give the number of the class of a profile without a way; find the smallest change for a new one."""
    field = Field(compiled, profile, possible=False, changing=True)
    key = field.signature()
    if key not in classes:
        classes[key] = len(changes)
        found = search(field, levels_of(plan.goal), most=plan.max_changes, ways=False)
        sets = sorted({item.mask for item in found.reached})
        named = [[change.name for change in field.changes_of(mask)] for mask in sets[:NAMED]]
        size = sets[0].bit_count() if sets else None
        changes.append({"smallest_change": size, "sets": len(sets), "named": named, "stopped": found.stopped})
    return classes[key]


class Results:
    """The file of a sweep: a first line that says what was asked, and one line for each origin that is done.

    Parameters
    ----------
    file
        Where it is; made when the first chunk is put, gone on with if it is there.
    header
        What the first line says.

    Raises
    ------
    InputError
        If the file there is of another question or of other data, or is no file of a sweep.
    Unreachable
        If it cannot be read.
    """

    def __init__(self, file: Path, header: Mapping[str, Any]) -> None:
        self.file, self.header = file, dict(header)
        self.done: dict[str, dict[str, Any]] = {}
        if file.exists():
            self._read()

    def _read(self) -> None:
        try:
            lines = [json.loads(line) for line in self.file.read_text("utf-8").splitlines()]
            first, self.done = lines[0], {line["origin"]: line for line in lines[1:]}
        except OSError as error:
            raise Unreachable(f"cannot read the file: {error.strerror}", where=str(self.file)) from None
        except (ValueError, KeyError, IndexError, TypeError):
            raise InputError("this is no file of a sweep", where=str(self.file), hint="Name a new file.") from None
        if first != self.header:
            differing = sorted(name for name in {*first, *self.header} if first.get(name) != self.header.get(name))
            raise InputError(
                f"the file is of another sweep: {', '.join(differing)} differ",
                where=str(self.file),
                hint="Name a new file, or ask the same again to go on with this one.",
            )

    def put(self, result: dict[str, Any]) -> None:
        """Add the result of a chunk: the whole file is written anew and renamed.

        Raises
        ------
        Unreachable
            If it cannot be written.
        """
        self.done[result["origin"]] = result
        rows = [self.header, *(self.done[origin] for origin in sorted(self.done))]
        text = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
        temporary = self.file.with_name(f".{self.file.name}.{os.getpid()}.part")
        try:
            temporary.write_text(text, "utf-8", newline="\n")
            temporary.replace(self.file)
        except OSError as error:
            with suppress(OSError):
                temporary.unlink()
            raise Unreachable(f"cannot write the file: {error.strerror}", where=str(self.file)) from None


def header(compiled: Compiled, plan: Plan) -> dict[str, Any]:
    """Give the first line of the file: the question, both dates, the digest.

    Raises
    ------
    InputError
        If the bound on changes is out of range.
    """
    within_bound(plan.max_changes)
    asked = {**plan._asdict(), "goal": plan.goal or "apply or better", "origins": len(plan.origins)}
    listed = {name: list(value) if isinstance(value, tuple) else value for name, value in asked.items()}
    return {**head("gaps-sweep", compiled.knowledge, compiled.now), **listed}


def run(
    make: Callable[[], Compiled], compiled: Compiled, plan: Plan, results: Results, *, workers: int = 1
) -> Iterator[str]:
    """Answer the origins that are not done yet, and give each when its result has been written.

    Parameters
    ----------
    make
        Gives the compiled claims in another process; a function that can be sent there.
    compiled
        The same in this one.
    plan, results
        What is asked, and where results go.
    workers
        Processes; 1 stays in this one.
    """
    left = [origin for origin in plan.origins if origin not in results.done]
    if workers <= 1 or not left:
        for origin in left:
            results.put(chunk(compiled, plan, origin))
            yield origin
        return
    context = get_context("spawn")
    origins, out = context.SimpleQueue(), context.SimpleQueue()
    for origin in left:
        origins.put(origin)
    for _ in range(workers):
        origins.put(None)
    serving = [context.Process(target=_serve, args=(make, plan, origins, out), daemon=True) for _ in range(workers)]
    for process in serving:
        process.start()
    try:
        ended = 0
        while ended < workers:
            done = out.get()
            if done is None:
                ended += 1
                continue
            results.put(done)
            yield done["origin"]
    finally:
        for process in serving:
            process.terminate()
            process.join()
    missing = [origin for origin in left if origin not in results.done]
    if missing:
        raise WorkerLost(
            f"a process of the sweep ended early; {len(missing)} origins are left",
            where=str(results.file),
            hint="Ask the same again: what is done is kept.",
        )


def _serve(make: Callable[[], Compiled], plan: Plan, origins: SimpleQueue[str | None], out: SimpleQueue[Any]) -> None:
    """Answer origins in a process of its own until there is none left; ``None`` says that it ends."""
    try:
        compiled = make()
        while (origin := origins.get()) is not None:
            out.put(chunk(compiled, plan, origin))
    finally:
        out.put(None)


def origins_of(knowledge: Knowledge) -> tuple[str, ...]:
    """Give the codes of the States whose nationals some group is made of."""
    from exitgraph.claims.groups import fields_of
    from exitgraph.vocabulary import xg

    found = {place for group in knowledge.of_kind(xg("Group")) for place in fields_of(knowledge, group.iri)[0]}
    return tuple(sorted(local_name(place) for place in found))


def summary(plan: Plan, results: Results) -> list[dict[str, Any]]:
    """Count, for each status and set of documents, the origins with a way and the sizes of the smallest change."""
    rows = []
    for status in plan.statuses:
        for papers in plan.documents:
            sizes: dict[str, int] = {}
            count = {"origins": 0, "certain": 0, "possible": 0}
            for done in results.done.values():
                for row in done["profiles"]:
                    if (row["status"], row["documents"]) != (status, papers):
                        continue
                    count["origins"] += 1
                    count["certain"] += bool(row["certain"])
                    count["possible"] += bool(row["possible"])
                    if "class" in row:
                        size = done["classes"][row["class"]]["smallest_change"]
                        name = str(size) if size is not None else "more"
                        sizes[name] = sizes.get(name, 0) + 1
            rows.append(
                {"status": status, "documents": papers, **count, "smallest_change": dict(sorted(sizes.items()))}
            )
    return rows
