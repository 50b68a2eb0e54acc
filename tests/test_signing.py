"""Signatures: the standards' own vectors, OpenSSH as the second opinion, and everything that must not pass for one."""

from __future__ import annotations

import base64
import json
import shutil
import subprocess
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
)

from reconciler.canonical import canonical
from reconciler.errors import IntegrityFailure, ReconcilerError, WrongUsage
from reconciler.signing import PublicKey, locked, opened, pae, public_key, signed

TYPE = "application/vnd.reconciler.approval+json"
BODY = b'{"plan":"0123"}'
RFC_8032 = [  # section 7.1, tests 1 to 3: secret key, public key, message, signature
    (
        "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
        "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
        "",
        "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b",
    ),
    (
        "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
        "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
        "72",
        "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00",
    ),
    (
        "c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7",
        "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025",
        "af82",
        "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a",
    ),
]


def a_key(seed: int = 1) -> Ed25519PrivateKey:
    return Ed25519PrivateKey.from_private_bytes(bytes([seed]) * 32)


def openssh(key: Ed25519PrivateKey, passphrase: bytes | None = None) -> bytes:
    locking = BestAvailableEncryption(passphrase) if passphrase else NoEncryption()
    return key.private_bytes(Encoding.PEM, PrivateFormat.OpenSSH, locking)


def line_of(key: Ed25519PrivateKey) -> str:
    return key.public_key().public_bytes(Encoding.OpenSSH, PublicFormat.OpenSSH).decode() + " somebody@laptop"


KEY, OTHER = public_key(line_of(a_key(1))), public_key(line_of(a_key(2)))
ENVELOPE = signed(TYPE, BODY, openssh(a_key())).encode()


def changed(**parts: object) -> bytes:
    """The envelope with some of its parts replaced, and otherwise as it would be written."""
    return (canonical({**json.loads(ENVELOPE), **parts}) + "\n").encode()


def signatures(*each: dict[str, str]) -> bytes:
    return changed(signatures=list(each))


OWN = json.loads(ENVELOPE)["signatures"][0]


# --- the standards' own words -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("secret", "public", "message", "signature"), RFC_8032)
def test_the_library_signs_as_rfc_8032_says(secret: str, public: str, message: str, signature: str):
    key = Ed25519PrivateKey.from_private_bytes(bytes.fromhex(secret))
    assert public_key(line_of(key)).raw.hex() == public
    assert key.sign(bytes.fromhex(message)).hex() == signature


def test_what_is_signed_is_what_the_page_about_dsse_shows():
    assert pae("http://example.com/HelloWorld", b"hello world") == (
        b"DSSEv1 29 http://example.com/HelloWorld 11 hello world"
    )
    assert pae("é", b"") == b"DSSEv1 2 \xc3\xa9 0 "  # lengths are in bytes


def test_an_envelope_holds_type_body_and_one_signature_of_both():
    made = json.loads(ENVELOPE)
    assert set(made) == {"payload", "payloadType", "signatures"}
    assert (made["payloadType"], base64.b64decode(made["payload"])) == (TYPE, BODY)
    a_key().public_key().verify(base64.b64decode(OWN["sig"]), pae(TYPE, BODY))
    assert OWN["keyid"] == KEY.fingerprint


# --- OpenSSH is the second opinion --------------------------------------------------------------------------------------

needs_ssh_keygen = pytest.mark.skipif(shutil.which("ssh-keygen") is None, reason="ssh-keygen is not installed")


@needs_ssh_keygen
def test_a_key_that_ssh_keygen_makes_signs_and_has_the_fingerprint_it_says(tmp_path: Path):
    path = tmp_path / "key"
    subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", "ada", "-f", path], check=True)
    told = subprocess.run(["ssh-keygen", "-lf", f"{path}.pub"], capture_output=True, text=True, check=True).stdout
    key = public_key(Path(f"{path}.pub").read_text())
    assert told.split()[1] == key.fingerprint
    assert opened(signed(TYPE, BODY, path.read_bytes()).encode(), TYPE, [OTHER, key]) == (BODY, key)


@needs_ssh_keygen
def test_a_key_with_a_passphrase_signs_with_it_and_not_without(tmp_path: Path):
    path = tmp_path / "key"
    subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "sesame", "-f", path], check=True)
    secret = path.read_bytes()
    assert locked(secret)
    key = public_key(Path(f"{path}.pub").read_text())
    assert opened(signed(TYPE, BODY, secret, b"sesame").encode(), TYPE, [key])[1] == key
    for wrong in (None, b"", b"open"):
        with pytest.raises(WrongUsage, match="the key cannot be used"):
            signed(TYPE, BODY, secret, wrong)


