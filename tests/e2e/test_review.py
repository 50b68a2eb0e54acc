"""A review from the branch to the audit log, with real repositories and the real program: and how it must not go."""

from __future__ import annotations

import json
import re
import sqlite3
from pathlib import Path
from typing import Any

from lab import ORG
from world import FORKS, Done, Step, World, for_fork, for_pull

from reconciler.stores.glance import glance

PLANNED = {"base": "HEAD^1", "policy": "policy.yaml"}


def pull(world: World, number: int, branch: str, *edit: str, who: str = "kim") -> dict[str, Any]:
    """A pull request by somebody who edits manifests with the program's verbs, and pushes a branch."""
    folder = world.clone(branch)
    world.git(folder, "checkout", "--quiet", "-b", branch)
    done = world.reconciler(folder, *edit, "--in", "manifests", "--org", "lab")
    assert done.code == 0, done.err
    world.commit(folder, {}, branch, who=who)
    world.git(folder, "push", "--quiet", "origin", branch)
    return world.opened(number, branch)


def pushed(world: World, number: int, branch: str, files: dict[str, str], who: str = "kim") -> dict[str, Any]:
    """A pull request by somebody who writes whole files."""
    folder = world.clone(branch)
    world.git(folder, "checkout", "--quiet", "-b", branch)
    world.commit(folder, files, branch, who=who)
    world.git(folder, "push", "--quiet", "origin", branch)
    return world.opened(number, branch)


def planned(world: World, opened: dict[str, Any]) -> Step:
    step = world.step(world.tried(opened), "plan", for_pull(opened), **PLANNED)
    assert step.code == 0, step.log
    world.upload(step)
    return step


def approve(world: World, step: Step, who: str) -> Done:
    """Somebody looks at a plan, signs, and puts the approval where the apply looks."""
    place = world.place / "approvals" / step.outputs["plan_name"]
    place.mkdir(parents=True, exist_ok=True)
    key, out = world.place / f"{who}.key", place / f"{who}.approval"
    said = ("approve", step.outputs["plan_path"], "--key", str(key), "-o", str(out), "--yes")
    return world.reconciler(world.place, *said, RECONCILER_AS=f"{who}@lab.example")


def applied(world: World, opened: dict[str, Any], commit: str = "", **inputs: str) -> Step:
    commit = commit or world.merge(opened)
    folder = world.place / f"main-{commit[:7]}"
    if not folder.exists():
        world.clone(folder.name)
        world.git(folder, "checkout", "--quiet", "--detach", commit)
    given = {"policy": "policy.yaml", "approvals": str(world.place / "approvals"), **inputs}
    return world.step(folder, "apply", {}, sha=commit, **given)


def audit(world: World, person: str) -> list[dict[str, Any]]:
    done = world.reconciler(world.place, "audit", "--person", person, "--format", "json")
    return [json.loads(line) for line in done.out.splitlines()]


# --- the whole story --------------------------------------------------------------------------------------------------


