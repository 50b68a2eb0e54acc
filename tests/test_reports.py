"""The verb ``report``: overview, users, credits, plan updates, activity, who has what; in every form, and for whom.

A store with a past is made through the library: a lab with a plan and facts, an annotation team with activity in two
projects, and a second lab whose facts must never show.
"""

from __future__ import annotations

import contextlib
import csv
import io
import os
import re
import shutil
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import duckdb
import pytest
from answers import Answer, asking

from reconciler.applier import Attempt, apply
from reconciler.facts import Activity, Credit, Fact, PlanUpdate, Storage, TaskCompletion, Totals
from reconciler.guards import Policy
from reconciler.model import Header
from reconciler.reader import read_texts
from reconciler.render import reports as render
from reconciler.reports.activity import activity
from reconciler.reports.overview import stored
from reconciler.reports.readers import showing
from reconciler.reports.report import BYTES, CREDITS, SECONDS, TYPES, Column, Report
from reconciler.stores.sql import init_store, open_store
from reconciler.survey import planned
from reconciler.vocabulary import load, platform_names

REPORTS = ("overview", "users", "credits", "plan-updates", "activity", "access-review")
LAB = """\
org: brainlab
platform: webknossos
name: Brain Lab
owner: ada@lab.example
plan: {name: Team, paid_until: 2027-06-30, included_users: 25, included_storage: 2 TiB, ai_plan: Team_AI}
members:
  ada@lab.example: {name: Ada, role: admin, experience: {nuclei: 10}}
  eve@lab.example: {role: admin}
  tom@lab.example: {}
  left@lab.example: {active: false}
teams: {Seg: {members: {tom@lab.example: team_manager, eve@lab.example: member}}}
datasets: {cells: {access: [team:Seg]}}
"""
OTHER = LAB.replace("brainlab", "otherlab").replace("Brain Lab", "Other Lab")
INNO = """\
org: innolab
platform: innotescus
members:
  own@i.example: {role: super_admin}
  adm@i.example: {role: admin, projects: [pavement]}
  sup@i.example: {role: supervisor, projects: [roof]}
  ann@i.example: {role: annotator, projects: [pavement]}
projects: {pavement: {}, roof: {}, "=SUM(A1)": {}}
"""
ADA, TOM, ANN, SUP = "ada@lab.example", "tom@lab.example", "ann@i.example", "sup@i.example"
FACTS: dict[str, list[list[Fact]]] = {
    "webknossos/brainlab": [
        [
            Credit("t1", "2026-09-01", 20_000, "Ordered by mail"),
            Credit("t2", "2026-10-02T08:00:00Z", -1_250, "Nuclei", "nuclei_inference", "cortex", "j1", ADA),
            Credit("t3", "2026-10-02T09:30:00Z", 1_250, "=Failed", "nuclei_inference", "cortex", "j1", "", "t2"),
            Credit("t4", "2026-10-05T09:30:00Z", -7_000, "Neurons", "neuron_inference", "cortex", "j2", TOM),
        ],
        [
            PlanUpdate("2026-01-01", "", "Start", "", "included_users plan", plan="Basic", included_users=3),
            PlanUpdate("2026-05-01", "", "No limit", "", "included_users", included_users=None),
            PlanUpdate("2026-06-01", "", "Custom", "", "paid_until plan", plan="Custom", paid_until="2028-06-30"),
        ],
        [Storage("2026-10-01", "cells", 2**40), Storage("2026-10-02", "", 3 * 2**39)],
        [TaskCompletion("2026-10-03T10:00:00Z", "cortex", "17", TOM, 90_000)],
    ],
    "webknossos/otherlab": [[Credit("t1", "2026-10-01", 999_000, "Secret")], [Storage("2026-10-01", "", 5)]],
    "innotescus/innolab": [
        [
            Activity("2026-10-01", ANN, "pavement", "cracks", "annotation", 12, 3_600_000),
            Activity("2026-10-01", SUP, "pavement", "cracks", "annotation", 3, 500),
            Activity("2026-10-01", SUP, "roof", "+tiles", "reviewing annotations", 1, 61_000),
            Activity("2026-10-02", ANN, "pavement", "cracks", "editing", 2, 1_000),
            Activity("2026-11-02", ANN, "=SUM(A1)", "", "annotation", 5, 2_000),
        ]
    ],
}
MADE = "2026-03-01T12:00:00Z"


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("reports") / "reconciler.db"
    store = init_store(f"sqlite:///{path}", "00000000-0000-4000-8000-000000000001")
    reading = read_texts([(f"{n}.yaml", text) for n, text in enumerate((LAB, OTHER, INNO))], at=MADE[:10])
    header = Header(store.lineage, MADE, "2099-01-01T00:00:00Z", "robot", "test", reading.digest)
    plan, _ = planned(reading.sound(), store, header, Policy())
    results = list(apply(plan, store, Attempt("robot", MADE, "run-1", Policy())))
    assert {result.outcome for result in results} == {"done"}, results
    for org, kinds in FACTS.items():
        with store.adding(org) as adding:
            for rows in kinds:
                adding.add(rows)
            adding.commit()
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


