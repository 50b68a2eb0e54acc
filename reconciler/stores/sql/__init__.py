"""State and audit in SQLite or PostgreSQL, through SQLAlchemy Core (never its ORM), or, to plan with a file, without it.

    url.py          what a database URL may say
    tables.py       the tables and their keys; migrations/ creates them
    rows.py         nouns to rows and back
    database.py     transactions: begin, lock, commit, and what the driver's errors mean (faults.py)
    sqlite.py       ╰ one file (file.py: which files)
    postgresql.py   ╰ one server
    opening.py      which databases are ours: open_store
    migrating.py    ╰ how one is made or brought up to date: init_store, migrate_store
    store.py        the contract of ``stores/base.py`` on top of all that
    settling.py     ╰ what plans may leave out (people.py: whom commitments stand for; facts.py: what was observed)
    backup.py       copies of a whole store; restoring.py: how one takes the place of a store

    plain.py        what a plan reads of a file, without SQLAlchemy (driver.py: the connection)

Names are imported when they are first used: whoever reads a file plainly does not pay for SQLAlchemy's import.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from reconciler.stores.sql.migrating import init_store, migrate_store
    from reconciler.stores.sql.opening import open_store
    from reconciler.stores.sql.store import SqlStore

_HOMES = {"SqlStore": "store", "init_store": "migrating", "migrate_store": "migrating", "open_store": "opening"}

__all__ = ["SqlStore", "init_store", "migrate_store", "open_store"]


def __getattr__(name: str) -> Any:
    """Import a name of this room from its module."""
    if name not in _HOMES:
        raise AttributeError(f"{__name__} has no name {name!r}")
    return getattr(importlib.import_module(f"{__name__}.{_HOMES[name]}"), name)
