"""Proofs as files that need no store: that an entry is in the log, and that the log of one checkpoint continues another's.

The first is a C2SP proof (c2sp.org/tlog-proof) with the entry itself as its extra data; the second has the lines that a C2SP
witness is sent (c2sp.org/tlog-witness). Both end with a signed checkpoint, and are worth what that signature is worth.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from reconciler.checkpoints import Checkpoint, read
from reconciler.errors import IntegrityFailure
from reconciler.ledger import leaf
from reconciler.notes import LARGEST, Note, exactly, notes
from reconciler.proofs import continues, includes
from reconciler.vouching import Voucher

_FIRST = "c2sp.org/tlog-proof@v1"
_INDEX, _OLD = re.compile(r"index (0|[1-9][0-9]{0,15})"), re.compile(r"old (0|[1-9][0-9]{0,15})")
_MOST_HASHES = 63
_AGAIN = "ask for it again: reconciler audit prove"
_ORDER = "a proof is an extra line, an index, hashes, an empty line and a checkpoint"


class Proof(NamedTuple):
    """What a file says, none of it checked yet: of an entry with its index, or of an older size without one."""

    at: int
    hashes: tuple[bytes, ...]
    note: Note
    entry: str | None = None


def inclusion_text(entry: str, index: int, hashes: Sequence[bytes], note: Note) -> str:
    """The proof that *entry* stands at *index* (from 0)."""
    extra = base64.b64encode(entry.encode()).decode()
    return f"{_FIRST}\nextra {extra}\nindex {index}\n{_lines(hashes)}\n{note}"


def consistency_text(size: int, hashes: Sequence[bytes], note: Note) -> str:
    """The proof that the log of *note* begins with the *size* entries that an older checkpoint has seen."""
    return f"old {size}\n{_lines(hashes)}\n{note}"


def _lines(hashes: Sequence[bytes]) -> str:
    return "".join(f"{base64.b64encode(each).decode()}\n" for each in hashes)


def parsed(data: bytes) -> Proof:
    """The proof in a file. Raises IntegrityFailure for what is none, to the last byte."""
    try:
        text = data[: LARGEST + 1].decode()
    except UnicodeDecodeError:
        raise IntegrityFailure("the proof is not UTF-8", hint=_AGAIN) from None
    head, _, rest = text.partition("\n\n")
    found = notes(rest.encode())
    lines, entry, number = head.split("\n"), None, _OLD
    if lines[0] == _FIRST:
        extra = exactly(lines[1].removeprefix("extra ")) if lines[1:] and lines[1].startswith("extra ") else None
        if extra is None:
            raise IntegrityFailure(_ORDER, hint=_AGAIN)
        entry, lines, number = _decoded(extra), lines[2:], _INDEX
    at = number.fullmatch(lines[0]) if lines else None
    hashes = tuple(exactly(line) or b"" for line in lines[1:])
    if at is None or len(found) != 1 or len(hashes) > _MOST_HASHES or b"" in hashes:
        raise IntegrityFailure(_ORDER, hint=_AGAIN)
    return Proof(int(at[1]), hashes, found[0], entry)


def _decoded(extra: bytes) -> str:
    try:
        return extra.decode()
    except UnicodeDecodeError:
        raise IntegrityFailure("the entry is not UTF-8", hint=_AGAIN) from None


def holds(proof: Proof, checkpoint: Checkpoint) -> bool:
    """Whether a proof of inclusion leads to the root of a checkpoint."""
    entry = leaf((proof.entry or "").encode())
    return includes(proof.at, checkpoint.size, entry, proof.hashes, bytes.fromhex(checkpoint.root))


def shown(proof: Proof, trusted: Iterable[Voucher], older: Iterable[Checkpoint] = ()) -> Checkpoint:
    """The checkpoint of a proof that holds. Raises IntegrityFailure for one that does not, or that nobody trusted signed."""
    [checkpoint] = read([proof.note], trusted)
    whole = bytes.fromhex(checkpoint.root)
    if proof.entry is not None:
        if not holds(proof, checkpoint):
            raise IntegrityFailure("the entry is not in the log that the checkpoint has seen", hint=_AGAIN)
        return checkpoint
    before = [each for each in older if (each.origin, each.size) == (checkpoint.origin, proof.at)]
    if not before:
        raise IntegrityFailure("this proof is about another checkpoint", hint="name the older one: --since FILE")
    for each in before:
        if not continues(each.size, checkpoint.size, proof.hashes, bytes.fromhex(each.root), whole):
            raise IntegrityFailure(
                "the log that the checkpoint has seen does not continue the older one", hint="keep both"
            )
    return checkpoint
