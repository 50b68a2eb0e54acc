"""The program as a process that starts in a moment, and that something happens to: used by tests alone.

Everything is imported once. Each line of JSON on standard input then forks a child, which runs the command line just as
``reconciler`` does, with one fault of those below in its way; the answers are its process and how it ended. Nothing of
this is in the program: the faults hang on SQLAlchemy's events, on the dialect and on the one function that asks for the
time.

A *moment* is the time just before a statement, just before COMMIT or just after it; they are counted from 1.
"""

from __future__ import annotations

import ctypes
import datetime
import itertools
import json
import os
import signal
import struct
import sys
import threading
from hashlib import sha256
from importlib import import_module
from pathlib import Path
from typing import Any

import broken
import psycopg
from sqlalchemy import Engine, event
from sqlalchemy.engine.default import DefaultDialect

from reconciler import cli
from reconciler.cli import terminal
from reconciler.stores.sql import driver, store

for name in ("planning", "storing", "outcomes", "planfiles", "choosing"):
    import_module(f"reconciler.cli.{name}")
for name in (
    "reconciler.stores.sql.migrating",
    "sqlalchemy.dialects.sqlite.pysqlite",
    "sqlalchemy.dialects.postgresql.psycopg",
):
    import_module(name)


class Moments:
    """Counts them, and does what was asked for at one of them."""

    def __init__(self, request: dict[str, Any]) -> None:
        self.left = request.get("moment", 0)
        self.act = request["act"]
        self.marker = Path(request["marker"])
        self.signal = getattr(signal, request.get("signal", "SIGINT"))
        self.twice = request.get("twice", False)
        self.admin = request.get("admin", "")
        event.listen(Engine, "before_cursor_execute", lambda connection, *_: self.passed(connection))
        event.listen(Engine, "commit", self.passed)
        commit = DefaultDialect.do_commit

        def committed(dialect: Any, connection: Any) -> None:
            commit(dialect, connection)
            self.passed(None)

        DefaultDialect.do_commit = committed  # type: ignore[method-assign]

    def passed(self, connection: Any) -> None:
        self.left -= 1
        if self.act == "count":
            self.marker.write_text(str(-self.left))
        elif self.left == 0:
            self.marker.touch()
            getattr(self, self.act)(connection)

    def kill(self, connection: Any) -> None:
        os.kill(os.getpid(), signal.SIGKILL)

    def interrupt(self, connection: Any) -> None:
        """As somebody at the keyboard, or a machine that is shut down; if nothing seems to happen, once more."""
        if self.twice:
            threading.Timer(0.0, os.kill, [os.getpid(), self.signal]).start()
        os.kill(os.getpid(), self.signal)

    def terminate(self, connection: Any) -> None:
        """End the server's side of the connection, as a restart, a failover or an administrator would."""
        if connection is not None:
            session = connection.connection.driver_connection.info.backend_pid
            with psycopg.connect(self.admin, autocommit=True) as admin:
                admin.execute("SELECT pg_terminate_backend(%s, 5000)", [session])

    def hold(self, connection: Any) -> None:
        """Stand still until whoever watches for the marker has done what it wants, and says go on."""
        os.kill(os.getpid(), signal.SIGSTOP)


def the_same_every_time(run: str) -> None:
    """One moment, one name of a run and one row of salts, so that the audit log of two applies has the same root."""
    numbers = itertools.count(1)
    terminal.now = lambda: "2030-01-02T03:04:05Z"
    terminal.run_name = lambda _: run
    store.fresh = lambda: sha256(f"{run} {next(numbers)}".encode()).hexdigest()


def skewed(seconds: int) -> None:
    """A clock that is wrong: the program asks for the time in one place."""
    right = terminal.now

    def wrong() -> str:
        moment = datetime.datetime.fromisoformat(right()) + datetime.timedelta(seconds=seconds)
        return moment.strftime("%Y-%m-%dT%H:%M:%SZ")

    terminal.now = wrong


def powerless() -> None:
    """The superuser's rights to open any file are given up; for others nothing changes."""
    header = struct.pack("Ii", 0x20080522, 0)
    assert ctypes.CDLL(None).capset(header, bytes(24)) == 0


def unsynced() -> None:
    """A control: a store that leaves it to the system when its writes reach the disk."""
    driver.PRAGMAS = tuple("synchronous=OFF" if "synchronous" in each else each for each in driver.PRAGMAS)


def change(request: dict[str, Any]) -> None:
    """Whatever else is asked for to be other than it is."""
    if request.get("same"):
        the_same_every_time(request["same"])
    if request.get("skew"):
        skewed(request["skew"])
    if request.get("store"):
        broken.install(request["store"])
    if request.get("unsynced"):
        unsynced()
    if request.get("powerless"):
        powerless()


def child(request: dict[str, Any]) -> None:
    os.setsid()
    for target, number in ((request["out"], 1), (request["err"], 2)):
        os.dup2(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600), number)
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    if request.get("folder"):
        os.chdir(request["folder"])
    if request.get("held"):
        os.kill(os.getpid(), signal.SIGSTOP)
    if request.get("act"):
        Moments(request)
    change(request)
    for limit, value in request.get("limits", {}).items():
        resource = import_module("resource")
        resource.setrlimit(getattr(resource, limit), (value, value))
    cli.main(request["arguments"])


def say(answer: dict[str, Any]) -> None:
    sys.__stdout__.write(json.dumps(answer) + "\n")
    sys.__stdout__.flush()


def serve() -> None:
    for line in sys.stdin:
        request = json.loads(line)
        process = os.fork()
        if not process:
            try:
                child(request)
            except SystemExit as end:
                os._exit(end.code if isinstance(end.code, int) else 1)
            except BaseException:  # noqa: BLE001 - what Python would print for a program of its own
                sys.excepthook(*sys.exc_info())
            os._exit(1)
        say({"process": process})
        say({"status": os.waitstatus_to_exitcode(os.waitpid(process, 0)[1])})


if __name__ == "__main__":
    serve()
