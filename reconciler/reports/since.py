"""Since when, by whom and with whose approval somebody has what they have: read off an org's log, once through.

What somebody has begins when it is given, or when it becomes more or less: a name that changes begins nothing. Pure; the
entries arrive in the order of the log.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from reconciler.canonical import Attrs, Json
from reconciler.kinds import kinds
from reconciler.model import Action, Address, AuditEntry


class Held(NamedTuple):
    """What the log says of a row that is there: ``seq`` is the number of the last entry about it."""

    since: str
    seq: int
    by: str
    approvers: tuple[str, ...]


def held(log: Iterable[AuditEntry]) -> dict[Address, Held]:
    """The rows that are there after these entries."""
    found: dict[Address, Held] = {}
    for entry in log:
        if entry.of_the_log:
            continue
        before = found.pop(entry.previous or entry.address, None)
        if entry.action is Action.DELETE:
            continue
        if before is None or weight(entry.address, entry.before) != weight(entry.address, entry.after):
            found[entry.address] = Held(entry.at, entry.seq, entry.actor, entry.approvers)
        else:
            found[entry.address] = before._replace(seq=entry.seq)
    return found


def weight(address: Address, attrs: Attrs | None) -> dict[str, Json]:
    """The attributes that say how much a row gives."""
    names = (*kinds()[address.kind].weighty, "active")
    return {name: attrs[name] for name in names if attrs is not None and name in attrs}
