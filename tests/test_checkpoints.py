"""Checkpoints: written as C2SP says, and refused whenever a byte is not as it says.

The key, the text and the signature of the first test are those of the published example of golang.org/x/mod/sumdb/note.
"""

from __future__ import annotations

import base64

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
)
from hypothesis import given
from hypothesis import strategies as st

from reconciler.checkpoints import Checkpoint, forks, key_name, latest, parsed, read, scattered, sealed
from reconciler.errors import IntegrityFailure, Problem
from reconciler.ledger import EMPTY_ROOT
from reconciler.notes import AGAIN, Note, Signature, key_id, notes, signed, signers, verifier_line
from reconciler.signing import PublicKey
from reconciler.vouching import Voucher

LINEAGE = "00000000-0000-4000-8000-000000000001"
ONE = Checkpoint(LINEAGE, "webknossos/brainlab", 7, "ab" * 32, 2, "cd" * 32)


def pair(seed: int) -> tuple[bytes, PublicKey]:
    """An OpenSSH private key and its public half."""
    key = Ed25519PrivateKey.from_private_bytes(bytes([seed]) * 32)
    secret = key.private_bytes(Encoding.PEM, PrivateFormat.OpenSSH, NoEncryption())
    return secret, PublicKey(key.public_key().public_bytes_raw())


SECRET, KEY = pair(1)
OTHER_SECRET, OTHER_KEY = pair(2)
MINE, THEIRS = Voucher(KEY, "old"), Voucher(OTHER_KEY, "new")
FILE = str(sealed(ONE, SECRET))


def test_the_published_example_of_a_signed_note_is_read_checked_and_named_as_there_t176():
    line = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
    name, hexadecimal, encoded = line.split("+", 2)
    key = PublicKey(base64.b64decode(encoded)[1:])
    data = (
        "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n\n"
        "— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n"
    )
    assert key_id(name, key).hex() == hexadecimal
    assert verifier_line(name, key) == line
    [note] = notes(data.encode())
    assert signers(note, name, [key]) == {key}
    assert note.text == data.partition("\n\n")[0] + "\n"
    assert str(note) == data


def test_a_checkpoint_says_origin_size_root_serial_and_state_and_comes_back_as_it_was():
    assert ONE.text == (
        f"reconciler/{LINEAGE}/webknossos/brainlab\n7\nq6urq6urq6urq6urq6urq6urq6urq6urq6urq6urq6s=\n"
        f"serial 2\nstate {'cd' * 32}\n"
    )
    assert [*read(notes(FILE.encode()), [MINE])] == [ONE]


def test_the_checkpoints_of_several_orgs_stand_in_one_file():
    two = ONE._replace(org="encord/acme")
    both = f"{sealed(ONE, SECRET)}\n{sealed(two, SECRET)}"
    assert [*read(notes(both.encode()), [MINE])] == [ONE, two]


def test_signatures_of_unknown_keys_are_passed_over_and_one_known_key_is_enough_t176_t178():
    mine, theirs = sealed(ONE, SECRET).signatures, sealed(ONE, OTHER_SECRET).signatures
    witness = Signature("witness.example", b"\x00\x01\x02\x03", b"whatever they say")
    note = Note(ONE.text, (*theirs, witness, *mine))
    for keys in ([MINE], [THEIRS], [MINE, THEIRS]):
        assert [*read(notes(str(note).encode()), keys)] == [ONE]


def test_sixteen_signatures_are_read_and_a_heap_of_them_is_refused_t176():
    note = sealed(ONE, SECRET)
    strangers = tuple(Signature(f"witness{n}.example", b"1234", b"x") for n in range(64))
    assert [*read(notes(str(Note(note.text, strangers[:15] + note.signatures)).encode()), [MINE])] == [ONE]
    with pytest.raises(IntegrityFailure, match="more than 64 signatures"):
        notes(str(Note(note.text, strangers + note.signatures)).encode())


def test_a_known_key_whose_signature_does_not_hold_spoils_the_note_whoever_else_has_signed_t176():
    mine = sealed(ONE, SECRET).signatures
    [wrong] = sealed(ONE._replace(size=8), OTHER_SECRET).signatures
    with pytest.raises(IntegrityFailure, match="does not belong"):
        [*read([Note(ONE.text, (*mine, wrong))], [MINE, THEIRS])]


