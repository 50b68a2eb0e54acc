"""What a pull request asks for, and only that: three states compared, and drift told apart (peers' pains 10 and 17)."""

from __future__ import annotations

import json
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from reconciler.applier import Attempt, apply
from reconciler.cli import run
from reconciler.cli.group import cli
from reconciler.model import Action, Cause, Change, Header, Plan
from reconciler.planner import Actual
from reconciler.planner import plan as planned_between
from reconciler.reader import read_texts
from reconciler.stores.memory import MemoryStore
from reconciler.stores.sql import init_store, open_store
from reconciler.survey import make_plan, planned

AT = "2026-11-23T09:00:00Z"
LINEAGE = "00000000-0000-4000-8000-000000000001"
HEADER = Header(LINEAGE, AT, "2026-11-30T09:00:00Z", "robot", "reconciler")


def lab(members: str = "", teams: str = "") -> str:
    return f"""\
org: brainlab
platform: webknossos
members:
  ada@brainlab.example: {{role: admin}}
  grace@brainlab.example: {{role: admin}}
{members}teams:
  Segmentation:
    members: {{ada@brainlab.example: team_manager}}
{teams}"""


BASE = lab(members="  bob@brainlab.example:\n  eve@brainlab.example:\n")


def stored(*texts: str) -> MemoryStore:
    """A store to which each of *texts* was applied, one after the other."""
    store = MemoryStore(LINEAGE)
    for number, text in enumerate(texts):
        plan = make_plan(read_texts([("org.yaml", text)]).sound(), store, HEADER)
        assert not plan.refusals
        assert [*apply(plan, store, Attempt("robot", AT, f"run-{number}"))]
    return store


def attributed(head: str, base: str, store: MemoryStore) -> Plan:
    reading, before = (read_texts([("org.yaml", text)], at=AT) for text in (head, base))
    plan, problems = planned(reading.sound(), store, HEADER, policy(), before.desired)
    assert not problems
    return plan


def policy():
    from reconciler.guards import Policy

    return Policy(places_removed=100, others_removed=100)


def causes(plan: Plan) -> dict[str, tuple[str, str]]:
    return {change.address.path: (change.action.value, change.cause.value) for change in plan.changes}


def test_what_the_pull_request_adds_is_requested():
    head = lab(members="  bob@brainlab.example:\n  eve@brainlab.example:\n  zoe@brainlab.example:\n")
    assert causes(attributed(head, BASE, stored(BASE))) == {"member/zoe@brainlab.example": ("create", "requested")}


def test_what_the_pull_request_removes_is_requested_and_points_at_the_line_of_the_base():
    head = lab(members="  bob@brainlab.example:\n")
    plan = attributed(head, BASE, stored(BASE))
    assert causes(plan) == {"member/eve@brainlab.example": ("update", "requested")}
    teams = lab(members="  bob@brainlab.example:\n", teams="  Proofreading:\n    members: [bob@brainlab.example]\n")
    gone = attributed(lab(members="  bob@brainlab.example:\n"), teams, stored(teams))
    assert {c.address.path: str(c.source) for c in gone.changes} == {
        "membership/proofreading/bob@brainlab.example": "org.yaml:11:15",
        "team/proofreading": "org.yaml:10:3",
    }


def test_what_the_store_has_besides_is_drift():
    by_hand = BASE.replace(
        "  eve@brainlab.example:\n", "  eve@brainlab.example:\n  mallory@brainlab.example: {role: admin}\n"
    )
    plan = attributed(BASE, BASE, stored(by_hand))
    assert causes(plan) == {"member/mallory@brainlab.example": ("update", "drift")}


def test_what_the_store_lacks_is_drift_even_if_the_pull_request_asks_for_something_else():
    head = BASE.replace("bob@brainlab.example:", "bob@brainlab.example: {role: dataset_manager}")
    less = lab(members="  bob@brainlab.example:\n")
    assert causes(attributed(head, BASE, stored(less))) == {
        "member/bob@brainlab.example": ("update", "requested"),
        "member/eve@brainlab.example": ("create", "drift"),
    }


