"""``state accept-drift``: somebody answers for rows that no apply has written, and the log learns of them.

One transaction: each row that differs gets its audit entry, with the cause drift, and the head gets the digest of what is
there. Not one row changes. Guards and rules refuse nothing here, because what they would refuse has happened; what they
say is part of the answer. Rows that no plan could ever speak of are not accepted: those are damage, and a backup has
what was there.

Why this is the one road on from a row that was changed by hand: see ``integrity``.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from reconciler.applier import Attempt, written
from reconciler.errors import IntegrityFailure, Problem
from reconciler.integrity import as_applied, damage, difference, no_head
from reconciler.marks import ACCEPTED, mark
from reconciler.model import Change, GuardResult, Header, OrgKey, OrgPlan, Outcome
from reconciler.planner import Actual, judged_again
from reconciler.stores.base import AuditQuery, Store


@dataclass(frozen=True)
class Accepted:
    """What was accepted: the rows, as changes from what was applied; where the org stands; what guards and rules say of it."""

    org: OrgKey
    changes: tuple[Change, ...] = ()
    serial: int = 0
    guards: tuple[GuardResult, ...] = ()
    problems: tuple[Problem, ...] = ()


def accept_drift(store: Store, org: OrgKey, header: Header, attempt: Attempt, note: str) -> Accepted:
    """Record what differs in *org* in the name of the attempt's approver; nothing if nothing does.

    Raises StateDiffers where more than rows was changed, and IntegrityFailure for rows that are damage.
    """
    with store.transaction(org) as transaction:
        head, state = transaction.head or no_head(org), transaction.state()
        if as_applied(head, state):
            return Accepted(org, serial=head.serial)
        found = difference(head, state, transaction.audit(AuditQuery(org=org)))
        if not found.whole:
            raise found
        damaged = [*_damaged(found.changes)]
        if damaged:
            hint = "this is damage: bring back what was: reconciler restore FILE"
            raise IntegrityFailure(
                f"{org}: no plan could speak of these rows; nothing was accepted", damaged, hint=hint
            )
        asked = OrgPlan(org, 0, "", found.changes)  # of no state, so that rules are held too
        judged, problems = judged_again(
            asked,
            Actual(head, found.applied),
            attempt.policy,
            header=header,
            actor=attempt.actor,
            today=attempt.at[:10],
        )
        made = replace(asked, serial=head.serial, digest=head.digest)
        outcomes = [Outcome.DONE] * len(made.changes)
        name = mark(ACCEPTED, attempt.run, note)
        new = written(transaction, made, outcomes, (head, state), name, "", attempt, note)
    return Accepted(org, made.changes, new.serial, judged.guards, tuple(problems))


def _damaged(changes: Iterable[Change]) -> Iterator[Problem]:
    for change in changes:
        found = damage(change)
        if found:
            yield Problem("row-damaged", f"{change.address} {found}")
