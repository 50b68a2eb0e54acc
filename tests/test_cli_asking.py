"""The verbs that ask: ``list``, ``access``, ``why``, ``who``, ``eligible``, now and on a day, in every form.

The store's past is made through the library, so that it has days: on 1 March Bob reviews night-drive, on 10 March he is
taken off it, on 20 March a deactivated lab and a deleted org are there too.
"""

from __future__ import annotations

import csv
import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from answers import Answer, asking

from reconciler.applier import Attempt, apply
from reconciler.guards import Policy
from reconciler.model import Header
from reconciler.reader import read_texts
from reconciler.stores.sql import init_store
from reconciler.survey import planned

VISION = """\
org: acme-vision
platform: encord
members:
  grace@acme.example: {role: internal_admin}
  dan@acme.example: {role: internal_admin}
  kim@acme.example: {}
  bob@labelers.example: {role: workforce}
groups: {labelers: {members: [bob@labelers.example]}}
tags: {urgent: {}}
ontologies: {vehicles: {}}
datasets: {dashcam: {owner: kim@acme.example, access: {kim@acme.example: admin}}}
projects:
  night-drive: {owner: kim@acme.example, tags: [urgent], access: {bob@labelers.example: reviewer, group:labelers: annotator}}
  "=day": {owner: grace@acme.example, access: {grace@acme.example: admin}}
"""
LAB = """\
org: lab
platform: webknossos
owner: ada@lab.example
members:
  ada@lab.example: {role: admin, experience: {nuclei: 10}}
  eve@lab.example: {role: admin}
  rookie@lab.example: {experience: {nuclei: 1}}
  new@lab.example: {active: false, experience: {nuclei: 10}}
teams: {Seg: {members: [ada@lab.example, rookie@lab.example, new@lab.example]}}
task_types: {Dense: {team: Seg, requires: {nuclei: 5}}}
projects: {cortex: {team: Seg}}
datasets: {cells: {access: [team:Seg]}}
"""
GENOMICS = """\
org: org-genomics
platform: dnanexus
members: {user-a: {role: admin}, user-b: {}, user-c: {project_access: VIEW}, user-d: {role: admin}, user-e: {project_access: NONE}}
projects: {raw-data: {restrictions: {copy: none}, access: {org-genomics: UPLOAD, org-partner: VIEW}}}
apps: {qc: {access: [org-genomics]}}
"""
ALLOW = "allow:\n  - {org: brief, guard: org-removed, up_to: 1, reason: over, until: 2099-12-31}\n"
BRIEF = "org: brief\nplatform: encord\nmembers: {x@a.example: {role: internal_admin}, y@a.example: {role: internal_admin}}\n"
HISTORY = [
    ("2026-03-01T12:00:00Z", (VISION, BRIEF)),
    ("2026-03-10T12:00:00Z", (VISION.replace("bob@labelers.example: reviewer, ", ""), ALLOW)),
    ("2026-03-20T12:00:00Z", (LAB, GENOMICS)),
]


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store with that past."""
    path = tmp_path_factory.mktemp("past") / "reconciler.db"
    store = init_store(f"sqlite:///{path}", "00000000-0000-4000-8000-000000000001")
    for number, (at, texts) in enumerate(HISTORY):
        reading = read_texts([(f"{n}.yaml", text) for n, text in enumerate(texts)], at=at[:10])
        header = Header(store.lineage, at, "2099-01-01T00:00:00Z", "robot", "test", reading.digest)
        plan, problems = planned(reading.sound(), store, header, Policy())
        assert not [p for p in problems if p.severity == "error"], problems
        results = list(apply(plan, store, Attempt("robot", at, f"run-{number}", Policy())))
        assert {result.outcome for result in results} == {"done"}, results
    store.close()
    return path


@pytest.fixture(autouse=True)
def here(template: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in [name for name in os.environ if name.startswith("RECONCILER")]:
        monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)
    shutil.copy(template, tmp_path / "reconciler.db")
    return tmp_path


@pytest.fixture
def ask(capsys: pytest.CaptureFixture[str]) -> Callable[..., Answer]:
    return asking(capsys)


# --- access and why ---------------------------------------------------------------------------------------------------


def test_access_of_a_person_is_every_thing_with_level_and_paths(ask):
    """S2-21, S2-33: now the group alone, on 1 March both."""
    assert ask("access", "bob@labelers.example", "--org", "acme-vision").lines == [
        "bob@labelers.example, workforce in encord/acme-vision",
        "THING                LEVEL      PATHS",
        "project/night-drive  annotator  annotator through group labelers",
    ]
    then = ask("access", "BOB@labelers.example", "--org", "acme-vision", "--at", "2026-03-01", "--format", "json").json
    assert (then["org"], then["at"], then["role"], then["status"]) == (
        "encord/acme-vision",
        "2026-03-01T23:59:59Z",
        "workforce",
        "active",
    )
    assert then["reaches"] == [
        {
            "thing": "project/night-drive",
            "level": "reviewer",
            "paths": [
                {"level": "reviewer", "via": "own grant"},
                {"level": "annotator", "via": "group labelers"},
            ],
        }
    ]


def test_access_to_a_thing_is_every_person_and_what_is_restricted_there(ask):
    """S4-15, S4-18, D9, D20: caps and other orgs are said."""
    found = ask("access", "raw-data", "--org", "org-genomics")
    assert [line.split()[:2] for line in found.lines[2:6]] == [
        ["user-a", "UPLOAD"],
        ["user-b", "UPLOAD"],
        ["user-c", "VIEW"],
        ["user-d", "UPLOAD"],
    ]
    assert "VIEW through org org-genomics (UPLOAD, capped by project_access)" in found.out
    assert found.lines[-2:] == [
        "On project raw-data, copy is restricted to none.",
        "the members of org org-partner: VIEW on raw-data",
    ]


def test_whoever_reaches_nothing_is_told_so_with_the_reason(ask):
    """S1-16, S1-18: deactivated."""
    found = ask("access", "new@lab.example", "--org", "lab")
    assert found.lines == ["new@lab.example, member in webknossos/lab", "Nothing.", "new@lab.example is deactivated."]
    assert ask("access", "project/cortex", "--org", "lab").lines[-1] == "Nobody."


def test_a_name_that_is_nothing_here_is_answered_with_the_nearest(ask):
    found = ask("access", "nightdrive", "--org", "acme-vision")
    assert (found.code, found.out) == (64, "")
    assert "did you mean night-drive?" in found.err
    assert ask("access", "ada@lab.example", "--org", "acme-vision").code == 64


def test_why_is_one_sentence_for_each_path(ask):
    """S2-33, T106: who could do what on 1 March, and through what."""
    asked = "why", "bob@labelers.example", "night-drive", "--org", "acme-vision"
    assert ask(*asked, "--at", "2026-03-01").lines == [
        "bob@labelers.example has reviewer on project night-drive by own grant.",
        "bob@labelers.example has annotator on project night-drive through group labelers.",
    ]
    assert ask(*asked).lines == ["bob@labelers.example has annotator on project night-drive through group labelers."]
    assert ask(*asked, "--format", "markdown").lines == [
        "- `bob@labelers.example has annotator on project night-drive through group labelers.`"
    ]


def test_why_not_is_the_nearest_reason(ask):
    """S4-10, D9, D10, S1-18, S0-05: a cap, a deactivated membership, no membership."""
    asked = ask("why", "user-e", "raw-data", "--org", "org-genomics", "--format", "json").json
    assert asked["level"] == ""
    reason = "nothing comes through org org-genomics, which has UPLOAD, as their project_access is NONE"
    assert asked["sentences"] == [f"user-e has no access to project raw-data: {reason}."]
    assert ask("why", "new@lab.example", "cells", "--org", "lab").lines == [
        "new@lab.example has no access to dataset cells: they are deactivated."
    ]
    assert ask("why", "bob@labelers.example", "cells", "--org", "lab").lines == [
        "bob@labelers.example has no access to dataset cells: they are no user of lab."
    ]


def test_whoever_has_been_invited_and_has_not_come_in_is_said_to_be_out(ask):
    """W22: what is theirs waits for them."""
    assert ask("invite", "rookie@lab.example", "--org", "lab").code == 0
    assert (
        ask("why", "rookie@lab.example", "cells", "--org", "lab").lines[-1] == "rookie@lab.example has not come in yet."
    )
    assert ask("access", "rookie@lab.example", "--org", "lab").lines[-1] == "rookie@lab.example has not come in yet."
    assert "invited" in ask("list", "users", "--org", "lab", "--status", "invited").out
    (row,) = ask("list", "invitations", "--org", "lab", "--format", "json").json["rows"]
    assert (row["member"], row["number"], row["status"]) == ("rookie@lab.example", "1", "live")


# --- the past ---------------------------------------------------------------------------------------------------------


def test_a_day_before_the_org_was_there_is_refused_with_its_first_day(ask):
    found = ask("access", "user-a", "--org", "org-genomics", "--at", "2026-03-19")
    assert found.code == 64
    assert "was not there on 2026-03-19" in found.err
    assert "2026-03-20T12:00:00Z" in found.err
    assert ask("access", "user-a", "--org", "org-genomics", "--at", "2026-03-20").code == 0


def test_the_whole_day_counts_and_so_does_a_moment(ask):
    asked = "why", "bob@labelers.example", "night-drive", "--org", "acme-vision", "--at"
    assert len(ask(*asked, "2026-03-09").lines) == 2
    assert len(ask(*asked, "2026-03-10").lines) == 1
    assert len(ask(*asked, "2026-03-10T11:59:59Z").lines) == 2
    assert len(ask(*asked, "2026-03-10T13:59:59+02:00").lines) == 2
    assert ask(*asked, "yesterday").code == 64


def test_an_org_that_is_gone_can_be_asked_about_while_it_was_there(ask):
    """The audit log outlives it."""
    assert ask("list", "users", "--org", "brief").code == 64
    assert [
        row["member"]
        for row in ask("list", "users", "--org", "brief", "--at", "2026-03-05", "--format", "json").json["rows"]
    ] == [
        "x@a.example",
        "y@a.example",
    ]


# --- who --------------------------------------------------------------------------------------------------------------


def test_who_can_says_who_by_which_role_and_where(ask):
    """S2-22: the capability's sentence, the holders, the people."""
    assert ask("who", "can", "invite", "--org", "acme-vision").lines == [
        "invite: add users, in encord/acme-vision",
        "HOLDER               PEOPLE",
        "role internal_admin  dan@acme.example; grace@acme.example",
    ]
    found = ask("who", "annotate", "--org", "acme-vision", "--format", "json").json
    (way,) = [each for each in found["holders"] if each["holder"] == "project_grant.annotator"]
    assert way["people"] == [{"person": "bob@labelers.example", "places": ["project/night-drive"]}]
    assert ask("who", "can", "add", "users", "--org", "acme-vision").lines[0].startswith("invite: ")


