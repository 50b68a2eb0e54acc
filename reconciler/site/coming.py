"""What is not settled yet: invitations nobody has followed, and everything that has a last day."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import chain

from reconciler.dates import days_later
from reconciler.lifecycle import invitations
from reconciler.model import Resource
from reconciler.site.blocks import Card, Column, Link, Page, Pager, Row, Section, Sheet, Word, paged, parts
from reconciler.site.org import Org
from reconciler.site.people import person

ROWS = 500
SOON = 30


class Coming:
    """The invitations and last days of an org."""

    def __init__(self, org: Org) -> None:
        self.org = org
        self.soon = days_later(org.today, SOON)
        self.pending = [
            (who, sent)
            for who, status in org.statuses.items()
            if status in ("invited", "expired")
            for sent in invitations(org.address("member", who), org.state)[-1:]
        ]
        self.days = sorted((*_rows(org), *_paid(org)), key=lambda each: each[0])

    @property
    def next(self) -> tuple[str, Link] | None:
        """The first last day that is not over."""
        return next((each for each in self.days if each[0] >= self.org.today), None)

    @property
    def number_soon(self) -> int:
        """How many last days are among the next thirty days."""
        return sum(1 for day, _ in self.days if self.org.today <= day <= self.soon)


def _rows(org: Org) -> Iterator[tuple[str, Link]]:
    for resource in chain.from_iterable(org.by_kind.values()):
        if "expires" in resource.attrs and resource.address.kind != "invitation":
            yield str(resource.attrs["expires"]), _thing(org, resource)


def _thing(org: Org, row: Resource) -> Link:
    names = row.name or row.address.key
    term = org.platform.term(row.address.kind)
    if row.address.kind == "member":
        return person(org, row.address.key[0], href=True)
    return Link(f"{term} {' / '.join(names)}")


def _paid(org: Org) -> Iterator[tuple[str, Link]]:
    plan = org.attrs.get("plan")
    if isinstance(plan, Mapping) and "paid_until" in plan:
        yield str(plan["paid_until"]), Link("the plan, as paid", "plan.html")


def pages(org: Org, coming: Coming) -> Iterator[Page]:
    """Invitations first; last days go on over further pages."""
    chunks = parts(len(coming.days), ROWS)
    for number, (start, end) in enumerate(chunks, 1):
        sections = [] if number > 1 else [Section("At a glance", cards=tuple(_cards(coming))), *_invitations(coming)]
        rows = [Row((day, thing, _mood(coming, day))) for day, thing in coming.days[start:end]]
        columns = (Column("Last day", "date"), Column("Of", filter="text"), Column("When", filter="choice"))
        section = Section(
            "Last days",
            "Included: on its last day a thing is still there. First days to come are in the manifests: reconciler calendar",
            sheet=Sheet(f"Last days in {org.title}", columns, rows) if rows else None,
            empty="Nothing here ends by itself.",
        )
        path = f"{org.folder}/{paged('dates', number)}"
        pager = Pager(number, len(chunks), "dates")
        yield Page(path, "Dates", (*sections, section), org=org.folder, here="dates", pager=pager)


def _cards(coming: Coming) -> Iterator[Card]:
    waiting = sum(1 for who, _ in coming.pending if coming.org.statuses[who] == "invited")
    lapsed = len(coming.pending) - waiting
    yield Card("Invitations open", f"{waiting:,}", mood="warn" if waiting else "")
    yield Card("Invitations lapsed", f"{lapsed:,}", mood="bad" if lapsed else "")
    yield Card(f"End within {SOON} days", f"{coming.number_soon:,}", mood="warn" if coming.number_soon else "")


def _invitations(coming: Coming) -> Iterator[Section]:
    """The last invitation of everybody who has not come in, where the platform has such a thing."""
    org = coming.org
    if org.platform.arrival is None:
        return
    rows = [
        Row(
            (
                person(org, who, href=True),
                _day(sent, "sent"),
                _day(sent, "expires"),
                int(sent.address.key[-1]),
                Word("open", "warn") if org.statuses[who] == "invited" else Word("lapsed", "bad"),
            )
        )
        for who, sent in coming.pending
    ]
    columns = (
        Column("Person", filter="text"),
        Column("Sent", "date"),
        Column("Good until", "date"),
        Column("Number", "number"),
        Column("Status", filter="choice"),
    )
    yield Section(
        "Pending invitations",
        sheet=Sheet(f"Pending invitations of {org.title}", columns, rows) if rows else None,
        empty="Nobody has an invitation to follow.",
        hint="reconciler invite --help" if not rows else "",
    )


def _day(row: Resource, field: str) -> str:
    return str(row.attrs.get(field, ""))[:10]


def _mood(coming: Coming, day: str) -> Word:
    if day < coming.org.today:
        return Word("over", "bad")
    return Word(f"within {SOON} days", "warn") if day <= coming.soon else Word("later", "quiet")
