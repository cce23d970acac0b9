"""The two clocks in SQL: what was known by a day, and how it stands on a day.

One text serves the macros that an analyst calls and the named questions. These ask for the columns that they need,
since planning all of them takes longer than reading them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Collection

#: Columns that `known` adds to those of the claims, as known by the day, by the expression that gives each.
JUDGED: Final = {
    "contested": "against.others IS NOT NULL",
    "reliability": "coalesce(of_source.reliability, 'F')",
    "credibility": "coalesce(own.credibility, '6')",
    "rank": "coalesce(own.rank, 'normal')",
    "deprecated": "coalesce(own.deprecated, false)",
}
_AGAINST: Final = "coalesce(against.others, [])"
_BOUNDS: Final = (
    *("possible_from", "possible_until", "certain_from", "certain_until", "review_due", "begun_by"),
    *("published_latest", "deprecated"),
)


def known(columns: Collection[str] | None = None, known_at: str = "known_at") -> str:
    """Write a SELECT of the claims that had been published by a day, with grades and contradictions as known then.

    Parameters
    ----------
    columns
        Names of columns; ``None`` for all, and those of `JUDGED`.
    known_at
        What stands for the day.
    """
    last = f"(({known_at}::DATE + 1)::TIMESTAMPTZ - INTERVAL 1 SECOND)"
    if columns is None:
        judged = ", ".join(f"{how} AS {name}" for name, how in JUDGED.items())
        shown = f"c.* REPLACE ({_AGAINST} AS contradicted_by), {judged}"
    else:
        of = {**JUDGED, "contradicted_by": _AGAINST}
        shown = ", ".join(f"{of.get(name, f'c.{quoted(name)}')} AS {quoted(name)}" for name in columns)
    wanted = {"contested", "contradicted_by", "reliability"} if columns is None else set(columns)
    source = "LEFT JOIN dated of_source ON of_source.about = c.source" if "reliability" in wanted else ""
    against = "LEFT JOIN against ON against.claim = c.claim" if wanted & {"contested", "contradicted_by"} else ""
    pairs = f"""
    , against AS (
      SELECT pair.claim, list(DISTINCT pair.other ORDER BY pair.other) AS others
      FROM contradictions pair JOIN claims o ON o.claim = pair.other
      WHERE coalesce(o.published_earliest <= {last}, true)
        AND pair.other NOT IN (SELECT about FROM dated WHERE deprecated)
        AND pair.claim NOT IN (SELECT about FROM dated WHERE deprecated)
      GROUP BY pair.claim
    )"""  # noqa: S608  # our own text
    return f"""
    WITH dated AS (
      SELECT * FROM grades WHERE since <= {last} AND coalesce(until > {last}, true)
    ){pairs if against else ""}
    SELECT {shown} FROM claims c LEFT JOIN dated own ON own.about = c.claim {source} {against}
    WHERE coalesce(c.published_earliest <= {last}, true)"""  # noqa: S608


def standing(columns: Collection[str] | None = None, valid_at: str = "valid_at", known_at: str = "known_at") -> str:
    """Write a SELECT of the same with ``standing`` and ``stale`` on a day: J1 over the bounds of `Spans`.

    Parameters
    ----------
    columns
        Names of columns, besides ``standing`` and ``stale``; ``None`` for all.
    valid_at, known_at
        What stands for the days.
    """
    begin = f"({valid_at}::DATE::TIMESTAMPTZ)"
    day = f"(({valid_at}::DATE + 1)::TIMESTAMPTZ - INTERVAL 1 SECOND)"
    last = f"(({known_at}::DATE + 1)::TIMESTAMPTZ - INTERVAL 1 SECOND)"
    holds = f"NOT deprecated AND coalesce(possible_from <= {day}, true) AND coalesce(possible_until >= {begin}, true)"
    begun = f"coalesce(certain_from <= {day}, false) AND coalesce(certain_until >= {begin}, true)"
    overdue = f"coalesce(review_due < {begin} AND (begun_by IS NULL OR begun_by > {day}), false)"
    needed = None if columns is None else list(dict.fromkeys([*columns, *_BOUNDS]))
    shown = "*" if columns is None else ", ".join(map(quoted, columns))
    return f"""
    SELECT {shown},
      CASE WHEN NOT ({holds}) THEN 'not in force'
           WHEN {begun} AND NOT {overdue} AND coalesce(published_latest <= {last}, false) THEN 'certain'
           ELSE 'possible' END AS standing,
      {holds} AND {begun} AND {overdue} AS stale
    FROM ({known(needed, known_at)})"""  # noqa: S608


def quoted(name: str) -> str:
    """Write the name of a column as SQL has it, whatever it is."""
    return '"' + name.replace('"', '""') + '"'


#: What an analyst calls.
MACROS: Final = (
    f"CREATE MACRO claims_known(known_at) AS TABLE {known()}",
    f"CREATE MACRO claims_at(valid_at, known_at) AS TABLE {standing()}",
)
