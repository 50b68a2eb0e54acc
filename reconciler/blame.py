"""Who made a row what it is: for each attribute the audit entry that gave it its value, whatever the row was called then.

Pure: the log arrives as an argument, as a function that gives the entries of one address.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import NamedTuple

from reconciler.canonical import Json
from reconciler.model import Action, Address, AuditEntry


class Blame(NamedTuple):
    """The last entry about a row, and each attribute it has now with its value and the entry it is from.

    ``life`` are all entries about it since it was created, oldest first; a row that is gone has no attributes. Where a row
    moved away from the address, its last entry says where it went.
    """

    last: AuditEntry
    attributes: tuple[tuple[str, Json, AuditEntry], ...]
    life: tuple[AuditEntry, ...]


def blame(address: Address, entries_of: Callable[[Address], Iterable[AuditEntry]]) -> Blame | None:
    """What is known of the row at *address*; None if there was never one."""
    life: list[AuditEntry] = []
    at, before = address, 0
    while True:
        own = [e for e in entries_of(at) if not e.of_the_log and (not before or e.seq < before)]
        found = _stretch(at, own, ends=not life)
        life = [*found, *life]
        if not found or found[0].previous in (None, at):
            break
        at, before = found[0].previous or at, found[0].seq
    return Blame(life[-1], _attributes(life), tuple(life)) if life else None


def _stretch(at: Address, own: list[AuditEntry], *, ends: bool) -> list[AuditEntry]:
    """The last entries about one address, back to the one by which the row came there.

    *ends*: the row may also have ended there, or gone on from there.
    """
    found: list[AuditEntry] = []
    for entry in reversed(own):
        leaves = entry.address != at or entry.action is Action.DELETE
        if leaves and (found or not ends):
            break
        found.insert(0, entry)
        if entry.address == at and (entry.action is Action.CREATE or entry.previous not in (None, at)):
            break
    return found


def _attributes(life: Iterable[AuditEntry]) -> tuple[tuple[str, Json, AuditEntry], ...]:
    origin: dict[str, AuditEntry] = {}
    said: dict[str, Json] = {}
    for entry in life:
        after = dict(entry.after or {})
        origin = {name: origin[name] if name in origin and said.get(name) == after[name] else entry for name in after}
        said = after
    return tuple((name, said[name], origin[name]) for name in sorted(said))
