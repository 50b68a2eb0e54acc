"""What commitments stand for, the keys of digests and of plans' names, and the entry that erases somebody.

Frozen: a released migration is never edited. There is no way back; ``init`` asks for a backup instead.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"

TEXT = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def upgrade() -> None:
    """One table and three columns. Orgs get their keys by the run that says they were migrated."""
    op.create_table(
        "person",
        *(sa.Column(name, TEXT, nullable=False) for name in ("org", "commitment", "person", "value", "salt")),
        sa.PrimaryKeyConstraint("org", "commitment", name="pk_person"),
        sqlite_with_rowid=False,
    )
    for table in ("store_meta", "org"):
        op.add_column(table, sa.Column("key", TEXT, nullable=False, server_default=""))
    op.add_column("audit", sa.Column("erased", TEXT, nullable=True))
