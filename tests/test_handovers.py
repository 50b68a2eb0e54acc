"""The key that signs checkpoints is handed over by an entry of the log: who is trusted then, and who is not, on every store.

Whoever forges here writes entries as the program would, into a store that is theirs, with every hash and record that follows. What
they lack is the old key, or the place for which it has signed.
"""

from __future__ import annotations

import base64
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

import pytest
from logs import ORG, OTHER, applied, handed, member, row
from test_checkpoints import pair
from test_cli_audit import MORE, again, lab  # noqa: F401 - a fixture

from reconciler import ledger
from reconciler.actors import Actor
from reconciler.blame import blame
from reconciler.checkpoints import checkpoint_of, read, sealed
from reconciler.cli import run
from reconciler.errors import IntegrityFailure
from reconciler.fold import fold
from reconciler.handing import Giving, hand_over
from reconciler.handovers import Handed, followed, found_in, handover, message, misplaced, refusal
from reconciler.handovers import read as read_handover
from reconciler.model import Action, Change, Handover, Head, OrgKey
from reconciler.signing import PublicKey, signature_of
from reconciler.stores.base import AuditQuery, Store
from reconciler.verification import verify
from reconciler.vouching import Voucher

AT = "2026-11-24T09:00:00Z"


class Pair(NamedTuple):
    secret: bytes
    key: PublicKey

    def sign(self, what: bytes) -> bytes:
        return signature_of(what, self.secret)[1]


OLD, NEW, THIRD, EVE = (Pair(*pair(seed)) for seed in (1, 2, 3, 4))
MINE = Voucher(OLD.key, "old")


def filled(store: Store) -> Store:
    """Two orgs: one with three entries, one with one."""
    applied(store, [Change(row("org"), None, {"name": "Lab"}), member("ada", None, "admin")], 1)
    applied(store, [member("bob", None, "member")], 2)
    applied(store, [Change(row("org", OTHER), None, {"name": "Acme"})], 3, OTHER)
    return store


def giving(old: Pair = OLD, new: Pair = NEW, run: str = "handing-1") -> Giving:
    return Giving(old.key, new.key, old.sign, Actor("ops", "os uid 1000"), AT, run)


def codes(store: Store, org: OrgKey = ORG) -> set[str]:
    with store.evidence() as evidence:
        return {problem.code for problem in verify(evidence, org).problems}


def trusted(store: Store, *vouchers: Voucher) -> tuple[dict[PublicKey, Voucher], list[str]]:
    """Who vouches for what once the log is followed, and what was not followed."""
    with store.evidence() as evidence:
        found, problems = followed(vouchers, found_in(evidence))
    return {each.key: each for each in found}, [problem.message for problem in problems]


def spans(vouchers: dict[PublicKey, Voucher], who: Pair, org: OrgKey = ORG) -> list[int]:
    """The sizes, of none to nine, that a key vouches for."""
    return [size for size in range(10) if who.key in vouchers and not vouchers[who.key].objection(org, size)]


# --- followed -------------------------------------------------------------------------------------------------------


def test_a_new_key_vouches_from_its_handover_on_and_the_old_one_up_to_it_as_a_policy_would_say_it_t178(store: Store):
    assert hand_over(filled(store), giving()) == {OTHER: 1, ORG: 3}
    found, refused = trusted(store, MINE)
    assert refused == []
    assert (spans(found, OLD), spans(found, NEW)) == ([0, 1, 2, 3], [3, 4, 5, 6, 7, 8, 9])
    assert (spans(found, OLD, OTHER), spans(found, NEW, OTHER)) == ([0, 1], [1, 2, 3, 4, 5, 6, 7, 8, 9])
    ends = {ORG: 3, OTHER: 1}
    policy = {each.key: each for each in (MINE._replace(until=ends), Voucher(NEW.key, since=ends))}
    for org in (ORG, OTHER, "webknossos/later"):
        for who in (OLD, NEW, EVE):
            assert spans(found, who, org) == spans(policy, who, org)
    assert (codes(store), codes(store, OTHER)) == (set(), set())


