"""Stores and plan files as older versions have written them: refused with the cure, brought up to date whole or not at all (M11).

``freeze.py`` has written them, each with the program of its day. Against PostgreSQL the old migrations are run up to the
version, and the rows of the frozen store are put in.
"""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import psycopg
import pytest
from alembic import command
from alembic.config import Config
from freeze import HERE, NEXT, SECOND
from sqlalchemy import MetaData, create_engine, insert

import reconciler.stores.sql
from reconciler.actors import Actor
from reconciler.cli import run
from reconciler.model import Head, Run
from reconciler.planfile import FORMAT, loads
from reconciler.restored import migrating
from reconciler.stores.glance import REVISIONS
from reconciler.stores.sql import migrate_store, open_store
from reconciler.stores.sql.url import parsed

MIGRATIONS = Path(reconciler.stores.sql.__file__).parent / "migrations"
OLDER = REVISIONS[:-1]
LAB = "webknossos/brainlab"


def frozen(revision: str) -> str:
    return (HERE / f"{revision}.sql").read_text(encoding="utf-8")


def into_file(revision: str, file: Path) -> str:
    with contextlib.closing(sqlite3.connect(file, isolation_level=None)) as store:
        store.executescript(frozen(revision))
        store.execute("PRAGMA journal_mode=WAL")
    return f"sqlite:///{file}"


def into_server(revision: str, url: str) -> str:
    """The schema by the migrations of those days; the rows from the frozen file."""
    engine = create_engine(parsed(url))
    with engine.begin() as connection, contextlib.closing(sqlite3.connect(":memory:")) as kept:
        kept.row_factory = sqlite3.Row
        kept.executescript(frozen(revision))
        config = Config()
        config.set_main_option("script_location", str(MIGRATIONS))
        config.attributes["connection"] = connection
        command.upgrade(config, revision)
        tables = MetaData()
        tables.reflect(connection)
        for name, table in tables.tables.items():
            rows = [dict(row) for row in kept.execute(f"SELECT * FROM {name}")]  # noqa: S608 - our names
            if name != "alembic_version":
                connection.execute(insert(table), rows)
    engine.dispose()
    return url


@pytest.fixture(params=["sqlite", "postgresql"])
def old(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], str]:
    """Makes a store of an older version, in a file and on a server, and says its URL."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("RECONCILER_ACTOR", "robot")

    def made(revision: str) -> str:
        if request.param == "sqlite":
            url = into_file(revision, tmp_path / "old.db")
        else:
            url = into_server(revision, request.getfixturevalue("empty_postgres_url"))
        monkeypatch.setenv("RECONCILER_DB", url)
        return url

    return made


def dumped(url: str) -> dict[str, list[tuple[Any, ...]]]:
    """Every table and view that there is, and every row, whatever the version."""
    if url.startswith("sqlite"):
        with contextlib.closing(sqlite3.connect(url.removeprefix("sqlite:///"))) as store:
            names = [
                name for (name,) in store.execute("SELECT name FROM sqlite_schema WHERE type IN ('table', 'view')")
            ]
            return {name: sorted(store.execute(f"SELECT * FROM {name}"), key=str) for name in names}  # noqa: S608
    with psycopg.connect(url) as server:
        query = "SELECT table_name FROM information_schema.tables WHERE table_schema = 'public'"
        names = [name for (name,) in server.execute(query)]
        return {name: sorted(server.execute(f"SELECT * FROM {name}").fetchall(), key=str) for name in names}  # noqa: S608


def mark(head: Head, before: str, key: str) -> tuple[Head, Run]:
    return migrating(head, "run-1", "2026-11-29T12:00:00Z", Actor("robot"), f"schema {before}", key)


def backup_needs_its_programs(url: str) -> None:
    if url.startswith("postgresql") and shutil.which("pg_dump") is None:
        pytest.skip("pg_dump is not installed (the wheel that brings the server has it not)")


# --- what is frozen -----------------------------------------------------------------------------------------------------


def test_every_schema_and_every_format_of_plans_is_frozen_t126_t157():
    assert sorted(file.stem for file in HERE.glob("*.sql")) == [*REVISIONS]
    formats = sorted(file.stem.removeprefix("plan-") for file in HERE.glob("plan-*.json"))
    assert formats == ["1.0", "1.1", "1.2", "1.3", FORMAT]


@pytest.mark.parametrize("file", sorted(HERE.glob("plan-*.json")), ids=lambda file: file.stem)
def test_a_plan_of_another_format_is_refused_by_the_verbs_that_read_one_t126(file: Path, capsys, tmp_path):
    data = file.read_bytes()
    version = json.loads(data)["format_version"]
    if version == FORMAT:
        assert [len(org.changes) for org in loads(data).orgs] == [2]
        return
    url = into_file(REVISIONS[-1], tmp_path / "store.db")
    before = dumped(url)
    for verb in (["show", str(file)], ["apply", str(file), "--db", url]):
        assert run(verb) == 15
        said = capsys.readouterr().err
        assert f"the plan has format '{version}'; this program reads {FORMAT}" in said
        assert "make the plan and apply it with the same version" in said
    assert dumped(url) == before


def test_the_store_of_this_schema_is_opened_as_it_was_frozen_t157(tmp_path: Path, monkeypatch, capsys):
    """What was written with this schema before must be read by what comes after, for as long as the schema is this one."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("RECONCILER_DB", into_file(REVISIONS[-1], tmp_path / "store.db"))
    whole(capsys)
    assert run(["facts", "export", "credit", "--org", "brainlab"]) == 0
    assert json.loads(capsys.readouterr().out)["details"] == "名"
    Path("next.json").write_bytes((HERE / f"plan-{FORMAT}.json").read_bytes())
    assert run(["show", "next.json"]) == 0


