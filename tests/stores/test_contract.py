"""What every store promises: this file runs against the memory store, SQLite and PostgreSQL."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from applies import AT, HOSTILE, ORG, OTHER, apply, attempt, create, delete, entries, member, patched, race, update

from reconciler.errors import Stale
from reconciler.model import EMPTY, Address, Change, Head, Outcome, Settled, State
from reconciler.stores.base import AuditQuery, Store


def everything(store: Store) -> tuple[object, ...]:
    return store.heads(), {org: store.state(org) for org in (ORG, OTHER)}, [*store.audit()], store.runs(ORG)


def test_a_new_store_has_a_lineage_and_nothing_else(store: Store):
    assert store.lineage == "00000000-0000-4000-8000-000000000001"
    assert everything(store) == ({}, {ORG: EMPTY, OTHER: EMPTY}, [], ())


def test_what_an_apply_committed_is_read_back_exactly(store: Store):
    changes = [create("ada@brainlab.example", {"role": "admin", "active": False}), create("bob", name="Bob")]
    run = apply(store, changes)
    state = patched(EMPTY, changes)
    assert store.state(ORG) == state
    assert {a: r.name for a, r in store.state(ORG).items()} == {a: r.name for a, r in state.items()}
    assert store.heads() == {ORG: Head(ORG, 1, state.digest, 2, ("left", "right"))}
    assert [*store.audit()] == entries(changes, run, 0)
    assert store.runs(ORG) == (run,)


def test_a_second_apply_changes_and_removes_what_the_first_one_made(store: Store):
    first = [create("ada"), create("bob"), create("eve")]
    second = [update("ada", {"role": "member"}, {"role": "admin"}), delete("bob")]
    runs = (apply(store, first), apply(store, second, "plan-2"))
    assert store.state(ORG) == patched(patched(EMPTY, first), second)
    assert [*store.audit()] == entries(first, runs[0], 0) + entries(second, runs[1], 3)
    assert store.heads()[ORG].serial == 2
    assert store.runs(ORG) == runs


def test_a_commit_without_changes_counts_as_an_apply(store: Store):
    apply(store, [])
    assert store.heads()[ORG].serial == 1
    assert store.state(ORG) == EMPTY


def test_a_name_spelt_differently_or_not_at_all_comes_back_as_it_was(store: Store):
    plain, spaced = member("ada"), Address(*ORG.split("/"), "membership", ("dense nuclei", "ada"))
    changes = [
        Change(plain, None, {}, name=("Ada",)),
        Change(spaced, None, {}, name=spaced.key),
        Change(member("bob"), None, {}),
    ]
    apply(store, changes)
    assert [store.state(ORG)[c.address].name for c in changes] == [("Ada",), spaced.key, ()]
    assert [entry.name for entry in store.audit()] == [("Ada",), spaced.key, ()]


@pytest.mark.parametrize("text", HOSTILE)
def test_any_text_survives_as_key_attribute_name_and_actor_t205(store: Store, text: str):
    address = Address("webknossos", "brainlab", "membership", (text, "ada"))
    change = Change(address, None, {"role": text, "nested": {"list": [text, 1, True, None]}}, name=(text, text))
    run = apply(store, [change], text, actor=text)
    assert store.state(ORG) == State.of([*patched(EMPTY, [change]).values()])
    assert store.state(ORG)[address].name == (text, text)
    assert [*store.audit(AuditQuery(person=text, actor=text))] == entries([change], run, 0)
    assert store.runs(ORG) == (run,)


def test_the_digest_of_what_is_read_is_the_digest_of_what_was_written(store: Store):
    changes = [create(text, {"role": text}) for text in HOSTILE]
    apply(store, changes)
    assert store.state(ORG).digest == patched(EMPTY, changes).digest == store.heads()[ORG].digest


def test_resources_come_in_the_same_order_from_every_store(store: Store):
    apply(store, [create(who) for who in ("b", "a", "Z", "ä", "a-b", "a b")])
    found = [address.key[0] for address in sorted(store.state(ORG))]
    assert found == ["Z", "a", "a b", "a-b", "b", "ä"]


def test_thousands_of_changes_are_kept_like_a_few(store: Store):
    changes = [create(f"p{number}", {"role": HOSTILE[number % len(HOSTILE)]}) for number in range(1200)]
    first = apply(store, changes)
    assert store.state(ORG) == patched(EMPTY, changes)
    assert [*store.audit()] == entries(changes, first, 0)
    gone = [delete(f"p{number}", change.after) for number, change in enumerate(changes)]
    again = [create(f"q{number}") for number in range(600)]
    apply(store, [*gone, *again], "plan-2")
    assert store.state(ORG) == patched(EMPTY, again)
    assert sum(1 for _ in store.audit()) == 1200 + 1200 + 600


def test_writing_what_is_there_already_is_harmless(store: Store):
    apply(store, [create("ada"), create("bob")])
    apply(store, [create("ada"), delete("nobody"), create("eve")], "plan-2")
    assert sorted(address.key[0] for address in store.state(ORG)) == ["ada", "bob", "eve"]


def test_of_two_changes_to_one_address_the_last_one_counts(store: Store):
    again = Change(member("ada"), None, {"role": "admin"}, name=("ada",))
    apply(store, [create("ada")])
    apply(store, [delete("ada"), again, create("bob"), delete("bob")], "plan-2")
    assert store.state(ORG) == patched(EMPTY, [again])


def test_orgs_do_not_see_each_other(store: Store):
    apply(store, [create("ada")])
    apply(store, [create("bob", org=OTHER)], org=OTHER)
    assert list(store.heads()) == [OTHER, ORG]
    assert [*store.state(ORG)] == [member("ada")]
    assert [entry.org for entry in store.audit()] == [OTHER, ORG]
    with store.transaction(ORG) as transaction:
        assert [entry.org for entry in transaction.audit(AuditQuery())] == [ORG]
        assert [*transaction.audit(AuditQuery(org=OTHER))] == []


# --- filters ----------------------------------------------------------------------------------------------------


@pytest.fixture
def history(store: Store) -> Store:
    place = Address("webknossos", "brainlab", "membership", ("segmentation", "ada"))
    apply(store, [create("ada"), Change(place, None, {"role": "member"})], at="2026-01-01T00:00:00Z")
    apply(store, [delete("ada")], "plan-2", at="2026-02-01T00:00:00Z", actor="bob")
    apply(store, [create("ADA", org=OTHER)], "plan-3", org=OTHER, at="2026-03-01T00:00:00Z")
    return store


@pytest.mark.parametrize(
    ("query", "found"),
    [
        (AuditQuery(), ["encord 1", "webknossos 1", "webknossos 2", "webknossos 3"]),
        (AuditQuery(org=OTHER), ["encord 1"]),
        (AuditQuery(org="encord/nobody"), []),
        (AuditQuery(address="webknossos/brainlab/member/ada"), ["webknossos 1", "webknossos 3"]),
        (AuditQuery(address="webknossos/brainlab/member"), []),
        (AuditQuery(address="ada"), []),
        (AuditQuery(person="ada"), ["webknossos 1", "webknossos 2", "webknossos 3"]),
        (AuditQuery(person="segmentation"), ["webknossos 2"]),
        (AuditQuery(person="member"), []),
        (AuditQuery(person="ad"), []),
        (AuditQuery(person="%"), []),
        (AuditQuery(actor="bob"), ["webknossos 3"]),
        (AuditQuery(run="run of plan-3"), ["encord 1"]),
        (AuditQuery(since="2026-02-01T00:00:00Z"), ["encord 1", "webknossos 3"]),
        (AuditQuery(until="2026-02-01T00:00:00Z"), ["webknossos 1", "webknossos 2", "webknossos 3"]),
        (AuditQuery(since="2026-02-01", until="2026-02-28"), ["webknossos 3"]),
        (AuditQuery(actions=("delete", "update")), ["webknossos 3"]),
        (AuditQuery(org=ORG, person="ada", actor="ada", actions=("create",)), ["webknossos 1", "webknossos 2"]),
    ],
)
def test_a_filter_lets_through_what_it_says(history: Store, query: AuditQuery, found: list[str]):
    assert [f"{entry.address.platform} {entry.seq}" for entry in history.audit(query)] == found


def test_filters_work_inside_a_transaction_too(history: Store):
    with history.transaction(ORG) as transaction:
        assert [entry.seq for entry in transaction.audit(AuditQuery(actor="bob"))] == [3]


def test_a_log_that_is_not_read_to_its_end_leaves_nothing_locked(history: Store):
    log = history.audit()
    assert next(log).seq == 1
    apply(history, [create("eve")], "plan-4")
    log.close()  # type: ignore[attr-defined]
    assert history.heads()[ORG].serial == 3


# --- all or nothing ---------------------------------------------------------------------------------------------


def test_leaving_a_transaction_without_commit_changes_nothing(store: Store):
    apply(store, [create("ada")])
    before = everything(store)
    with store.transaction(ORG) as transaction:
        assert transaction.head is not None
        assert [*transaction.state()] == [member("ada")]
    assert everything(store) == before


@pytest.mark.parametrize("error", [ValueError, KeyboardInterrupt])
def test_leaving_a_transaction_by_an_exception_changes_nothing(store: Store, error: type[BaseException]):
    before = everything(store)
    with pytest.raises(error), store.transaction(ORG):
        raise error
    assert everything(store) == before
    apply(store, [create("ada")])


@pytest.mark.parametrize("planned", [0, 2, 7])
def test_a_serial_that_is_not_the_next_one_is_refused_and_changes_nothing(store: Store, planned: int):
    apply(store, [create("ada")])
    before = everything(store)
    with pytest.raises(Stale):
        apply(store, [create("bob")], "plan-2", planned=planned)
    assert everything(store) == before


def test_an_org_that_is_not_there_begins_with_serial_one(store: Store):
    with pytest.raises(Stale):
        apply(store, [create("ada")], planned=4)
    assert everything(store) == ({}, {ORG: EMPTY, OTHER: EMPTY}, [], ())


def test_an_applied_plan_is_found_again_and_cannot_be_applied_twice_t140(store: Store):
    run = apply(store, [create("ada")])
    with store.transaction(ORG) as transaction:
        assert transaction.consumed("plan-1") == run
        assert transaction.consumed("plan-2") is None
    with store.transaction(OTHER) as transaction:
        assert transaction.head is None
        assert transaction.consumed("plan-1") is None
    before = everything(store)
    with pytest.raises(Stale):
        apply(store, [create("bob")])
    assert everything(store) == before


def test_a_note_keeps_the_refused_run_and_nothing_else(store: Store):
    done = apply(store, [create("ada")])
    heads, states, log, _ = everything(store)
    refused = attempt("plan-2", at="1999-01-01T00:00:00Z")._replace(outcome=Outcome.REFUSED, note="too many people")
    failed = attempt("plan-3")._replace(outcome=Outcome.FAILED)
    store.note(refused)
    store.note(failed)
    assert everything(store) == (heads, states, log, (done, refused, failed))
    with store.transaction(ORG) as transaction:
        assert transaction.consumed("plan-2") is None
    apply(store, [create("bob")], "plan-2b")


def test_a_runs_name_is_used_once_in_an_org(store: Store):
    apply(store, [create("ada")])
    store.note(attempt("plan-2")._replace(outcome=Outcome.REFUSED))
    before = everything(store)
    with pytest.raises(Stale):
        apply(store, [create("bob")], "plan-2")
    assert everything(store) == before


def test_a_note_on_an_org_that_was_never_applied_does_not_make_it_one(store: Store):
    store.note(attempt("plan-1")._replace(outcome=Outcome.REFUSED))
    assert store.heads() == {}
    apply(store, [create("ada")], "plan-2")
    assert [run.plan for run in store.runs(ORG)] == ["plan-1", "plan-2"]


def test_readers_do_not_wait_for_a_writer_and_do_not_see_it_early(store: Store):
    apply(store, [create("ada")])
    before = everything(store)
    with store.transaction(ORG) as transaction:
        assert transaction.head is not None
        assert everything(store) == before


# --- two at once ------------------------------------------------------------------------------------------------


def applying(store: Store, plan: str, planned: int) -> Callable[[], object]:
    """Without audit entries, whose numbers would collide: nothing but the compare-and-set keeps two applies apart."""
    return lambda: apply(store, [create(plan)], plan, planned=planned, log=False)


@pytest.mark.parametrize("planned", [0, 1])
def test_of_two_applies_of_the_same_serial_exactly_one_is_done_t140_t141(store: Store, planned: int):
    for serial in range(planned):
        apply(store, [], f"plan before {serial}")
    for serial in range(planned, planned + 5):
        refusal, done = race(applying(store, f"a{serial}", serial), applying(store, f"b{serial}", serial))
        assert done == "done"
        assert refusal in ("Conflict", "Stale")  # a server may see the two meet before we do
        assert store.heads()[ORG].serial == serial + 1
    assert len(store.state(ORG)) == 5
    assert store.runs(ORG)[-1].at >= AT


def test_what_is_settled_is_remembered_org_by_org_and_replaced(store: Store):
    one = Settled(
        "webknossos/one",
        3,
        "abc",
        "reconciler 1",
        "2026-11-23T09:00:00Z",
        "",
        ("1 a b.yaml", "2 c.yaml"),
        ("3 p.yaml",),
    )
    two = Settled("encord/two", 1, "abd", "reconciler 1", "2026-11-23T09:00:00Z", "2026-12-01T00:00:00Z", (), (), "def")
    assert [*store.settled()] == []
    store.settle([])
    store.settle([one, two])
    assert [*store.settled()] == [two, one]
    newer = one._replace(serial=4, files=())
    store.settle([newer])
    assert [*store.settled()] == [two, newer]


def test_what_manifests_said_is_kept_as_long_as_they_are_among_those_that_settle_an_org(store: Store):
    one = Settled("webknossos/one", 1, "abc", "reconciler 1", "2026-11-23T09:00:00Z", "", ("1 a.yaml", "2 b.yaml"))
    two = one._replace(org="encord/two")
    assert store.manifests(one.org) == {}
    store.settle([one, two], {one.org: {"1 a.yaml": b"a\0", "2 b.yaml": b"b"}, two.org: {"1 a.yaml": b"other"}})
    assert store.manifests(one.org) == {"1 a.yaml": b"a\0", "2 b.yaml": b"b"}
    store.settle([one._replace(files=("1 a.yaml", "3 b.yaml"))], {one.org: {"3 b.yaml": b"new"}})
    assert store.manifests(one.org) == {"1 a.yaml": b"a\0", "3 b.yaml": b"new"}
    store.settle([one._replace(files=("1 a.yaml",))], {one.org: {"1 a.yaml": b"again"}})
    assert store.manifests(one.org) == {"1 a.yaml": b"again"}
    store.settle([one._replace(files=())])
    assert store.manifests(one.org) == {}
    assert store.manifests(two.org) == {"1 a.yaml": b"other"}
