"""Which databases are ours: made by an explicit ``init``, refused in every other case (T152, T156-T158).

A typing error in a URL must not look like an empty store: against an empty store every plan says "create all". So
:func:`open_store` creates nothing, and every refusal names the command that helps. Alembic is imported only to migrate;
whether a schema is ours is read by plain SQL.
"""

from __future__ import annotations

import sqlite3
from contextlib import suppress
from pathlib import Path

from sqlalchemy import Connection, insert, inspect, select, text, update

from reconciler.errors import IntegrityFailure, VersionNotSupported, WrongUsage
from reconciler.stores.glance import APPLICATION_ID, REVISIONS
from reconciler.stores.sql.database import Database
from reconciler.stores.sql.file import check_file
from reconciler.stores.sql.postgresql import Postgresql, check_server
from reconciler.stores.sql.sqlite import Sqlite, check_format, take_back
from reconciler.stores.sql.store import SqlStore
from reconciler.stores.sql.tables import store_meta
from reconciler.stores.sql.url import masked, parsed, path_of
from reconciler.text import visible

_FORMAT = len(REVISIONS)
_INIT_LOCK = ""
"""Migrations are locked like an org; no org has this name."""


def open_store(url: str, *, lock_timeout: float = 10.0) -> SqlStore:
    """The store at *url*, which ``init`` made before. Raises WrongUsage, IntegrityFailure or VersionNotSupported."""
    database = _database(url, lock_timeout, create=False)
    try:
        with database.reading() as connection:
            lineage = _checked(database, connection)
    except BaseException:
        database.close()
        raise
    return SqlStore(database, lineage)


def holds_a_store(url: str) -> bool:
    """Whether there is something at *url* already that has one of our names, of whatever version."""
    database = _database(url, 10.0, create=False)
    try:
        with database.reading() as connection:
            return _taken(connection)
    finally:
        database.close()


def init_store(url: str, lineage: str, *, lock_timeout: float = 10.0) -> SqlStore:
    """Make the store at *url*, or bring an older one up to this version. A store that is there keeps its lineage.

    Several at once are no harm: one migrates, the others wait and find it done.
    """
    database = _database(url, lock_timeout, create=True)
    try:
        with database.writing(_INIT_LOCK) as connection:
            _migrate(database, connection, lineage)
            database.commit(connection)
    finally:
        database.close()
    if isinstance(database, Sqlite):
        database.keep_log_beside()
    return open_store(url, lock_timeout=lock_timeout)


def _database(url: str, lock_timeout: float, *, create: bool) -> Database:
    parts, name = parsed(url), masked(url)
    if parts.drivername == "sqlite":
        path = path_of(parts)
        if path.is_file():
            with suppress(sqlite3.Error):  # what still stands in the way is said when the file is read
                take_back(path, lock_timeout)
        check_file(path, name, create=create)
        if path.exists() and path.stat().st_size:
            check_format(path, name, lock_timeout)
        return Sqlite(name, path, lock_timeout, create=create)
    return Postgresql(name, parts, lock_timeout)


def _revision(connection: Connection) -> str | None:
    """The schema version by Alembic's table; None if there is no store."""
    if not {"alembic_version", store_meta.name} <= set(inspect(connection).get_table_names()):
        return None
    return connection.scalar(text("SELECT version_num FROM alembic_version")) or ""


def _checked(database: Database, connection: Connection) -> str:
    """The lineage, if everything about this database says that it is a store of this version."""
    _check_whose(database, connection)
    revision = _revision(connection)
    if revision is None:
        raise WrongUsage(f"{database.name} holds no store yet", hint=_init(database))
    _check_version(database, revision)
    if problem := database.problem(connection):
        raise IntegrityFailure(f"{database.name}: {problem}", hint="find out who changed the schema")
    found = connection.execute(select(store_meta.c.lineage, store_meta.c.format)).all()
    if len(found) != 1 or found[0].format != _FORMAT:
        raise IntegrityFailure(f"{database.name} does not say which store it is", hint="restore a backup")
    database.orgs = database.seen(connection)
    lineage: str = found[0].lineage
    return lineage


def _check_whose(database: Database, connection: Connection) -> None:
    if not isinstance(database, Sqlite):
        check_server(connection, database.name)
        return
    application = connection.exec_driver_sql("PRAGMA application_id").scalar_one()
    if application != APPLICATION_ID:
        raise IntegrityFailure(
            f"{database.name} is the database of another application", hint="correct the URL; nothing was touched"
        )
    version = connection.exec_driver_sql("PRAGMA user_version").scalar_one()
    if version > _FORMAT:
        raise _newer(database, str(version))


def _check_version(database: Database, revision: str) -> None:
    if revision not in REVISIONS:
        raise _newer(database, revision)
    if revision != REVISIONS[-1]:
        raise VersionNotSupported(
            f"{database.name} has the older schema {revision}; this program works with {REVISIONS[-1]}",
            hint=f"make a backup, then: {_init(database)}",
        )


def _newer(database: Database, version: str) -> VersionNotSupported:
    return VersionNotSupported(
        f"{database.name} has the schema {visible(version)}; this program knows up to {REVISIONS[-1]}",
        hint="use a newer reconciler",
    )


def _init(database: Database) -> str:
    return f"reconciler init --db {database.name}"


def _migrate(database: Database, connection: Connection, lineage: str) -> None:
    if isinstance(database, Sqlite) and _untouched(connection):
        connection.exec_driver_sql(f"PRAGMA application_id={APPLICATION_ID}")
    _check_whose(database, connection)
    revision = _revision(connection)
    if revision == REVISIONS[-1]:
        return
    if revision is not None and revision not in REVISIONS:
        raise _newer(database, revision)
    if revision is None and _taken(connection):
        raise IntegrityFailure(
            f"{database.name} is the database of another application", hint="correct the URL; nothing was touched"
        )
    _upgrade(connection)
    if revision is None:
        connection.execute(insert(store_meta).values(one=1, lineage=lineage, format=_FORMAT))
    else:
        connection.execute(update(store_meta).values(format=_FORMAT))
    if isinstance(database, Sqlite):
        connection.exec_driver_sql(f"PRAGMA user_version={_FORMAT}")


def _untouched(connection: Connection) -> bool:
    """Whether this SQLite file was made by our opening it, or by an ``init`` that was killed."""
    used = connection.exec_driver_sql("SELECT count(*) FROM sqlite_schema").scalar_one()
    return not used and not connection.exec_driver_sql("PRAGMA application_id").scalar_one()


def _taken(connection: Connection) -> bool:
    """Whether one of our names is in use by somebody else."""
    ours = {"alembic_version", *store_meta.metadata.tables}
    return not ours.isdisjoint(inspect(connection).get_table_names())


def _upgrade(connection: Connection) -> None:
    """All migrations in the transaction that is under way: killed anywhere, nothing has happened (T159)."""
    from alembic import command  # lazy: half a second, needed once in a store's life
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations").replace("%", "%%"))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
