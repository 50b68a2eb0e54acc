"""Taking a part of a plan on the command line: ``select``, and the same options of ``plan``, ``show`` and ``apply``."""

from __future__ import annotations

import io
import json
import os
import shutil
import sys
from pathlib import Path

import pytest
from answers import Answer, Command, asking

from reconciler.planfile import loads, plan_name
from reconciler.stores.sql import init_store

LAB = """\
org: lab
platform: webknossos
members:
  ada@lab.example: {role: admin}
  eve@lab.example: {role: admin}
  bob@lab.example:
teams: {Seg: {members: [bob@lab.example]}}
"""
MORE = """\
org: lab
platform: webknossos
members:
  ada@lab.example: {role: admin}
  eve@lab.example:
  bob@lab.example: {role: admin}
  cyd@lab.example:
teams: {Seg: {members: []}, New: {members: [cyd@lab.example]}}
"""
FULL = """\
org: full
platform: webknossos
plan: {included_users: 2}
members: {ada@lab.example: {role: admin}, %s@lab.example: {role: admin}}
"""


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("template") / "reconciler.db"
    init_store(f"sqlite:///{path}", "00000000-0000-4000-8000-000000000001").close()
    return path


@pytest.fixture(autouse=True)
def here(tmp_path: Path, template: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A working folder with an empty store in it, and an environment in which nobody has said anything."""
    for name in ("GITHUB_ACTIONS", "GITHUB_ACTOR", "GITLAB_USER_LOGIN", "GITHUB_SHA", "CI_COMMIT_SHA", "NO_COLOR"):
        monkeypatch.delenv(name, raising=False)
    for name in [name for name in os.environ if name.startswith("RECONCILER")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("RECONCILER_ACTOR", "tester")
    folder = tmp_path / "here"
    folder.mkdir()
    monkeypatch.chdir(folder)
    shutil.copy(template, folder / "reconciler.db")
    return folder


@pytest.fixture
def command(capsys: pytest.CaptureFixture[str]) -> Command:
    return asking(capsys)


@pytest.fixture
def saved(here: Path, command: Command) -> Path:
    """A saved plan: 1 bob becomes admin, 2 cyd comes, 3 New is made, 4 cyd's place, 5 bob's place goes, 6 eve is no admin."""
    (here / "lab").mkdir()
    manifest = here / "lab" / "org.yaml"
    manifest.write_text(LAB)
    assert command("apply", "--yes", "lab").code == 0
    manifest.write_text(MORE)
    assert command("plan", "lab", "-o", "all.plan").code == 0
    paths = [c["address"].removeprefix("webknossos/lab/") for c in json.loads((here / "all.plan").read_text())["resource_changes"]]  # fmt: skip
    assert paths == ["member/bob@lab.example", "member/cyd@lab.example", "team/new", "membership/new/cyd@lab.example", "membership/seg/bob@lab.example", "member/eve@lab.example"]  # fmt: skip
    return here / "all.plan"


def numbers(answer: Answer) -> list[int]:
    found: list[int] = answer.json["selection"]["chosen"]
    return found


# --- select -----------------------------------------------------------------------------------------------------------


def test_a_part_is_a_plan_that_can_be_shown_and_applied_and_then_the_whole_still_can(saved: Path, command: Command):
    made = command("select", saved, "--only", "team=New", "-o", "part.plan")
    assert made.code == 0
    assert "It is a part of plan " in made.out
    assert "- 2 + invite cyd@lab.example as member: change 4 needs it to find what it names" in made.out
    assert "Also left out: 3 not selected." in made.out
    shown = command("show", "part.plan")
    assert shown.out in made.out
    part, whole = loads(Path("part.plan").read_bytes()), loads(saved.read_bytes())
    assert part.header.part_of == plan_name(whole)
    assert (part.header.created, part.header.expires) == (whole.header.created, whole.header.expires)
    assert "3 changes done; now at serial 2" in command("apply", "part.plan").out
    assert "3 changes done, 3 were already so; now at serial 3" in command("apply", saved).out
    assert "No changes." in command("plan", "lab").out


def test_selecting_everything_writes_the_same_file(saved: Path, command: Command):
    assert command("select", saved, "--only", "org=lab", "-o", "same.plan").code == 0
    assert Path("same.plan").read_bytes() == saved.read_bytes()


def test_the_access_of_a_part_is_that_of_the_part(saved: Path, command: Command):
    whole = loads(saved.read_bytes())
    assert command("select", saved, "--exclude", "change=1,6", "-o", "part.plan").code == 0
    part = loads(Path("part.plan").read_bytes())
    assert {change.person for change in part.orgs[0].access} <= {change.person for change in whole.orgs[0].access}
    assert not part.refusals


def test_a_guard_judges_the_part_and_it_is_saved_and_shown_all_the_same(here: Path, command: Command):
    (here / "org.yaml").write_text("org: one\nplatform: webknossos\nmembers: {ada@lab.example: {role: admin}}\n")
    assert command("apply", "--yes", "org.yaml").code == 0
    (here / "org.yaml").write_text("org: one\nplatform: webknossos\nmembers: {ada@lab.example: , eve@lab.example: {role: admin}}\n")  # fmt: skip
    assert command("plan", "org.yaml", "-o", "all.plan").code == 0
    made = command("select", "all.plan", "--only", "person=ada@lab.example", "-o", "part.plan")
    assert made.code == 11
    assert "REFUSED  last-admin" in made.out
    assert command("apply", "part.plan").code == 11


def test_a_part_that_would_break_a_rule_is_an_error_with_the_reason(here: Path, command: Command):
    (here / "org.yaml").write_text(FULL % "eve")
    assert command("apply", "--yes", "org.yaml").code == 0
    (here / "org.yaml").write_text(FULL % "cyd")
    assert command("plan", "org.yaml", "-o", "all.plan").code == 0
    made = command("select", "all.plan", "--only", "person=cyd@lab.example", "-o", "part.plan")
    assert made.code == 64
    assert "error[no-seat] full would have 3 active members; included_users is 2" in made.err
    assert "would leave a state that breaks the rules; nothing was written" in made.err
    assert not Path("part.plan").exists()
    assert command("select", "all.plan", "--only", "org=full", "-o", "part.plan").code == 0


@pytest.mark.parametrize(
    ("arguments", "code", "says"),
    [
        ([], 64, "add --only team=NAME, --exclude person=NAME or --safe"),
        (["--only", "tem=New"], 64, "did you mean `team=New`?"),
        (["--only", "team=Nwe"], 64, "did you mean `team=new`?"),
        (["--exclude", "change=7"], 64, "its changes are 1 to 6"),
        (["--only", "change=4", "--exclude", "team=New"], 0, ""),
    ],
)
def test_what_cannot_be_selected_writes_nothing(
    saved: Path, command: Command, arguments: list[str], code: int, says: str
):
    made = command("select", saved, *arguments, "-o", "part.plan")
    assert made.code == code
    assert says in made.err
    assert Path("part.plan").exists() == (code == 0)


def test_what_is_selected_and_needs_what_is_excluded_names_both(saved: Path, command: Command):
    made = command("select", saved, "--only", "change=4", "--exclude", "change=3", "-o", "part.plan")
    assert made.code == 64
    assert "lab" not in made.out
    assert "change 4 (add cyd@lab.example to New as member) is selected and needs change 3 (create team New), which is excluded" in made.err  # fmt: skip
    assert not Path("part.plan").exists()


def test_a_person_is_known_under_all_names_that_the_manifests_give(saved: Path, here: Path, command: Command):
    (here / "people.yaml").write_text("people: {cyd@lab.example: {also: [cyd@home.example]}}\n")
    without = command("select", saved, "--only", "person=cyd@home.example", "-o", "part.plan")
    assert without.code == 64
    made = command("select", saved, "--only", "person=cyd@home.example", "--people", "people.yaml", "-o", "part.plan", "--format", "json")  # fmt: skip
    assert numbers(made) == [2, 3, 4]
    (here / "people.yaml").write_text("people: {cyd@lab.example: {alos: [x]}}\n")
    wrong = command("select", saved, "--only", "person=cyd@home.example", "--people", "people.yaml", "-o", "part.plan")
    assert wrong.code == 10
    assert "unknown-key" in wrong.err


def test_a_plan_of_another_database_has_no_part_here(saved: Path, here: Path, command: Command):
    assert command("init", "--db", "sqlite:///other.db").code == 0
    made = command("select", saved, "--safe", "--db", "sqlite:///other.db", "-o", "part.plan")
    assert (made.code, Path("part.plan").exists()) == (12, False)
    assert "made for another database" in made.err


def test_a_row_that_has_moved_is_named_unless_it_is_left_out(saved: Path, here: Path, command: Command):
    (here / "lab" / "org.yaml").write_text(LAB.replace("  bob@lab.example:\n", "  bob@lab.example: {role: dataset_manager}\n"))  # fmt: skip
    assert command("apply", "--yes", "--actor", "eve", "lab").code == 0
    made = command("select", saved, "--only", "change=1,3", "-o", "part.plan")
    assert made.code == 12
    assert "role is dataset_manager and was member; changed by eve (claim) at " in made.err
    assert "--exclude change=1 -o NEW" in made.err
    assert command("select", saved, "--only", "change=3", "-o", "part.plan").code == 0
    applied = command("apply", saved, "--format", "json")
    assert applied.code == 12
    (result,) = applied.json["orgs"]
    (row,) = result["moved"]
    assert (row["number"], row["now"], row["before"], row["after"]) == (1, {"role": "dataset_manager"}, {"role": "member"}, {"role": "admin"})  # fmt: skip
    assert [(entry["actor"], entry["seq"]) for entry in row["entries"]] == [("eve", result["moved"][0]["entries"][0]["seq"])]  # fmt: skip
    assert row["look"] == "reconciler audit --org webknossos/lab --address webknossos/lab/member/bob@lab.example"
    assert (result["other_entries"], "reconciler select FILE" in result["hint"]) == (0, True)
    looked = command(*row["look"].split()[1:])
    assert "role member → dataset_manager" in looked.out


def test_a_plan_is_read_from_standard_input(saved: Path, command: Command, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(saved.read_bytes())))
    assert command("select", "-", "--only", "change=3", "-o", "part.plan").code == 0


# --- forms ------------------------------------------------------------------------------------------------------------


def test_json_says_the_choice_beside_the_sealed_plan(saved: Path, command: Command):
    made = command("select", saved, "--only", "change=4", "-o", "part.plan", "--format", "json").json
    choice = made.pop("selection")
    assert loads((json.dumps(made, ensure_ascii=False, sort_keys=True, separators=(",", ":")) + "\n").encode())
    assert choice["chosen"] == [2, 3, 4]
    assert choice["pulled"][1] == {
        "number": 3,
        "address": "webknossos/lab/team/new",
        "for": 4,
        "why": "to find what it names",
    }
    assert [left["number"] for left in choice["left"]] == [1, 5, 6]


def test_markdown_keeps_every_name_in_code(saved: Path, command: Command):
    made = command("select", saved, "--safe", "-o", "part.plan", "--format", "markdown")
    assert "- `1 ~ change bob@lab.example: role member → admin`: `it gives power`" in made.out
    assert "Decide on what is left: `reconciler select " in made.out


@pytest.mark.parametrize("form", ["html", "sarif", "junit", "comment"])
def test_forms_that_are_documents_say_the_choice_on_standard_error(saved: Path, command: Command, form: str):
    made = command("select", saved, "--only", "change=4", "-o", "part.plan", "--format", form)
    assert made.code == 0
    assert "Came along" in made.err
    assert "Came along" not in made.out


def test_changes_are_shown_with_their_numbers_when_asked(saved: Path, command: Command):
    assert "    4 + add cyd@lab.example to New as member" in command("show", saved, "--numbered").out
    assert "- 4 `+ add cyd@lab.example to New as member`" in command("show", saved, "--numbered", "--format", "markdown").out  # fmt: skip
    changes = command("show", saved, "--numbered", "--format", "json").json["resource_changes"]
    assert [change["number"] for change in changes] == [1, 2, 3, 4, 5, 6]
    refused = command("show", saved, "--numbered", "--format", "sarif")
    assert (refused.code, "has no place for numbers" in refused.err) == (64, True)


# --- plan and apply ---------------------------------------------------------------------------------------------------


def test_plan_takes_a_part_of_what_the_manifests_ask_for(saved: Path, here: Path, command: Command):
    (here / "lab" / "people.yaml").write_text("people: {cyd@lab.example: {also: [cyd@home.example]}}\n")
    made = command("plan", "lab", "--only", "person=cyd@home.example", "-o", "part.plan", "--format", "json")
    assert numbers(made) == [2, 3, 4]
    assert command("select", saved, "--only", "team=New", "-o", "same.plan").code == 0
    assert plan_name(loads(Path("part.plan").read_bytes())) == plan_name(loads(Path("same.plan").read_bytes()))


def test_a_saved_plan_is_applied_whole_or_not_at_all(saved: Path, command: Command):
    for options in (["--only", "team=New"], ["--exclude", "team=New"], ["--safe"]):
        refused = command("apply", saved, *options)
        assert refused.code == 64
        assert f"reconciler select {saved} {' '.join(options)} -o NEW; then reconciler apply NEW" in refused.err
    assert "No changes" not in command("plan", "lab").out


def test_apply_of_manifests_takes_a_part_but_no_numbers(saved: Path, command: Command):
    assert command("apply", "lab", "--only", "change=1", "--yes").code == 64
    done = command("apply", "lab", "--only", "team=New", "--yes")
    assert (done.code, "3 changes done" in done.out, "Came along" in done.out) == (0, True, True)


def test_what_only_adds_is_applied_and_the_rest_is_listed_and_stays_planned(saved: Path, command: Command):
    done = command("apply", "lab", "--safe", "--yes")
    assert done.code == 0
    assert "webknossos/lab: 3 changes done; now at serial 2" in done.out
    assert "- 1 ~ change bob@lab.example: role member → admin: it gives power" in done.out
    assert "- 6 ~ change eve@lab.example: role admin → member: it takes something away" in done.out
    assert "Decide on what is left: reconciler plan PATH -o FILE" in done.out
    again = command("apply", "lab", "--safe", "--yes")
    assert (again.code, "No changes. Nothing was written." in again.out) == (0, True)
    assert "Plan: 0 to create, 2 to update, 1 to delete" in command("plan", "lab").out


def test_the_command_that_decides_takes_exactly_what_was_left(saved: Path, command: Command):
    made = command("select", saved, "--safe", "-o", "part.plan")
    told = made.out.rpartition("Decide on what is left: ")[2].replace("-o NEW", "-o rest.plan").split()
    decided = command(*told[1:], "--format", "json")
    assert numbers(decided) == [1, 5, 6]


def test_an_org_whose_additions_cannot_stand_alone_is_left_whole(saved: Path, here: Path, command: Command):
    (here / "full.yaml").write_text(FULL % "eve")
    assert command("apply", "--yes", "full.yaml").code == 0
    (here / "full.yaml").write_text((FULL % "eve").replace("eve@lab.example: {role: admin}", "cyd@lab.example: "))
    done = command("apply", "full.yaml", "lab", "--safe", "--yes")
    assert done.code == 0
    assert "webknossos/lab: 3 changes done" in done.out
    assert "no-seat: full would have 3 active members; included_users is 2" in done.out


def test_a_name_that_could_be_a_command_is_harmless_in_what_is_said_of_a_part(here: Path, command: Command):
    people = "members: {ada@lab.example: {role: internal_admin}}"
    (here / "org.yaml").write_text(f'org: lab\nplatform: encord\n{people}\ngroups: {{"##[add-mask]x": [ada@lab.example]}}\n'.replace("[ada@lab.example]", "{members: [ada@lab.example]}"))  # fmt: skip
    assert command("plan", "org.yaml", "-o", "all.plan").code == 0
    said = [
        command("select", "all.plan", "--only", "kind=membership", "-o", "part.plan"),
        command("select", "all.plan", "--safe", "-o", "part.plan"),
        command("select", "all.plan", "--only", "kind=membership", "--exclude", "kind=team", "-o", "part.plan"),
        command("select", "all.plan", "--only", "team=\u202e##[x]", "-o", "part.plan"),
        command("select", "all.plan", "--only", "\u202e##[x]", "-o", "part.plan"),
        command("apply", "all.plan", "--only", "team=\u202e##[x]"),
    ]
    assert [answer.code for answer in said] == [0, 0, 64, 64, 64, 64]
    for answer in said:
        assert "##[" not in answer.out + answer.err
        assert "\u202e" not in answer.out + answer.err
