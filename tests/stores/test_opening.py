"""Which databases are opened and which are refused, in what words; and how a store is made."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

import pytest
from applies import ORG, apply, create

from reconciler.errors import IntegrityFailure, ReconcilerError, VersionNotSupported, WrongUsage
from reconciler.stores.base import Unavailable
from reconciler.stores.glance import APPLICATION_ID, REVISIONS
from reconciler.stores.masking import masked
from reconciler.stores.sql import SqlStore, init_store, open_store, postgresql
from reconciler.stores.sql.file import network_filesystem


def refused(url: str, kind: type[ReconcilerError], opening: Callable[[str], SqlStore] = open_store) -> ReconcilerError:
    """The refusal of *url*, exactly of this kind, with a hint; nothing about the file has changed."""
    path = Path(url.removeprefix("sqlite:///"))
    before = path.read_bytes() if path.is_file() else path.exists()
    with pytest.raises(kind) as caught:
        opening(url)
    assert type(caught.value) is kind
    assert caught.value.hint
    assert (path.read_bytes() if path.is_file() else path.exists()) == before
    return caught.value


def sql(url: str, *statements: str) -> None:
    connection = sqlite3.connect(url.removeprefix("sqlite:///"), isolation_level=None)
    for statement in statements:
        connection.execute(statement)
    connection.close()


def init(url: str) -> SqlStore:
    return init_store(url, "L")


# --- files ------------------------------------------------------------------------------------------------------


def test_a_missing_file_is_refused_and_not_made_t152(tmp_path: Path):
    url = f"sqlite:///{tmp_path / 'reconcilre.db'}"
    assert refused(url, WrongUsage).hint == f"reconciler init --db {url}"
    assert [*tmp_path.iterdir()] == []


def test_a_missing_folder_is_refused_and_not_made_t152(tmp_path: Path):
    for opening in (open_store, init):
        refused(f"sqlite:///{tmp_path}/nowhere/store.db", WrongUsage, opening)
    assert [*tmp_path.iterdir()] == []


def test_a_folder_is_refused_t152(tmp_path: Path):
    for opening in (open_store, init):
        assert "not a file" in refused(f"sqlite:///{tmp_path}", WrongUsage, opening).message


def test_a_pipe_is_refused_instead_of_waiting_for_it_t152(tmp_path: Path):
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(WrongUsage, match="not a file"):
        open_store(f"sqlite:///{tmp_path / 'pipe'}")


def test_an_empty_file_is_refused_until_init_makes_it_a_store_t152(tmp_path: Path):
    url = f"sqlite:///{tmp_path / 'store.db'}"
    (tmp_path / "store.db").touch()
    assert refused(url, WrongUsage).hint == f"reconciler init --db {url}"
    assert init(url).lineage == "L"


@pytest.mark.parametrize("content", [b"org: brainlab\n", b"SQLite format 3", b"\0" * 4096])
def test_a_file_that_is_not_sqlite_is_refused_t152(tmp_path: Path, content: bytes):
    (tmp_path / "store.db").write_bytes(content)
    for opening in (open_store, init):
        refused(f"sqlite:///{tmp_path / 'store.db'}", IntegrityFailure, opening)


@pytest.mark.parametrize("size", [100, 2000, 8192])
def test_a_file_cut_short_is_refused_t152(sqlite_url: str, size: int):
    path = Path(sqlite_url.removeprefix("sqlite:///"))
    path.write_bytes(path.read_bytes()[:size])
    refused(sqlite_url, IntegrityFailure)


@pytest.mark.parametrize(
    "statements",
    [
        ("CREATE TABLE notes (id)",),
        ("CREATE TABLE notes (id)", "PRAGMA application_id=1"),
        ("PRAGMA application_id=252006675",),
        ("CREATE TABLE org (org)", "CREATE TABLE store_meta (one)"),
    ],
)
def test_the_file_of_another_application_is_refused_t152(tmp_path: Path, statements: tuple[str, ...]):
    url = f"sqlite:///{tmp_path / 'store.db'}"
    sql(url, *statements)
    for opening in (open_store, init):
        assert "another application" in refused(url, IntegrityFailure, opening).message


@pytest.mark.parametrize(
    "statement",
    [
        "CREATE TRIGGER surprise AFTER INSERT ON audit BEGIN DELETE FROM resource; END",
        "CREATE VIEW surprise AS SELECT * FROM resource",
        "CREATE TABLE surprise (id)",
        "CREATE VIRTUAL TABLE surprise USING fts5(body)",
        "DROP TABLE consumed_plan",
        "ALTER TABLE resource RENAME TO resources",
    ],
)
def test_a_schema_that_somebody_has_changed_is_refused_t156(sqlite_url: str, statement: str):
    sql(sqlite_url, statement)
    refused(sqlite_url, IntegrityFailure)


def test_a_view_in_the_place_of_a_table_is_refused_t156(sqlite_url: str):
    sql(sqlite_url, "ALTER TABLE run RENAME TO hidden", "CREATE VIEW run AS SELECT * FROM hidden")
    refused(sqlite_url, IntegrityFailure)


def test_an_index_or_statistics_of_an_administrator_are_no_harm(sqlite_url: str):
    sql(sqlite_url, "CREATE INDEX mine ON audit (org, actor)", "ANALYZE")
    open_store(sqlite_url)


def test_rows_that_no_apply_wrote_are_refused_when_they_are_read_t153(sqlite_url: str):
    store = open_store(sqlite_url)
    apply(store, [create("ada")])
    sql(sqlite_url, "UPDATE resource SET attrs = '{'")
    with pytest.raises(IntegrityFailure):
        store.state(ORG)


@pytest.mark.parametrize("statement", ["DELETE FROM store_meta", "UPDATE store_meta SET format = 77"])
def test_a_store_that_does_not_say_which_one_it_is_is_refused(sqlite_url: str, statement: str):
    sql(sqlite_url, statement)
    refused(sqlite_url, IntegrityFailure)


# --- versions ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("statement", ["UPDATE alembic_version SET version_num = '0099'", "PRAGMA user_version=99"])
def test_a_newer_schema_is_refused_by_name_t158_t204(sqlite_url: str, statement: str):
    sql(sqlite_url, statement)
    for opening in (open_store, init):
        refusal = refused(sqlite_url, VersionNotSupported, opening)
        assert refusal.hint == "use a newer reconciler"
        assert "99" in refusal.message


def test_an_older_schema_is_refused_until_migrate_brings_it_up_t157(sqlite_url: str, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("reconciler.stores.sql.opening.REVISIONS", (*REVISIONS, "9999"))
    for opening in (open_store, init):
        refusal = refused(sqlite_url, VersionNotSupported, opening)
        assert refusal.hint.endswith(f"reconciler migrate FILE --db {sqlite_url}")


# --- init -------------------------------------------------------------------------------------------------------


def test_init_twice_keeps_the_first_lineage_and_everything_else(database_url: str):
    store = open_store(database_url)
    apply(store, [create("ada")])
    again = init_store(database_url, "another lineage")
    assert again.lineage == store.lineage != "another lineage"
    assert again.state(ORG) == store.state(ORG)
    store.close()
    again.close()


INIT = """
import sys
from alembic import command
from reconciler.stores.sql import init_store
import reconciler.stores.sql.tables, psycopg
print("ready", flush=True)
for url in iter(sys.stdin.readline, ""):
    try:
        store = init_store(url.strip(), sys.argv[1])
        print(store.lineage, flush=True)
        store.close()
    except BaseException as error:
        print(repr(error), flush=True)
