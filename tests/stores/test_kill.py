"""kill -9 at every statement of an apply and of an init: afterwards there is all of it or nothing (T144, T159).

SQLite calls a trace function when a statement begins, each row of a bulk statement included. A child of a small program
counts them and kills itself at the n-th, for n = 1, 2, ... until it gets through; in the short form, every third. The page
cache is one page large, so that rows reach the disk before the commit.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

STEP = 1 if os.environ.get("RECONCILER_TEST_PROFILE") == "soak" else 3

PROGRAM = """
import json, os, shutil, signal, sys
from pathlib import Path
from sqlalchemy import Engine, event
from sqlalchemy.pool import Pool
from alembic import command

sys.path.insert(0, sys.argv[1])
from applies import ORG, apply, attempt, create, delete
from reconciler.errors import ReconcilerError
from reconciler.stores.sql import init_store, open_store

folder, what, step = Path(sys.argv[2]), sys.argv[3], int(sys.argv[4])
store = folder / "store.db"

def prepare():
    for file in folder.iterdir():
        file.unlink()
    if what == "apply":
        opened = init_store(f"sqlite:///{store}", "L")
        apply(opened, [create("ada"), create("bob")], "plan-0")

def work():
    if what == "init":
        return init_store(f"sqlite:///{store}", "L")
    people = [create(f"p{number}", {"role": "x" * 900}) for number in range(12)]
    return apply(open_store(f"sqlite:///{store}"), [delete("ada"), *people], "plan-1")

def until(fatal):
    left = fatal
    def trace(statement):
        nonlocal left
        if not statement.startswith("PRAGMA"):
            left -= 1
            if not left:
                os.kill(os.getpid(), signal.SIGKILL)
    def connect(connection, record):
        connection.execute("PRAGMA cache_size = 1")
        connection.set_trace_callback(trace)
    event.listen(Pool, "connect", connect)

def found():
    try:
        opened = open_store(f"sqlite:///{store}")
    except ReconcilerError as refusal:
        return type(refusal).__name__
    head = opened.heads().get(ORG)
    state = opened.state(ORG)
    if head is None:
        return "a store"
    with opened.transaction(ORG) as transaction:
        consumed = transaction.consumed("plan-1") is not None
    whole = (head.serial, len(state), len([*opened.audit()]), len(opened.runs(ORG)), consumed, state.digest == head.digest)
    return str(whole)

points, killed = [], True
while killed:
    prepare()
    child = os.fork()
    if not child:
        until(len(points) * step + 1)
        work()
        os._exit(0)
    killed = os.WIFSIGNALED(os.waitpid(child, 0)[1])
    after = found()
    try:
        again = "again" if killed and work() else ""
    except ReconcilerError as refusal:
        again = type(refusal).__name__
    points.append((killed, after, again, found()))
print(json.dumps(points))
"""


def kill(tmp_path: Path, what: str) -> list[tuple[bool, str, str, str]]:
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, str(Path(__file__).parent), str(tmp_path), what, str(STEP)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return [tuple(point) for point in json.loads(done.stdout)]


BEFORE, AFTER = "(1, 2, 2, 1, False, True)", "(2, 13, 15, 2, True, True)"


def test_an_apply_killed_at_any_statement_is_whole_or_not_there_and_goes_through_afterwards_t144(tmp_path: Path):
    *killed, last = kill(tmp_path, "apply")
    assert len(killed) * STEP > 30
    assert {after for _, after, _, _ in killed} == {BEFORE}
    assert {(again, finally_) for _, _, again, finally_ in killed} == {("again", AFTER)}
    assert last == (False, AFTER, "", AFTER)


def test_an_init_killed_at_any_statement_leaves_nothing_or_a_store_and_goes_through_afterwards_t144_t159(
    tmp_path: Path,
):
    *killed, last = kill(tmp_path, "init")
    assert len(killed) * STEP > 15
    assert {after for _, after, _, _ in killed} <= {"WrongUsage", "a store"}
    assert {finally_ for *_, finally_ in (*killed, last)} == {"a store"}


def test_the_program_that_kills_would_notice_half_an_apply():
    """The two outcomes it accepts differ in every number it compares."""
    before, after = BEFORE.strip("()").split(", "), AFTER.strip("()").split(", ")
    assert [a != b for a, b in zip(before, after, strict=True)] == [True] * 5 + [False]
