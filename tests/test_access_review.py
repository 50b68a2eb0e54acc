"""The access review goes out as a sheet and comes back as an edit of the manifests: who has what, and what is to go."""

from __future__ import annotations

import csv
import io
import itertools
import os
import shutil
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
from answers import Answer, asking

from reconciler.applier import Attempt, apply
from reconciler.canonical import Attrs
from reconciler.editing.removing import Meant, without
from reconciler.errors import errors_among
from reconciler.guards import Policy
from reconciler.model import Action, Address, AuditEntry, Cause, Header, Mode, Outcome, State
from reconciler.reader import read_texts
from reconciler.reports.access_review import COLUMNS, LISTED, gives
from reconciler.reports.since import Held, held
from reconciler.stores.sql import init_store
from reconciler.survey import planned

HOSTILE = (
    "=SUM(A1)", "+1", "-1", "@x", "|cmd", "%x", "'=1", "''", "\uff1d1", ":set", "# x", 'a;b,"c"', "a'b", "no", "1e5", "007",
)  # fmt: skip
"""Names that spreadsheets compute, shorten or read as something else (T079, T080), and that CI runners obey (T077)."""
VISION = """\
# the team
org: acme-vision
platform: encord
members:
  grace@acme.example: {role: internal_admin}
  dan@acme.example: {role: internal_admin}
  # kim came with Dan
  "kim@acme.example, lou@acme.example": {}
  bob@labelers.example: {role: workforce}
groups:
  labelers: {members: [bob@labelers.example, lou@acme.example]}  # second pass
datasets:
  dashcam: {access: {kim@acme.example: admin, group:labelers: user}}
projects:
  night-drive: {access: {bob@labelers.example: reviewer, group:labelers: annotator, grace@acme.example: admin}}
"""
INNO = """\
org: innolab
platform: innotescus
members:
  own@i.example: {role: super_admin}
  ann@i.example: {role: annotator, projects: [pavement, roof]}
projects: {pavement: {}, roof: {}}
"""
ORG = "encord/acme-vision"
MADE = "2026-03-01T12:00:00Z"


@pytest.fixture
def ask(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Callable[..., Answer]:
    for name in [name for name in os.environ if name.startswith("RECONCILER")]:
        monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)

    return asking(capsys)


