"""What a query from outside may do: read this dataset, however the query is written."""

import subprocess
import sys

import pytest

from exitgraph.errors import QueryRefused, SyntaxProblem
from exitgraph.query import check
from exitgraph.store import EmbeddedStore
from world import CLAIMS, world_documents

SERVICE = "SERVICE <http://127.0.0.1/> { ?a ?b ?c }"
REFUSED = {
    "service": f"SELECT * {{ {SERVICE} }}",
    "mixed case": f"select * {{ {SERVICE.replace('SERVICE', 'sErViCe')} }}",
    "silent": f"SELECT * {{ {SERVICE.replace('SERVICE', 'SERVICE SILENT')} }}",
    "escaped": f"SELECT * {{ {SERVICE.replace('SERVICE', chr(92) + 'u0053ERVICE')} }}",
    "nested": f"SELECT * {{ ?s ?p ?o . OPTIONAL {{ {{ SELECT * {{ {{ {SERVICE} }} UNION {{ ?s ?p ?o }} }} }} }} }}",
    "in a filter": f"ASK {{ ?s ?p ?o FILTER EXISTS {{ {SERVICE} }} }}",
    "behind a carriage return": f"SELECT * {{ ?s ?p ?o #\r {SERVICE}\n }}",
    "between quotes that only an expander sees": (
        f'SELECT * {{ VALUES ?x {{ "\\u0022" }} {SERVICE} VALUES ?y {{ "\\u0022" }} }}'
    ),
    "behind an escaped quote in a name": f"SELECT * {{ ?s xg:a\\' ?o . {SERVICE} ?s xg:b\\' ?e }}",
    "from": "SELECT * FROM <http://127.0.0.1/x> { ?s ?p ?o }",
    "from a file": "SELECT * FROM <file:x.ttl> { ?s ?p ?o }",
    "from named": "ASK FROM NAMED <http://127.0.0.1/x> { ?s ?p ?o }",
    "describe from": "DESCRIBE ?s FROM <http://127.0.0.1/x> { ?s ?p ?o }",
    "load": "LOAD <http://127.0.0.1/x>",
    "insert": "INSERT DATA { <urn:s> <urn:p> 1 }",
    "delete": "DELETE WHERE { ?s ?p ?o }",
    "clear": "cLeAr ALL",
    "drop": "DROP GRAPH <urn:g>",
}
ALLOWED = {
    "in a string": 'SELECT ("SERVICE <http://127.0.0.1/> { ?a ?b ?c }" AS ?x) {}',
    "in a long string": "SELECT ('''it's\nSERVICE <u:x> foo:bar''' AS ?x) {}",
    "in a comment": "SELECT * { ?s ?p ?o # SERVICE <http://127.0.0.1/> { ?a ?b ?c }\n }",
    "in an address": "SELECT * { ?s <http://a.example/#SERVICE> ?o }",
    "in a name": "SELECT ?SERVICE { ?SERVICE xg:FROM ?LOAD }",
    "graph": "SELECT * { GRAPH ?g { ?s ?p ?o } }",
    "escape in a string": 'SELECT ("\\u0053ERVICE \\\\u0022" AS ?x) {}',
}


@pytest.mark.parametrize("query", REFUSED.values(), ids=REFUSED)
def test_what_would_reach_out_or_write_is_refused(query: str) -> None:
    """SERVICE, FROM, LOAD and updates are refused with the reason, in whatever spelling and place."""
    with pytest.raises(QueryRefused, match="refused"):
        check(query)


@pytest.mark.parametrize("query", ALLOWED.values(), ids=ALLOWED)
def test_words_that_only_look_dangerous_run(query: str) -> None:
    """The same words in strings, comments, addresses and names are no reason to refuse, and the engine answers."""
    assert check(query) == "select"
    EmbeddedStore(world_documents()).select(query)


@pytest.mark.parametrize(
    ("query", "form"),
    [
        ("SELECT * {}", "select"),
        ("ASK {}", "ask"),
        ("CONSTRUCT { ?s ?p ?o } { ?s ?p ?o }", "construct"),
        ("DESCRIBE <urn:x>", "construct"),
        ("PREFIX a: <urn:a> SELECT * { { SELECT ?s { ?s a:b ?o } } }", "select"),
    ],
)
def test_a_query_that_may_run_has_a_form(query: str, form: str) -> None:
    """The guard says of a harmless query whether it selects, asks or constructs."""
    assert check(query) == form


def test_a_syntax_error_has_line_and_column() -> None:
    """What does not parse is refused with the name of the query, the line and the column."""
    with pytest.raises(SyntaxProblem) as caught:
        check("SELECT * {\n  ?s ?p\n}", name="mine")
    name, line, column = caught.value.where.split(":")
    assert name == "mine"
    assert int(line) >= 1
    assert int(column) >= 1


@pytest.mark.parametrize("query", ["", " \n", "# nothing"])
def test_an_empty_query_is_refused(query: str) -> None:
    """A query of blanks or comments alone is a syntax problem."""
    with pytest.raises(SyntaxProblem):
        check(query)


def test_an_undeclared_prefix_is_named_with_a_near_one() -> None:
    """A prefix that nobody declared is refused with its place and the one that was probably meant."""
    with pytest.raises(SyntaxProblem, match="territry: is not declared") as caught:
        check("SELECT * {\n  territry:GB ?p ?o }")
    assert caught.value.where == "query:2:3"
    assert "territory:" in caught.value.hint


def test_deep_nesting_is_answered_and_not_a_crash() -> None:
    """A query nested beyond the parser's depth is refused as a syntax problem."""
    with pytest.raises(SyntaxProblem):
        check("SELECT * " + "{" * 3000 + "}" * 3000)


RACE = """
import threading
from exitgraph.query.guard import check
start = threading.Barrier(8)
forms = []
def run():
    start.wait()
    for _ in range(5):
        forms.append(check("SELECT * { ?s a xg:Claim . FILTER(?s != <urn:x>) }"))
threads = [threading.Thread(target=run) for _ in range(8)]
[thread.start() for thread in threads]
[thread.join() for thread in threads]
print(forms.count("select"))
"""


def test_eight_threads_may_race_on_the_first_query() -> None:
    """In a fresh process eight threads that parse at once all get their answer."""
    done = subprocess.run([sys.executable, "-c", RACE], capture_output=True, text=True, timeout=120, check=False)
    assert (done.stdout.strip(), done.stderr) == ("40", "")
    assert CLAIMS
