"""The command line: every verb, every exit code, every form, and an environment that does not play along.

Most tests call ``run`` in this process, which is what ``main`` does once streams and signals are set. Those about
streams, terminals, signals and imports start a process of their own.
"""

from __future__ import annotations

import json
import os
import pty
import pwd
import select
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple, NoReturn

import pytest
from answers import Command, asking

from reconciler import ledger, schema
from reconciler.cli import git, run, terminal
from reconciler.cli.group import COMMANDS
from reconciler.errors import Busy, OutcomeUnknown
from reconciler.stores.sql.store import SqlStore

ROOT = Path(__file__).parent.parent
LAB = """\
org: lab
platform: webknossos
members:
  ada@lab.example: {role: admin}
  eve@lab.example: {role: admin}
  bob@lab.example:
teams: {Seg: {members: [bob@lab.example]}}
"""
MORE = LAB.replace("  bob@lab.example:\n", "  bob@lab.example:\n  cyd@lab.example:\n")
NOBODY = LAB.replace("  bob@lab.example:\n", "").replace("[bob@lab.example]", "[]") + "guards: {people_removed: 0}\n"


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty store, made once and copied: making one takes a third of a second."""
    path = tmp_path_factory.mktemp("template") / "reconciler.db"
    assert run(["init", "--db", f"sqlite:///{path}"]) == 0
    return path


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A working folder of one's own, and an environment in which nobody has said anything."""
    for name in (
        "GITHUB_ACTIONS",
        "GITHUB_ACTOR",
        "GITLAB_CI",
        "GITLAB_USER_LOGIN",
        "CI_JOB_ID",
        "GITHUB_SHA",
        "CI_COMMIT_SHA",
        "NO_COLOR",
        "TERM",
    ):
        monkeypatch.delenv(name, raising=False)
    for name in [name for name in os.environ if name.startswith("RECONCILER")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("RECONCILER_ACTOR", "tester")
    folder = tmp_path / "here"
    folder.mkdir()
    monkeypatch.chdir(folder)
    return folder


@pytest.fixture
def command(capsys: pytest.CaptureFixture[str]) -> Command:
    return asking(capsys)


@pytest.fixture
def store(here: Path, template: Path) -> Path:
    """An empty store, where commands look for one."""
    return Path(shutil.copy(template, here / "reconciler.db"))


@pytest.fixture
def lab(here: Path, store: Path, command: Command) -> Path:
    """A store with the lab in it, and its manifest."""
    manifest = here / "lab.yaml"
    manifest.write_text(LAB)
    assert command("apply", "--yes", manifest).code == 0
    return manifest


def process(*arguments: object, **options: Any) -> subprocess.CompletedProcess[str]:
    """The program as a process of its own."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT), **options.pop("env", {})}
    command = [sys.executable, "-m", "reconciler", *map(str, arguments)]
    given: dict[str, Any] = {"capture_output": True, "text": True, "timeout": 60, **options}
    return subprocess.run(command, env=environment, check=False, **given)


def rows(store: Path) -> list[str]:
    """Everything in the database but the runs, where a refusal may leave a note."""
    connection = sqlite3.connect(store)
    try:
        return [line for line in connection.iterdump() if not line.startswith('INSERT INTO "run"')]
    finally:
        connection.close()


# --- the way most people go -------------------------------------------------------------------------------------------


def test_the_main_road_from_an_empty_folder_to_an_audit_log(here: Path, command: Command):
    (here / "lab.yaml").write_text(LAB)
    (here / "notes.txt").write_text("not a manifest")
    assert command("validate").out == "Valid: 1 file, 1 org, 6 resources, 1 other file skipped.\n"
    assert "An empty store is ready at sqlite:///reconciler.db" in command("init").out
    plan = command("plan", "-o", "plan.json")
    assert (plan.code, plan.err) == (0, "")
    assert "Plan: 6 to create, 0 to update, 0 to delete, in 1 org." in plan.out
    assert command("show", "plan.json").out == plan.out
    applied = command("apply", "plan.json")
    assert (applied.code, applied.out) == (0, "webknossos/lab: 6 changes done; now at serial 1\n")
    assert command("apply", "plan.json").out == "webknossos/lab: already applied as serial 1; nothing was written\n"
    assert command("plan").out == "No changes. The manifests and the stored state agree.\n"
    assert command("export").out.startswith("---\norg: lab\nplatform: webknossos\nmembers:\n")
    assert len(command("audit").out.splitlines()) == 6


def test_an_apply_of_manifests_plans_shows_and_applies_in_one_go(here: Path, store: Path, command: Command):
    (here / "lab.yaml").write_text(LAB)
    answer = command("apply", "--yes")
    assert answer.code == 0
    assert "+ invite ada@lab.example as admin" in answer.out
    assert answer.out.endswith("webknossos/lab: 6 changes done; now at serial 1\n")
    again = command("apply", "--yes")
    assert again.code == 0
    assert "No changes. Nothing was written." in again.out
    assert len(command("audit").out.splitlines()) == 6


def test_rows_that_were_already_so_are_counted_apart(lab: Path, command: Command):
    lab.write_text(MORE.replace("cyd@", "dan@").replace("  dan", "  cyd@lab.example:\n  dan"))
    assert command("plan", "-o", "both.json").code == 0
    lab.write_text(MORE)
    assert command("apply", "--yes").code == 0
    answer = command("apply", "both.json")
    assert (answer.code, answer.out) == (0, "webknossos/lab: 1 change done, 1 was already so; now at serial 3\n")


# --- exit codes -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("manifest", "code"), [(LAB, 0), (MORE, 2)])
def test_2_says_that_there_are_changes_if_asked_to(lab: Path, command: Command, manifest: str, code: int):
    lab.write_text(manifest)
    assert command("plan").code == 0
    assert command("plan", "--detailed-exitcode").code == code


@pytest.mark.parametrize("verb", [("validate",), ("plan",), ("apply", "--yes")])
def test_10_says_that_the_manifests_are_wrong_and_every_problem_is_shown_once(
    lab: Path, command: Command, store: Path, verb: tuple[str]
):
    before = rows(store)
    lab.write_text("org: lab\nplatform: webknossos\nmemebrs: {}\nnam: x\n")
    answer = command(*verb)
    assert answer.code == 10
    said = answer.out + answer.err
    assert said.count("lab.yaml:3:1: error[unknown-key]") == 1
    assert said.count("lab.yaml:4:1: error[unknown-key]") == 1
    assert "did you mean `members`?" in said
    assert rows(store) == before


def test_10_says_that_manifests_do_not_fit_what_is_stored(lab: Path, command: Command, store: Path):
    before = rows(store)
    lab.write_text("org: lab\nplatform: webknossos\nowner: nobody@lab.example\n")
    assert command("validate").code == 0
    for verb in (("plan",), ("apply", "--yes")):
        answer = command(*verb)
        assert answer.code == 10
        assert "nobody@lab.example is not a user of lab" in answer.err
    assert rows(store) == before


def test_11_says_that_a_guard_refuses_and_the_plan_is_shown_whole(lab: Path, command: Command, store: Path):
    before = rows(store)
    lab.write_text(NOBODY)
    answer = command("plan", "-o", "plan.json")
    assert answer.code == 11
    assert "REFUSED  people-removed: 1 person would leave" in answer.out
    assert command("plan", "--detailed-exitcode").code == 11
    assert command("show", "plan.json").code == 11
    for verb in (("apply", "--yes"), ("apply", "plan.json")):
        refused = command(*verb)
        assert refused.code == 11
        assert "1 person would leave" in refused.out + refused.err
        assert "nothing was changed" in refused.err
    assert rows(store) == before


def test_12_says_that_the_plan_is_stale_and_what_came_in_between(lab: Path, command: Command, store: Path):
    """T120"""
    lab.write_text(LAB.replace("  bob@lab.example:\n", "  bob@lab.example: {role: dataset_manager}\n"))
    assert command("plan", "-o", "plan.json").code == 0
    lab.write_text(LAB.replace("  bob@lab.example:\n", "  bob@lab.example: {role: admin}\n"))
    assert command("apply", "--yes", "--actor", "eve").code == 0
    before = rows(store)
    answer = command("apply", "plan.json")
    assert answer.code == 12
    assert "changed by eve (claim) at" in answer.out + answer.err
    assert "webknossos/lab: refused" in answer.out + answer.err
    assert rows(store) == before


def test_12_says_that_a_plan_expired(lab: Path, command: Command, monkeypatch: pytest.MonkeyPatch):
    """T125"""
    lab.write_text(MORE)
    command("plan", "-o", "plan.json")
    monkeypatch.setattr(terminal, "now", lambda: "2099-01-01T00:00:00Z")
    answer = command("apply", "plan.json")
    assert answer.code == 12
    assert "the plan expired at" in answer.err


def test_12_says_that_a_plan_is_for_another_store(lab: Path, command: Command, here: Path):
    """T121"""
    lab.write_text(MORE)
    command("plan", "-o", "plan.json")
    assert command("init", "--db", "sqlite:///other.db").code == 0
    assert command("apply", "plan.json", "--db", "sqlite:///other.db").code == 12


def test_13_says_that_somebody_else_holds_the_store(lab: Path, command: Command, store: Path):
    lab.write_text(MORE)
    before = rows(store)
    holder = sqlite3.connect(store, isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")
    try:
        answer = command("apply", "--yes", "--lock-timeout", "0")
    finally:
        holder.rollback()
        holder.close()
    assert answer.code == 13
    assert "webknossos/lab: failed" in answer.out + answer.err
    assert rows(store) == before
    assert command("apply", "--yes").code == 0


def test_14_says_that_a_plan_file_was_changed(lab: Path, command: Command, here: Path, store: Path):
    """T123"""
    lab.write_text(MORE)
    command("plan", "-o", "plan.json")
    plan = here / "plan.json"
    plan.write_text(plan.read_text().replace("cyd@lab.example", "dan@lab.example"))
    before = rows(store)
    for verb in ("show", "apply"):
        answer = command(verb, "plan.json")
        assert (answer.code, answer.out) == (14, "")
        assert "its seal does not fit" in answer.err
    assert rows(store) == before


@pytest.mark.parametrize("content", ["", "{}", "hello", "\x1f\x8b\x08", "[1]", "org: lab\n"])
def test_14_says_that_a_file_is_no_plan(command: Command, here: Path, store: Path, content: str):
    """T130, T131"""
    (here / "plan.json").write_text(content)
    assert command("show", "plan.json").code == 14
    assert command("apply", "plan.json").code == 14


def test_14_says_that_a_plan_file_is_no_regular_file(command: Command, here: Path, store: Path):
    """T132"""
    os.mkfifo(here / "fifo")
    assert command("show", "fifo").code == 14
    assert command("show", ".").code == 14
    assert command("apply", "--yes", "fifo").code == 10


def test_15_says_that_a_format_is_not_known(lab: Path, command: Command, here: Path, store: Path):
    """T036, T126"""
    (here / "plan.json").write_text('{"format_version": "2.0"}')
    assert command("show", "plan.json").code == 15
    assert command("apply", "plan.json").code == 15
    lab.write_text("apiVersion: v9\nkind: Org\n")
    assert command("validate").code == 15
    assert command("plan").code == 10
    lab.write_text("apiVersion: v9\nkind: Org\n---\nzzz: 1\n")
    assert command("validate").code == 10


def test_16_says_that_nobody_knows_what_became_of_a_commit(
    lab: Path, command: Command, monkeypatch: pytest.MonkeyPatch
):
    def lost(*_: object) -> None:
        raise OutcomeUnknown("the answer to COMMIT was lost", hint="apply the same plan again")

    lab.write_text(MORE)
    monkeypatch.setattr(SqlStore, "transaction", lost)
    answer = command("apply", "--yes")
    assert answer.code == 16
    assert "apply the same plan again" in answer.out + answer.err


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["nonsense"], "No such command"),
        (["plan", "--nonsense"], "No such option"),
        (["plan", "--force"], "No such option"),
        (["plan", "--format", "xml"], "'xml' is not one of"),
        (["show"], "Missing argument"),
        (["show", "a", "b"], "unexpected extra argument"),
        (["show", "nowhere.json"], "cannot be read"),
        (["apply", "--lock-timeout", "-1"], "-1"),
        (["apply", "--lock-timeout", "x"], "'x' is not a valid float"),
        (["completion", "tcsh"], "'tcsh' is not one of"),
        (["completion"], "Missing argument"),
        (["plan", "--db", "nonsense"], "not a database URL"),
        (["plan", "--db", ""], "what stands behind --db is empty"),
        (["plan", "--db", "mysql://x/y"], "no store for mysql databases"),
        (["plan", "--db", "sqlite://"], "an SQLite URL names a file"),
        (["export", "nowhere"], "the store has no org nowhere"),
        (["export", "--out", "/dev/null/x"], "cannot be written"),
        (["schema", "--out", "/dev/null/x"], "cannot be written"),
        (["audit", "--since", "yesterday"], "yesterday is not a date"),
        (["audit", "--until", "2026-13-01"], "is not a date"),
        (["audit", "--since", "0001-01-01T00:00:00+14:00"], "is not a date"),
        (["plan", "-o", "no/where/plan.json"], "the plan cannot be written"),
        (["apply"], "apply needs somebody to say yes"),
    ],
)
def test_64_says_that_a_command_cannot_be_meant(
    lab: Path, command: Command, store: Path, arguments: list[str], says: str
):
    """T135"""
    lab.write_text(MORE)
    before = rows(store)
    answer = command(*arguments)
    assert answer.code == 64
    assert says in answer.err
    assert rows(store) == before


def test_130_says_that_somebody_interrupted_and_nothing_is_half_done(
    lab: Path, command: Command, store: Path, monkeypatch: pytest.MonkeyPatch
):
    lab.write_text(MORE.replace("cyd@lab.example:", "cyd@lab.example: {role: admin}"))
    before = rows(store)
    sealed = 0

    def interrupted(entry: Any) -> Any:
        nonlocal sealed
        sealed += 1
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(ledger, "seal", interrupted)
        answer = command("apply", "--yes")
    assert (answer.code, sealed) == (130, 1)
    assert "interrupted" in answer.err
    assert rows(store) == before
    assert command("apply", "--yes").code == 0


def test_the_exit_code_is_that_of_the_org_that_fared_worst(lab: Path, command: Command, here: Path):
    (here / "second.yaml").write_text(LAB.replace("org: lab", "org: second"))
    assert command("apply", "--yes").code == 0
    lab.write_text(MORE)
    (here / "second.yaml").write_text(LAB.replace("org: lab", "org: second").replace("[bob", "[eve@lab.example, bob"))
    assert command("plan", "-o", "plan.json").code == 0
    (here / "second.yaml").write_text(
        LAB.replace("org: lab", "org: second")
        .replace("[bob", "{eve@lab.example: team_manager, bob")
        .replace("example]}", "example: }}")
    )
    assert command("apply", "--yes", here / "second.yaml").code == 0
    answer = command("apply", "plan.json")
    assert answer.code == 12
    assert "webknossos/lab: 1 change done; now at serial 2" in answer.out
    assert "webknossos/second: refused" in answer.out + answer.err


# --- forms ------------------------------------------------------------------------------------------------------------


def test_every_verb_answers_in_json(lab: Path, command: Command, here: Path):
    assert command("validate", "--format", "json").json == {"problems": []}
    assert command("plan", "--format", "json").json["resource_changes"] == []
    lab.write_text(MORE)
    plan = command("plan", "--format", "json", "-o", "plan.json").json
    assert json.loads((here / "plan.json").read_text()) == plan
    assert command("show", "plan.json", "--format", "json").json == plan
    applied = command("apply", "plan.json", "--format", "json").json
    assert applied["plan"] == plan["plan"]
    (org,) = applied["orgs"]
    assert (org["org"], org["outcome"], org["serial"], org["error"], org["problems"]) == (
        "webknossos/lab",
        "done",
        2,
        None,
        [],
    )
    assert org["changes"] == [{"address": "webknossos/lab/member/cyd@lab.example", "outcome": "done"}]
    entries = [json.loads(line) for line in command("audit", "--format", "json").out.splitlines()]
    assert [entry["seq"] for entry in entries] == list(range(1, 8))
    assert entries[-1]["plan"] == plan["plan"]
    assert len(entries[-1]["hash"]) == 64


def test_problems_are_json_too_and_the_answer_is_nothing_else(lab: Path, command: Command):
    lab.write_text("org: lab\nplatform: webknossos\nmemebrs: {}\n")
    for verb in ("validate", "plan"):
        answer = command(verb, "--format", "json")
        assert answer.code == 10
        (problem,) = answer.json["problems"]
        assert (problem["code"], problem["source"]) == ("unknown-key", {"file": "lab.yaml", "line": 3, "column": 1})


def test_a_refusal_inside_an_apply_is_json_too(lab: Path, command: Command):
    lab.write_text(MORE.replace("  bob@lab.example:\n", "  bob@lab.example: {role: dataset_manager}\n"))
    command("plan", "-o", "plan.json")
    lab.write_text(LAB.replace("  bob@lab.example:\n", "  bob@lab.example: {role: admin}\n"))
    command("apply", "--yes")
    answer = command("apply", "plan.json", "--format", "json")
    assert answer.code == 12
    (org,) = answer.json["orgs"]
    assert (org["outcome"], org["serial"], org["changes"]) == ("refused", 0, [])
    assert [problem["code"] for problem in org["problems"]] == ["row-moved"]
    assert "nothing was changed" in org["error"]


def test_warnings_do_not_stop_and_are_shown_in_every_form(lab: Path, command: Command, here: Path):
    (here / "empty.yaml").write_text("# nothing\n")
    assert "warning[empty-file]" in command("validate").out
    for form in ("text", "markdown", "json"):
        answer = command("plan", "--format", form)
        assert answer.code == 0
        assert "empty-file" in answer.out + answer.err
    assert command("plan", "--format", "json").json["warnings"][0]["severity"] == "warning"
    assert command("validate", "--format", "json").code == 0


def test_markdown_is_for_reviews(lab: Path, command: Command):
    lab.write_text(MORE)
    plan = command("plan", "--format", "markdown").out
    assert plan.startswith("### Ready for review\n")
    assert "`+ invite cyd@lab.example as member`" in plan
    lines = command("audit", "--format", "markdown").out.splitlines()
    assert len(lines) == 6
    assert all(line.startswith("- `webknossos/lab#") for line in lines)
    lab.write_text("zzz: 1\n")
    answer = command("validate", "--format", "markdown")
    assert answer.out.startswith("- **error** `unknown-document` `lab.yaml:1:1`")
    assert answer.code == 10
    assert command("plan", "--format", "markdown").out.startswith("- **error** `unknown-document`")


# --- each verb --------------------------------------------------------------------------------------------------------


def test_init_makes_a_store_once_and_keeps_it(command: Command, here: Path):
    first = command("init", "--db", "sqlite:///a.db").out
    again = command("init", "--db", "sqlite:///a.db").out
    assert again == first.replace("An empty store is ready", "A store is there already, and stays as it is,")
    assert sorted(path.name for path in here.iterdir() if not path.name.endswith(("-wal", "-shm"))) == ["a.db"]


@pytest.mark.parametrize("arguments", [["plan"], ["apply", "--yes"], ["export"], ["audit"]])
def test_a_mistyped_database_is_never_created(command: Command, here: Path, arguments: list[str]):
    (here / "lab.yaml").write_text(LAB)
    answer = command(*arguments, "--db", "sqlite:///mistyped.db")
    assert answer.code == 64
    assert "mistyped.db" in answer.err
    assert "reconciler init" in answer.err
    assert [path.name for path in here.iterdir()] == ["lab.yaml"]


def test_the_database_may_be_said_in_the_environment(
    command: Command, here: Path, monkeypatch: pytest.MonkeyPatch, lab: Path
):
    shutil.move(here / "reconciler.db", here / "moved.db")
    assert command("audit").code == 64
    monkeypatch.setenv("RECONCILER_DB", "sqlite:///moved.db")
    assert len(command("audit").out.splitlines()) == 6


def test_a_file_that_is_no_store_is_left_alone(command: Command, here: Path):
    (here / "notes.db").write_text("these are my notes, and there are many of them\n" * 100)
    before = (here / "notes.db").read_bytes()
    for verb in ("init", "audit"):
        assert command(verb, "--db", "sqlite:///notes.db").code in {14, 64}
    assert (here / "notes.db").read_bytes() == before


def test_validate_needs_no_store_and_makes_none(command: Command, here: Path):
    (here / "lab.yaml").write_text(LAB)
    assert command("validate").code == 0
    assert [path.name for path in here.iterdir()] == ["lab.yaml"]


def test_several_paths_are_read_as_one(command: Command, here: Path):
    (here / "a").mkdir()
    (here / "a" / "lab.yaml").write_text(LAB)
    (here / "b.yaml").write_text("org: lab\nteams: {Other: {}}\n")
    assert command("validate", "a", "b.yaml").out == "Valid: 2 files, 1 org, 7 resources.\n"
    assert command("validate", "nowhere").code == 10


def test_a_plan_may_come_from_standard_input(lab: Path, here: Path):
    """T132"""
    lab.write_text(MORE)
    assert process("plan", "-o", "plan.json").returncode == 0
    plan = (here / "plan.json").read_text()
    shown = process("show", "-", input=plan)
    assert "invite cyd@lab.example" in shown.stdout
    applied = process("apply", "-", input=plan)
    assert (applied.returncode, applied.stdout) == (0, "webknossos/lab: 1 change done; now at serial 2\n")
    assert process("show", "-", input="").returncode == 14


def test_a_saved_plan_is_readable_by_its_owner_only(lab: Path, command: Command, here: Path):
    command("plan", "-o", "plan.json")
    assert (here / "plan.json").stat().st_mode & 0o777 == 0o600


def test_export_writes_one_file_for_each_org_and_a_plan_of_them_is_empty(lab: Path, command: Command, here: Path):
    lab.write_text(LAB + "---\norg: vision\nplatform: encord\nmembers: {a@v.example: {role: internal_admin}}\n")
    command("apply", "--yes")
    answer = command("export", "--out", "out")
    assert (answer.code, answer.out) == (0, "")
    files = sorted(str(path.relative_to(here)) for path in (here / "out").rglob("*.yaml"))
    assert files == ["out/encord/vision.yaml", "out/webknossos/lab.yaml"]
    assert command("plan", "out", "--detailed-exitcode").code == 0
    assert command("export", "lab").out.count("org: ") == 1
    assert command("export", "encord/vision", "lab").out.count("org: ") == 2
    lab.write_text(command("export").out)
    assert command("plan", lab, "--detailed-exitcode").code == 0


def test_export_says_what_it_leaves_out(command: Command, here: Path, lab: Path):
    lab.write_text("org: lab\nplatform: webknossos\nteams: {}\nguards: {others_removed: 5}\n")
    assert command("apply", "--yes").code == 0
    answer = command("export")
    assert "members" not in answer.out
    assert "webknossos/lab: 3 resources are not managed by any manifest and were left out: user (3)" in answer.err


def test_an_org_that_was_removed_is_not_exported_and_stays_in_the_log(command: Command, here: Path, lab: Path):
    lab.write_text("allow: [{org: lab, guard: org-removed, up_to: 1, reason: x, until: 2099-01-01}]\n")
    assert command("apply", "--yes").code == 0
    answer = command("export")
    assert (answer.code, answer.out) == (0, "")
    assert "- delete organization lab" in command("audit").out
    lab.write_text(LAB)
    refused = command("apply", "--yes")
    assert refused.code == 11
    assert "the org was deleted and would be made again" in refused.out + refused.err
    again = "---\nallow: [{org: lab, guard: org-returns, up_to: 1, reason: x, until: 2099-01-01}]\n"
    lab.write_text(LAB + again)
    assert command("apply", "--yes").code == 0


def test_audit_finds_by_org_address_person_actor_run_and_date(
    lab: Path, command: Command, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(terminal, "now", lambda: "2026-12-01T12:00:00Z")
    lab.write_text(MORE)
    applied = command("apply", "--yes", "--actor", "eve", "--format", "json").json

    def found(*arguments: str) -> int:
        return len(command("audit", *arguments).out.splitlines())

    assert (found(), found("--org", "webknossos/lab"), found("--org", "encord/lab")) == (7, 7, 0)
    assert found("--address", "webknossos/lab/member/bob@lab.example") == 1
    assert (found("--person", "bob@lab.example"), found("--person", "BOB@lab.example"), found("--person", "x")) == (
        2,
        2,
        0,
    )
    assert (found("--by", "eve"), found("--by", "tester"), found("--run", applied["run"])) == (1, 6, 1)
    assert (found("--since", "2026-12-01"), found("--since", "2026-12-02")) == (1, 0)
    assert (found("--since", "2026-12-01", "--until", "2026-12-01"), found("--until", "2020-01-01")) == (1, 0)
    assert (found("--since", "2026-12-01T12:00:00Z"), found("--since", "2026-12-01T12:00:01Z")) == (1, 0)
    assert (found("--since", "2026-12-01T13:00:00+01:00"), found("--since", "2026-12-01T13:00:01+01:00")) == (1, 0)
    assert found("--since", "2026-W49-2") == 1


@pytest.mark.parametrize("zone", ["UTC", "Pacific/Kiritimati", "America/St_Johns"])
def test_a_moment_without_a_zone_is_utc_wherever_the_computer_stands(zone: str, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("TZ", zone)
    time.tzset()
    try:
        assert terminal.moment("2026-12-01T12:00:00", "00:00:00") == "2026-12-01T12:00:00Z"
        assert terminal.moment("2026-12-01T12:00:00+02:00", "00:00:00") == "2026-12-01T10:00:00Z"
        assert terminal.moment("2026-12-01", "23:59:59") == "2026-12-01T23:59:59Z"
        assert terminal.moment("0001-01-01", "00:00:00") == "0001-01-01T00:00:00Z"
        assert terminal.moment("", "00:00:00") == ""
    finally:
        monkeypatch.undo()
        time.tzset()


def test_the_schema_goes_to_standard_output_or_into_a_folder(command: Command, here: Path):
    written = schema.schemas()["manifest.schema.json"]
    assert command("schema").out == written
    assert command("schema", "--out", "schemas").code == 0
    assert (here / "schemas" / "manifest.schema.json").read_text() == written


@pytest.mark.parametrize(
    ("shell", "mark"),
    [
        ("bash", "complete -o nosort -F"),
        ("zsh", "#compdef reconciler"),
        ("fish", "complete --no-files --command reconciler"),
    ],
)
def test_completion_knows_three_shells(shell: str, mark: str):
    done = process("completion", shell)
    assert (done.returncode, done.stderr) == (0, "")
    assert mark in done.stdout
    assert f"_RECONCILER_COMPLETE={shell}_complete" in done.stdout


def test_a_completion_script_completes_verbs():
    done = process(env={"_RECONCILER_COMPLETE": "bash_complete", "COMP_WORDS": "reconciler p", "COMP_CWORD": "1"})
    assert done.stdout == "plain,plan\n"


# --- who, when, which commit ------------------------------------------------------------------------------------------


class Known(NamedTuple):
    pw_name: str


def test_an_actor_is_kept_with_how_they_were_learnt_t179(here: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(os, "getuid", lambda: 4711)
    monkeypatch.setattr(pwd, "getpwuid", lambda number: Known(f"unix{number}"))
    assert terminal.actor(None) == ("unix4711", "os uid 4711")
    assert terminal.actor("said") == ("said", "claim by os uid 4711")
    monkeypatch.setenv("GITLAB_USER_LOGIN", "gitlab")
    assert terminal.actor(None) == ("unix4711", "os uid 4711"), "no runner says that it runs this"
    monkeypatch.setenv("GITLAB_CI", "true")
    assert terminal.actor(None) == ("gitlab", "ci GITLAB_USER_LOGIN")
    monkeypatch.setenv("CI_JOB_ID", "12")
    assert terminal.actor(None) == ("gitlab", "ci GITLAB_USER_LOGIN CI_JOB_ID=12")
    monkeypatch.setenv("CI_JOB_ID", "١٢")
    assert terminal.actor(None) == ("gitlab", "ci GITLAB_USER_LOGIN")
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    monkeypatch.setenv("GITHUB_ACTOR", "github")
    monkeypatch.setenv("GITHUB_RUN_ID", "7; os uid 0")
    assert terminal.actor(None) == ("github", "ci GITHUB_ACTOR")
    monkeypatch.setenv("GITHUB_RUN_ID", "7")
    assert terminal.actor(None) == ("github", "ci GITHUB_ACTOR GITHUB_RUN_ID=7")
    assert terminal.actor("said") == ("said", "claim by ci GITHUB_ACTOR GITHUB_RUN_ID=7")


def test_variables_that_anybody_can_set_say_nothing_of_the_user_of_this_computer_t179(
    here: Path, monkeypatch: pytest.MonkeyPatch
):
    before = terminal.actor(None)
    for name in ("USER", "LOGNAME", "LNAME", "USERNAME"):
        monkeypatch.setenv(name, "mallory")
    assert terminal.actor(None) == before
    assert before.name == pwd.getpwuid(os.getuid()).pw_name != "mallory"


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("ada (ci)  run 7", '"ada (ci)  run 7" (claim)'),
        ("@c0ffee", '"@c0ffee" (claim)'),
        ('a"b, c', '"a\\"b, c" (claim)'),
        ("github-actions[bot]", "github-actions[bot] (claim)"),
        ("ada+lab@lab.example", "ada+lab@lab.example (claim)"),
    ],
)
def test_no_name_of_an_actor_passes_for_another_field_of_a_line_t179(
    lab: Path, command: Command, name: str, shown: str
):
    lab.write_text(lab.read_text().replace("members:", "members:\n  zoe@lab.example:", 1))
    plan = command("plan", "-o", "plan.json", "--actor", name).out
    assert f" by {shown}, good until" in plan
    assert command("apply", "plan.json", "--actor", name).code == 0
    for asked in (("audit",), ("history",), ("blame", "member/zoe@lab.example", "--org", "lab")):
        assert f"  {shown}  run " in command(*asked).out or f"by {shown} at " in command(*asked).out, asked


def test_how_an_actor_was_learnt_stands_behind_the_name_wherever_one_is_shown_t179(
    command: Command, lab: Path, monkeypatch: pytest.MonkeyPatch
):
    lab.write_text(MORE)
    assert "by tester (claim)" in command("plan", "-o", "plan.json").out
    monkeypatch.delenv("RECONCILER_ACTOR")
    for name, value in (("GITHUB_ACTIONS", "true"), ("GITHUB_ACTOR", "octo"), ("GITHUB_RUN_ID", "7")):
        monkeypatch.setenv(name, value)
    for form in ("markdown", "comment", "html"):
        assert " (ci)" in command("plan", "--format", form).out
    assert command("apply", "--yes", "plan.json").code == 0
    row = "webknossos/lab/member/cyd@lab.example"
    for verb in (["audit"], ["history"], ["blame", row]):
        assert "octo (ci)" in command(*verb).out
    learnt = "ci GITHUB_ACTOR GITHUB_RUN_ID=7"
    assert json.loads(command("audit", "--format", "json").out.splitlines()[-1])["learnt"] == learnt
    assert json.loads(command("history", "--format", "json").out)["runs"][-1]["learnt"] == learnt
    assert json.loads(command("blame", row, "--format", "json").out)["last"]["learnt"] == learnt
    assert json.loads(Path("plan.json").read_text())["learnt"].startswith("claim by os uid ")
    assert command("audit", "verify").code == 0


def test_a_person_in_whose_name_a_verb_runs_is_a_claim_t179(
    command: Command, lab: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.delenv("RECONCILER_ACTOR")
    assert command("invite", "bob@lab.example", "--org", "lab", "--as", "ada@lab.example").code == 0
    last = json.loads(command("audit", "--format", "json").out.splitlines()[-1])
    assert (last["actor"], last["learnt"].split(" ")[0]) == ("ada@lab.example", "claim")


def test_a_computer_that_knows_no_user_asks_for_one_and_keeps_the_number_beside_the_claim_t179(
    command: Command, lab: Path, monkeypatch: pytest.MonkeyPatch
):
    def nobody(number: int) -> NoReturn:
        raise KeyError(f"getpwuid(): uid not found: {number}")

    monkeypatch.setattr(pwd, "getpwuid", nobody)
    monkeypatch.delenv("RECONCILER_ACTOR")
    answer = command("plan")
    assert answer.code == 64
    assert "--actor NAME" in answer.err
    assert terminal.actor("said") == ("said", f"claim by os uid {os.getuid()}")


def test_the_commit_is_known_from_ci_or_from_git_and_a_dirty_tree_says_so(here: Path, monkeypatch: pytest.MonkeyPatch):
    """T127"""
    assert git.commit_name(here) == ""
    program = ["git", "-c", "user.name=x", "-c", "user.email=x@x.example", "-C", str(here)]
    (here / "lab.yaml").write_text(LAB)
    for arguments in (["init", "-q"], ["add", "."], ["commit", "-qm", "x"]):
        subprocess.run([*program, *arguments], check=True, capture_output=True)
    head = subprocess.run([*program, "rev-parse", "HEAD"], check=True, capture_output=True, text=True).stdout.strip()
    assert git.commit_name(here) == head
    assert git.commit_name(here / "lab.yaml") == head
    (here / "lab.yaml").write_text(MORE)
    assert git.commit_name(here) == f"{head}-dirty"
    for name in ("CI_COMMIT_SHA", "GITHUB_SHA", "RECONCILER_COMMIT"):
        monkeypatch.setenv(name, name.lower())
        assert git.commit_name(here) == name.lower()


def test_without_git_there_is_no_commit_and_no_error(here: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("PATH", "")
    assert git.commit_name(here) == ""

    def slow(*_: object, **__: object) -> None:
        raise subprocess.TimeoutExpired("git", 10)

    monkeypatch.setattr(subprocess, "run", slow)
    assert git.commit_name(here) == ""


def test_moments_are_utc_to_the_second_and_runs_have_names_of_their_own():
    assert terminal.later("2026-12-31T23:59:59Z", 7) == "2027-01-07T23:59:59Z"
    assert len(terminal.now()) == len("2026-12-31T23:59:59Z")
    assert terminal.now().endswith("Z")
    names = {terminal.run_name("2026-12-31T23:59:59Z") for _ in range(100)}
    assert len(names) == 100
    assert all(name.startswith("20261231T235959Z-") for name in names)


# --- secrets and hostile input ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "url",
    [
        "postgresql://me:geheim@db.invalid:1/x",
        "postgresql://me:geheim@127.0.0.1:1/x?connect_timeout=1",
        "postgresql://me@127.0.0.1:1/x?password=geheim&connect_timeout=1",
        "mysql://me:geheim@host/x",
        "postgresql://me:geheim@host:port/x",
        "sqlite://me:geheim@/x.db",
        "me:geheim@host",
        "postgresql://me:ge%68eim@[/x",
    ],
)
@pytest.mark.parametrize("verb", ["audit", "init"])
def test_a_password_in_a_url_is_never_shown(command: Command, url: str, verb: str):
    answer = command(verb, "--db", url)
    assert answer.code != 0
    assert "geheim" not in answer.out + answer.err
    assert "ge%68eim" not in answer.out + answer.err


def test_names_from_outside_reach_no_terminal_unseen(command: Command, here: Path):
    answer = command("validate", "a\x1b[31mb")
    assert answer.code == 10
    assert "\x1b" not in answer.out + answer.err
    (here / "::error::\x1b[2J.yaml").write_text("zzz: 1\n")
    answer = command("validate")
    assert "\x1b" not in answer.out + answer.err
    assert not any(line.startswith("::") for line in (answer.out + answer.err).splitlines())


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["apply", "--yes", ""], "what stands behind --yes is empty"),
        (["apply", ""], "a word of the command line is empty"),
        (["plan", ".", "--at="], "what stands behind --at is empty"),
        (["state", "webknossos/lab", "--at", ""], "what stands behind --at is empty"),
        (["apply", ".", "--yes", "--checkpoint", ""], "what stands behind --checkpoint is empty"),
        (["audit", "verify", "--checkpoint", ""], "what stands behind --checkpoint is empty"),
        (["plan", ".", "-o", ""], "what stands behind -o is empty"),
        (["plan", ".", "--policy", ""], "what stands behind --policy is empty"),
        (["list", "members", "--org", ""], "what stands behind --org is empty"),
        (["audit", "--since", ""], "what stands behind --since is empty"),
        ([""], "a word of the command line is empty"),
        (["plan", "--db=sqlite:///reconciler.db", ""], "a word of the command line is empty"),
        (["plan", "-oa.plan", ""], "a word of the command line is empty"),
        (["plan", "--", ""], "a word of the command line is empty"),
    ],
)
def test_an_empty_word_is_refused_for_it_is_a_variable_that_was_not_set(
    command: Command, here: Path, lab: Path, arguments: list[str], said: str
):
    before = (here / "reconciler.db").read_bytes()
    answer = command(*arguments)
    assert (answer.code, answer.out) == (64, "")
    assert said in answer.err
    assert "shell variable" in answer.err
    assert (here / "reconciler.db").read_bytes() == before


def test_a_file_that_is_not_there_is_said_not_to_be_there(command: Command, here: Path, lab: Path):
    plan = command("apply", "nosuch.plan")
    assert plan.code == 64
    assert "nosuch.plan cannot be read: No such file or directory" in plan.err
    policy = command("plan", ".", "--policy", "nosuch.yaml")
    assert (policy.code, policy.out) == (64, "")
    assert "there is no policy file nosuch.yaml" in policy.err
    assert "--policy" in policy.err
    assert "plan FOLDER" not in policy.err
    for path in ("nosuch", "nosuch.yaml"):
        answer = command("apply", "--yes", path)
        assert answer.code == 10
        assert f"{path}: error[no-manifests] there is no such file or folder" in answer.err
        assert "correct the name" in answer.err


def test_an_empty_variable_of_the_environment_is_none(command: Command, lab: Path, monkeypatch: pytest.MonkeyPatch):
    """CI has them set and empty where there is nothing to say."""
    for name in ("RECONCILER_POLICY", "RECONCILER_ORG", "RECONCILER_AS", "RECONCILER_LIMITS"):
        monkeypatch.setenv(name, "")
    assert command("plan", ".").code == 0


def test_whatever_stands_in_a_file_is_answered_without_a_traceback(command: Command, here: Path, store: Path):
    """T003"""
    files = [
        b"\xff\xfe",
        b"[" * 50_000,
        b"a: &a [*a]",
        b"org: !!python/object:os.system x",
        b"\0",
        b"%YAML 9\n---\n",
        b"? {a: b}\n: c",
        b"- 1",
        b"",
    ]
    for content in files:
        (here / "x.yaml").write_bytes(content)
        for verb in (("validate",), ("plan",), ("apply", "--yes")):
            assert command(*verb, "x.yaml").code in {0, 10}


# --- processes: imports, streams, terminals, signals ------------------------------------------------------------------


def test_help_imports_nothing_that_costs():
    code = (
        "import sys; from reconciler.cli import run; code = run(['--help']);"
        "heavy = {'pydantic', 'sqlalchemy', 'yaml', 'alembic', 'email_validator', 'deepdiff', 'asyncio', 'difflib', 'subprocess', 'secrets', 'json', 'zoneinfo', 'importlib.resources'} & set(sys.modules);"
        "sys.exit(f'imported {heavy}' if heavy else code)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    for verb, (_, help_) in COMMANDS.items():
        assert verb in done.stdout
        assert help_.split()[0] in done.stdout


def test_a_plan_that_compares_imports_nothing_that_it_does_not_need(command: Command, here: Path):
    (here / "org.yaml").write_text("org: lab\nplatform: webknossos\nmembers:\n  ada@lab.example: {role: admin}\n")
    for verb in (["init"], ["apply", "--yes", "."]):
        assert command(*verb).code == 0
    (here / "org.yaml").write_text("org: lab\nplatform: webknossos\nmembers:\n  eve@lab.example: {role: admin}\n")
    code = (
        "import sys; from reconciler.cli import run; code = run(['plan', '.', '--refresh', '--actor', 'eve']);"
        "heavy = {'sqlalchemy', 'asyncio', 'psycopg', 'alembic', 'email_validator', 'deepdiff', 'cryptography', 'reconciler.policygrammar', 'reconciler.planfile.reading'} & set(sys.modules);"
        "sys.exit(f'imported {heavy}' if heavy else code)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize(("columns", "widest"), [("60", 58), ("200", 98), ("no", 78)])
def test_help_is_as_wide_as_the_terminal_and_never_wider_than_the_eye_follows(
    columns: str, widest: int, command: Command, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("COLUMNS", columns)
    lines = [len(line) for line in command("apply", "--help").out.splitlines()]
    assert widest - 20 < max(lines) <= widest


@pytest.mark.parametrize("verb", COMMANDS)
def test_every_verb_has_a_help_that_says_what_it_does(verb: str, command: Command):
    answer = command(verb, "--help")
    assert (answer.code, answer.err) == (0, "")
    assert answer.out.startswith(f"Usage: reconciler {verb} ")
    assert command(verb, "-h").out == answer.out


def test_the_version_is_the_packages(command: Command):
    import reconciler

    assert command("--version").out == f"reconciler, version {reconciler.__version__}\n"


def test_without_a_verb_the_help_is_shown(command: Command):
    answer = command()
    assert answer.code == 64
    assert "Usage: reconciler [OPTIONS] COMMAND [ARGS]..." in answer.out + answer.err


def test_nothing_beside_the_manifests_is_ever_imported_t202(lab: Path, here: Path):
    for name in ("yaml", "click", "json", "sitecustomize", "conftest", "reconciler_local"):
        (here / f"{name}.py").write_text("raise SystemExit('imported from the working folder')\n")
    code = f"import sys; sys.path.append({str(ROOT)!r}); from reconciler.cli import main; main(['validate'])"
    done = subprocess.run([sys.executable, "-I", "-c", code], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("Valid: 1 file")


def test_a_reader_who_leaves_early_is_no_error_and_the_exit_code_stays_honest(lab: Path, here: Path, command: Command):
    many = "".join(f"  p{number}@lab.example:\n" for number in range(3_000))
    lab.write_text(LAB.replace("teams:", many + "teams:"))
    for arguments, code in ((["plan"], 0), (["plan", "--detailed-exitcode"], 2), (["plan", "--format", "json"], 0)):
        done = _closed_early(*arguments)
        assert done == (code, ""), arguments
    lab.write_text(NOBODY.replace("teams:", many + "teams:"))
    assert _closed_early("plan") == (11, "")
    assert _closed_early("apply", "--yes")[0] == 11


def test_an_apply_nobody_listens_to_is_made_to_its_end(lab: Path, here: Path, command: Command):
    for number in range(3):
        (here / f"org{number}.yaml").write_text(LAB.replace("org: lab", f"org: lab{number}"))
    many = "".join(f"  p{number}@lab.example:\n" for number in range(2_000))
    lab.write_text(LAB.replace("teams:", many + "teams:"))
    assert _closed_early("apply", "--yes") == (0, "")
    assert command("plan", "--detailed-exitcode").code == 0


@pytest.mark.parametrize("unbuffered", ["", "1"])
def test_a_reader_who_leaves_before_the_first_word_is_no_error(lab: Path, command: Command, unbuffered: str):
    lab.write_text(MORE)
    for arguments, code in ((["plan", "--detailed-exitcode"], 2), (["apply", "--yes"], 0), (["audit"], 0)):
        assert _closed_early(*arguments, read=0, PYTHONUNBUFFERED=unbuffered) == (code, "")
    assert command("plan", "--detailed-exitcode").code == 0


def _closed_early(*arguments: str, read: int = 1, **variables: str) -> tuple[int, str]:
    """Exit code and standard error of a command whose reader leaves after the first bytes."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT), **variables}
    started = subprocess.Popen(
        [sys.executable, "-m", "reconciler", *arguments],
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert started.stdout is not None
    assert started.stderr is not None
    started.stdout.read(read)
    started.stdout.close()
    err = started.stderr.read()
    started.stderr.close()
    return started.wait(60), err


@pytest.mark.parametrize(
    "arguments", [["plan"], ["export"], ["audit"], ["schema"], ["completion", "bash"], ["audit", "--format", "json"]]
)
def test_a_full_disk_is_an_error_in_words_t201(lab: Path, arguments: list[str]):
    with open("/dev/full", "w") as full:
        done = process(*arguments, capture_output=False, stdout=full, stderr=subprocess.PIPE)
    assert done.returncode == 1
    assert done.stderr == "reconciler: the answer could not be written: No space left on device\n"


def test_in_one_log_with_the_errors_the_plan_comes_before_why_it_is_refused(lab: Path):
    lab.write_text(NOBODY)
    arguments = {"capture_output": False, "stdout": subprocess.PIPE, "stderr": subprocess.STDOUT}
    log = process("apply", "--yes", env={"PYTHONUNBUFFERED": ""}, **arguments).stdout
    assert 0 <= log.index("Refused in 1.") < log.index("nothing was changed")


@pytest.mark.parametrize("unbuffered", ["", "1"])
def test_a_saved_plan_is_applied_onto_a_full_disk_and_the_exit_code_says_that_the_answer_is_lost_t201(
    lab: Path, command: Command, unbuffered: str
):
    lab.write_text(MORE)
    command("plan", "-o", "plan.json")
    with open("/dev/full", "w") as full:
        environment = {"PYTHONUNBUFFERED": unbuffered}
        done = process("apply", "plan.json", env=environment, capture_output=False, stdout=full, stderr=subprocess.PIPE)
    assert done.returncode == 1
    first, second = done.stderr.splitlines()
    assert first == "reconciler: the answer could not be written: No space left on device"
    assert command("plan", "--detailed-exitcode").code == 0
    assert "cyd@lab.example" in command(*second.partition("reconciler ")[2].split()).out


def test_a_plan_that_cannot_be_shown_is_not_applied_t201(lab: Path, command: Command, store: Path):
    lab.write_text(MORE)
    before = rows(store)
    with open("/dev/full", "w") as full:
        environment = {"PYTHONUNBUFFERED": "1"}
        done = process("apply", "--yes", env=environment, capture_output=False, stdout=full, stderr=subprocess.PIPE)
    assert (done.returncode, rows(store)) == (1, before)
    assert "the answer could not be written" in done.stderr


def test_an_apply_that_can_tell_nobody_goes_on_with_the_next_org_t201(
    lab: Path, here: Path, command: Command, monkeypatch: pytest.MonkeyPatch
):
    (here / "second.yaml").write_text(LAB.replace("org: lab", "org: second"))
    lab.write_text(MORE)
    assert command("plan", "-o", "plan.json").code == 0

    def full(lines: Iterator[str]) -> None:
        list(lines)
        raise Busy("the answer could not be written")

    monkeypatch.setattr(terminal, "say", full)
    assert command("apply", "plan.json").code == 13
    monkeypatch.undo()
    monkeypatch.chdir(here)
    assert command("plan", "--detailed-exitcode").code == 0


@pytest.mark.parametrize("closed", ["<&-", ">&-", "2>&-", ">&- 2>&-", "<&- >&- 2>&-"])
def test_closed_streams_are_no_error(lab: Path, closed: str, command: Command):
    for verb in ("schema", "validate", "plan"):
        done = subprocess.run(
            ["sh", "-c", f'"$0" -m reconciler {verb} {closed}', sys.executable],
            env={**os.environ, "PYTHONPATH": str(ROOT)}, capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert (done.returncode, done.stderr) == (0, "")
    assert command("plan", "--detailed-exitcode").code == 0


@pytest.mark.parametrize("encoding", ["ascii", "cp1252", "latin-1:strict"])
def test_the_same_bytes_come_out_in_every_locale_t200(lab: Path, encoding: str):
    lab.write_text(LAB.replace("{Seg: {", "{Seg: {description: Łódź 東京, "))
    done = process("plan", env={"PYTHONIOENCODING": encoding, "PYTHONUTF8": "0", "LC_ALL": "C"}, text=False)
    assert (done.returncode, done.stderr) == (0, b"")
    assert "description nothing → Łódź 東京".encode() in done.stdout


def on_a_terminal(*arguments: str, answer: bytes = b"", first: str = "pass", **environment: str) -> tuple[int, bytes]:
    """Exit code and everything shown when standard streams are a terminal; *answer* is typed at the first question.

    *first* is run before the program.
    """
    parent, child = pty.openpty()
    variables = {**os.environ, "PYTHONPATH": str(ROOT), "TERM": "xterm-256color", **environment}
    started = subprocess.Popen(
        [
            sys.executable,
            "-c",
            f"import os; os.login_tty(0); {first}; from reconciler.cli import main; main()",
            *arguments,
        ],
        env=variables,
        stdin=child,
        stdout=child,
        stderr=child,
    )
    os.close(child)
    shown = bytearray()
    again, deadline = 0.0, time.monotonic() + 60
    try:
        while time.monotonic() < deadline:
            if select.select([parent], [], [], 1.0)[0]:
                shown += os.read(parent, 65_536)
            if answer and b"[y/N]" in shown and time.monotonic() > again and started.poll() is None:
                os.write(parent, answer)
                again = time.monotonic() + 5  # a terminal that changes its mode may drop what was typed
    except OSError:  # how Linux says that the other side has gone
        pass
    finally:
        if time.monotonic() >= deadline:
            started.kill()
    os.close(parent)
    return started.wait(60), bytes(shown)


def test_there_is_colour_on_a_terminal_and_nowhere_else(lab: Path):
    """T072"""
    lab.write_text(MORE)
    code, shown = on_a_terminal("plan")
    assert code == 0
    assert b"\x1b[32m    + invite cyd@lab.example as member\x1b[0m" in shown
    for quiet in ({"NO_COLOR": "1"}, {"TERM": "dumb"}):
        code, shown = on_a_terminal("plan", **quiet)
        assert code == 0
        assert b"+ invite cyd@lab.example" in shown
        assert b"\x1b" not in shown
    assert "\x1b" not in process("plan", env={"TERM": "xterm-256color"}).stdout


def test_problems_have_colour_on_a_terminal_too(lab: Path):
    """T072"""
    lab.write_text("zzz: 1\n")
    for verb in ("validate", "plan"):
        code, shown = on_a_terminal(verb)
        assert code == 10
        assert b"\x1b[1;31mlab.yaml:1:1: error[unknown-document]" in shown
        assert b"\x1b" not in on_a_terminal(verb, NO_COLOR="1")[1]


def test_on_a_terminal_an_apply_asks_first(lab: Path, store: Path, command: Command):
    lab.write_text(MORE)
    before = rows(store)
    for answer in (b"n\n", b"\n"):
        code, shown = on_a_terminal("apply", answer=answer)
        assert code == 0
        assert b"Apply these changes? [y/N]" in shown
        assert rows(store) == before
    code, shown = on_a_terminal("apply", answer=b"\x03")
    assert code == 130
    assert rows(store) == before
    code, shown = on_a_terminal("apply", answer=b"\x04")
    assert code == 130
    assert rows(store) == before
    code, shown = on_a_terminal("apply", answer=b"y\n")
    assert code == 0
    assert b"1 change done; now at serial 2" in shown
    assert command("plan", "--detailed-exitcode").code == 0


@pytest.mark.parametrize("sent", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_while_waiting_for_somebody_else_ends_the_apply_and_changes_nothing_t165(
    lab: Path, store: Path, command: Command, sent: signal.Signals
):
    lab.write_text(MORE)
    before = rows(store)
    holder = sqlite3.connect(store, isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")
    started = subprocess.Popen(
        [sys.executable, "-u", "-m", "reconciler", "apply", "--yes", "--lock-timeout", "3"],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert started.stdout is not None
    while not started.stdout.readline().startswith("Plan:"):
        assert started.poll() is None
    time.sleep(0.5)  # it has shown its plan and now waits for the lock
    started.send_signal(sent)
    try:
        _, err = started.communicate(timeout=20)
    finally:
        holder.rollback()
        holder.close()
    assert started.returncode == 130
    assert "interrupted" in err
    assert "Traceback" not in err
    assert rows(store) == before
    assert command("apply", "--yes").code == 0