def rows_of(answer: Answer) -> list[list[str]]:
    assert answer.code == 0, answer.err
    return [*csv.reader(io.StringIO(answer.out))]


# --- the overview -----------------------------------------------------------------------------------------------------


def test_the_overview_says_name_owner_plan_storage_people_and_credits(ask):
    """S0-10, S0-11, S0-12, S0-13, S0-14, S0-15: what the newest facts say beside what the plan includes."""
    assert ask("report", "overview", "brainlab").lines == [
        "Overview of webknossos/brainlab",
        "ABOUT                             WHAT",
        "org                               brainlab",
        "platform                          WEBKNOSSOS",
        "name                              Brain Lab",
        "owner                             ada@lab.example",
        "plan                              Team",
        "paid until                        2027-06-30",
        "AI plan                           Team_AI",
        "storage used                      1.5 TiB",
        "storage included                  2 TiB",
        "members                           4",
        "active members                    3",
        "invited members                   0",
        "members whose invitation is over  0",
        "deactivated members               1",
        "users included                    25",
        "credits left                      13",
    ]


def test_the_overview_of_a_past_day_counts_what_was_known_then(ask):
    then = ask("report", "overview", "brainlab", "--at", "2026-10-01", "--format", "json").json
    (row,) = then["rows"]
    assert (then["report"], then["org"], row["credits"], row["storage_used"]) == (
        "overview",
        "webknossos/brainlab",
        20,
        2**40,
    )


def test_an_org_of_which_no_fact_is_known_has_an_overview_that_says_so_with_nothing_in_their_place(ask):
    (row,) = ask("report", "overview", "innolab", "--format", "json").json["rows"]
    assert (row["storage_used"], row["credits"], row["members_active"], row["cleared"]) == (None, None, 4, [])
    text = ask("report", "overview", "innolab").out
    for kind, what in (("storage", "storage was"), ("credit", "credits were")):
        said = f"unknown: no {what} imported; reconciler facts import {kind} FILE --org innotescus/innolab"
        assert said in text
        assert said in ask("report", "overview", "innolab", "--format", "markdown").out
    assert "annotator seats                   unknown: the manifests say nothing of the plan" in text
    assert "users included" not in text


def test_what_a_plan_does_not_limit_is_told_from_what_is_unknown(ask, here):
    """W34."""
    small = LAB.replace(", included_users: 25, included_storage: 2 TiB, ai_plan: Team_AI", "")
    allow = "---\nallow: [{org: brainlab, guard: support, up_to: 1, reason: done, until: 2099-12-31}]\n"
    (here / "lab.yaml").write_text(small + allow)
    assert ask("apply", "lab.yaml", "--yes").code == 0
    text = ask("report", "overview", "brainlab").out
    assert re.search("users included +without limit", text)
    assert re.search("AI plan +none", text)
    assert re.search("paid until +2027-06-30", text)
    assert "annotator" not in text
    (row,) = ask("report", "overview", "brainlab", "--format", "json").json["rows"]
    assert (row["users_included"], row["cleared"]) == (None, ["ai_plan", "storage_included", "users_included"])


