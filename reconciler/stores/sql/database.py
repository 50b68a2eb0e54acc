"""Transactions on one database: begun for reading or for writing, locked, committed, and named when they fail.

A :class:`Database` has two engines. The *reader*'s connections cannot write (R13). The *writer*'s take the lock before
they read anything: SQLAlchemy's own SQLite transactions begin too late and lose updates (H1). ``sqlite.py`` and
``postgresql.py`` say how; what is common to both is here. Nothing here knows a table.
"""

from __future__ import annotations

import logging
import os
import time
from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from sqlalchemy import ColumnElement, Connection, Engine, Table
from sqlalchemy.exc import SQLAlchemyError

from reconciler.errors import Busy, IntegrityFailure, WrongUsage
from reconciler.model import OrgKey
from reconciler.stores.sql.faults import translated
from reconciler.stores.sql.rows import Row
from reconciler.text import visible

# A broken connection is told in our words. What SQLAlchemy's pool says of it besides is for whoever has set up logging; if
# nobody has, Python would print it with a traceback.
logging.getLogger("sqlalchemy").addHandler(logging.NullHandler())

_FACTS_OF = "facts of "
"""What the lock of an org's facts is named by; no org has a name that begins so."""
_FIRST_PAUSE, _LONGEST_PAUSE = 0.01, 0.25


class Database(ABC):
    """One SQLite file or PostgreSQL database. ``name`` is its masked URL, for messages."""

    def __init__(self, name: str, reader: Engine, writer: Engine, lock_timeout: float) -> None:
        self.name = name
        self.reader = reader
        self.writer = writer
        self.lock_timeout = lock_timeout
        self.orgs: frozenset[OrgKey] | None = None
        """The orgs this user of the database may see; None for all. Set when the store is opened."""
        self.driver_error: type[Exception] = writer.dialect.loaded_dbapi.Error
        self._process = os.getpid()

    @abstractmethod
    def lock(self, connection: Connection, org: OrgKey) -> bool:
        """Try to hold *org* until the transaction ends. A courtesy: what makes applies safe is the CAS (H2)."""

    @abstractmethod
    def load(self, connection: Connection, table: Table, columns: Sequence[str], rows: Sequence[Row]) -> None:
        """Insert many rows that are known to be new, by the database's fastest way."""

    @abstractmethod
    def add(self, connection: Connection, table: Table, rows: Sequence[Row]) -> int:
        """Insert those of many whole rows whose key is not taken; how many that were."""

    @abstractmethod
    def at_keys(self, connection: Connection, table: Table, keys: Sequence[Row]) -> Iterator[Row]:
        """The rows that have one of these primary keys, which begin with one and the same org."""

    def few(self, condition: ColumnElement[bool]) -> ColumnElement[bool]:
        """A condition that few rows of a large table meet; for an engine that has to be told."""
        return condition

    @abstractmethod
    def problem(self, connection: Connection) -> str:
        """Why this database is not to be trusted with our tables, in words; empty if it is."""

    @abstractmethod
    def sweep(self) -> str:
        """Write all tables anew, so that nothing of deleted rows is left between those that stay. What the owner has to do, if we may not."""

    def seen(self, connection: Connection) -> frozenset[OrgKey] | None:
        """The orgs that the user of this database sees; None for all."""
        return None

    def admit(self, org: OrgKey) -> None:
        """Raise WrongUsage for an org that this user cannot see: it must not look like one that is not there."""
        if self.orgs is not None and org not in self.orgs:
            sees = ", ".join(map(visible, sorted(self.orgs))) or "none"
            raise WrongUsage(
                f"the user of {self.name} may not see {visible(org)}",
                hint=f"the user sees: {sees}; reconciler grants --org PLATFORM/ORG prints how a role sees an org",
            )

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A transaction that cannot write and sees one moment of the database."""
        with self.faults(), self._engine(self.reader).connect() as connection, connection.begin():
            yield connection

    @contextmanager
    def writing(self, org: OrgKey) -> Iterator[Connection]:
        """A transaction that holds *org*. It is rolled back unless :meth:`commit` was called."""
        with self.faults(), self._engine(self.writer).connect() as connection:
            self._wait_for(connection, org)
            yield connection

    @contextmanager
    def adding(self, org: OrgKey) -> Iterator[Connection]:
        """A transaction that adds facts to *org*: it waits for others that do, and for no apply that the database can do beside it."""
        with self.faults(), self._engine(self.writer).connect() as connection:
            connection.execution_options(reconciler_isolation="READ COMMITTED")
            self._wait_for(connection, f"{_FACTS_OF}{org}")
            yield connection

    @contextmanager
    def noting(self) -> Iterator[Connection]:
        """A small transaction of its own beside others, committed at the end."""
        with self.faults(), self._engine(self.writer).connect() as connection:
            connection.execution_options(reconciler_isolation="READ COMMITTED")
            connection.begin()
            yield connection
            self.commit(connection)

    def commit(self, connection: Connection) -> None:
        """Commit; a connection lost meanwhile is OutcomeUnknown (T146)."""
        try:
            connection.commit()
        except (SQLAlchemyError, self.driver_error) as error:
            raise translated(error, self.name, committing=True) from error

    def marks(self, connection: Connection, org: OrgKey = "") -> dict[OrgKey, str]:
        """A mark of the rows of each org, or of one, that changes with any of them; nothing where triggers see to that."""
        return {}

    def close(self) -> None:
        """Give back all connections."""
        self.reader.dispose()
        self.writer.dispose()

    @contextmanager
    def faults(self) -> Iterator[None]:
        """Errors of the driver leave as ours; a stored value that does not read back is an integrity failure."""
        try:
            yield
        except (SQLAlchemyError, self.driver_error) as error:
            raise translated(error, self.name) from error
        except UnicodeDecodeError as error:  # SQLite quotes a damaged schema, and its driver cannot read the message
            raise IntegrityFailure(f"{self.name} is damaged: its text is not text", hint="restore a backup") from error

    @contextmanager
    def decoding(self) -> Iterator[None]:
        """Around turning rows into nouns: what we did not write may not be JSON (T153)."""
        try:
            yield
        except (ValueError, TypeError, LookupError, RecursionError) as error:
            raise IntegrityFailure(
                f"{self.name} holds a row that no apply wrote ({type(error).__name__})", hint="restore a backup"
            ) from error

    def _wait_for(self, connection: Connection, org: OrgKey) -> None:
        """Begin and try, again and again: a transaction that waits inside would look at the past afterwards."""
        deadline = time.monotonic() + self.lock_timeout
        pause = _FIRST_PAUSE
        while True:
            connection.begin()
            if self.lock(connection, org):
                return
            connection.rollback()
            if time.monotonic() >= deadline:
                raise Busy(
                    f"somebody else is applying {org or 'a migration'} in {self.name}",
                    hint="try again, or wait longer: --lock-timeout 60",
                )
            time.sleep(pause)
            pause = min(pause * 2, _LONGEST_PAUSE)

    def _engine(self, engine: Engine) -> Engine:
        """*engine*, with a pool of this process: a connection carried across a fork belongs to the parent (T164)."""
        if os.getpid() != self._process:
            self.reader.dispose(close=False)
            self.writer.dispose(close=False)
            self._process = os.getpid()
        return engine