"""


def test_four_processes_that_init_at_once_all_find_one_store_t159(tmp_path: Path, empty_postgres_url: str):
    urls = [f"sqlite:///{tmp_path / 'store.db'}", empty_postgres_url]
    processes = [
        subprocess.Popen(
            [sys.executable, "-c", INIT, f"lineage {number}"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        for number in range(4)
    ]
    answers = [[process.stdout.readline().strip() for process in processes]]
    for url in urls:
        for process in processes:
            process.stdin.write(f"{url}\n")
            process.stdin.flush()
        answers.append([process.stdout.readline().strip() for process in processes])
    for process in processes:
        process.communicate(timeout=10)
    assert answers[0] == ["ready"] * 4
    for url, said in zip(urls, answers[1:], strict=True):
        store = open_store(url)
        assert said == [store.lineage] * 4
        assert store.lineage.startswith("lineage ")
        store.close()


def test_an_init_that_fails_half_way_leaves_nothing_behind_t159(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    url = f"sqlite:///{tmp_path / 'store.db'}"
    with monkeypatch.context() as patch:
        patch.setattr("reconciler.stores.sql.migrating.insert", None)
        with pytest.raises(TypeError):
            init(url)
    refused(url, WrongUsage)
    assert init(url).heads() == {}


# --- servers ----------------------------------------------------------------------------------------------------


def test_a_server_database_without_a_store_is_refused_t152(empty_postgres_url: str):
    assert refused(empty_postgres_url, WrongUsage).hint == f"reconciler init --db {masked(empty_postgres_url)}"


def test_a_server_database_that_does_not_keep_utf8_is_refused_t163(postgres_server):
    url = postgres_server.create("ENCODING 'SQL_ASCII' LOCALE 'C'")
    for opening in (open_store, init):
        assert "SQL_ASCII" in refused(url, VersionNotSupported, opening).message
    postgres_server.drop(url)


def test_a_server_database_where_our_names_are_taken_is_refused_t152(postgres_server, empty_postgres_url: str):
    name = empty_postgres_url.partition("?")[0].rpartition("/")[2]
    postgres_server.run("CREATE TABLE run (id int)", name)
    refused(empty_postgres_url, IntegrityFailure, init)


def test_what_acts_on_our_tables_is_refused_and_what_lies_beside_them_is_not_t156(postgres_server, postgres_url: str):
    name = postgres_url.partition("?")[0].rpartition("/")[2]
    postgres_server.run("CREATE TABLE theirs (id int)", name)
    open_store(postgres_url).close()
    postgres_server.run("CREATE RULE surprise AS ON INSERT TO audit DO ALSO DELETE FROM resource", name)
    assert "rule surprise" in refused(postgres_url, IntegrityFailure).message
    postgres_server.run("DROP RULE surprise ON audit", name)
    body = "CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END'"
    postgres_server.run(body, name)
    postgres_server.run("CREATE TRIGGER surprise BEFORE INSERT ON audit FOR EACH ROW EXECUTE FUNCTION f()", name)
    assert "trigger surprise" in refused(postgres_url, IntegrityFailure).message


def test_a_newer_schema_on_a_server_is_refused_t158_t204(postgres_server, postgres_url: str):
    name = postgres_url.partition("?")[0].rpartition("/")[2]
    postgres_server.run("UPDATE alembic_version SET version_num = '0099'", name)
    refused(postgres_url, VersionNotSupported)


def test_a_server_that_is_not_there_is_unavailable_and_its_password_not_told_t190(tmp_path: Path):
    with pytest.raises(Unavailable) as caught:
        open_store(f"postgresql://ada:s3cret@/db?host={tmp_path}")
    assert "s3cret" not in f"{caught.value.message} {caught.value.hint} {caught.value}"


def test_a_missing_driver_is_named_with_the_extra_to_install(monkeypatch: pytest.MonkeyPatch):
    def without_driver(*arguments: object, **options: object) -> None:
        raise ModuleNotFoundError("No module named 'psycopg'")

    monkeypatch.setattr(postgresql, "create_engine", without_driver)
    refusal = refused("postgresql://db.example/x", WrongUsage)
    assert refusal.hint == "pip install 'reconciler[postgres]'"


# --- URLs -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "url",
    [
        "",
        "store.db",
        "sqlite://",
        "sqlite:///",
        "sqlite:///:memory:",
        "sqlite://host/store.db",
        "sqlite:///store.db?mode=memory",
        "mysql://db.example/x",
        "postgresql+asyncpg://db.example/x",
        "postgresql://db.example:port/x",
    ],
)
def test_a_url_that_names_no_store_is_refused_with_the_forms_that_do(url: str):
    for opening in (open_store, init):
        with pytest.raises(WrongUsage) as caught:
            opening(url)
        assert "sqlite:////folder/file.db" in caught.value.hint


def test_a_relative_url_is_relative_to_the_working_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.chdir(tmp_path)
    init("sqlite:///store of 100% ?#.db".replace("?", ""))
    assert (tmp_path / "store of 100% #.db").exists()


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("sqlite:///store.db", "sqlite:///store.db"),
        ("postgresql://ada@db.example/x", "postgresql://ada@db.example/x"),
        ("postgresql://ada:s3cret@db.example/x", "postgresql://ada:***@db.example/x"),
        ("postgresql://ada:s3c/r@e:t@db.example:5432/x?a=b", "postgresql://ada:***@db.example:5432/x?a=b"),
        ("postgresql://ada:s3c?ret@db.example/x?a=b", "postgresql://ada:***@db.example/x?a=b"),
        ("sqlite:////data:1/a@b.db", "sqlite:////data:1/a@b.db"),
        ("postgresql://ada:s3cret@", "postgresql://ada:***@"),
        ("postgresql://:s3cret@db.example/x", "postgresql://:***@db.example/x"),
        ("postgresql:///x?password=s3cret&host=h", "postgresql:///x?password=***"),
        ("postgresql:///x?password=s3&cret", "postgresql:///x?password=***"),
        ("postgresql:///x?host=h&SSLpassword=s3cret", "postgresql:///x?host=h&SSLpassword=***"),
        ("postgresql://ada:s3://cret@db.example/x", "postgresql://ada:***@db.example/x"),
        ("postgresql://ada:s3cret", "postgresql://ada:***"),
        ("postgresql://[::1]:5432/x", "postgresql://[::1]:5432/x"),
        ("no url: ada:s3cret@db.example \x1b[2J", "***"),
        ("host=h password=s3cret", "***"),
        ("folder/store.db", "folder/store.db"),
    ],
)
def test_a_url_is_shown_without_its_passwords_t190(url: str, shown: str):
    assert masked(url) == shown


@pytest.mark.parametrize("url", ["mysql://ada:s3cret@db.example/x", "postgresql://ada:s3cret@db.example:port/x"])
def test_a_refusal_does_not_tell_the_password_t190(url: str):
    refusal = refused(url, WrongUsage)
    assert "s3cret" not in refusal.message + refusal.hint


# --- disks ------------------------------------------------------------------------------------------------------

MOUNTS = [
    "/dev/root / ext4 rw 0 0",
    "server:/home /home nfs4 rw 0 0",
    "/dev/sdb /home/local ext4 rw 0 0",
    "//nas/team /mnt/team\\040share cifs rw 0 0",
]


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/store.db", ""),
        ("/home/ada/store.db", "nfs4"),
        ("/home/local/store.db", ""),
        ("/homes/store.db", ""),
        ("/mnt/team share/store.db", "cifs"),
    ],
)
def test_a_network_filesystem_is_recognised_by_its_mount_point_t161(path: str, kind: str):
    assert network_filesystem(Path(path), MOUNTS) == kind


def test_a_file_on_a_network_filesystem_is_refused_t161(sqlite_url: str, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("reconciler.stores.sql.file.network_filesystem", lambda _: "nfs4")
    assert "nfs4" in refused(sqlite_url, WrongUsage).message


READ_ONLY = """
import os, sys
from reconciler.errors import ReconcilerError
from reconciler.stores.sql import open_store
folder, url, org = sys.argv[1:]
warm = open_store(url)  # whatever is imported late must be imported before this process loses its rights
warm.state(org)
try:
    warm.note(None)
