"""The store that forgets: for tests, examples and people who want to try a plan in a Python shell.

What an org has is one frozen record; a commit puts a new record in its place, so whoever reads sees either the org
before or the org after. Nothing here touches a disk. It keeps the same contract as the SQL stores, down to the refusals.

To keep something more per org, add a field to :class:`_Org` and carry it through ``commit``.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace

from reconciler.canonical import canonical
from reconciler.commitments import Commitments, Line, Say, revealing, said_of
from reconciler.errors import NOWHERE, Busy, Stale
from reconciler.facts import FACTS, Added, Fact, FactQuery, Totals
from reconciler.fold import patched
from reconciler.ledger import entry_document
from reconciler.model import EMPTY, AuditEntry, Change, Head, OrgKey, Run, Settled, State
from reconciler.stores import memory_facts
from reconciler.stores.base import AuditQuery, fresh
from reconciler.stores.evidence import Consumed, Row, Written


@dataclass(frozen=True)
class _Org:
    """One org, whole."""

    head: Head | None = None
    state: State = EMPTY
    entries: tuple[AuditEntry, ...] = ()
    runs: tuple[Run, ...] = ()
    consumed: Mapping[str, Run] = field(default_factory=dict)
    lines: tuple[Line, ...] = ()
    facts: Mapping[str, memory_facts.Rows] = field(default_factory=dict)

    @property
    def say(self) -> Say:
        """Names in the place of commitments."""
        return revealing({line.commitment: line.value for line in self.lines}.get)

    def told(self, run: Run) -> Run:
        """A run with the name of its actor."""
        return run._replace(actor=self.say("", run.actor))

    def log(self) -> Iterator[AuditEntry]:
        """The entries with the names of people."""
        say = self.say
        return (said_of(entry, say) for entry in self.entries)


def _matches(entry: AuditEntry, query: AuditQuery) -> bool:
    return (
        query.org in ("", entry.org)
        and query.address in ("", str(entry.address), str(entry.previous or ""))
        and (not query.person or query.person in (*entry.address.key, *(entry.previous.key if entry.previous else ())))
        and query.actor in ("", entry.actor)
        and query.run in ("", entry.run)
        and (not query.actions or entry.action in query.actions)
        and (not query.since or query.since <= entry.at)
        and (not query.until or entry.at <= query.until)
    )


class MemoryTransaction:
    """One org while the store's lock is held."""

    def __init__(self, store: MemoryStore, org: OrgKey) -> None:
        self._store = store
        self._org = org
        self._before = store._orgs.get(org, _Org())  # noqa: SLF001 - the two halves of one module
        self.head = self._before.head
        self.commitments = Commitments(self._before.lines, fresh)

    def new_key(self) -> str:
        """A secret, where this store has any."""
        return self._store.secret()

    def state(self) -> State:
        """The org's resources now."""
        return self._before.state

    def audit(self, query: AuditQuery) -> Iterator[AuditEntry]:
        """Entries of this org that match."""
        if query.org not in ("", self._org):
            return iter(())
        return (entry for entry in self._before.log() if _matches(entry, query))

    def consumed(self, plan: str) -> Run | None:
        """The run that applied this plan to this org, if one did."""
        run = self._before.consumed.get(plan)
        return None if run is None else self._before.told(run)

    def named_in_facts(self, people: Collection[str]) -> set[str]:
        """Those of *people* whom facts name."""
        shapes = ((FACTS[kind], rows) for kind, rows in self._before.facts.items())
        named = {getattr(row, shape.person) for shape, rows in shapes if shape.person for row in rows.values()}
        return named.intersection(people)

    def commit(
        self,
        head: Head,
        changes: Sequence[Change],
        entries: Sequence[AuditEntry],
        run: Run,
        facts: Sequence[Fact] = (),
        renamed: Mapping[str, str] = {},
    ) -> None:
        """Put the org after the apply in the place of the org before it."""
        stored = self._before.head.serial if self._before.head else 0
        if head.serial != stored + 1:
            raise Stale(f"{self._org} is at serial {stored}, and this apply expects {head.serial - 1}")
        if run.plan in self._before.consumed:
            raise Stale(f"{self._org}: this plan has been applied already")
        if any(kept.run == run.run for kept in self._before.runs):
            raise Stale(f"{self._org}: a run of the name {run.run} is kept already")
        gone = {commitment for entry in entries for commitment in entry.erased}
        run = self.commitments.run(run)
        after = _Org(
            head=head,
            state=patched(self._before.state, (replace(change, source=NOWHERE) for change in changes)),
            entries=self._before.entries + tuple(entries),
            runs=(*self._before.runs, run),
            consumed={**self._before.consumed, run.plan: run},
            lines=tuple(line for line in (*self._before.lines, *self.commitments.added) if line.commitment not in gone),
            facts=memory_facts.without_names(memory_facts.with_rows(self._before.facts, facts)[0], renamed),
        )
        self._store._orgs[self._org] = after  # noqa: SLF001
        if gone:
            self._store._forget()  # noqa: SLF001


