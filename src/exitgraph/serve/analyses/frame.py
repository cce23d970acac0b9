"""What the pages of all analyses share: a question in a form, its answer, what it cannot say, and both dates.

The JSON twin of an answer is what ``exitgraph analyse NAME --format json`` prints for the same question.
"""

from __future__ import annotations

import asyncio
import time
from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar, Final

from starlette.responses import RedirectResponse

from exitgraph.api import today
from exitgraph.errors import ExitgraphError, LimitReached
from exitgraph.serve.analyses.asked import DATES, Asked, describe, read
from exitgraph.serve.analyses.told import Told

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping

    from starlette.requests import Request
    from starlette.responses import Response

    from exitgraph.analysis.answers import Answer, Rests
    from exitgraph.claims.inforce import Snapshot
    from exitgraph.claims.knowledge import Knowledge
    from exitgraph.claims.values import Iri
    from exitgraph.serve.analyses.asked import Param
    from exitgraph.serve.pages import Pages
    from exitgraph.serve.searches import Searches

PATH: Final = "/analyses"
#: Seconds that an answer may take; the gate has a longer limit for every request.
SECONDS: Final = 20.0

Plain = dict[str, Any]


class Deadline:
    """The moment by which an answer has to be there; long analyses look at it between their parts.

    Parameters
    ----------
    seconds
        How far it is away.
    """

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._ends = time.monotonic() + seconds

    def check(self) -> None:
        """Go on, or stop.

        Raises
        ------
        LimitReached
            Past the moment.
        """
        if time.monotonic() > self._ends:
            hint = "Ask for less, such as one destination; `exitgraph analyse` has no limit in time."
            raise LimitReached(f"stopped: no answer within {self._seconds:g} s", hint=hint)

    def watching(self, answer: Answer) -> Answer:
        """Give an answer that is not begun again past the moment: what takes it apart asks it many times."""

        def watched(knowledge: Knowledge, now: Snapshot) -> Mapping[str, Rests]:
            self.check()
            return answer(knowledge, now)

        return watched


@dataclass(frozen=True)
class Example:
    """A question that is offered to begin with: what it asks in words, and its parameters."""

    words: str
    pairs: tuple[tuple[str, str], ...]


