"""Rows of what plans may leave out: by which manifests orgs are settled, and what each of those said.

Whatever is lost here costs time and nothing else. What it means is ``reconciler/settled.py``'s and ``recollection.py``'s business.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sqlalchemy import Connection, bindparam, delete, insert, select

from reconciler.model import OrgKey, Settled
from reconciler.stores.glance import SETTLED, settled_of
from reconciler.stores.sql import rows, tables
from reconciler.stores.sql.database import Database

_settled = [tables.settled.c[name] for name in SETTLED]


def settled(database: Database) -> Sequence[Settled]:
    """What is remembered of the orgs whose rows nobody has touched since."""
    columns = [*_settled, tables.settled.c.rows]
    with database.reading() as connection, database.decoding():
        found = connection.execute(select(*columns).order_by(tables.settled.c.org)).all()
        marks = database.marks(connection) if found else {}
        return tuple(settled_of(tuple(row[:-1])) for row in found if row.rows == marks.get(row.org, ""))


def manifests(database: Database, org: OrgKey) -> Mapping[str, bytes]:
    """What is kept of the files by which an org was settled, by line; what is of another type was written by nobody of us."""
    columns = tables.manifest.c
    with database.reading() as connection:
        found = connection.execute(select(columns.line, columns.said).where(columns.org == org))
        return {line: said for line, said in found if isinstance(said, bytes)}


def settle(database: Database, found: Sequence[Settled], said: Mapping[OrgKey, Mapping[str, bytes]]) -> None:
    """Remember this of the orgs it speaks of."""
    with database.noting() as connection:
        gone = delete(tables.settled).where(tables.settled.c.org == bindparam("one"))
        connection.execute(gone, [{"one": each.org} for each in found])
        values = [dict(zip(SETTLED, rows.settled_row(each), strict=True)) for each in found]
        marks = [database.marks(connection, each.org).get(each.org, "") for each in found]
        connection.execute(insert(tables.settled), [v | {"rows": m} for v, m in zip(values, marks, strict=True)])
        for each in found:
            _keep(connection, each, said.get(each.org, {}))


def _keep(connection: Connection, org: Settled, said: Mapping[str, bytes]) -> None:
    """Put in what is new, in the place of what is there, and take out what is of no file of the org any more."""
    columns = tables.manifest.c
    there = set(connection.execute(select(columns.line).where(columns.org == org.org)).scalars())
    gone = [{"one": org.org, "of": line} for line in sorted(there.intersection(said) | there.difference(org.files))]
    if gone:
        chosen = (columns.org == bindparam("one")) & (columns.line == bindparam("of"))
        connection.execute(delete(tables.manifest).where(chosen), gone)
    if said:
        connection.execute(
            insert(tables.manifest), [{"org": org.org, "line": line, "said": said[line]} for line in sorted(said)]
        )


def forget(connection: Connection) -> None:
    """All of it, of all orgs: names of people stand in there."""
    connection.execute(delete(tables.settled))
    connection.execute(delete(tables.manifest))
