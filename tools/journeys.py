"""Make ``docs/journeys.md`` from `exitgraph.routes.effects`: what each relation does in a journey.

::

    python tools/journeys.py           writes the file
    python tools/journeys.py --check   writes nothing; exits 1 if the file differs
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Final

from made import keep

import exitgraph
from exitgraph.errors import ExitgraphError
from exitgraph.routes import effects
from exitgraph.vocabulary import iri, local_name

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from exitgraph.claims.knowledge import Knowledge

FILE: Final = Path(__file__).resolve().parents[1] / "docs" / "journeys.md"

HEAD: Final = """# What claims do in a journey

Made by `tools/journeys.py` from `exitgraph.routes.effects`; do not edit it by hand. Each claim in force has the effect
of its relation, for the group that it is about and on the dates that it covers; a claim that is contested, undated or
due for review has it in *possible* answers only. How effects are put together is decided in
[decision 0007](decisions/0007-journeys.md) and [decision 0017](decisions/0017-journeys-second-engine.md).
"""


OWN: Final = """The declared rule, which no claim states: a State lets in the holder of a paper that it gave. Nobody is
led into the State of origin by it.

"""

EXCEPTIONS: Final = """Whom a declared exception covers, narrower statuses included. An exception that is a personal
status covers that one. Of any other it cannot be told.

"""


def build(knowledge: Knowledge) -> str:
    """Give the page."""
    papers = [_paper(knowledge, kind, paper) for kind, paper in effects.OWN_PAPERS.items()]
    papers += [(knowledge.label(kind), "", "the State of nationality") for kind in sorted(effects.NATIONAL_PAPERS)]
    exceptions = (
        (knowledge.label(name), _listed(knowledge, statuses) or "nobody whose personal status is named")
        for name, statuses in effects.EXCEPTED.items()
    )
    rows = [_effect(knowledge, effect) for effect in effects.EFFECTS]
    orders = (
        f"From the firmest basis to the weakest: {', '.join(effects.BASES)}.",
        f"From the gravest exposure to the least: {', '.join(f'`{name}`' for name in effects.EXPOSURES)}.",
        f"Modality of a certain rule: {_listed(knowledge, effects.FIRM)}; any other makes it possible.",
        f"Contradictions that contest a rule: {', '.join(sorted(effects.BLOCKING))}; any other leaves it as it is.",
    )
    sections = (
        ("Relations", "", _table(("Relation", "Effect", "A claim of it"), rows)),
        ("Own papers", OWN, _table(("Paper", "Beside it", "Opens"), papers)),
        ("Exceptions", EXCEPTIONS, _table(("Exception", "Covers"), exceptions)),
        ("Orders", "", "".join(f"{line}\n\n" for line in orders).rstrip("\n") + "\n"),
    )
    return HEAD + "".join(f"\n## {title}\n\n{said}{body}" for title, said, body in sections)


def _effect(knowledge: Knowledge, effect: effects.Effect) -> tuple[str, ...]:
    objects = f" ({_listed(knowledge, effect.objects)})" if effect.objects else ""
    name = f"`{effect.relation}`" if effect.positive else f"`{effect.relation}`, denied"
    return (name, effect.leg, f"{effect.says}{objects}")


def _paper(knowledge: Knowledge, kind: str, paper: effects.OwnPaper) -> tuple[str, ...]:
    region = f", and every other member of the {knowledge.label(paper.region)}" if paper.region else ""
    beside = knowledge.label(paper.beside) if paper.beside else "nothing"
    return (knowledge.label(kind), beside, f"the State that gave it{region}")


def _listed(knowledge: Knowledge, names: Iterable[str]) -> str:
    return ", ".join(knowledge.label(name) for name in sorted(names))


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "".join("| " + " | ".join(cell for cell in line) + " |\n" for line in lines)


def unknown(knowledge: Knowledge) -> list[str]:
    """Give the words that the effects name and the graph does not know."""
    terms = {effect.relation for effect in effects.EFFECTS}
    named = {name for effect in effects.EFFECTS for name in effect.objects} | effects.NATIONAL_PAPERS
    named |= effects.FIRM | set(effects.OWN_PAPERS) | set(effects.EXCEPTED) | effects.RESIDENCE_PAPERS
    named |= {name for statuses in effects.EXCEPTED.values() for name in statuses}
    named |= {iri(f"concept:{name}") for name in effects.EXPOSURES if name != "designation"}
    relations = {local_name(relation) for relation in knowledge.ontology.relations}
    return sorted(terms - relations) + sorted(named - set(knowledge.entities))


def main(arguments: list[str] | None = None, file: Path = FILE) -> int:
    """Run the tool and give the exit code: 0 done, 1 the file differs."""
    parser = argparse.ArgumentParser(description="Make docs/journeys.md from the effects of relations.")
    parser.add_argument("--check", action="store_true", help="write nothing; exit 1 if the file differs")
    options = parser.parse_args(arguments)
    try:
        page = build(exitgraph.load().knowledge).encode()
        keep(file, page, check=options.check, tool="journeys", because="it is not what the engine does")
    except ExitgraphError as error:
        print(error, file=sys.stderr)
        return error.exit_code
    return 0


if __name__ == "__main__":
    sys.exit(main())
