"""The store contract on top of a database: which statements an apply and a look take.

The first write of a commit is the compare-and-set of the org's serial (R2); rows, audit, run and the plan's consumption
follow in the same transaction (R1). Statements that many rows go through are compiled once and executed by the driver.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from functools import cached_property, lru_cache
from itertools import chain
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Dialect,
    Select,
    delete,
    func,
    insert,
    literal,
    or_,
    select,
    update,
)

from reconciler.commitments import Commitments, revealing, said_of
from reconciler.errors import Stale
from reconciler.facts import Fact, FactQuery, Totals
from reconciler.fold import vacated
from reconciler.model import Address, AuditEntry, Change, Head, OrgKey, Run, Settled, State
from reconciler.stores.base import AuditQuery, fresh
from reconciler.stores.sql import facts as fact_rows
from reconciler.stores.sql import rows, settling, tables
from reconciler.stores.sql.database import Database
from reconciler.stores.sql.evidence import SqlEvidence, evidence
from reconciler.stores.sql.people import Names, Values, keep_lines, lines

_PAGE = 2_000
_head = [tables.org.c[name] for name in rows.HEAD]
_resource = [tables.resource.c[name] for name in rows.RESOURCE_READ]
_audit = [tables.audit.c[name] for name in rows.AUDIT]
_run = [tables.run.c[name] for name in rows.RUN]


class SqlTransaction:
    """One org, held until the transaction ends."""

    def __init__(self, database: Database, connection: Connection, org: OrgKey) -> None:
        self._database = database
        self._connection = connection
        self._org = org
        row = connection.execute(select(*_head).where(tables.org.c.org == org)).one_or_none()
        with database.decoding():
            self.head = None if row is None else rows.head_of(row)

    @cached_property
    def commitments(self) -> Commitments:
        """What the names in this org's log are kept as."""
        return Commitments(lines(self._database, self._connection, self._org), fresh)

    def new_key(self) -> str:
        """A secret of 32 random bytes."""
        return fresh()

    def state(self) -> State:
        """The org's resources now."""
        return _state(self._database, self._connection, self._org)

    def audit(self, query: AuditQuery) -> Iterator[AuditEntry]:
        """Entries of this org that match."""
        if query.org not in ("", self._org):
            return iter(())
        return (entry for entry, _ in _entries(self._database, self._connection, query._replace(org=self._org)))

    def consumed(self, plan: str) -> Run | None:
        """The run that applied this plan to this org, if one did."""
        used, done = tables.consumed_plan.c, tables.run.c
        applied = select(used.run).where(used.org == self._org, used.plan == plan).scalar_subquery()
        row = self._connection.execute(_runs().where(done.org == self._org, done.run == applied)).one_or_none()
        with self._database.decoding():
            return None if row is None else _run_of(row)

    def named_in_facts(self, people: Collection[str]) -> set[str]:
        """Those of *people* whom facts of this org name."""
        with self._database.faults():
            return fact_rows.named(self._connection, self._org, people)

    def commit(
        self,
        head: Head,
        changes: Sequence[Change],
        entries: Sequence[AuditEntry],
        run: Run,
        facts: Sequence[Fact] = (),
        renamed: Mapping[str, str] = {},
    ) -> None:
        """Everything of one apply, then COMMIT."""
        self.write(head, changes, entries, run)
        with self._database.faults():
            fact_rows.add(self._database, self._connection, self._org, facts)
            fact_rows.rename(self._connection, self._org, renamed)
        self._database.commit(self._connection)

    def write(self, head: Head, changes: Sequence[Change], entries: Sequence[AuditEntry], run: Run) -> None:
        """Everything of one apply, to be committed with whatever else the transaction does."""
        with self._database.faults():
            self._compare_and_set(head)
            texts = rows.Texts()
            self._write_resources(head.serial, changes, texts)
            if entries:
                self._database.load(self._connection, tables.audit, rows.AUDIT, [*rows.audit_rows(entries, texts)])
            _keep_run(self._connection, self.commitments.run(run))
            keep_lines(self._database, self._connection, self._org, self.commitments)
            self._forget([commitment for entry in entries for commitment in entry.erased])
            consumed = {"org": self._org, "plan": run.plan, "run": run.run, "serial": head.serial}
            self._connection.execute(insert(tables.consumed_plan).values(consumed))

    def _forget(self, commitments: Sequence[str]) -> None:
        """What these stood for, and whatever else in the store could be held against a list of names."""
        if commitments:
            columns = tables.person.c
            self._connection.execute(
                delete(tables.person).where(columns.org == self._org, columns.commitment.in_(commitments))
            )
            settling.forget(self._connection)
            self._connection.execute(update(tables.store_meta).values(key=fresh()))

    def _compare_and_set(self, head: Head) -> None:
        """The first write: whoever comes second finds no row to change (H2)."""
        values = dict(zip(rows.HEAD, rows.head_row(head), strict=True))
        if head.serial == 1:
            self._connection.execute(insert(tables.org).values(values))
            return
        current = (tables.org.c.org == self._org) & (tables.org.c.serial == head.serial - 1)
        if self._connection.execute(update(tables.org).where(current).values(values)).rowcount != 1:
            stored = self.head.serial if self.head else 0
            raise Stale(
                f"{self._org} is at serial {stored}, and this apply expects {head.serial - 1}",
                hint="make a new plan: reconciler plan -o FILE",
            )

    def _write_resources(self, serial: int, changes: Sequence[Change], texts: rows.Texts) -> None:
        last: dict[Address, Change] = {change.address: change for change in changes}
        gone = [(self._org, address.path) for address in sorted(vacated(last.values()))]
        kept = [*rows.resource_rows(self._org, serial, last.values(), texts)]
        if gone:
            self._connection.exec_driver_sql(_delete_resource(self._connection.dialect), gone)
        if kept and self.head is None:
            self._database.load(self._connection, tables.resource, rows.RESOURCE, kept)
        elif kept:
            self._connection.exec_driver_sql(_upsert_resource(self._connection.dialect), kept)


