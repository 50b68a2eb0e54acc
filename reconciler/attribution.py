"""Why a change is in a plan: this pull request asks for it, the store has moved away, a date has passed, or two of these.

Three states are compared: what the manifests want, what they wanted at the *base* (the branch a pull request goes to),
and what is stored. Where head and base want the same, the pull request asks for nothing: then a date has passed, or
somebody has changed the store. Where they differ and the store is not as the base wants it either, both have happened.
Without a base, everything but what dates bring counts as requested.

What nobody declares goes because something else goes: it has the cause of that. A removal points at the line that is
there in the base and gone in the head. Pure; to add a cause: a word in ``model.Cause`` and a branch in :func:`_cause`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from reconciler.canonical import Attrs
from reconciler.keep import ADOPTED, parent_of, person_of, referent_of
from reconciler.kinds import PREVIOUSLY, kinds
from reconciler.model import EMPTY, Action, Address, Cause, Change, State
from reconciler.routes import follows, is_renamed, leaves
from reconciler.vocabulary import Platform

_STRONGEST = (Cause.REQUESTED, Cause.CONFLICT, Cause.SCHEDULED, Cause.DRIFT)


@dataclass(frozen=True)
class Wishes:
    """What is wanted of one org: by the head, and by the base if there is one; ``dated`` says what dates bring."""

    head: State
    base: State | None
    dated: Callable[[Change], bool]


def attributed(changes: Iterable[Change], wishes: Wishes, platform: Platform) -> list[Change]:
    """The same changes, each with its cause, and removals with the line of the base that is gone."""
    every = list(changes)
    causes = _causes(every, wishes, platform)
    base = wishes.base if wishes.base is not None else EMPTY
    found = []
    for change in every:
        gone = base.get(change.comes_from) if change.action is Action.DELETE else None
        source = gone.source if gone is not None else change.source
        found.append(replace(change, cause=causes[change.address], source=source))
    return found


def _causes(changes: list[Change], wishes: Wishes, platform: Platform) -> Mapping[Address, Cause]:
    own = {change.address: _cause(change, wishes) for change in changes}
    if wishes.base is None:
        return own
    by_origin = {change.comes_from: change for change in changes}
    found = dict(own)
    for change in changes:
        cause = own[change.address]
        if cause in (Cause.DRIFT, Cause.SCHEDULED) and change.address not in wishes.head:
            because = {own[each.address] for each in _behind(change, by_origin, platform)}
            found[change.address] = min({cause, *because}, key=_STRONGEST.index)
    return found


def _cause(change: Change, wishes: Wishes) -> Cause:
    """The cause of a change as far as its own address is concerned."""
    if wishes.base is None:
        return Cause.SCHEDULED if wishes.dated(change) else Cause.REQUESTED
    head, base = _wanted(wishes.head, change.address), _wanted(wishes.base, change.address)
    if change.action is Action.MOVE and base is None and head is not None:
        was = _wanted(wishes.base, change.comes_from)
        return Cause.REQUESTED if was is None or was == _compared(change.before) else Cause.CONFLICT
    if head == base:
        return Cause.SCHEDULED if wishes.dated(change) else Cause.DRIFT
    return Cause.REQUESTED if _compared(change.before) == base else Cause.CONFLICT


def _wanted(state: State, address: Address) -> Attrs | None:
    resource = state.get(address)
    return _compared(resource.attrs) if resource is not None else None


def _compared(attrs: Attrs | None) -> Attrs | None:
    """Attributes without what the program notes for itself."""
    return (
        None if attrs is None else {name: value for name, value in attrs.items() if name not in (PREVIOUSLY, ADOPTED)}
    )


def _behind(change: Change, by_origin: Mapping[Address, Change], platform: Platform) -> Iterator[Change]:
    """The changes because of which something that nobody declares changes: what it hangs on goes, moves, or is managed now."""
    if follows(change) and change.action is Action.UPDATE:  # it names what has another name now, wherever that is
        yield from (other for other in by_origin.values() if is_renamed(other))
    shape = kinds()[change.address.kind]
    marked = ADOPTED in (change.before or {}) or ADOPTED in (change.after or {})
    near = {parent_of(change.comes_from, shape), referent_of(change.comes_from, shape)}
    person = person_of(change.comes_from)
    if person is not None:
        near.add(change.comes_from._replace(kind="member", key=(person,)))
    for address in near - {None, change.comes_from}:
        other = by_origin.get(address) if address is not None else None
        if other is None:
            continue
        goes = other.action is Action.DELETE or leaves(other, platform)
        if goes or marked or change.action is other.action is Action.MOVE:
            yield other
        if goes:
            yield from _behind(other, by_origin, platform)
