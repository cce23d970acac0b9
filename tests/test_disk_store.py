"""The on-disk store: killed at any step, damaged, of another version, copied, dumped and restored, and collected."""

from __future__ import annotations

import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from contract.kits import marked, state_of, world_store
from exitgraph.errors import CheckFailed, ExitgraphError, InputError
from exitgraph.rdf.folder import STORE_MARK
from exitgraph.store import DiskStore, backup, build, collect, dump, read_dump, restore
from exitgraph.store.disk import CURRENT, DATA, GENERATIONS, MANIFEST, SUMS, WRITING, Manifest, sums_of
from exitgraph.store.locks import alone

TESTS = Path(__file__).resolve().parent

#: Writes state 2 into a store and kills itself with signal 9 at the given call that touches the disk; 0: never.
SUICIDE = """
import os, pathlib, shutil, signal, sys
sys.path.insert(0, sys.argv[1])
from contract.kits import marked
from exitgraph.store import build, restore
store, calls, last = marked(2), 0, int(sys.argv[4])
def counted(function):
    def wrapper(*args, **kwargs):
        global calls
        calls += 1
        if calls == last:
            os.kill(os.getpid(), signal.SIGKILL)
        return function(*args, **kwargs)
    return wrapper
os.fsync = counted(os.fsync)
shutil.rmtree = counted(shutil.rmtree)
for name in ("open", "replace", "rename", "unlink", "mkdir"):
    setattr(pathlib.Path, name, counted(getattr(pathlib.Path, name)))
folder, how = pathlib.Path(sys.argv[2]), sys.argv[3]
build(folder, store) if how == "build" else restore(folder, pathlib.Path(how))
print(calls)
"""

#: Writes states without end, saying each when it is done.
ENDLESS = """
import itertools, pathlib, sys
sys.path.insert(0, sys.argv[1])
from contract.kits import marked
from exitgraph.store import build
for state in itertools.cycle((2, 3, 4)):
    build(pathlib.Path(sys.argv[2]), marked(state))
    print(state, flush=True)
"""

#: Opens a store and waits.
HOLDER = """
import pathlib, sys, time
from exitgraph.store import DiskStore
store = DiskStore(pathlib.Path(sys.argv[1]))
print(store.generation, flush=True)
time.sleep(600)
"""

#: Says in which state a store is, and opens it again and again until it is in state 4.
READER = """
import pathlib, sys
sys.path.insert(0, sys.argv[1])
from contract.kits import marked, state_of
from exitgraph.store import DiskStore
digests, state = {state: marked(state).digest for state in range(5)}, None
while state != 4:
    with DiskStore(pathlib.Path(sys.argv[2])) as store:
        found, digest = state_of(store)
    assert digest == digests[found]
    if state is None:
        print(found, flush=True)
    state = found
"""


def child(program: str, *arguments: object) -> subprocess.Popen[str]:
    """Start a program that dies by its own hand or the test's."""
    return subprocess.Popen(
        [sys.executable, "-c", program, *map(str, arguments)],
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
    )


def state(folder: Path) -> int:
    """Open a store, read all of it, and say in which state it is."""
    with DiskStore(folder) as store:
        store.verify()
        return state_of(store)[0]


