"""Rows that no apply has written are found before anything is planned or applied, and somebody answers for them (T153-T155)."""

from __future__ import annotations

import json
import random
import sqlite3
import sys
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from reconciler.accepting import accept_drift
from reconciler.applier import Attempt, apply
from reconciler.canonical import keyed
from reconciler.cli import run
from reconciler.errors import IntegrityFailure, Problem, ReconcilerError, Severity, Source
from reconciler.fold import fold
from reconciler.guards import Policy
from reconciler.integrity import StateDiffers, as_applied, damage, difference, no_head, told, warning
from reconciler.model import EMPTY, Address, Cause, Change, Head, Header, Outcome, Plan, Resource, State
from reconciler.planfile import plan_name
from reconciler.reader import read_texts
from reconciler.stores.base import AuditQuery
from reconciler.stores.memory import MemoryStore
from reconciler.stores.sql import init_store, open_store
from reconciler.survey import as_stored, make_plan

AT = "2026-11-25T09:00:00Z"
LINEAGE = "00000000-0000-4000-8000-000000000001"
HEADER = Header(LINEAGE, AT, "2026-12-02T09:00:00Z", "robot", "test")
LAB = "webknossos/lab"
TEXT = """\
org: lab
platform: webknossos
members:
  ada@lab.example: {role: admin}
  grace@lab.example: {role: admin}
  bob@lab.example:
teams:
  Seg: {members: [bob@lab.example]}
"""


def planned(store, text=TEXT):
    return make_plan(read_texts([("org.yaml", text)]).sound(), store, HEADER)


def a_lab(store=None):
    store = store if store is not None else MemoryStore(LINEAGE)
    (result,) = apply(planned(store), store, Attempt("robot", AT, "first"))
    assert result.outcome is Outcome.DONE
    return store


def address(*path: str) -> Address:
    return Address("webknossos", "lab", path[0], tuple(path[1:]))


def by_hand(store: MemoryStore, at: Address, attrs) -> None:
    record = store._orgs[LAB]
    rows = {key: value for key, value in record.state.items() if key != at}
    if attrs is not None:
        rows[at] = Resource(at, attrs, at.key)
    store._orgs[LAB] = replace(record, state=State(rows))


def accepted(store, note="on the phone", run_="accepting"):
    return accept_drift(store, LAB, HEADER, Attempt("robot", AT, run_, approvers=("grace@lab.example",)), note)


# --- what differs is said, row by row ---------------------------------------------------------------------------------

EDITS = {
    "added": (address("member", "mal@lab.example"), {"role": "admin"}, "was added, with role admin"),
    "removed": (address("membership", "seg", "bob@lab.example"), None, "was removed, with role member"),
    "changed": (address("member", "bob@lab.example"), {"role": "admin"}, "was changed: role is admin and was member"),
}


@pytest.mark.parametrize("edit", EDITS)
def test_a_row_that_was_added_removed_or_changed_by_hand_is_named_t154(edit):
    store = a_lab()
    at, attrs, said = EDITS[edit]
    by_hand(store, at, attrs)
    with pytest.raises(StateDiffers) as refused:
        planned(store)
    assert refused.value.exit_code == 14
    assert refused.value.whole
    assert [problem.message for problem in refused.value.problems] == [f"{at} {said}"]
    assert "state accept-drift lab --as PERSON --note TEXT" in refused.value.hint
    assert "reconciler restore FILE" in refused.value.hint


def test_many_rows_are_counted_and_twenty_are_named_t154():
    store = a_lab()
    for number in range(25):
        by_hand(store, address("member", f"mal{number:02}@lab.example"), {"role": "member"})
    with pytest.raises(StateDiffers) as refused:
        planned(store)
    assert "25 rows were changed" in refused.value.message
    assert len(refused.value.problems) == 21
    assert refused.value.problems[-1].message == "and 5 other rows"


def test_a_saved_plan_is_not_applied_over_what_a_hand_did_and_nothing_is_written_t154():
    store = a_lab()
    plan = planned(store, TEXT.replace("Seg: {", "Seg: {description: x, "))
    by_hand(store, address("member", "mal@lab.example"), {"role": "admin"})
    before = store._orgs[LAB]
    (result,) = apply(plan, store, Attempt("robot", AT, "second"))
    assert (result.outcome, result.error.exit_code) == (Outcome.REFUSED, 14)
    after = store._orgs[LAB]
    assert (after.head, after.state, after.entries) == (before.head, before.state, before.entries)
    assert store.runs(LAB)[-1].outcome is Outcome.REFUSED