def test_who_without_an_action_lists_all_of_the_platform(ask):
    """S2-30: the table of roles, also with what nobody in the organization may do."""
    found = ask("who", "--org", "acme-vision", "--format", "json").json["actions"]
    assert {"invite", "join-any", "demote-admins"} <= {each["action"] for each in found}
    (stuck,) = [each for each in found if each["action"] == "demote-admins"]
    assert stuck["holders"] == ["nobody in the organization: the operators of Encord"]


def test_an_unknown_action_is_answered_with_the_nearest(ask):
    found = ask("who", "can", "invte", "--org", "acme-vision")
    assert (found.code, found.out) == (64, "")
    assert "did you mean invite?" in found.err


def test_who_sees_prices_is_asked_like_anything_else(ask):
    """S4-11, D11: admins, and members with the flag."""
    lines = ask("who", "can", "see", "prices", "--org", "org-genomics").lines
    assert lines[2:] == [
        "role admin                              user-a; user-d",
        "members with allow_billable_activities  user-a; user-d",
    ]


# --- eligible ---------------------------------------------------------------------------------------------------------


def test_eligible_lists_who_may_get_tasks_and_with_all_who_may_not_and_why(ask):
    """S1-32, S1-37, S1-38, W29: by experience, team and being in."""
    found = ask("eligible", "dense", "--org", "lab").lines
    assert found == [
        "task_type/Dense in webknossos/lab",
        "PERSON",
        "ada@lab.example",
        "Asked for: nuclei 5 or more; a place in Seg.",
        "1 of 4 may be given tasks.",
    ]
    people = ask("eligible", "Dense", "project/cortex", "--all", "--org", "lab", "--format", "json").json["people"]
    assert {each["person"].partition("@")[0]: each["reasons"] for each in people} == {
        "ada": [],
        "eve": ["not in team Seg", "has never worked on nuclei"],
        "new": ["is deactivated"],
        "rookie": ["nuclei 1, needs 5"],
    }


