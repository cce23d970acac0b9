"""An import happens whole or not at all: killed at any moment, beside another one, or where nothing may be written."""

import json
import os
import pty
import random
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

import exitgraph
from commands import call
from exitgraph.errors import InputError
from exitgraph.rdf.folder import JOURNAL
from exitgraph.sources.journal import alone, commit, pending, recover
from tables import SOURCE, TODAY, claim, conflict, files, load_table, new_graph, write_csv

OLD = {"claims/a.ttl": "old a\n", "sources/a.ttl": "old s\n"}
NEW = {"claims/a.ttl": "new a\n", "sources/a.ttl": "new s\n", "bookkeeping/reviews.ttl": "new r\n"}

#: Commits new files, and kills itself with signal 9 at the given call that touches the disk.
SUICIDE = """
import json, os, pathlib, signal, sys
from exitgraph.sources import journal
left = int(sys.argv[2])
def counted(function):
    def wrapper(*args, **kwargs):
        global left
        left -= 1
        if left == 0:
            os.kill(os.getpid(), signal.SIGKILL)
        return function(*args, **kwargs)
    return wrapper
os.fsync = counted(os.fsync)
for name in ("open", "replace", "unlink", "mkdir"):
    setattr(pathlib.Path, name, counted(getattr(pathlib.Path, name)))
journal.commit(pathlib.Path(sys.argv[1]), json.loads(sys.argv[3]))
"""


def old_folder(folder: Path) -> Path:
    """Make a folder that holds the old files."""
    commit(folder, OLD)
    return folder


def texts(folder: Path) -> dict[str, str]:
    """Give the files of a folder as text."""
    return {name: data.decode() for name, data in files(folder).items()}


def settled(folder: Path) -> dict[str, str]:
    """Give the files after the next import has looked at the folder."""
    recover(folder)
    return texts(folder)


# --- killed ---


def test_a_commit_killed_at_any_step_is_whole_or_not_at_all(tmp_path: Path) -> None:
    """A real process, killed with signal 9 before each of its steps, leaves the old graph or the new one."""
    seen = []
    for step in range(1, 40):
        folder = old_folder(tmp_path / str(step))
        arguments = [sys.executable, "-c", SUICIDE, str(folder), str(step), json.dumps(NEW)]
        ended = subprocess.run(arguments, check=False, timeout=60).returncode
        happened = pending(folder)
        found = settled(folder)
        assert found in (OLD, NEW)
        seen.append(found == NEW)
        if ended == 0:
            assert found == NEW
            break
        assert ended == -signal.SIGKILL
        assert not happened or found == NEW
    else:
        pytest.fail("the commit never ended")
    assert seen == sorted(seen)
    assert seen.count(False) >= 8
    assert seen.count(True) >= 5


