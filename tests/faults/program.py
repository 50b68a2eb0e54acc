"""What the tests of faults share: the program behind ``launcher.py``, a store and a plan for it, and the table of figures.

A *sight* is everything about a store that an apply changes, in one value: two sights are equal, or something happened.
"""

from __future__ import annotations

import itertools
import json
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any, NamedTuple

from leaves import leaf_hashes
from postgres import Server

from reconciler import ledger
from reconciler.canonical import keyed
from reconciler.fold import fold
from reconciler.model import Outcome
from reconciler.stores.base import AuditQuery
from reconciler.stores.sql import open_store

HERE = Path(__file__).parent
ORG = "webknossos/lab"
SOAK = os.environ.get("RECONCILER_TEST_PROFILE") == "soak"
FIGURES = HERE.parent.parent / "build" / "faults"


class Done(NamedTuple):
    """How a process ended: its exit code, or minus the signal; what it said; whether its moment came."""

    code: int
    out: str
    err: str
    hit: bool
    marked: str = ""
    """What stands in the marker of its moment."""


class Program:
    """The program, warm; one command at a time."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._count = itertools.count(1)
        self._process = subprocess.Popen(
            [sys.executable, HERE / "launcher.py"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env={
                **os.environ,
                "PYTHONDONTWRITEBYTECODE": "1",
                "RECONCILER_ACTOR": "ada",
                "RECONCILER_COMMIT": "c0ffee",
            },
        )
        self.server = self._process.pid
        self.child = 0
        """The process of the command that runs now."""

    def run(self, *arguments: str, meanwhile: Callable[[int, Path], object] | None = None, **fault: Any) -> Done:
        """Run a command with *fault* in its way; *meanwhile* is called with its process and the marker of its moment."""
        number = next(self._count)
        paths = {name: self._folder / f"{number}.{name}" for name in ("out", "err", "marker")}
        request = {**{name: str(path) for name, path in paths.items()}, **fault, "arguments": arguments}
        self._say(request)
        self.child = self._hear()["process"]
        if meanwhile is not None:
            meanwhile(self.child, paths["marker"])
        code = self._hear()["status"]
        self.child = 0
        said = [paths[name].read_text() if paths[name].exists() else "" for name in ("out", "err")]
        marker = paths["marker"]
        done = Done(code, *said, hit=marker.exists(), marked=marker.read_text() if marker.exists() else "")
        for path in paths.values():  # /dev/full stays, of course
            path.unlink(missing_ok=True)
        return done

    def _say(self, request: dict[str, Any]) -> None:
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps(request) + "\n")
        self._process.stdin.flush()

    def _hear(self) -> dict[str, Any]:
        assert self._process.stdout is not None
        return json.loads(self._process.stdout.readline())

    def close(self) -> None:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.close()
        self._process.wait(timeout=20)
        self._process.stdout.close()


def stopped(process: int) -> bool:
    """Whether a process stands still."""
    return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] in "Tt"


def wait_until(true: Callable[[], bool], seconds: float = 20) -> None:
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.002)


def resume(process: int) -> None:
    os.kill(process, signal.SIGCONT)


class Tracer:
    """strace, which kills the program at one of its system calls or lets the call fail."""

    _probe: str | None = None

    def __init__(self, log: Path) -> None:
        self.log = log

    @classmethod
    def missing(cls) -> str:
        """Why there is no tracing here, in words; empty if there is."""
        if cls._probe is None:
            strace = shutil.which("strace")
            tried = strace and subprocess.run([strace, "-o", os.devnull, "true"], capture_output=True, check=False)
            cls._probe = "strace is not installed" if not tried else ""
            if tried and tried.returncode:
                cls._probe = f"strace may not trace here: {tried.stderr.decode().strip()}"
        return cls._probe

    def run(
        self, command: Callable[..., Done], call: str, what: str = "", when: str = "", more: Sequence[str] = ()
    ) -> tuple[Done, int]:
        """*command* with *what* injected *when* it makes a *call*; how it ended, and how often it was injected."""
        inject = ["-e", f"inject={call}:{what}:when={when}"] if what else []
        tracer = None

        def attach(process: int, marker: Path) -> None:
            nonlocal tracer
            wait_until(lambda: stopped(process))
            arguments = [
                "strace",
                "-f",
                "-qq",
                "-p",
                str(process),
                "-o",
                self.log,
                "-e",
                f"trace={call}",
                *inject,
                *more,
            ]
            tracer = subprocess.Popen(arguments, stderr=subprocess.DEVNULL)
            status = Path(f"/proc/{process}/status")
            wait_until(lambda: "TracerPid:\t0\n" not in status.read_text())
            resume(process)

        done = command(held=True, meanwhile=attach)
        assert tracer is not None
        tracer.wait(timeout=20)
        log = self.log.read_text(errors="replace")
        hits = log.count("(INJECTED)") if "error=" in what else int(done.code == -signal.SIGKILL)
        return done, hits if what else log.count(f" {call}(")


# --- a store and a plan ---------------------------------------------------------------------------------------------


def manifest(people: dict[str, str], teams: dict[str, list[str]]) -> str:
    """An org with people in roles, and teams."""
    members = "".join(f"  {who}@lab.example: {{role: {role}}}\n" for who, role in sorted(people.items()))
    groups = "".join(
        f"  {team}: {{members: [{', '.join(f'{who}@lab.example' for who in sorted(who))}]}}\n"
        for team, who in sorted(teams.items())
    )
    return f"org: lab\nplatform: webknossos\nmembers:\n{members}teams:\n{groups}"


BEFORE = manifest(
    {"ada": "admin", "eve": "admin", **{f"p{n:02}": "member" for n in range(24)}},
    {"Seg": [f"p{n:02}" for n in range(10)]},
)
AFTER = manifest(
    {"ada": "admin", "eve": "admin", **{f"p{n:02}": "dataset_manager" if n == 3 else "member" for n in range(1, 30)}},
    {"Seg": [f"p{n:02}" for n in range(2, 10)], "Axons": ["p20", "p21"]},
)


class Sight(NamedTuple):
    serial: int
    state: str
    root: str
    entries: int
    runs: int
    consumed: int
    sound: bool


def sight(url: str) -> Sight:
    """What a store holds, read as the program reads it; sound: head, audit, runs and state say the same."""
    with closing(open_store(url)) as store:
        head, state = store.heads()[ORG], store.state(ORG)
        entries = [*store.audit(AuditQuery(org=ORG))]
        runs = [run for run in store.runs(ORG) if run.outcome is Outcome.DONE]
        with store._database.reading() as connection:
            consumed = connection.exec_driver_sql("SELECT count(*) FROM consumed_plan").scalar_one()
        frontier = ledger.append((), 0, leaf_hashes(store, ORG))
    root = ledger.root(frontier)
    sound = (
        head.digest == keyed(head.key, state.digest) == runs[-1].after
        and state == fold(entries)
        and head.frontier == frontier
        and runs[-1].root == root
        and head.size == len(entries)
        and [run.serial for run in runs] == [*range(1, head.serial + 1)]
    )
    return Sight(head.serial, state.digest, root, len(entries), len(runs), consumed, sound)


class Case:
    """A store of one engine with one org in it, as often as wanted, and the plan that is applied to it."""

    engine: str
    url: str
    plan: Path

    def fresh(self) -> None:
        """As it was before the plan."""
        raise NotImplementedError

    def apply(self, program: Program, **fault: Any) -> Done:
        return program.run("apply", str(self.plan), "--yes", "--db", self.url, **{"same": "the-second", **fault})


def prepared(program: Program, url: str, folder: Path) -> Path:
    """Make the org in an empty store at *url*; the file of a plan that changes it."""
    manifests = folder / "manifests"
    manifests.mkdir()
    for content, command in ((BEFORE, ("apply", "--yes")), (AFTER, ("plan", "-o", str(folder / "change.plan")))):
        (manifests / "org.yaml").write_text(content)
        done = program.run(command[0], str(manifests), *command[1:], "--db", url, same="the-first")
        assert done.code == 0, done
    return folder / "change.plan"


def expected(case: Case, program: Program) -> tuple[Sight, Sight]:
    """The two sights there are; this also shows that they differ in everything that is compared."""
    case.fresh()
    before = sight(case.url)
    done = case.apply(program)
    assert done.code == 0, done
    after = sight(case.url)
    case.fresh()
    assert [a != b for a, b in zip(before, after, strict=True)] == [True] * 6 + [False]
    assert before.sound
    return before, after


def moments(case: Case, program: Program) -> int:
    """How many there are in an apply; the last one is just after COMMIT."""
    case.fresh()
    counted = int(case.apply(program, act="count").marked)
    case.fresh()
    return counted


class File(Case):
    """An SQLite file, with its log beside it (WAL) or with a journal (DELETE)."""

    def __init__(self, program: Program, folder: Path, mode: str) -> None:
        self.engine = f"sqlite {mode}"
        self.folder, self.original = folder / "store", folder / "original.db"
        self.folder.mkdir()
        self.path = self.folder / "store.db"
        self.url = f"sqlite:///{self.path}"
        original = f"sqlite:///{self.original}"
        assert program.run("init", "--db", original).code == 0
        self.plan = prepared(program, original, folder)
        with closing(sqlite3.connect(self.original)) as connection:
            assert connection.execute(f"PRAGMA journal_mode = {mode}").fetchone() == (mode.lower(),)
        self.fresh()

    def fresh(self) -> None:
        for file in self.folder.iterdir():
            file.unlink()
        shutil.copy(self.original, self.path)


class Database(Case):
    """A database on a server, copied from a template."""

    engine = "postgresql"

    def __init__(self, program: Program, folder: Path, server: Server) -> None:
        self.server = server
        self.template = server.create()
        assert program.run("init", "--db", self.template).code == 0
        self.plan = prepared(program, self.template, folder)
        self.url = ""
        self.fresh()

    def fresh(self) -> None:
        if self.url:
            self.server.drop(self.url)
        self.url = self.server.create(template=self.template.partition("?")[0].rpartition("/")[2])


# --- figures --------------------------------------------------------------------------------------------------------


class Table:
    """Figures of tests, kept below ``build/faults`` by all processes together; ``make soak`` prints them."""

    def __init__(self, name: str, *columns: str) -> None:
        self._columns = columns
        self._rows = FIGURES / name

    def add(self, *row: object) -> None:
        """One more row; a row that begins with the same two cells is replaced."""
        cells = [*map(str, row)]
        self._rows.mkdir(parents=True, exist_ok=True)
        (self._rows / " ".join(cells[:2]).replace("/", " ")).write_text(json.dumps(cells))
        rows = [self._columns, *(json.loads(file.read_text()) for file in sorted(self._rows.iterdir()))]
        widths = [max(len(row[column]) for row in rows) for column in range(len(self._columns))]
        lines = ("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows)
        title = self._rows.name.replace("-", " ")
        self._rows.with_suffix(".txt").write_text("\n".join((title, *lines)) + "\n")


def told(codes: Counter[int]) -> str:
    """Exit codes, or minus the signal, each with how often it was."""
    return ", ".join(f"{code} ({times})" for code, times in sorted(codes.items()))


def some(count: int, few: int) -> list[int]:
    """All of 1 to *count* in the long form, else *few* of them with the first and the last."""
    if SOAK or count <= few:
        return [*range(1, count + 1)]
    return sorted({1 + round(step * (count - 1) / (few - 1)) for step in range(few)})
