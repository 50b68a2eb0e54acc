"""Plan updates: what an org had bought after each change of its plan (S0-29, S0-30).

A field that an update does not speak of stays what it was, and one that it clears is without limit and empty from then on
(W34); the last column tells such a field from one of which nothing is known. Where no update is known there is one row, which
says when the org was made and what its plan is now, if that is in the time that is asked for.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from reconciler.facts import FactQuery, PlanUpdate
from reconciler.facts.updates import CREATED
from reconciler.reports.report import BYTES, CLEARED, COUNT, DATE, MOMENT, Column, Report, Row

COLUMNS = (
    Column("changed", MOMENT),
    Column("description"),
    Column("plan"),
    Column("paid_until", DATE),
    Column("included_users", COUNT),
    Column("included_storage", BYTES),
    Column("ai_plan", title="AI plan"),
    Column("cleared", CLEARED),
)

Values = Mapping[str, str | int | None]


def plan_updates(rows: Iterable[PlanUpdate], asked: FactQuery, created: str, plan: Values) -> Report:
    """A row for each update in the time that is *asked* for, oldest first; *rows* are all that are known, whenever they were.

    *created* is when the org was made, and *plan* what is bought according to its manifest; they count where there are no *rows* (W34).
    """
    return Report("plan-updates", f"Plan updates of {asked.org}", COLUMNS, _rows(rows, asked, created, plan))


def _rows(rows: Iterable[PlanUpdate], asked: FactQuery, created: str, plan: Values) -> Iterator[Row]:
    known: Values = {}
    any_known = False
    for row in rows:
        known = {**known, **row.changes}
        any_known = True
        if asked.holds(row.at):
            yield _row(row.at, row.description, known)
    if not any_known and created and asked.holds(created):
        yield _row(created, CREATED, plan)


def _row(at: str, description: str, known: Values) -> Row:
    names = [column.name for column in COLUMNS[2:-1]]
    cleared = tuple(name for name in names if known.get(name, "") is None)
    return (at, description or None, *map(known.get, names), cleared)
