"""What a source and a claim are graded, and how a claim is ranked, as known by a day.

The scale is the Admiralty or NATO code (AJP-2.1, before it STANAG 2511): a letter A to F for the reliability of the
*source*, a digit 1 to 6 for the credibility of the *claim*. The two answer different questions and are never made one
number; `Grades.graded` sets them side by side. What each grade asks for here is in ``docs/decisions/0016-grades.md``.
"""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from exitgraph.vocabulary import local_name, xg

if TYPE_CHECKING:
    from collections.abc import Mapping

    from exitgraph.claims.inforce import Snapshot
    from exitgraph.claims.knowledge import Knowledge
    from exitgraph.claims.model import Review
    from exitgraph.claims.values import Iri

#: What each letter says of a source, from the firmest; F says nothing against it.
RELIABILITY: Final[Mapping[str, str]] = MappingProxyType(
    {
        "A": "completely reliable",
        "B": "usually reliable",
        "C": "fairly reliable",
        "D": "not usually reliable",
        "E": "unreliable",
        "F": "reliability cannot be judged",
    }
)
#: What each digit says of a claim, from the firmest; 6 says nothing against it.
CREDIBILITY: Final[Mapping[str, str]] = MappingProxyType(
    {
        "1": "confirmed by other sources",
        "2": "probably true",
        "3": "possibly true",
        "4": "doubtful",
        "5": "improbable",
        "6": "truth cannot be judged",
    }
)
#: The ranks by their short name.
RANKS: Final[Mapping[str, str]] = MappingProxyType(
    {"preferred": xg("Preferred"), "normal": xg("Normal"), "deprecated": xg("Deprecated")}
)
UNJUDGED_SOURCE: Final = "F"
UNJUDGED_CLAIM: Final = "6"


@dataclass(frozen=True)
class Grades:
    """The grades and ranks of a graph, as known on the day ``now.known_at``.

    Parameters
    ----------
    knowledge
        The graph with its reviews.
    now
        The two clocks; only ``known_at`` counts: a review of 2026 is not known in 2024.
    """

    knowledge: Knowledge
    now: Snapshot

    def reliability(self, source: Iri) -> str:
        """Give the letter of a source, ``"A"`` to ``"F"``; ``"F"`` also when it was never graded."""
        review = self.reliability_review(source)
        return review.reliability if review and review.reliability else UNJUDGED_SOURCE

    def credibility(self, claim: Iri) -> str:
        """Give the digit of a claim, ``"1"`` to ``"6"``; ``"6"`` also when it was never graded."""
        review = self.credibility_review(claim)
        return review.credibility if review and review.credibility else UNJUDGED_CLAIM

    def rank(self, claim: Iri) -> str:
        """Give the rank of a claim: ``preferred``, ``normal`` or ``deprecated``; ``normal`` when none was given."""
        review = self.rank_review(claim)
        return local_name(review.rank).lower() if review and review.rank else "normal"

    def graded(self, claim: Iri) -> str:
        """Set the letter of a claim's source and the digit of the claim side by side, such as ``"B2"``.

        Raises
        ------
        KeyError
            If the claim is not in the graph.
        """
        return self.reliability(self.knowledge.claims[claim].source) + self.credibility(claim)

    def reliability_review(self, source: Iri) -> Review | None:
        """Give the review that the letter of a source comes from."""
        return self._newest(source, "reliability", RELIABILITY)

    def credibility_review(self, claim: Iri) -> Review | None:
        """Give the review that the digit of a claim comes from."""
        return self._newest(claim, "credibility", CREDIBILITY)

    def rank_review(self, claim: Iri) -> Review | None:
        """Give the review that the rank of a claim comes from."""
        return self._newest(claim, "rank", {rank: name for name, rank in RANKS.items()})

    def _newest(self, about: Iri, kind: str, scale: Mapping[str, str]) -> Review | None:
        # What is no grade of the scale is reported by `validate`, and grades nothing here. Of two given on one day the
        # weaker counts.
        reviews = self.knowledge.reviews_of.get(about, ())
        if not reviews:
            return None
        order = list(scale)
        known = [
            review for review in reviews if review.since <= self.now.published_by and getattr(review, kind) in scale
        ]
        return max(
            known, key=lambda review: (review.since, order.index(getattr(review, kind)), review.iri), default=None
        )
