"""The fact that a change of an org's plan is: what the platform's list of plan updates would say of it (S0-29, S0-30).

What an apply sets is set, what it takes out of the manifest is cleared, which means without limit; the rest is left as it was (W34).
An org that is created with a plan has that plan and nothing of an earlier one: all that its platform has in a plan is set or cleared.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from reconciler.canonical import Attrs
from reconciler.facts.kinds import PlanUpdate
from reconciler.kinds.spec import size_in_bytes
from reconciler.manifest.limits import DEFAULT_LIMITS
from reconciler.model import Change
from reconciler.vocabulary import Platform, load

CREATED, CHANGED = "Organization created", "Changed in the manifest"
FIELDS = {
    "name": "plan",
    "paid_until": "paid_until",
    "included_users": "included_users",
    "included_storage": "included_storage",
    "ai_plan": "ai_plan",
    "annotator_seats": "annotator_seats",
    "supervisor_seats": "supervisor_seats",
}
"""The settings of a plan in a manifest, and the fields of a fact."""


def own_fields(platform: Platform) -> dict[str, str]:
    """Those of :data:`FIELDS` that a platform has."""
    return {name: field for name, field in FIELDS.items() if f"org.plan.{name}" not in platform.absent}


def plan_updates(changes: Iterable[Change], at: str, run: str, actor: str) -> Iterator[PlanUpdate]:
    """The plan update among the changes of one org, if one is; *actor* by key."""
    for change in changes:
        if change.address.kind == "org" and change.after is not None:
            before, after = _plan(change.before), _plan(change.after)
            said = {FIELDS[name]: _value(name, after) for name in FIELDS if before.get(name) != after.get(name)}
            if said and change.before is None:
                own = own_fields(load(change.address.platform))
                said = {field: _value(name, after) for name, field in own.items()}
            if said:
                why = CREATED if change.before is None else CHANGED
                yield PlanUpdate(at, run, why, actor, " ".join(sorted(said)), **said)


def merged(one: PlanUpdate, other: PlanUpdate) -> PlanUpdate | None:
    """Two updates of one moment that nobody's run made, as one; None where they are not, or say something of the same field.

    A list that only has days may well have two of a day; what is kept has one natural key for both.
    """
    both, said = (one.changes, other.changes), (one.description, other.description)
    description = "; ".join(dict.fromkeys(filter(None, said)))
    actors = {one.actor, other.actor} - {""}
    if (
        one[:2] != other[:2]
        or one.run
        or both[0].keys() & both[1].keys()
        or len(actors) > 1
        or len(description) > DEFAULT_LIMITS.description_length
    ):
        return None
    changes: dict[str, Any] = {**both[0], **both[1]}
    return PlanUpdate(one.at, "", description, "".join(actors), " ".join(sorted(changes)), **changes)


def _value(name: str, plan: Attrs) -> Any:
    """What a plan says of a setting, as a fact has it; None for what it does not say."""
    value: Any = plan.get(name)
    return size_in_bytes(value) if name == "included_storage" and value is not None else value


def _plan(attrs: Attrs | None) -> Attrs:
    plan: Any = (attrs or {}).get("plan")
    return plan or {}
