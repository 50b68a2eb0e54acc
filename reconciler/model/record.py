"""What a store keeps beside the rows: audit entries and runs."""

from __future__ import annotations

from typing import NamedTuple

from reconciler.canonical import Attrs
from reconciler.model.change import Action, Cause, Mode, Outcome
from reconciler.model.orgs import OrgKey
from reconciler.model.state import Address


class Handover(NamedTuple):
    """That another key signs checkpoints from now on: both keys, the root of the log so far, and the old key's signature of it all."""

    old: str
    new: str
    root: str
    signature: str


class AuditEntry(NamedTuple):
    """The record of one change of one apply. ``seq`` counts from 1 in its org, without gaps; ``hash`` is its leaf.

    Only entries with outcome done or already exist: a refusal leaves no entry, because it changes nothing. ``previous`` is
    where the row stood before, as in a change; ``approvers`` are those whose approvals were held against the plan.
    ``learnt`` is how the actor was learnt (``actors``), empty in entries of older versions; an entry with a ``handover`` is about the
    log and no row, and has neither side. So has one with ``erased``: the commitments to somebody's names, which lead nowhere since.
    """

    org: OrgKey
    seq: int
    run: str
    plan: str
    at: str
    actor: str
    address: Address
    action: Action
    mode: Mode
    cause: Cause
    outcome: Outcome
    before: Attrs | None
    after: Attrs | None
    name: tuple[str, ...] = ()
    commit: str = ""
    hash: str = ""
    previous: Address | None = None
    approvers: tuple[str, ...] = ()
    learnt: str = ""
    handover: Handover | None = None
    erased: tuple[str, ...] = ()

    @property
    def of_the_log(self) -> bool:
        """Whether it is about the log, and about no row."""
        return self.handover is not None or bool(self.erased)


class Run(NamedTuple):
    """One attempt to apply one org: who, when, what became of it. Refused and failed attempts are kept too."""

    org: OrgKey
    run: str
    plan: str
    at: str
    actor: str
    commit: str
    outcome: Outcome
    serial: int = 0
    before: str = ""
    after: str = ""
    size: int = 0
    root: str = ""
    note: str = ""
    learnt: str = ""