def test_a_key_without_a_passphrase_asks_for_none_and_what_is_no_key_is_said_when_it_is_used():
    assert not locked(openssh(a_key()))
    assert not locked(b"no key")
    with pytest.raises(WrongUsage, match="the key cannot be used"):
        signed(TYPE, BODY, b"no key")


def test_there_is_one_algorithm_t128():
    rsa = generate_private_key(65537, 2048).private_bytes(Encoding.PEM, PrivateFormat.OpenSSH, NoEncryption())
    with pytest.raises(WrongUsage, match="is not an ssh-ed25519 key"):
        signed(TYPE, BODY, rsa)
    blob = line_of(a_key()).split()[1]
    for line in (f"ssh-rsa {blob}", f"ecdsa-sha2-nistp256 {blob}", "", "ssh-ed25519", f"ssh-ed25519 {blob[:-8]}"):
        with pytest.raises(ValueError, match=r"is not (an ssh-ed25519|a whole) key"):
            public_key(line)
    foreign = base64.b64encode(base64.b64decode(blob).replace(b"ssh-ed25519", b"ssh-ed25518")).decode()
    with pytest.raises(ValueError, match="is not a whole key"):
        public_key(f"ssh-ed25519 {foreign}")


# --- what must not pass -------------------------------------------------------------------------------------------------


def test_an_envelope_is_opened_by_the_key_that_has_signed_it_wherever_it_stands_among_the_trusted():
    assert opened(ENVELOPE, TYPE, [KEY]) == opened(ENVELOPE, TYPE, [OTHER, KEY]) == (BODY, KEY)


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (ENVELOPE.replace(b"\n", b""), "not as it was written"),
        (b" " + ENVELOPE, "not as it was written"),
        (ENVELOPE + b"{}\n", "not an envelope"),
        (ENVELOPE.replace(b'{"payload"', b'{"payload":"","payload"'), "not as it was written"),
        (b"", "not an envelope"),
        (b"[]\n", "not an envelope"),
        (b"[" * 60_000, "not an envelope"),
        (b"\xff", "not an envelope"),
        (b'{"payload":NaN}\n', "not an envelope"),
        (changed(payload=base64.b64encode(b'{"plan":"4567"}').decode()), "no key of the policy"),
        (changed(payload="not base64!"), "not an envelope"),
        (changed(payload=7), "not an envelope"),
        (changed(alg="none"), "not an envelope"),
        (changed(payloadType="application/vnd.reconciler.plan+json"), "something else"),
        (signatures(), "0 signatures"),
        (signatures(OWN, OWN), "2 signatures"),
        (signatures({**OWN, "alg": "ed25519"}), "not an envelope"),
        (signatures({**OWN, "sig": ""}), "no key of the policy"),
        (signatures({**OWN, "sig": base64.b64encode(bytes(64)).decode()}), "no key of the policy"),
        (signatures({**OWN, "keyid": OTHER.fingerprint}), "another key"),
        (signatures({**OWN, "keyid": ""}), "another key"),
    ],
    ids=range(21),
)
def test_everything_else_is_refused_as_what_it_is_not_t128_t129(data: bytes, why: str):
    with pytest.raises(IntegrityFailure, match=why) as caught:
        opened(data, TYPE, [KEY, OTHER])
    assert caught.value.exit_code == 14


def test_a_key_that_nobody_trusts_opens_nothing_t128():
    for trusted in ([], [OTHER], [PublicKey(bytes(32))]):
        with pytest.raises(IntegrityFailure, match="no key of the policy"):
            opened(ENVELOPE, TYPE, trusted)


def test_no_byte_of_an_envelope_can_be_changed():
    for place in range(len(ENVELOPE)):
        data = ENVELOPE[:place] + bytes([ENVELOPE[place] ^ 1]) + ENVELOPE[place + 1 :]
        with pytest.raises(ReconcilerError):
            opened(data, TYPE, [KEY])


def test_the_bytes_that_were_checked_are_the_bytes_that_are_read_t129():
    body, _ = opened(ENVELOPE, TYPE, [KEY])
    assert body == BODY
    assert base64.b64encode(body) in ENVELOPE
