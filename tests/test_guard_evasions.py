"""The guard against those who mean to pass it: places x spellings, and what was thought up by hand.

Each attempt is live: it would make the engine open a connection or write. None passes, and most of them do open one
when the guard is not asked, which shows that they are no straw men.
"""

from __future__ import annotations

import socket
import threading
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

import pyoxigraph as ox
import pytest

from exitgraph.errors import ExitgraphError, InputError, QueryRefused, SyntaxProblem
from exitgraph.query.guard import check, inspect
from exitgraph.store import Dataset, EmbeddedStore
from world import world_documents

if TYPE_CHECKING:
    from collections.abc import Iterator

# Where a pattern can stand that reaches another server.
PLACES = {
    "alone": "SELECT * { @ }",
    "ask": "ASK { @ }",
    "construct": "CONSTRUCT { ?a ?b ?c } WHERE { @ }",
    "describe": "DESCRIBE ?a { @ }",
    "after a pattern": "SELECT * { ?s ?p ?o . @ }",
    "before a pattern": "SELECT * { @ ?s ?p ?o }",
    "optional": "SELECT * { ?s ?p ?o OPTIONAL { @ } }",
    "union": "SELECT * { { ?s ?p ?o } UNION { @ } }",
    "minus": "SELECT * { ?s ?p ?o MINUS { @ } }",
    "graph": "SELECT * { GRAPH ?g { @ } }",
    "exists": "SELECT * { ?s ?p ?o FILTER EXISTS { @ } }",
    "not exists": "SELECT * { ?s ?p ?o FILTER(!(1 = 2) && NOT EXISTS { @ }) }",
    "bind": "SELECT * { ?s ?p ?o BIND(EXISTS { @ } AS ?x) }",
    "subselect": "SELECT * { { SELECT ?a { @ } } }",
    "deep subselect": "SELECT * { { SELECT * { { SELECT * { { SELECT ?a { @ } LIMIT 1 } } } } } }",
    "deep braces": "SELECT * { { { { { { @ } } } } } }",
    "having": "SELECT ?s { ?s ?p ?o } GROUP BY ?s HAVING (EXISTS { @ })",
    "order": "SELECT ?s { ?s ?p ?o } ORDER BY (EXISTS { @ })",
    "projection": "SELECT (EXISTS { @ } AS ?x) { ?s ?p ?o }",
    "if": "SELECT (IF(EXISTS { @ }, 1, 2) AS ?x) { ?s ?p ?o }",
    "aggregate": "SELECT (COUNT(EXISTS { @ }) AS ?n) { ?s ?p ?o }",
    "after values": "SELECT * { VALUES ?x { 1 } @ }",
    "after an empty prefix": "PREFIX : <urn:x> SELECT * { ?s :p ?o . @ }",
}
# How it can be written. {u} is the address of a server that listens.
SPELLINGS = {
    "plain": "SERVICE <{u}> { ?a ?b ?c }",
    "odd case": "sErViCe <{u}> { ?a ?b ?c }",
    "silent": "SERVICE SILENT <{u}> { ?a ?b ?c }",
    "no blanks": "SERVICE<{u}>{?a ?b ?c}",
    "silent without blanks": "SERVICESILENT<{u}>{?a ?b ?c}",
    "lines between": "SERVICE\n\r\n\t<{u}>\n{ ?a ?b ?c }",
    "comments between": "SERVICE # <urn:nothing> {\n SILENT # }\n <{u}> # '\n { ?a ?b ?c }",
    "after a comment that ends at CR": "#\r SERVICE <{u}> { ?a ?b ?c }\n",
    "after a comment with a quotation mark": '# "\n SERVICE <{u}> { ?a ?b ?c } # "\n',
    "behind a number": "?x1 ?y1 1 SERVICE <{u}> { ?a ?b ?c }",
    "behind a string": "?x1 ?y1 'SERVICE' . SERVICE <{u}> { ?a ?b ?c }",
    "behind a long string": "?x1 ?y1 '''it''s \" ''' . SERVICE <{u}> { ?a ?b ?c }",
    "between escaped quotes": '?x1 ?y1 "\\"" . SERVICE <{u}> { ?a ?b ?c } ?x2 ?y2 "\\""',
    "between quotes that only an expander sees": ('?x1 ?y1 "\\u0022" . SERVICE <{u}> { ?a ?b ?c } ?x2 ?y2 "\\u0022"'),
    "between names with escaped quotes": "?x1 xg:a\\' ?y1 . SERVICE <{u}> { ?a ?b ?c } ?x2 xg:b\\' ?y2",
    "between names with escaped number signs": "?x1 xg:a\\# ?y1 . SERVICE <{u}> { ?a ?b ?c } ?x2 xg:b ?y2",
    "behind an address with a number sign": "?x1 <urn:x#> ?y1 . SERVICE <{u}> { ?a ?b ?c }",
    "behind an address with an escape": "?x1 <urn:\\u0078> ?y1 . SERVICE <{u}> { ?a ?b ?c }",
    "escaped address": "SERVICE <\\u0068ttp{rest}> { ?a ?b ?c }",
    "by prefix": "SERVICE far: { ?a ?b ?c }",
    "by variable": "VALUES ?far { <{u}> } SERVICE ?far { ?a ?b ?c }",
    "by bound variable": "BIND(IRI('{u}') AS ?far) SERVICE ?far { ?a ?b ?c }",
    "service in service": "SERVICE <{u}> { SERVICE <{u}> { ?a ?b ?c } }",
    "less than and greater than": "FILTER(1 <2 && 3> 2) SERVICE <{u}> { ?a ?b ?c }",
    "lateral": "LATERAL { SERVICE <{u}> { ?a ?b ?c } }",
}
# Spellings of a keyword that some parsers take for it.
DISGUISED = {
    "escape of four digits": "\\u0053ERVICE",
    "escape of eight digits": "\\U00000053ERVICE",
    "all escaped": "".join(f"\\u{ord(char):04x}" for char in "SERVICE"),
    "escaped escape": "\\u005Cu0053ERVICE",
    "long s": "\u017fERVICE",
    "dotless i": "SERV\u0131CE",
    "fullwidth": "\uff33\uff25\uff32\uff36\uff29\uff23\uff25",
    "zero width": "SER\u200bVICE",
    "soft hyphen": "SER\u00adVICE",
    "combining mark": "SERVI\u0327CE",
    "NUL inside": "SER\x00VICE",
    "line inside": "SER\nVICE",
    "comment inside": "SER#\nVICE",
    "percent": "%53ERVICE",
    "entity": "&#83;ERVICE",
}
UPDATES = {
    "load": "LOAD <{u}>",
    "load silent": "lOaD SILENT <{u}> INTO GRAPH <urn:g>",
    "insert data": "INSERT DATA { <urn:s> <urn:p> 1 }",
    "insert data in a graph": "INSERT DATA { GRAPH <urn:g> { <urn:s> <urn:p> 1 } }",
    "delete data": "DELETE DATA { <urn:s> <urn:p> 1 }",
    "delete where": "DELETE WHERE { ?s ?p ?o }",
    "modify": "DELETE { ?s ?p ?o } INSERT { ?s ?p 2 } WHERE { ?s ?p ?o }",
    "with": "WITH <urn:g> INSERT { ?s ?p 2 } WHERE { ?s ?p ?o }",
    "using": "INSERT { ?s ?p 2 } USING <{u}> WHERE { ?s ?p ?o }",
    "service in an update": "INSERT { ?a ?b ?c } WHERE { SERVICE <{u}> { ?a ?b ?c } }",
    "clear": "CLEAR ALL",
    "clear silent": "clear silent default",
    "drop": "DROP GRAPH <urn:g>",
    "create": "CREATE GRAPH <urn:g>",
    "add": "ADD <urn:g> TO <urn:h>",
    "move": "MOVE <urn:g> TO DEFAULT",
    "copy": "COPY DEFAULT TO <urn:h>",
}
# What may come before or behind an update to make it look like something else.
WRAPPED = {
    "alone": "@",
    "behind a comment": "# SELECT * {}\n@",
    "behind a prefix": "PREFIX far: <urn:far> @",
    "behind a base": "BASE <urn:far> @",
    "behind a mark of order": "\ufeff@",
    "behind a query": "SELECT * {} @",
    "behind a query and a semicolon": "SELECT * {} ; @",
    "before a query": "@ ; SELECT * {}",
    "twice": "@ ; @",
    "before a comment": "@ # SELECT * {}",
}
FROMS = {
    "http": "FROM <{u}>",
    "named": "FROM NAMED <{u}>",
    "file": "FROM <file:secret.ttl>",
    "file with slashes": "FROM <{file}>",
    "odd case": "fRoM nAmEd <{u}>",
    "by prefix": "FROM far:",
    "relative": "FROM <x>",
    "escaped": "FROM <\\u0068ttp{rest}>",
    "two": "FROM <{graph}> FROM <{u}>",
    "named after one of ours": "FROM <{graph}> FROM NAMED <{u}>",
    "comment between": "FROM # <{graph}>\n <{u}>",
    "ours with an escape": "FROM <{graph}\\u0078>",
    "ours with a dot": "FROM <{graph}/../x>",
    "ours in capitals": "FROM <HTTPS{graph_rest}>",
}
FORMS = {
    "select": "PREFIX far: <{u}> SELECT * @ WHERE { ?s ?p ?o }",
    "ask": "PREFIX far: <{u}> ASK @ { ?s ?p ?o }",
    "construct": "PREFIX far: <{u}> CONSTRUCT { ?s ?p ?o } @ WHERE { ?s ?p ?o }",
    "construct where": "PREFIX far: <{u}> CONSTRUCT @ WHERE { ?s ?p ?o }",
    "describe": "PREFIX far: <{u}> DESCRIBE ?s @ WHERE { ?s ?p ?o }",
    "describe without where": "PREFIX far: <{u}> DESCRIBE <urn:x> @",
}
HAND_MADE = {
    "a query behind NUL": "SELECT * { ?s ?p ?o } \x00 LOAD <{u}>",
    "a string that never ends": 'SELECT * { ?s ?p " . SERVICE <{u}> { ?a ?b ?c } }',
    "a long string that never ends": 'SELECT * { ?s ?p """ . SERVICE <{u}> { ?a ?b ?c } }',
    "an address that never ends": "SELECT * { ?s ?p <urn:x . SERVICE <{u}> { ?a ?b ?c } }",
    "form feed": "SELECT * {\x0c SERVICE <{u}> { ?a ?b ?c } }",
    "vertical tab": "SELECT * {\x0b SERVICE <{u}> { ?a ?b ?c } }",
    "no-break space": "SELECT * {\u00a0SERVICE\u00a0<{u}> { ?a ?b ?c } }",
    "next line": "SELECT * { #\u0085 SERVICE <{u}> { ?a ?b ?c }\n SERVICE <{u}> { ?a ?b ?c } }",
    "line separator": "SELECT * { #\u2028 SERVICE <{u}> { ?a ?b ?c }\n SERVICE <{u}> { ?a ?b ?c } }",
    "version": "VERSION '1.2' SELECT * { SERVICE <{u}> { ?a ?b ?c } }",
    "quoted triple": "SELECT * { << ?s ?p ?o >> ?x ?y . SERVICE <{u}> { ?a ?b ?c } }",
    "annotation": "SELECT * { ?s ?p ?o {| ?x ?y |} . SERVICE <{u}> { ?a ?b ?c } }",
    "backslash at the end of a line": "SELECT * { ?s xg:a\\\n ?o . SERVICE <{u}> { ?a ?b ?c } }",
    "quote in a name by percent": "SELECT * { ?s xg:a%27 ?o . SERVICE <{u}> { ?a ?b ?c } ?s xg:b%27 ?o }",
    "keyword as prefix": "PREFIX SERVICE: <urn:x> SELECT * { ?s SERVICE:x ?o . SERVICE <{u}> { ?a ?b ?c } }",
    "keyword as variable": "SELECT ?SERVICE { ?SERVICE ?p ?o . SERVICE <{u}> { ?a ?b ?c } }",
    "values at the end": "SELECT * { SERVICE ?far { ?a ?b ?c } } VALUES ?far { <{u}> }",
    "carriage returns only": "SELECT * # {\r{ SERVICE <{u}> { ?a ?b ?c } }",
    "long string with quotes": "SELECT * { ?s ?p '''a''b'c''' . SERVICE <{u}> { ?a ?b ?c } }",
    "string after string": "SELECT * { ?s ?p '''''' , '' . SERVICE <{u}> { ?a ?b ?c } }",
}


