"""``plan --at``, ``calendar`` and an apply that comes too late, on the command line."""

from __future__ import annotations

import csv
from pathlib import Path

import icalendar
import pytest
from answers import Answer, Command, asking

from reconciler.cli import terminal

LAB = """\
org: org-lab
platform: dnanexus
timezone: Europe/Berlin
members:
  user-ada: {role: admin}
  user-eve: {role: admin}
  user-visitor: {starts: 2026-11-01, expires: 2026-11-30}
"""
PEOPLE = "people: {user-eve: {departed: 2027-01-31}}\n"


@pytest.fixture
def command(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Command:
    """The program in a folder with a store and the manifests, at a moment of one's own."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("RECONCILER_DB", raising=False)
    (tmp_path / "lab").mkdir()
    (tmp_path / "lab" / "org.yaml").write_text(LAB)
    (tmp_path / "lab" / "people.yaml").write_text(PEOPLE)

    ask = asking(capsys)

    def call(*arguments: object, at: str = "2026-11-23T09:00:00Z") -> Answer:
        monkeypatch.setattr(terminal, "now", lambda: at)
        return ask(*arguments)

    assert call("init").code == 0
    return call


@pytest.mark.parametrize("day", ["2026-12-01", "2026-11-30T23:00:00Z", "2026-12-01T00:00:00+01:00", "20261201"])
def test_a_plan_of_a_day_shows_what_will_be_done(command: Command, day: str):
    assert command("apply", "lab", "--yes", "--actor", "ada").code == 0
    answer = command("plan", "lab", "--at", day)
    assert answer.code == 0
    assert "- remove user-visitor from the org" in answer.out
    assert "it cannot be applied." in answer.out
    assert command("plan", "lab", "--at", day, "--format", "json").json["resource_changes"][0]["cause"] == "scheduled"


@pytest.mark.parametrize("day", ["2026-11-30", "2026-11-30T22:59:59Z"])
def test_a_plan_of_the_last_day_shows_nothing_yet(command: Command, day: str):
    assert command("apply", "lab", "--yes").code == 0
    answer = command("plan", "lab", "--at", day, "--detailed-exitcode")
    assert answer.code == 0
    assert answer.out.startswith("No changes.")
    assert "A preview of 2026-11-30" in answer.out


@pytest.mark.parametrize("day", ["tomorrow", "2026-02-30", "1", "2026-11-30T25:00:00Z"])
def test_a_day_that_is_none_is_wrong_usage(command: Command, day: str):
    answer = command("plan", "lab", "--at", day)
    assert answer.code == 64
    assert "is not a date" in answer.err


def test_a_saved_preview_is_shown_and_refused(command: Command):
    assert command("plan", "lab", "--at", "2026-12-01", "-o", "later.plan").code == 0
    assert "A preview of 2026-12-01" in command("show", "later.plan").out
    for at in ("2026-11-23T09:00:00Z", "2026-12-01T09:00:00Z"):
        answer = command("apply", "later.plan", "--yes", at=at)
        assert answer.code == 12
        assert "the plan is a preview of 2026-12-01 and cannot be applied" in answer.err
    assert command("audit", "list").out.strip() == ""


def test_a_plan_that_a_last_day_has_overtaken_is_refused(command: Command):
    assert command("plan", "lab", "-o", "now.plan", at="2026-11-28T09:00:00Z").code == 0
    late = command("apply", "now.plan", "--yes", at="2026-11-30T23:00:00Z")
    assert late.code == 12
    assert "passed at 2026-11-30T23:00:00Z" in late.out + late.err
    assert command("apply", "now.plan", "--yes", at="2026-11-30T22:59:59Z").code == 0
    assert command("plan", "lab", "--detailed-exitcode", at="2026-11-30T22:59:59Z").code == 0
    assert command("plan", "lab", "--detailed-exitcode", at="2026-11-30T23:00:00Z").code == 2


def test_the_calendar_in_every_form(command: Command):
    text = command("calendar", "lab")
    assert text.code == 0
    assert text.out.splitlines()[0] == "2 dates in the 90 days from 2026-11-23"
    rows = command("calendar", "lab", "--format", "json").json
    assert (rows["from"], rows["days"]) == ("2026-11-23", 90)
    assert [(row["day"], row["what"], row["address"]) for row in rows["dates"]] == [
        ("2026-11-30", "last day", "dnanexus/org-lab/member/user-visitor"),
        ("2027-01-31", "last day", ""),
    ]
    assert len(list(csv.DictReader(command("calendar", "lab", "--format", "csv").out.splitlines()))) == 2
    assert "`2026-11-30`" in command("calendar", "lab", "--format", "markdown").out
    read = icalendar.Calendar.from_ical(command("calendar", "lab", "--format", "ical").out)
    assert [event["DTSTART"].dt.isoformat() for event in read.walk("VEVENT")] == ["2026-11-30", "2027-01-31"]


@pytest.mark.parametrize(
    ("arguments", "days"),
    [
        (("--next", "7d"), []),
        (("--next", "8d"), ["2026-11-30"]),
        (("--next", "9w"), ["2026-11-30"]),
        (("--from", "2026-11-01", "--next", "4w"), ["2026-11-01"]),
        (("--from", "2026-11-30", "--next", "1d"), ["2026-11-30"]),
        (("--from", "2027-01-31", "--next", "1d", "--org", "org-lab"), ["2027-01-31"]),
        (("--next", "0d"), []),
    ],
)
def test_the_calendar_of_some_days(command: Command, arguments: tuple[str, ...], days: list[str]):
    rows = command("calendar", "lab", *arguments, "--format", "json").json["dates"]
    assert [row["day"] for row in rows] == days


@pytest.mark.parametrize(
    "arguments", [("--next", "3m"), ("--next", "-1d"), ("--next", "90"), ("--from", "soon"), ("--org", "nobody")]
)
def test_the_calendar_refuses_what_it_does_not_understand(command: Command, arguments: tuple[str, ...]):
    assert command("calendar", "lab", *arguments).code == 64


def test_the_calendar_of_wrong_manifests_is_their_problems(command: Command):
    Path("lab/org.yaml").write_text(LAB.replace("2026-11-30", "2026-10-31"))
    answer = command("calendar", "lab")
    assert answer.code == 10
    assert "error[dates-reversed]" in answer.err
    assert [p["code"] for p in command("calendar", "lab", "--format", "json").json["problems"]] == ["dates-reversed"]