@pytest.mark.parametrize(
    ("rows", "known"),
    [
        ([], None),
        ([Storage("2026-10-01", "a", 1), Storage("2026-10-01", "b", 2)], 3),
        ([Storage("2026-10-01", "a", 1), Storage("2026-10-02", "a", 5)], 5),
        ([Storage("2026-10-01", "a", 1), Storage("2026-10-02", "", 9)], 9),
        ([Storage("2026-10-01", "", 9), Storage("2026-10-02", "a", 1)], 1),
    ],
)
def test_the_newest_look_at_the_storage_counts(rows, known):
    """S0-13."""
    assert stored(rows) == known


# --- users ------------------------------------------------------------------------------------------------------------


def test_users_have_role_status_teams_levels_since_when_and_their_last_activity(ask):
    assert rows_of(ask("report", "users", "brainlab", "--format", "csv")) == [
        ["member", "name", "role", "status", "teams", "experience", "since", "last_active", "expires"],
        ["ada@lab.example", "Ada", "admin", "active", "", "nuclei 10", MADE, "", ""],
        ["eve@lab.example", "", "admin", "active", "Seg member", "", MADE, "", ""],
        ["left@lab.example", "", "member", "deactivated", "", "", MADE, "", ""],
        ["tom@lab.example", "", "member", "active", "Seg team_manager", "", MADE, "2026-10-03", ""],
    ]
    inno = rows_of(ask("report", "users", "innolab", "--format", "csv"))
    assert [row[-2] for row in inno[1:]] == ["", "2026-11-02", "", "2026-10-01"]


def test_whoever_got_another_address_was_active_under_the_old_one_until_somebody_else_had_it(ask, here, monkeypatch):
    """Facts keep the names they came with, and only the last day of each name is asked of the store."""
    new = "anna@i.example: {previously: [ann@i.example], role: annotator"
    allowed = "---\nallow: [{org: innolab, guard: recreate, up_to: 1, reason: a name, until: 2026-12-31}]\n"
    renamed = INNO.replace("ann@i.example: {role: annotator", new) + allowed
    followed = renamed.replace("projects: {pave", "  ann@i.example: {role: annotator}\nprojects: {pave")
    for number, text in enumerate((renamed, followed)):
        (here / "inno.yaml").write_text(text, encoding="utf-8")
        monkeypatch.setattr("reconciler.cli.terminal.now", lambda day=15 + number: f"2026-10-{day}T12:00:00Z")
        done = ask("apply", "inno.yaml", "--yes")
        assert done.code == 0, done.err
    monkeypatch.setattr("reconciler.cli.terminal.now", lambda: "2026-11-29T12:00:00Z")
    told = {row[0]: row[-2] for row in rows_of(ask("report", "users", "innolab", "--format", "csv"))}
    assert (told["anna@i.example"], told[ANN]) == ("2026-10-02", "2026-11-02")


# --- credits ----------------------------------------------------------------------------------------------------------


def test_credits_are_bought_spent_and_given_back_and_each_row_has_the_balance_after_it(ask):
    """S0-20, S0-21, S0-22, S0-23, S0-24, S0-25: System where nobody caused it; numbers are numbers, texts no formulas."""
    assert rows_of(ask("report", "credits", "brainlab", "--format", "csv")) == [
        ["date", "credit_change", "details", "job_type", "job_dataset", "job_id", "user", "kind", "balance"],
        ["2026-09-01", "20", "Ordered by mail", "", "", "", "System", "purchase", "20"],
        ["2026-10-02T08:00:00Z", "-1.25", "Nuclei", "nuclei_inference", "cortex", "j1", ADA, "spending", "18.75"],
        ["2026-10-02T09:30:00Z", "1.25", "'=Failed", "nuclei_inference", "cortex", "j1", "System", "refund", "20"],
        ["2026-10-05T09:30:00Z", "-7", "Neurons", "neuron_inference", "cortex", "j2", TOM, "spending", "13"],
    ]
    text = ask("report", "credits", "brainlab").out
    assert "CREDIT CHANGE" in text
    assert "-1.25" in text


