"""Tables: columns and rows, as aligned text, JSON, Markdown or CSV.

A cell is a text, a number, yes or no, nothing, or several texts. What people wrote passes :func:`visible` here. Markdown is
a list and no table, because a bar ends a cell even inside a code span; CSV gives no cell that a spreadsheet would compute.

Nothing here knows what a table is about. To add a form: one function that takes a :class:`Table` and gives lines.
"""

from __future__ import annotations

import csv
import io
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from typing import NamedTuple

from reconciler.canonical import Json
from reconciler.render.markdown import code
from reconciler.text import visible

Cell = str | int | bool | None | tuple[str, ...]

_COMPUTED = ("=", "+", "-", "@", "|", "%", "\t", "\r", "\n", "\0")
"""What a cell begins with that some spreadsheet takes for a formula, also behind a blank or in its wide form (T079)."""


class Table(NamedTuple):
    """What a question about many things is answered with. ``notes`` say what is not in it, and why.

    ``columns`` are for programs and the same on every platform; ``titles``, if any, are for people.
    """

    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    notes: tuple[str, ...] = ()
    titles: tuple[str, ...] = ()

    @property
    def heads(self) -> tuple[str, ...]:
        """What stands above the columns for people."""
        return self.titles or self.columns


def shown(cell: Cell) -> str:
    """A cell for people; empty for nothing."""
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    return visible("; ".join(cell) if isinstance(cell, tuple) else str(cell))


def text_lines(table: Table) -> Iterator[str]:
    """Aligned columns under their names, those that are empty everywhere left out; then the notes."""
    texts = [[shown(cell) for cell in row] for row in table.rows]
    used = [n for n, _ in enumerate(table.columns) if not n or any(row[n] for row in texts)]
    if texts:
        heads = [table.heads[n].upper() for n in used]
        lines = [heads, *([_first(row[0]), *(row[n] for n in used[1:])] for row in texts)]
        widths = [max(_width(line[n]) for line in lines) for n, _ in enumerate(used)]
        yield from (_aligned(line, widths) for line in lines)
    yield from map(visible, table.notes)


def _aligned(line: Sequence[str], widths: Sequence[int]) -> str:
    return "  ".join(text + " " * (width - _width(text)) for text, width in zip(line, widths, strict=True)).rstrip()


def _width(text: str) -> int:
    """How many columns of a terminal a text takes."""
    if text.isascii():
        return len(text)
    return sum(0 if unicodedata.combining(c) else 1 + (unicodedata.east_asian_width(c) in "WF") for c in text)


def _first(text: str) -> str:
    """A text at the beginning of a line: nothing there may be a command to a CI runner (T077)."""
    return f"./{text}" if text.lstrip().startswith((":", "#")) else text


def json_rows(table: Table) -> list[Json]:
    """One object a row, by the names of the columns; nothing is left out."""
    return [
        {name: list(cell) if isinstance(cell, tuple) else cell for name, cell in zip(table.columns, row, strict=True)}
        for row in table.rows
    ]


def markdown_lines(table: Table) -> Iterator[str]:
    """One list item a row: what it is about, then the columns that say something."""
    for row in table.rows:
        named = zip(table.heads[1:], map(shown, row[1:]), strict=True)
        rest = ", ".join(f"{name} {code(text)}" for name, text in named if text)
        yield f"- {code(shown(row[0]))}" + (f": {rest}" if rest else "")
    if table.rows and table.notes:
        yield ""
    yield from map(code, table.notes)


def csv_lines(table: Table) -> Iterator[str]:
    """Comma-separated values with a head; without the notes, which are no rows."""
    return map(csv_line, (table.columns, *table.rows))


def csv_line(cells: Iterable[Cell | Decimal]) -> str:
    """One line of it. A number is one; a text that a spreadsheet would compute gets an apostrophe."""
    line = io.StringIO()
    csv.writer(line, lineterminator="").writerow([_field(cell, number == 0) for number, cell in enumerate(cells)])
    return line.getvalue()


def csv_field(cell: Cell, *, first: bool = False) -> str:
    """What stands in a cell, before it is quoted; *first*: at the beginning of a line."""
    return str(_field(cell, first))


def _field(cell: Cell | Decimal, first: bool) -> str | int | Decimal:
    field = _harmless(cell)
    command = first and isinstance(field, str) and field.lstrip().startswith((":", "#"))  # to a CI runner (T077)
    return f"'{field}" if command else field


def _harmless(cell: Cell | Decimal) -> str | int | Decimal:
    """A cell as a spreadsheet may see it."""
    if isinstance(cell, int | Decimal) and not isinstance(cell, bool):
        return cell
    raw = "; ".join(cell) if isinstance(cell, tuple) else cell if isinstance(cell, str) else ""
    plain = unicodedata.normalize("NFKC", raw).lstrip(" \ufeff")
    return f"'{shown(cell)}" if plain.startswith(_COMPUTED) else shown(cell)