except Exception:
    pass
os.chmod(folder, 0o555)
os.chmod(url.removeprefix("sqlite:///"), 0o444)
if os.geteuid() == 0:
    os.setgroups([])
    os.setgid(65534)
    os.setuid(65534)
store = open_store(url)
print(len(store.state(org)), len(list(store.audit())), len(store.runs(org)), store.heads()[org].serial)
try:
    with store.transaction(org) as transaction:
        print("a transaction began")
except ReconcilerError as refusal:
    print(type(refusal).__name__)
print(sorted(os.listdir(folder)))
"""


def test_a_file_and_folder_that_may_only_be_read_can_be_read_and_not_applied_to_t151():
    folder = tempfile.mkdtemp()  # pytest's own folders are closed to the user that root becomes here
    url = f"sqlite:///{folder}/store.db"
    try:
        os.chmod(folder, 0o755)  # noqa: S103
        store = init(url)
        apply(store, [create("ada")])
        done = subprocess.run(
            [sys.executable, "-c", READ_ONLY, folder, url, ORG], capture_output=True, text=True, check=False
        )
        assert done.stdout.splitlines() == ["1 1 1 1", "WrongUsage", "['store.db']"], done.stderr
    finally:
        os.chmod(folder, 0o755)  # noqa: S103
        shutil.rmtree(folder)


def test_the_application_id_spells_a_word():
    assert APPLICATION_ID.to_bytes(4, "big") == b"reco"
