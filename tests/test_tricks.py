"""What a hostile pull request might try, so that nobody sees or must agree to what it gives: each of these was possible once."""
# ruff: noqa: F401, F811 - fixtures are imported by name, and asked for by it

from __future__ import annotations

from pathlib import Path

import pytest
from answers import Command
from test_cli import command, here, store, template
from test_cli_approvals import git

ORG = """\
org: x
platform: webknossos
owner: ada@x.example
members:
  ada@x.example: {role: admin}
  bob@x.example: {role: admin}
  eve@x.example:
  mal@x.example:
"""
CREW = "".join(f"  u{number}@x.example:\n" for number in range(4))
POLICY = "approvals: {required: true, each: 1, power: 2, require_signed: 0}\nowners: [pat@x.example]\n"
VISION = """\
org: d
platform: encord
members:
  ada@x.example: {role: internal_admin}
  bob@x.example: {role: internal_admin}
  eve@x.example: {role: internal_member}
groups:
  G: {members: [eve@x.example]}
projects:
  P: {access: {"group:G": admin}}
"""


class Review:
    """A repository whose main branch is applied, and a pull request that somebody hostile writes."""

    def __init__(self, folder: Path, command: Command) -> None:
        self.folder = folder
        self.command = command

    def main(self, org: str, policy: str = POLICY) -> None:
        (self.folder / "m").mkdir()
        self.writes(org)
        (self.folder / "policy.yaml").write_text(policy)
        git("init", "-q")
        git("add", "m", "policy.yaml")
        git("commit", "-qm", "all")
        assert self.command("apply", "m", "--yes", "--actor", "robot").code == 0

    def writes(self, org: str) -> None:
        (self.folder / "m" / "org.yaml").write_text(org)

    def plan(self, *more: str, code: int = 0) -> str:
        answer = self.command("plan", "m", *more)
        assert answer.code == code, answer.err
        return answer.out + answer.err


@pytest.fixture
def review(here: Path, store: Path, command: Command) -> Review:
    return Review(here, command)


# --- somebody else under another name -----------------------------------------------------------------------------------

TAKEN = ORG.replace("  bob@x.example: {role: admin}", "  zz@x.example: {previously: [bob@x.example], role: admin}")


@pytest.mark.parametrize("who", ["zz@x.example", "mal@x.example"])
def test_nobody_asks_with_the_powers_of_a_row_that_they_take_over(review: Review, who: str):
    review.main(ORG)
    review.writes(TAKEN.replace("mal@x.example:", "mal@x.example: {role: admin}"))
    said = review.plan("--as", who, "--enforce-actor", code=11)
    assert "REFUSED  not-permitted" in said
    assert "zz@x.example could" not in said


def test_an_admins_row_that_passes_to_another_name_is_power_gained(review: Review):
    review.main(ORG)
    review.writes(TAKEN)
    said = review.plan("--format", "comment")
    assert "Power gained: **1**" in said
    assert "rename user bob@x.example to zz@x.example, role admin" in said
    (review.folder / "policy.yaml").write_text(POLICY + "people: {bob@x.example: {also: [zz@x.example]}}\n")
    assert "edit people" not in review.plan("--policy", "policy.yaml", "--as", "ada@x.example")


def test_people_who_pass_on_what_they_have_count_as_people_who_leave(review: Review):
    review.main(ORG + CREW)
    passed = "".join(f"  s{number}@evil.example: {{previously: [u{number}@x.example]}}\n" for number in range(4))
    review.writes(ORG + passed)
    said = review.plan(code=11)
    assert "people-removed: 4 people would leave, 4 of them by passing on what they have to another name" in said
    names = "".join(f"  u{n}@x.example: {{also: [s{n}@evil.example]}}\n" for n in range(4))
    known = "approvals: {each: 0, power: 0, require_signed: 0}\npeople:\n" + names
    (review.folder / "policy.yaml").write_text(known)
    review.plan("--policy", "policy.yaml")