def test_rows_of_an_org_that_nobody_applied_are_refused_too_t154(sqlite_url):
    store = open_store(sqlite_url)
    with sqlite3.connect(sqlite_url.removeprefix("sqlite:///")) as connection:
        row = (LAB, "member/mal@lab.example", "member", '{"role":"admin"}')
        connection.execute("INSERT INTO resource (org, path, kind, attrs, serial) VALUES (?, ?, ?, ?, 1)", row)
    connection.close()
    with pytest.raises(StateDiffers):
        planned(store)
    store.close()


def test_where_the_head_was_changed_too_there_is_nothing_to_accept_t154():
    store = a_lab()
    by_hand(store, address("member", "mal@lab.example"), {"role": "admin"})
    record = store._orgs[LAB]
    store._orgs[LAB] = replace(record, head=record.head._replace(digest="0" * 64))
    with pytest.raises(StateDiffers) as refused:
        accepted(store)
    assert not refused.value.whole
    assert "its audit log leads to another state" in refused.value.message
    assert "accept-drift" not in refused.value.hint


def test_an_apply_between_the_head_and_the_rows_is_no_drift_t154():
    store = a_lab()
    old = store.heads()[LAB]
    (result,) = apply(planned(store, TEXT.replace("Seg: {", "Seg: {description: x, ")), store, Attempt("eve", AT, "r2"))
    assert result.outcome is Outcome.DONE
    head, state = as_stored(store, LAB, old)
    assert (head.serial, head.digest) == (2, state.digest)


# --- to the letter ------------------------------------------------------------------------------------------------------

HEAD = Head(LAB, 3, EMPTY.digest, size=2)
BOB = address("member", "bob@lab.example")


def differs(changes: int, head: Head = HEAD) -> StateDiffers:
    """What is said of so many rows that a hand has put into an org that had none."""
    rows = [address("member", f"m{number:02}@lab.example") for number in range(changes)]
    return difference(head, State({row: Resource(row, {"role": "member"}, row.key) for row in rows}), [])


def test_how_many_rows_differ_and_what_to_do_is_said_in_these_words_t154():
    hint = (
        "let somebody answer for it: reconciler state accept-drift lab --as PERSON --note TEXT; "
        "or bring back what was: reconciler restore FILE"
    )
    for number, said in ((1, "1 row was"), (2, "2 rows were")):
        found = differs(number)
        assert found.message == (
            f"{LAB} is not as it was last applied: {said} changed, and not by an apply; nothing was planned or changed"
        )
        assert (found.hint, found.org, found.whole, found.applied) == (hint, LAB, True, EMPTY)
        assert len(found.changes) == len(found.problems) == number


def test_where_more_than_rows_was_changed_a_backup_is_the_way_t154():
    found = differs(1, HEAD._replace(digest="0" * 64))
    assert (
        found.message
        == f"{LAB} is not as it was last applied, and its audit log leads to another state than its head names"
    )
    assert found.hint == "rows alone cannot explain this: restore a backup: reconciler restore FILE"
    assert not found.whole


@pytest.mark.parametrize(
    ("rows", "last"), [(20, f"{LAB}/member/m19@lab.example was added, with role member"), (21, "and 1 other row")]
)
def test_twenty_rows_are_named_and_of_more_the_number_t154(rows: int, last: str):
    problems = differs(rows).problems
    assert len(problems) == rows
    assert problems[-1].message == last
    assert problems[0] == Problem(
        "row-differs", f"{LAB}/member/m00@lab.example was added, with role member", Source("")
    )
    assert {problem.code for problem in problems} == {"row-differs"}


def test_entries_beyond_the_head_are_those_of_an_apply_that_is_later_than_the_rows_t154():
    store = a_lab()
    head, state, log = store.heads()[LAB], store.state(LAB), [*store.audit()]
    assert difference(head._replace(size=len(log)), state, log).changes == ()
    assert [change.address for change in difference(head._replace(size=len(log) - 1), state, log).changes] == [
        log[-1].address
    ]


def test_who_only_reads_is_warned_in_these_words_t153():
    assert warning(LAB) == Problem(
        "state-differs",
        f"{LAB} is not as it was last applied: somebody or something has changed rows",
        hint="see which: reconciler drift lab",
        severity=Severity.WARNING,
    )


def test_an_org_that_was_never_applied_has_the_head_of_no_rows_t154():
    assert no_head(LAB) == Head(LAB, 0, EMPTY.digest)
    assert as_applied(no_head(LAB), EMPTY)
    keyed_ = HEAD._replace(key="k", digest=keyed("k", EMPTY.digest))
    assert as_applied(keyed_, EMPTY)
    assert not as_applied(keyed_._replace(key="l"), EMPTY)


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        (None, {}, "was added"),
        (None, {"role": "x", "active": True}, "was added, with active yes, role x"),
        ({"role": "x", "active": False}, None, "was removed, with active no, role x"),
        ({}, None, "was removed"),
        (
            {"role": "x"},
            {"role": "y", "tags": ["a", "b"]},
            "was changed: role is y and was x, tags is a, b and was nothing",
        ),
        (
            {"limits": {"days": 1, "hours": 2}},
            {"limits": {"days": 3, "hours": 2}},
            "was changed: limits.days is 3 and was 1",
        ),
    ],
)
def test_what_was_done_to_a_row_is_said_in_these_words_t154(before, after, said):
    assert told(Change(BOB, before, after)) == said


