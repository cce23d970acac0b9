"""Put imported claims into a graph folder: whole or not at all, and the same table twice changes nothing.

A claim that is there already gains the evidence and keys of the table; it is never edited otherwise. When a row's key
belongs to another claim than before, the row was corrected: the old claim is kept, deprecated with a date and linked to
the new one. The new files are written beside the old ones first; then one journal, renamed into place, is the moment
at which the import has happened, and only then the files take their names. An import that is killed leaves the graph as
it was before the journal, and is finished by the next one after it.
"""

from __future__ import annotations

import json
import os
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from exitgraph.claims.interval import parse_date
from exitgraph.claims.model import Claim, Review
from exitgraph.claims.values import Text
from exitgraph.errors import InputError
from exitgraph.rdf.encode import claim_triples, omission_triples, review_triples, source_triples
from exitgraph.rdf.turtle import write_text
from exitgraph.sources.outcome import Reject
from exitgraph.sources.rows import merged
from exitgraph.vocabulary import curie, xg

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

    from exitgraph.claims.knowledge import Knowledge
    from exitgraph.claims.values import Iri
    from exitgraph.rdf.turtle import Document, Triple
    from exitgraph.sources.outcome import Imported

JOURNAL = ".import-journal.json"
REVIEWS = "bookkeeping/reviews.ttl"


@dataclass
class Merged:
    """What an import comes to: counts, the files that change, and rows that could not be merged."""

    added: int = 0
    unchanged: int = 0
    extended: int = 0
    superseded: int = 0
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
    """
    outcome = Merged()
    claims, reviews = dict(knowledge.claims), dict(knowledge.reviews)
    place = dict(files)
    touched: set[str] = set()
    holders: dict[str, set[Iri]] = {}
    for claim in claims.values():
        if claim.iri not in knowledge.deprecated:
            for key in claim.record_keys:
                holders.setdefault(key, set()).add(claim.iri)
    for name in sorted(imported.claims):
        claim = imported.claims[name]
        if name in knowledge.deprecated:
            successor = knowledge.deprecated[name].superseded_by
            said = f"this is the superseded {curie(name)}" + (f"; current is {curie(successor)}" if successor else "")
            hint = "Give the row a new key if it is to be claimed again."
            outcome.rejects.append(Reject(0, " ".join(claim.record_keys), "record_key", said, hint))
            continue
        before = claims.get(name)
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
    outcome.superseded = _supersede(imported, claims, reviews, holders, today, touched, place)
    _write(outcome, imported, knowledge, claims, reviews, place, touched)
    return outcome


def _supersede(
    imported: Imported,
    claims: dict[Iri, Claim],
    reviews: dict[Iri, Review],
    holders: Mapping[str, set[Iri]],
    today: str,
    touched: set[str],
    place: Mapping[Iri, str],
) -> int:
    now_at = {key: name for name, claim in imported.claims.items() for key in claim.record_keys if name in claims}
    since = parse_date(today).earliest
    if since is None:
        raise InputError(f"{today!r} is no date")
    count = 0
    left: dict[Iri, set[str]] = {}
    for key, name in now_at.items():
        for old in holders.get(key, set()) - {name}:
            left.setdefault(old, set()).add(key)
    for old, keys in sorted(left.items()):
        claim = claims[old]
        remaining = set(claim.record_keys) - keys
        if old in imported.claims and remaining:
            continue
        if remaining:
            # Other rows still say it: the key has moved, the claim stays.
            claims[old] = replace(claim, record_keys=tuple(remaining))
            touched.add(f"claims/{place[old]}.ttl")
            continue
        new = now_at[min(keys)]
        review = Review(old, since, xg("Deprecated"), new, Text(f"Row {min(keys)} was corrected."))
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


def commit(folder: Path, files: Mapping[str, str]) -> None:
    """Write files into a graph folder, all of them or none.

    Raises
    ------
    InputError
        If the folder cannot be written.
    """
    recover(folder)
    if not files:
        return
    written = []
    try:
        for path, text in files.items():
            target = folder / path
            target.parent.mkdir(parents=True, exist_ok=True)
            temporary = target.with_name(f".{target.name}.new")
            with temporary.open("w", encoding="utf-8", newline="\n") as file:
                file.write(text)
                file.flush()
                os.fsync(file.fileno())
            written.append(path)
        draft = folder / f"{JOURNAL}.new"
        draft.write_text(json.dumps(written), encoding="utf-8")
        draft.replace(folder / JOURNAL)
    except OSError as error:
        for path in written:
            (folder / path).with_name(f".{(folder / path).name}.new").unlink(missing_ok=True)
        raise InputError(f"cannot write the graph: {error.strerror}", where=str(folder)) from None
    recover(folder)


def recover(folder: Path) -> None:
    """Finish an import whose journal is there; sweep away what one left that never got so far."""
    journal = folder / JOURNAL
    if journal.is_file():
        for path in json.loads(journal.read_text(encoding="utf-8")):
            target = folder / path
            temporary = target.with_name(f".{target.name}.new")
            if temporary.is_file():
                temporary.replace(target)
        journal.unlink()
    elif folder.is_dir():
        for left in folder.glob("*/.*.ttl.new"):
            left.unlink()