def test_checkpoints_are_taken_from_the_key_of_their_time_alone_t178(store: Store):
    before = checkpoint_of(store.lineage, filled(store).heads()[ORG])
    hand_over(store, giving())
    after = checkpoint_of(store.lineage, store.heads()[ORG])
    with store.evidence() as evidence:
        keys, _ = followed([MINE], found_in(evidence))
        assert verify(evidence, ORG, [before, after], before).problems == []
    assert [*read([sealed(before, OLD.secret), sealed(after, NEW.secret)], keys)] == [before, after]
    for checkpoint, who in ((after, OLD), (after, EVE)):
        with pytest.raises(IntegrityFailure):
            [*read([sealed(checkpoint, who.secret)], keys)]
    with pytest.raises(IntegrityFailure, match="no trusted key"):
        [*read([sealed(after, NEW.secret)], [MINE])]  # who does not look at the log knows nothing of the new key
    assert [*read([sealed(after, OLD.secret)], [MINE])] == [after]


def test_keys_are_followed_from_one_to_the_next_also_in_the_log_of_an_org_that_is_younger_than_the_first_t178(
    store: Store,
):
    applied(store, [Change(row("org"), None, {"name": "Lab"})], 1)
    hand_over(store, giving())
    applied(store, [Change(row("org", OTHER), None, {"name": "Acme"})], 2, OTHER)
    assert hand_over(store, giving(NEW, THIRD, "handing-2")) == {OTHER: 1, ORG: 2}
    found, refused = trusted(store, MINE)
    assert refused == []
    assert [spans(found, who) for who in (OLD, NEW, THIRD)] == [[0, 1], [1, 2], [2, 3, 4, 5, 6, 7, 8, 9]]
    assert [spans(found, who, OTHER) for who in (OLD, NEW)] == [[], [0, 1]]
    assert spans(found, THIRD, OTHER)[0] == 1
    assert (codes(store), codes(store, OTHER)) == (set(), set())
    only_new, _ = trusted(store, Voucher(NEW.key))
    assert OLD.key not in only_new  # nobody is trusted backwards
    assert spans(only_new, THIRD)[0] == 2


def test_what_is_said_of_a_key_by_who_reads_is_never_widened_by_a_log_t178(store: Store):
    hand_over(filled(store), giving())
    found, _ = trusted(store, MINE._replace(until={ORG: 2}))
    assert (spans(found, OLD), spans(found, NEW)) == ([0, 1, 2], [])  # it ended before, and so it had nothing to give
    found, refused = trusted(store, MINE._replace(until={ORG: 2}))
    assert f"{ORG}#4: the key {OLD.key.fingerprint} has its end from who reads" in "".join(refused)
    for end in (3, 9):  # at its very end, too: it may be known to others since
        found, refused = trusted(store, MINE._replace(until={ORG: end, OTHER: end}))
        assert (spans(found, NEW), any(f"{ORG}#4" in each for each in refused)) == ([], True)
    found, refused = trusted(store, MINE._replace(until={ORG: 3, OTHER: 3}), Voucher(NEW.key, "new", since={ORG: 3}))
    assert (spans(found, OLD), spans(found, NEW)[0], refused) == ([0, 1, 2, 3], 3, [])
    found, _ = trusted(store, MINE, Voucher(NEW.key, "new", since={ORG: 4}, until={ORG: 5}))
    assert spans(found, NEW) == [4, 5]


# --- not followed -----------------------------------------------------------------------------------------------------


def signed(
    head: Head,
    lineage: str,
    by: Pair = OLD,
    *,
    old: Pair = OLD,
    new: Pair = NEW,
    org: OrgKey = ORG,
    more: int = 0,
    root: str = "",
) -> Handover:
    """A handover whose signature is for this store, org, size and root."""
    tree = root or ledger.root(head.frontier)
    said = message(lineage, org, head.size + more, tree, old.key, new.key)
    return handover(old.key, new.key, tree, by.sign(said))


def twisted(good: Handover) -> str:
    raw = bytearray(base64.b64decode(good.signature))
    raw[7] ^= 1
    return base64.b64encode(bytes(raw)).decode()