def test_what_both_have_changed_is_a_conflict():
    head = BASE.replace("bob@brainlab.example:", "bob@brainlab.example: {role: dataset_manager}")
    by_hand = BASE.replace("bob@brainlab.example:", "bob@brainlab.example: {role: admin}")
    assert causes(attributed(head, BASE, stored(by_hand))) == {"member/bob@brainlab.example": ("update", "conflict")}


def test_what_both_have_changed_in_the_same_way_is_no_change():
    head = BASE.replace("bob@brainlab.example:", "bob@brainlab.example: {role: dataset_manager}")
    assert attributed(head, BASE, stored(head)).empty


ADOPTED = "org: brainlab\nplatform: webknossos\nteams: {}\n"


def adopting() -> MemoryStore:
    """A store in which two teams were there before teams were managed."""
    first = BASE.replace("members: {ada@brainlab.example: team_manager}", "{}").replace(
        "teams:", "teams:\n  Second: {}"
    )
    unmanaged = "org: brainlab\nplatform: webknossos\n"
    return stored(first, unmanaged, ADOPTED)


def test_what_an_allowance_of_the_pull_request_removes_is_requested():
    allowed = (
        ADOPTED
        + "---\nallow: [{org: brainlab, guard: adopted-removed, up_to: 9, reason: clean up, until: 2027-01-01}]\n"
    )
    store = adopting()
    assert attributed(ADOPTED, ADOPTED, store).empty
    assert causes(attributed(allowed, ADOPTED, store)) == {
        "team/second": ("delete", "requested"),
        "team/segmentation": ("delete", "requested"),
    }
    assert set(causes(attributed(allowed, allowed, store)).values()) == {("delete", "drift")}


def test_what_is_declared_only_now_was_not_changed_by_anybody_else():
    head = ADOPTED.replace("teams: {}", "teams: {Second: {}}")
    assert causes(attributed(head, ADOPTED, adopting())) == {"team/second": ("update", "requested")}


def test_an_org_that_an_allowance_of_the_pull_request_removes_is_requested():
    other = "org: other\nplatform: webknossos\n"
    allowed = other + "---\nallow: [{org: brainlab, guard: org-removed, up_to: 9, reason: over, until: 2027-01-01}]\n"
    store = stored(BASE, BASE + "---\n" + other)
    assert {cause for _, cause in causes(attributed(allowed, other, store)).values()} == {"requested"}
    assert {cause for _, cause in causes(attributed(allowed, allowed, store)).values()} == {"drift"}


def test_what_goes_because_only_the_pull_request_speaks_of_the_org_is_requested():
    head = lab(members="  bob@brainlab.example:\n")
    assert causes(attributed(head, "org: other\nplatform: webknossos\n", stored(BASE)))[
        "member/eve@brainlab.example"
    ] == ("update", "requested")


def test_a_departure_in_the_past_that_the_pull_request_writes_is_requested():
    base = "org: brainlab\nplatform: webknossos\n"
    head = base + "---\npeople: {eve@brainlab.example: {departed: 2026-01-01}}\n"
    store = stored(BASE, base)
    assert causes(attributed(head, base, store)) == {"member/eve@brainlab.example": ("update", "requested")}
    assert causes(attributed(head, head, store)) == {"member/eve@brainlab.example": ("update", "scheduled")}


def test_names_that_the_pull_request_swaps_are_requested():
    def teams(one: str, other: str, before: tuple[str, str] = ("", "")) -> str:
        line = "  {}: {{{}members: {}}}\n"
        return (
            lab().partition("teams:")[0]
            + "teams:\n"
            + (
                line.format(one, before[0], "{ada@brainlab.example: team_manager}")
                + line.format(other, before[1], "[grace@brainlab.example]")
            )
        )

    base = teams("Segmentation", "Proofreading")
    head = teams("Proofreading", "Segmentation", ("previously: [Segmentation], ", "previously: [Proofreading], "))
    plan = attributed(head, base, stored(base))
    assert causes(plan)["team/proofreading"] == ("move", "requested")
    assert {cause for _, cause in causes(plan).values()} == {"requested"}
    assert {cause for _, cause in causes(attributed(head, head, stored(base))).values()} == {"drift"}


