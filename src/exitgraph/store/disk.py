"""Oxigraph in one folder, read.

::

    FOLDER/
      exitgraph-store.json            the version of this format
      current                         the name of the generation that readers open
      writing.lock                    held by a writer
      generations/<digest>-<hash>/    never changed once it has its name
        manifest.json                 digests, counts, layout, queries; shared-locked by each reader
        files.sha256                  the SHA-256 of each of Oxigraph's files, as sha256sum writes it
        data/                         Oxigraph's files
        columns/                      the claims as Arrow tables, once somebody has asked for them; may be taken away

A reader keeps the generation that it opened. How generations are written is in `exitgraph.store.generations`, why it
is so in docs/decisions/0018-stores.md.
"""

from __future__ import annotations

import hashlib
import json
import os
import time
import weakref
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING

import pyoxigraph as ox

from exitgraph.errors import CheckFailed, ExitgraphError, InputError, Unreachable, unreadable
from exitgraph.rdf.folder import STORE_MARK
from exitgraph.store.engine import OxigraphReader
from exitgraph.store.locks import share
from exitgraph.store.nquads import digests_of, sorted_lines
from exitgraph.store.protocol import Capabilities

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

#: The version of the format of a store folder.
FORMAT = 1
CURRENT, WRITING, GENERATIONS = "current", "writing.lock", "generations"
MANIFEST, DATA, SUMS = "manifest.json", "data", "files.sha256"
#: What wrote the files of Oxigraph; a minor version may change them.
ENGINE = "pyoxigraph " + ".".join(ox.__version__.split(".")[:2])
_TRIES = 200


@dataclass(frozen=True)
class Manifest:
    """What a generation says of itself."""

    digest: str
    derived: str
    quads: int
    layout: Mapping[str, str] = field(default_factory=dict)
    queries: Mapping[str, str] = field(default_factory=dict)
    engine: str = ENGINE

    def text(self) -> str:
        """Write it: the same content, the same text."""
        return json.dumps(asdict(self), ensure_ascii=False, sort_keys=True, separators=(",", ":"))

    @classmethod
    def read(cls, text: str, where: str) -> Manifest:
        """Read it.

        Raises
        ------
        InputError
            If it is none.
        """
        try:
            manifest = cls(**json.loads(text))
        except (ValueError, TypeError):
            raise InputError("the manifest of the store is damaged", where=where, hint=_LOST) from None
        return manifest


_LOST = "Build the store again (`exitgraph store build`), or use a backup or dump of it."


def is_store(path: Path) -> bool:
    """Whether a folder is an on-disk store, or was begun as one."""
    return (path / STORE_MARK).is_file()


class DiskStore(OxigraphReader):
    """The current generation of an on-disk store, read-only; it stays the same for as long as it is open.

    Parameters
    ----------
    folder
        The folder of the store.
    generation
        One that is open already, instead of the current one.

    Raises
    ------
    InputError
        If it is no store, holds nothing yet, is damaged, or has another version of the format.
    Unreachable
        If it cannot be read.
    """

    def __init__(self, folder: Path, *, generation: str | None = None) -> None:
        check_format(folder)
        handle, name = _hold(folder, generation)
        try:
            self.folder, self.generation = folder, name
            place = folder / GENERATIONS / name
            self.manifest = Manifest.read((place / MANIFEST).read_text(encoding="utf-8"), str(place / MANIFEST))
            super().__init__(_opened(place / DATA, self.manifest))
        except OSError as error:
            os.close(handle)
            raise unreadable("store", error, str(folder)) from None
        except ExitgraphError:
            os.close(handle)
            raise
        # Closed with the store, or when nobody has the store any more.
        self._let_go = weakref.finalize(self, os.close, handle)

    @property
    def digest(self) -> str:
        """See `Store.digest`; computed when the generation was written, and again by `verify`."""
        return self.manifest.digest

    @property
    def capabilities(self) -> Capabilities:
        """See `Store.capabilities`."""
        return Capabilities(durable=True)

    @property
    def layout(self) -> Mapping[str, str]:
        """See `Store.layout`."""
        return self.manifest.layout

    @property
    def queries(self) -> Mapping[str, str]:
        """See `Store.queries`."""
        return self.manifest.queries

    def lines(self) -> Iterator[bytes]:
        """Give all quads as sorted lines of N-Quads; see `exitgraph.store.nquads`."""
        return sorted_lines(self._store)

    def beside(self, name: str) -> Path:
        """Give the folder, in this generation and gone with it, where something that was made of it may be kept."""
        return self.folder / GENERATIONS / self.generation / name

    def verify(self) -> None:
        """Read everything again and hold it against the manifest, and every file against its sum.

        A dump reads one of the engine's indexes; queries read others, for which the sums stand.

        Raises
        ------
        CheckFailed
            If it is not what was written.
        """
        self._check_files()
        try:
            found = digests_of(self.lines())
        except (OSError, RuntimeError, ValueError) as error:
            raise CheckFailed(f"the store is damaged: {error}", where=str(self.folder), hint=_LOST) from None
        if (found.data, found.derived, found.quads) != (
            self.manifest.digest,
            self.manifest.derived,
            self.manifest.quads,
        ):
            raise CheckFailed(
                f"the store is damaged: it holds {found.quads} quads with the digest {found.data}, and says "
                f"{self.manifest.quads} with {self.manifest.digest}",
                where=str(self.folder),
                hint=_LOST,
            )

    def _check_files(self) -> None:
        place = self.folder / GENERATIONS / self.generation
        try:
            lines = (place / SUMS).read_text("utf-8").splitlines()
            written = {path: value for value, path in (line.split("  ", 1) for line in lines)}
            found = sums_of(place / DATA)
        except (OSError, ValueError) as error:
            raise CheckFailed(f"the store is damaged: {error}", where=str(place), hint=_LOST) from None
        wrong = sorted(path for path in written.keys() | found.keys() if written.get(path) != found.get(path))
        if wrong:
            what = f"the store is damaged: {', '.join(wrong[:5])} changed after it was written"
            raise CheckFailed(what, where=str(place), hint=_LOST)

    def after_fork(self) -> DiskStore:
        """See `Store.after_fork`: the same generation, which nobody collects while it is open here."""
        return DiskStore(self.folder, generation=self.generation)

    def close(self) -> None:
        """See `Store.close`."""
        super().close()
        self._let_go()


