"""What `stores.py` asks, and of which data: the shipped claims under made-up names, until there are enough.

Each copy has its own claims, evidences, propositions, reviews and sources (so its own named graphs), and other years;
territories, groups and concepts are shared, as they would be. Nothing of it is written anywhere but into the folder of
the run.
"""

from __future__ import annotations

import heapq
import re
from contextlib import ExitStack
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

import exitgraph as xg
from exitgraph.store.disk import Manifest
from exitgraph.store.nquads import Digests, chunks
from exitgraph.vocabulary import PREFIXES

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_HEAD = b"# exitgraph store dump 1 "
_AT_ONCE = 500_000
_YEARS = 12
_MARK = b"\0"
_HASHED = re.compile(rb"(/(?:claim|evidence|proposition|review)/)[0-9a-f]{6}")
_NAMED = re.compile(rb"(/(?:omission|graph/source|source)/[^>]+)>")
_DATE = re.compile(rb'"(2\d\d\d)(-\d\d-\d\dT[\d:]+Z")')
_SUBJECT = re.compile(rb"<[^>]+/(claim|evidence|omission|review|source)/")
_CLAIM = re.compile(rb"<[^>]+/claim/\w+>")


class Made(NamedTuple):
    """A dump that was written: where, and how much is in it."""

    dump: Path
    claims: int
    quads: int


def make(claims: int, folder: Path) -> Made:
    """Write a dump of so many claims, as `exitgraph store restore` and anything that reads N-Quads can read it."""
    lines = xg.load().store.serialize("nquads").splitlines()
    own = [line for line in lines if _SUBJECT.match(line)]
    body = folder / "body"
    digests = Digests()
    with ExitStack() as stack, body.open("wb") as out:
        parts = [stack.enter_context(part.open("rb")) for part in _sorted_parts(_copies(lines, own, claims), folder)]
        for some in chunks(_different(heapq.merge(*parts))):
            digests.add(some)
            out.write(b"\n".join(some) + b"\n")
    manifest = Manifest(digests.data, digests.derived, digests.quads, engine="")
    dump = folder / f"{claims}.nq"
    with dump.open("wb") as whole, body.open("rb") as rest:
        whole.write(_HEAD + manifest.text().encode() + b"\n")
        while block := rest.read(1 << 20):
            whole.write(block)
    for spare in (body, *folder.glob("part*")):
        spare.unlink()
    return Made(dump, claims, digests.quads)


