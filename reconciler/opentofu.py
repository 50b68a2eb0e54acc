"""A plan as OpenTofu would write it, so that policies and viewers made for its JSON plans read ours.

Only what is derived from a :class:`Change` stands here, and nothing of it is read back: ``planfile`` writes it beside
our own fields. The names and words are those of ``tofu show -json`` (its page "JSON Output Format"). What OpenTofu has
no word for (who asked, guards, routes) is not here.
"""

from __future__ import annotations

from collections.abc import Iterable

from reconciler.canonical import Json
from reconciler.model import Action, Cause, Change, Mode, Plan

_REVERSED = {Action.CREATE: Action.DELETE, Action.DELETE: Action.CREATE}


def described(change: Change) -> dict[str, Json]:
    """What a resource is: its address and type, its name as people wrote it, and the platform as its provider."""
    address = change.address
    return {
        "address": str(address),
        "mode": "managed",
        "type": address.kind,
        "name": (change.name or address.key or (address.org,))[-1],
        "provider_name": address.platform,
    }


def actions(change: Change) -> list[Json]:
    """``create``, ``update`` or ``delete``; what is removed and added again is both, so that a scan finds the delete."""
    if change.mode is Mode.RECREATE and change.action is Action.UPDATE:
        return ["delete", "create"]
    return [change.action.value]


def reason(change: Change) -> dict[str, Json]:
    """``action_reason``, where there is one to give; a date that passed is a reason OpenTofu does not have."""
    if change.mode is Mode.RECREATE and change.action is Action.UPDATE:
        return {"action_reason": "replace_because_cannot_update"}
    if change.action is not Action.DELETE:
        return {}
    scheduled = change.cause is Cause.SCHEDULED
    return {"action_reason": f"delete_because_{'scheduled' if scheduled else 'no_resource_config'}"}


def drift(changes: Iterable[Change]) -> list[Json]:
    """What moved away behind our back: from what was declared to what the store has. The plan would move it back."""
    return [
        {
            **described(change),
            "change": {
                "actions": [_REVERSED.get(change.action, change.action).value],
                "before": change.after,
                "after": change.before,
            },
        }
        for change in changes
        if change.cause is Cause.DRIFT
    ]


def applyable(plan: Plan) -> bool:
    """Whether an apply would do something: an org has changes, and no guard refuses them."""
    return any(org.changes and not org.refusals for org in plan.orgs)