LAB = "webknossos/brainlab"
UNTIL, SINCE = MINE._replace(until={LAB: 7}), THEIRS._replace(since={LAB: 7})


@pytest.mark.parametrize(
    ("org", "size", "old", "new"),
    [
        (LAB, 0, True, False),
        (LAB, 6, True, False),
        (LAB, 7, True, True),
        (LAB, 8, False, True),
        ("encord/acme", 0, False, True),
        ("encord/acme", 9, False, True),
    ],
)
def test_a_key_vouches_for_the_logs_of_its_time_org_by_org_t178(org: str, size: int, *, old: bool, new: bool):
    assert (not UNTIL.objection(org, size), not SINCE.objection(org, size)) == (old, new)
    assert not MINE.objection(org, size)


def test_a_checkpoint_outside_of_the_span_of_its_key_is_refused_in_words_t178():
    larger, smaller, strange = ONE._replace(size=8), ONE._replace(size=6), ONE._replace(org="encord/acme")
    assert [*read([sealed(ONE, SECRET), sealed(ONE, OTHER_SECRET)], [UNTIL, SINCE])] == [ONE, ONE]
    for checkpoint, secret, why in (
        (larger, SECRET, f"the key old vouches for {LAB} up to #7, and this has seen #8"),
        (smaller, OTHER_SECRET, f"the key new vouches for {LAB} from #7 on, and this has seen #6"),
        (strange, SECRET, "the key old does not vouch for encord/acme"),
    ):
        with pytest.raises(IntegrityFailure, match=why):
            [*read([sealed(checkpoint, secret)], [UNTIL, SINCE])]


def test_of_two_keys_below_a_checkpoint_one_is_to_be_in_its_time_and_both_are_to_hold_t178():
    larger = ONE._replace(size=8)
    old, new = sealed(larger, SECRET).signatures, sealed(larger, OTHER_SECRET).signatures
    assert [*read([Note(larger.text, old + new)], [UNTIL, SINCE])] == [larger]
    with pytest.raises(IntegrityFailure, match="does not belong"):
        [*read([Note(larger.text, sealed(ONE, SECRET).signatures + new)], [UNTIL, SINCE])]


def test_a_key_with_a_passphrase_signs_a_checkpoint_with_it():
    key = Ed25519PrivateKey.from_private_bytes(bytes([1]) * 32)
    locked = key.private_bytes(Encoding.PEM, PrivateFormat.OpenSSH, BestAvailableEncryption(b"sesame"))
    assert sealed(ONE, locked, b"sesame") == sealed(ONE, SECRET)


# --- a place that keeps all there ever were -----------------------------------------------------------------------------

LARGER, ELSEWHERE = ONE._replace(size=9), ONE._replace(org="encord/acme", size=3)


def counted(found: list[Note], *trusted: Voucher) -> tuple[list[Checkpoint], list[str]]:
    """The checkpoints that count, and what is said of those that do not."""
    good, against = latest(found, iter(trusted), LINEAGE)
    return good, [error.message for error in against]


NOBODY = "no trusted key has signed this"


def test_of_each_log_the_checkpoint_that_has_seen_most_counts_whoever_signed_those_before_t178():
    kept = [sealed(ONE, OTHER_SECRET), sealed(LARGER, SECRET), sealed(ELSEWHERE, SECRET), sealed(ONE, SECRET)]
    assert counted(kept, MINE) == ([LARGER, ELSEWHERE], [])
    assert counted([], MINE) == ([], [])


def test_of_several_that_have_seen_as_much_those_count_that_trusted_keys_vouch_for_t175_t176():
    fork = LARGER._replace(root="ef" * 32)
    kept = [sealed(LARGER, SECRET), sealed(fork, OTHER_SECRET)]
    assert counted(kept, MINE) == ([LARGER], [NOBODY])
    assert counted(kept[::-1], MINE) == ([LARGER], [NOBODY])
    assert counted([*kept, kept[0]], MINE, THEIRS) == ([LARGER, fork], [])


