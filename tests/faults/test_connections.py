"""A server that ends our session, crashes, or does not get to answer: all or nothing, and 16 only where nobody knows (M2).

For each point: the exit code is honest, the answer to 16 names a command that tells what became of it, and the same plan
goes through afterwards.
"""

from __future__ import annotations

import re
import time
from collections import Counter
from pathlib import Path

import pytest
from program import (
    SOAK,
    Case,
    Database,
    Done,
    Program,
    Sight,
    Table,
    expected,
    moments,
    resume,
    sight,
    some,
    stopped,
    told,
    wait_until,
)
from proxy import WHEN, Proxy
from sqlalchemy.engine import make_url

LOST = Table("sessions-lost", "what", "points", "as before", "as after", "between", "exit codes")


def checked(case: Case, program: Program, done: Done, before: Sight, after: Sight) -> str:
    """``before`` or ``after``; asserts that exit code, message and the command it names agree, and that a re-run converges."""
    seen = sight(case.url)
    assert seen in (before, after), (done, seen)
    assert "Traceback" not in done.out + done.err
    assert done.code in (0, 13, 16), done
    if done.code != 16:
        assert seen == (after if done.code == 0 else before), done
    else:
        command = re.search(r"reconciler (audit --run .*?), which", done.out)
        assert command is not None, done
        program_says = program.run(*command[1].split(), "--db", case.url)
        assert program_says.code == 0, program_says
        assert bool(program_says.out.strip()) is (seen == after), program_says
    again = case.apply(program)
    assert again.code == 0, again
    assert ("already applied as serial 2" in again.out) is (seen == after)
    assert sight(case.url) == after
    return "after" if seen == after else "before"


def test_a_session_that_is_ended_at_any_statement_leaves_all_or_nothing_t146_t148(database: Database, program: Program):
    before, after = expected(database, program)
    found, codes = Counter(), Counter()
    last = moments(database, program)
    for moment in sorted({*some(last, 10), last - 1}):
        database.fresh()
        admin = database.server.url("postgres")
        done = database.apply(program, moment=moment, act="terminate", admin=admin)
        assert done.hit
        found[checked(database, program, done, before, after)] += 1
        codes[done.code] += 1
    assert found["before"] > 5
    assert codes[16] == 1  # ended just before COMMIT: of that alone the program cannot know
    LOST.add("session ended at a statement", found.total(), found["before"], found["after"], 0, told(codes))


def test_a_server_that_crashes_during_an_apply_has_all_or_nothing_when_it_is_back_t148(
    own_server, program: Program, tmp_path_factory: pytest.TempPathFactory
):
    case = Database(program, tmp_path_factory.mktemp("crashing"), own_server)
    before, after = expected(case, program)
    found, codes = Counter(), Counter()

    def crash(process: int, marker: Path) -> None:
        wait_until(lambda: stopped(process) or not Path(f"/proc/{process}/exe").exists())
        own_server.crash()
        resume(process)

    last = moments(case, program)
    for moment in range(1, last + 1) if SOAK else (last // 2, last - 1, last):
        case.fresh()
        done = case.apply(program, moment=moment, act="hold", meanwhile=crash)
        assert done.hit
        own_server.start()
        found[checked(case, program, done, before, after)] += 1
        codes[done.code] += 1
    assert found["before"] >= 2
    assert found["after"] == 1
    LOST.add("server crashed at a statement", found.total(), found["before"], found["after"], 0, told(codes))


@pytest.mark.parametrize("when", WHEN)
def test_a_connection_lost_around_the_commit_is_unknown_and_the_command_that_is_named_resolves_it_t146(
    database: Database, program: Program, tmp_path: Path, when: str
):
    before, after = expected(database, program)
    url = make_url(database.url)
    with Proxy(tmp_path, Path(str(url.query["host"])) / ".s.PGSQL.5432", when) as proxy:
        through = url.set(query={"host": str(tmp_path)}).render_as_string(hide_password=False)
        done = program.run("apply", str(database.plan), "--yes", "--db", through, same="the-second")
        assert proxy.cut >= 1
    assert done.code == 16, done
    time.sleep(0.1)  # the server may still be at it
    became = checked(database, program, done, before, after)
    assert became == ("after" if when == WHEN[2] else "before")
    LOST.add(f"connection lost, {when}", 1, int(became == "before"), int(became == "after"), 0, told(Counter([16])))
