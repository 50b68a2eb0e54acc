"""What the action carries between the program, the runner and the host arrives as it is, and nothing else does."""

from __future__ import annotations

import importlib
import io
import os
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from hosting import BOT
from world import OUTPUT, ROOT, World

sys.path.append(str(ROOT / "action"))
github = importlib.import_module("github")
runner = importlib.import_module("runner")
run = importlib.import_module("run")

PLAN = "<!-- reconciler:plan -->\n### Ready for review\n"
SEVEN = github.PullRequest(7, "a" * 40)


@pytest.fixture
def host(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[World]:
    """A host with nothing on it, and this process as a step of a run."""
    made = World(tmp_path)
    for name, value in {**made.environment, "GH_TOKEN": "ghs_secret", "GITHUB_REPOSITORY": "lab/orgs"}.items():
        monkeypatch.setenv(name, value)
    for name in [name for name in os.environ if name.startswith("INPUT_")]:
        monkeypatch.delenv(name)
    return made


def said(host: World, number: int = 7) -> list[tuple[str, str]]:
    return [(each["user"]["login"], each["body"]) for each in host.host["comments"].get(str(number), [])]


def planted(host: World, *comments: tuple[str, str]) -> None:
    made = [{"id": 100 + n, "user": {"login": who}, "body": body} for n, (who, body) in enumerate(comments)]
    host.change_host(comments={"7": made})


# --- the comment ------------------------------------------------------------------------------------------------------


def test_the_comment_is_replaced_and_not_said_twice(host):
    github.comment(SEVEN, PLAN + "one")
    github.comment(SEVEN, PLAN + "two")
    assert said(host) == [(BOT, PLAN + "two")]


def test_somebody_elses_comment_with_the_marker_is_not_ours(host):
    planted(host, ("mallory", PLAN + f"Plan `{'f' * 64}`"), ("ada", "fine by me"), ("mallory", PLAN))
    github.comment(SEVEN, PLAN + "ours")
    assert said(host)[0] == ("mallory", PLAN + f"Plan `{'f' * 64}`")
    assert said(host)[-1] == (BOT, PLAN + "ours")
    assert github.reviewed_name(SEVEN) == ""


def test_a_comment_that_only_quotes_the_marker_is_not_ours(host):
    planted(host, (BOT, f"> {PLAN}"))
    github.comment(SEVEN, PLAN)
    assert [body for _, body in said(host)] == [f"> {PLAN}", PLAN]


def test_each_label_has_a_comment_of_its_own(host, monkeypatch):
    for label in ("", "lab", "lab.two"):
        monkeypatch.setenv("INPUT_LABEL", label)
        github.comment(SEVEN, PLAN + "first")
        github.comment(SEVEN, f"{PLAN}of {label or 'none'}")
    assert [body.splitlines()[-1] for _, body in said(host)] == ["of none", "of lab", "of lab.two"]


@pytest.mark.parametrize("label", ["a b", "-->", "a--b", "../x", "a" * 51, "ä", "a\nb"])
def test_a_label_that_could_be_more_than_a_label_is_refused(host, monkeypatch, label):
    monkeypatch.setenv("INPUT_LABEL", label)
    with pytest.raises(github.Refused, match="a label is"):
        github.comment(SEVEN, PLAN)
    assert not host.host["calls"]


def test_a_new_comment_is_begun_only_where_that_is_wanted(host):
    github.comment(SEVEN, PLAN + "empty", begin=False)
    assert said(host) == []
    github.comment(SEVEN, PLAN + "one")
    github.comment(SEVEN, PLAN + "empty again", begin=False)
    github.comment(SEVEN, PLAN + "new", fresh=True)
    assert [body for _, body in said(host)] == [PLAN + "empty again", PLAN + "new"]


# --- numbers, commits, names ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("value", ["0", "7/../8", "7 8", "-7", "\u0667", "7\n", "", None, 1.5, "1" * 11, True])
def test_what_is_not_a_number_is_not_the_number_of_a_pull_request(value):
    with pytest.raises(github.Refused, match="is not the number"):
        github.number_of(value)


@pytest.mark.parametrize("value", ["main", "a" * 39, "A" * 40, "a" * 40 + "\n", "--all", None])
def test_what_is_not_a_commit_is_refused(value):
    with pytest.raises(github.Refused, match="is not a commit"):
        github.commit_of(value)


@pytest.mark.parametrize("name", ["", "lab", "lab/orgs/../..", "lab/or gs", "lab/orgs?x"])
def test_a_repository_that_is_not_one_is_refused(monkeypatch, name):
    monkeypatch.setenv("GITHUB_REPOSITORY", name)
    with pytest.raises(github.Refused, match="does not name a repository"):
        github.repository()


def test_what_the_host_refuses_is_said_without_the_token(host):
    with pytest.raises(github.Refused, match=r"gh api --method GET: gh: Not Found \(HTTP 404\)") as refused:
        github.api("repos/lab/orgs/nothing/here")
    assert "ghs_secret" not in str(refused.value)


# --- outputs and the log ----------------------------------------------------------------------------------------------


def test_no_value_ends_its_own_block(tmp_path, monkeypatch):
    """T078"""
    monkeypatch.setenv("GITHUB_OUTPUT", str(tmp_path / "output"))
    values = {"plan_path": "a\nEOF\nchanges=false\nplan_name<<EOF\nx", "changes": "true"}
    runner.output(values)
    text = (tmp_path / "output").read_text(encoding="utf-8")
    assert {m["name"]: m["value"] for m in OUTPUT.finditer(text)} == values
    assert OUTPUT.sub("", text).strip() == ""


def test_a_mark_that_stands_in_the_value_is_drawn_again(tmp_path, monkeypatch):
    """T078"""
    monkeypatch.setenv("GITHUB_OUTPUT", str(tmp_path / "output"))
    drawn = iter(["a" * 32, "a" * 32, "b" * 32])
    monkeypatch.setattr(runner.secrets, "token_hex", lambda _: next(drawn))
    runner.output({"one": f"{'a' * 32}\nchanges=true"})
    assert (tmp_path / "output").read_text(
        encoding="utf-8"
    ) == f"one<<{'b' * 32}\n{'a' * 32}\nchanges=true\n{'b' * 32}\n"


def test_the_log_obeys_nothing_that_others_have_written(monkeypatch):
    """T077"""
    printed = io.StringIO()
    monkeypatch.setattr(sys, "stdout", printed)
    runner.log("::add-mask::x\n::set-output name=changes::false")
    first, *lines, last = printed.getvalue().splitlines()
    mark = first.removeprefix("::stop-commands::")
    assert last == f"::{mark}::"
    assert lines == ["::add-mask::x", "::set-output name=changes::false"]
    assert len(mark) == 32
    assert mark not in "".join(lines)


# --- the issue --------------------------------------------------------------------------------------------------------


def test_somebody_elses_issue_with_the_marker_and_a_pull_request_are_left_alone(host):
    other = {"number": 11, "state": "open", "user": {"login": "mallory"}, "body": github.DRIFT}
    pull = {"number": 12, "state": "open", "user": {"login": BOT}, "body": github.DRIFT, "pull_request": {}}
    host.change_host(issues=[other, pull, {**other, "number": 13, "body": None}])
    assert github.drift_issue("drift", drift=True) == "opened"
    assert github.drift_issue("", drift=False) == "closed"
    assert [each["state"] for each in host.host["issues"]] == ["open", "open", "open", "closed"]


def test_an_issue_that_says_other_things_by_now_is_changed(host):
    assert github.drift_issue("one row", drift=True) == "opened"
    assert github.drift_issue("two rows", drift=True) == "changed"
    assert github.drift_issue("two rows", drift=True) == "as it was"
    assert host.host["issues"][0]["body"] == f"{github.DRIFT}\ntwo rows\n"


def test_what_is_too_long_for_an_issue_ends_with_how_much_is_missing():
    text = github.shortened("\n".join(["x" * 999] * 100))
    assert len(text.encode("utf-16-le")) // 2 < 65_536
    assert text.endswith("35 more lines: `reconciler drift` shows all of them.\n")
    assert github.shortened("one\ntwo\n") == "one\ntwo\n"


# --- a step -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("command", "inputs", "needle"),
    [
        ("destroy", {}, "command is one of validate, plan, apply, drift"),
        ("plan", {"add_github_comment": "sometimes"}, "add_github_comment is one of true, changes-only"),
    ],
)
def test_an_input_that_cannot_be_meant_fails_the_step_in_one_line(host, command, inputs, needle):
    step = host.step(host.place, command, {}, **inputs)
    assert (step.code, step.outputs) == (1, {"failure-reason": f"{command}-failed"})
    assert needle in step.log
    assert not host.host["calls"]


def test_manifests_that_are_wrong_fail_validate_with_an_annotation_and_a_reason(host):
    (host.place / "manifests").mkdir()
    (host.place / "manifests" / "org.yaml").write_text("org: lab\nplatform: webknossos\nmembres: {}\n")
    step = host.step(host.place, "validate", {})
    assert (step.code, step.outputs) == (10, {"failure-reason": "validate-failed"})
    assert "::error file=manifests/org.yaml,line=3,col=1,title=unknown-key::" in step.log


@pytest.mark.parametrize(
    ("path", "below"), [("manifests", "manifests"), ("./a/b/", "a/b"), (".", ""), (".lab/a", ".lab/a"), ("/x/fork", "")]
)
def test_annotations_stand_where_the_manifests_are_in_the_repository(monkeypatch, path, below):
    monkeypatch.setenv("INPUT_PATH", path)
    assert run._below() == below
