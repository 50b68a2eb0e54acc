"""The nouns: addresses, resources, states, changes, plans and audit entries.

Everything here is frozen data and knows only how to name itself, compare itself and print its address. Nothing here
reads, decides, renders or writes; no field is a function, so every value can be saved and shown by another process.

The one idea: whatever can be given or taken is its own :class:`Resource` with its own :class:`Address`. A state is a
set of them, and *desired* and *actual* are the same type.

To add a noun: one class in the module whose sentence it fits, and its name here.
"""

from __future__ import annotations

from reconciler.model.change import Action, Cause, Change, Mode, Outcome
from reconciler.model.plan import AccessChange, Allowance, GuardResult, Header, OrgPlan, Plan, Requirement
from reconciler.model.record import AuditEntry, Handover, Head, Run
from reconciler.model.settled import Settled, line
from reconciler.model.state import EMPTY, Address, OrgKey, Resource, State, spelled

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
