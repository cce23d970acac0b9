"""The ledger by brute force: every claim against every other one, months counted on the calendar."""

from __future__ import annotations

from calendar import monthrange
from typing import TYPE_CHECKING, NamedTuple

from exitgraph.claims.conflict import contradictions
from exitgraph.claims.knowledge import iris
from exitgraph.vocabulary import local_name, xg
from oracle_analysis.lines import is_deprecated, possibly, state_of

if TYPE_CHECKING:
    from datetime import datetime

    from exitgraph.claims import Claim
    from exitgraph.claims.inforce import Snapshot
    from exitgraph.claims.knowledge import Knowledge

NOT_TOLD_AS_DONE = {"draft-laid", "not-in-effect", "proposed", "set-aside", "ordered-not-carried-out", "requested"}
SPEAKS_OF_ITS_OWN = {"safe-country-of-origin", "accelerated-list", "only-own-nationals"}


class Row(NamedTuple):
    """What was said, what was done, how it bears, whether that was known, and whether it is certain."""

    said: str
    done: str
    bearing: str
    after_notice: str
    certain: bool


def ledger(knowledge: Knowledge, now: Snapshot, months: int) -> set[Row]:
    """Give the rows of designations and incidents."""
    rows = set()
    for said in knowledge.claims.values():
        for done in knowledge.claims.values():
            row = compare(knowledge, said, done, now, months)
            if row is not None:
                rows.add(row)
    return rows


def compare(knowledge: Knowledge, said: Claim, done: Claim, now: Snapshot, months: int) -> Row | None:
    """Give the row of two claims, if they make one."""
    if local_name(said.relation) != "deemsSafe" or local_name(done.relation) not in ("returned", "abducted"):
        return None
    for claim in (said, done):
        source = knowledge.sources[claim.source]
        begun = (claim.start or claim.held) is None or (claim.start or claim.held).earliest <= now.day  # type: ignore[union-attr, operator]
        if not claim.proposition.positive or not begun or not possibly(source, now):
            return None
        if (
            is_deprecated(knowledge, claim, now)
            or local_name(str(claim.role(xg("procedureState")))) in NOT_TOLD_AS_DONE
        ):
            return None
    if local_name(str(done.role(xg("basis")))) not in ("None", "precedent"):
        return None
    places = [done.role(xg("from")), done.role(xg("at"))]
    if local_name(done.relation) == "returned":
        places.append(done.subject)
    if next((place for place in places if place is not None), None) != said.object:
        return None
    nationality, status = person(knowledge, str(done.object))
    if local_name(str(said.role(xg("safeConcept")))) in SPEAKS_OF_ITS_OWN and said.object not in nationality:
        return None
    meant = True
    if said.role(xg("group")) is not None:
        wanted_nationality, wanted_status = person(knowledge, str(said.role(xg("group"))))
        if nationality and wanted_nationality and not nationality & wanted_nationality:
            return None
        meant = not ((wanted_nationality and not nationality) or (wanted_status and not status))
    near = within(said, done, months)
    if near is None:
        return None
    bearing = "direct" if meant and said.role(xg("group")) is not None else "undercutting"
    return Row(said.iri, done.iri, bearing, notice(knowledge, said, done), meant and near)


def person(knowledge: Knowledge, name: str) -> tuple[set[str], set[str]]:
    """Give the nationalities and statuses of a group, or of a person by the groups."""
    entity = knowledge.entities.get(name)
    if entity is None:
        return set(), set()
    nationality = set(iris(entity.properties.get(xg("nationality"), ())))
    status = set(iris(entity.properties.get(xg("personalStatus"), ())))
    for group in iris(entity.properties.get(xg("memberOfGroup"), ())):
        more = person(knowledge, group)
        nationality, status = nationality | more[0], status | more[1]
    return nationality, status


def moved(when: datetime, months: int) -> datetime:
    """Move a moment by months, one month after another; the day is cut to the length of the last."""
    year, month = when.year, when.month
    for _ in range(months):
        year, month = (year + 1, 1) if month == 12 else (year, month + 1)
    return when.replace(year=year, month=month, day=min(when.day, monthrange(year, month)[1]))


def within(said: Claim, done: Claim, months: int) -> bool | None:
    """Say whether the two lie within the window: surely, perhaps, or not."""
    when = done.start or done.held
    first = said.start.earliest if said.start else said.held.earliest if said.held else None
    last = said.end.latest if said.end else said.held.latest if said.held else None
    after = when is not None and when.earliest and last and when.earliest > moved(last, months)
    before = when is not None and when.latest and first and first > moved(when.latest, months)
    if after or before:
        return None
    if when is None or when.earliest is None or when.latest is None:
        return False
    holds_on = said.start is not None and said.held is None and said.end is None
    if holds_on and said.start is not None and said.start.latest is not None and said.start.latest <= when.earliest:
        return True
    if first is None or last is None:
        return False
    return when.latest <= moved(first, months) and last <= moved(when.earliest, months)


def notice(knowledge: Knowledge, said: Claim, done: Claim) -> str:
    """Say whether what was done had been published before it was said."""
    made, published = said.held or said.start, knowledge.sources[done.source].published
    if made is None:
        return "open"
    if published.latest is not None and made.earliest is not None and published.latest < made.earliest:
        return "yes"
    later = published.earliest is not None and made.latest is not None and published.earliest > made.latest
    return "no" if later else "open"


def statements(knowledge: Knowledge) -> set[tuple[str, str, str]]:
    """Give the pairs of statement and practice of a graph of which everything is known: said, done, bearing."""
    said_by = {"statesPolicy", "setsProcedure", "interpretsLaw", "issuesGuidance"}
    rows = set()
    for name, against in contradictions(knowledge).items():
        for other, _ in against:
            said, done = knowledge.claims[name], knowledge.claims[other]
            basis = done.role(xg("basis")) or knowledge.ontology.relations[done.relation].default_basis
            kinds = [local_name(claim.relation) in said_by for claim in (said, done)]
            one_state = state_of(knowledge, said.subject) == state_of(knowledge, done.subject)
            if kinds == [True, False] and one_state and local_name(str(basis)) in ("practice", "precedent"):
                rows.add((name, other, "direct" if local_name(str(basis)) == "practice" else "undercutting"))
    return rows