def test_from_a_branch_to_the_audit_log_with_one_comment_and_two_signatures(world):
    opened = pull(world, 7, "zoe", "member", "add", "zoe@lab.example", "--role", "admin")
    planned(world, opened)
    [comment] = world.host["comments"]["7"]
    assert comment["body"].startswith("<!-- reconciler:plan -->\n### ")
    assert "Plan: 1 to create, 0 to update, 0 to delete, in 1 org." in comment["body"]
    assert "2 approvals to" in comment["body"]

    folder = world.place / "zoe"
    assert world.reconciler(folder, "member", "add", "tim@lab.example", "--in", "manifests").code == 0
    world.commit(folder, {}, "Tim, too", who="kim")
    world.git(folder, "push", "--quiet", "origin", "zoe")
    opened = world.opened(7, "zoe")
    step = planned(world, opened)
    [second] = world.host["comments"]["7"]
    assert second["id"] == comment["id"]
    assert "Plan: 2 to create" in second["body"]
    assert step.outputs["plan_name"] in second["body"]
    assert {name: step.outputs[name] for name in ("changes", "to_add", "to_change", "to_destroy", "to_move")} == {
        "changes": "true",
        "to_add": "2",
        "to_change": "0",
        "to_destroy": "0",
        "to_move": "0",
    }
    assert json.loads(Path(step.outputs["json_plan_path"]).read_text())["asked_by"] == "kim@lab.example"
    assert "zoe@lab.example as admin" in Path(step.outputs["text_plan_path"]).read_text()

    commit = world.merge(opened)
    assert approve(world, step, "grace").code == 0
    refused = applied(world, opened, commit)
    assert (refused.code, refused.outputs["failure-reason"]) == (11, "plan-refused")
    assert "1 approval is missing" in refused.log
    assert not audit(world, "zoe@lab.example")

    assert approve(world, step, "ada").code == 0
    done = applied(world, opened, commit)
    assert done.code == 0, done.log
    assert "2 changes done" in done.log
    [entry] = audit(world, "zoe@lab.example")
    assert entry["commit"] == opened["head"]["sha"]
    assert entry["approvers"] == ["ada@lab.example", "grace@lab.example"]
    assert (entry["plan"], entry["actor"]) == (step.outputs["plan_name"], "ada@lab.example")
    seen = glance(f"sqlite:///{world.place / 'store.db'}")
    assert seen is not None
    assert [each.org for each in seen.settled] == [
        *seen.heads
    ]  # the next plan parses what has changed since, and no more

    again = applied(world, opened, commit)
    assert (again.code, again.outputs["changes"]) == (0, "false")
    assert "No changes." in again.log


# --- forks ------------------------------------------------------------------------------------------------------------


def forked(world: World, files: dict[str, str]) -> dict[str, Any]:
    """A pull request of a fork, by Kim, that says other things in these files."""
    world.git(world.place, "clone", "--quiet", "--bare", "origin.git", "fork.git")
    folder = world.clone("kims", "fork.git")
    world.commit(folder, files, "From a fork", who="kim")
    world.git(folder, "push", "--quiet", "origin", "HEAD:wish")
    return world.opened(9, "wish", owner="kim")


def test_a_fork_changes_its_own_policy_and_nothing_follows(world):
    own = "approvals: {required: false, each: 0, power: 0}\nowners: [kim@lab.example]\n"
    opened = forked(
        world,
        {"policy.yaml": own, "manifests/org.yaml": ORG.replace("kim@lab.example:", "kim@lab.example: {role: admin}")},
    )
    data = world.tried(opened) / "manifests"
    main = world.clone("main")
    event = for_fork(opened, "kim@lab.example")
    inputs = {"path": str(data), "base": "./manifests", "policy": "policy.yaml"}
    step = world.step(main, "plan", event, **inputs)
    assert step.code == 0, step.log
    [comment] = world.host["comments"]["9"]
    assert "kim@lab.example" in comment["body"]
    assert re.search(r"2 approvals to .*: ada@lab.example", comment["body"])
    document = json.loads(Path(step.outputs["json_plan_path"]).read_text())
    assert document["asked_by"] == "kim@lab.example"
    assert document["commit"] == opened["head"]["sha"]
    applied_unapproved = world.reconciler(main, "apply", step.outputs["plan_path"], "--policy", "policy.yaml")
    assert applied_unapproved.code == 11
    assert "2 approvals are missing" in applied_unapproved.err + applied_unapproved.out


def test_what_a_fork_asks_for_is_planned_approved_merged_and_applied_like_any_other(world):
    opened = forked(world, {"manifests/org.yaml": ORG.replace("name: Bob", "name: Robert")})
    inputs = {"path": str(world.tried(opened) / "manifests"), "base": "./manifests", "policy": "policy.yaml"}
    step = world.step(world.clone("main"), "plan", for_fork(opened, "kim@lab.example"), **inputs)
    assert step.code == 0, step.log
    world.upload(step)
    assert approve(world, step, "grace").code == 0
    done = applied(world, opened)
    assert done.code == 0, done.log
    *_, entry = audit(world, "bob@lab.example")
    assert (entry["commit"], entry["approvers"]) == (opened["head"]["sha"], ["grace@lab.example"])