def check_format(folder: Path) -> None:
    """Refuse what this version of exitgraph cannot read.

    Raises
    ------
    InputError, Unreachable
        With what to do about it.
    """
    where = str(folder)
    try:
        found = json.loads((folder / STORE_MARK).read_text(encoding="utf-8"))["format"]
    except OSError as error:
        if isinstance(error, FileNotFoundError | NotADirectoryError):
            raise InputError("no on-disk store", where=where, hint="`exitgraph store build` makes one.") from None
        raise Unreachable(f"cannot read the store: {error.strerror}", where=where) from None
    except (ValueError, TypeError, KeyError):
        found = None
    if not isinstance(found, int):
        raise InputError(f"{STORE_MARK} is damaged", where=where, hint=_LOST)
    if found > FORMAT:
        raise InputError(
            f"the store has format {found}; this exitgraph reads format {FORMAT}",
            where=where,
            hint="Install a newer exitgraph, or dump it with the one that wrote it and restore the dump with this one.",
        )
    if found < FORMAT:
        raise InputError(
            f"the store has the old format {found}; this exitgraph reads format {FORMAT}",
            where=where,
            hint="Dump it with the exitgraph that wrote it (`exitgraph store dump`), and restore the dump here.",
        )


def sums_of(data: Path) -> dict[str, str]:
    """Give the SHA-256 of each of the engine's files, by its path inside the generation."""
    found = {}
    for path in sorted(data.iterdir()):
        with path.open("rb") as file:
            found[f"{data.name}/{path.name}"] = hashlib.file_digest(file, "sha256").hexdigest()
    return found


def current(folder: Path) -> str | None:
    """Give the name of the generation that readers open, if there is one."""
    try:
        return (folder / CURRENT).read_text(encoding="utf-8").strip() or None
    except FileNotFoundError:
        return None


def _hold(folder: Path, generation: str | None = None) -> tuple[int, str]:
    """Take hold of the current generation, or of one that is held already, before a writer can collect it."""
    try:
        for _ in range(_TRIES):
            name = generation or current(folder)
            if name is None:
                raise InputError(
                    "the store holds nothing yet", where=str(folder), hint="`exitgraph store build` fills it."
                )
            handle = share(folder / GENERATIONS / name / MANIFEST)
            if handle is not None:
                return handle, name
            if name == current(folder) and not (folder / GENERATIONS / name / MANIFEST).is_file():
                raise InputError("the store is damaged: its generation is missing", where=str(folder), hint=_LOST)
            time.sleep(0.005)
    except OSError as error:
        raise unreadable("store", error, str(folder)) from None
    raise InputError("the store keeps changing while it is opened", where=str(folder), hint="Try again in a moment.")


def _opened(data: Path, manifest: Manifest) -> ox.Store:
    try:
        return ox.Store.read_only(str(data))
    except (OSError, RuntimeError, ValueError) as error:
        if manifest.engine != ENGINE:
            raise InputError(
                f"the store was written by {manifest.engine}, and {ENGINE} cannot read it",
                where=str(data.parents[2]),
                hint="Dump it with the exitgraph that wrote it (`exitgraph store dump`), and restore the dump here.",
            ) from None
        raise InputError(f"the store cannot be opened: {error}", where=str(data.parents[2]), hint=_LOST) from None
