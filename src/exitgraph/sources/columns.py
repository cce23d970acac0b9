"""The claim table: one row a piece of evidence for one claim, typed columns.

The columns of the roles come from the ontology, so that a relation or role that is added there can be imported without
a change of code.
"""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING, NamedTuple

from exitgraph.vocabulary import RDFS_COMMENT, XSD, local_name

if TYPE_CHECKING:
    from exitgraph.claims.knowledge import Knowledge


class Column(NamedTuple):
    """One column: its name, what a cell holds, a line of help, and whether every row needs it."""

    name: str
    kind: str
    help: str
    required: bool = False


_BEFORE = (
    Column(
        "record_key",
        "key",
        "Key of the row, unique in the graph; a corrected row keeps its key; one with + first is not kept.",
        required=True,
    ),
    Column("file", "slug", "File under claims/ and sources/ (default: the slug of the source)."),
    Column("omitted", "concept", "Instead of a claim: why the passage is left out (omission-reasons)."),
    Column("subject", "entity", "What the claim is about: a code, short form, or label."),
    Column("relation", "relation", "The relation, such as admits or deemsSafe."),
    Column("object", "entity or text", "The other end; for account and opinion a text in own words."),
    Column("object_lang", "language", "Language of a text object (default en)."),
    Column("polarity", "polarity", "positive (default) or negative."),
    Column("nationality", "territory", "With status: names the group instead of the column group or object."),
    Column("status", "personal status", "Personal status of the group; see nationality."),
)
_AFTER = (
    Column("start", "date", "When it began or happened: 2024, 2024-11, 2024-11-20, 2024-01/2024-10, ../2024."),
    Column("end", "date", "When it ended; never a date of publication."),
    Column("held", "date", "When it was reported to hold, where no start or end is stated."),
    Column("event", "event", "The event that the claim tells of, shared by all accounts of it."),
    Column("gist", "text", "What is claimed, in one sentence of your own."),
    Column("gist_lang", "language", "Language of the gist (default en)."),
    Column("note", "text", "What a reader should know about the row."),
    Column("note_lang", "language", "Language of the note (default en)."),
    Column("confidence", "text", "The confidence that the researcher's table states, unchanged; it grades nothing."),
    Column("contradicts", "claims", "Claims (short forms or record keys) that this one contradicts."),
    Column("rank", "rank", "preferred or normal (default) beside other claims about the matter."),
    Column("rank_since", "date", "Since when the rank counts."),
    Column("rank_because", "text", "Why it has the rank."),
    Column("rank_because_lang", "language", "Language of that reason (default en)."),
    Column("credibility", "grade 1-6", "How far the claim is borne out by others: 1 confirmed ... 6 cannot be judged."),
    Column("credibility_since", "date", "Since when the grade counts; a new grade has a date of its own."),
    Column("credibility_because", "text", "On what ground."),
    Column("credibility_because_lang", "language", "Language of that reason (default en)."),
    Column("deprecated", "date", "Only of a superseded claim that an export wrote: since when it no longer counts."),
    Column("superseded_by", "claim", "The claim (short form or record key) that took its place."),
    Column("deprecated_because", "text", "Why it was superseded."),
    Column("deprecated_because_lang", "language", "Language of that reason (default en)."),
    Column("source", "source", "Slug of the source, such as itv-2024-11.", required=True),
    Column("speech_act", "speech act", "Such as Reporting, DirectQuotation, Hearsay."),
    Column("speaker", "entity", "Who says it."),
    Column("relayed_by", "entity", "Who passes it on."),
    Column("position_start", "integer", "First code point of the passage in the access copy."),
    Column("position_end", "integer", "Code point after the passage."),
    Column("sha256", "digest", "SHA-256 of the passage (64 hexadecimal digits)."),
    Column("locator", "text", "Where to look, when no position is known."),
    Column("source_title", "text", "Title of the source; a private person's name is paraphrased."),
    Column("source_title_lang", "language", "Language of the title (default: that of the source)."),
    Column("source_publisher", "entity", "Who published it."),
    Column("source_author", "entity", "The author, in that role."),
    Column("source_type", "concept", "Type of publication (source-types)."),
    Column("source_language", "language", "Language of the source (BCP 47)."),
    Column("source_published", "date", "When it was published, as exactly as it is known."),
    Column("source_accessed", "date", "When it was read."),
    Column("source_address", "address", "Its address."),
    Column("source_copy_kind", "concept", "Whether what was read is the original, a mirror, ... (copy-kinds)."),
    Column("source_relays", "entities", "Whom the source retells, as far as it says."),
    Column("source_reliability", "grade A-F", "Of the source: A completely reliable ... F cannot be judged."),
    Column("source_reliability_since", "date", "Since when the grade counts; a new grade has a date of its own."),
    Column("source_reliability_because", "text", "On what ground."),
    Column("source_reliability_because_lang", "language", "Language of that reason (default en)."),
    Column("source_file", "slug", "File under sources/ (default: that of the claim)."),
    Column("copy", "copy", "Access copy whose text was measured."),
    Column("copy_kind", "concept", "Kind of that copy."),
    Column("copy_sha256", "digest", "SHA-256 of its whole text."),
    Column("copy_length", "integer", "Its length in code points."),
)


def columns(knowledge: Knowledge) -> tuple[Column, ...]:
    """Give the columns of the table, those of the roles among them, in their fixed order."""
    roles = []
    for role in sorted(knowledge.ontology.roles, key=local_name):
        entity = knowledge.entities.get(role)
        comments = entity.properties.get(RDFS_COMMENT, ()) if entity else ()
        said = next((str(text[0]) for text in comments if isinstance(text, tuple)), "")
        roles.append(Column(local_name(role), _kind(knowledge.ontology.roles[role]), said))
    return (*_BEFORE, *roles, *_AFTER)


def _kind(range_iri: str) -> str:
    names = {XSD + "integer": "integer", XSD + "decimal": "number", XSD + "string": "text"}
    return names.get(range_iri, local_name(range_iri))


def template(knowledge: Knowledge) -> str:
    """Write an empty table: the header, and one row of help that a reader of the table skips."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n")
    listed = columns(knowledge)
    writer.writerow([column.name for column in listed])
    writer.writerow([f"{HELP_MARK}{'required; ' if c.required else ''}{c.kind}. {c.help}" for c in listed])
    return out.getvalue()


#: A cell that begins so is help, and its row is no data.
HELP_MARK = "#help "
