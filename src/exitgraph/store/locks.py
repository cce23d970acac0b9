"""Locks between processes, freed by the system when a process ends, however it ends."""

from __future__ import annotations

import os
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

from exitgraph.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


def share(path: Path) -> int | None:
    """Open a file and hold it against `held_by_nobody` until the descriptor is closed.

    Returns
    -------
    int or None
        The descriptor; ``None`` if the file was taken away meanwhile.
    """
    try:
        handle = os.open(path, os.O_RDONLY)
    except FileNotFoundError:
        return None
    if not _lock(handle, exclusive=False) or not _same(handle, path):
        os.close(handle)
        return None
    return handle


@contextmanager
def held_by_nobody(path: Path) -> Iterator[bool]:
    """Say whether no process shares a file, and let none begin to while this lasts.

    Where the system or the file system has no locks nobody can tell, and the answer is no.
    """
    handle = os.open(path, os.O_RDONLY)
    try:
        yield bool(_lock(handle, exclusive=True, certain=True))
    finally:
        os.close(handle)


@contextmanager
def alone(path: Path) -> Iterator[bool]:
    """Be the only one between here and the end; gives whether that is certain (the system has locks).

    Raises
    ------
    InputError
        If another process or thread is.
    """
    handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o666)
    try:
        if not _lock(handle, exclusive=True):
            raise InputError(
                "another process is writing to this store", where=str(path.parent), hint="Wait until it has ended."
            )
        yield bool(_lock(handle, exclusive=True, certain=True))
    finally:
        os.close(handle)


def _lock(handle: int, *, exclusive: bool, certain: bool = False) -> bool:
    """Try to lock; where there are no locks, succeed unless it has to be certain."""
    try:
        import fcntl
    except ImportError:  # a system without such locks
        return not certain
    try:
        fcntl.flock(handle, (fcntl.LOCK_EX if exclusive else fcntl.LOCK_SH) | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except OSError:  # a file system without locks
        return not certain
    return True


def _same(handle: int, path: Path) -> bool:
    with suppress(OSError):
        return os.path.samestat(os.fstat(handle), path.stat())
    return False
