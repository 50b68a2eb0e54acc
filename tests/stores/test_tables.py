"""The schema and the statements of the SQL stores: keys, views, versions, and which rows a transaction touches."""

from __future__ import annotations

import json
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from applies import HOSTILE, ORG, OTHER, apply, attempt, create, delete, update
from sqlalchemy import (
    Engine,
    ForeignKeyConstraint,
    UniqueConstraint,
    create_engine,
    event,
    inspect,
    select,
    text,
)

from reconciler.kinds import kinds
from reconciler.model import Address, Change
from reconciler.stores.glance import REVISIONS
from reconciler.stores.sql import SqlStore, init_store, open_store
from reconciler.stores.sql.tables import metadata
from reconciler.stores.sql.url import parsed
from reconciler.stores.sql.views import VIEWS


@pytest.fixture
def opened(database_url: str) -> Iterator[SqlStore]:
    store = open_store(database_url)
    yield store
    store.close()


@contextmanager
def connected(url: str) -> Iterator[Any]:
    engine = create_engine(parsed(url))
    with engine.connect() as connection:
        yield connection
    engine.dispose()


# --- keys -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("table", [table for table in metadata.sorted_tables if table.name != "store_meta"], ids=str)
def test_every_key_begins_with_the_org(table):
    keys = [[column.name for column in table.primary_key]]
    keys += [[c.name for c in key.columns] for key in table.constraints if isinstance(key, UniqueConstraint)]
    keys += [[c.name for c in key.columns] for key in table.constraints if isinstance(key, ForeignKeyConstraint)]
    keys += [[column.name for column in index.columns] for index in table.indexes]
    assert {key[0] for key in keys} == {"org"}


def test_the_migrations_make_exactly_the_tables_of_the_metadata(database_url: str):
    with connected(database_url) as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True, "compare_server_default": True})
        assert compare_metadata(context, metadata) == []
        assert set(inspect(connection).get_view_names()) == set(VIEWS)
        for table in metadata.sorted_tables:
            key = inspect(connection).get_pk_constraint(table.name)
            assert key["constrained_columns"] == [column.name for column in table.primary_key]
            assert key["name"] == f"pk_{table.name}"


def test_every_migration_is_known_by_its_name_and_in_this_order():
    import reconciler.stores.sql as room

    scripts = ScriptDirectory(str(Path(room.__file__).parent / "migrations")).walk_revisions()
    assert tuple(script.revision for script in scripts)[::-1] == REVISIONS


# --- one transaction, one org -----------------------------------------------------------------------------------


def orgs_in(parameters: object) -> set[str]:
    """The orgs among the parameters of a statement, however deep."""
    if isinstance(parameters, dict):
        parameters = tuple(parameters.values())
    if isinstance(parameters, list | tuple):
        return set().union(*map(orgs_in, parameters))
    return {parameters} & {ORG, OTHER} if isinstance(parameters, str) else set()


def test_no_transaction_touches_two_orgs_and_every_write_names_its_org(opened: SqlStore):
    seen: list[set[str]] = []
    writes: list[str] = []

    def begin(connection: object) -> None:
        seen.append(set())

    def execute(connection, cursor, statement, parameters, context, executemany):
        seen[-1] |= orgs_in(parameters)
        if statement.split()[0] in ("INSERT", "UPDATE", "DELETE"):
            writes.append(statement)
            assert len(orgs_in(parameters)) == 1, statement

    event.listen(Engine, "begin", begin)
    event.listen(Engine, "before_cursor_execute", execute)
    try:
        for org in (ORG, OTHER):
            apply(opened, [create("ada", org=org), create("bob", org=org)], org=org)
            changes = [delete("ada", org=org), update("bob", {"role": "member"}, {"role": "x"}, org=org)]
            apply(opened, changes, "plan-2", org=org)
            opened.note(attempt("plan-3", org))
            opened.state(org)
            opened.runs(org)
    finally:
        event.remove(Engine, "begin", begin)
        event.remove(Engine, "before_cursor_execute", execute)
    assert {"org", "resource", "audit", "run", "consumed_plan"} <= {word for text in writes for word in text.split()}
    assert [sorted(orgs) for orgs in seen if orgs] == [[ORG]] * 5 + [[OTHER]] * 5