def test_who_adds_a_checkpoint_that_claims_to_have_seen_more_takes_nothing_from_those_before_t176():
    huge, unread = (
        sealed(ONE._replace(size=999_999), OTHER_SECRET),
        Note("reconciler/x\n", sealed(ONE, SECRET).signatures),
    )
    strange = sealed(ONE._replace(lineage="another", size=99), SECRET)
    kept = [huge, sealed(ONE, SECRET), strange, sealed(LARGER, SECRET), unread, sealed(LARGER, OTHER_SECRET)]
    lines, another = "a checkpoint has 5 lines, not 1", "it is of another store, another"
    assert counted(kept, MINE) == ([LARGER], [another, lines, NOBODY, NOBODY])


def test_a_larger_checkpoint_is_larger_whatever_else_it_says_t176():
    """By its size, not by its text, of which "10" would be the smaller one."""
    ten = ONE._replace(size=10)
    assert counted([sealed(ten, SECRET), sealed(LARGER, SECRET)], MINE) == ([ten], [])
    assert counted([sealed(LARGER, SECRET), sealed(ten, SECRET)], MINE) == ([ten], [])


def test_what_speaks_against_those_that_have_seen_as_much_is_said_in_their_order_t176():
    alien = sealed(LARGER, OTHER_SECRET)
    spoilt = Note(LARGER.text, sealed(ONE, SECRET).signatures)
    wrong = "a signature does not belong to what it stands below"
    for kept, said in (([alien, spoilt], [NOBODY, wrong]), ([spoilt, alien], [wrong, NOBODY])):
        assert counted([sealed(ONE, SECRET), *kept], MINE) == ([ONE], said)


def test_where_there_are_checkpoints_and_nobody_vouches_for_any_the_last_reason_is_raised_t176_t178():
    with pytest.raises(IntegrityFailure, match="no trusted key"):
        latest([sealed(ONE, OTHER_SECRET), sealed(LARGER, OTHER_SECRET)], [MINE], LINEAGE)
    with pytest.raises(IntegrityFailure, match="it is of another store, " + LINEAGE) as error:
        latest([sealed(ONE, SECRET)], [MINE], "another")
    assert error.value.hint == "name the one of this store"


def test_a_signature_that_was_added_below_one_that_holds_does_not_spoil_it_here_t176():
    [mine], [wrong] = sealed(LARGER, SECRET).signatures, sealed(ONE, SECRET).signatures
    stranger = Signature("witness.example", b"1234", b"x")
    for signatures in ((mine, wrong), (wrong, mine), (stranger, mine, wrong), (stranger, stranger, mine)):
        assert counted([sealed(ONE, SECRET), Note(LARGER.text, signatures)], MINE) == ([LARGER], [])
    spoilt = Note(LARGER.text, (stranger, wrong))
    said = "a signature does not belong to what it stands below"
    assert counted([sealed(ONE, SECRET), spoilt], MINE) == ([ONE], [said])


BOTH = [sealed(ONE, SECRET), sealed(LARGER, SECRET)]
HEAP = "".join(f"— witness{n}.example MTIzNHg=\n" for n in range(99))
ADDED = {
    "a word": "hello\n",
    "a word without an end": "hello",
    "bytes": b"\xff\xe2",
    "a tab": "\t",
    "the beginning of a checkpoint": "reconciler/a/b\n1\n2\n3\n",
    "more of the beginning": "\nreconciler/a/b\n1\n2\n3\n4",
    "a checkpoint without signatures": f"\n{LARGER._replace(size=99).text}",
    "no signature": "— nobody\n",
    "a signature that is not whole": "— nobody AAAA\n",
    "a heap of signatures": HEAP,
    "a line that is too long": f"— {'x' * 5000}\n",
}


@pytest.mark.parametrize("what", ADDED)
@pytest.mark.parametrize("between", ["", "\n"])
def test_whatever_is_added_behind_a_note_it_and_the_next_one_are_found_t176(what: str, between: str):
    raw = ADDED[what]
    added = raw if isinstance(raw, bytes) else raw.encode()
    first, second = (str(note).encode() for note in BOTH)
    found, other = scattered(first + between.encode() + added + b"\n" + second)
    assert [note.text for note in found if counted([note], MINE)[0]] == [ONE.text, LARGER.text]
    assert other == (what != "a tab")


