"""A store is copied and put back by the engine's own means, and a store that was put back is known as one (T122, T155, T173)."""

from __future__ import annotations

import contextlib
import os
import shutil
import sqlite3
import stat
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest
from sqlalchemy import create_engine

from reconciler.cli import run
from reconciler.integrity import as_applied
from reconciler.stores.sql import init_store, open_store
from reconciler.stores.sql.backup import write_backup
from reconciler.stores.sql.url import parsed

LINEAGE = "00000000-0000-4000-8000-000000000001"
LAB = "webknossos/lab"
TEXT = """\
org: lab
platform: webknossos
members:
  ada@lab.example: {role: admin}
  grace@lab.example: {role: admin}
  bob@lab.example:
"""
LATER = TEXT.replace("bob@lab.example:", "bob@lab.example: {role: dataset_manager}")
LATEST = TEXT.replace("bob@lab.example:", "bob@lab.example: {role: admin}")


@pytest.fixture(params=["sqlite", "postgresql"])
def lab(request, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """An org in a store of each engine; its URL."""
    if request.param == "postgresql":
        missing = [name for name in ("pg_dump", "pg_restore") if shutil.which(name) is None]
        if missing:
            pytest.skip(f"{missing[0]} is not installed (the wheel that brings the server has it not)")
    url: str = request.getfixturevalue({"sqlite": "sqlite_url", "postgresql": "postgres_url"}[request.param])
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("RECONCILER_DB", url)
    monkeypatch.setenv("RECONCILER_ACTOR", "robot")
    applied(TEXT)
    return url


def applied(text: str) -> None:
    Path("org.yaml").write_text(text, encoding="utf-8")
    assert run(["apply", "org.yaml", "--yes"]) == 0


def kept(url: str):
    store = open_store(url)
    try:
        return store.heads(), {org: store.state(org) for org in store.heads()}, [*store.audit()]
    finally:
        store.close()


def name_of(url: str) -> str:
    return url.partition("?")[0].rpartition("/")[2]


def restored(url: str, code: int = 0) -> None:
    assert run(["restore", "store.backup", "--confirm", name_of(url)]) == code


def test_a_backup_is_whole_private_and_never_written_over_t155(lab, capsys):
    applied(LATER)
    assert run(["backup", "store.backup"]) == 0
    assert "webknossos/lab at serial 2, 5 audit entries" in capsys.readouterr().out
    assert stat.S_IMODE(Path("store.backup").stat().st_mode) == 0o600
    assert run(["backup", "store.backup"]) == 64
    assert sorted(path.name for path in Path().iterdir() if "store.backup" in path.name) == ["store.backup"]


def test_a_backup_touches_nothing_that_stands_beside_it_t155(lab, monkeypatch):
    """Neither where it is written nor where it fails."""
    Path("store.backup.part").write_text("notes of mine", encoding="utf-8")
    assert run(["backup", "store.backup"]) == 0
    before = sorted(Path().iterdir())
    monkeypatch.setattr(Path, "rename", lambda *_: (_ for _ in ()).throw(OSError(28, "No space left on device")))
    assert run(["backup", "another.backup"]) == 64
    assert Path("store.backup.part").read_text(encoding="utf-8") == "notes of mine"
    assert sorted(Path().iterdir()) == before


def test_a_restored_store_is_as_the_backup_and_says_so_t122(lab, capsys):
    assert run(["backup", "store.backup"]) == 0
    heads, states, entries = kept(lab)
    applied(LATER)
    restored(lab)
    now, then, log = kept(lab)
    assert (then, log) == (states, entries)
    assert now[LAB] == heads[LAB]._replace(serial=2)
    capsys.readouterr()
    assert run(["history"]) == 0
    assert "restored  no changes  (restored from store.backup)" in capsys.readouterr().out
    assert run(["drift"]) == 0
    assert run(["audit", "verify"]) == 0
    applied(LATER)
    assert run(["audit", "verify"]) == 0


def test_facts_are_part_of_a_backup_and_those_that_came_later_are_gone_with_it_t155(lab, capsys):
    def told(*lines: str) -> str:
        Path("storage.csv").write_text("\n".join(["at,bytes", *lines]))
        assert run(["facts", "import", "storage", "storage.csv"]) == 0
        return capsys.readouterr().out

    told("2026-10-01,1")
    assert run(["backup", "store.backup"]) == 0
    told("2026-10-02,2")
    restored(lab)
    capsys.readouterr()
    assert "1 row of storage added, 1 already there" in told("2026-10-01,1", "2026-10-02,2")


def test_plans_that_were_made_before_a_restore_are_refused_t122(lab, capsys):
    Path("org.yaml").write_text(LATER, encoding="utf-8")
    assert run(["plan", "org.yaml", "-o", "early.json"]) == 0
    assert run(["backup", "store.backup"]) == 0
    applied(LATER)
    Path("org.yaml").write_text(LATEST, encoding="utf-8")
    assert run(["plan", "org.yaml", "-o", "late.json"]) == 0
    restored(lab)
    before = kept(lab)
    capsys.readouterr()
    assert run(["apply", "early.json"]) == 12
    assert "was restored from a backup at" in capsys.readouterr().out
    assert run(["apply", "late.json"]) == 12
    assert kept(lab) == before


def test_a_store_whose_log_and_head_differ_is_no_backup_and_a_backup_of_it_is_told_t155(lab, capsys):
    """What was copied by other means is held against itself before it takes a place."""
    tell(lab, "UPDATE org SET digest = 'another'")
    assert run(["backup", "store.backup"]) == 14
    assert not Path("store.backup").exists()
    write_backup(lab, Path("store.backup"))
    tell(lab, "UPDATE org SET serial = 7")
    capsys.readouterr()
    restored(lab, 14)
    said = capsys.readouterr().err
    assert "webknossos/lab" in said
    assert "nothing was changed: restore another backup" in said
    assert kept(lab)[0][LAB].serial == 7
    assert run(["plan", "org.yaml"]) == 14


def tell(url: str, statement: str) -> None:
    engine = create_engine(parsed(url))
    with engine.begin() as connection:
        connection.exec_driver_sql(statement)
    engine.dispose()


def test_what_is_there_is_not_replaced_without_its_name_t155(lab, capsys):
    assert run(["backup", "store.backup"]) == 0
    before = kept(lab)
    assert run(["restore", "store.backup"]) == 64
    assert f"add --confirm {name_of(lab)}" in capsys.readouterr().err
    assert run(["restore", "store.backup", "--confirm", "another"]) == 64
    assert kept(lab) == before


def test_a_file_that_is_no_backup_changes_nothing_t155(lab):
    before = kept(lab)
    for content in (b"", b"PGDMP", b"SQLite format 3\0", b"org: lab\n", os.urandom(5000)):
        Path("store.backup").write_bytes(content)
        assert run(["restore", "store.backup", "--confirm", name_of(lab)]) in {1, 14, 64}
        assert kept(lab) == before


def test_nobody_waits_for_a_pipe_that_is_named_for_a_backup_t132(lab, capsys):
    before = kept(lab)
    os.mkfifo("store.backup")
    restored(lab, 64)
    assert "store.backup is not a regular file" in capsys.readouterr().err
    assert kept(lab) == before


def test_a_backup_cut_short_changes_nothing_t155(lab):
    assert run(["backup", "store.backup"]) == 0
    before, whole = kept(lab), Path("store.backup").read_bytes()
    Path("store.backup").write_bytes(whole[: len(whole) * 2 // 3])
    assert run(["restore", "store.backup", "--confirm", name_of(lab)]) in {1, 14}
    assert kept(lab) == before


# --- one file -----------------------------------------------------------------------------------------------------------


@pytest.fixture
def file(sqlite_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("RECONCILER_DB", sqlite_url)
    monkeypatch.setenv("RECONCILER_ACTOR", "robot")
    applied(TEXT)
    return Path(sqlite_url.removeprefix("sqlite:///"))


def test_into_an_empty_place_nothing_is_typed(file, monkeypatch, capsys):
    assert run(["backup", "store.backup"]) == 0
    monkeypatch.setenv("RECONCILER_DB", "sqlite:///elsewhere.db")
    capsys.readouterr()
    assert run(["restore", "store.backup"]) == 0
    said = capsys.readouterr().out
    assert "Nothing was there before." in said
    assert "is gone" not in said
    assert kept("sqlite:///elsewhere.db")[0][LAB].serial == 2
    assert not list(Path().glob("*.restoring*"))


def test_a_backup_under_the_name_that_a_restore_makes_its_file_by_is_refused_and_kept_t155(file, capsys):
    assert run(["backup", "store.backup"]) == 0
    left = file.with_name(f"{file.name}.restoring")
    Path("store.backup").rename(left)
    before = left.read_bytes()
    assert run(["restore", str(left), "--confirm", file.name]) == 64
    assert "give the backup another name" in capsys.readouterr().err
    assert left.read_bytes() == before


def test_a_backup_is_of_one_moment_while_others_write_t155(file):
    """A copy of the file alone would lack what is in the log beside it."""
    reader = sqlite3.connect(file)
    reader.execute("BEGIN")
    reader.execute("SELECT count(*) FROM resource").fetchone()
    applied(LATER)
    shutil.copy(file, "copied.db")
    assert run(["backup", "store.backup"]) == 0
    reader.close()
    assert kept(f"sqlite:///{Path('store.backup').absolute()}")[0][LAB].serial == 2
    assert kept(f"sqlite:///{Path('copied.db').absolute()}")[0][LAB].serial == 1


def test_an_older_copy_of_the_file_put_back_by_hand_is_found_by_plans_t122(file, capsys):
    with sqlite3.connect(file) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()
    shutil.copy(file, "copied.db")
    applied(LATER)
    Path("org.yaml").write_text(LATEST, encoding="utf-8")
    assert run(["plan", "org.yaml", "-o", "late.json"]) == 0
    for suffix in ("-wal", "-shm"):
        file.with_name(f"{file.name}{suffix}").unlink(missing_ok=True)
    shutil.copy("copied.db", file)
    capsys.readouterr()
    assert run(["apply", "late.json"]) == 12
    assert "planned at serial 2 and is at serial 1: it was put back to an older state" in capsys.readouterr().out
    applied(TEXT.replace("grace", "greta"))
    capsys.readouterr()
    assert run(["apply", "late.json"]) == 12
    assert "the plan is of another history" in capsys.readouterr().out


def test_a_log_beside_that_belongs_to_another_moment_is_found_or_does_nothing_t155(file):
    """The file of one moment with the write-ahead log of another."""
    with sqlite3.connect(file) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()
    shutil.copy(file, "first.db")
    reader = sqlite3.connect(file)
    reader.execute("SELECT count(*) FROM resource").fetchone()
    applied(LATER)
    shutil.copy(file.with_name(f"{file.name}-wal"), "second.wal")
    reader.close()
    applied(LATEST)
    with sqlite3.connect(file) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()
    shutil.copy("second.wal", file.with_name(f"{file.name}-wal"))
    Path("org.yaml").write_text(LATEST, encoding="utf-8")
    code = run(["plan", "org.yaml", "--detailed-exitcode"])
    assert code in {0, 2, 14}
    if code != 14:
        heads, states, _ = kept(f"sqlite:///{file}")
        assert as_applied(heads[LAB], states[LAB])


def plain_file(file: Path, name: str) -> bytes:
    """All that the store holds in its one file, and a copy of it."""
    with contextlib.closing(sqlite3.connect(file)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        connection.execute("PRAGMA journal_mode=DELETE")
    shutil.copy(file, name)
    return Path(name).read_bytes()


HOT = """
import os, signal, sqlite3, sys
store = sqlite3.connect(sys.argv[1], isolation_level=None)
store.execute("PRAGMA cache_size = 1")
store.execute("BEGIN IMMEDIATE")
store.execute("UPDATE resource SET attrs = replace(attrs, 'dataset_manager', 'admin')")
store.execute("UPDATE run SET note = hex(zeroblob(20000))")
os.kill(os.getpid(), signal.SIGKILL)
"""
MANY = TEXT + "".join(f"  p{number}@lab.example: {{role: dataset_manager}}\n" for number in range(200))


def test_a_journal_that_is_deleted_is_found_and_one_that_is_kept_is_played_back_t155(file, capsys):
    applied(MANY)
    plain_file(file, "whole.db")
    subprocess.run([sys.executable, "-c", HOT, str(file)], check=False)
    journal = file.with_name(f"{file.name}-journal")
    shutil.copy(file, "half.db")
    assert journal.exists()
    assert run(["plan", "org.yaml", "--detailed-exitcode"]) == 0
    shutil.copy("half.db", file)
    journal.unlink(missing_ok=True)
    capsys.readouterr()
    assert run(["plan", "org.yaml", "--refresh"]) == 14


def test_the_journal_of_another_moment_is_found_t155(file):
    applied(MANY)
    plain_file(file, "whole.db")
    subprocess.run([sys.executable, "-c", HOT, str(file)], check=False)
    journal = file.with_name(f"{file.name}-journal")
    shutil.copy(journal, "first.journal")
    shutil.copy("whole.db", file)
    journal.unlink()
    applied(MANY.replace("p7@", "q7@"))
    plain_file(file, "later.db")
    shutil.copy("first.journal", journal)
    assert run(["plan", "org.yaml", "--refresh"]) == 14


def test_a_copy_of_a_file_that_was_written_to_meanwhile_is_found_or_whole_t155(file, capsys):
    """The first pages of one moment and the last ones of the next, cut at every page. What a plan does not see, ``audit verify`` does."""
    applied(MANY)
    first = plain_file(file, "first.db")
    applied(MANY.replace("p7@", "q7@").replace("p9@lab.example: {role: dataset_manager}", "p9@lab.example:"))
    second = plain_file(file, "second.db")
    found = Counter()
    for cut in range(4096, min(len(first), len(second)), 4096):
        file.write_bytes(first[:cut] + second[cut:])
        code = run(["plan", "org.yaml", "--refresh"])
        said = "plan" if code == 14 else "verify" if run(["audit", "verify"]) == 14 else "whole"
        assert said != "whole" or whole(file)
        found[said] += 1
    capsys.readouterr()
    assert found["plan"]


def whole(file: Path) -> bool:
    heads, states, log = kept(f"sqlite:///{file}")
    return as_applied(heads[LAB], states[LAB]) and len(log) == heads[LAB].size


def test_a_backup_of_drift_warns_and_keeps_it_t154(file, capsys):
    with sqlite3.connect(file) as connection:
        connection.execute("UPDATE resource SET attrs = '{\"role\":\"admin\"}' WHERE path = 'member/bob@lab.example'")
    connection.close()
    assert run(["backup", "store.backup"]) == 0
    assert "warning[state-differs]" in capsys.readouterr().err


def test_a_backup_whose_rows_differ_from_its_log_replaces_a_store_only_if_somebody_says_so_t154(lab, capsys):
    assert run(["backup", "store.backup"]) == 0
    tell(lab, "UPDATE resource SET attrs = '{\"role\":\"admin\"}' WHERE path = 'member/bob@lab.example'")
    write_backup(lab, Path("flipped.backup"))
    restored(lab)
    before = kept(lab)
    capsys.readouterr()
    restore = ["restore", "flipped.backup", "--confirm", name_of(lab)]
    assert run(restore) == 14
    said = capsys.readouterr().err
    assert "error[row-differs] webknossos/lab/member/bob@lab.example was changed: role is admin" in said
    assert "the backup is damaged: in webknossos/lab 1 row differs from its log" in said
    assert "add --accept-damage" in said
    assert kept(lab) == before
    assert run([*restore, "--accept-damage"]) == 0
    assert "warning[state-differs]" in capsys.readouterr().err
    assert run(["drift"]) == 2


UNTRUE = {
    "a serial": ("UPDATE resource SET serial = 99 WHERE path = 'member/bob@lab.example'", "has another serial"),
    "a name": ("UPDATE resource SET name = '{}' WHERE path = 'member/bob@lab.example'", "has another name"),
    "a run": ("UPDATE run SET git_commit = 'cafe'", "has another commit than #1"),
}


@pytest.mark.parametrize(("statement", "what"), UNTRUE.values(), ids=UNTRUE.keys())
def test_a_backup_of_which_audit_verify_would_say_that_it_is_not_whole_is_refused_t154(lab, capsys, statement, what):
    """What no digest of the state has: serials, names, and what else entries say."""
    tell(lab, statement)
    write_backup(lab, Path("untrue.backup"))
    before = kept(lab)
    capsys.readouterr()
    restore = ["restore", "untrue.backup", "--confirm", name_of(lab)]
    assert run(restore) == 14
    said = capsys.readouterr().err
    assert what in said
    assert "the backup is damaged: webknossos/lab is not as applies have written it" in said
    assert kept(lab) == before
    assert run([*restore, "--accept-damage"]) == 0
    assert what in capsys.readouterr().err
    assert run(["audit", "verify"]) == 14


def test_a_store_is_no_backup_of_itself(file, capsys):
    before = kept(f"sqlite:///{file}")
    Path("link.db").symlink_to(file)
    for name in (str(file), "link.db"):
        assert run(["restore", name, "--confirm", file.name]) == 64
        assert "is the store itself; nothing was changed" in capsys.readouterr().err
    assert kept(f"sqlite:///{file}") == before


def test_a_backup_of_another_engine_is_refused_with_its_name(file, capsys):
    Path("store.backup").write_bytes(b"PGDMP" + bytes(100))
    assert run(["restore", "store.backup", "--confirm", file.name]) == 64
    assert "it is one of a PostgreSQL store" in capsys.readouterr().err


def test_without_the_programs_of_postgresql_the_cure_is_said_t190(postgres_url, tmp_path, monkeypatch, capsys):
    init_store(postgres_url, LINEAGE).close()
    monkeypatch.setenv("PATH", str(tmp_path))
    assert run(["backup", str(tmp_path / "b"), "--db", postgres_url]) == 64
    said = capsys.readouterr().err
    assert "pg_dump is not installed" in said
    assert "install the client programs of PostgreSQL" in said


def test_an_archive_of_another_encoding_changes_nothing_and_ours_is_always_in_utf8_t163(
    postgres_url, tmp_path, monkeypatch, capsys
):
    if shutil.which("pg_dump") is None:
        pytest.skip("pg_dump is not installed (the wheel that brings the server has it not)")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("RECONCILER_DB", postgres_url)
    monkeypatch.setenv("PGCLIENTENCODING", "LATIN1")
    applied(TEXT.replace("org: lab\n", "org: lab\nname: Bärenlabor\n"))
    before = kept(postgres_url)
    dump = ["pg_dump", "--format=custom", "--encoding=LATIN1", "--file=latin", postgres_url.replace("+psycopg", "")]
    subprocess.run(dump, check=True)
    assert run(["restore", "latin", "--confirm", name_of(postgres_url)]) == 14
    assert "not as a backup writes it" in capsys.readouterr().err
    assert kept(postgres_url) == before
    assert run(["backup", "ours"]) == 0
    assert run(["restore", "ours", "--confirm", name_of(postgres_url)]) == 0
    assert kept(postgres_url)[1:] == before[1:]


def test_the_programs_of_postgresql_are_told_the_password_by_the_environment_t190():
    from sqlalchemy.engine import make_url

    from reconciler.stores.sql.backup import _connection

    for url in ("postgresql+psycopg://u:hunter2@db.example/x", "postgresql+psycopg://u@db.example/x?password=hunter2"):
        arguments, environment = _connection(make_url(url))
        assert arguments == ["--dbname=postgresql://u@db.example/x"]
        assert environment == {"PGPASSWORD": "hunter2"}