def test_an_org_is_at_one_place_in_the_first_write_of_a_commit(opened: SqlStore):
    written: list[str] = []

    def execute(connection, cursor, statement, parameters, context, executemany):
        if statement.split()[0] in ("INSERT", "UPDATE", "DELETE"):
            written.append(" ".join(statement.split()[:3]))

    event.listen(Engine, "before_cursor_execute", execute)
    try:
        apply(opened, [create("ada")])
        apply(opened, [create("bob")], "plan-2")
    finally:
        event.remove(Engine, "before_cursor_execute", execute)
    assert [text for text in written if text.endswith(("INTO org", "org SET"))] == ["INSERT INTO org", "UPDATE org SET"]
    assert written[0] == "INSERT INTO org"
    assert written[6] == "UPDATE org SET"


# --- for people with an SQL client ------------------------------------------------------------------------------


PROJECT = ("description", "team", "requires", "ontology", "bill_to")


def test_the_views_show_each_kind_in_columns(database_url: str, opened: SqlStore):
    org = ORG.split("/")
    changes = [
        Change(Address(*org, "org"), None, {"name": "Brain Lab", "owner": "ada"}),
        Change(Address(*org, "member", ("ada",)), None, {"name": "Ada", "role": "admin"}, name=("Ada",)),
        Change(Address(*org, "member", ("bob",)), None, {"active": False}, name=("bob",)),
        Change(Address(*org, "team", ("seg",)), None, {"description": "Dense"}, name=("seg",)),
        Change(Address(*org, "membership", ("seg 1", "ada")), None, {"role": "member"}, name=("Seg 1", "Ada")),
        Change(Address(*org, "experience", ("ada", "nuclei")), None, {"level": 10}, name=("ada", "nuclei")),
        Change(Address(*org, "project", ("p",)), None, {"owner": "ada", "paused": True}, name=("p",)),
        Change(Address(*org, "project_grant", ("p", "team:seg")), None, {"level": "admin"}, name=("p", "group:Seg")),
        Change(Address(*org, "restriction", ("p", "copy")), None, {"to": "none"}, name=("p", "copy")),
    ]
    apply(opened, changes)
    found = {}
    with connected(database_url) as connection:
        for view in VIEWS:
            rows = connection.execute(select(text("*")).select_from(text(view)).order_by(text("1, 2"))).mappings().all()
            found[view] = [{k: v for k, v in row.items() if k not in ("org", "attrs", "digest")} for row in rows]
    same = {"serial": 1}
    dated = dict.fromkeys(("starts", "expires"))
    named = {"previously": None}
    rest = dict.fromkeys(("replacement", "allow_billable_activities", "project_access", "app_access")) | dated | named
    assert {view: rows for view, rows in found.items() if rows} == {
        "org_view": [
            {
                "name": "Brain Lab",
                "type": None,
                "owner": "ada",
                "timezone": None,
                "plan": None,
                "audit_entries": 9,
                **same,
            }
        ],
        "member_view": [
            {"member": "Ada", "name": "Ada", "role": "admin", "active": True, **rest, **same},
            {"member": "bob", "name": None, "role": None, "active": False, **rest, **same},
        ],
        "team_view": [{"team": "seg", "description": "Dense", **named, **same}],
        "membership_view": [{"team": "Seg 1", "member": "Ada", "role": "member", **dated, **same}],
        "experience_view": [{"member": "ada", "domain": "nuclei", "level": 10, **dated, **same}],
        "project_view": [
            {"project": "p", "owner": "ada", "paused": True, **dict.fromkeys(PROJECT), **named, **same},
        ],
        "project_grant_view": [{"project": "p", "subject": "group:Seg", "level": "admin", **dated, **same}],
        "restriction_view": [{"project": "p", "restriction": "copy", "own_to": "none", **same}],
    }


def test_every_attribute_of_every_kind_has_a_column_in_its_view(database_url: str, opened: SqlStore):
    with connected(database_url) as connection:
        for kind, shape in kinds().items():
            columns = {
                column["name"].removeprefix("own_") for column in inspect(connection).get_columns(f"{kind}_view")
            }
            assert set(shape.attributes) - set(shape.settings) <= columns, kind


def test_in_a_file_the_audit_log_can_only_grow(sqlite_url: str):
    store = open_store(sqlite_url)
    apply(store, [create("ada")])
    with sqlite3.connect(sqlite_url.removeprefix("sqlite:///")) as connection:
        for statement in ("DELETE FROM audit", "UPDATE audit SET actor = 'eve'"):
            with pytest.raises(sqlite3.IntegrityError, match="append-only"):
                connection.execute(statement)
    connection.close()


