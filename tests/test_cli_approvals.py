"""Approvals on the command line: plan, approve, look, apply; a policy at another commit; and every way to be refused."""
# ruff: noqa: F401, F811 - fixtures are imported by name, and asked for by it

from __future__ import annotations

import base64
import contextlib
import json
import os
import pty
import shutil
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from answers import Command
from test_cli import command, here, process, rows, store, template
from test_signing import a_key, line_of, openssh

from reconciler.canonical import canonical

LAB = """\
org: lab
platform: webknossos
owner: ada@lab.example
members:
  ada@lab.example: {role: admin}
  eve@lab.example: {role: admin}
  tom@lab.example:
  kim@lab.example:
teams:
  Seg: {members: {tom@lab.example: team_manager}}
"""
JOINS = LAB.replace("team_manager}", "team_manager, kim@lab.example: member}")
PEOPLE = f"""\
people:
  ada@lab.example: {{keys: ["{line_of(a_key(1))}"]}}
  tom@lab.example: {{keys: ["{line_of(a_key(2))}"], handle: "@tom-l"}}
  eve@lab.example: {{keys: ["{line_of(a_key(3))}"]}}
"""
SIGNED = "approvals: {required: true}\nowners: [ada@lab.example]\n" + PEOPLE
RECORDED = SIGNED.replace("required: true", "required: true, require_signed: 0")


@pytest.fixture
def lab(here: Path, store: Path, command: Command) -> Path:
    """A store with the lab in it, a plan for Kim to join Seg, the policy, and everybody's key."""
    (here / "lab").mkdir()
    (here / "lab" / "org.yaml").write_text(LAB)
    assert command("apply", "--yes", "lab").code == 0
    (here / "lab" / "org.yaml").write_text(JOINS)
    (here / "policy.yaml").write_text(SIGNED)
    for number, name in enumerate(("ada", "tom", "eve", "out"), 1):
        (here / f"{name}.key").write_bytes(openssh(a_key(number)))
        (here / f"{name}.key").chmod(0o600)
    planned(command)
    return here


def planned(command: Command, asker: str = "kim@lab.example", name: str = "c.plan") -> None:
    assert command("plan", "lab", "-o", name, "--policy", "policy.yaml", "--as", asker).code == 0


def approved(command: Command, person: str, *more: object, key: str = "") -> str:
    """The name of the file with somebody's approval."""
    signing = ("--key", f"{key}.key") if key else ()
    answer = command("approve", "c.plan", "--as", person, "--yes", "-o", f"{person}.approval", *signing, *more)
    assert answer.code == 0, answer.err
    return f"{person}.approval"


def applied(command: Command, *approvals: str):
    given = [part for name in approvals for part in ("--approval", name)]
    return command("apply", "c.plan", "--policy", "policy.yaml", *given)


# --- the road ---------------------------------------------------------------------------------------------------------


def test_the_road_from_a_plan_to_a_log_that_names_who_approved(lab: Path, command: Command):
    shown = command("show", "c.plan").out
    line = (
        "1 approval to give and take places in teams (Seg): tom@lab.example (team_manager of a team) or ada@lab.example"
    )
    assert f"  Approvals\n    {line}, eve@lab.example (role admin)\n" in shown
    looked = command("approvals", "c.plan", "--policy", "policy.yaml")
    assert (looked.code, looked.out.splitlines()[-1]) == (11, "Not approved.")
    before = rows(lab / "reconciler.db")
    refused = applied(command)
    assert refused.code == 11
    assert "error[approval-missing] 1 approval is missing to give and take places in teams (Seg)" in refused.out
    assert rows(lab / "reconciler.db") == before
    answer = command("approve", "c.plan", "--as", "tom@lab.example", "--key", "tom.key", "--yes")
    assert answer.out.endswith("Approved by tom@lab.example (signed): c.plan.tom@lab.example.approval\n")
    name = "c.plan.tom@lab.example.approval"
    looked = command("approvals", "c.plan", "--policy", "policy.yaml", "--approval", name)
    assert (looked.code, looked.out.splitlines()[-1]) == (0, "Approved.")
    assert "; approved by tom@lab.example" in looked.out
    assert applied(command, name).out == "webknossos/lab: 1 change done; now at serial 2\n"
    last = command("audit", "--format", "json").out.splitlines()[-1]
    assert json.loads(last)["approvers"] == ["tom@lab.example"]
    assert applied(command).out == "webknossos/lab: already applied as serial 2; nothing was written\n"


