"""One PostgreSQL database through psycopg 3: how a transaction begins there, is locked, and loads rows (R4).

Every setting is made inside the transaction (``SET LOCAL``), so a connection pooler between us and the server is no
harm, and so is whatever the role or database has as its default: time zone, search path, timeouts (T163).
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import URL, BigInteger, Column, Connection, Engine, Table, create_engine, event, text

from reconciler.errors import VersionNotSupported, WrongUsage
from reconciler.model import OrgKey
from reconciler.stores.served import FOREIGN, MARK, MARKS, ROW_POLICY, SETTINGS, TABLES
from reconciler.stores.served import begin as opening
from reconciler.stores.sql.database import Database
from reconciler.stores.sql.rows import Row
from reconciler.stores.sql.tables import metadata
from reconciler.text import visible

_CONNECT_SECONDS = 10
_COPY_FROM = 500
"""From how many rows on COPY is worth its two extra round trips."""

_SEEN = text(
    """
    SELECT pg_get_expr(polqual, polrelid) FROM pg_catalog.pg_policy
     WHERE polrelid = 'public.org'::regclass
       AND EXISTS (SELECT FROM unnest(polroles) AS role WHERE role = 0 OR pg_has_role(current_user, role, 'USAGE'))
    """
)
_MARKS_OF_ONE = text(f"SELECT org, {MARK} FROM resource WHERE org = :org GROUP BY org")  # noqa: S608 - likewise
_SWEPT = (
    "org",
    "person",
    "resource",
    "settled",
    "manifest",
    "store_meta",
    "credit",
    "plan_update",
    "activity",
    "task_completion",
)
"""The tables from which rows go, or whose rows are written over."""
_OWNER = """
    SELECT bool_and(pg_has_role(current_user, relowner, 'USAGE')) FROM pg_catalog.pg_class
     WHERE relnamespace = 'public'::regnamespace AND relname = ANY(%(tables)s)
    """


class Postgresql(Database):
    """One database on a server; orgs are locked one by one."""

    def __init__(self, name: str, url: URL, lock_timeout: float) -> None:
        super().__init__(
            name,
            _engine(name, url, "REPEATABLE READ", "READ ONLY", lock_timeout),
            _engine(name, url, "SERIALIZABLE", "READ WRITE", lock_timeout),
            lock_timeout,
        )

    def lock(self, connection: Connection, org: OrgKey) -> bool:
        """Transaction-level: it cannot outlive its holder, and no pooler can lose it (T142)."""
        return bool(connection.scalar(text("SELECT pg_try_advisory_xact_lock(:key)"), {"key": lock_key(org)}))

    def load(self, connection: Connection, table: Table, columns: Sequence[str], rows: Sequence[Row]) -> None:
        """COPY, the server's own way for many rows; a few go by a prepared statement."""
        if len(rows) < _COPY_FROM or _by_rows(connection, table.name):  # the server takes no COPY where it checks rows
            statement = table.insert().compile(dialect=connection.dialect, column_keys=list(columns))
            connection.exec_driver_sql(str(statement), list(map(tuple, rows)))
            return
        quoted = ", ".join(map(connection.dialect.identifier_preparer.quote, columns))
        driver: Any = connection.connection.driver_connection
        with driver.cursor() as cursor, cursor.copy(f"COPY {table.name} ({quoted}) FROM STDIN") as copy:
            for row in rows:
                copy.write_row(row)

    def add(self, connection: Connection, table: Table, rows: Sequence[Row]) -> int:
        """One statement for all: each column goes in as one array. COPY cannot leave out what is there."""
        values, _ = _arrays(connection, table, list(table.columns))
        names = ", ".join(map(connection.dialect.identifier_preparer.quote, table.columns.keys()))
        statement = f"INSERT INTO {table.name} ({names}) SELECT * FROM {values} ON CONFLICT DO NOTHING"  # noqa: S608
        return connection.exec_driver_sql(statement, tuple(map(list, zip(*rows, strict=True)))).rowcount

    def at_keys(self, connection: Connection, table: Table, keys: Sequence[Row]) -> Iterator[Row]:
        """Likewise."""
        quoted = connection.dialect.identifier_preparer.quote
        values, names = _arrays(connection, table, list(table.primary_key))
        same = " AND ".join(f"t.{name} = k.{name}" for name in names)
        columns = ", ".join(f"t.{quoted(column.name)}" for column in table.columns)
        statement = f"SELECT {columns} FROM {values} JOIN {table.name} AS t ON {same}"  # noqa: S608
        return iter(connection.exec_driver_sql(statement, tuple(map(list, zip(*keys, strict=True)))).all())

    def marks(self, connection: Connection, org: OrgKey = "") -> dict[OrgKey, str]:
        """Where each row lies and who wrote it: whatever changes a row changes that."""
        found = connection.execute(_MARKS_OF_ONE, {"org": org}) if org else connection.exec_driver_sql(MARKS)
        return {each.org: each.mark for each in found}

    def problem(self, connection: Connection) -> str:
        """Tables of others may live beside ours; nothing of theirs may act on ours (T156)."""
        foreign = connection.exec_driver_sql(FOREIGN, {"tables": [*metadata.tables], "ours": ROW_POLICY}).first()
        if foreign:
            return f"our tables carry the {foreign[0]} {visible(foreign[1])}, which is not ours"
        missing = sorted(metadata.tables.keys() - set(connection.exec_driver_sql(TABLES).scalars()))
        return f"the table {missing[0]} is missing" if missing else ""

    def sweep(self) -> str:
        """Every table that may hold what was deleted, written anew by its owner: others are not let do that."""
        swept = ", ".join(_SWEPT)
        with self.faults(), self._engine(self.writer).connect() as connection:
            driver: Any = connection.connection.driver_connection
            owner = driver.execute(_OWNER, {"tables": [*_SWEPT]}).fetchone()[0]
            if not owner:
                return f"VACUUM (FULL) {swept};"
            driver.execute(f"VACUUM (FULL) {swept}")
        return ""

    def seen(self, connection: Connection) -> frozenset[OrgKey] | None:
        """By the row policies that ``grants.py`` makes: what they hide must not look as if it were not there (S0-04)."""
        if not _by_rows(connection, "org"):
            return None
        found = set(connection.scalars(_SEEN))
        quoted = {condition.partition("'")[2].rpartition("'")[0] for condition in found - {"true"}}
        return None if "true" in found else frozenset(org.replace("''", "'") for org in quoted)