@pytest.mark.parametrize(
    ("at", "attrs", "said"),
    [
        (BOB, {"role": "member"}, ""),
        (BOB, None, ""),
        (BOB, {"role": "member", "manages": ["x"], "adopted": True}, ""),
        (address("membership", "seg", "bob@lab.example"), {"role": "member"}, ""),
        (address("org"), {"name": "Lab"}, ""),
        (address("memver", "bob@lab.example"), None, "is of a kind that nobody knows"),
        (address("membership", "bob@lab.example"), None, "is not the address of a membership"),
        (address("membership", "a", "b", "c"), None, "is not the address of a membership"),
        (address("org", "lab"), None, "is not the address of a org"),
        (BOB, {"role": 7}, "says what no member can say"),
        (BOB, {"rule": "member"}, "says what no member can say"),
        (BOB, ["role"], "says what no member can say"),
        (BOB, 7, "says what no member can say"),
    ],
)
def test_why_no_plan_could_speak_of_a_row_is_said_in_these_words_t153(at, attrs, said):
    assert damage(Change(at, {}, attrs)) == said


# --- somebody answers for it ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("edit", EDITS)
def test_what_is_accepted_is_in_the_log_in_the_name_of_a_person_and_the_log_leads_to_the_rows_again_t154_t183(edit):
    store = a_lab()
    at, attrs, _ = EDITS[edit]
    by_hand(store, at, attrs)
    rows = store.state(LAB)
    done = accepted(store)
    assert [change.address for change in done.changes] == [at]
    (entry,) = store.audit(AuditQuery(run="accepting"))
    assert (entry.cause, entry.actor, entry.approvers, entry.after) == (
        Cause.DRIFT,
        "robot",
        ("grace@lab.example",),
        attrs,
    )
    assert store.state(LAB) == rows
    assert fold(store.audit()).digest == store.heads()[LAB].digest == store.state(LAB).digest
    assert store.runs(LAB)[-1].note == "on the phone"
    back = planned(store)
    assert not back.empty


def test_to_accept_twice_is_to_accept_once_t154():
    store = a_lab()
    by_hand(store, *EDITS["changed"][:2])
    assert accepted(store).serial == 2
    before = store._orgs[LAB]
    assert accepted(store, run_="again").changes == ()
    assert store._orgs[LAB] == before


def test_the_same_hand_may_come_again_and_is_answered_for_again_t154():
    store = a_lab()
    for number in range(2):
        by_hand(store, address("member", "bob@lab.example"), {"role": "admin"})
        assert accepted(store, run_=f"accept-{number}").changes
        (result,) = apply(planned(store), store, Attempt("robot", AT, f"undo-{number}"))
        assert result.outcome is Outcome.DONE
    assert store.heads()[LAB].serial == 5


def test_what_a_guard_would_refuse_is_said_and_accepted_all_the_same_t154():
    store = a_lab()
    for name in ("ada", "grace"):
        by_hand(store, address("member", f"{name}@lab.example"), {"role": "member"})
    done = accepted(store)
    assert len(done.changes) == 2
    assert "last-admin" in [result.guard for result in done.guards if result.refuses]


@pytest.mark.parametrize(
    ("at", "attrs"),
    [
        (address("memver", "bob@lab.example"), {"role": "member"}),
        (address("member", "bob@lab.example"), {"ro\x00e": "member"}),
        (address("member", "bob@lab.example"), {"role": 7}),
        (address("membership", "bob@lab.example"), {"role": "member"}),
    ],
    ids=["kind", "attribute", "value", "address"],
)
def test_damage_is_not_accepted_and_every_verb_says_so_without_a_traceback_t153(at, attrs):
    store = a_lab()
    by_hand(store, at, attrs)
    with pytest.raises(StateDiffers):
        planned(store)
    with pytest.raises(IntegrityFailure) as refused:
        accepted(store)
    assert [problem.code for problem in refused.value.problems] == ["row-damaged"]
    assert store.heads()[LAB].serial == 1


# --- bits that flip in a file -----------------------------------------------------------------------------------------


