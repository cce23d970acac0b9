"""Pages: one template each, and the same data as JSON (its twin) at the same address.

A page is a mapping of plain data. Whoever prefers JSON (``Accept``), or asks with ``?as=json``, gets the mapping;
everybody else gets it through the template, which shows tables without any script, and embeds it for the script.
"""

from __future__ import annotations

import json
import secrets
from importlib.resources import files
from typing import TYPE_CHECKING, Any, Final

from starlette.responses import Response

from exitgraph import __version__
from exitgraph.serve.describe import NOTICE
from exitgraph.serve.negotiate import choose
from exitgraph.serve.problem import Problem
from exitgraph.view.things import Things
from exitgraph.vocabulary import THINGS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from markupsafe import Markup
    from starlette.requests import Request

    from exitgraph.api import Graph
    from exitgraph.serve.assets import Assets

HTML: Final = "text/html"
JSON: Final = "application/json"

#: Address -> name in the navigation.
SECTIONS: Final = {
    "/": "Explore",
    "/journeys": "Journeys",
    "/analyses": "Analyses",
    "/map": "Map",
    "/timeline": "Timeline",
    "/query": "SPARQL",
}


class Pages:
    """What all pages share: the templates, the frame, the policy.

    Parameters
    ----------
    graph
        What is shown.
    assets
        The built scripts and styles.
    lang
        Language of labels.
    """

    def __init__(self, graph: Graph, assets: Assets, *, lang: str = "en") -> None:
        from jinja2 import Environment, FileSystemLoader, StrictUndefined

        self.graph = graph
        self.assets = assets
        self.lang = lang
        #: The graph as pages tell it; what it gathers for one page serves the others.
        self.things = Things(graph.knowledge, graph.contradictions, lang)
        #: The days that the evidence surely spans, empty where no source has one.
        self.evidence = _published(graph)
        self._environment = Environment(
            # The desk of the single file is a part of a page here.
            loader=FileSystemLoader([str(files(f"exitgraph.{part}") / "templates") for part in ("serve", "view")]),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._environment.filters["embed"] = embed
        oldest, newest = self.evidence
        self._environment.globals.update(
            asset=assets.address,
            sections=SECTIONS,
            notice=NOTICE,
            oldest=oldest,
            newest=newest,
            digest=graph.digest,
            lang=lang,
            version=__version__,
        )

    def answer(
        self,
        request: Request,
        template: str,
        data: Mapping[str, Any],
        *,
        title: str,
        script: str | None = None,
        status: int = 200,
        rdf: bool = False,
        **shown: Any,
    ) -> Response:
        """Answer with a page or its twin.

        Parameters
        ----------
        request
            What is asked.
        template
            Its template; it extends ``base.html.j2`` and finds the data as ``data``.
        data
            Plain data: JSON can hold it, and holds the answer whole.
        title
            What the page is about.
        script
            The script of the page, by the name of its source.
        status
            The HTTP status of the page.
        rdf
            Whether the page has RDF at the same address, which is linked then.
        shown
            What the template finds besides, and the twin does not need.

        Raises
        ------
        Problem
            406 if neither HTML nor JSON is accepted.
        """
        if self.wants_json(request):
            text = json.dumps({**data, "digest": self.graph.digest}, ensure_ascii=False, separators=(",", ":"))
            return Response(text.encode("utf-8", "surrogatepass"), status, media_type=JSON, headers={"Vary": "Accept"})
        return self._page(request, template, data, title=title, script=script, status=status, rdf=rdf, **shown)

    def _page(
        self,
        request: Request,
        template: str,
        data: Mapping[str, Any],
        *,
        title: str,
        status: int,
        script: str | None = None,
        rdf: bool = False,
        headers: Mapping[str, str] | None = None,
        **shown: Any,
    ) -> Response:
        nonce = secrets.token_urlsafe(16)
        body = self._environment.get_template(template).render(
            data=data,
            title=title,
            script=script,
            nonce=nonce,
            path=request.url.path,
            twin=str(request.url.include_query_params(**{"as": "json"})).removeprefix(
                f"{request.url.scheme}://{request.url.netloc}"
            ),
            rdf=rdf,
            **shown,
        )
        sent = {**(headers or {}), "Content-Security-Policy": policy(nonce), "Vary": "Accept"}
        return Response(body, status, media_type=HTML, headers=sent)

    def problem(self, request: Request, problem: Problem) -> Response:
        """Say what is wrong: to a browser as a page of its status, to programs as `Problem.response` does."""
        if problem.wanted(request) != HTML:
            return problem.response(request)
        # What was sent may have halves of characters, which no encoding can write.
        data = {
            name: value.encode("utf-8", "backslashreplace").decode() if isinstance(value, str) else value
            for name, value in {"where": "", "hint": "", **problem.told()}.items()
        }
        title = str(data["title"])
        return self._page(request, "problem.html.j2", data, title=title, status=problem.status, headers=problem.headers)

    @staticmethod
    def wants_json(request: Request) -> bool:
        """Whether the JSON twin is asked for.

        Raises
        ------
        Problem
            400 for a format that a page has not, 406 if neither HTML nor JSON is accepted.
        """
        asked = request.query_params.get("as")
        if asked is not None:
            if asked not in ("html", "json"):
                raise Problem(400, f"as={asked[:40]!r} is no format of this page", hint="Use json or html.")
            return asked == "json"
        chosen = choose(request.headers.get("accept"), (HTML, JSON))
        if chosen is None:
            raise Problem(406, "no format of this page is one that is accepted", hint=f"Accept {HTML} or {JSON}.")
        return chosen == JSON


def page_of(short: str) -> str:
    """Give the address of the page of a thing by its short form: ``claim:7f3a...`` is at ``/claim/7f3a...``."""
    kind, _, local = short.partition(":")
    return f"/{kind}/{local}" if kind in THINGS else ""


def policy(nonce: str) -> str:
    """Give the Content-Security-Policy of a page: its own scripts and styles, its own server, and nothing else."""
    return (
        f"default-src 'none'; script-src 'nonce-{nonce}'; style-src 'nonce-{nonce}'; img-src 'self' data: blob:; "
        "connect-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
    )


def embed(value: Any) -> Markup:
    """Write JSON for a data block: no ``<``, so that nothing in it can end the block or open a comment."""
    from markupsafe import Markup

    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    for char in "<>&\u2028\u2029":
        text = text.replace(char, f"\\u{ord(char):04x}")
    return Markup(text)  # noqa: S704  # nothing of markup is left in it


def _published(graph: Graph) -> tuple[str, str]:
    """Give the days that the evidence surely spans: of an undated source neither 1991 nor the end of this year."""
    bounds = [source.published for source in graph.knowledge.sources.values()]
    oldest = min((one.latest for one in bounds if one.latest), default=None)
    newest = max((one.earliest for one in bounds if one.earliest), default=None)
    return (f"{oldest:%Y-%m-%d}" if oldest else "", f"{newest:%Y-%m-%d}" if newest else "")
