"""What makes a row of one kind out of the columns of a file and the texts in them, or says what is wrong with each.

Which columns there are is ``values``' business, and how a file is cut into columns and texts ``reading``'s.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from difflib import get_close_matches
from itertools import repeat
from typing import Any, NamedTuple

from reconciler.errors import Problem, Source
from reconciler.facts.kinds import FACTS, Activity, Fact, PlanUpdate, Shape
from reconciler.facts.updates import FIELDS
from reconciler.facts.values import COLUMNS, LEFT_OUT, Column, Value
from reconciler.text import indefinite, visible

CLEARED = "none"
_PLAN_FIELDS = frozenset(FIELDS.values())
_MISSING = object()
_LONGEST_DAY = 25 * 60 * 60 * 1000
"""What one member can have worked on one day, in milliseconds: the one on which clocks go back. A row of nobody's adds up many."""

_CORRECT = "correct the line, or leave it out"

Place = tuple[int, Callable[[str], Value]]
"""Where a column goes in a row, and how it is read."""


class Naming(NamedTuple):
    """What a file calls the columns of a kind beside the names there are: its platform's own names, and what to pass over."""

    columns: Mapping[str, str] = {}
    """Names, or paths such as ``paidJob.owner.email``, and the column that each is."""
    ignores: frozenset[str] = frozenset()
    pending: Mapping[str, tuple[str, ...]] = {}
    """Columns and what stands in them while something is not over yet; such a row is no fact yet."""
    given: Mapping[str, str] = {}
    """Columns and what stands in them where the file has none, as whoever imports it says."""

    def plainly(self) -> Naming:
        """The same, where headings may also be written without regard to blanks and capitals."""
        return self._replace(columns={**{_plain(name): said for name, said in self.columns.items()}, **self.columns})


class Read(NamedTuple):
    """What one line came to: a row, or problems, or neither for what is not over yet. ``ends``: nothing after it can be read."""

    line: int
    row: Fact | None
    problems: tuple[Problem, ...] = ()
    ends: bool = False


