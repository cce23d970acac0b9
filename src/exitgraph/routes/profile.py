"""The profile: what a question starts from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from exitgraph.claims.groups import GroupFields
from exitgraph.errors import InputError, UnknownName
from exitgraph.vocabulary import iri, local_name, xg

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from exitgraph.claims.knowledge import Knowledge
    from exitgraph.claims.values import Iri

#: What can be asked for, from the least to the most.
GOALS = ("reach", "apply", "protection")

MAX_LEGS = 1000
STATELESS = "stateless"


class TravelDocument(NamedTuple):
    """A travel document and the territory whose authorities issued it."""

    kind: Iri
    issuer: Iri

    def __str__(self) -> str:
        return f"{local_name(self.kind)}@{local_name(self.issuer)}"


@dataclass(frozen=True, repr=False)
class Profile:
    """Origin, nationalities, personal status, documents held, and where the person is.

    All fields are IRIs; ``nationalities`` has the one that documents belong to first, and is empty for a stateless
    person; ``status`` may be ``None``, which leaves it open: rules that name a status are then possible, never certain.

    >>> import exitgraph as xg
    >>> xg.load().profile("RU", status="deserter", holds=["internal-passport"])
    <profile: origin=RU; status=deserter; holds=internal-passport@RU>
    """

    origin: Iri
    nationalities: tuple[Iri, ...]
    status: Iri | None
    holds: frozenset[TravelDocument]
    at: Iri
    unaccompanied_minor: bool = False

    def __repr__(self) -> str:
        said = [f"origin={local_name(self.origin)}"]
        if self.nationalities != (self.origin,):
            said.append(f"nationality={'+'.join(map(local_name, self.nationalities)) or 'stateless'}")
        said.append(f"status={local_name(self.status) if self.status else 'open'}")
        said.append(f"holds={', '.join(map(str, sorted(self.holds))) or 'nothing'}")
        said += [f"at={local_name(self.at)}"] if self.at != self.origin else []
        said += ["unaccompanied minor"] if self.unaccompanied_minor else []
        return f"<profile: {'; '.join(said)}>"

    @classmethod
    def of(
        cls,
        knowledge: Knowledge,
        *,
        origin: str,
        status: str | None = None,
        nationality: str | Sequence[str] | None = None,
        at: str | None = None,
        holds: Iterable[str] = (),
        unaccompanied_minor: bool = False,
    ) -> Profile:
        """Resolve the names that a user gave.

        A document is ``internal-passport`` (issued by the first State of nationality) or ``laissez-passer@FR``. A
        nationality is a territory, several for a person with several, or ``stateless``; by default the origin's.

        Raises
        ------
        InputError
            If ``stateless`` stands beside a nationality, or a stateless person's document names no issuer.
        UnknownName
            If a territory, status or document is not known.
        """
        territory = xg("Territory")
        start = knowledge.resolve(origin, territory)
        given = (nationality,) if isinstance(nationality, str) else tuple(nationality or (origin,))
        named = [name for name in given if name.strip().casefold() != STATELESS]
        if named and len(named) != len(given):
            raise InputError(f"{STATELESS} stands beside a nationality", hint="Name nationalities, or stateless alone.")
        nationalities = tuple(dict.fromkeys(knowledge.resolve(name, territory) for name in named))
        return cls(
            start,
            nationalities,
            _status(knowledge, status) if status else None,
            frozenset(_document(knowledge, text, nationalities) for text in holds),
            knowledge.resolve(at, territory) if at else start,
            unaccompanied_minor,
        )

    @property
    def fields(self) -> GroupFields:
        """The profile as a claim's group would name it; a stateless person has a nationality that no State gives."""
        nationalities = frozenset(self.nationalities) or frozenset({iri(f"concept:{STATELESS}")})
        return GroupFields(nationalities, frozenset({self.status} if self.status else ()))

    def as_json(self) -> dict[str, object]:
        """Write the profile as the JSON of ``routes`` does: codes and slugs."""
        return {
            "origin": local_name(self.origin),
            "nationality": local_name(self.nationalities[0]) if self.nationalities else STATELESS,
            "nationalities": [local_name(place) for place in self.nationalities],
            "status": local_name(self.status) if self.status else None,
            "holds": [self.shown(document) for document in sorted(self.holds)],
            "at": local_name(self.at),
            "unaccompanied_minor": self.unaccompanied_minor,
        }

    def shown(self, document: TravelDocument) -> str:
        """Write a document briefly: the issuer is left out where it is the first State of nationality."""
        return local_name(document.kind) if self.nationalities[:1] == (document.issuer,) else str(document)


def _status(knowledge: Knowledge, text: str) -> Iri:
    try:
        return knowledge.resolve(text, xg("PersonalStatus"))
    except UnknownName as error:
        hint = error.hint or "`exitgraph routes --status list` prints those that are known."
        raise UnknownName(error.what, hint=hint) from None


def _document(knowledge: Knowledge, text: str, nationalities: tuple[Iri, ...]) -> TravelDocument:
    kind, at, issuer = text.partition("@")
    if at and not issuer:
        raise InputError(f"the document {text!r} names no issuer after @", hint="Write it like laissez-passer@FR.")
    document = knowledge.resolve(kind, xg("TravelDocument"))
    if issuer:
        return TravelDocument(document, knowledge.resolve(issuer, xg("Territory")))
    if not nationalities:
        raise InputError(
            f"the document {text!r} of a stateless person names no issuer",
            hint=f"Write it like {local_name(document)}@FR.",
        )
    return TravelDocument(document, nationalities[0])
