"""What verifying a log has to know of people who were erased from it: whether each name is accounted for, and which digests can be computed.

A commitment in the log leads to a line, or an entry says that it was erased; a line gives its commitment, and some entry or run
has it. Otherwise whoever can write to the database could take a name out unseen, or put another one in. Digests of the state
are under a key that an erasure replaces: those from before are compared with each other, and not computed any more.

Pure: lines, entries and runs arrive one by one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from typing import Any

from reconciler.canonical import keyed
from reconciler.commitments import Line, commitments_in, erased, is_commitment, revealed_in
from reconciler.marks import ERASED, MIGRATED, marked
from reconciler.model import Head, Outcome, Run


class Names:
    """The names of one log, as its lines say them, and what is wrong with those when all of it was read."""

    def __init__(self, lines: Iterable[Line]) -> None:
        self.entries = 0
        self._values: dict[str, str] = {}
        self._bad = ""
        for line in lines:
            self._values[line.commitment] = line.value
            self._bad = self._bad or ("" if line.holds else str(line.commitment))
        self._used: set[str] = set()
        self._missing: dict[str, int] = {}
        self._doubtful: dict[str, list[int]] = {}
        self._erased: set[str] = set()
        self._known = 0
        self._last: list[str] = []

    def told(self, entry: Mapping[str, Any]) -> dict[str, Any]:
        """An entry's document with names; a commitment that leads nowhere stays what it is, and so does what is no entry."""
        self._last = found = list[str]()

        def say(_: str, text: str) -> str:
            if not is_commitment(text):
                return text
            found.append(text)
            return self._values.get(text, text)

        with suppress(LookupError, TypeError, ValueError, AttributeError):
            return revealed_in(entry, say)
        return dict(entry)

    def seen(self, entry: Mapping[str, Any], number: int) -> None:
        """The entry that was told last is in the log, under its number."""
        self._used.update(self._last)
        if not self._values.keys() >= {*self._last}:
            self.entries += 1
            for each in self._last:
                if each not in self._values:
                    self._missing.setdefault(each, number)
        self._erased.update(entry.get("erased", ()))

    def passed(self, number: int, text: str, erases: str) -> None:
        """An entry that nobody reads: what it holds, and whom it has erased, are searched for names."""
        found = commitments_in(text)
        lost = [each for each in found if each not in self._values]
        self._used.update(found)
        for each in lost:
            self._doubtful.setdefault(each, []).append(number)
        self.entries += bool(lost)
        self._erased.update(commitments_in(erases))
        self._known = len(self._erased)

    def read_again(self, entry_at: Callable[[int], Mapping[str, Any]]) -> None:
        """Look where it stands at what was passed by, leads nowhere and was not erased: prose may have the form of a commitment."""
        for each, numbers in self._doubtful.items():
            for number in numbers if each not in self._erased else ():
                self.told(entry_at(number))
                if each in self._last:
                    self._missing.setdefault(each, number)
                    break

    def erases(self) -> bool:
        """Whether an entry has erased somebody since this was asked last."""
        before, self._known = self._known, len(self._erased)
        return self._known > before

    def acted(self, run: Run) -> None:
        """A run, as it is kept."""
        self._used.add(run.actor)
        if is_commitment(run.actor) and run.actor not in self._values:
            self._missing.setdefault(run.actor, 0)

    def differing(self) -> Iterator[str]:
        """Which names are not those that were kept, in words."""
        if self._bad:
            yield f"the name kept for {erased(self._bad)} does not give its commitment"
        for each in sorted(self._erased & self._values.keys()):
            yield f"{erased(each)} was erased, and its name is there again"
        for each in sorted(self._values.keys() - self._used):
            yield f"a name is kept for {erased(each)}, whom nothing in the log names"

    def missing(self) -> Iterator[tuple[str, int]]:
        """Which names are gone without an entry that erased them, in words, and the number of an entry that has one."""
        for each, number in self._missing.items():
            if each not in self._erased:
                yield f"the name of {erased(each)} is gone, and no entry has erased it", number

    def missing_of(self, rows: Iterable[str]) -> tuple[str, int] | None:
        """The same of the first of *rows* that names somebody so: what they are cannot be told, and is not to be compared."""
        gone = self._missing.keys() - self._erased
        for each in (each for row in rows for each in commitments_in(row)) if gone else ():
            if each in gone:
                said = f"the name of {erased(each)} is gone, and no entry has erased it"
                return f"{said}; they are in the state, which cannot be compared without it", self._missing[each]
        return None


class Keys:
    """Under which key the digest of each apply is: none, the one of now, or one that is gone."""

    def __init__(self, head: Head | None, runs: Iterable[Run]) -> None:
        self._key = head.key if head is not None else None
        done = [run for run in runs if run.outcome is Outcome.DONE]
        changed = [run for run in done if marked(run) in (ERASED, MIGRATED) and run.before != run.after]
        self._changes = [run.serial for run in changed]
        self._plain_first = bool(changed) and marked(changed[0]) == MIGRATED

    def digest(self, plain: str, serial: int) -> str | None:
        """A state's digest as the apply of that serial had it; None if nobody can tell any more."""
        if self._key is None:
            return None
        passed = sum(change <= serial for change in self._changes)
        if passed == len(self._changes):
            return keyed(self._key, plain)
        return plain if not passed and self._plain_first else None