FORGED: dict[str, Callable[[Head, str], Handover]] = {
    "a bit of the signature is another": lambda head, store: (good := signed(head, store))._replace(
        signature=twisted(good)
    ),
    "it has no signature": lambda head, store: signed(head, store)._replace(signature=""),
    "its signature is spelled otherwise": lambda head, store: (good := signed(head, store))._replace(
        signature=good.signature.rstrip("=") + "\n=="
    ),
    "it is signed by somebody without the old key": lambda head, store: signed(head, store, EVE),
    "it is signed by the new key": lambda head, store: signed(head, store, NEW),
    "it is of another org": lambda head, store: signed(head, store, org=OTHER),
    "it is of a smaller log": lambda head, store: signed(head, store, more=-1),
    "it is of a larger log": lambda head, store: signed(head, store, more=1),
    "it is of another store": lambda head, _: signed(head, "00000000-0000-4000-8000-0000000000ff"),
    "it is of another log": lambda head, store: signed(head, store, root="ab" * 32),
    "it is for another new key": lambda head, store: signed(head, store)._replace(new=EVE.key.line),
    "it is from another old key": lambda head, store: signed(head, store)._replace(old=EVE.key.line),
    "its root is another": lambda head, store: signed(head, store)._replace(root="ab" * 32),
    "it hands a key over to itself": lambda head, store: signed(head, store, new=OLD),
    "its key has a name behind it": lambda head, store: (good := signed(head, store))._replace(new=good.new + " ops"),
    "its key is none": lambda head, store: signed(head, store)._replace(new="ssh-rsa AAAA"),
}


@pytest.mark.parametrize("what", FORGED)
def test_a_handover_that_the_old_key_has_not_signed_for_its_place_is_named_and_gives_no_trust_t178(
    store: Store, what: str
):
    head = filled(store).heads()[ORG]
    handed(store, FORGED[what](head, store.lineage))
    assert codes(store) == {"handover-refused"}
    found, _ = trusted(store, MINE)
    if (
        what == "it is of another log"
    ):  # signed by the old key, of a log that is not this one: the log is named, as above
        return
    assert {*found} == {OLD.key}
    assert spans(found, OLD) == [*range(10)]


def test_the_same_entry_with_a_signature_for_its_place_is_a_handover_t178(store: Store):
    """The control of all that is forged above."""
    head = filled(store).heads()[ORG]
    handed(store, signed(head, store.lineage))
    assert codes(store) == set()
    found, refused = trusted(store, MINE)
    assert (spans(found, NEW)[0], refused) == (3, [])


def test_a_handover_among_strangers_is_none_of_ours_and_gives_nobody_trust_t178(store: Store):
    head = filled(store).heads()[ORG]
    handed(store, signed(head, store.lineage, EVE, old=EVE, new=THIRD))
    assert codes(store) == set()
    found, refused = trusted(store, MINE)
    assert ({*found}, refused, spans(found, OLD)) == ({OLD.key}, [], [*range(10)])


def test_a_handover_written_again_further_on_is_refused_t178(store: Store):
    head = filled(store).heads()[ORG]
    good = signed(head, store.lineage)
    handed(store, good, "first")
    handed(store, good, "again")
    assert codes(store) == {"handover-refused"}
    found, _ = trusted(store, MINE)
    assert (spans(found, OLD)[-1], spans(found, NEW)[0]) == (3, 3)


def test_who_still_has_the_old_key_hands_it_over_to_nobody_else_t178(store: Store):
    """Neither in the same log, nor in that of another org."""
    hand_over(filled(store), giving())
    handed(store, signed(store.heads()[ORG], store.lineage, new=EVE), "taken")
    applied(store, [Change(row("org", "encord/later"), None, {"name": "Later"})], 6, "encord/later")
    later = store.heads()["encord/later"]
    handed(store, signed(later, store.lineage, new=EVE, org=later.org), "taken-too", later.org)
    found, refused = trusted(store, MINE)
    assert EVE.key not in found
    assert len(refused) == 2
    assert any("was handed over at #4 already" in each for each in refused)
    assert any("to another key in another org" in each for each in refused)


@pytest.mark.parametrize("said", [{}, {"old": 1, "new": 2, "root": 3, "signature": 4}, {"old": "x"}])
def test_what_is_no_handover_at_all_is_refused_in_words_t178(said: dict[str, object]):
    with pytest.raises(ValueError, match="is no handover"):
        read_handover(said, "store", ORG, 3)


