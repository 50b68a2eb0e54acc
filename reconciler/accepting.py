"""``state accept-drift``: somebody answers for rows that no apply has written, and the log learns of them.

One transaction: each row that differs gets its audit entry, with the cause drift, and the head gets the digest of what is
there. Not one row changes. Guards and rules refuse nothing here, because what they would refuse has happened; what they
say is part of the answer. Rows that no plan could ever speak of are not accepted: those are damage, and a backup has
what was there.

Where a policy requires approvals, what was done by hand needs those that a plan of it would have needed. So it is written down
as a plan (``as_plan``), which people approve like any other; it is accepted if it is still all that differs, to the last row.

Why this is the one road on from a row that was changed by hand: see ``integrity``.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import NamedTuple

from reconciler.applier import Attempt, written
from reconciler.approvals import missing
from reconciler.errors import GuardRefused, IntegrityFailure, Problem, Stale
from reconciler.integrity import as_applied, damage, difference, no_head
from reconciler.marks import ACCEPTED, mark
from reconciler.model import Change, GuardResult, Head, Header, OrgKey, OrgPlan, Outcome, Plan, State
from reconciler.planfile import plan_name
from reconciler.planner import Actual, judged_again
from reconciler.stores.base import AuditQuery, Store, Transaction


@dataclass(frozen=True)
class Accepted:
    """What was accepted: the rows, as changes from what was applied; where the org stands; what guards and rules say of it."""

    org: OrgKey
    changes: tuple[Change, ...] = ()
    serial: int = 0
    guards: tuple[GuardResult, ...] = ()
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True)
class Agreed:
    """The plan that people have approved, and those whose approvals hold."""

    plan: Plan
    people: tuple[str, ...] = ()


def as_plan(store: Store, org: OrgKey, header: Header, attempt: Attempt) -> Plan | None:
    """What differs in *org*, to be approved; None if nothing does. Guards hold nothing up, so none stands in it."""
    with store.transaction(org) as transaction:
        found = _looked_at(transaction, org, header, attempt)
    return Plan(header, (replace(found.made, guards=()),)) if found.made.changes else None


def accept_drift(
    store: Store, org: OrgKey, header: Header, attempt: Attempt, note: str, agreed: Agreed | None = None
) -> Accepted:
    """Record what differs in *org* in the name of the attempt's approver; nothing if nothing does.

    Raises StateDiffers where more than rows was changed, IntegrityFailure for rows that are damage, and GuardRefused for want of
    approvals where the attempt's policy requires them.
    """
    with store.transaction(org) as transaction:
        found = _looked_at(transaction, org, header, attempt)
        made, head = found.made, found.head
        if not made.changes:
            return Accepted(org, serial=head.serial)
        people = _agreed(made, header, attempt, agreed)
        outcomes = [Outcome.DONE] * len(made.changes)
        name = mark(ACCEPTED, attempt.run, note)
        attempt = replace(attempt, approvers=(*attempt.approvers, *people))
        new = written(transaction, made, outcomes, (head, found.state), name, "", attempt, note)
    return Accepted(org, made.changes, new.serial, made.guards, found.problems)


class _Found(NamedTuple):
    """An org as it stands, and what differs in it as a plan, with what guards and rules say of it."""

    head: Head
    state: State
    made: OrgPlan
    problems: tuple[Problem, ...] = ()


def _looked_at(transaction: Transaction, org: OrgKey, header: Header, attempt: Attempt) -> _Found:
    head, state = transaction.head or no_head(org), transaction.state()
    if as_applied(head, state):
        return _Found(head, state, OrgPlan(org, head.serial, head.digest, ()))
    found = difference(head, state, transaction.audit(AuditQuery(org=org)))
    if not found.whole:
        raise found
    damaged = [*_damaged(found.changes)]
    if damaged:
        hint = "this is damage: bring back what was: reconciler restore FILE"
        raise IntegrityFailure(f"{org}: no plan could speak of these rows; nothing was accepted", damaged, hint=hint)
    made, problems = judged_again(
        OrgPlan(org, 0, "", found.changes),  # of no state, so that rules are held too
        Actual(head, found.applied),
        attempt.policy,
        header=header,
        actor=attempt.actor,
        today=attempt.at[:10],
    )
    return _Found(head, state, made, tuple(problems))


def _agreed(made: OrgPlan, header: Header, attempt: Attempt, agreed: Agreed | None) -> tuple[str, ...]:
    """The people who have approved what differs; raises GuardRefused where the policy requires more of them."""
    rules = attempt.policy.approvals
    if agreed is not None and not _is_still(agreed.plan, Plan(header, (made,)), attempt.at):
        message = f"{made.org}: what differs now, or who answers for it, is not what was approved; nothing was accepted"
        raise Stale(message, hint=f"write it down again: {_written_down(made)}")
    people = agreed.people if agreed is not None else ()
    if rules is not None and rules.required:
        lacking = [*missing(made, people, rules)]
        if lacking:
            message = f"{made.org}: what was done by hand is not approved; nothing was accepted"
            hint = f"write it down as a plan: {_written_down(made)}; then --plan FILE and --approval FILE"
            raise GuardRefused(message, lacking, hint=hint)
    return people


def _is_still(approved: Plan, now: Plan, at: str) -> bool:
    """Whether what was approved is what differs, answered for by the same person, and not too long ago."""
    same = (approved.header.asked_by, plan_name(approved)) == (now.header.asked_by, plan_name(now))
    return same and at <= approved.header.expires


def _written_down(made: OrgPlan) -> str:
    return f"reconciler state accept-drift {made.org.partition('/')[2]} --as PERSON --policy FILE -o FILE"


def _damaged(changes: Iterable[Change]) -> Iterator[Problem]:
    for change in changes:
        found = damage(change)
        if found:
            yield Problem("row-damaged", f"{change.address} {found}")
