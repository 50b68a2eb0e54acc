"""Credit activity: purchases, spending and refunds, with the balance after each (S0-20 … S0-28).

The balance is the org's, whatever is filtered out: all transactions in the range are read, and those before it are summed
up. Days are days in UTC.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from reconciler.facts import Credit
from reconciler.facts.kinds import SYSTEM
from reconciler.model import OrgKey
from reconciler.reports.report import CREDITS, MOMENT, PERSON, Column, Report, Row

COLUMNS = (
    Column("date", MOMENT),
    Column("credit_change", CREDITS),
    Column("details"),
    Column("job_type"),
    Column("job_dataset"),
    Column("job_id"),
    Column("user", PERSON),
    Column("kind"),
    Column("balance", CREDITS),
)


class Wanted(NamedTuple):
    """Which transactions are shown: empty filters let everything through; a user who is nobody (``""``) is the system."""

    job_types: frozenset[str] = frozenset()
    users: frozenset[str] = frozenset()

    def holds(self, row: Credit) -> bool:
        """Whether a transaction is shown."""
        of_type = not self.job_types or row.job_type in self.job_types
        return of_type and (not self.users or row.actor in self.users)


def credit_activity(org: OrgKey, rows: Iterable[Credit], before: int, wanted: Wanted) -> Report:
    """A row for each transaction that is wanted, oldest first. *before* is the balance before the first of *rows*."""
    return Report("credits", f"Credit activity of {org}", COLUMNS, _rows(rows, before, wanted))


def _rows(rows: Iterable[Credit], balance: int, wanted: Wanted) -> Iterator[Row]:
    for row in rows:
        balance += row.milli_credits
        if wanted.holds(row):
            yield (
                row.at,
                row.milli_credits,
                row.details or None,
                row.job_type or None,
                row.dataset or None,
                row.job or None,
                row.actor or SYSTEM,
                row.entry,
                balance,
            )
