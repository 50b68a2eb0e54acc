"""Processes that apply random plans to one org while a nemesis kills, stops and disconnects them; a checker reads the history (M4).

The short form is a few seconds for each engine; the long form (``make soak``) is many histories, ten minutes in all. The
three broken stores show that the checker would notice: each is what a reasonable person writes first.
"""

from __future__ import annotations

import json
import os
import random
import signal
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, closing, suppress
from pathlib import Path

import psycopg
import pytest
from history import Found, Operation, faults, found
from postgres import Server
from program import ORG, SOAK, Case, Database, File, Program, Table

from reconciler.canonical import Attrs
from reconciler.errors import ReconcilerError
from reconciler.planfile import loads, plan_name
from reconciler.stores.sql import open_store

HISTORIES = Table(
    "concurrent-histories",
    "engine",
    "store",
    "histories",
    "operations",
    "ok",
    "fail",
    "info",
    "applied",
    "nemesis",
    "faults found",
)
SECONDS = {"sqlite WAL": 8, "sqlite DELETE": 8, "postgresql": 12}
SOAKED = {"sqlite WAL": (8, 25), "sqlite DELETE": (4, 25), "postgresql": (10, 30)}
"""How many histories of how many seconds in the long form: ten minutes."""
WORKERS = 8 if SOAK else 5
PEOPLE = [f"p{number}" for number in range(8)]
Crew = Sequence[Program]
HOW = {10: "fail", 11: "fail", 12: "fail", 13: "fail", 14: "fail", 16: "info", 130: "info", -9: "info"}


def org(levels: dict[str, int]) -> str:
    """Everybody named, with a level; two admins, because an org needs some."""
    people = "".join(f"  {who}@lab.example: {{experience: {{axons: {level}}}}}\n" for who, level in levels.items())
    admins = "".join(f"  {who}@lab.example: {{role: admin}}\n" for who in ("ada", "eve"))
    limits = "guards: {people_removed: 1000000, places_removed: 1000000}\n"
    return f"org: lab\nplatform: webknossos\nmembers:\n{admins}{people}{limits}"