def test_where_there_is_no_experience_nobody_is_eligible_for_anything(ask):
    found = ask("eligible", "night-drive", "--org", "acme-vision")
    assert (found.code, found.out) == (64, "")
    assert "Encord has no experience levels" in found.err


# --- list -------------------------------------------------------------------------------------------------------------


def test_users_are_listed_by_default_but_for_the_deactivated(ask):
    """S1-12."""
    assert [line.split()[0] for line in ask("list", "users", "--org", "lab").lines] == [
        "users",
        "USER",
        "ada@lab.example",
        "eve@lab.example",
        "rookie@lab.example",
        "1",
    ]
    found = ask("list", "members", "--org", "lab", "--status", "deactivated", "--format", "json").json
    assert [(row["member"], row["status"]) for row in found["rows"]] == [("new@lab.example", "deactivated")]


def test_lists_are_filtered_by_owner_tag_and_whose_they_are(ask):
    """S2-43, S2-44."""

    def projects(*more: str) -> list[str]:
        return [
            row["project"]
            for row in ask("list", "projects", "--org", "acme-vision", "--format", "json", *more).json["rows"]
        ]

    assert projects() == ["=day", "night-drive"]
    assert projects("--owner", "GRACE@acme.example") == ["=day"]
    assert projects("--tag", "urgent") == ["night-drive"]
    assert projects("--as", "dan@acme.example") == ["=day", "night-drive"]
    assert projects("--as", "dan@acme.example", "--mine") == []
    assert projects("--as", "bob@labelers.example") == ["night-drive"]


