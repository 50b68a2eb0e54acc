"""How a store is made, and how an older one is brought up to this version: the only room that changes a schema (T157, T159).

Each is one transaction under one lock: killed anywhere, the old schema or the new one is there, never something between.
Several at once are no harm: one migrates, the others wait and find it done. While a migration makes its backup nobody applies,
so that the backup holds what the migration found.

To change the schema: write the next version into ``migrations/versions``, and freeze a store of the last one in
``tests/versions``.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from sqlalchemy import Connection, insert, select, text, update
from sqlalchemy.exc import ProgrammingError

from reconciler.canonical import keyed
from reconciler.errors import IntegrityFailure, WrongUsage
from reconciler.model import Head, Outcome, Run
from reconciler.stores.base import fresh
from reconciler.stores.glance import APPLICATION_ID, REVISIONS
from reconciler.stores.sql.database import Database
from reconciler.stores.sql.distributed import ENGINES, UNKNOWN_FUNCTION
from reconciler.stores.sql.opening import (
    FORMAT,
    check_version,
    check_whose,
    database_at,
    newer,
    open_store,
    revision_of,
    taken,
)
from reconciler.stores.sql.sqlite import Sqlite
from reconciler.stores.sql.store import SqlStore, SqlTransaction
from reconciler.stores.sql.tables import org, run, store_meta

LOCK = ""
"""Migrations are locked like an org; no org has this name."""

Mark = Callable[[Head, str, str], tuple[Head, Run]]
"""Of an org, the schema it had, and a key for it if it has none: its head afterwards, and the run that says so."""


def init_store(url: str, lineage: str, *, engine: str = "", lock_timeout: float = 10.0) -> SqlStore:
    """Make the store at *url*. One that is there already keeps its lineage, and is refused if it is of an older version.

    *engine* names what spreads a new store over machines (``distributed.py``); none: it is on one.
    """
    database = database_at(url, lock_timeout, create=True)
    try:
        with database.writing(LOCK) as connection:
            made = _make(database, connection, lineage)
            if engine:
                _spread(database, connection, engine, made=made)
            database.commit(connection)
    finally:
        database.close()
    if isinstance(database, Sqlite):
        database.keep_log_beside()
    return open_store(url, lock_timeout=lock_timeout)


def migrate_store(url: str, backup: Callable[[], None], mark: Mark, *, lock_timeout: float = 10.0) -> str:
    """Bring the store at *url* up to this version. The schema that it had; empty if there was nothing to do.

    ``backup`` is called first, while nobody can apply.
    """
    database = database_at(url, lock_timeout)
    try:
        with database.writing(LOCK) as connection:
            before = _older(database, connection)
            if before:
                _alone(database, connection)
                backup()
                upgrade(database, connection)
                _say_so(database, connection, before, mark)
                database.commit(connection)
            return before
    finally:
        database.close()


def _make(database: Database, connection: Connection, lineage: str) -> bool:
    """Make what is missing; whether it was not there yet."""
    if isinstance(database, Sqlite) and _untouched(connection):
        connection.exec_driver_sql(f"PRAGMA application_id={APPLICATION_ID}")
    check_whose(database, connection)
    revision = revision_of(connection)
    if revision is not None:
        check_version(database, revision)
        return False
    if taken(connection):
        raise IntegrityFailure(
            f"{database.name} is the database of another application", hint="correct the URL; nothing was touched"
        )
    upgrade(database, connection)
    connection.execute(insert(store_meta).values(one=1, lineage=lineage, format=FORMAT, key=fresh()))
    return True


def _spread(database: Database, connection: Connection, engine: str, *, made: bool) -> None:
    if isinstance(database, Sqlite) or not made:
        why = "is a file" if made else "is a store already"
        raise WrongUsage(f"{database.name} {why}, and is not spread", hint="make a new store on a server of the engine")
    try:
        for statement in ENGINES[engine]():
            connection.exec_driver_sql(statement)
    except ProgrammingError as error:
        if getattr(error.orig, "sqlstate", "") != UNKNOWN_FUNCTION:
            raise
        hint = f"on all of its machines: CREATE EXTENSION {engine}"
        raise WrongUsage(f"the server of {database.name} has no {engine}", hint=hint) from None


def _older(database: Database, connection: Connection) -> str:
    """The schema of a store that can be brought up to date; empty if it is."""
    check_whose(database, connection)
    revision = revision_of(connection)
    if revision is None:
        raise WrongUsage(f"{database.name} holds no store yet", hint=f"reconciler init --db {database.name}")
    if revision not in REVISIONS:
        raise newer(database, revision)
    return "" if revision == REVISIONS[-1] else revision


def _alone(database: Database, connection: Connection) -> None:
    """Keep everybody else from writing, not from reading. A file's lock does that already.

    The server must not take the transaction for one that was forgotten while the backup is made.
    """
    if not isinstance(database, Sqlite):
        connection.execute(text("SET LOCAL idle_in_transaction_session_timeout = 0"))
        connection.execute(text(f"LOCK TABLE {org.name} IN EXCLUSIVE MODE"))


def _say_so(database: Database, connection: Connection, before: str, mark: Mark) -> None:
    """The store names its format, and each org gets a run that says what was done; what has no key yet gets one."""
    connection.execute(update(store_meta).values(format=FORMAT))
    if not connection.scalar(select(store_meta.c.key)):
        key = fresh()
        connection.execute(update(store_meta).values(key=key))
        _blind(connection, key)
    if problem := database.problem(connection):
        raise IntegrityFailure(f"{database.name}: {problem}", hint="find out who changed the schema")
    for name in connection.scalars(select(org.c.org).order_by(org.c.org)).all():
        transaction = SqlTransaction(database, connection, name)
        if transaction.head is not None:
            head, done = mark(transaction.head, before, transaction.new_key())
            transaction.write(head, (), (), done)


def _blind(connection: Connection, key: str) -> None:
    """Names of plans that nobody applied, from before the store had a key: nothing hashes them, and they are made of people's names.

    Under the key they tell nobody anything once an erasure has replaced it.
    """
    columns = run.c
    chosen = select(columns.org, columns.run, columns.plan).where(columns.outcome != Outcome.DONE.value)
    for each in connection.execute(chosen).all():
        mine = (columns.org == each.org) & (columns.run == each.run)
        connection.execute(update(run).where(mine).values(plan=keyed(key, each.plan)))


def _untouched(connection: Connection) -> bool:
    """Whether this SQLite file was made by our opening it, or by an ``init`` that was killed."""
    used = connection.exec_driver_sql("SELECT count(*) FROM sqlite_schema").scalar_one()
    return not used and not connection.exec_driver_sql("PRAGMA application_id").scalar_one()


def upgrade(database: Database, connection: Connection) -> None:
    """All migrations that are missing, in the transaction that is under way."""
    from alembic import command  # lazy: half a second, needed once in a store's life
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations").replace("%", "%%"))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
    if isinstance(database, Sqlite):
        connection.exec_driver_sql(f"PRAGMA user_version={FORMAT}")
