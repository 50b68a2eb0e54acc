"""Applying a plan: the only road on which anything changes.

One org, one transaction (R1). Inside it: was this plan applied before? then *already*, and nothing is written. Is
every row as before (write it) or as after (already so)? If one is neither, somebody was here, and the org is refused
whole, with the rows and the audit entries that came in between. Rows the plan does not touch may have moved; then the
rules are held against the result. Guards run again with the policy of now. Then rows, audit entries, serial, root and
the consumed plan are committed together.

There is no dry-run flag, here or anywhere: a dry run is a plan nobody applied. Clock, identities and the run's name
arrive as arguments.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field

from reconciler import ledger
from reconciler.actors import CLAIM
from reconciler.approvals import missing
from reconciler.canonical import keyed
from reconciler.commitments import person_named
from reconciler.conflicts import compared, conflict, numbers_in
from reconciler.dates import minutes_later
from reconciler.errors import (
    GuardRefused,
    ManifestInvalid,
    OutcomeUnknown,
    Problem,
    ReconcilerError,
    Source,
    Stale,
    errors_among,
)
from reconciler.facts.updates import plan_updates
from reconciler.fold import patched
from reconciler.guards import Policy
from reconciler.integrity import StateDiffers, as_applied, difference, no_head
from reconciler.model import (
    AuditEntry,
    Change,
    GuardResult,
    Head,
    Header,
    OrgKey,
    OrgPlan,
    Outcome,
    Plan,
    Run,
    State,
)
from reconciler.planfile import plan_name
from reconciler.planner import Actual, judged_again
from reconciler.restored import of_this_history
from reconciler.stores.base import AuditQuery, Conflict, Store, Transaction
from reconciler.survey import neighbours, recent_losses

ATTEMPTS = 5
"""How often a serialization conflict is tried again, from the check of the serial on (R4)."""
AHEAD = 5
"""How many minutes the clock of whoever planned may be ahead (T125)."""


@dataclass(frozen=True)
class Applied:
    """What became of one org: the outcome, each change's outcome, and why it was refused or failed."""

    org: OrgKey
    outcome: Outcome
    serial: int = 0
    changes: tuple[tuple[Change, Outcome], ...] = ()
    guards: tuple[GuardResult, ...] = ()
    error: ReconcilerError | None = None


@dataclass(frozen=True)
class Attempt:
    """Who applies, when (ISO 8601, UTC), in which run, under which policy, who has approved the plan, and how the actor was learnt."""

    actor: str
    at: str
    run: str
    policy: Policy = field(default_factory=Policy)
    approvers: tuple[str, ...] = ()
    learnt: str = CLAIM


def apply(plan: Plan, store: Store, attempt: Attempt) -> Iterator[Applied]:
    """Apply *plan* org by org, and say after each what became of it. An org that fails does not stop the others.

    Raises Stale at once, before anything is changed, for a plan of another database, a preview, one that has expired, or
    one that is still to be made.
    """
    if plan.header.lineage != store.lineage:
        hint = "make the plan against this database: reconciler plan -o FILE"
        raise Stale("the plan was made for another database", hint=hint)
    if plan.header.planned_for:
        hint = "make a plan of now: reconciler plan -o FILE"
        raise Stale(f"the plan is a preview of {plan.header.planned_for} and cannot be applied", hint=hint)
    if store.key and not plan.header.blind:
        hint = "make it against this store: reconciler plan -o FILE"
        raise Stale("the plan has no blind, and its name would be kept for good", hint=hint)
    name = plan_name(plan)
    if plan.header.expires < attempt.at and not _all_consumed(plan, store, name):
        raise Stale(f"the plan expired at {plan.header.expires}", hint="make it again: reconciler plan -o FILE")
    if plan.header.created > minutes_later(attempt.at, AHEAD):
        message = f"the plan was made at {plan.header.created}, and here it is {attempt.at}: one of two clocks is wrong"
        raise Stale(message, hint="set it right, and make the plan again: reconciler plan -o FILE")
    for org in plan.orgs:
        yield _apply_org(org, name, plan, store, attempt)


def _all_consumed(plan: Plan, store: Store, name: str) -> bool:
    """Whether each of the plan's orgs already had it: saying so needs no date (T124, T145)."""
    return all(
        any(run.plan == name and run.outcome is Outcome.DONE for run in store.runs(org.org)) for org in plan.orgs
    )


def _apply_org(org: OrgPlan, name: str, plan: Plan, store: Store, attempt: Attempt) -> Applied:
    """One org, tried again while the database reports serialization conflicts; refusals leave a note."""
    error: ReconcilerError
    for _ in range(ATTEMPTS):
        try:
            with store.transaction(org.org) as transaction:
                return _within(transaction, org, name, plan, attempt, store)
        except Conflict as conflict:
            error = conflict
        except (GuardRefused, ManifestInvalid, Stale, StateDiffers) as refusal:
            return _given_up(org, name, plan.header, store, attempt, Outcome.REFUSED, refusal)
        except OutcomeUnknown as unknown:
            unknown.hint = f"reconciler audit --run {attempt.run}, which lists all of it or nothing; or {unknown.hint}"
            return Applied(org.org, Outcome.FAILED, error=unknown)
        except ReconcilerError as failure:
            return Applied(org.org, Outcome.FAILED, error=failure)
    return _given_up(org, name, plan.header, store, attempt, Outcome.FAILED, error)


