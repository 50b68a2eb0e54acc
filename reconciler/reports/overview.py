"""The overview of an org: its name, owner and plan, what is used of what is included, and the credits left (S0-10 … S0-15)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from reconciler.canonical import Attrs, Json
from reconciler.facts import Storage
from reconciler.facts.updates import own_fields
from reconciler.kinds.spec import size_in_bytes
from reconciler.model import Address, OrgKey, State
from reconciler.reports.gaps import never_imported
from reconciler.reports.report import BYTES, CLEARED, COUNT, CREDITS, DATE, PERSON, Column, Report, Row
from reconciler.vocabulary import Platform

COLUMNS = (
    Column("org"),
    Column("platform"),
    Column("name"),
    Column("owner", PERSON),
    Column("plan"),
    Column("paid_until", DATE),
    Column("ai_plan", title="AI plan"),
    Column("storage_used", BYTES),
    Column("storage_included", BYTES),
    Column("members", COUNT),
    Column("members_active", COUNT, "active members"),
    Column("members_invited", COUNT, "invited members"),
    Column("members_expired", COUNT, "members whose invitation is over"),
    Column("members_deactivated", COUNT, "deactivated members"),
    Column("users_included", COUNT),
    Column("annotator_seats", COUNT),
    Column("supervisor_seats", COUNT),
    Column("credits", CREDITS, "credits left"),
    Column("cleared", CLEARED),
)
BOUGHT = {"storage_included": "included_storage", "users_included": "included_users"}
"""The columns that plan updates call otherwise."""
OBSERVED = {"storage_used": "storage", "credits": "credit"}
"""The columns that come from facts, and of which kind."""


class Used(NamedTuple):
    """What was observed of an org: bytes and thousandths of a credit; None where nothing was."""

    storage: int | None = None
    credits: int | None = None


def overview(org: OrgKey, state: State, platform: Platform, statuses: Iterable[str], used: Used) -> Report:
    """One row about an org. *statuses* are those of all members; what a plan does not say is without limit, and no plan unknown."""
    name, _, slug = org.partition("/")
    row = state.get(Address(name, slug, "org"))
    attrs: Attrs = row.attrs if row is not None else {}
    plan = bought(plan_of(attrs), platform)
    people = Counter(statuses)
    cells: Row = (
        slug,
        platform.title,
        _text(attrs.get("name")),
        _text(attrs.get("owner")),
        *(plan.get(name) for name in ("plan", "paid_until", "ai_plan")),
        used.storage,
        plan.get("included_storage"),
        people.total(),
        *(people[status] for status in ("active", "invited", "expired", "deactivated")),
        *(plan.get(name) for name in ("included_users", "annotator_seats", "supervisor_seats")),
        used.credits,
        tuple(c.name for c in COLUMNS if plan.get(BOUGHT.get(c.name, c.name), "") is None),
    )
    columns = tuple(column._replace(unknown=_unknown(column.name, org, platform)) for column in COLUMNS)
    return Report("overview", f"Overview of {org}", columns, iter([cells]), upright=True)


def _unknown(column: str, org: OrgKey, platform: Platform) -> str:
    """What is said in place of a value that nobody has told; nothing of what the platform has not."""
    if column in OBSERVED:
        return never_imported(OBSERVED[column], org)
    if BOUGHT.get(column, column) in own_fields(platform).values():
        return "unknown: the manifests say nothing of the plan"
    return ""


def plan_of(attrs: Attrs) -> Mapping[str, Json]:
    """What an org's row says of its plan."""
    plan = attrs.get("plan")
    return plan if isinstance(plan, Mapping) else {}


def bought(plan: Mapping[str, Json], platform: Platform) -> dict[str, str | int | None]:
    """What is bought, by the names of plan updates; None for what is without limit. Of no plan nothing is known."""
    storage = plan.get("included_storage")
    said = {**plan, "included_storage": size_in_bytes(storage) if isinstance(storage, str) else None}
    own = own_fields(platform) if plan else {}
    return {field: value if isinstance(value := said.get(name), str | int) else None for name, field in own.items()}


def stored(rows: Iterable[Storage]) -> int | None:
    """The bytes that were used when somebody looked last; *rows* in order of time.

    The newest look decides: if it was at the whole org, it counts; if at datasets one by one, the newest of each.
    """
    newest: dict[str, Storage] = {}
    for row in rows:
        newest[row.dataset] = row
    whole = newest.pop("", None)
    if whole is not None and all(row.at <= whole.at for row in newest.values()):
        return whole.bytes
    return sum(row.bytes for row in newest.values()) if newest else None


def _text(value: Json) -> str | None:
    return value if isinstance(value, str) else None
