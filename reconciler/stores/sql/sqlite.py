"""One SQLite file through SQLAlchemy. How it is connected to: ``driver.py``; which files we open: ``file.py``.

Readers open the file ``mode=ro`` and begin deferred; writers begin IMMEDIATE, so the lock is held before anything is
read (H1). There is no pool: a connection lives as long as its transaction and is never carried across a fork.
"""

from __future__ import annotations

import json
import sqlite3
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, suppress
from functools import cache
from pathlib import Path

from sqlalchemy import ColumnElement, Connection, Engine, Table, create_engine, event, func, insert
from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite
from sqlalchemy.pool import NullPool

from reconciler.errors import Busy, IntegrityFailure
from reconciler.model import OrgKey
from reconciler.stores.sql.database import Database
from reconciler.stores.sql.driver import SCHEMA, connect, problem, reading
from reconciler.stores.sql.rows import Row

_CACHE = "PRAGMA cache_size=-65536"
"""64 MiB while many rows are added: with the usual 2, pages of an index that is not filled in order are written again and again."""
_DIALECT = SQLiteDialect_pysqlite(paramstyle="qmark")


class Sqlite(Database):
    """One file, one writer at a time."""

    def __init__(self, name: str, path: Path, lock_timeout: float, *, create: bool = False) -> None:
        mode = "rwc" if create else "rw"
        super().__init__(
            name,
            _engine(lambda: reading(path, lock_timeout), "BEGIN DEFERRED"),
            _engine(lambda: connect(path, f"mode={mode}", lock_timeout), "BEGIN IMMEDIATE"),
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
        return problem([(kind, name, page) for kind, name, page in connection.exec_driver_sql(SCHEMA)])

    def sweep(self) -> str:
        """Every page anew, then what lies beside the file emptied. Deleted rows leave their bytes in a file otherwise."""
        with self.faults(), closing(connect(self._path, "mode=rw", self.lock_timeout)) as connection:
            connection.execute("VACUUM")
            if connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]:
                raise Busy(
                    f"somebody reads {self.name}, so what was deleted still has its bytes there", hint="run this again"
                )
        return ""

    def keep_log_beside(self) -> None:
        """Write-ahead logging, so that readers never wait. Needs a moment alone; without it all is still correct."""
        deadline = time.monotonic() + self.lock_timeout
        with closing(connect(self._path, "mode=rw", self.lock_timeout)) as connection:
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


def check_format(path: Path, name: str, lock_timeout: float) -> None:
    """Refuse a file that SQLite does not take for one of its own (T152). What else is wrong is said when it is used."""
    try:
        with closing(connect(path, "mode=ro", lock_timeout)) as connection:
            connection.execute("PRAGMA application_id").fetchone()
    except sqlite3.Error as error:
        if getattr(error, "sqlite_errorcode", 0) == sqlite3.SQLITE_NOTADB:
            raise IntegrityFailure(
                f"{name} is not an SQLite database", hint="correct the URL; nothing was touched"
            ) from None


def _engine(connect: Callable[[], sqlite3.Connection], begin: str) -> Engine:
    engine = create_engine("sqlite://", creator=connect, poolclass=NullPool)
    event.listen(engine, "begin", lambda connection: connection.exec_driver_sql(begin))
    return engine
