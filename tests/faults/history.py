"""A recorded history of concurrent applies, and whether a store could have done that (M4).

An *operation* is one process that applied one plan: when it began and ended, and how. ``ok``: it said that the plan is
applied; ``fail``: it said that nothing was changed; ``info``: nobody knows, because it was killed or lost its answer.
The serial puts all applies of an org into one order, so no search is needed: the checker walks along it once.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from contextlib import closing
from typing import NamedTuple

from leaves import leaf_hashes

from reconciler import ledger
from reconciler.canonical import keyed
from reconciler.fold import fold
from reconciler.model import AuditEntry, Head, Outcome, Resource, Run, State
from reconciler.stores.base import AuditQuery
from reconciler.stores.sql import open_store


class Operation(NamedTuple):
    plan: str
    began: float
    ended: float
    how: str
    first: bool
    """Whether an ``ok`` said *done*, not *already applied*."""
    serial: int
    said: str


class Found(NamedTuple):
    """One org at the end of a history."""

    head: Head
    state: State
    entries: Sequence[AuditEntry]
    runs: Sequence[Run]
    """Those that were done."""
    leaves: Sequence[str]
    """The hashes of the entries, computed from what is kept of them."""


def found(url: str, org: str) -> Found:
    with closing(open_store(url)) as store:
        done = [run for run in store.runs(org) if run.outcome is Outcome.DONE]
        entries = [*store.audit(AuditQuery(org=org))]
        return Found(store.heads()[org], store.state(org), entries, done, leaf_hashes(store, org))


def faults(operations: Sequence[Operation], end: Found) -> list[str]:
    """What is wrong with a history, in words."""
    return [*_serials(end), *_outcomes(operations, end), *_order(operations, end), *_log(end), *_changes(end)]


def _serials(end: Found) -> Iterator[str]:
    """They have no gap, and none is there twice."""
    serials = [run.serial for run in end.runs]
    if serials != [*range(1, end.head.serial + 1)]:
        yield f"serials: the applies have {_short(serials)}, and the org is at {end.head.serial}"


def _outcomes(operations: Sequence[Operation], end: Found) -> Iterator[str]:
    """What was said to be applied is there once, what failed is not, of what nobody knows there is at most one."""
    applied = Counter(run.plan for run in end.runs)
    serials = {run.plan: run.serial for run in end.runs}
    tried = defaultdict(list)
    for operation in operations:
        tried[operation.plan].append(operation)
    for plan, attempts in tried.items():
        how, times = Counter(attempt.how for attempt in attempts), applied[plan]
        first = sum(attempt.first for attempt in attempts)
        if times > 1:
            yield f"outcomes: a plan was applied {times} times"
        if how["ok"] and times != 1:
            yield f"outcomes: a plan that was said to be applied is there {times} times"
        if not how["ok"] and not how["info"] and times:
            yield "outcomes: a plan of which nothing was to be changed is applied"
        if first > 1 or (how["ok"] and not first and not how["info"]):
            yield f"outcomes: {first} processes say that they are the one that applied a plan"
        if times and any(attempt.serial != serials[plan] for attempt in attempts if attempt.how == "ok"):
            yield "outcomes: a plan has another serial than was said"


def _order(operations: Sequence[Operation], end: Found) -> Iterator[str]:
    """What ended before something else began has the lower serial."""
    place = {run.plan: position for position, run in enumerate(end.runs)}
    done = sorted((place[op.plan], op) for op in operations if op.first and op.plan in place)
    latest = 0.0
    for position, operation in done:
        if operation.ended < latest:
            yield f"order: the apply at place {position} had ended before one with a lower place began"
        latest = max(latest, operation.began)


def _log(end: Found) -> Iterator[str]:
    """Every apply begins with the state and the log that the one before it has left."""
    before, size = State().digest, 0
    frontier: tuple[str, ...] = ()
    for run in end.runs:
        if run.serial > 1 and run.before != before:
            yield f"base: the apply to serial {run.serial} does not begin with what the one before it left"
        own = end.entries[size : run.size]
        frontier = ledger.append(frontier, size, end.leaves[size : run.size])
        if run.root != ledger.root(frontier):
            yield f"log: the root at serial {run.serial} is not that of its entries"
        if {entry.run for entry in own} - {run.run}:
            yield f"log: the entries at serial {run.serial} are another run's"
        before, size = run.after, size + len(own)  # a broken store may count what is not there
        if size != run.size:
            yield f"log: the apply to serial {run.serial} counts {run.size} entries, and there are {size}"
    if [entry.seq for entry in end.entries] != [*range(1, size + 1)]:
        yield f"log: there are {len(end.entries)} entries, and the last apply counted {size}"
    if not (before == end.head.digest == keyed(end.head.key, end.state.digest)):
        yield "state: it is not what the last apply left"


def _changes(end: Found) -> Iterator[str]:
    """Each entry's before is what the entries before it lead to (its after, if it was *already* so), and all of them lead to the state."""
    resources: dict[object, Resource] = {}
    for entry in end.entries:
        stands = resources.pop(entry.previous or entry.address, None)
        wanted = entry.after if entry.outcome is Outcome.ALREADY else entry.before
        if (stands.attrs if stands else None) != wanted:
            yield f"base: entry {entry.seq} changes a row that was not as it says"
        if entry.after is not None:
            resources[entry.address] = Resource(entry.address, entry.after, entry.name)
    if fold(end.entries).digest != end.state.digest:
        yield "state: it is not what the audit log leads to"


def _short(serials: Sequence[int]) -> str:
    twice = sorted(serial for serial, times in Counter(serials).items() if times > 1)
    return f"{len(serials)} serials, of which {twice[:5]} are there twice" if twice else f"{len(serials)} serials"