def _arrays(connection: Connection, table: Table, columns: Sequence[Column[Any]]) -> tuple[str, list[str]]:
    """Arrays as rows with the names of these columns, and the names, quoted."""
    names = [connection.dialect.identifier_preparer.quote(column.name) for column in columns]
    types = ("bigint" if isinstance(column.type, BigInteger) else "text" for column in columns)
    return f"unnest({', '.join(f'%s::{type_}[]' for type_ in types)}) AS k ({', '.join(names)})", names


def _by_rows(connection: Connection, table: str) -> bool:
    """Whether the server decides row by row what this role may see and write."""
    return bool(connection.scalar(text("SELECT row_security_active(:table)"), {"table": f"public.{table}"}))


def check_server(connection: Connection, name: str) -> None:
    """Only a server that keeps text as UTF-8 gives back what it was given (T163)."""
    encoding = connection.scalar(text("SELECT current_setting('server_encoding')"))
    if encoding != "UTF8":
        raise VersionNotSupported(
            f"{name} keeps text as {visible(str(encoding))}, not as UTF8",
            hint="create the database with: createdb --encoding=UTF8 --template=template0",
        )


def lock_key(org: OrgKey) -> int:
    """The 64-bit number an org is locked by; computed here, so that it is the same on every server version."""
    digest = hashlib.sha256(f"reconciler:{org}".encode()).digest()
    return int.from_bytes(digest[:8], "big", signed=True)


def _engine(name: str, url: URL, isolation: str, access: str, lock_timeout: float) -> Engine:
    """The driver is told to begin nothing on its own (``autocommit``); our first words are BEGIN and the settings."""
    try:
        engine = create_engine(
            url,
            connect_args={
                "autocommit": True,
                "client_encoding": "utf8",
                "connect_timeout": _CONNECT_SECONDS,
                "application_name": "reconciler",
            },
            paramstyle="format",
            use_native_hstore=False,
            pool_pre_ping=True,
        )
    except ModuleNotFoundError:
        raise WrongUsage(
            "PostgreSQL needs the psycopg driver, which is not installed", hint="pip install 'reconciler[postgres]'"
        ) from None
    _check_options(url, name)
    settings = (*SETTINGS, f"lock_timeout = {_milliseconds(lock_timeout)}")

    def begin(connection: Connection) -> None:
        level = connection.get_execution_options().get("reconciler_isolation", isolation)
        connection.exec_driver_sql(opening(level, access, settings))

    event.listen(engine, "begin", begin)
    return engine


def _check_options(url: URL, name: str) -> None:
    """The driver names an option that it does not know, which may be what follows a ``&`` in a password (T190)."""
    import psycopg  # lazy: as the engine has found out, it is there

    known = {option.keyword.decode() for option in psycopg.pq.Conninfo.get_defaults()}
    if not known.issuperset(url.query):
        raise WrongUsage(f"{name} has an option that PostgreSQL does not know", hint="within a value, write & as %26")


def _milliseconds(seconds: float) -> int:
    return max(1, round(seconds * 1000))
