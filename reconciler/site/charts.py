"""Charts as Vega-Lite specifications: plain dictionaries, drawn by whoever can (``drawing``).

Colours are the names of the style sheet's, so that one drawing suits a light and a dark screen. A chart says nothing
that the table beside it does not say as well. Texts of others stand in ``data`` alone, where they are encoded.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from reconciler.dates import days_later
from reconciler.site.blocks import Figure

Spec = dict[str, Any]
"""A specification, or a part of one: JSON, with decimal numbers."""

WIDTH, HEIGHT = 1120, 230
DAYS, WEEKS = 45, 30
"""So many days are drawn day by day, so many weeks week by week, and a longer time by months, or years, or more of them."""
PARTS = 120
"""No chart has more parts than that, however far off a date is that somebody mistyped."""
_WEEK = 7
WIDEST = 56
"""A bar; of few days, too."""
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
SIGNS = {"+": ("created", "c1"), "~": ("changed", "c2"), "→": ("moved", "c3"), "-": ("deleted", "c4")}

AMOUNT = "abs(datum.value) < 10000 ? format(datum.value, ',') : format(datum.value, '~s')"
"""Large amounts are short (``250k``), so that the title stands clear of them whatever the letters of the reader."""

CONFIG: Spec = {
    "aria": False,
    "font": "system-ui, sans-serif",
    "view": {"stroke": None},
    "axis": {
        "labelColor": "var(--quiet)",
        "titleColor": "var(--quiet)",
        "gridColor": "var(--line)",
        "domainColor": "var(--line)",
        "tickColor": "var(--line)",
        "labelFontSize": 13,
        "titleFontSize": 13,
        "titleFontWeight": "normal",
        "labelPadding": 6,
    },
    "axisX": {"grid": False, "labelAngle": 0, "labelOverlap": "greedy", "labelSeparation": 14, "title": None},
    "axisY": {"domain": False, "ticks": False, "tickCount": 4, "titlePadding": 14, "labelExpr": AMOUNT},
}


def spec(values: Sequence[Spec], *layers: Spec, height: int = HEIGHT) -> Spec:
    """A chart of *values*, one layer over the other."""
    return {
        "$schema": "https://vega.github.io/schema/vega-lite/v5.json",
        "width": WIDTH,
        "height": height,
        "background": None,
        "autosize": {"type": "fit", "contains": "padding"},
        "data": {"values": [dict(value) for value in values]},
        "layer": [dict(layer) for layer in layers],
        "config": dict(CONFIG),
    }


class Slots:
    """The time from a first to a last day in equal parts, all of them: days, weeks from the first one on, months, or years."""

    def __init__(self, days: Iterable[str]) -> None:
        found = sorted(days)
        self.first, last = found[0], found[-1]
        self.step = 1 if last < days_later(self.first, DAYS) else _WEEK
        self.monthly = last >= days_later(self.first, WEEKS * _WEEK)
        years = int(last[:4]) - int(self.first[:4])
        months = years * len(MONTHS) + int(last[5:7]) - int(self.first[5:7]) + 1
        self.years = years // PARTS + 1 if months > PARTS else 0
        if self.years:
            starts = range(int(self.first[:4]), int(last[:4]) + 1, self.years)
            self.labels = {f"{year:04}": _years(year, self.years) for year in starts}
        else:
            self.labels = {s: _label(s) for s in (_months(self.first, last) if self.monthly else self._steps(last))}

    def _steps(self, last: str) -> Iterator[str]:
        start = self.first
        while start and start <= last:
            yield start
            start = days_later(start, self.step)

    def of(self, day: str) -> str:
        """The label of the part that a day is in."""
        if self.years or not self.monthly:
            return self.labels[max(each for each in self.labels if each <= day)]
        return self.labels[day[:7]]

    @property
    def unit(self) -> str:
        """What one part is."""
        if self.years:
            return "year" if self.years == 1 else f"{self.years} years"
        return "month" if self.monthly else "week" if self.step == _WEEK else "day"


def _months(first: str, last: str) -> Iterator[str]:
    year, month = int(first[:4]), int(first[5:7])
    while (start := f"{year:04}-{month:02}") <= last[:7]:
        yield start
        year, month = (year, month + 1) if month < len(MONTHS) else (year + 1, 1)


def _years(start: int, number: int) -> str:
    """``2026``, or the first and the last of several."""
    return f"{start:04}" + (f"\N{EN DASH}{start + number - 1:04}" if number > 1 else "")


def _label(start: str) -> str:
    """``3 Nov 26``, ``Nov 2026``: different for different parts."""
    month = MONTHS[int(start[5:7]) - 1]
    return f"{int(start[8:])} {month} {start[2:4]}" if len(start) > len("2026-11") else f"{month} {start[:4]}"


def changes(days: Mapping[tuple[str, str], int]) -> Figure:
    """Changes over time, by their sign: what was taken away hangs below the line."""
    slots = Slots(day for day, _ in days)
    found: Counter[tuple[str, str]] = Counter()
    for (day, sign), number in days.items():
        found[slots.of(day), sign] += number
    order = list(SIGNS)
    values: list[Spec] = [
        {"x": label, "y": (-1 if sign == "-" else 1) * found[label, sign], "s": sign, "o": order.index(sign)}
        for label in slots.labels.values()
        for sign in SIGNS
    ]
    shown = [sign for sign in SIGNS if any(each == sign for _, each in found)]
    bars = bar([*slots.labels.values()], f"changes a {slots.unit}", {s: SIGNS[s][1] for s in SIGNS})
    total = sum(days.values())
    said = f"{total:,} changes from {min(day for day, _ in days)} to {max(day for day, _ in days)}"
    return Figure(said, spec(values, bars, zero()), tuple((SIGNS[s][1], SIGNS[s][0]) for s in shown))


def bar(order: Sequence[str], title: str, colours: Mapping[str, str]) -> Spec:
    """Stacked bars: ``x`` in this order, ``y`` high, coloured by what ``s`` says, the lowest ``o`` first."""
    return {
        "mark": {"type": "bar", "width": min(WIDEST, round(0.72 * WIDTH / len(order), 1))},
        "encoding": {
            "x": {"field": "x", "type": "ordinal", "scale": {"domain": [*order]}},
            "y": {"field": "y", "type": "quantitative", "title": title},
            "order": {"field": "o", "type": "quantitative"},
            "color": {
                "field": "s",
                "type": "nominal",
                "legend": None,
                "scale": {"domain": [*colours], "range": [f"var(--{name})" for name in colours.values()]},
            },
        },
    }


def zero() -> Spec:
    """The line at nothing."""
    return {
        "data": {"values": [{"y": 0}]},
        "mark": {"type": "rule", "color": "var(--quiet)", "opacity": 0.6},
        "encoding": {"y": {"field": "y", "type": "quantitative"}},
    }


COLOURS = ("c1", "c2", "c3", "c5", "c4")
OTHERS = "c6"


def stacked(amounts: Mapping[tuple[str, str], float], title: str, said: str, colours: Mapping[str, str]) -> Figure:
    """Amounts by (day, what), what is less than nothing below the line; ``colours`` also says in which order."""
    slots = Slots(day for day, _ in amounts)
    found: dict[tuple[str, str], float] = {}
    for (day, what), amount in amounts.items():
        found[slots.of(day), what] = found.get((slots.of(day), what), 0) + amount
    values: list[Spec] = [
        {"x": label, "y": found.get((label, what), 0), "s": what, "o": order}
        for label in slots.labels.values()
        for order, what in enumerate(colours)
    ]
    bars = bar([*slots.labels.values()], f"{title} a {slots.unit}", colours)
    return Figure(said, spec(values, bars, zero()), tuple((colour, what) for what, colour in colours.items()))


def ranked(totals: Mapping[str, float]) -> dict[str, str]:
    """The largest few with a colour of their own; all others share one."""
    largest = sorted(totals, key=lambda what: (-totals[what], what))
    return {what: COLOURS[place] if place < len(COLOURS) else OTHERS for place, what in enumerate(largest)}


def balance(days: Mapping[str, float], title: str, said: str) -> Figure:
    """How much there was at the end of each day, until the next."""
    values: list[Spec] = [{"x": f"{day}T00:00:00Z", "y": amount} for day, amount in sorted(days.items())]
    when: Spec = {
        "field": "x",
        "type": "temporal",
        "scale": {"type": "utc"},
        "axis": {"format": "%-d %b %y", "tickCount": 8},
    }
    area: Spec = {
        "mark": {
            "type": "area",
            "interpolate": "step-after",
            "color": "var(--c1)",
            "fillOpacity": 0.14,
            "line": {"color": "var(--c1)", "strokeWidth": 2},
        },
        "encoding": {"x": when, "y": {"field": "y", "type": "quantitative", "title": title}},
    }
    return Figure(said, spec(values, area))