class Rows:
    """Makes rows of one kind out of columns and their texts."""

    def __init__(self, kind: str, file: str, naming: Naming) -> None:
        self.shape: Shape = FACTS[kind]
        self.file = file
        self.naming = naming.plainly()
        self._known: Mapping[str, Column] = COLUMNS[kind]
        defaults = {**dict.fromkeys(self.shape.fields, _MISSING), **self.shape.row._field_defaults}
        self._blank = [*{**defaults, **LEFT_OUT.get(kind, {})}.values()]
        self._place = {name: at for at, name in enumerate(self.shape.fields)}
        self._called: dict[int, str] = {}

    def column(self, line: int, name: str, problems: list[Problem]) -> Place | None:
        """Where a column of a file goes and how it is read; None for one that is passed over, or unknown, which is a problem."""
        if name in self.naming.ignores or name in self.naming.pending:
            return None
        said = self.naming.columns.get(name) or self.naming.columns.get(_plain(name)) or _plain(name)
        if said in self._known:
            at = self._place[self._known[said].field]
            self._called[at] = name
            return at, self._known[said].read
        problems.append(self._unknown(line, name))
        return None

    def given(self, named: Iterable[int]) -> Iterator[tuple[Place, str]]:
        """What whoever imports says of the columns that the file has not."""
        there = {*named}
        for name, text in self.naming.given.items():
            at, read = self._place[self._known[name].field], self._known[name].read
            if at not in there:
                yield (at, read), text

    def row(self, line: int, plan: Iterable[Place], texts: Iterable[str | None]) -> Read:
        """The row that these texts are, each with where it goes and how it is read."""
        values: list[Any] = self._blank.copy()
        try:
            for (at, read), text in zip(plan, texts, strict=False):
                if text:
                    values[at] = read(text)
        except ValueError:
            return Read(line, None, (*self._misread(line, plan, texts),))
        if _MISSING in values:
            lacking = [name for name, value in zip(self.shape.fields, values, strict=True) if value is _MISSING]
            return Read(line, None, tuple(self._lacking(line, name) for name in lacking))
        row: Fact = self.shape.row._make(values)
        if isinstance(row, Activity) and row.member and row.time_ms > _LONGEST_DAY:
            message = f"{self._name('time_ms')}: nobody has worked more than 25 hours, the longest day there is, on {row.date}"
            return Read(line, None, (self.problem("fact-value", line, message, _CORRECT),))
        return Read(line, row)

    def many(self, plan: Sequence[Place], batch: Sequence[tuple[int, Sequence[str]]]) -> Iterator[Read]:
        """The same of many rows. Only where something is wrong with one of them each is looked at by itself."""
        if not batch:
            return
        lines, texts = zip(*batch, strict=True)
        values: list[Iterable[Any]] = [repeat(value) for value in self._blank]
        try:
            if self.shape.row is PlanUpdate:
                raise ValueError("each says what it changes")
            for (at, read), column in zip(plan, zip(*texts, strict=True), strict=True):
                if "" not in column:
                    values[at] = list(map(read, column))
                else:
                    found = [read(text) if text else self._blank[at] for text in column]
                    if _MISSING in found:
                        raise ValueError("a cell is empty")
                    values[at] = found
            for at, value in enumerate(self._blank):
                if value is _MISSING and at not in {place for place, _ in plan}:
                    raise ValueError("a column is missing")
            if self.shape.row is Activity and max(values[self._place["time_ms"]]) > _LONGEST_DAY:
                raise ValueError("a day has no more")
        except ValueError:
            make = self.made()
            yield from (make(line, plan, row) for line, row in zip(lines, texts, strict=True))
            return
        yield from map(Read, lines, map(self.shape.row._make, zip(*values)))  # noqa: B905 - most go on for ever

    def update(self, line: int, plan: Iterable[Place], texts: Iterable[str | None]) -> Read:
        """The same of a plan update, which also says what it changed; None and the word none clear a field."""
        plan, texts = list(plan), list(texts)
        cleared = {
            at for (at, _), text in zip(plan, texts, strict=False)
            if self.shape.fields[at] in _PLAN_FIELDS and (text is None or text.strip().casefold() == CLEARED)
        }  # fmt: skip
        kept = [(each, text) for each, text in zip(plan, texts, strict=False) if each[0] not in cleared]
        read = self.row(line, [each for each, _ in kept], [text for _, text in kept])
        if not isinstance(read.row, PlanUpdate):
            return read
        said = {self.shape.fields[at] for (at, _), text in kept if text}
        names = sorted((said & _PLAN_FIELDS) | {self.shape.fields[at] for at in cleared})
        return Read(line, read.row._replace(changed=" ".join(names)))

    def made(self) -> Callable[[int, Any, Any], Read]:
        """How rows of this kind are made."""
        return self.update if self.shape.row is PlanUpdate else self.row

    def problem(self, code: str, line: int, message: str, hint: str = "") -> Problem:
        """A problem of a line of this file."""
        return Problem(code, message, Source(self.file, line, 1 if line else 0), hint)

    def _misread(self, line: int, plan: Iterable[Any], texts: Iterable[str | None]) -> Iterator[Problem]:
        for (at, read), text in zip(plan, texts, strict=False):
            if text:
                try:
                    read(text)
                except ValueError as why:
                    message = f"{self._name(self.shape.fields[at])}: {visible(text[:40])} {why}"
                    yield self.problem("fact-value", line, message, _CORRECT)

    def _name(self, field: str) -> str:
        """What the file calls a field; what it may, where it does not."""
        ours = next(said for said, column in self._known.items() if column.field == field)
        return visible(self._called.get(self._place[field], ours)[:60])

    def _lacking(self, line: int, name: str) -> Problem:
        others = " or ".join(sorted({said for said, column in self._known.items() if column.field == name}))
        return self.problem(
            "fact-value", line, f"nothing is said of {self._name(name)}", f"give it a column {others}, and fill it"
        )

    def _unknown(self, line: int, name: str) -> Problem:
        near = get_close_matches(_plain(name), [*self._known, *self.naming.columns], 1)
        hint = (
            f"did you mean {near[0]}?" if near else f"leave it out with --ignore; known are: {', '.join(self._known)}"
        )
        return self.problem(
            "fact-column", line, f"no column of {indefinite(self.shape.kind)} is called {visible(name[:60])}", hint
        )


def _plain(name: str) -> str:
    """A heading as a name: ``Paid Until`` is paid_until."""
    return "_".join(name.strip().casefold().replace("-", " ").split())
