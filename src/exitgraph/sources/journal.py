"""Write files into a graph folder: all of them or none, and one import at a time.

The new files are written beside the old ones first; then one journal, renamed into place, is the moment at which the
import has happened, and only then the files take their names. An import that is killed before the journal leaves the
graph as it was; one that is killed after it is finished by the next one.
"""

from __future__ import annotations

import json
import os
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

from exitgraph.errors import InputError
from exitgraph.rdf.folder import JOURNAL, staged

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path


def commit(folder: Path, files: Mapping[str, str]) -> None:
    """Write files into a graph folder, all of them or none.

    Parameters
    ----------
    folder
        The graph folder.
    files
        The new text of each file, by its path inside the folder.

    Raises
    ------
    InputError
        If the folder cannot be written.
    """
    recover(folder)
    if not files:
        return
    written = []
    try:
        for path, text in files.items():
            target = folder / path
            if target.is_dir():
                raise IsADirectoryError(0, f"{path} is a folder")
            target.parent.mkdir(parents=True, exist_ok=True)
            written.append(path)
            _write_through(staged(target), text)
        draft = folder / f"{JOURNAL}.new"
        _write_through(draft, json.dumps(written))
        draft.replace(folder / JOURNAL)
    except OSError as error:
        for path in written:
            with suppress(OSError):
                staged(folder / path).unlink(missing_ok=True)
        raise InputError(
            f"cannot write the graph: {error.strerror}",
            where=str(folder),
            hint="Name a folder that can be written: --into DIR.",
        ) from None
    recover(folder)


def recover(folder: Path) -> None:
    """Finish an import whose journal is there; sweep away what one left that never got so far.

    Raises
    ------
    InputError
        If a file cannot take its name; the journal stays, and the next import tries again.
    """
    try:
        if not pending(folder):
            for pattern in (f"{JOURNAL}.new", "*/.*.ttl.new"):
                for left in folder.glob(pattern):
                    left.unlink()
            return
        for path in json.loads((folder / JOURNAL).read_text(encoding="utf-8")):
            with suppress(FileNotFoundError):  # it has its name already
                staged(folder / path).replace(folder / path)
        (folder / JOURNAL).unlink()
    except OSError as error:
        raise InputError(f"cannot write the graph: {error.strerror}", where=str(folder)) from None


def pending(folder: Path) -> bool:
    """Whether an import has happened of which some files may not have taken their names yet."""
    return (folder / JOURNAL).is_file()


@contextmanager
def alone(folder: Path) -> Iterator[None]:
    """Keep other imports out of a graph folder; a killed one keeps nobody out.

    The folder is made if it is not there, and taken away again if nothing was written into it.

    Raises
    ------
    InputError
        If another import is under way, or the folder cannot be made.
    """
    made = [path for path in (folder, *folder.parents) if not path.exists()]
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise InputError(f"cannot write the graph: {error.strerror}", where=str(folder)) from None
    try:
        with _locked(folder):
            yield
    finally:
        for path in made:
            with suppress(OSError):
                path.rmdir()


@contextmanager
def _locked(folder: Path) -> Iterator[None]:
    try:
        import fcntl
    except ImportError:  # a system without such locks
        yield
        return
    # The folder itself is locked: no lock file is left behind, and the system frees it when the process ends.
    handle = os.open(folder, os.O_RDONLY)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise InputError(
                "another import into this folder is under way", where=str(folder), hint="Wait until it has ended."
            ) from None
        except OSError:  # a file system without locks
            pass
        yield
    finally:
        os.close(handle)


def _write_through(path: Path, text: str) -> None:
    """Write a file and wait until the disk has it: the journal must not be there before what it names."""
    with path.open("w", encoding="utf-8", newline="\n") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