def test_a_branch_changes_the_policy_and_is_held_against_that_of_the_base(world):
    admin = ORG.replace("kim@lab.example:", "kim@lab.example: {role: admin}")
    loose = "owners: [kim@lab.example]\n"
    opened = pushed(world, 3, "own", {"policy.yaml": loose, "manifests/org.yaml": admin})
    step = planned(world, opened)
    [comment] = world.host["comments"]["3"]
    assert "2 approvals to" in comment["body"]
    assert "::warning file=policy.yaml,title=policy-changed::" in step.log


def test_a_run_for_a_fork_speaks_of_the_pull_request_that_the_host_names(world):
    opened = forked(world, {"manifests/org.yaml": ORG.replace("Bob", "Robert")})
    moved = {**opened, "head": {**opened["head"], "sha": "f" * 40}}
    world.change_host(pulls=[moved])
    step = world.step(world.clone("main"), "plan", for_fork(opened, "kim@lab.example"), base="./manifests")
    assert step.code == 1
    assert "no open pull request ends in the commit of that run" in step.log
    assert not world.host["comments"]


def test_a_plan_that_a_fork_left_is_never_the_reviewed_one(world):
    opened = pull(world, 4, "tim", "member", "add", "tim@lab.example")
    step = world.step(world.tried(opened), "plan", for_pull(opened), **PLANNED)
    world.upload(step, repository=FORKS)
    done = applied(world, opened)
    assert (done.code, done.outputs["failure-reason"]) == (12, "plan-changed")
    assert "#4 has left no plan" in done.log


def test_a_plan_that_is_not_the_one_of_the_comment_is_not_applied(world):
    opened = pull(world, 4, "tim", "member", "add", "tim@lab.example")
    step = planned(world, opened)
    folder = world.clone("forger")
    assert (
        world.reconciler(folder, "member", "add", "eve@lab.example", "--role", "admin", "--in", "manifests").code == 0
    )
    assert world.reconciler(folder, "plan", "manifests", "-o", "forged.plan").code == 0
    world.keep(step.outputs["artifact_name"], (folder / "forged.plan").read_bytes())
    done = applied(world, opened)
    assert (done.code, done.outputs["failure-reason"]) == (12, "plan-changed")
    assert "not the one in its comment" in done.log
    assert not audit(world, "eve@lab.example")


def test_a_plan_that_no_comment_names_is_not_applied_and_an_empty_one_needs_none(world):
    opened = pull(world, 4, "tim", "member", "add", "tim@lab.example")
    step = world.step(world.tried(opened), "plan", for_pull(opened), **PLANNED, add_github_comment="false")
    world.upload(step)
    done = applied(world, opened)
    assert (done.code, done.outputs["failure-reason"]) == (12, "plan-changed")
    assert "#4 has no comment that names its plan" in done.log
    before = world.git(world.place / "ada", "rev-parse", "HEAD")
    unasked = applied(world, opened, before)
    assert (unasked.code, unasked.outputs["changes"]) == (0, "false")


def test_a_plan_file_that_asks_for_more_than_main_is_not_applied(world):
    """T127"""
    folder = world.clone("forger")
    assert (
        world.reconciler(folder, "member", "add", "eve@lab.example", "--role", "admin", "--in", "manifests").code == 0
    )
    assert world.reconciler(folder, "plan", "manifests", "-o", "forged.plan").code == 0
    opened = pull(world, 4, "tim", "member", "add", "tim@lab.example")
    done = applied(world, opened, plan_file=str(folder / "forged.plan"))
    assert (done.code, done.outputs["failure-reason"]) == (12, "plan-changed")
    assert "webknossos/lab/member/eve@lab.example" in done.log
    assert not audit(world, "eve@lab.example")


