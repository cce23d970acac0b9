"""What is drawn: nodes, one arrow for each (subject, relation, object, polarity), and a card for each claim.

A scene is plain data in a fixed order: the same knowledge gives the same scene, byte for byte. What a scene leaves
out (``around``) is not in it anywhere, so that it cannot be read out of the page's source either.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict, deque
from dataclasses import dataclass
from typing import TYPE_CHECKING

from exitgraph.claims.conflict import contradictions
from exitgraph.claims.values import Text
from exitgraph.errors import InputError
from exitgraph.view.cards import Card, SourceBlock, make_card, source_block, term_label
from exitgraph.view.style import FAMILIES, FAMILY_LABELS, KIND_LABELS, kind_of, looks, rank
from exitgraph.vocabulary import LANGUAGES, curie, xg

if TYPE_CHECKING:
    from collections.abc import Iterable

    from exitgraph.claims.knowledge import Knowledge
    from exitgraph.claims.model import Claim
    from exitgraph.claims.values import Iri

#: How far two neighbouring parallel arrows bend apart, in vis-network's unit of roundness.
BEND = 0.16


@dataclass(frozen=True)
class Node:
    """An entity that is an end of a claim.

    ``names`` is what a search finds it by; ``own`` are its claims whose object is a text; ``degree`` counts arrows.
    """

    id: str
    kind: str
    label: str
    names: tuple[str, ...]
    own: tuple[str, ...]
    degree: int


@dataclass(frozen=True)
class Arrow:
    """The claims of one (subject, relation, object, polarity).

    ``curvature`` is 0 for a straight arrow; above 0 it bends to the right of its direction, below to the left.
    """

    id: str
    source: str
    target: str
    relation: str
    positive: bool
    contested: bool
    curvature: float
    claims: tuple[str, ...]


@dataclass(frozen=True)
class RelationKey:
    """One line of the legend: a relation, its look and how many claims it has."""

    id: str
    label: str
    family: str
    family_label: str
    dashes: tuple[int, ...]
    count: int


@dataclass(frozen=True)
class KindKey:
    """One line of the legend of shapes."""

    id: str
    label: str
    count: int


@dataclass(frozen=True)
class Scene:
    """A whole page's worth of data; ``oldest`` and ``newest`` bound when the sources were published."""

    title: str
    lang: str
    around: str
    nodes: tuple[Node, ...]
    arrows: tuple[Arrow, ...]
    cards: tuple[Card, ...]
    sources: tuple[SourceBlock, ...]
    relations: tuple[RelationKey, ...]
    kinds: tuple[KindKey, ...]
    oldest: str
    newest: str


def build_scene(
    knowledge: Knowledge, *, lang: str = "en", around: str | None = None, depth: int = 1, title: str | None = None
) -> Scene:
    """Make the scene of a graph, or of the neighbourhood of one node.

    Parameters
    ----------
    knowledge
        Public-tier knowledge.
    lang
        Language of labels: en, ru, uk or fr.
    around
        Code, short form, IRI or label of the node to keep; everything when ``None``.
    depth
        How many arrows away from ``around`` still belongs to it.
    title
        Heading of the page; one that says what is shown when ``None``.

    Raises
    ------
    InputError
        If the language or the depth is none, a source is missing, or no claim has ``around`` as an end.
    UnknownName
        If ``around`` resolves to nothing, or to several things.
    """
    if lang not in LANGUAGES:
        raise InputError(f"no labels in the language {lang!r}", hint=f"Use one of {', '.join(LANGUAGES)}.")
    if depth < 0:
        raise InputError(f"the depth {depth} is below 0", hint="Use 1 for the arrows of the node itself.")
    centre = _centre(knowledge, around) if around is not None else None
    claims = [knowledge.claims[name] for name in sorted(knowledge.claims)]
    if centre is not None:
        claims = _neighbourhood(claims, centre, depth)
    kept = frozenset(claim.iri for claim in claims)
    rivals = contradictions(knowledge)
    arrows = _arrows(claims, frozenset(rivals))
    arrow_of = {claim: arrow.id for arrow in arrows for claim in arrow.claims}
    sources = {name: _block(knowledge, name, lang) for name in sorted({claim.source for claim in claims})}
    cards = [
        make_card(
            knowledge,
            claim,
            lang=lang,
            arrow=arrow_of.get(curie(claim.iri), ""),
            kept=kept,
            rivals=rivals.get(claim.iri, ()),
            source=sources[claim.source],
        )
        for claim in claims
    ]
    cards.sort(key=lambda card: (rank(_long(card.relation)), card.subject_label, card.object_label, card.id))
    nodes = _nodes(knowledge, claims, arrows, centre, lang)
    named = knowledge.label(centre, lang) if centre else ""
    default = f"Claims around {named}" if centre else "Exit routes and asylum policies: what is claimed, by whom"
    return Scene(
        title=title if title is not None else default,
        lang=lang,
        around=named,
        nodes=nodes,
        arrows=arrows,
        cards=tuple(cards),
        sources=tuple(sources.values()),
        relations=_relation_keys(knowledge, claims, lang),
        kinds=_kind_keys(nodes),
        # What is surely that old and that new: an undated source is neither of 1991 nor of the end of this year.
        oldest=min((block.published_until for block in sources.values() if block.published_until), default=""),
        newest=max((block.published_from for block in sources.values() if block.published_from), default=""),
    )


