"""Drift: where the store is not as it was last applied, because somebody wrote to it by another way.

What was last applied is the fold of the audit log, so every difference is something that no apply has done. It is shown
as changes from what was applied to what is stored, with the cause ``drift``; nothing here is planned or judged.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from reconciler.diff import diff
from reconciler.model import Cause, Change, OrgKey, State

Drift = Mapping[OrgKey, tuple[Change, ...]]
"""For each org that was looked at, what differs, by address; nothing for an org without drift."""


def drifted(stored: State, applied: State) -> tuple[Change, ...]:
    """What has become of an org since it was applied."""
    changes = (
        Change(
            each.address,
            each.actual.attrs if each.actual is not None else None,
            each.desired.attrs if each.desired is not None else None,
            cause=Cause.DRIFT,
            name=next(side.name for side in (each.desired, each.actual) if side is not None),
        )
        for each in diff(stored, applied)
    )
    return tuple(sorted(changes, key=lambda change: change.address))


def total(found: Drift) -> int:
    """How many resources differ, in all orgs."""
    return sum(map(len, found.values()))


def numbers(changes: Iterable[Change]) -> Mapping[tuple[str, str], int]:
    """How many differ, by kind and action."""
    found: dict[tuple[str, str], int] = {}
    for change in changes:
        at = change.address.kind, change.action.value
        found[at] = found.get(at, 0) + 1
    return found