@pytest.mark.parametrize("form", ["text", "markdown", "comment", "html", "json"])
def test_every_form_that_people_read_shows_who_must_approve(lab: Path, command: Command, form: str):
    assert "give and take places in teams (Seg)" in command("show", "c.plan", "--format", form).out


def test_what_is_missing_can_be_read_by_programs(lab: Path, command: Command):
    name = approved(command, "eve@lab.example", key="eve")
    answer = command("approvals", "c.plan", "--policy", "policy.yaml", "--format", "json", "--approval", name)
    assert answer.code == 0
    (org,) = answer.json["orgs"]
    assert org["approvals"][0]["by"] == ["ada@lab.example", "eve@lab.example", "tom@lab.example"]
    assert org["approvals"][0]["approved_by"] == ["eve@lab.example"]
    missing = command("approvals", "c.plan", "--policy", "policy.yaml", "--format", "json")
    assert [problem["code"] for problem in missing.json["problems"]] == ["approval-missing"]
    assert "`webknossos/lab`" in command("approvals", "c.plan", "--policy", "policy.yaml", "--format", "markdown").out


def test_a_plan_that_needs_no_approval_says_so_and_is_applied(lab: Path, command: Command):
    (lab / "policy.yaml").write_text("owners: [ada@lab.example]\n")
    planned(command)
    answer = command("approvals", "c.plan", "--policy", "policy.yaml")
    assert (answer.code, answer.out) == (0, "Nothing of this needs an approval.\n")
    assert applied(command).code == 0


def test_what_the_policy_does_not_require_the_command_may(lab: Path, command: Command):
    (lab / "policy.yaml").write_text(SIGNED.replace("required: true", "required: false"))
    planned(command)
    answer = command("apply", "c.plan", "--policy", "policy.yaml", "--require-approvals")
    assert answer.code == 11
    assert applied(command).code == 0


def test_an_approval_that_is_only_recorded_counts_where_the_policy_says_so(lab: Path, command: Command):
    name = approved(command, "tom@lab.example")
    answer = applied(command, name)
    assert answer.code == 11
    assert "tom@lab.example.approval: warning[approval-void] this is not signed" in answer.err
    (lab / "policy.yaml").write_text(RECORDED)
    assert applied(command, name).code == 0


def test_two_must_sign_where_the_policy_says_two(lab: Path, command: Command):
    (lab / "policy.yaml").write_text(SIGNED.replace("required: true", "required: true, require_signed: 2"))
    planned(command)
    tom, eve = approved(command, "tom@lab.example", key="tom"), approved(command, "eve@lab.example", key="eve")
    shutil.copy(tom, "again.approval")
    answer = applied(command, tom, tom, "again.approval")
    assert (answer.code, "signed by 1 of those who may approve it; the policy asks for 2" in answer.out) == (11, True)
    assert applied(command, tom, eve).code == 0


# --- what is refused --------------------------------------------------------------------------------------------------


def forged(name: str, **parts: object) -> str:
    """An approval with parts of its envelope replaced."""
    made = json.loads(Path(name).read_text())
    Path("forged.approval").write_text(canonical({**made, **parts}) + "\n")
    return "forged.approval"


