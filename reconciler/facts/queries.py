"""What may be asked of a store's facts: rows by date and by what stands in them, and sums of rows.

The same question means the same in every store; ``tests/stores/test_stored_facts.py`` holds them to it. To ask for more: a field here,
and its condition in ``stores/memory_facts.py`` and ``stores/sql/facts.py``.
"""

from __future__ import annotations

from typing import NamedTuple

from reconciler.facts.kinds import FACTS, Fact
from reconciler.model import OrgKey

PERIODS = {"day": 10, "month": 7, "year": 4}
"""What moments can be counted by, beside the fields of a kind: how many characters of one say it (days and moments in UTC)."""
_AFTER_ALL = "~"
"""Sorts behind whatever stands behind a day in a moment, so that a last day is whole."""


class FactQuery(NamedTuple):
    """Rows of one kind in one org. Empty filters let everything through.

    ``since`` and ``until`` are days or moments, both inclusive; ``where`` are pairs of a field and the text that stands there,
    and of several for one field any will do.
    """

    org: OrgKey
    kind: str
    since: str = ""
    until: str = ""
    where: tuple[tuple[str, str], ...] = ()

    @property
    def last(self) -> str:
        """The text that no wanted row lies behind; empty if there is no last."""
        return f"{self.until}{_AFTER_ALL}" if self.until else ""

    def holds(self, when: str) -> bool:
        """Whether a day or moment lies between the first and the last that are asked for."""
        return self.since <= when and (not self.last or when <= self.last)

    @property
    def wanted(self) -> dict[str, list[str]]:
        """The texts that are wanted of each field that is asked for. Raises KeyError for a field the kind has not."""
        found: dict[str, list[str]] = {}
        for name, text in self.where:
            if name not in FACTS[self.kind].fields:
                raise KeyError(name)
            found.setdefault(name, []).append(text)
        return found


class Totals(NamedTuple):
    """Rows added up: what they have in common, how many they are, and the sums in the order of the kind's ``sums``."""

    of: tuple[str, ...]
    rows: int
    sums: tuple[int, ...]


class Added(NamedTuple):
    """What became of rows that were to be added: how many are new, how many were there just so, and which were there otherwise.

    ``differing`` are pairs of a row as it was to be added and as it is kept; those stay as they are kept.
    """

    new: int = 0
    already: int = 0
    differing: tuple[tuple[Fact, Fact], ...] = ()
