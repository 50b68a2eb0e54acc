"""What is shown of a store in which somebody wrote text that no manifest may hold, and on terminals of every kind."""
# ruff: noqa: F401, F811 - fixtures are imported by name, and asked for by it

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import sys
import unicodedata
from pathlib import Path

import pytest
from test_cli import LAB, MORE, ROOT, Command, command, here, lab, on_a_terminal, store, template

OLD = "\x1b[2Jx\x9b31m\u202e\r\n::error::"
SHOWN = "⟨U+001B⟩[2Jx⟨U+009B⟩31m⟨U+202E⟩⟨U+000D⟩⟨U+000A⟩::error::"
UNSEEN = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}


def written_long_ago(store: Path) -> None:
    """A description in the rows and an actor in the log, as a program without the rule would have stored them."""
    attrs = json.dumps({"description": OLD})
    with sqlite3.connect(store) as connection:
        guarded = connection.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").fetchall()
        for name, _ in guarded:
            connection.execute(f'DROP TRIGGER "{name}"')
        for change, value in (
            ("UPDATE resource SET attrs = ? WHERE path LIKE '%team/seg'", attrs),
            ("UPDATE audit SET actor = ? WHERE seq = 1", OLD),
        ):
            assert connection.execute(change, (value,)).rowcount == 1, change
        for _, definition in guarded:
            connection.execute(definition)
    connection.close()


@pytest.mark.parametrize("form", ["text", "markdown", "json"])
@pytest.mark.parametrize("question", [("audit",), ("list", "teams"), ("export",)], ids=" ".join)
def test_old_rows_with_hostile_text_are_encoded_like_new_ones(
    lab: Path, store: Path, command: Command, question: tuple[str, ...], form: str
):
    """T071, T082"""
    written_long_ago(store)
    answer = command(*question, *(() if question == ("export",) else ("--format", form)))
    shown = answer.out + answer.err
    assert not {c for c in shown if unicodedata.category(c) in UNSEEN} - {"\n"}
    assert not any(line.lstrip().startswith(("::", "##[")) for line in shown.splitlines())
    if question == ("audit",):
        assert (json.dumps(OLD)[1:-1] if form == "json" else SHOWN) in shown


def test_a_log_has_one_line_of_json_for_each_entry_whatever_they_hold(lab: Path, store: Path, command: Command):
    """T081: quotes and line breaks are part of a string, and none makes another entry."""
    written_long_ago(store)
    before = len(command("audit").out.splitlines())
    shown = command("audit", "--format", "json").out
    assert shown.isascii()
    entries = [json.loads(line) for line in shown.splitlines()]
    assert len(entries) == before
    assert OLD in [entry["actor"] for entry in entries]


@pytest.mark.parametrize("width", ["1", "20", "400"])
@pytest.mark.parametrize("quiet", [{"NO_COLOR": "1"}, {"TERM": "dumb"}], ids=["no colour", "dumb"])
def test_a_narrow_terminal_changes_no_word_of_a_plan(lab: Path, command: Command, width: str, quiet: dict[str, str]):
    """T072: lines are the terminal's to break."""
    lab.write_text(MORE)
    code, shown = on_a_terminal("plan", COLUMNS=width, **quiet)
    assert code == 0
    assert b"\x1b" not in shown
    assert shown.decode().replace("\r\n", "\n").splitlines()[:2] == command("plan").out.splitlines()[:2]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("RECONCILER_DB", "nonsense"),
        ("RECONCILER_DB", "mysql://x/y"),
        ("RECONCILER_POLICY", "nowhere.yaml"),
        ("RECONCILER_LIMITS", "members=many"),
        ("RECONCILER_SHARD", "3/2"),
    ],
)
def test_an_environment_that_cannot_be_meant_stops_everything(
    lab: Path, store: Path, command: Command, monkeypatch: pytest.MonkeyPatch, name: str, value: str
):
    """T135"""
    lab.write_text(MORE)
    before = store.read_bytes()
    monkeypatch.setenv(name, value)
    answer = command("apply", "--yes")
    assert answer.code in {10, 64}
    assert answer.err or answer.out
    assert store.read_bytes() == before


# --- standard output as the file: -o - --------------------------------------------------------------------------------


def test_a_plan_goes_to_standard_output_as_to_a_file_and_what_is_said_of_it_to_standard_error(
    lab: Path, store: Path, command: Command
):
    lab.write_text(MORE)
    written, piped = command("plan", "-o", "plan.json"), command("plan", "-o", "-")
    assert not Path("-").exists()
    assert json.loads(piped.out)["orgs"] == json.loads(Path("plan.json").read_text())["orgs"]
    assert "Plan: 1 to create" in written.out
    assert "Plan: 1 to create" in piped.err
    Path("plan.json").write_text(piped.out)
    part = command("select", "plan.json", "--only", "person=cyd@lab.example", "-o", "-")
    assert json.loads(part.out)["orgs"] == json.loads(piped.out)["orgs"]
    assert "invite cyd@lab.example" in part.err
    approval = command("approve", "plan.json", "--as", "tom@lab.example", "--yes", "-o", "-")
    assert json.loads(approval.out)["approver"] == "tom@lab.example"
    assert "Approved by tom@lab.example" in approval.err
    assert command("apply", "plan.json").code == 0
    run = json.loads(command("audit", "--format", "json").lines[-1])["run"]
    assert json.loads(command("revert", run, "-o", "-").out)["orgs"]
    assert not Path("-").exists()


@pytest.mark.parametrize("verb", [("graph", "--format", "svg"), ("codeowners", "lab.yaml"), ("report", "users")])
def test_an_answer_goes_to_standard_output_where_that_is_named_as_it_does_by_itself(
    lab: Path, command: Command, verb: tuple[str, ...]
):
    assert command(*verb).out == command(*verb, "-o", "-").out != ""
    assert not Path("-").exists()


def test_what_is_of_use_only_whole_is_not_printed_under_pseudonyms(
    lab: Path, command: Command, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("RECONCILER_REDACT_KEY", "a-secret-for-this-test-only")
    lab.write_text(MORE)
    answer = command("--redact", "plan", "-o", "-")
    assert (answer.code, answer.out) == (64, "")
    assert "write it to a file" in answer.err
    assert command("--redact", "plan").code == 0


def test_a_parquet_file_goes_down_a_pipe_whole(lab: Path, command: Command):
    command("report", "users", "--format", "parquet", "-o", "users.parquet")
    said = (sys.executable, "-m", "reconciler", "report", "users", "--format", "parquet", "-o", "-")
    piped = subprocess.run(said, env={**os.environ, "PYTHONPATH": str(ROOT)}, capture_output=True, check=True).stdout
    assert (piped[:4], piped[-4:], len(piped)) == (b"PAR1", b"PAR1", Path("users.parquet").stat().st_size)
    assert not Path("-").exists()
