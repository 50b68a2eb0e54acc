"""What a report is: a name, typed columns, and rows that come one by one, since there may be ten million of them.

Nothing here knows what a report is about, or how it is written. To add a type of column: one constant here, and how it is
written in ``render/reports.py``.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

Cell = str | int | bool | None | tuple[str, ...]
Row = tuple[Cell, ...]

TEXT = "text"
PERSON = "person"
"""A person's key or name, which ``--redact`` replaces whatever it looks like; or the word for nobody (S0-25)."""
COUNT = "count"
FLAG = "flag"
TEXTS = "texts"
DATE = "date"
"""``2026-12-31``."""
MOMENT = "moment"
"""``2026-12-31T12:00:00Z``."""
BYTES = "bytes"
CREDITS = "credits"
"""Thousandths of a credit, a whole number; programs read whole credits, as they do seconds."""
SECONDS = "seconds"
"""Thousandths of a second, a whole number."""
CLEARED = "cleared"
"""The names of those columns of a row that are empty because something was taken away, and not because it is unknown (W34)."""
TYPES = (TEXT, PERSON, COUNT, FLAG, TEXTS, DATE, MOMENT, BYTES, CREDITS, SECONDS, CLEARED)


class Column(NamedTuple):
    """One column: its name for programs, the same on every platform; what its cells are; what stands above it for people."""

    name: str
    type: str = TEXT
    title: str = ""
    unknown: str = ""
    """What people read where nothing is known; programs get nothing there."""

    @property
    def head(self) -> str:
        """What stands above it for people."""
        return self.title or self.name.replace("_", " ")


class Report(NamedTuple):
    """One report. ``rows`` can be gone through once; a cell is None where nothing is known.

    ``title`` is what it is about, ``notes`` say what is not in it, and why. ``upright``: the one row there is reads better
    from top to bottom.
    """

    name: str
    title: str
    columns: tuple[Column, ...]
    rows: Iterable[Row]
    notes: tuple[str, ...] = ()
    upright: bool = False
