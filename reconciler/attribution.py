"""Why a change is in a plan: this pull request asks for it, the store has moved away, a date has passed, or two of these.

The *base* is the branch a pull request goes to. What it would change by itself, held against the same store at the same
moment, nobody asks for: a date has passed, or somebody has changed the store. All else the pull request asks for, whether
it says so or it follows from what it says: a rename, a departure, an allowance, a section that is managed now. Where the
base would change the same thing in another way, both have happened.

Without a base, everything but what dates bring counts as requested. A removal points at the line that is there in the base and
gone in the head. Pure; to add a cause: a word in ``model.Cause`` and a branch in :func:`_cause`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace

from reconciler.canonical import Attrs
from reconciler.errors import Source
from reconciler.keep import ADOPTED
from reconciler.kinds import PREVIOUSLY
from reconciler.model import EMPTY, Action, Address, Cause, Change, State


@dataclass(frozen=True)
class Base:
    """What the branch wants of one org that a pull request goes to: what it declares, and what it would change by itself."""

    declared: State = EMPTY
    changes: Mapping[Address, Change] = field(default_factory=dict)


def attributed(changes: Iterable[Change], base: Base | None, dated: Callable[[Change], bool]) -> list[Change]:
    """The same changes, each with its cause, and removals with the line of the base that is gone."""
    return [_attributed(change, base, dated) for change in changes]


def _attributed(change: Change, base: Base | None, dated: Callable[[Change], bool]) -> Change:
    cause, gone = _cause(change, base, dated), _gone(change, base)
    if cause is change.cause and gone is None:  # so it is with nearly all, and a copy is not free
        return change
    return replace(change, cause=cause, source=gone or change.source)


def _cause(change: Change, base: Base | None, dated: Callable[[Change], bool]) -> Cause:
    by_itself = base.changes.get(change.address) if base is not None else None
    if base is None or (by_itself is not None and _same(change, by_itself)):
        return Cause.SCHEDULED if dated(change) else Cause.REQUESTED if base is None else Cause.DRIFT
    return Cause.REQUESTED if by_itself is None else Cause.CONFLICT


def _gone(change: Change, base: Base | None) -> Source | None:
    declared = base.declared.get(change.comes_from) if base is not None and change.action is Action.DELETE else None
    return declared.source if declared is not None else None


def _same(one: Change, other: Change) -> bool:
    """Whether two changes of one row lead to the same, but for what the program notes for itself."""
    return one.comes_from == other.comes_from and _compared(one.after) == _compared(other.after)


def _compared(attrs: Attrs | None) -> Attrs | None:
    return (
        None if attrs is None else {name: value for name, value in attrs.items() if name not in (PREVIOUSLY, ADOPTED)}
    )
