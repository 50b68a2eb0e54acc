"""Copies of a whole store by the engine's own means, and back.

SQLite's online backup copies one moment of a file that others go on writing, which copying the file does not (T155).
PostgreSQL has ``pg_dump`` and ``pg_restore``; they are run where they are installed, told the password by the environment
and never by an argument, and speak of our tables only. What a copy holds is read back before it counts as one.

What a copy is worth as evidence is not decided here: a restored store is as old as the copy, and says so (``restored``).
"""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from urllib.parse import quote

from sqlalchemy import URL

from reconciler.errors import IntegrityFailure, ReconcilerError, VersionNotSupported, WrongUsage
from reconciler.stores.glance import APPLICATION_ID, REVISIONS
from reconciler.stores.sql.faults import translated
from reconciler.stores.sql.file import check_file
from reconciler.stores.sql.opening import holds_a_store
from reconciler.stores.sql.tables import VIEWS, metadata
from reconciler.stores.sql.url import masked, parsed, path_of
from reconciler.text import visible

_SECONDS = 3600
_DUMPED = b"PGDMP"
_SQLITE = b"SQLite format 3\0"


def write_backup(url: str, file: Path) -> None:
    """Copy the store at *url* into *file*, which is new; readable by its owner alone."""
    parts = parsed(url)
    part = file.with_name(f"{file.name}.part")
    try:
        part.touch(0o600)
        if parts.drivername == "sqlite":
            check_file(path_of(parts), masked(url))
            _copy(path_of(parts), part)
        else:
            tables = [f"--table=public.{name}" for name in (*metadata.tables, "alembic_version", *VIEWS)]
            _run("pg_dump", parts, ["--format=custom", "--no-owner", "--no-privileges", *tables, f"--file={part}"])
            _run("pg_restore", None, [f"--file={os.devnull}", str(part)])  # reads all of it, every checksum included
        with part.open("rb") as written:
            os.fsync(written.fileno())
        part.rename(file)
    except OSError as error:
        raise WrongUsage(
            f"{visible(str(file))} cannot be written: {error.strerror}", hint="name another file"
        ) from None
    finally:
        part.unlink(missing_ok=True)


def sqlite_url(file: Path) -> str:
    """The URL by which a copy of an SQLite store is read."""
    return f"sqlite:///{file.absolute()}"


def is_sqlite(url: str) -> bool:
    """Whether *url* names a file."""
    return parsed(url).drivername == "sqlite"


def is_empty_place(url: str) -> bool:
    """Whether nothing is at *url* yet that a restore would take away."""
    parts = parsed(url)
    if parts.drivername == "sqlite":
        path = path_of(parts)
        return not path.exists() or not path.stat().st_size
    return not holds_a_store(url)


def name_of(url: str) -> str:
    """What is typed to confirm that a place is meant: the name of the file or of the database."""
    parts = parsed(url)
    return path_of(parts).name if parts.drivername == "sqlite" else str(parts.database)


@contextmanager
def beside(url: str, file: Path) -> Iterator[tuple[Path, str]]:
    """A copy of the SQLite backup *file* beside the place it goes to, and its URL, to be read and written to first."""
    begins = _begins(file)
    if not begins.startswith(_SQLITE):
        raise WrongUsage(f"{visible(str(file))} is no backup of an SQLite store", hint=_which(begins))
    _checked(file)
    place = path_of(parsed(url))
    check_file(place, masked(url), create=True)
    copy = place.with_name(f"{place.name}.restoring")
    try:
        copy.unlink(missing_ok=True)
        copy.touch(0o600)
        _copy(file, copy)
        yield copy, sqlite_url(copy)
    finally:
        for suffix in ("", "-wal", "-shm", "-journal"):
            copy.with_name(f"{copy.name}{suffix}").unlink(missing_ok=True)


def load_backup(url: str, file: Path) -> None:
    """Put the copy in *file* in the place of what is at *url*, all of it or nothing."""
    parts = parsed(url)
    begins = _begins(file)
    if parts.drivername == "sqlite":
        _copy(file, path_of(parts), log_beside=True)
        return
    if not begins.startswith(_DUMPED):
        raise WrongUsage(f"{visible(str(file))} is no backup of a PostgreSQL store", hint=_which(begins))
    version = _run("pg_restore", None, ["--data-only", "--table=alembic_version", "--file=-", str(file)])
    if f"\n{REVISIONS[-1]}\n" not in version:
        raise _of_another_version(file)
    whole = ["--clean", "--if-exists", "--no-owner", "--no-privileges", "--single-transaction", "--exit-on-error"]
    _run("pg_restore", parts, [*whole, str(file)])


