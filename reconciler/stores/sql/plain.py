"""A store in an SQLite file, read without SQLAlchemy, whose import costs a third of the plan of a small change.

What a plan asks is here: heads, what is settled and by which words, the rows of an org, what was lately taken away from it. For everything else,
and wherever reading is not plain sailing, there is the whole store (``opening.py``), which is opened then and says what is
wrong. A test holds both to the same answers. It never writes. To read one more thing plainly: one statement and one method.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing
from functools import cache
from itertools import islice
from pathlib import Path
from typing import Any, TypeVar

from reconciler.commitments import revealing, said_of
from reconciler.model import AuditEntry, Head, OrgKey, Settled, State
from reconciler.stores.base import AuditQuery, Store
from reconciler.stores.glance import SETTLED, is_store, path_of, settled_of
from reconciler.stores.masking import masked
from reconciler.stores.sql import rows
from reconciler.stores.sql.driver import SCHEMA, problem, reading
from reconciler.stores.sql.file import check_file

T = TypeVar("T")

_WHO = "SELECT lineage, key FROM store_meta"
_HEADS = f"SELECT {', '.join(rows.HEAD)} FROM org ORDER BY org"  # noqa: S608 - words of ours
_SETTLED = f"SELECT {', '.join(SETTLED)} FROM settled WHERE rows = '' ORDER BY org"  # noqa: S608 - words of ours
_SAID = "SELECT line, said FROM manifest WHERE org = ? AND typeof(said) = 'blob'"
_STATE = f"SELECT {', '.join(rows.RESOURCE_READ)} FROM resource WHERE org = ? ORDER BY path"  # noqa: S608
_AUDIT = f"SELECT {', '.join(rows.AUDIT)} FROM audit WHERE org = ? AND at >= ?"  # noqa: S608
_NAMES = "SELECT commitment, person, value, salt FROM person WHERE org = ?"
_NOT_PLAIN = (sqlite3.Error, OSError, ValueError, TypeError, LookupError, RecursionError)


class PlainStore:
    """The readings of a plan; all else that a store can do is done by the whole one."""

    def __init__(self, path: Path, lock_timeout: float, who: tuple[str, str], whole: Callable[[], Store]) -> None:
        self.lineage, self.key = who
        self._path = path
        self._lock_timeout = lock_timeout
        self._open = whole
        self._opened: Store | None = None

    def _whole(self) -> Store:
        self._opened = self._opened or self._open()
        return self._opened

    def __getattr__(self, name: str) -> Any:
        """What is not here."""
        return getattr(self._whole(), name)

    def heads(self) -> dict[OrgKey, Head]:
        """All orgs, sorted."""
        return self._read(
            lambda file: {head.org: head for head in map(rows.head_of, file.execute(_HEADS))},
            lambda whole: whole.heads(),
        )

    def settled(self) -> Sequence[Settled]:
        """What is remembered of the orgs whose rows nobody has touched since."""
        return self._read(lambda file: tuple(map(settled_of, file.execute(_SETTLED))), lambda whole: whole.settled())

    def manifests(self, org: OrgKey) -> Mapping[str, bytes]:
        """What is kept of the files by which an org was settled."""
        return self._read(lambda file: dict(file.execute(_SAID, (org,))), lambda whole: whole.manifests(org))

    def state(self, org: OrgKey) -> State:
        """The resources of one org."""
        return self._read(lambda file: rows.state_of(org, file.execute(_STATE, (org,))), lambda whole: whole.state(org))

    def audit(self, query: AuditQuery = AuditQuery()) -> Iterator[AuditEntry]:  # noqa: B008 - immutable
        """Entries that match: of the kinds of actions of one org since a moment, plainly."""
        plain = query.org and query == AuditQuery(org=query.org, since=query.since, actions=query.actions)
        given = 0
        try:
            for entry in self._entries(query) if plain else ():
                yield entry
                given += 1
        except _NOT_PLAIN:
            plain = False
        if not plain:
            yield from islice(self._whole().audit(query), given, None)

    def close(self) -> None:
        """Give back the connections of the whole store, if it was opened."""
        if self._opened is not None:
            self._opened.close()

    def _read(self, plainly: Callable[[sqlite3.Connection], T], wholly: Callable[[Store], T]) -> T:
        try:
            with closing(reading(self._path, self._lock_timeout)) as file:
                return plainly(file)
        except _NOT_PLAIN:
            return wholly(self._whole())

    def _entries(self, query: AuditQuery) -> Iterator[AuditEntry]:
        with closing(reading(self._path, self._lock_timeout)) as file:
            file.execute("BEGIN DEFERRED")

            @cache
            def names() -> dict[str, str]:
                lines = map(rows.line_of, file.execute(_NAMES, (query.org,)))
                return {line.commitment: line.value for line in lines}

            say = revealing(lambda commitment: names().get(commitment))
            of = f" AND action IN ({', '.join('?' * len(query.actions))})" if query.actions else ""
            found = file.execute(f"{_AUDIT}{of} ORDER BY seq", (query.org, query.since, *query.actions))
            yield from (said_of(kept, say) for kept in map(rows.entry_of, found))


def plain_store(url: str, whole: Callable[[], Store], lock_timeout: float = 10.0) -> PlainStore | None:
    """The store at *url*, if everything about it is plain to see; *whole* opens it properly."""
    path = path_of(url)
    if path is None:
        return None
    check_file(path, masked(url))
    try:
        with closing(reading(path, lock_timeout)) as file:
            file.execute("BEGIN DEFERRED")
            if not is_store(file, lambda file: not problem(file.execute(SCHEMA).fetchall())):
                return None
            lineage, key = file.execute(_WHO).fetchone()
    except _NOT_PLAIN:
        return None
    return PlainStore(path, lock_timeout, (lineage, key), whole) if isinstance(key, str) else None