def generations(folder: Path) -> set[str]:
    """Give everything that lies among the generations."""
    return {path.name for path in (folder / GENERATIONS).iterdir()}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Give a store in state 1."""
    build(tmp_path / "store", marked(1))
    return tmp_path / "store"


# --- killed ---


def steps_of(folder: Path, how: object, first: int, last: int) -> list[int]:
    """Count the steps of a write, and choose some: a few at first, and each of the last, where the pointer moves."""
    with child(SUICIDE, TESTS, folder, how, 0) as process:
        assert process.stdout is not None
        steps = int(process.stdout.read())
    assert state(folder) == 2
    assert steps > first + last
    return [*range(1, steps - last, steps // first), *range(steps - last + 1, steps + 1)]


@pytest.mark.parametrize("how", ["build", "restore"])
def test_a_write_killed_at_any_step_is_whole_or_not_at_all(how: str, folder: Path, tmp_path: Path) -> None:
    """A real process, killed with signal 9 before its steps, leaves the old state or the new one, and no lock."""
    source: object = how
    if how == "restore":
        source = tmp_path / "two.nq"
        build(tmp_path / "two", marked(2))
        with DiskStore(tmp_path / "two") as store:
            dump(store, tmp_path / "two.nq")
    seen = []
    for step in steps_of(shutil.copytree(folder, tmp_path / "counted"), source, 3, 9):
        place = shutil.copytree(folder, tmp_path / str(step))
        with child(SUICIDE, TESTS, place, source, step) as process:
            assert process.wait(timeout=60) == -signal.SIGKILL
        seen.append(state(place))
        build(place, marked(3))
        assert state(place) == 3
        assert generations(place) == {(place / CURRENT).read_text()}
        shutil.rmtree(place)
    assert seen == sorted(seen)
    assert set(seen) == {1, 2}


def test_a_first_write_killed_at_any_step_can_be_done_again(folder: Path, tmp_path: Path) -> None:
    """A store that was never finished is new or says that it holds nothing, and the next write fills it."""
    outcomes = set()
    for step in steps_of(tmp_path / "counted", "build", 4, 6):
        place = tmp_path / str(step)
        with child(SUICIDE, TESTS, place, "build", step) as process:
            process.wait(timeout=60)
        try:
            outcomes.add(state(place))
        except InputError as error:
            assert error.what in ("no on-disk store", "the store holds nothing yet")  # noqa: PT017  # either will do
            outcomes.add(0)
        build(place, marked(3))
        assert state(place) == 3
    assert outcomes == {0, 2}
    assert state(folder) == 1


def test_a_writer_killed_at_random_moments_loses_nothing_that_it_said(folder: Path) -> None:
    """A writer that never stops, killed with signal 9, leaves what it said last, or the write that was under way."""
    chance = random.Random(5)  # noqa: S311  # moments, not secrets
    for _ in range(4):
        with child(ENDLESS, TESTS, folder) as process:
            assert process.stdout is not None
            said = [int(process.stdout.readline())]
            time.sleep(chance.uniform(0.0, 0.6))
            process.kill()
            said += [int(line) for line in process.stdout.read().splitlines() if line]
        following = {2: 3, 3: 4, 4: 2}
        assert state(folder) in (said[-1], following[said[-1]])
        build(folder, marked(1))
        assert generations(folder) == {(folder / CURRENT).read_text()}


def test_a_killed_reader_holds_nothing(folder: Path) -> None:
    """A generation that another process has open stays; when that process is killed, the next write removes it."""
    with child(HOLDER, folder) as process:
        assert process.stdout is not None
        held = process.stdout.readline().strip()
        build(folder, marked(2))
        assert held in generations(folder)
        process.kill()
    assert collect(folder) == [held]
    assert generations(folder) == {(folder / CURRENT).read_text()}


# --- readers and writers ---


def test_an_open_generation_stays_until_it_is_closed(folder: Path) -> None:
    """What a reader has open is not collected, and goes after it is closed."""
    with DiskStore(folder) as store:
        build(folder, marked(2))
        build(folder, marked(3))
        assert collect(folder) == []
        assert state_of(store)[0] == 1
        assert store.generation in generations(folder)
    assert collect(folder) == [store.generation]


def test_a_store_that_nobody_has_any_more_is_closed(folder: Path) -> None:
    """A reader that was never closed holds its generation only as long as it lives."""
    store = DiskStore(folder)
    build(folder, marked(2))
    name = store.generation
    assert name in generations(folder)
    del store
    assert collect(folder) == [name]


def test_the_same_data_are_the_same_generation(folder: Path) -> None:
    """Writing what is there already changes no file of it."""
    before = {path: path.stat().st_mtime_ns for path in (folder / GENERATIONS).rglob("*")}
    build(folder, marked(1))
    assert {path: path.stat().st_mtime_ns for path in (folder / GENERATIONS).rglob("*") if path in before} == before
    assert len(generations(folder)) == 1


def test_readers_in_other_processes_see_no_torn_state(tmp_path: Path) -> None:
    """Processes that open the store while it is written see each state whole, from the first to the last."""
    folder = tmp_path / "store"
    build(folder, marked(0))
    readers = [child(READER, TESTS, folder) for _ in range(4)]
    try:
        for reader in readers:
            assert reader.stdout is not None
            assert reader.stdout.readline() == "0\n"
        for number in range(1, 9):
            build(folder, marked(number % 4))
        build(folder, marked(4))
        for reader in readers:
            reader.communicate(timeout=60)
    finally:
        for reader in readers:
            reader.kill()
    assert [reader.returncode for reader in readers] == [0] * len(readers)
    collect(folder)
    assert generations(folder) == {(folder / CURRENT).read_text()}


def test_going_back_to_a_generation_that_is_still_held(folder: Path) -> None:
    """Data that were there before, and are still open somewhere, become current again."""
    with DiskStore(folder) as store:
        build(folder, marked(2))
        assert build(folder, marked(1)) == store.generation
        assert state(folder) == 1


def test_one_writer_at_a_time(folder: Path) -> None:
    """A second writer is refused at once, and readers are not."""
    with alone(folder / WRITING), pytest.raises(InputError, match="another process is writing"):
        build(folder, marked(2))
    with alone(folder / WRITING):
        assert state(folder) == 1


def test_reading_writes_nothing(folder: Path) -> None:
    """Opening, asking and verifying leave every file of the folder as it was."""
    before = {path: (path.stat().st_mtime_ns, path.stat().st_size) for path in folder.rglob("*")}
    assert state(folder) == 1
    assert {path: (path.stat().st_mtime_ns, path.stat().st_size) for path in folder.rglob("*")} == before


# --- not what it should be ---


def test_a_folder_that_is_no_store(tmp_path: Path) -> None:
    """A folder of other things is neither read nor written, and an empty one says how it is filled."""
    (tmp_path / "letter.txt").write_text("dear")
    with pytest.raises(InputError, match="no on-disk store"):
        DiskStore(tmp_path)
    with pytest.raises(InputError, match="other things"):
        build(tmp_path, marked(1))
    with pytest.raises(InputError, match="no on-disk store"):
        collect(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["letter.txt"]


@pytest.mark.parametrize(
    ("mark", "said", "hint"),
    [
        ('{"format": 99}', "format 99; this exitgraph reads format 1", "newer exitgraph"),
        ('{"format": 0}', "old format 0", "restore the dump"),
        ("{", "damaged", "Build the store again"),
        ("[]", "damaged", "Build the store again"),
    ],
)
def test_another_format_is_refused(folder: Path, mark: str, said: str, hint: str) -> None:
    """A store of another version, or with a damaged mark, is neither read nor written, with what to do."""
    (folder / STORE_MARK).write_text(mark)
    for attempt in (lambda: DiskStore(folder), lambda: build(folder, marked(2)), lambda: collect(folder)):
        with pytest.raises(InputError, match=said) as found:
            attempt()
        assert hint in found.value.hint


def test_files_of_another_engine_that_cannot_be_read(folder: Path) -> None:
    """Where another version of the engine wrote files that cannot be opened, the error says which, and what to do."""
    place = folder / GENERATIONS / (folder / CURRENT).read_text()
    manifest = json.loads((place / MANIFEST).read_text())
    (place / MANIFEST).write_text(json.dumps({**manifest, "engine": "pyoxigraph 9.9"}))
    (place / DATA / "CURRENT").write_text("MANIFEST-999999\n")
    with pytest.raises(InputError, match=r"written by pyoxigraph 9\.9") as found:
        DiskStore(folder)
    assert "restore the dump" in found.value.hint


def test_a_missing_generation_or_manifest(folder: Path) -> None:
    """A pointer to nothing and a manifest that is none are damage, not a crash."""
    place = folder / GENERATIONS / (folder / CURRENT).read_text()
    text = (place / MANIFEST).read_text()
    for wrong in ("", "{}", "[]", '{"digest": 1, "more": 2}'):
        (place / MANIFEST).write_text(wrong)
        with pytest.raises(InputError, match="damaged"):
            DiskStore(folder)
    (place / MANIFEST).write_text(text)
    assert state(folder) == 1
    (folder / CURRENT).write_text("nowhere")
    with pytest.raises(InputError, match="damaged: its generation is missing"):
        DiskStore(folder)


def test_damage_is_found(folder: Path) -> None:
    """Bytes changed in the files of the engine, or another digest in the manifest, do not pass `verify`."""
    place = folder / GENERATIONS / (folder / CURRENT).read_text()
    tables = sorted((place / DATA).glob("*.sst"))
    for table in tables:
        good = table.read_bytes()
        table.write_bytes(good[:100] + bytes([good[100] ^ 0xFF]) + good[101:])
        with pytest.raises(ExitgraphError, match=table.name), DiskStore(folder) as store:
            store.verify()
        table.write_bytes(good)
    assert len(tables) > 3
    assert state(folder) == 1
    (place / SUMS).write_text("nonsense")
    with pytest.raises(CheckFailed), DiskStore(folder) as store:
        store.verify()
    (place / SUMS).write_text("".join(f"{value}  {path}\n" for path, value in sums_of(place / DATA).items()))
    assert state(folder) == 1
    manifest = json.loads((place / MANIFEST).read_text())
    (place / MANIFEST).write_text(json.dumps({**manifest, "digest": "sha256:0"}))
    with DiskStore(folder) as store, pytest.raises(CheckFailed, match="sha256:0"):
        store.verify()


def test_a_place_that_cannot_be_written(tmp_path: Path) -> None:
    """A file in the place of the folder is an error that names it."""
    (tmp_path / "file").write_text("")
    with pytest.raises(InputError, match="cannot write the store"):
        build(tmp_path / "file", marked(1))
    with pytest.raises(InputError, match="cannot write the store"):
        build(tmp_path / "file" / "store", marked(1))


# --- copies ---


def test_a_dump_restored_is_the_same(tmp_path: Path) -> None:
    """Data, derived triples, layout and queries come back, and a dump of what was restored has the same bytes."""
    build(tmp_path / "one", world_store())
    with DiskStore(tmp_path / "one") as store:
        dump(store, tmp_path / "one.nq")
    restore(tmp_path / "two", tmp_path / "one.nq")
    with DiskStore(tmp_path / "one") as one, DiskStore(tmp_path / "two") as two:
        two.verify()
        assert two.generation == one.generation
        assert list(two.quads()) == list(one.quads())
        assert (two.layout, two.queries) == (one.layout, one.queries)
        assert two.layout
        dump(two, tmp_path / "two.nq")
    assert (tmp_path / "two.nq").read_bytes() == (tmp_path / "one.nq").read_bytes()


def test_a_dump_in_memory_is_the_same(tmp_path: Path) -> None:
    """Loaded into memory a dump gives the data, digest, layout and queries of the store that it is of."""
    build(tmp_path / "store", world_store())
    with DiskStore(tmp_path / "store") as store:
        dump(store, tmp_path / "dump.nq")
        found = read_dump(tmp_path / "dump.nq")
        assert list(found.quads()) == list(store.quads())
        assert (found.digest, found.layout, found.queries) == (store.digest, store.layout, store.queries)
    (tmp_path / "dump.nq").write_bytes((tmp_path / "dump.nq").read_bytes()[:-2] + b"\n")
    with pytest.raises(InputError, match="damaged"):
        read_dump(tmp_path / "dump.nq")


def test_a_dump_is_n_quads(tmp_path: Path) -> None:
    """Below its first line, a comment, a dump has the bytes of the export as N-Quads."""
    build(tmp_path / "store", world_store())
    with DiskStore(tmp_path / "store") as store:
        dump(store, tmp_path / "dump.nq")
        head, _, rest = (tmp_path / "dump.nq").read_bytes().partition(b"\n")
        assert rest == store.serialize("nquads")
    assert head.startswith(b"# exitgraph store dump 1 {")


@pytest.mark.parametrize("how", ["a line less", "a line changed", "a line twice", "no head", "a damaged head", "empty"])
def test_a_wrong_dump_changes_nothing(how: str, folder: Path, tmp_path: Path) -> None:
    """A dump that is not whole, or is none, is refused, and the store stays as it was."""
    file = tmp_path / "dump.nq"
    with DiskStore(folder) as store:
        dump(store, file)
    head, *lines = file.read_bytes().splitlines(keepends=True)
    wrong = {
        "a line less": [head, *lines[:-1]],
        "a line changed": [head, lines[0].replace(b'"1"', b'"2"'), *lines[1:]],
        "a line twice": [head, lines[0], *lines],
        "no head": lines,
        "a damaged head": [head[:40] + b"\n", *lines],
        "empty": [],
    }[how]
    file.write_bytes(b"".join(wrong))
    build(folder, marked(2))
    with pytest.raises(InputError):
        restore(folder, file)
    assert state(folder) == 2
    assert len(generations(folder)) == 1


def test_a_dump_that_is_not_there(tmp_path: Path) -> None:
    """A file that does not exist is named, and no store is begun."""
    with pytest.raises(InputError, match=r"none\.nq: cannot read the dump"):
        restore(tmp_path / "store", tmp_path / "none.nq")
    assert not (tmp_path / "store").exists()


def test_a_backup_stands_by_itself(folder: Path, tmp_path: Path) -> None:
    """A backup holds what was current, shares no file with the store, outlives it, and can be written to."""
    with DiskStore(folder) as store:
        backup(store, tmp_path / "backup")
        with pytest.raises(InputError, match="new folder"):
            backup(store, tmp_path / "backup")
    shared = {path.stat().st_ino for path in folder.rglob("*")} & {
        path.stat().st_ino for path in (tmp_path / "backup").rglob("*")
    }
    assert shared == set()
    shutil.rmtree(folder)
    assert state(tmp_path / "backup") == 1
    build(tmp_path / "backup", marked(2))
    assert state(tmp_path / "backup") == 2


def test_a_backup_of_a_generation_that_is_no_longer_current(folder: Path, tmp_path: Path) -> None:
    """What is copied is what was opened, whatever is written meanwhile."""
    with DiskStore(folder) as store:
        build(folder, marked(2))
        backup(store, tmp_path / "backup")
    assert state(tmp_path / "backup") == 1
    assert sorted(path.name for path in tmp_path.iterdir()) == ["backup", "store"]


def test_a_manifest_reads_what_it_writes() -> None:
    """A manifest and its text are the same thing."""
    manifest = Manifest("sha256:a", "sha256:b", 3, {"g": "claims/ü.ttl"}, {"q": "SELECT *\n{}"})
    assert Manifest.read(manifest.text(), "here") == manifest