def test_an_import_killed_after_a_random_delay_is_whole_or_not_at_all(tmp_path: Path) -> None:
    """The command itself, killed with signal 9 at several moments, leaves the old graph or the new one."""
    old = new_graph(tmp_path / "old")
    load_table(write_csv(tmp_path / "old.csv", conflict()), old)
    rows = [claim(f"BIG{number}", held=str(1000 + number)) for number in range(1500)]
    table = write_csv(tmp_path / "big.csv", rows)

    def command(folder: Path) -> list[str]:
        verb = ["import", "table", str(table), "--into", str(folder), *TODAY]
        return [sys.executable, "-m", "exitgraph", *verb]

    new = shutil.copytree(old, tmp_path / "new")
    begun = time.monotonic()
    subprocess.run(command(new), check=True, capture_output=True, timeout=120)
    whole = time.monotonic() - begun
    states = [files(old), files(new)]
    for number in range(5):
        folder = shutil.copytree(old, tmp_path / str(number))
        with subprocess.Popen(command(folder), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
            time.sleep(whole * random.Random(number).uniform(0.4, 1.0))  # noqa: S311
            process.kill()
        recover(folder)
        assert files(folder) in states
        assert call("import", "table", table, "--into", folder, *TODAY).code == 0
        assert files(folder) == states[1]


STEPS = {
    "nothing but a first new file": ({"claims/.a.ttl.new": "new"}, OLD),
    "every new file": ({"claims/.a.ttl.new": "new a\n", "sources/.a.ttl.new": "new s\n"}, OLD),
    "a draft of the journal": ({"claims/.a.ttl.new": "new a\n", f"{JOURNAL}.new": '["claims'}, OLD),
    "the journal": (
        {
            JOURNAL: json.dumps(["claims/a.ttl", "sources/a.ttl"]),
            "claims/.a.ttl.new": "new a\n",
            "sources/.a.ttl.new": "new s\n",
        },
        {"claims/a.ttl": "new a\n", "sources/a.ttl": "new s\n"},
    ),
    "the journal and one file that has its name": (
        {
            JOURNAL: json.dumps(["claims/a.ttl", "sources/a.ttl"]),
            "claims/a.ttl": "new a\n",
            "sources/.a.ttl.new": "new s\n",
        },
        {"claims/a.ttl": "new a\n", "sources/a.ttl": "new s\n"},
    ),
    "the journal and no new file": ({JOURNAL: json.dumps(["claims/a.ttl", "sources/a.ttl"])}, OLD),
}


@pytest.mark.parametrize("step", STEPS)
def test_what_a_killed_import_left_is_finished_or_swept_away(tmp_path: Path, step: str) -> None:
    """Whatever a killed import left behind, the next one finishes it after the journal and sweeps it away before."""
    left, expected = STEPS[step]
    folder = old_folder(tmp_path / "graph")
    for name, text in left.items():
        (folder / name).write_text(text, encoding="utf-8")
    assert settled(folder) == expected
    assert settled(folder) == expected


# --- readers ---


def test_a_reader_before_the_journal_sees_the_old_graph(tmp_path: Path) -> None:
    """New files that have no journal yet are no part of the graph, and reading does not touch them."""
    folder = new_graph(tmp_path / "graph")
    load_table(write_csv(tmp_path / "t.csv", conflict()), folder)
    digest = exitgraph.load(folder).digest
    (folder / "claims" / ".invented-2025.ttl.new").write_text("half a fi", encoding="utf-8")
    before = files(folder)
    assert exitgraph.load(folder).digest == digest
    assert files(folder) == before


def test_a_reader_after_the_journal_sees_the_new_graph(tmp_path: Path) -> None:
    """An import that was killed between two renames is read as the new graph, whole."""
    folder = new_graph(tmp_path / "graph")
    load_table(write_csv(tmp_path / "t.csv", conflict()), folder)
    digest = exitgraph.load(folder).digest
    for kind in ("claims", "sources"):
        target = folder / kind / "invented-2025.ttl"
        target.replace(target.with_name(".invented-2025.ttl.new"))
    (folder / "sources" / ".invented-2025.ttl.new").replace(folder / "sources" / "invented-2025.ttl")
    paths = ["claims/invented-2025.ttl", "sources/invented-2025.ttl"]
    (folder / JOURNAL).write_text(json.dumps(paths), encoding="utf-8")
    assert exitgraph.load(folder).digest == digest


# --- two at once, and folders that cannot be written ---


def test_a_second_import_into_the_same_folder_is_refused(tmp_path: Path) -> None:
    """While one import is under way another one is told so, changes nothing, and may come after it."""
    folder = new_graph(tmp_path / "graph")
    table = write_csv(tmp_path / "t.csv", conflict())
    before = files(folder)
    with alone(folder):
        (folder / "entities" / ".mine.ttl.new").write_text("under way", encoding="utf-8")
        ran = call("import", "table", table, "--into", folder, *TODAY)
        assert ran.code == 2
        assert "another import into this folder is under way" in ran.err
        (folder / "entities" / ".mine.ttl.new").unlink()
    assert files(folder) == before
    assert call("import", "table", table, "--into", folder, *TODAY).code == 0


def test_a_folder_that_cannot_be_written_stays_as_it_was(tmp_path: Path) -> None:
    """Where a file stands in the way of a folder, one sentence says so and nothing is left behind."""
    folder = new_graph(tmp_path / "graph")
    (folder / "sources").write_text("in the way", encoding="utf-8")
    before = files(folder)
    ran = call("import", "table", write_csv(tmp_path / "t.csv", conflict()), "--into", folder, *TODAY)
    assert ran.code == 2
    assert "cannot write the graph" in ran.err
    assert "Traceback" not in ran.err
    assert files(folder) == before


def test_a_folder_where_a_file_should_be_is_seen_before_the_journal(tmp_path: Path) -> None:
    """A folder with the name of a file stops the commit while the graph is still the old one."""
    folder = old_folder(tmp_path / "graph")
    (folder / "claims" / "b.ttl").mkdir()
    with pytest.raises(InputError, match="is a folder"):
        commit(folder, {"claims/a.ttl": "new", "claims/b.ttl": "new"})
    assert texts(folder) == OLD


def test_a_graph_that_is_a_file_is_refused(tmp_path: Path) -> None:
    """`--into` a file is one sentence and exit code 2."""
    (tmp_path / "graph").write_text("a file", encoding="utf-8")
    ran = call("import", "table", write_csv(tmp_path / "t.csv", conflict()), "--into", tmp_path / "graph", *TODAY)
    assert ran.code == 2
    assert "cannot write the graph" in ran.err


def test_rejects_that_cannot_be_written_stop_the_import(tmp_path: Path) -> None:
    """No row is imported when its neighbour's reject would be lost."""
    folder = new_graph(tmp_path / "graph")
    before = files(folder)
    table = write_csv(tmp_path / "t.csv", [*conflict(), claim("BAD", subject="Atlantis")])
    ran = call("import", "table", table, "--into", folder, "--rejects", tmp_path / "none" / "r.csv", *TODAY)
    assert ran.code == 2
    assert "r.csv" in ran.err
    assert files(folder) == before


# --- what writes nothing ---


def test_check_writes_nothing(tmp_path: Path) -> None:
    """`--check` counts and lists the rejects as an import would, ends with the same code, and writes no file at all."""
    folder = new_graph(tmp_path / "graph")
    table = write_csv(tmp_path / "t.csv", [*conflict(), claim("BAD", subject="Atlantis")])
    before = files(tmp_path)
    checked = load_table(table, folder, "--check", code=1)
    assert files(tmp_path) == before
    assert sorted(path.name for path in folder.iterdir()) == ["entities"]
    assert checked == load_table(table, folder, code=1)
    assert not (tmp_path / "nowhere").exists()
    assert call("import", "table", table, "--into", tmp_path / "nowhere", "--check").code == 1
    assert not (tmp_path / "nowhere").exists()


def test_check_does_not_finish_another_import(tmp_path: Path) -> None:
    """Where an import was cut off, `--check` says so instead of finishing it or answering about half a graph."""
    folder = old_folder(tmp_path / "graph")
    (folder / JOURNAL).write_text("[]", encoding="utf-8")
    before = files(folder)
    ran = call("import", "table", write_csv(tmp_path / "t.csv", conflict()), "--into", folder, "--check")
    assert ran.code == 2
    assert "cut off" in ran.err
    assert files(folder) == before


# --- progress ---


def test_progress_goes_to_standard_error_at_a_terminal_only(tmp_path: Path) -> None:
    """At a terminal the rows read are counted there; piped, standard error holds one line and standard output JSON."""
    table = write_csv(tmp_path / "t.csv", [claim(f"P{n}", held=str(1000 + n)) | SOURCE for n in range(300)])
    command = [sys.executable, "-m", "exitgraph", "import", "table", str(table), "--format", "json", *TODAY, "--into"]
    piped = subprocess.run([*command, str(new_graph(tmp_path / "a"))], check=True, capture_output=True, timeout=120)
    assert json.loads(piped.stdout)["rows"] == 300
    assert piped.stderr == b""
    ours, theirs = pty.openpty()
    shown = subprocess.run(
        [*command, str(new_graph(tmp_path / "b"))], check=True, stdout=subprocess.PIPE, stderr=theirs, timeout=120
    )
    os.close(theirs)
    written = b""
    while chunk := _rest(ours):
        written += chunk
    os.close(ours)
    assert json.loads(shown.stdout)["rows"] == 300
    assert b"300 rows read" in written
    assert files(tmp_path / "a") == files(tmp_path / "b")


def _rest(terminal: int) -> bytes:
    try:
        return os.read(terminal, 65536)
    except OSError:  # the other side is closed and everything is read
        return b""
