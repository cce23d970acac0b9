"""Turtle: hostile triples survive, files are canonical, and every subject's line is known."""

from functools import partial
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exitgraph.errors import InputError, SyntaxProblem
from exitgraph.rdf.folder import read_graph, shipped_graph, turtle_files
from exitgraph.rdf.turtle import Literal, Triple, read_file, read_text, subject_lines, write_text
from exitgraph.vocabulary import BASE, PREFIXES, RDF_LANG_STRING, RDF_TYPE, XSD, XSD_DECIMAL, XSD_INTEGER
from world import world_files

FILES = sorted(shipped_graph().rglob("*.ttl"))
MARKS = "\u061c\u200b\u200e\u200f\u202a\u202e\u2066\u2069\ufeff\u2028\u0085\x7f\x01"
TEXTS = st.text(
    st.sampled_from("\"'\\\n\r\t .#;,<>[]()@^:_aé\u2028\0" + MARKS) | st.characters(codec="utf-8"), max_size=12
)
TAILS = st.text(st.sampled_from("azAZ09-._~!$&'()*+,;=:@/?%é\u00a0\u202e\u061c\u5b57\U0001f600"), max_size=8).map(
    lambda tail: tail.replace("%", "%25")
)
IRIS = st.one_of(
    st.builds(str.__add__, st.sampled_from(sorted(PREFIXES.values())), TAILS),
    st.builds("urn:x:{}".format, TAILS),
    st.sampled_from(["xg:admits", "claim:1", "a:", RDF_TYPE, BASE]),
)
NUMBERS = (
    (XSD_INTEGER, st.from_regex(r"[+-]?[0-9]{1,30}", fullmatch=True)),
    (XSD_DECIMAL, st.from_regex(r"[+-]?[0-9]{0,9}\.[0-9]{1,9}", fullmatch=True)),
)
ODD = st.sampled_from(["5.", "1e5", "NaN", "", " 7 ", "true", "1", "TRUE", "2023-02-30", "007", "+0", "-.5"]) | TEXTS
DATATYPES = st.sampled_from([XSD_INTEGER, XSD_DECIMAL, XSD + "boolean", XSD + "double", XSD + "date"]) | IRIS
LANGUAGES = st.sampled_from(["en", "ru", "uk", "fr", "zh-hant-tw", "de-1996"])


def _typed(kind: str, text: str) -> Literal:
    return Literal(text, kind)


LITERALS = st.one_of(
    TEXTS.map(Literal),
    st.tuples(TEXTS, LANGUAGES).map(lambda pair: Literal(pair[0], RDF_LANG_STRING, pair[1])),
    *(numbers.map(partial(_typed, kind)) for kind, numbers in NUMBERS),
    st.tuples(ODD, DATATYPES).map(lambda pair: Literal(*pair)),
).filter(lambda literal: bool(literal.lang) or literal.datatype != RDF_LANG_STRING)
TRIPLES = st.lists(st.tuples(IRIS, IRIS, IRIS | LITERALS).map(lambda parts: Triple(*parts)), max_size=8)


@given(TRIPLES)
def test_any_triples_are_the_same_set_after_writing_and_reading(triples: list[Triple]) -> None:
    """Whatever strings, tags, numbers and IRIs the triples hold, reading what was written gives the same set."""
    assert set(read_text(write_text(triples)).triples) == set(triples)


@given(TRIPLES, st.randoms(use_true_random=False))
def test_the_same_triples_are_the_same_bytes(triples: list[Triple], chance: object) -> None:
    """Neither the order of triples nor repeats change the file, and neither does reading and writing it again."""
    text = write_text(triples)
    again = [*triples, *triples[:2]]
    chance.shuffle(again)  # type: ignore[attr-defined]
    assert write_text(again) == text
    assert write_text(read_text(text).triples) == text


@given(TRIPLES)
def test_nothing_that_cannot_be_seen_stands_in_a_file(triples: list[Triple]) -> None:
    """Direction marks, controls and strange line ends are written as escapes, in texts and in IRIs."""
    assert not set(MARKS) & set(write_text(triples))


@given(TRIPLES)
def test_in_a_canonical_file_each_subject_stands_on_its_line(triples: list[Triple]) -> None:
    """The lines of subjects are those that are not indented, no matter what strings and IRIs hold."""
    text = write_text(triples)
    starts = [
        number
        for number, line in enumerate(text.split("\n"), 1)
        if line and not line.startswith((" ", "@prefix ")) and not line.endswith(" .")
    ]
    lines = read_text(text).lines
    assert lines == dict(zip(sorted({triple.subject for triple in triples}), starts, strict=True))


def test_a_language_tag_is_written_as_readers_give_it_back() -> None:
    """A tag in capitals is written small, so that the file is stable."""
    triple = Triple("urn:s", "urn:p", Literal("x", RDF_LANG_STRING, "en-GB"))
    assert '"x"@en-gb' in write_text([triple])


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_every_shipped_file_is_canonical(path: Path) -> None:
    """Reading a file of the graph and writing it again gives the same bytes."""
    assert write_text(read_file(path).triples).encode() == path.read_bytes()


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_every_shipped_subject_has_a_line(path: Path) -> None:
    """For each subject of a shipped file the line is known, and the subject's short or long form begins there."""
    document = read_file(path)
    lines = path.read_text(encoding="utf-8").split("\n")
    assert set(document.lines) == {triple.subject for triple in document.triples}
    for subject, line in document.lines.items():
        name = subject.rstrip("/").rsplit("/", 1)[-1].rsplit("#", 1)[-1]
        assert name in lines[line - 1]
        assert not lines[line - 1].startswith(" ")


