"""Refusals of correct plans: named, numbered, and each with its own bounded allowance. There is no ``--force``.

A rule judges a *state* ("a place is given to a member"); a guard judges a *change of* state ("eleven people would
go"). Guards run when a plan is made and again inside the apply's transaction, with the policy of that moment.
Removals are counted over a rolling window of the audit log too, because a percentage can be sliced (H6).

To add a guard: one function in ``losses``, ``powers``, ``duties`` or ``means`` that yields :class:`GuardResult`, its name in :data:`GUARDS`, an entry in
``explanations/guards.yaml``, and a story that makes it fire.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from reconciler.guards.case import Case, Duties, Limits, Policy
from reconciler.guards.duties import duties_apart
from reconciler.guards.losses import (
    PEOPLE_CEILING,
    PEOPLE_FLOOR,
    PEOPLE_PERCENT,
    adopted_removed,
    org_removed,
    others_removed,
    people_removed,
    places_removed,
    self_removed,
)
from reconciler.guards.means import org_returns, recreate, support, unsupported
from reconciler.guards.powers import few_admins, last_admin, not_permitted, sole_admin
from reconciler.model import GuardResult

__all__ = [
    "ALLOWABLE",
    "GUARDS",
    "NEVER_ALLOWED",
    "PEOPLE_CEILING",
    "PEOPLE_FLOOR",
    "PEOPLE_PERCENT",
    "Case",
    "Duties",
    "Guard",
    "Limits",
    "Policy",
    "guard_name",
    "judge",
]

Guard = Callable[[Case], Iterator[GuardResult]]

GUARDS: tuple[Guard, ...] = (
    last_admin,
    org_removed,
    people_removed,
    places_removed,
    others_removed,
    adopted_removed,
    self_removed,
    recreate,
    support,
    unsupported,
    sole_admin,
    duties_apart,
    org_returns,
    not_permitted,
    few_admins,
)
NEVER_ALLOWED = frozenset({"last-admin", "unsupported", "sole-admin", "duties-apart", "not-permitted", "few-admins"})


def guard_name(guard: Guard) -> str:
    """The name people use: ``people-removed`` for :func:`people_removed`."""
    return guard.__name__.replace("_", "-")


ALLOWABLE = tuple(name for name in map(guard_name, GUARDS) if name not in NEVER_ALLOWED)
"""The guards an allowance may name."""


def judge(case: Case) -> tuple[GuardResult, ...]:
    """What every guard says, refusals first."""
    results = (result for guard in GUARDS for result in guard(case))
    return tuple(sorted(results, key=lambda result: (not result.refuses, result.severity, result.guard)))
