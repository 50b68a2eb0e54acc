"""What ``action.yml`` runs: one command of the program, told to GitHub. To add a command: one function in COMMANDS.

The program decides, this only carries: inputs become arguments, exit codes become ``failure-reason``, answers become the
comment, the annotations and the summary. ``reconciler`` is found on PATH, as a script of its own environment: a file in
the repository under review is data and is never imported.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import github
from github import PullRequest, Refused
from runner import commands, folder, given, listed, log, output, summary

COUNTED = {"to_add": "create", "to_change": "update", "to_destroy": "delete", "to_move": "move"}
REASONS = {10: "validate-failed", 11: "plan-refused", 12: "plan-changed", 13: "state-locked"}
CHANGED = 12
DRIFTED = 2
COMMENTS = ("true", "changes-only", "always-new", "false")


class Answer(NamedTuple):
    """What the program said, and its exit code."""

    code: int
    said: str


def reconciler(*arguments: object) -> Answer:
    """Run the program. What it says on the side goes to the log."""
    done = subprocess.run(["reconciler", *map(str, arguments)], capture_output=True, encoding="utf-8", check=False)
    log(done.stderr)
    return Answer(done.returncode, done.stdout)


def validate() -> int:
    """Check the manifests; errors are annotations."""
    done = reconciler("validate", given("path"), "--format", "github")
    commands(done.said)
    return done.code


def plan() -> int:
    """Plan what a pull request asks for, and say so in its comment."""
    if given("add_github_comment") not in COMMENTS:
        raise Refused(f"add_github_comment is one of {', '.join(COMMENTS)}")
    found = github.pull_request()
    _speak_for(found)
    made = folder() / "change.plan"
    arguments = ["plan", given("path"), *_held(base=True), *_part()]
    done = reconciler(*arguments, "--out", made, "--format", "comment")
    if not done.said:
        return done.code or 1
    summary(done.said)
    shown = ["show", made] if made.exists() else arguments
    commands(reconciler(*shown, "--format", "github", "--below", _below()).said)
    changes = _outputs(made, found) if made.exists() else True
    _comment(found, done.said, changes=changes)
    return done.code


def apply() -> int:
    """Apply the plan that was reviewed, if it asks for nothing that the manifests here do not ask for."""
    place = folder()
    fresh = place / "fresh.plan"
    done = reconciler("plan", given("path"), *_held(), *_part(), "--out", fresh)
    if not fresh.exists():
        return done.code or 1
    if not _document(fresh)["resource_changes"]:
        _outputs(fresh, None)
        return 0
    chosen = _chosen(place, fresh)
    known = _document(chosen)
    if chosen != fresh:
        _insist(known, _document(fresh))
    approvals = sorted((Path(given("approvals")) / known["plan"]).glob("*.approval")) if given("approvals") else []
    agreed = [word for file in approvals for word in ("--approval", file)]
    must = ["--require-approvals"] if given("require_approvals") == "true" else []
    _outputs(chosen, None)
    done = reconciler("apply", chosen, "--manifests", given("path"), *_held(), *agreed, *must)
    log(done.said)
    return done.code


def drift() -> int:
    """Say where the store is not as it was last applied; with an issue that opens and closes itself."""
    done = reconciler("drift", "--format", "markdown")
    if done.code not in {0, DRIFTED}:
        return done.code
    summary(done.said)
    log(done.said)
    output({"changes": _truth(done.code == DRIFTED)})
    if given("add_github_issue") != "true":
        return done.code
    log(f"The issue: {github.drift_issue(done.said, drift=done.code == DRIFTED)}.")
    return 0


COMMANDS: dict[str, Callable[[], int]] = {"validate": validate, "plan": plan, "apply": apply, "drift": drift}


# --- what a plan is made of -------------------------------------------------------------------------------------------


def _held(*, base: bool = False) -> list[str]:
    """What a plan is held against: the policy and, for a review, the base."""
    names = ("policy", "base") if base else ("policy",)
    return [f"--{name}={given(name)}" for name in names if given(name)]


def _part() -> list[str]:
    return [f"--only={each}" for each in listed("target")] + [f"--exclude={each}" for each in listed("exclude")]


def _below() -> str:
    """Where the manifests are in the repository, for annotations."""
    place = os.path.normpath(given("path"))
    return "" if os.path.isabs(place) or place == os.curdir else place


def _speak_for(found: PullRequest | None) -> None:
    """The commit under review and its author, whom a merge made for the run alone would hide."""
    if found is None:
        return
    author = found.author or _git("log", "-1", "--format=%ae", found.head)
    os.environ.setdefault("RECONCILER_COMMIT", found.head)
    if author:
        os.environ.setdefault("RECONCILER_AS", author)


def _git(*arguments: str) -> str:
    done = subprocess.run(["git", *arguments], capture_output=True, encoding="utf-8", check=False)
    return done.stdout.strip() if done.returncode == 0 else ""


# --- what becomes of it -----------------------------------------------------------------------------------------------


@cache
def _document(file: Path) -> dict[str, Any]:
    """A plan file as the program reads it: with its seal checked. A plan file is written once."""
    done = reconciler("show", file, "--format", "json")
    if not done.said:
        raise Refused("the plan file is not one", REASONS.get(done.code, "apply-failed"), done.code or 1)
    found: dict[str, Any] = json.loads(done.said)
    return found


def _outputs(file: Path, found: PullRequest | None) -> bool:
    """Set the outputs of a plan; whether it has changes."""
    known = _document(file)
    text = reconciler("show", file)
    log(text.said)
    written = {"json_plan_path": json.dumps(known), "text_plan_path": text.said}
    for name, content in written.items():
        file.with_suffix(f".{name.partition('_')[0]}").write_text(content, encoding="utf-8")
    actions = [change["change"]["actions"][0] for change in known["resource_changes"]]
    values = {name: str(actions.count(action)) for name, action in COUNTED.items()}
    values |= {name: str(file.with_suffix(f".{name.partition('_')[0]}")) for name in written}
    values |= {"plan_path": str(file), "plan_name": known["plan"], "changes": _truth(actions)}
    if found is not None:
        values["artifact_name"] = github.artifact_name(found.head)
    output(values)
    return bool(actions)


def _comment(found: PullRequest | None, body: str, *, changes: bool) -> None:
    wanted = given("add_github_comment")
    if found is not None and wanted != "false":
        github.comment(found, body, fresh=wanted == "always-new", begin=changes or wanted != "changes-only")


def _chosen(place: Path, fresh: Path) -> Path:
    """The plan to apply: the one that is named, or a fresh one if nobody has to agree, or the one that was reviewed."""
    if given("plan_file"):
        return Path(given("plan_file"))
    if given("auto_approve") == "true":
        return fresh
    found = github.merged(os.environ.get("GITHUB_SHA", ""))
    if found is None:
        raise Refused(
            "this commit is not the merge of a pull request, so nobody has reviewed a plan", "plan-changed", CHANGED
        )
    reviewed = place / "reviewed.plan"
    if not github.reviewed_plan(found, reviewed):
        raise Refused(f"#{found.number} has left no plan: {github.artifact_name(found.head)}", "plan-changed", CHANGED)
    named = github.reviewed_name(found)
    if not named:
        raise Refused(f"#{found.number} has no comment that names its plan", "plan-changed", CHANGED)
    if _document(reviewed)["plan"] != named:
        raise Refused(f"the plan that #{found.number} has left is not the one in its comment", "plan-changed", CHANGED)
    return reviewed


def _insist(reviewed: dict[str, Any], fresh: dict[str, Any]) -> None:
    """Each change of the reviewed plan leads where the manifests here lead; or there already, since it was made."""
    asked = _ends(fresh["resource_changes"])
    wanted = _ends(reviewed["resource_changes"])
    others = {address for address, end in wanted.items() if asked.get(address) != end}
    if others:
        entries = reconciler("audit", "--since", reviewed["created"], "--format", "json").said.splitlines()
        reached = {entry["address"]: entry["after"] for entry in map(json.loads, entries)}
        others = {each for each in others if each in asked or reached.get(each) != wanted[each]["after"]}
    if others:
        log("\n".join(f"- {address}" for address in sorted(others)))
        message = (
            f"{len(others)} of the reviewed changes are not what the manifests here ask for: make and review a new plan"
        )
        raise Refused(message, "plan-changed", CHANGED)


def _ends(changes: list[dict[str, Any]]) -> dict[str, dict[str, Any]]:
    """Where each change leads. Where it begins is for the program to compare, row by row, while it writes."""
    return {
        each["address"]: {"from": each.get("previous_address"), "after": each["change"]["after"]} for each in changes
    }


def _truth(value: object) -> str:
    return "true" if value else "false"


def main() -> int:
    """Run the command that is wanted. A step that fails says why in an output, and in one line."""
    try:
        if given("command") not in COMMANDS:
            raise Refused(f"command is one of {', '.join(COMMANDS)}")
        code, reason = COMMANDS[given("command")](), ""
    except Refused as refused:
        code, reason = refused.code, refused.reason
        log(f"reconciler: {refused}")
    if code:
        output({"failure-reason": reason or REASONS.get(code, f"{re.sub('[^a-z]', '', given('command'))}-failed")})
    return code


if __name__ == "__main__":
    sys.exit(main())
