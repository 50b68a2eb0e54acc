"""One text of a file as one value of a row: what each column of each kind may be called, and how it is read.

Amounts are read digit by digit, never as binary fractions: ``1.25`` credits are 1,250 thousandths, and a fourth decimal is refused
rather than rounded. A moment says its zone; what is only dated stays a day. Each reading takes a text without blanks at its ends
and raises ValueError with what is wrong, in words that continue "it …"; :class:`Column` takes the blanks off, and remembers.

To add a column: a line in :data:`COLUMNS`. What the files of a platform call it is a line of that platform's vocabulary (``facts``).
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import NamedTuple

from reconciler.canonical import LARGEST_INTEGER
from reconciler.kinds.spec import size_in_bytes
from reconciler.manifest.limits import DEFAULT_LIMITS
from reconciler.text import email_key, forbidden_character, identity_key

Value = str | int
_WHOLE = re.compile(r"(-?)0*([0-9]+)")
_THOUSANDTHS = re.compile(r"([+-]?)0*([0-9]+)(?:\.([0-9]{1,3})0*)?")
_CLOCK = re.compile(r"([0-9]{1,6}):([0-5][0-9]):([0-5][0-9])(?:\.([0-9]{1,3})0*)?")
_DIGITS = 16
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_MOMENT = re.compile(
    r"([0-9]{4}-[0-9]{2}-[0-9]{2})[T ]([0-9]{2}:[0-9]{2}:[0-9]{2})(?:[.,][0-9]{1,9})?(Z|[+-][0-9]{2}:[0-9]{2})"
)
_EPOCH = re.compile(r"[0-9]{12,14}")
_FIRST = "1970-01-01"
"""Nothing was observed before; an earlier year is a typing error, as in 0206-06-01."""
_SYSTEM = "system"
_CACHED = 1 << 14
"""Days, people and projects come again and again; that many different texts of each column are remembered."""


class Column(NamedTuple):
    """Where a column goes, and how it is read."""

    field: str
    read: Callable[[str], Value]


def _column(field: str, read: Callable[[str], Value]) -> Column:
    @lru_cache(_CACHED)
    def once(text: str) -> Value:
        bare = text.strip()
        if not bare:
            raise ValueError("is blank: leave it empty")
        return read(bare)

    return Column(field, once)


def name(text: str) -> str:
    """A name or an id: one line, everything in it visible."""
    return _text(text, DEFAULT_LIMITS.name_length, "")


def prose(text: str) -> str:
    """A sentence or more that somebody wrote."""
    return _text(text, DEFAULT_LIMITS.description_length, "\n\t")


def _text(text: str, longest: int, besides: str) -> str:
    if len(text) > longest:
        raise ValueError(f"is longer than {longest} characters")
    bad = forbidden_character(text.translate({ord(each): " " for each in besides}))
    if bad is not None:
        raise ValueError(f"holds the character U+{ord(bad):04X}, which nobody can see")
    return text


def person(text: str) -> str:
    """The key of an address or handle; nobody for ``System`` (S0-25)."""
    if text.casefold() == _SYSTEM:
        return ""
    if len(text) > DEFAULT_LIMITS.name_length:
        raise ValueError(f"is longer than {DEFAULT_LIMITS.name_length} characters")
    return email_key(text) if "@" in text else identity_key(text)


def whole(text: str) -> int:
    """A whole number."""
    found = _WHOLE.fullmatch(text)
    if found is None:
        raise ValueError("is no whole number")
    return _small(*found.groups())


def count(text: str) -> int:
    """A whole number that is not negative."""
    if text.startswith("-"):
        raise ValueError("is negative")
    return whole(text)


def thousandths(text: str) -> int:
    """A decimal number with at most three places, as a whole number of thousandths."""
    found = _THOUSANDTHS.fullmatch(text)
    if found is None:
        raise ValueError("is no number with at most three decimals, such as -1.25")
    sign, units, parts = found.groups()
    return _small(sign, units, (parts or "").ljust(3, "0"))


def milliseconds(text: str) -> int:
    """A duration, written as seconds or as ``h:mm:ss``."""
    clock = _CLOCK.fullmatch(text)
    if clock is not None:
        hours, minutes, seconds, parts = clock.groups()
        return 1000 * (3600 * int(hours) + 60 * int(minutes) + int(seconds)) + int((parts or "").ljust(3, "0"))
    if not _THOUSANDTHS.fullmatch(text) or text.startswith("-"):
        raise ValueError("is no time: write seconds, or 1:30:00")
    return thousandths(text)


def size(text: str) -> int:
    """A number of bytes, or a size such as ``2 TiB``."""
    if text.isascii() and text.isdigit():
        return count(text)
    try:
        number = size_in_bytes(text)
    except ValueError:
        raise ValueError("is no size: write bytes, or 2 TiB") from None
    return _small("", str(number))


def _small(sign: str, units: str, parts: str = "") -> int:
    """The number of these digits; one of too many is never computed."""
    if len(units) + len(parts) > _DIGITS or int(units + parts) > LARGEST_INTEGER:
        largest = f"{LARGEST_INTEGER:,}" if not parts else f"{LARGEST_INTEGER // 1000:,}.{LARGEST_INTEGER % 1000}"
        raise ValueError(f"is too large: the largest is {largest}")
    return int(sign + units + parts)


def day(text: str) -> str:
    """An ISO date."""
    if not _DAY.fullmatch(text) or not _is_date(text):
        raise ValueError("is no date: write 2026-12-31")
    return _known(text)


def moment(text: str) -> str:
    """A moment as ISO 8601 in UTC to the second: written with its zone, as milliseconds since 1970, or as a day, which it stays."""
    if _DAY.fullmatch(text):
        return day(text)
    if _EPOCH.fullmatch(text):
        return _in_utc(datetime.datetime.fromtimestamp(int(text) // 1000, datetime.UTC))
    found = _MOMENT.fullmatch(text)
    if found is None:
        raise ValueError("is no moment: write 2026-12-31T09:00:00Z, with the zone, or 2026-12-31")
    date, clock, zone = found.groups()
    try:
        at = datetime.datetime.fromisoformat(f"{date}T{clock}{zone}").astimezone(datetime.UTC)
    except (ValueError, OverflowError):
        raise ValueError("is no moment that there is") from None
    return _in_utc(at)


def paid_day(text: str) -> str:
    """A day; of a moment, as the platform writes it, the day in UTC."""
    return moment(text)[:10]


def _is_date(text: str) -> bool:
    try:
        datetime.date.fromisoformat(text)
    except ValueError:
        return False
    return True


def _in_utc(at: datetime.datetime) -> str:
    return _known(f"{at.replace(tzinfo=None).isoformat(timespec='seconds')}Z")


def _known(when: str) -> str:
    if when < _FIRST:
        raise ValueError("is before 1970: look at the year")
    return when


_NAMES = {each: _column(each, name) for each in ("project", "task", "dataset", "type", "job_type", "job", "id", "run")}
_MEMBER = {each: _column("member", person) for each in ("member", "user")}
_TIME = {"time": _column("time_ms", milliseconds), "time_ms": _column("time_ms", count)}

COLUMNS: Mapping[str, Mapping[str, Column]] = {
    "credit": {
        "id": _NAMES["id"],
        "at": _column("at", moment),
        "date": _column("at", moment),
        "change": _column("milli_credits", thousandths),
        "milli_credits": _column("milli_credits", whole),
        "details": _column("details", prose),
        "job_type": _NAMES["job_type"],
        "dataset": _NAMES["dataset"],
        "job": _NAMES["job"],
        "user": _column("actor", person),
        "actor": _column("actor", person),
        "refunds": _column("refunds", name),
    },
    "plan_update": {
        "at": _column("at", moment),
        "run": _NAMES["run"],
        "description": _column("description", prose),
        "user": _column("actor", person),
        "actor": _column("actor", person),
        "plan": _column("plan", name),
        "paid_until": _column("paid_until", paid_day),
        "included_users": _column("included_users", count),
        "included_storage": _column("included_storage", size),
        "ai_plan": _column("ai_plan", name),
        "annotator_seats": _column("annotator_seats", count),
        "supervisor_seats": _column("supervisor_seats", count),
    },
    "storage": {
        "at": _column("at", moment),
        "date": _column("at", moment),
        "dataset": _NAMES["dataset"],
        "bytes": _column("bytes", count),
        "size": _column("bytes", size),
    },
    "activity": {
        "date": _column("date", day),
        **_MEMBER,
        "project": _NAMES["project"],
        "task": _NAMES["task"],
        "type": _NAMES["type"],
        "submissions": _column("submissions", count),
        **_TIME,
    },
    "task_completion": {
        "at": _column("at", moment),
        "date": _column("at", moment),
        "project": _NAMES["project"],
        "task": _NAMES["task"],
        **_MEMBER,
        **_TIME,
    },
}
"""For each kind, what its columns may be called in any file. Blanks and capitals of a heading do not count: ``Paid Until``."""

LEFT_OUT: Mapping[str, Mapping[str, Value]] = {
    "storage": {"dataset": ""},
    "activity": {"member": "", "task": ""},
    "task_completion": {"member": "", "time_ms": 0},
}
"""What a field is that a row says nothing of, beside the defaults of the rows themselves."""
