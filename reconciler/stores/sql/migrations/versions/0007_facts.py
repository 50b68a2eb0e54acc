"""What was observed: credits, changes of the plan, storage, activity and finished tasks.

Frozen: a released migration is never edited. There is no way back; ``init`` asks for a backup instead.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"

TEXT = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")

# kind → its columns in order ("#": a number, "?": may be missing), its key, and the further ways to find rows.
FACTS = {
    "credit": (
        ("id", "at", "milli_credits#", "details", "job_type", "dataset", "job", "actor", "refunds"),
        ("id",),
        (("at",),),
    ),
    "plan_update": (
        (
            "at", "run", "description", "actor", "changed", "plan?", "paid_until?", "included_users#?",
            "included_storage#?", "ai_plan?", "annotator_seats#?", "supervisor_seats#?",
        ),
        ("at", "run"),
        (),
    ),
    "storage": (("at", "dataset", "bytes#"), ("at", "dataset"), ()),
    "activity": (
        ("date", "member", "project", "task", "type", "submissions#", "time_ms#"),
        ("date", "member", "project", "task", "type"),
        (("member", "date"),),
    ),
    "task_completion": (
        ("at", "project", "task", "member", "time_ms#"),
        ("at", "project", "task", "member"),
        (("member", "at"),),
    ),
}  # fmt: skip


def upgrade() -> None:
    """Five tables, empty."""
    for kind, (columns, key, lookups) in FACTS.items():
        op.create_table(
            kind,
            sa.Column("org", TEXT, nullable=False),
            *map(_column, columns),
            sa.PrimaryKeyConstraint("org", *key, name=f"pk_{kind}"),
            sqlite_with_rowid=False,
        )
        for names in lookups:
            op.create_index(f"ix_{kind}_org_{'_'.join(names)}", kind, ["org", *names])


def _column(said: str) -> sa.Column[object]:
    return sa.Column(
        said.rstrip("#?"), sa.BigInteger() if "#" in said else TEXT, nullable="?" in said, autoincrement=False
    )
