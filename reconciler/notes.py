"""Signed notes as C2SP defines them (c2sp.org/signed-note): text, an empty line, and who has signed it, each with Ed25519.

A key is known by a name and four bytes over name and key; both together only find the key to try. A signature of a key that is
not known is passed over; one of a key that is known must hold, or the whole note is refused. What the text means is its
reader's business, and he reads the very text that was checked.

Several notes may follow one another in a file, an empty line between them or, as ``cat`` joins files, none; their texts have no
empty lines themselves.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import re
from collections.abc import Iterable
from typing import NamedTuple

from reconciler.errors import IntegrityFailure
from reconciler.signing import PublicKey, signature_of, verifies

ED25519 = b"\x01"
MOST_SIGNATURES = 64
LARGEST = 4 * 1024 * 1024
_LINE = re.compile(r"— ([^\s+]+) ([A-Za-z0-9+/]+={0,2})")
_JOINED = re.compile(r"(\n\n(?:— [^\n]*\n)+)(?=[^\n—])")
"""Signatures, and right behind them the text of the next note: what begins with a dash is a signature."""
_CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f]")
AGAIN = "take it again from where it is kept; it was not written like this"


class Signature(NamedTuple):
    """One signature: whose it claims to be, and its bytes."""

    name: str
    key_id: bytes
    made: bytes


class Note(NamedTuple):
    """A text and its signatures, none of which is checked yet. ``text`` ends with its last line's end."""

    text: str
    signatures: tuple[Signature, ...]

    def __str__(self) -> str:
        return f"{self.text}\n{''.join(map(_line, self.signatures))}"


def key_id(name: str, key: PublicKey) -> bytes:
    """The four bytes that lead to a key under a name."""
    return hashlib.sha256(name.encode() + b"\n" + ED25519 + key.raw).digest()[:4]


def verifier_line(name: str, key: PublicKey) -> str:
    """Name and key in the one line that other programs for signed notes take."""
    return f"{name}+{key_id(name, key).hex()}+{base64.b64encode(ED25519 + key.raw).decode()}"


def signed(text: str, name: str, private_key: bytes, passphrase: bytes | None = None) -> Note:
    """*text*, signed with an OpenSSH private key under *name*."""
    key, made = signature_of(text.encode(), private_key, passphrase)
    return Note(text, (Signature(name, key_id(name, key), made),))


def notes(data: bytes) -> list[Note]:
    """The notes of a file. Raises IntegrityFailure for whatever is not written as the definition says."""
    if len(data) > LARGEST:
        raise IntegrityFailure("the file is too long for signed notes", hint=AGAIN)
    try:
        text = data.decode()
    except UnicodeDecodeError:
        raise IntegrityFailure("the file is not UTF-8", hint=AGAIN) from None
    if control := _CONTROL.search(text):
        what = "a carriage return" if control[0] == "\r" else f"the control character {ord(control[0])}"
        raise IntegrityFailure(f"the file holds {what}", hint=AGAIN)
    if not text:
        raise IntegrityFailure("the file is empty", hint=AGAIN)
    if not text.endswith("\n"):
        raise IntegrityFailure("the last line of the file has no end", hint=AGAIN)
    parts = _JOINED.sub(r"\1\n", text.removesuffix("\n")).split("\n\n")
    if len(parts) % 2:
        raise IntegrityFailure("a text without signatures is no signed note", hint=AGAIN)
    return [Note(f"{body}\n", _signatures(lines)) for body, lines in zip(parts[::2], parts[1::2], strict=True)]


def signers(note: Note, name: str, trusted: Iterable[PublicKey]) -> frozenset[PublicKey]:
    """The trusted keys that have signed a note under *name*. Raises IntegrityFailure if there are none, or one has not."""
    keys = {key_id(name, key): key for key in trusted}
    found = set()
    for signature in note.signatures:
        key = keys.get(signature.key_id)
        if signature.name != name or key is None:
            continue
        if not verifies(key, signature.made, note.text.encode()):
            raise IntegrityFailure("a signature does not belong to what it stands below", hint=AGAIN)
        found.add(key)
    if not found:
        raise IntegrityFailure(
            "no trusted key has signed this", hint="trust the key that has, if it is yours: --key FILE"
        )
    return frozenset(found)


def _signatures(lines: str) -> tuple[Signature, ...]:
    found = [_LINE.fullmatch(line) for line in lines.split("\n")]
    whole = [match for match in found if match is not None]
    if len(whole) < len(found):
        raise IntegrityFailure("a line below the text is no signature", hint=AGAIN)
    if len(whole) > MOST_SIGNATURES:
        raise IntegrityFailure(f"more than {MOST_SIGNATURES} signatures", hint=AGAIN)
    return tuple(_signature(match[1], match[2]) for match in whole)


def _signature(name: str, encoded: str) -> Signature:
    data = exactly(encoded)
    if data is None or len(data) <= 4:  # noqa: PLR2004 - the key's four bytes, and then the signature
        raise IntegrityFailure("a signature is not whole", hint=AGAIN)
    return Signature(name, data[:4], data[4:])


def exactly(encoded: str) -> bytes | None:
    """The bytes of a base64 text, if it is the one spelling of them."""
    try:
        data = base64.b64decode(encoded, validate=True)
    except (binascii.Error, ValueError):
        return None
    return data if base64.b64encode(data).decode() == encoded else None


def _line(signature: Signature) -> str:
    return f"— {signature.name} {base64.b64encode(signature.key_id + signature.made).decode()}\n"
