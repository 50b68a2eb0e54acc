"""What a page is made of: sections with cards, tables, charts, timelines and lists. Values without a word of HTML.

Texts stand here as they are stored. Whoever renders them shows them to people through one encoder (``rendering``), so a
page that forgets to escape something cannot be written.

To add a block: a class here, a field on :class:`Section`, and its macro in ``templates/blocks.html``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple


class Link(NamedTuple):
    """A text that leads to a page of the site; ``note`` stands below it, more quietly."""

    text: str
    href: str = ""
    note: str = ""


class Word(NamedTuple):
    """A word that has a mood: ``good``, ``bad``, ``warn``, ``power`` or none."""

    text: str
    mood: str = ""


class Shade(NamedTuple):
    """A text on a ground whose strength says how much it is: ``band`` is 0 (nothing) to 5 (most)."""

    text: str
    band: int
    note: str = ""


Cell = str | int | None | Link | Word | Shade | tuple[Link, ...]


class Column(NamedTuple):
    """A column of a table. ``kind``: ``number`` and ``date`` are set so, ``prose`` and ``free`` hold what may be long and without a blank; ``filter``: ``text``, ``choice`` or ``date``."""

    title: str
    kind: str = ""
    filter: str = ""


class Row(NamedTuple):
    """One row; ``anchor`` is its name inside the page, if something leads to it."""

    cells: tuple[Cell, ...]
    anchor: str = ""


class Sheet(NamedTuple):
    """A table. ``caption`` says what it holds to those who cannot see where it stands; ``shape``: ``matrix`` or nothing."""

    caption: str
    columns: tuple[Column, ...]
    rows: Sequence[Row]
    shape: str = ""


class Card(NamedTuple):
    """One figure that people look for: ``share`` of a whole (0 to 100) draws a bar below it."""

    label: str
    value: str
    note: str = ""
    share: int | None = None
    mood: str = ""
    href: str = ""


class Figure(NamedTuple):
    """A chart as a Vega-Lite specification, and the same in a sentence for whoever cannot see it."""

    said: str
    spec: Mapping[str, Any]
    legend: tuple[tuple[str, str], ...] = ()
    """The class of a colour, and what it stands for."""


class Moment(NamedTuple):
    """One point of a timeline: when, what (``lines``), by whom (``note``); ``signs`` count changes by their sign."""

    at: str
    title: str
    href: str = ""
    lines: tuple[str, ...] = ()
    note: str = ""
    signs: tuple[tuple[str, int], ...] = ()
    mood: str = ""


class Step(NamedTuple):
    """One change: its sign, the sentence, and what is said beside it."""

    sign: str
    says: str
    note: str = ""


class Section(NamedTuple):
    """A part of a page under a heading of its own; what is empty is left out, and ``empty`` is said where nothing is."""

    title: str
    lead: str = ""
    cards: tuple[Card, ...] = ()
    figure: Figure | None = None
    figures: tuple[tuple[str, Figure], ...] = ()
    """Several views of the same, of which a script shows the one that is chosen."""
    picture: str = ""
    """A finished drawing (SVG of ours), which is shown as it is."""
    facts: tuple[tuple[str, Cell], ...] = ()
    sheet: Sheet | None = None
    timeline: tuple[Moment, ...] = ()
    steps: tuple[Step, ...] = ()
    more: Link | None = None
    empty: str = ""
    hint: str = ""
    """The command that would fill it."""


class Pager(NamedTuple):
    """Where a page stands among its like: ``number`` of ``of``, and how the others are called."""

    number: int
    of: int
    stem: str

    def path(self, number: int) -> str:
        """The file of one of them."""
        return paged(self.stem, number)


class Page(NamedTuple):
    """One page. ``path`` is its file; ``org`` the folder of the org it is about, ``here`` its name in the navigation."""

    path: str
    title: str
    sections: tuple[Section, ...]
    lead: str = ""
    org: str = ""
    here: str = ""
    pager: Pager | None = None
    up: Link | None = None


def paged(stem: str, number: int) -> str:
    """``people.html``, ``people-2.html``."""
    return f"{stem}.html" if number == 1 else f"{stem}-{number}.html"


def parts(number: int, size: int) -> list[tuple[int, int]]:
    """Where the pages of *number* rows begin and end: at least one, also of nothing."""
    return [(start, min(start + size, number)) for start in range(0, max(number, 1), size)]
