"""Killed at every statement and at every system call that writes: the store is as before or as after, never between (M2).

The program runs as a process of its own; after each point the store is looked at as the program looks at it, and the
same plan is applied again, which must lead to the same state and to the same root of the audit log.
"""

from __future__ import annotations

import shutil
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from program import SOAK, Case, Done, File, Program, Sight, Table, Tracer, expected, moments, sight, some, told

STATEMENTS = Table("killed-at-statements", "engine", "points", "as before", "as after", "between", "seconds")
CALLS = Table(
    "faults-at-system-calls", "engine", "fault", "points", "as before", "as after", "between", "exit codes", "seconds"
)
RECOVERY = Table(
    "faults-while-taking-back", "engine", "fault", "points", "as before", "as after", "between", "exit codes"
)

WRITING = ("pwrite64", "write", "fdatasync", "fsync", "ftruncate", "unlink", "rename")
FAULTS = {
    "killed": ("signal=SIGKILL", ""),
    "disk full, once": ("error=ENOSPC", ""),
    "disk full from then on": ("error=ENOSPC", "+"),
    "disk broken, once": ("error=EIO", ""),
    "disk broken from then on": ("error=EIO", "+"),
}
FEW = 3
"""How many moments of each system call are tried in the short form: the first, the last, and some between."""


def points(
    case: Case, program: Program, tracer: Tracer, calls: tuple[str, ...], few: int = FEW
) -> Iterator[tuple[str, int]]:
    """The system calls of an apply, each with its number."""
    for call in calls:
        case.fresh()
        done, count = tracer.run(lambda **fault: case.apply(program, **fault), call)
        assert done.code == 0, done
        yield from ((call, number) for number in some(count, few))


def honest(done: Done, seen: Sight, before: Sight, after: Sight, start: Sight | None = None) -> str:
    """``before`` or ``after``, as it was found; asserts that the exit code and the message say so, too."""
    start = start or before
    assert seen in (before, after), (done, seen)
    said = done.out + done.err
    assert "Traceback" not in said, said
    if done.code == 0:
        assert seen == after, done
    elif done.code == 1:
        assert seen == after, done
        assert not said or "the answer could not be written" in said, done
    elif done.code in (13, 14, 64):
        assert seen == start, done
        assert "store.db" in said, done
    else:
        assert done.code in (-9, 16), done
    return "after" if seen == after else "before"


def test_an_apply_killed_at_any_statement_is_whole_or_not_there_and_goes_through_afterwards_t144_t145(
    case: Case, program: Program
):
    before, after = expected(case, program)
    began, points, found = time.monotonic(), 0, {"before": 0, "after": 0}
    for moment in some(moments(case, program), 9 if case.engine == "postgresql" else 20):
        case.fresh()
        done = case.apply(program, moment=moment, act="kill")
        assert done.hit
        assert done.code == -9
        points += 1
        seen = sight(case.url)
        assert seen in (before, after), (moment, seen)
        found["after" if seen == after else "before"] += 1
        again = case.apply(program)
        assert again.code == 0, again
        assert ("already applied as serial 2" in again.out) is (seen == after)
        assert sight(case.url) == after
    assert points >= 9
    assert found["after"] == 1  # killed after COMMIT, before a word of it was said
    STATEMENTS.add(case.engine, points, found["before"], found["after"], 0, f"{time.monotonic() - began:.1f}")


INTERRUPTED = Table(
    "interrupted-at-statements", "engine", "signal", "points", "as before", "as after", "between", "exit codes"
)


@pytest.mark.parametrize(("sent", "twice"), [("SIGINT", False), ("SIGTERM", True)])
def test_an_apply_interrupted_at_any_statement_is_rolled_back_or_done_t165(
    case: Case, program: Program, sent: str, twice: bool
):
    before, after = expected(case, program)
    found, codes = Counter(), Counter()
    for moment in some(moments(case, program), 4):
        case.fresh()
        done = case.apply(program, moment=moment, act="interrupt", signal=sent, twice=twice)
        seen = sight(case.url)
        assert seen in (before, after), (moment, done)
        assert done.code in (130, 0), done
        assert "Traceback" not in done.err, done
        if done.code == 0:
            assert seen == after
        found["after" if seen == after else "before"] += 1
        codes[done.code] += 1
        assert case.apply(program).code == 0
        assert sight(case.url) == after
    assert found["before"] >= 2
    INTERRUPTED.add(
        case.engine, f"{sent}{', twice' * twice}", found.total(), found["before"], found["after"], 0, told(codes)
    )


