"""The evidence of ``stores/evidence.py`` out of a database: plain selects, a page in memory at a time.

The text of an entry is put together from its columns as they are spelled: what is hashed is what stands there, and a column
that says the same in other letters is another text. No value is read and written anew on the way.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection, Select, select, union

from reconciler.canonical import canonical
from reconciler.commitments import Line
from reconciler.ledger import spelled
from reconciler.model import Head, OrgKey, Run
from reconciler.stores.evidence import Consumed, Row, Written
from reconciler.stores.sql import rows, tables
from reconciler.stores.sql.database import Database

_PAGE = 2_000
_COULD_HOLD_MORE = ',"approvers":'
_audit, _resource, _run, _used = tables.audit.c, tables.resource.c, tables.run.c, tables.consumed_plan.c
_person = tables.person.c
_NAMING = (_audit.actor, _audit.path, _audit.before, _audit.after, _audit.name, _audit.previous, _audit.approvers)


class SqlEvidence:
    """One moment of a database, while the connection's transaction lasts."""

    def __init__(self, database: Database, connection: Connection, lineage: str) -> None:
        self.lineage = lineage
        self._database = database
        self._connection = connection

    def orgs(self) -> list[OrgKey]:
        """Every org that any table speaks of, sorted."""
        every = [
            select(table.c.org)
            for table in (tables.org, tables.resource, tables.audit, tables.consumed_plan, tables.person)
        ]
        done = select(_run.org).where(_run.outcome == "done")
        return sorted(str(org) for org in self._connection.scalars(union(*every, done)))

    def head(self, org: OrgKey) -> Head | None:
        """What is said of the org in short."""
        chosen = select(*(tables.org.c[name] for name in rows.HEAD)).where(tables.org.c.org == org)
        row = self._connection.execute(chosen).one_or_none()
        with self._database.decoding():
            return None if row is None else rows.head_of(row)

    def entries(self, org: OrgKey, after: int = 0, *, backwards: bool = False) -> Iterator[Written]:
        """The entries with a number beyond *after*, by number."""
        chosen = select(*(_audit[name] for name in rows.AUDIT)).where(_audit.org == org)
        chosen = chosen.where(_audit.seq > after) if after else chosen
        return self._written(chosen.order_by(_audit.seq.desc() if backwards else _audit.seq))

    def handovers(self, org: OrgKey) -> Iterator[Written]:
        """The entries that hand the key of checkpoints over."""
        chosen = select(*(_audit[name] for name in rows.AUDIT)).where(_audit.org == org, _audit.handover.is_not(None))
        return self._written(chosen.order_by(_audit.seq))

    def _written(self, chosen: Select[Any]) -> Iterator[Written]:
        for row in self._paged(chosen):
            try:
                yield Written(row[1], text_of(*row), row[15])
            except (TypeError, ValueError):
                yield Written(row[1], "", row[15])

    def hashes(self, org: OrgKey, until: int) -> Iterator[str]:
        """The hashes beside the entries up to a number."""
        chosen = select(_audit.hash).where(_audit.org == org, _audit.seq <= until).order_by(_audit.seq)
        return (row[0] for row in self._paged(chosen))

    def naming(self, org: OrgKey, until: int) -> Iterator[tuple[int, str, str]]:
        """What may name somebody in the entries up to a number."""
        chosen = select(_audit.seq, _audit.erased, *_NAMING).where(_audit.org == org, _audit.seq <= until)
        for seq, erases, *texts in self._paged(chosen.order_by(_audit.seq)):
            said = " ".join(text for text in texts if isinstance(text, str))
            yield seq, said, erases if isinstance(erases, str) else ""

    def rows(self, org: OrgKey) -> Iterator[Row]:
        """The state."""
        columns = (_resource.path, _resource.kind, _resource.attrs, _resource.name, _resource.serial)
        for path, kind, attrs, name, serial in self._paged(select(*columns).where(_resource.org == org)):
            yield Row(str(path), kind, attrs, _name(name, str(path)), serial)

    def runs(self, org: OrgKey) -> Iterator[tuple[int, Run]]:
        """The attempts to apply the org and their numbers."""
        columns = (_run.number, *(_run[name] for name in rows.RUN))
        for number, *row in self._paged(select(*columns).where(_run.org == org).order_by(_run.number, _run.run)):
            with self._database.decoding():
                found = number, rows.run_of(row)
            yield found

    def people(self, org: OrgKey) -> Iterator[Line]:
        """What commitments stand for."""
        columns = [_person[name] for name in rows.PERSON[1:]]
        for row in self._paged(select(*columns).where(_person.org == org)):
            with self._database.decoding():
                found = rows.line_of(tuple(row))
            yield found

    def consumed(self, org: OrgKey) -> Iterator[Consumed]:
        """The plans that were applied."""
        chosen = select(_used.plan, _used.run, _used.serial).where(_used.org == org).order_by(_used.serial, _used.plan)
        for row in self._paged(chosen):
            with self._database.decoding():
                if type(row[2]) is not int:
                    raise TypeError
            yield Consumed(*row)

    def _paged(self, chosen: Select[Any]) -> Iterator[Any]:
        paged = chosen.execution_options(yield_per=_PAGE)
        with self._database.faults(), self._connection.execute(paged) as found:
            yield from found


@contextmanager
def evidence(database: Database, lineage: str) -> Iterator[SqlEvidence]:
    """One moment of a database, read only."""
    with database.reading() as connection:
        yield SqlEvidence(database, connection, lineage)


def _alone(text: str) -> None:
    """Raises ValueError if a column holds more than one value: what belongs into the next would be hashed as if it stood there."""
    json.loads(text)


def _name(name: Any, path: str) -> str:
    """The text of a name; where it is not kept, the path says it."""
    return canonical(rows.key_of(path)) if name is None else str(name)


def text_of(
    org: str, seq: int, run: str, plan: str, at: str, actor: str, path: str, action: str, mode: str, cause: str,
    outcome: str, before: str | None, after: str | None, name: str | None, commit: str, _hash: str, *few: str | None,
) -> str:  # fmt: skip
    """The canonical JSON of an entry, if every column is spelled as an apply spells it."""
    if type(seq) is not int:
        raise TypeError
    for part in (*few[1:2], *few[3:], after if after and _COULD_HOLD_MORE in after else None):
        if part is not None:
            _alone(part)
    named = _name(name, path)
    return spelled(
        org, seq, run, plan, at, actor, path, action, mode, cause, outcome, before, after, named, commit, *few
    )
