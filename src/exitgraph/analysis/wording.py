"""What the text of an analysis may not say; tests hold every output to it.

Likelihood and confidence are two things and never stand in one sentence (as analytic standards of intelligence services
ask, ICD 203, 2015); nothing here is known to 0 or to 100 percent; *safe* is somebody's word, so it is quoted.
"""

from __future__ import annotations

import re
from typing import Final

from exitgraph.vocabulary import PREFIXES

_LIKELIHOOD: Final = re.compile(
    r"\b(?:likel(?:y|ihood)|unlikely|(?:im)?probab(?:le|ly|ility)|chances?|odds|almost certain(?:ly)?|remote)\b",
    re.IGNORECASE,
)
_CONFIDENCE: Final = re.compile(r"\bconfiden(?:ce|t|tly)\b", re.IGNORECASE)
_EXTREMES: Final = re.compile(
    r"(?:(?<![\d.,])(?:0|100)(?:[.,]0+)?|\bzero|\b(?:a |one )?hundred)[\s-]?(?:%|percent\b|per cent\b)", re.IGNORECASE
)
#: The word, also as labels have it in the other languages; what Russian calls security is another word there.
_SAFE: Final = re.compile(
    r"\b(?:(?:un)?safe(?:r|st|ly)?|(?:не)?безопасн(?!ост)\w*|(?:не)?безпечн\w*|sûre?s?)\b", re.IGNORECASE
)
_ADVICE: Final = re.compile(r"\b(?:best|recommend(?:s|ed)?)\b", re.IGNORECASE)
_QUOTED: Final = re.compile(r'"[^"\n]*"|“[^”\n]*”|«[^»\n]*»|`[^`\n]*`')
# What is named by a short form is not called so.
_NAMES: Final = re.compile(rf"\b(?:{'|'.join(sorted(PREFIXES))}):[\w.-]+")
# Whose word it is has to be said in the same line.
_ATTRIBUTED: Final = re.compile(r"\b(?:designat\w+|calls?|called|says?|said|states?|lists?|claim\w*)\b", re.IGNORECASE)
_SENTENCE: Final = re.compile(r"(?<=[.!?;])\s+|\n+")


def quoted(label: str) -> str:
    """Put a label in quotation marks if it holds the word: names of lists and concepts of law stay somebody's."""
    return f'"{label}"' if _SAFE.search(label) else label


def lint(text: str) -> list[str]:
    """Give what is wrong with a text, one sentence for each finding; nothing for a text that may be shown."""
    found = [
        f"likelihood and confidence in one sentence: {sentence.strip()!r}"
        for sentence in _SENTENCE.split(text)
        if _LIKELIHOOD.search(sentence) and _CONFIDENCE.search(sentence)
    ]
    found += [f"nothing is known to {match[0]!r}" for match in _EXTREMES.finditer(text)]
    for line in text.splitlines():
        bare = _NAMES.sub("", _QUOTED.sub("", line))
        if _SAFE.search(bare):
            found.append(f"unquoted: {_SAFE.search(bare)[0]!r} in {line.strip()!r}")  # type: ignore[index]
        elif _SAFE.search(line) and not _ATTRIBUTED.search(line):
            found.append(f"nobody is named whose word it is: {line.strip()!r}")
        if _ADVICE.search(bare):
            found.append(f"advice: {line.strip()!r}")
    return found
