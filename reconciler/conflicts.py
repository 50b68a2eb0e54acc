"""Rows held against a plan: which are as before, which are as after, and what to say of those that are neither.

A plan stays good while other rows move. Where one of its own has moved, the answer names the row, what it was expected to
be and is, every audit entry since the plan that touched it, how many others did not, and the commands that lead on.

Pure: the rows and the log arrive as arguments. Whether to write is the applier's business.
"""

from __future__ import annotations

import shlex
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from reconciler.actors import who
from reconciler.canonical import Attrs
from reconciler.diff import paths
from reconciler.errors import Problem, Stale
from reconciler.model import Action, Address, AuditEntry, Change, Head, OrgPlan, Outcome, Plan, Run, State
from reconciler.render.wording import counted, ranges, spoken

SHOWN_ENTRIES = 5
"""How many entries a sentence names; the others are counted, and the document has them all."""


class MovedRow(NamedTuple):
    """A change whose row is neither as before nor as after: its number in the plan, the row now, and who has been there."""

    number: int
    change: Change
    now: Attrs | None
    entries: tuple[AuditEntry, ...]
    taken: bool = False
    """Whether something else stands where the row is to move to."""


class RowsMoved(Stale):
    """Rows of a plan have moved: which, and how many entries since the plan have nothing to do with it."""

    def __init__(
        self, message: str, problems: Iterable[Problem], rows: Iterable[MovedRow], others: int, hint: str
    ) -> None:
        super().__init__(message, problems, hint=hint)
        self.rows = tuple(rows)
        self.others = others


# --- comparing --------------------------------------------------------------------------------------------------------


def compared(changes: Sequence[Change], state: State) -> list[Outcome | None]:
    """For each change: done, if the row is as before; already, if it is as after; None, if it is neither."""
    leaving = _leaving(changes, state)
    arriving = {change.address for change in changes if change.after is not None}
    return [
        Outcome.ALREADY
        if _is_done(change, state, leaving, arriving)
        else Outcome.DONE
        if _is_before(change, state, leaving)
        else None
        for change in changes
    ]


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


# --- telling ----------------------------------------------------------------------------------------------------------


def numbers_in(plan: Plan, org: OrgPlan) -> range:
    """The numbers that the changes of an org have in a plan."""
    first = 1 + sum(len(other.changes) for other in plan.orgs[: plan.orgs.index(org)])
    return range(first, first + len(org.changes))


def conflict(
    org: OrgPlan, numbers: Sequence[int], head: Head, state: State, log: Iterable[AuditEntry], runs: Iterable[Run]
) -> RowsMoved:
    """What to answer when rows of *org* are neither as before nor as after its changes of these *numbers* (T120).

    *log* are the org's audit entries and *runs* the attempts to apply it; those after the plan's serial are looked at.
    """
    size = next((run.size for run in runs if run.outcome is Outcome.DONE and run.serial == org.serial), 0)
    since = [entry for entry in log if entry.seq > size]
    rows = [*_moved_rows(org, numbers, state, since)]
    touching = {entry.seq for row in rows for entry in row.entries}
    others = len(since) - len(touching)
    message = f"{org.org} was planned at serial {org.serial} and is at serial {head.serial}; nothing was changed"
    message += f". {counted(len(rows), 'row')} of the plan {'has' if len(rows) == 1 else 'have'} moved"
    if others:
        message += f"; {counted(others, 'other audit entry', 'other audit entries')} since then"
        message += f" {'does' if others == 1 else 'do'} not touch {'it' if len(rows) == 1 else 'them'}"
    without = f"--exclude change={ranges([row.number for row in rows])}"
    hint = "make the plan again: reconciler plan PATH -o FILE"
    hint += f"; or apply the rest: reconciler select FILE {without} -o NEW, then reconciler apply NEW"
    return RowsMoved(message, map(_problem, rows), rows, others, hint)


def _moved_rows(org: OrgPlan, numbers: Sequence[int], state: State, since: Sequence[AuditEntry]) -> Iterator[MovedRow]:
    touched: dict[Address, list[AuditEntry]] = {}
    for entry in (each for each in since if not each.of_the_log):
        for address in {entry.address, entry.previous or entry.address}:
            touched.setdefault(address, []).append(entry)
    for number, change, found in zip(numbers, org.changes, compared(org.changes, state), strict=True):
        if found is None:
            own = {entry.seq: entry for at in (change.address, change.comes_from) for entry in touched.get(at, ())}
            entries = tuple(own[seq] for seq in sorted(own))
            taken = change.action is Action.MOVE and change.address in state
            yield MovedRow(number, change, _attrs(state, change.comes_from), entries, taken)


def _problem(row: MovedRow) -> Problem:
    address = str(row.change.comes_from)
    message = f"{address} is neither as before nor as after the plan (change {row.number}): {difference(row)}"
    touched = [_touched(entry) for entry in row.entries[-SHOWN_ENTRIES:]]
    if len(row.entries) > SHOWN_ENTRIES:
        touched.insert(0, f"{len(row.entries) - SHOWN_ENTRIES} earlier entries")
    message += f"; changed {', '.join(touched)}" if touched else ""
    return Problem("row-moved", message, row.change.source, f"look at it: {look(row)}")


def look(row: MovedRow) -> str:
    """The command that lists what happened to a row."""
    address = row.change.comes_from
    return shlex.join(["reconciler", "audit", "--org", address.org_key, "--address", str(address)])


def difference(row: MovedRow) -> str:
    """What a row is, against what the plan expected: ``role is admin and was to be member``."""
    change, now = row.change, row.now
    if row.taken:
        return f"{change.address} is taken"
    if now is None:
        return "it is not there any more"
    if change.before is None:
        said = ", ".join(f"{name} {spoken(value)}" for name, value in sorted(now.items()))
        return "it is there already" + (f", with {said}" if said else "")
    found = paths(change.before, now)
    return ", ".join(f"{'.'.join(f.path)} is {spoken(f.after)} and was {spoken(f.before)}" for f in found)


def _touched(entry: AuditEntry) -> str:
    commit = f", commit {entry.commit[:12]}" if entry.commit else ""
    return f"by {who(entry.actor, entry.learnt)} at {entry.at} (audit {entry.seq}, run {entry.run}, plan {entry.plan[:16]}{commit})"