@pytest.fixture(scope="module")
def applied(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    """A store in which manifests have been applied, made once for each text."""
    made: dict[str, Path] = {}

    def call(text: str) -> Path:
        if text not in made:
            path = made[text] = tmp_path_factory.mktemp("applied") / "reconciler.db"
            store = init_store(f"sqlite:///{path}", "00000000-0000-4000-8000-000000000001")
            reading = read_texts([("org.yaml", text)], at=MADE[:10])
            header = Header(store.lineage, MADE, "2099-01-01T00:00:00Z", "robot", "test", reading.digest)
            plan, _ = planned(reading.sound(), store, header, Policy())
            results = list(apply(plan, store, Attempt("robot", MADE, "run-1", Policy())))
            assert {result.outcome for result in results} == {"done"}, results
            store.close()
        return made[text]

    return call


@pytest.fixture
def made(ask: Callable[..., Answer], applied: Callable[[str], Path]) -> Callable[..., list[dict[str, str]]]:
    """The manifests are applied, and the sheet of one org is there."""

    def call(text: str = VISION, org: str = ORG) -> list[dict[str, str]]:
        Path("m").mkdir()
        Path("m/org.yaml").write_text(text, encoding="utf-8")
        shutil.copy(applied(text), "reconciler.db")
        return sheet(ask, org)

    return call


def sheet(ask: Callable[..., Answer], org: str = ORG) -> list[dict[str, str]]:
    answer = ask("report", "access-review", org, "--format", "csv")
    assert answer.code == 0, answer.err
    return [*csv.DictReader(io.StringIO(answer.out))]


def write(rows: list[dict[str, str]], name: str = "s.csv", *, mark: str = ",", encoding: str = "utf-8") -> None:
    with Path(name).open("w", encoding=encoding, newline="") as file:
        writer = csv.DictWriter(file, rows[0], delimiter=mark)
        writer.writeheader()
        writer.writerows(rows)


def decided(rows: list[dict[str, str]], *entries: str) -> list[dict[str, str]]:
    return [{**row, "decision": "remove" if row["entry"] in entries else "keep", "reviewer": "eve"} for row in rows]


def entry(rows: list[dict[str, str]], name: str) -> dict[str, str]:
    return next(row for row in rows if row["entry"] == name)


def state_of(text: str) -> State:
    (org,) = read_texts([("org.yaml", text)], at="2026-11-23").sound().orgs.values()
    return org.state


# --- who has what -----------------------------------------------------------------------------------------------------


def test_each_entry_says_who_has_what_by_which_path_since_when_and_given_by_whom(made):
    rows = made()
    assert [column.name for column in COLUMNS] == [*rows[0]]
    assert {row["decision"] + row["reviewer"] + row["reviewed"] + row["remark"] for row in rows} == {""}
    told = {row["entry"]: [row[name] for name in ("who", "has", "level", "path", "reaches")] for row in rows}
    bob = "bob@labelers.example"
    assert told[f"member/{bob}"] == [bob, "organization acme-vision", "workforce", "role", ""]
    assert told[f"project_grant/night-drive/{bob}"] == [bob, "project night-drive", "reviewer", "own grant", ""]
    opens = "dataset dashcam user; project night-drive annotator"
    assert told[f"membership/labelers/{bob}"] == [bob, "group labelers", "member", "own place", opens]
    of_group = ["group labelers", "project night-drive", "annotator", "group", "2 active"]
    assert told["project_grant/night-drive/team:labelers"] == of_group
    assert told["member/grace@acme.example"][-1] == "every project viewer"
    assert all(row["since"] and row["given_by"] and row["status"] in ("active", "") for row in rows)
    assert len({row["version"] for row in rows}) == len(rows)


def test_since_is_when_it_became_what_it_is_and_a_name_begins_nothing(ask, made, monkeypatch):
    rows = made()
    text = VISION.replace("reviewer", "annotator").replace('lou@acme.example": {}', 'lou@acme.example": {name: Two}')
    monkeypatch.setattr("reconciler.cli.terminal.now", lambda: "2097-01-01T00:00:00Z")
    Path("m/org.yaml").write_text(text, encoding="utf-8")
    assert ask("apply", "m", "--yes").code == 0
    after = sheet(ask)
    grant, named = "project_grant/night-drive/bob@labelers.example", "member/lou@acme.example"
    assert entry(after, grant)["since"] == "2097-01-01T00:00:00Z" != entry(rows, grant)["since"]
    assert entry(after, named)["since"] == entry(rows, named)["since"]
    assert entry(after, named)["version"] != entry(rows, named)["version"]


def test_of_what_a_place_opens_ten_things_are_named_and_the_others_counted(made):
    projects = "".join(f"  p{n:02}: {{access: {{group:labelers: annotator}}}}\n" for n in range(12))
    rows = made(VISION + projects)
    reaches = entry(rows, "membership/labelers/bob@labelers.example")["reaches"].split("; ")
    assert (len(reaches), reaches[-1]) == (LISTED + 1, "and 4 more")


def test_the_deactivated_have_nothing_and_are_counted(ask, made):
    lab = "org: lab\nplatform: webknossos\nmembers: {a@l.example: {role: admin}, b@l.example: {active: false}}\n"
    rows = made(lab, "lab")
    assert [row["who"] for row in rows] == ["a@l.example"]
    assert "1 deactivated left out, who may do nothing" in ask("report", "access-review", "lab").out


# --- back again -------------------------------------------------------------------------------------------------------


def test_decisions_take_out_just_those_entries_and_the_plan_shows_it(ask, made):
    rows = made()
    gone = ("project_grant/night-drive/bob@labelers.example", "membership/labelers/lou@acme.example")
    write(decided(rows, *gone))
    answer = ask("access-review", "import", "s.csv", "m")
    assert answer.code == 0, answer.err
    assert answer.lines[-1] == f"2 entries taken out, {len(rows) - 2} kept; see what it means: reconciler plan"
    assert Path("m/org.yaml").read_text(encoding="utf-8") == VISION.replace(
        "bob@labelers.example: reviewer, ", ""
    ).replace(", lou@acme.example]", "]")
    assert "Plan: 0 to create, 0 to update, 2 to delete, in 1 org." in ask("plan", "m").out


def test_where_all_is_kept_nothing_is_written(ask, made):
    write(decided(made()))
    before = Path("m/org.yaml").stat().st_mtime_ns
    answer = ask("access-review", "import", "s.csv", "m", "--format", "json")
    assert (answer.code, answer.json["removed"], answer.json["files"]) == (0, 0, [])
    assert Path("m/org.yaml").stat().st_mtime_ns == before


def test_whoever_is_removed_goes_with_everything_if_that_was_decided(ask, made):
    rows = made()
    bobs = [row["entry"] for row in rows if row["who"] == "bob@labelers.example"]
    write(decided(rows, *bobs))
    assert ask("access-review", "import", "s.csv", "m").code == 0
    assert "bob" not in Path("m/org.yaml").read_text(encoding="utf-8")


def test_places_in_projects_are_taken_out_of_a_members_list(ask, made):
    rows = made(INNO, "innolab")
    write(decided(rows, "assignment/ann@i.example/roof"))
    assert ask("access-review", "import", "s.csv", "m").code == 0
    assert Path("m/org.yaml").read_text(encoding="utf-8") == INNO.replace("[pavement, roof]", "[pavement]")


@pytest.mark.parametrize(("mark", "encoding"), [(",", "utf-8"), (";", "utf-8-sig"), ("\t", "utf-8")])
def test_hostile_names_come_back_whatever_a_spreadsheet_makes_of_separators(ask, made, mark, encoding):
    """T079, T080: every name is quoted so that nothing is computed, and is recognized again."""
    named = "".join(
        "  '{}': {{access: {{kim@acme.example: annotator, bob@labelers.example: reviewer}}}}\n".format(
            name.replace("'", "''")
        )
        for name in HOSTILE
    )
    rows = made(VISION + named)
    theirs = [row for row in rows if row["who"] == "kim@acme.example" and row["entry"].startswith("project_grant")]
    assert len(theirs) == len(HOSTILE)
    write(decided(rows, *(row["entry"] for row in theirs)), mark=mark, encoding=encoding)
    answer = ask("access-review", "import", "s.csv", "m")
    assert answer.code == 0, answer.err
    after = state_of(Path("m/org.yaml").read_text(encoding="utf-8"))
    before = state_of(VISION + named)
    assert {address.path for address in before.keys() - after.keys()} == {row["entry"] for row in theirs}


def test_a_leading_apostrophe_that_a_spreadsheet_has_eaten_or_kept_is_none(ask, made):
    rows = made(VISION + '  "=1": {access: {kim@acme.example: annotator}}\n')
    at = next(row["entry"] for row in rows if row["has"].endswith("=1") and row["who"].startswith("kim"))
    entry(rows, at)["who"] = "'" + entry(rows, at)["who"]
    write(decided(rows, at))
    assert ask("access-review", "import", "s.csv", "m").code == 0


# --- refused ----------------------------------------------------------------------------------------------------------

KIM = "dataset_grant/dashcam/kim@acme.example"
BOB = "member/bob@labelers.example"


def _with(at: str, **cells: str) -> Callable[[list[dict[str, str]]], list[dict[str, str]]]:
    return lambda rows: [{**row, **cells} if row["entry"] == at else row for row in rows]


def _swapped(rows: list[dict[str, str]]) -> list[dict[str, str]]:
    """One column was sorted and the others were not."""
    whos = sorted((row["who"] for row in rows), reverse=True)
    return [{**row, "who": who} for row, who in zip(rows, whos, strict=True)]


REFUSED: Mapping[str, tuple[Callable[[list[dict[str, str]]], list[dict[str, str]]], str, str]] = {
    "a decision that is none": (_with(KIM, decision="delete"), "review-decision", "`delete` is no decision"),
    "no decision": (_with(KIM, decision=" "), "review-decision", "nothing is decided"),
    "an entry there never was": (_with(KIM, entry="member/x@acme.example"), "review-unknown", "has no entry"),
    "an entry of no kind": (_with(KIM, entry="=cmd/x"), "review-unknown", "has no entry"),
    "another version": (_with(KIM, version="0" * 16), "review-stale", "has changed since"),
    "another level": (_with(KIM, level="user"), "review-stale", "level of this row is not that of"),
    "a sorted column": (_swapped, "review-stale", "who of this row is not that of"),
    "a row twice": (lambda rows: [*rows, rows[0]], "review-decision", "stands in two rows"),
    "half a person": (_with(BOB, decision="remove"), "review-decision", "is kept"),
    "half a sheet": (
        lambda rows: [{**row, "decision": "remove"} for row in rows if row["entry"] == BOB],
        "review-decision",
        "is not in the sheet",
    ),
    "two orgs": (_with(KIM, org="encord/other"), "review-sheet", "is about several orgs"),
    "no column": (
        lambda rows: [{name: cell for name, cell in row.items() if name != "version"} for row in rows],
        "review-sheet",
        "has no column version",
    ),
}


@pytest.mark.parametrize("what", REFUSED)
def test_a_sheet_with_anything_wrong_is_refused_whole_with_the_line(ask, made, what):
    change, code, says = REFUSED[what]
    rows = decided(made(), "project_grant/night-drive/bob@labelers.example")
    write(change(rows))
    answer = ask("access-review", "import", "s.csv", "m")
    assert (answer.code, answer.out) == (10, "")
    assert f"error[{code}]" in answer.err
    assert says in answer.err
    assert "s.csv:" in answer.err
    assert "    = " in answer.err
    assert Path("m/org.yaml").read_text(encoding="utf-8") == VISION


def test_all_that_is_wrong_is_listed_at_once_in_order_of_the_lines(ask, made):
    rows = decided(made())
    rows[1]["decision"], rows[3]["version"], rows[4]["entry"] = "maybe", "x", "member/nobody@acme.example"
    write(rows)
    said = [line for line in ask("access-review", "import", "s.csv", "m").err.splitlines() if "error[" in line]
    assert [line.partition(": ")[0] for line in said] == ["s.csv:3", "s.csv:5", "s.csv:6"]


def test_an_entry_that_is_gone_or_other_by_now_is_stale(ask, made):
    rows = decided(made(), KIM)
    write(rows)
    text = VISION.replace("kim@acme.example: admin, ", "").replace(
        "bob@labelers.example: reviewer", "bob@labelers.example: annotator"
    )
    Path("m/org.yaml").write_text(text, encoding="utf-8")
    assert ask("apply", "m", "--yes").code == 0
    err = ask("access-review", "import", "s.csv", "m").err
    assert f"`{KIM}` is gone, or its holder is deactivated, since" in err
    assert "`project_grant/night-drive/bob@labelers.example` has changed since it was reviewed" in err


def test_a_place_that_opens_more_than_was_reviewed_is_stale(ask, made):
    rows = decided(made())
    write(rows)
    with Path("m/org.yaml").open("a", encoding="utf-8") as file:
        file.write("  more: {access: {group:labelers: annotator}}\n")
    assert ask("apply", "m", "--yes").code == 0
    err = ask("access-review", "import", "s.csv", "m").err
    assert err.count("has changed since it was reviewed") == 2
    assert "`membership/labelers/bob@labelers.example` has changed" in err


def test_a_grant_to_a_group_that_somebody_has_come_into_or_left_is_stale_and_no_other_is(ask, made):
    rows = decided(made())
    write(rows)
    text = VISION.replace("[bob@labelers.example, lou@acme.example]", "[bob@labelers.example, kim@acme.example]")
    Path("m/org.yaml").write_text(text, encoding="utf-8")
    assert ask("apply", "m", "--yes").code == 0
    err = ask("access-review", "import", "s.csv", "m").err
    assert "`dataset_grant/dashcam/team:labelers` has changed since it was reviewed" in err
    assert "`project_grant/night-drive/team:labelers` has changed since it was reviewed" in err
    assert "`membership/labelers/lou@acme.example` is gone" in err
    assert err.count("error[review-stale]") == 3


@pytest.mark.parametrize("digest", ["1234567890123456", "123e456789012345"])
def test_no_spreadsheet_takes_a_version_for_a_number(made, monkeypatch, digest):
    monkeypatch.setattr("reconciler.reports.access_review.sha256", lambda _: digest * 4)
    assert {row["version"] for row in made()} == {f"v{digest}"}


def test_manifests_that_say_something_else_or_nothing_of_it_are_not_edited(ask, made):
    gone = "project_grant/night-drive/bob@labelers.example"
    write(decided(made(), gone))
    Path("m/org.yaml").write_text(
        VISION.replace("bob@labelers.example: reviewer", "bob@labelers.example: annotator"), "utf-8"
    )
    answer = ask("access-review", "import", "s.csv", "m")
    assert "error[review-stale] the manifests say something else" in answer.err
    Path("m/org.yaml").write_text(VISION, encoding="utf-8")
    assert ask("access-review", "import", "s.csv", "m").code == 0
    again = ask("access-review", "import", "s.csv", "m")
    assert (again.code, "error[review-undeclared]" in again.err) == (10, True)


def test_what_leaves_manifests_that_are_wrong_is_not_written(ask, made):
    rows = made(INNO, "innolab")
    write(decided(rows, "member/own@i.example"))
    answer = ask("access-review", "import", "s.csv", "m")
    assert answer.code == 10
    assert "the manifests would be wrong without these entries; nothing was written" in answer.err
    assert Path("m/org.yaml").read_text(encoding="utf-8") == INNO


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "has no column"),
        (b"\xff\xfe", "is not UTF-8"),
        (b"a,b\n1,2\n", "has no column"),
        (b'who,"x\n', "is no table"),
    ],
)
def test_what_is_no_sheet_is_refused(ask, made, data, says):
    made()
    Path("s.csv").write_bytes(data)
    answer = ask("access-review", "import", "s.csv", "m")
    assert (answer.code, "error[review-sheet]" in answer.err, says in answer.err) == (10, True, True), answer.err


