"""Days and moments: which day it is somewhere, and when a day begins there. Arithmetic only; nobody asks a clock here.

A day is an ISO date, a moment is ISO 8601 in UTC to the second, and both sort as text. A zone is a name of the time zone
database (``Europe/Berlin``), which is data like a vocabulary: the system's, or that of the package ``tzdata``. Days are
whole wherever clocks are changed: one begins at its first moment, also where midnight is skipped or comes twice.
"""

from __future__ import annotations

import datetime
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

UTC = "UTC"
DATE_LENGTH = len("2026-12-31")


@cache
def zones() -> frozenset[str]:
    """The names of all zones that mean the same everywhere."""
    from zoneinfo import available_timezones  # lazy: as below

    return frozenset(available_timezones() - {"localtime", "Factory"})


def day_of(at: str, zone: str = UTC) -> str:
    """The day it is in *zone* at the moment *at*; a day is that day everywhere, and nothing is no day."""
    if len(at) <= DATE_LENGTH:
        return at
    moment = datetime.datetime.fromisoformat(at)
    try:
        return moment.astimezone(_named(zone)).date().isoformat()
    except OverflowError:  # the first or the last day there is
        return moment.date().isoformat()


def begins(day: str, zone: str = UTC) -> str:
    """The first moment of *day* in *zone*."""
    midnight = datetime.datetime.fromisoformat(day).replace(tzinfo=_named(zone))
    try:
        return midnight.astimezone(datetime.UTC).replace(tzinfo=None).isoformat(timespec="seconds") + "Z"
    except OverflowError:  # likewise
        return f"{day}T00:00:00Z"


def days_later(day: str, days: int) -> str:
    """The day *days* after *day*; empty if there is none, because the year 9999 is over."""
    try:
        return (datetime.date.fromisoformat(day) + datetime.timedelta(days=days)).isoformat()
    except OverflowError:
        return ""


def minutes_later(at: str, minutes: int) -> str:
    """The moment *minutes* after *at*; in the last minutes of the year 9999, *at* itself."""
    try:
        moment = datetime.datetime.fromisoformat(at) + datetime.timedelta(minutes=minutes)
    except OverflowError:
        return at
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


@cache
def _named(zone: str) -> ZoneInfo:
    from zoneinfo import ZoneInfo  # lazy: 2 ms at every start, and most days are days everywhere

    return ZoneInfo(zone)
