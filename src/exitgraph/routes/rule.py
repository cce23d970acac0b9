"""Rules, and what stands against them: the pieces that a journey is put together from."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from exitgraph.routes.effects import BASES, EXPOSURES
from exitgraph.vocabulary import local_name, xg

if TYPE_CHECKING:
    from exitgraph.claims.model import Claim
    from exitgraph.claims.values import Iri

NO_YEAR = 9999
#: Stands for the number of lines where no claim was relied on: more than there can be.
NO_LINES = 9999
#: Grades from the strongest to the weakest; the last of each says that it cannot be judged.
RELIABILITIES = "ABCDEF"
CREDIBILITIES = "123456"


class Weight(NamedTuple):
    """The ordinals of a rule, or of a way, each the weakest of its claims; none of them is combined with another.

    ``basis``, ``reliability`` and ``credibility`` are positions in `BASES`, `RELIABILITIES` and `CREDIBILITIES`,
    ``lines`` the number of independent lines that there are at least (0: unknown), ``oldest`` a year. Both are 9999
    where no claim was relied on.
    """

    basis: int = 0
    oldest: int = NO_YEAR
    reliability: int = 0
    credibility: int = 0
    lines: int = NO_LINES

    def and_(self, other: Weight) -> Weight:
        """Give the weaker of both in each."""
        return Weight(
            max(self.basis, other.basis),
            min(self.oldest, other.oldest),
            max(self.reliability, other.reliability),
            max(self.credibility, other.credibility),
            min(self.lines, other.lines),
        )


def no_worse(one: Weight, other: Weight) -> bool:
    """Whether one is no worse than another in any ordinal (J8)."""
    return (
        one.basis <= other.basis
        and one.oldest >= other.oldest
        and one.reliability <= other.reliability
        and one.credibility <= other.credibility
        and one.lines >= other.lines
    )


class Contest(NamedTuple):
    """A claim that stands against a rule, and why it does."""

    claim: Iri
    why: str


class Against(NamedTuple):
    """What stands against leaving one place for others: only with the document, by the mode, to the place named."""

    contest: Contest
    document: Iri | None = None
    issuer: Iri | None = None
    mode: Iri | None = None
    to: Iri | None = None
    same_mode: bool = False


class Rule(NamedTuple):
    """One way to make one leg.

    ``at`` is where one has to be (``None``: anywhere), ``to`` the territory that is entered or whose authorities act;
    ``document`` is needed for ``enter`` and gained by ``obtain``; ``issuers`` are those from whom it counts, or who
    give it; ``beside`` is a passport needed too. ``claims`` is the minimal set that carries the rule, empty for a
    declared one (``own_paper``) that rests on nothing else. ``why`` says why it is possible only; empty if certain.
    """

    action: str
    to: Iri
    claims: tuple[Iri, ...]
    weight: Weight
    at: Iri | None = None
    document: Iri | None = None
    issuers: tuple[Iri, ...] = ()
    issuer: Iri | None = None
    without: Iri | None = None
    beside: Iri | None = None
    mode: Iri | None = None
    why: str = ""
    contests: tuple[Contest, ...] = ()
    own_paper: bool = False

    @property
    def certain(self) -> bool:
        """Whether the rule may be used in a certain answer."""
        return not self.why

    @property
    def basis(self) -> str:
        """The weakest basis among its claims, one of `BASES`."""
        return BASES[self.weight.basis]

    @property
    def order(self) -> tuple[str, ...]:
        """A total order that depends on content alone."""
        named = (self.at, self.document, self.issuer, self.mode)
        return (self.action, self.to, *(name or "" for name in named), *self.claims, *self.issuers)


class Journey(NamedTuple):
    """A documented way by land between two places, and whether it may be relied on in a certain answer."""

    claims: tuple[Iri, ...]
    certain: bool


class Exposure(NamedTuple):
    """A claim of a return from, an abduction in, or a designation of a territory; ``kind`` is one of `EXPOSURES`."""

    claim: Iri
    kind: str
    certain: bool


def exposure_kind(claim: Claim) -> str:
    """Give the kind of exposure that a claim of a return, an abduction or a policy of extradition tells of."""
    stated = claim.role(xg("returnMode"))
    kind = local_name(stated) if isinstance(stated, str) else ""
    kind = {"abducted": "abduction", "statesPolicy": "extradition"}.get(local_name(claim.relation), kind)
    return kind if kind in EXPOSURES else "sent-back-unspecified"


class Stay(NamedTuple):
    """How long one may stay by a claim, in days; ``None`` where it states no bound."""

    claim: Iri
    least: int | None
    most: int | None
    window: int | None
    certain: bool

    @property
    def days(self) -> str:
        """The bounds in words, as ``at most 90 days in 180``."""
        if self.least is None:
            bounds = f"at most {self.most}"
        else:
            bounds = f"at least {self.least}" if self.most is None else f"{self.least} to {self.most}"
        return f"{bounds} days{f' in {self.window}' if self.window else ''}"


class Named(NamedTuple):
    """A claim that is looked up by its two ends: an agreement, a limb."""

    claims: tuple[Iri, ...]
    certain: bool
    condition: Iri | None = None
