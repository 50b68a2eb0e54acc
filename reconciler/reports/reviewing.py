"""A reviewed sheet comes back: which of its entries are to go, or everything that is wrong with it.

A decision counts for what the reviewer saw. So each row is held against the entry it names, as it is now: by the digest it
was given, and by what stands in it for people, since sorting one column of a spreadsheet leaves no other trace. Spreadsheets
may add a byte order mark, write semicolons and end lines as they like; a leading apostrophe counts for nothing.

Pure: the sheet arrives as bytes, the org as an argument, and nothing is edited here.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator, Mapping
from typing import NamedTuple

from reconciler.errors import Problem, Source, in_reading_order
from reconciler.keep import person_of
from reconciler.kinds import kinds
from reconciler.model import Address, OrgKey
from reconciler.render.tables import csv_field
from reconciler.reports.access_review import COLUMNS, FOUND, Reviewed, entries, version
from reconciler.reports.report import Row
from reconciler.text import visible

KEEP, REMOVE = "keep", "remove"
DECISIONS = (KEEP, REMOVE)
SHOWN = ("who", "has", "level")
"""The cells that say to people which entry it is, whenever they look."""
LARGEST_SHEET = 200_000_000
"""Bytes."""


class Line(NamedTuple):
    """One row of a sheet: its cells by the names of the columns, and where it stands."""

    cells: Mapping[str, str]
    source: Source


class Sheet(NamedTuple):
    """A sheet as it was read; ``org`` is the one that all its rows are about."""

    org: OrgKey
    lines: tuple[Line, ...]
    problems: tuple[Problem, ...]


class Decision(NamedTuple):
    """What was decided about an entry, and where."""

    address: Address
    remove: bool
    source: Source


# --- the sheet --------------------------------------------------------------------------------------------------------


def sheet(data: bytes, file: str) -> Sheet:
    """Read a sheet; what is wrong with its form is among the problems."""
    try:
        lines = [*_lines(data.decode("utf-8-sig"), file)]
    except UnicodeDecodeError:
        return _unreadable(Source(file), "is not UTF-8", "save it as CSV UTF-8")
    except csv.Error as error:
        return _unreadable(Source(file), f"is no table: {error}", "save it as CSV, with quotes around cells")
    except _Odd as odd:
        return _unreadable(
            odd.source, odd.message, "write the sheet anew: reconciler report access-review --format csv"
        )
    orgs = sorted({line.cells["org"] for line in lines})
    if len(orgs) != 1:
        said = f"is about several orgs: {', '.join(map(visible, orgs))}" if orgs else "has no rows"
        return _unreadable(Source(file), said, "review one org at a time")
    return Sheet(orgs[0], tuple(lines), ())


class _Odd(Exception):
    """What makes a text no sheet."""

    def __init__(self, message: str, source: Source) -> None:
        super().__init__(message)
        self.message = message
        self.source = source


def _unreadable(source: Source, message: str, hint: str) -> Sheet:
    return Sheet("", (), (Problem("review-sheet", message, source, hint),))


def _lines(text: str, file: str) -> Iterator[Line]:
    head = text.partition("\n")[0]
    mark = max(",;\t", key=head.count)
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=mark, strict=True)
    names = [name.strip() for name in next(rows, [])]
    missing = [column.name for column in COLUMNS if column.name not in names]
    twice = sorted({name for name in names if name and names.count(name) > 1})
    if missing or twice:
        said = f"has no column {', '.join(missing)}" if missing else f"has two columns {', '.join(map(visible, twice))}"
        raise _Odd(said, Source(file, 1))
    begins = rows.line_num + 1
    for row in rows:
        source, begins = Source(file, begins), rows.line_num + 1
        if any(map(str.strip, row)):
            if len(row) != len(names):
                raise _Odd(f"has {len(row)} cells here and {len(names)} columns", source)
            yield Line(dict(zip(names, row, strict=True)), source)


# --- its decisions ----------------------------------------------------------------------------------------------------


def decisions(found: Sheet, of: Reviewed, was_there: Callable[[Address], bool]) -> tuple[list[Decision], list[Problem]]:
    """What the sheet decides about an org as it is now; *was_there* tells what is gone from what never was."""
    now = dict(entries(of))
    decided: dict[Address, Decision] = {}
    problems: list[Problem] = []
    for line in found.lines:
        address = _address(line)
        wrong = _wrong(line, address, now, of, was_there)
        if address in decided and wrong is None:
            wrong = _twice(line, decided[address].source)
        if wrong is not None:
            problems.append(wrong)
        else:
            decided[address] = Decision(address, _said(line) == REMOVE, line.source)
    problems += _halves(decided, now, {_address(line) for line in found.lines})
    return list(decided.values()), in_reading_order(problems)


def _address(line: Line) -> Address:
    """What a row is about; a text that no address prints gives one that nothing has."""
    try:
        return Address.parse(f"{line.cells['org']}/{line.cells['entry']}")
    except ValueError:
        return Address("", "", "")


def _said(line: Line) -> str:
    return line.cells["decision"].strip().casefold()


def _wrong(
    line: Line, address: Address, now: Mapping[Address, Row], of: Reviewed, was_there: Callable[[Address], bool]
) -> Problem | None:
    """What is wrong with a row on its own, if anything."""
    entry = f"`{visible(line.cells['entry'])}`"
    anew = "leave the row out, or review it again: reconciler report access-review"
    if address not in now:
        if address.kind in kinds() and was_there(address):
            return Problem("review-stale", f"{entry} is gone, or its holder is deactivated, since", line.source, anew)
        return Problem("review-unknown", f"{visible(of.org)} has no entry {entry}", line.source, anew)
    if line.cells["version"].strip() != version(address, of):
        return Problem("review-stale", f"{entry} has changed since it was reviewed", line.source, anew)
    said = dict(zip((column.name for column in FOUND), now[address], strict=True))
    other = [name for name in SHOWN if _plain(line.cells[name]) != _plain(csv_field(said[name], first=name == "who"))]
    if other:
        message = f"{', '.join(other)} of this row {'is' if len(other) == 1 else 'are'} not that of {entry}"
        return Problem("review-stale", message, line.source, anew)
    if _said(line) not in DECISIONS:
        given = f"`{visible(line.cells['decision'].strip())}` is no decision" if _said(line) else "nothing is decided"
        hint = "write keep or remove; a row that is not decided is left out of the sheet"
        return Problem("review-decision", f"{given} about {entry}", line.source, hint)
    return None


def _plain(field: str) -> str:
    """A cell without what keeps spreadsheets from computing it."""
    return field.strip().removeprefix("'")


def _twice(line: Line, first: Source) -> Problem:
    message = f"`{visible(line.cells['entry'])}` stands in two rows"
    return Problem("review-decision", message, line.source, "leave one of them out", also=(first,))


def _halves(decided: Mapping[Address, Decision], now: Mapping[Address, Row], listed: set[Address]) -> Iterator[Problem]:
    """Whoever is removed loses everything: what else they have must be decided so, too."""
    held: dict[str, list[Address]] = {}
    for address in now:
        person = person_of(address)
        if person is not None:
            held.setdefault(person, []).append(address)
    for address, decision in decided.items():
        if decision.remove and kinds()[address.kind].person:
            for other in held.get(address.key[-1], ()):
                about = decided.get(other)
                if other == address or (about is None and other in listed):  # that row is wrong on its own
                    continue
                if about is None or not about.remove:
                    said = f"is removed, and `{visible(other.path)}` is {'kept' if about else 'not in the sheet'}"
                    hint = "who is removed loses everything: write remove there, too"
                    also = (about.source,) if about else ()
                    yield Problem(
                        "review-decision", f"`{visible(address.path)}` {said}", decision.source, hint, also=also
                    )
