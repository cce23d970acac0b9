"""The command line as a contract: exit codes, streams, messages, JSON with its schema, plain text, four languages."""

import csv
import io
import json
import os
import pty
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from commands import call, run
from exitgraph.cli import VERBS
from exitgraph.errors import unreadable
from exitgraph.rdf.folder import shipped_graph
from schemas import SCHEMAS, problems

ROOT = Path(__file__).resolve().parents[1]
TODAY = ("--today", "2024-11-24")
DESERTER = ("routes", "--from", "RU", "--status", "deserter", "--holds", "internal-passport", *TODAY)


def names(folder: Path) -> list[str]:
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*"))


# --- what is wrong is said once, on standard error, with the right code ---

BAD_TURTLE = "@prefix claim: <https://w3id.org/exitgraph/claim/> .\n\nclaim:x a ;\n"
WRONG = {
    "a verb that is misspelt": (["rutes"], 2, "Did you mean routes"),
    "an option that does not exist": (["routes", "--frm", "RU"], 2, "--frm"),
    "malformed Turtle": (["claims", "--graph", "bad.ttl"], 2, "bad.ttl:3"),
    "a graph that does not exist": (["claims", "--graph", "none.ttl"], 2, "none.ttl: no such file"),
    "a folder without Turtle": (["claims", "--graph", "empty"], 2, "holds no .ttl file"),
    "a file that is not UTF-8": (["claims", "--graph", "latin.ttl"], 2, "latin.ttl"),
    "no date": ([*DESERTER[:3], "--today", "yesterday"], 2, "'yesterday' is not a date"),
    "a date in another order": (["claims", "--valid-at", "24-11-2024"], 2, "YYYY-MM-DD"),
    "an impossible day": ([*DESERTER[:3], "--valid-at", "2023-02-30"], 2, "does not exist"),
    "an impossible month": (["explain", "C066", "--known-at", "2024-13"], 2, "does not exist"),
    "no origin": (["routes"], 2, "--from RU"),
    "an unknown origin": (["routes", "--from", "Atlantis"], 2, "unknown territory 'Atlantis'"),
    "an unknown goal territory": ([*DESERTER, "--to", "QQ"], 2, "unknown territory 'QQ'"),
    "an unknown document": (["routes", "--from", "RU", "--holds", "library-card"], 2, "unknown travel document"),
    "a document without issuer": (["routes", "--from", "RU", "--holds", "visa@"], 2, "laissez-passer@FR"),
    "an unknown status": (["routes", "--from", "RU", "--status", "astronaut"], 2, "--status list"),
    "a goal that does not exist": ([*DESERTER, "--goal", "safety"], 2, "'reach', 'apply', 'protection'"),
    "too many legs": ([*DESERTER, "--max-legs", "1001"], 2, "from 0 to 1000"),
    "fewer than no legs": ([*DESERTER, "--max-legs", "-1"], 2, "from 0 to 1000"),
    "legs that are no number": ([*DESERTER, "--max-legs", "many"], 2, "many"),
    "SPARQL that does not parse": (["query", "broken.rq"], 2, ":2:"),
    "an empty query": (["query", "-"], 2, "the query is empty"),
    "no query": (["query"], 2, "--list"),
    "an update": (["query", "DELETE WHERE { ?s ?p ?o }"], 2, "an update is refused"),
    "a query that reaches out": (["query", "SELECT * { SERVICE <http://a.invalid/> { ?s ?p ?o } }"], 2, "SERVICE"),
    "a query of another dataset": (["query", "SELECT * FROM <file:x> { ?s ?p ?o }"], 2, "FROM"),
    "an unknown named query": (["query", "whom-a-state-deems-saf"], 2, "Did you mean whom-a-state-deems-safe"),
    "a query file that does not exist": (["query", "none.rq"], 2, "none.rq: cannot read"),
    "a parameter that is missing": (["query", "needs.rq"], 2, "--param state="),
    "a parameter that is unknown": (["query", "needs.rq", "-p", "stat=GB"], 2, "no parameter 'stat'"),
    "a parameter without value": (["query", "needs.rq", "-p", "state"], 2, "--param"),
    "a parameter of the wrong type": (["query", "needs.rq", "-p", "state=deserter"], 2, "unknown territory"),
    "rows asked for as turtle": (["query", "SELECT * { ?s a ?o } LIMIT 1", "--format", "turtle"], 2, "CONSTRUCT"),
    "an unknown claim": (["explain", "claim:zz"], 2, "unknown claim"),
    "a key that no claim has": (["explain", "C999"], 2, "no claim has that key"),
    "a key with others near it": (["explain", "C0666"], 2, "Near keys: C066"),
    "a key, and where else to look": (["explain", "C999"], 2, "`exitgraph search WORDS`"),
    "a part of a source's slug": (["claims", "--source", "itv"], 2, "Did you mean source:itv-2024-11?"),
    "a territory that is none, with names": (["routes", "--from", "Narnia"], 2, "Armenia (territory:AM)"),
    "a name that is none, with names": (["claims", "--subject", "Narnia"], 2, "Armenia (territory:AM)"),
    "a folder instead of a query": (["query", "empty"], 2, "empty: this is a folder"),
    "a folder instead of a table": (["import", "table", "empty"], 2, "empty: this is a folder"),
    "an empty path of a graph": (["claims", "--graph", ""], 2, "--graph: the path is empty"),
    "an empty path to validate": (["validate", ""], 2, "the path is empty"),
    "an empty path of a page": (["view", "-o", ""], 2, "-o: the path is empty"),
    "an empty folder name to import into": (
        ["import", "table", "bad.ttl", "--into", ""],
        2,
        "--into: the path is empty",
    ),
    "an unknown source": (["verify", "itv-2024-12", "bad.ttl"], 2, "itv-2024-11"),
    "a copy that does not exist": (["verify", "itv-2024-11", "none.txt"], 2, "none.txt: cannot read"),
    "a folder instead of a copy": (["verify", "itv-2024-11", "empty"], 2, "empty: cannot read"),
    "an empty copy": (["verify", "itv-2024-11", "nothing.txt"], 2, "the file is empty"),
    "an unknown relation": (["claims", "--relation", "loves"], 2, "unknown relation"),
    "nothing to search for": (["search", " "], 2, "type a word"),
    "a page into a folder": (["view", "-o", "empty"], 2, "this is a folder"),
    "a page into no folder": (["view", "-o", "none/page.html"], 2, "cannot write the file"),
    "a page around nothing": (["view", "--around", "nobody"], 2, "unknown name"),
    "an export into a folder": (["export", "-o", "empty"], 2, "cannot write the file"),
    "an export into no folder": (["export", "-o", "none/graph.nq"], 2, "cannot write the file"),
    "an unknown format": (["export", "--format", "xlsx"], 2, "'xlsx'"),
    "a port out of range": (["serve", "--port", "70000"], 2, "65535"),
    "files to validate that do not exist": (["validate", "none.ttl"], 2, "no such file"),
    "a store that is none": (["store", "verify", "empty"], 2, "no on-disk store"),
    "a store that does not exist": (["store", "dump", "none", "x.nq"], 2, "no on-disk store"),
    "a store among other things": (["store", "build", "."], 2, "holds other things"),
    "a dump that is none": (["store", "restore", "new-store", "bad.ttl"], 2, "no dump of a store"),
    "a dump that does not exist": (["store", "restore", "new-store", "none.nq"], 2, "none.nq: cannot read"),
    "another language": (["search", "Kazakhstan", "--lang", "de"], 2, "'de'"),
}


