"""The tamper matrix: every column of every kind of row changed, rows deleted, inserted, doubled, exchanged, cut off; the whole
log written anew, forked and rolled back; each with the verdict that an audit gives, without a checkpoint and with one.

Whoever tampers here owns the database, a file or a server's: triggers are dropped and put back, grants do not bind, and nothing
that a store guards itself with is in the way. The verdicts are exact: the codes that are found, and no others, of either engine.
"""
# ruff: noqa: S608 - all words in these statements are from this file

from __future__ import annotations

import sqlite3
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, closing, contextmanager
from functools import cache
from pathlib import Path
from typing import Any, Protocol

import psycopg
import pytest
from logs import LINEAGE, ORG, OTHER, applied, logged, member
from logs import row as address
from postgres import Server

from reconciler import ledger
from reconciler.canonical import canonical
from reconciler.checkpoints import Checkpoint, checkpoint_of
from reconciler.commitments import committed
from reconciler.errors import IntegrityFailure
from reconciler.facts import FACTS
from reconciler.model import Change as Changed
from reconciler.stores.sql import init_store, open_store
from reconciler.stores.sql.evidence import text_of
from reconciler.stores.sql.rows import AUDIT as COLUMNS
from reconciler.stores.sql.tables import metadata
from reconciler.survey import as_stored
from reconciler.verification import verify


class Hand(Protocol):
    """A connection of whoever tampers."""

    def execute(self, statement: str, values: Sequence[object] = (), /) -> Any: ...


Change = Callable[[Hand], object]

AUDITED = ("org = 'webknossos/brainlab' AND seq = 8", "path = 'member/ada@lab.example'")
ADA = "org = 'webknossos/brainlab' AND person = 'ada'"
RUN, ROW = "run = 'run-3'", "org = 'webknossos/brainlab' AND path = 'team/a%2Fb'"


@cache
def _untouched() -> tuple[bytes, dict[str, tuple[Checkpoint, Checkpoint]]]:
    """The bytes of the store before anybody tampers, and of each org the checkpoint of its first apply and of its last."""
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{folder}/store.db"
        init_store(url, LINEAGE).close()
        logged(url)
        with closing(open_store(url)) as store:
            ends = {}
            for org, head in store.heads().items():
                first = store.runs(org)[0]
                early = Checkpoint(LINEAGE, org, first.size, first.root, first.serial, first.after)
                ends[org] = early, checkpoint_of(LINEAGE, head)
        with closing(sqlite3.connect(f"{folder}/store.db")) as connection:
            connection.execute("PRAGMA journal_mode=DELETE")
        return Path(folder, "store.db").read_bytes(), ends


@contextmanager
def in_file(path: Path) -> Iterator[Hand]:
    with closing(sqlite3.connect(path)) as connection:
        guards = connection.execute("SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'").fetchall()
        for name, _ in guards:
            connection.execute(f"DROP TRIGGER {name}")
        yield connection
        for _, sql in guards:
            connection.execute(sql)
        connection.commit()


class OnServer:
    """A server's connection that takes statements as SQLite's does."""

    def __init__(self, connection: psycopg.Connection) -> None:
        self._connection = connection

    def execute(self, statement: str, values: Sequence[object] = (), /) -> Any:
        return self._connection.execute(statement.replace("%", "%%").replace("?", "%s").encode(), values)


@contextmanager
def on_server(url: str) -> Iterator[Hand]:
    with psycopg.connect(url) as connection:
        yield OnServer(connection)


class Tampered:
    """A store that somebody has tampered with. The checkpoints are those of the file, for a server too: the log is the same."""

    def __init__(self, url: str, hand: Callable[[], AbstractContextManager[Hand]]) -> None:
        self.url = url
        self._hand = hand
        _, self.ends = _untouched()

    def by(self, change: Change) -> Tampered:
        with self._hand() as connection:
            change(connection)
        return self

    def verdict(self, org: str = ORG, *, early: bool = False, late: bool = False, since: bool = False) -> set[str]:
        first, last = self.ends[org]
        given = [*([first] if early else []), *([last] if late else [])]
        with closing(open_store(self.url)) as store, store.evidence() as evidence:
            found = verify(evidence, org, given, first if since else None)
        return {problem.code for problem in found.problems}


