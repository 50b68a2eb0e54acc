"""Outputs that are full, files that may not be written, files and memory that may not grow: no traceback, an honest code (M3)."""

from __future__ import annotations

import os
import re
from collections import Counter
from pathlib import Path

import pytest
from program import SOAK, Case, Done, File, Program, Sight, Table, expected, sight, told

LIMITS = Table("limits", "engine", "limit", "points", "as before", "as after", "between", "exit codes")
MEGABYTE = 1 << 20


def checked(case: Case, done: Done, before: Sight, after: Sight) -> str:
    """``before`` or ``after``; the exit code says which, and 1 says that it may be either."""
    seen = sight(case.url)
    assert seen in (before, after), (done, seen)
    assert "Traceback" not in done.out + done.err, done
    if done.code == 0:
        assert seen == after
    elif done.code in (13, 14, 64):
        assert seen == before, done
    else:
        assert done.code in (1, 16) or done.code < 0, done
    return "after" if seen == after else "before"


def test_files_that_may_not_grow_leave_all_or_nothing_t147(file: File, program: Program):
    before, after = expected(file, program)
    size = file.path.stat().st_size
    found, codes = Counter(), Counter()
    for limit in range(0, size * 2, 4096 if SOAK else size // 6):
        file.fresh()
        done = file.apply(program, limits={"RLIMIT_FSIZE": limit})
        found[checked(file, done, before, after)] += 1
        codes[done.code] += 1
        assert file.apply(program).code == 0
        assert sight(file.url) == after
    assert found["before"] >= 2
    assert found["after"] >= 1
    LIMITS.add(file.engine, "size of files", found.total(), found["before"], found["after"], 0, told(codes))


def test_without_memory_an_apply_ends_in_words_and_with_all_or_nothing_t166(case: Case, program: Program):
    before, after = expected(case, program)
    grown = int(re.search(r"VmSize:\s+(\d+) kB", Path(f"/proc/{program.server}/status").read_text())[1]) * 1024
    found, codes = Counter(), Counter()
    for megabytes in (*range(48), 256) if SOAK else (0, 3, 8, 16, 256):
        case.fresh()
        done = case.apply(program, limits={"RLIMIT_AS": grown + megabytes * MEGABYTE})
        found[checked(case, done, before, after)] += 1
        codes[done.code] += 1
        assert case.apply(program).code == 0
        assert sight(case.url) == after
    assert found["before"] >= 1
    assert done.code == 0  # with the most of it
    LIMITS.add(case.engine, "memory", found.total(), found["before"], found["after"], 0, told(codes))


@pytest.mark.parametrize("what", ["file", "folder"])
def test_what_may_not_be_written_is_read_and_planned_and_an_apply_is_refused_at_once_t151(
    file: File, program: Program, what: str, tmp_path: Path
):
    before, _ = expected(file, program)
    (manifests := tmp_path / "manifests").mkdir()
    (manifests / "org.yaml").write_text((file.plan.parent / "manifests" / "org.yaml").read_text())
    place, mode = (file.path, 0o444) if what == "file" else (file.folder, 0o555)
    usual = place.stat().st_mode
    place.chmod(mode)
    try:
        for arguments in (["plan", str(manifests)], ["export"], ["audit"]):
            done = program.run(*arguments, "--db", file.url, powerless=True)
            assert done.code == 0, done
        done = file.apply(program, powerless=True)
    finally:
        place.chmod(usual)
    assert done.code in (13, 64), done
    assert "store.db" in done.out + done.err
    assert "Traceback" not in done.out + done.err
    assert sight(file.url) == before
    assert file.apply(program).code == 0


@pytest.mark.parametrize("full", ["out", "err"])
def test_a_stream_that_is_full_does_not_change_the_exit_code_of_a_refusal_t201(file: File, program: Program, full: str):
    expected(file, program)
    assert file.apply(program).code == 0
    refused = {
        64: ["apply", str(file.plan), "--db", "sqlite:////dev/full"],
        10: ["apply", str(file.plan.parent / "no-such-folder"), "--db", file.url],
        14: ["apply", str(file.plan.parent / "torn.plan"), "--db", file.url],
    }
    (file.plan.parent / "torn.plan").write_bytes(file.plan.read_bytes()[:-100])
    for code, arguments in refused.items():
        done = program.run(*arguments, **{full: "/dev/full"})
        assert done.code == code, done
        assert "Traceback" not in done.out + done.err


def test_a_plan_is_not_put_in_the_place_of_a_device_t201(file: File, program: Program, tmp_path: Path):
    device = tmp_path / "device"
    os.mkfifo(device)
    done = program.run("plan", str(file.plan.parent / "manifests"), "--db", file.url, "-o", str(device))
    assert done.code == 64, done
    assert device.is_fifo()
