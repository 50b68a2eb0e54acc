"""How an SQLite file is connected to by Python's own driver, and what must be switched on each time (R3); whether its schema is ours.

Nothing here takes long to import: both ways to read a file go through it, SQLAlchemy's (``sqlite.py``) and the plain one
(``plain.py``). Which files are opened at all: ``file.py``. To switch on one more thing: a line in :data:`PRAGMAS`.
"""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from pathlib import Path
from urllib.parse import quote

from reconciler.stores.glance import TABLES, TRIGGERS
from reconciler.stores.sql.views import VIEWS
from reconciler.text import visible

# EXTRA: with a journal, FULL leaves it to the disk whether its end, and so the COMMIT, survives a power failure (T144).
PRAGMAS = (
    "foreign_keys=ON",
    "trusted_schema=OFF",
    "cell_size_check=ON",
    "mmap_size=0",
    "synchronous=EXTRA",
    "secure_delete=ON",
)
_EXPECTED = {
    *(("table", table) for table in TABLES),
    *(("view", view) for view in VIEWS),
    *(("trigger", trigger) for trigger in TRIGGERS),
}
SCHEMA = "SELECT type, name, rootpage FROM sqlite_schema"


def connect(path: Path, mode: str, lock_timeout: float) -> sqlite3.Connection:
    """``isolation_level=None``: the driver begins nothing on its own; we do."""
    uri = f"file:{quote(str(path))}?{mode}"
    connection = sqlite3.connect(uri, uri=True, timeout=lock_timeout, isolation_level=None, check_same_thread=False)
    try:
        for pragma in PRAGMAS:
            connection.execute(f"PRAGMA {pragma}")
    except UnicodeDecodeError as error:  # a damaged schema is quoted in the message, which the driver cannot read
        connection.close()
        raise sqlite3.DatabaseError("its schema is damaged") from error
    except sqlite3.Error:
        connection.close()
        raise
    return connection


def reading(path: Path, lock_timeout: float) -> sqlite3.Connection:
    """A connection that cannot write."""
    take_back(path, lock_timeout)
    return connect(path, _reading_mode(path), lock_timeout)


def take_back(path: Path, lock_timeout: float) -> None:
    """Undo what an apply that was killed has left half written, by its journal: who opens only to read may not (T144).

    The journal of an apply that is under way stays: SQLite asks whether somebody holds the lock.
    """
    if path.with_name(f"{path.name}-journal").exists():
        with closing(connect(path, "mode=rw", lock_timeout)) as connection:
            connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()


def _reading_mode(path: Path) -> str:
    """``mode=ro``; where nothing can be made beside the file, and no log lies there to be read with it, ``immutable``."""
    logs = (path.with_name(f"{path.name}{suffix}") for suffix in ("-wal", "-journal"))
    if os.access(path.parent, os.W_OK) or any(log.exists() for log in logs):
        return "mode=ro"
    return "mode=ro&immutable=1"


def problem(schema: list[tuple[str, str, int]]) -> str:
    """Why rows of :data:`SCHEMA` are not to be trusted, in words: what we did not create may run code or hide rows (T156)."""
    for kind, name, page in schema:
        known = (kind, name) in _EXPECTED and (kind != "table" or page)  # page 0: a virtual table
        if kind != "index" and not known and not name.startswith("sqlite_"):
            return f"it holds the {kind} {visible(name)}, which is not ours"
    missing = sorted({*TABLES} - {"alembic_version"} - {name for kind, name, _ in schema if kind == "table"})
    return f"the table {missing[0]} is missing" if missing else ""