# --- to the letter ------------------------------------------------------------------------------------------------------

LOG, ZETA = Handed("encord/acme", 3, OLD.key, NEW.key), "encord/zeta"


def test_what_the_old_key_signs_is_this_to_the_byte_t178():
    """Restated from the formats: DSSE's encoding of the type, and canonical JSON. Whoever changes it, changes what was signed before."""
    body = (
        f'{{"lineage":"store","new":"{NEW.key.line}","old":"{OLD.key.line}","org":"encord/acme","root":"{"ab" * 32}","size":3}}'
    ).encode()
    kind = b"application/vnd.reconciler.handover+json"
    said = message("store", "encord/acme", 3, "ab" * 32, OLD.key, NEW.key)
    assert said == b"DSSEv1 %d %b %d %b" % (len(kind), kind, len(body), body)
    made = handover(OLD.key, NEW.key, "ab" * 32, OLD.sign(said))
    assert made == (OLD.key.line, NEW.key.line, "ab" * 32, base64.b64encode(OLD.sign(said)).decode())
    assert read_handover(made._asdict(), "store", "encord/acme", 3) == LOG


WORDS = {
    "a bit of the signature is another": "is a handover that the old key has not signed, or not for this place",
    "it has no signature": "is a handover that the old key has not signed, or not for this place",
    "its signature is spelled otherwise": "is a handover that the old key has not signed, or not for this place",
    "it is of a larger log": "is a handover that the old key has not signed, or not for this place",
    "it is of another log": "is a handover of a log with another root",
    "it hands a key over to itself": "hands a key over to itself",
    "its key has a name behind it": "hands over a key that is not spelled as one",
    "its key is none": "hands over a key that is not an ssh-ed25519 key",
}


@pytest.mark.parametrize("what", WORDS)
def test_why_a_handover_is_none_is_said_in_these_words_t178(what: str):
    tree = ledger.Tree()
    tree.add(b"\x01" * 32)
    head = Head(ORG, 1, "d", size=1, frontier=tree.frontier)
    said = FORGED[what](head, "store")._asdict()
    assert misplaced(said, "store", ORG, tree) == WORDS[what]
    assert misplaced(signed(head, "store")._asdict(), "store", ORG, tree) == ""
    assert misplaced(None, "store", ORG, tree) == ""


@pytest.mark.parametrize("more", [{"more": "x"}, {"root": 7}, {"old": None}])
def test_a_handover_has_its_four_texts_and_nothing_else_t178(more: dict[str, object]):
    good = signed(Head(ORG, 1, "d"), "store")._asdict()
    assert read_handover(good, "store", ORG, 0).new == NEW.key
    with pytest.raises(ValueError, match=r"^is no handover$"):
        read_handover({**good, **more}, "store", ORG, 0)


def test_a_forged_handover_does_not_hide_the_true_one_behind_it_t178(store: Store):
    handed(store, FORGED["its root is another"](filled(store).heads()[ORG], store.lineage))
    handed(store, signed(store.heads()[ORG], store.lineage), "true")
    handed(store, signed(store.heads()[OTHER], store.lineage, org=OTHER), "true-too", OTHER)
    with store.evidence() as evidence:
        assert [*found_in(evidence)] == [Handed(OTHER, 1, OLD.key, NEW.key), Handed(ORG, 4, OLD.key, NEW.key)]


def refused(vouchers: list[Voucher], *found: Handed) -> list[str]:
    _, problems = followed(vouchers, found)
    assert all(problem.code == "handover-refused" for problem in problems)
    assert {problem.hint for problem in problems} <= {"somebody wrote it who may not; a policy can end a key: until"}
    return [problem.message for problem in problems]


