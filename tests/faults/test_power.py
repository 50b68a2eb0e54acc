"""The power fails at any moment of an apply: the store is as before or as after, and what was said to be done is done (M2c).

One apply is recorded, and then played again up to each of its writes and syncs; ``power`` makes the disks that a failure
at that moment may leave. Every one of them is looked at as the program looks at a store.
"""

from __future__ import annotations

import hashlib
import random
import shutil
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from power import CALLS, Call, Disk, calls
from program import SOAK, File, Program, Sight, Table, Tracer, expected, sight

from reconciler.errors import ReconcilerError

POWER = Table("power-failures", "engine", "moments", "disks", "as before", "as after", "between", "seconds")
VERBOSE = ["-y", "-xx", "-s", str(1 << 26)]
"""For strace: every file by its name, every byte of what is written."""
MOST = 200 if SOAK else 4
"""Disks of one moment that are looked at."""


def recorded(file: File, program: Program, tracer: Tracer, **fault: bool) -> tuple[Disk, list[Call], int]:
    """The disk as it was, the calls of an apply, and which of them says that it is done."""
    file.fresh()
    disk = Disk(file.folder)
    done, _ = tracer.run(
        lambda **more: file.apply(program, **fault, **more),
        ",".join(CALLS),
        more=VERBOSE,
    )
    assert done.code == 0, done
    made = [*calls(tracer.log, file.folder)]
    said = next(place for place, call in enumerate(made) if b"now at serial 2" in call.data and "/" in call.file)
    return disk, made, said


def looks(file: File, image: dict[str, bytes]) -> Sight | str:
    """A disk, as the program sees it; what it says if it does not open it. What is mapped and no file is not there."""
    shutil.rmtree(file.folder)
    file.folder.mkdir()
    for name, content in image.items():
        if not name.endswith("-shm"):
            (file.folder / name).write_bytes(content)
    try:
        return sight(file.url)
    except ReconcilerError as error:
        return str(error)


def failures(disk: Disk, made: list[Call], said: int) -> Iterator[tuple[bool, dict[str, bytes]]]:
    """Every disk that a failure at any moment may leave, and whether it was said by then that all is done."""
    chance = random.Random(20)  # noqa: S311 - the same every time
    for place, call in enumerate(made):
        disk.take(call)
        for image in disk.images(chance, MOST):
            yield place >= said, image


def named(image: dict[str, bytes]) -> str:
    return hashlib.sha256(repr(sorted(image.items())).encode()).hexdigest()


def test_a_power_failure_leaves_all_or_nothing_and_never_takes_back_what_was_said_t144(
    file: File, program: Program, tracer: Tracer
):
    before, after = expected(file, program)
    disk, made, said = recorded(file, program, tracer)
    began, seen, found = time.monotonic(), dict[str, Sight | str](), Counter[str]()
    for done, image in failures(disk, made, said):
        name = named(image)
        if name not in seen:
            seen[name] = looks(file, image)
            found["after" if seen[name] == after else "before"] += 1
        assert seen[name] in ((after,) if done else (before, after)), (done, seen[name])
    assert found["before"] >= 5
    assert found["after"] >= 1
    seconds = f"{time.monotonic() - began:.1f}"
    POWER.add(file.engine, len(made), found.total(), found["before"], found["after"], 0, seconds)


def test_a_plan_file_is_the_old_one_or_the_new_one_and_the_new_one_once_that_was_said(
    file: File, program: Program, tracer: Tracer, tmp_path: Path
):
    folder = tmp_path / "plans"
    folder.mkdir()
    manifests, plan = file.plan.parent / "manifests", folder / "change.plan"
    old = b'{"actor":"ada","applyable":false}'
    plan.write_bytes(old)
    disk = Disk(folder)
    command = ("plan", str(manifests), "--db", file.url, "-o", str(plan))
    done, _ = tracer.run(lambda **more: program.run(*command, **more), ",".join(CALLS), more=VERBOSE)
    assert done.code == 0, done
    made = [*calls(tracer.log, folder)]
    said = next(place for place, call in enumerate(made) if b"Plan: " in call.data and "/" in call.file)
    found = {(done, image["change.plan"]) for done, image in failures(disk, made, said)}
    new = plan.read_bytes()
    assert found == {(False, old), (False, new), (True, new)}


def test_a_store_that_syncs_nothing_is_caught(file: File, program: Program, tracer: Tracer):
    before, after = expected(file, program)
    disk, made, said = recorded(file, program, tracer, unsynced=True)
    found = Counter[str]()
    for done, image in failures(disk, made, said):
        seen = looks(file, image)
        found["between"] += seen not in (before, after)
        found["taken back"] += done and seen == before
        if found["between"] and found["taken back"]:
            return
    pytest.fail(f"nothing was found but {found}")