class MemoryAdding:
    """Facts on their way in, while the store's lock is held."""

    def __init__(self, store: MemoryStore, org: OrgKey) -> None:
        self._store = store
        self._org = org
        self._facts = store._orgs.get(org, _Org()).facts  # noqa: SLF001 - the two halves of one module

    def add(self, rows: Sequence[Fact]) -> Added:
        """Add rows of one kind."""
        self._facts, added = memory_facts.with_rows(self._facts, rows)
        return added

    def commit(self) -> None:
        """Keep what was added."""
        before = self._store._orgs.get(self._org, _Org())  # noqa: SLF001
        self._store._orgs[self._org] = replace(before, facts=self._facts)  # noqa: SLF001


class MemoryEvidence:
    """One moment, spelled as the SQL stores spell it; see ``stores/evidence.py``."""

    def __init__(self, lineage: str, orgs: Mapping[OrgKey, _Org]) -> None:
        self.lineage = lineage
        self._orgs = orgs

    def _org(self, org: OrgKey) -> _Org:
        return self._orgs.get(org, _Org())

    def orgs(self) -> list[OrgKey]:
        """Every org that something was done to."""
        return sorted(org for org, record in self._orgs.items() if record.head is not None)

    def head(self, org: OrgKey) -> Head | None:
        """What is said of the org in short."""
        return self._org(org).head

    def entries(self, org: OrgKey, after: int = 0, *, backwards: bool = False) -> Iterator[Written]:
        """The entries with a number beyond *after*, by number."""
        found = [entry for entry in self._org(org).entries if entry.seq > after]
        for entry in reversed(found) if backwards else found:
            yield Written(entry.seq, canonical(entry_document(entry)), entry.hash)

    def handovers(self, org: OrgKey) -> Iterator[Written]:
        """The entries that hand the key of checkpoints over."""
        handed = {entry.seq for entry in self._org(org).entries if entry.handover is not None}
        return (written for written in self.entries(org) if written.seq in handed)

    def hashes(self, org: OrgKey, until: int) -> Iterator[str]:
        """The hashes of the entries up to a number."""
        return (entry.hash for entry in self._org(org).entries[:until])

    def naming(self, org: OrgKey, until: int) -> Iterator[tuple[int, str, str]]:
        """What may name somebody in the entries up to a number."""
        for entry in self._org(org).entries[:until]:
            yield entry.seq, canonical(entry_document(entry._replace(erased=()))), " ".join(entry.erased)

    def rows(self, org: OrgKey) -> Iterator[Row]:
        """The state, each row with the serial of the last run that wrote it."""
        serials = {run.run: run.serial for run in self._org(org).runs}
        last = {entry.address: serials[entry.run] for entry in self._org(org).log() if not entry.of_the_log}
        for address, it in self._org(org).state.items():
            yield Row(address.path, address.kind, canonical(it.attrs), canonical(it.name), last.get(address, 0))

    def runs(self, org: OrgKey) -> Iterator[tuple[int, Run]]:
        """The attempts and their numbers."""
        return enumerate(self._org(org).runs, 1)

    def people(self, org: OrgKey) -> Iterator[Line]:
        """What commitments stand for."""
        return iter(self._org(org).lines)

    def consumed(self, org: OrgKey) -> Iterator[Consumed]:
        """The plans that were applied, by serial."""
        done = sorted(self._org(org).consumed.items(), key=lambda each: each[1].serial)
        return (Consumed(plan, run.run, run.serial) for plan, run in done)