@pytest.fixture(scope="module")
def logged_on_server(postgres_server: Server) -> Iterator[str]:
    """The name of a database that nobody tampers with: others are copied from it."""
    url = postgres_server.create()
    init_store(url, LINEAGE).close()
    logged(url)
    yield url.partition("?")[0].rpartition("/")[2]
    postgres_server.drop(url)


def a_file(folder: Path) -> Tampered:
    """A store in a file of its own."""
    path = folder / "store.db"
    path.write_bytes(_untouched()[0])
    return Tampered(f"sqlite:///{path}", lambda: in_file(path))


@pytest.fixture(params=["sqlite", "postgresql"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Tampered]:
    if request.param == "sqlite":
        yield a_file(tmp_path)
        return
    server: Server = request.getfixturevalue("postgres_server")
    url = server.create(template=request.getfixturevalue("logged_on_server"))
    yield Tampered(url, lambda: on_server(url))
    server.drop(url)


def sql(statement: str, *values: object) -> Change:
    return lambda connection: connection.execute(statement, values)


def both(*changes: Change) -> Change:
    return lambda connection: [change(connection) for change in changes]


def test_nothing_is_found_where_nobody_tampered(store: Tampered):
    for org in (ORG, OTHER):
        assert (
            store.verdict(org) == store.verdict(org, early=True, late=True) == store.verdict(org, since=True) == set()
        )


# --- one value of one row ---------------------------------------------------------------------------------------------

# table and column: what is written there instead, and what is found.
AUDIT = {
    "org": ("'encord/acme'", {"entry-missing"}),
    "seq": ("88", {"entry-missing"}),
    "run": ("'run-1'", {"entry-changed"}),
    "plan": ("'p'", {"entry-changed"}),
    "at": ("'2026-11-23T10:00:01Z'", {"entry-changed"}),
    "actor": ("'eve'", {"entry-changed"}),
    "path": ("'member/bob@lab.example'", {"entry-changed"}),
    "action": ("'delete'", {"entry-malformed"}),
    "mode": ("'invite'", {"entry-changed"}),
    "cause": ("'drift'", {"entry-changed"}),
    "outcome": ("'already'", {"entry-changed"}),
    "before": ("""'{"role":"owner"}'""", {"entry-changed"}),
    "after": ("""'{"role":"owner"}'""", {"entry-changed"}),
    "name": ("""'["Ada"]'""", {"entry-changed"}),
    "git_commit": ("''", {"entry-changed"}),
    "hash": (f"'{'ab' * 32}'", {"entry-changed"}),
    "previous": ("'member/eve@lab.example'", {"entry-malformed"}),
    "approvers": ("NULL", {"entry-changed"}),
    "learnt": ("'os uid 1000'", {"entry-changed"}),
    "handover": ("'{}'", {"entry-malformed"}),
    "erased": ("'[]'", {"entry-malformed"}),
}
RUNS = {
    "org": ("'encord/acme'", {"run-differs"}),
    "run": ("'run-9'", {"run-differs"}),
    "number": ("7", {"run-differs", "head-differs"}),
    "plan": ("'p'", {"run-differs"}),
    "at": ("'2026-11-23T10:00:01Z'", {"run-differs"}),
    "actor": ("'eve'", {"run-differs"}),
    "git_commit": ("''", {"run-differs"}),
    "outcome": ("'failed'", {"run-differs"}),
    "serial": ("7", {"run-differs"}),
    "before": (f"'{'ab' * 32}'", {"run-differs"}),
    "after": (f"'{'ab' * 32}'", {"run-differs"}),
    "size": ("8", {"run-differs"}),
    "root": (f"'{'ab' * 32}'", {"run-differs"}),
    "note": ("'nothing to see'", {"run-differs"}),
    "learnt": ("NULL", {"run-differs"}),
}
RESOURCES = {
    "org": ("'encord/acme'", {"rows-differ"}),
    "path": ("'team/c'", {"rows-differ"}),
    "kind": ("'tag'", {"rows-differ"}),
    "attrs": ("""'{"description":"d"}'""", {"rows-differ"}),
    "name": ("""'["a/b"]'""", {"rows-differ"}),
    "serial": ("1", {"rows-differ"}),
}
ORGS = {
    "org": ("'webknossos/other'", {"head-differs"}),
    "serial": ("4", {"head-differs"}),
    "digest": (f"'{'ab' * 32}'", {"head-differs"}),
    "size": ("12", {"log-short"}),
    "frontier": ("'[]'", {"head-differs"}),
    "key": (f"'{'ab' * 32}'", {"run-differs", "head-differs"}),
}
PEOPLE = {
    "org": ("'encord/acme'", {"name-missing"}),
    "commitment": (f"'~{'ab' * 32}'", {"name-missing", "name-differs"}),
    "person": ("'eve'", {"name-differs"}),
    "value": ("'eve'", {"name-differs"}),
    "salt": (f"'{'ab' * 32}'", {"name-differs"}),
}
CONSUMED = {
    "org": ("'encord/acme'", {"run-differs"}),
    "plan": ("'p'", {"run-differs"}),
    "run": ("'run-1'", {"run-differs"}),
    "serial": ("9", {"run-differs"}),
}
TABLES = {
    "audit": (AUDIT, AUDITED[0]),
    "run": (RUNS, RUN),
    "resource": (RESOURCES, ROW),
    "org": (ORGS, "org = 'webknossos/brainlab'"),
    "consumed_plan": (CONSUMED, RUN),
    "person": (PEOPLE, ADA),
}


def test_no_column_is_left_out():
    """But for the store's own row, whose lineage every checkpoint names; what saves time and says nothing of what was done; and facts."""
    assert {name: set(columns) for name, (columns, _) in TABLES.items()} == {
        name: set(table.c.keys())
        for name, table in metadata.tables.items()
        if name not in ("store_meta", "settled", "manifest", *FACTS)
    }


@pytest.mark.parametrize(("table", "column"), [(t, c) for t, (columns, _) in TABLES.items() for c in columns])
def test_one_value_is_changed_t170(store: Tampered, table: str, column: str):
    columns, where = TABLES[table]
    value, found = columns[column]
    store.by(sql(f"UPDATE {table} SET {column} = {value} WHERE {where}"))
    assert store.verdict() == found
    assert store.verdict(early=True) == found | ({"checkpoint-differs"} if column == "key" else set())


@pytest.mark.parametrize("seq", range(1, 12))
def test_the_first_entry_that_is_wrong_is_named_t170(store: Tampered, seq: int):
    store.by(sql("UPDATE audit SET actor = 'eve' WHERE org = ? AND seq >= ?", ORG, seq))
    with closing(open_store(store.url)) as opened, opened.evidence() as evidence:
        [problem] = verify(evidence, ORG).problems
    assert problem.message == f"{ORG}#{seq}: what it says does not give its hash"


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("after", '{"role": "member"}'),
        ("after", '{"role":"member","role":"member"}'),
        ("after", '{"role":"admin","role":"member"}'),
        ("before", '{"role":"\\u0061dmin"}'),
        ("before", '{"role":"admin"} '),
        ("before", "{"),
        ("approvers", '["grace@lab.example" ]'),
        ("after", '{"role":"member"},"ax":1'),
        ("after", "[1]"),
        ("before", b"\xff"),
        ("learnt", "oath"),
        ("learnt", ""),
        ("handover", "{}"),
        ("hash", 7),
        ("hash", "zz"),
        ("after", "[" * 100_000),
    ],
)
def test_an_entry_that_is_not_spelled_as_an_apply_spells_it_is_refused_even_with_its_hash_t185(
    store: Tampered, column: str, value: object
):
    store.by(both(sql(f"UPDATE audit SET {column} = ? WHERE {AUDITED[0]}", value), rehashed(ORG)))
    if column == "hash":
        store.by(sql(f"UPDATE audit SET hash = ? WHERE {AUDITED[0]}", value))
    assert store.verdict() == ({"entry-changed"} if column == "hash" else {"entry-malformed"})