def test_people_cannot_be_passed_on_in_small_parts(review: Review):
    review.main(ORG + CREW)
    first = CREW.replace("u0@x.example:", "s0@e.example: {previously: [u0@x.example]}")
    first = first.replace("u1@x.example:", "s1@e.example: {previously: [u1@x.example]}")
    review.writes(ORG + first)
    assert review.command("apply", "m", "--yes", "--actor", "robot").code == 0
    review.writes(ORG + first.replace("u2@x.example:", "s2@e.example: {previously: [u2@x.example]}"))
    assert "would leave, 1 of them by passing on" in review.plan(code=11)


def test_whoever_applies_does_not_lose_their_own_place_to_another_name_unseen(review: Review):
    review.main(ORG)
    review.writes(TAKEN)
    assert "self-removed" in review.plan("--actor", "bob@x.example", code=11)
    assert "self-removed" not in review.plan("--actor", "ada@x.example")


# --- power by another way -----------------------------------------------------------------------------------------------


def test_a_place_in_a_group_that_is_admin_of_something_is_power(review: Review):
    review.main(VISION)
    review.writes(VISION.replace("members: [eve@x.example]", "members: [eve@x.example, bob@x.example]"))
    said = review.plan("--as", "eve@x.example", "--policy", "policy.yaml", "-o", "p")
    assert said.index("Power gained") < said.index("add bob@x.example to G")
    assert "2 approvals to give and take places in groups (G): ada@x.example" in said
    assert "bob@x.example (role" not in said
    assert review.command("approve", "p", "--as", "bob@x.example", "--yes", "-o", "b").code == 0
    assert review.command("apply", "p", "--policy", "policy.yaml", "--approval", "b").code == 11


def test_whoever_loses_power_by_a_group_does_not_approve(review: Review):
    review.main(VISION.replace("members: [eve@x.example]", "members: [eve@x.example, bob@x.example]"))
    review.writes(VISION)
    said = review.plan("--as", "eve@x.example", "--policy", "policy.yaml")
    assert "1 approval to give and take places in groups (G): ada@x.example (role internal_admin)" in said


def test_the_ownership_of_an_org_is_power_and_neither_owner_agrees_to_passing_it_on(review: Review):
    policy = POLICY.replace("[pat@x.example]", "[bob@x.example, pat@x.example, pia@x.example]")
    review.main(ORG, policy)
    review.writes(ORG.replace("owner: ada@x.example", "owner: bob@x.example"))
    said = review.plan("--as", "eve@x.example", "--policy", "policy.yaml", code=11)  # the guard support, for one
    assert said.index("Power gained") < said.index("owner ada@x.example → bob@x.example")
    assert "2 approvals to move the ownership (x): pat@x.example, pia@x.example (owners of the policy)" in said


# --- who asks -----------------------------------------------------------------------------------------------------------

ELEVATED = ORG.replace("  eve@x.example:\n", "  eve@x.example: {role: admin}\n")
ONE = POLICY.replace("power: 2", "power: 1").replace("owner: ada@x.example\n", "")


def test_where_nobody_is_known_to_ask_whoever_made_the_plan_does_not_approve_it(review: Review, monkeypatch):
    review.main(ORG.replace("owner: ada@x.example\n", ""), ONE)
    review.writes(ELEVATED.replace("owner: ada@x.example\n", ""))
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(review.folder))
    (review.folder / ".git").rename(review.folder / "not-git")
    said = review.plan("--policy", "policy.yaml", "--actor", "ada@x.example")
    assert "1 approval to make somebody admin (eve@x.example): bob@x.example (role admin)" in said


