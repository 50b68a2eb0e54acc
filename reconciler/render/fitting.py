"""What fits into a page that has a last character: sections share the room, and what finds none is counted.

Pure arithmetic over lines; what the lines say, and how they are encoded, is their maker's business. Every section is
promised a share, so that none is crowded out; what it does not need goes to the sections before it, in their order.
Inside a section the orgs take turns, so that a large one does not hide a small one. Lines are made only if they may
be shown: a plan of a hundred thousand changes costs what the page costs.

To add a section to a page: one :class:`Section` more; the shares of all may not exceed a hundred.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

TITLE_ROOM = 120
"""More than a section's own heading ever takes, with its counts and empty lines."""

Tally = Counter[tuple[str, str]]
"""How many entries there are, by title of the section and word."""


class Entry(NamedTuple):
    """Something to show: under which word it is counted, and the line, made when it is wanted."""

    word: str
    say: Callable[[], str]


class Part(NamedTuple):
    """What one org has in a section, the weightiest first, and what stands before and after it."""

    org: str
    entries: Sequence[Entry]
    opening: str = ""
    closing: str = ""


class Section(NamedTuple):
    """One heading; ``share`` is the percentage of the room that it is promised."""

    title: str
    parts: Sequence[Part]
    share: int

    @property
    def total(self) -> int:
        """How many entries it has."""
        return sum(len(part.entries) for part in self.parts)


@dataclass(frozen=True)
class Filled:
    """A section with the lines that found room, part by part: the first ones of each."""

    section: Section
    lines: Sequence[Sequence[str]]
    used: int

    @property
    def shown(self) -> int:
        """How many entries are shown."""
        return sum(map(len, self.lines))

    @property
    def whole(self) -> bool:
        """Whether nothing is left out."""
        return self.shown == self.section.total


def size(text: str) -> int:
    """The length of *text* in UTF-16 units: what browsers count, never less than characters, at least a third of bytes."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le")) // 2


def fit(sections: Sequence[Section], room: int) -> list[Filled]:
    """Every section with as much as can be shown of it in *room* altogether."""
    promised = [filled(section, room * section.share // 100).used for section in sections]
    left, later = room, sum(promised)
    found = []
    for section, own in zip(sections, promised, strict=True):
        later -= own
        found.append(filled(section, left - later))
        left -= found[-1].used
    return found


def filled(section: Section, room: int) -> Filled:
    """One section in a room of its own: the first entry of each part, then the second, until one does not fit."""
    lines: list[list[str]] = [[] for _ in section.parts]
    used = TITLE_ROOM if section.total else 0
    for part, own, entry in _in_turn(section.parts, lines):
        line = entry.say()
        around = size(part.opening) + size(part.closing) + 5 if not own else 0  # five line ends
        if used + size(line) + 1 + around > room:
            break
        own.append(line)
        used += size(line) + 1 + around
    return Filled(section, lines, used)


def _in_turn(parts: Sequence[Part], lines: Sequence[list[str]]) -> Iterator[tuple[Part, list[str], Entry]]:
    waiting = list(zip(parts, lines, strict=True))
    turn = 0
    while waiting := [(part, own) for part, own in waiting if turn < len(part.entries)]:
        for part, own in waiting:
            yield part, own, part.entries[turn]
        turn += 1


def hidden(page: Sequence[Filled]) -> dict[str, Tally]:
    """What is not shown, by org: exact."""
    found: dict[str, Tally] = {}
    for each in page:
        for part, lines in zip(each.section.parts, each.lines, strict=True):
            missing = part.entries[len(lines) :]
            if missing:
                found.setdefault(part.org, Counter()).update((each.section.title, entry.word) for entry in missing)
    return found


def tally_lines(
    left: Mapping[str, Tally], one: Callable[[str, Tally], str], more: Callable[[int, Tally], str], room: int
) -> Iterator[str]:
    """A line for each org as far as *room* goes, which is at least one line of *more*: all orgs after that together."""
    rest: Tally = Counter()
    for tally in left.values():
        rest.update(tally)
    for done, (org, tally) in enumerate(left.items()):
        line, last = one(org, tally), more(len(left) - done, rest)
        if size(line) + size(last) + 2 > room:
            yield last
            return
        yield line
        room -= size(line) + 1
        rest = rest - tally
