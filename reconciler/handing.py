"""``audit hand-over``: the old key that signs checkpoints makes a new one its heir, by an entry in the log of every org.

One transaction for each org: an entry with the handover (see ``handovers``), and a run with its mark. Not one row changes, so
plans stay good. Before the first is written all logs are asked whether it could be; whoever is killed in between does it again,
and orgs that have the entry are left as they are.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from reconciler import ledger
from reconciler.actors import Actor
from reconciler.acts import Act, acted
from reconciler.errors import IntegrityFailure
from reconciler.handovers import handover, message, refusal
from reconciler.marks import HANDED_OVER
from reconciler.model import Action, Handover, Head, OrgKey
from reconciler.signing import PublicKey
from reconciler.stores.base import AuditQuery, Store, Transaction


class Giving(NamedTuple):
    """Two keys, how the old one signs, and who does it when in which run."""

    old: PublicKey
    new: PublicKey
    sign: Callable[[bytes], bytes]
    actor: Actor
    at: str
    run: str


def hand_over(store: Store, giving: Giving) -> dict[OrgKey, int]:
    """Write the handover into every log that has it not yet. The orgs, with the size up to which the old key vouches.

    Raises IntegrityFailure, before anything is written, if the old key is not the one that a log was handed over to last.
    """
    orgs = list(store.heads())
    for org in orgs:
        _check(org, _before(store, org), giving)
    done = {}
    for org in orgs:
        with store.transaction(org) as transaction:
            before = _before(transaction, org)
            _check(org, before, giving)
            if transaction.head is not None and not (before and before[-1].new == giving.new.line):
                done[org] = transaction.head.size
                _write(transaction, transaction.head, store.lineage, giving)
    return done


def _before(log: Store | Transaction, org: OrgKey) -> list[Handover]:
    found = log.audit(AuditQuery(org=org, actions=(Action.HAND_OVER,)))
    return [entry.handover for entry in found if entry.handover is not None]


def _check(org: OrgKey, before: list[Handover], giving: Giving) -> None:
    if why := refusal(before, giving.old, giving.new):
        hint = f"see who signs: reconciler audit --org {org}"
        raise IntegrityFailure(f"{org}: {why}; nothing was handed over", hint=hint)


def _write(transaction: Transaction, head: Head, lineage: str, giving: Giving) -> None:
    old, new, root = giving.old, giving.new, ledger.root(head.frontier)
    signature = giving.sign(message(lineage, head.org, head.size, root, old, new))
    note = f"from {old.fingerprint} to {new.fingerprint}"
    act = Act(HANDED_OVER, Action.HAND_OVER, giving.actor, giving.at, giving.run, note)
    now, entry, run = acted(head, head, act, transaction.commitments, handover=handover(old, new, root, signature))
    transaction.commit(now, (), [entry], run)
