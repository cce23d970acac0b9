"""What every analysis shares: the graph as it was known, the head of its JSON, and how a claim is written."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

from exitgraph.analysis.wording import quoted
from exitgraph.claims.inforce import stale_among
from exitgraph.claims.interval import show, stamp
from exitgraph.claims.values import Text
from exitgraph.vocabulary import curie, iri, local_name, xg

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from exitgraph.claims.inforce import Snapshot
    from exitgraph.claims.knowledge import Knowledge
    from exitgraph.claims.model import Claim
    from exitgraph.claims.values import Iri, Value

#: What each answer of an analysis says of itself.
NOTICE: Final = "No documented path is not the same as no path. This is not legal advice."

_DEEMS_SAFE = xg("deemsSafe")
_CLAIM: Final = re.compile(r"\bclaim:[0-9A-Za-z-]+")
#: The keys by which a claim that was written whole is known.
_WRITTEN: Final = frozenset({"claim", "says", "published"})


def head(name: str, knowledge: Knowledge, now: Snapshot) -> dict[str, Any]:
    """Write what the JSON of each analysis begins with."""
    return {
        "analysis": name,
        "valid_at": stamp(now.day)[:10],
        "known_at": stamp(now.published_by)[:10],
        "digest": knowledge.digest,
        "notice": NOTICE,
    }


def whole(name: str, knowledge: Knowledge, now: Snapshot, said: Mapping[str, Any]) -> dict[str, Any]:
    """Write an answer: its head, what it says, and which of the claims that it names are stale on the day.

    A claim that `claim_json` wrote gets ``stale`` itself; the list at the end also has those that are only named.
    """
    answer = {**head(name, knowledge, now), **said}
    stale = frozenset(short(stale_among(knowledge, _claims_named(answer), now)))
    _flag(answer, stale)
    return {**answer, "stale": sorted(stale)}


def _claims_named(told: object) -> Iterator[Iri]:
    if isinstance(told, str):
        yield from map(iri, _CLAIM.findall(told))
    elif isinstance(told, dict):
        for key, value in told.items():
            yield from _claims_named(key)
            yield from _claims_named(value)
    elif isinstance(told, list):
        for value in told:
            yield from _claims_named(value)


def _flag(told: object, stale: frozenset[str]) -> None:
    if isinstance(told, dict):
        for value in told.values():
            _flag(value, stale)
        if told.keys() >= _WRITTEN:
            told["stale"] = told["claim"] in stale
    elif isinstance(told, list):
        for value in told:
            _flag(value, stale)


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