# --- the same on every server -----------------------------------------------------------------------------------

ORDERED = ["B", "Z", "a", "i", "z", "Ä", "ä", "İ", "\N{LATIN SMALL LETTER DOTLESS I}", "名"]


def elsewhere(postgres_server) -> str:
    """A database that sorts as people in Turkey do; a server built without ICU has only the system's other order."""
    try:
        url = postgres_server.create("LOCALE_PROVIDER icu ICU_LOCALE 'tr-TR' LOCALE 'C'")
    except psycopg.errors.FeatureNotSupported:
        return postgres_server.create("LOCALE 'C.UTF-8'")
    with psycopg.connect(url) as connection:
        assert connection.execute("SELECT 'Z'::text > 'a'::text").fetchone() == (True,)
    return url


def test_another_collation_changes_nothing_t163(postgres_server, sqlite_url: str):
    url = elsewhere(postgres_server)
    stores = [init_store(url, "L"), open_store(sqlite_url)]
    for store in stores:
        for org in (f"encord/{name}" for name in reversed(ORDERED)):
            apply(store, [create(name, org=org) for name in ORDERED], f"plan {org}", org=org)
    first, second = stores
    assert list(first.heads()) == list(second.heads()) == [f"encord/{name}" for name in ORDERED]
    assert first.heads() == second.heads()
    assert [*first.audit()] == [*second.audit()]
    assert [[*first.state(org)] for org in first.heads()] == [[*second.state(org)] for org in second.heads()]
    for store in stores:
        store.close()
    postgres_server.drop(url)


def test_the_settings_of_a_role_or_database_change_nothing_t163(postgres_server, postgres_url: str):
    name = postgres_url.partition("?")[0].rpartition("/")[2]
    for setting in (
        "datestyle = 'German'",
        "TIME ZONE 'Asia/Tokyo'",
        "search_path = 'nowhere'",
        "default_transaction_isolation = 'read committed'",
        "default_transaction_read_only = on",
        "standard_conforming_strings = off",
        "synchronous_commit = off",
    ):
        postgres_server.run(psycopg.sql.SQL(f"ALTER DATABASE {name} SET {setting}"))
    store = open_store(postgres_url)
    apply(store, [create(text) for text in HOSTILE])
    with store._database.writing(ORG) as connection:
        shown = {
            setting: connection.exec_driver_sql(f"SHOW {setting}").scalar_one()
            for setting in ("timezone", "search_path", "transaction_isolation", "synchronous_commit", "lock_timeout")
        }
    assert shown == {
        "timezone": "UTC",
        "search_path": "public, pg_temp",
        "transaction_isolation": "serializable",
        "synchronous_commit": "on",
        "lock_timeout": "10s",
    }
    assert len(store.state(ORG)) == len(HOSTILE)
    store.close()


def test_a_file_is_opened_with_every_protection_on_t156(sqlite_url: str):
    store = open_store(sqlite_url)
    expected = {"foreign_keys": 1, "trusted_schema": 0, "cell_size_check": 1, "mmap_size": 0, "synchronous": 3}
    expected |= {"journal_mode": "wal", "busy_timeout": 10_000}
    for transaction in (store._database.reading(), store._database.writing(ORG)):
        with transaction as connection:
            assert {name: connection.exec_driver_sql(f"PRAGMA {name}").scalar() for name in expected} == expected


# --- what it costs ----------------------------------------------------------------------------------------------


def imported(program: str) -> set[str]:
    program += "\nimport sys, json; print(json.dumps(sorted(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    return set(json.loads(done.stdout))


def test_the_memory_store_does_not_import_sqlalchemy():
    program = "import reconciler.stores.base, reconciler.stores.memory"
    found = imported(program) - imported("pass")  # measuring coverage brings sqlite3 along
    assert {"sqlalchemy", "sqlite3", "psycopg", "alembic"}.isdisjoint(found)


def test_opening_a_file_imports_neither_alembic_nor_the_server_driver(sqlite_url: str):
    modules = imported(f"from reconciler.stores.sql import open_store; open_store({sqlite_url!r})")
    assert "sqlalchemy" in modules
    assert {"psycopg", "alembic", "sqlalchemy.orm"}.isdisjoint(modules)
