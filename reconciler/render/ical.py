"""Dates as an iCalendar file (RFC 5545), to subscribe to: one event for each, all day long, that blocks nobody's time.

Lines end in CRLF and are folded at 75 octets, never inside a character. An event keeps its name (``UID``) when its day is
moved, so a calendar that reads the file again moves the event.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from reconciler.calendar import Occasion
from reconciler.text import visible

WIDTH = 75
"""The octets a line may have."""


def lines(found: Iterable[Occasion], at: str, version: str) -> Iterator[str]:
    """The file, line by line; each ends in the carriage return that goes before the newline. *at* is when it is made."""
    for line in _lines(found, at, version):
        yield from _folded(line)


def _lines(found: Iterable[Occasion], at: str, version: str) -> Iterator[str]:
    yield from ("BEGIN:VCALENDAR", "VERSION:2.0", f"PRODID:-//reconciler//reconciler {version}//EN")
    for each in found:
        yield "BEGIN:VEVENT"
        yield f"UID:{each.uid}"
        yield f"DTSTAMP:{_digits(at)}"
        yield f"DTSTART;VALUE=DATE:{_digits(each.day)}"
        yield f"SUMMARY:{_escaped(f'{each.what}: {each.subject}' + (f' ({each.org})' if each.org else ''))}"
        if each.source.line:
            yield f"DESCRIPTION:{_escaped(str(each.source))}"
        yield "TRANSP:TRANSPARENT"
        yield "END:VEVENT"
    yield "END:VCALENDAR"


def _digits(moment: str) -> str:
    return moment.replace("-", "").replace(":", "")


def _escaped(text: str) -> str:
    """A text as a value: nothing in it ends the line or the value."""
    shown = visible(text).replace("\\", "\\\\")
    return shown.replace(";", "\\;").replace(",", "\\,")


def _folded(line: str) -> Iterator[str]:
    """One line as several, each after the first beginning with a blank."""
    part, size = "", 0
    for character in line:
        octets = len(character.encode())
        if size + octets > WIDTH:
            yield f"{part}\r"
            part, size = " ", 1
        part, size = part + character, size + octets
    yield f"{part}\r"
