"""What has happened to an org: its runs with what each of them did, and its state at any place of its log.

A place in the log is a number: how many entries count. The order of entries is that of their numbers; moments are what
the clocks of those days said, so a date means "up to the last entry that is not later" (T160). An apply is one
transaction, and its entries have one moment: no date cuts a run in two.

Pure: runs and entries arrive as arguments. To tell something more of a run, add a field to :class:`Told`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from reconciler.errors import WrongUsage
from reconciler.fold import fold
from reconciler.marks import ACCEPTED, marked
from reconciler.model import AuditEntry, Head, Outcome, Run, State
from reconciler.text import visible

NOW = "now"


class Told(NamedTuple):
    """One run: how many entries of each action it made, who had approved its plan, and whether it is drift that was accepted."""

    run: Run
    counts: Mapping[str, int]
    approvers: tuple[str, ...] = ()
    drift: bool = False


class Place(NamedTuple):
    """A place in a log: how many entries count, and how it was named."""

    seq: int
    said: str


def told(runs: Iterable[Run], log: Iterable[AuditEntry]) -> Iterator[Told]:
    """Every attempt, oldest first, with what it did. The log is read once."""
    counts: dict[str, dict[str, int]] = {}
    first: dict[str, AuditEntry] = {}
    for entry in log:
        first.setdefault(entry.run, entry)
        own = counts.setdefault(entry.run, {})
        own[entry.action.value] = own.get(entry.action.value, 0) + 1
    for run in runs:
        begins = first.get(run.run) if run.outcome is Outcome.DONE else None
        if begins is None:
            yield Told(run, {})
        else:
            yield Told(run, counts[run.run], begins.approvers, marked(run) == ACCEPTED)


def run_named(name: str, runs: Iterable[Run]) -> Run | None:
    """The run of a name, if it changed anything: a refused one has no place in the log."""
    return next((run for run in runs if run.run == name and run.outcome is Outcome.DONE), None)


def place(given: str, head: Head, runs: Iterable[Run]) -> Place | None:
    """What ``now``, a number or the name of a run means; None for what may be a date. Raises WrongUsage."""
    if given in ("", NOW):
        return Place(head.size, NOW)
    if given.isascii() and given.isdigit() and len(given) < len(str(10**15)):
        if int(given) > head.size:
            message = f"the log of {head.org} has {head.size} entries, not {given}"
            raise WrongUsage(message, hint=f"take one of 0 to {head.size}, a date, or a run of: reconciler history")
        return Place(int(given), f"entry {int(given)}")
    run = run_named(given, runs)
    return Place(run.size, f"run {visible(run.run)}") if run is not None else None


def place_of_moment(moment: str, log: Iterable[AuditEntry]) -> Place:
    """The place of the last entry that is not later than *moment*."""
    return Place(max((entry.seq for entry in log if entry.at <= moment), default=0), visible(moment))


def state_at(seq: int, log: Iterable[AuditEntry]) -> State:
    """The state that the first *seq* entries of an org lead to."""
    return fold(entry for entry in log if entry.seq <= seq)