def test_no_forged_approval_passes_t128_t129(lab: Path, command: Command):
    before = rows(lab / "reconciler.db")
    stranger = approved(command, "tom@lab.example", key="out")
    assert (applied(command, stranger).code, applied(command, stranger).err.count("no key of the policy")) == (14, 1)
    whose = approved(command, "tom@lab.example", key="eve")
    assert applied(command, whose).code == 14
    good = approved(command, "tom@lab.example", key="tom")
    envelope = json.loads(Path(good).read_text())
    (own,) = envelope["signatures"]
    body = base64.b64decode(envelope["payload"]).replace(b"tom@", b"ada@")
    for parts in (
        {"signatures": []},
        {"signatures": [own, own]},
        {"signatures": [{**own, "keyid": "SHA256:other"}]},
        {"payload": base64.b64encode(body).decode()},
        {"payloadType": "text/plain"},
        {"alg": "none"},
    ):
        assert applied(command, forged(good, **parts)).code == 14, parts
    (lab / "policy.yaml").write_text(RECORDED)
    assert applied(command, forged(good, signatures=[])).code == 14, "no signature is no record, also where t is 0"
    assert rows(lab / "reconciler.db") == before


def test_an_approval_for_another_database_is_no_approval_here_t128(lab: Path, command: Command):
    good = approved(command, "tom@lab.example", key="tom")
    here_db = Path("reconciler.db").rename("first.db")
    assert command("init").code == 0
    Path("lab/org.yaml").write_text(LAB)
    assert command("apply", "lab", "--yes").code == 0
    Path("lab/org.yaml").write_text(JOINS)
    planned(command)
    assert applied(command, good).code == 14
    here_db.unlink()


def test_an_approval_given_to_an_earlier_plan_is_void_t133(lab: Path, command: Command):
    good = approved(command, "tom@lab.example", key="tom")
    Path("lab/org.yaml").write_text(
        JOINS.replace("  kim@lab.example:\n", "  kim@lab.example: {experience: {nuclei: 9}}\n")
    )
    planned(command)
    answer = applied(command, good)
    assert answer.code == 11
    assert "warning[approval-void] this approves plan " in answer.err


def test_nobody_approves_what_they_ask_for_and_nothing_is_to_approve_in_a_refused_plan(lab: Path, command: Command):
    answer = command("approve", "c.plan", "--as", "kim@lab.example", "--yes")
    assert (answer.code, "nobody approves what they ask for" in answer.err) == (11, True)
    Path("lab/org.yaml").write_text(LAB.replace("  kim@lab.example:\n", "guards: {people_removed: 0}\n"))
    assert command("plan", "lab", "-o", "bad.plan").code == 11
    assert command("approve", "bad.plan", "--as", "tom@lab.example", "--yes").code == 11
    Path("lab/org.yaml").write_text(LAB)
    assert command("plan", "lab", "-o", "none.plan").code == 0
    assert command("approve", "none.plan", "--as", "tom@lab.example", "--yes").code == 11
    assert not [*Path().glob("*.approval")]


def test_the_names_of_whoever_asks_are_the_policys_not_the_pull_requests_t109(lab: Path, command: Command):
    """Kim's pull request says that Kim is Ada; on an enforced asker this would let Kim do everything."""
    (lab / "lab" / "people.yaml").write_text("people: {kim@lab.example: {also: [ada@lab.example]}}\n")
    Path("lab/org.yaml").write_text(LAB.replace("  kim@lab.example:\n", "  kim@lab.example: {role: admin}\n"))
    for more in (["--policy", "policy.yaml"], []):
        answer = command("plan", "lab", "--as", "kim@lab.example", "--enforce-actor", *more)
        assert (answer.code, "not-permitted" in answer.out) == (11, True)
    assert command("plan", "lab", "--as", "kim@lab.example", "-o", "c.plan").code == 0
    for more in (["--policy", "policy.yaml"], ["--enforce-actor"]):
        answer = command("apply", "c.plan", *more)
        assert (answer.code, "are one person, and the policy does not" in answer.err) == (11, True)


