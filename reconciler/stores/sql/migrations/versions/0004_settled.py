"""What is remembered of orgs whose manifests and state agreed.

Frozen: a released migration is never edited. There is no way back; ``init`` asks for a backup instead.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"

TEXT = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def upgrade() -> None:
    """One table, empty; in a file, whatever changes a row of an org takes what is remembered of it away."""
    names = ("state", "program", "since", "until", "files", "shared", "beside", "rows")
    words = [sa.Column(name, TEXT, nullable=False) for name in names]
    op.create_table(
        "settled",
        sa.Column("org", TEXT, nullable=False),
        sa.Column("serial", sa.BigInteger(), autoincrement=False, nullable=False),
        *words,
        sa.PrimaryKeyConstraint("org", name="pk_settled"),
        sqlite_with_rowid=False,
    )
    if op.get_bind().dialect.name == "sqlite":
        for event, orgs in (("insert", "NEW.org"), ("update", "OLD.org, NEW.org"), ("delete", "OLD.org")):
            then = f"DELETE FROM settled WHERE org IN ({orgs})"  # noqa: S608 - names of ours
            op.execute(f"CREATE TRIGGER resource_unsettles_{event} AFTER {event} ON resource BEGIN {then}; END")
