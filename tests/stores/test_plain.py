"""What a plan reads of a file without SQLAlchemy is what the whole store says; where it is not, the whole store is asked."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from itertools import product

import pytest
from applies import AT, HOSTILE, ORG, OTHER, apply, create, delete, member, update

from reconciler.applier import Attempt
from reconciler.applier import apply as carried_out
from reconciler.commitments import is_erased
from reconciler.errors import IntegrityFailure, ReconcilerError
from reconciler.model import Change, Header, Outcome, Settled
from reconciler.reader import read_texts
from reconciler.stores.base import AuditQuery, Store
from reconciler.stores.sql import SqlStore, open_store
from reconciler.stores.sql.plain import PlainStore, plain_store
from reconciler.survey import make_plan

LATER = "2026-11-24T10:00:00Z"
LAB = "encord/lab"
ADA, BOB = "ada@lab.example: {role: internal_admin}", "bob@lab.example"


def sql(url: str, *statements: str) -> None:
    with closing(sqlite3.connect(url.removeprefix("sqlite:///"))) as connection, connection:
        for statement in statements:
            connection.execute(statement)


def never() -> Store:
    raise AssertionError("the whole store was opened")


def plainly(url: str, whole: Callable[[], Store] = never) -> PlainStore:
    found = plain_store(url, whole)
    assert found is not None
    return found


def planned_and_applied(store: Store, manifest: str, day: str) -> None:
    """As the program does it, with commitments in the place of names."""
    at = f"{day}T10:00:00Z"
    header = Header(store.lineage, at, "2026-11-30T10:00:00Z", "ada@lab.example", "reconciler 0.1.0")
    plan = make_plan(read_texts((("org.yaml", manifest),), at=at).sound(), store, header)
    [done] = carried_out(plan, store, Attempt("ada@lab.example", at, f"run of {day}"))
    assert done.outcome is Outcome.DONE, done.error


@pytest.fixture
def whole(sqlite_url: str) -> Iterator[SqlStore]:
    """A store in which people came, changed, moved and left."""
    store = open_store(sqlite_url)
    for number, members in enumerate((f"{BOB}: {{role: internal_member}}, {ADA}", ADA), 4):
        planned_and_applied(store, f"org: lab\nplatform: encord\nmembers: {{{members}}}\n", f"2026-11-2{number}")
    moved = Change(member("bob"), {"role": "member"}, {"role": "member"}, name=("robert",), previous=member("robert"))
    apply(store, [create(name) for name in (*HOSTILE, "eve", "robert")])
    apply(store, [create("ADA", org=OTHER, name="Ada")], org=OTHER)
    apply(store, [delete("eve"), update(HOSTILE[0], {"role": "member"}, {"role": "admin"}), moved], "plan-2", at=LATER)
    settled = [Settled(each, 1, "state", "program", AT, "", ("a", "b"), (), "") for each in (ORG, OTHER)]
    store.settle(settled, {ORG: {"a": b"\0a", "b": b"b"}})
    sql(sqlite_url, "UPDATE resource SET serial = 7 WHERE org LIKE 'encord/%'")  # whose settling a trigger forgets
    yield store
    store.close()


def test_it_reads_what_the_whole_store_reads(whole: SqlStore, sqlite_url: str):
    plain = plainly(sqlite_url)
    assert (plain.lineage, plain.key) == (whole.lineage, whole.key)
    assert [*plain.heads().items()] == [*whole.heads().items()]
    assert [each.org for each in whole.settled()] == [ORG]
    assert plain.settled() == whole.settled()
    assert plain.manifests(ORG) == {"a": b"\0a", "b": b"b"}
    for org in (ORG, OTHER, LAB, "encord/nobody"):
        assert plain.manifests(org) == whole.manifests(org)
        assert [*plain.state(org).items()] == [*whole.state(org).items()]
    found = 0
    actions = [(), ("delete",), ("delete", "update", "move"), ("erase",)]
    for org, since, wanted in product((ORG, OTHER, LAB, "encord/nobody"), ("", AT, LATER, "2027"), actions):
        query = AuditQuery(org=org, since=since, actions=wanted)
        right = [*whole.audit(query)]
        assert [*plain.audit(query)] == right
        found += len(right)
    assert found > 2 * len(HOSTILE)
    plain.close()


def test_names_are_those_that_commitments_stand_for_until_somebody_is_erased(whole: SqlStore, sqlite_url: str):
    query = AuditQuery(org=LAB, actions=("delete",))
    [left] = plainly(sqlite_url).audit(query)
    assert (left.actor, left.address.key) == ("ada@lab.example", (BOB,))
    sql(sqlite_url, "DELETE FROM person WHERE person LIKE 'bob@%'")
    [left] = plainly(sqlite_url).audit(query)
    assert (left.actor, is_erased(left.address.key[0])) == ("ada@lab.example", True)
    assert [left] == [*whole.audit(query)]


@pytest.mark.parametrize(
    "query", [AuditQuery(), AuditQuery(org=ORG, actor="ada"), AuditQuery(org=ORG, until=AT), AuditQuery(person="eve")]
)
def test_what_a_plan_does_not_ask_is_asked_of_the_whole_store(whole: SqlStore, sqlite_url: str, query: AuditQuery):
    plain = plainly(sqlite_url, lambda: whole)
    assert [*plain.audit(query)] == [*whole.audit(query)] != []
    assert plain.runs(ORG) == whole.runs(ORG)


@pytest.mark.parametrize(
    ("statement", "read"),
    [
        ("UPDATE org SET frontier = '{'", lambda store: store.heads()),
        ("UPDATE org SET serial = 'one'", lambda store: store.heads()),
        ("UPDATE resource SET attrs = '{'", lambda store: store.state(ORG)),
        ("UPDATE resource SET attrs = CAST(X'FF' AS TEXT)", lambda store: store.state(ORG)),
        ("UPDATE settled SET serial = 'one'", lambda store: store.settled()),
        ("UPDATE person SET value = X'00'", lambda store: [*store.audit(AuditQuery(org=LAB))]),
    ],
)
def test_what_no_apply_wrote_is_refused_in_the_words_of_the_whole_store_t153(
    whole: SqlStore, sqlite_url: str, statement: str, read: Callable[[Store], object]
):
    plain = plainly(sqlite_url, lambda: whole)
    sql(sqlite_url, statement)
    said = []
    for store in (whole, plain):
        with pytest.raises(ReconcilerError) as refused:
            read(store)  # type: ignore[arg-type]
        said.append((type(refused.value), str(refused.value), refused.value.hint))
    assert said[0] == said[1]


def test_entries_that_were_given_out_before_one_that_does_not_read_are_not_given_out_again(
    whole: SqlStore, sqlite_url: str
):
    sql(sqlite_url, "DROP TRIGGER audit_keeps_values", "UPDATE audit SET action = 'other' WHERE seq = 4")
    log = plainly(sqlite_url, lambda: whole).audit(AuditQuery(org=ORG))
    assert [next(log).seq for _ in range(3)] == [1, 2, 3]
    with pytest.raises(IntegrityFailure):
        next(log)


@pytest.mark.parametrize(
    "statement",
    [
        "PRAGMA application_id = 1",
        "PRAGMA user_version = 99",
        "PRAGMA user_version = 1",
        "UPDATE alembic_version SET version_num = '0001'",
        "DROP TABLE alembic_version",
        "CREATE TABLE other (one)",
        "CREATE TRIGGER surprise AFTER UPDATE ON org BEGIN SELECT 1; END",
        "CREATE VIEW surprise_view AS SELECT 1",
        "DROP TABLE consumed_plan",
        "DELETE FROM store_meta",
        "UPDATE store_meta SET format = 77",
    ],
)
def test_a_file_that_is_not_quite_as_it_should_be_is_not_read_plainly_t152_t156_t158(sqlite_url: str, statement: str):
    plainly(sqlite_url)
    sql(sqlite_url, statement)
    assert plain_store(sqlite_url, never) is None


def test_a_server_and_a_file_that_is_being_written_with_a_journal_are_not_read_plainly(sqlite_url: str):
    assert plain_store("postgresql://nobody@nowhere.example/db", never) is None
    with open(f"{sqlite_url.removeprefix('sqlite:///')}-journal", "w"):
        assert plain_store(sqlite_url, never) is None