def test_what_belongs_into_the_next_column_is_no_part_of_this_one_though_the_hash_is_the_same_t185(store: Tampered):
    moved = """UPDATE audit SET after = after || ',"approvers":' || approvers, approvers = NULL WHERE approvers IS NOT NULL"""
    assert store.verdict() == set()
    assert store.by(sql(moved)).verdict() == {"entry-malformed"}


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE org SET size = 'x'",
        "UPDATE org SET serial = x'00'",
        f"UPDATE org SET frontier = '{'[' * 6000}'",
        f"UPDATE run SET serial = 'x' WHERE {RUN}",
        f"UPDATE run SET size = x'00' WHERE {RUN}",
        f"UPDATE run SET plan = x'7eff' WHERE {RUN}",
        f"UPDATE consumed_plan SET serial = 'x' WHERE {RUN}",
    ],
)
def test_a_value_of_another_type_in_a_file_is_no_fault_of_the_program_t153(tmp_path: Path, statement: str):
    with pytest.raises(IntegrityFailure):
        a_file(tmp_path).by(sql(statement)).verdict()


def test_who_was_erased_in_bytes_is_malformed_and_passed_by_from_a_checkpoint_on_t153(tmp_path: Path):
    store = a_file(tmp_path).by(sql("UPDATE audit SET erased = x'7e' WHERE org = ? AND seq = 1", ORG))
    assert store.verdict() == {"entry-malformed"}
    assert store.verdict(since=True) == set()


