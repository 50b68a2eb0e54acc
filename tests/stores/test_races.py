"""Applies that meet on a database; and proof that these tests would notice a store that loses one (H1, H2).

The careless stores below are what a reasonable person writes first: they read the serial, compare it in Python and
write. ``race`` must catch them, or it proves nothing about the others.
"""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress

import psycopg
import pytest
from applies import ORG, OTHER, apply, attempt, create, race
from sqlalchemy import Connection, Engine, create_engine, event, update

from reconciler.errors import Busy, OutcomeUnknown, ReconcilerError, Stale, WrongUsage
from reconciler.model import Head
from reconciler.stores.base import Conflict, Unavailable
from reconciler.stores.memory import MemoryStore, MemoryTransaction
from reconciler.stores.sql import SqlStore, open_store, tables
from reconciler.stores.sql.store import SqlTransaction
from reconciler.stores.sql.url import parsed

# --- positive controls ------------------------------------------------------------------------------------------


class CarelessTransaction(SqlTransaction):
    """Compares the serial it has read, then writes whatever is there by now."""

    meeting: threading.Barrier

    def _compare_and_set(self, head: Head) -> None:
        if self.head is None or self.head.serial != head.serial - 1:
            raise Stale("as careful as it gets")
        self.meeting.wait(timeout=10)
        self._connection.execute(update(tables.org).where(tables.org.c.org == ORG).values(serial=head.serial))


class CarelessStore(SqlStore):
    """SQLAlchemy's transactions as they come: no lock, no level, no compare-and-set."""

    @contextmanager
    def transaction(self, org: str) -> Iterator[SqlTransaction]:
        with self._database.faults(), self._database.writer.connect() as connection:
            yield CarelessTransaction(self._database, connection, org)


def test_the_race_notices_a_store_with_default_transactions_and_no_compare_and_set_t141(database_url: str):
    store = open_store(database_url)
    apply(store, [], "the first")
    careless = CarelessStore(store._database, store.lineage, store.key)
    careful = careless._database.writer
    careless._database.writer = create_engine(parsed(database_url), paramstyle=careful.dialect.paramstyle)
    CarelessTransaction.meeting = threading.Barrier(2)
    assert race(
        lambda: apply(careless, [create("ada")], "a", planned=1, log=False),
        lambda: apply(careless, [create("bob")], "b", planned=1, log=False),
    ) == ["done", "done"]
    assert store.heads()[ORG].serial == 2  # two applies, one serial: one of them is lost
    careful.dispose()
    careless.close()


def test_the_race_notices_a_memory_store_without_its_lock_t141():
    meeting = threading.Barrier(2)

    class Careless(MemoryStore):
        @contextmanager
        def transaction(self, org: str) -> Iterator[MemoryTransaction]:
            transaction = MemoryTransaction(self, org)
            meeting.wait(timeout=10)
            yield transaction

    store = Careless("L")
    tasks = [lambda who=who: apply(store, [create(who)], who, planned=0, log=False) for who in "ab"]
    assert race(*tasks) == ["done", "done"]
    assert len(store.state(ORG)) == 1  # the other one is lost


def test_the_compare_and_set_alone_keeps_one_apply_of_two_t141(database_url: str):
    store = open_store(database_url)
    apply(store, [], "the first")
    store._database.lock = lambda *_: True
    if store._database.writer.dialect.name == "sqlite":
        store._database.writer = _deferred(database_url)
    for serial in range(1, 6):
        outcome = race(
            lambda serial=serial: apply(store, [create("ada")], f"a{serial}", planned=serial, log=False),
            lambda serial=serial: apply(store, [create("bob")], f"b{serial}", planned=serial, log=False),
        )
        assert outcome in (["Busy", "done"], ["Conflict", "done"], ["Stale", "done"])
        assert store.heads()[ORG].serial == serial + 1
    store.close()


def _deferred(url: str) -> Engine:
    """Transactions that take the lock when they first write, not when they begin."""
    engine = create_engine(parsed(url), connect_args={"isolation_level": None})
    event.listen(engine, "begin", lambda connection: connection.exec_driver_sql("BEGIN DEFERRED"))
    return engine


# --- waiting ----------------------------------------------------------------------------------------------------


def test_an_org_that_stays_locked_is_busy_and_nothing_is_changed(database_url: str):
    store, other = open_store(database_url), open_store(database_url, lock_timeout=0.2)
    with store.transaction(ORG), pytest.raises(Busy) as caught:
        apply(other, [create("ada")])
    assert type(caught.value) is Busy
    assert caught.value.hint
    assert store.heads() == {}
    apply(other, [create("ada")])
    store.close()
    other.close()


HOLDER = """
import signal, sys
from reconciler.stores.sql import open_store
with open_store(sys.argv[1]).transaction(sys.argv[2]) as transaction:
    print("holds it", flush=True)
    signal.pause()
"""