class History:
    """One run of it: workers, nemesis, and what they have written down."""

    def __init__(self, case: Case, crew: Crew, folder: Path, seconds: float, seed: int, store: str = "") -> None:
        self.case, self.folder, self.store, self.seed = case, folder, store, seed
        self.end = time.monotonic() + seconds
        self.operations: list[Operation] = []
        self.done_by_nemesis: Counter[str] = Counter()
        self.odd: list[object] = []
        self._plans: list[Path] = []
        self._programs = crew

    def run(self) -> Found:
        self.folder.mkdir()
        workers = [self._thread(self._work, number, program) for number, program in enumerate(self._programs)]
        for thread in (self._thread(self._haunt), *workers):
            thread.join()
        assert not self.odd, self.odd[:3]
        return found(self.case.url, ORG)

    def _thread(self, task: Callable[..., None], *arguments: object) -> threading.Thread:
        def guarded() -> None:
            try:
                task(*arguments)
            except BaseException as error:  # noqa: BLE001 - a thread's failure is the test's
                self.odd.append(error)

        thread = threading.Thread(target=guarded)
        thread.start()
        return thread

    # --- workers ---

    def _work(self, number: int, program: Program) -> None:
        chance = random.Random(self.seed * 100 + number)  # noqa: S311 - a test's dice
        folder = self.folder / f"worker-{number}"
        folder.mkdir()
        for count in range(1_000_000):
            if time.monotonic() > self.end:
                return
            plan = self._plan(chance, program, folder, count)
            if plan is None:
                continue
            time.sleep(chance.choice((0, 0, 0.02, 0.1)))
            how = self._apply(chance, program, plan)
            if how == "info" or chance.random() < 0.1:
                self._apply(chance, program, plan)  # whoever does not know, asks again

    def _plan(self, chance: random.Random, program: Program, folder: Path, count: int) -> Path | None:
        """A new plan that changes a few people; now and then one that somebody else has made."""
        if self._plans and chance.random() < 0.15:
            return chance.choice(self._plans[-6:])
        try:
            with closing(open_store(self.case.url)) as store:
                levels = {
                    address.key[0].partition("@")[0]: _level(resource.attrs)
                    for address, resource in store.state(ORG).items()
                    if address.kind == "member" and address.key[0][0] == "p"
                }
        except ReconcilerError:
            time.sleep(0.1)  # the server is on its way
            return None
        for who in chance.sample(PEOPLE, chance.choice((1, 1, 2, 4))):
            if who in levels and chance.random() < 0.2:
                del levels[who]
            else:
                levels[who] = chance.randint(1, 9)
        (folder / "org.yaml").write_text(org(levels))
        plan = folder / f"{count}.plan"
        done = program.run("plan", str(folder / "org.yaml"), "--db", self.case.url, "-o", str(plan), skew=_skew(chance))
        self._calm(done)
        if done.code or not plan.exists():
            return None
        self._plans.append(plan)
        return plan

    def _apply(self, chance: random.Random, program: Program, plan: Path) -> str:
        began = time.monotonic()
        arguments = ("apply", str(plan), "--format", "json", "--db", self.case.url)
        done = program.run(*arguments, skew=_skew(chance), store=self.store)
        ended = time.monotonic()
        self._calm(done)
        said = json.loads(done.out)["orgs"][:1] if done.code == 0 else []
        outcome, serial = (said[0]["outcome"], said[0]["serial"]) if said else ("", 0)
        if done.code == 0 and not said:
            return "fail"  # a plan without changes
        how = "ok" if done.code == 0 else HOW[done.code]
        name = plan_name(loads(plan.read_bytes()))
        told = f"{done.code} {done.out[-300:]} {done.err}"
        self.operations.append(Operation(name, began, ended, how, outcome == "done", serial, told))
        return how

    def _calm(self, done: object) -> None:
        if "Traceback" in str(done):
            self.odd.append(done)

    # --- nemesis ---

    def _haunt(self) -> None:
        chance = random.Random(self.seed)  # noqa: S311 - a test's dice
        deeds = [self._kill, self._kill, self._stop, self._stop]
        if isinstance(self.case, Database):
            deeds += [self._disconnect] * (12 if self.store else 3)
        restarts = self.end - 5
        while time.monotonic() < self.end - 1:
            time.sleep(chance.uniform(0.05, 0.3))
            deed = chance.choice(deeds)
            if isinstance(self.case, Database) and not self.store and time.monotonic() > restarts:
                deed, restarts = self._restart, self.end
            if deed(chance):
                self.done_by_nemesis[deed.__name__.strip("_")] += 1

    def _kill(self, chance: random.Random) -> bool:
        return self._signal(chance.choice(self._programs).child, signal.SIGKILL)

    def _stop(self, chance: random.Random) -> bool:
        process = chance.choice(self._programs).child
        if not self._signal(process, signal.SIGSTOP):
            return False
        time.sleep(chance.uniform(0.05, 0.8))
        return self._signal(process, signal.SIGCONT)

    def _signal(self, process: int, number: int) -> bool:
        with suppress(ProcessLookupError):
            if process:
                os.kill(process, number)
                return True
        return False

    def _disconnect(self, chance: random.Random) -> bool:
        """End the session of whoever holds the org."""
        assert isinstance(self.case, Database)
        holders = "SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' AND granted AND pid <> pg_backend_pid()"
        with psycopg.connect(self.case.server.url("postgres"), autocommit=True) as admin:
            for _ in range(40):
                if admin.execute(holders).fetchall():
                    return True
                time.sleep(0.005)
        return False

    def _restart(self, chance: random.Random) -> bool:
        assert isinstance(self.case, Database)
        self.case.server.crash()
        self.case.server.start()
        return True


def _level(attrs: Attrs) -> int:
    levels = attrs.get("experience")
    return int(str(levels["axons"])) if isinstance(levels, dict) and "axons" in levels else 1


