"""What every analysis shares: the graph as it was known, the head of its JSON, and how a claim is written."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from exitgraph.analysis.wording import quoted
from exitgraph.claims.interval import show, stamp
from exitgraph.claims.values import Text
from exitgraph.vocabulary import curie, local_name, xg

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from exitgraph.claims.inforce import Snapshot
    from exitgraph.claims.knowledge import Knowledge
    from exitgraph.claims.model import Claim
    from exitgraph.claims.values import Iri, Value

#: What each answer of an analysis says of itself.
NOTICE: Final = "No documented path is not the same as no path. This is not legal advice."

_DEEMS_SAFE = xg("deemsSafe")


def head(name: str, knowledge: Knowledge, now: Snapshot) -> dict[str, Any]:
    """Write what the JSON of each analysis begins with."""
    return {
        "analysis": name,
        "valid_at": stamp(now.day)[:10],
        "known_at": stamp(now.published_by)[:10],
        "digest": knowledge.digest,
        "notice": NOTICE,
    }


def short(names: Iterable[Iri]) -> list[str]:
    """Write IRIs in their short form."""
    return [curie(name) for name in names]


def parties_of(knowledge: Knowledge, claim: Claim) -> bool:
    """Whether a claim is of a private person, whose journey is dated by the month."""
    ends = [knowledge.entities.get(str(end)) for end in (claim.subject, claim.object)]
    return any(end is not None and knowledge.ontology.is_a(end.types, xg("Person")) for end in ends)


def says(knowledge: Knowledge, claim: Claim, lang: str = "en") -> str:
    """Write a claim as one line; a designation as safe stands in quotation marks, as somebody's."""
    label = knowledge.label
    designates = "designates" if claim.proposition.positive else "does not designate"
    roles = [(local_name(role), label(value, lang)) for role, value in claim.proposition.roles]
    if claim.relation == _DEEMS_SAFE:
        by = "".join(f', {name}: "{value}"' for name, value in roles)
        return f'{label(claim.subject, lang)} {designates} {label(claim.object, lang)} as "safe"{by}'
    verb = label(claim.relation, lang)
    said = f"{quoted(label(claim.subject, lang))} {verb if claim.proposition.positive else f'does NOT: {verb}'}"
    named = ", ".join(f"{name}: {quoted(value)}" for name, value in roles)
    return f"{said} {_object(label(claim.object, lang), claim.object)}{f' ({named})' if named else ''}"


def _object(label: str, value: Value) -> str:
    return f'"{label}"' if isinstance(value, Text) else quoted(label)


def claim_json(knowledge: Knowledge, claim: Claim, lang: str = "en") -> dict[str, Any]:
    """Write a claim with what it says, when, and where it was published."""
    finest = "month" if parties_of(knowledge, claim) else "day"
    source = knowledge.sources[claim.source]
    when = claim.start or claim.held
    return {
        "claim": curie(claim.iri),
        "says": says(knowledge, claim, lang),
        "when": show(when, finest=finest) if when else None,
        "source": curie(claim.source),
        "published": show(source.published),
    }


def claims_json(knowledge: Knowledge, names: Sequence[Iri], lang: str = "en") -> list[dict[str, Any]]:
    """Write several claims."""
    return [claim_json(knowledge, knowledge.claims[name], lang) for name in names]
