"""Put imported claims into a graph folder: whole or not at all, and the same table twice changes nothing.

A claim that is there already gains the evidence and keys of the table; it is never edited otherwise. When a row's key
belongs to another claim than before, the row was corrected: the old claim is kept, deprecated with a date and linked to
the new one. How the files get into the folder is in `exitgraph.sources.journal`.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from exitgraph.claims.interval import parse_date
from exitgraph.claims.model import Claim, Omission, Review
from exitgraph.claims.values import Text
from exitgraph.rdf.encode import claim_triples, omission_triples, review_triples, source_triples
from exitgraph.rdf.folder import BOOKKEEPING as FOLDER
from exitgraph.rdf.turtle import write_text
from exitgraph.sources.outcome import DEPRECATED, Reject, WrongCell, merged, omission_iri
from exitgraph.vocabulary import curie

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from datetime import datetime

    from exitgraph.claims.knowledge import Knowledge
    from exitgraph.claims.values import Iri
    from exitgraph.rdf.turtle import Document, Triple
    from exitgraph.sources.outcome import Imported

REVIEWS = f"{FOLDER}/reviews.ttl"
#: What a row says about its claim outside the hash.
BOOKKEEPING = ("event", "gist", "note", "confidence")


@dataclass
class Merged:
    """What an import comes to: counts, the files that change, and rows that could not be merged."""

    added: int = 0
    unchanged: int = 0
    extended: int = 0
    superseded: int = 0
    restored: int = 0
    graded: int = 0
    files: dict[str, str] = field(default_factory=dict)
    rejects: list[Reject] = field(default_factory=list)


def file_of(documents: Iterable[Document], kinds: frozenset[str] = frozenset({"claims", "sources"})) -> dict[Iri, str]:
    """Give for each claim, source and omission the name of its file, without folder and ending."""
    found: dict[Iri, str] = {}
    for document in documents:
        parts = document.path.split("/")
        if len(parts) > 1 and parts[-2] in kinds:
            found |= dict.fromkeys((triple.subject for triple in document.triples), parts[-1].removesuffix(".ttl"))
    return found


def merge(imported: Imported, knowledge: Knowledge, files: Mapping[Iri, str], *, today: str) -> Merged:
    """Merge a table's claims into what a graph holds.

    Parameters
    ----------
    imported
        As `import_rows` gives it.
    knowledge
        The graph that is imported into: its own claims, sources, omissions and reviews.
    files
        The file of each of its claims, sources and omissions.
    today
        The date from which a superseded claim is deprecated.

    Returns
    -------
    Merged
        With the new text of each file of the graph that changes, by path inside the folder.

    Raises
    ------
    BadDate
        If ``today`` is no date.
    """
    outcome = Merged()
    since = parse_date(today).earliest
    assert since is not None  # noqa: S101  # a date has a first second
    claims, reviews = dict(knowledge.claims), dict(knowledge.reviews)
    place = dict(files)
    touched: set[str] = set()
    holders: dict[str, set[Iri]] = {}
    for claim in claims.values():
        if claim.iri not in knowledge.deprecated:
            for key in claim.record_keys:
                holders.setdefault(key, set()).add(claim.iri)
    taken: list[Claim] = []
    refused: set[Iri] = set()
    for name in sorted(imported.claims):
        claim = imported.claims[name]
        before = claims.get(name)
        wrong = _refused(claim, before, name in imported.reviews, knowledge, holders)
        if wrong is not None:
            line = imported.lines.get(name, 0)
            outcome.rejects.append(Reject(line, " ".join(claim.record_keys), wrong.column, wrong.what, wrong.hint))
            refused.add(name)
            continue
        if name not in knowledge.deprecated and name not in imported.reviews:
            taken.append(claim)
        after = merged(before, claim) if before else claim
        if before is None:
            outcome.added += 1
            place[name] = imported.files[name]
        elif after == before:
            outcome.unchanged += 1
            continue
        else:
            outcome.extended += 1
        claims[name] = after
        touched.add(f"claims/{place[name]}.ttl")
    for name, review in imported.reviews.items():
        if name in claims and name not in knowledge.deprecated:
            reviews[review.iri] = review
            touched.add(REVIEWS)
    new = {name: item for name, item in imported.grades.items() if name not in reviews and item.about not in refused}
    outcome.graded = len(new)
    reviews |= new
    touched |= {REVIEWS} if new else set()
    left_out = [item for item in imported.omissions.values() if item.iri not in knowledge.omissions]
    outcome.superseded = _supersede(
        _moved(taken, left_out, claims, holders), imported, claims, reviews, since, touched, place
    )
    omissions = dict(knowledge.omissions)
    outcome.restored = _restore(taken, omissions, touched, place)
    _write(outcome, imported, replace(knowledge, omissions=omissions), claims, reviews, place, touched)
    return outcome


def _restore(taken: Iterable[Claim], omissions: dict[Iri, Omission], touched: set[str], place: dict[Iri, str]) -> int:
    """Take from the omissions the keys of rows that are claims now; nothing is left out any more."""
    said = {(claim.source, key) for claim in taken for key in claim.record_keys}
    count = 0
    for name, omission in list(omissions.items()):
        kept = tuple(key for key in omission.record_keys if (omission.source, key) not in said)
        if kept == omission.record_keys:
            continue
        del omissions[name]
        if kept:
            new = replace(omission, iri=omission_iri(omission.source, kept), record_keys=kept)
            omissions[new.iri] = new
            place[new.iri] = place[name]
        touched.add(f"sources/{place[name]}.ttl")
        count += 1
    return count


def _refused(
    claim: Claim, before: Claim | None, history: bool, knowledge: Knowledge, holders: Mapping[str, set[Iri]]
) -> WrongCell | None:
    """Say why a claim of a table cannot be merged; ``history`` is a row that says itself that it is superseded."""
    if claim.iri in knowledge.deprecated:
        if history:
            return None
        successor = knowledge.deprecated[claim.iri].superseded_by
        said = f"this is the superseded {curie(claim.iri)}" + (f"; current is {curie(successor)}" if successor else "")
        return WrongCell("record_key", said, "What was superseded is not claimed again; correct the row.")
    if history:
        return None
    for key in claim.record_keys:
        for other in sorted(holders.get(key, ())):
            source = knowledge.claims[other].source
            if source != claim.source:
                # Two tables that both count from 1 must not deprecate each other's claims.
                said = f"the key {key} belongs to {curie(other)} of {curie(source)}"
                return WrongCell("record_key", said, "Give the row a key that no other source's row has.")
    if before is not None and before.record_keys == claim.record_keys:
        for column in BOOKKEEPING:
            held, given = getattr(before, column), getattr(claim, column)
            if held is not None and given is not None and held != given:
                said = f"the graph says {_shown(held)!r} of {curie(claim.iri)}"
                return WrongCell(column, said, "An import edits no claim: edit its file, or leave the cell empty.")
    return None


def _shown(value: Text | Iri) -> str:
    return value.value[:60] if isinstance(value, Text) else curie(value)


def _moved(
    taken: Iterable[Claim],
    left_out: Iterable[Omission],
    claims: Mapping[Iri, Claim],
    holders: Mapping[str, set[Iri]],
) -> dict[Iri, dict[str, Iri | None]]:
    """Give for each claim that loses keys to corrected rows these keys, and the claim that each now stands for."""
    now_at: dict[str, Iri | None] = {key: claim.iri for claim in taken for key in claim.record_keys}
    lost: dict[Iri, dict[str, Iri | None]] = {}
    for key, name in now_at.items():
        for old in holders.get(key, set()) - {name}:
            lost.setdefault(old, {})[key] = name
    for omission in left_out:
        for key in omission.record_keys:
            for old in holders.get(key, ()):
                if key not in now_at and claims[old].source == omission.source:
                    lost.setdefault(old, {})[key] = None
    return lost


def _supersede(
    lost: Mapping[Iri, Mapping[str, Iri | None]],
    imported: Imported,
    claims: dict[Iri, Claim],
    reviews: dict[Iri, Review],
    since: datetime,
    touched: set[str],
    place: Mapping[Iri, str],
) -> int:
    count = 0
    for old, keys in sorted(lost.items()):
        claim = claims[old]
        remaining = set(claim.record_keys) - set(keys)
        if remaining:
            # Other rows still say it: the key has moved, the claim stays, with what those rows say about it.
            said = imported.claims.get(old, claim)
            kept = {name: getattr(said, name) or getattr(claim, name) for name in BOOKKEEPING}
            claims[old] = replace(claim, record_keys=tuple(remaining), **kept)
            touched.add(f"claims/{place[old]}.ttl")
            continue
        new = keys[min(keys)]
        done = "corrected" if new else "left out"
        review = Review(old, since, DEPRECATED, new, Text(f"Row {min(keys)} was {done}."))
        reviews[review.iri] = review
        touched.add(REVIEWS)
        count += 1
    return count


def _write(
    outcome: Merged,
    imported: Imported,
    knowledge: Knowledge,
    claims: Mapping[Iri, Claim],
    reviews: Mapping[Iri, Review],
    place: dict[Iri, str],
    touched: set[str],
) -> None:
    sources, omissions = dict(knowledge.sources), dict(knowledge.omissions)
    for name, source in imported.sources.items():
        if sources.get(name) != source:
            sources[name] = source
            touched.add(f"sources/{place.setdefault(name, imported.files[name])}.ttl")
    for name, omission in imported.omissions.items():
        if omissions.get(name) != omission:
            omissions[name] = omission
            file = place.get(omission.source) or imported.files.get(omission.source) or imported.files[name]
            place[name] = file
            touched.add(f"sources/{file}.ttl")
    by_file: dict[str, list[Iri]] = {}
    for kind, names in (("claims", claims), ("sources", sources), ("sources", omissions)):
        for name in names:
            if name in place:
                by_file.setdefault(f"{kind}/{place[name]}.ttl", []).append(name)
    for path in sorted(touched - {REVIEWS}):
        outcome.files[path] = write_text(_triples(by_file.get(path, []), claims, sources, omissions))
    if REVIEWS in touched:
        outcome.files[REVIEWS] = write_text(t for review in reviews.values() for t in review_triples(review))


def _triples(names: Iterable[Iri], *held: Mapping[Iri, object]) -> Iterator[Triple]:
    claims, sources, omissions = held
    for name in names:
        if name in claims:
            yield from claim_triples(claims[name])  # type: ignore[arg-type]
        elif name in sources:
            yield from source_triples(sources[name])  # type: ignore[arg-type]
        else:
            yield from omission_triples(omissions[name])  # type: ignore[arg-type]
