"""The kinds of facts: one frozen row each, and what each says about itself.

Amounts are whole numbers in the smallest unit: thousandths of a credit, bytes, milliseconds. A moment is ISO 8601 in UTC to the
second, a day an ISO date; both sort as text, and what was only dated is kept as a day (see ``dates``). A person is the key
of an address or handle, so that a row finds its member in the state; nobody (``""``) is the platform itself, "System" (S0-25).
Texts are as they were written, never names of this program's own.

To add a kind: a row and its :class:`Shape` here, its table in ``stores/sql/tables.py`` with a migration, its columns in
``values``, and its lines in ``docs/facts.md``. A column may be ``str``, ``int``, or either of them and None.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

SYSTEM = "System"
"""What is shown in the place of a person where nobody was one (S0-25)."""


class Credit(NamedTuple):
    """One credit transaction: a purchase, spending or a refund (S0-20 … S0-25)."""

    id: str
    at: str
    milli_credits: int
    """Thousandths of a credit: added, or with a minus deducted (S0-22)."""
    details: str = ""
    job_type: str = ""
    dataset: str = ""
    job: str = ""
    """The job's id; type, dataset and id are empty where no job is paid for (S0-24)."""
    actor: str = ""
    """Who caused it; nobody: System (S0-25)."""
    refunds: str = ""
    """The id of the transaction that this one gives back, wholly or in part."""

    @property
    def entry(self) -> str:
        """``spending``, ``refund`` or ``purchase`` (S0-20)."""
        if self.milli_credits < 0:
            return "spending"
        return "refund" if self.refunds or self.job else "purchase"


class PlanUpdate(NamedTuple):
    """One change of what an org has bought (S0-29, S0-30). What is not among ``changes`` stayed as it was, None there is without limit (W34)."""

    at: str
    run: str = ""
    """The run of this program that did it; empty for what was imported."""
    description: str = ""
    actor: str = ""
    changed: str = ""
    """The names of the fields that were set or cleared, sorted, with blanks between."""
    plan: str | None = None
    paid_until: str | None = None
    included_users: int | None = None
    included_storage: int | None = None
    """Bytes."""
    ai_plan: str | None = None
    annotator_seats: int | None = None
    supervisor_seats: int | None = None

    @property
    def changes(self) -> Mapping[str, str | int | None]:
        """What was set (a value) or cleared (None); a field that is missing here was left as it was."""
        return {name: getattr(self, name) for name in self.changed.split()}


class Storage(NamedTuple):
    """How much a dataset, or without one the whole org, took up when somebody looked (S0-13)."""

    at: str
    dataset: str
    bytes: int


class Activity(NamedTuple):
    """What one member did on one day in one task, by type of activity (S3-06 … S3-12)."""

    date: str
    member: str
    """Nobody: the file did not say whose it was; the platform's own has no such column (S3-12)."""
    project: str
    task: str
    type: str
    submissions: int
    time_ms: int


class TaskCompletion(NamedTuple):
    """Somebody finished a task, and how long it had taken them."""

    at: str
    project: str
    task: str
    member: str
    time_ms: int


Fact = Credit | PlanUpdate | Storage | Activity | TaskCompletion


class Shape(NamedTuple):
    """What a kind says about itself."""

    kind: str
    row: Any
    """The class of its rows."""
    key: tuple[str, ...]
    """The natural key within an org: two rows that agree in it are one."""
    when: str
    """The field by which rows are ordered, and chosen by date."""
    person: str = ""
    """The field that names somebody, who may be erased; empty if none does."""
    sums: tuple[str, ...] = ()
    """The numbers that can be added up."""
    lookups: tuple[tuple[str, ...], ...] = ()
    """The fields by which rows are found beside the key, each a way of its own."""

    @property
    def fields(self) -> tuple[str, ...]:
        """The names of all columns, in order."""
        names: tuple[str, ...] = self.row._fields
        return names

    def key_of(self, row: Fact) -> tuple[str, ...]:
        """The natural key of a row."""
        return tuple(getattr(row, name) for name in self.key)


FACTS: Mapping[str, Shape] = {
    shape.kind: shape
    for shape in (
        Shape("credit", Credit, ("id",), "at", "actor", ("milli_credits",), (("at",),)),
        Shape("plan_update", PlanUpdate, ("at", "run"), "at", "actor"),
        Shape("storage", Storage, ("at", "dataset"), "at", "", ("bytes",)),
        Shape(
            "activity",
            Activity,
            ("date", "member", "project", "task", "type"),
            "date",
            "member",
            ("submissions", "time_ms"),
            (("member", "date"),),
        ),
        Shape(
            "task_completion",
            TaskCompletion,
            ("at", "project", "task", "member"),
            "at",
            "member",
            ("time_ms",),
            (("member", "at"),),
        ),
    )
}
"""Every kind, by its name."""

_BY_ROW = {shape.row: shape for shape in FACTS.values()}


def shape_of(row: Fact) -> Shape:
    """The shape of a row."""
    return _BY_ROW[type(row)]
