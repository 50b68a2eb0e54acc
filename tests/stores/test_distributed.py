"""What is said to an engine that spreads tables over machines, as far as one PostgreSQL can show it.

The engine itself is not here: stand-ins for its functions write down what they are asked.
"""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import create_engine

from reconciler.cli import run
from reconciler.stores.sql import init_store, open_store
from reconciler.stores.sql.distributed import COPIED, ENGINES, citus
from reconciler.stores.sql.tables import metadata
from reconciler.stores.sql.url import parsed

LINEAGE = "00000000-0000-4000-8000-000000000001"
STAND_INS = """
CREATE SCHEMA stand_in;
CREATE TABLE stand_in.asked (number serial, what text, named text, by text, beside text);
CREATE FUNCTION public.create_reference_table(one regclass) RETURNS void LANGUAGE sql AS
    $$ INSERT INTO stand_in.asked (what, named) VALUES ('copied', one::text) $$;
CREATE FUNCTION public.create_distributed_table(one regclass, by text, colocate_with text DEFAULT 'default')
    RETURNS void LANGUAGE sql AS
    $$ INSERT INTO stand_in.asked (what, named, by, beside) VALUES ('spread', one::text, by, colocate_with) $$;
"""


def execute(url: str, statement: str) -> list[tuple[object, ...]]:
    engine = create_engine(parsed(url))
    with engine.begin() as connection:
        found = connection.exec_driver_sql(statement)
        rows = [tuple(row) for row in found] if found.returns_rows else []
    engine.dispose()
    return rows


def test_every_table_is_spread_by_its_org_or_copied_and_none_is_forgotten(empty_postgres_url: str):
    execute(empty_postgres_url, STAND_INS)
    init_store(empty_postgres_url, LINEAGE, engine="citus").close()
    asked = execute(empty_postgres_url, "SELECT what, named, by, beside FROM stand_in.asked ORDER BY number")
    copied = [row for row in asked if row[0] == "copied"]
    assert [row[1] for row in copied] == [*COPIED]
    assert asked[:2] == copied
    spread = asked[2:]
    assert spread[0] == ("spread", "org", "org", "default")
    assert {row[2:] for row in spread[1:]} == {("org", "org")}
    assert {row[1] for row in asked} == {*metadata.tables, "alembic_version"}
    assert len(asked) == len(metadata.tables) + 1
    with closing(open_store(empty_postgres_url)) as store:
        assert store.lineage == LINEAGE


def test_every_key_begins_with_the_org_so_that_each_is_kept_on_one_machine():
    for table in metadata.tables.values():
        if table.name not in COPIED:
            keys = [
                table.primary_key,
                *(each for each in table.constraints if each.__visit_name__ == "unique_constraint"),
            ]
            assert all(next(iter(key.columns)).name == "org" for key in keys)
            assert not table.foreign_keys


def test_without_the_engine_nothing_is_made(empty_postgres_url: str, capsys: pytest.CaptureFixture[str]):
    assert run(["init", "--distributed", "citus", "--db", empty_postgres_url]) == 64
    assert "has no citus\n    = on all of its machines: CREATE EXTENSION citus" in capsys.readouterr().err
    assert execute(empty_postgres_url, "SELECT relname FROM pg_class WHERE relname = 'org'") == []


def test_a_file_and_a_store_that_is_there_are_not_spread(tmp_path: Path, postgres_url: str, capsys):
    assert run(["init", "--distributed", "citus", "--db", f"sqlite:///{tmp_path}/store.db"]) == 64
    assert "is a file, and is not spread" in capsys.readouterr().err
    assert run(["init", "--distributed", "citus", "--db", postgres_url]) == 64
    assert "is a store already, and is not spread" in capsys.readouterr().err


def test_what_is_said_is_plain_sql_of_one_function_each():
    assert [*ENGINES] == ["citus"]
    assert all(statement.startswith("SELECT create_") and statement.endswith("')") for statement in citus())
