"""What guards judge: one org, its changes, what went before them, and the limits that hold. No guard stands here."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

from pydantic import BaseModel, ConfigDict, NonNegativeInt

from reconciler.approvals import Rules
from reconciler.errors import Severity
from reconciler.kinds import kinds
from reconciler.model import EMPTY, Action, Address, Allowance, Change, GuardResult, State
from reconciler.routes import leaves
from reconciler.vocabulary import Platform


class Limits(BaseModel):
    """An org's own limits, as its manifest's ``guards:`` states them. None: the default."""

    model_config = ConfigDict(extra="forbid", strict=True, defer_build=True)

    people_removed: NonNegativeInt | None = None
    """People who may leave within the window."""
    places_removed: NonNegativeInt | None = None
    """Places in teams that may be taken within the window."""
    others_removed: NonNegativeInt | None = None
    """Resources of any other kind that may be deleted within the window."""


class Duties(NamedTuple):
    """Words of a platform that are kept apart: nobody may hold two of them on one thing."""

    platform: str
    words: frozenset[str]


@dataclass(frozen=True)
class Policy:
    """The settings guards obey; what an org's own limits may not exceed stands in ``caps``.

    ``apart`` has what is kept apart, by the name the policy gives it. ``approvals`` and ``digest`` are those of the policy file, where there is one.
    """

    places_removed: int = 20
    others_removed: int = 20
    fewest_admins: int = 2
    window_days: int = 7
    plan_days: int = 7
    prune_adopted: bool = False
    enforce_asker: bool = False
    caps: Mapping[str, int] = field(default_factory=dict)
    approvals: Rules | None = None
    digest: str = ""
    apart: Mapping[str, Duties] = field(default_factory=dict)

    @property
    def rules(self) -> Rules:
        """Which names are one person's, as far as the policy knows."""
        return self.approvals or Rules()


@dataclass(frozen=True)
class Case:
    """What the guards judge: one org, its changes, and what went before them.

    ``recent`` holds (action, address) of what applies of the last days took away; ``today`` is an ISO date (UTC);
    ``actor`` applies the plan, ``asker`` is who asked for it, under all names. ``stored`` is what is before under its own
    names, ``before`` under the new ones.
    """

    platform: Platform
    before: State
    after: State
    changes: Sequence[Change]
    recent: Sequence[tuple[str, Address]] = ()
    limits: Mapping[str, int] = field(default_factory=dict)
    allowances: Sequence[Allowance] = ()
    policy: Policy = field(default_factory=Policy)
    actor: str = ""
    today: str = ""
    asker: str = ""
    deleted_before: bool = False
    stored: State = EMPTY

    def limit(self, name: str, default: int) -> int:
        """The org's own limit or the default, never above the policy's cap."""
        return min(self.limits.get(name, default), self.policy.caps.get(name, 2**53))

    def allowance(self, guard: str, count: int) -> Allowance | None:
        """An allowance of this org that covers *count* and has not ended."""
        fitting = (a for a in self.allowances if a.guard == guard and a.up_to >= count and a.until >= self.today)
        return next(fitting, None)

    def near_miss(self, guard: str, count: int) -> str:
        """Why an allowance that names this guard does not help, for the message."""
        for allowance in self.allowances:
            if allowance.guard == guard and allowance.until < self.today:
                return f"; the allowance at {allowance.source} ended on {allowance.until}"
            if allowance.guard == guard and allowance.up_to < count:
                return f"; the allowance at {allowance.source} covers {allowance.up_to}"
        return ""

    def is_in(self, address: Address, attrs: Mapping[str, object]) -> bool:
        """Whether this is somebody who is in the org and has not left."""
        return kinds()[address.kind].person and not self.platform.left(attrs)  # type: ignore[arg-type]

    @cached_property
    def removals(self) -> Sequence[Change]:
        """The changes by which something is deleted or somebody leaves; few in most plans, and asked for by many guards."""
        return [c for c in self.changes if c.action is Action.DELETE or leaves(c, self.platform)]

    @cached_property
    def whole_org_goes(self) -> bool:
        """Whether the plan removes the org itself; its people are then counted by that guard."""
        return any(change.address.kind == "org" and change.action is Action.DELETE for change in self.removals)

    @property
    def asked(self) -> Sequence[Change]:
        """The changes that somebody must be able to make: what goes with its org needs no way of its own."""
        return [c for c in self.changes if c.address.kind == "org"] if self.whole_org_goes else self.changes


def refusal(case: Case, guard: str, count: int, limit: int, message: str, addresses: Iterable[Address]) -> GuardResult:
    """A result that refuses, unless an allowance of the org covers it."""
    allowed = case.allowance(guard, count)
    if allowed is None:
        message += case.near_miss(guard, count)
    return GuardResult(guard, Severity.ERROR, count, limit, message, tuple(sorted(map(str, addresses))), allowed)


def counted(number: int, one: str, many: str) -> str:
    """``1 person``, ``2 people``."""
    return f"{number} {one if number == 1 else many}"