def test_a_row_under_the_name_of_somebody_else_is_found_from_a_checkpoint_on_and_by_every_plan_t154(store: Tampered):
    store.by(sql("UPDATE resource SET name = ? WHERE path = 'member/ada@lab.example'", '["boss@lab.example"]'))
    assert store.verdict() == store.verdict(since=True) == {"rows-differ"}
    with closing(open_store(store.url)) as opened, pytest.raises(IntegrityFailure, match="name of something else"):
        as_stored(opened, ORG, opened.heads()[ORG])


def test_prose_in_the_form_of_a_commitment_is_nobody_s_name_from_a_checkpoint_on_either_t182(store: Tampered):
    prose = {"description": f"see ~{'a' * 64}"}
    with closing(open_store(store.url)) as opened:
        applied(opened, [Changed(address("team/c"), None, prose, name=("c",))], 6)
        checkpoint = checkpoint_of(LINEAGE, opened.heads()[ORG])
        with opened.evidence() as evidence:
            assert not verify(evidence, ORG).problems
            assert not verify(evidence, ORG, (), checkpoint).problems


def test_an_actor_of_bytes_is_refused_by_a_file_and_is_somebody_else_for_a_server_whose_columns_hold_text_t185(
    store: Tampered,
):
    store.by(both(sql(f"UPDATE audit SET actor = ? WHERE {AUDITED[0]}", b"ada"), rehashed(ORG)))
    assert store.verdict() == {"entry-malformed" if store.url.startswith("sqlite") else "run-differs"}


# --- rows that come and go --------------------------------------------------------------------------------------------

COPY = "INSERT INTO audit SELECT org, {} FROM audit WHERE org = 'webknossos/brainlab' AND seq = {}"
REST = ", ".join(column for column in AUDIT if column not in {"org", "seq"})


def exchanged(one: int, two: int) -> Change:
    """The numbers of two entries."""
    move = f"UPDATE audit SET seq = ? WHERE org = '{ORG}' AND seq = ?"
    return both(sql(move, 0, one), sql(move, one, two), sql(move, two, 0))


