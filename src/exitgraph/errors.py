"""Every error that exitgraph raises on purpose.

::

    ExitgraphError            anything below; ``exit_code`` is what the command line ends with
    ├── InputError            a file, table or argument is wrong (2)
    │   ├── SyntaxProblem     a file does not parse: file, line, column (2)
    │   ├── UnknownName       a name resolves to nothing, or to several things (2)
    │   ├── BadDate           not a date, or an impossible one (2)
    │   └── QueryRefused      a query that may not run here (2)
    ├── CheckFailed           a check found something: validate, verify (1)
    ├── Unreachable           a server or file could not be reached (3)
    └── LimitReached          a limit stopped the work (4)
        ├── TookTooLong       it was still running when its time was over (4)
        ├── TooMuch           more rows or bytes than may be given (4)
        ├── Busy              as many as may run at once were running (4)
        └── WorkerLost        the process that worked on it ended, most often for want of memory (4)

Each error says *what* is wrong, *where* (file and line, or claim) and what to do *next*; ``str(error)`` joins
the three into the message that a user reads.
"""

from __future__ import annotations


class ExitgraphError(Exception):
    """Base of all errors of this package.

    >>> import exitgraph as xg
    >>> try:
    ...     xg.load().at("2024-02-30")
    ... except xg.ExitgraphError as error:
    ...     print(error, error.exit_code)
    the date '2024-02-30' does not exist
      Check the month and the day. 2

    Parameters
    ----------
    what
        What is wrong, as one clause.
    where
        File, ``file:line`` or claim; empty when it is clear.
    hint
        What to do next; empty when nothing helps.
    """

    exit_code = 2

    def __init__(self, what: str, *, where: str = "", hint: str = "") -> None:
        self.what = what
        self.where = where
        self.hint = hint
        super().__init__(what)

    def __str__(self) -> str:
        text = f"{self.where}: {self.what}" if self.where else self.what
        return f"{text}\n  {self.hint}" if self.hint else text

    def _render_traceback_(self) -> list[str]:
        """Give what IPython and notebooks print when nobody catches it: the sentence, not where it was raised."""
        return str(self).splitlines()


class InputError(ExitgraphError):
    """A file, table or argument is wrong."""


class SyntaxProblem(InputError):
    """A file or query does not parse."""


class UnknownName(InputError):
    """A name resolves to nothing, or to several things."""


class BadDate(InputError):
    """A date that is not one, or does not exist."""


class QueryRefused(InputError):
    """A query that may not run here: an update, or one that would reach out."""


class CheckFailed(ExitgraphError):
    """A check ran to its end and found something."""

    exit_code = 1


class Unreachable(ExitgraphError):
    """A server or file could not be reached."""

    exit_code = 3


class LimitReached(ExitgraphError):
    """A limit stopped the work before its end."""

    exit_code = 4


class TookTooLong(LimitReached):
    """The work was still running when its time was over."""


class TooMuch(LimitReached):
    """An answer has more rows or bytes than may be given."""


class Busy(LimitReached):
    """As many as may run at once were running, and waiting did not help."""


class WorkerLost(LimitReached):
    """The process that worked on it ended before it answered."""


def unreadable(what: str, error: OSError, where: str) -> ExitgraphError:
    """Make the error for a file that could not be read.

    One that is not there, or a folder in its place, is a wrong argument (2); one that is there and cannot be opened is
    out of reach (3).
    """
    wrong = isinstance(error, FileNotFoundError | IsADirectoryError | NotADirectoryError)
    said = f"cannot read the {what}: {error.strerror}"
    return InputError(said, where=where, hint="Check the path.") if wrong else Unreachable(said, where=where)
