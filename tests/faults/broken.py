"""Stores that lose applies, each in the way a reasonable person would write it first: the checker must catch them all.

All of them take the next number of the audit log from the log itself, as an autoincrement column would; else its
primary key would refuse what they lose.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection, create_engine, event, func, select, update

from reconciler.errors import Busy, Stale
from reconciler.model import AuditEntry, Change, Head, OrgKey, Run
from reconciler.stores.sql import opening, rows, store, tables
from reconciler.stores.sql.postgresql import lock_key

THINKING = 0.01
"""Between reading and writing, in seconds: the window is the same in a correct store, and harmless."""


class Careless(store.SqlTransaction):
    """Compares the serial that it has read, in Python, and then writes whatever is there by now."""

    def _compare_and_set(self, head: Head) -> None:
        if (self.head.serial if self.head else 0) != head.serial - 1:
            raise Stale("as careful as it gets")
        time.sleep(THINKING)
        values = dict(zip(rows.HEAD, rows.head_row(head), strict=True))
        self._connection.execute(update(tables.org).where(tables.org.c.org == self._org).values(values))

    def commit(
        self, head: Head, changes: Sequence[Change], entries: Sequence[AuditEntry], run: Run, *facts: Any, **more: Any
    ) -> None:
        with self._database.faults():
            self._compare_and_set(head)
            size = self._connection.scalar(
                select(func.coalesce(func.max(tables.audit.c.seq), 0)).where(tables.audit.c.org == self._org)
            )
        numbered = [entry._replace(seq=size + number) for number, entry in enumerate(entries, 1)]
        self._compare_and_set = lambda _: None  # type: ignore[method-assign] - done
        super().commit(head, changes, numbered, run, *facts, **more)


class WithoutCompareAndSet(store.SqlStore):
    """No compare-and-set, no lock, the engine's default level: READ COMMITTED, or BEGIN DEFERRED."""

    def __init__(self, database: Any, lineage: str, key: str) -> None:
        super().__init__(database, lineage, key)
        database.writer = _engine(database, "BEGIN DEFERRED", "BEGIN ISOLATION LEVEL READ COMMITTED")

    @contextmanager
    def transaction(self, org: OrgKey) -> Iterator[store.SqlTransaction]:
        with self._database.faults(), self._database.writer.connect() as connection, connection.begin():
            yield Careless(self._database, connection, org)


class LockOnly(WithoutCompareAndSet):
    """A lock of the session, on a connection of its own, and nothing else: it is gone when the session is (H2)."""

    @contextmanager
    def transaction(self, org: OrgKey) -> Iterator[store.SqlTransaction]:
        with self._database.writer.connect() as holder:
            _hold(holder, org)
            try:
                with super().transaction(org) as transaction:
                    time.sleep(THINKING * 5)
                    yield transaction
            finally:
                holder.invalidate()


def _hold(holder: Connection, org: OrgKey) -> None:
    driver: Any = holder.connection.driver_connection
    deadline = time.monotonic() + 10
    while not driver.execute("SELECT pg_try_advisory_lock(%s)", [lock_key(org)]).fetchone()[0]:
        if time.monotonic() > deadline:
            raise Busy("somebody else holds the lock")
        time.sleep(0.01)


class DefaultTransaction(WithoutCompareAndSet):
    """SQLAlchemy's SQLite transaction as it comes: it begins with the first write (H1)."""

    def __init__(self, database: Any, lineage: str, key: str) -> None:
        store.SqlStore.__init__(self, database, lineage, key)
        creator = database.writer.pool._creator

        def connect() -> Any:
            connection = creator()
            connection.isolation_level = ""
            return connection

        database.writer = create_engine("sqlite://", creator=connect, poolclass=type(database.writer.pool))


def _engine(database: Any, sqlite: str, postgresql: str) -> Any:
    careful = database.writer
    begin = sqlite if careful.dialect.name == "sqlite" else postgresql
    engine = create_engine(
        careful.url, creator=careful.pool._creator, poolclass=type(careful.pool), paramstyle=careful.dialect.paramstyle
    )
    event.listen(engine, "begin", lambda connection: connection.exec_driver_sql(begin))
    return engine


STORES: dict[str, type[store.SqlStore]] = {
    "no compare-and-set": WithoutCompareAndSet,
    "lock only": LockOnly,
    "default transaction": DefaultTransaction,
}


def install(name: str) -> None:
    """In this process, every store that is opened is the broken one."""
    opening.SqlStore = STORES[name]  # type: ignore[misc]