ROWS: dict[str, tuple[Change, set[str]]] = {
    "an entry in the middle is deleted": (sql(f"DELETE FROM audit WHERE {AUDITED[0]}"), {"entry-missing"}),
    "the first entry is deleted": (sql("DELETE FROM audit WHERE org = ? AND seq = 1", ORG), {"entry-missing"}),
    "an entry in the middle is written twice": (
        both(
            sql("UPDATE audit SET seq = seq + 100 WHERE org = ? AND seq > 8", ORG),
            sql("UPDATE audit SET seq = seq - 99 WHERE org = ? AND seq > 100", ORG),
            sql(COPY.format("9, " + REST, 8)),
        ),
        {"entry-changed"},
    ),
    "an entry is copied to the end": (sql(COPY.format("12, " + REST, 8)), {"log-long", "entry-changed"}),
    "an entry is made before the first": (sql(COPY.format("0, " + REST, 8)), {"entry-missing"}),
    "two entries change places": (exchanged(2, 3), {"entry-changed"}),
    "the last entry is cut off": (sql("DELETE FROM audit WHERE org = ? AND seq = 11", ORG), {"log-short"}),
    "the last apply's entries are cut off": (sql("DELETE FROM audit WHERE org = ? AND seq > 9", ORG), {"log-short"}),
    "the last apply is cut off": (
        both(sql("DELETE FROM audit WHERE run = 'run-4'"), sql("DELETE FROM run WHERE run = 'run-4'")),
        {"log-short", "run-differs", "rows-differ"},
    ),
    "the last apply is forgotten, and its entries are not": (
        sql("DELETE FROM run WHERE run = 'run-4'"),
        {"log-long"},
    ),
    "all entries are gone": (sql("DELETE FROM audit WHERE org = ?", ORG), {"log-short"}),
    "an apply in the middle is forgotten": (sql("DELETE FROM run WHERE run = 'run-3'"), {"run-differs"}),
    "a refused attempt is forgotten": (sql("DELETE FROM run WHERE run = 'run-2'"), {"run-differs", "name-differs"}),
    "a plan is forgotten": (sql("DELETE FROM consumed_plan WHERE run = 'run-3'"), {"run-differs"}),
    "the last plan is forgotten": (sql("DELETE FROM consumed_plan WHERE run = 'run-4'"), {"run-differs"}),
    "a plan is made up": (
        sql("INSERT INTO consumed_plan VALUES (?, 'p', 'run-4', 4)", ORG),
        {"run-differs"},
    ),
    "a name is taken out": (sql(f"DELETE FROM person WHERE {ADA}"), {"name-missing"}),
    "the name of somebody in the state is taken out": (
        sql("DELETE FROM person WHERE person = 'bob@lab.example'"),
        {"name-missing"},
    ),
    "a name is put in, as an apply would": (
        sql("INSERT INTO person VALUES (?, ?, 'zoe', 'zoe', ?)", ORG, committed("ab" * 32, "zoe", "zoe"), "ab" * 32),
        {"name-differs"},
    ),
    "the org is forgotten": (sql("DELETE FROM org WHERE org = ?", ORG), {"head-differs"}),
    "a row is gone": (sql(f"DELETE FROM resource WHERE {ROW}"), {"rows-differ"}),
    "a row is made": (
        sql(
            """INSERT INTO resource VALUES (?, 'member/eve@lab.example', 'member', '{"role":"admin"}', NULL, 3)""", ORG
        ),
        {"rows-differ"},
    ),
}


@pytest.mark.parametrize("what", ROWS)
def test_rows_come_and_go_t171_t172_t154(store: Tampered, what: str):
    change, found = ROWS[what]
    store.by(change)
    assert store.verdict() == found


def test_a_name_that_only_entries_before_the_checkpoint_hold_is_missed_from_it_on_too_t182(store: Tampered):
    """What those entries say is not read again; whom they name is."""
    _, late = store.ends[ORG]

    def found() -> list[str]:
        with closing(open_store(store.url)) as opened, opened.evidence() as evidence:
            return [problem.code for problem in verify(evidence, ORG, since=late).problems]

    assert found() == []
    with closing(open_store(store.url)) as opened, opened.evidence() as evidence:
        acting = {run.actor for _, run in evidence.runs(ORG)}
        in_state = " ".join(row.path for row in evidence.rows(ORG))
        gone = [line for line in evidence.people(ORG) if line.commitment not in acting and line.value not in in_state]
    store.by(sql("DELETE FROM person WHERE commitment = ?", gone[0].commitment))
    assert found() == ["name-missing"]
    assert store.verdict() == {"name-missing"}


