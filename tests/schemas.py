"""The JSON Schemas of docs/schemas, and what an answer has that they do not allow."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator

#: The keywords of JSON Schema 2020-12 that docs/schemas uses.
KEYWORDS = {
    *("$schema", "$defs", "$ref", "title", "description", "type", "properties", "required", "items"),
    *("additionalProperties", "enum", "const", "pattern", "anyOf", "minimum", "minItems", "maxItems"),
}
SCHEMAS = Path(__file__).resolve().parents[1] / "docs" / "schemas"


def problems(value: Any, name: str, part: str | None = None) -> list[str]:
    """Say what in an answer is not as the schema of a name has it, or as one of its parts; a key too many is wrong."""
    found = _validator(name, part).iter_errors(value)
    return sorted(f"{error.json_path}: {error.message}" for error in found)


@cache
def _validator(name: str, part: str | None) -> Draft202012Validator:
    schema = json.loads((SCHEMAS / f"{name}.json").read_text(encoding="utf-8"))
    Draft202012Validator.check_schema(schema)
    closed = _closed(schema)
    wanted = closed if part is None else {"$ref": f"#/$defs/{part}", "$defs": closed["$defs"]}
    return Draft202012Validator(wanted)


def _closed(schema: Any) -> Any:
    """Let no object have a key that the schema does not name: to a reader more may come, to a test it may not.

    A keyword that nobody knows would be passed over in silence, so it is an error here.
    """
    if not isinstance(schema, dict):
        return schema
    assert set(schema) <= KEYWORDS, f"{set(schema) - KEYWORDS} is no keyword that docs/schemas uses"
    inner = dict(schema)
    for name in schema.keys() & {"properties", "$defs"}:
        inner[name] = {key: _closed(item) for key, item in schema[name].items()}
    for name in schema.keys() & {"items", "additionalProperties"}:
        inner[name] = _closed(schema[name])
    if "anyOf" in schema:
        inner["anyOf"] = [_closed(item) for item in schema["anyOf"]]
    if "properties" in schema and "additionalProperties" not in schema:
        inner["unevaluatedProperties"] = False
    return inner