@pytest.fixture
def bench(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Make a working folder with files that are wrong in one way each."""
    (tmp_path / "bad.ttl").write_text(BAD_TURTLE, encoding="utf-8")
    (tmp_path / "latin.ttl").write_bytes(b'<http://a/> <http://b/> "caf\xe9" .\n')
    (tmp_path / "broken.rq").write_text("SELECT ?s WHERE {\n  ?s ?p }\n", encoding="utf-8")
    (tmp_path / "needs.rq").write_text(
        "# title: Needs\n# param state: territory; The State.\nSELECT * {\n#params\n?state ?p ?o }\n", encoding="utf-8"
    )
    (tmp_path / "nothing.txt").write_text("", encoding="utf-8")
    (tmp_path / "empty").mkdir()
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("sys.stdin", io.StringIO(""))
    return tmp_path


@pytest.mark.parametrize("what", WRONG)
def test_wrong_use_is_one_message_and_nothing_else(what: str, bench: Path) -> None:
    """Wrong input ends with its exit code and one clear message on standard error; nothing is printed or written."""
    arguments, code, said = WRONG[what]
    before = names(bench)
    ran = call(*arguments)
    assert ran.code == code
    assert ran.out == ""
    assert said in ran.err
    assert "Traceback" not in ran.err
    assert len(ran.err.strip().splitlines()) <= 4
    assert names(bench) == before


def test_a_syntax_error_names_line_and_column(bench: Path) -> None:
    """A query that does not parse is placed by file, line and column."""
    assert (bench / "broken.rq").is_file()
    assert re.search(r"broken[.rq]*:2:\d+: not valid SPARQL", call("query", "broken.rq").err)


@pytest.mark.parametrize("name", ["broken", "service", "undeclared", "nothing", "header", "none"])
def test_an_error_of_a_query_file_keeps_its_path(name: str, bench: Path) -> None:
    """Whatever is wrong with a query file, the message begins with its path as typed, from the first slash on."""
    texts = {
        "service": "SELECT * { SERVICE <http://a.invalid/> { ?s ?p ?o } }",
        "undeclared": "SELECT * { foo:bar ?p ?o }",
        "nothing": "",
        "header": "# param state: nonsense; x\nSELECT * {\n#params\n?s ?p ?o }",
    }
    path = bench / f"{name}.rq"
    if name in texts:
        path.write_text(texts[name], encoding="utf-8")
    assert str(path).startswith("/")
    ran = call("query", str(path))
    assert ran.code == 2
    assert ran.err.startswith(f"exitgraph: {path}:")


def test_the_codes_hold_for_processes() -> None:
    """As its own process, too, the program ends with 0 or 2, and prints no traceback."""
    ended = [
        run("--version"),
        run("validate", "--graph", "/nowhere"),
        run("routes", "--from", "Atlantis"),
        run("verify", "itv-2024-11", "/nowhere"),
    ]
    assert [item.code for item in ended] == [0, 2, 2, 2]
    assert all("Traceback" not in item.err for item in ended)
    assert ended[0].out.startswith("exitgraph")


def test_a_file_that_is_there_and_cannot_be_opened_is_exit_code_3() -> None:
    """A file that is missing is a wrong argument, one that may not be opened is out of reach."""
    assert unreadable("file", FileNotFoundError(2, "No such file"), "a.txt").exit_code == 2
    refused = unreadable("file", PermissionError(13, "Permission denied"), "a.txt")
    assert (refused.exit_code, str(refused)) == (3, "a.txt: cannot read the file: Permission denied")


def test_what_a_check_finds_is_exit_code_1(bench: Path) -> None:
    """A check that finds something ends with 1 and reports it on standard output; one that finds nothing with 0."""
    (bench / "other.txt").write_text("Another text.\n", encoding="utf-8")
    for arguments in (("validate", "bad.ttl"), ("verify", "itv-2024-11", "other.txt")):
        ran = call(*arguments)
        assert ran.code == 1
        assert ran.out
        assert "Traceback" not in ran.err
    assert call("validate").code == 0


def test_a_file_that_cannot_be_finished_is_left_as_it_was(bench: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """When writing fails half-way the old file is untouched and no part of the new one is left."""
    target = bench / "graph.nq"
    target.write_text("old", encoding="utf-8")

    def full(self: Path, data: bytes) -> int:
        with self.open("wb") as out:
            out.write(data[:10])
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "write_bytes", full)
    before = names(bench)
    ran = call("export", "-o", "graph.nq")
    assert (ran.code, ran.out) == (2, "")
    assert "No space left" in ran.err
    assert target.read_text(encoding="utf-8") == "old"
    assert names(bench) == before


# --- every verb ---


def test_help_lists_every_verb() -> None:
    """The help names every verb with what it does, and nothing advises."""
    text = run("--help").out
    for verb, what in VERBS.items():
        assert re.search(rf"^  {verb}\s+{re.escape(what[:20])}", text, re.MULTILINE)
    assert not re.search(r"\b(recommend\w*|best|safe)\b", text, re.IGNORECASE)


@pytest.mark.parametrize("verb", VERBS)
def test_every_verb_has_help(verb: str) -> None:
    """`exitgraph VERB --help` explains the verb and ends with 0, also as -h."""
    for option in ("--help", "-h"):
        ran = call(verb, option)
        assert (ran.code, ran.err) == (0, "")
        assert ran.out.startswith(f"Usage: exitgraph {verb}")
        assert len(ran.out.splitlines()) > 3


@pytest.mark.parametrize("verb", VERBS)
def test_the_readme_names_every_verb(verb: str) -> None:
    """A verb that the README does not name as `exitgraph VERB` is one that nobody finds."""
    assert re.search(rf"\bexitgraph {verb}\b", (ROOT / "README.md").read_text(encoding="utf-8"))


def test_every_query_file_is_listed() -> None:
    """`query --list` shows every file of graph/queries, in text, JSON and CSV."""
    files = {path.stem for path in (shipped_graph() / "queries").glob("*.rq")}
    assert files
    text = call("query", "--list").out
    assert {line.split()[0] for line in text.splitlines()[1:]} == files
    assert {item["name"] for item in json.loads(call("query", "--list", "--format", "json").out)} == files
    rows = list(csv.reader(io.StringIO(call("query", "--list", "--format", "csv").out)))
    assert {row[0] for row in rows[1:]} == files


# --- JSON has a schema ---

ANSWERS = {
    "an itinerary": ("routes", DESERTER),
    "no itinerary": ("routes", ("routes", "--from", "RU", *TODAY)),
    "why not": ("routes", (*DESERTER, "--why-not", "GB", "--why-not", "DE")),
    "possible itineraries": ("routes", (*DESERTER[:5], "--holds", "internal-passport", "--possible", *TODAY)),
    "a search that was stopped": ("routes", (*DESERTER, "--max-legs", "2")),
    "places that are reached": ("routes", (*DESERTER, "--goal", "reach", "--at", "KZ")),
    "a stateless person": ("routes", ("routes", "--from", "RU", "--nationality", "stateless", "--at", "KZ", *TODAY)),
    "a minor with two nationalities": (
        "routes",
        (*DESERTER, "--nationality", "KZ", "--nationality", "RU", "--unaccompanied-minor"),
    ),
    "what changed": ("routes-diff", (*DESERTER[:-2], "--diff", "2024-09", "2024-11-24")),
    "what changed backwards": ("routes-diff", (*DESERTER[:-2], "--diff", "2024-11-24", "2024-09")),
    "documents to hold": ("routes-list", ("routes", "--holds", "list")),
    "statuses": ("routes-list", ("routes", "--status", "list", "--lang", "uk")),
    "all claims": ("claims", ("claims", *TODAY)),
    "no claims": ("claims", ("claims", "--subject", "DE", "--object", "GB", *TODAY)),
    "a claim": ("explain", ("explain", "C066", *TODAY)),
    "a graded claim": ("explain", ("explain", "E012", "--today", "2026-11-23")),
    "a stale claim": ("explain", ("explain", "C044", "--today", "2090-01-01")),
    "claims as graded": ("claims", ("claims", "--today", "2026-11-23")),
    "a claim with roles": ("explain", ("explain", "C037", "--lang", "ru")),
    "a claim with an event": ("explain", ("explain", "C044", "--lang", "fr")),
    "rows": ("query", ("query", "whom-a-state-deems-safe", "--param", "state=GB")),
    "yes or no": ("query", ("query", "ASK { territory:GB xg:deemsSafe territory:AM }")),
    "triples": ("query", ("query", "CONSTRUCT { ?s xg:deemsSafe ?o } WHERE { ?s xg:deemsSafe ?o }")),
    "typed values": ("query", ("query", 'SELECT (1 AS ?a) ("x"@en AS ?b) ?c { VALUES ?c { UNDEF <http://a/> } }')),
    "questions": ("query-list", ("query", "--list")),
    "a clean graph": ("validate", ("validate",)),
    "a broken file": ("validate", ("validate", "bad.ttl")),
    "things by name": ("search", ("search", "deserter")),
    "nothing by name": ("search", ("search", "xyzzy")),
    "sources": ("sources", ("sources", *TODAY)),
    "sources as graded": ("sources", ("sources", "--known-at", "2026-11-23")),
    "a copy that differs": ("verify", ("verify", "itv-2024-11", "bad.ttl")),
    "a store that was built": ("store", ("store", "build", "new-store")),
    "a source without positions": ("verify", ("verify", "guardian-2024-10-28", "bad.ttl")),
}


@pytest.mark.parametrize("what", ANSWERS)
def test_json_is_as_its_schema_says(what: str, bench: Path) -> None:
    """What a verb prints as JSON parses and has the keys, types and forms of its schema, and no others."""
    assert bench.is_dir()
    name, arguments = ANSWERS[what]
    ran = call(*arguments, "--format", "json")
    assert problems(json.loads(ran.out), name) == []
    assert ran.code == (1 if what in ("a broken file", "a copy that differs") else 0)


def test_every_schema_is_used_and_says_which_draft() -> None:
    """Each schema under docs/schemas belongs to an answer that is tested, and names the draft that it follows."""
    files = {path.stem: json.loads(path.read_text(encoding="utf-8")) for path in SCHEMAS.glob("*.json")}
    assert set(files) >= {name for name, _ in ANSWERS.values()}
    assert all(item["$schema"] == "https://json-schema.org/draft/2020-12/schema" for item in files.values())
    assert all(item["title"].startswith("exitgraph ") for item in files.values())


def test_the_check_of_schemas_finds_what_is_wrong() -> None:
    """A missing key, a key too many, a wrong type and a wrong form in an answer are each found."""
    good = json.loads(call(*DESERTER, "--format", "json").out)
    damages: list[dict[str, Any]] = [
        {"mode": "sure"},
        {"valid_at": "2024"},
        {"stopped": True},
        {"extra": 1},
        {"itineraries": [{}]},
        {"digest": None},
    ]
    for damage in damages:
        assert problems({**good, **damage}, "routes")
    del good["notice"]
    assert problems(good, "routes") == ["$: 'notice' is a required property"]


def test_json_and_csv_hold_the_same_claims() -> None:
    """The rows of `claims` are the same in JSON and CSV, and a filter takes away what does not fit."""
    data = json.loads(call("claims", *TODAY, "--format", "json").out)["claims"]
    rows = list(csv.DictReader(io.StringIO(call("claims", *TODAY, "--format", "csv").out)))
    # What is true or false in JSON is a word in CSV.
    words = {True: "true", False: "false"}
    assert [dict(row) for row in rows] == [
        {**{name: row[name] for name in rows[0]}, "stale": words[row["stale"]]} for row in data
    ]
    safe = json.loads(call("claims", "--relation", "deemsSafe", *TODAY, "--format", "json").out)["claims"]
    assert [row for row in data if row["relation"] == "xg:deemsSafe"] == safe


# --- text for people ---


def test_text_is_plain_where_no_terminal_reads_it() -> None:
    """Into a pipe no verb writes an escape character, nor does a table draw boxes."""
    for arguments in (DESERTER, ("claims", *TODAY), ("sources",), ("search", "deserter"), ("query", "--list")):
        ran = run(*arguments, FORCE_COLOR="")
        assert ran.code == 0
        assert "\x1b" not in ran.out + ran.err
        assert not re.search("[\u2500-\u257f]", ran.out)


def at_terminal(*arguments: str, **environment: str) -> str:
    """Give what the program writes to a terminal."""
    inside, outside = pty.openpty()
    base = {name: value for name, value in os.environ.items() if name not in ("NO_COLOR", "FORCE_COLOR")}
    child = subprocess.Popen(
        [sys.executable, "-m", "exitgraph", *arguments],
        stdout=outside,
        stderr=subprocess.DEVNULL,
        stdin=subprocess.DEVNULL,
        env={**base, "TERM": "xterm-256color", "COLUMNS": "120", **environment},
    )
    os.close(outside)
    written = b""
    while True:
        try:
            piece = os.read(inside, 65536)
        except OSError:
            break
        if not piece:
            break
        written += piece
    os.close(inside)
    assert child.wait(timeout=60) == 0
    return written.decode()


def test_no_color_is_obeyed() -> None:
    """At a terminal headings stand out; with NO_COLOR nothing is styled in the answer, and no table is coloured."""
    assert "\x1b[1m" in at_terminal(*DESERTER)
    assert "\x1b" not in at_terminal(*DESERTER, NO_COLOR="1")
    assert not re.search(r"\x1b\[[0-9;]*(?:3[0-7]|4[0-7]|9[0-7])m", at_terminal("sources", NO_COLOR="1"))


@pytest.mark.parametrize(
    ("lang", "label"), [("en", "Kazakhstan"), ("ru", "Казахстан"), ("uk", "Казахстан"), ("fr", "inscription")]
)
def test_labels_come_in_four_languages(lang: str, label: str) -> None:
    """With --lang, territories are called what they are called in that language."""
    label = "Arménie" if lang == "fr" else label
    assert label in call("search", "Armenia" if lang == "fr" else "KZ", "--lang", lang).out


def test_an_answer_has_russian_labels() -> None:
    """Routes, claims and one claim whole are labelled in Russian when asked for."""
    for arguments in (DESERTER, ("claims", "--subject", "KZ", *TODAY), ("explain", "C037", *TODAY)):
        assert "Казахстан" in call(*arguments, "--lang", "ru").out


def test_a_c_locale_does_not_crash() -> None:
    """Without a UTF-8 locale labels are still written as UTF-8, and a Cyrillic argument is no traceback."""
    bare = {"LC_ALL": "C", "LANG": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0", "PYTHONIOENCODING": ""}
    ran = run("search", "Kazakhstan", "--lang", "ru", **bare)
    assert ran.code == 0
    assert "Казахстан" in ran.out
    for arguments in (("search", "Казахстан"), ("routes", "--from", "Россия", *TODAY), (*DESERTER, "--lang", "uk")):
        ran = run(*arguments, **bare)
        assert ran.code in (0, 2)
        assert "Traceback" not in ran.err


def test_a_page_is_written_under_a_c_locale(tmp_path: Path) -> None:
    """The page is UTF-8 whatever the locale."""
    page = tmp_path / "page.html"
    ran = run("view", "-o", str(page), "--lang", "ru", LC_ALL="C", PYTHONUTF8="0", PYTHONCOERCECLOCALE="0")
    assert (ran.code, ran.out) == (0, "")
    assert "Казахстан" in page.read_text(encoding="utf-8")
    assert [path.name for path in tmp_path.iterdir()] == ["page.html"]


def test_control_characters_in_labels_are_shown_escaped(tmp_path: Path) -> None:
    """A label cannot drive a terminal or turn the reading direction: such characters are written in hexadecimal."""
    folder = tmp_path / "graph"
    shutil.copytree(shipped_graph(), folder)
    groups = folder / "entities" / "groups.ttl"
    text = groups.read_text(encoding="utf-8")
    hostile = text.replace('"Russian deserters"@en', '"Russian\\u001B[31m deserters\\u202E\\u0007"@en')
    assert hostile != text
    groups.write_text(hostile, encoding="utf-8")
    for arguments in (
        ("claims", "--object", "ru-deserter", *TODAY),
        ("search", "deserters"),
        ("explain", "C066", *TODAY),
        ("query", "SELECT ?g { ?g xg:personalStatus concept:deserter }"),
    ):
        ran = call(*arguments, "--graph", str(folder))
        assert ran.code == 0
        assert "\\u001B[31m deserters\\u202E\\u0007" in ran.out
        assert not re.search("[\x00-\x09\x0b-\x1f\u202a-\u202e]", ran.out + ran.err)


def test_a_reader_who_leaves_is_no_error() -> None:
    """`exitgraph claims | head -1` ends without a word."""
    command = f"{sys.executable} -m exitgraph claims | head -1"
    done = subprocess.run(["/bin/sh", "-c", command], capture_output=True, check=True)
    assert done.stdout.count(b"\n") == 1
    assert done.stderr.count(b"Traceback") == 0
    assert b"BrokenPipe" not in done.stderr


def test_no_verb_advises() -> None:
    """No verb's text says recommended or best; safe is only what somebody designates so."""
    for arguments in (("claims", *TODAY), ("explain", "C068", *TODAY), ("sources",), ("query", "--list")):
        text = call(*arguments).out
        assert not re.search(r"\b(recommend\w*|best)\b", text, re.IGNORECASE)


@pytest.mark.parametrize("form", ["nquads", "trig", "turtle", "jsonld", "graphml", "csv"])
def test_every_text_format_is_exported(form: str, tmp_path: Path) -> None:
    """Every format is the same on standard output and in a file, and says that GB deems AM safe."""
    out = tmp_path / "out"
    assert call("export", "--format", form, "-o", str(out)).code == 0
    text = out.read_bytes().decode()
    assert "deemsSafe" in text
    assert ("C069" if form in ("csv", "graphml") else "8cfe620ce6585881d57d") in text or "8cfe620ce6585881d57d" in text
    if form != "jsonld":
        assert run("export", "--format", form).out.replace("\r\n", "\n") == text.replace("\r\n", "\n")