@pytest.mark.parametrize(
    ("filters", "ids"),
    [
        (["--since", "2026-10-02"], ["j1", "j1", "j2"]),
        (["--since", "2026-10-02T08:00:01Z"], ["j1", "j2"]),
        (["--since", "2026-09-01T00:00:00Z"], ["j1", "j1", "j2"]),
        (["--since", "0001-01-01"], ["", "j1", "j1", "j2"]),
        (["--since", "0500-01-01", "--until", "9999-12-31"], ["", "j1", "j1", "j2"]),
        (["--until", "2026-10-02"], ["", "j1", "j1"]),
        (["--since", "2026-10-02", "--until", "2026-10-02"], ["j1", "j1"]),
        (["--job-type", "neuron_inference"], ["j2"]),
        (["--job-type", "neuron_inference", "--job-type", "nuclei_inference"], ["j1", "j1", "j2"]),
        (["--user", "ADA@lab.example"], ["j1"]),
        (["--user", "system"], ["", "j1"]),
        (["--user", "system", "--job-type", "nuclei_inference"], ["j1"]),
    ],
)
def test_credits_are_filtered_and_the_balance_stays_that_of_the_org(ask, filters, ids):
    """S0-26, S0-27, S0-28."""
    whole = {row[0]: row[-1] for row in rows_of(ask("report", "credits", "brainlab", "--format", "csv"))[1:]}
    found = rows_of(ask("report", "credits", "brainlab", "--format", "csv", *filters))[1:]
    assert [row[5] for row in found] == ids
    assert all(whole[row[0]] == row[-1] for row in found)


def test_what_lies_ahead_is_in_no_balance_and_told_only_if_asked_for(ask):
    store = open_store("sqlite:///reconciler.db")
    with contextlib.closing(store), store.adding("webknossos/brainlab") as adding:
        adding.add([Credit("t9", "2099-01-01", 5_000, "Ordered ahead")])
        adding.add([PlanUpdate("2099-01-01", "", "Ahead", "", "plan", plan="Power")])
        adding.commit()
    (overview,) = ask("report", "overview", "brainlab", "--format", "json").json["rows"]
    now = rows_of(ask("report", "credits", "brainlab", "--format", "csv"))
    assert (str(overview["credits"]), now[-1][2]) == (now[-1][-1], "Neurons")
    ahead = rows_of(ask("report", "credits", "brainlab", "--until", "2099-12-31", "--format", "csv"))
    assert (ahead[:-1], ahead[-1][2], ahead[-1][-1]) == (now, "Ordered ahead", "18")
    assert "Ahead" not in ask("report", "plan-updates", "brainlab").out
    assert "Ahead" in ask("report", "plan-updates", "brainlab", "--until", "2099-12-31").out


# --- plan updates -----------------------------------------------------------------------------------------------------


def test_plan_updates_have_seven_columns_and_what_an_update_does_not_speak_of_stays(ask):
    """S0-29, S0-30, W34: one update clears the number of users and leaves the plan as it was; the second is the apply's own."""
    found = rows_of(ask("report", "plan-updates", "brainlab", "--format", "csv"))
    storage = str(2**41)
    assert found == [
        ["changed", "description", "plan", "paid_until", "included_users", "included_storage", "ai_plan", "cleared"],
        ["2026-01-01", "Start", "Basic", "", "3", "", "", ""],
        [MADE, "Organization created", "Team", "2027-06-30", "25", storage, "Team_AI", ""],
        ["2026-05-01", "No limit", "Team", "2027-06-30", "", storage, "Team_AI", "included_users"],
        ["2026-06-01", "Custom", "Custom", "2028-06-30", "", storage, "Team_AI", "included_users"],
    ]
    text = ask("report", "plan-updates", "brainlab").lines
    assert text[1].split("  ")[-1] == "AI PLAN"
    assert [line.count("without limit") for line in text[2:]] == [0, 0, 1, 1]
    told = ask("report", "plan-updates", "brainlab", "--format", "json").json["rows"]
    assert [row["cleared"] for row in told] == [[], [], ["included_users"], ["included_users"]]
    some = rows_of(
        ask("report", "plan-updates", "brainlab", "--since", "2026-05-01", "--until", "2026-05-31", "--format", "csv")
    )
    assert some[1:] == found[3:4]


def test_where_no_update_is_known_there_is_one_row_that_says_when_the_org_was_made(ask):
    """W34: the history falls back to one synthetic row."""
    found = rows_of(ask("report", "plan-updates", "innolab", "--format", "csv"))
    assert found[1:] == [[MADE, "Organization created", "", "", "", "", "", ""]]


