"""A state and what happened to it: changes applied, entries folded. Pure, and the proof that the audit is whole.

``fold`` of all entries of an org gives its state, always (law 7); a test asks after every story. Names may be swapped:
whatever moves leaves its old address, unless something else of the same apply has come to stand there.
"""

from __future__ import annotations

from collections.abc import Iterable

from reconciler.model import Address, AuditEntry, Change, Resource, State


def vacated(changes: Iterable[Change]) -> set[Address]:
    """The addresses where nothing stands after *changes*: of what is deleted, and of what moves away."""
    return {change.comes_from for change in changes} - {
        change.address for change in changes if change.after is not None
    }


def patched(state: State, changes: Iterable[Change]) -> State:
    """*state* after *changes*, whatever it said before at their addresses."""
    resources = dict(state.resources)
    come: set[Address] = set()
    for change in changes:
        if change.after is None or change.comes_from not in come:
            resources.pop(change.comes_from, None)
        if change.after is not None:
            resources[change.address] = Resource(change.address, change.after, change.name, change.source)
            come.add(change.address)
    return State(resources)


def as_moved(state: State, changes: Iterable[Change]) -> State:
    """*state* with the rows that *changes* move already at their new addresses, saying what they said."""
    moves = {change.comes_from: change for change in changes if change.previous is not None}
    if not moves:
        return state
    stay = {address: resource for address, resource in state.items() if address not in moves}
    gone = {
        moves[address].address: resource._replace(address=moves[address].address, name=moves[address].name)
        for address, resource in state.items()
        if address in moves
    }
    return State({**stay, **gone})


def fold(entries: Iterable[AuditEntry]) -> State:
    """The state that *entries* of one org lead to, from nothing, in the order given."""
    resources: dict[Address, Resource] = {}
    run, come = "", set[Address]()
    for entry in entries:
        if entry.of_the_log:
            continue
        if entry.run != run:
            run, come = entry.run, set()
        comes_from = entry.previous or entry.address
        if entry.after is None or comes_from not in come:
            resources.pop(comes_from, None)
        if entry.after is not None:
            resources[entry.address] = Resource(entry.address, entry.after, entry.name)
            come.add(entry.address)
    return State(resources)
