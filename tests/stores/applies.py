"""Applies for tests of the stores: changes, the entries and run that go with them, and what is expected afterwards."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor

from reconciler.canonical import Attrs
from reconciler.errors import ReconcilerError
from reconciler.model import Address, AuditEntry, Change, Head, Outcome, Resource, Run, State
from reconciler.stores.base import Store

ORG = "webknossos/brainlab"
OTHER = "encord/acme-vision"
AT = "2026-11-23T10:00:00Z"

HOSTILE = (
    "ada@brainlab.example",
    "'); DROP TABLE resource; --",
    '"quoted" and \\back\\slashed',
    "100% \N{BULLET} a/b ? :bind %s $1",
    "Großer Bär \N{BRAIN} 名前",
    "tab\tand\nnewline",
    "[]",
    "\\N",
    "null",
)


def member(who: str, org: str = ORG) -> Address:
    return Address(*org.split("/"), "member", (who,))


def create(who: str, attrs: Attrs | None = None, *, org: str = ORG, name: str = "") -> Change:
    return Change(member(who, org), None, attrs or {"role": "member"}, name=(name or who,))


def update(who: str, before: Attrs, after: Attrs, *, org: str = ORG) -> Change:
    return Change(member(who, org), before, after, name=(who,))


def delete(who: str, before: Attrs | None = None, *, org: str = ORG) -> Change:
    return Change(member(who, org), before or {"role": "member"}, None, name=(who,))


def entries(changes: Sequence[Change], run: Run, size: int) -> list[AuditEntry]:
    return [
        AuditEntry(
            org=run.org,
            seq=size + number,
            run=run.run,
            plan=run.plan,
            at=run.at,
            actor=run.actor,
            address=change.address,
            action=change.action,
            mode=change.mode,
            cause=change.cause,
            outcome=Outcome.DONE,
            before=change.before,
            after=change.after,
            name=change.name,
            commit=run.commit,
            hash=f"leaf-{size + number}",
            learnt=run.learnt,
        )
        for number, change in enumerate(changes, 1)
    ]


def patched(state: State, changes: Iterable[Change]) -> State:
    resources = dict(state.resources)
    for change in changes:
        resources.pop(change.address, None)
        if change.after is not None:
            resources[change.address] = Resource(change.address, change.after, change.name)
    return State(resources)


def attempt(plan: str, org: str = ORG, *, serial: int = 0, size: int = 0, at: str = AT, actor: str = "ada") -> Run:
    return Run(
        org,
        f"run of {plan}",
        plan,
        at,
        actor,
        "c0ffee",
        Outcome.DONE,
        serial,
        "b",
        "a",
        size,
        "root",
        "",
        "os uid 1000",
    )


def apply(
    store: Store,
    changes: Sequence[Change],
    plan: str = "plan-1",
    *,
    org: str = ORG,
    planned: int | None = None,
    at: str = AT,
    actor: str = "ada",
    log: bool = True,
) -> Run:
    """Apply *changes* the way the applier does. ``planned``: the serial the plan was made for; now, if not said."""
    with store.transaction(org) as transaction:
        head = transaction.head or Head(org, 0, State().digest)
        serial = 1 + (head.serial if planned is None else planned)
        size = head.size + (len(changes) if log else 0)
        run = attempt(plan, org, serial=serial, size=size, at=at, actor=actor)
        after = Head(org, serial, patched(transaction.state(), changes).digest, size, ("left", "right"))
        transaction.commit(after, changes, entries(changes, run, head.size) if log else (), run)
    return run


def race(*tasks: Callable[[], object]) -> list[str]:
    """Start *tasks* at the same moment; what became of each: ``done``, or the name of the refusal. Sorted."""
    start = threading.Barrier(len(tasks))

    def outcome(task: Callable[[], object]) -> str:
        start.wait(timeout=10)
        try:
            task()
        except ReconcilerError as refusal:
            return type(refusal).__name__
        return "done"

    with ThreadPoolExecutor(len(tasks)) as pool:
        return sorted(pool.map(outcome, tasks))
