"""A store for verbs that only read: they answer all the same where rows are not as they were last applied, and say so.

The warning goes to standard error, once for each org that is read, and costs no look into the log; which rows they are,
``drift`` says. Verbs that plan or write refuse instead (see ``integrity``).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager

from reconciler.cli import terminal
from reconciler.errors import IntegrityFailure
from reconciler.facts import Fact, FactQuery, Totals
from reconciler.integrity import StateDiffers, warning
from reconciler.model import AuditEntry, Head, OrgKey, Run, Settled, State
from reconciler.stores.base import Adding, AuditQuery, Store, Transaction
from reconciler.stores.evidence import Evidence
from reconciler.survey import as_stored


def read(store: Store, org: OrgKey, head: Head | None) -> State:
    """The rows of an org as they are, with a warning where nobody has applied them; for whoever reads each org once."""
    try:
        return as_stored(store, org, head)[1]
    except StateDiffers:
        terminal.say_problems([warning(org)])
        return store.state(org)


class Watched:
    """Another store, each org of which is held against its head when its rows are read."""

    def __init__(self, store: Store) -> None:
        self.lineage = store.lineage
        self.key = store.key
        self._store = store
        self._read: dict[OrgKey, State] = {}

    def state(self, org: OrgKey) -> State:
        """The rows as they are, with a warning where nobody has applied them."""
        if org not in self._read:
            self._read[org] = read(self._store, org, self._store.heads().get(org))
        return self._read[org]

    def heads(self) -> dict[OrgKey, Head]:
        """All orgs."""
        return self._store.heads()

    def audit(self, query: AuditQuery = AuditQuery()) -> Iterator[AuditEntry]:  # noqa: B008 - immutable
        """Entries that match."""
        return self._store.audit(query)

    def sealed(self, query: AuditQuery = AuditQuery()) -> Iterator[tuple[AuditEntry, AuditEntry]]:  # noqa: B008 - likewise
        """The same entries, each beside what of it is hashed."""
        return self._store.sealed(query)

    def runs(self, org: OrgKey) -> Sequence[Run]:
        """The attempts to apply one org."""
        return self._store.runs(org)

    def transaction(self, org: OrgKey) -> AbstractContextManager[Transaction]:
        """Nothing is written by who only reads."""
        raise IntegrityFailure(f"{org} was opened for reading")

    def facts(self, query: FactQuery) -> Iterator[Fact]:
        """Rows that match."""
        return self._store.facts(query)

    def totals(self, query: FactQuery, by: Sequence[str]) -> Iterator[Totals]:
        """Rows that match, added up."""
        return self._store.totals(query, by)

    def latest(self, query: FactQuery, by: str) -> Iterator[tuple[str, str]]:
        """The last of the rows that match."""
        return self._store.latest(query, by)

    def adding(self, org: OrgKey) -> AbstractContextManager[Adding]:
        """Nothing is written by who only reads."""
        raise IntegrityFailure(f"{org} was opened for reading")

    def settled(self) -> Sequence[Settled]:
        """What is remembered of the orgs."""
        return self._store.settled()

    def settle(self, found: Sequence[Settled], said: Mapping[OrgKey, Mapping[str, bytes]] = {}) -> None:
        """Nothing is written by who only reads."""
        raise IntegrityFailure(f"{len(found)} orgs were opened for reading")

    def manifests(self, org: OrgKey) -> Mapping[str, bytes]:
        """What is kept of the files of one."""
        return self._store.manifests(org)

    def note(self, run: Run) -> None:
        """Likewise."""
        raise IntegrityFailure(f"{run.org} was opened for reading")

    def sweep(self) -> str:
        """Likewise."""
        raise IntegrityFailure("the store was opened for reading")

    def evidence(self) -> AbstractContextManager[Evidence]:
        """What is written down; whoever asks for it judges for themselves."""
        return self._store.evidence()

    def close(self) -> None:
        """Give back connections."""
        self._store.close()


def opened(url: str) -> Watched:
    """The store at *url*, to be read."""
    return Watched(terminal.opened(url))
