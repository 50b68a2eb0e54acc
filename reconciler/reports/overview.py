"""The overview of an org: its name, owner and plan, what is used of what is included, and the credits left (S0-10 … S0-15)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from reconciler.canonical import Attrs, Json
from reconciler.facts import Storage
from reconciler.kinds.spec import size_in_bytes
from reconciler.model import Address, OrgKey, State
from reconciler.reports.report import BYTES, COUNT, CREDITS, DATE, PERSON, Column, Report, Row
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
)


class Used(NamedTuple):
    """What was observed of an org: bytes and thousandths of a credit; None where nothing was."""

    storage: int | None = None
    credits: int | None = None


def overview(org: OrgKey, state: State, platform: Platform, statuses: Iterable[str], used: Used) -> Report:
    """One row about an org. *statuses* are those of all members; what is not included in a plan is without limit."""
    name, _, slug = org.partition("/")
    row = state.get(Address(name, slug, "org"))
    attrs: Attrs = row.attrs if row is not None else {}
    plan = bought(plan_of(attrs))
    people = Counter(statuses)
    cells: Row = (
        slug,
        platform.title,
        _text(attrs.get("name")),
        _text(attrs.get("owner")),
        *(plan[name] for name in ("plan", "paid_until", "ai_plan")),
        used.storage,
        plan["included_storage"],
        people.total(),
        *(people[status] for status in ("active", "invited", "expired", "deactivated")),
        *(plan[name] for name in ("included_users", "annotator_seats", "supervisor_seats")),
        used.credits,
    )
    return Report("overview", f"Overview of {org}", COLUMNS, iter([cells]), upright=True)


def plan_of(attrs: Attrs) -> Mapping[str, Json]:
    """What an org's row says of its plan."""
    plan = attrs.get("plan")
    return plan if isinstance(plan, Mapping) else {}


def bought(plan: Mapping[str, Json]) -> dict[str, str | int | None]:
    """What is bought, by the names of plan updates; a size in bytes, None for what is without limit or not said."""
    said: dict[str, str | int | None] = {"plan": _text(plan.get("name"))}
    said |= {name: _text(plan.get(name)) for name in ("paid_until", "ai_plan")}
    storage = plan.get("included_storage")
    said["included_storage"] = size_in_bytes(storage) if isinstance(storage, str) else None
    for name in ("included_users", "annotator_seats", "supervisor_seats"):
        number = plan.get(name)
        said[name] = number if isinstance(number, int) else None
    return said


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