def test_a_plan_made_under_a_policy_is_not_applied_without_one(lab: Path, command: Command):
    answer = command("apply", "c.plan")
    assert (answer.code, "the plan was made under a policy, and none is named" in answer.err) == (11, True)


def test_a_policy_that_was_tightened_since_the_plan_holds_t134(lab: Path, command: Command):
    good = approved(command, "tom@lab.example", key="tom")
    (lab / "policy.yaml").write_text("robots: [tom@lab.example]\n" + SIGNED)
    assert command("approvals", "c.plan", "--policy", "policy.yaml", "--approval", good).code == 11
    assert applied(command, good).code == 11
    (lab / "policy.yaml").write_text(SIGNED + "caps: {people_removed: 0}\n")
    assert applied(command, good).code == 0


def test_a_cap_of_the_policy_bounds_what_an_org_allows_itself(lab: Path, command: Command):
    (lab / "lab" / "org.yaml").write_text(
        LAB.replace("  tom@lab.example:\n", "").replace("tom@lab.example: team_manager", "")
        + "guards: {people_removed: 50}\n"
    )
    assert command("plan", "lab", "--as", "eve@lab.example").code == 0
    (lab / "policy.yaml").write_text("caps: {people_removed: 0}\n")
    answer = command("plan", "lab", "--policy", "policy.yaml", "--as", "eve@lab.example")
    assert (answer.code, "people-removed: 1 person would leave; the limit is 0" in answer.out) == (11, True)


@pytest.mark.parametrize(
    ("arguments", "code", "why"),
    [
        (["apply", "c.plan", "--policy", "nowhere.yaml"], 64, "there is no policy file"),
        (["apply", "c.plan", "--policy", "lab"], 10, "unknown-key"),
        (["plan", "lab", "--policy", "HEAD:policy.yaml"], 64, "there is no policy.yaml at HEAD"),
        (["plan", "lab", "--policy", "--x:policy.yaml"], 64, "there is no policy.yaml"),
        (["apply", "c.plan", "--policy", "policy.yaml", "--approval", "none"], 64, "cannot be read"),
        (["apply", "c.plan", "--policy", "policy.yaml", "--approval", "policy.yaml"], 14, "not an approval"),
        (["apply", "lab", "--yes", "--approval", "c.plan"], 64, "held against a policy"),
        (["apply", "lab", "--yes", "--require-approvals"], 64, "no policy says"),
        (["approvals", "c.plan"], 64, "a policy says"),
        (["approve", "c.plan", "--as", "tom@lab.example"], 64, "somebody to say yes"),
        (["approve", "c.plan", "--as", "tom @x", "--yes"], 64, "write an address"),
        (["approve", "c.plan", "--as", "tom@lab.example", "--yes", "--key", "none"], 64, "cannot be read"),
        (["approve", "c.plan", "--as", "tom@lab.example", "--yes", "--key", "policy.yaml"], 64, "others can use"),
        (["approve", "policy.yaml", "--as", "tom@lab.example", "--yes"], 14, "not JSON"),
        (
            ["approve", "c.plan", "--as", "tom@lab.example", "--yes", "-o", "no/where"],
            64,
            "the approval cannot be written",
        ),
    ],
)
def test_what_cannot_be_meant_is_said(lab: Path, command: Command, arguments: list[str], code: int, why: str):
    answer = command(*arguments)
    assert (answer.code, why in answer.out + answer.err) == (code, True), answer.err


def test_a_policy_with_mistakes_stops_everything_and_names_them(lab: Path, command: Command):
    (lab / "policy.yaml").write_text("approvals: {each: many}\n")
    for verb in (["plan", "lab"], ["apply", "c.plan"], ["approvals", "c.plan"], ["codeowners", "lab"]):
        answer = command(*verb, "--policy", "policy.yaml")
        assert (answer.code, "policy.yaml:1:19: error[wrong-type]" in answer.err) == (10, True)


