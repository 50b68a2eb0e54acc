"""The nouns: addresses, resources, states, changes, plans and audit entries.

Everything here is frozen data and knows only how to name itself, compare itself and print its address. Nothing here
reads, decides, renders or writes; no field is a function, so every value can be saved and shown by another process.

The one idea: whatever can be given or taken is its own :class:`Resource` with its own :class:`Address`. A state is a
set of them, and *desired* and *actual* are the same type.

To add a noun: one class in the module whose sentence it fits, and its name here, twice. Names are imported when they are first
used: a plan of nothing needs few of them.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from reconciler.model.change import Action, Cause, Change, Mode, Outcome
    from reconciler.model.orgs import Head, OrgKey
    from reconciler.model.plan import AccessChange, Allowance, GuardResult, Header, OrgPlan, Plan, Requirement
    from reconciler.model.record import AuditEntry, Handover, Run
    from reconciler.model.settled import Settled, line
    from reconciler.model.state import EMPTY, Address, Resource, State, spelled

_HOMES = {
    "AccessChange": "plan",
    "Action": "change",
    "Address": "state",
    "Allowance": "plan",
    "AuditEntry": "record",
    "Cause": "change",
    "Change": "change",
    "EMPTY": "state",
    "GuardResult": "plan",
    "Handover": "record",
    "Head": "orgs",
    "Header": "plan",
    "Mode": "change",
    "OrgKey": "orgs",
    "OrgPlan": "plan",
    "Outcome": "change",
    "Plan": "plan",
    "Requirement": "plan",
    "Resource": "state",
    "Run": "record",
    "Settled": "settled",
    "State": "state",
    "line": "settled",
    "spelled": "state",
}

__all__ = [
    "EMPTY",
    "AccessChange",
    "Action",
    "Address",
    "Allowance",
    "AuditEntry",
    "Cause",
    "Change",
    "GuardResult",
    "Handover",
    "Head",
    "Header",
    "Mode",
    "OrgKey",
    "OrgPlan",
    "Outcome",
    "Plan",
    "Requirement",
    "Resource",
    "Run",
    "Settled",
    "State",
    "line",
    "spelled",
]


def __getattr__(name: str) -> Any:
    """Import a noun from its module."""
    if name not in _HOMES:
        raise AttributeError(f"{__name__} has no noun {name!r}")
    return getattr(importlib.import_module(f"{__name__}.{_HOMES[name]}"), name)