class Analysis(ABC):
    """A page of one analysis.

    Subclasses name it, declare its parameters, and find and tell its answer.

    Parameters
    ----------
    pages
        What all pages share.
    searches
        Where answers are looked for.
    choices
        What the fields of the form offer.
    """

    name: ClassVar[str]
    #: The question in words, and what is answered.
    question: ClassVar[str]
    summary: ClassVar[str]
    #: What is asked, without the two dates.
    own: ClassVar[tuple[Param, ...]]
    examples: ClassVar[tuple[Example, ...]]
    #: Names of parameters that stand folded in the form.
    folded: ClassVar[tuple[str, ...]] = ()
    #: Whether it is not for everybody, and whether it answers here.
    restricted: ClassVar[bool] = False
    offered: bool = True

    def __init__(self, pages: Pages, searches: Searches, choices: Plain) -> None:
        self._pages = pages
        self._graph = pages.graph
        self._searches = searches
        self._choices = choices
        self.path = f"{PATH}/{self.name}"
        self.title = self.name[:1].upper() + self.name[1:]
        # Another graph may not have the things that an example asks about.
        self._examples = [one for one in self.examples if not self.asked(list(one.pairs), strict=True).troubles]

    @property
    def knowledge(self) -> Knowledge:
        """What is asked."""
        return self._graph.knowledge

    @property
    def params(self) -> tuple[Param, ...]:
        """Everything that can be asked, in the order of an address."""
        return (*self.own, *DATES)

    # -- what a subclass does ---------------------------------------------------------------------------

    def check(self, asked: Asked) -> None:  # noqa: B027  # most have nothing to look at
        """Look at a question as a whole, once each parameter has been read; keep what is wrong with it."""

    @abstractmethod
    def find(self, asked: Asked, deadline: Deadline) -> Plain:
        """Give the answer as the command line writes it; runs in a thread.

        Raises
        ------
        ExitgraphError
            If something is wrong with the question, or it takes too long.
        """

    def tell(self, asked: Asked, whole: Plain, told: Told) -> Plain:  # noqa: ARG002
        """Give what the page needs besides the answer."""
        return {}

    def moment(self, asked: Asked) -> Snapshot:
        """Give the two clocks on which the claims of an answer are shown."""
        return asked.now

    def links(self, asked: Asked) -> list[Plain]:  # noqa: ARG002
        """Give the questions that come next: their words and addresses."""
        return []

    # -- the page ---------------------------------------------------------------------------------------

    def endpoint(self) -> Callable[[Request], Awaitable[Response]]:
        """Give what answers at the address, with its description."""

        async def answer(request: Request) -> Response:
            return await self._answer(request)

        shown = [f"{self.path}?{Asked(self.params, {}, _lists(one.pairs)).address('')[1:]}" for one in self.examples]
        answer.__doc__ = describe(f"{self.summary} The answer of `exitgraph analyse {self.name}`.", self.params, shown)
        return answer

    async def _answer(self, request: Request) -> Response:
        json = self._pages.wants_json(request)
        given = request.query_params.multi_items()
        asked = await asyncio.to_thread(self.asked, given, strict=json)
        if asked.troubles and json:
            raise asked.problem()
        if not json and not asked.troubles and [pair for pair in given if pair[0] != "as"] != asked.pairs:
            # A question has one address: with both dates, with codes, without what was left open.
            return RedirectResponse(asked.address(self.path), 303)
        whole: Plain | None = None
        told = Told(self._pages.things, self.moment(asked)) if asked.values and not asked.troubles else None
        if told is not None:
            deadline = Deadline(SECONDS)
            whole = await self._searches.run(lambda: self.find(asked, deadline))
        if json:
            return self._pages.answer(request, self.template, whole or self.offer(), title=self.title)
        status = max((trouble.status for trouble in asked.troubles.values()), default=200)
        data = self._data(asked, whole, told)
        return self._pages.answer(
            request, self.template, data, title=self._heading(asked), script="analyses.js", status=status
        )

    def asked(self, pairs: list[tuple[str, str]], *, strict: bool) -> Asked:
        """Read a question."""
        asked = read(pairs, self.params, self.knowledge, strict=strict)
        if asked.values and not asked.troubles:
            self.check(asked)
        return asked

    @property
    def template(self) -> str:
        """The template of the page."""
        return f"analyses/{self.name}.html.j2"

    def _heading(self, asked: Asked) -> str:
        values = [value for param in self.own for value in asked.values.get(param.name, ())]
        return f"{self.title}: {', '.join(values)}" if values else self.title

    def offer(self) -> Plain:
        """Give what is asked here, with its parameters and examples."""
        parameters = [
            {
                "name": param.name,
                "needed": param.needed,
                "repeatable": param.repeated,
                "means": param.help,
                **({"choices": [name for name, _ in param.choices]} if param.choices else {}),
            }
            for param in self.params
        ]
        examples = [
            {"asks": one.words, "href": Asked(self.params, {}, _lists(one.pairs)).address(self.path)}
            for one in self._examples
        ]
        return {
            "analysis": self.name,
            "question": self.question,
            "summary": self.summary,
            "parameters": parameters,
            "examples": examples,
        }

    def _data(self, asked: Asked, whole: Plain | None, told: Told | None) -> Plain:
        more: Plain = {}
        if whole is not None and told is not None:
            more = self.tell(asked, whole, told)
            told.gather(whole)
        return {
            **self.offer(),
            "path": self.path,
            "title": self.title,
            "params": self.params,
            "folded": self.folded,
            "given": self._shown(asked),
            "troubles": {name: {"what": one.what, "hint": one.hint} for name, one in asked.troubles.items()},
            "choices": self._choices,
            "today": today(),
            "answer": whole,
            "rows": told.rows if told else {},
            "told": told,
            "more": more,
            "links": self.links(asked) if whole else [],
            "then": self._then(asked) if whole else [],
            "command": asked.command(self.name),
        }

    def _shown(self, asked: Asked) -> dict[str, list[str]]:
        """Give the values of the fields: of what is right names instead of codes, of what is wrong what was written."""
        names = self._choices["names"]
        shown: dict[str, list[str]] = {}
        for param in self.params:
            wrong = param.name in asked.troubles
            values = asked.given.get(param.name, []) if wrong else asked.values.get(param.name, [])
            values = values or asked.given.get(param.name, [])
            if param.kind in ("place", "nationality", "state") and not wrong:
                values = [names.get(value, value) for value in values]
            shown[param.name] = values
        return shown

    def _then(self, asked: Asked) -> list[Plain]:
        """Give the same question on other dates."""
        valid, known = asked.one("valid_at") or "", asked.one("known_at") or ""
        if not (valid and known):
            return []
        found = []
        if valid != today() or known != today():
            address = asked.address(self.path, valid_at=today(), known_at=today())
            found.append({"words": "as things stand today", "href": address})
        if known > valid:
            words = f"with what had been published by {valid}"
            found.append({"words": words, "href": asked.address(self.path, known_at=valid)})
        return found


def resolved(asked: Asked, name: str, make: Callable[[], Any]) -> Any:
    """Make something of a question; what is wrong is kept with the parameter it is of."""
    try:
        return make()
    except ExitgraphError as error:
        asked.wrong(name, error)
        return None


def territory(code: str | None) -> Iri | None:
    """Give the territory of a code."""
    from exitgraph.vocabulary import iri

    return iri(f"territory:{code}") if code else None


def _lists(pairs: tuple[tuple[str, str], ...]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for name, value in pairs:
        found.setdefault(name, []).append(value)
    return found