@pytest.mark.parametrize(
    ("org", "span", "told"),
    [
        ("innolab", ["--until", "2026-02-28"], []),
        ("innolab", ["--since", "2026-03-02"], []),
        ("innolab", ["--since", "2026-03-01", "--until", "2026-03-01"], [MADE]),
        ("brainlab", ["--until", "2025-12-31"], []),
        ("brainlab", ["--since", "0001-01-01", "--until", "2026-01-01"], ["2026-01-01"]),
    ],
)
def test_an_org_is_made_when_it_was_and_not_in_a_time_that_was_over_or_had_not_begun(ask, org, span, told):
    found = rows_of(ask("report", "plan-updates", org, *span, "--format", "csv"))
    assert [row[0] for row in found[1:]] == told


# --- activity ---------------------------------------------------------------------------------------------------------

S3_12 = ["activity type", "project", "task", "date", "number of submissions", "time"]


def test_activity_has_the_columns_of_the_platform_and_spans_all_projects_day_by_day(ask):
    """S3-10, S3-11, S3-12, I9: members are added up; what a spreadsheet would compute is text (T079)."""
    assert rows_of(ask("report", "activity", "innolab", "--format", "csv")) == [
        S3_12,
        ["annotation", "pavement", "cracks", "2026-10-01", "15", "3600.5"],
        ["reviewing annotations", "roof", "'+tiles", "2026-10-01", "1", "61"],
        ["editing", "pavement", "cracks", "2026-10-02", "2", "1"],
        ["annotation", "'=SUM(A1)", "", "2026-11-02", "5", "2"],
    ]


@pytest.mark.parametrize(
    ("filters", "days"),
    [
        (["--type", "editing"], ["2026-10-02"]),
        (["--type", "editing", "--type", "reviewing annotations"], ["2026-10-01", "2026-10-02"]),
        (["--since", "2026-10-02"], ["2026-10-02", "2026-11-02"]),
        (["--since", "2026-10-02", "--until", "2026-10-31"], ["2026-10-02"]),
        (["--member", SUP], ["2026-10-01", "2026-10-01"]),
        (["--project", "roof"], ["2026-10-01"]),
        (["--project", "=SUM(A1)"], ["2026-11-02"]),
    ],
)
def test_activity_is_filtered_by_type_date_member_and_project(ask, filters, days):
    """S3-07, S3-08, S3-09."""
    found = rows_of(ask("report", "activity", "innolab", "--format", "csv", *filters))
    assert [row[3] for row in found[1:]] == days


def test_activity_by_member_says_who_in_a_last_column(ask):
    """S3-06: admins see what each member does."""
    found = rows_of(ask("report", "activity", "innolab", "--by-member", "--until", "2026-10-01", "--format", "csv"))
    assert found[0] == [*S3_12, "member"]
    assert [(row[4], row[-1]) for row in found[1:]] == [("12", ANN), ("3", SUP), ("1", SUP)]


def test_rows_leave_one_by_one_and_nothing_waits_for_the_last():
    """Ten million rows of activity are a normal size: no more than one is taken before the first line is out."""
    taken = 0

    def endless() -> Iterator[Totals]:
        nonlocal taken
        while True:
            taken += 1
            yield Totals(("2026-10-01", "p", "t", "annotation"), 1, (1, 1000))

    lines = render.csv_lines(activity("innotescus/x", endless(), lambda _: True))
    assert [next(lines) for _ in range(3)][1:] == ["annotation,p,t,2026-10-01,1,1"] * 2
    assert taken == 2
    text = render.text_lines(activity("innotescus/x", endless(), lambda _: True))
    for _ in range(3):
        next(text)
    assert taken == 2 + render.BLOCK


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["credits", "innolab"], "unknown: no credits were imported; reconciler facts import credit FILE --org innotescus/innolab"),
        (["activity", "brainlab"], "unknown: no activity was imported; reconciler facts import activity FILE --org webknossos/brainlab"),
        (["credits", "brainlab", "--job-type", "nucleus"], "no credit has the job type nucleus; there are: neuron_inference, nuclei_inference"),
        (["credits", "brainlab", "--user", "eve@lab.example"], f"no credit has the user eve@lab.example; there are: System, {ADA}, {TOM}"),
        (["activity", "innolab", "--type", "Editing"], "no activity has the type Editing; there are: annotation, editing, reviewing annotations"),
        (["activity", "innolab", "--type", "editing", "--member", "eve"], f"no activity has the member eve; there are: {ANN}, {SUP}"),
        (["activity", "innolab", "--project", "rof"], "no activity has the project rof; there are: =SUM(A1), pavement, roof"),
        (["activity", "innolab", "--since", "2027-01-01"], "nothing matches what was asked for"),
        (["credits", "brainlab", "--user", TOM, "--until", "2026-10-01"], "nothing matches what was asked for"),
        (["activity", "innolab", "--as", SUP, "--member", "eve"], "nothing matches what was asked for"),
        (["plan-updates", "brainlab", "--until", "2025-01-01"], "nothing matches what was asked for"),
    ],
)  # fmt: skip
def test_a_report_without_a_row_says_why(ask, arguments, says):
    assert ask("report", *arguments).lines[1:] == [says]
    assert ask("report", *arguments, "--format", "json").json["notes"] == [says]