def test_a_log_that_is_shorter_than_a_checkpoint_is_found_shorter_whatever_else_t172(store: Tampered):
    store.by(ROWS["the last apply is cut off"][0])
    assert store.verdict(late=True) == {"log-short", "run-differs", "rows-differ", "checkpoint-ahead"}


# --- by somebody who knows how ----------------------------------------------------------------------------------------


def rehashed(org: str) -> Change:
    """Every hash, root and number anew, from what the entries say now: as the program itself would have written them."""

    def change(connection: Hand) -> None:
        tree, roots = ledger.Tree(), {}
        for row in connection.execute(
            f"SELECT {', '.join(COLUMNS)} FROM audit WHERE org = ? ORDER BY seq", (org,)
        ).fetchall():
            try:
                text = text_of(*row)
            except (TypeError, ValueError):
                text = ""
            leaf = ledger.leaf(text.encode())
            tree.add(leaf)
            roots[tree.size] = tree.root
            connection.execute("UPDATE audit SET hash = ? WHERE org = ? AND seq = ?", (leaf.hex(), org, row[1]))
        for size, root in roots.items():
            connection.execute(
                "UPDATE run SET root = ? WHERE org = ? AND size = ? AND outcome = 'done'", (root, org, size)
            )
        connection.execute(
            "UPDATE org SET size = ?, frontier = ? WHERE org = ?", (tree.size, canonical(tree.frontier), org)
        )

    return change


def rolled_back(connection: Hand) -> None:
    """The last apply has never been, anywhere; as after an older backup is put back."""
    for table in ("audit", "run", "consumed_plan"):
        connection.execute(f"DELETE FROM {table} WHERE run = 'run-4'")
    connection.execute(
        """INSERT INTO resource VALUES (?, 'member/cem@lab.example', 'member', '{"role":"member"}', NULL, 2)""", (ORG,)
    )
    connection.execute("""UPDATE resource SET serial = 2 WHERE path = 'member/bob@lab.example'""")
    size, after = connection.execute("SELECT size, after FROM run WHERE run = 'run-3'").fetchone()
    connection.execute("UPDATE org SET serial = 2, digest = ?, size = ? WHERE org = ?", (after, size, ORG))
    rehashed(ORG)(connection)


ACTOR = sql("UPDATE audit SET actor = 'eve' WHERE run = 'run-1'")