def test_what_a_replacement_takes_over_from_whom_the_pull_request_removes_is_requested():
    def org(members: str) -> str:
        return f"org: acme\nplatform: encord\nmembers:\n  ada@x.example: {{role: internal_admin}}\n{members}projects: {{P: }}\n"

    eve = "  mal@x.example:\n  eve@x.example: {replacement: mal@x.example}\n"
    first = org(eve).replace("{P: }", "{P: {access: {eve@x.example: admin}}}")
    plan = attributed(org("  mal@x.example:\n"), org(eve), stored(first, org(eve)))
    assert causes(plan)["project_grant/p/mal@x.example"] == ("create", "requested")
    assert {cause for _, cause in causes(plan).values()} == {"requested"}


def test_what_goes_because_something_else_goes_has_its_cause():
    teams = "  Proofreading:\n    members: [bob@brainlab.example, eve@brainlab.example]\n"
    base = lab(members="  bob@brainlab.example:\n  eve@brainlab.example:\n", teams=teams)
    unmanaged = base.replace("    members: [bob@brainlab.example, eve@brainlab.example]\n", "    description: x\n")
    store = stored(base, unmanaged)
    head = lab(members="  bob@brainlab.example:\n  eve@brainlab.example:\n")
    assert causes(attributed(head, unmanaged, store)) == {
        "membership/proofreading/bob@brainlab.example": ("delete", "requested"),
        "membership/proofreading/eve@brainlab.example": ("delete", "requested"),
        "team/proofreading": ("delete", "requested"),
    }


def test_what_follows_a_new_name_has_the_cause_of_the_name_and_a_stray_place_beside_it_is_drift():
    base = lab(
        members="  bob@brainlab.example:\n  eve@brainlab.example:\n",
        teams="  Proofreading:\n    members: [bob@brainlab.example]\n",
    )
    by_hand = base.replace("[bob@brainlab.example]", "[bob@brainlab.example, eve@brainlab.example]")
    head = base.replace("  Proofreading:\n", "  Second:\n    previously: [Proofreading]\n")
    assert causes(attributed(head, base, stored(by_hand))) == {
        "team/second": ("move", "requested"),
        "membership/second/bob@brainlab.example": ("move", "requested"),
        "membership/proofreading/eve@brainlab.example": ("delete", "drift"),
    }


def test_a_section_that_is_managed_now_is_asked_for_and_so_is_what_it_adopts():
    base = "org: brainlab\nplatform: webknossos\nmembers:\n  ada@brainlab.example: {role: admin}\n"
    full = f"{base}teams:\n  Segmentation:\n  Tracing:\n"
    store = stored(full, base)
    head = f"{base}teams:\n  Segmentation:\n"
    assert causes(attributed(head, base, store)) == {
        "org": ("update", "requested"),
        "team/tracing": ("update", "requested"),
    }


def test_an_org_that_the_base_does_not_know_is_asked_for():
    assert {c.cause for c in attributed(BASE, "org: other\nplatform: webknossos\n", stored()).changes} == {
        Cause.REQUESTED
    }


def test_who_departs_today_goes_by_date_though_nobody_has_changed_a_line():
    people = "---\npeople:\n  bob@brainlab.example: {departed: 2026-11-20}\n"
    texts = [("org.yaml", BASE + people)]
    store = stored(BASE)
    desired = read_texts(texts, at=AT).sound()
    plan, _ = planned(desired, store, HEADER, policy(), desired)
    assert causes(plan) == {"member/bob@brainlab.example": ("update", "scheduled")}