def test_what_is_called_otherwise_is_said_beside_the_rows_that_there_are(ask):
    lines = ask("report", "activity", "innolab", "--type", "editing", "--type", "drawing").lines
    assert len(lines) == 4
    assert lines[-1].startswith("no activity has the type drawing; there are: ")


def test_somebody_who_is_named_in_vain_is_under_a_pseudonym_too(ask, monkeypatch):
    monkeypatch.setenv("RECONCILER_REDACT_KEY", "a-secret-for-this-test-only")
    for person in ("eve@lab.example", "nobody-knows-her"):
        answer = ask("--redact", "report", "credits", "brainlab", "--user", person)
        assert "no credit has the user person-" in answer.out
        assert not re.search("eve|nobody|ada@|tom@", answer.out)


@pytest.mark.parametrize(
    "verb",
    [["report", "credits", "brainlab"], ["report", "activity", "innolab"], ["report", "plan-updates", "brainlab"],
     ["facts", "export", "credit", "--org", "brainlab"], ["audit"]],
)  # fmt: skip
def test_a_span_that_ends_before_it_begins_is_refused(ask, verb):
    answer = ask(*verb, "--since", "2026-11-02", "--until", "2026-11-01")
    assert (answer.code, answer.out) == (64, "")
    assert "is after --until" in answer.err
    assert ask(*verb, "--since", "2026-11-01T08:00:00Z", "--until", "2026-11-01").code == 0


# --- who may see what -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("org", "name", "person", "may"),
    [
        ("brainlab", "overview", ADA, True),
        ("brainlab", "overview", TOM, False),
        ("brainlab", "overview", "left@lab.example", False),
        ("brainlab", "overview", "stranger@lab.example", False),
        ("brainlab", "credits", ADA, True),
        ("brainlab", "credits", TOM, False),
        ("brainlab", "plan-updates", TOM, False),
        ("brainlab", "access-review", TOM, False),
        ("brainlab", "activity", TOM, True),
        ("innolab", "activity", "adm@i.example", True),
        ("innolab", "activity", ANN, False),
        ("innolab", "credits", "adm@i.example", False),
        ("innolab", "credits", "own@i.example", True),
    ],
)
def test_a_report_is_for_those_who_may_see_it_on_the_platform(ask, org, name, person, may):
    """S0-09, S3-06, S3-11: admins see activity, the owner alone what is paid."""
    answer = ask("report", name, org, "--as", person)
    assert answer.code == (0 if may else 64), answer.err
    why = {"left@lab.example": "is deactivated", "stranger@lab.example": "is no member of webknossos/brainlab"}
    assert may or (answer.out == "" and f"{person} {why.get(person, 'may not')}" in answer.err)


def test_whoever_is_refused_is_told_a_command_that_says_who_is_not(ask):
    hint = re.search("reconciler (who can .*)", ask("report", "activity", "innolab", "--as", ANN).err)[1]
    assert "own@i.example" in ask(*hint.split()).out


def test_a_supervisor_sees_the_activity_in_their_own_projects_only(ask):
    """S3-06, S3-21."""
    found = rows_of(ask("report", "activity", "innolab", "--as", SUP, "--format", "csv"))
    assert [row[1] for row in found[1:]] == ["roof"]


