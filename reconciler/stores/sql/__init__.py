"""State and audit in SQLite or PostgreSQL, through SQLAlchemy Core (never its ORM).

    url.py          what a database URL may say
    tables.py       the tables and their keys; migrations/ creates them
    rows.py         nouns to rows and back
    database.py     transactions: begin, lock, commit, and what the driver's errors mean (faults.py)
    sqlite.py       ╰ one file (file.py: which files)
    postgresql.py   ╰ one server
    opening.py      which databases are ours: open_store
    migrating.py    ╰ how one is made or brought up to date: init_store, migrate_store
    store.py        the contract of ``stores/base.py`` on top of all that
    backup.py       copies of a whole store; restoring.py: how one takes the place of a store

Imported only by whoever opens a database: nothing else pays for SQLAlchemy's import.
"""

from __future__ import annotations

from reconciler.stores.sql.migrating import init_store, migrate_store
from reconciler.stores.sql.opening import open_store
from reconciler.stores.sql.store import SqlStore

__all__ = ["SqlStore", "init_store", "migrate_store", "open_store"]
