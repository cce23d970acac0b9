"""Rules about reviews: each says one thing, of what it can be said of, and no two speak of one day."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Final

from exitgraph.claims.grades import CREDIBILITY, RELIABILITY
from exitgraph.claims.interval import stamp
from exitgraph.rdf.turtle import Literal
from exitgraph.validate.scope import instant, links
from exitgraph.vocabulary import XSD_STRING, curie, xg

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import datetime

    from exitgraph.rdf.node import Node
    from exitgraph.validate.report import Finding
    from exitgraph.validate.scope import Scope

# What a review may say, and of what.
_SAYS: Final = (("rank", "Claim"), ("reliability", "Source"), ("credibility", "Claim"))
_DEPRECATED: Final = xg("Deprecated")


def single(scope: Scope) -> Iterator[Finding]:
    """Check that a review says exactly one thing, and about a claim or a source, whichever that can be said of."""
    for node in scope.of_kind("Review"):
        # What stands twice, or is no rank or grade, is reported by its shape.
        said = [(name, kind) for name, kind in _SAYS if _value(scope, node, name)]
        if len(said) > 1 or not any(xg(name) in node.predicates for name, _ in _SAYS):
            named = " and ".join(f"xg:{name}" for name, _ in said) or "nothing"
            hint = "Write one of xg:rank, xg:reliability and xg:credibility; make a review of its own for each."
            yield scope.finding(node.iri, "review-says", f"a review says one thing, and this says {named}", hint)
        elif said and xg("supersededBy") in node.predicates and _value(scope, node, "rank") != _DEPRECATED:
            what = "xg:supersededBy stands in a review that deprecates nothing"
            yield scope.finding(node.iri, "review-says", what, "Give the rank xg:Deprecated, or remove it.")
        yield from _about(scope, node, said)


def _value(scope: Scope, node: Node, name: str) -> str:
    """Give the one well-formed value of a rank or grade, else the empty text."""
    found = node.all(xg(name))
    if len(found) != 1:
        return ""
    if isinstance(found[0], Literal):
        scale = {"reliability": RELIABILITY, "credibility": CREDIBILITY}.get(name, {})
        return found[0].value if found[0].value in scale and found[0].datatype == XSD_STRING else ""
    return found[0] if name == "rank" and xg("Rank") in scope.kinds(found[0]) else ""


def _about(scope: Scope, node: Node, said: list[tuple[str, str]]) -> Iterator[Finding]:
    about = links(node, "about")
    # That there is one, and that it is described somewhere, is asked for elsewhere.
    if len(about) != 1 or scope.is_missing(about[0]):
        return
    kinds = scope.kinds(about[0])
    if kinds.isdisjoint((xg("Claim"), xg("Source"))):
        what = f"{curie(about[0])} is neither a claim nor a source"
        yield scope.finding(node.iri, "review-about", what, "A review is about a claim or a source.")
        return
    for name, kind in said:
        if xg(kind) not in kinds:
            other = "source" if kind == "Claim" else "claim"
            what = f"xg:{name} is said of a {kind.lower()}, and {curie(about[0])} is a {other}"
            hint = "A source has xg:reliability; a claim has xg:credibility and xg:rank. Neither stands for the other."
            yield scope.finding(node.iri, "review-about", what, hint)


def of_one_day(scope: Scope) -> Iterator[Finding]:
    """Check that no two reviews say the like of one thing since one moment, and that what is deprecated stays so."""
    found: dict[tuple[str, str], list[tuple[datetime, str]]] = defaultdict(list)
    for iri, node in scope.nodes.items():
        since, about = instant(node, "since"), links(node, "about")
        if xg("Review") in scope.kinds(iri) and since is not None and len(about) == 1:
            for name, _ in _SAYS:
                if _value(scope, node, name):
                    found[about[0], name].append((since, iri))
    for (thing, name), reviews in found.items():
        reviews.sort()
        for number, (since, iri) in enumerate(reviews):
            same = [other for when, other in reviews[:number] if when == since]
            before = [other for when, other in reviews[:number] if links(scope.nodes[other], "rank") == [_DEPRECATED]]
            if iri not in scope.places or not (same or before):
                continue
            if same:
                what = f"{curie(same[0])} gives the xg:{name} of {curie(thing)} since {stamp(since)[:10]} too"
                yield scope.finding(iri, "review-twice", what, "Nobody could say which counts: keep one, or date one.")
            else:
                what = f"{curie(thing)} was deprecated before, by {curie(before[0])}"
                yield scope.finding(iri, "review-late", what, "A deprecated claim stays so; make a new claim.")


def all_rules(scope: Scope) -> Iterable[Finding]:
    """Run every rule of this module."""
    for rule in (single, of_one_day):
        yield from rule(scope)
