"""The past of an org: its runs, its state at any moment, what differs, who did it, and the plan that takes it back."""

from __future__ import annotations

import json
import sqlite3
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner

from reconciler.canonical import keyed
from reconciler.cli import run
from reconciler.cli.group import cli
from reconciler.fold import fold
from reconciler.history import state_at
from reconciler.model import Outcome
from reconciler.reader import read_texts
from reconciler.stores.base import AuditQuery
from reconciler.stores.sql import init_store, open_store

LINEAGE = "00000000-0000-4000-8000-000000000001"
LAB = "webknossos/lab"
FIRST = """\
org: lab
platform: webknossos
members:
  ada@lab.example: {role: admin}
  grace@lab.example: {role: admin}
  bob@lab.example:
teams:
  Seg: {members: [bob@lab.example]}
"""
SECOND = FIRST.replace("bob@lab.example:\n", "bob@lab.example: {role: dataset_manager}\n  eve@lab.example:\n")


def git(*arguments: str) -> str:
    setting = ["-c", "user.name=Ada", "-c", "user.email=ada@lab.example", "-c", "commit.gpgsign=false"]
    return subprocess.run(["git", *setting, *arguments], capture_output=True, text=True, check=True).stdout.strip()


def applied(text: str) -> None:
    Path("manifests/org.yaml").write_text(text, encoding="utf-8")
    git("add", "manifests")
    git("commit", "--quiet", "-m", "next")
    assert run(["apply", "manifests", "--yes"]) == 0