def test_a_lock_goes_with_its_holder_and_there_is_none_to_break_t143(database_url: str):
    """While the holder lives others wait and are refused; the moment it is dead, they go on. No row anywhere says who holds."""
    holder = subprocess.Popen([sys.executable, "-c", HOLDER, database_url, ORG], stdout=subprocess.PIPE, text=True)
    assert holder.stdout is not None
    assert holder.stdout.readline() == "holds it\n"
    store = open_store(database_url, lock_timeout=0.2)
    with pytest.raises(Busy):
        apply(store, [create("ada")])
    holder.kill()
    holder.communicate(timeout=10)
    patient = open_store(database_url, lock_timeout=5)  # a server needs a moment to notice
    assert apply(patient, [create("ada")]).serial == 1
    store.close()
    patient.close()


def test_a_holder_whose_lock_was_taken_away_changes_nothing_t143(postgres_url: str):
    """Whoever administers a server can end the session of a holder that lives. Another applies; the first one cannot any more."""
    store, other = open_store(postgres_url), open_store(postgres_url)
    run, head = attempt("plan-1", serial=1, size=0), Head(ORG, 1, "digest", 0, ())
    with suppress(Unavailable), store.transaction(ORG) as transaction:
        kill_session(transaction._connection, postgres_url)
        apply(other, [create("bob")], "plan-2")
        with pytest.raises((Unavailable, Stale)):
            transaction.commit(head, [create("ada")], [], run)
    assert [address.key for address in other.state(ORG)] == [("bob",)]
    assert other.heads()[ORG].serial == 1
    store.close()
    other.close()


def test_a_memory_store_that_stays_locked_is_busy():
    store = MemoryStore("L", lock_timeout=0.05)
    with store.transaction(ORG), pytest.raises(Busy):
        apply(store, [create("ada")])


def test_on_a_server_two_orgs_are_applied_side_by_side(postgres_url: str):
    store = open_store(postgres_url, lock_timeout=0.2)
    with store.transaction(ORG):
        apply(store, [create("bob", org=OTHER)], org=OTHER)
    assert list(store.heads()) == [OTHER]
    store.close()


def test_whoever_waited_sees_what_happened_meanwhile(database_url: str):
    """A transaction that began before it waited would compare with the past, and never be more than a conflict."""
    store = open_store(database_url)
    apply(store, [], "plan-0")
    holding = threading.Event()

    def wait() -> None:
        holding.wait(timeout=10)
        for _ in range(5):
            with suppress(Conflict):  # the moment between looking and locking is short, but there is one
                apply(store, [create("bob")], "plan-2", planned=2)
                return

    waiting = threading.Thread(target=wait)
    waiting.start()
    with store.transaction(ORG) as transaction:
        holding.set()
        waiting.join(timeout=0.2)
        transaction.commit(Head(ORG, 2, "digest"), (), (), attempt("plan-1"))
    waiting.join(timeout=10)
    assert store.heads()[ORG].serial == 3
    assert [run.plan for run in store.runs(ORG)] == ["plan-0", "plan-1", "plan-2"]
    store.close()


# --- what goes wrong on a server --------------------------------------------------------------------------------


def kill_session(connection: Connection, url: str) -> None:
    """End the server's side of *connection*, as a restart, a failover or an administrator would."""
    pid = connection.connection.driver_connection.info.backend_pid  # type: ignore[union-attr]
    with psycopg.connect(url, autocommit=True) as admin:
        admin.execute("SELECT pg_terminate_backend(%s, 5000)", [pid])


def test_a_connection_lost_before_the_commit_changes_nothing_t148(postgres_url: str):
    store = open_store(postgres_url)

    def work() -> None:
        with store.transaction(ORG) as transaction:
            kill_session(transaction._connection, postgres_url)
            transaction.state()

    with pytest.raises(Unavailable):
        work()
    assert store.heads() == {}
    apply(store, [create("ada")])
    store.close()


def test_a_connection_lost_at_the_commit_leaves_the_outcome_unknown_and_a_second_try_tells_t146(postgres_url: str):
    store = open_store(postgres_url)
    commit = store._database.commit

    def lost(connection: Connection) -> None:
        kill_session(connection, postgres_url)
        commit(connection)

    store._database.commit = lost
    with pytest.raises(OutcomeUnknown) as caught:
        apply(store, [create("ada")])
    assert "same command again" in caught.value.hint
    store._database.commit = commit
    with store.transaction(ORG) as transaction:
        assert transaction.consumed("plan-1") is None
    store.close()


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        ("23505", Stale),
        ("40001", Conflict),
        ("40P01", Conflict),
        ("55P03", Busy),
        ("57014", Busy),
        ("53100", Unavailable),
        ("08006", Unavailable),
        ("25006", WrongUsage),
        ("42501", WrongUsage),
        ("22003", ReconcilerError),
    ],
)
def test_an_error_of_the_server_says_what_it_means_t149_t150(postgres_url: str, code: str, kind: type[ReconcilerError]):
    store = open_store(postgres_url)
    with pytest.raises(kind) as caught, store.transaction(ORG) as transaction:
        transaction._connection.exec_driver_sql(
            f"DO $$ BEGIN RAISE EXCEPTION 'a row with everything in it' USING ERRCODE = '{code}'; END $$"
        )
    assert type(caught.value) is kind
    assert "\n" not in caught.value.message
    assert store.heads() == {}
    store.close()