class MemoryStore:
    """State and audit in dictionaries, one lock for all orgs.

    *secret* makes keys. Without it digests and the names of plans are the same wherever they are made, as nothing here is kept.
    """

    def __init__(self, lineage: str, *, lock_timeout: float = 10.0, secret: Callable[[], str] = str) -> None:
        self.lineage = lineage
        self.secret = secret
        self.key = secret()
        self._lock_timeout = lock_timeout
        self._lock = threading.Lock()
        self._orgs: dict[OrgKey, _Org] = {}
        self._settled: dict[OrgKey, tuple[Settled, State]] = {}
        self._manifests: dict[OrgKey, Mapping[str, bytes]] = {}

    def heads(self) -> dict[OrgKey, Head]:
        """All orgs, sorted."""
        records = sorted(self._orgs.copy().items())
        return {org: record.head for org, record in records if record.head is not None}

    def state(self, org: OrgKey) -> State:
        """The resources of one org."""
        return self._orgs.get(org, _Org()).state

    def audit(self, query: AuditQuery = AuditQuery()) -> Iterator[AuditEntry]:  # noqa: B008 - immutable
        """Entries that match, by org and seq."""
        return (entry for entry, _ in self.sealed(query))

    def sealed(self, query: AuditQuery = AuditQuery()) -> Iterator[tuple[AuditEntry, AuditEntry]]:  # noqa: B008 - likewise
        """The same entries, each beside what of it is hashed."""
        records = sorted(self._orgs.copy().items())
        pairs = (pair for _, record in records for pair in zip(record.log(), record.entries, strict=True))
        return (pair for pair in pairs if _matches(pair[0], query))

    def runs(self, org: OrgKey) -> Sequence[Run]:
        """The attempts to apply one org, oldest first."""
        record = self._orgs.get(org, _Org())
        return tuple(map(record.told, record.runs))

    @contextmanager
    def transaction(self, org: OrgKey) -> Iterator[MemoryTransaction]:
        """Hold the lock for one apply."""
        with self._locked():
            yield MemoryTransaction(self, org)

    def note(self, run: Run) -> None:
        """Keep the record of an attempt that was refused or failed."""
        with self._locked():
            before = self._orgs.get(run.org, _Org())
            commitments = Commitments(before.lines, fresh)
            runs = (*before.runs, commitments.run(run))
            self._orgs[run.org] = replace(before, runs=runs, lines=(*before.lines, *commitments.added))

    def facts(self, query: FactQuery) -> Iterator[Fact]:
        """Rows that match, by date and key."""
        return memory_facts.found(self._facts(query), query)

    def totals(self, query: FactQuery, by: Sequence[str]) -> Iterator[Totals]:
        """Rows that match, added up."""
        return memory_facts.totals(self._facts(query), query, by)

    def latest(self, query: FactQuery, by: str) -> Iterator[tuple[str, str]]:
        """The last of the rows that match."""
        return memory_facts.latest(self._facts(query), query, by)

    def _facts(self, query: FactQuery) -> memory_facts.Rows:
        return self._orgs.get(query.org, _Org()).facts.get(query.kind, {})

    @contextmanager
    def adding(self, org: OrgKey) -> Iterator[MemoryAdding]:
        """Hold the lock while facts come in."""
        with self._locked():
            yield MemoryAdding(self, org)

    def settled(self) -> Sequence[Settled]:
        """What is remembered of the orgs."""
        known = sorted(self._settled.copy().items())
        return [settled for org, (settled, state) in known if self._orgs.get(org, _Org()).state is state]

    def settle(self, found: Sequence[Settled], said: Mapping[OrgKey, Mapping[str, bytes]] = {}) -> None:
        """Remember this of the orgs it speaks of."""
        with self._locked():
            self._settled |= {each.org: (each, self._orgs.get(each.org, _Org()).state) for each in found}
            for each in found:
                now = {**self._manifests.get(each.org, {}), **said.get(each.org, {})}
                self._manifests[each.org] = {line: now[line] for line in each.files if line in now}

    def manifests(self, org: OrgKey) -> Mapping[str, bytes]:
        """What is kept of the files by which an org was settled."""
        return self._manifests.get(org, {})

    def sweep(self) -> str:
        """Nothing that was deleted is left behind here."""
        self._settled.clear()
        self._manifests.clear()
        return ""

    def _forget(self) -> None:
        """What an erasure takes away beside the lines of a person."""
        self._settled.clear()
        self._manifests.clear()
        self.key = self.secret()

    @contextmanager
    def evidence(self) -> Iterator[MemoryEvidence]:
        """What is written down now."""
        yield MemoryEvidence(self.lineage, self._orgs.copy())

    def close(self) -> None:
        """Nothing to give back."""

    @contextmanager
    def _locked(self) -> Iterator[None]:
        if not self._lock.acquire(timeout=self._lock_timeout):
            raise Busy(f"the store stayed locked for {self._lock_timeout:g} s")
        try:
            yield
        finally:
            self._lock.release()