def _copies(lines: list[bytes], own: list[bytes], claims: int) -> Iterator[bytes]:
    """Give the lines of the reference, then those of one copy after the other, the last of them cut short."""
    own_lines = set(own)
    yield from (line for line in lines if line not in own_lines)
    names = sorted({line.split(b" ", 1)[0] for line in own if _CLAIM.match(line)})
    # The first copy is what is shipped. In the others a mark stands where the number of the copy goes.
    marked = [b"\n".join(_marked(line, years) for line in own) for years in range(_YEARS)]
    for copy in range(-(-claims // len(names))):
        gone = set(names[claims - copy * len(names) :])
        some = marked[copy % _YEARS].replace(_MARK, b"%06x" % copy).split(b"\n") if copy else own
        if gone:
            some = [line for line, was in zip(some, own, strict=True) if gone.isdisjoint(_CLAIM.findall(was))]
        yield from some


def _marked(line: bytes, years: int) -> bytes:
    line = _HASHED.sub(rb"\g<1>" + _MARK, line)
    line = _NAMED.sub(rb"\g<1>-" + _MARK + b">", line)
    return _DATE.sub(lambda match: _shifted(match[1], match[2], years), line)


def _shifted(year: bytes, rest: bytes, years: int) -> bytes:
    # Not every year has the day.
    return b'"%d%b' % (int(year) - years, rest.replace(b"-02-29T", b"-02-28T"))


def _sorted_parts(lines: Iterator[bytes], folder: Path) -> list[Path]:
    """Sort so many lines at a time as fit in memory at every size."""
    parts: list[Path] = []
    while some := sorted(islice(lines, _AT_ONCE)):
        part = folder / f"part{len(parts)}"
        with part.open("wb") as out:
            out.writelines(line + b"\n" for line in some)
        parts.append(part)
    return parts


def _different(lines: Iterator[bytes]) -> Iterator[bytes]:
    """Leave out what comes twice, and the line ends."""
    last = b""
    for line in lines:
        if line != last:
            yield line[:-1]
        last = line


#: A claim, a source and a territory that are in the data at every size.
_CHOSEN = {"claim": "", "source": "source:itv-2024-11"}

#: The queries. No LIMIT without an order that is whole: every engine has to give the same rows.
TEXTS = {
    "lookup": "SELECT ?p ?o { {claim} ?p ?o }",
    "source, then speaker": "SELECT ?c ?who { ?e xg:source {source} ; xg:speaker ?who . ?c xg:evidence ?e }",
    "two steps": "SELECT DISTINCT ?a ?r { ?a xg:deemsSafe ?b . ?b xg:memberOf ?r }",
    "same proposition": (
        "SELECT ?c ?other { ?e xg:source {source} . ?c xg:evidence ?e ; xg:proposition ?p . "
        "?other xg:proposition ?p FILTER(?other != ?c) }"
    ),
    "path": "SELECT DISTINCT ?c { ?g ?field ?s . ?s skos:broader* concept:deserter . ?g a xg:Group . ?c xg:group ?g }",
    "date window": (
        "SELECT ?c ?d { ?c xg:startEarliest ?d "
        'FILTER(?d >= "2022-09-21T00:00:00Z"^^xsd:dateTime && ?d < "2022-12-01T00:00:00Z"^^xsd:dateTime) }'
    ),
    "in force on a day": (
        "SELECT ?c { ?c rdf:predicate xg:admits ; xg:startLatest ?from OPTIONAL { ?c xg:endEarliest ?to } "
        'FILTER(?from <= "2020-06-01T00:00:00Z"^^xsd:dateTime '
        '&& (!BOUND(?to) || ?to >= "2020-06-01T00:00:00Z"^^xsd:dateTime)) }'
    ),
    "optional provenance": (
        "SELECT ?c ?s ?who ?by ?title { ?c rdf:subject territory:KZ ; xg:evidence ?e . ?e xg:source ?s "
        "OPTIONAL { ?e xg:speaker ?who } OPTIONAL { ?e xg:relayedBy ?by } OPTIONAL { ?s dcterms:title ?title } }"
    ),
    "grouping": "SELECT ?r (COUNT(?c) AS ?n) { ?c a xg:Claim ; rdf:predicate ?r } GROUP BY ?r",
    "sources of a group": (
        "SELECT ?g (COUNT(DISTINCT ?s) AS ?n) { ?c xg:group ?g ; xg:evidence ?e . ?e xg:source ?s } GROUP BY ?g"
    ),
    "top-k": "SELECT ?c ?d { ?c xg:startEarliest ?d } ORDER BY DESC(?d) ?c LIMIT 20",
    "text filter": 'SELECT ?c { ?c a xg:Claim ; xg:gist ?t FILTER(CONTAINS(LCASE(STR(?t)), "asylum")) }',
    "without a review": "SELECT ?c { ?c a xg:Claim FILTER NOT EXISTS { ?review xg:about ?c } }",
    "full export": "SELECT ?c ?s ?r ?o { ?c a xg:Claim ; rdf:subject ?s ; rdf:predicate ?r ; rdf:object ?o }",
}


def questions(dump: Path) -> dict[str, str]:
    """Give the queries by name, complete with the prefixes that each uses, for the data of a dump."""
    with dump.open("rb") as file:
        line = next(line for line in file if _CLAIM.match(line))
    chosen = _CHOSEN | {"claim": line.split(b" ", 1)[0].decode()}
    found = {}
    for name, text in TEXTS.items():
        for key, value in chosen.items():
            text = text.replace(f"{{{key}}}", value)  # noqa: PLW2901
        used = [prefix for prefix in PREFIXES if re.search(rf"\b{prefix}:", text)]
        found[name] = "".join(f"PREFIX {prefix}: <{PREFIXES[prefix]}> " for prefix in used) + text
    return found
