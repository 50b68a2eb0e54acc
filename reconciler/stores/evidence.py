"""What a store holds, as it is written down, for whoever does not take its word: texts of rows, not nouns.

``audit verify`` reads through this alone. Everything is of one moment, so an apply that goes on beside it is no harm; entries
and runs come one after the other, so a log of any length costs the same memory.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple, Protocol

from reconciler.commitments import Line
from reconciler.model import Head, OrgKey, Run


class Written(NamedTuple):
    """An audit entry: its number, the text that is hashed, spelled as its columns are, and the hash beside it.

    The text is empty where a column holds what no text can: a number for a name, say.
    """

    seq: int
    text: str
    hash: str


class Row(NamedTuple):
    """A row of the state: attributes and name as they are spelled, and the serial of the apply that wrote it."""

    path: str
    kind: str
    attrs: str
    name: str
    serial: int


class Consumed(NamedTuple):
    """A plan that was applied, and in which run."""

    plan: str
    run: str
    serial: int


class Evidence(Protocol):
    """One moment of a store."""

    lineage: str

    def orgs(self) -> list[OrgKey]:
        """Every org that any table speaks of, sorted."""
        ...

    def head(self, org: OrgKey) -> Head | None:
        """What is said of the org in short."""
        ...

    def entries(self, org: OrgKey, after: int = 0, *, backwards: bool = False) -> Iterator[Written]:
        """The entries with a number beyond *after*, by number."""
        ...

    def handovers(self, org: OrgKey) -> Iterator[Written]:
        """The entries that hand the key of checkpoints over, by number."""
        ...

    def hashes(self, org: OrgKey, until: int) -> Iterator[str]:
        """The hashes beside the entries up to a number, by number; whether they are those of the entries is not asked."""
        ...

    def naming(self, org: OrgKey, until: int) -> Iterator[tuple[int, str, str]]:
        """Of the entries up to a number, whatever may name somebody, and whom they erase; to be searched, and in no form besides."""
        ...

    def rows(self, org: OrgKey) -> Iterator[Row]:
        """The state."""
        ...

    def runs(self, org: OrgKey) -> Iterator[tuple[int, Run]]:
        """The attempts to apply the org and their numbers, by number."""
        ...

    def people(self, org: OrgKey) -> Iterator[Line]:
        """What the commitments of the org stand for."""
        ...

    def consumed(self, org: OrgKey) -> Iterator[Consumed]:
        """The plans that were applied, by serial."""
        ...
