"""A plan as OpenTofu would write it, so that policies and viewers made for its JSON plans read ours.

Only what is derived stands here, and reading back uses none of it. The names and words are those of ``tofu show -json``,
as its page "JSON Output Format" has them. What OpenTofu has no word for (who asked, guards, routes) stands elsewhere.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from reconciler.canonical import Json
from reconciler.model import Action, Cause, Change, Mode, Plan

_REVERSED = {"create": "delete", "delete": "create"}


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


def moved(change: Change) -> dict[str, Json]:
    """``previous_address``, of what has one."""
    return {} if change.previous is None else {"previous_address": str(change.previous)}


def actions(change: Change) -> list[Json]:
    """What is removed and added again is both, so that a scan finds the delete; a move alone is ``no-op``."""
    if _replaced(change):
        return ["delete", "create"]
    if change.before == change.after:
        return ["no-op"]
    return [Action.UPDATE.value if change.action is Action.MOVE else change.action.value]


def reason(change: Change) -> dict[str, Json]:
    """``action_reason``, where there is one to give; that a date has passed is a reason OpenTofu does not have."""
    if _replaced(change):
        return {"action_reason": "replace_because_cannot_update"}
    if change.action is not Action.DELETE:
        return {}
    return {
        "action_reason": "delete_because_scheduled"
        if change.cause is Cause.SCHEDULED
        else "delete_because_no_resource_config"
    }


def drift(changes: Iterable[Change]) -> Iterator[Json]:
    """What has moved away from what was declared to what the store has: the way back of each change that undoes it."""
    return (
        {
            **described(change),
            "change": {
                "actions": [_REVERSED.get(change.action, "update")],
                "before": change.after,
                "after": change.before,
            },
        }
        for change in changes
        if change.cause is Cause.DRIFT
    )


def applyable(plan: Plan) -> bool:
    """Whether an apply would do something: an org has changes, and no guard refuses them."""
    return any(org.changes and not org.refusals for org in plan.orgs)


def _replaced(change: Change) -> bool:
    return change.mode is Mode.RECREATE and change.before is not None and change.after is not None
