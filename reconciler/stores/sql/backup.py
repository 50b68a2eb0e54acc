"""Copies of a whole store by the engine's own means.

SQLite's online backup copies one moment of a file that others go on writing, which copying the file does not (T155).
PostgreSQL has ``pg_dump``, and ``pg_restore`` to read what that wrote; they are run where they are installed, told the password by
the environment and never by an argument, and speak of our tables only. What a copy holds is read back before it counts as one.

How a copy takes the place of a store is in ``restoring.py``.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import tempfile
from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from urllib.parse import quote

from sqlalchemy import URL

from reconciler.errors import IntegrityFailure, ReconcilerError, WrongUsage
from reconciler.stores.masking import masked
from reconciler.stores.sql.faults import LOGIN, translated, turned_away
from reconciler.stores.sql.file import check_file
from reconciler.stores.sql.opening import holds_a_store
from reconciler.stores.sql.tables import metadata
from reconciler.stores.sql.url import parsed, path_of
from reconciler.stores.sql.views import VIEWS
from reconciler.text import visible

_SECONDS = 3600
_NO_RIGHT = ("permission denied", "must be owner", "row-level security")
"""How a server says that a login may not do what is asked for."""
_RIGHT = "a backup needs the right to read all rows of all our tables, a restore that of making them: the owner's login has both"
_FORM = ("--format=custom", "--encoding=UTF8", "--no-owner", "--no-privileges")


def write_backup(url: str, file: Path) -> None:
    """Copy the store at *url* into *file*, which is new; readable by its owner alone."""
    parts = parsed(url)
    try:
        with _unfinished(file) as part:
            if parts.drivername == "sqlite":
                check_file(path_of(parts), masked(url))
                copy_file(path_of(parts), part)
            else:
                tables = [f"--table=public.{name}" for name in (*metadata.tables, "alembic_version", *VIEWS)]
                _run("pg_dump", parts, [*_FORM, *tables, f"--file={part}"])
                _run(
                    "pg_restore", None, [f"--file={os.devnull}", str(part)]
                )  # reads all of it, every checksum included
            with part.open("rb") as written:
                os.fsync(written.fileno())
            part.rename(file)
    except OSError as error:
        raise WrongUsage(
            f"{visible(str(file))} cannot be written: {error.strerror}", hint="name another file"
        ) from None


@contextmanager
def _unfinished(file: Path) -> Iterator[Path]:
    """A new file of a name that nothing beside *file* has; gone at the end, unless it was given that name."""
    descriptor, name = tempfile.mkstemp(dir=file.parent, prefix=f".{file.name}."[:200])
    os.close(descriptor)
    try:
        yield Path(name)
    finally:
        Path(name).unlink(missing_ok=True)


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


# --- SQLite -----------------------------------------------------------------------------------------------------------


def in_mode(path: Path, mode: str) -> sqlite3.Connection:
    """The file at *path*, opened as SQLite names it: ``ro``, ``rwc``."""
    return sqlite3.connect(f"file:{quote(str(path.absolute()))}?mode={mode}", uri=True, isolation_level=None)


def copy_file(source: Path, target: Path, *, log_beside: bool = False) -> None:
    """All pages in one step, which is one transaction of the target."""
    with faults_of(target), closing(in_mode(source, "ro")) as here, closing(in_mode(target, "rwc")) as there:
        here.backup(there)
        there.execute(f"PRAGMA journal_mode={'WAL' if log_beside else 'DELETE'}")
        if there.execute("PRAGMA integrity_check").fetchone() != ("ok",):
            raise IntegrityFailure(f"{visible(str(source))} is damaged", hint="restore another backup")


@contextmanager
def faults_of(path: Path) -> Iterator[None]:
    """SQLite's errors as ours."""
    try:
        yield
    except sqlite3.Error as error:
        raise translated(error, visible(str(path))) from error


# --- PostgreSQL -------------------------------------------------------------------------------------------------------


def _run(program: str, url: URL | None, arguments: Sequence[str]) -> str:
    """What one of PostgreSQL's programs answers; ReconcilerError with its own words if it fails."""
    named, secret = _connection(url)
    try:
        done = subprocess.run(  # noqa: S603 - no shell, and the arguments are ours
            [_installed(program), *named, *arguments],
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
        raise _failed(program, done.stderr)
    return done.stdout


def _installed(program: str) -> str:
    found = shutil.which(program)
    if found is None:
        hint = "install the client programs of PostgreSQL, in the version of the server or a newer one"
        raise WrongUsage(f"{program} is not installed", hint=hint)
    return found


def _failed(program: str, said: str) -> ReconcilerError:
    message = f"{program} failed: {visible(said.strip().partition(chr(10))[0])}"
    if turned_away(said):
        return WrongUsage(message, hint=LOGIN)
    if any(words in said for words in _NO_RIGHT):
        return WrongUsage(message, hint=_RIGHT)
    return ReconcilerError(message, hint="nothing was changed; mend what it says and try again")


@contextmanager
def read_archive(file: Path, *tables: str) -> Iterator[Iterator[bytes]]:
    """What an archive holds of *tables*, as lines of the script that would load them; it must be read without fault to the end."""
    program = "pg_restore"
    asked = ["--data-only", *(f"--table={name}" for name in tables), "--file=-", str(file)]
    with tempfile.TemporaryFile() as said:
        with subprocess.Popen([_installed(program), *asked], stdout=subprocess.PIPE, stderr=said) as reader:  # noqa: S603 - likewise
            try:
                lines = iter(reader.stdout or ())
                yield lines
                deque(lines, maxlen=0)
            except BaseException:
                reader.kill()
                raise
        if reader.returncode:
            said.seek(0)
            raise _failed(program, said.read().decode(errors="replace"))


def _connection(url: URL | None) -> tuple[list[str], Mapping[str, str]]:
    """A connection for the programs: without its password, which goes by the environment."""
    if url is None:
        return [], {}
    password = url.password or url.query.get("password")
    bare = url.set(drivername="postgresql").difference_update_query(["password"])
    bare = URL.create(bare.drivername, bare.username, None, bare.host, bare.port, bare.database, bare.query)
    named = bare.render_as_string(hide_password=False)
    return [f"--dbname={named}"], {"PGPASSWORD": str(password)} if password else {}
