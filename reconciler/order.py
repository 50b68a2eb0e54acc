"""The safe sequence: gains before losses, parents before children, children before parents on the way out.

So a new admin exists before the old one goes, a team before its places, and nobody's place outlives the team. One
exception comes before all gains: where a platform counts seats, people who leave free theirs first (W11), unless they
are admins. What restricts a thing comes before what opens it. The sequence is part of the plan, not of rendering and not
of applying; it is total, so equal plans are equal bytes.
"""

from __future__ import annotations

from collections.abc import Iterable
from collections.abc import Set as AbstractSet

from reconciler.kinds import creation_rank, kinds
from reconciler.model import Change
from reconciler.routes import Effect, effect, is_admin, leaves
from reconciler.vocabulary import Platform


def order(changes: Iterable[Change], platform: Platform) -> list[Change]:
    """*changes* of one org in the order in which they can be carried out."""
    every = list(changes)
    seats = any(rule.use == "seats" for rule in platform.rules)
    leaving = {c.address.key[-1] for c in every if seats and frees_a_seat(c, platform)}
    turns: dict[_Turn, list[Change]] = {}  # few: what has one is then sorted by nothing but keys
    for change in every:
        turns.setdefault(_turn(change, leaving, platform), []).append(change)
    return [change for turn in sorted(turns) for change in sorted(turns[turn], key=lambda change: change.address.key)]


_Turn = tuple[int, int, bool, str]
"""When all changes of a kind come that are alike: losses last, then by rank, restrictions first, then by kind."""


def _turn(change: Change, leaving: AbstractSet[str], platform: Platform) -> _Turn:
    kind = change.address.kind
    rank, opens = _rank(change), not kinds()[kind].limits
    if change.after is not None and (change.before is None or effect(change, platform) is not Effect.LOSS):
        return 1, rank, opens, kind
    theirs = _of_a_person(kind) and not leaving.isdisjoint(change.address.key)
    return (0 if theirs else 2), -rank, opens, kind


def _of_a_person(kind: str) -> bool:
    """Whether things of a kind go with a person: the person, a place, what hangs on the person."""
    shape = kinds()[kind]
    return shape.person or shape.place or bool(shape.parent and kinds()[shape.parent].person)


def _rank(change: Change) -> int:
    """The rank of what changes; a thing that is there and names something else now waits for that (W9)."""
    own = creation_rank(change.address.kind)
    if change.before is None or change.after is None:
        return own
    refers = kinds()[change.address.kind].refers.items()
    named = [kind for name, kind in refers if name and change.before.get(name) != change.after.get(name)]
    return max([own, *(creation_rank(kind) + 1 for kind in named)])


def frees_a_seat(change: Change, platform: Platform) -> bool:
    """Whether somebody leaves who is no admin: an admin's successor comes first."""
    return leaves(change, platform) and not is_admin(change.before, platform)
