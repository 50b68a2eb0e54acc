"""Limits: what they are, that each holds at exactly its number, and what reading and planning cost at their size.

Those of a single file and of a folder are held in ``tests/reading``; here are the numbers themselves, and what is counted
only when everything has been read.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path

import pytest

from reconciler import planner
from reconciler.cli import run
from reconciler.errors import Severity
from reconciler.guards import Policy
from reconciler.manifest.limits import DEFAULT_LIMITS, RAISABLE, limits, put_back, put_in_force, raised
from reconciler.model import Header
from reconciler.reader import Reading, read_texts
from reconciler.stores.memory import MemoryStore
from reconciler.survey import planned

LINEAGE = "00000000-0000-4000-8000-000000000001"
HEADER = Header(LINEAGE, "2026-11-23T09:00:00Z", "2026-11-30T09:00:00Z", "ada", "reconciler 0.1.0")
HEAD = "org: lab\nplatform: webknossos\nmembers:\n  p0@lab.example: {role: admin}\n"


def people(count: int) -> str:
    """An org of so many people."""
    return HEAD + "".join(f"  p{number}@lab.example:\n" for number in range(1, count))


def codes(reading: Reading) -> list[str]:
    return [problem.code for problem in reading.problems if problem.severity is Severity.ERROR]


def test_the_numbers_are_these():
    """T210-T218: a changed default is a changed promise."""
    expected: Mapping[str, int] = {
        "file_bytes": 1_048_576,
        "total_bytes": 67_108_864,
        "files": 10_000,
        "directory_depth": 16,
        "nesting": 32,
        "nodes": 200_000,
        "aliases": 100,
        "expansion": 4,
        "documents": 1_000,
        "line_length": 10_000,
        "problems": 100,
        "name_length": 256,
        "email_length": 254,
        "description_length": 4_096,
        "members": 100_000,
        "changes": 50_000,
    }
    assert DEFAULT_LIMITS._asdict() == expected


@pytest.mark.parametrize(("count", "refused"), [(2, False), (3, False), (4, True)])
def test_the_limit_of_people_in_an_org_holds_exactly(count: int, refused: bool):
    """T218"""
    reading = read_texts([("org.yaml", people(count))], DEFAULT_LIMITS._replace(members=3))
    assert codes(reading) == ["too-many-people"] * refused
    if refused:
        assert reading.problems[0].message == "webknossos/lab has 4 people, more than 3 (limit members)"


@pytest.mark.parametrize(("count", "refused"), [(3, False), (4, False), (5, True)])
def test_the_limit_of_changes_in_a_plan_holds_exactly(count: int, refused: bool, monkeypatch: pytest.MonkeyPatch):
    """T218: the org is one of them."""
    monkeypatch.setattr(planner, "limits", lambda: DEFAULT_LIMITS._replace(changes=4))
    desired = read_texts([("org.yaml", people(count - 1))]).sound()
    plan, problems = planned(desired, MemoryStore(LINEAGE), HEADER, Policy())
    assert len(plan.changes) == count
    assert [problem.code for problem in problems] == ["too-many-changes"] * refused


@pytest.mark.parametrize("name", RAISABLE)
def test_whoever_runs_the_program_may_raise_a_limit_for_that_run_alone(name: str):
    more = getattr(DEFAULT_LIMITS, name) + 1
    assert raised(f"{name}={more}") == DEFAULT_LIMITS._replace(**{name: more})
    token = put_in_force(raised(f"{name}={more}"))
    assert getattr(limits(), name) == more
    put_back(token)
    assert limits() == DEFAULT_LIMITS


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ("nesting=33", "no limit called nesting can be raised"),
        ("aliases=1000", "no limit called aliases can be raised"),
        ("changes", "changes= takes a whole number"),
        ("changes=-1", "changes= takes a whole number"),
        ("changes=1e9", "changes= takes a whole number"),
        (f"changes={'9' * 16}", "changes= takes a whole number"),
        ("members=99999", "members is 100000, and can be raised only"),
    ],
)
def test_what_cannot_be_raised_is_refused(said: str, why: str):
    with pytest.raises(ValueError, match=re.escape(why)):
        raised(said)


def test_a_raised_limit_holds_for_one_command_and_lets_a_larger_plan_through(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    monkeypatch.chdir(tmp_path)
    Path("org.yaml").write_text(
        f"org: lab\nplatform: webknossos\nmembers:\n  p0@lab.example: {{role: admin}}{' ' * 10_000}\n"
    )
    assert run(["init"]) == 0
    assert run(["plan"]) == 10
    assert run(["--limits", "line_length=20000", "plan"]) == 0
    assert "Plan: 2 to create" in capsys.readouterr().out
    assert run(["--limits", "line_length=20000", "apply", "--yes"]) == 0
    assert run(["--limits", "line_length=20000", "plan"]) == 0
    assert run(["plan"]) == 10, "also where the org is settled under other limits"
    capsys.readouterr()
    assert run(["--limits", "line_length=9", "plan"]) == 64
    assert "can be raised only" in capsys.readouterr().err


def test_an_org_and_a_group_of_ten_thousand_people_are_read_and_planned_in_seconds():
    """T113: seconds of CPU; the machine may have other things to do."""
    text = (
        people(10_000) + "teams:\n  All:\n    members:\n" + "".join(f"    - p{n}@lab.example\n" for n in range(10_000))
    )
    began = time.process_time()
    desired = read_texts([("org.yaml", text)]).sound()
    plan, problems = planned(desired, MemoryStore(LINEAGE), HEADER, Policy())
    assert time.process_time() - began < 20
    assert problems == []
    assert len(plan.changes) == 20_002


def test_a_name_or_description_that_is_too_long_is_refused_by_its_limit():
    """T113, T216: of every length but that of e-mail addresses, which ``test_text`` holds."""
    for teams, limit in ((f"{'t' * 257}: ", "256"), (f"Seg: {{description: {'d' * 4_097}}}", "4096")):
        (problem,) = read_texts([("org.yaml", f"{HEAD}teams: {{{teams}}}\n")]).problems
        assert problem.code == "text-length"
        assert limit in problem.message


def test_a_plan_of_as_many_changes_as_there_may_be_takes_less_than_a_minute_and_a_gibibyte():
    """T219: seconds of CPU, in a process of its own; ``benchmarks/limits.py tree`` measures a folder at its limits."""
    benchmark = Path(__file__).resolve().parent.parent / "benchmarks" / "limits.py"
    done = subprocess.run([sys.executable, benchmark, "org"], capture_output=True, text=True, check=True)
    said = json.loads(done.stdout)
    assert (said["changes"], said["errors"]) == (DEFAULT_LIMITS.changes, [])
    assert said["seconds"] < 60
    assert said["MiB"] < 1024
