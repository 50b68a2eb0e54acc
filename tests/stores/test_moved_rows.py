"""A saved plan stays good while other rows move, and names exactly those of its own that have: on every store.

All sixteen ways in which the four rows of one plan (changed, made, removed, moved to another name) may have been changed by
others since, each in an org of its own; in each, two rows move that the plan does not touch.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise, product

from reconciler.applier import Applied, Attempt, apply
from reconciler.conflicts import RowsMoved, compared, conflict
from reconciler.errors import Stale
from reconciler.fold import fold, patched
from reconciler.guards import Policy
from reconciler.model import EMPTY, Address, Change, Head, Header, OrgPlan, Outcome, Plan, Resource, State
from reconciler.parts import Ground, part
from reconciler.planfile import blinded, plan_name
from reconciler.planner import Actual
from reconciler.render.documents import moved_document
from reconciler.render.wording import ranges
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
    return blinded(Plan(HEADER, (OrgPlan(org, head.serial, head.digest, changes),)), store.key)


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
    rows = "1 row of the plan has moved" if len(moved) == 1 else f"{len(moved)} rows of the plan have moved"
    others = f"2 other audit entries since then do not touch {'it' if len(moved) == 1 else 'them'}"
    since = f"was planned at serial 1 and is at serial {head.serial}; nothing was changed"
    assert error.message == f"{org} {since}. {rows}; {others}"
    again, rest = error.hint.split("; or apply the rest: ")
    assert again == "make the plan again: reconciler plan PATH -o FILE"
    assert rest == f"reconciler select FILE --exclude change={ranges(moved)} -o NEW, then reconciler apply NEW"
    for row, problem in zip(error.rows, error.problems, strict=True):
        (entry,) = row.entries
        assert entry.address == row.change.comes_from
        assert SAID[row.number - 1] in problem.message
        assert f"changed by eve@lab.example (claim) at {LATER} (audit {entry.seq}, run {slug}-moved-{row.number}, plan {entry.plan[:16]}, commit c0ffee012345)" in problem.message  # fmt: skip
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
    assert "; changed 2 earlier entries, by eve@lab.example" in old.message
    assert old.message.count("(audit ") == 5
    assert len(result.error.rows[0].entries) == 7
    assert "(change 4): it is not there any more; changed by eve" in blue.message


def test_a_row_may_not_move_to_where_something_stands_by_now(store: Store):
    begin(store, "lab")
    saved = planned(store, "lab", changes_of("lab")[3:])
    step(store, "lab", "taken", Change(at("lab", "team", "navy"), None, {}))
    (result,) = apply(saved, store, Attempt("ada@lab.example", LATER, "last"))
    (problem,) = result.error.problems
    assert "webknossos/lab/team/navy is taken; changed by eve@lab.example" in problem.message
    assert result.error.message.endswith("; nothing was changed. 1 row of the plan has moved")


def test_as_many_entries_as_a_sentence_names_are_all_named_and_one_other_is_spoken_of_as_one(store: Store):
    begin(store, "lab")
    step(store, "lab", "before", Change(at("lab", "team", "another"), {}, None))
    saved = planned(store, "lab", changes_of("lab"))
    for number in range(1, 6):
        was = {"description": f"{number - 1}"} if number > 1 else {}
        step(store, "lab", f"r{number}", Change(at("lab", "team", "old"), was, {"description": f"{number}"}))
    step(store, "lab", "other", Change(at("lab", "team", "other"), {}, None))
    (result,) = apply(saved, store, Attempt("ada@lab.example", LATER, "last"))
    (old,) = result.error.problems
    assert old.message.count("(audit ") == 5
    assert "earlier" not in old.message
    assert "; changed by eve@lab.example" in old.message
    assert result.error.message.endswith("; 1 other audit entry since then does not touch it")


def test_who_moved_a_row_away_is_named_where_it_stood(store: Store):
    begin(store, "lab")
    saved = planned(store, "lab", (Change(at("lab", "team", "blue"), {}, {"description": "mine"}),))
    step(store, "lab", "away", changes_of("lab")[3])
    (result,) = apply(saved, store, Attempt("ada@lab.example", LATER, "last"))
    (problem,) = result.error.problems
    assert "it is not there any more; changed by eve@lab.example" in problem.message
    assert result.error.others == 0


def test_where_nothing_was_applied_when_the_plan_was_made_every_entry_is_one_since(store: Store):
    saved = planned(store, "lab", (Change(at("lab", "org"), None, {"name": "mine"}),))
    begin(store, "lab")
    (result,) = apply(saved, store, Attempt("ada@lab.example", LATER, "last"))
    (row,) = result.error.rows
    assert [entry.seq for entry in row.entries] == [1]
    assert "it is there already; changed by" in result.error.problems[0].message
    assert result.error.others == store.heads()["webknossos/lab"].size - 1


def test_a_row_that_no_entry_touches_is_told_without_one_and_values_below_names_with_their_path():
    """The log of a store that somebody has cut: what is said must not lean on it."""
    bob = at("lab", "member", "bob@lab.example")
    changes = (
        Change(bob, {"role": "member", "experience": {"nuclei": 1}}, None),
        Change(at("lab", "team", "new"), None, {"description": "mine"}),
    )
    now = {"role": "admin", "experience": {"nuclei": 2}}
    theirs = Resource(changes[1].address, {"description": "theirs", "name": "x"}, ("new",))
    state = State({bob: Resource(bob, now, bob.key), theirs.address: theirs})
    org = OrgPlan("webknossos/lab", 1, EMPTY.digest, changes)
    first, second = conflict(org, [1, 2], Head(org.org, 1, EMPTY.digest), state, [], []).problems
    assert first.message == f"{bob} is neither as before nor as after the plan (change 1): experience.nuclei is 2 and was 1, role is admin and was member"  # fmt: skip
    assert second.message.endswith("(change 2): it is there already, with description theirs, name x")


def test_an_entry_without_a_commit_is_told_without_one(store: Store):
    begin(store, "lab")
    saved = planned(store, "lab", changes_of("lab")[:1])
    theirs = planned(store, "lab", meanwhile("lab")[:1])
    theirs = replace(theirs, header=replace(theirs.header, commit=""))
    (result,) = apply(theirs, store, Attempt("eve@lab.example", LATER, "r"))
    assert result.error is None
    (result,) = apply(saved, store, Attempt("ada@lab.example", LATER, "last"))
    assert result.error.problems[0].message.endswith(f"run r, plan {plan_name(theirs)[:16]})")


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


def test_a_row_that_has_made_room_and_one_that_is_written_otherwise_are_known_before_and_after():
    a, b = at("lab", "team", "a"), at("lab", "team", "b")
    room = (Change(b, {}, {}, previous=a, name=("b",)), Change(a, None, {}, name=("a",)))
    was, becomes = State({a: Resource(a, {}, ("a",))}), State({a: Resource(a, {}, ("a",)), b: Resource(b, {}, ("b",))})
    assert compared(room, was) == [Outcome.DONE] * 2
    assert compared(room, becomes) == [Outcome.ALREADY] * 2
    spelled = (Change(a, {}, {}, previous=a, name=("A",)),)
    assert compared(spelled, was) == [Outcome.DONE]
    assert compared(spelled, State({a: Resource(a, {}, ("A",))})) == [Outcome.ALREADY]