def test_a_link_is_no_policy(lab: Path, command: Command):
    (lab / "link.yaml").symlink_to("policy.yaml")
    assert command("plan", "lab", "--policy", "link.yaml").code == 10


def test_a_part_of_a_plan_is_made_under_the_policy_too_and_needs_its_own_approvals(lab: Path, command: Command):
    good = approved(command, "tom@lab.example", key="tom")
    Path("lab/org.yaml").write_text(JOINS.replace("  Seg:", "  New: {}\n  Seg:"))
    planned(command)
    part = ("select", "c.plan", "--only", "team=Seg", "-o", "part.plan")
    assert command(*part).code == 11
    answer = command(*part, "--policy", "policy.yaml")
    assert answer.code == 0
    assert "1 approval to give and take places in teams (Seg)" in answer.out
    assert "create teams" not in answer.out
    refused = command("apply", "part.plan", "--policy", "policy.yaml", "--approval", good)
    assert (refused.code, "approval-void" in refused.err) == (11, True)


# --- the policy of the protected branch ---------------------------------------------------------------------------------


def git(*arguments: str) -> None:
    who = {"GIT_AUTHOR_NAME": "A", "GIT_AUTHOR_EMAIL": "kim@lab.example", "GIT_COMMITTER_NAME": "A"}
    who |= {"GIT_COMMITTER_EMAIL": "kim@lab.example", "GIT_CONFIG_GLOBAL": "/dev/null"}
    subprocess.run(
        ["git", "-c", "init.defaultBranch=main", *arguments], check=True, capture_output=True, env={**os.environ, **who}
    )


def test_a_pull_request_that_changes_the_policy_is_planned_under_that_of_the_branch_t110(lab: Path, command: Command):
    git("init", "-q")
    git("add", "policy.yaml")
    git("commit", "-qm", "policy")
    (lab / "policy.yaml").write_text("approvals: {each: 0, power: 0, require_signed: 0}\n")
    answer = command("plan", "lab", "--policy", "main:policy.yaml", "--as", "kim@lab.example", "-o", "c.plan")
    assert answer.code == 0
    assert "policy.yaml: warning[policy-changed] is changed here" in answer.err
    assert "1 approval to give and take places in teams (Seg)" in answer.out
    assert command("apply", "c.plan", "--policy", "main:policy.yaml").code == 11
    (lab / "policy.yaml").unlink()
    answer = command("plan", "lab", "--policy", "main:policy.yaml", "--as", "kim@lab.example")
    assert "warning[policy-changed] is missing here" in answer.err
    (lab / "main:policy.yaml").write_text("owners: []\n")
    assert "warning[policy-changed]" in command("plan", "lab", "--policy", "main:policy.yaml").err, (
        "a file of that name is not it"
    )


def test_a_plan_since_a_commit_is_held_against_the_policy_of_that_commit_t110(lab: Path, command: Command):
    git("init", "-q")
    git("add", "lab")
    git("commit", "-qm", "manifests")
    since = ("plan", "lab", "--base", "main", "--policy", "policy.yaml", "--as", "kim@lab.example")
    answer = command(*since)
    assert "warning[policy-changed] is new here" in answer.err
    assert "Approvals" not in answer.out
    git("add", "policy.yaml")
    git("commit", "-qm", "policy")
    (lab / "policy.yaml").write_text("approvals: {each: 0, power: 0, require_signed: 0}\n")
    answer = command(*since)
    assert "warning[policy-changed] is changed here" in answer.err
    assert "1 approval to give and take places in teams (Seg)" in answer.out
    outside = lab.parent / "policy.yaml"
    outside.write_text(SIGNED)
    answer = command("plan", "lab", "--base", "main", "--policy", outside, "--as", "kim@lab.example")
    assert "1 approval to give" in answer.out
    assert "policy-changed" not in answer.err