@pytest.mark.parametrize("fault", FAULTS if SOAK else ("killed", "disk full, once", "disk broken from then on"))
def test_a_fault_at_any_write_leaves_all_or_nothing_and_the_exit_code_says_which_t144_t147(
    file: File, program: Program, tracer: Tracer, fault: str
):
    before, after = expected(file, program)
    what, on = FAULTS[fault]
    began, found, codes = time.monotonic(), Counter(), Counter()
    for call, number in points(file, program, tracer, WRITING, FEW + 1 if fault == "killed" else FEW):
        file.fresh()
        done, hits = tracer.run(lambda **fault: file.apply(program, **fault), call, what, f"{number}{on}")
        assert hits, (call, number, done)
        found[honest(done, sight(file.url), before, after)] += 1
        codes[done.code] += 1
        again = file.apply(program)
        assert again.code == 0, again
        assert sight(file.url) == after
    assert found.total() >= 8
    seconds = f"{time.monotonic() - began:.1f}"
    CALLS.add(file.engine, fault, found.total(), found["before"], found["after"], 0, told(codes), seconds)


@pytest.mark.parametrize("fault", FAULTS if SOAK else ("killed", "disk broken, once"))
def test_a_fault_while_a_killed_apply_is_taken_back_leaves_all_or_nothing_t147(
    file: File, program: Program, tracer: Tracer, fault: str, tmp_path: Path
):
    before, after = expected(file, program)
    pages = [*points(file, program, tracer, ("pwrite64",), 8)]
    call, number = pages[-2]  # in the middle of writing the pages (DELETE), or of moving them out of the log (WAL)
    file.fresh()
    assert tracer.run(lambda **fault: file.apply(program, **fault), call, "signal=SIGKILL", str(number))[1]
    left = tmp_path / "left"
    shutil.copytree(file.folder, left)
    assert len([*left.iterdir()]) > 1, "there is nothing to take back"
    start = sight(file.url)
    file.fresh = lambda: shutil.copytree(left, file.folder, dirs_exist_ok=True)  # type: ignore[method-assign]
    what, on = FAULTS[fault]
    found, codes = Counter(), Counter()
    try:
        for call, number in points(
            file, program, tracer, ("pread64", "pwrite64", "fdatasync", "ftruncate", "unlink"), 3
        ):
            file.fresh()
            done, hits = tracer.run(lambda **fault: file.apply(program, **fault), call, what, f"{number}{on}")
            assert hits, (call, number, done)
            found[honest(done, sight(file.url), before, after, start)] += 1
            codes[done.code] += 1
            assert file.apply(program).code == 0
            assert sight(file.url) == after
    finally:
        del file.fresh
    assert found.total() >= 8
    RECOVERY.add(file.engine, fault, found.total(), found["before"], found["after"], 0, told(codes))


def test_a_disk_that_does_not_read_ends_an_apply_in_words_and_changes_nothing_t147(
    file: File, program: Program, tracer: Tracer
):
    before, after = expected(file, program)
    found, codes = Counter(), Counter()
    for call, number in points(file, program, tracer, ("pread64", "read", "openat"), 4):
        file.fresh()
        done, hits = tracer.run(lambda **fault: file.apply(program, **fault), call, "error=EIO", str(number))
        assert hits, (call, number, done)
        seen = sight(file.url)
        assert seen in (before, after), (call, number, done)
        assert "Traceback" not in done.err, (call, number, done)
        assert (seen == after) >= (done.code == 0), (call, number, done)
        assert (seen == before) >= (done.code in (12, 13, 14, 64)), (call, number, done)
        found["after" if seen == after else "before"] += 1
        codes[done.code] += 1
        assert file.apply(program).code == 0
        assert sight(file.url) == after
    assert found["before"] >= 2
    RECOVERY.add(
        file.engine, "disk does not read, once", found.total(), found["before"], found["after"], 0, told(codes)
    )
