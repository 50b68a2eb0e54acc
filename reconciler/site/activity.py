"""What people did: submissions and time by day, type, member and project (S3-06 … S3-12).

Added up where the facts are kept: ten million rows are a normal size, and no page needs one of them alone.
"""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Iterable, Iterator, Mapping

from reconciler.dates import days_later
from reconciler.facts import Totals
from reconciler.render.reports import duration
from reconciler.site import charts
from reconciler.site.blocks import Card, Column, Figure, Link, Page, Pager, Row, Section, Sheet, paged, parts
from reconciler.site.org import Org

RECENT, DRAWN = 31, 366
"""Days of which each is listed, and days that are drawn."""
ROWS, KEPT, MOST = 50, 500, 25
TYPES, PROJECTS = 5, 5
UNKNOWN = "not said"


def pages(org: Org) -> Iterator[Page]:
    """Charts, who did most, and the last days in full, which go on over further pages."""
    since = _since(org, DRAWN)
    types = [*org.totals("activity", "day", "type", since=since)]
    sections: list[Section] = []
    if types:
        people = [*org.totals("activity", "member")]
        sections = [
            Section("At a glance", cards=tuple(_cards(org, people))),
            Section("Submissions over time", figures=tuple(_figures(org, types, since))),
            _most(org, "People", "Member", people),
            _most(org, "Projects", "Project", org.totals("activity", "project")),
        ]
    elif not any(org.totals("activity")):
        hint = f"reconciler facts import activity FILE --org {org.key}"
        sections = [
            Section("Activity", empty="No activity is known. It comes from the platform's own list:", hint=hint)
        ]
    else:
        sections = [Section("Activity", empty="Nobody has done anything in the last year.")]
    rows = [*_last_days(org)] if types else []
    chunks = parts(len(rows), ROWS)
    for number, (start, end) in enumerate(chunks, 1):
        listed = [_listed(org, rows, start, end)] if types else []
        pager = Pager(number, len(chunks), "activity")
        path = f"{org.folder}/{paged('activity', number)}"
        here = (*(sections if number == 1 else ()), *listed)
        yield Page(path, "Activity", here, org=org.folder, here="activity", pager=pager)


def _since(org: Org, days: int) -> str:
    """The first of so many days, of which today is the last."""
    return days_later(org.today, 1 - days)


def _cards(org: Org, people: Iterable[Totals]) -> Iterator[Card]:
    month = next(iter(org.totals("activity", since=_since(org, RECENT))), Totals((), 0, (0, 0)))
    people = [*people]
    yield Card("Submissions", f"{sum(each.sums[0] for each in people):,}", "since the first day that is known")
    yield Card("Time", _hours(sum(each.sums[1] for each in people)), "hours and minutes")
    yield Card(f"Submissions in {RECENT} days", f"{month.sums[0]:,}")
    yield Card(f"Time in {RECENT} days", _hours(month.sums[1]), "hours and minutes")
    yield Card("People who were active", f"{len([each for each in people if each.of[0]]):,}", href="people.html")


def _hours(milliseconds: int) -> str:
    return duration(milliseconds).rpartition(":")[0]


def _figures(org: Org, types: list[Totals], since: str) -> Iterator[tuple[str, Figure]]:
    """All of it by type, by project, as time; and each type alone."""
    said = f"Submissions from {types[0].of[0]} to {types[-1].of[0]}"
    submissions: Mapping[tuple[str, str], float] = {(t.of[0], t.of[1] or UNKNOWN): t.sums[0] for t in types}
    found: Counter[str] = Counter()
    for (_, what), number in submissions.items():
        found[what] += int(number)
    yield "All, by type", _by(submissions, found, "submissions", said)
    hours = {(t.of[0], t.of[1] or UNKNOWN): t.sums[1] / 3_600_000 for t in types}
    yield "Time, by type", _by(hours, found, "hours", said.replace("Submissions", "Hours"))
    projects = {(t.of[0], t.of[1] or UNKNOWN): t.sums[0] for t in org.totals("activity", "day", "project", since=since)}
    totals: Counter[str] = Counter()
    for (_, what), number in projects.items():
        totals[what] += number
    yield "All, by project", _by(projects, totals, "submissions", said)
    for what, _ in found.most_common(TYPES) if len(found) > 1 else ():
        own = {key: number for key, number in submissions.items() if key[1] == what}
        yield f"Only {what}", charts.stacked(own, "submissions", f"{said}: {what}", {what: charts.COLOURS[0]})


def _by(amounts: Mapping[tuple[str, str], float], totals: Counter[str], title: str, said: str) -> Figure:
    """The largest few in colours of their own, the others together."""
    colours = charts.ranked(totals)
    large = {what: colour for what, colour in colours.items() if colour != charts.OTHERS}
    merged: dict[tuple[str, str], float] = {}
    for (day, what), number in amounts.items():
        key = (day, what if what in large else "others")
        merged[key] = merged.get(key, 0) + number
    if len(large) < len(colours):
        large["others"] = charts.OTHERS
    return charts.stacked(merged, title, said, large)


def _last_days(org: Org) -> Iterator[Row]:
    """The last days in full, the latest first."""
    since = _since(org, RECENT)
    kept = deque(org.totals("activity", "day", "type", "project", "task", "member", since=since), maxlen=KEPT)
    for each in sorted(kept, key=lambda each: org.order(each.of), reverse=True):
        day, what, project, task, member = each.of
        who = Link(org.named(member), org.href(member)) if member else UNKNOWN
        yield Row((day, what or UNKNOWN, project, task, who, each.sums[0], duration(each.sums[1])))


def _listed(org: Org, rows: list[Row], start: int, end: int) -> Section:
    """A page of them, with the filters of the platform's own page."""
    part = f"{start + 1:,} to {end:,} of " if len(rows) > ROWS else ""
    lead = (
        f"{part}the latest {len(rows):,} rows of the last {RECENT} days; "
        f"all of them: reconciler report activity {org.key}"
    )
    columns = (
        Column("Date", "date", "date"),
        Column("Activity type", filter="choice"),
        Column("Project", filter="choice"),
        Column("Task"),
        Column("Member", filter="choice"),
        Column("Submissions", "number"),
        Column("Time", "number"),
    )
    sheet = Sheet(f"Activity in {org.title}", columns, rows[start:end]) if rows else None
    nothing = f"Nothing in the last {RECENT} days."
    return Section("The last days", lead[0].upper() + lead[1:], sheet=sheet, empty=nothing)


def _most(org: Org, title: str, of: str, totals: Iterable[Totals]) -> Section:
    """By whom or in what most was done, since the first day that is known."""
    found = sorted(totals, key=lambda each: (-each.sums[0], org.order(each.of)))
    rows = []
    for each in found[:MOST]:
        name = each.of[0]
        said = Link(org.named(name), org.href(name)) if of == "Member" and name else Link(name or UNKNOWN)
        rows.append(Row((said, each.sums[0], duration(each.sums[1]), each.rows)))
    lead = (
        f"The first {MOST} of {len(found):,}, by submissions; all of them: reconciler report activity {org.key} --by-member"
        if len(found) > MOST
        else "By submissions, since the first day that is known"
    )
    columns = (Column(of, filter="text"), *(Column(name, "number") for name in ("Submissions", "Time", "Rows")))
    return Section(title, lead, sheet=Sheet(f"Activity by {of.lower()}", columns, rows))