def test_a_redacted_sheet_is_for_reading_only(ask, made, monkeypatch):
    made()
    monkeypatch.setenv("RECONCILER_REDACT_KEY", "k" * 32)
    rows = [*csv.DictReader(io.StringIO(ask("--redact", "report", "access-review", ORG, "--format", "csv").out))]
    write(decided(rows))
    answer = ask("access-review", "import", "s.csv", "m")
    assert (answer.code, "error[review-unknown]" in answer.err) == (10, True)


@pytest.mark.parametrize("form", ["text", "json"])
def test_whom_only_the_manifests_name_is_under_a_pseudonym_in_every_form(ask, made, monkeypatch, form):
    monkeypatch.setenv("RECONCILER_REDACT_KEY", "k" * 32)
    write(decided(made(), KIM))
    named = VISION.replace("{role: workforce}", "{role: workforce, name: Zelda Quist}")
    named = named.replace("# second pass", "# asked by Zelda Quist")
    Path("m/org.yaml").write_text(named, encoding="utf-8")
    answer = ask("--redact", "access-review", "import", "s.csv", "m", "--format", form)
    assert (answer.code, "Zelda" in answer.out, "# asked by person-" in answer.out) == (0, False, True), answer.err


# --- the edit ---------------------------------------------------------------------------------------------------------