def test_notes_with_nothing_around_them_are_found_as_they_are():
    two = Note(ONE.text, sealed(ONE, SECRET).signatures + sealed(ONE, OTHER_SECRET).signatures)
    for between in ("", "\n", "\n\n"):
        assert scattered(between.join([str(two), *map(str, BOTH)]).encode()) == ([two, *BOTH], False)
    assert scattered(b"") == ([], False)
    assert scattered(b"hello\n") == ([], True)
    most = Note(ONE.text, two.signatures + 62 * (Signature("witness.example", b"1234", b"x"),))
    assert scattered(str(most).encode()) == ([most], False)
    assert scattered(f"{most}— witness.example MTIzNHg=\n".encode()) == ([most], True)
    long = f"reconciler/{'x' * 5000}\n" + ONE.text.partition("\n")[2] + str(most).removeprefix(ONE.text)
    assert scattered(long.encode()) == ([], True)
    unsigned = f"{ONE.text}\n— nobody\n"
    assert scattered(unsigned.encode()) == ([], True)


def written(text: str, secret: bytes = SECRET, name: str = key_name(LINEAGE)) -> str:
    """A note that says *text*, with a signature that holds."""
    return str(signed(text, name, secret))


TEXT = ONE.text
REFUSED = {
    "another key": (written(TEXT, OTHER_SECRET), "no trusted key"),
    "the name of another store": (written(TEXT, name=key_name("other")), "no trusted key"),
    "another origin": (written(TEXT.replace("reconciler/", "example.com/", 1)), "the origin"),
    "no org": (written(TEXT.replace("/webknossos/brainlab", "/webknossos")), "the origin"),
    "a store alone": (written(TEXT.replace("/webknossos/brainlab", "")), "the origin"),
    "an extra line": (written(TEXT + "more\n"), "5 lines, not 6"),
    "a line too few": (written(TEXT.rpartition("state")[0]), "5 lines, not 4"),
    "a leading zero": (written(TEXT.replace("\n7\n", "\n07\n")), "the size"),
    "a sign": (written(TEXT.replace("\n7\n", "\n+7\n")), "the size"),
    "digits of others": (written(TEXT.replace("\n7\n", "\n\N{ARABIC-INDIC DIGIT SEVEN}\n")), "the size"),
    "size 0 with a root": (written(TEXT.replace("\n7\n", "\n0\n")), "not that of an empty log"),
    "a short root": (written(TEXT.replace("q6ur", "", 1)), "the root"),
    "base64 with bits left over": (written(TEXT.replace("q6s=\n", "q6t=\n")), "the root"),
    "base64 without its end": (written(TEXT.replace("q6s=\n", "q6s\n")), "the root"),
    "a serial of 0": (written(TEXT.replace("serial 2", "serial 0")), "the serial"),
    "an upper-case digest": (written(TEXT.replace("cd" * 32, "CD" * 32)), "the state"),
    "one byte of the text": (FILE.replace("\n7\n", "\n8\n"), "does not belong"),
    "carriage returns": (FILE.replace("\n", "\r\n"), "a carriage return"),
    "a tab": (FILE.replace("serial 2", "serial\t2"), "control character 9"),
    "no last line end": (FILE.removesuffix("\n"), "has no end"),
    "no signature": (TEXT, "without signatures"),
    "a hyphen for the dash": (FILE.replace("— ", "- "), "no signature"),
    "a signature of four bytes": (f"{TEXT}\n— {key_name(LINEAGE)} AAAAAA==\n", "not whole"),
    "a name with a plus": (FILE.replace("— reconciler", "— recon+ciler"), "no signature"),
    "nothing": ("", "is empty"),
    "two empty lines": (FILE.replace("\n\n", "\n\n\n"), "no signature|without"),
}


@pytest.mark.parametrize("what", REFUSED)
def test_whatever_is_not_as_defined_is_refused_t176(what: str):
    data, why = REFUSED[what]
    with pytest.raises(IntegrityFailure, match=why):
        [*read(notes(data.encode()), [MINE])]