def test_a_last_day_that_the_pull_request_writes_is_what_it_asks_for_with_all_that_goes():
    """Also with the place that no manifest declares."""
    lines = "org: vision\nplatform: encord\nmembers:\n  ada@a.example: {role: internal_admin}\n  eve@a.example: {role: internal_admin}\n"
    base, head = f"{lines}  bob@a.example:\n", f"{lines}  bob@a.example: {{expires: 2026-11-20}}\n"
    store = stored(f"{base}groups: {{G: {{members: [bob@a.example]}}}}\n", base)
    asked, by_itself = (
        causes(planned(read_texts([("org.yaml", head)], at=AT).sound(), store, HEADER, policy(), other)[0])
        for other in (read_texts([("org.yaml", text)], at=AT).sound() for text in (base, head))
    )
    assert asked == dict.fromkeys(("member/bob@a.example", "membership/g/bob@a.example"), ("delete", "requested"))
    assert by_itself == dict.fromkeys(asked, ("delete", "scheduled"))


MEMBERS = st.dictionaries(
    st.sampled_from(["bob", "eve", "zoe"]), st.sampled_from(["member", "dataset_manager", "admin"]), max_size=3
)


@given(MEMBERS, MEMBERS, MEMBERS)
def test_every_change_has_the_cause_that_the_three_states_give_it(head, base, actual):
    def text(people):
        return lab(members="".join(f"  {name}@brainlab.example: {{role: {role}}}\n" for name, role in people.items()))

    store = stored(text(actual))
    plan = attributed(text(head), text(base), store)
    for change in plan.changes:
        name = change.address.key[-1].partition("@")[0]
        wanted, was, is_stored = head.get(name), base.get(name), actual.get(name)
        assert wanted != is_stored
        expected = "drift" if wanted == was else "requested" if was == is_stored else "conflict"
        assert change.cause == expected, (name, wanted, was, is_stored)
    assert {c.address.key[-1].partition("@")[0] for c in plan.changes} == {
        name for name in {*head, *actual} if head.get(name) != actual.get(name)
    }


def test_the_cause_is_part_of_the_plans_name_and_of_nothing_that_is_written():
    plan = attributed(BASE, BASE, stored(lab(members="  bob@brainlab.example:\n")))
    assert {change.cause for change in plan.changes} == {Cause.DRIFT}
    assert replace(plan.changes[0], cause=Cause.REQUESTED) != plan.changes[0]


# --- on the command line ----------------------------------------------------------------------------------------------


