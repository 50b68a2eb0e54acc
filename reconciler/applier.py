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
from reconciler.canonical import Attrs
from reconciler.errors import GuardRefused, ManifestInvalid, Problem, ReconcilerError, Source, Stale, errors_among
from reconciler.fold import patched
from reconciler.guards import Policy
from reconciler.model import (
    Action,
    Address,
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
from reconciler.stores.base import AuditQuery, Conflict, Store, Transaction
from reconciler.survey import neighbours, recent_losses

ATTEMPTS = 5
"""How often a serialization conflict is tried again, from the check of the serial on (R4)."""


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
    """Who applies, when (ISO 8601, UTC), in which run, under which policy, and who has approved the plan."""

    actor: str
    at: str
    run: str
    policy: Policy = field(default_factory=Policy)
    approvers: tuple[str, ...] = ()


def apply(plan: Plan, store: Store, attempt: Attempt) -> Iterator[Applied]:
    """Apply *plan* org by org, and say after each what became of it. An org that fails does not stop the others.

    Raises Stale at once, before anything is changed, for a plan of another database or one that has expired.
    """
    if plan.header.lineage != store.lineage:
        hint = "make the plan against this database: reconciler plan -o FILE"
        raise Stale("the plan was made for another database", hint=hint)
    name = plan_name(plan)
    if plan.header.expires < attempt.at and not _all_consumed(plan, store, name):
        raise Stale(f"the plan expired at {plan.header.expires}", hint="make it again: reconciler plan -o FILE")
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
                return _within(transaction, org, name, plan.header, attempt, _beside(org, plan, store))
        except Conflict as conflict:
            error = conflict
        except (GuardRefused, ManifestInvalid, Stale) as refusal:
            return _given_up(org, name, plan.header, store, attempt, Outcome.REFUSED, refusal)
        except ReconcilerError as failure:
            return Applied(org.org, Outcome.FAILED, error=failure)
    return _given_up(org, name, plan.header, store, attempt, Outcome.FAILED, error)


def _given_up(
    org: OrgPlan, name: str, header: Header, store: Store, attempt: Attempt, outcome: Outcome, error: ReconcilerError
) -> Applied:
    """Keep a record of the attempt in its own transaction; losing that record never changes the answer (T181)."""
    note = Run(org.org, attempt.run, name, attempt.at, attempt.actor, header.commit, outcome, note=error.message)
    with suppress(ReconcilerError):
        store.note(note)
    return Applied(org.org, outcome, error=error)


def _beside(org: OrgPlan, plan: Plan, store: Store) -> list[State]:
    """The other orgs that a rule speaks of, as they will be when the rest of this plan is applied, too (E21)."""
    planned = {other.org: other.changes for other in plan.orgs}
    states = neighbours(store, [org.org])
    return [patched(state, planned.get(next(iter(state)).org_key, ())) for state in states]


def _within(
    transaction: Transaction, org: OrgPlan, name: str, header: Header, attempt: Attempt, beside: Sequence[State]
) -> Applied:
    """Everything that happens to one org inside its transaction."""
    consumed = transaction.consumed(name)
    if consumed is not None:
        return Applied(org.org, Outcome.ALREADY, consumed.serial, tuple((c, Outcome.ALREADY) for c in org.changes))
    head = transaction.head or Head(org.org, 0, State().digest)
    state = transaction.state()
    outcomes = _compare(org, head, state, transaction)
    recent = recent_losses(transaction.audit, org.org, attempt.at, attempt.policy.window_days, state)
    judged, problems = judged_again(
        org,
        Actual(head, state, recent),
        attempt.policy,
        actor=attempt.actor,
        today=attempt.at[:10],
        asker=header.asked_by,
        beside=beside,
    )
    _refuse(judged, problems)
    entries = _entries(org, outcomes, head, name, header.commit, attempt)
    after = patched(state, org.changes)
    frontier = ledger.append(head.frontier, head.size, (entry.hash for entry in entries))
    new = Head(org.org, head.serial + 1, after.digest, head.size + len(entries), frontier)
    run = Run(
        org.org,
        attempt.run,
        name,
        attempt.at,
        attempt.actor,
        header.commit,
        Outcome.DONE,
        new.serial,
        head.digest,
        new.digest,
        new.size,
        ledger.root(frontier),
    )
    transaction.commit(new, org.changes, entries, run)
    return Applied(org.org, Outcome.DONE, new.serial, tuple(zip(org.changes, outcomes, strict=True)), judged.guards)


def _compare(org: OrgPlan, head: Head, state: State, transaction: Transaction) -> list[Outcome]:
    """Done or already for each change, by compare-and-set against the row of now; Stale if a row is neither."""
    outcomes: list[Outcome] = []
    stale: list[Change] = []
    leaving = _leaving(org.changes, state)
    arriving = {change.address for change in org.changes if change.after is not None}
    for change in org.changes:
        if _is_done(change, state, leaving, arriving):
            outcomes.append(Outcome.ALREADY)
        elif _is_before(change, state, leaving):
            outcomes.append(Outcome.DONE)
        else:
            stale.append(change)
    if stale:
        raise _stale(org, head, stale, transaction)
    return outcomes


def _attrs(state: State, address: Address) -> Attrs | None:
    stored = state.get(address)
    return stored.attrs if stored is not None else None


def _leaving(changes: Iterable[Change], state: State) -> set[Address]:
    """The addresses whose rows have still to move away: what is to stand there afterwards is not there yet."""
    waiting = [c for c in changes if c.action is Action.MOVE and _attrs(state, c.comes_from) == c.before]
    found: set[Address] = set()
    while (
        pending := {c.comes_from for c in waiting if c.address in found or _attrs(state, c.address) != c.after} - found
    ):
        found |= pending
    return found


def _is_done(change: Change, state: State, leaving: set[Address], arriving: set[Address]) -> bool:
    """Whether the row is as after the change, and where it came from there is nothing of it any more."""
    if change.address in leaving or _attrs(state, change.address) != change.after:
        return False
    if change.previous == change.address:
        return state[change.address].name == change.name
    return change.previous is None or change.previous in arriving or change.previous not in state


def _is_before(change: Change, state: State, leaving: set[Address]) -> bool:
    """Whether the row is as before the change, and the address it moves to is free, or becomes so by this plan."""
    if change.action is Action.MOVE and change.address in state and change.address not in leaving:
        return False
    if change.action is Action.CREATE and change.address in leaving:
        return True
    return _attrs(state, change.comes_from) == change.before


def _stale(org: OrgPlan, head: Head, moved: Sequence[Change], transaction: Transaction) -> Stale:
    """Which rows moved, and which audit entries came in between (T120)."""
    addresses = {str(change.address): change for change in moved}
    since = [entry for entry in transaction.audit(AuditQuery(org=org.org)) if str(entry.address) in addresses]
    last = {str(entry.address): entry for entry in since}
    problems = []
    for text, change in addresses.items():
        entry = last.get(text)
        who = (
            f"changed by {entry.actor} at {entry.at} (audit {entry.seq})" if entry else "changed without an audit entry"
        )
        problems.append(
            Problem("row-moved", f"{text} is neither as before nor as after the plan: {who}", change.source)
        )
    message = f"{org.org} was planned at serial {org.serial} and is at serial {head.serial}; nothing was changed"
    return Stale(message, problems, hint="look at the rows, then make the plan again: reconciler plan -o FILE")


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


def _entries(
    org: OrgPlan, outcomes: Sequence[Outcome], head: Head, name: str, commit: str, attempt: Attempt
) -> list[AuditEntry]:
    """One sealed entry for each change."""
    return [
        ledger.seal(
            AuditEntry(
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
            )
        )
        for position, (change, outcome) in enumerate(zip(org.changes, outcomes, strict=True), 1)
    ]