def _centre(knowledge: Knowledge, around: str) -> Iri:
    name = knowledge.resolve(around)
    if not any(name in _ends(claim) for claim in knowledge.claims.values()):
        raise InputError(
            f"no claim has {curie(name)} as its subject or object", hint="Name a node that `exitgraph claims` lists."
        )
    return name


def _block(knowledge: Knowledge, name: Iri, lang: str) -> SourceBlock:
    source = knowledge.sources.get(name)
    if source is None:
        raise InputError(f"claims rest on {curie(name)}, which is not in the graph", hint="Add the source.")
    return source_block(knowledge, source, lang)


def _ends(claim: Claim) -> tuple[Iri, ...]:
    return (claim.subject, claim.object) if isinstance(claim.object, str) else (claim.subject,)


def _neighbourhood(claims: list[Claim], centre: Iri, depth: int) -> list[Claim]:
    beside: dict[Iri, set[Iri]] = defaultdict(set)
    for claim in claims:
        if isinstance(claim.object, str):
            beside[claim.subject].add(claim.object)
            beside[claim.object].add(claim.subject)
    distance, queue = {centre: 0}, deque([centre])
    while queue:
        here = queue.popleft()
        if distance[here] < depth:
            for other in sorted(beside[here]):
                if other not in distance:
                    distance[other] = distance[here] + 1
                    queue.append(other)
    # An arrow belongs when it lies within `depth` arrows of the centre; texts belong to the nodes that are kept.
    return [
        claim
        for claim in claims
        if (
            min(distance.get(end, depth) for end in _ends(claim)) < depth
            if isinstance(claim.object, str)
            else claim.subject in distance
        )
    ]


def _arrows(claims: Iterable[Claim], contested: frozenset[Iri]) -> tuple[Arrow, ...]:
    bundles: dict[tuple[Iri, Iri, Iri, bool], list[Claim]] = defaultdict(list)
    for claim in claims:
        if isinstance(claim.object, str):
            bundles[claim.subject, claim.object, claim.relation, claim.proposition.positive].append(claim)
    pairs: dict[tuple[Iri, ...], list[tuple[Iri, Iri, Iri, bool]]] = defaultdict(list)
    for key in sorted(bundles):
        pairs[tuple(sorted(key[:2]))].append(key)
    made = []
    for pair, keys in sorted(pairs.items()):
        for place, key in enumerate(keys):
            subject, target, relation, positive = key
            offset = place - (len(keys) - 1) / 2
            # The sign belongs to the direction: seen from the other end, the same side is the other one.
            side = 1 if subject == pair[0] else -1
            loop = subject == target
            made.append(
                Arrow(
                    id=_arrow_id(key),
                    source=curie(subject),
                    target=curie(target),
                    relation=curie(relation),
                    positive=positive,
                    contested=any(claim.iri in contested for claim in bundles[key]),
                    curvature=float(place) if loop else round(side * offset * BEND, 3) + 0.0,
                    claims=tuple(curie(claim.iri) for claim in bundles[key]),
                )
            )
    return tuple(made)


def _arrow_id(key: tuple[Iri, Iri, Iri, bool]) -> str:
    return "arrow:" + hashlib.sha256("\t".join(map(str, key)).encode()).hexdigest()[:12]


def _nodes(
    knowledge: Knowledge, claims: Iterable[Claim], arrows: Iterable[Arrow], centre: Iri | None, lang: str
) -> tuple[Node, ...]:
    names = {end for claim in claims for end in _ends(claim)} | ({centre} if centre else set())
    own: dict[Iri, list[str]] = defaultdict(list)
    for claim in claims:
        if not isinstance(claim.object, str):
            own[claim.subject].append(curie(claim.iri))
    degree: dict[str, int] = defaultdict(int)
    for arrow in arrows:
        degree[arrow.source] += 1
        degree[arrow.target] += 1
    return tuple(
        Node(
            id=curie(name),
            kind=kind_of(knowledge, name),
            label=term_label(knowledge, name, lang),
            names=_names(knowledge, name, lang),
            own=tuple(own[name]),
            degree=degree[curie(name)],
        )
        for name in sorted(names)
    )


def _names(knowledge: Knowledge, name: Iri, lang: str) -> tuple[str, ...]:
    entity = knowledge.entities.get(name)
    if entity is None:
        return (term_label(knowledge, name, lang),)
    codes = (value.value for value in entity.properties.get(xg("isoAlpha2"), ()) if isinstance(value, Text))
    return tuple(dict.fromkeys((*entity.labels.values(), *entity.alt_labels, *codes)))


def _long(short: str) -> Iri:
    return xg(short.removeprefix("xg:")) if short.startswith("xg:") else short


def _relation_keys(knowledge: Knowledge, claims: Iterable[Claim], lang: str) -> tuple[RelationKey, ...]:
    counts: dict[Iri, int] = defaultdict(int)
    for claim in claims:
        counts[claim.relation] += 1
    look = looks(counts)
    families = list(FAMILIES)
    return tuple(
        RelationKey(
            id=curie(name),
            label=term_label(knowledge, name, lang),
            family=look[name].family,
            family_label=FAMILY_LABELS[look[name].family],
            dashes=look[name].dashes,
            count=counts[name],
        )
        for name in sorted(counts, key=lambda name: (families.index(look[name].family), rank(name)))
    )


def _kind_keys(nodes: Iterable[Node]) -> tuple[KindKey, ...]:
    kinds = [node.kind for node in nodes]
    return tuple(KindKey(kind, label, kinds.count(kind)) for kind, label in KIND_LABELS.items() if kind in kinds)
