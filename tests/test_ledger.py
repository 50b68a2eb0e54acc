"""The audit tree: RFC 6962 roots from frontiers, held against the definition written out naively."""

from __future__ import annotations

from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reconciler import ledger
from reconciler.canonical import canonical
from reconciler.ledger import EMPTY_ROOT, append, entry_document, leaf, node, root, seal
from reconciler.model import Action, Address, AuditEntry, Cause, Handover, Mode, Outcome

ENTRY = AuditEntry(
    org="webknossos/lab",
    seq=1,
    run="run-1",
    plan="p" * 64,
    at="2026-11-23T09:00:00Z",
    actor="ada",
    address=Address("webknossos", "lab", "membership", ("a/b", "ada@lab.example")),
    action=Action.CREATE,
    mode=Mode.DIRECT,
    cause=Cause.REQUESTED,
    outcome=Outcome.DONE,
    before=None,
    after={"role": "member"},
    name=("A/B", "Ada@lab.example"),
    commit="c0ffee",
)


def naive(entries: list[bytes]) -> bytes:
    """RFC 6962, 2.1, as it stands there."""
    if not entries:
        return sha256(b"").digest()
    if len(entries) == 1:
        return sha256(b"\x00" + entries[0]).digest()
    k = 1
    while k * 2 < len(entries):
        k *= 2
    return sha256(b"\x01" + naive(entries[:k]) + naive(entries[k:])).digest()


def leaves(entries: list[bytes]) -> list[str]:
    return [leaf(entry).hex() for entry in entries]


def test_the_root_of_an_empty_log_and_the_leaf_of_an_empty_entry_are_the_known_ones():
    assert root(()) == EMPTY_ROOT == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    assert leaf(b"").hex() == "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d"


def test_the_roots_of_the_published_log_of_eight_are_the_published_ones():
    entries = [
        bytes.fromhex(h)
        for h in ("", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f")
    ]
    assert root(append((), 0, leaves(entries))) == "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328"


@pytest.mark.parametrize("size", range(9))
def test_a_root_is_what_the_definition_says(size: int):
    entries = [bytes([number]) * number for number in range(size)]
    frontier = append((), 0, leaves(entries))
    assert root(frontier) == naive(entries).hex()
    assert len(frontier) == size.bit_count()


@given(st.lists(st.binary(max_size=8), max_size=70), st.data())
def test_appending_in_pieces_is_appending_at_once(entries: list[bytes], data: st.DataObject):
    whole = append((), 0, leaves(entries))
    assert root(whole) == naive(entries).hex()
    cut = data.draw(st.integers(0, len(entries)))
    first = append((), 0, leaves(entries[:cut]))
    assert append(first, cut, leaves(entries[cut:])) == whole
    assert append(whole, len(entries), ()) == whole


@given(st.lists(st.binary(max_size=4), min_size=2, max_size=20, unique=True), st.data())
def test_every_entry_and_its_place_count(entries: list[bytes], data: st.DataObject):
    other = list(entries)
    one, two = data.draw(
        st.tuples(st.integers(0, len(entries) - 1), st.integers(0, len(entries) - 1)).filter(lambda p: p[0] != p[1])
    )
    other[one], other[two] = other[two], other[one]
    assert root(append((), 0, leaves(other))) != root(append((), 0, leaves(entries)))
    assert root(append((), 0, leaves(entries[:-1]))) != root(append((), 0, leaves(entries)))


def test_a_leaf_can_never_be_taken_for_a_node():
    one, two = leaf(b"1"), leaf(b"2")
    assert leaf(one + two) != node(one, two)
    assert node(one, two) != node(two, one)


FEW = ("previous", "approvers", "learnt", "handover", "erased")
"""What few entries have; those of older versions have hashes without."""


def test_an_entry_is_sealed_over_everything_but_its_hash():
    sealed = seal(ENTRY)
    assert sealed.hash == leaf(canonical(entry_document(ENTRY)).encode()).hex()
    assert seal(sealed) == sealed
    assert set(entry_document(ENTRY)) == set(AuditEntry._fields) - {"hash", *FEW}
    moved = ENTRY._replace(**{field: OTHER[field] for field in FEW})
    assert set(entry_document(moved)) == set(AuditEntry._fields) - {"hash"}
    assert entry_document(moved)["previous"] == str(OTHER["previous"])
    assert entry_document(moved)["approvers"] == [*OTHER["approvers"]]
    assert entry_document(moved)["learnt"] == "os uid 1000"
    assert entry_document(moved)["handover"] == OTHER["handover"]._asdict()
    assert entry_document(moved)["erased"] == [*OTHER["erased"]]
    assert entry_document(ENTRY)["address"] == "webknossos/lab/membership/a%2Fb/ada@lab.example"


OTHER = {
    "org": "webknossos/other",
    "seq": 2,
    "run": "run-2",
    "plan": "q" * 64,
    "at": "2026-11-23T09:00:01Z",
    "actor": "eve",
    "address": Address("webknossos", "lab", "membership", ("a", "b/ada@lab.example")),
    "action": Action.UPDATE,
    "mode": Mode.MANUAL,
    "cause": Cause.DRIFT,
    "outcome": Outcome.ALREADY,
    "before": {},
    "after": None,
    "name": ("a/b", "ada@lab.example"),
    "commit": "",
    "previous": Address("webknossos", "lab", "membership", ("old", "ada@lab.example")),
    "approvers": ("grace@lab.example",),
    "learnt": "os uid 1000",
    "handover": Handover("ssh-ed25519 AAAA", "ssh-ed25519 BBBB", "ab" * 32, "eA=="),
    "erased": (f"~{'ab' * 32}",),
}


@pytest.mark.parametrize("field", sorted(set(AuditEntry._fields) - {"hash"}))
def test_a_change_of_any_field_of_an_entry_is_another_hash(field: str):
    assert seal(ENTRY._replace(**{field: OTHER[field]})).hash != seal(ENTRY).hash


THIRD = {
    "previous": Address("webknossos", "lab", "membership", ("older", "ada@lab.example")),
    "approvers": ("eve@lab.example",),
    "learnt": "ci",
    "handover": OTHER["handover"]._replace(new="ssh-ed25519 CCCC"),
    "erased": (f"~{'cd' * 32}",),
}


@pytest.mark.parametrize("field", FEW)
def test_what_few_entries_have_is_sealed_with_what_it_says_and_not_only_that_it_is_there(field: str):
    there = ENTRY._replace(**{field: OTHER[field]})
    assert seal(there._replace(**{field: THIRD[field]})).hash != seal(there).hash


def test_nothing_is_sealed_by_what_a_caller_claims_its_hash_to_be():
    assert seal(ENTRY._replace(hash="f" * 64)) == seal(ENTRY)
    assert sha256(b"").hexdigest() == ledger.EMPTY_ROOT


def test_a_log_begins_without_entries():
    tree = ledger.Tree()
    assert (tree.size, tree.root) == (0, ledger.EMPTY_ROOT)
    tree.add(leaf(b"x"))
    assert (tree.size, tree.root) == (1, leaf(b"x").hex())