# what is done: what is found without a checkpoint, with one of the first apply, with one of the last, and going on from the first
KNOWING: dict[str, tuple[Change, set[str], set[str], set[str], set[str]]] = {
    "an entry names somebody else, and its hash is made anew": (
        both(sql(f"UPDATE audit SET actor = 'eve' WHERE {AUDITED[0]}"), rehashed(ORG)),
        {"run-differs"},
        {"run-differs"},
        {"run-differs", "checkpoint-differs"},
        {"run-differs"},
    ),
    "an apply names somebody else, everywhere, and all is made anew": (
        both(ACTOR, sql("UPDATE run SET actor = 'eve' WHERE run = 'run-1'"), rehashed(ORG)),
        set(),
        {"checkpoint-differs"},
        {"checkpoint-differs"},
        {"checkpoint-differs"},
    ),
    "the same, of an apply after the first checkpoint": (
        both(
            sql("UPDATE audit SET actor = 'eve' WHERE run = 'run-3'"),
            sql("UPDATE run SET actor = 'eve' WHERE run = 'run-3'"),
            rehashed(ORG),
        ),
        set(),
        set(),
        {"checkpoint-differs"},
        set(),
    ),
    "an apply was learnt of in another way, everywhere, and all is made anew": (
        both(
            *(sql(f"UPDATE {table} SET learnt = 'os uid 1000' WHERE run = 'run-3'") for table in ("audit", "run")),
            rehashed(ORG),
        ),
        set(),
        set(),
        {"checkpoint-differs"},
        set(),
    ),
    "an entry says another side, and all is made anew": (
        both(sql(f"""UPDATE audit SET "after" = '{{"role":"admin"}}' WHERE {AUDITED[0]}"""), rehashed(ORG)),
        {"run-differs", "head-differs", "rows-differ"},
        {"run-differs", "head-differs", "rows-differ"},
        {"run-differs", "head-differs", "rows-differ", "checkpoint-differs"},
        {"run-differs", "head-differs", "rows-differ"},
    ),
    "an entry says it found something else, and all is made anew": (
        both(sql(f"""UPDATE audit SET before = '{{"role":"owner"}}' WHERE {AUDITED[0]}"""), rehashed(ORG)),
        {"entry-contradicts"},
        {"entry-contradicts"},
        {"entry-contradicts", "checkpoint-differs"},
        {"rows-differ"},
    ),
    "two entries of an apply change places, and all is made anew": (
        both(exchanged(2, 3), rehashed(ORG)),
        set(),
        {"checkpoint-differs"},
        {"checkpoint-differs"},
        {"checkpoint-differs"},
    ),
    "the last apply has never been": (rolled_back, set(), set(), {"checkpoint-ahead"}, set()),
    "old entries say something else beside their old hashes": (
        sql("UPDATE audit SET actor = 'eve' WHERE run = 'run-1'"),
        {"entry-changed"},
        {"entry-changed"},
        {"entry-changed"},
        set(),  # and that it would not be found is said: what they say was not read
    ),
    "a row that nobody has touched since says something else, and so does the head": (
        both(
            sql("""UPDATE resource SET attrs = '{"name":"Brains"}' WHERE org = ? AND path = 'org'""", ORG),
            sql("UPDATE org SET digest = ? WHERE org = ?", "ab" * 32, ORG),
        ),
        {"head-differs", "rows-differ"},
        {"head-differs", "rows-differ"},
        {"head-differs", "rows-differ"},
        {"run-differs", "head-differs", "rows-differ"},
    ),
}


@pytest.mark.parametrize("what", KNOWING)
def test_somebody_who_knows_how_is_found_by_a_checkpoint_or_not_at_all_t172_t173_t174(store: Tampered, what: str):
    change, alone, early, late, since = KNOWING[what]
    store.by(change)
    assert store.verdict() == alone
    assert store.verdict(early=True) == early
    assert store.verdict(late=True) == late
    assert store.verdict(since=True) == since


def test_a_log_that_went_on_in_another_way_is_a_fork_t175(store: Tampered):
    store.by(rolled_back)
    with closing(open_store(store.url)) as opened:
        applied(opened, [member("cem", "member", "admin"), member("dora", None, "member")], 6)
    assert store.verdict() == set()
    assert store.verdict(early=True) == set()
    assert store.verdict(late=True) == {"checkpoint-differs"}


def test_a_whole_org_that_is_gone_is_found_by_a_checkpoint_alone_t173(store: Tampered):
    store.by(both(*(sql(f"DELETE FROM {table} WHERE org = ?", ORG) for table in TABLES)))
    assert store.verdict() == set()
    assert store.verdict(early=True) == store.verdict(since=True) == {"checkpoint-ahead"}


def test_what_no_tree_holds_can_be_changed_unseen_and_the_page_says_so(store: Tampered):
    """A refused attempt has changed nothing and has no entry; that it was there is known by its number alone."""
    ada = f"(SELECT commitment FROM person WHERE {ADA})"
    store.by(sql(f"UPDATE run SET actor = {ada}, note = 'yes', plan = 'q' WHERE run = 'run-2'"))
    store.by(sql("DELETE FROM person WHERE person = 'eve'"))
    assert store.verdict(early=True, late=True) == set()
    page = (Path(__file__).resolve().parent.parent / "docs" / "audit.md").read_text(encoding="utf-8")
    assert "refused attempt" in page