# --- two at once ------------------------------------------------------------------------------------------------------


def test_of_two_reviewed_plans_for_one_row_the_second_is_stale_and_one_for_another_row_is_not(world):
    first = pull(world, 1, "level", "member", "level", "bob@lab.example", "nuclei", "5")
    same = pull(world, 2, "level-too", "member", "level", "bob@lab.example", "nuclei", "7")
    other = pull(world, 3, "tim", "member", "add", "tim@lab.example")
    steps = {each["number"]: planned(world, each) for each in (first, same, other)}
    for step in steps.values():
        assert approve(world, step, "grace").code == 0
    assert applied(world, first).code == 0

    saved = steps[2].outputs["plan_path"]
    signed = world.place / "approvals" / steps[2].outputs["plan_name"] / "grace.approval"
    stale = world.reconciler(world.place / "ada", "apply", saved, "--policy", "policy.yaml", "--approval", str(signed))
    said = stale.out + stale.err
    assert stale.code == 12, said
    assert "bob@lab.example" in said
    assert steps[1].outputs["plan_name"][:16] in said

    rebased = applied(world, other)
    assert rebased.code == 0, rebased.log
    assert "1 change done" in rebased.log


def test_a_plan_whose_row_main_wants_otherwise_by_now_has_to_be_made_again(world):
    """T127"""
    name = pushed(world, 2, "renames", {"manifests/org.yaml": ORG.replace("name: Bob", "name: Robert")})
    up = pushed(world, 3, "promotes", {"manifests/org.yaml": ORG.replace("role: member", "role: dataset_manager")})
    for opened, approvers in ((name, ["grace"]), (up, ["ada", "grace"])):
        step = planned(world, opened)
        assert all(approve(world, step, who).code == 0 for who in approvers)
    assert applied(world, up).code == 0
    done = applied(world, name)
    assert (done.code, done.outputs["failure-reason"]) == (12, "plan-changed")
    assert "make and review a new plan" in done.log


# --- drift ------------------------------------------------------------------------------------------------------------


def by_hand(world: World, attrs: str) -> None:
    with sqlite3.connect(world.place / "store.db") as connection:
        connection.execute("UPDATE resource SET attrs = ? WHERE path LIKE '%kim@lab.example%'", (attrs,))
    connection.close()


def test_what_was_changed_by_hand_opens_one_issue_that_closes_itself(world):
    def night() -> Step:
        return world.step(world.place, "drift", {}, add_github_issue="true")

    assert night().outputs == {"changes": "false"}
    assert not world.host["issues"]
    with sqlite3.connect(world.place / "store.db") as connection:
        [(before,)] = connection.execute("SELECT attrs FROM resource WHERE path LIKE '%kim@lab.example%'")
    connection.close()
    by_hand(world, before.replace('"member"', '"admin"'))
    assert world.reconciler(world.place, "drift").code == 2
    found = night()
    assert (found.code, found.outputs) == (0, {"changes": "true"})
    [issue] = world.host["issues"]
    assert (issue["state"], issue["title"]) == ("open", "Drift: the store is not as it was last applied")
    assert "kim@lab.example" in issue["body"]
    assert "as it was" in night().log
    assert sum(call[0] != "GET" for call in world.host["calls"]) == 1

    stopped = world.reconciler(world.place / "ada", "apply", "manifests", "--yes")
    assert stopped.code == 14
    assert "state accept-drift" in stopped.err
    who = ("--as", "ada@lab.example", "--note", "by hand")
    assert world.reconciler(world.place, "state", "accept-drift", "lab", *who).code == 0
    undone = world.reconciler(world.place / "ada", "apply", "manifests", "--yes")
    assert undone.code == 0, undone.err
    assert world.reconciler(world.place, "drift").code == 0
    night()
    assert [each["state"] for each in world.host["issues"]] == ["closed"]

    by_hand(world, before.replace('"member"', '"admin"'))
    assert "opened again" in night().log
    assert [each["state"] for each in world.host["issues"]] == ["open"]
