"""Write an on-disk store: a new generation beside the old ones, then one pointer.

A generation is written into a folder of its own, brought to the disk, and gets its name by one rename; the rename of
the pointer is the moment at which readers that open the store see it. Killed anywhere, the store is as before or as
after. Old generations go when no reader holds them, by the next write or by `collect`.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import uuid
from contextlib import contextmanager, suppress
from dataclasses import replace
from typing import TYPE_CHECKING

import pyoxigraph as ox

from exitgraph.errors import InputError, unreadable
from exitgraph.rdf.folder import STORE_MARK
from exitgraph.store.disk import (
    CURRENT,
    DATA,
    ENGINE,
    FORMAT,
    GENERATIONS,
    MANIFEST,
    SUMS,
    WRITING,
    DiskStore,
    Manifest,
    check_format,
    current,
    is_store,
    sums_of,
)
from exitgraph.store.locks import alone, held_by_nobody
from exitgraph.store.nquads import Digests, chunks

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from exitgraph.store.embedded import EmbeddedStore

_DRAFT, _GONE = ".draft-", ".gone-"
_HEAD = b"# exitgraph store dump 1 "
_MARKED = json.dumps({"format": FORMAT}) + "\n"


def build(folder: Path, store: EmbeddedStore) -> str:
    """Make what an in-memory store holds the current generation of a store folder, which is made if it is not there.

    Returns
    -------
    str
        The name of the generation.

    Raises
    ------
    InputError
        If the folder holds other things, another process is writing, or it cannot be written.
    """
    with _writing(folder) as certain, _draft(folder) as draft:
        lines, digests = draft / "lines", Digests()
        with lines.open("wb") as out:
            for some in chunks(store.lines()):
                digests.add(some)
                out.write(b"\n".join(some) + b"\n")
        manifest = Manifest(
            digests.data, digests.derived, digests.quads, layout=dict(store.layout), queries=dict(store.queries)
        )
        _load(draft / DATA, lines, manifest)
        lines.unlink()
        return _publish(folder, draft, manifest, certain=certain)


def restore(folder: Path, dump: Path) -> str:
    """Make a dump the current generation of a store folder, which is made if it is not there.

    Returns
    -------
    str
        The name of the generation.

    Raises
    ------
    InputError, Unreachable
        If the dump is none, is not what it says it is, or cannot be read; and as `build`.
    """
    manifest = _checked(dump)
    with _writing(folder) as certain, _draft(folder) as draft:
        _load(draft / DATA, dump, manifest)
        return _publish(folder, draft, manifest, certain=certain)


def read_dump(dump: Path) -> EmbeddedStore:
    """Load a dump into memory.

    Raises
    ------
    InputError, Unreachable
        If the dump is none, is not what it says it is, or cannot be read.
    """
    from exitgraph.store.embedded import EmbeddedStore

    manifest = _checked(dump)
    with _loading(dump):
        store = EmbeddedStore.of_lines(dump, layout=manifest.layout, queries=manifest.queries)
    _count(store.size, manifest, dump)
    return store


def dump(store: DiskStore, target: Path) -> None:
    """Write everything that a generation holds as sorted N-Quads, with its manifest in a comment at the head.

    Raises
    ------
    InputError
        If the file cannot be written.
    """
    with _into_place(target) as part, part.open("wb") as out:
        out.write(_HEAD + replace(store.manifest, engine="").text().encode() + b"\n")
        for some in chunks(store.lines()):
            out.write(b"\n".join(some) + b"\n")
        out.flush()
        os.fsync(out.fileno())


def backup(store: DiskStore, target: Path) -> None:
    """Copy a generation into a new store folder, byte for byte; nothing is shared with the first.

    Raises
    ------
    InputError
        If the folder is there already, or cannot be written.
    """
    if target.exists():
        raise InputError("a backup needs a new folder", where=str(target), hint="Name one that is not there.")
    with _into_place(target) as part:
        shutil.copytree(store.folder / GENERATIONS / store.generation, part / GENERATIONS / store.generation)
        _write(part / STORE_MARK, _MARKED)
        _write(part / CURRENT, store.generation)
        _sync_tree(part)


def collect(folder: Path) -> list[str]:
    """Remove the generations that are neither current nor held by a reader, and what killed writers left.

    Returns
    -------
    list of str
        The names of the generations that went.
    """
    check_format(folder)
    with _writing(folder) as certain:
        return _collect(folder) if certain else []


def _load(data: Path, lines: Path, manifest: Manifest) -> None:
    """Fill a new Oxigraph store with N-Quads, and close it."""
    with _loading(lines):
        store = ox.Store(str(data))
        store.bulk_load(path=str(lines), format=ox.RdfFormat.N_QUADS)
        store.flush()
        found = len(store)
        # The engine closes its files when the last reference to it goes.
        del store
    _count(found, manifest, lines)


@contextmanager
def _loading(lines: Path) -> Iterator[None]:
    """Say what the engine says of a file that it cannot load."""
    try:
        yield
    except SyntaxError as error:
        raise InputError(f"not valid N-Quads: {error.msg or error}", where=str(lines)) from None
    except (RuntimeError, ValueError) as error:
        raise InputError(f"the quads cannot be loaded: {error}", where=str(lines)) from None


def _count(found: int, manifest: Manifest, lines: Path) -> None:
    if found != manifest.quads:
        raise InputError(f"{found} quads were loaded where {manifest.quads} are said to be", where=str(lines))


def _publish(folder: Path, draft: Path, manifest: Manifest, *, certain: bool) -> str:
    """Bring a draft to the disk, name it, and point to it."""
    text = manifest.text()
    name = f"{manifest.digest.partition(':')[2]}-{hashlib.sha256(text.encode()).hexdigest()[:8]}"
    place = folder / GENERATIONS / name
    if not place.is_dir():
        _write(draft / MANIFEST, text)
        _write(draft / SUMS, "".join(f"{value}  {path}\n" for path, value in sums_of(draft / DATA).items()))
        _sync_tree(draft)
        draft.rename(place)
        _sync(place.parent)
    _write(folder / CURRENT, name)
    if certain:
        _collect(folder)
    return name


def _checked(dump: Path) -> Manifest:
    """Read the manifest of a dump, and hold the rest against it."""
    where = str(dump)
    digests = Digests()
    try:
        with dump.open("rb") as file:
            head = file.readline()
            if not head.startswith(_HEAD):
                raise InputError(
                    "this is no dump of a store: its first line does not say so",
                    where=where,
                    hint="`exitgraph store dump` writes one.",
                )
            manifest = replace(Manifest.read(head[len(_HEAD) :].decode(errors="replace"), where), engine=ENGINE)
            for some in chunks(line.rstrip(b"\n") for line in file):
                digests.add(some)
    except OSError as error:
        raise unreadable("dump", error, where) from None
    if (digests.data, digests.derived, digests.quads) != (manifest.digest, manifest.derived, manifest.quads):
        raise InputError(
            f"the dump is damaged: {digests.quads} lines with the digest {digests.data}, where its head says "
            f"{manifest.quads} with {manifest.digest}",
            where=where,
            hint="Use another copy of it.",
        )
    return manifest


@contextmanager
def _writing(folder: Path) -> Iterator[bool]:
    """Be the only writer of a store folder; gives whether that is certain."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if is_store(folder):
            check_format(folder)
        elif any(item.name != f".{STORE_MARK}.part" for item in folder.iterdir()):
            raise InputError(
                "the folder holds other things than a store", where=str(folder), hint="Name a new or empty folder."
            )
        else:
            _write(folder / STORE_MARK, _MARKED)
        with alone(folder / WRITING) as certain:
            (folder / GENERATIONS).mkdir(exist_ok=True)
            yield certain
    except OSError as error:
        raise InputError(
            f"cannot write the store: {error.strerror or error}",
            where=str(folder),
            hint="Name a folder that can be written.",
        ) from None


