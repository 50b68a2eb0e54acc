"""The fact that a change of an org's plan is: what the platform's list of plan updates would say of it (S0-29, S0-30).

What an apply sets is set, what it takes out of the manifest is cleared, which means without limit; the rest is left as it was (W34).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from reconciler.canonical import Attrs
from reconciler.facts.kinds import PlanUpdate
from reconciler.kinds.spec import size_in_bytes
from reconciler.model import Change

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


def plan_updates(changes: Iterable[Change], at: str, run: str, actor: str) -> Iterator[PlanUpdate]:
    """The plan update among the changes of one org, if one is; *actor* by key."""
    for change in changes:
        if change.address.kind == "org" and change.after is not None:
            said = {FIELDS[name]: value for name, value in _differing(_plan(change.before), _plan(change.after))}
            if said:
                why = CREATED if change.before is None else CHANGED
                yield PlanUpdate(at, run, why, actor, " ".join(sorted(said)), **said)


def _differing(before: Attrs, after: Attrs) -> Iterator[tuple[str, Any]]:
    """What has another value than before, with that value; None for what is gone."""
    for name in FIELDS:
        value: Any = after.get(name)
        if before.get(name) != value:
            yield name, size_in_bytes(value) if name == "included_storage" and value is not None else value


def _plan(attrs: Attrs | None) -> Attrs:
    plan: Any = (attrs or {}).get("plan")
    return plan or {}
