"""One SQLite file: how it is opened, and what must be switched on each time (R3). Which files we open: ``file.py``.

Readers open the file ``mode=ro`` and begin deferred; writers begin IMMEDIATE, so the lock is held before anything is
read (H1). There is no pool: a connection lives as long as its transaction and is never carried across a fork.
"""

from __future__ import annotations

import json
import os
import sqlite3
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, suppress
from functools import cache
from pathlib import Path
from urllib.parse import quote

from sqlalchemy import ColumnElement, Connection, Engine, Table, create_engine, event, func, insert
from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite
from sqlalchemy.pool import NullPool

from reconciler.errors import Busy, IntegrityFailure
from reconciler.model import OrgKey
from reconciler.stores.glance import TRIGGERS
from reconciler.stores.sql.database import Database
from reconciler.stores.sql.rows import Row
from reconciler.stores.sql.tables import VIEWS, metadata
from reconciler.text import visible

# EXTRA: with a journal, FULL leaves it to the disk whether its end, and so the COMMIT, survives a power failure (T144).
_PRAGMAS = (
    "foreign_keys=ON",
    "trusted_schema=OFF",
    "cell_size_check=ON",
    "mmap_size=0",
    "synchronous=EXTRA",
    "secure_delete=ON",
)
_CACHE = "PRAGMA cache_size=-65536"
"""64 MiB while many rows are added: with the usual 2, pages of an index that is not filled in order are written again and again."""
_EXPECTED = {
    *(("table", table) for table in (*metadata.tables, "alembic_version")),
    *(("view", view) for view in VIEWS),
    *(("trigger", trigger) for trigger in TRIGGERS),
}

_DIALECT = SQLiteDialect_pysqlite(paramstyle="qmark")


class Sqlite(Database):
    """One file, one writer at a time."""

    def __init__(self, name: str, path: Path, lock_timeout: float, *, create: bool = False) -> None:
        mode = "rwc" if create else "rw"
        super().__init__(
            name,
            _engine(lambda: _reading(path, lock_timeout), "BEGIN DEFERRED"),
            _engine(lambda: _connect(path, f"mode={mode}", lock_timeout), "BEGIN IMMEDIATE"),
            lock_timeout,
        )
        self._path = path

    def lock(self, connection: Connection, org: OrgKey) -> bool:
        """BEGIN IMMEDIATE has waited for the whole file already."""
        return True

    def load(self, connection: Connection, table: Table, columns: Sequence[str], rows: Sequence[Row]) -> None:
        """One statement, prepared once."""
        statement = insert(table).compile(dialect=connection.dialect, column_keys=list(columns))
        connection.exec_driver_sql(str(statement), list(map(tuple, rows)))

    def add(self, connection: Connection, table: Table, rows: Sequence[Row]) -> int:
        """One statement, prepared once."""
        connection.exec_driver_sql(_CACHE)
        done = connection.exec_driver_sql(_adding(table), list(rows))
        return done.rowcount

    def at_keys(self, connection: Connection, table: Table, keys: Sequence[Row]) -> Iterator[Row]:
        """One statement for all: the keys go in as JSON."""
        return iter(connection.exec_driver_sql(_at_keys(table), (json.dumps(list(map(list, keys))),)).all())

    def few(self, condition: ColumnElement[bool]) -> ColumnElement[bool]:
        """A file keeps no figures about its rows: without the hint it would read all of an org to find one member's."""
        return func.unlikely(condition)

    def problem(self, connection: Connection) -> str:
        """A table, view or trigger we did not create may run code or hide rows (T156)."""
        found = connection.exec_driver_sql("SELECT type, name, rootpage FROM sqlite_schema").all()
        for kind, name, page in found:
            known = (kind, name) in _EXPECTED and (kind != "table" or page)  # page 0: a virtual table
            if kind != "index" and not known and not name.startswith("sqlite_"):
                return f"it holds the {kind} {visible(name)}, which is not ours"
        missing = sorted(metadata.tables.keys() - {name for kind, name, _ in found if kind == "table"})
        return f"the table {missing[0]} is missing" if missing else ""

    def sweep(self) -> str:
        """Every page anew, then what lies beside the file emptied. Deleted rows leave their bytes in a file otherwise."""
        with self.faults(), closing(_connect(self._path, "mode=rw", self.lock_timeout)) as connection:
            connection.execute("VACUUM")
            if connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]:
                raise Busy(
                    f"somebody reads {self.name}, so what was deleted still has its bytes there", hint="run this again"
                )
        return ""

    def keep_log_beside(self) -> None:
        """Write-ahead logging, so that readers never wait. Needs a moment alone; without it all is still correct."""
        deadline = time.monotonic() + self.lock_timeout
        with closing(_connect(self._path, "mode=rw", self.lock_timeout)) as connection:
            while time.monotonic() < deadline:
                with suppress(sqlite3.OperationalError):
                    if connection.execute("PRAGMA journal_mode=WAL").fetchone() == ("wal",):
                        return
                time.sleep(0.02)


