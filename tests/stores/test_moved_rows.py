"""A saved plan stays good while other rows move, and names exactly those of its own that have: on every store.

All sixteen ways in which the four rows of one plan (changed, made, removed, moved to another name) may have been changed by
others since, each in an org of its own; in each, two rows move that the plan does not touch.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise, product

from reconciler.applier import Applied, Attempt, apply
from reconciler.conflicts import RowsMoved
from reconciler.errors import Stale
from reconciler.fold import fold, patched
from reconciler.guards import Policy
from reconciler.model import EMPTY, Address, Change, Head, Header, OrgPlan, Outcome, Plan
from reconciler.parts import Ground, part
from reconciler.planner import Actual
from reconciler.render.documents import moved_document
from reconciler.selection import Selector, chosen
from reconciler.stores.base import AuditQuery, Store

AT, LATER = "2026-11-23T09:00:00Z", "2026-11-24T09:00:00Z"
LINEAGE = "00000000-0000-4000-8000-000000000001"
HEADER = Header(LINEAGE, AT, "2026-11-30T09:00:00Z", "ada@lab.example", "test", commit="c0ffee0123456789")


def at(slug: str, kind: str, *key: str) -> Address:
    return Address("webknossos", slug, kind, key)


def step(store: Store, slug: str, run: str, *changes: Change, actor: str = "eve@lab.example") -> Applied:
    """Apply changes, planned now."""
    (result,) = apply(planned(store, slug, changes), store, Attempt(actor, LATER, f"{slug}-{run}"))
    assert result.error is None, result.error
    return result


def planned(store: Store, slug: str, changes: tuple[Change, ...]) -> Plan:
    org = f"webknossos/{slug}"
    head = store.heads().get(org, Head(org, 0, EMPTY.digest))
    return Plan(HEADER, (OrgPlan(org, head.serial, head.digest, changes),))


def begin(store: Store, slug: str) -> None:
    names = [("org",), ("team", "old"), ("team", "blue"), ("team", "other"), ("team", "another")]
    people = [Change(at(slug, "member", f"{n}@lab.example"), None, {"role": r}) for n, r in (("ada", "admin"), ("eve", "admin"), ("bob", "member"))]  # fmt: skip
    step(store, slug, "first", *(Change(at(slug, *name), None, {}) for name in names), *people)


def changes_of(slug: str) -> tuple[Change, ...]:
    return (
        Change(at(slug, "member", "bob@lab.example"), {"role": "member"}, {"role": "dataset_manager"}),
        Change(at(slug, "team", "new"), None, {}),
        Change(at(slug, "team", "old"), {}, None),
        Change(at(slug, "team", "navy"), {}, {}, previous=at(slug, "team", "blue")),
    )


def meanwhile(slug: str) -> tuple[Change, ...]:
    """What others may have done to each of these rows."""
    return (
        Change(at(slug, "member", "bob@lab.example"), {"role": "member"}, {"role": "admin"}),
        Change(at(slug, "team", "new"), None, {"description": "theirs"}),
        Change(at(slug, "team", "old"), {}, {"description": "still wanted"}),
        Change(at(slug, "team", "blue"), {}, {"description": "theirs"}),
    )


SAID = ("role is admin and was member", "it is there already, with description theirs", "description is still wanted and was nothing", "description is theirs and was nothing")  # fmt: skip


def test_every_way_in_which_rows_may_have_moved(store: Store):
    for case, ways in enumerate(product((False, True), repeat=4)):
        slug = f"lab-{case}"
        begin(store, slug)
        saved = planned(store, slug, changes_of(slug))
        step(store, slug, "other", Change(at(slug, "team", "other"), {}, {"description": "x"}))
        for number, moved in enumerate(ways, 1):
            if moved:
                step(store, slug, f"moved-{number}", meanwhile(slug)[number - 1])
        step(store, slug, "another", Change(at(slug, "team", "another"), {}, None))
        judge(store, slug, saved, [number for number, moved in enumerate(ways, 1) if moved])


def judge(store: Store, slug: str, saved: Plan, moved: list[int]) -> None:
    org = f"webknossos/{slug}"
    before, head, log = store.state(org), store.heads()[org], [*store.audit(AuditQuery(org=org))]
    (result,) = apply(saved, store, Attempt("ada@lab.example", LATER, f"{slug}-last"))
    if not moved:
        assert result.outcome is Outcome.DONE
        assert store.state(org) == patched(before, saved.changes) == fold(store.audit(AuditQuery(org=org)))
        return
    assert result.outcome is Outcome.REFUSED
    assert (store.state(org), store.heads()[org], [*store.audit(AuditQuery(org=org))]) == (before, head, log)
    error = result.error
    assert isinstance(error, RowsMoved)
    assert isinstance(error, Stale)
    assert [row.number for row in error.rows] == moved
    assert error.others == 2
    assert f"planned at serial 1 and is at serial {head.serial}; nothing was changed" in error.message
    assert "2 other audit entries since then do not touch" in error.message
    for row, problem in zip(error.rows, error.problems, strict=True):
        (entry,) = row.entries
        assert entry.address == row.change.comes_from
        assert SAID[row.number - 1] in problem.message
        assert f"changed by eve@lab.example at {LATER} (audit {entry.seq}, run {slug}-moved-{row.number}, plan {entry.plan[:16]}, commit c0ffee012345)" in problem.message  # fmt: skip
        assert problem.hint == f"look at it: reconciler audit --org {org} --address {row.change.comes_from}"
    the_document_says_the_same(error)
    the_rest_can_be_applied(store, slug, saved, moved)


def the_document_says_the_same(error: RowsMoved) -> None:
    document = moved_document(error)
    assert document["other_entries"] == error.others
    assert document["hint"] == error.hint
    for row, said in zip(error.rows, document["moved"], strict=True):
        assert said["address"] == str(row.change.comes_from)
        assert (said["before"], said["after"], said["now"]) == (row.change.before, row.change.after, row.now)
        assert [entry["seq"] for entry in said["entries"]] == [entry.seq for entry in row.entries]


def the_rest_can_be_applied(store: Store, slug: str, saved: Plan, moved: list[int]) -> None:
    """What the hint says: without the rows that moved, the plan is good."""
    org = f"webknossos/{slug}"
    state, head = store.state(org), store.heads()[org]
    if len(moved) == len(saved.changes):
        return
    rest = chosen(saved, [], [Selector("change", ",".join(map(str, moved)))])
    made = part(saved, rest, Ground({org: Actual(head, state)}, Policy(), AT[:10])).plan
    assert [change.address for change in made.changes] == [
        change.address for number, change in enumerate(saved.changes, 1) if number not in moved
    ]
    (result,) = apply(made, store, Attempt("ada@lab.example", LATER, f"{slug}-rest"))
    assert result.outcome is Outcome.DONE
    assert store.state(org) == patched(state, made.changes)


def test_a_row_that_is_gone_or_was_changed_often_is_told_with_the_last_few_who_did(store: Store):
    begin(store, "lab")
    saved = planned(store, "lab", changes_of("lab"))
    texts = ["", *(f"version {number}" for number in range(7))]
    for number, (was, becomes) in enumerate(pairwise(texts)):
        sides = ({"description": text} if text else {} for text in (was, becomes))
        step(store, "lab", f"r{number}", Change(at("lab", "team", "old"), *sides))
    step(store, "lab", "gone", Change(at("lab", "team", "blue"), {}, None))
    (result,) = apply(saved, store, Attempt("ada@lab.example", LATER, "last"))
    old, blue = result.error.problems
    assert "2 earlier entries, by eve@lab.example" in old.message
    assert old.message.count("(audit ") == 5
    assert len(result.error.rows[0].entries) == 7
    assert "it is not there any more; changed by eve" in blue.message


def test_a_row_may_not_move_to_where_something_stands_by_now(store: Store):
    begin(store, "lab")
    saved = planned(store, "lab", changes_of("lab")[3:])
    step(store, "lab", "taken", Change(at("lab", "team", "navy"), None, {}))
    (result,) = apply(saved, store, Attempt("ada@lab.example", LATER, "last"))
    (problem,) = result.error.problems
    assert "webknossos/lab/team/navy is taken; changed by eve@lab.example" in problem.message


def test_numbers_are_those_of_the_whole_plan_also_in_its_second_org(store: Store):
    begin(store, "one")
    begin(store, "two")
    one, two = (planned(store, slug, changes_of(slug)) for slug in ("one", "two"))
    saved = replace(one, orgs=one.orgs + two.orgs)
    step(store, "two", "moved", meanwhile("two")[1])
    first, second = apply(saved, store, Attempt("ada@lab.example", LATER, "last"))
    assert first.outcome is Outcome.DONE
    assert [row.number for row in second.error.rows] == [6]
    assert "reconciler select FILE --exclude change=6 -o NEW" in second.error.hint
