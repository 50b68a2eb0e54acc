"""Credits: how many are left, how they came and went, and every transaction with who caused it (S0-15, S0-20 … S0-28)."""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Iterator
from decimal import Decimal

from reconciler.facts import Credit
from reconciler.facts.kinds import SYSTEM
from reconciler.render.reports import credits_of
from reconciler.site import charts
from reconciler.site.blocks import (
    Card,
    Cell,
    Column,
    Figure,
    Link,
    Page,
    Pager,
    Row,
    Section,
    Sheet,
    Word,
    paged,
    parts,
)
from reconciler.site.org import Org

ROWS, KEPT = 50, 5_000
"""Rows on a page, and the transactions that are listed: the latest; ``report credits`` has all of them."""
ENTRIES = {"purchase": "c5", "refund": "c3", "spending": "c2"}
THOUSAND = 1000
MINUS = "\N{MINUS SIGN}"


class Money:
    """The credit transactions of an org; read once, of which the latest are kept."""

    def __init__(self, org: Org) -> None:
        self.number = self.left = 0
        self.days: dict[str, float] = {}
        self.entries: Counter[tuple[str, str]] = Counter()
        self.latest: deque[tuple[Credit, int]] = deque(maxlen=KEPT)
        for row in org.facts("credit"):
            self.number += 1
            self.left += row.milli_credits
            self.days[row.at[:10]] = self.left / THOUSAND
            self.entries[row.at[:10], row.entry] += row.milli_credits
            self.latest.append((row, self.left))

    def total(self, entry: str) -> int:
        """The thousandths of all purchases, all spending, all refunds."""
        return sum(amount for (_, each), amount in self.entries.items() if each == entry)

    def figures(self) -> Iterator[tuple[str, Figure]]:
        """The balance, and what made it so."""
        first, last = min(self.days), max(self.days)
        yield "Balance", charts.balance(self.days, "credits left", f"Credits left from {first} to {last}")
        amounts = {key: amount / THOUSAND for key, amount in self.entries.items()}
        shown = {entry: colour for entry, colour in ENTRIES.items() if self.total(entry)}
        yield (
            "Purchases, spending, refunds",
            charts.stacked(amounts, "credits", f"Credits from {first} to {last}", shown),
        )


def amount(thousandths: int, *, sign: bool = False) -> str:
    """Credits for people, exactly as in reports: ``1,200.5``, with a true minus sign where they are less than none."""
    return f"{Decimal(credits_of(thousandths)):{'+' if sign else ''},f}".replace("-", MINUS)


def pages(org: Org) -> Iterator[Page]:
    """The latest first; one page that says what to do where nothing was imported."""
    money = Money(org)
    latest = [*reversed(money.latest)]
    chunks = parts(len(latest), ROWS)
    for number, (start, end) in enumerate(chunks, 1):
        sections = [*_summary(money)] if number == 1 and money.number else []
        rows = [Row(tuple(_cells(org, row, left))) for row, left in latest[start:end]]
        listed = f"{start + 1:,} to {end:,} of {money.number:,}, the latest first" if len(chunks) > 1 else ""
        section = Section(
            "Transactions",
            listed,
            sheet=Sheet(f"Credit transactions of {org.title}", COLUMNS, rows) if rows else None,
            empty="No credit transactions are known. They come from the platform's own list:",
            hint=f"reconciler facts import credit FILE --org {org.key}" if not rows else "",
        )
        pager = Pager(number, len(chunks), "credits")
        path = f"{org.folder}/{paged('credits', number)}"
        yield Page(path, "Credits", (*sections, section), org=org.folder, here="credits", pager=pager)


def _summary(money: Money) -> Iterator[Section]:
    cards = [Card("Credits left", amount(money.left), mood="bad" if money.left < 0 else "")]
    titles = {"purchase": "Purchased", "spending": "Spent", "refund": "Refunded"}
    cards += [Card(title, amount(abs(money.total(entry)))) for entry, title in titles.items()]
    yield Section("At a glance", cards=tuple(cards))
    yield Section("Credits over time", figures=tuple(money.figures()))


COLUMNS = (
    Column("Date", "date", "date"),
    Column("Credit change", "number"),
    Column("Balance", "number"),
    Column("Details", "prose", "text"),
    Column("Job type", "free", "choice"),
    Column("Dataset", "free"),
    Column("Job", "free"),
    Column("User", filter="choice"),
)


def _cells(org: Org, row: Credit, left: int) -> Iterator[Cell]:
    yield row.at[:16].replace("T", " ")
    yield Word(amount(row.milli_credits, sign=True), "plus" if row.milli_credits > 0 else "minus")
    yield amount(left)
    yield row.details
    yield Word(row.job_type, "code") if row.job_type else None
    yield row.dataset
    yield row.job
    yield Link(org.named(row.actor), org.href(row.actor)) if row.actor else SYSTEM
