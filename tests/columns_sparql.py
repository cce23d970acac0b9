"""The questions of `exitgraph.columns.Table`, asked in SPARQL: what the table is held against, and measured against.

They are written from the design (J1, and what each method says of itself), not from the table's SQL. Months are counted
by year, month and day, since the engine adds a duration to some instants only. Days are the whole
of it in UTC; `text` puts them in.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from exitgraph.rdf.turtle import Literal
from exitgraph.vocabulary import curie

if TYPE_CHECKING:
    from collections.abc import Mapping

    from exitgraph.rdf.turtle import Term

# A claim, its source, and that it was published, and not deprecated, by a day.
_KNOWN: Final = """
  { SELECT DISTINCT ?claim ?source { ?claim a xg:Claim ; xg:evidence ?evidence . ?evidence xg:source ?source } }
  OPTIONAL { ?source xg:publishedEarliest ?published }
  FILTER(!BOUND(?published) || ?published <= @KNOWN@)
  FILTER NOT EXISTS {
    ?review xg:about ?claim ; xg:rank xg:Deprecated ; xg:since ?since . FILTER(?since <= @KNOWN@)
    FILTER NOT EXISTS {
      ?later xg:about ?claim ; xg:rank ?rank ; xg:since ?then .
      FILTER(?rank != xg:Deprecated && ?then <= @KNOWN@
        && (?then > ?since || (?then = ?since && STR(?later) > STR(?review))))
    }
  }
"""
_DATES: Final = """
  OPTIONAL { ?claim xg:startEarliest ?se } OPTIONAL { ?claim xg:startLatest ?sl }
  OPTIONAL { ?claim xg:heldAtEarliest ?he } OPTIONAL { ?claim xg:heldAtLatest ?hl }
  BIND(IF(BOUND(?se) || BOUND(?sl), ?se, ?he) AS ?first)
  BIND(IF(BOUND(?se) || BOUND(?sl), ?sl, ?hl) AS ?last)
"""
_YEAR: Final = _DATES + "BIND(IF(YEAR(?first) = YEAR(?last), YEAR(?first), ?none) AS ?year)"
# J1: in force, and certain, on a day.
_STANDING: Final = (
    _DATES
    + """
  OPTIONAL { ?claim xg:endEarliest ?ee } OPTIONAL { ?claim xg:endLatest ?el }
  OPTIONAL { ?source xg:publishedLatest ?pl }
  OPTIONAL { ?claim xg:basis ?stated }
  ?claim rdf:predicate ?declared . OPTIONAL { ?declared xg:defaultBasis ?usual }
  OPTIONAL { ?declared xg:reviewMonths ?some }
  BIND(COALESCE(?some, 0) AS ?months)
  BIND(EXISTS { ?declared a xg:Occurrence } || COALESCE(?stated, ?usual) = concept:precedent AS ?happened)
  BIND(COALESCE(?first <= @DAY@, true) && (?happened || COALESCE(?el >= @BEGIN@, true)) AS ?inForce)
  BIND(IF(?happened,
    IF(BOUND(?first) || BOUND(?last), IF(COALESCE(?pl < ?last, !BOUND(?last)), ?pl, ?last), ?none),
    IF(BOUND(?el) && !BOUND(?ee), ?none, IF(COALESCE(?hl < ?sl, !BOUND(?sl)), ?hl, ?sl))) AS ?firm)
  BIND(IF(?happened, ?firm, IF(BOUND(?ee) || BOUND(?el), ?none, ?hl)) AS ?reported)
  BIND((YEAR(@BEGIN@) - YEAR(?reported)) * 12 + MONTH(@BEGIN@) - MONTH(?reported) AS ?since_then)
  BIND(?months > 0 && COALESCE(?since_then > ?months || (?since_then = ?months && DAY(?reported) < DAY(@BEGIN@)), false)
    && (?happened || COALESCE(?sl > @DAY@, true)) AS ?late)
  BIND(?inForce && COALESCE(?firm <= @DAY@, false) && (?happened || COALESCE(?ee >= @BEGIN@, true)) AS ?begun)
  BIND(?begun && !?late && COALESCE(?pl <= @KNOWN@, false) AS ?certain)
  BIND(?begun && ?late AS ?stale)
  FILTER(?inForce)
