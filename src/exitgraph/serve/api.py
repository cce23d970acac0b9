"""Every address that programs can ask, as a page and as OpenAPI, read from the routes and what they say of themselves.

The docstring of what answers at an address is its description. It may have sections of numpy's kind: ``Path`` and
``Query`` with ``name : type`` and an indented line on each, ``Body`` with ``media type`` and the same, ``Formats`` with
media types in a line, ``Example`` with an address a line.
"""

from __future__ import annotations

import inspect
import re
import shlex
import sys
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from starlette.responses import Response
from starlette.routing import Route

from exitgraph import __version__
from exitgraph.serve.describe import NOTICE
from exitgraph.serve.pages import HTML, JSON
from exitgraph.serve.problem import JSON as PROBLEM

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from starlette.requests import Request
    from starlette.routing import BaseRoute

    from exitgraph.serve.pages import Pages

#: Addresses that serve the pages themselves, and nobody asks for their data.
_HIDDEN: Final = ("/static/",)
_SECTIONS: Final = ("Path", "Query", "Body", "Formats", "Example")
_RULE: Final = re.compile(r"^(\w+)\n-{3,}\n", re.MULTILINE)
_CONVERTER: Final = re.compile(r"\{(\w+):\w+\}")


class Field(NamedTuple):
    """What can be said in a request: its name, what it may be, and what it means."""

    name: str
    kind: str
    help: str


class Operation(NamedTuple):
    """An address with its methods, and what its docstring says."""

    path: str
    methods: tuple[str, ...]
    summary: str
    in_path: tuple[Field, ...]
    in_query: tuple[Field, ...]
    body: tuple[Field, ...]
    formats: tuple[str, ...]
    examples: tuple[str, ...]


def routes(pages: Pages) -> list[Route]:
    """Give the addresses of the description of all addresses."""
    described = Api(pages)
    return [
        Route("/api", described.page, methods=["GET"]),
        Route("/api/openapi.json", described.openapi, methods=["GET"]),
    ]


def operations(found: Iterable[BaseRoute]) -> list[Operation]:
    """Describe routes, in their order; those of scripts and styles are left out."""
    return [_described(route) for route in found if isinstance(route, Route) and not route.path.startswith(_HIDDEN)]


class Api:
    """The page on the addresses, and the same as OpenAPI 3.1.

    Parameters
    ----------
    pages
        The frame.
    """

    def __init__(self, pages: Pages) -> None:
        self._pages = pages

    async def page(self, request: Request) -> Response:
        """This page: every address that answers JSON or RDF, with its parameters."""  # noqa: D401, D404
        here = str(request.base_url).rstrip("/")
        data = {
            "here": here,
            "operations": [_shown(one, here) for one in operations(request.app.routes)],
        }
        return self._pages.answer(request, "api.html.j2", data, title="API")

    async def openapi(self, request: Request) -> Response:
        """The same as OpenAPI 3.1.

        Formats
        -------
        application/json
        """  # noqa: D401
        import json

        body = openapi(operations(request.app.routes), str(request.base_url).rstrip("/"))
        return Response(json.dumps(body, indent=1).encode(), media_type=JSON)


def openapi(found: Sequence[Operation], here: str) -> dict[str, Any]:
    """Write operations as an OpenAPI 3.1 document.

    Parameters
    ----------
    found
        The operations.
    here
        The server's address, without a slash at its end.
    """
    paths: dict[str, dict[str, Any]] = {}
    for one in found:
        answer = {"description": "The answer.", "content": {media: {} for media in one.formats}}
        parameters = [_parameter(field, "path") for field in one.in_path]
        # The names of the parameters of a named question are its own; the description tells of them.
        parameters += [_parameter(field, "query") for field in one.in_query if "NAME" not in field.name]
        for method in one.methods:
            operation: dict[str, Any] = {
                "operationId": _operation_id(method, one.path),
                "summary": one.summary.partition("\n")[0],
                "parameters": parameters,
                "responses": {
                    "200": answer,
                    "4XX": {"$ref": "#/components/responses/Problem"},
                    "5XX": {"$ref": "#/components/responses/Problem"},
                },
            }
            if method == "POST":
                content = {field.name: {"schema": {"type": "string", "description": field.help}} for field in one.body}
                operation |= {"parameters": [], "requestBody": {"required": True, "content": content or {JSON: {}}}}
            paths.setdefault(one.path, {})[method.lower()] = operation
    properties = {name: {"type": "string"} for name in ("title", "detail", "where", "hint")}
    problem = {"type": "object", "properties": {"status": {"type": "integer"}, **properties}}
    return {
        "openapi": "3.1.0",
        "info": {"title": "exitgraph", "version": __version__, "description": NOTICE},
        "servers": [{"url": here}],
        "paths": paths,
        "components": {
            "schemas": {"Problem": problem},
            "responses": {
                "Problem": {
                    "description": "What is wrong, where, and what to do next (RFC 9457).",
                    "content": {PROBLEM: {"schema": {"$ref": "#/components/schemas/Problem"}}},
                }
            },
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
        },
        # On loopback no token is wanted.
        "security": [{}, {"token": []}],
    }


