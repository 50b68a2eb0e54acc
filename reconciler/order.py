"""The safe sequence: gains before losses, parents before children, children before parents on the way out.

So a new admin exists before the old one goes, a team before its places, and nobody's place outlives the team. The
sequence is part of the plan, not of rendering and not of applying; it is total, so equal plans are equal bytes.
"""

from __future__ import annotations

from collections.abc import Iterable

from reconciler.kinds import creation_rank
from reconciler.model import Address, Change
from reconciler.routes import Effect, effect
from reconciler.vocabulary import Platform


def order(changes: Iterable[Change], platform: Platform) -> list[Change]:
    """*changes* of one org in the order in which they can be carried out."""

    def turn(change: Change) -> tuple[bool, int, Address]:
        loses = change.after is None or (change.before is not None and effect(change, platform) is Effect.LOSS)
        rank = creation_rank(change.address.kind)
        return loses, -rank if loses else rank, change.address

    return sorted(changes, key=turn)
