"""What each manifest said of an org when the org was settled by it.

Frozen: a released migration is never edited. There is no way back; ``init`` asks for a backup instead.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"

TEXT = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def upgrade() -> None:
    """One table, empty: the next apply fills it."""
    op.create_table(
        "manifest",
        sa.Column("org", TEXT, nullable=False),
        sa.Column("line", TEXT, nullable=False),
        sa.Column("said", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("org", "line", name="pk_manifest"),
        sqlite_with_rowid=False,
    )
