"""What validation found, as rows that a person can act on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, NamedTuple, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Iterable

Severity: TypeAlias = Literal["error", "warning"]


class Finding(NamedTuple):
    """One problem: where it stands, what is wrong, and what to do.

    ``line`` is where the subject's first statement begins, counted from 1; ``None`` where no line is known.
    ``subject`` is a short form (``claim:...``), empty for a file that cannot be read. ``rule`` is a name that stays:
    ``<shape>.<parameter>`` for a shape of ``graph/shapes.ttl``, a plain word for a rule across files.
    """

    file: str
    line: int | None
    subject: str
    rule: str
    what: str
    hint: str = ""
    severity: Severity = "error"

    @property
    def place(self) -> str:
        """``file:line``, or the file alone."""
        return f"{self.file}:{self.line}" if self.line else self.file

    def __str__(self) -> str:
        head = " ".join(part for part in (f"{self.place}:", self.severity, f"[{self.rule}]", self.subject) if part)
        return "\n  ".join(part for part in (head, self.what, self.hint) if part)


@dataclass(frozen=True)
class Report:
    """All findings, in order of file, line, subject and rule, each one once; ``files`` and ``claims`` are counts."""

    findings: tuple[Finding, ...]
    files: int = 0
    claims: int = 0

    @classmethod
    def of(cls, findings: Iterable[Finding], *, files: int = 0, claims: int = 0) -> Report:
        """Sort the findings and drop repeats."""
        return cls(tuple(sorted(set(findings), key=_order)), files, claims)

    @property
    def ok(self) -> bool:
        """Whether no error was found; warnings do not count."""
        return all(finding.severity != "error" for finding in self.findings)

    def text(self) -> str:
        """Write the report for people: three lines a finding, and one that sums up."""
        errors = sum(finding.severity == "error" for finding in self.findings)
        warnings = len(self.findings) - errors
        counted = [f"{_many(errors, 'problem')}" if errors else "no problem"]
        counted += [_many(warnings, "warning")] if warnings else []
        checked = f"{_many(self.files, 'file')}, {_many(self.claims, 'claim')}"
        return "\n".join([*(str(finding) for finding in self.findings), f"{', '.join(counted)} in {checked}"])

    def as_dict(self) -> dict[str, object]:
        """Give the report as JSON-ready values; keys may be added, never renamed."""
        return {
            "ok": self.ok,
            "files": self.files,
            "claims": self.claims,
            "findings": [finding._asdict() for finding in self.findings],
        }


def _order(finding: Finding) -> tuple[str, int, str, str, str]:
    return finding.file, finding.line or 0, finding.subject, finding.rule, finding.what


def _many(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
