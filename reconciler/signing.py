"""Signatures: an envelope as DSSE 1.0 defines it, made and checked with Ed25519 keys as OpenSSH writes them.

What is signed is bytes of a type; what they mean is their reader's business, and he reads the very bytes that were checked,
never the envelope again (T129). The key id of an envelope is a hint that must be true: the key is found by trying all that
are trusted, there is one algorithm and no field to choose another (T128).

The library that signs is an extra, imported when somebody signs or checks; keys are read without it.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
from collections.abc import Iterable
from typing import TYPE_CHECKING, NamedTuple

from pydantic import BaseModel, ConfigDict, ValidationError

from reconciler.canonical import Json, canonical
from reconciler.errors import IntegrityFailure, WrongUsage

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

ALGORITHM = "ssh-ed25519"
KEY_BYTES = 32
LARGEST_ENVELOPE = 64 * 1024
_WITHOUT = "signatures need a library that is not installed"
_INSTALL = "pip install 'reconciler[sign]'"
_AGAIN = "approve the plan again, each in a file of their own: reconciler approve PLAN --key FILE"
_KEYS = "if its owner is to approve, write into the policy, under their name in people: keys: [ssh-ed25519 …]"


class PublicKey(NamedTuple):
    """An Ed25519 public key: its 32 bytes."""

    raw: bytes

    @property
    def fingerprint(self) -> str:
        """What ``ssh-keygen -l`` calls it: ``SHA256:…``."""
        digest = hashlib.sha256(_string(ALGORITHM.encode()) + _string(self.raw)).digest()
        return f"SHA256:{base64.b64encode(digest).decode().rstrip('=')}"

    @property
    def line(self) -> str:
        """What stands in its ``.pub`` file, without the comment."""
        return f"{ALGORITHM} {base64.b64encode(_string(ALGORITHM.encode()) + _string(self.raw)).decode()}"


def public_key(line: str) -> PublicKey:
    """The key in a line of an ``.pub`` file. Raises ValueError, with words for the person who wrote it."""
    algorithm, _, rest = line.strip().partition(" ")
    if algorithm != ALGORITHM:
        raise ValueError(f"is not an {ALGORITHM} key")
    try:
        blob = base64.b64decode(rest.split(" ")[0], validate=True)
    except (binascii.Error, ValueError):
        raise ValueError("is not a whole key") from None
    head = _string(ALGORITHM.encode()) + KEY_BYTES.to_bytes(4, "big")
    if not blob.startswith(head) or len(blob) != len(head) + KEY_BYTES:
        raise ValueError("is not a whole key")
    return PublicKey(blob[len(head) :])


def named(line: str) -> str:
    """The fingerprint of the key in a line; the line itself, if there is none in it."""
    try:
        return public_key(line).fingerprint
    except ValueError:
        return line


def _string(data: bytes) -> bytes:
    return len(data).to_bytes(4, "big") + data


def pae(payload_type: str, body: bytes) -> bytes:
    """What is signed: type and body, each with its length, so that neither can be taken for a part of the other."""
    kind = payload_type.encode()
    return b"DSSEv1 %d %b %d %b" % (len(kind), kind, len(body), body)


def signed(payload_type: str, body: bytes, private_key: bytes, passphrase: bytes | None = None) -> str:
    """The envelope of *body*, signed with an OpenSSH private key; canonical JSON and one newline."""
    own, made = signature_of(pae(payload_type, body), private_key, passphrase)
    signature: Json = {"keyid": own.fingerprint, "sig": base64.b64encode(made).decode()}
    payload = base64.b64encode(body).decode()
    return canonical({"payload": payload, "payloadType": payload_type, "signatures": [signature]}) + "\n"


def signature_of(message: bytes, private_key: bytes, passphrase: bytes | None = None) -> tuple[PublicKey, bytes]:
    """The public half of an OpenSSH private key, and the signature it makes of *message*."""
    key = _private(private_key, passphrase)
    return PublicKey(key.public_key().public_bytes_raw()), key.sign(message)


def locked(private_key: bytes) -> bool:
    """Whether a private key has a passphrase."""
    try:
        from cryptography.hazmat.primitives.serialization import load_ssh_private_key  # lazy: an extra
    except ImportError:
        raise WrongUsage(_WITHOUT, hint=_INSTALL) from None
    try:
        load_ssh_private_key(private_key, None)
    except TypeError:
        return True
    except Exception:  # noqa: BLE001 - whatever else is wrong is said when it is used
        return False
    return False


def _private(data: bytes, passphrase: bytes | None) -> Ed25519PrivateKey:
    try:
        from cryptography.exceptions import UnsupportedAlgorithm  # lazy: an extra
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey  # lazy: likewise
        from cryptography.hazmat.primitives.serialization import load_ssh_private_key  # lazy: likewise
    except ImportError:
        raise WrongUsage(_WITHOUT, hint=_INSTALL) from None
    try:
        key = load_ssh_private_key(data, passphrase)
    except (TypeError, ValueError, UnsupportedAlgorithm) as reason:
        raise WrongUsage(f"the key cannot be used: {reason}", hint="ssh-keygen -t ed25519 makes one") from None
    if not isinstance(key, Ed25519PrivateKey):
        raise WrongUsage(f"the key is not an {ALGORITHM} key", hint="ssh-keygen -t ed25519 makes one")
    return key


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, frozen=True, defer_build=True)


class _Signature(_Strict):
    keyid: str
    sig: str


class _Envelope(_Strict):
    payload: str
    payloadType: str  # noqa: N815 - the name is the standard's
    signatures: list[_Signature]


def opened(data: bytes, payload_type: str, trusted: Iterable[PublicKey]) -> tuple[bytes, PublicKey]:
    """The body of an envelope and the trusted key that has signed it.

    Raises IntegrityFailure for everything else: another byte or type, no signature or several, a key that is not trusted or not
    the one that the envelope names.
    """
    try:
        raw = json.loads(data[: LARGEST_ENVELOPE + 1].decode())
        if (canonical(raw) + "\n").encode() != data:
            raise IntegrityFailure("the envelope is not as it was written", hint=_AGAIN)
        envelope = _Envelope.model_validate(raw)
        body = base64.b64decode(envelope.payload, validate=True)
        signatures = [(each.keyid, base64.b64decode(each.sig, validate=True)) for each in envelope.signatures]
    except (ValidationError, ValueError, TypeError, RecursionError) as reason:
        raise IntegrityFailure(f"this is not an envelope ({type(reason).__name__})", hint=_AGAIN) from None
    if envelope.payloadType != payload_type:
        raise IntegrityFailure("the envelope holds something else", hint=f"its type is not {payload_type}")
    if len(signatures) != 1:
        raise IntegrityFailure(f"the envelope has {len(signatures)} signatures, not one", hint=_AGAIN)
    keyid, signature = signatures[0]
    key = next((key for key in trusted if verifies(key, signature, pae(payload_type, body))), None)
    if key is None:
        raise IntegrityFailure("no key of the policy has made this signature", hint=_KEYS)
    if keyid != key.fingerprint:
        raise IntegrityFailure("the envelope names another key than the one that has signed it", hint=_AGAIN)
    return body, key


def verifies(key: PublicKey, signature: bytes, message: bytes) -> bool:
    """Whether *key* has made the signature of *message*."""
    try:
        from cryptography.exceptions import InvalidSignature  # lazy: an extra
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey  # lazy: likewise
    except ImportError:
        raise WrongUsage(_WITHOUT, hint=_INSTALL) from None
    try:
        Ed25519PublicKey.from_public_bytes(key.raw).verify(signature, message)
    except (InvalidSignature, ValueError):
        return False
    return True