def test_why_a_handover_is_not_followed_is_said_in_these_words_t178():
    key = f"the key {OLD.key.fingerprint}"
    assert refused([MINE], LOG, LOG._replace(size=5)) == [f"encord/acme#6: {key} was handed over at #4 already"]
    assert refused([MINE], LOG, LOG._replace(org="encord/b", new=EVE.key)) == [
        f"encord/b#4: {key} was handed over to another key in another org"
    ]
    assert refused([MINE._replace(until={})], LOG) == [
        f"encord/acme#4: {key} has its end from who reads, and so gives nobody trust whom they do not name"
    ]
    assert refused([MINE._replace(since={"encord/acme": 4})], LOG) == [
        "encord/acme#4: the key old vouches for encord/acme from #4 on, and this has seen #3"
    ]
    assert refused([MINE], LOG._replace(org="encord/a\x1b[2J", size=9), LOG._replace(org="encord/a\x1b[2J")) == [
        f"encord/a⟨U+001B⟩[2J#10: {key} was handed over at #4 already"
    ]


def test_where_an_end_is_given_the_earlier_one_holds_org_by_org_t178():
    named = Voucher(NEW.key, "new")
    for end, after in ((9, 3), (3, 3)):
        found, problems = followed([MINE._replace(until={LOG.org: end, ZETA: 7, ORG: 8}), named], [LOG])
        assert problems == []
        assert found == [MINE._replace(until={LOG.org: after, ZETA: 7, ORG: 8}), named]
    found, _ = followed([MINE, named], [LOG])
    assert found == [MINE._replace(until={LOG.org: 3}), named]  # a key that is named is what it is named as
    found, _ = followed([MINE], [LOG, LOG._replace(org=ORG, size=5)])
    assert found == [MINE._replace(until={LOG.org: 3, ORG: 5}), Voucher(NEW.key, since={LOG.org: 3, ORG: 5})]


def test_one_key_may_come_from_two_and_vouches_from_each_place_on_t178():
    third = Handed(ORG, 2, THIRD.key, NEW.key)
    found, problems = followed([MINE, Voucher(THIRD.key)], [LOG, third])
    assert problems == []
    assert found[-1] == Voucher(NEW.key, since={LOG.org: 3, ORG: 2})


def chain(*pairs: Pair) -> list[Handover]:
    return [Handover(old.key.line, new.key.line, "r", "s") for old, new in pairwise(pairs)]


@pytest.mark.parametrize(
    ("before", "old", "new", "why"),
    [
        ([], OLD, NEW, ""),
        ([], OLD, OLD, "the new key has signed this log before, and a key has one time"),
        (chain(OLD, NEW), OLD, NEW, ""),
        (chain(OLD, NEW), NEW, THIRD, ""),
        (chain(OLD, NEW), OLD, THIRD, "the log was handed over to another key than the one that is to sign"),
        (chain(OLD, NEW), EVE, NEW, "the log was handed over to another key than the one that is to sign"),
        (chain(OLD, NEW), NEW, OLD, "the new key has signed this log before, and a key has one time"),
        (chain(OLD, NEW), NEW, NEW, "the new key has signed this log before, and a key has one time"),
        (chain(OLD, NEW, THIRD), OLD, NEW, "the log was handed over to another key than the one that is to sign"),
        (chain(OLD, NEW, THIRD), NEW, THIRD, ""),
        (chain(OLD, NEW, THIRD), THIRD, OLD, "the new key has signed this log before, and a key has one time"),
        (chain(OLD, NEW, THIRD), THIRD, EVE, ""),
    ],
)
def test_a_log_goes_from_key_to_key_and_never_back_t178(before: list[Handover], old: Pair, new: Pair, why: str):
    assert refusal(before, old.key, new.key) == why


# --- handing over -----------------------------------------------------------------------------------------------------


def test_a_handover_changes_no_row_and_is_audited_with_who_did_it_t178_t179(store: Store):
    filled(store)
    before = {org: store.state(org) for org in (ORG, OTHER)}
    hand_over(store, giving())
    for org, state in before.items():
        log = [*store.audit(AuditQuery(org=org))]
        assert store.state(org) == state == fold(log)
        assert (log[-1].action, log[-1].actor, log[-1].learnt) == (Action.HAND_OVER, "ops", "os uid 1000")
        assert store.runs(org)[-1].note == f"from {OLD.key.fingerprint} to {NEW.key.fingerprint}"
    found = blame(row("org"), lambda at: store.audit(AuditQuery(org=ORG, address=str(at))))
    assert found is not None
    assert [entry.action for entry in found.life] == [Action.CREATE]
    applied(store, [member("bob", "member", "admin")], 7)
    assert codes(store) == set()


