"""The claims of a graph: a mapping by IRI that can be called for a table of them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

from exitgraph.claims.grades import Grades
from exitgraph.claims.inforce import Standing, in_force, is_known
from exitgraph.columns.projection import columns_of, stated
from exitgraph.frames.rows import Rows
from exitgraph.vocabulary import iri, xg

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from exitgraph.claims.conflict import Contradiction
    from exitgraph.claims.inforce import Snapshot
    from exitgraph.claims.knowledge import Knowledge
    from exitgraph.claims.model import Claim
    from exitgraph.frames.thing import Things

#: What a name may be to be narrowed by: the field of a claim, and the class that a name is looked up in.
_FIELDS: Final[Mapping[str, str | None]] = {"subject": None, "relation": "Relation", "object": None, "source": "Source"}


class Claims(Mapping[str, "Claim"]):
    """The claims by IRI; called, a table of those that are wanted.

    >>> import exitgraph as xg
    >>> g = xg.load()
    >>> table = g.claims(subject="GB", relation="deemsSafe", object="AM")
    >>> table[0].subject, table[0].object_label
    ('GB', 'Armenia')
    >>> g.claims[g.resolve(table[0].claim)].subject
    'https://w3id.org/exitgraph/territory/GB'

    Parameters
    ----------
    of
        The claims by IRI.
    table
        Makes the table of some of them.
    """

    def __init__(self, of: Mapping[str, Claim], table: Callable[..., Rows]) -> None:
        self._of, self._table = of, table

    def __getitem__(self, name: str) -> Claim:
        if name not in self._of:
            raise KeyError(f"no claim has the IRI {name!r}; g.resolve({name!r}, 'Claim') finds one by a shorter name")
        return self._of[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._of)

    def __len__(self) -> int:
        return len(self._of)

    def __contains__(self, name: object) -> bool:
        return name in self._of

    def __repr__(self) -> str:
        return (
            f"<{len(self):,} claims; call it for a table: g.claims(subject=..., relation=..., object=..., source=...)>"
        )

    def _repr_html_(self) -> str:
        return self()._repr_html_()

    def __call__(
        self,
        *,
        subject: str | None = None,
        relation: str | None = None,
        object: str | None = None,  # noqa: A002  # the word of the glossary
        group: str | None = None,
        source: str | None = None,
    ) -> Rows:
        """Give a table of claims with their provenance: one claim a row, one role of the ontology a column.

        Parameters
        ----------
        subject, relation, object, source
            Names: codes, labels or short forms.
        group
            A group or person that the claim names in any place.

        Raises
        ------
        UnknownName
            If a name means nothing, or several things.
        """
        return self._table(subject=subject, relation=relation, object=object, group=group, source=source)


def chosen(knowledge: Knowledge, group: str | None, **wanted: str | None) -> list[Claim]:
    """Give the claims whose fields are these, in order of IRI; ``group`` may stand in any place."""
    names = {
        field: knowledge.resolve(name, xg(kind) if (kind := _FIELDS[field]) else None)
        for field, name in wanted.items()
        if name is not None
    }
    party = knowledge.resolve(group, xg("Party")) if group is not None else None
    found = []
    for name in sorted(knowledge.claims):
        claim = knowledge.claims[name]
        if any(getattr(claim, field) != value for field, value in names.items()):
            continue
        if party is None or party in (claim.subject, claim.object, *(value for _, value in claim.proposition.roles)):
            found.append(claim)
    return found


def claim_rows(
    knowledge: Knowledge,
    claims: Sequence[Claim],
    contradicted: Mapping[str, Sequence[Contradiction]],
    things: Things,
    now: Snapshot | None = None,
) -> Rows:
    """Give claims as a table: the columns of ``exitgraph claims``; with two days, those in force and how they stand.

    Parameters
    ----------
    knowledge
        The graph.
    claims
        Those that are wanted; the rows are in their order.
    contradicted
        For each contested claim those that contradict it.
    things
        The things of the graph.
    now
        The two days: then claims not in force are left out, and ``standing``, ``stale``, ``reliability``,
        ``credibility`` and ``rank`` are added, as known by then.
    """
    judged: dict[str, list[Any]] = {}
    if now is not None:
        stands = [(claim, in_force(knowledge, claim, now)) for claim in claims]
        stands = [(claim, found) for claim, found in stands if found.standing is not Standing.NOT_IN_FORCE]
        grades, claims = Grades(knowledge, now), [claim for claim, _ in stands]
        judged = {
            "standing": [found.standing.name.lower() for _, found in stands],
            "stale": [found.stale for _, found in stands],
            "reliability": [grades.reliability(claim.source) for claim in claims],
            "credibility": [grades.credibility(claim.iri) for claim in claims],
            "rank": [grades.rank(claim.iri) for claim in claims],
        }
    against = {
        name: [
            other.claim for other in others if now is None or is_known(knowledge, knowledge.claims[other.claim], now)
        ]
        for name, others in contradicted.items()
    }
    found = stated(knowledge, claims, against)
    roles = {name for name in found if xg(name) in knowledge.ontology.roles}
    data = {}
    for column in columns_of(knowledge):
        if not column.printed:
            continue
        values = found[column.name]
        if column.kind == "name" and column.name in _NAMED | roles:
            values = [_thing(value, knowledge, things) for value in values]
        data[column.name] = values
    when = "" if now is None else f" in force; valid at {now.valid_at}, known at {now.known_at}"
    return Rows(
        data | judged,
        title=f"Claims{when}",
        empty="No claim. That none is documented does not say that there is none.",
        first=("subject", "relation", "object", "claim", "gist", "standing", "source"),
    )


_NAMED: Final = frozenset({"subject", "relation", "object", "source", "publisher", "event"})


def _thing(value: Any, knowledge: Knowledge, things: Things) -> Any:
    if not isinstance(value, str):
        return value
    try:
        name = iri(value)
    except KeyError:
        return value
    return things[name] if name in knowledge.entities or name in knowledge.sources else value