def test_the_policy_can_stand_in_the_environment(lab: Path, command: Command, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("RECONCILER_POLICY", "policy.yaml")
    assert command("apply", "c.plan").code == 11


# --- somebody at a terminal ---------------------------------------------------------------------------------------------


def typed(dialogue: dict[str, str], *arguments: object) -> tuple[int, str]:
    """What a command says to somebody who answers each of its questions; in a session of its own, without another terminal."""
    manager, terminal = pty.openpty()
    running = subprocess.Popen(
        [sys.executable, "-m", "reconciler", *map(str, arguments)],
        stdin=terminal,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        start_new_session=True,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parent.parent), "PYTHONUNBUFFERED": "1"},
    )
    os.close(terminal)
    said = b""
    assert running.stdout is not None
    for question, answer in dialogue.items():
        while question.encode() not in said and (more := os.read(running.stdout.fileno(), 4_096)):
            said += more
        os.write(manager, f"{answer}\n".encode())
    said += running.communicate(timeout=60)[0]
    os.close(manager)
    return running.returncode, said.decode()


def test_whoever_sits_at_a_terminal_is_asked_and_types_the_passphrase(lab: Path):
    (lab / "locked.key").write_bytes(openssh(a_key(2), b"sesame"))
    (lab / "locked.key").chmod(0o600)
    code, out = typed({"Approve this": "n"}, "approve", "c.plan", "--as", "tom@lab.example")
    assert (code, "Approve this as tom@lab.example?" in out) == (130, True)
    assert not [*lab.glob("*.approval")]
    code, out = typed(
        {"Approve this": "y", "Passphrase": "sesame"},
        "approve",
        "c.plan",
        "--as",
        "tom@lab.example",
        "--key",
        "locked.key",
    )
    assert (code, "Approved by tom@lab.example (signed)" in out) == (0, True), out
    done = process(
        "approve", "c.plan", "--as", "tom@lab.example", "--key", "locked.key", "--yes", stdin=subprocess.DEVNULL
    )
    assert (done.returncode, "has a passphrase" in done.stderr) == (64, True)


