"""What is drawn: nodes, one arrow for each (subject, relation, object, polarity), and a card for each claim.

A scene is plain data in a fixed order: the same knowledge gives the same scene, byte for byte. What a scene leaves
out (``around``, ``claims``) is not in it anywhere, so that it cannot be read out of the page's source either.
"""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from exitgraph.claims.conflict import contradictions
from exitgraph.claims.values import Text
from exitgraph.errors import InputError
from exitgraph.view.behind import lines_behind
from exitgraph.view.cards import Card, SourceBlock, make_card, source_block, term_label
from exitgraph.view.choice import ends, neighbourhood
from exitgraph.view.itineraries import AnswerBlock, answer_block
from exitgraph.view.style import FAMILIES, FAMILY_LABELS, KIND_LABELS, kind_of, looks, rank
from exitgraph.vocabulary import LANGUAGES, curie, iri, xg

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from exitgraph.claims.conflict import Contradiction
    from exitgraph.claims.knowledge import Knowledge
    from exitgraph.claims.model import Claim
    from exitgraph.claims.values import Iri
    from exitgraph.routes import Answer

#: How far two neighbouring parallel arrows bend apart, in vis-network's unit of roundness.
BEND = 0.16

_TITLE = "Exit routes and asylum policies: what is claimed, by whom"


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
    """One line of the legend of shapes, or one choice of a filter (a source type, a travel document)."""

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
    source_types: tuple[KindKey, ...]
    documents: tuple[KindKey, ...]
    answer: AnswerBlock | None
    oldest: str
    newest: str


def build_scene(
    knowledge: Knowledge,
    *,
    lang: str = "en",
    around: str | None = None,
    depth: int = 1,
    claims: Collection[Iri] | None = None,
    answer: Answer | None = None,
    title: str | None = None,
) -> Scene:
    """Make the scene of a graph, or of a part of it.

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
    claims
        The only claims to keep, such as `exitgraph.view.named_claims` gives; all when ``None``.
    answer
        Itineraries of one profile, to be shown with the claims that they name, whatever else is kept.
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
    block = answer_block(knowledge, answer, lang) if answer is not None else None
    named = knowledge.label(centre, lang) if centre else ""
    default = f"Claims around {named}" if centre else _TITLE
    if block is not None and claims is not None and not claims:
        default = f"Documented itineraries. {block.profile}"
    shown = _kept(knowledge, centre, depth, claims, block)
    return scene_of(
        knowledge,
        shown,
        lang=lang,
        rivals=contradictions(knowledge),
        centres=[centre] if centre else [],
        block=block,
        title=title if title is not None else default,
        lines=lines_behind(knowledge, shown),
    )


def scene_of(
    knowledge: Knowledge,
    shown: Sequence[Claim],
    *,
    lang: str,
    rivals: Mapping[Iri, tuple[Contradiction, ...]],
    centres: Iterable[Iri],
    title: str,
    block: AnswerBlock | None = None,
    lines: Mapping[Iri, str] | None = None,
) -> Scene:
    """Make the scene of some claims, in time that depends on them alone and not on what else there is.

    Parameters
    ----------
    knowledge
        Public-tier knowledge.
    shown
        The claims.
    lang
        Language of labels.
    rivals
        For each contested claim of the whole knowledge those that contradict it.
    centres
        Nodes that are shown even if no claim is.
    title
        Heading of the page.
    block
        Itineraries whose claims are among those shown.
    lines
        The number of lines behind each proposition, where they were counted (`exitgraph.view.behind`).

    Raises
    ------
    InputError
        If a source is missing.
    """
    centres = list(centres)
    kept = frozenset(claim.iri for claim in shown)
    arrows = _arrows(shown, rivals)
    arrow_of = {claim: arrow.id for arrow in arrows for claim in arrow.claims}
    sources = {name: _block(knowledge, name, lang) for name in sorted({claim.source for claim in shown})}
    cards = [
        make_card(
            knowledge,
            claim,
            lang=lang,
            arrow=arrow_of.get(curie(claim.iri), ""),
            kept=kept,
            rivals=rivals.get(claim.iri, ()),
            source=sources[claim.source],
            lines=(lines or {}).get(claim.proposition.iri, ""),
        )
        for claim in shown
    ]
    cards.sort(key=lambda card: (rank(_long(card.relation)), card.subject_label, card.object_label, card.id))
    extra = {*centres, *(iri(place) for place in (block.places() if block else ()))}
    nodes = _nodes(knowledge, shown, arrows, extra, lang)
    return Scene(
        title=title,
        lang=lang,
        around=knowledge.label(centres[0], lang) if centres else "",
        nodes=nodes,
        arrows=arrows,
        cards=tuple(cards),
        sources=tuple(sources.values()),
        relations=_relation_keys(knowledge, shown, lang),
        kinds=_kind_keys(nodes),
        source_types=_choices(knowledge, (sources[claim.source].type for claim in shown), lang),
        documents=_choices(knowledge, (name for card in cards for name in card.documents), lang),
        answer=block,
        # What is surely that old and that new: an undated source is neither of 1991 nor of the end of this year.
        oldest=min((block.published_until for block in sources.values() if block.published_until), default=""),
        newest=max((block.published_from for block in sources.values() if block.published_from), default=""),
    )


def _kept(
    knowledge: Knowledge,
    centre: Iri | None,
    depth: int,
    wanted: Collection[Iri] | None,
    answer: AnswerBlock | None,
) -> list[Claim]:
    every = [knowledge.claims[name] for name in sorted(knowledge.claims)]
    chosen = neighbourhood(every, centre, depth) if centre is not None else every
    names = {claim.iri for claim in chosen}
    if wanted is not None:
        names &= set(wanted)
    if answer is not None:
        names |= {iri(short) for short in answer.claims()}
    return [claim for claim in every if claim.iri in names]


def _centre(knowledge: Knowledge, around: str) -> Iri:
    name = knowledge.resolve(around)
    if not any(name in ends(claim) for claim in knowledge.claims.values()):
        raise InputError(
            f"no claim has {curie(name)} as its subject or object", hint="Name a node that `exitgraph claims` lists."
        )
    return name


def _block(knowledge: Knowledge, name: Iri, lang: str) -> SourceBlock:
    source = knowledge.sources.get(name)
    if source is None:
        raise InputError(f"claims rest on {curie(name)}, which is not in the graph", hint="Add the source.")
    return source_block(knowledge, source, lang)


def _arrows(claims: Iterable[Claim], contested: Collection[Iri]) -> tuple[Arrow, ...]:
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
    knowledge: Knowledge, claims: Iterable[Claim], arrows: Iterable[Arrow], extra: set[Iri], lang: str
) -> tuple[Node, ...]:
    names = {end for claim in claims for end in ends(claim)} | extra
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


def _choices(knowledge: Knowledge, names: Iterable[str], lang: str) -> tuple[KindKey, ...]:
    counts = Counter(names)
    keys = (KindKey(name, term_label(knowledge, iri(name), lang), count) for name, count in counts.items())
    return tuple(sorted(keys, key=lambda key: (-key.count, key.label, key.id)))


def _kind_keys(nodes: Iterable[Node]) -> tuple[KindKey, ...]:
    kinds = [node.kind for node in nodes]
    return tuple(KindKey(kind, label, kinds.count(kind)) for kind, label in KIND_LABELS.items() if kind in kinds)