@cache
def _adding(table: Table) -> str:
    return f"{insert(table).compile(dialect=_DIALECT)} ON CONFLICT DO NOTHING"


@cache
def _at_keys(table: Table) -> str:
    """CROSS JOIN is read from left to right, so each key is looked up."""
    quoted = _DIALECT.identifier_preparer.quote
    columns = ", ".join(f"t.{quoted(column.name)}" for column in table.columns)
    same = " AND ".join(
        f"t.{quoted(column.name)} = json_extract(k.value, '$[{at}]')" for at, column in enumerate(table.primary_key)
    )
    return f"SELECT {columns} FROM json_each(?) AS k CROSS JOIN {quoted(table.name)} AS t WHERE {same}"  # noqa: S608


def take_back(path: Path, lock_timeout: float) -> None:
    """Undo what an apply that was killed has left half written, by its journal: who opens only to read may not (T144).

    The journal of an apply that is under way stays: SQLite asks whether somebody holds the lock.
    """
    if path.with_name(f"{path.name}-journal").exists():
        with closing(_connect(path, "mode=rw", lock_timeout)) as connection:
            connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()


def check_format(path: Path, name: str, lock_timeout: float) -> None:
    """Refuse a file that SQLite does not take for one of its own (T152). What else is wrong is said when it is used."""
    try:
        with closing(_connect(path, "mode=ro", lock_timeout)) as connection:
            connection.execute("PRAGMA application_id").fetchone()
    except sqlite3.Error as error:
        if getattr(error, "sqlite_errorcode", 0) == sqlite3.SQLITE_NOTADB:
            raise IntegrityFailure(
                f"{name} is not an SQLite database", hint="correct the URL; nothing was touched"
            ) from None


def _reading(path: Path, lock_timeout: float) -> sqlite3.Connection:
    take_back(path, lock_timeout)
    return _connect(path, _reading_mode(path), lock_timeout)


def _engine(connect: Callable[[], sqlite3.Connection], begin: str) -> Engine:
    engine = create_engine("sqlite://", creator=connect, poolclass=NullPool)
    event.listen(engine, "begin", lambda connection: connection.exec_driver_sql(begin))
    return engine


def _connect(path: Path, mode: str, lock_timeout: float) -> sqlite3.Connection:
    """``isolation_level=None``: the driver begins nothing on its own; we do."""
    uri = f"file:{quote(str(path))}?{mode}"
    connection = sqlite3.connect(uri, uri=True, timeout=lock_timeout, isolation_level=None, check_same_thread=False)
    try:
        for pragma in _PRAGMAS:
            connection.execute(f"PRAGMA {pragma}")
    except UnicodeDecodeError as error:  # a damaged schema is quoted in the message, which the driver cannot read
        connection.close()
        raise sqlite3.DatabaseError("its schema is damaged") from error
    except sqlite3.Error:
        connection.close()
        raise
    return connection


def _reading_mode(path: Path) -> str:
    """``mode=ro``; where nothing can be made beside the file, and no log lies there to be read with it, ``immutable``."""
    logs = (path.with_name(f"{path.name}{suffix}") for suffix in ("-wal", "-journal"))
    if os.access(path.parent, os.W_OK) or any(log.exists() for log in logs):
        return "mode=ro"
    return "mode=ro&immutable=1"
