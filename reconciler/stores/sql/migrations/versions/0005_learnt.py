"""An audit entry and a run say how the actor was learnt; an entry may hand the key of checkpoints over.

Frozen: a released migration is never edited. There is no way back; ``init`` asks for a backup instead.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"

TEXT = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def upgrade() -> None:
    """Columns that are empty in all that is there: what was hashed before is not touched."""
    for table, name in (("audit", "learnt"), ("audit", "handover"), ("run", "learnt")):
        op.add_column(table, sa.Column(name, TEXT, nullable=True))