def test_an_empty_log_has_a_checkpoint_t176():
    empty = ONE._replace(size=0, root=EMPTY_ROOT)
    assert parsed(empty.text) == empty


WORDS = {
    "no org": (TEXT.replace("/webknossos/brainlab", "/webknossos"), "the origin of a checkpoint is not one"),
    "no store": (TEXT.replace(LINEAGE, ""), "the origin of a checkpoint is not one"),
    "a program alone": (TEXT.replace(f"/{LINEAGE}/webknossos/brainlab", ""), "the origin of a checkpoint is not one"),
    "another program": (TEXT.replace("reconciler/", "reconciled/"), "the origin of a checkpoint is not one"),
    "no size": (TEXT.replace("\n7\n", "\n\n"), "the size of a checkpoint is not one"),
    "no root": (TEXT.replace("q6ur", "q6u*"), "the root of a checkpoint is not one"),
    "a long root": (TEXT.replace("q6ur", "q6urq6ur", 1), "the root of a checkpoint is not one"),
    "no serial": (TEXT.replace("serial 2", "serial two"), "the serial of a checkpoint is not one"),
    "no state": (TEXT.replace("state cd", "state xy"), "the state of a checkpoint is not one"),
    "size and serial": (
        TEXT.replace("\n7\n", "\n-7\n").replace("serial 2", "2"),
        "the size of a checkpoint is not one",
    ),
    "a size without a root": (TEXT.replace("\n7\n", "\n0\n"), "the root of a checkpoint is not that of an empty log"),
    "a line too few": (TEXT.replace("serial 2\n", ""), "a checkpoint has 5 lines, not 4"),
    "a line end too many": (f"{TEXT}\n", "a checkpoint has 5 lines, not 6"),
}


@pytest.mark.parametrize("what", WORDS)
def test_what_of_a_checkpoint_is_wrong_is_said_in_these_words_t176(what: str):
    text, words = WORDS[what]
    with pytest.raises(IntegrityFailure) as refused:
        parsed(text)
    assert (refused.value.message, refused.value.hint) == (words, AGAIN)


def test_a_number_of_sixteen_digits_is_the_largest_and_an_org_may_have_slashes_t176():
    large = ONE._replace(size=10**16 - 1, serial=10**16 - 1, org="encord/a/b")
    assert parsed(large.text) == large
    assert parsed(large.text.removesuffix("\n")) == large  # what is signed ends so; the reader of notes insists
    for more in (large._replace(size=10**16), large._replace(serial=10**16)):
        with pytest.raises(IntegrityFailure):
            parsed(more.text)


def test_of_two_checkpoints_of_one_size_with_two_roots_both_are_evidence_t175():
    other, elsewhere = ONE._replace(root="ef" * 32), ONE._replace(org="encord/acme", root="ef" * 32)
    assert [*forks([ONE, ONE, elsewhere, ONE._replace(size=8, root="ef" * 32)])] == []
    assert [*forks([ONE, elsewhere, other, ONE])] == [
        Problem(
            "checkpoint-fork",
            f"webknossos/brainlab: at #7 one checkpoint has the root {'ab' * 32} and another {'ef' * 32}",
            hint="keep both: they are the evidence",
        )
    ]
    assert len([*forks([ONE, other, other])]) == 2


def test_who_signs_out_of_their_time_is_told_which_checkpoint_to_name_t178():
    with pytest.raises(IntegrityFailure) as refused:
        [*read([sealed(ONE._replace(size=8), SECRET)], [UNTIL, SINCE])]
    assert refused.value.hint == (
        "name a checkpoint that the key of that time has signed; if this is the only one, somebody else may have the key"
    )


@given(st.integers(0, len(FILE.encode()) - 1), st.integers(0, 7))
def test_no_bit_of_a_checkpoint_can_be_turned(place: int, bit: int):
    data = bytearray(FILE.encode())
    data[place] ^= 1 << bit
    with pytest.raises(IntegrityFailure):
        [*read(notes(bytes(data)), [MINE])]


@given(st.binary(max_size=300))
def test_no_bytes_lead_to_anything_but_a_refusal(data: bytes):
    with pytest.raises(IntegrityFailure):
        [*read(notes(data), [MINE])]
