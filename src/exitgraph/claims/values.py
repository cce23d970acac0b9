"""What a role of a claim can hold: an IRI, a number, or a text.

An IRI is a plain ``str``; a text with a language is a ``Text``. Keeping the two apart by type is what stops a
label from becoming a node.
"""

from __future__ import annotations

import re
from decimal import Decimal
from typing import NamedTuple, TypeAlias

Iri: TypeAlias = str

_INTEGER = re.compile(r"[+-]?[0-9]+\Z")
_DECIMAL = re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)\Z")


class Text(NamedTuple):
    """A text and its language tag (BCP 47)."""

    value: str
    lang: str = "en"


Value: TypeAlias = Iri | int | Decimal | Text


def canonical(value: Value) -> str:
    """Write a value in the one form that identity is computed from.

    Numbers are written without exponent and trailing zeros, so that 0.90 and 0.9 are one number; the kind of
    value stands first, so that an IRI and a text of the same characters differ.
    """
    if isinstance(value, Text):
        return f"text@{value.lang.lower()} {value.value}"
    if isinstance(value, bool):
        raise TypeError("truth values are no role values; use a concept")
    if isinstance(value, int | Decimal):
        return f"number {plain_number(value)}"
    return f"iri {value}"


def read_number(text: str, *, whole: bool) -> int | Decimal:
    """Read an ``xsd:integer`` (``whole``) or an ``xsd:decimal``, and no more than XSD allows.

    ``int`` and ``Decimal`` alone would take 1_000, the digits of every script, 1e5 and NaN.

    Raises
    ------
    ValueError
        If the text is no such number.
    """
    if not (_INTEGER if whole else _DECIMAL).match(text):
        raise ValueError(f"{text!r} is no number")
    return int(text) if whole else Decimal(text)


def plain_number(value: int | Decimal) -> str:
    """Write a number without exponent and without trailing zeros."""
    text = format(Decimal(value), "f")
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text in ("-0", "") else text