class SqlStore:
    """State and audit in one database."""

    def __init__(self, database: Database, lineage: str, key: str) -> None:
        self.lineage = lineage
        self.key = key
        self._database = database

    def heads(self) -> dict[OrgKey, Head]:
        """All orgs, sorted."""
        with self._database.reading() as connection, self._database.decoding():
            found = connection.execute(select(*_head).order_by(tables.org.c.org))
            return {head.org: head for head in map(rows.head_of, found)}

    def state(self, org: OrgKey) -> State:
        """The resources of one org."""
        self._database.admit(org)
        with self._database.reading() as connection:
            return _state(self._database, connection, org)

    def audit(self, query: AuditQuery = AuditQuery()) -> Iterator[AuditEntry]:  # noqa: B008 - immutable
        """Entries that match, by org and seq, as of the first one taken; a page of them is in memory at a time."""
        return (entry for entry, _ in self.sealed(query))

    def sealed(self, query: AuditQuery = AuditQuery()) -> Iterator[tuple[AuditEntry, AuditEntry]]:  # noqa: B008 - likewise
        """The same entries, each beside what of it is hashed."""
        with self._database.reading() as connection:
            yield from _entries(self._database, connection, query)

    def runs(self, org: OrgKey) -> Sequence[Run]:
        """The attempts to apply one org, in the order they were kept in, whatever their clocks said (T160)."""
        columns = tables.run.c
        with self._database.reading() as connection, self._database.decoding():
            found = connection.execute(_runs().where(columns.org == org).order_by(columns.number, columns.run))
            return tuple(map(_run_of, found))

    @contextmanager
    def transaction(self, org: OrgKey) -> Iterator[SqlTransaction]:
        """Lock one org, then read it."""
        self._database.admit(org)
        with self._database.writing(org) as connection:
            yield SqlTransaction(self._database, connection, org)

    def note(self, run: Run) -> None:
        """Keep the record of an attempt that was refused or failed."""
        with self._database.noting() as connection:
            commitments = Commitments(lines(self._database, connection, run.org, run.actor), fresh)
            _keep_run(connection, commitments.run(run))
            keep_lines(self._database, connection, run.org, commitments)

    def facts(self, query: FactQuery) -> Iterator[Fact]:
        """Rows that match, by date and key, as of the first one taken."""
        return fact_rows.found(self._database, query)

    def totals(self, query: FactQuery, by: Sequence[str]) -> Iterator[Totals]:
        """Rows that match, added up by the database."""
        return fact_rows.totals(self._database, query, by)

    def latest(self, query: FactQuery, by: str) -> Iterator[tuple[str, str]]:
        """The last of the rows that match."""
        return fact_rows.latest(self._database, query, by)

    @contextmanager
    def adding(self, org: OrgKey) -> Iterator[fact_rows.SqlAdding]:
        """Facts of one org on their way in."""
        self._database.admit(org)
        with self._database.adding(org) as connection:
            yield fact_rows.SqlAdding(self._database, connection, org)

    def settled(self) -> Sequence[Settled]:
        """What is remembered of the orgs whose rows nobody has touched since."""
        return settling.settled(self._database)

    def settle(self, found: Sequence[Settled], said: Mapping[OrgKey, Mapping[str, bytes]] = {}) -> None:
        """Remember this of the orgs it speaks of."""
        if found:
            settling.settle(self._database, found, said)

    def manifests(self, org: OrgKey) -> Mapping[str, bytes]:
        """What is kept of the files by which an org was settled."""
        return settling.manifests(self._database, org)

    def sweep(self) -> str:
        """Write the tables anew, and empty what lies beside them; and forget the key of before, and what manifests said."""
        with self._database.noting() as connection:
            settling.forget(connection)
        with self._database.reading() as connection:
            self.key = connection.execute(select(tables.store_meta.c.key)).scalar_one()
        return self._database.sweep()

    def evidence(self) -> AbstractContextManager[SqlEvidence]:
        """What is written in the tables, at one moment."""
        return evidence(self._database, self.lineage)

    def close(self) -> None:
        """Give back connections."""
        self._database.close()


