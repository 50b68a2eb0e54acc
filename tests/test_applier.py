"""Applying: compare-and-set row by row, all or nothing per org, and what is said when it cannot be done.

Everything runs against the store in memory, or one that misbehaves on purpose; the SQL stores keep the same contract,
which ``tests/stores`` asks of them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace

import pytest
from leaves import leaf_hashes

from reconciler import ledger
from reconciler.accepting import accept_drift
from reconciler.applier import ATTEMPTS, Applied, Attempt, apply
from reconciler.approvals import Rules
from reconciler.errors import (
    Busy,
    GuardRefused,
    IntegrityFailure,
    OutcomeUnknown,
    Problem,
    ReconcilerError,
    Source,
    Stale,
)
from reconciler.fold import fold
from reconciler.guards import Policy
from reconciler.model import Action, Address, Header, Mode, Outcome, Plan, Resource, Run, State
from reconciler.planfile import dumps, loads, plan_name
from reconciler.reader import read_texts
from reconciler.stores.base import Conflict, Unavailable
from reconciler.stores.memory import MemoryStore, MemoryTransaction
from reconciler.survey import make_plan, recent_losses

LINEAGE = "00000000-0000-4000-8000-000000000001"
AT = "2026-11-23T09:00:00Z"
LATER = "2026-11-24T09:00:00Z"
HEADER = Header(LINEAGE, AT, "2026-11-30T09:00:00Z", "ada", "reconciler 0.1.0", commit="c0ffee")
LAB = "webknossos/lab"
POLICY = Policy()
FIRST_RUN, LAST_RUN = Attempt("ada", AT, "run-1"), Attempt("ada", AT, "run-9")

EMPTY = "org: lab\nplatform: webknossos\nmembers: {}\nteams: {}\n"
TWO_ADMINS = "members: {ada@lab.example: {role: admin}, eve@lab.example: {role: admin}, bob@lab.example: }\n"
FIRST = "org: lab\nplatform: webknossos\n" + TWO_ADMINS + "teams: {Seg: {members: [bob@lab.example]}}\n"


def planned(store: MemoryStore, *texts: str, header: Header = HEADER, policy: Policy = POLICY) -> Plan:
    named = [(f"{number}.yaml", text) for number, text in enumerate(texts)]
    return make_plan(read_texts(named).sound(), store, header, policy)


def done(store: MemoryStore, plan: Plan, attempt: Attempt = FIRST_RUN) -> list[Applied]:
    results = list(apply(plan, store, attempt))
    for result in results:
        assert result.error is None, result.error
    return results


def refused(store: MemoryStore, plan: Plan, attempt: Attempt = LAST_RUN) -> ReconcilerError:
    """The error of a one-org plan that must not change anything."""
    before, entries = dict(store.heads()), list(store.audit())
    (result,) = apply(plan, store, attempt)
    assert result.outcome in (Outcome.REFUSED, Outcome.FAILED)
    assert result.error is not None
    assert (result.serial, result.changes) == (0, ())
    assert (store.heads(), list(store.audit())) == (before, entries)
    return result.error


def a_lab(*texts: str) -> MemoryStore:
    store = MemoryStore(LINEAGE)
    for number, text in enumerate(texts or (FIRST,)):
        done(store, planned(store, text), Attempt("ada", AT, f"run-{number}"))
    return store


def address(kind: str, *key: str) -> Address:
    return Address("webknossos", "lab", kind, key)


# --- done and already -------------------------------------------------------------------------------------------------


def test_an_apply_makes_exactly_the_planned_changes_and_records_each():
    store = MemoryStore(LINEAGE)
    plan = planned(store, FIRST)
    (result,) = done(store, plan)
    assert (result.org, result.outcome, result.serial) == (LAB, Outcome.DONE, 1)
    assert [change for change, _ in result.changes] == list(plan.changes)
    assert {outcome for _, outcome in result.changes} == {Outcome.DONE}
    entries = list(store.audit())
    assert [entry.seq for entry in entries] == list(range(1, len(plan.changes) + 1))
    assert [(e.address, e.before, e.after, e.mode, e.cause, e.name) for e in entries] == [
        (c.address, c.before, c.after, c.mode, c.cause, c.name) for c in plan.changes
    ]
    assert {(e.org, e.run, e.plan, e.at, e.actor, e.commit) for e in entries} == {
        (LAB, "run-1", plan_name(plan), AT, "ada", "c0ffee")
    }


def test_head_state_log_and_run_agree_after_an_apply():
    store = a_lab(FIRST, EMPTY.replace("members: {}", TWO_ADMINS.strip()))
    head, state, entries = store.heads()[LAB], store.state(LAB), list(store.audit())
    assert (head.serial, head.digest, head.size) == (2, state.digest, len(entries))
    assert fold(entries) == state
    assert leaf_hashes(store, LAB) == [entry.hash for entry in entries]
    assert head.frontier == ledger.append((), 0, [entry.hash for entry in entries])
    first, second = store.runs(LAB)
    assert (second.outcome, second.serial, second.size, second.root) == (
        Outcome.DONE,
        2,
        head.size,
        ledger.root(head.frontier),
    )
    assert (first.before, first.after, second.before, second.after) == (
        State().digest,
        second.before,
        first.after,
        head.digest,
    )


def test_the_same_plan_again_writes_nothing_t145():
    """T124"""
    store = MemoryStore(LINEAGE)
    plan = planned(store, FIRST)
    done(store, plan)
    head, entries, runs = store.heads(), list(store.audit()), list(store.runs(LAB))
    (result,) = done(store, loads(dumps(plan).encode()), Attempt("bob", LATER, "run-2"))
    assert (result.outcome, result.serial) == (Outcome.ALREADY, 1)
    assert {outcome for _, outcome in result.changes} == {Outcome.ALREADY}
    assert (store.heads(), list(store.audit()), list(store.runs(LAB))) == (head, entries, runs)


def test_a_plan_replayed_after_a_revert_still_writes_nothing():
    """T124"""
    store = a_lab(EMPTY)
    plan = planned(store, FIRST)
    done(store, plan)
    only_ada = EMPTY.replace("members: {}", "members: {ada@lab.example: {role: admin}}")
    done(store, planned(store, only_ada), Attempt("ada", AT, "r"))
    state, entries = store.state(LAB), list(store.audit())
    (result,) = done(store, plan)
    assert result.outcome is Outcome.ALREADY
    assert (store.state(LAB), list(store.audit())) == (state, entries)


def test_a_plan_that_was_applied_before_it_expired_is_already_applied_for_ever():
    store = MemoryStore(LINEAGE)
    plan = planned(store, FIRST)
    done(store, plan)
    (result,) = done(store, plan, Attempt("ada", "2027-11-23T09:00:00Z", "run-2"))
    assert result.outcome is Outcome.ALREADY


def test_rows_that_are_already_as_wanted_are_recorded_and_not_refused():
    store = a_lab(EMPTY)
    wide = planned(store, EMPTY.replace("members: {}", "members: {ada@lab.example: {role: admin}, bob@lab.example: }"))
    narrow = planned(store, EMPTY.replace("members: {}", "members: {ada@lab.example: {role: admin}}"))
    done(store, narrow)
    (result,) = done(store, wide, Attempt("ada", AT, "run-2"))
    said = {change.address.key: outcome for change, outcome in result.changes}
    assert said == {("ada@lab.example",): Outcome.ALREADY, ("bob@lab.example",): Outcome.DONE}
    by_run = {entry.address.key: entry.outcome for entry in store.audit() if entry.run == "run-2"}
    assert by_run == said
    assert fold(store.audit()) == store.state(LAB)


def test_an_empty_plan_applies_to_nothing():
    """T096"""
    store = a_lab()
    assert done(store, planned(store, FIRST)) == []
    assert store.heads()[LAB].serial == 1


# --- plans that do not belong here ------------------------------------------------------------------------------------


def test_a_plan_of_another_database_is_refused_even_if_both_are_empty():
    """T121"""
    plan = planned(MemoryStore(LINEAGE), FIRST)
    other = MemoryStore("00000000-0000-4000-8000-000000000002")
    with pytest.raises(Stale, match="another database") as caught:
        list(apply(plan, other, Attempt("ada", AT, "r")))
    assert caught.value.exit_code == 12
    assert (other.heads(), other.runs(LAB)) == ({}, ())


def test_a_plan_whose_name_could_be_guessed_is_not_applied_to_a_store_that_hides_names():
    store = MemoryStore(LINEAGE)
    store.key = "k" * 64
    plan = planned(store, FIRST)
    with pytest.raises(Stale) as caught:
        list(apply(replace(plan, header=replace(plan.header, blind="")), store, Attempt("ada", AT, "r")))
    assert caught.value.message == "the plan has no blind, and its name would be kept for good"
    assert caught.value.hint == "make it against this store: reconciler plan -o FILE"


@pytest.mark.parametrize(("at", "works"), [("2026-11-30T09:00:00Z", True), ("2026-11-30T09:00:01Z", False)])
def test_a_plan_is_good_until_it_expires_and_not_a_second_longer(at: str, works: bool):
    """T125"""
    store = MemoryStore(LINEAGE)
    plan = planned(store, FIRST)
    if works:
        done(store, plan, Attempt("ada", at, "r"))
        return
    with pytest.raises(Stale, match="expired at 2026-11-30T09:00:00Z"):
        list(apply(plan, store, Attempt("ada", at, "r")))
    assert store.heads() == {}


@pytest.mark.parametrize(("at", "works"), [("2026-11-23T08:55:00Z", True), ("2026-11-23T08:54:59Z", False)])
def test_a_plan_is_not_made_more_than_five_minutes_from_now(at: str, works: bool):
    """T125: one of two clocks is wrong, and days are counted by them."""
    store = MemoryStore(LINEAGE)
    plan = planned(store, FIRST)
    if works:
        done(store, plan, Attempt("ada", at, "r"))
        return
    with pytest.raises(Stale, match="made at 2026-11-23T09:00:00Z, and here it is 2026-11-23T08:54:59Z") as caught:
        list(apply(plan, store, Attempt("ada", at, "r")))
    assert caught.value.exit_code == 12
    assert store.heads() == {}


def test_an_expired_plan_is_not_excused_by_another_plan_of_its_org():
    store = a_lab()
    plan = planned(store, FIRST.replace("Seg: {", "New: {}, Seg: {"))
    with pytest.raises(Stale, match="expired"):
        list(apply(plan, store, Attempt("ada", "2027-01-01T00:00:00Z", "r")))


def test_an_expired_plan_that_was_refused_before_is_not_taken_for_applied():
    store = a_lab(leaves(0))
    plan = planned(store, leaves(3))
    refused(store, plan)
    with pytest.raises(Stale, match="expired"):
        list(apply(plan, store, Attempt("ada", "2027-01-01T00:00:00Z", "r")))


def test_an_expired_plan_that_only_some_orgs_had_is_refused():
    store = MemoryStore(LINEAGE)
    plan = planned(store, FIRST, FIRST.replace("org: lab", "org: second"))
    done(store, replace(plan, orgs=plan.orgs[:1]))
    with pytest.raises(Stale, match="expired"):
        list(apply(plan, store, Attempt("ada", "2027-01-01T00:00:00Z", "r")))


# --- stale rows -------------------------------------------------------------------------------------------------------


def test_a_row_somebody_else_changed_refuses_the_org_and_names_row_and_audit_entry():
    """T120"""
    store = a_lab()
    plan = planned(
        store, FIRST.replace("bob@lab.example: }", "bob@lab.example: {role: dataset_manager}, new@lab.example: }")
    )
    done(
        store,
        planned(store, FIRST.replace("bob@lab.example: }", "bob@lab.example: {role: admin}}")),
        Attempt("eve", LATER, "r2"),
    )
    error = refused(store, plan, Attempt("ada", LATER, "r3"))
    assert isinstance(error, Stale)
    assert error.exit_code == 12
    assert "planned at serial 1 and is at serial 2" in error.message
    (problem,) = error.problems
    last = max(entry.seq for entry in store.audit() if entry.address == address("member", "bob@lab.example"))
    assert problem.code == "row-moved"
    assert "webknossos/lab/member/bob@lab.example" in problem.message
    assert "role is admin and was member" in problem.message
    assert f"changed by eve (claim) at {LATER} (audit {last}, run r2, plan " in problem.message
    assert problem.source.file == "0.yaml"
    assert address("member", "new@lab.example") not in store.state(LAB)


def test_a_row_that_was_changed_without_an_audit_entry_refuses_all_that_is_planned_of_the_org_t154():
    store = a_lab()
    plan = planned(store, FIRST.replace("Seg: {", "Seg: {description: x, "))
    record = store._orgs[LAB]
    bob = address("member", "bob@lab.example")
    edited = State({**record.state.resources, bob: record.state[bob]._replace(attrs={"role": "dataset_manager"})})
    store._orgs[LAB] = replace(record, state=edited)
    error = refused(store, plan)
    assert error.exit_code == 14
    (problem,) = error.problems
    assert problem.message == f"{bob} was changed: role is dataset_manager and was member"


@pytest.mark.parametrize(
    ("change", "meanwhile"),
    [
        (
            "teams: {Seg: {description: mine, members: [bob@lab.example]}}",
            "teams: {Seg: {description: yours, members: [bob@lab.example]}}",
        ),
        (
            "teams: {Seg: {members: [bob@lab.example]}, New: {description: mine}}",
            "teams: {Seg: {members: [bob@lab.example]}, New: }",
        ),
        ("teams: {}", "teams: {Seg: {description: still wanted}}"),
    ],
)
def test_updates_creations_and_deletions_are_all_compared(change: str, meanwhile: str):
    """T120"""
    store = a_lab()
    teams = "teams: {Seg: {members: [bob@lab.example]}}"
    plan = planned(store, FIRST.replace(teams, change))
    done(store, planned(store, FIRST.replace(teams, meanwhile)), Attempt("eve", AT, "r2"))
    assert [problem.code for problem in refused(store, plan).problems] == ["row-moved"]


def test_a_plan_made_before_a_backup_was_restored_is_refused():
    """T122: lineage and serial are those of the plan, the content is not."""
    backup, plan, other = a_lab(), a_lab(), "bob@lab.example: {role: admin}"
    done(plan, planned(plan, FIRST.replace("bob@lab.example: ", "bob@lab.example: {role: dataset_manager}")))
    made = planned(plan, FIRST.replace("bob@lab.example: ", other))
    done(backup, planned(backup, FIRST.replace("bob@lab.example: ", "bob@lab.example: {name: Bob}")))
    assert (made.header.lineage, made.orgs[0].serial) == (backup.lineage, backup.heads()[LAB].serial)
    assert made.orgs[0].digest != backup.heads()[LAB].digest
    error = refused(backup, made)
    assert error.exit_code == 12
    assert "was in another state at serial 2 than the plan was made from" in error.message


def test_rows_the_plan_does_not_touch_may_move():
    """T122"""
    store = a_lab()
    plan = planned(store, FIRST.replace("Seg: {", "Seg: {description: x, "))
    done(
        store,
        planned(store, FIRST.replace("bob@lab.example: }", "bob@lab.example: {role: admin}}")),
        Attempt("eve", AT, "r2"),
    )
    (result,) = done(store, plan, Attempt("ada", AT, "r3"))
    assert (result.outcome, result.serial) == (Outcome.DONE, 3)
    assert store.state(LAB)[address("member", "bob@lab.example")].attrs["role"] == "admin"
    assert store.heads()[LAB].digest == store.state(LAB).digest


def test_a_place_in_a_team_that_was_deleted_meanwhile_is_refused():
    store = a_lab()
    plan = planned(store, FIRST.replace("[bob@lab.example]", "[bob@lab.example, eve@lab.example]"))
    done(store, planned(store, FIRST.replace("{Seg: {members: [bob@lab.example]}}", "{}")), Attempt("eve", AT, "r2"))
    error = refused(store, plan)
    assert error.exit_code == 12
    assert "would break its rules" in error.message
    assert [problem.code for problem in error.problems] == ["dangling-reference"]
    assert "membership/seg/eve@lab.example would hang on team/seg" in error.problems[0].message


def test_a_place_of_a_member_who_is_gone_meanwhile_is_refused():
    encord = "org: v\nplatform: encord\nmembers: {a@v.example: {role: internal_admin}, b@v.example: }\ngroups: {T: {members: [%s]}}\n"
    store = MemoryStore(LINEAGE)
    done(store, planned(store, encord % ""))
    plan = planned(store, encord % "b@v.example")
    done(store, planned(store, (encord % "").replace(", b@v.example: ", "")), Attempt("a", AT, "r2"))
    error = refused(store, plan)
    assert [problem.message for problem in error.problems] == ["b@v.example is not a user of v"]


def test_two_plans_that_break_a_rule_over_two_orgs_together_are_not_both_applied():
    """E21: each is right when it is made."""
    one = "org: w\nplatform: encord\ntype: workforce\nmembers: {a@w.example: {role: internal_admin}%s}\n"
    two = "org: v\nplatform: encord\nmembers: {a@v.example: {role: internal_admin}%s}\n"
    store = MemoryStore(LINEAGE)
    done(store, planned(store, one % ""))
    done(store, planned(store, two % ""), Attempt("a", AT, "r2"))
    inside, elsewhere = planned(store, one % ", pat@w.example: "), planned(store, two % ", pat@w.example: ")
    done(store, inside, Attempt("a", AT, "r3"))
    error = refused(store, elsewhere)
    assert [problem.code for problem in error.problems] == ["guest-role"]


def test_changes_of_an_org_that_was_removed_meanwhile_are_refused():
    store = a_lab()
    plan = planned(store, FIRST.replace("Seg: {", "New: {}, Seg: {"))
    done(store, planned(store, "allow: [{org: lab, guard: org-removed, up_to: 1, reason: x, until: 2026-12-31}]\n"))
    assert store.state(LAB) == State()
    error = refused(store, plan)
    assert error.exit_code == 12
    assert "would hang on org" in error.problems[0].message


# --- guards of now ----------------------------------------------------------------------------------------------------


def leaves(number: int) -> str:
    """Manifests from which the last *number* of three people without power are gone."""
    people = "".join(f", p{n}@lab.example: " for n in range(3 - number))
    return f"org: lab\nplatform: webknossos\nmembers: {{ada@lab.example: {{role: admin}}, eve@lab.example: {{role: admin}}{people}}}\n"


def test_guards_are_judged_again_inside_the_transaction_with_the_policy_of_now():
    """T134"""
    store = a_lab(leaves(0))
    plan = planned(store, leaves(2))
    assert plan.refusals == ()
    error = refused(store, plan, Attempt("ada", AT, "r", Policy(caps={"people_removed": 1})))
    assert isinstance(error, GuardRefused)
    assert error.exit_code == 11
    assert "refused by people-removed" in error.message
    assert [problem.code for problem in error.problems] == ["people-removed"]
    done(store, plan)


def test_removals_are_summed_over_plans_because_a_limit_can_be_sliced():
    """T093"""
    store = a_lab(leaves(0))
    all_go = planned(store, leaves(2))
    one = planned(store, leaves(1))
    done(store, one)
    two = planned(store, leaves(2))
    three = planned(store, leaves(3))
    assert (two.refusals, [result.guard for result in three.refusals]) == ((), ["people-removed"])
    done(store, two, Attempt("ada", AT, "r2"))
    assert refused(store, planned(store, leaves(3))).exit_code == 11
    assert {outcome for _, outcome in done(store, all_go, Attempt("ada", AT, "r3"))[0].changes} == {Outcome.ALREADY}


def test_losses_leave_the_window_after_its_days_and_when_somebody_returns():
    store = a_lab(leaves(0), leaves(2))

    def lost(at: str) -> set[str]:
        found = recent_losses(store.audit, LAB, at, Policy(), store.state(LAB))
        return {str(address.key[-1]) for _, address in found}

    assert lost(AT) == {"p1@lab.example", "p2@lab.example"}
    assert lost("2026-11-30T09:00:00Z") == {"p1@lab.example", "p2@lab.example"}
    assert lost("2026-11-30T09:00:01Z") == set()
    done(store, planned(store, leaves(1)), Attempt("ada", AT, "r2"))
    assert lost(AT) == {"p2@lab.example"}


def test_deletions_count_as_losses_until_the_same_thing_is_there_again():
    store = a_lab(
        FIRST, FIRST.replace("Seg: {", "New: {}, Seg: {"), FIRST.replace("{Seg: {members: [bob@lab.example]}}", "{}")
    )

    def lost() -> tuple[tuple[str, Address], ...]:
        return recent_losses(store.audit, LAB, AT, Policy(), store.state(LAB))

    gone = [address("membership", "seg", "bob@lab.example"), address("team", "new"), address("team", "seg")]
    assert lost() == tuple(("delete", one) for one in gone)
    done(store, planned(store, FIRST), Attempt("ada", AT, "back"))
    assert lost() == (("delete", address("team", "new")),)
    assert recent_losses(store.audit, "webknossos/other", AT, Policy(), State()) == ()


def test_whoever_applies_is_guarded_against_locking_themselves_out():
    store = a_lab()
    without_eve = FIRST.replace(" eve@lab.example: {role: admin},", "")
    plan = planned(store, without_eve)
    assert plan.refusals == ()
    assert "self-removed" in refused(store, plan, Attempt("Eve@lab.example", AT, "r")).message
    done(store, plan)


def test_an_allowance_that_ended_between_plan_and_apply_no_longer_helps():
    store = a_lab(leaves(0))
    allow = "allow: [{org: lab, guard: people-removed, up_to: 9, reason: x, until: 2026-11-23}]\n"
    plan = planned(store, leaves(3), allow)
    assert plan.refusals == ()
    assert "people-removed" in refused(store, plan, Attempt("ada", LATER, "r")).message
    done(store, plan)


@pytest.mark.parametrize(
    ("field", "value", "says"),
    [
        ("up_to: 9", "up_to: 2", "covers 2"),
        ("2026-12-31", "2026-11-22", "ended on 2026-11-22"),
        ("people-", "places-", "is 2"),
    ],
)
def test_a_refusal_says_why_an_allowance_does_not_help(field: str, value: str, says: str):
    store = a_lab(leaves(0))
    allow = "allow: [{org: lab, guard: people-removed, up_to: 9, reason: x, until: 2026-12-31}]\n"
    (result,) = planned(store, leaves(3), allow.replace(field, value)).refusals
    assert result.guard == "people-removed"
    assert result.message.endswith(says)


def test_a_refusal_leaves_a_note_and_no_entry():
    store = a_lab(leaves(0))
    plan = planned(store, leaves(3))
    error = refused(store, plan, Attempt("eve", LATER, "run-7"))
    note = store.runs(LAB)[-1]
    assert (note.outcome, note.run, note.actor, note.at, note.serial) == (Outcome.REFUSED, "run-7", "eve", LATER, 0)
    assert (note.note, note.plan, note.commit) == (error.message, plan_name(plan), "c0ffee")


# --- stores that misbehave --------------------------------------------------------------------------------------------


class Misbehaving(MemoryStore):
    """Raises *error* in the first *times* transactions: when they begin, or when they commit."""

    def __init__(self, error: ReconcilerError, times: int = 10**9, *, at_commit: bool = False) -> None:
        super().__init__(LINEAGE)
        self.error = error
        self.times = times
        self.at_commit = at_commit
        self.begun = 0
        self.note_fails: Exception | None = None

    @contextmanager
    def transaction(self, org: str) -> Iterator[MemoryTransaction]:
        with super().transaction(org) as transaction:
            self.begun += 1
            if self.begun <= self.times:
                if not self.at_commit:
                    raise self.error
                transaction.commit = self._fails  # type: ignore[method-assign]
            yield transaction

    def _fails(self, *_: object) -> None:
        raise self.error

    def note(self, run: Run) -> None:
        if self.note_fails is not None:
            raise self.note_fails
        super().note(run)


@pytest.mark.parametrize("lost", [None, Unavailable("the disk is full")])
def test_a_refused_apply_is_kept_on_record_and_the_answer_is_the_same_if_the_record_is_lost_t181(
    lost: Exception | None,
):
    store = Misbehaving(Conflict("none"), 0)
    done(store, planned(store, FIRST))
    stale = planned(store, FIRST.replace("Seg: {", "Seg: {description: mine, "))
    done(store, planned(store, FIRST.replace("Seg: {", "Seg: {description: yours, ")), Attempt("eve", AT, "r2"))
    store.note_fails = lost
    error = refused(store, stale)
    assert (error.exit_code, [problem.code for problem in error.problems]) == (12, ["row-moved"])
    kept = [run for run in store.runs(LAB) if run.outcome is Outcome.REFUSED]
    assert [(run.actor, run.note) for run in kept] == ([] if lost else [(LAST_RUN.actor, error.message)])


@pytest.mark.parametrize("at_commit", [False, True])
@pytest.mark.parametrize("times", range(ATTEMPTS))
def test_a_serialization_conflict_is_tried_again_a_few_times_t149(times: int, at_commit: bool):
    store = Misbehaving(Conflict("again"), times, at_commit=at_commit)
    (result,) = done(store, planned(store, FIRST))
    assert (result.outcome, result.serial, store.begun) == (Outcome.DONE, 1, times + 1)
    assert len(list(store.audit())) == len(result.changes)


def test_a_conflict_that_does_not_end_is_given_up_with_a_note_t149():
    store = Misbehaving(Conflict("again"))
    error = refused(store, planned(store, FIRST))
    assert (error.exit_code, store.begun) == (12, ATTEMPTS)
    assert [run.outcome for run in store.runs(LAB)] == [Outcome.FAILED]


def test_a_conflict_that_ends_in_a_moved_row_is_stale_and_the_old_operations_are_not_run_again_t149():
    store = Misbehaving(Conflict("again"), 0, at_commit=True)
    done(store, planned(store, FIRST))
    plan = planned(store, FIRST.replace("Seg: {", "Seg: {description: mine, "))
    done(store, planned(store, FIRST.replace("Seg: {", "Seg: {description: yours, ")), Attempt("eve", AT, "r2"))
    store.times = store.begun + 1
    begun = store.begun
    assert [problem.code for problem in refused(store, plan).problems] == ["row-moved"]
    assert store.begun == begun + 1


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (Busy("locked"), 13),
        (OutcomeUnknown("lost"), 16),
        (IntegrityFailure("tampered"), 14),
        (ReconcilerError("odd"), 1),
    ],
)
def test_what_a_store_fails_with_is_passed_on_with_its_exit_code(error: ReconcilerError, code: int):
    store = Misbehaving(error, at_commit=True)
    (result,) = apply(planned(store, FIRST), store, Attempt("ada", AT, "r"))
    assert (result.outcome, result.error, result.changes) == (Outcome.FAILED, error, ())
    assert error.exit_code == code
    assert (store.begun, store.heads()) == (1, {})


def test_the_same_plan_after_an_unknown_outcome_says_what_had_become_of_it_t146():
    class Answerless(MemoryStore):
        @contextmanager
        def transaction(self, org: str) -> Iterator[MemoryTransaction]:
            with super().transaction(org) as transaction:
                yield transaction
            raise OutcomeUnknown("the answer to COMMIT was lost")

    store = Answerless(LINEAGE)
    plan = planned(store, FIRST)
    (result,) = apply(plan, store, Attempt("ada", AT, "r"))
    assert (result.outcome, store.heads()[LAB].serial) == (Outcome.FAILED, 1)
    again = MemoryStore(LINEAGE)
    again._orgs = store._orgs
    (result,) = done(again, plan)
    assert (result.outcome, result.serial) == (Outcome.ALREADY, 1)


@pytest.mark.parametrize("failure", [Busy("locked"), Stale("moved"), ReconcilerError("odd")])
def test_a_note_that_cannot_be_kept_never_changes_the_answer(failure: ReconcilerError):
    store = Misbehaving(Conflict("x"), 0)
    done(store, planned(store, leaves(0)))
    store.note_fails = failure
    error = refused(store, planned(store, leaves(3)))
    assert isinstance(error, GuardRefused)
    assert [run.outcome for run in store.runs(LAB)] == [Outcome.DONE]


# --- several orgs -----------------------------------------------------------------------------------------------------


def test_an_org_that_is_refused_does_not_stop_the_others():
    store = MemoryStore(LINEAGE)
    orgs = ("alpha", "beta", "gamma")

    def all_of(text: Callable[[str], str]) -> Sequence[str]:
        return [text(org).replace("org: lab", f"org: {org}") for org in orgs]

    done(store, planned(store, *all_of(lambda _: leaves(0))))
    plan = planned(store, *all_of(lambda org: leaves(3 if org == "beta" else 1)))
    results = list(apply(plan, store, Attempt("ada", AT, "r2")))
    assert [(result.org, result.outcome) for result in results] == [
        ("webknossos/alpha", Outcome.DONE),
        ("webknossos/beta", Outcome.REFUSED),
        ("webknossos/gamma", Outcome.DONE),
    ]
    assert {org: head.serial for org, head in store.heads().items()} == {
        "webknossos/alpha": 2,
        "webknossos/beta": 1,
        "webknossos/gamma": 2,
    }
    assert max(result.error.exit_code for result in results if result.error) == 11
    again = list(apply(plan, store, Attempt("ada", AT, "r3")))
    assert [result.outcome for result in again] == [Outcome.ALREADY, Outcome.REFUSED, Outcome.ALREADY]


def test_orgs_are_applied_one_by_one_as_the_caller_asks_for_them():
    store = MemoryStore(LINEAGE)
    plan = planned(store, FIRST, FIRST.replace("org: lab", "org: second"))
    results = apply(plan, store, Attempt("ada", AT, "r"))
    assert store.heads() == {}
    next(results)
    assert list(store.heads()) == [LAB]
    results.close()  # type: ignore[attr-defined]
    assert list(store.heads()) == [LAB]


def test_an_entry_records_how_the_platform_carries_the_change_out():
    store = a_lab()
    by_kind = {entry.address.kind: (entry.action, entry.mode) for entry in store.audit()}
    assert by_kind["org"] == (Action.CREATE, Mode.MANUAL)
    assert by_kind["member"] == (Action.CREATE, Mode.INVITE)
    assert by_kind["team"] == (Action.CREATE, Mode.DIRECT)


# --- what is said, and what to do next --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("header", "at", "message", "hint"),
    [
        (
            {"lineage": "00000000-0000-4000-8000-000000000002"},
            AT,
            "the plan was made for another database",
            "make the plan against this database: reconciler plan -o FILE",
        ),
        (
            {"planned_for": "2027-01-01"},
            AT,
            "the plan is a preview of 2027-01-01 and cannot be applied",
            "make a plan of now: reconciler plan -o FILE",
        ),
        (
            {},
            "2027-01-01T00:00:00Z",
            "the plan expired at 2026-11-30T09:00:00Z",
            "make it again: reconciler plan -o FILE",
        ),
        (
            {},
            "2026-11-23T08:00:00Z",
            "the plan was made at 2026-11-23T09:00:00Z, and here it is 2026-11-23T08:00:00Z: one of two clocks is wrong",
            "set it right, and make the plan again: reconciler plan -o FILE",
        ),
    ],
)
def test_a_plan_that_does_not_belong_here_is_told_why_and_what_to_do(
    header: dict[str, str], at: str, message: str, hint: str
):
    store = MemoryStore(LINEAGE)
    plan = planned(store, FIRST, header=replace(HEADER, **header))
    with pytest.raises(Stale) as caught:
        list(apply(plan, store, Attempt("ada", at, "r")))
    assert (caught.value.message, caught.value.hint) == (message, hint)
    assert store.heads() == {}


@pytest.mark.parametrize(
    ("at", "works"), [("2026-11-24T08:59:59Z", True), ("2026-11-24T09:00:00Z", False), ("2026-11-24T09:00:01Z", False)]
)
def test_a_plan_is_good_until_a_day_that_it_counts_on_has_passed(at: str, works: bool):
    store = MemoryStore(LINEAGE)
    plan = planned(store, FIRST)
    plan = replace(plan, orgs=tuple(replace(org, turns="2026-11-24T09:00:00Z") for org in plan.orgs))
    if works:
        done(store, plan, Attempt("ada", at, "r"))
        return
    error = refused(store, plan, Attempt("ada", at, "r"))
    assert isinstance(error, Stale)
    assert error.message == f"a first or last day that the plan of {LAB} counts on passed at 2026-11-24T09:00:00Z; nothing was changed"  # fmt: skip
    assert error.hint == "make the plan again: reconciler plan -o FILE"


def test_a_guard_that_refuses_is_named_with_what_it_says_and_of_which_org():
    store = a_lab(leaves(0))
    plan = planned(store, leaves(3))
    (result,) = plan.refusals
    error = refused(store, plan)
    assert error.message == f"{LAB}: refused by people-removed; nothing was changed"
    assert error.problems == (Problem("people-removed", result.message, Source(LAB)),)


def test_guards_that_refuse_are_all_named():
    store = a_lab(leaves(0))
    plan = planned(store, leaves(3).replace("{ada@lab.example: {role: admin}, eve@lab.example: {role: admin}}", "{}"))
    assert "refused by last-admin, people-removed; nothing" in refused(store, plan).message


def test_a_rule_that_the_moved_state_would_break_is_named_with_its_org():
    store = a_lab()
    plan = planned(store, FIRST.replace("[bob@lab.example]", "[bob@lab.example, eve@lab.example]"))
    done(store, planned(store, FIRST.replace("{Seg: {members: [bob@lab.example]}}", "{}")), Attempt("eve", AT, "r2"))
    error = refused(store, plan)
    assert error.message == f"{LAB} has moved since the plan and would break its rules; nothing was changed"


def test_what_is_not_approved_is_refused_as_the_org_is_now_t134():
    store = a_lab()
    plan = planned(store, FIRST.replace("Seg: {", "New: {}, Seg: {"))
    asking, not_asking = Rules(required=True, signed=0), Rules(signed=0)
    error = refused(store, plan, Attempt("ada", AT, "r", Policy(approvals=asking)))
    assert isinstance(error, GuardRefused)
    assert error.message == f"{LAB}: the plan is not approved; nothing was changed"
    assert error.problems
    again = planned(store, FIRST.replace("Seg: {", "Other: {}, Seg: {"))
    done(store, again, Attempt("ada", AT, "r2", Policy(approvals=not_asking)))
    done(store, plan, Attempt("ada", AT, "r3", Policy(approvals=asking), ("eve@lab.example",)))


def test_an_unknown_outcome_is_told_with_the_command_that_knows_it():
    unknown = OutcomeUnknown("lost", hint="ask the database")
    store = Misbehaving(unknown, at_commit=True)
    (result,) = apply(planned(store, FIRST), store, Attempt("ada", AT, "run-7"))
    assert (result.org, result.error) == (LAB, unknown)
    assert unknown.hint == "reconciler audit --run run-7, which lists all of it or nothing; or ask the database"


def test_a_failure_names_the_org_and_leaves_no_note():
    store = Misbehaving(Busy("locked"))
    (result,) = apply(planned(store, FIRST), store, Attempt("ada", AT, "r"))
    assert (result.org, result.outcome, store.runs(LAB)) == (LAB, Outcome.FAILED, ())


def test_a_conflict_that_is_given_up_is_told_and_noted_with_all_that_is_known_t149():
    error = Conflict("again")
    store = Misbehaving(error)
    plan = planned(store, FIRST)
    (result,) = apply(plan, store, Attempt("ada", AT, "run-7"))
    assert (result.org, result.outcome, result.error) == (LAB, Outcome.FAILED, error)
    (note,) = store.runs(LAB)
    assert note == Run(LAB, "run-7", plan_name(plan), AT, "ada", "c0ffee", Outcome.FAILED, note="again", learnt="claim")


def test_what_guards_say_and_do_not_refuse_comes_with_the_result():
    store = a_lab(leaves(0))
    allow = "allow: [{org: lab, guard: people-removed, up_to: 9, reason: x, until: 2026-11-23}]\n"
    (result,) = done(store, planned(store, leaves(3), allow))
    (said,) = [guard for guard in result.guards if guard.guard == "people-removed"]
    assert said.allowed_by is not None


def test_a_plan_that_is_already_applied_is_told_with_the_serial_it_led_to():
    store = MemoryStore(LINEAGE)
    plan = planned(store, FIRST)
    done(store, plan)
    done(store, planned(store, FIRST.replace("Seg: {", "Seg: {description: x, ")), Attempt("ada", AT, "r2"))
    (result,) = done(store, plan, Attempt("ada", AT, "r3"))
    assert (result.org, result.outcome, result.serial) == (LAB, Outcome.ALREADY, 1)
    assert result.changes == tuple((change, Outcome.ALREADY) for change in plan.changes)


def test_an_entry_has_what_the_change_has_and_who_approved_and_where_it_came_from():
    store = a_lab()
    moved = FIRST.replace("Seg: {", "Segments: {previously: [Seg], ")
    plan = planned(store, moved, "allow: [{org: lab, guard: recreate, up_to: 9, reason: x, until: 2026-12-31}]\n")
    approvers = ("eve@lab.example", "grace@lab.example")
    done(store, plan, Attempt("ada", LATER, "r2", approvers=approvers))
    size = len(plan.changes)
    entries = list(store.audit())[-size:]
    assert [(e.address, e.previous, e.outcome, e.action) for e in entries] == [
        (c.address, c.previous, Outcome.DONE, c.action) for c in plan.changes
    ]
    assert address("team", "seg") in [entry.previous for entry in entries]
    assert {entry.approvers for entry in entries} == {approvers}


def test_a_rule_over_two_orgs_is_judged_as_this_plan_leaves_the_other_and_not_as_it_is():
    """E21: the guest becomes somebody of the other org by the same plan, or stops being one."""
    one = "org: w\nplatform: encord\ntype: workforce\nmembers: {a@w.example: {role: internal_admin}%s}\n"
    two = "org: v\nplatform: encord\nmembers: {a@v.example: {role: internal_admin}%s}\n"
    store = MemoryStore(LINEAGE)
    done(store, planned(store, one % ", pat@w.example: ", two % ""))
    both = planned(store, one % "", two % ", pat@w.example: ")
    assert [org.org for org in both.orgs] == ["encord/v", "encord/w"]
    done(store, both, Attempt("a", AT, "r2"))


def test_a_run_is_kept_under_its_org_without_a_note_and_with_the_one_that_was_given():
    store = a_lab()
    assert (store.runs(LAB)[-1].org, store.runs(LAB)[-1].note) == (LAB, "")
    record, mal = store._orgs[LAB], address("member", "mal@lab.example")
    store._orgs[LAB] = replace(
        record, state=State({**record.state.resources, mal: Resource(mal, {"role": "member"}, mal.key)})
    )
    accept_drift(store, LAB, HEADER, Attempt("ada", AT, "r", approvers=("eve@lab.example",)), "on the phone")
    assert store.runs(LAB)[-1].note == "on the phone"


def test_rows_of_an_org_that_nobody_applied_are_refused_under_its_name_t154():
    store, mal = MemoryStore(LINEAGE), address("member", "mal@lab.example")
    plan = planned(store, FIRST)
    record = type(a_lab()._orgs[LAB])
    store._orgs[LAB] = record(state=State({mal: Resource(mal, {"role": "admin"}, mal.key)}))
    (result,) = apply(plan, store, Attempt("ada", AT, "r"))
    assert result.error.exit_code == 14
    assert result.error.message.startswith(f"{LAB} is not as it was last applied")
