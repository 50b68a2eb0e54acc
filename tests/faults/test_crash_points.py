"""Killed at every statement and at every system call that writes: the store is as before or as after, never between (M2).

The program runs as a process of its own; after each point the store is looked at as the program looks at it, and the
same plan is applied again, which must lead to the same state and to the same root of the audit log.
"""

from __future__ import annotations

import time

from program import Case, Program, Sight, Table, counting, sight

STATEMENTS = Table("killed-at-statements", "engine", "points", "as before", "as after", "between", "seconds")


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


def test_an_apply_killed_at_any_statement_is_whole_or_not_there_and_goes_through_afterwards_t144_t145(
    case: Case, program: Program
):
    before, after = expected(case, program)
    began, points, found = time.monotonic(), 0, {"before": 0, "after": 0}
    for moment in counting():
        case.fresh()
        done = case.apply(program, moment=moment, act="kill")
        if not done.hit:
            assert done.code == 0
            break
        assert done.code == -9
        points += 1
        seen = sight(case.url)
        assert seen == before or seen == after, (moment, seen)
        found["after" if seen == after else "before"] += 1
        again = case.apply(program)
        assert again.code == 0, again
        assert ("already applied as serial 2" in again.out) is (seen == after)
        assert sight(case.url) == after
    assert points >= 10
    assert found["after"] == 1  # killed after COMMIT, before a word of it was said
    STATEMENTS.add(case.engine, points, found["before"], found["after"], 0, f"{time.monotonic() - began:.1f}")
