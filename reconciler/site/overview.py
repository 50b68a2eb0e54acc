"""An org at a glance: what it is, what it has bought and used, what changed last, and what waits."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping

from reconciler.canonical import Json
from reconciler.facts.updates import own_fields
from reconciler.kinds.spec import size_in_bytes
from reconciler.lookup import plural
from reconciler.render.reports import size
from reconciler.site.blocks import Card, Cell, Link, Page, Section, Word
from reconciler.site.coming import SOON, Coming
from reconciler.site.money import amount
from reconciler.site.org import Org
from reconciler.site.past import Past

RUNS = 5
UNKNOWN = "unknown"


def page(org: Org, past: Past, coming: Coming, drawn: str = "") -> Page:
    """The page that an org's link leads to; *drawn* is a picture of it."""
    sections = [Section("At a glance", cards=tuple(_cards(org, coming)))]
    pictures = [Section("Who is where, and reaches what", picture=drawn)] if drawn else []
    recent = Section(
        "What changed last",
        figure=past.figure(),
        timeline=past.moments(0, RUNS),
        more=Link("The whole history", "history.html") if len(past.told) > RUNS else None,
        empty="Nothing was ever applied here.",
    )
    settings = tuple(_settings(org))
    about = Section("Settings", facts=settings, empty="This organization has no settings of its own.")
    lead = f"{org.platform.title} {org.platform.term('org')} {org.slug}, at serial {org.serial}"
    return Page(f"{org.folder}/index.html", org.title, (*sections, recent, *pictures, about), lead, org.folder, "index")


def _cards(org: Org, coming: Coming) -> Iterator[Card]:
    plan = org.attrs.get("plan")
    plan = plan if isinstance(plan, Mapping) else {}
    if owner := str(org.attrs.get("owner", "")):
        name = org.named(owner)
        yield Card("Owner", name, owner if name.casefold() != owner else "", href=org.href(owner))
    if plan:
        until = str(plan.get("paid_until", ""))
        late = "bad" if until and until < org.today else "warn" if until and until <= coming.soon else ""
        name = str(plan.get("name", "without a name"))
        yield Card("Plan", name, f"paid until {until}" if until else "", mood=late, href="plan.html")
    elif own_fields(org.platform):
        yield Card("Plan", UNKNOWN, "the manifests say nothing of it", href="plan.html")
    yield _members(org, plan)
    yield from _used(org, plan)
    for kind in ("team", "project", "dataset"):
        if org.has(kind):
            href = "teams.html" if kind == "team" else "projects.html"
            yield Card(plural(org.platform.term(kind)).capitalize(), f"{len(org.rows(kind)):,}", href=href)
    if org.platform.arrival is not None:
        waiting = sum(1 for status in org.statuses.values() if status == "invited")
        yield Card("Invitations open", f"{waiting:,}", mood="warn" if waiting else "", href="dates.html")
    found = coming.next
    note = f"{coming.number_soon:,} within {SOON} days" if coming.number_soon else ""
    yield Card("Next last day", found[0] if found else "none", note, mood="warn" if note else "", href="dates.html")


def _members(org: Org, plan: Mapping[str, Json]) -> Card:
    counts = Counter(org.statuses.values())
    others = [f"{number:,} {word}" for word, number in sorted(counts.items()) if word != "active"]
    included = plan.get("included_users")
    value = f"{counts['active']:,}"
    title = plural(org.platform.term("member")).capitalize()
    if isinstance(included, int) and included:
        share = min(100, 100 * counts["active"] // included)
        mood = "bad" if counts["active"] > included else "warn" if share >= _NEARLY else ""
        return Card(title, f"{value} of {included:,}", ", ".join(others), share, mood, "people.html")
    return Card(title, value, ", ".join(others), href="people.html")


def _used(org: Org, plan: Mapping[str, Json]) -> Iterator[Card]:
    """What was observed: storage of what is included, and credits left."""
    used, included = stored(org), plan.get("included_storage")
    if used is not None:
        whole = size_in_bytes(included) if isinstance(included, str) else 0
        value = f"{size(used)} of {size(whole)}" if whole else size(used)
        share = min(100, 100 * used // whole) if whole else None
        mood = "bad" if whole and used > whole else "warn" if (share or 0) >= _NEARLY else ""
        yield Card("Storage", value, "", share, mood)
    else:
        yield Card("Storage", UNKNOWN, f"none was imported: reconciler facts import storage FILE --org {org.key}")
    left = next(iter(org.totals("credit")), None)
    if left is not None:
        mood = "bad" if left.sums[0] < 0 else ""
        yield Card("Credits left", amount(left.sums[0]), mood=mood, href="credits.html")
    else:
        yield Card("Credits left", UNKNOWN, "none were imported", href="credits.html")


def stored(org: Org) -> int | None:
    """The bytes that were there when somebody last looked: at the whole, or at each dataset; None if nobody ever did."""
    looked: dict[str, tuple[str, int]] = {}
    for row in org.facts("storage"):
        looked[row.dataset] = (row.at, row.bytes)
    whole = looked.pop("", None)
    if whole is not None and whole[0] >= max((at for at, _ in looked.values()), default=""):
        return whole[1]
    return sum(number for _, number in looked.values()) if looked else None


_NEARLY = 90


def _settings(org: Org) -> Iterator[tuple[str, Cell]]:
    """What is written about the org itself, one line for each value."""
    yield "Platform", org.platform.title
    for name, value in sorted(org.attrs.items()):
        if name in ("name", "owner", "plan"):
            continue
        title = name.replace("_", " ").capitalize()
        if isinstance(value, Mapping):
            for inner, each in sorted(value.items()):
                yield f"{title}: {inner.replace('_', ' ')}", _said(each)
        else:
            yield title, _said(value)


def _said(value: Json) -> Cell:
    if isinstance(value, bool):
        return Word("yes" if value else "no")
    if isinstance(value, Mapping):
        return tuple(Link(str(name), "", str(each)) for name, each in sorted(value.items()))
    if isinstance(value, list):
        return tuple(Link(str(each)) for each in value)
    return str(value)