TRICKY = """# a comment with a full stop. <urn:not> "nor this
@prefix p: <http://p.example/a#> . # p:not a p:Thing .
PREFIX q: <http://q.example/>
p:one p:says "a full stop. p:not a p:Thing", 'its # too.' ;
    p:also \"\"\"many lines.
p:not a p:Thing . # no comment "" here
\"\"\"@en , 0.5, -.5, p:v1.2 .
<http://p.example/a#two> a p:Thing . q:three a p:Thing.
# q:not a p:Thing .

q:four
  a p:Thing ; p:says \"\"\"it's . p:not\"\"\" .
p:one a p:Thing .
"""


def test_lines_are_found_where_strings_and_comments_hide_full_stops() -> None:
    """Full stops in strings, numbers, names and comments end no statement, and the first place of a subject counts."""
    assert read_text(TRICKY).lines == {
        "http://p.example/a#one": 4,
        "http://p.example/a#two": 8,
        "http://q.example/three": 8,
        "http://q.example/four": 11,
    }


def test_the_place_of_a_subject_is_file_and_line() -> None:
    """A known subject is placed by file and line, another by the file alone."""
    document = read_text("\n<urn:s> <urn:p> 1 .", name="some.ttl")
    assert document.where("urn:s") == "some.ttl:2"
    assert document.where("urn:other") == "some.ttl"


def test_lines_of_a_text_that_does_not_parse_do_no_harm() -> None:
    """The scanner gives what it finds of a broken text and raises nothing."""
    assert subject_lines('<urn:s> <urn:p> "never closed .') == {"urn:s": 1}


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("<urn:s> <urn:p> 1 .\n\n<urn:s> <urn:p> [] .", 3),
        ("<urn:s> <urn:p> '_:not' .\n_:b <urn:p> 1 .", 2),
        ("<urn:s> <urn:p> 1 . # [\n<urn:s> <urn:p> (1 2) .", 2),
        ("<urn:s> <urn:p> 1 .\n\n\n[ <urn:p> 1 ] .", 4),
        ("<urn:s> <urn:p>\n  _:b .", 2),
    ],
)
def test_a_blank_node_is_refused_with_its_line(text: str, line: int) -> None:
    """Every way of writing a blank node is refused, with the line on which it stands and what to do."""
    with pytest.raises(InputError) as caught:
        read_text(text, name="some.ttl")
    assert caught.value.where == f"some.ttl:{line}"
    assert "blank node" in caught.value.what
    assert caught.value.hint


def test_what_does_not_parse_is_refused_with_line_and_column() -> None:
    """A file that is no Turtle raises an error that says where."""
    with pytest.raises(SyntaxProblem) as caught:
        read_text("<urn:s> <urn:p> 1 .\n<urn:s> nobody:p 1 .", name="some.ttl")
    assert caught.value.where.startswith("some.ttl:2:")


def test_a_file_that_is_not_utf8_is_refused_with_its_line(tmp_path: Path) -> None:
    """A byte that is no UTF-8 is reported with the line on which it stands."""
    path = tmp_path / "some.ttl"
    path.write_bytes(b"<urn:s> <urn:p> 1 .\n<urn:s> <urn:p> '\xff' .")
    with pytest.raises(InputError, match="not UTF-8") as caught:
        read_file(path)
    assert caught.value.where == f"{path}:2"


def test_a_missing_file_is_unreachable(tmp_path: Path) -> None:
    """A file that is not there raises an error that names it."""
    with pytest.raises(InputError, match="nowhere"):
        read_file(tmp_path / "nowhere.ttl")


def test_a_byte_order_mark_is_no_part_of_a_file(tmp_path: Path) -> None:
    """A file that begins with a byte order mark reads like one without."""
    path = tmp_path / "some.ttl"
    path.write_bytes(b"\xef\xbb\xbf<urn:s> <urn:p> 1 .")
    assert read_file(path).triples == (Triple("urn:s", "urn:p", Literal("1", XSD_INTEGER)),)


def test_a_graph_is_read_from_a_folder_in_order_and_without_its_shapes(tmp_path: Path) -> None:
    """All Turtle files but the shapes are read, named by the folder's own name and no path of the machine."""
    folder = tmp_path / "graph"
    for name, text in {**world_files(), "shapes.ttl": "not turtle", "notes.txt": "not turtle"}.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(text.encode())
    assert [item.path for item in read_graph(folder)] == [f"graph/{name}" for name in sorted(world_files())]
    assert turtle_files(folder / "claims" / "all.ttl") == [folder / "claims" / "all.ttl"]


def test_a_folder_without_turtle_and_a_missing_one_are_refused(tmp_path: Path) -> None:
    """Neither an empty folder nor a path to nothing is taken for an empty graph."""
    for path in (tmp_path, tmp_path / "nowhere"):
        with pytest.raises(InputError):
            read_graph(path)
