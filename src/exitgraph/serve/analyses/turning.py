"""The pages on what answers turn on: what changed between two dates, on which claims, and what to check first."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from exitgraph.analysis import agenda, answers, diff, hinges
from exitgraph.analysis.contradictions import MOST_MONTHS, WINDOW
from exitgraph.analysis.diff import diff_json
from exitgraph.analysis.hinges import agenda_json, hinges_json
from exitgraph.claims.inforce import Snapshot
from exitgraph.errors import InputError
from exitgraph.routes import Profile
from exitgraph.serve.analyses.asked import DATES, Param
from exitgraph.serve.analyses.frame import Analysis, Example, resolved
from exitgraph.vocabulary import xg

if TYPE_CHECKING:
    from exitgraph.analysis.answers import Answer
    from exitgraph.serve.analyses.asked import Asked
    from exitgraph.serve.analyses.frame import Deadline
    from exitgraph.serve.analyses.told import Told

Plain = dict[str, Any]

_OF_A_PROFILE: Final = tuple(name for name, needed in answers.NEEDED.items() if needed == "origin")
#: What is needed, as the parameters are called here.
_CALLED: Final = {"origin": "from", "about": "about"}
_MEANT: Final = (
    Param(
        "answer",
        "choice",
        "Which answer",
        "Which answer is taken apart.",
        needed=True,
        positional=True,
        choices=tuple(answers.NAMED.items()),
    ),
    Param(
        "about",
        "state",
        "About",
        "lines: a claim or an event; returns: a territory.",
        only=("lines", "returns"),
    ),
    Param("state", "state", "Said by", "contradictions: only what this State said.", only=("contradictions",)),
    Param(
        "months",
        "number",
        "Months between",
        "contradictions: between a designation and an incident; 24 when left out.",
        default=str(WINDOW),
        most=MOST_MONTHS,
        only=("contradictions",),
    ),
    Param("from", "place", "State of origin", "itineraries, chains, gaps: the State of origin.", only=_OF_A_PROFILE),
    Param("status", "status", "Personal status", "itineraries, chains, gaps: the status.", only=_OF_A_PROFILE),
    Param(
        "holds",
        "document",
        "Travel documents held",
        "itineraries, gaps: a document held.",
        repeated=True,
        only=("itineraries", "gaps"),
    ),
    Param("to", "place", "Destination", "itineraries: a goal.", repeated=True, only=("itineraries",)),
    Param("via", "place", "Passing", "chains: only those that pass there.", repeated=True, only=("chains",)),
    Param(
        "possible",
        "flag",
        "Possible too",
        "itineraries, chains: also on contested, undated and old claims.",
        only=("itineraries", "chains"),
    ),
)
_PROFILE: Final = (("answer", "itineraries"), ("from", "RU"), ("status", "deserter"), ("holds", "internal-passport"))
_ARTICLE: Final = (("valid_at", "2024-11-24"), ("known_at", "2024-11-24"))


class _Taken(Analysis):
    """An answer that is taken apart."""

    def check(self, asked: Asked) -> None:
        """Find out whether what is asked of this answer is there, and nothing else."""
        name = asked.one("answer") or ""
        for param in self.own:
            if param.only and param.name in asked.values and name not in param.only:
                said = f"{param.name} is no question to {name}"
                asked.wrong(param.name, InputError(said, hint=f"It belongs to {' and '.join(param.only)}."))
        wanted = _CALLED.get(answers.NEEDED.get(name, ""))
        if wanted and wanted not in asked.values:
            hint = next(param.help for param in self.own if param.name == wanted)
            asked.wrong(wanted, InputError(f"{wanted} is left out", hint=hint))
        if not asked.troubles:
            resolved(asked, wanted or "answer", lambda: self.answer(asked))

    def answer(self, asked: Asked) -> Answer:
        """Give the answer that is asked for.

        Raises
        ------
        UnknownName
            If what it is about is not known.
        """
        return answers.named(
            self.knowledge,
            asked.one("answer") or "",
            about=asked.one("about"),
            state=asked.one("state"),
            months=asked.number("months"),
            origin=asked.one("from"),
            status=asked.one("status"),
            holds=asked.all("holds"),
            to=asked.all("to"),
            via=asked.all("via"),
            possible=asked.flag("possible"),
        )

    def what(self, asked: Asked, told: Told) -> Plain:
        """Say which answer it is, in words."""
        name = asked.one("answer") or ""
        about = asked.one("about") or asked.one("state")
        short = about if not about or ":" in about else f"territory:{about}"
        who = ""
        if name in _OF_A_PROFILE:
            holding = "" if name == "chains" else f", holding {told.documents(asked.all('holds'))}"
            origin = told.place(asked.one("from") or "")["label"]
            who = f"{origin}: {told.status(asked.one('status'))}{holding}"
        return {"words": answers.NAMED[name], "about": told.said(short) if short else [], "who": who}


class DiffPage(_Taken):
    """What changed in an answer between two dates."""

    name = "diff"
    question = "What changed in an answer between two dates, and by which claims?"
    summary = "What appeared in an answer and what vanished between two dates, and the claims that made the difference."
    own = (
        *_MEANT,
        Param("before", "day", "First date", "The first date, on both clocks.", needed=True, positional=True),
        Param("after", "day", "Second date", "The second date, on both clocks.", needed=True, positional=True),
    )
    examples = (
        Example(
            "Returns from Kazakhstan: what came to light in the last days of 2022",
            (("answer", "returns"), ("about", "KZ"), ("before", "2022-12-28"), ("after", "2022-12-31")),
        ),
        Example(
            "Itineraries of a deserter between September and November 2024",
            (*_PROFILE, ("before", "2024-09-30"), ("after", "2024-11-24")),
        ),
    )

    @property
    def params(self) -> tuple[Param, ...]:
        """Both dates are asked for; one clock may stand still instead."""
        still = {
            "valid_at": ("In force on, held still", "Hold this clock still, and move the other; both move otherwise."),
            "known_at": ("Known by, held still", "Hold this clock still, and move the other; both move otherwise."),
        }
        held = (param._replace(label=still[param.name][0], help=still[param.name][1], always=False) for param in DATES)
        return (*self.own, *held)

    folded = ("valid_at", "known_at")

    def check(self, asked: Asked) -> None:
        """Find out whether a clock is left to move."""
        super().check(asked)
        if asked.flag("valid_at") and asked.flag("known_at"):
            hint = "Leave valid_at or known_at out, or both."
            asked.wrong("known_at", InputError("with both dates given no clock is left to move", hint=hint))

    def _sides(self, asked: Asked) -> tuple[Snapshot, Snapshot]:
        valid, known = asked.one("valid_at"), asked.one("known_at")
        first, second = (
            Snapshot.at(valid or day, known or day) for day in (asked.one("before") or "", asked.one("after") or "")
        )
        return first, second

    def find(self, asked: Asked, deadline: Deadline) -> Plain:
        """Ask twice, and compare."""
        before, after = self._sides(asked)
        found = diff(self.knowledge, deadline.watching(self.answer(asked)), before, after)
        return diff_json(self.knowledge, asked.one("answer") or "", found, self._pages.lang)

    def moment(self, asked: Asked) -> Snapshot:
        """Claims are shown as they stand on the second date."""
        return self._sides(asked)[1]

    def tell(self, asked: Asked, whole: Plain, told: Told) -> Plain:
        """Write what is said in words."""
        return {
            **self.what(asked, told),
            "same": [told.said(one) for one in whole["same"]],
            **{
                side: [{**one, "pieces": told.said(one["said"])} for one in whole[side]]
                for side in ("appeared", "vanished")
            },
        }

    def links(self, asked: Asked) -> list[Plain]:
        """Offer the other way round."""
        turned = asked.address(self.path, before=asked.one("after"), after=asked.one("before"))
        return [{"words": "The same, from the second date to the first", "href": turned}]


class HingesPage(_Taken):
    """On which claims an answer turns."""

    name = "hinges"
    question = "On which claims does an answer turn?"
    summary = "The claims without which an answer changes, and those that only together with others carry it."
    own = _MEANT
    examples = (
        Example("The itinerary of a deserter to France, on 24 November 2024", (*_PROFILE, ("to", "FR"), *_ARTICLE)),
        Example("Returns from Kazakhstan, by then", (("answer", "returns"), ("about", "KZ"), *_ARTICLE)),
    )

    def find(self, asked: Asked, deadline: Deadline) -> Plain:
        """Leave out one claim after the other."""
        found = hinges(self.knowledge, deadline.watching(self.answer(asked)), asked.now)
        return hinges_json(self.knowledge, asked.one("answer") or "", found, asked.now, self._pages.lang)

    def tell(self, asked: Asked, whole: Plain, told: Told) -> Plain:
        """Write what is said in words, once each, and the claims that carry it with others."""
        said = dict.fromkeys(
            (
                *whole["said"],
                *(one["said"] for one in whole["causes"]),
                *(text for row in whole["effects"] for text in (*row["vanishes"], *row["appears"])),
            )
        )
        shared: dict[str, list[Plain]] = {}
        for cause in whole["causes"]:
            if cause["one_in"] > 1:
                shared.setdefault(cause["said"], []).append({**cause})
        for causes in shared.values():
            number = {cause["claim"]: place for place, cause in enumerate(causes, 1)}
            for cause in causes:
                told.gather(cause)
                # Those beside it in the table by their number there.
                cause["beside"] = [(name, number.get(name)) for name in cause["contingency"]]
        return {
            **self.what(asked, told),
            "pieces": {text: told.said(text) for text in said},
            "shared": [{"said": text, "causes": causes} for text, causes in shared.items()],
        }


class AgendaPage(Analysis):
    """The unconfirmed claims on which most answers hang."""

    name = "agenda"
    question = "Which unconfirmed claims should be checked first?"
    summary = "The unconfirmed claims by how many answers hang on each alone: an agenda for research."
    own = (
        Param("from", "place", "State of origin", "The State of origin.", needed=True),
        Param("status", "status", "Personal statuses", "A personal status; deserter when left out.", repeated=True),
        Param(
            "holds",
            "document",
            "Travel documents, each by itself",
            "A document, asked for by itself; internal and international passport when left out.",
            repeated=True,
        ),
        Param("to", "place", "Destination", "A goal; any when left out.", repeated=True),
        Param(
            "first",
            "number",
            "Claims to list",
            "How many claims to list; 10 when left out.",
            default="10",
            least=1,
            most=500,
        ),
    )
    examples = (Example("For deserters from Russia, on 24 November 2024", (("from", "RU"), *_ARTICLE)),)

    def find(self, asked: Asked, deadline: Deadline) -> Plain:
        """Ask all answers."""
        knowledge = self.knowledge
        goals = [knowledge.resolve(code, xg("Territory")) for code in asked.all("to")]
        wanted: dict[str, Answer] = {"contradictions": deadline.watching(answers.ledger())}
        for status in asked.all("status") or ("deserter",):
            who = Profile.of(knowledge, origin=asked.one("from") or "", status=status)
            wanted[f"chains of {status}"] = deadline.watching(answers.transfer_chains(who))
            for document in asked.all("holds") or ("internal-passport", "international-passport"):
                profile = Profile.of(knowledge, origin=asked.one("from") or "", status=status, holds=[document])
                name = f"itineraries of {status} with {document}"
                wanted[name] = deadline.watching(answers.itineraries(profile, to=goals))
        found = agenda(knowledge, wanted, asked.now)
        return agenda_json(knowledge, list(wanted), found[: asked.number("first")], asked.now, self._pages.lang)