def test_of_the_users_everybody_sees_those_they_may_see(ask):
    """W27: team managers see their team, members themselves."""
    found = rows_of(ask("report", "users", "brainlab", "--as", TOM, "--format", "csv"))
    assert [row[0] for row in found[1:]] == ["eve@lab.example", TOM]
    assert "2 of 4 left out" in ask("report", "users", "brainlab", "--as", TOM).out


def test_what_a_platform_shows_nobody_is_said_to_be_shown_to_nobody(ask):
    assert not showing("credits", load("encord"))
    for name in platform_names():
        named = {report for ability in load(name).capabilities for report in ability.shows}
        assert named <= set(REPORTS)
        assert {"overview", "users", "access-review"} <= named


def test_the_docs_say_which_reports_are_refused_to_everybody_for_want_of_a_source():
    text = Path(__file__).parents[1].joinpath("docs/reports.md").read_text(encoding="utf-8")
    platforms = [load(name) for name in platform_names()]
    refused = {p.title: [name for name in sorted(REPORTS) if not showing(name, p)] for p in platforms}
    told = {f"| {title} | {', '.join(f'`{name}`' for name in names)} |" for title, names in refused.items() if names}
    assert told == {line for line in text.splitlines() if line.startswith(tuple(f"| {p.title} |" for p in platforms))}


# --- forms ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", REPORTS)
def test_every_report_says_the_same_rows_in_json_csv_and_parquet(ask, here, name):
    org = "innolab" if name == "activity" else "brainlab"
    told = ask("report", name, org, "--format", "json").json
    columns = [column["name"] for column in told["columns"]]
    assert {column["type"] for column in told["columns"]} <= set(TYPES)
    head, *rows = rows_of(ask("report", name, org, "--format", "csv"))
    assert head == columns
    assert [list(row) for row in told["rows"]] == [columns] * len(rows)
    assert ask("report", name, org, "--format", "parquet", "-o", "r.parquet").out == ""
    table = duckdb.sql("SELECT * FROM 'r.parquet'")
    assert table.columns == columns
    found = [[_comparable(cell) for cell in row] for row in table.fetchall()]
    assert found == [[_comparable(cell) for cell in row.values()] for row in told["rows"]]
    assert (here / "r.parquet").stat().st_mode & 0o777 == 0o600


def _comparable(cell: object) -> object:
    """A moment, a day and a decimal number as JSON has them."""
    if isinstance(cell, list | tuple):
        return list(cell)
    if cell is None or isinstance(cell, str | bool):
        text = cell
        return text.removesuffix("Z").replace("T", " ").removesuffix(" 00:00:00") if isinstance(text, str) else text
    if hasattr(cell, "isoformat"):
        return str(cell).removesuffix(" 00:00:00")
    return float(cell)  # type: ignore[arg-type]


def test_a_report_is_written_to_a_file_as_it_would_be_shown(ask, here):
    shown = ask("report", "credits", "brainlab", "--format", "csv").out
    assert ask("report", "credits", "brainlab", "--format", "csv", "-o", "c.csv").out == ""
    assert (here / "c.csv").read_text(encoding="utf-8") == shown
    assert ask("report", "credits", "brainlab", "--format", "parquet").code == 64


def test_without_duckdb_parquet_is_refused_with_what_to_install(ask, monkeypatch):
    monkeypatch.setitem(__import__("sys").modules, "duckdb", None)
    answer = ask("report", "credits", "brainlab", "--format", "parquet", "-o", "c.parquet")
    assert (answer.code, "reconciler[parquet]" in answer.err) == (64, True)


def test_a_quote_in_a_name_of_a_file_or_a_path_is_no_statement(ask, here):
    name = "o'; DROP TABLE x; --*?[a].parquet"
    assert ask("report", "users", "brainlab", "--format", "parquet", "-o", name).code == 0
    assert [path.name for path in here.glob("*.parquet")] == [name]


@pytest.mark.parametrize("form", ["text", "json", "markdown", "csv"])
@pytest.mark.parametrize("name", REPORTS)
def test_redacted_reports_name_nobody_in_any_form(ask, monkeypatch, name, form):
    monkeypatch.setenv("RECONCILER_REDACT_KEY", "k" * 32)
    org, more = ("innolab", ["--by-member"]) if name == "activity" else ("brainlab", [])
    answer = ask("--redact", "report", name, org, "--format", form, *more)
    assert answer.code == 0, answer.err
    assert ".example" not in answer.out
    assert "Ada" not in answer.out
    assert name == "plan-updates" or "person-" in answer.out


