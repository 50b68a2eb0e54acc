"""The safe sequence: gains before losses, parents before children, children before parents on the way out.

So a new admin exists before the old one goes, a team before its places, and nobody's place outlives the team. One
exception comes before all gains: where a platform counts seats, people who leave free theirs first (W11), unless they
are admins. What restricts a thing comes before what opens it. The sequence is part of the plan, not of rendering and not
of applying; it is total, so equal plans are equal bytes.
"""

from __future__ import annotations

from collections.abc import Iterable

from reconciler.kinds import creation_rank, kinds
from reconciler.model import Address, Change
from reconciler.routes import Effect, effect, is_admin, leaves
from reconciler.vocabulary import Platform


def order(changes: Iterable[Change], platform: Platform) -> list[Change]:
    """*changes* of one org in the order in which they can be carried out."""
    every = list(changes)
    seats = any(rule.use == "seats" for rule in platform.rules)
    leaving = {c.address.key[-1] for c in every if seats and frees_a_seat(c, platform)}

    def turn(change: Change) -> tuple[int, int, bool, Address]:
        shape = kinds()[change.address.kind]
        loses = change.after is None or (change.before is not None and effect(change, platform) is Effect.LOSS)
        persons = shape.spec.person or shape.spec.place or (shape.parent and kinds()[shape.parent].spec.person)
        theirs = loses and leaving and persons and leaving & {*change.address.key}
        rank = _rank(change)
        return (0 if theirs else 2 if loses else 1), -rank if loses else rank, not shape.spec.limits, change.address

    return sorted(every, key=turn)


def _rank(change: Change) -> int:
    """The rank of what changes; a thing that is there and names something else now waits for that (W9)."""
    own = creation_rank(change.address.kind)
    if change.before is None or change.after is None:
        return own
    refers = kinds()[change.address.kind].spec.refers.items()
    named = [kind for name, kind in refers if name and change.before.get(name) != change.after.get(name)]
    return max([own, *(creation_rank(kind) + 1 for kind in named)])


def frees_a_seat(change: Change, platform: Platform) -> bool:
    """Whether somebody leaves who is no admin: an admin's successor comes first."""
    return leaves(change, platform) and not is_admin(change.before, platform)
