"""Alembic's entry: runs the migrations inside the transaction that ``opening.py`` holds, and nowhere else."""

from __future__ import annotations

from alembic import context

from reconciler.stores.sql.tables import metadata

context.configure(connection=context.config.attributes["connection"], target_metadata=metadata, render_as_batch=True)
context.run_migrations()