@pytest.fixture
def lab(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """An org of two applies, each of a commit."""
    monkeypatch.chdir(tmp_path)
    for name in ("GITHUB_SHA", "CI_COMMIT_SHA", "RECONCILER_COMMIT"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("RECONCILER_DB", "sqlite:///store.db")
    monkeypatch.setenv("RECONCILER_ACTOR", "robot")
    (tmp_path / "manifests").mkdir()
    git("init", "--quiet", "--initial-branch=main")
    init_store("sqlite:///store.db", LINEAGE).close()
    applied(FIRST)
    applied(SECOND)
    return tmp_path


def answer(*arguments: str) -> dict:
    found = CliRunner().invoke(cli, [*arguments, "--format", "json"], standalone_mode=False)
    if found.exception is not None:
        raise found.exception
    return json.loads(found.stdout)


def runs() -> list[dict]:
    return answer("history")["runs"]


def test_history_tells_of_every_run_who_when_what_and_of_which_commit(lab):
    first, second = runs()
    assert (first["serial"], first["actor"], first["counts"]) == (1, "robot", {"create": 6})
    assert (second["serial"], second["counts"]) == (2, {"create": 1, "update": 1})
    assert second["commit"] == git("rev-parse", "HEAD")


def test_every_run_left_the_state_that_the_log_leads_to_there_t183(lab):
    store = open_store("sqlite:///store.db")
    log = [*store.audit(AuditQuery(org=LAB))]
    done = [each for each in store.runs(LAB) if each.outcome is Outcome.DONE]
    head = store.heads()[LAB]
    assert [keyed(head.key, state_at(each.size, log).digest) for each in done] == [each.after for each in done]
    assert keyed(head.key, fold(log).digest) == head.digest == keyed(head.key, store.state(LAB).digest)
    store.close()


def test_the_state_after_a_run_is_the_manifest_that_was_applied(lab, capsys):
    first, _ = runs()
    capsys.readouterr()
    assert run(["state", "lab", "--at", first["run"]]) == 0
    text = capsys.readouterr().out
    assert answer("state", "--at", first["run"])["digest"] == first["after"]
    (lab / "old.yaml").write_text(text, encoding="utf-8")
    states = [read_texts([("org.yaml", each)]).sound().orgs[LAB].state for each in (text, FIRST)]
    assert states[0] == states[1]


def test_a_moment_is_named_by_a_number_a_date_a_run_or_now(lab):
    second = runs()[1]
    now = answer("state", "show", "lab")
    assert now["digest"] == second["after"]
    for place in ("8", second["run"], "now", second["at"][:10], second["at"]):
        assert answer("state", "--at", place) == now
    assert answer("state", "--at", "2020-01-01")["resources"] == []
    assert answer("state", "--at", "0")["seq"] == 0


@pytest.mark.parametrize("place", ["9", "yesterday", "-1", "99999999999999999999", "\uff12"])
def test_what_names_no_place_is_refused(lab, capsys, place):
    assert run(["state", f"--at={place}"]) == 64


def test_what_differs_between_two_places_is_told_both_ways(lab, capsys):
    first = runs()[0]["run"]
    found = answer("diff", first)
    assert {c["address"].partition("lab/")[2]: c["action"] for c in found["changes"]} == {
        "member/bob@lab.example": "update",
        "member/eve@lab.example": "create",
    }
    back = answer("diff", "now", first)
    assert {c["action"] for c in back["changes"]} == {"update", "delete"}
    assert answer("diff", "now", "8")["changes"] == []
    capsys.readouterr()
    assert run(["diff", first]) == 0
    assert "~ change bob@lab.example: role member → dataset_manager" in capsys.readouterr().out


# --- blame ------------------------------------------------------------------------------------------------------------


def test_blame_leads_from_a_row_to_entry_run_plan_commit_and_line(lab, capsys):
    found = answer("blame", "member/bob@lab.example", "--manifests", "manifests")
    second = runs()[1]
    assert (found["last"]["run"], found["last"]["plan"]) == (second["run"], second["plan"])
    assert [(a["name"], a["value"], a["run"]) for a in found["attributes"]] == [
        ("role", "dataset_manager", second["run"])
    ]
    assert [entry["action"] for entry in found["entries"]] == ["create", "update"]
    assert found["declared"] == [f"org.yaml:6:3, at commit {git('rev-parse', 'HEAD')[:12]}", "org.yaml:6:3, now"]
    capsys.readouterr()
    assert run(["blame", f"{LAB}/member/bob@lab.example"]) == 0
    assert f"role dataset_manager: robot (claim) at {second['at']} (entry " in capsys.readouterr().out


def test_blame_follows_a_row_through_its_names_and_tells_of_what_is_gone(lab, capsys):
    allow = "---\nallow: [{org: lab, guard: recreate, up_to: 9, reason: x, until: 2099-01-01}]\n"
    renamed = SECOND.replace("Seg: {", "Tracing: {previously: [Seg], ")
    applied(renamed + allow)
    found = answer("blame", "team/tracing")
    assert [entry["action"] for entry in found["entries"]] == ["create", "move"]
    assert answer("blame", "team/seg")["last"]["address"] == f"{LAB}/team/tracing"
    applied(renamed.replace("[bob@lab.example]", "[]") + allow)
    assert answer("blame", "membership/tracing/bob@lab.example")["last"]["action"] == "delete"
    assert run(["blame", "member/nobody@lab.example"]) == 64


def test_blame_says_that_a_row_was_changed_by_hand_since_t154(lab):
    with sqlite3.connect("store.db") as connection:
        connection.execute("UPDATE resource SET attrs = '{\"role\":\"admin\"}' WHERE path = 'member/bob@lab.example'")
    connection.close()
    assert answer("blame", "member/bob@lab.example")["by_hand"] is True
    assert answer("blame", "member/ada@lab.example")["by_hand"] is False


# --- revert -----------------------------------------------------------------------------------------------------------


def test_a_run_is_taken_back_by_a_plan_that_is_applied_like_any_other_t124(lab, capsys):
    second = runs()[1]
    assert run(["revert", second["run"], "-o", "back.json"]) == 0
    assert f"git revert {second['commit']}" in capsys.readouterr().out
    assert len(runs()) == 2
    assert run(["apply", "back.json"]) == 0
    assert answer("state")["serial"] == 3
    found = {c["address"].partition("lab/")[2]: c["after"] for c in answer("diff", runs()[0]["run"])["changes"]}
    assert found == {"member/eve@lab.example": {"role": "member", "active": False}}  # people are kept for the record
    capsys.readouterr()
    assert run(["apply", "back.json"]) == 0
    assert "already" in capsys.readouterr().out
    assert run(["revert", second["run"]]) == 0
    assert f"Nothing of run {second['run']} is left to be taken back." in capsys.readouterr().out


def test_a_run_and_its_revert_and_the_reverts_revert_come_back_to_the_same_state(lab):
    middle = FIRST.replace("bob@lab.example:\n", "bob@lab.example: {role: dataset_manager}\n").replace(
        "Seg: {members: [bob@lab.example]}", "Seg: {description: x, members: [ada@lab.example]}\n  New: {}"
    )
    before = answer("state")["digest"]
    applied(middle.replace("bob@lab", "eve@lab.example:\n  bob@lab", 1))
    after = answer("state")["digest"]
    for number, wanted in enumerate((before, after, before)):
        assert run(["revert", runs()[-1]["run"], "-o", f"{number}.json"]) == 0
        assert run(["apply", f"{number}.json"]) == 0
        assert answer("state")["digest"] == wanted


def test_what_a_later_run_touched_is_named_and_can_be_left_out(lab, capsys):
    second = runs()[1]["run"]
    applied(SECOND.replace("dataset_manager", "admin"))
    capsys.readouterr()
    assert run(["revert", second, "-o", "back.json"]) == 12
    said = capsys.readouterr().err
    assert "member/bob@lab.example cannot be taken back: it was changed again (update by robot (claim) at" in said
    assert not Path("back.json").exists()
    assert run(["revert", second, "--partly", "-o", "back.json"]) == 0
    changed = [c["address"] for c in json.loads(Path("back.json").read_text(encoding="utf-8"))["resource_changes"]]
    assert changed == [f"{LAB}/member/eve@lab.example"]


def test_a_guard_refuses_a_revert_as_it_does_any_plan_and_an_allowance_lets_it_pass(lab, capsys):
    members = "".join(f"  p{number}@lab.example:\n" for number in range(30))
    applied(SECOND.replace("teams:", f"{members}teams:"))
    last = runs()[-1]["run"]
    capsys.readouterr()
    assert run(["revert", last, "-o", "back.json"]) == 11
    assert "REFUSED  people-removed" in capsys.readouterr().out
    assert run(["apply", "back.json"]) == 11
    allow = "allow: [{org: lab, guard: people-removed, up_to: 30, reason: x, until: 2099-01-01}]\n"
    Path("allow.yaml").write_text(f"{SECOND}---\n{allow}", encoding="utf-8")
    assert run(["revert", last, "allow.yaml", "-o", "back.json"]) == 0
    assert run(["apply", "back.json"]) == 0


def test_the_run_that_made_the_org_is_not_taken_back_without_an_allowance(lab, capsys):
    first = runs()[0]["run"]
    assert run(["revert", first]) == 12  # bob was changed since
    assert run(["revert", "20990101T000000Z-00000000"]) == 64


def test_a_rename_is_taken_back_under_the_name_it_had(lab, capsys):
    allow = "---\nallow: [{org: lab, guard: recreate, up_to: 9, reason: x, until: 2099-01-01}]\n"
    renamed = SECOND.replace("Seg: {", "Tracing: {previously: [Seg], ")
    before = answer("state")
    applied(renamed + allow)
    last = runs()[-1]["run"]
    assert run(["revert", last, "manifests", "-o", "back.json"]) == 0
    assert run(["apply", "back.json"]) == 0
    assert answer("state")["resources"] == before["resources"]


# --- reading only -----------------------------------------------------------------------------------------------------


def test_verbs_about_the_past_write_nothing(lab):
    second = runs()[1]["run"]
    with sqlite3.connect("store.db") as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()
    before = Path("store.db").read_bytes()
    arguments = (
        ["history"],
        ["state", "--at", "3"],
        ["diff", "0"],
        ["blame", "member/bob@lab.example"],
        ["revert", second],
    )
    assert [run([*each]) for each in arguments] == [0] * len(arguments)
    assert Path("store.db").read_bytes() == before
    assert not Path("store.db-wal").exists() or not Path("store.db-wal").stat().st_size