def test_a_real_serialization_failure_is_a_conflict_t149(postgres_url: str):
    store = open_store(postgres_url)
    apply(store, [], "plan-0")
    store._database.lock = lambda *_: True

    def work() -> None:
        with store.transaction(ORG) as transaction:
            apply(store, [create("ada")], "plan-1")
            transaction.commit(Head(ORG, 2, "digest"), (), (), attempt("plan-2"))

    with pytest.raises(Conflict):
        work()
    assert [*store.state(ORG)]
    store.close()


FORK = """
import os, sys
from reconciler.stores.sql import open_store
store = open_store(sys.argv[1])
def session():
    with store._database.reading() as connection:
        return connection.exec_driver_sql("SELECT pg_backend_pid()").scalar_one()
mine = session()
if not os.fork():
    print(session() != mine, flush=True)
    os._exit(0)
os.wait()
print(session() == mine)
store.close()
"""


def test_a_forked_process_opens_a_connection_of_its_own_t164(postgres_url: str):
    done = subprocess.run([sys.executable, "-c", FORK, postgres_url], capture_output=True, text=True, check=False)
    assert done.stdout.split() == ["True", "True"], done.stderr


def test_a_role_that_may_only_read_can_plan_and_not_apply_t151(postgres_server, postgres_url: str):
    name = postgres_url.partition("?")[0].rpartition("/")[2]
    role = f"reader_{os.getpid()}"
    postgres_server.run(f"CREATE ROLE {role} LOGIN")
    postgres_server.run(f"GRANT SELECT ON ALL TABLES IN SCHEMA public TO {role}", name)
    apply(first := open_store(postgres_url), [create("ada")])
    store = open_store(parsed(postgres_url).set(username=role).render_as_string(hide_password=False))
    assert store.heads() == first.heads()
    assert len([*store.audit()]) == 1
    with pytest.raises(WrongUsage):
        apply(store, [create("bob")], "plan-2")
    store.close()
    first.close()
    postgres_server.run(f"DROP OWNED BY {role}", name)
    postgres_server.run(f"DROP ROLE {role}")


# --- what goes wrong on a disk ----------------------------------------------------------------------------------


def test_a_full_disk_stops_the_apply_and_changes_nothing_t147(sqlite_url: str):
    store = open_store(sqlite_url)

    def small(connection, record) -> None:
        connection.execute("PRAGMA max_page_count = 40")

    event.listen(store._database.writer, "connect", small)
    with pytest.raises(Unavailable):
        apply(store, [create(f"p{number}") for number in range(5000)])
    assert store.heads() == {}
    apply(store, [create("ada")])


def test_an_identical_run_id_is_stale_not_a_crash_t150(database_url: str):
    store = open_store(database_url)
    apply(store, [create("ada")])
    with pytest.raises(Stale):
        store.note(attempt("plan-1"))
    store.close()


OTHER_PROCESS = """
import sqlite3, sys
connection = sqlite3.connect(sys.argv[1], timeout=0.1, isolation_level=None)
try:
    connection.execute("BEGIN IMMEDIATE")
except sqlite3.OperationalError as error:
    print(error)
"""


def test_a_store_opened_again_in_the_same_process_does_not_give_back_the_lock_of_an_apply_t164(sqlite_url: str):
    """POSIX gives back all locks of a process on a file when any descriptor of it is closed; SQLite knows that, open() does not."""
    path = sqlite_url.removeprefix("sqlite:///")
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA journal_mode = DELETE")
    store = open_store(sqlite_url)
    apply(store, [create("ada")])
    with store.transaction(ORG) as transaction:
        transaction._connection.exec_driver_sql("UPDATE org SET serial = serial")  # now there is a journal
        second = open_store(sqlite_url)
        assert second.heads()[ORG].serial == 1
        done = subprocess.run([sys.executable, "-c", OTHER_PROCESS, path], capture_output=True, text=True, check=False)
        assert "locked" in done.stdout, done
        second.close()
    store.close()


@pytest.mark.parametrize("table", ["audit", "run", "consumed_plan"])
def test_where_the_log_cannot_be_written_nothing_is_written_t180(database_url: str, table: str):
    """Rows that nobody can account for are worse than none: what stands before the failing statement goes with it."""
    with closing(open_store(database_url)) as store:
        apply(store, [create("ada")])
        before = (store.heads(), store.state(ORG), [*store.audit()], [*store.runs(ORG)])
        rename(database_url, table, "elsewhere")
        with pytest.raises(ReconcilerError):
            apply(store, [create("bob")], "plan-2")
        rename(database_url, "elsewhere", table)
        assert (store.heads(), store.state(ORG), [*store.audit()], [*store.runs(ORG)]) == before
        apply(store, [create("bob")], "plan-2")
        assert len(store.state(ORG)) == 2


def rename(url: str, table: str, other: str) -> None:
    engine = create_engine(parsed(url))
    with engine.begin() as connection:
        connection.exec_driver_sql(f"ALTER TABLE {table} RENAME TO {other}")
    engine.dispose()