def test_a_list_for_somebody_says_what_it_leaves_out(ask, monkeypatch):
    """S2-20, S2-42: by option or by environment."""
    said = "1 project left out, which kim@acme.example may not see"
    assert ask("list", "projects", "--org", "acme-vision", "--as", "kim@acme.example").lines[-1] == said
    monkeypatch.setenv("RECONCILER_AS", "kim@acme.example")
    assert ask("list", "projects", "--org", "acme-vision", "--format", "json").json["notes"] == [said]


def test_orgs_are_listed_with_the_deleted_and_for_somebody_with_the_role(ask):
    """W31: each sees their own."""
    found = ask("list", "orgs", "--format", "json").json["orgs"]
    assert [(each["org"], each["serial"], each["members"], each["status"]) for each in found] == [
        ("org-genomics", 1, 5, "here"),
        ("acme-vision", 2, 4, "here"),
        ("brief", 2, 0, "deleted"),
        ("lab", 1, 3, "here"),
    ]
    mine = ask("list", "organizations", "--as", "rookie@lab.example", "--format", "json").json["orgs"]
    assert [(each["org"], each["role"]) for each in mine] == [("lab", "member")]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("list", "users", "--mine"), "--mine needs to know whose"),
        (("list", "tags", "--status", "all"), "--status is of people"),
        (("list", "datasets", "--tag", "urgent"), "has no tags"),
        (("list", "tags", "--owner", "kim@acme.example"), "has no owner"),
        (("list", "tags", "--mine", "--as", "kim@acme.example"), "nobody's own"),
        (("list", "domains"), "Encord has no experience domains"),
        (("list", "prjects"), "did you mean projects?"),
        (("list", "projects", "--owner", "kim\u202e"), "cannot be seen"),
    ],
)
def test_a_question_that_means_nothing_is_refused(ask, arguments, said):
    found = ask(*arguments, "--org", "acme-vision")
    assert (found.code, found.out) == (64, "")
    assert said in found.err


def test_every_kind_is_listed_in_every_form(ask):
    for org, whats in {
        "acme-vision": ["users", "groups", "projects", "datasets", "ontologies", "folders", "tags", "invitations"],
        "lab": ["users", "teams", "projects", "datasets", "domains", "task-types"],
        "org-genomics": ["members", "projects", "apps"],
    }.items():
        for what in whats:
            for form in ("text", "json", "markdown", "csv"):
                found = ask("list", what, "--org", org, "--format", form)
                assert (found.code, found.err) == (0, ""), (what, form)
                assert found.out


def test_csv_is_read_back_and_computes_nothing(ask):
    """T079: a project is called =day."""
    rows = list(csv.DictReader(ask("list", "projects", "--org", "acme-vision", "--format", "csv").lines))
    assert [row["project"] for row in rows] == ["'=day", "night-drive"]
    assert rows[1]["tags"] == "urgent"


def test_questions_change_nothing(ask, here):
    before = (here / "reconciler.db").read_bytes()
    for question in (("access", "raw-data"), ("why", "user-b", "qc"), ("who", "invite"), ("list", "members")):
        assert ask(*question, "--org", "org-genomics").code == 0
    assert ask("list", "orgs").code == 0
    assert (here / "reconciler.db").read_bytes() == before