def _described(route: Route) -> Operation:
    summary, sections = _read(inspect.getdoc(route.endpoint) or "")
    if not summary:
        # Better than nothing: what the part of the program says of itself.
        module = sys.modules.get(getattr(route.endpoint, "__module__", ""))
        summary = (inspect.getdoc(module) or "").partition("\n\n")[0] if module else ""
    named = re.findall(r"\{(\w+)", route.path)
    told = {field.name: field for field in _fields(sections.get("Path", ""))}
    formats = re.findall(r"[\w.+-]+/[\w.+-]+", sections.get("Formats", ""))
    examples = sections.get("Example", "").split()
    return Operation(
        _CONVERTER.sub(r"{\1}", route.path),
        tuple(sorted((route.methods or set()) - {"HEAD"})),
        " ".join(summary.split()),
        tuple(told.get(name, Field(name, "text", "")) for name in named),
        _fields(sections.get("Query", "")),
        _fields(sections.get("Body", "")),
        tuple(formats) or (HTML, JSON),
        tuple(examples) or (() if named or "GET" not in (route.methods or ()) else (route.path,)),
    )


def _read(text: str) -> tuple[str, dict[str, str]]:
    """Part a docstring into what stands before its first section, and its sections."""
    parts = _RULE.split(text)
    sections = dict(zip(parts[1::2], parts[2::2], strict=True))
    return parts[0].strip(), {name: body for name, body in sections.items() if name in _SECTIONS}


def _fields(text: str) -> tuple[Field, ...]:
    found: list[Field] = []
    for line in text.splitlines():
        if line and not line.startswith(" "):
            name, _, kind = line.partition(" : ")
            found.append(Field(name.strip(), kind.strip() or "text", ""))
        elif line.strip() and found:
            found[-1] = found[-1]._replace(help=f"{found[-1].help} {line.strip()}".strip())
    return tuple(found)


def _shown(one: Operation, here: str) -> dict[str, Any]:
    media = next((kind for kind in one.formats if kind != HTML), HTML)
    return {
        **one._asdict(),
        "in_path": [field._asdict() for field in one.in_path],
        "in_query": [field._asdict() for field in one.in_query],
        "body": [field._asdict() for field in one.body],
        "curl": [f"curl -H 'Accept: {media}' {shlex.quote(here + example)}" for example in one.examples],
    }


def _parameter(field: Field, place: str) -> dict[str, Any]:
    kind, repeated, _ = field.kind.partition(", repeatable")
    schema: dict[str, Any] = {"type": "integer" if kind == "integer" else "string"}
    values = [value.strip() for value in kind.split(",")]
    # "code, label or short form" is a sentence, "table, graph" a choice.
    if len(values) > 1 and not any(" " in value for value in values):
        schema["enum"] = values
    if kind == "date":
        schema["pattern"] = r"^\d{4}(-\d{2}(-\d{2})?)?$"
    if repeated:
        schema = {"type": "array", "items": schema}
    return {"name": field.name, "in": place, "required": place == "path", "description": field.help, "schema": schema}


def _operation_id(method: str, path: str) -> str:
    words = re.findall(r"\w+", path) or ["start"]
    return "_".join([method.lower(), *words])