def test_everybody_who_has_written_a_commit_since_the_base_asks(review: Review):
    review.main(ORG.replace("owner: ada@x.example\n", ""), ONE)
    git("switch", "-qc", "pr")
    review.writes(ELEVATED.replace("owner: ada@x.example\n", ""))
    git("commit", "-qam", "me", "--author", "Ada <ada@x.example>")
    git("commit", "-qm", "nothing", "--allow-empty", "--author", "Zed <zed@x.example>")
    said = review.plan("--base", "main", "--policy", "policy.yaml", "-o", "p")
    assert "1 approval to make somebody admin (eve@x.example): bob@x.example (role admin)" in said
    (review.folder / "m" / "note.txt").write_text("x")
    git("add", "m")
    git("commit", "-qm", "with\n\nCo-authored-by: Bob <bob@x.example>", "--author", "Zed <zed@x.example>")
    said = review.plan("--base", "main", "--policy", "policy.yaml", "-o", "p")
    assert "1 approval to make somebody admin (eve@x.example): pat@x.example (owners of the policy)" in said
    assert review.command("approve", "p", "--as", "ada@x.example", "--yes", "-o", "a").code == 0
    assert review.command("apply", "p", "--policy", "policy.yaml", "--approval", "a").code == 11


# --- which policy -------------------------------------------------------------------------------------------------------


def test_the_policy_of_the_base_holds_from_wherever_the_command_is_run(review: Review, store: Path, monkeypatch):
    review.main(ORG)
    git("switch", "-qc", "pr")
    review.writes(ELEVATED)
    (review.folder / "policy.yaml").write_text("approvals: {each: 0, power: 0}\n")
    monkeypatch.chdir(review.folder.parent)
    name = review.folder.name
    asks = ("--base", "main", "--policy", f"{name}/policy.yaml", "--as", "eve@x.example")
    answer = review.command("plan", f"{name}/m", *asks, "--db", f"sqlite:///{store.absolute()}")
    assert "approvals to make somebody admin" in answer.out, answer.err
    assert "policy-changed" in answer.err


def test_a_link_does_not_lead_the_policy_out_of_the_repository(review: Review):
    review.main(ORG)
    (review.folder / "conf").mkdir()
    (review.folder / "conf" / "policy.yaml").write_text(POLICY)
    git("add", "conf")
    git("commit", "-qm", "conf")
    git("switch", "-qc", "pr")
    outside = review.folder.parent / "outside"
    outside.mkdir()
    (outside / "policy.yaml").write_text("approvals: {each: 0, power: 0}\n")
    (review.folder / "conf" / "policy.yaml").unlink()
    (review.folder / "conf").rmdir()
    (review.folder / "conf").symlink_to(outside)
    review.writes(ELEVATED)
    said = review.plan("--base", "main", "--policy", "conf/policy.yaml", "--as", "eve@x.example")
    assert "approvals to make somebody admin" in said


def test_an_org_is_not_deleted_past_a_policy_that_asks_for_approval(review: Review, monkeypatch):
    review.main(ORG)
    (review.folder / "e.yaml").write_text(review.command("export", "x").out)
    deletes = ("org", "delete", "x", "--export", "e.yaml", "--confirm", "x", "--as", "ada@x.example")
    monkeypatch.setenv("RECONCILER_POLICY", "policy.yaml")
    answer = review.command(*deletes)
    assert (answer.code, "the policy asks for approval to" in answer.err) == (11, True)
    monkeypatch.delenv("RECONCILER_POLICY")
    assert review.command(*deletes).code == 0


def test_to_stop_managing_something_is_to_be_agreed_to(review: Review):
    review.main(ORG)
    review.writes("org: x\nplatform: webknossos\nowner: ada@x.example\n")
    said = review.plan("--as", "eve@x.example", "--policy", "policy.yaml", "-o", "p")
    assert "stop managing members" in said
    assert "1 approval to stop managing something (x): ada@x.example, bob@x.example, pat@x.example" in said
    assert review.command("apply", "p", "--policy", "policy.yaml").code == 11


def test_the_log_about_a_person_begins_before_their_new_name(review: Review):
    review.main(ORG)
    review.writes(ORG.replace("  mal@x.example:\n", "  max@x.example: {previously: [mal@x.example]}\n"))
    assert review.command("apply", "m", "--yes").code == 0
    seen = review.command("audit", "--person", "max@x.example").out.splitlines()
    assert [("+" in line, "→" in line) for line in seen] == [(True, False), (False, True)]
