"""Entries go into and out of one mapping or list, and keys get values; every other byte stays.

A new entry stands where the order asks for it if the others are in order, else at the end; it is written like its
neighbours, in one line or in several. What stands behind an alias, or may stand behind several, is not edited:
:class:`NotEditable` says why. Which entries go where is for other modules to know.
"""

from __future__ import annotations

from bisect import bisect
from collections.abc import Collection, Mapping, Sequence
from itertools import pairwise
from typing import NamedTuple

from reconciler.editing.layout import (
    Chunk,
    Node,
    Splice,
    chunks,
    column,
    entry_end,
    first_of,
    line_end,
    line_ending,
    line_start,
    opened,
    spliced,
    within,
)
from reconciler.people import person_key
from reconciler.text import NameRefused

STEP = "  "


class NotEditable(Exception):
    """The layout is such that an edit by a program could change more than was asked for; the message says how."""


class New(NamedTuple):
    """An entry to put in: its text in one line, in lines of its own, and its name.

    Without a name it is no matter of order and stands at the end; ``place`` says otherwise.
    """

    inline: str
    lines: Sequence[str]
    name: str | None = None
    place: int | None = None


def key_of(name: str) -> str:
    """What names are compared by: the identity key, or as much of it as a name that cannot be one has."""
    try:
        return person_key(name)
    except NameRefused:
        return name.casefold()


def rank(name: str) -> str:
    """What entries are ordered by: the key of the name, of the first one where there are several."""
    return key_of(name.partition(",")[0].strip())


def sibling_lines(node: Node) -> bool:
    """Whether a new entry is written in lines of its own: the last of those with something to say is."""
    told = [value for value in node.values if value.form != "scalar" and value.values]
    return not node.flow and bool(told) and not told[-1].flow


def changed(
    text: str, node: Node, drop: Collection[int], add: Sequence[New], inner: Sequence[Splice] = ()
) -> list[Splice]:
    """The splices that take entries out of a collection and put others in, beside those made *inner* to it."""
    if not drop and not add:
        return list(inner)
    if not node.values:
        return _first_entries(text, node, add)
    by_place: dict[int, list[New]] = {}
    for new in sorted(add, key=lambda new: rank(new.name or "")):
        place = _place(node.names, new.name) if new.place is None else new.place
        by_place.setdefault(place, []).append(new)
    if node.flow:
        return [(node.start, node.end, _flow(text, node, drop, by_place, inner))]
    return [*_block(text, node, drop, by_place), *inner]


def _place(names: Sequence[str], name: str | None) -> int:
    if name is None:
        return len(names)
    ranks = [rank(own) for own in names]
    return bisect(ranks, rank(name)) if ranks == sorted(ranks) else len(ranks)


def _first_entries(text: str, node: Node, add: Sequence[New]) -> list[Splice]:
    """Entries for a collection that has none: in lines of their own where that can be, below its key."""
    below = line_end(text, node.end)
    rest = text[node.end : below].strip()
    if not node.own or (rest and not rest.startswith("#")):
        inside = ", ".join(new.inline for new in add)
        braces = f"[{inside}]" if node.form == "list" else f"{{{inside}}}"
        return [(node.lead, node.end, opened(text, node) + braces)]
    begin = line_start(text, node.lead)
    indent = " " * (len(text[begin:]) - len(text[begin:].lstrip(" "))) + STEP
    return [(node.lead, node.end, ""), _new_lines(text, below, indent, add)]


def _new_lines(text: str, at: int, indent: str, add: Sequence[New]) -> Splice:
    """The lines of new entries, to be put in where a line begins, or at the end of a text without a last line feed."""
    ending = line_ending(text)
    new = "".join((indent + line if line else "") + ending for entry in add for line in entry.lines)
    return at, at, new if at and text[at - 1] == "\n" else ending + new.removesuffix(ending)


# --- lines of their own -----------------------------------------------------------------------------------------------


def lines_of(text: str, node: Node) -> list[Chunk]:
    """The chunks of a block collection; NotEditable where lines are shared."""
    found = chunks(text, node)
    if found is None:
        raise NotEditable("an entry shares its line with another")
    return found


def _block(text: str, node: Node, drop: Collection[int], by_place: Mapping[int, list[New]]) -> list[Splice]:
    own = lines_of(text, node)
    found: list[Splice] = [(chunk.start, chunk.end, "") for number, chunk in enumerate(own) if number in drop]
    if len(drop) == len(own) and not by_place:
        found.append((node.lead, node.lead, " {}" if node.form == "mapping" else " []"))
    indent = " " * column(text, node)
    return [
        *found,
        *(_new_lines(text, own[n - 1].end if n else own[0].start, indent, add) for n, add in by_place.items()),
    ]


# --- in braces and brackets -------------------------------------------------------------------------------------------


def _flow(
    text: str, node: Node, drop: Collection[int], by_place: Mapping[int, list[New]], inner: Sequence[Splice]
) -> str:
    """The whole collection anew: entries and what stands between them as they are, but for what comes and goes."""
    spans = [(first_of(node, number, text), entry_end(node, number)) for number in range(len(node.values))]
    opening, closing = text[node.start : spans[0][0]], text[spans[-1][1] : node.end]
    line = ""  # what begins the line of an entry, if each has its own
    if "\n" in opening:
        line = line_ending(text) + " " * (spans[0][0] - line_start(text, spans[0][0]))
    head = closing.partition("\n")[0].rstrip("\r") if line and "\n" in closing else ""
    behind = [text[end:start] for (_, end), (start, _) in pairwise(spans)] + [head]
    parts: list[tuple[str, str]] = []
    for number in range(len(spans)):
        parts += [(new.inline, "," + (line or " ")) for new in by_place.get(number, ())]
        if number not in drop:
            start, end = spans[number]
            parts.append((spliced(text, within(inner, start, end), start, end), behind[number]))
    if parts and len(spans) - 1 in drop:
        gap = parts[-1][1].partition("\n")[0].rstrip("\r") if line else ""
        parts[-1] = parts[-1][0], gap if _has_comma(head) else gap.replace(",", "", 1)
    for new in by_place.get(len(spans), ()):
        if parts:
            entry, gap = parts[-1]
            parts[-1] = entry, ("" if _has_comma(gap) else ",") + gap + (line or " ")
        parts.append((new.inline, "," if line and _has_comma(head) else ""))
    rest = closing[len(head) :]
    for entry, gap in reversed(parts):
        rest = at_a_distance(entry, gap + rest)
    return opening + rest if parts else opening[0] + closing[-1]


def _has_comma(gap: str) -> bool:
    return "," in gap.partition("#")[0]


def at_a_distance(entry: str, follows: str) -> str:
    """An entry in braces and what follows it: a colon with nothing behind it keeps away from the next sign."""
    return f"{entry} {follows}" if entry.endswith(":") and follows[:1] in set(",}]") else entry + follows
