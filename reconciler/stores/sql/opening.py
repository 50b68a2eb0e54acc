"""Which databases are ours: made by an explicit ``init``, refused in every other case (T152, T156-T158).

A typing error in a URL must not look like an empty store: against an empty store every plan says "create all". So
:func:`open_store` creates nothing, and every refusal names the command that helps. Whether a schema is ours is read by
plain SQL; how one is made or brought up to date is in ``migrating.py``.
"""

from __future__ import annotations

import sqlite3
from contextlib import suppress

from sqlalchemy import Connection, inspect, select, text

from reconciler.errors import IntegrityFailure, VersionNotSupported, WrongUsage
from reconciler.stores.glance import APPLICATION_ID, REVISIONS
from reconciler.stores.masking import masked
from reconciler.stores.sql.database import Database
from reconciler.stores.sql.driver import take_back
from reconciler.stores.sql.file import check_file
from reconciler.stores.sql.postgresql import Postgresql, check_server
from reconciler.stores.sql.sqlite import Sqlite, check_format
from reconciler.stores.sql.store import SqlStore
from reconciler.stores.sql.tables import store_meta
from reconciler.stores.sql.url import parsed, path_of
from reconciler.text import visible

FORMAT = len(REVISIONS)


def open_store(url: str, *, lock_timeout: float = 10.0) -> SqlStore:
    """The store at *url*, which ``init`` made before. Raises WrongUsage, IntegrityFailure or VersionNotSupported."""
    database = database_at(url, lock_timeout)
    try:
        with database.reading() as connection:
            lineage, key = checked(database, connection)
    except BaseException:
        database.close()
        raise
    return SqlStore(database, lineage, key)


def holds_a_store(url: str) -> bool:
    """Whether there is something at *url* already that has one of our names, of whatever version."""
    database = database_at(url, 10.0)
    try:
        with database.reading() as connection:
            return taken(connection)
    finally:
        database.close()


def database_at(url: str, lock_timeout: float, *, create: bool = False) -> Database:
    """The file or server at *url*; nothing is known of it yet but that it may hold a store."""
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


def revision_of(connection: Connection) -> str | None:
    """The schema version by Alembic's table; None if there is no store."""
    if not {"alembic_version", store_meta.name} <= set(inspect(connection).get_table_names()):
        return None
    return connection.scalar(text("SELECT version_num FROM alembic_version")) or ""


def checked(database: Database, connection: Connection) -> tuple[str, str]:
    """The lineage and the key, if everything about this database says that it is a store of this version."""
    check_whose(database, connection)
    revision = revision_of(connection)
    if revision is None:
        raise WrongUsage(f"{database.name} holds no store yet", hint=_init(database))
    check_version(database, revision)
    if problem := database.problem(connection):
        raise IntegrityFailure(f"{database.name}: {problem}", hint="find out who changed the schema")
    found = connection.execute(select(store_meta.c.lineage, store_meta.c.format, store_meta.c.key)).all()
    if len(found) != 1 or found[0].format != FORMAT or not isinstance(found[0].key, str):
        raise IntegrityFailure(f"{database.name} does not say which store it is", hint="restore a backup")
    database.orgs = database.seen(connection)
    return found[0].lineage, found[0].key


def check_whose(database: Database, connection: Connection) -> None:
    """Refuse the database of another application, of another encoding, or of a version yet to come."""
    if not isinstance(database, Sqlite):
        check_server(connection, database.name)
        return
    application = connection.exec_driver_sql("PRAGMA application_id").scalar_one()
    if application != APPLICATION_ID:
        raise IntegrityFailure(
            f"{database.name} is the database of another application", hint="correct the URL; nothing was touched"
        )
    version = connection.exec_driver_sql("PRAGMA user_version").scalar_one()
    if version > FORMAT:
        raise newer(database, str(version))


def check_version(database: Database, revision: str) -> None:
    """Refuse every schema but the one this program works with."""
    if revision not in REVISIONS:
        raise newer(database, revision)
    if revision != REVISIONS[-1]:
        raise VersionNotSupported(
            f"{database.name} has the older schema {revision}; this program works with {REVISIONS[-1]}",
            hint=f"bring it up to date, after a backup into a new FILE: reconciler migrate FILE --db {database.name}",
        )


def newer(database: Database, version: str) -> VersionNotSupported:
    """The refusal of a schema that this program does not know."""
    return VersionNotSupported(
        f"{database.name} has the schema {visible(version)}; this program knows up to {REVISIONS[-1]}",
        hint="use a newer reconciler",
    )


def _init(database: Database) -> str:
    return f"reconciler init --db {database.name}"


def taken(connection: Connection) -> bool:
    """Whether one of our names is in use by somebody else."""
    ours = {"alembic_version", *store_meta.metadata.tables}
    return not ours.isdisjoint(inspect(connection).get_table_names())
