"""``facts import``: rows that were read are added to an org, all of them or, where that is wanted, those that can be.

A row whose natural key is taken is there already if it says the same, or all but the name of somebody who was erased. If it says
something else it is refused, since facts are never changed: most often a file was made before a day, or a job, was over. One
transaction, a batch at a time: a file may be longer than memory. No audit entry is written, see ``facts``.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import NamedTuple

from reconciler.commitments import is_erased
from reconciler.errors import Problem, Source
from reconciler.facts import Fact, PlanUpdate, shape_of
from reconciler.facts.rows import Read
from reconciler.facts.updates import merged
from reconciler.model import OrgKey
from reconciler.stores.base import Adding, Store
from reconciler.text import visible

BATCH = 5_000
"""Rows that are in memory at a time."""


class Imported(NamedTuple):
    """What an import came to: how many rows are new, were there already, are not over yet, were refused, and why.

    ``kept`` says whether the new ones are kept. ``whole`` is False where there was more to be refused than is listed, and
    the rest was not read; ``ended`` where a part of the file could not be read at all.
    """

    new: int
    already: int
    pending: int
    refused: int
    problems: tuple[Problem, ...]
    kept: bool
    whole: bool = True
    ended: bool = False


class _Import:
    """One import under way."""

    def __init__(self, adding: Adding, file: str, shown: int) -> None:
        self.adding, self.file, self.shown = adding, file, shown
        self.new = self.already = self.pending = self.refused = 0
        self.problems: list[Problem] = []
        self.ended = False

    def take(self, batch: list[Read]) -> None:
        """Add the rows of a batch, and note what cannot be."""
        rows = []
        for read in batch:
            if read.row is not None:
                rows.append(read.row)
            elif read.problems:
                self.refused += 1
                self.problems += read.problems
                self.ended = self.ended or read.ends
            else:
                self.pending += 1
        done = self.adding.add(rows)
        self.new += done.new
        self.already += done.already
        if done.differing:
            lines = {id(read.row): read.line for read in batch}
            first = {read.row: read.line for read in reversed(batch)}
            for row, kept in done.differing:
                if names := [*_differing(row, kept)]:
                    self.refused += 1
                    self.problems.append(self._differs(lines[id(row)], row, kept, names, first.get(kept, 0)))
                else:
                    self.already += 1

    def _differs(self, line: int, row: Fact, kept: Fact, names: Iterable[str], other: int) -> Problem:
        """*other*: the line of this file that says what is kept; 0 if none near it does."""
        shape = shape_of(row)
        where = f"in line {other} of this file" if other else "in the store"
        said = "; ".join(f"{name} is {_said(row, name)} here and {_said(kept, name)} {where}" for name in names)
        key = " ".join(visible(text) for text in shape.key_of(row) if text)
        hint = (
            "one of the two is wrong, or say them in one line"
            if other
            else "facts are not changed: leave out what was not over yet when it was read, or what is wrong in this file"
        )
        return Problem("fact-differs", f"{shape.kind} {key}: {said}", Source(self.file, line, 1), hint)


def _differing(row: Fact, kept: Fact) -> Iterator[str]:
    """The fields that say something else. A name and what stands for it since it was erased do not: nobody may see them side by side."""
    shape = shape_of(row)
    for name in shape.fields:
        values = getattr(row, name), getattr(kept, name)
        if values[0] != values[1] and not (name == shape.person and any(map(is_erased, values))):
            yield name


def _said(row: Fact, name: str) -> str:
    value = getattr(row, name)
    return visible(str(value)) if value not in ("", None) else "nothing"


def imported(
    store: Store, org: OrgKey, read: Iterable[Read], file: str, *, partial: bool = False, shown: int = 100
) -> Imported:
    """Add what was read from *file* to *org*. Unless *partial*, one row that is refused keeps out all; what cannot be
    read to its end is never taken.

    At most *shown* problems are listed; where nothing can be kept any more, reading ends there.
    """
    every, whole = _together(read), True
    with store.adding(org) as adding:
        doing = _Import(adding, file, shown)
        for batch in _batches(every):
            doing.take(batch)
            if len(doing.problems) >= shown and not partial:
                whole = False
                break
            del doing.problems[shown:]
        kept = not doing.ended and (partial or not doing.refused)
        if kept:
            adding.commit()
    problems = tuple(doing.problems[:shown])
    return Imported(doing.new, doing.already, doing.pending, doing.refused, problems, kept, whole, doing.ended)


def _together(read: Iterable[Read]) -> Iterator[Read]:
    """Plan updates of one moment that follow each other and change different fields, as one row of the first line."""
    before: Read | None = None
    for each in read:
        if before is not None:
            both = None
            if isinstance(before.row, PlanUpdate) and isinstance(each.row, PlanUpdate):
                both = merged(before.row, each.row)
            if both is not None:
                before = before._replace(row=both)
                continue
            yield before
        before = each
    if before is not None:
        yield before


def _batches(read: Iterator[Read]) -> Iterator[list[Read]]:
    while batch := list(islice(read, BATCH)):
        yield batch
