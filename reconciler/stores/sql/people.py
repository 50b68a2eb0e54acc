"""The table ``person``: what commitments in the log stand for, and what a name that somebody asks for may be kept as.

Lines come with the first entry or run that has the commitment, and go when somebody is erased; none is ever changed.
"""

from __future__ import annotations

import json
from functools import cached_property
from urllib.parse import unquote

from sqlalchemy import Connection, select

from reconciler.commitments import Commitments, Line, erased, is_erased, person_named
from reconciler.model import OrgKey
from reconciler.stores.sql import rows, tables
from reconciler.stores.sql.database import Database


def lines(database: Database, connection: Connection, org: OrgKey, value: str = "") -> list[Line]:
    """What commitments stand for: in one org or all, of one name or all."""
    columns = tables.person.c
    chosen = select(columns.commitment, columns.person, columns.value, columns.salt)
    chosen = chosen.where(columns.org == org) if org else chosen
    if value:
        chosen = chosen.where(columns.person == person_named(value))
    with database.faults(), database.decoding():
        return [rows.line_of(tuple(row)) for row in connection.execute(chosen)]


def keep_lines(database: Database, connection: Connection, org: OrgKey, commitments: Commitments) -> None:
    """Write the lines that are new."""
    if commitments.added:
        database.load(connection, tables.person, rows.PERSON, [(org, *line) for line in commitments.added])


class Values:
    """What each commitment stands for. Nothing is read before the first is asked for, and all of them then."""

    def __init__(self, database: Database, connection: Connection, org: OrgKey) -> None:
        self._database, self._connection, self._org = database, connection, org

    @cached_property
    def _values(self) -> dict[str, str]:
        return {line.commitment: line.value for line in lines(self._database, self._connection, self._org)}

    def __call__(self, commitment: str) -> str | None:
        """The name, if it is kept."""
        return self._values.get(commitment)


class Names:
    """What a name that somebody asks for may be kept as: itself in old entries, and every commitment to it."""

    def __init__(self, database: Database, connection: Connection, org: OrgKey) -> None:
        self._database, self._connection, self._org = database, connection, org

    def __call__(self, name: str) -> list[str]:
        """A name, and what it may be kept as."""
        return [name, *(self._erased(name) if is_erased(name) else self._committed(name))]

    def _erased(self, name: str) -> list[str]:
        gone = tables.audit.c.erased
        chosen = select(gone).where(gone.is_not(None))
        chosen = chosen.where(tables.audit.c.org == self._org) if self._org else chosen
        with self._database.faults(), self._database.decoding():
            found = (each for row in self._connection.scalars(chosen) for each in json.loads(row))
            return [each for each in found if erased(each) == name]

    def _committed(self, name: str) -> list[str]:
        columns = tables.person.c
        chosen = select(columns.commitment).where(columns.value == name)
        chosen = chosen.where(columns.org == self._org) if self._org else chosen
        with self._database.faults():
            return list(self._connection.scalars(chosen))

    def paths(self, path: str) -> list[str]:
        """The same of a path, any part of which may be a name."""
        kind, *parts = path.split("/")
        found = [path]
        for at, part in enumerate(parts):
            others = self(unquote(part))[1:]
            found += ["/".join([kind, *parts[:at], other, *parts[at + 1 :]]) for other in others]
        return found