def _of_another_version(file: Path) -> VersionNotSupported:
    message = f"{visible(str(file))} holds no store of the schema {REVISIONS[-1]}, which this program works with"
    hint = "restore it with the version that wrote it, then bring it up to date: reconciler migrate FILE"
    return VersionNotSupported(message, hint=hint)


def _begins(file: Path) -> bytes:
    try:
        with file.open("rb") as opened:
            return opened.read(16)
    except OSError as error:
        raise WrongUsage(f"{visible(str(file))} cannot be read: {error.strerror}", hint="name a backup") from None


def _which(begins: bytes) -> str:
    if begins.startswith(_DUMPED):
        return "it is one of a PostgreSQL store: --db postgresql://…"
    return "it is one of an SQLite store: --db sqlite:///FILE" if begins.startswith(_SQLITE) else "name a backup"


# --- SQLite -----------------------------------------------------------------------------------------------------------


def _open(path: Path, mode: str) -> sqlite3.Connection:
    return sqlite3.connect(f"file:{quote(str(path.absolute()))}?mode={mode}", uri=True, isolation_level=None)


def _copy(source: Path, target: Path, *, log_beside: bool = False) -> None:
    """All pages in one step, which is one transaction of the target."""
    with _told(target), closing(_open(source, "ro")) as here, closing(_open(target, "rwc")) as there:
        here.backup(there)
        there.execute(f"PRAGMA journal_mode={'WAL' if log_beside else 'DELETE'}")
        if there.execute("PRAGMA integrity_check").fetchone() != ("ok",):
            raise IntegrityFailure(f"{visible(str(source))} is damaged", hint="restore another backup")


def _checked(file: Path) -> None:
    with _told(file), closing(_open(file, "ro")) as opened:
        if opened.execute("PRAGMA application_id").fetchone() != (APPLICATION_ID,):
            raise IntegrityFailure(f"{visible(str(file))} is the database of another application", hint="name a backup")
        if opened.execute("PRAGMA user_version").fetchone() != (len(REVISIONS),):
            raise _of_another_version(file)


@contextmanager
def _told(path: Path) -> Iterator[None]:
    """SQLite's errors as ours."""
    try:
        yield
    except sqlite3.Error as error:
        raise translated(error, visible(str(path))) from error


# --- PostgreSQL -------------------------------------------------------------------------------------------------------


def _run(program: str, url: URL | None, arguments: Sequence[str]) -> str:
    """What one of PostgreSQL's programs answers; ReconcilerError with its own words if it fails."""
    found = shutil.which(program)
    if found is None:
        hint = "install the client programs of PostgreSQL, in the version of the server or a newer one"
        raise WrongUsage(f"{program} is not installed", hint=hint)
    named, secret = _connection(url)
    try:
        done = subprocess.run(  # noqa: S603 - no shell, and the arguments are ours
            [found, *named, *arguments],
            env={**os.environ, **secret},
            capture_output=True,
            text=True,
            errors="replace",
            timeout=_SECONDS,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise ReconcilerError(f"{program} could not be run: {type(error).__name__}") from None
    if done.returncode:
        said = visible(done.stderr.strip().partition("\n")[0])
        raise ReconcilerError(f"{program} failed: {said}", hint="nothing was changed; mend what it says and try again")
    return done.stdout


def _connection(url: URL | None) -> tuple[list[str], Mapping[str, str]]:
    """A connection for the programs: without its password, which goes by the environment."""
    if url is None:
        return [], {}
    password = url.password or url.query.get("password")
    bare = url.set(drivername="postgresql").difference_update_query(["password"])
    bare = URL.create(bare.drivername, bare.username, None, bare.host, bare.port, bare.database, bare.query)
    named = bare.render_as_string(hide_password=False)
    return [f"--dbname={named}"], {"PGPASSWORD": str(password)} if password else {}
