"""A store with a log that has something of everything, for tests that verify logs or tamper with them."""

from __future__ import annotations

from contextlib import closing
from itertools import count
from unittest.mock import patch

from reconciler import ledger
from reconciler.canonical import keyed
from reconciler.fold import patched
from reconciler.marks import HANDED_OVER, mark
from reconciler.model import (
    Action,
    Address,
    AuditEntry,
    Cause,
    Change,
    Handover,
    Head,
    Mode,
    OrgKey,
    Outcome,
    Run,
    State,
)
from reconciler.stores.base import Store, Transaction
from reconciler.stores.sql import open_store

LINEAGE = "00000000-0000-4000-8000-000000000001"
ORG = "webknossos/brainlab"
OTHER = "encord/acme"
LEARNT = "claim by os uid 1000"
AT = "2026-11-23T10:00:00Z"


def row(path: str, org: OrgKey = ORG) -> Address:
    return Address.parse(f"{org}/{path}")


def sealed(transaction: Transaction, entry: AuditEntry) -> AuditEntry:
    return ledger.seal(transaction.commitments.entry(entry))


def applied(store: Store, changes: list[Change], number: int, org: OrgKey = ORG, already: int = 0) -> None:
    """An apply, written as the applier writes it; the last *already* of its changes were so already."""
    name = f"run-{number}"
    with store.transaction(org) as transaction:
        head, state = transaction.head or Head(org, 0, State().digest), transaction.state()
        entries = [
            sealed(
                transaction,
                AuditEntry(
                    org=org,
                    seq=head.size + position,
                    run=name,
                    plan=f"{number:x}" * 64,
                    at=AT,
                    actor="ada",
                    address=change.address,
                    action=change.action,
                    mode=change.mode,
                    cause=change.cause,
                    outcome=Outcome.ALREADY if position > len(changes) - already else Outcome.DONE,
                    before=change.before,
                    after=change.after,
                    name=change.name,
                    commit="c0ffee",
                    previous=change.previous,
                    approvers=("grace@lab.example",) if number > 1 else (),
                    learnt=LEARNT if number > 1 else "",  # the first was written by an older version
                ),
            )
            for position, change in enumerate(changes, 1)
        ]
        after = patched(state, changes)
        tree = ledger.Tree(head.frontier, head.size)
        for entry in entries:
            tree.add(bytes.fromhex(entry.hash))
        key = head.key or transaction.new_key()
        new = Head(org, head.serial + 1, keyed(key, after.digest), tree.size, tree.frontier, key)
        run = Run(
            org, name, f"{number:x}" * 64, AT, "ada", "c0ffee", Outcome.DONE,
            new.serial, head.digest, new.digest, new.size, tree.root, "", LEARNT if number > 1 else "",
        )  # fmt: skip
        transaction.commit(new, changes, entries, run)


def handed(store: Store, said: Handover, run: str = "forged", org: OrgKey = ORG) -> None:
    """An entry with this handover, whoever has signed it, and with all that goes with one."""
    with store.transaction(org) as transaction:
        head = transaction.head or Head(org, 0, State().digest)
        note = f"by {run}"
        plan = mark(HANDED_OVER, run, note)
        entry = sealed(
            transaction,
            AuditEntry(
                org, head.size + 1, run, plan, AT, "eve", row("org", org), Action.HAND_OVER, Mode.DIRECT, Cause.REQUESTED,
                Outcome.DONE, None, None, handover=said,
            )
        )  # fmt: skip
        frontier = ledger.append(head.frontier, head.size, [entry.hash])
        new = head._replace(serial=head.serial + 1, size=head.size + 1, frontier=frontier)
        done = Run(
            org, run, plan, AT, "eve", "", Outcome.DONE,
            new.serial, head.digest, head.digest, new.size, ledger.root(frontier), note,
        )  # fmt: skip
        transaction.commit(new, (), [entry], done)


def member(name: str, before: str | None, after: str | None, previous: str = "") -> Change:
    sides = [None if role is None else {"role": role} for role in (before, after)]
    came = row(f"member/{previous}@lab.example") if previous else None
    return Change(row(f"member/{name}@lab.example"), *sides, name=(f"{name}@lab.example",), previous=came)


def logged(url: str) -> None:
    """Two orgs: one with three applies, eleven entries of every action, a swap, a name in other letters; a refused attempt.

    Salts and keys are the same each time, so that it is the same log on every engine.
    """
    numbers = count(1)
    fresh = patch("reconciler.stores.sql.store.fresh", lambda: f"{next(numbers):064x}")
    with fresh, closing(open_store(url)) as store:
        applied(
            store,
            [
                Change(row("org"), None, {"name": "Brain Lab"}),
                member("ada", None, "admin"),
                member("bob", None, "member"),
                member("cem", None, "member"),
                Change(row("team/a%2Fb"), None, {}, name=("A/B",)),
            ],
            1,
        )
        store.note(Run(ORG, "run-2", "2" * 64, AT, "eve", "", Outcome.REFUSED, note="no"))
        applied(
            store,
            [
                member("bob", "member", "member", previous="cem"),
                member("cem", "member", "member", previous="bob"),
                member("ada", "admin", "member"),
                Change(row("team/a%2Fb"), {}, {"description": '\N{BRAIN} "q" \\ \n'}, Mode.MANUAL, name=("A/B",)),
            ],
            3,
        )
        applied(store, [member("cem", "member", None), member("bob", "admin", "member")], 4, already=1)
        applied(store, [Change(row("org", OTHER), None, {"name": "Acme"})], 5, OTHER)


def head(url: str, org: OrgKey = ORG) -> Head:
    with closing(open_store(url)) as store:
        return store.heads()[org]