def git(folder: Path, *arguments: str) -> str:
    setting = ["-c", "user.name=Ada", "-c", "user.email=ada@brainlab.example", "-c", "commit.gpgsign=false"]
    done = subprocess.run(["git", *setting, *arguments], cwd=folder, capture_output=True, text=True, check=True)
    return done.stdout.strip()


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A repository whose main branch has been applied, with a branch that adds zoe and removes eve."""
    monkeypatch.chdir(tmp_path)
    for name in ("GITHUB_SHA", "CI_COMMIT_SHA", "RECONCILER_COMMIT"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("RECONCILER_ACTOR", "robot")
    monkeypatch.setenv("RECONCILER_DB", "sqlite:///store.db")
    (tmp_path / "manifests").mkdir()
    (tmp_path / "manifests" / "org.yaml").write_text(BASE, encoding="utf-8")
    git(tmp_path, "init", "--quiet", "--initial-branch=main")
    git(tmp_path, "add", "manifests")
    git(tmp_path, "commit", "--quiet", "-m", "the lab")
    init_store("sqlite:///store.db", LINEAGE).close()
    assert run(["apply", "manifests", "--yes"]) == 0
    git(tmp_path, "switch", "--quiet", "--create", "change")
    changed = lab(members="  bob@brainlab.example:\n  zoe@brainlab.example:\n")
    (tmp_path / "manifests" / "org.yaml").write_text(changed, encoding="utf-8")
    git(tmp_path, "commit", "--quiet", "--all", "-m", "zoe for eve")
    return tmp_path


def answer(*arguments: str) -> dict:
    found = CliRunner().invoke(cli, [*arguments, "--format", "json"], standalone_mode=False)
    if found.exception is not None:
        raise found.exception
    return json.loads(found.output)


def told(plan: dict) -> dict[str, str]:
    return {change["address"].partition("brainlab/")[2]: change["cause"] for change in plan["resource_changes"]}


def hand_edit(folder: Path) -> None:
    """Somebody writes to the store by another way."""
    import sqlite3

    with sqlite3.connect(folder / "store.db") as connection:
        connection.execute(
            "UPDATE resource SET attrs = replace(attrs, 'member', 'admin') WHERE path = 'member/bob@brainlab.example'"
        )
    connection.close()


def answered_for(folder: Path) -> None:
    """The same, and grace answers for it: from then on the rows are rows like all others."""
    hand_edit(folder)
    assert run(["state", "accept-drift", "brainlab", "--as", "grace@brainlab.example", "--note", "on the phone"]) == 0


def test_a_commit_is_a_base(repository: Path):
    answered_for(repository)
    plan = answer("plan", "manifests", "--base", "main")
    assert told(plan) == {
        "member/zoe@brainlab.example": "requested",
        "member/eve@brainlab.example": "requested",
        "member/bob@brainlab.example": "drift",
    }
    assert plan["base"] == git(repository, "rev-parse", "main")


def test_a_folder_is_a_base(repository: Path):
    (repository / "before").mkdir()
    (repository / "before" / "org.yaml").write_text(BASE, encoding="utf-8")
    answered_for(repository)
    assert told(answer("plan", "manifests", "--base", "before")) == told(answer("plan", "manifests", "--base", "main"))


def test_a_single_file_has_a_base_too_and_so_has_the_root_of_the_repository(repository: Path):
    expected = told(answer("plan", "manifests", "--base", "main"))
    assert told(answer("plan", "manifests/org.yaml", "--base", "main")) == expected
    assert told(answer("plan", ".", "--base", "HEAD~1")) == expected


def test_where_the_base_has_no_manifests_what_is_declared_is_asked_for(repository: Path):
    git(repository, "switch", "--quiet", "--orphan", "nothing")
    git(repository, "commit", "--quiet", "--allow-empty", "-m", "nothing yet")
    git(repository, "switch", "--quiet", "change")
    assert told(answer("plan", "manifests", "--base", "nothing")) == {
        "member/zoe@brainlab.example": "requested",
        "member/eve@brainlab.example": "requested",  # the base, which does not speak of the org, would leave her alone
    }


def test_by_a_base_with_mistakes_nothing_is_called_drift(repository: Path):
    git(repository, "switch", "--quiet", "main")
    (repository / "manifests" / "org.yaml").write_text(BASE + "nonsense: 1\n", encoding="utf-8")
    git(repository, "commit", "--quiet", "--all", "-m", "a mistake")
    git(repository, "switch", "--quiet", "change")
    plan = answer("plan", "manifests", "--base", "main")
    assert told(plan) == {"member/zoe@brainlab.example": "requested", "member/eve@brainlab.example": "requested"}
    assert [warning["code"] for warning in plan["warnings"]] == ["base-invalid"]
    broken = BASE.replace("  eve@brainlab.example:\n", "") + "nonsense: 1\n"
    git(repository, "switch", "--quiet", "main")
    (repository / "manifests" / "org.yaml").write_text(broken, encoding="utf-8")
    git(repository, "commit", "--quiet", "--all", "-m", "another")
    git(repository, "switch", "--quiet", "change")
    assert told(answer("plan", "manifests", "--base", "main")) == told(plan)


@pytest.mark.parametrize("base", ["no-such-branch", "--help", "-x", " ", "main..change", "HEAD:manifests"])
def test_what_is_neither_a_folder_nor_a_commit_is_refused(repository: Path, base: str, capsys):
    assert run(["plan", "manifests", f"--base={base}"]) == 64
    assert "neither a folder nor a commit" in capsys.readouterr().err


def test_a_name_that_is_a_folder_and_a_branch_is_refused(repository: Path, capsys):
    git(repository, "branch", "manifests")
    assert run(["plan", "manifests", "--base", "manifests"]) == 64
    assert (
        f"./manifests for the folder, or {git(repository, 'rev-parse', 'HEAD')} for the commit"
        in capsys.readouterr().err
    )
    assert run(["plan", "manifests", "--base", "./manifests"]) == 0
    assert run(["plan", "manifests", "--base", "refs/heads/manifests"]) == 0


def test_a_pull_request_does_not_become_its_own_base_by_a_folder_called_like_the_branch(repository: Path, capsys):
    git(repository, "update-ref", "refs/remotes/origin/main", "main")
    shadow = repository / "origin" / "main"
    shadow.mkdir(parents=True)
    (shadow / "org.yaml").write_text((repository / "manifests" / "org.yaml").read_text(), encoding="utf-8")
    (repository / "policy.yaml").write_text("approvals: {each: 0, power: 0}\n", encoding="utf-8")
    for more in ([], ["--policy", "policy.yaml"]):
        assert run(["plan", "manifests", "--base", "origin/main", *more]) == 64
        assert "origin/main is a folder and a commit" in capsys.readouterr().err


def test_outside_of_a_repository_there_is_no_commit(tmp_path: Path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))
    (tmp_path / "org.yaml").write_text(BASE, encoding="utf-8")
    init_store("sqlite:///store.db", LINEAGE).close()
    assert run(["plan", ".", "--db", "sqlite:///store.db", "--base", "main"]) == 64
    assert "neither a folder nor a commit" in capsys.readouterr().err


def test_hidden_files_links_and_other_endings_of_the_base_are_not_manifests(repository: Path):
    git(repository, "switch", "--quiet", "main")
    for name in (".hidden.yaml", "notes.txt", "old.yaml~"):
        (repository / "manifests" / name).write_text("org: brainlab\nmembers: {x: }\n", encoding="utf-8")
    (repository / "manifests" / "link.yaml").symlink_to("org.yaml")
    git(repository, "add", "manifests")
    git(repository, "commit", "--quiet", "-m", "debris")
    git(repository, "switch", "--quiet", "change")
    plan = answer("plan", "manifests", "--base", "main")
    assert set(told(plan).values()) == {"requested"}
    assert not plan["warnings"]


def test_the_page_leads_with_what_is_asked_for_and_drift_stands_apart(repository: Path, capsys):
    answered_for(repository)
    capsys.readouterr()
    assert run(["plan", "manifests", "--base", "main"]) == 0
    said = capsys.readouterr().out
    assert said.index("Taken away") < said.index("Everything else") < said.index("Drift")
    assert "change bob@brainlab.example: role admin → member" in said.partition("Drift")[2]
    assert run(["plan", "manifests", "--base", "main", "--format", "comment"]) == 0
    comment = capsys.readouterr().out
    assert comment.index("#### Taken away") < comment.index("#### Everything else") < comment.index("#### Drift (1)")


# --- drift ------------------------------------------------------------------------------------------------------------


def test_a_store_as_it_was_applied_has_no_drift(repository: Path, capsys):
    capsys.readouterr()
    assert run(["drift"]) == 0
    assert capsys.readouterr().out == "No drift: 1 org stored as last applied.\n"


def test_what_somebody_wrote_into_the_store_is_drift_with_an_exit_code_of_its_own(repository: Path, capsys):
    hand_edit(repository)
    capsys.readouterr()
    assert run(["drift", "brainlab"]) == 2
    said = capsys.readouterr().out
    assert "~ change bob@brainlab.example: role member → admin" in said
    assert "Drift: 1 resource in 1 org not as last applied." in said
    assert run(["drift", "--format", "json"]) == 2
    assert json.loads(capsys.readouterr().out) == {
        "drift": 1,
        "orgs": [
            {
                "org": "webknossos/brainlab",
                "drift": [
                    {
                        "address": "webknossos/brainlab/member/bob@brainlab.example",
                        "action": "update",
                        "applied": {"role": "member"},
                        "stored": {"role": "admin"},
                    }
                ],
            }
        ],
    }
    assert run(["drift", "--format", "markdown"]) == 2
    assert "- `~ change bob@brainlab.example: role member → admin`" in capsys.readouterr().out


def test_an_org_nobody_knows_has_no_drift_to_tell_of(repository: Path, capsys):
    assert run(["drift", "nolab"]) == 64
    assert "the store has no org nolab" in capsys.readouterr().err


def test_drift_is_read_by_the_parser_of_its_form(repository: Path, capsys):
    from prometheus_client.openmetrics.parser import text_string_to_metric_families

    hand_edit(repository)
    capsys.readouterr()
    assert run(["drift", "--format", "openmetrics"]) == 2
    families = {family.name: family for family in text_string_to_metric_families(capsys.readouterr().out)}
    (whole,) = families["reconciler_drift_resources"].samples
    assert (whole.labels, whole.value) == ({"org": "webknossos/brainlab"}, 1.0)
    (part,) = families["reconciler_drift_kind_resources"].samples
    assert part.labels == {"org": "webknossos/brainlab", "kind": "member", "action": "update"}


@pytest.mark.parametrize("name", ['a"b', "a\\b", "a\nb", "a{b}", "a,b=c", "\u202eb", "# EOF"])
def test_no_name_breaks_the_form(name: str):
    from prometheus_client.openmetrics.parser import text_string_to_metric_families

    from reconciler.model import Address
    from reconciler.render.openmetrics import lines

    change = Change(Address("webknossos", name, "member", (name,)), None, {"role": "member"}, cause=Cause.DRIFT)
    families = [*text_string_to_metric_families("\n".join(lines({f"webknossos/{name}": (change,)})) + "\n")]
    assert [len(family.samples) for family in families] == [1, 1]


def test_a_hand_edit_is_answered_for_and_undone_by_a_plan_and_then_there_is_no_drift_t154(repository: Path, capsys):
    hand_edit(repository)
    git(repository, "switch", "--quiet", "main")
    assert run(["apply", "manifests", "--yes", "--base", "main"]) == 64  # what is applied is a plan, not a comparison
    assert run(["plan", "manifests", "--base", "main"]) == 14
    assert run(["apply", "manifests", "--yes"]) == 14
    assert "reconciler state accept-drift brainlab --as PERSON --note TEXT" in capsys.readouterr().err
    assert run(["state", "accept-drift", "brainlab", "--as", "grace@brainlab.example", "--note", "on the phone"]) == 0
    assert run(["drift"]) == 0
    assert told(answer("plan", "manifests", "--base", "main")) == {"member/bob@brainlab.example": "drift"}
    assert run(["apply", "manifests", "--yes"]) == 0
    capsys.readouterr()
    assert run(["drift"]) == 0
    store = open_store("sqlite:///store.db")
    entries = [entry for entry in store.audit() if entry.address.key == ("bob@brainlab.example",)]
    assert [(e.action, e.cause, e.actor, e.approvers) for e in entries] == [
        (Action.CREATE, Cause.REQUESTED, "robot", ()),
        (Action.UPDATE, Cause.DRIFT, "robot", ("grace@brainlab.example",)),
        (Action.UPDATE, Cause.REQUESTED, "robot", ()),
    ]
    store.close()


def test_the_planner_takes_the_base_as_an_argument_and_reads_nothing():
    desired = read_texts([("org.yaml", BASE)]).sound()
    store = stored(BASE)
    head = store.heads()["webknossos/brainlab"]
    plan, problems = planned_between(
        desired, {head.org: Actual(head, store.state(head.org))}, HEADER, policy(), base=desired
    )
    assert plan.empty
    assert not problems
