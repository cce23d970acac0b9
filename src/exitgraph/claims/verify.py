"""Hold a copy of a source's text against the positions and digests of the evidence that rests on it.

The graph stores no text, only where each passage is and its SHA-256; whoever has a copy can check both.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, NamedTuple

from exitgraph.errors import InputError, unreadable

if TYPE_CHECKING:
    from pathlib import Path

    from exitgraph.claims.knowledge import Knowledge
    from exitgraph.claims.values import Iri

_LONGEST_SEARCHED = 200_000
_MOVED = "the passage stands at"


class Difference(NamedTuple):
    """A passage that is not what the evidence says: its claim, where, and what is wrong."""

    claim: Iri
    evidence: Iri
    start: int
    end: int
    what: str


class Verification(NamedTuple):
    """``same_text``: the whole file is an access copy that was read; ``passages``: how many were held against it."""

    same_text: bool
    passages: int
    differing: tuple[Difference, ...]


def verify(knowledge: Knowledge, source: Iri, file: Path) -> Verification:
    """Verify a file against the evidence of a source.

    Line ends are read as LF and a byte order mark is dropped, as positions count code points of such a text. Bytes that
    are no UTF-8 count as one wrong character each place they begin, so that the passages behind them keep their places.

    Raises
    ------
    Unreachable
        If the file cannot be read.
    InputError
        If it holds no text.
    """
    try:
        raw = file.read_bytes()
    except OSError as error:
        raise unreadable("file", error, str(file)) from None
    raw = raw.removeprefix(b"\xef\xbb\xbf").replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    if not raw.strip():
        raise InputError("the file is empty", where=str(file), hint="Name a copy of the source's text.")
    digests = {copy.sha256 for copy in knowledge.sources[source].copies}
    same = hashlib.sha256(raw).hexdigest() in digests
    text = _decode(raw)
    differing = []
    passages = 0
    for claim in knowledge.by_source.get(source, ()):
        for item in claim.evidence:
            if item.start is None or item.end is None or item.sha256 is None:
                continue
            passages += 1
            if _digest(text[item.start : item.end]) != item.sha256:
                what = _what(text, item.end - item.start, item.start, item.sha256)
                differing.append(Difference(claim.iri, item.iri, item.start, item.end, what))
    # What was changed comes first; what has only moved because of it follows.
    differing.sort(key=lambda item: (item.what.startswith(_MOVED), item.start, item.end, item.claim))
    return Verification(same, passages, tuple(differing))


def _decode(raw: bytes) -> str:
    """Decode UTF-8; a damaged character is one wrong character, however many of its bytes are left."""
    parts, begin = [], 0
    while True:
        try:
            parts.append(raw[begin:].decode())
            return "".join(parts)
        except UnicodeDecodeError as error:
            parts.append(raw[begin : begin + error.start].decode())
            parts.append("\ufffd")
            begin += error.start + 1
            while begin < len(raw) and raw[begin] & 0xC0 == 0x80:  # noqa: PLR2004  # what is left of the character
                begin += 1


def _digest(passage: str) -> str:
    return hashlib.sha256(passage.encode(errors="surrogatepass")).hexdigest()


def _what(text: str, length: int, start: int, wanted: str) -> str:
    where = "the file ends before it" if start + length > len(text) else "the passage reads differently"
    if len(text) <= _LONGEST_SEARCHED:
        for place in range(max(0, len(text) - length + 1)):
            if place != start and _digest(text[place : place + length]) == wanted:
                return f"{_MOVED} {place} instead"
    return where
