"""What every store promises of facts: this file runs against the memory store, SQLite and PostgreSQL."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from contextlib import closing
from itertools import product

import pytest
from applies import HOSTILE, ORG, OTHER, apply, attempt, create
from sqlalchemy import Engine, event

from reconciler.errors import Busy
from reconciler.facts import (
    FACTS,
    Activity,
    Added,
    Credit,
    Fact,
    FactQuery,
    PlanUpdate,
    Storage,
    TaskCompletion,
    Totals,
)
from reconciler.model import Head
from reconciler.stores.base import Store
from reconciler.stores.sql import open_store

ADA, BOB = "ada@brainlab.example", "bob@brainlab.example"
ROWS: dict[str, list[Fact]] = {
    "credit": [
        Credit("t1", "2026-10-01", 20_000_000, "Ordered by mail"),
        Credit("t2", "2026-10-02T08:00:00Z", -1_250, "Nuclei", "nuclei_inference", "cortex", "j1", ADA),
        Credit("t3", "2026-10-02T09:30:00Z", 1_250, "Failed", "nuclei_inference", "cortex", "j1", "", "t2"),
    ],
    "plan_update": [
        PlanUpdate("2026-01-01", description="Organization created", changed="plan", plan="Basic"),
        PlanUpdate(
            "2026-03-01T10:00:00Z",
            "run-1",
            "",
            ADA,
            "included_storage included_users",
            included_users=None,
            included_storage=2**41,
        ),
    ],
    "storage": [Storage("2026-10-01", "", 2**53 - 1), Storage("2026-10-01", "cortex", 7)],
    "activity": [
        Activity("2026-10-01", ADA, "pavement", "cracks", "annotation", 12, 3_600_000),
        Activity("2026-10-01", BOB, "pavement", "cracks", "annotation", 3, 500),
        Activity("2026-10-02", ADA, "bridges", "", "reviewing annotations", 1, 0),
        Activity("2026-11-02", ADA, "pavement", "cracks", "editing", 2, 1),
    ],
    "task_completion": [TaskCompletion("2026-10-01T10:00:00Z", "cortex", "17", ADA, 90_000)],
}


def added(store: Store, rows: Sequence[Fact], org: str = ORG) -> Added:
    with store.adding(org) as adding:
        done = adding.add(rows)
        adding.commit()
    return done


def kept(store: Store, kind: str, org: str = ORG, **filters: object) -> list[Fact]:
    return [*store.facts(FactQuery(org, kind, **filters))]


@pytest.mark.parametrize("kind", FACTS)
def test_facts_are_read_back_as_they_were_added_in_the_order_of_their_dates(store: Store, kind: str):
    assert added(store, ROWS[kind][::-1]) == Added(len(ROWS[kind]))
    assert kept(store, kind) == ROWS[kind]
    assert kept(store, kind, OTHER) == []


@pytest.mark.parametrize("kind", FACTS)
def test_what_is_added_twice_is_there_once_and_what_differs_stays_as_it_is(store: Store, kind: str):
    rows = ROWS[kind]
    added(store, rows[:1])
    assert added(store, rows) == Added(len(rows) - 1, 1)
    assert added(store, [*rows, rows[0]]) == Added(0, len(rows) + 1)
    field = next(name for name in FACTS[kind].fields if name not in FACTS[kind].key and name != FACTS[kind].when)
    other = rows[0]._replace(**{field: -1 if isinstance(getattr(rows[0], field), int) else "other"})
    assert added(store, [other]) == Added(0, 0, ((other, rows[0]),))
    assert kept(store, kind) == rows


def test_of_two_that_differ_among_those_that_are_added_the_first_is_kept(store: Store):
    first, second = Storage("2026-10-01", "cortex", 1), Storage("2026-10-01", "cortex", 2)
    assert added(store, [first, second]) == Added(1, 0, ((second, first),))
    assert kept(store, "storage") == [first]


def test_nothing_is_kept_without_a_commit(store: Store):
    with store.adding(ORG) as adding:
        adding.add(ROWS["credit"])
        adding.add(ROWS["activity"])
    assert kept(store, "credit") == kept(store, "activity") == []


def test_facts_are_no_part_of_the_state_the_log_or_what_is_remembered(store: Store):
    apply(store, [create("ada")])
    before = store.heads(), store.state(ORG), [*store.audit()], store.runs(ORG)
    for rows in ROWS.values():
        added(store, rows)
    assert (store.heads(), store.state(ORG), [*store.audit()], store.runs(ORG)) == before
    apply(store, [create("bob")], "plan-2")
    assert kept(store, "activity") == ROWS["activity"]


def test_rows_are_chosen_by_whole_days_by_moments_and_by_what_stands_in_them(store: Store):
    added(store, ROWS["credit"])
    added(store, ROWS["activity"])
    first, second, third = ROWS["credit"]
    assert kept(store, "credit", since="2026-10-02") == [second, third]
    assert kept(store, "credit", until="2026-10-01") == [first]
    assert kept(store, "credit", until="2026-10-02T08:00:00Z") == [first, second]
    assert kept(store, "credit", since="2026-10-02", until="2026-10-02", where=(("actor", ""),)) == [third]
    activity = ROWS["activity"]
    types = (("type", "editing"), ("type", "reviewing annotations"))
    assert kept(store, "activity", where=types) == activity[2:]
    assert kept(store, "activity", where=(*types, ("project", "bridges"), ("member", ADA))) == [activity[2]]
    with pytest.raises(KeyError):
        kept(store, "activity", where=(("colour", "blue"),))


def test_sums_are_by_field_and_by_period(store: Store):
    added(store, ROWS["activity"])
    asked = FactQuery(ORG, "activity")
    assert [*store.totals(asked, ("month", "member"))] == [
        Totals(("2026-10", ADA), 2, (13, 3_600_000)),
        Totals(("2026-10", BOB), 1, (3, 500)),
        Totals(("2026-11", ADA), 1, (2, 1)),
    ]
    assert [*store.totals(asked._replace(since="2026-10-02"), ())] == [Totals((), 2, (3, 1))]
    assert [*store.totals(asked._replace(since="2027-01-01"), ())] == []
    assert [each.of for each in store.totals(asked, ("day",))] == [("2026-10-01",), ("2026-10-02",), ("2026-11-02",)]
    assert [*store.totals(FactQuery(ORG, "plan_update"), ("year",))] == []
    added(store, ROWS["plan_update"])
    assert [*store.totals(FactQuery(ORG, "plan_update"), ("year",))] == [Totals(("2026",), 2, ())]


def test_the_last_day_of_everybody_is_found(store: Store):
    added(store, ROWS["activity"])
    added(store, ROWS["task_completion"])
    asked = FactQuery(ORG, "activity")
    assert [*store.latest(asked, "member")] == [(ADA, "2026-11-02"), (BOB, "2026-10-01")]
    assert [*store.latest(asked._replace(until="2026-10-31"), "member")] == [(ADA, "2026-10-02"), (BOB, "2026-10-01")]
    assert [*store.latest(asked._replace(since="2026-10-02"), "member")] == [(ADA, "2026-11-02")]
    assert [*store.latest(FactQuery(ORG, "task_completion"), "member")] == [(ADA, "2026-10-01T10:00:00Z")]
    assert [*store.latest(FactQuery(OTHER, "activity"), "member")] == []


def test_in_a_file_the_last_day_of_everybody_is_read_off_an_index_alone(sqlite_url: str):
    asked: list[tuple[str, object]] = []

    def execute(connection, cursor, statement, parameters, context, executemany):
        if statement.startswith("SELECT") and "max(" in statement:
            asked.append((statement, parameters))

    store = open_store(sqlite_url)
    event.listen(Engine, "before_cursor_execute", execute)
    try:
        for kind in ("activity", "task_completion"):
            assert [*store.latest(FactQuery(ORG, kind, until="2026-11-29T00:00:00Z"), "member")] == []
    finally:
        event.remove(Engine, "before_cursor_execute", execute)
        store.close()
    assert len(asked) == 2
    with closing(sqlite3.connect(sqlite_url.removeprefix("sqlite:///"))) as file:
        for statement, parameters in asked:
            (how,) = file.execute(f"EXPLAIN QUERY PLAN {statement}", parameters).fetchall()
            assert "USING COVERING INDEX" in how[3], statement


def test_in_a_file_rows_and_sums_of_one_member_are_found_without_reading_the_whole_org(sqlite_url: str):
    asked: list[tuple[str, object]] = []

    def execute(connection, cursor, statement, parameters, context, executemany):
        if statement.startswith("SELECT") and "activity" in statement:
            asked.append((statement, parameters))

    store = open_store(sqlite_url)
    event.listen(Engine, "before_cursor_execute", execute)
    try:
        one = FactQuery(ORG, "activity", where=(("member", ADA),))
        two = one._replace(where=(("member", ADA), ("member", BOB)))
        assert [*store.facts(one), *store.totals(one, ("month",)), *store.totals(two, ("month",))] == []
    finally:
        event.remove(Engine, "before_cursor_execute", execute)
        store.close()
    with closing(sqlite3.connect(sqlite_url.removeprefix("sqlite:///"))) as file:
        for statement, parameters in asked:
            how = file.execute(f"EXPLAIN QUERY PLAN {statement}", parameters).fetchall()
            assert "ix_activity_org_member_date (org=? AND member=?)" in how[0][3], statement
    assert len(asked) == 3


def test_any_text_and_any_number_survive_t205(store: Store):
    rows = [
        Activity("2026-10-01", one, two, "", "", number, -number)
        for (one, two), number in zip(product(HOSTILE, repeat=2), [0, 1, 2**53 - 1] * 27, strict=True)
    ]
    assert added(store, rows) == Added(len(rows))
    assert added(store, rows) == Added(0, len(rows))
    assert sorted(kept(store, "activity")) == sorted(rows)
    assert kept(store, "activity", where=(("member", HOSTILE[1]), ("project", HOSTILE[2]))) == [
        row for row in rows if row.member == HOSTILE[1] and row.project == HOSTILE[2]
    ]


def test_an_apply_keeps_its_own_facts_with_it_or_not_at_all(store: Store):
    fact = ROWS["plan_update"][1]
    apply(store, [create("ada")])
    with store.transaction(ORG) as transaction:
        head = transaction.head
        assert head is not None
        transaction.commit(Head(ORG, 2, head.digest, 1, ("l",)), (), (), attempt("p", serial=2, size=1), [fact])
    assert kept(store, "plan_update") == [fact]


def test_a_name_goes_out_of_all_facts_of_its_org_and_of_no_other(store: Store):
    apply(store, [create("ada")])
    for kind, org in product(FACTS, (ORG, OTHER)):
        added(store, ROWS[kind], org)
    with store.transaction(ORG) as transaction:
        assert transaction.named_in_facts([ADA, "nobody"]) == {ADA}
        head = transaction.head
        assert head is not None
        after = Head(ORG, 2, head.digest, 1, ("l",))
        transaction.commit(after, (), (), attempt("p", serial=2, size=1), renamed={ADA: "erased-01234567"})
    for kind, shape in FACTS.items():
        expected = [
            row._replace(**{shape.person: "erased-01234567"})
            if shape.person and getattr(row, shape.person) == ADA
            else row
            for row in ROWS[kind]
        ]
        assert sorted(kept(store, kind), key=str) == sorted(expected, key=str)
        assert kept(store, kind, OTHER) == ROWS[kind]


def test_on_a_server_applies_go_on_while_facts_come_in_and_others_who_bring_facts_wait(postgres_url: str):
    with closing(open_store(postgres_url)) as store, closing(open_store(postgres_url, lock_timeout=0.1)) as other:
        with store.adding(ORG) as adding:
            assert adding.add(ROWS["credit"]) == Added(3)
            apply(other, [create("ada")])
            with pytest.raises(Busy), other.adding(ORG):
                pass
            with other.adding(OTHER) as beside:
                assert beside.add(ROWS["credit"]) == Added(3)
                beside.commit()
            adding.commit()
        assert kept(other, "credit") == kept(other, "credit", OTHER) == ROWS["credit"]
        assert other.heads()[ORG].serial == 1
