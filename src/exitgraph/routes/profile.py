"""The profile: what a question starts from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from exitgraph.claims.groups import GroupFields
from exitgraph.errors import InputError
from exitgraph.vocabulary import local_name, xg

if TYPE_CHECKING:
    from collections.abc import Iterable

    from exitgraph.claims.knowledge import Knowledge
    from exitgraph.claims.values import Iri

#: What can be asked for, from the least to the most.
GOALS = ("reach", "apply", "protection")

MAX_LEGS = 1000


class TravelDocument(NamedTuple):
    """A travel document and the territory whose authorities issued it."""

    kind: Iri
    issuer: Iri

    def __str__(self) -> str:
        return f"{local_name(self.kind)}@{local_name(self.issuer)}"


@dataclass(frozen=True)
class Profile:
    """Origin, nationality, personal status, documents held, and where the person is.

    All fields are IRIs; ``status`` may be ``None``, which leaves it open: rules that name a status are then possible,
    never certain.
    """

    origin: Iri
    nationality: Iri
    status: Iri | None
    holds: frozenset[TravelDocument]
    at: Iri

    @classmethod
    def of(
        cls,
        knowledge: Knowledge,
        *,
        origin: str,
        status: str | None = None,
        nationality: str | None = None,
        at: str | None = None,
        holds: Iterable[str] = (),
    ) -> Profile:
        """Resolve the names that a user gave.

        A document is ``internal-passport`` (issued by the State of nationality) or ``laissez-passer@FR``.

        Raises
        ------
        UnknownName
            If a territory, status or document is not known.
        """
        territory = xg("Territory")
        start = knowledge.resolve(origin, territory)
        citizen_of = knowledge.resolve(nationality, territory) if nationality else start
        return cls(
            start,
            citizen_of,
            knowledge.resolve(status, xg("PersonalStatus")) if status else None,
            frozenset(_document(knowledge, text, citizen_of) for text in holds),
            knowledge.resolve(at, territory) if at else start,
        )

    @property
    def fields(self) -> GroupFields:
        """The profile as a claim's group would name it."""
        return GroupFields(frozenset({self.nationality}), frozenset({self.status} if self.status else ()))

    def as_json(self) -> dict[str, object]:
        """Write the profile as the JSON of ``routes`` does: codes and slugs."""
        return {
            "origin": local_name(self.origin),
            "nationality": local_name(self.nationality),
            "status": local_name(self.status) if self.status else None,
            "holds": [shown(document, self.nationality) for document in sorted(self.holds)],
            "at": local_name(self.at),
        }


def shown(document: TravelDocument, nationality: Iri) -> str:
    """Write a document briefly: the issuer is left out where it is the State of nationality."""
    return local_name(document.kind) if document.issuer == nationality else str(document)


def _document(knowledge: Knowledge, text: str, nationality: Iri) -> TravelDocument:
    kind, at, issuer = text.partition("@")
    if at and not issuer:
        raise InputError(f"the document {text!r} names no issuer after @", hint="Write it like laissez-passer@FR.")
    return TravelDocument(
        knowledge.resolve(kind, xg("TravelDocument")),
        knowledge.resolve(issuer, xg("Territory")) if issuer else nationality,
    )
