"""A look at a store without SQLAlchemy, whose import alone costs more than a plan of nothing.

It reads heads and what is settled, in one statement, and nothing else; for whatever is not quite as it should be it
sees nothing, and the store that is opened properly (``stores/sql``) says what is wrong. A test holds both ways to the same
answers. It never writes, and opens no file that is not there. How an SQLite file is looked at is here, and how a server is in ``served``.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any, NamedTuple, TypeAlias
from urllib.parse import quote

from reconciler.model import Head, OrgKey, Settled
from reconciler.stores.served import seen

APPLICATION_ID = 0x7265636F
"""``reco``: SQLite's PRAGMA application_id of our files (T152)."""

SQLITE, ARCHIVE = b"SQLite format 3\0", b"PGDMP"
"""How a file of SQLite begins, and one of ``pg_dump``."""
BESIDE = ("-wal", "-shm", "-journal")
"""How the names of the files end that SQLite has beside its own, and plays into it."""

REVISIONS = ("0001", "0002", "0003", "0004", "0005", "0006", "0007", "0008")
"""The schema versions this program knows, oldest first; it works with the last and refuses all others."""

FACTS = ("credit", "plan_update", "storage", "activity", "task_completion")
TABLES = (
    "alembic_version", "store_meta", "org", "resource", "audit", "run", "consumed_plan", "person", "settled", "manifest", *FACTS,
)  # fmt: skip
UNSETTLING = ("resource_unsettles_insert", "resource_unsettles_update", "resource_unsettles_delete")
TRIGGERS = ("audit_keeps_rows", "audit_keeps_values", *UNSETTLING)
SETTLED = ("org", "serial", "state", "program", "since", "until", "files", "shared", "beside")
_SCHEME = "sqlite:///"
_FORMAT = len(REVISIONS)
_KNOWN = ", ".join(f"s.{name}" for name in SETTLED)
_OF = "FROM org AS o LEFT JOIN settled AS s ON s.org = o.org ORDER BY o.org"
_HEADS = f"SELECT o.serial, o.digest, o.size, o.frontier, o.key, o.org, {_KNOWN} {_OF}"
_SERVED = _HEADS.replace(f" {_OF}", f", s.rows {_OF}")
_META = "SELECT s.format, v.version_num FROM store_meta AS s, alembic_version AS v"


Rows: TypeAlias = "list[tuple[Any, ...]]"
"""Orgs, each with what is remembered of it, or with nothing."""


class Glance(NamedTuple):
    """All orgs in short, and what is remembered of them, as of one moment."""

    heads: dict[OrgKey, Head]
    settled: tuple[Settled, ...]


def glance(url: str) -> Glance | None:
    """What the store at *url* says; None if that is not plain to see."""
    rows = _of_file(url) if url.startswith(_SCHEME) else _of_server(url)
    try:
        return None if rows is None else _glance(rows)
    except (ValueError, TypeError):
        return None


def _of_server(url: str) -> Rows | None:
    """What was kept of an org whose rows somebody has touched since is left out, as SQLite's triggers do."""
    rows = seen(url, TABLES, (_FORMAT, REVISIONS[-1]), _SERVED)
    return rows and [row[:-2] if row[-2] == row[-1] else (*row[:6], *[None] * len(SETTLED)) for row in rows]


def _of_file(url: str) -> Rows | None:
    path = path_of(url)
    if path is None:
        return None
    try:
        with closing(sqlite3.connect(f"file:{quote(str(path))}?mode=ro", uri=True)) as connection:
            for pragma in ("trusted_schema=OFF", "cell_size_check=ON", "mmap_size=0", "query_only=ON"):
                connection.execute(f"PRAGMA {pragma}")
            connection.isolation_level = None
            connection.execute("BEGIN DEFERRED")
            return _seen(connection)
    except (sqlite3.Error, OSError, ValueError, TypeError):
        return None


def path_of(url: str) -> Path | None:
    """The file at *url*, if it is there and nobody can be in two minds about its name, or is writing it with a journal."""
    path = Path(url.removeprefix(_SCHEME)).absolute()
    if not url.startswith(_SCHEME) or set("%?:#").intersection(url.removeprefix(_SCHEME)) or not path.is_file():
        return None
    return None if path.with_name(f"{path.name}-journal").exists() else path


def _glance(rows: Rows) -> Glance:
    heads = {head.org: head for head in (_head(*row[:6]) for row in rows)}
    return Glance(heads, tuple(settled_of(row[6:]) for row in rows if row[6] is not None))


def settled_of(row: tuple[str, ...]) -> Settled:
    """What is remembered of one org, from a row of :data:`SETTLED`."""
    org, serial, state, program, since, until, files, shared, beside = row
    return Settled(org, int(serial), state, program, since, until, _lines(files), _lines(shared), beside)


def _lines(text: str) -> tuple[str, ...]:
    return tuple(text.split("\n")) if text else ()


def _seen(connection: sqlite3.Connection) -> Rows | None:
    return connection.execute(_HEADS).fetchall() if is_store(connection, _ours) else None


def is_store(connection: sqlite3.Connection, ours: Callable[[sqlite3.Connection], bool]) -> bool:
    """Whether a file says that it is a store of this version, and everything in it is *ours*, which is asked before its tables are."""
    whose = (
        connection.execute("PRAGMA application_id").fetchone() + connection.execute("PRAGMA user_version").fetchone()
    )
    if whose != (APPLICATION_ID, _FORMAT) or not ours(connection):
        return False
    return connection.execute(_META).fetchall() == [(_FORMAT, REVISIONS[-1])]


def _head(serial: int, digest: str, size: int, frontier: str, key: str, org: OrgKey) -> Head:
    return Head(org, serial, digest, size, tuple(json.loads(frontier)), key)


def _ours(connection: sqlite3.Connection) -> bool:
    """Whether it holds our tables, as tables, and nothing that is not ours (T156)."""
    found = connection.execute("SELECT type, name, rootpage FROM sqlite_schema WHERE type <> 'index'").fetchall()
    names = {"table": set(TABLES), "trigger": set(TRIGGERS)}
    for kind, name, page in found:
        known = name in names.get(kind, ()) or (kind == "view" and name.endswith("_view"))
        if not known or (kind == "table" and not page):
            return False
    return {name for kind, name, _ in found if kind != "view"} == {*TABLES, *TRIGGERS}