"""
)
_COUNTS: Final = (
    "(COUNT(DISTINCT ?claim) AS ?claims) (COUNT(DISTINCT ?p) AS ?propositions) (COUNT(DISTINCT ?source) AS ?sources)"
)

QUESTIONS: Final[Mapping[str, str]] = {
    "count by relation": f"""
SELECT ?relation {_COUNTS} WHERE {{
  {_KNOWN} ?claim rdf:predicate ?relation ; xg:proposition ?p }} GROUP BY ?relation""",
    "count by source": f"""
SELECT ?source {_COUNTS} WHERE {{ {_KNOWN} ?claim xg:proposition ?p }} GROUP BY ?source""",
    "count by publisher and year": f"""
SELECT ?publisher ?year {_COUNTS} WHERE {{
  {_KNOWN} ?claim xg:proposition ?p . ?source xg:publisher ?publisher {_YEAR} }} GROUP BY ?publisher ?year""",
    "count by relation, in force": f"""
SELECT ?relation {_COUNTS} WHERE {{
  {_KNOWN} {_STANDING} ?claim rdf:predicate ?relation ; xg:proposition ?p }} GROUP BY ?relation""",
    "known by a day": f"SELECT ?claim WHERE {{ {_KNOWN} }} ORDER BY ?claim",
    "in force on a day": f"""
SELECT ?claim ?certain ?stale WHERE {{ {_KNOWN} {_STANDING} }} ORDER BY ?claim""",
    "who admits whom on a document": f"""
SELECT ?claim ?subject ?object ?document ?polarity ?mode ?certain WHERE {{
  ?claim rdf:predicate xg:admits ; rdf:subject ?subject ; rdf:object ?object ; xg:polarity ?polarity ;
    xg:document ?document FILTER(?document = document:internal-passport)
  OPTIONAL {{ ?claim xg:mode ?mode }}
  {_KNOWN} {_STANDING} }} ORDER BY ?claim""",
    "who deems whom safe": f"""
SELECT ?claim ?subject ?object ?safeConcept ?polarity ?certain WHERE {{
  ?claim rdf:predicate xg:deemsSafe ; rdf:subject ?subject ; rdf:object ?object ; xg:polarity ?polarity
  OPTIONAL {{ ?claim xg:safeConcept ?safeConcept }}
  {_KNOWN} {_STANDING} }} ORDER BY ?claim""",
    "returns by mode and year": f"""
SELECT ?relation ?returnMode ?returnActor ?year {_COUNTS} WHERE {{
  VALUES ?relation {{ xg:returned xg:abducted }}
  ?claim rdf:predicate ?relation ; xg:polarity xg:Positive ; xg:proposition ?p
  OPTIONAL {{ ?claim xg:returnMode ?returnMode }} OPTIONAL {{ ?claim xg:returnActor ?returnActor }}
  FILTER NOT EXISTS {{ ?claim xg:procedureState|xg:scope ?state . ?state skos:broader* concept:not-in-effect }}
  {_KNOWN} {_YEAR} }} GROUP BY ?relation ?returnMode ?returnActor ?year""",
}


def text(name: str, valid_at: str, known_at: str) -> str:
    """Give a question with its two days, each ``YYYY-MM-DD``."""
    bounds = {
        "@KNOWN@": f"{known_at}T23:59:59Z",
        "@BEGIN@": f"{valid_at}T00:00:00Z",
        "@DAY@": f"{valid_at}T23:59:59Z",
    }
    query = QUESTIONS[name]
    for mark, instant in bounds.items():
        query = query.replace(mark, f'"{instant}"^^xsd:dateTime')
    return query


def value(found: Term | None) -> object:
    """Write a term as a cell of the table."""
    if not isinstance(found, Literal):
        names = {"xg:Positive": "positive", "xg:Negative": "negative"}
        return found and names.get(curie(found), curie(found))
    kind = curie(found.datatype)
    if kind == "xsd:boolean":
        return found.value == "true"
    return int(found.value) if kind == "xsd:integer" else found.value
