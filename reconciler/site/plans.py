"""What an org has bought: the plan as it is, and how it came to be so (S0-12, S0-29, S0-30)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from reconciler.facts import PlanUpdate
from reconciler.facts.kinds import SYSTEM
from reconciler.render.reports import size
from reconciler.site.blocks import Cell, Column, Moment, Page, Row, Section, Sheet
from reconciler.site.org import Org

FIELDS = {
    "plan": "plan",
    "paid_until": "paid until",
    "included_users": "included users",
    "included_storage": "included storage",
    "ai_plan": "AI plan",
    "annotator_seats": "annotator seats",
    "supervisor_seats": "supervisor seats",
}
NO_LIMIT, NO_NAME = "without limit", "none"


def page(org: Org) -> Page:
    """The plan of an org and its history, the latest change first."""
    updates: list[PlanUpdate] = [*org.facts("plan_update")][::-1]
    now = Section(
        "The plan now",
        facts=tuple(_facts(org)),
        empty=f"The manifests say nothing of what {org.title} has bought.",
    )
    history = Section(
        "How it came to be so",
        timeline=tuple(_moment(org, update) for update in updates),
        empty="No change of the plan is known. An apply that changes it writes it down; earlier ones can be imported:",
        hint=f"reconciler facts import plan_update FILE --org {org.key}" if not updates else "",
    )
    sections = [now, history]
    if updates:
        rows = [Row(tuple(_cells(update))) for update in updates]
        sections.append(Section("As a table", "Empty: stayed as it was.", sheet=Sheet("Plan updates", COLUMNS, rows)))
    return Page(f"{org.folder}/plan.html", "Plan", tuple(sections), org=org.folder, here="plan")


def in_words(path: str) -> str:
    """What manifests call a setting, as people say it: ``plan.paid_until`` is paid until."""
    outer, _, inner = path.rpartition(".")
    if outer == "plan":
        return FIELDS.get("plan" if inner == "name" else inner, inner)
    return path.replace(".", ": ").replace("_", " ").replace(" ai ", " AI ")


def _facts(org: Org) -> Iterator[tuple[str, Cell]]:
    plan = org.attrs.get("plan")
    said = (
        {("plan" if name == "name" else name): value for name, value in plan.items()}
        if isinstance(plan, Mapping)
        else {}
    )
    for name, title in FIELDS.items():
        if name in said:
            value = said[name]
            yield title[0].upper() + title[1:], f"{value:,}" if isinstance(value, int) else str(value)


def _said(name: str, value: str | int | None) -> str:
    if value is None:
        return NO_NAME if name in ("plan", "ai_plan") else NO_LIMIT
    if name == "included_storage" and isinstance(value, int):
        return size(value)
    return f"{value:,}" if isinstance(value, int) else value


def _moment(org: Org, update: PlanUpdate) -> Moment:
    lines = tuple(f"{FIELDS.get(name, name)}: {_said(name, value)}" for name, value in update.changes.items())
    by = org.named(update.actor) if update.actor else SYSTEM
    return Moment(update.at, update.description or "Plan changed", "", lines, f"by {by}", (), "good")


COLUMNS = (
    Column("Changed", "date", "date"),
    Column("Description"),
    Column("Plan"),
    Column("Paid until", "date"),
    Column("Included users", "number"),
    Column("Included storage", "number"),
    Column("AI plan"),
)


def _cells(update: PlanUpdate) -> Iterator[Cell]:
    yield update.at[:16].replace("T", " ")
    yield update.description
    changes = update.changes
    for name in ("plan", "paid_until", "included_users", "included_storage", "ai_plan"):
        yield _said(name, changes[name]) if name in changes else None