def test_who_approves_is_taken_from_git_where_nobody_is_named(
    lab: Path, command: Command, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("GIT_CONFIG_COUNT", "1")
    monkeypatch.setenv("GIT_CONFIG_KEY_0", "user.email")
    monkeypatch.setenv("GIT_CONFIG_VALUE_0", "Tom@lab.example")
    assert "Approved by tom@lab.example" in command("approve", "c.plan", "--yes").out
    monkeypatch.setenv("GIT_CONFIG_VALUE_0", "")
    answer = command("approve", "c.plan", "--yes")
    assert (answer.code, "nobody knows who approves this" in answer.err) == (64, True)


# --- codeowners ---------------------------------------------------------------------------------------------------------


def test_codeowners_is_written_checked_and_refused_when_it_is_out_of_date(lab: Path, command: Command):
    (lab / ".github").mkdir()
    assert command("codeowners", "lab", "--policy", "policy.yaml", "--check").code == 10
    assert command("codeowners", "lab", "--policy", "policy.yaml", "-o", ".github/CODEOWNERS").code == 0
    assert (lab / ".github" / "CODEOWNERS").read_text() == command("codeowners", "lab", "--policy", "policy.yaml").out
    assert command("codeowners", "lab", "--policy", "policy.yaml", "--check").code == 0
    (lab / "lab" / "seg.yaml").write_text("org: lab\nteams: {Syn: {members: {tom@lab.example: team_manager}}}\n")
    answer = command("codeowners", "lab", "--policy", "policy.yaml", "--check")
    assert (answer.code, "error[codeowners-differ]" in answer.err) == (10, True)
    assert command("codeowners", "lab", "--policy", "policy.yaml").out.splitlines()[1:] == [
        "/lab/ ada@lab.example",
        "/lab/org.yaml ada@lab.example eve@lab.example",
        "/lab/seg.yaml ada@lab.example eve@lab.example @tom-l",
        "/policy.yaml ada@lab.example",
        "/.github/CODEOWNERS ada@lab.example",
    ]
    (lab / "lab" / "bad.yaml").write_text("org: lab\nmembres: {}\n")
    assert command("codeowners", "lab").code == 10


# --- drift that somebody answers for ------------------------------------------------------------------------------------


def by_hand(store: Path, statement: str) -> None:
    with contextlib.closing(sqlite3.connect(store, isolation_level=None)) as connection:
        connection.execute(statement)


@pytest.fixture
def joined_by_hand(lab: Path, store: Path, command: Command) -> Command:
    """Somebody has put Kim into Seg by hand. Answers with what ``accept-drift`` says, in Kim's name."""
    by_hand(
        store,
        "INSERT INTO resource (org, path, kind, attrs, name, serial) VALUES"
        " ('webknossos/lab', 'membership/seg/kim@lab.example', 'membership', '{\"role\":\"member\"}',"
        ' \'["Seg","kim@lab.example"]\', 1)',
    )

    def accept(*given: object):
        said = (
            "state",
            "accept-drift",
            "lab",
            "--as",
            "kim@lab.example",
            "--note",
            "by phone",
            "--policy",
            "policy.yaml",
        )
        return command(*said, *given)

    return accept


def test_drift_needs_the_approvals_that_a_plan_of_it_would_have_needed_t154(joined_by_hand, store, command):
    refused = joined_by_hand()
    assert refused.code == 11
    assert "1 approval is missing to give and take places in teams (Seg): tom@lab.example" in refused.err
    assert "-o FILE; then --plan FILE and --approval FILE" in refused.err
    assert json.loads(joined_by_hand("-o", "-").out)["orgs"]
    written = joined_by_hand("-o", "drift.plan")
    assert (written.code, "Approve it: reconciler approve drift.plan" in written.out) == (0, True)
    assert command("history").out.count("\n") == 1
    answer = command(
        "approve", "drift.plan", "--as", "tom@lab.example", "--yes", "-o", "tom.approval", "--key", "tom.key"
    )
    assert answer.code == 0, answer.err
    assert joined_by_hand("--plan", "drift.plan").code == 11
    done = joined_by_hand("--plan", "drift.plan", "--approval", "tom.approval")
    assert done.code == 0, done.err
    assert "drift: 1 created, by kim@lab.example, tom@lab.example  (by phone)" in command("history").out
    assert command("audit", "verify").code == 0


def test_an_approval_of_drift_is_for_what_differed_then_and_for_whoever_answers_t154(joined_by_hand, store, command):
    assert joined_by_hand("-o", "drift.plan").code == 0
    answer = command(
        "approve", "drift.plan", "--as", "tom@lab.example", "--yes", "-o", "tom.approval", "--key", "tom.key"
    )
    assert answer.code == 0, answer.err
    other = command(
        *("state", "accept-drift", "lab", "--as", "eve@lab.example", "--note", "x", "--policy", "policy.yaml"),
        *("--plan", "drift.plan", "--approval", "tom.approval"),
    )
    assert other.code == 12
    by_hand(store, "DELETE FROM resource WHERE path = 'member/eve@lab.example'")
    late = joined_by_hand("--plan", "drift.plan", "--approval", "tom.approval")
    assert (late.code, "what differs now, or who answers for it, is not what was approved" in late.err) == (12, True)
    assert command("history").out.count("\n") == 1


def test_approvals_of_drift_are_of_a_plan_and_without_a_policy_one_name_is_enough_t154(joined_by_hand, lab, command):
    assert joined_by_hand("--approval", "x").code == 64
    (lab / "policy.yaml").write_text(SIGNED.replace("required: true", "required: false"))
    assert joined_by_hand().code == 0
    assert "nothing is to be accepted" in joined_by_hand("-o", "none.plan").out
    assert not (lab / "none.plan").exists()