def test_who_was_killed_between_two_orgs_hands_over_again_and_what_is_done_stays_t178(store: Store):
    head = filled(store).heads()[ORG]
    handed(store, signed(head, store.lineage))
    assert hand_over(store, giving()) == {OTHER: 1}
    assert hand_over(store, giving(run="handing-2")) == {}
    assert (store.heads()[ORG].size, store.heads()[OTHER].size) == (4, 2)


@pytest.mark.parametrize(("old", "new"), [(OLD, EVE), (EVE, THIRD), (NEW, OLD), (NEW, NEW)])
def test_a_key_that_does_not_sign_any_more_or_did_once_is_refused_and_no_log_is_written_t178(
    store: Store, old: Pair, new: Pair
):
    hand_over(filled(store), giving())
    applied(store, [Change(row("org", "encord/a"), None, {"name": "A"})], 6, "encord/a")  # which comes first
    before = store.heads()
    with pytest.raises(IntegrityFailure, match="nothing was handed over"):
        hand_over(store, giving(old, new, "handing-2"))
    assert store.heads() == before


# --- on the command line ------------------------------------------------------------------------------------------------


def test_audit_verify_follows_a_handover_with_the_old_key_alone_and_refuses_what_the_old_key_signs_beyond_t178(
    lab: Path,  # noqa: F811 - the fixture
    capsys: pytest.CaptureFixture[str],
):
    assert run(["audit", "hand-over", "--checkpoint-key", "ops", "--to", "other.pub"]) == 0
    assert "the new key vouches from #2 on, and the old one up to it" in capsys.readouterr().out
    assert again(MORE, "--checkpoint", "new.note", "--checkpoint-key", "other") == 0
    assert run(["audit", "checkpoint", "-o", "leaked.note", "--checkpoint-key", "ops"]) == 0
    for given in (
        ["first.note"],
        ["new.note"],
        ["first.note", "--checkpoint", "new.note"],
        ["new.note", "--since", "first.note"],
    ):
        assert run(["audit", "verify", "--key", "ops.pub", "--checkpoint", *given]) == 0
    Path("policy.yaml").write_text(f"checkpoints:\n  ops: {{key: {OLD.key.line}}}\n")
    for who in (["--key", "ops.pub"], ["--policy", "policy.yaml"]):
        assert run(["audit", "verify", "--checkpoint", "new.note", *who]) == 0
        assert run(["audit", "verify", "--checkpoint", "leaked.note", *who]) == 14
        said = capsys.readouterr().err
        assert "error[checkpoint-refused] the key " in said
        assert "vouches for webknossos/brainlab up to #2, and this has seen #4" in said
    assert run(["audit", "verify", "--checkpoint", "first.note", "--key", "other.pub"]) == 14
    assert run(["audit", "hand-over", "--checkpoint-key", "ops", "--to", "other.pub"]) == 0
    assert "nothing was written" in capsys.readouterr().out
    assert run(["audit", "hand-over", "--checkpoint-key", "other", "--to", "ops.pub"]) == 14
    assert run(["history", "brainlab"]) == 0
    assert "ada (claim)" in (said := capsys.readouterr().out)
    assert "handed-over  no changes  (from SHA256:" in said
    assert run(["audit"]) == 0
    assert "→ the key of checkpoints is handed over from SHA256:" in capsys.readouterr().out


def test_one_key_hands_over_to_one_t178(lab: Path, capsys: pytest.CaptureFixture[str]):  # noqa: F811 - the fixture
    command = ["audit", "hand-over", "--to", "other.pub"]
    assert run(command) == 64
    assert run([*command, "--checkpoint-key", "ops", "--checkpoint-key", "other"]) == 64
    assert "one key hands over" in capsys.readouterr().err
    Path("two.pub").write_text(Path("ops.pub").read_text() + Path("other.pub").read_text())
    assert run(["audit", "hand-over", "--checkpoint-key", "ops", "--to", "two.pub"]) == 64
    assert "holds 2 keys, not one" in capsys.readouterr().err
