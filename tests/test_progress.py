"""How far long work has come: shown on a terminal after a second, and no part of any answer.

The clock of the line is one that the tests turn; the program as a whole is run on a terminal with no patience at all.
"""
# ruff: noqa: F401, F811 - fixtures are imported by name, and asked for by it

from __future__ import annotations

import io
import json
import os
import pty
import re
import subprocess
import sys
from pathlib import Path

import pytest
from test_cli import LAB, ROOT, Command, command, here, lab, on_a_terminal, store, template

from reconciler.cli import progress

IMPATIENT = "from reconciler.cli import progress; progress.PATIENCE = progress.PAUSE = 0"


class Clock:
    """Seconds, as somebody says that they have passed."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


class Terminal(io.StringIO):
    """A stream that says it is a terminal."""

    def isatty(self) -> bool:
        return True


def full(text: str) -> int:
    raise OSError(28, "No space left on device")


def screen(shown: str) -> list[str]:
    """What somebody sees in the end: each line, with what was written over it."""
    lines = []
    for line in shown.replace("\r\n", "\n").split("\n"):
        seen = ""
        for text in line.split("\r"):
            seen = text + seen[len(text) :]
        lines.append(seen.rstrip())
    return lines


@pytest.fixture
def line(monkeypatch: pytest.MonkeyPatch) -> tuple[progress.Line, Clock, Terminal]:
    monkeypatch.setenv("COLUMNS", "60")
    clock, stream = Clock(), Terminal()
    return progress.Line("Applying", "orgs", 3400, stream, clock), clock, stream


def test_nothing_is_said_of_work_that_is_done_within_a_second(line):
    shown, clock, stream = line
    for _ in range(99):
        clock.now += 0.01
        shown.tick()
    shown.clear()
    assert stream.getvalue() == ""


def test_after_a_second_it_says_how_many_of_how_many_and_how_fast(line):
    shown, clock, stream = line
    shown.tick(1198)
    clock.now += 4.0
    shown.tick(2)
    assert stream.getvalue() == "\rApplying: 1,200 of 3,400 orgs, 300/s"
    clock.now += 0.05
    shown.tick()
    assert stream.getvalue().count("\r") == 1, "ten pictures a second are enough"
    clock.now += 0.06
    shown.tick()
    assert screen(stream.getvalue()) == ["Applying: 1,202 of 3,400 orgs, 292/s"]


def test_without_a_total_it_counts_and_slow_work_has_a_decimal(monkeypatch):
    monkeypatch.setenv("COLUMNS", "60")
    clock, stream = Clock(), Terminal()
    shown = progress.Line("Reading", "files", None, stream, clock)
    clock.now += 2.0
    shown.tick(3)
    assert stream.getvalue() == "\rReading: 3 files, 1.5/s"


def test_a_line_that_is_taken_away_leaves_nothing_and_comes_back(line):
    shown, clock, stream = line
    clock.now += 10
    shown.tick(2000)
    shown.clear()
    assert screen(stream.getvalue()) == [""]
    assert stream.getvalue().endswith("\r")
    clock.now += 1
    shown.tick()
    assert screen(stream.getvalue()) == ["Applying: 2,001 of 3,400 orgs, 182/s"]


def test_a_line_is_never_wider_than_the_terminal(line, monkeypatch):
    monkeypatch.setenv("COLUMNS", "20")
    shown, clock, stream = line
    clock.now += 2
    shown.tick()
    assert stream.getvalue() == "\rApplying: 1 of 3,40"


def test_a_full_disk_behind_standard_error_stops_no_work(line):
    shown, clock, stream = line
    stream.write = full
    clock.now += 2
    shown.tick()
    assert shown.done == 1


@pytest.mark.parametrize("term", ["xterm", "dumb"])
def test_off_a_terminal_or_on_one_that_cannot_go_back_items_pass_untouched(monkeypatch, term):
    stream = Terminal() if term == "dumb" else io.StringIO()
    monkeypatch.setenv("TERM", term)
    monkeypatch.setattr(sys, "stderr", stream)
    monkeypatch.setattr(progress, "PATIENCE", 0)
    assert list(progress.counted(range(5), "Reading", "files")) == [0, 1, 2, 3, 4]
    with progress.ticking("Reading", "files") as tick:
        assert list(progress.passing(iter("abc"), tick)) == ["a", "b", "c"]
    assert stream.getvalue() == ""


def test_on_a_terminal_every_item_is_counted_once_it_is_done(monkeypatch):
    stream = Terminal()
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setattr(sys, "stderr", stream)
    monkeypatch.setattr(progress, "PATIENCE", 0)
    monkeypatch.setattr(progress, "PAUSE", 0)
    assert list(progress.counted(["a", "b"], "Reading", "files")) == ["a", "b"]
    with progress.ticking("Verifying", "entries", 3) as tick:
        assert list(progress.passing(iter("abc"), tick)) == ["a", "b", "c"]
    said = re.findall(r"(\w+: \d (?:of \d )?\w+),", stream.getvalue())
    assert said == [
        "Reading: 1 of 2 files",
        "Reading: 2 of 2 files",
        "Verifying: 1 of 3 entries",
        "Verifying: 2 of 3 entries",
        "Verifying: 3 of 3 entries",
    ]
    assert screen(stream.getvalue()) == [""]


def test_reading_applying_and_verifying_show_how_far_they_are_and_leave_only_their_answers(here: Path, store: Path):
    for name in ("lab", "den", "hut"):
        (here / f"{name}.yaml").write_text(LAB.replace("org: lab", f"org: {name}"))
    code, shown = on_a_terminal("apply", "--yes", first=IMPATIENT)
    said = shown.decode()
    assert code == 0
    assert "\rReading: 3 of 3 files" in said
    assert "\rApplying: 2 of 3 orgs" in said
    assert not [row for row in screen(said) if "Reading:" in row or "Applying:" in row]
    assert sum("changes done; now at serial 1" in row for row in screen(said)) == 3
    code, shown = on_a_terminal("audit", "verify", first=IMPATIENT)
    entries = int(re.findall(r"Verifying: \d+ of (\d+) entries", shown.decode())[-1])
    assert code == 0
    assert f"\rVerifying: {entries} of {entries} entries" in shown.decode()
    assert not [row for row in screen(shown.decode()) if "Verifying:" in row]
    code, shown = on_a_terminal("--quiet", "audit", "verify", first=IMPATIENT)
    assert code == 0
    assert b"Verifying" not in shown


def test_an_import_of_facts_shows_how_far_it_is_and_leaves_only_its_answer(lab: Path):
    Path("rows.csv").write_text("at,bytes\n" + "".join(f"2026-10-{day:02},1\n" for day in range(1, 32)))
    code, shown = on_a_terminal("facts", "import", "storage", "rows.csv", first=IMPATIENT)
    assert code == 0
    assert "\rImporting: 31 rows" in shown.decode()
    assert [row for row in screen(shown.decode()) if row] == ["webknossos/lab: 31 rows of storage added"]
    code, shown = on_a_terminal("--quiet", "facts", "import", "storage", "rows.csv", first=IMPATIENT)
    assert b"Importing" not in shown


def test_an_answer_in_json_is_whole_while_somebody_watches_standard_error(lab: Path):
    parent, child = pty.openpty()
    program = f"{IMPATIENT}; from reconciler.cli import main; main()"
    done = subprocess.run(
        [sys.executable, "-c", program, "audit", "verify", "--format", "json"],
        env={**os.environ, "PYTHONPATH": str(ROOT), "TERM": "xterm"},
        stdout=subprocess.PIPE,
        stderr=child,
        timeout=60,
        check=True,
    )
    os.close(child)
    seen = os.read(parent, 65_536)
    os.close(parent)
    assert b"Verifying" in seen
    assert b"Verifying" not in done.stdout
    assert json.loads(done.stdout)
