"""A state and what happened to it: changes applied, entries folded. Pure, and the proof that the audit is whole.

``fold`` of all entries of an org gives its state, always (law 7); a test asks after every story.
"""

from __future__ import annotations

from collections.abc import Iterable

from reconciler.model import AuditEntry, Change, Resource, State


def patched(state: State, changes: Iterable[Change]) -> State:
    """*state* after *changes*, whatever it said before at their addresses."""
    resources = dict(state.resources)
    for change in changes:
        if change.after is None:
            resources.pop(change.address, None)
        else:
            resources[change.address] = Resource(change.address, change.after, change.name, change.source)
    return State(resources)


def fold(entries: Iterable[AuditEntry]) -> State:
    """The state that *entries* of one org lead to, from nothing, in the order given."""
    resources: dict[object, Resource] = {}
    for entry in entries:
        if entry.after is None:
            resources.pop(entry.address, None)
        else:
            resources[entry.address] = Resource(entry.address, entry.after, entry.name)
    return State.of(resources.values())