def whole(capsys) -> None:
    """Rows, log and heads fit, and the manifests of then ask for nothing."""
    assert run(["drift"]) == 0
    assert run(["audit", "verify"]) == 0
    Path("lab.yaml").write_text(SECOND, encoding="utf-8")
    assert run(["plan", "lab.yaml", "--detailed-exitcode"]) == 0
    capsys.readouterr()


# --- refused until it is brought up to date -------------------------------------------------------------------------------


@pytest.mark.parametrize("revision", OLDER)
def test_an_older_store_is_refused_by_every_verb_and_nothing_is_changed_t157_t204(old, revision, capsys):
    before = dumped(old(revision))
    Path("lab.yaml").write_text(NEXT, encoding="utf-8")
    verbs = (["plan", "lab.yaml"], ["apply", "lab.yaml", "--yes"], ["drift"], ["history"], ["init"], ["backup", "x"])
    for verb in verbs:
        assert run(verb) == 15, verb
        said = capsys.readouterr().err
        assert f"has the older schema {revision}; this program works with {REVISIONS[-1]}" in said
        assert "reconciler migrate FILE --db " in said
    assert dumped(os.environ["RECONCILER_DB"]) == before
    assert not Path("x").exists()


@pytest.mark.parametrize("revision", OLDER)
def test_migrate_keeps_all_that_was_there_after_a_backup_of_it_and_says_so_t157(old, revision, capsys):
    url = old(revision)
    backup_needs_its_programs(url)
    before = dumped(url)
    assert run(["migrate", "before.backup"]) == 0
    assert f"has the schema {REVISIONS[-1]} now; as it was before, with {revision}" in capsys.readouterr().out
    if url.startswith("sqlite"):
        assert dumped(f"sqlite:///{Path('before.backup').absolute()}") == before
    after = dumped(url)
    assert len(after["resource"]) == len(before["resource"]) > 0
    assert [row[:2] for row in after["audit"]] == [row[:2] for row in before["audit"]]
    store = open_store(url)
    assert {org: head.serial for org, head in store.heads().items()} == {"encord/acme-vision": 2, LAB: 3}
    store.close()
    assert run(["history", "brainlab"]) == 0
    assert (
        f"robot (claim)  run {store_run(after)}  migrated  no changes  (schema {revision} to" in capsys.readouterr().out
    )
    whole(capsys)
    Path("lab.yaml").write_text(NEXT, encoding="utf-8")
    assert run(["apply", "lab.yaml", "--yes"]) == 0
    assert run(["audit", "verify"]) == 0


def store_run(tables: dict[str, list[tuple[Any, ...]]]) -> str:
    return str(next(row[1] for row in tables["run"] if row[0] == LAB and row[3].startswith("migrated ")))


def test_a_store_that_is_up_to_date_is_left_alone_and_no_backup_is_made(sqlite_url, tmp_path, capsys):
    before = dumped(sqlite_url)
    assert run(["migrate", str(tmp_path / "x"), "--db", sqlite_url]) == 0
    assert "nothing was done, and no backup was made" in capsys.readouterr().out
    assert dumped(sqlite_url) == before
    assert not (tmp_path / "x").exists()


