"""What a store is: the states, the audit log and the transaction that changes both together; and facts beside them.

Three stores keep this contract: memory (tests, examples), SQLite and PostgreSQL; ``tests/stores/test_contract.py`` is
run against all of them. A store moves rows and knows nothing about platforms, guards or plans. Every method that takes
rows takes many at once. Reading never writes, not even a table that is missing.

To add a store: one module with these methods, and one line in the list of stores in ``tests/conftest.py``.
"""

from __future__ import annotations

import secrets
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from typing import NamedTuple, Protocol

from reconciler.commitments import Commitments
from reconciler.errors import Busy, Stale
from reconciler.facts import Added, Fact, FactQuery, Totals
from reconciler.model import AuditEntry, Change, Head, OrgKey, Run, Settled, State
from reconciler.stores.evidence import Evidence

SECRET_BYTES = 32


def fresh() -> str:
    """A salt or a key, which nobody finds by trying."""
    return secrets.token_hex(SECRET_BYTES)


class AuditQuery(NamedTuple):
    """Filters of the audit log; an empty one lets everything through.

    ``since`` and ``until`` are inclusive ISO 8601 instants in UTC, compared as text. ``person`` matches any part of
    an address's key, ``address`` the whole printed address, both also of what moved away from there; ``actions`` are those
    of the entries wanted, if any.
    """

    org: OrgKey = ""
    address: str = ""
    person: str = ""
    actor: str = ""
    since: str = ""
    until: str = ""
    run: str = ""
    actions: tuple[str, ...] = ()


class Conflict(Stale):
    """The engine could not serialize this transaction with another one; nothing was written, trying again may do."""


class Unavailable(Busy):
    """The store cannot be reached, or cannot take anything: server down, disk full. Nothing was changed."""


class Transaction(Protocol):
    """One org, locked before it is read; everything written here is kept together or not at all (R1)."""

    head: Head | None
    """The org as it was when the transaction began; None if the store does not have it yet."""

    @property
    def commitments(self) -> Commitments:
        """What the names in this org's log are kept as; entries are put into them before they are sealed."""
        ...

    def new_key(self) -> str:
        """A secret for the digests of an org, where there is none yet or the old one is to go."""
        ...

    def state(self) -> State:
        """The org's resources now."""
        ...

    def audit(self, query: AuditQuery) -> Iterator[AuditEntry]:
        """Entries of this org that match, as of this transaction."""
        ...

    def consumed(self, plan: str) -> Run | None:
        """The run that applied this plan to this org, if one did."""
        ...

    def named_in_facts(self, people: Collection[str]) -> set[str]:
        """Those of *people*, by key, whom facts of this org name."""
        ...

    def commit(
        self,
        head: Head,
        changes: Sequence[Change],
        entries: Sequence[AuditEntry],
        run: Run,
        facts: Sequence[Fact] = (),
        renamed: Mapping[str, str] = {},
    ) -> None:
        """Write everything of one apply: first the compare-and-set of the serial (R2), then rows, entries, run.

        ``head`` is the org after it. Raises Stale if somebody else moved the serial. Changes whose rows are already
        as wanted may be among *changes*; writing them again is harmless. Raises Conflict where trying the whole
        transaction again may help, and OutcomeUnknown if the answer to COMMIT was lost.

        *entries* hold commitments; the lines that are new are kept with them. Where one of the entries erases somebody, the
        lines of what it erases go, what is settled is forgotten, and the store gets another ``key``.

        *facts* are what this apply is as facts. *renamed* are people by key with what stands in all facts of the org in the place of
        them from now on.
        """
        ...


class Adding(Protocol):
    """Facts of one org that are on their way in: all that was added is kept by ``commit``, or nothing is."""

    def add(self, rows: Sequence[Fact]) -> Added:
        """Add rows of one kind; where their natural key is taken, what is there stays and is told."""
        ...

    def commit(self) -> None:
        """Keep what was added."""
        ...


class Store(Protocol):
    """Where state and audit live."""

    lineage: str
    """The identity of this database, made at ``init``; a plan belongs to one lineage (T121)."""

    key: str
    """The secret that blinds the names of plans; empty where none are kept for good."""

    def heads(self) -> dict[OrgKey, Head]:
        """All orgs."""
        ...

    def state(self, org: OrgKey) -> State:
        """The resources of one org; empty if the store does not have it."""
        ...

    def audit(self, query: AuditQuery = AuditQuery()) -> Iterator[AuditEntry]:  # noqa: B008 - immutable
        """Entries that match, by org and seq."""
        ...

    def sealed(self, query: AuditQuery = AuditQuery()) -> Iterator[tuple[AuditEntry, AuditEntry]]:  # noqa: B008 - likewise
        """The same entries, each beside what of it is hashed: with commitments in the place of names."""
        ...

    def runs(self, org: OrgKey) -> Sequence[Run]:
        """The attempts to apply one org, oldest first."""
        ...

    def transaction(self, org: OrgKey) -> AbstractContextManager[Transaction]:
        """Begin the one transaction an apply of *org* needs. Leaving it without ``commit`` changes nothing."""
        ...

    def note(self, run: Run) -> None:
        """Keep the record of an attempt that was refused or failed, in a transaction of its own."""
        ...

    def facts(self, query: FactQuery) -> Iterator[Fact]:
        """Rows that match, by date and then by natural key, as of the first one taken."""
        ...

    def totals(self, query: FactQuery, by: Sequence[str]) -> Iterator[Totals]:
        """Rows that match, added up by these fields, or by ``day``, ``month`` or ``year`` of their date; sorted by those."""
        ...

    def latest(self, query: FactQuery, by: str) -> Iterator[tuple[str, str]]:
        """What stands in a field of rows that match, sorted, each with the day or moment of the last row it stands in."""
        ...

    def adding(self, org: OrgKey) -> AbstractContextManager[Adding]:
        """Begin to add facts to *org*: one after the other, and beside its applies. Leaving it without ``commit`` changes nothing."""
        ...

    def settled(self) -> Sequence[Settled]:
        """What is remembered of the orgs whose rows nobody has touched since, by whatever means; by org."""
        ...

    def settle(self, found: Sequence[Settled], said: Mapping[OrgKey, Mapping[str, bytes]] = {}) -> None:
        """Remember this of the orgs it speaks of, in the place of what was remembered, in a transaction of its own.

        *said* is what their files say, by org and by the line of the file. Of a file of which nothing is said here, what was
        kept is kept; of one that does not speak of the org any more, nothing is.
        """
        ...

    def manifests(self, org: OrgKey) -> Mapping[str, bytes]:
        """What is kept of the files by which an org was settled, by line."""
        ...

    def sweep(self) -> str:
        """Let nothing of what was deleted be left where this keeps its data; what somebody else has to do for that, if anybody.

        What is remembered of manifests goes first: they may name somebody of whom nothing else is kept.
        """
        ...

    def evidence(self) -> AbstractContextManager[Evidence]:
        """What is written down, at one moment, for whoever does not take the store's word."""
        ...

    def close(self) -> None:
        """Give back connections."""
        ...