@contextmanager
def _draft(folder: Path) -> Iterator[Path]:
    """Give a folder for a new generation; what is left of it in the end is taken away."""
    draft = folder / GENERATIONS / f"{_DRAFT}{uuid.uuid4().hex}"
    draft.mkdir()
    try:
        yield draft
    finally:
        shutil.rmtree(draft, ignore_errors=True)


@contextmanager
def _into_place(target: Path) -> Iterator[Path]:
    """Give a path beside a target that takes its name if all goes well, and is taken away if not."""
    part = target.with_name(f".{target.name}.{os.getpid()}.part")
    try:
        yield part
        part.replace(target)
        _sync(target.resolve().parent)
    except OSError as error:
        raise InputError(
            f"cannot write: {error.strerror or error}", where=str(target), hint="Name a path that can be written."
        ) from None
    finally:
        if part.is_dir():
            shutil.rmtree(part, ignore_errors=True)
        with suppress(OSError):
            part.unlink()


def _collect(folder: Path) -> list[str]:
    keep, gone = current(folder), []
    for item in sorted((folder / GENERATIONS).iterdir()):
        if item.name.startswith((_DRAFT, _GONE)):
            shutil.rmtree(item, ignore_errors=True)
        elif item.name != keep and (item / MANIFEST).is_file():
            with held_by_nobody(item / MANIFEST) as free:
                if free:
                    # It loses its name at once: nobody can open half a generation.
                    away = item.rename(item.with_name(f"{_GONE}{item.name}"))
                    shutil.rmtree(away, ignore_errors=True)
                    gone.append(item.name)
    return gone


def _write(path: Path, text: str) -> None:
    """Write a small file whole or not at all, and wait until the disk has it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f".{path.name}.part")
    with part.open("w", encoding="utf-8", newline="\n") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    part.replace(path)
    _sync(path.parent)


def _sync_tree(folder: Path) -> None:
    for item in sorted(folder.rglob("*")):
        if item.is_file():
            _sync(item)
    for item in (folder, *folder.rglob("*")):
        if item.is_dir():
            _sync(item)


def _sync(path: Path) -> None:
    """Wait until the disk has a folder's names, or a file's bytes."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
