"""Killed anywhere in a restore: the store is as it was, or as the backup and says so; and the command that is run again ends it (T155)."""

from __future__ import annotations

import shutil
from contextlib import closing
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from copied import Copied
from program import AFTER, BEFORE, ORG, SOAK, Done, Program, Table, Tracer, some

from reconciler.marks import RESTORED, marked
from reconciler.model import Outcome
from reconciler.stores.base import AuditQuery
from reconciler.stores.sql import open_store
from reconciler.verification import verify

KILLED = Table("restores-killed-at-statements", "engine", "points", "as before", "as after")


class Seen(NamedTuple):
    serial: int
    state: str
    entries: int
    restored: int
    found: tuple[str, ...]


class Store(Copied):
    """A store that has gone on since a backup of it."""

    def fill(self, folder: Path) -> None:
        self.backup = folder / "store.backup"
        manifest = folder / "org.yaml"
        said = [self.program.run("init", "--db", self.made)]
        for text in (BEFORE, AFTER):
            manifest.write_text(text)
            said.append(self.program.run("apply", "--yes", str(manifest), "--db", self.made, same=f"run-{len(said)}"))
            if text is BEFORE:
                said.append(self.program.run("backup", str(self.backup), "--db", self.made))
        assert [done.code for done in said] == [0] * 4, said

    def restore(self, **fault: Any) -> Done:
        name = self.url.partition("?")[0].rpartition("/")[2]
        return self.program.run("restore", str(self.backup), "--confirm", name, "--db", self.url, same="back", **fault)

    def seen(self) -> Seen:
        """What is there, how many runs say that it was restored, and what an audit finds."""
        with closing(open_store(self.url)) as store:
            head = store.heads()[ORG]
            entries = len([*store.audit(AuditQuery(org=ORG))])
            done = [run for run in store.runs(ORG) if run.outcome is Outcome.DONE]
            assert head.serial == len(done)
            with store.evidence() as evidence:
                found = tuple(problem.code for problem in verify(evidence, ORG).problems)
            restored = sum(marked(run) == RESTORED for run in done)
            return Seen(head.serial, store.state(ORG).digest, entries, restored, found)

    def beside(self) -> list[str]:
        """What lies beside a file's store and is not of it."""
        return [file.name for file in self.folder.glob("*.restoring*")] if self.server is None else []


@pytest.fixture(params=["sqlite WAL", "sqlite DELETE", "postgresql"])
def store(request: pytest.FixtureRequest, program: Program, tmp_path: Path) -> Store:
    if request.param == "postgresql" and shutil.which("pg_restore") is None:
        pytest.skip("pg_restore is not installed (the wheel that brings the server has it not)")
    server = request.getfixturevalue("postgres_server") if request.param == "postgresql" else None
    return Store(request.param, program, tmp_path, server)


def ends(store: Store) -> tuple[Seen, Seen]:
    """The two there are; without the run of the restore there would be a third."""
    before = store.seen()
    assert store.restore().code == 0
    after = store.seen()
    assert (before.serial, before.restored, after.serial, after.restored) == (2, 0, 2, 1)
    assert before.state != after.state
    assert before.entries != after.entries
    assert before.found == after.found == ()
    return before, after


def test_a_restore_killed_at_any_statement_is_whole_and_says_so_or_is_not_there_t155(store: Store):
    """Every moment in the long form; else those that close in on the one at which it begins to count."""
    before, after = ends(store)
    store.fresh()
    moments = int(store.restore(act="count").marked)
    store.fresh()

    def counts(moment: int) -> bool:
        done = store.restore(moment=moment, act="kill")
        assert (done.hit, done.code) == (True, -9)
        seen = store.seen()
        assert seen in (before, after), (moment, seen)
        if seen == after:
            store.fresh()
        return seen == after

    if SOAK:
        outcomes = [counts(moment) for moment in range(1, moments + 1)]
        assert outcomes == sorted(outcomes)
        KILLED.add(store.engine, moments, outcomes.count(False), outcomes.count(True))
    first, last = 1, moments
    assert (counts(first), counts(last)) == (False, True)
    while last - first > 1:
        middle = (first + last) // 2
        first, last = (first, middle) if counts(middle) else (middle, last)
    assert store.restore().code == 0
    assert store.seen() == after
    assert store.beside() == []


@pytest.mark.parametrize("store", ["sqlite WAL", "sqlite DELETE"], indirect=True)
def test_a_restore_killed_while_it_writes_a_file_is_whole_and_says_so_or_is_not_there_t155(
    store: Store, tracer: Tracer
):
    before, after = ends(store)
    store.fresh()
    found = {"before": 0, "after": 0}
    for call in ("pwrite64", "fdatasync", "unlink"):
        done, count = tracer.run(store.restore, call)
        assert done.code == 0
        store.fresh()
        for number in some(count, 4):
            done, killed = tracer.run(store.restore, call, "signal=SIGKILL", str(number))
            assert killed == 1
            seen = store.seen()
            assert seen in (before, after), (call, number, seen)
            found["after" if seen == after else "before"] += 1
            store.fresh()
    assert min(found.values()) >= 1
    assert sum(found.values()) >= 9