def _state(database: Database, connection: Connection, org: OrgKey) -> State:
    columns = tables.resource.c
    found = connection.execute(select(*_resource).where(columns.org == org).order_by(columns.path))
    with database.decoding():
        return rows.state_of(org, chain.from_iterable(found.partitions(_PAGE)))


def _entries(database: Database, connection: Connection, query: AuditQuery) -> Iterator[tuple[AuditEntry, AuditEntry]]:
    """Entries with names, each beside itself as it is kept."""
    columns = tables.audit.c
    names = Names(database, connection, query.org)
    chosen = select(*_audit).where(*_conditions(query, names, connection.dialect)).order_by(columns.org, columns.seq)
    paged = chosen.execution_options(yield_per=_PAGE)
    say = revealing(Values(database, connection, query.org))
    with database.faults(), database.decoding(), connection.execute(paged) as found:
        yield from ((said_of(kept, say), kept) for kept in map(rows.entry_of, found))


def _conditions(query: AuditQuery, kept: Names, dialect: Dialect) -> Iterator[ColumnElement[bool]]:
    columns = tables.audit.c
    for column, value in ((columns.org, query.org), (columns.run, query.run)):
        if value:
            yield column == value
    if query.actor:
        yield columns.actor.in_(kept(query.actor))
    if query.address:
        org, path = _split(query.address)
        paths = kept.paths(path)
        yield (columns.org == org) & (columns.path.in_(paths) | columns.previous.in_(paths))
    if query.person:
        position = func.strpos if dialect.name == "postgresql" else func.instr
        before = func.coalesce(columns.previous, "")
        parts = [Address("", "", "", (name,)).path for name in kept(query.person)]
        yield or_(
            *(
                (position(columns.path + "/", f"{part}/") > 0) | (position(before + "/", f"{part}/") > 0)
                for part in parts
            )
        )
    if query.actions:
        yield columns.action.in_(query.actions)
    if query.since:
        yield columns.at >= query.since
    if query.until:
        yield columns.at <= query.until


def _split(address: str) -> tuple[OrgKey, str]:
    platform, _, rest = address.partition("/")
    slug, _, path = rest.partition("/")
    return f"{platform}/{slug}", path


def _runs() -> Select[Any]:
    """Runs, each with the name behind the commitment to its actor."""
    actor = (tables.person.c.org == tables.run.c.org) & (tables.person.c.commitment == tables.run.c.actor)
    return select(*_run, tables.person.c.value).select_from(tables.run.outerjoin(tables.person, actor))


def _run_of(row: Sequence[Any]) -> Run:
    run, name = rows.run_of(row[:-1]), row[-1]
    if not isinstance(name, str | None):
        raise TypeError("a name that is none")
    return run._replace(actor=revealing(lambda _: name)("", run.actor))


def _keep_run(connection: Connection, run: Run) -> None:
    mine = tables.run.alias("mine")
    number = select(func.coalesce(func.max(mine.c.number), 0) + 1).where(mine.c.org == run.org).scalar_subquery()
    values: dict[str, Any] = dict(zip(rows.RUN, rows.run_row(run), strict=True))
    connection.execute(insert(tables.run).values(number=number, **values))


@lru_cache
def _delete_resource(dialect: Dialect) -> str:
    columns = tables.resource.c
    chosen = delete(tables.resource).where(columns.org == literal(""), columns.path == literal(""))
    return str(chosen.compile(dialect=dialect))


@lru_cache
def _upsert_resource(dialect: Dialect) -> str:
    """A row that is there already is written over: in the same words on all databases, whose own modules take 60 ms to import."""
    row = str(insert(tables.resource).compile(dialect=dialect, column_keys=list(rows.RESOURCE)))
    over = ", ".join(f"{name} = excluded.{name}" for name in ("kind", "attrs", "name", "serial"))
    return f"{row} ON CONFLICT (org, path) DO UPDATE SET {over}"
