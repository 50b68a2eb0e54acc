"""Alembic's scripts: ``env.py`` and one file per schema version in ``versions``. See ``tables.py`` for how to add one."""