def test_redacted_files_name_nobody_either_and_a_person_of_whom_only_facts_speak_is_one(ask, monkeypatch, here):
    monkeypatch.setenv("RECONCILER_REDACT_KEY", "k" * 32)
    store = open_store(f"sqlite:///{here / 'reconciler.db'}")
    with store.adding("innotescus/innolab") as adding:
        adding.add([Activity("2026-10-01", "somebody", "roof", "t", "editing", 1, 1)])
        adding.commit()
    store.close()
    ask("--redact", "report", "activity", "innolab", "--by-member", "--format", "csv", "-o", "a.csv")
    ask("--redact", "report", "activity", "innolab", "--by-member", "--format", "parquet", "-o", "a.parquet")
    written = (here / "a.csv").read_text(encoding="utf-8")
    found = [row[0] for row in duckdb.sql("SELECT member FROM 'a.parquet'").fetchall()]
    assert "example" not in written
    assert "somebody" not in written
    assert [row["member"] for row in csv.DictReader(io.StringIO(written))] == found
    assert all(name.startswith("person-") for name in found)


def test_a_row_of_a_redacted_report_does_not_name_whom_only_a_later_row_knows(ask, monkeypatch, here):
    monkeypatch.setenv("RECONCILER_REDACT_KEY", "k" * 32)
    store = open_store(f"sqlite:///{here / 'reconciler.db'}")
    with store.adding("webknossos/brainlab") as adding:
        adding.add(
            [
                Credit("z1", "2026-08-01", 1, "asked by Zelda Quist"),
                Credit("z2", "2026-08-02", -1, "", actor="Zelda Quist"),
            ]
        )
        adding.commit()
    store.close()
    out = ask("--redact", "report", "credits", "brainlab", "--format", "csv").out
    assert "Zelda" not in out
    assert "asked by person-" in out


def test_facts_of_another_org_are_in_no_report(ask):
    """S0-04, S0-05."""
    said = [ask("report", name, "webknossos/brainlab", "--format", "json").out for name in REPORTS]
    assert all("Secret" not in text and "otherlab" not in text for text in said)
    assert "Secret" in ask("report", "credits", "otherlab").out


def test_whoever_was_erased_is_named_in_no_report(ask, here):
    (here / "inno.yaml").write_text(INNO.replace(f"  {ANN}: {{role: annotator, projects: [pavement]}}\n", ""), "utf-8")
    assert ask("apply", "inno.yaml", "--yes").code == 0
    erased = ask("erase", ANN, "--org", "innolab", "--note", "asked for it", "--yes")
    assert erased.code == 0, erased.err
    said = "".join(ask("report", name, "innolab", "--format", "json").out for name in REPORTS)
    activity_of = ask("report", "activity", "innolab", "--by-member").out
    assert ANN not in said + activity_of
    assert activity_of.count("erased-") == 3


# --- columns ----------------------------------------------------------------------------------------------------------


def lines(report: Report, form: Callable[[Report], Iterable[str]]) -> list[str]:
    return [*form(report)]


@pytest.mark.parametrize(
    ("type_", "cell", "text", "exact"),
    [
        (BYTES, 0, "0 B", "0"),
        (BYTES, 1023, "1023 B", "1023"),
        (BYTES, 1536, "1.5 KiB", "1536"),
        (BYTES, 2**53, "8 PiB", str(2**53)),
        (CREDITS, 0, "0", "0"),
        (CREDITS, 100_000, "100", "100"),
        (CREDITS, -1, "-0.001", "-0.001"),
        (CREDITS, 9_007_199_254_741, "9007199254.741", "9007199254.741"),
        (SECONDS, 3_600_500, "1:00:00", "3600.5"),
        (SECONDS, 360_061_000, "100:01:01", "360061"),
    ],
)
def test_amounts_have_units_for_people_and_are_exact_for_programs(type_, cell, text, exact):
    def made() -> Report:
        return Report("x", "X", (Column("amount", type_),), [(cell,)])

    assert lines(made(), render.text_lines)[2] == text
    assert lines(made(), render.csv_lines)[1] == exact
    assert [*render.json_rows(made())] == [f'{{"amount": {exact}}}']
