"""Rows to claims: each row ends as a claim, as an omission, or as a reject that says which cell is wrong and why.

Nothing is guessed. A name that resolves to nothing, a role that the relation does not permit, a date that does not
exist: the row is rejected, with the nearest match. The answer does not depend on the order of the rows: what several
rows say about one claim or source is put together in the order of their keys.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from exitgraph.claims.groups import NATIONALITY, STATUS
from exitgraph.claims.interval import Interval, whole_months
from exitgraph.claims.knowledge import iris
from exitgraph.claims.model import Claim, Evidence, Omission, Proposition, Review
from exitgraph.claims.values import Text
from exitgraph.errors import ExitgraphError
from exitgraph.sources import cells
from exitgraph.sources.cells import Names
from exitgraph.sources.gradings import gradings_of, read_gradings, refuse_second_opinions
from exitgraph.sources.outcome import (
    COPY_CELLS,
    DEPRECATED,
    SOURCE_CELLS,
    Imported,
    ParsedRow,
    Reject,
    WrongCell,
    merged,
    omission_iri,
)
from exitgraph.sources.publications import describe_sources
from exitgraph.vocabulary import RDF_LANG_STRING, curie, iri, local_name, xg

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from exitgraph.claims.knowledge import Knowledge
    from exitgraph.claims.ontology import Relation
    from exitgraph.claims.values import Iri, Value
    from exitgraph.sources.reader import TableRow

_KEY = re.compile(r"[^\s/:#?%<>\"{}|^`\\]{1,64}(?: [^\s/:#?%<>\"{}|^`\\]{1,64})*\Z")
#: Without any of these a row with a key that is not kept tells of its source only.
_CLAIM_CELLS = frozenset(("subject", "relation", "object", "speech_act"))


def import_rows(rows: Iterable[TableRow], knowledge: Knowledge) -> Imported:
    """Read the rows of a table against the names of a graph.

    Parameters
    ----------
    rows
        As `read_table` yields them.
    knowledge
        The graph whose ontology, vocabularies, territories, entities and sources the names mean.
    """
    result = Imported()
    reader = RowReader(knowledge)
    seen: dict[str, tuple[int, bytes]] = {}
    past: set[bytes] = set()
    parsed: list[ParsedRow] = []
    for row in rows:
        result.rows += 1
        key = row.cells.get("record_key", "")
        content = row.fingerprint()
        try:
            if row.problem:
                raise WrongCell(*row.problem)
            if "deprecated" in row.cells:
                # What was superseded shares its key with what took its place.
                if content not in past:
                    parsed.append(reader.parse(row))
                    past.add(content)
                continue
            held = [seen[part] for part in key.split() if part in seen]
            for line, other in held:
                if other != content:
                    raise WrongCell(
                        "record_key",
                        f"the key stands on line {line} with other content",
                        "Give each row a key of its own, such as E012.2.",
                    )
            if not held:
                parsed.append(reader.parse(row))
                seen |= dict.fromkeys(key.split(), (row.line, content))
        except WrongCell as wrong:
            result.rejects.append(Reject(row.line, key, wrong.column, wrong.what, wrong.hint))
    _put_together(parsed, knowledge, reader, result)
    result.rejects.sort()
    return result


class RowReader:
    """Reads rows against the names of one graph, each spelling resolved once."""

    def __init__(self, knowledge: Knowledge) -> None:
        self.knowledge = knowledge
        self.names = Names(knowledge)
        self.roles = {local_name(role): (role, kind) for role, kind in knowledge.ontology.roles.items()}
        self.evidence: dict[Evidence, Evidence] = {}
        self.groups: dict[tuple[frozenset[Iri], frozenset[Iri]], Iri] = {}
        for group in knowledge.of_kind(xg("Group")):
            fields = (
                frozenset(iris(group.properties.get(NATIONALITY, ()))),
                frozenset(iris(group.properties.get(STATUS, ()))),
            )
            self.groups.setdefault(fields, group.iri)

    def parse(self, row: TableRow) -> ParsedRow:
        """Make a claim or an omission of one row."""
        data = row.cells
        key = self.needed(data, "record_key")
        if not _KEY.match(key):
            raise WrongCell(
                "record_key", f"{key[:40]!r} is no key", "Letters, digits, dots and dashes; spaces between keys."
            )
        slug = str(self.read("source", self.needed(data, "source").removeprefix("source:"), cells.slug))
        file = self._slug(data, "file") or slug
        source = iri(f"source:{slug}")
        item: Claim | Omission | None = None
        if "omitted" in data:
            item = self._omission(data, source, key)
        elif not key.startswith("+") or not _CLAIM_CELLS.isdisjoint(data):
            item = self._claim(data, source, key)
        return ParsedRow(
            tuple(key.split()),
            row.line,
            file,
            item,
            source,
            self._slug(data, "source_file") or file,
            tuple((name, data[name]) for name in SOURCE_CELLS if name in data),
            tuple((name, data[name]) for name in COPY_CELLS if name in data),
            self._superseded(data),
            read_gradings(data, self, of_claim=isinstance(item, Claim)),
        )

    # -- cells ----------------------------------------------------------------------------------------

    def needed(self, data: Mapping[str, str], column: str) -> str:
        """Give a cell that has to be there."""
        if column not in data:
            raise WrongCell(column, "the cell is empty", "Every claim needs it.")
        return data[column]

    def _slug(self, data: Mapping[str, str], column: str) -> str:
        return str(self.read(column, data[column], cells.slug)) if column in data else ""

    def name(self, data: Mapping[str, str], column: str, kind: Iri | None) -> Iri:
        """Resolve the name in a cell that has to be there."""
        try:
            return self.names.one(self.needed(data, column), kind)
        except WrongCell:
            raise
        except ExitgraphError as error:
            raise WrongCell(column, error.what, error.hint or _how_to_add(kind)) from None

    def maybe(self, data: Mapping[str, str], column: str, kind: Iri | None) -> Iri | None:
        """Resolve the name in a cell, if there is one."""
        return self.name(data, column, kind) if column in data else None

    def date(self, data: Mapping[str, str], column: str) -> Interval | None:
        """Read a date, if there is one."""
        if column not in data:
            return None
        found = self.read(column, data[column], cells.interval)
        assert isinstance(found, Interval)  # noqa: S101
        return found

    def text(self, data: Mapping[str, str], column: str) -> Text | None:
        """Read a text with the language that the column after it names, if there is one."""
        tongue = f"{column}_lang"
        if column not in data:
            if tongue in data:
                raise WrongCell(tongue, "the cell stands without a text", f"Write the text in {column}.")
            return None
        return Text(data[column], str(self.read(tongue, data.get(tongue, "en"), cells.text_language)))

    def read(self, column: str, text: str, how: object) -> object:
        """Read a cell with a function, naming the column in its error."""
        assert callable(how)  # noqa: S101
        try:
            return how(text)
        except ExitgraphError as error:
            raise WrongCell(column, error.what, error.hint) from None

    # -- what a row is --------------------------------------------------------------------------------

    def _omission(self, data: Mapping[str, str], source: Iri, key: str) -> Omission:
        reason = self.name(data, "omitted", None)
        keys = tuple(key.split())
        return Omission(omission_iri(source, keys), source, reason, keys, self.text(data, "gist"))

    def _claim(self, data: Mapping[str, str], source: Iri, key: str) -> Claim:
        relation = self.knowledge.ontology.relations[self.name(data, "relation", xg("Relation"))]
        group = self._group(data)
        subject = self.name(data, "subject", relation.domain)
        target, roles = self._object(data, relation, group)
        roles |= self._given_roles(data, relation)
        polarity = data.get("polarity", "positive")
        if polarity not in ("positive", "negative"):
            raise WrongCell("polarity", f"{polarity[:40]!r} is no polarity", "Write positive or negative.")
        proposition = Proposition(subject, relation.iri, target, tuple(roles.items()), polarity == "positive")
        claim = Claim(
            proposition,
            (self._evidence(data, source),),
            start=self.date(data, "start"),
            end=self.date(data, "end"),
            held=self.date(data, "held"),
            event=self.maybe(data, "event", xg("Event")),
            gist=self.text(data, "gist"),
            note=self.text(data, "note"),
            record_keys=tuple(part for part in key.split() if not part.startswith("+")),
            confidence=data.get("confidence"),
            contradicts=tuple(sorted(data.get("contradicts", "").split())),
        )
        self._check_dates(claim)
        return claim

    def _superseded(self, data: Mapping[str, str]) -> tuple[Interval, str, Text | None] | None:
        since, because = self.date(data, "deprecated"), self.text(data, "deprecated_because")
        if since is None:
            for column in ("superseded_by", "deprecated_because"):
                if column in data:
                    raise WrongCell(
                        column, "the cell stands without a date", "Say in the column deprecated since when."
                    )
            return None
        if since.earliest is None:
            raise WrongCell("deprecated", "the date has no first day", "Say since when it no longer counts.")
        return since, data.get("superseded_by", ""), because

    def _group(self, data: Mapping[str, str]) -> Iri | None:
        if "nationality" not in data and "status" not in data:
            return None
        nationality = self.maybe(data, "nationality", xg("Territory"))
        status = self.maybe(data, "status", xg("PersonalStatus"))
        fields = (frozenset({nationality} - {None}), frozenset({status} - {None}))
        found = self.groups.get(fields)  # type: ignore[arg-type]
        if found is None:
            named = " and ".join(curie(value) for value in (nationality, status) if value)
            raise WrongCell(
                "nationality" if nationality else "status",
                f"no group has {named}",
                "Add it to graph/entities/groups.ttl: a xg:Group with xg:nationality and xg:personalStatus.",
            )
        return found

    def _object(self, data: Mapping[str, str], relation: Relation, group: Iri | None) -> tuple[Value, dict[Iri, Value]]:
        if relation.range == RDF_LANG_STRING:
            self.needed(data, "object")
            return self.text(data, "object") or "", self._as_role(relation, group)
        if "object_lang" in data:
            raise WrongCell("object_lang", f"the object of {curie(relation.iri)} is no text", "Leave the cell empty.")
        if "object" not in data and group is not None:
            if not self.knowledge.ontology.is_a((xg("Group"),), relation.range):
                raise WrongCell(
                    "object", "the cell is empty", f"{curie(relation.iri)} needs a {local_name(relation.range)}."
                )
            return group, {}
        return self.name(data, "object", relation.range), self._as_role(relation, group)

    def _as_role(self, relation: Relation, group: Iri | None) -> dict[Iri, Value]:
        if group is None:
            return {}
        if xg("group") not in relation.roles:
            raise WrongCell("nationality", f"{curie(relation.iri)} permits no group", _permitted(relation))
        return {xg("group"): group}

    def _given_roles(self, data: Mapping[str, str], relation: Relation) -> dict[Iri, Value]:
        found: dict[Iri, Value] = {}
        for column in self.roles.keys() & data.keys():
            role, kind = self.roles[column]
            if role not in relation.roles:
                raise WrongCell(
                    column, f"{curie(relation.iri)} does not permit the role {column}", _permitted(relation)
                )
            try:
                found[role] = self.names.value(data[column], kind)
            except ExitgraphError as error:
                raise WrongCell(column, error.what, error.hint or _how_to_add(kind)) from None
        return found

    def _evidence(self, data: Mapping[str, str], source: Iri) -> Evidence:
        def integer(column: str) -> int | None:
            if column not in data:
                return None
            found = self.read(column, data[column], cells.integer)
            assert isinstance(found, int)  # noqa: S101
            return found

        start, end = integer("position_start"), integer("position_end")
        sha256 = str(self.read("sha256", data["sha256"], cells.digest)) if "sha256" in data else None
        if len({start is None, end is None, sha256 is None}) > 1:
            raise WrongCell("position_start", "start, end and digest of a passage come together or not at all")
        if start is not None and end is not None and not 0 <= start < end:
            raise WrongCell("position_end", f"the passage ends at {end} and begins at {start}", "The end is exclusive.")
        found = Evidence(
            source,
            self.name(data, "speech_act", xg("SpeechAct")),
            self.maybe(data, "speaker", xg("Entity")),
            self.maybe(data, "relayed_by", xg("Entity")),
            start,
            end,
            sha256,
            data.get("locator"),
        )
        # Where no position is known, all rows of a source may rest on one evidence: its hash is reckoned once.
        return self.evidence.setdefault(found, found)

    def _check_dates(self, claim: Claim) -> None:
        start, end = claim.start, claim.end
        if start and end and start.earliest and end.latest and start.earliest > end.latest:
            raise WrongCell("end", f"it ends ({end}) before it begins ({start})", "Check both dates.")
        persons = (claim.subject, claim.object)
        months = (whole_months(start), whole_months(end))
        if months != (start, end) and any(self._is_person(party) for party in persons):
            hint = "Write whole months, such as 2022-08."
            raise WrongCell("start", "a month is the finest date of a person's journey", hint)

    def _is_person(self, party: Value) -> bool:
        entity = self.knowledge.entities.get(party) if isinstance(party, str) else None
        return entity is not None and self.knowledge.ontology.is_a(entity.types, xg("Person"))


def _permitted(relation: Relation) -> str:
    roles = ", ".join(sorted(local_name(role) for role in relation.roles))
    return f"It permits: {roles}; add xg:permitsRole to it in graph/ontology.ttl if it should."


def _how_to_add(kind: Iri | None) -> str:
    if kind == xg("Relation"):
        return "Relations are declared in graph/ontology.ttl (xg:Relation, with domain, range and roles)."
    return "Add it to graph/vocabulary or graph/entities."


# -- all rows together ------------------------------------------------------------------------------------


def _put_together(parsed: list[ParsedRow], knowledge: Knowledge, reader: RowReader, result: Imported) -> None:
    parsed.sort(key=lambda row: row.keys)
    refuse_second_opinions(parsed, knowledge, result)
    described = describe_sources(parsed, knowledge, reader, result)
    by_key = {
        key: row.item.iri for row in parsed if isinstance(row.item, Claim) and not row.superseded for key in row.keys
    }
    by_key |= {curie(row.item.iri): row.item.iri for row in parsed if isinstance(row.item, Claim)}
    for row in parsed:
        if row.source not in described:
            continue
        if row.item is None:
            result.grades |= {review.iri: review for review in gradings_of(row)}
            continue
        result.files.setdefault(row.item.iri, row.file)
        try:
            if isinstance(row.item, Omission):
                if result.omissions.setdefault(row.item.iri, row.item) != row.item:
                    raise WrongCell(
                        "record_key", "another row has the same key but for capitals", "Change one of them."
                    )
                result.grades |= {review.iri: review for review in gradings_of(row)}
                continue
            claim = _linked(row.item, by_key, reader)
            review = _review(row, claim, by_key, reader)
        except WrongCell as wrong:
            result.rejects.append(Reject(row.line, " ".join(row.keys), wrong.column, wrong.what, wrong.hint))
            continue
        before = result.claims.get(claim.iri)
        result.claims[claim.iri] = merged(before, claim) if before else claim
        result.lines[claim.iri] = min(row.line, result.lines.get(claim.iri, row.line))
        result.grades |= {review.iri: review for review in gradings_of(row)}
        if review is not None:
            result.reviews.setdefault(claim.iri, review)


def _linked(claim: Claim, by_key: Mapping[str, Iri], reader: RowReader) -> Claim:
    """Resolve what the column ``contradicts`` names, a record key of this table first."""
    if not claim.contradicts:
        return claim
    found = [_claim_named(name, "contradicts", by_key, reader) for name in claim.contradicts]
    return replace(claim, contradicts=tuple(sorted(set(found))))


def _review(row: ParsedRow, claim: Claim, by_key: Mapping[str, Iri], reader: RowReader) -> Review | None:
    """Give the deprecation that a row tells of, if it tells of one."""
    if row.superseded is None or row.superseded[0].earliest is None:
        return None
    _, successor, reason = row.superseded
    new = _claim_named(successor, "superseded_by", by_key, reader) if successor else None
    return Review(claim.iri, row.superseded[0].earliest, DEPRECATED, new, reason)


def _claim_named(name: str, column: str, by_key: Mapping[str, Iri], reader: RowReader) -> Iri:
    return by_key.get(name) or reader.name({column: name}, column, xg("Claim"))