def attempts() -> dict[str, str]:
    """Give every attempt by its name, with the places for addresses still open."""
    found = {
        f"service, {place}, {spelling}": pattern.replace("@", text)
        for place, pattern in PLACES.items()
        for spelling, text in SPELLINGS.items()
    }
    found |= {
        f"disguised, {place}, {name}": PLACES[place].replace("@", word + " <{u}> { ?a ?b ?c }")
        for place in ("alone", "after a pattern", "exists")
        for name, word in DISGUISED.items()
    }
    found |= {
        f"update, {wrapped}, {update}": pattern.replace("@", text)
        for wrapped, pattern in WRAPPED.items()
        for update, text in UPDATES.items()
    }
    found |= {
        f"from, {form}, {name}": text.replace("@", froms)
        for form, text in FORMS.items()
        for name, froms in FROMS.items()
    }
    found |= {f"by hand, {name}": text for name, text in HAND_MADE.items()}
    return found


ATTEMPTS = attempts()
GRAPH = "https://w3id.org/exitgraph/graph/direct"
LEGITIMATE = {
    "graph": "SELECT * { GRAPH ?g { ?s ?p ?o } }",
    "one graph": "SELECT * { GRAPH graph:direct { ?s ?p ?o } }",
    "from one of ours": f"SELECT ?s FROM <{GRAPH}> {{ ?s ?p ?o }}",  # noqa: S608  # no SQL
    "from named one of ours": f"ASK FROM NAMED <{GRAPH}> {{ GRAPH ?g {{ ?s ?p ?o }} }}",
    "from one of ours by a base": "BASE <https://w3id.org/exitgraph/> SELECT * FROM <graph/direct> { ?s ?p ?o }",
    "from one of ours by two bases": "BASE <https://w3id.org/> BASE <exitgraph/graph/> ASK FROM <direct> { ?s ?p ?o }",
    "from one of ours without a base": "SELECT * FROM <graph/direct> { ?s ?p ?o }",
    "from by prefix": "SELECT * FROM graph:direct { ?s ?p ?o }",
    "path": "SELECT * { ?s xg:admits+/^xg:admits|xg:deemsSafe? ?o }",
    "negated path": "SELECT * { ?s !(rdf:type|^rdf:type) ?o }",
    "aggregates": "SELECT ?s (COUNT(DISTINCT ?o) AS ?n) (GROUP_CONCAT(?o; SEPARATOR=', ') AS ?all) { ?s ?p ?o } "
    "GROUP BY ?s HAVING (COUNT(?o) > 1) ORDER BY DESC(?n) LIMIT 5 OFFSET 1",
    "subquery": "SELECT * { { SELECT ?s (MAX(?o) AS ?m) { ?s ?p ?o } GROUP BY ?s } ?s a ?t }",
    "exists": "SELECT * { ?s ?p ?o FILTER NOT EXISTS { ?s a xg:Claim } FILTER EXISTS { ?s ?x ?y } }",
    "minus": "SELECT * { ?s ?p ?o MINUS { ?s a xg:Claim } }",
    "values": "SELECT * { VALUES (?s ?o) { (territory:GB UNDEF) (UNDEF 'SERVICE') } ?s ?p ?o }",
    "trailing values": "SELECT * { ?s ?p ?o } VALUES ?p { rdf:type }",
    "bind": "SELECT * { ?s ?p ?o BIND(STRLEN(STR(?o)) AS ?n) FILTER(?n >3 && ?n <9) }",
    "dates": "SELECT * { ?s xg:heldAtLatest ?d FILTER(?d >= '2024-01-01T00:00:00Z'^^xsd:dateTime) }",
    "language": "SELECT * { ?s rdfs:label ?l FILTER(LANGMATCHES(LANG(?l), 'en')) }",
    "numbers": "SELECT (-1 + 2.5e0 * +3 - .5 AS ?x) {}",
    "lists and blank nodes": "SELECT * { [] ?p (1 2 'x'@en-GB) ; a [ rdfs:label ?l ] . _:b ?q ?r }",
    "construct": "CONSTRUCT { ?s a ?t . [] rdfs:label 'x' } { ?s a ?t }",
    "construct where": "CONSTRUCT WHERE { ?s a xg:Claim }",
    "describe": "DESCRIBE territory:GB ?x { ?x a xg:Claim }",
    "ask": "ask where { ?s a xg:Claim }",
    "base": "BASE <https://w3id.org/exitgraph/> SELECT * { <territory/GB> ?p ?o }",
    "own prefix": "prefix : <urn:x#> select * { ?s :p :o , :SERVICE }",
    "word in a string": 'SELECT ("SERVICE <http://127.0.0.1/> { LOAD DROP }" AS ?x) {}',
    "word in a long string": "SELECT ('''it's \"FROM\" SERVICE <u:x> foo:bar''' AS ?x) {}",
    "word in a comment": "SELECT * { ?s ?p ?o # SERVICE <http://127.0.0.1/> { ?a ?b ?c }\n }",
    "word in an address": "SELECT * { ?s <http://a.example/SERVICE#LOAD> ?o }",
    "word in a name": "SELECT ?SERVICE { ?SERVICE xg:FROM ?LOAD , ?INSERT }",
    "word as blank node": "SELECT * { _:SERVICE ?p _:LOAD }",
    "word as language": "SELECT * { ?s ?p 'x'@load }",
    "escapes in a string": 'SELECT ("\\u0053ERVICE \\\\u0022 \\t\\n\\"" AS ?x) {}',
    "letters of all kinds": "SELECT ?Ünïcödé { ?Ünïcödé rdfs:label 'Вірменія'@uk }",
    "escaped name": "SELECT * { ?s xg:a\\'b\\(c ?o }",
    "carriage returns": "SELECT * {\r\n ?s ?p ?o .\r ?o ?q ?r }",
    "reduced": "SELECT REDUCED ?s WHERE { ?s a/rdfs:subClassOf* ?o } LIMIT 1",
    "functions": "SELECT * { ?s ?p ?o FILTER(REGEX(STR(?o), '^a', 'i') || ?o IN (1, 2) || COALESCE(?x, 1) = 1) }",
}


