"""Member activity over all projects of an org (S3-06 … S3-12): a row a day for each type, project and task.

The columns and their order are those of the platform's own CSV (S3-12, I9), in every form; a row is the sum over the
members who are asked for. With *by_member* a last column says who. Rows come in the order of days, one by one: ten million
are a normal size.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from reconciler.facts import Totals
from reconciler.model import OrgKey
from reconciler.reports.report import COUNT, DATE, PERSON, SECONDS, Column, Report, Row

COLUMNS = (
    Column("activity type"),
    Column("project"),
    Column("task"),
    Column("date", DATE),
    Column("number of submissions", COUNT),
    Column("time", SECONDS),
)
MEMBER = Column("member", PERSON)
BY = ("date", "project", "task", "type")
"""The fields that the rows of a store are added up by."""
BY_MEMBER = ("date", "member", "project", "task", "type")


def activity(org: OrgKey, totals: Iterable[Totals], shown: Callable[[str], bool], *, by_member: bool = False) -> Report:
    """The report, of sums by :data:`BY` or :data:`BY_MEMBER`; *shown* says which projects."""
    columns = (*COLUMNS, MEMBER) if by_member else COLUMNS
    return Report("activity", f"Activity in {org}", columns, _rows(totals, shown, by_member=by_member))


def _rows(totals: Iterable[Totals], shown: Callable[[str], bool], *, by_member: bool) -> Iterator[Row]:
    for of, _, (submissions, time_ms) in totals:
        date, *who, project, task, kind = of
        if shown(project):
            row: Row = (kind or None, project or None, task or None, date, submissions, time_ms)
            yield (*row, who[0] or None) if by_member else row
