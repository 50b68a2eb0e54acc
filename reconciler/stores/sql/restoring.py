"""How a copy takes the place of a store, with a run of each org that says so: all of it or nothing (T122, T155).

A file is made ready beside the place, runs included, and then copied over it in one transaction. On a server one transaction drops
what is there, makes the tables anew and loads their rows; ``pg_restore`` reads the archive for it and does not speak to the server, so
nothing of an archive but rows of ours gets there. Killed anywhere, the store is as it was, and the command is run again.

Whether a copy is whole, and what its runs say, is for whoever restores it: ``mark`` is asked for each org before anything counts.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from itertools import takewhile
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Table, select

from reconciler.errors import IntegrityFailure, VersionNotSupported, WrongUsage
from reconciler.model import Head, Run
from reconciler.stores.base import Transaction
from reconciler.stores.evidence import Evidence
from reconciler.stores.glance import APPLICATION_ID, ARCHIVE, BESIDE, REVISIONS, SQLITE
from reconciler.stores.masking import masked
from reconciler.stores.sql.backup import copy_file, faults_of, in_mode, read_archive, sqlite_url
from reconciler.stores.sql.database import Database
from reconciler.stores.sql.evidence import SqlEvidence
from reconciler.stores.sql.file import check_file
from reconciler.stores.sql.migrating import LOCK, upgrade
from reconciler.stores.sql.opening import check_whose, checked, database_at
from reconciler.stores.sql.store import SqlTransaction
from reconciler.stores.sql.tables import metadata, org
from reconciler.stores.sql.url import parsed, path_of
from reconciler.stores.sql.views import VIEWS
from reconciler.text import visible

Mark = Callable[[Transaction, Evidence], tuple[Head, Run]]
"""Of an org of the copy: its head afterwards, and the run that says that it was restored. Raises what speaks against the copy."""

_ROWS = re.compile(rb"COPY public\.(\w+) \(([\w\", ]+)\) FROM stdin;\n")
_END_OF_ROWS = b"\\.\n"
_IN_UTF8 = b"SET client_encoding = 'UTF8';\n"
_PATIENT = "SET LOCAL statement_timeout = 0; SET LOCAL idle_in_transaction_session_timeout = 0"
_BEGINS = 16
_WAIT = 10.0


def restore(url: str, file: Path, mark: Mark) -> None:
    """Put the copy in *file* in the place of what is at *url*, which may be nothing."""
    if parsed(url).drivername == "sqlite":
        _replace_file(url, file, mark)
    else:
        _replace_tables(url, file, mark)


def refuse_itself(url: str, file: Path) -> None:
    """WrongUsage where the copy that is named is what stands at *url*: nothing would come of it but a run in each org."""
    parts = parsed(url)
    if parts.drivername == "sqlite" and file.exists() and file.samefile(path_of(parts)):
        raise WrongUsage(f"{visible(str(file))} is the store itself; nothing was changed", hint="name a backup of it")


def _begins(file: Path) -> bytes:
    try:
        if file.exists() and not file.is_file():  # nobody may be at the other end of a pipe (T132)
            raise WrongUsage(f"{visible(str(file))} is not a regular file", hint="name a backup")
        with file.open("rb") as opened:
            return opened.read(_BEGINS)
    except OSError as error:
        raise WrongUsage(f"{visible(str(file))} cannot be read: {error.strerror}", hint="name a backup") from None


def _which(begins: bytes) -> str:
    if begins.startswith(ARCHIVE):
        return "it is one of a PostgreSQL store: --db postgresql://…"
    return "it is one of an SQLite store: --db sqlite:///FILE" if begins.startswith(SQLITE) else "name a backup"


def _of_another_version(file: Path) -> VersionNotSupported:
    message = f"{visible(str(file))} holds no store of the schema {REVISIONS[-1]}, which this program works with"
    hint = "restore it with the version that wrote it, then bring it up to date: reconciler migrate FILE"
    return VersionNotSupported(message, hint=hint)


def _mark_each(database: Database, connection: Connection, mark: Mark) -> None:
    """Let each org of what was copied be held against itself, and say that it was restored; then it counts."""
    lineage, _ = checked(database, connection)
    evidence = SqlEvidence(database, connection, lineage)
    for name in connection.scalars(select(org.c.org).order_by(org.c.org)).all():
        transaction = SqlTransaction(database, connection, name)
        head, run = mark(transaction, evidence)
        transaction.write(head, (), (), run)
    database.commit(connection)


# --- SQLite -----------------------------------------------------------------------------------------------------------


def _replace_file(url: str, file: Path, mark: Mark) -> None:
    begins = _begins(file)
    if not begins.startswith(SQLITE):
        raise WrongUsage(f"{visible(str(file))} is no backup of an SQLite store", hint=_which(begins))
    _whose(file)
    place = path_of(parsed(url))
    check_file(place, masked(url), create=True)
    if file.resolve() in map(Path.resolve, _left_beside(place)):
        message = (
            f"{visible(str(file))} has the name of what a restore makes beside its store, and would be overwritten"
        )
        raise WrongUsage(message, hint="give the backup another name")
    with _beside(place) as copy:
        copy_file(file, copy)
        with closing(database_at(sqlite_url(copy), _WAIT)) as database, database.writing(LOCK) as connection:
            _mark_each(database, connection, mark)
        copy_file(copy, place, log_beside=True)


def _whose(file: Path) -> None:
    with faults_of(file), closing(in_mode(file, "ro")) as opened:
        if opened.execute("PRAGMA application_id").fetchone() != (APPLICATION_ID,):
            raise IntegrityFailure(f"{visible(str(file))} is the database of another application", hint="name a backup")
        if opened.execute("PRAGMA user_version").fetchone() != (len(REVISIONS),):
            raise _of_another_version(file)


@contextmanager
def _beside(place: Path) -> Iterator[Path]:
    """A new file beside a place, to be made ready; what one that was killed has left of it goes first."""
    copy, *journals = _left_beside(place)

    def clear() -> None:
        for each in (copy, *journals):
            each.unlink(missing_ok=True)

    clear()
    try:
        copy.touch(0o600)
        yield copy
    finally:
        clear()


def _left_beside(place: Path) -> list[Path]:
    """The new file and what the engine keeps beside it."""
    return [place.with_name(f"{place.name}.restoring{suffix}") for suffix in ("", *BESIDE)]


# --- PostgreSQL -------------------------------------------------------------------------------------------------------


def _replace_tables(url: str, file: Path, mark: Mark) -> None:
    begins = _begins(file)
    if not begins.startswith(ARCHIVE):
        raise WrongUsage(f"{visible(str(file))} is no backup of a PostgreSQL store", hint=_which(begins))
    with read_archive(file, "alembic_version") as lines:
        of_this_version = f"{REVISIONS[-1]}\n".encode() in lines
    if not of_this_version:
        raise _of_another_version(file)
    with closing(database_at(url, _WAIT)) as database, database.writing(LOCK) as connection:
        check_whose(database, connection)
        connection.exec_driver_sql(_PATIENT)
        connection.exec_driver_sql(f"DROP VIEW IF EXISTS {', '.join(VIEWS)}")
        connection.exec_driver_sql(f"DROP TABLE IF EXISTS {', '.join((*metadata.tables, 'alembic_version'))}")
        upgrade(database, connection)
        with read_archive(file, *metadata.tables) as lines:
            _load(connection, lines)
        _mark_each(database, connection, mark)


def _load(connection: Connection, lines: Iterator[bytes]) -> None:
    """The rows of an archive, as ``pg_restore`` spells them for COPY, which is as COPY takes them."""
    utf8 = False
    driver: Any = connection.connection.driver_connection
    for line in lines:
        utf8 = utf8 or line == _IN_UTF8
        found = _ROWS.fullmatch(line)
        if found is None:
            continue
        rows = takewhile(lambda row: row != _END_OF_ROWS, lines)
        table = metadata.tables.get(found[1].decode())
        columns = [name.strip(' "') for name in found[2].decode().split(",")]
        if not utf8 or table is None or not set(columns) <= set(table.c.keys()):
            raise IntegrityFailure("the archive is not as a backup writes it", hint="restore another backup")
        with driver.cursor() as cursor, cursor.copy(_copy(table, columns, connection)) as copy:
            for row in rows:
                copy.write(row)


def _copy(table: Table, columns: list[str], connection: Connection) -> str:
    quoted = ", ".join(map(connection.dialect.identifier_preparer.quote, columns))
    return f"COPY {table.name} ({quoted}) FROM STDIN"
