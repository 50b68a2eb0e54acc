"""A report as text, JSON, Markdown or CSV, row by row: nothing here holds more than a block of rows.

Sizes, credits and times have units for people; programs get numbers: bytes, credits, seconds. What people wrote passes
``tables``, which knows what a terminal, a spreadsheet and Markdown would do with it (T079, T080).

To add a form: one function that takes a report and gives lines. To add a type of column: one line in :data:`_FOR_PEOPLE`.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from itertools import islice

from reconciler.canonical import Json
from reconciler.render import tables
from reconciler.render.markdown import code
from reconciler.render.tables import Table
from reconciler.reports.report import BYTES, CLEARED, CREDITS, SECONDS, TEXT, Cell, Column, Report, Row
from reconciler.text import visible

BLOCK = 1000
"""Rows that are aligned together; above each block stand the names of the columns."""
_THOUSAND = 1000
_UNITS = ("B", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB")


def size(number: int) -> str:
    """Bytes for people: ``1.5 TiB``."""
    unit = min(max(abs(number).bit_length() - 1, 0) // 10, len(_UNITS) - 1)
    return f"{_number(Decimal(number) / 1024**unit, '0.1')} {_UNITS[unit]}"


def credits_of(thousandths: int) -> str:
    """Credits for people: ``-12.5``."""
    return _number(Decimal(thousandths) / _THOUSAND, "0.001")


def duration(thousandths: int) -> str:
    """A time for people, to the second: ``1:30:00``."""
    minutes, rest = divmod(thousandths // _THOUSAND, 60)
    return f"{minutes // 60}:{minutes % 60:02}:{rest:02}"


_IN_THOUSANDTHS = frozenset({CREDITS, SECONDS})
_FOR_PEOPLE: Mapping[str, Callable[[int], str]] = {BYTES: size, CREDITS: credits_of, SECONDS: duration}


def _number(number: Decimal, step: str) -> str:
    """A decimal number in steps, without zeros at its end."""
    said = f"{number.quantize(Decimal(step)):f}"
    return said.rstrip("0").rstrip(".")


# --- for people -------------------------------------------------------------------------------------------------------


def text_lines(report: Report) -> Iterator[str]:
    """A title, the rows in aligned columns, and the notes; of a report that is upright, a line for each column."""
    yield visible(report.title)
    for table in _blocks(report):
        yield from tables.text_lines(table)
    yield from map(visible, report.notes)


def markdown_lines(report: Report) -> Iterator[str]:
    """A heading, one list item a row, and the notes."""
    yield from (f"### {code(report.title)}", "")
    for table in _blocks(report):
        yield from tables.markdown_lines(table)
    if report.notes:
        yield from ("", *map(code, report.notes))


def _blocks(report: Report) -> Iterator[Table]:
    """The rows for people, as many at a time as are aligned together."""
    heads = tuple(column.head for column in report.columns)
    rows: Iterator[Row] = (_spoken(report, row) for row in report.rows)
    if report.upright:
        heads, rows = ("about", "what"), _upright(heads, rows)
    while block := tuple(islice(rows, BLOCK)):
        yield Table(heads, block)


def _upright(heads: Sequence[str], rows: Iterable[Row]) -> Iterator[Row]:
    """A line for each cell with something in it."""
    return ((head, cell) for row in rows for head, cell in zip(heads, row, strict=True) if cell is not None)


def _spoken(report: Report, row: Row) -> Row:
    """A row with units, and with words where something was cleared or is unknown."""
    pairs = [*zip(report.columns, row, strict=True)]
    cleared = {name for column, cell in pairs if column.type == CLEARED and isinstance(cell, tuple) for name in cell}
    return tuple(_said(column, cell, column.name in cleared) for column, cell in pairs)


def _said(column: Column, cell: Cell, cleared: bool) -> Cell:
    if column.type == CLEARED:  # each stands in its own place
        return None
    if cleared:
        return "none" if column.type == TEXT else "without limit"
    if cell is None:
        return column.unknown or None
    return _FOR_PEOPLE[column.type](cell) if isinstance(cell, int) and column.type in _FOR_PEOPLE else cell


# --- for programs -----------------------------------------------------------------------------------------------------


def csv_lines(report: Report) -> Iterator[str]:
    """Comma-separated values under the names of the columns."""
    yield tables.csv_line(column.name for column in report.columns)
    yield from map(tables.csv_line, _exact(report))


def json_lines(report: Report, head: Mapping[str, Json]) -> Iterator[str]:
    """One document, a line for each row."""
    columns: list[Json] = [{"name": column.name, "type": column.type} for column in report.columns]
    begin = {"report": report.name, **head, "columns": columns, "notes": list(report.notes)}
    yield from (f'{json.dumps(begin)[:-1]}, "rows": [', *_separated(json_rows(report)), "]}")


def json_rows(report: Report) -> Iterator[str]:
    """One object in JSON for each row, by the names of the columns; nothing is left out."""
    names = [column.name for column in report.columns]
    for row in _exact(report):
        yield json.dumps(dict(zip(names, map(_float, row), strict=True)))


def _float(cell: Cell | Decimal) -> Cell | float:
    """JSON writes the shortest decimal that means a float: of at most fifteen digits, the one it was made from."""
    return float(cell) if isinstance(cell, Decimal) else cell


def _exact(report: Report) -> Iterator[Sequence[Cell | Decimal]]:
    """The rows with credits and seconds as numbers of those, with what is behind the point only where there is something."""
    places = [number for number, column in enumerate(report.columns) if column.type in _IN_THOUSANDTHS]
    for row in report.rows:
        cells: list[Cell | Decimal] = list(row)
        for place in places:
            cell = cells[place]
            if isinstance(cell, int):
                cells[place] = cell // _THOUSAND if cell % _THOUSAND == 0 else Decimal(cell).scaleb(-3).normalize()
        yield cells


def _separated(lines: Iterable[str]) -> Iterator[str]:
    """Lines with a comma behind each but the last."""
    before = ""
    for line in lines:
        if before:
            yield f"{before},"
        before = line
    if before:
        yield before
