"""Files as rows of one kind: CSV with a header, JSON lines, or a JSON document that is a list of objects or one object.

Lines come in one by one and rows go out one by one, so a file may be as long as it likes; a JSON document is read whole and has
the limits of manifests. What cannot be taken is a problem with its line, and the rows after it are read all the same. Numbers in
JSON stay the texts they are. A CSV is what its columns say, whatever their order; unknown columns are refused, since a typing
error must not look like a column that is not there.

An empty cell, and a key that is missing, say nothing. ``null``, and the word ``none`` in a plan update, say that something was
taken away (W34). Pure: lines and names arrive as arguments.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain
from typing import Any, NamedTuple

from reconciler.canonical import each_once
from reconciler.errors import Problem
from reconciler.facts.rows import Naming, Place, Read, Rows
from reconciler.text import visible

_TOGETHER = 1_000
"""Rows that are read at once, column by column: four times as quick as one by one."""


class Unreadable(ValueError):
    """Nothing after this can be read: the line, what is wrong, and what to do."""

    def __init__(self, line: int, why: str, hint: str) -> None:
        super().__init__(why)
        self.line, self.why, self.hint = line, why, hint


def rows(lines: Iterable[tuple[int, str]], kind: str, file: str, naming: Naming, longest: int) -> Iterator[Read]:
    """The rows of a file, in order; the format is told by its first character. *longest*: characters of a whole JSON document."""
    made = Rows(kind, file, naming)
    numbered = iter(lines)
    try:
        first = next(((line, text) for line, text in numbered if text.strip()), None)
        if first is None:
            raise Unreadable(0, "holds nothing", "name a file with a header, or with objects")
        every = chain([first], numbered)
        begins = first[1].lstrip()[0]
        if begins == "{" and _is_object(first[1]):
            yield from _from_objects(_json_lines(every), made)
        elif begins in "[{":
            yield from _from_objects(_json_document(every, longest), made)
        else:
            yield from _from_csv(every, made)
    except Unreadable as end:
        yield Read(end.line, None, (made.problem("fact-file", end.line, end.why, end.hint),), ends=True)


# --- CSV --------------------------------------------------------------------------------------------------------------


def _from_csv(lines: Iterator[tuple[int, str]], made: Rows) -> Iterator[Read]:
    at = 0

    def texts() -> Iterator[str]:
        nonlocal at
        for number, text in lines:
            at = number
            yield text

    cells = csv.reader(texts(), strict=True)
    plan, batch = list[Place](), list[tuple[int, Sequence[str]]]()
    try:
        header = next(cells)
        line = at
        if len(header) == 1 and (other := next((mark for mark in ";\t|" if mark in header[0]), "")):
            name = {"\t": "tabs"}.get(other, other)
            hint = (
                "write it with commas: as CSV (comma-separated), or with another separator in the options of the export"
            )
            raise Unreadable(line, f"has {name} between its cells, where a CSV has commas", hint)
        problems, places, pending = _header(header, line, made)
        if problems:
            yield Read(line, None, tuple(problems), ends=True)
            return
        given = [*made.given(place for _, (place, _) in places)]
        plan = [place for _, place in places] + [place for place, _ in given]
        said = [text for _, text in given]
        chosen = [number for number, _ in places]
        whole = chosen == [*range(len(header))] and not said
        begins = at + 1
        for row in cells:
            line, begins = begins, at + 1
            if len(row) != len(header) or any(row[number] in texts for number, texts in pending):
                yield from made.many(plan, batch)
                batch.clear()
                yield from _odd(line, row, header, made)
                continue
            batch.append((line, row if whole else [*(row[number] for number in chosen), *said]))
            if len(batch) == _TOGETHER:
                yield from made.many(plan, batch)
                batch.clear()
        yield from made.many(plan, batch)
    except (csv.Error, Unreadable) as error:
        yield from made.many(plan, batch)
        if isinstance(error, Unreadable):
            raise
        raise Unreadable(at, f"is no CSV: {error}", "quote cells that hold commas, quotes or line ends") from None


def _odd(line: int, row: list[str], header: list[str], made: Rows) -> Iterator[Read]:
    """What is not over yet, or has not a cell for each column; an empty line is nothing."""
    if len(row) == len(header):
        yield Read(line, None)
    elif row:
        hint = "quote cells that hold commas, and write one cell for each column"
        message = f"has {len(row)} cells, and the header {len(header)}"
        yield Read(line, None, (made.problem("fact-value", line, message, hint),))


def _header(
    header: list[str], line: int, made: Rows
) -> tuple[list[Problem], list[tuple[int, Place]], list[tuple[int, tuple[str, ...]]]]:
    """What is wrong with a header; where its columns go and how they are read; and which say that a row is not over yet."""
    problems, places, taken = list[Problem](), [], dict[int, str]()
    for number, name in enumerate(header):
        column = made.column(line, name, problems)
        if column is None:
            continue
        if column[0] in taken:
            message = f"the columns {visible(taken[column[0]])} and {visible(name)} say the same"
            problems.append(made.problem("fact-column", line, message, "leave one of them out with --ignore"))
        taken[column[0]] = name
        places.append((number, column))
    pending = [(header.index(name), texts) for name, texts in made.naming.pending.items() if name in header]
    return problems, places, pending


# --- JSON -------------------------------------------------------------------------------------------------------------


def _from_objects(objects: Iterator[tuple[int, Any]], made: Rows) -> Iterator[Read]:
    make = made.made()
    for line, found in objects:
        if not isinstance(found, dict):
            message = "is no object, but a fact is one: {…}"
            yield Read(line, None, (made.problem("fact-value", line, message, "write one object for each fact"),))
            continue
        values = [*_flat(found, made.naming)]
        said, problems = _placed_values(line, values, made)
        if problems:
            yield Read(line, None, tuple(problems))
        elif any(value in made.naming.pending.get(name, ()) for name, value in values):
            yield Read(line, None)
        else:
            for place, text in made.given(said):
                said[place[0]] = _Said("", place, text)
            yield make(line, [each.place for each in said.values()], [each.text for each in said.values()])


class _Said(NamedTuple):
    """A column of an object: what it is called there, where it goes, and what stands in it."""

    name: str
    place: Place
    text: str | None

    def agrees(self, other: _Said) -> bool:
        """Whether both say the same, or one of them nothing."""
        if not self.text or not other.text:
            return True
        try:
            return self.place[1](self.text) == other.place[1](other.text)
        except ValueError:
            return self.text == other.text


def _placed_values(line: int, values: Iterable[tuple[str, Any]], made: Rows) -> tuple[dict[int, _Said], list[Problem]]:
    """The values of an object by where they go, and what is wrong with them."""
    said, problems = dict[int, _Said](), list[Problem]()
    for name, value in values:
        place = made.column(line, name, problems)
        if place is None:
            continue
        if isinstance(value, dict | list):
            message = (
                f"{visible(name[:60])} holds {'an object' if isinstance(value, dict) else 'a list'}, and not one value"
            )
            problems.append(made.problem("fact-value", line, message, "write one value, or leave it out with --ignore"))
            continue
        each = _Said(name, place, value)
        other = said.setdefault(place[0], each)
        if not each.agrees(other):
            message = f"the columns {visible(other.name)} and {visible(name)} contradict each other"
            problems.append(made.problem("fact-column", line, message, "leave one of them out with --ignore"))
        if value is not None:
            said[place[0]] = each
    return said, problems


def _flat(found: Mapping[str, Any], naming: Naming, before: str = "") -> Iterator[tuple[str, Any]]:
    """The values of an object, with paths; inside of what is nested only those that are asked for. Lists stay as they are."""
    for key, value in found.items():
        path = f"{before}{key}"
        if any(name.startswith(f"{path}.") for name in naming.columns):
            if isinstance(value, dict):
                yield from _flat(value, naming, f"{path}.")
            elif value is not None:
                yield path, value
        elif not before or path in naming.columns:
            plain = value is None or isinstance(value, str | dict | list)
            yield path, value if plain else str(value).casefold()


def _is_object(text: str) -> bool:
    """Whether a line is an object by itself, be it one that cannot be taken; one that breaks off goes on in the next line."""
    try:
        _decoder.decode(text)
    except json.JSONDecodeError:
        return False
    except (ValueError, RecursionError):
        return True
    return True


def _loaded(line: int, text: str) -> Any:
    try:
        return _decoder.decode(text)
    except (ValueError, RecursionError) as error:
        why = error.msg if isinstance(error, json.JSONDecodeError) else str(error)
        raise Unreadable(line, f"is no JSON: {visible(why)}", "write one object a line, or a list of objects") from None


def _json_lines(lines: Iterable[tuple[int, str]]) -> Iterator[tuple[int, Any]]:
    for line, text in lines:
        if text.strip():
            yield line, _loaded(line, text.strip())


def _json_document(lines: Iterable[tuple[int, str]], longest: int) -> Iterator[tuple[int, Any]]:
    texts, size, first = [], 0, 0
    for line, text in lines:
        first = first or line
        size += len(text)
        if size > longest:
            hint = "write JSON lines, one object a line, which may be as long as they like: jq -c '.[]'"
            raise Unreadable(line, f"is longer than {longest} characters, and a JSON document is read whole", hint)
        texts.append(text)
    found = _loaded(first, "".join(texts))
    yield from ((first + number, each) for number, each in _placed("".join(texts), found))


def _placed(text: str, found: Any) -> Iterator[tuple[int, Any]]:
    """The objects of a document, each with how many lines stand before it."""
    if not isinstance(found, list):
        yield 0, found
        return
    at, lines, seen = text.index("[") + 1, 0, 0
    for each in found:
        while text[at] in " \t\r\n,":
            at += 1
        lines += text.count("\n", seen, at)
        seen = at
        _, at = _decoder.raw_decode(text, at)
        yield lines, each


def _no_number(text: str) -> Any:
    raise ValueError(f"{text} is no number")


_decoder = json.JSONDecoder(object_pairs_hook=each_once, parse_int=str, parse_float=str, parse_constant=_no_number)
