"""An audit entry says where its row stood before it moved, and who approved the plan.

Frozen: a released migration is never edited. There is no way back; ``init`` asks for a backup instead.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"

TEXT = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def upgrade() -> None:
    """Two columns that are empty for most entries: what was hashed before is not touched."""
    for name in ("previous", "approvers"):
        op.add_column("audit", sa.Column(name, TEXT, nullable=True))