def test_migrate_makes_no_store_and_takes_nothing_of_others_t152(tmp_path, empty_postgres_url, capsys):
    (tmp_path / "notes.db").touch()
    with contextlib.closing(sqlite3.connect(tmp_path / "notes.db")) as notes:
        notes.execute("CREATE TABLE notes (id)")
    into_file("0001", tmp_path / "old.db")
    (tmp_path / "there").touch()
    nowhere, notes, server = f"sqlite:///{tmp_path}/no.db", f"sqlite:///{tmp_path}/notes.db", empty_postgres_url
    for url, code in ((nowhere, 64), (notes, 14), (server, 64)):
        assert run(["migrate", str(tmp_path / "x"), "--db", url]) == code
    assert run(["migrate", str(tmp_path / "there"), "--db", f"sqlite:///{tmp_path}/old.db"]) == 64
    assert sorted(file.name for file in tmp_path.iterdir() if "-" not in file.name) == ["notes.db", "old.db", "there"]


def test_a_backup_that_cannot_be_made_leaves_the_old_schema_t157(old, capsys):
    before = dumped(old("0001"))
    assert run(["migrate", "nowhere/before.backup"]) != 0
    assert dumped(os.environ["RECONCILER_DB"]) == before


def test_a_schema_that_somebody_has_changed_is_not_brought_up_to_date_t156_t157(tmp_path, capsys):
    url = into_file("0001", tmp_path / "old.db")
    with contextlib.closing(sqlite3.connect(tmp_path / "old.db")) as store:
        store.execute("CREATE TRIGGER surprise AFTER INSERT ON audit BEGIN DELETE FROM resource; END")
    before = dumped(url)
    assert run(["migrate", str(tmp_path / "x"), "--db", url]) == 14
    assert "trigger surprise" in capsys.readouterr().err
    assert dumped(url) == before


def test_the_backup_of_an_older_store_is_for_the_version_that_wrote_it_t157(old, capsys):
    url = old("0002")
    backup_needs_its_programs(url)
    assert run(["migrate", "before.backup"]) == 0
    before = dumped(url)
    name = url.partition("?")[0].rpartition("/")[2]
    assert run(["restore", "before.backup", "--confirm", name]) == 15
    assert "restore it with the version that wrote it" in capsys.readouterr().err
    assert dumped(url) == before


# --- others at the same time ----------------------------------------------------------------------------------------------


def test_of_two_that_migrate_at_once_one_does_and_makes_the_backup_t159(old):
    url, start, backups = old("0001"), threading.Barrier(2), []

    def migrated(number: int) -> str:
        start.wait(timeout=10)
        return migrate_store(url, lambda: backups.append(number), mark)

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(migrated, range(2))) == ["", "0001"]
    assert len(backups) == 1
    store = open_store(url)
    assert store.heads()[LAB].serial == 3
    store.close()


def test_nobody_applies_between_the_backup_and_the_new_schema_t159(old):
    url = old("0001")
    tried: list[str] = []

    def backup() -> None:
        with contextlib.closing(raw(url)) as other:
            assert other.execute("SELECT count(*) FROM org").fetchone() == (2,)
            with pytest.raises((sqlite3.OperationalError, psycopg.errors.LockNotAvailable)):
                other.execute("UPDATE org SET serial = serial + 1")
        tried.append("refused")

    migrate_store(url, backup, mark)
    assert tried == ["refused"]


def raw(url: str) -> Any:
    if url.startswith("sqlite"):
        return sqlite3.connect(url.removeprefix("sqlite:///"), timeout=0.05, isolation_level=None)
    return psycopg.connect(url, options="-c lock_timeout=50ms", autocommit=True)


# --- killed ---------------------------------------------------------------------------------------------------------------


KILLED = """
import os, signal, sys
sys.path.insert(0, sys.argv[1])
from alembic import command
from sqlalchemy import Engine, event
from test_versions import dumped, mark, migrate_store

url, step = sys.argv[2], int(sys.argv[3])
before, fatal, killed = dumped(url), 1, True

def at(connection, *rest):
    global left
    left -= 1
    if not left:
        os.kill(os.getpid(), signal.SIGKILL)

while killed:
    child = os.fork()
    if not child:
        left = fatal
        event.listen(Engine, "before_cursor_execute", at)
        event.listen(Engine, "commit", at)
        migrate_store(url, lambda: None, mark)
        os._exit(0)
    killed = os.WIFSIGNALED(os.waitpid(child, 0)[1])
    assert (dumped(url) == before) is killed, fatal
    fatal += step if killed else 0
print(fatal)
"""


def test_a_migration_killed_at_any_statement_leaves_the_old_schema_and_goes_through_afterwards_t159(old):
    """One store for all points: after each it must be as it was. On a server every fifth, for the time it takes."""
    url = old("0001")
    step = 1 if url.startswith("sqlite") else 5
    done = subprocess.run(
        [sys.executable, "-c", KILLED, str(HERE), url, str(step)], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert int(done.stdout) > 60
    store = open_store(url)
    assert store.heads()[LAB].serial == 3
    store.close()
