"""Changes: one step from a state to another, with its action, its mode, its cause, and what became of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from reconciler.canonical import Attrs
from reconciler.errors import NOWHERE, Source
from reconciler.model.state import Address


class Action(StrEnum):
    """What happens to a resource; derived from which sides of a change exist, and where.

    A hand-over and the erasure of a person happen to the log itself, and stand in no plan.
    """

    CREATE = "create"
    UPDATE = "update"
    DELETE = "delete"
    MOVE = "move"
    HAND_OVER = "hand-over"
    ERASE = "erase"


class Mode(StrEnum):
    """How a platform carries a change out; read from its vocabulary's routes, printed in every plan."""

    DIRECT = "direct"
    INVITE = "invite"
    PROMOTE = "promote"
    RECREATE = "recreate"
    MANUAL = "manual"
    SUPPORT = "support"
    UNSUPPORTED = "unsupported"


class Cause(StrEnum):
    """Why a change is in the plan."""

    REQUESTED = "requested"
    DRIFT = "drift"
    SCHEDULED = "scheduled"
    CONFLICT = "conflict"


class Outcome(StrEnum):
    """What became of a change, or of a whole org, in an apply."""

    DONE = "done"
    ALREADY = "already"
    REFUSED = "refused"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Change:
    """One step: the attributes before and after. Two equal sides cannot be constructed, except where something moves.

    ``action`` follows from the sides and cannot disagree with them. ``previous`` is where the row stands before, if not at ``address``: the history goes along. A ``previous`` that is the
    address itself says that only the name is written otherwise now (``ada`` becomes ``Ada``).
    """

    address: Address
    before: Attrs | None
    after: Attrs | None
    mode: Mode = Mode.DIRECT
    cause: Cause = Cause.REQUESTED
    name: tuple[str, ...] = ()
    source: Source = NOWHERE
    previous: Address | None = None
    action: Action = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        if self.before == self.after and (self.previous is None or self.before is None):
            raise ValueError(f"a change needs two different sides: {self.address}")
        if self.previous is not None and (self.before is None or self.after is None):
            raise ValueError(f"what moves is there before and after: {self.address}")
        if self.before is None:
            action = Action.CREATE
        elif self.after is None:
            action = Action.DELETE
        else:
            action = Action.UPDATE if self.previous in (None, self.address) else Action.MOVE
        object.__setattr__(self, "action", action)  # asked a dozen times of each change

    @property
    def comes_from(self) -> Address:
        """Where the row stands before the change."""
        return self.previous or self.address