def _skew(chance: random.Random) -> int:
    """Clocks of different hosts: right, an hour behind, a day ahead."""
    return chance.choice((0, 0, -3600, 86400))


def start(case: Case, program: Program, folder: Path) -> None:
    """An org with everybody in it."""
    case.fresh()
    folder.mkdir()
    (folder / "org.yaml").write_text(org(dict.fromkeys(PEOPLE, 1)))
    done = program.run("apply", str(folder / "org.yaml"), "--yes", "--db", case.url)
    assert done.code == 0, done


@pytest.fixture(scope="module")
def crew(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Crew]:
    with ExitStack() as stack:
        programs = [Program(tmp_path_factory.mktemp("said")) for _ in range(WORKERS)]
        for program in programs:
            stack.callback(program.close)
        yield programs


@pytest.fixture(params=["sqlite WAL", "sqlite DELETE", "postgresql"])
def field(request: pytest.FixtureRequest) -> Case:
    if request.param == "postgresql":
        server: Server = request.getfixturevalue("own_server")
        folder = request.getfixturevalue("tmp_path") / "field"
        folder.mkdir()
        return Database(request.getfixturevalue("program"), folder, server)
    found: File = request.getfixturevalue({"sqlite WAL": "wal", "sqlite DELETE": "journal"}[request.param])
    return found


def test_a_history_of_processes_killed_stopped_and_disconnected_is_one_that_a_store_may_have_t140_t141_t142_t160(
    field: Case, crew: Crew, program: Program, tmp_path: Path
):
    histories, seconds = SOAKED[field.engine] if SOAK else (1, SECONDS[field.engine])
    how, nemesis, applied, wrong = Counter(), Counter(), 0, []
    for number in range(histories):
        seed = random.SystemRandom().randrange(1_000_000) if SOAK else number
        start(field, program, tmp_path / f"start-{number}")
        history = History(field, crew, tmp_path / f"history-{number}", seconds, seed)
        end = history.run()
        wrong += [f"seed {seed}: {fault}" for fault in faults(history.operations, end)]
        how.update(operation.how for operation in history.operations)
        nemesis.update(history.done_by_nemesis)
        applied += len(end.runs)
        deeds = ", ".join(f"{deed} {times}" for deed, times in sorted(nemesis.items()))
        write(field.engine, "ours", number + 1, how, applied, deeds, len(wrong))
    assert wrong == []
    assert how["ok"] > 10
    assert how["fail"] > 0  # else nobody has met anybody
    assert nemesis.total() > 5


@pytest.mark.parametrize(
    ("engine", "store"),
    # A transaction that begins with what it reads is safe in SQLite, even DEFERRED: the second writer is turned away.
    [("postgresql", "no compare-and-set"), ("postgresql", "lock only"), ("sqlite WAL", "default transaction")],
)
def test_the_checker_catches_a_store_that_loses_applies_t141(
    engine: str, store: str, crew: Crew, program: Program, tmp_path: Path, request: pytest.FixtureRequest
):
    case: Case = request.getfixturevalue({"sqlite WAL": "wal", "postgresql": "database"}[engine])
    how, nemesis = Counter(), Counter()
    for number in range(4):
        start(case, program, tmp_path / f"start-{number}")
        history = History(case, crew, tmp_path / f"history-{number}", 4, number, store)
        wrong = faults(history.operations, history.run())
        how.update(operation.how for operation in history.operations)
        nemesis.update(history.done_by_nemesis)
        if wrong:
            break
    deeds = ", ".join(f"{deed} {times}" for deed, times in sorted(nemesis.items()))
    write(engine, store, number + 1, how, "", deeds, len(wrong))
    assert any(fault.startswith("serials") for fault in wrong), (wrong, how)


def write(engine: str, store: str, histories: int, how: Counter[str], applied: object, deeds: str, wrong: int) -> None:
    HISTORIES.add(engine, store, histories, how.total(), how["ok"], how["fail"], how["info"], applied, deeds, wrong)