@pytest.fixture
def lab(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("RECONCILER_DB", "sqlite:///store.db")
    monkeypatch.setenv("RECONCILER_ACTOR", "robot")
    (tmp_path / "org.yaml").write_text(TEXT, encoding="utf-8")
    a_lab(init_store("sqlite:///store.db", LINEAGE)).close()
    return tmp_path


def test_no_flipped_bit_changes_what_is_planned_without_being_found_t153(lab):
    """Whatever a bit does: the state that is read is the one that was applied, or the reading is refused."""
    with sqlite3.connect("store.db") as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()
    whole, chance = (lab / "store.db").read_bytes(), random.Random(153)  # noqa: S311 - no secret
    url = "sqlite:///store.db"
    with closing(open_store(url)) as store:
        applied = named(planned(store))
    found, passed, codes = 0, 0, set()
    for _ in range(250):
        data, at = bytearray(whole), chance.randrange(100, len(whole))
        data[at] ^= 1 << chance.randrange(8)
        (lab / "store.db").write_bytes(data)
        try:
            store = open_store(url)
            try:
                assert named(planned(store)) == applied
                passed += 1
            finally:
                store.close()
        except ReconcilerError as error:
            codes.add(error.exit_code)
            found += 1
    assert codes <= {1, 14, 15, 64}
    assert found > 10
    assert passed > 10


def named(plan: Plan) -> str:
    """What a plan would do, whatever the key of its blind: that of the store says nothing of a row."""
    return plan_name(replace(plan, header=replace(plan.header, blind="")))


# --- on the command line ----------------------------------------------------------------------------------------------


def edited(statement: str) -> None:
    with sqlite3.connect("store.db") as connection:
        connection.execute(statement)
    connection.close()


MALLORY = "UPDATE resource SET attrs = '{\"role\":\"admin\"}' WHERE path = 'member/bob@lab.example'"


@pytest.mark.parametrize("verb", [["list", "users"], ["access", "bob@lab.example"], ["export"], ["who", "invite"]])
def test_verbs_that_read_answer_and_warn_t153(lab, capsys, verb):
    assert run([*verb]) == 0
    assert "state-differs" not in capsys.readouterr().err
    edited(MALLORY)
    assert run([*verb]) == 0
    said = capsys.readouterr()
    assert said.out
    assert said.err.count("warning[state-differs] webknossos/lab is not as it was last applied") == 1


def test_drift_tells_of_rows_of_no_kind_t153(lab, capsys):
    edited("UPDATE resource SET kind = 'memver', path = 'memver/bob@lab.example' WHERE path = 'member/bob@lab.example'")
    capsys.readouterr()
    assert run(["drift"]) == 2
    assert "+ webknossos/lab/memver/bob@lab.example was added, with role member" in capsys.readouterr().out


@pytest.mark.parametrize(
    "arguments", [["plan", "org.yaml"], ["apply", "org.yaml", "--yes"], ["invite", "bob@lab.example"]]
)
def test_verbs_that_plan_or_write_refuse_t154(lab, capsys, arguments):
    edited(MALLORY)
    assert run([*arguments]) == 14
    assert "bob@lab.example was changed: role is admin and was member" in capsys.readouterr().err


def test_accepting_on_the_command_line_is_said_and_told_by_history_t154(lab, capsys):
    edited(MALLORY)
    capsys.readouterr()
    arguments = ["state", "accept-drift", "lab", "--as", "Grace@lab.example", "--note", "on the phone"]
    assert run([*arguments, "--format", "json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert [each["address"] for each in told["accepted"]] == ["webknossos/lab/member/bob@lab.example"]
    assert run(arguments) == 0
    assert capsys.readouterr().out == "webknossos/lab is as it was last applied; nothing is to be accepted.\n"
    assert run(["history"]) == 0
    last = capsys.readouterr().out.splitlines()[-1]
    assert "accepted  drift: 1 updated, by grace@lab.example  (on the phone)" in last
    assert run(["state", "accept-drift", "lab", "--as", "grace@lab.example", "--note", " "]) == 64
    assert run(["plan", "org.yaml", "--detailed-exitcode"]) == 2


def test_a_log_with_accepted_drift_holds_together_and_its_note_cannot_be_exchanged_t154_t170(lab, capsys):
    edited(MALLORY)
    assert run(["state", "accept-drift", "lab", "--as", "grace@lab.example", "--note", "on the phone"]) == 0
    assert run(["audit", "verify"]) == 0
    for note in ("by Ada", ""):
        with sqlite3.connect("store.db") as connection:
            connection.execute("UPDATE run SET note = ? WHERE serial = 2", (note,))
        connection.close()
        capsys.readouterr()
        assert run(["audit", "verify"]) == 14
        assert "has another note than it was made with" in capsys.readouterr().err


def test_policy_of_the_attempt_is_what_its_guards_obey_t154():
    store = a_lab()
    by_hand(store, address("membership", "seg", "bob@lab.example"), None)
    attempt = Attempt("robot", AT, "strict", Policy(places_removed=0), ("grace@lab.example",))
    done = accept_drift(store, LAB, HEADER, attempt, "x")
    assert [result.guard for result in done.guards if result.refuses] == ["places-removed"]