def test_any_two_entries_go_and_nothing_else_does():
    """Whatever two entries are taken out together: what is left is what was there, without them."""
    before = state_of(VISION)
    places: list[Address] = [address for address in before if gives(address)]
    for pair in itertools.combinations(places, 2):
        meant = [Meant(before[address].source, before[address].name[-1]) for address in pair]
        reading = read_texts(without({"org.yaml": VISION}, meant).items(), at="2026-11-23")
        if not errors_among(reading.problems):
            (org,) = reading.desired.orgs.values()
            assert set(before) - set(org.state) == set(pair)
            assert all(org.state[address] == before[address] for address in org.state)


# --- since when -------------------------------------------------------------------------------------------------------


def test_the_log_says_since_when_by_whom_and_with_whose_approval():
    """A row begins when it is given or becomes more or less; it keeps that through another name, and takes it along when it moves."""

    def entry_of(
        seq: int, action: Action, team: str, before: Attrs | None, after: Attrs | None, **more: Any
    ) -> AuditEntry:
        at = f"2026-03-{seq:02}T00:00:00Z"
        address = Address("webknossos", "lab", "membership", (team, "a@l.example"))
        entry = AuditEntry("webknossos/lab", seq, f"run-{seq}", "", at, f"robot-{seq}", address, action, Mode.DIRECT,
                           Cause.REQUESTED, Outcome.DONE, before, after)  # fmt: skip
        return entry._replace(**more)

    member, manager = {"role": "member"}, {"role": "team_manager"}
    log = [
        entry_of(1, Action.CREATE, "a", None, member),
        entry_of(2, Action.UPDATE, "a", member, manager, approvers=("eve@l.example",)),
        entry_of(3, Action.UPDATE, "a", manager, {**manager, "expires": "2027-01-01"}),
        entry_of(
            4,
            Action.MOVE,
            "b",
            manager,
            manager,
            previous=Address("webknossos", "lab", "membership", ("a", "a@l.example")),
        ),
        entry_of(5, Action.CREATE, "c", None, member),
        entry_of(6, Action.DELETE, "c", member, None),
        entry_of(7, Action.CREATE, "c", None, member),
        entry_of(8, Action.UPDATE, "x", None, None, erased=("~1",)),
    ]
    found = {address.key[0]: told for address, told in held(log).items()}
    assert found == {
        "b": Held("2026-03-02T00:00:00Z", 4, "robot-2", ("eve@l.example",)),
        "c": Held("2026-03-07T00:00:00Z", 7, "robot-7", ()),
    }