def _given_up(
    org: OrgPlan, name: str, header: Header, store: Store, attempt: Attempt, outcome: Outcome, error: ReconcilerError
) -> Applied:
    """Keep a record of the attempt in its own transaction; losing that record never changes the answer (T181)."""
    note = Run(
        org.org,
        attempt.run,
        name,
        attempt.at,
        attempt.actor,
        header.commit,
        outcome,
        note=error.message,
        learnt=attempt.learnt,
    )
    with suppress(ReconcilerError):
        store.note(note)
    return Applied(org.org, outcome, error=error)


def _beside(org: OrgPlan, plan: Plan, store: Store) -> list[State]:
    """The other orgs that a rule speaks of, as they will be when the rest of this plan is applied, too (E21)."""
    planned = {other.org: other.changes for other in plan.orgs}
    states = neighbours(store, [org.org])
    return [patched(state, planned.get(next(iter(state)).org_key, ())) for state in states]


def _within(transaction: Transaction, org: OrgPlan, name: str, plan: Plan, attempt: Attempt, store: Store) -> Applied:
    """Everything that happens to one org inside its transaction; of *store* only other orgs and past runs are read."""
    consumed = transaction.consumed(name)
    if consumed is not None:
        return Applied(org.org, Outcome.ALREADY, consumed.serial, tuple((c, Outcome.ALREADY) for c in org.changes))
    if org.turns and org.turns <= attempt.at:
        message = f"a first or last day that the plan of {org.org} counts on passed at {org.turns}; nothing was changed"
        raise Stale(message, hint="make the plan again: reconciler plan -o FILE")
    head = transaction.head or no_head(org.org)
    state = transaction.state()
    if not as_applied(head, state):
        raise difference(head, state, transaction.audit(AuditQuery(org=org.org)))
    if (org.serial, org.digest) != (head.serial, head.digest):
        of_this_history(org, head, store.runs(org.org))
    outcomes = [outcome for outcome in compared(org.changes, state) if outcome is not None]
    if len(outcomes) < len(org.changes):
        log = transaction.audit(AuditQuery(org=org.org))
        raise conflict(org, numbers_in(plan, org), head, state, log, store.runs(org.org))
    header = plan.header
    recent = recent_losses(transaction.audit, org.org, attempt.at, attempt.policy, state)
    judged, problems = judged_again(
        org,
        Actual(head, state, recent),
        attempt.policy,
        header=header,
        actor=attempt.actor,
        today=attempt.at[:10],
        beside=_beside(org, plan, store),
    )
    _refuse(judged, problems)
    _unapproved(judged, attempt)
    after = patched(state, org.changes)
    new = written(transaction, org, outcomes, (head, after), name, header.commit, attempt)
    return Applied(org.org, Outcome.DONE, new.serial, tuple(zip(org.changes, outcomes, strict=True)), judged.guards)


def written(
    transaction: Transaction,
    org: OrgPlan,
    outcomes: Sequence[Outcome],
    sides: tuple[Head, State],
    name: str,
    commit: str,
    attempt: Attempt,
    note: str = "",
) -> Head:
    """Commit the changes of an org with their entries and the run, and say how it stands; *sides*: its head before, its state after."""
    head, after = sides
    key = head.key or transaction.new_key()
    entries = [
        ledger.seal(transaction.commitments.entry(each))
        for each in _entries(org, outcomes, head, name, commit, attempt)
    ]
    frontier = ledger.append(head.frontier, head.size, (entry.hash for entry in entries))
    new = Head(org.org, head.serial + 1, keyed(key, after.digest), head.size + len(entries), frontier, key)
    run = Run(
        org.org,
        attempt.run,
        name,
        attempt.at,
        attempt.actor,
        commit,
        Outcome.DONE,
        new.serial,
        head.digest,
        new.digest,
        new.size,
        ledger.root(frontier),
        note,
        attempt.learnt,
    )
    done = (change for change, outcome in zip(org.changes, outcomes, strict=True) if outcome is Outcome.DONE)
    facts = [*plan_updates(done, attempt.at, attempt.run, person_named(attempt.actor))]
    transaction.commit(new, org.changes, entries, run, facts)
    return new


def _refuse(org: OrgPlan, problems: Iterable[Problem]) -> None:
    """Raise what forbids the apply: guards first, then rules the moved state would break."""
    refusals = org.refusals
    if refusals:
        found = [Problem(result.guard, result.message, Source(org.org)) for result in refusals]
        names = ", ".join(result.guard for result in refusals)
        raise GuardRefused(f"{org.org}: refused by {names}; nothing was changed", found)
    errors = errors_among(problems)
    if errors:
        raise Stale(f"{org.org} has moved since the plan and would break its rules; nothing was changed", errors)


def _unapproved(org: OrgPlan, attempt: Attempt) -> None:
    """Raise what is not approved, where the policy of now asks for approvals; as the org is now, not as it was (T134)."""
    rules = attempt.policy.approvals
    if rules is not None and rules.required:
        lacking = [*missing(org, attempt.approvers, rules)]
        if lacking:
            raise GuardRefused(f"{org.org}: the plan is not approved; nothing was changed", lacking)


def _entries(
    org: OrgPlan, outcomes: Sequence[Outcome], head: Head, name: str, commit: str, attempt: Attempt
) -> Iterator[AuditEntry]:
    """One entry for each change."""
    for position, (change, outcome) in enumerate(zip(org.changes, outcomes, strict=True), 1):
        yield AuditEntry(
            org=org.org,
            seq=head.size + position,
            run=attempt.run,
            plan=name,
            at=attempt.at,
            actor=attempt.actor,
            address=change.address,
            action=change.action,
            mode=change.mode,
            cause=change.cause,
            outcome=outcome,
            before=change.before,
            after=change.after,
            name=change.name,
            commit=commit,
            previous=change.previous,
            approvers=attempt.approvers,
            learnt=attempt.learnt,
        )
