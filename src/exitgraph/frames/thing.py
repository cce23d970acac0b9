"""What an IRI of the graph is to a person: a code or short form that knows its label."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from exitgraph.vocabulary import curie, local_name, xg

if TYPE_CHECKING:
    from exitgraph.claims.knowledge import Knowledge


class Thing(str):
    """The name of something in the graph: a territory's code (``GB``), else its short form (``organ:gb-home-office``).

    It is a text, and compares, sorts and groups as one. `label` is what a person reads, `iri` the whole address.

    >>> import exitgraph as xg
    >>> row = xg.load().query("whom-a-state-deems-safe", state="GB")[0]
    >>> row.state, row.state.label, row.state.iri
    ('GB', 'United Kingdom', 'https://w3id.org/exitgraph/territory/GB')
    """

    __slots__ = ("iri", "label")

    iri: str
    label: str

    def __new__(cls, shown: str, iri: str, label: str) -> Self:
        """Make one of what is shown, its IRI and its label."""
        made = super().__new__(cls, shown)
        made.iri, made.label = iri, label
        return made

    def __reduce__(self) -> tuple[type[Thing], tuple[str, str, str]]:
        return Thing, (str(self), self.iri, self.label)


class Things(dict[str, Thing]):
    """The things of a graph by IRI, each made when it is first asked for.

    Parameters
    ----------
    knowledge
        The graph.
    lang
        Language of the labels.
    """

    def __init__(self, knowledge: Knowledge, lang: str = "en") -> None:
        super().__init__()
        self._knowledge, self._lang = knowledge, lang

    def __missing__(self, iri: str) -> Thing:
        entity = self._knowledge.entities.get(iri)
        shown = local_name(iri) if entity is not None and xg("Territory") in entity.types else curie(iri)
        self[iri] = made = Thing(shown, iri, self._knowledge.label(iri, self._lang))
        return made