@contextmanager
def listening() -> Iterator[tuple[str, list[int]]]:
    """Listen on loopback; give the address, and a list that grows with each connection."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        seen: list[int] = []

        def accept() -> None:
            with suppress(OSError):
                while True:
                    connection, _ = server.accept()
                    seen.append(1)
                    connection.close()

        thread = threading.Thread(target=accept, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.getsockname()[1]}/", seen
        server.shutdown(socket.SHUT_RDWR)
        thread.join(10)


def filled(text: str, address: str) -> str:
    """Put the address of a server into an attempt."""
    file = "file" + ":///etc/hostname"
    places = {"u": address, "rest": address[4:], "graph": GRAPH, "graph_rest": GRAPH[5:], "file": file}
    for name, value in places.items():
        text = text.replace(f"{{{name}}}", value)
    return text


def test_there_are_many_attempts() -> None:
    """At least 200 different evasions are tried, and more than 30 harmless queries."""
    assert len(set(ATTEMPTS.values())) >= 200
    assert len(LEGITIMATE) > 30


@pytest.mark.parametrize("text", ATTEMPTS.values(), ids=ATTEMPTS)
def test_no_evasion_passes(text: str) -> None:
    """What would reach out or write is refused, or is no SPARQL; the place is said where there is one."""
    with pytest.raises((QueryRefused, SyntaxProblem)) as caught:
        inspect(filled(text, "http://127.0.0.1:9/"), graphs={GRAPH})
    assert caught.value.what


def test_the_reason_is_told() -> None:
    """A plain attempt of each kind is refused as what it is, with line and column."""
    for text, word in (
        ("SELECT * {\n  SERVICE <urn:x> { ?a ?b ?c } }", "SERVICE"),
        ("SELECT *\n  FROM <urn:x> { ?a ?b ?c }", "FROM"),
    ):
        with pytest.raises(QueryRefused, match=word) as caught:
            check(text)
        assert caught.value.where == "query:2:3"
    with pytest.raises(QueryRefused, match="update"):
        check("CLEAR ALL")


def test_the_attempts_are_live() -> None:
    """Asked without the guard, the engine opens a connection for most of those that SERVICE is written in plainly."""
    store = ox.Store()
    store.add(ox.Quad(ox.NamedNode("urn:s"), ox.NamedNode("urn:p"), ox.NamedNode("urn:o")))
    live = 0
    tried = [text for name, text in ATTEMPTS.items() if name.startswith(("service, alone", "service, after a pattern"))]
    with listening() as (address, seen):
        for text in tried:
            before = len(seen)
            with suppress(OSError, RuntimeError, SyntaxError, ValueError):
                found = store.query("PREFIX far: <" + address + "> " + filled(text, address))
                if isinstance(found, ox.QuerySolutions):
                    list(found)
            live += len(seen) > before
    assert live > len(tried) / 2


@pytest.mark.parametrize("text", LEGITIMATE.values(), ids=LEGITIMATE)
def test_harmless_query_passes_and_is_answered(text: str) -> None:
    """A query that only reads passes with its form, and the engine understands it too."""
    form, dataset = inspect(text, graphs={GRAPH})
    store = EmbeddedStore(world_documents())
    ask = {"select": store.select, "ask": store.ask, "construct": store.construct}[form]
    ask(text, dataset=dataset)  # type: ignore[operator]


def test_from_chooses_among_our_graphs() -> None:
    """FROM and FROM NAMED with graphs of the dataset make the default graph and the named ones, and nothing more."""
    assert inspect(f"ASK FROM <{GRAPH}> {{}}", graphs={GRAPH}).dataset == Dataset((GRAPH,), ())
    assert inspect(f"ASK FROM NAMED <{GRAPH}> {{}}", graphs={GRAPH}).dataset == Dataset((), (GRAPH,))
    assert inspect("ASK {}", graphs={GRAPH}).dataset is None
    with pytest.raises(QueryRefused):
        inspect(f"ASK FROM <{GRAPH}> {{}}")


@pytest.mark.parametrize(
    ("text", "where", "meant"),
    [
        ("SELEC * { ?s ?p ?o }", "query:1:1", "SELECT"),
        ("SELECT * {\n  ?s ?p ?o . FILTR(?o > 3) }", "query:2:14", "FILTER"),
        ("SELECT * { ?s ?p ?o }\nORDR BY ?s", "query:2:1", "ORDER"),
        ("SELECT * {\n ?s\n  territry:GB ?o }", "query:3:3", "territory:"),
    ],
)
def test_what_was_probably_meant_is_named(text: str, where: str, meant: str) -> None:
    """A misspelt keyword or prefix is shown with line and column and the nearest that there is."""
    with pytest.raises(SyntaxProblem) as caught:
        check(text)
    assert caught.value.where == where
    assert f"Did you mean {meant}?" in caught.value.hint


def test_a_parser_that_stumbles_is_no_crash() -> None:
    """Text that upsets the parser itself is a syntax problem like any other."""
    for text in ("\\UFFFFFFFF", "\x00" * 50, "(" * 500, "<" * 500, '"' * 501, "\ud800"):
        with pytest.raises(InputError):
            check(text)
    assert issubclass(InputError, ExitgraphError)
