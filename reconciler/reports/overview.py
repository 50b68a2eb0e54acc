"""The overview of an org: its name, owner and plan, what is used of what is included, and the credits left (S0-10 … S0-15)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from reconciler.canonical import Attrs, Json
from reconciler.kinds.spec import size_in_bytes
from reconciler.model import Address, OrgKey, State
from reconciler.reports.report import BYTES, COUNT, CREDITS, DATE, PERSON, Cell, Column, Report, Row
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
    plan = attrs.get("plan")
    said: Mapping[str, Json] = plan if isinstance(plan, Mapping) else {}
    people = Counter(statuses)
    cells: Row = (
        slug,
        platform.title,
        _text(attrs.get("name")),
        _text(attrs.get("owner")),
        _text(said.get("name")),
        _text(said.get("paid_until")),
        _text(said.get("ai_plan")),
        used.storage,
        _size(said.get("included_storage")),
        people.total(),
        *(people[status] for status in ("active", "invited", "expired", "deactivated")),
        _count(said.get("included_users")),
        _count(said.get("annotator_seats")),
        _count(said.get("supervisor_seats")),
        used.credits,
    )
    return Report("overview", f"Overview of {org}", COLUMNS, iter([cells]), upright=True)


def _text(value: Json) -> str | None:
    return value if isinstance(value, str) else None


def _count(value: Json) -> Cell:
    return value if isinstance(value, int) else None


def _size(value: Json) -> int | None:
    return size_in_bytes(value) if isinstance(value, str) else None
