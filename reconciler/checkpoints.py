"""Checkpoints: what was in an org's log at a moment, signed, to be kept where the store's owner cannot write.

Each is a C2SP checkpoint (c2sp.org/tlog-checkpoint): origin, size and root of the log, and two lines more that the log itself
says, too: the org's serial and the digest of its state. There is one for each org, since there is one log for each, and only
so is every later one provably a continuation of every earlier one; a file holds those of all orgs, one after the other.

Pure. Who keeps them where is the command line's business. To say more in a checkpoint: not here; put it into the log.
"""

from __future__ import annotations

import base64
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from itertools import groupby
from operator import itemgetter
from typing import NamedTuple

from reconciler import ledger
from reconciler.errors import IntegrityFailure, Problem
from reconciler.model import Head, OrgKey
from reconciler.notes import AGAIN, MOST_SIGNATURES, Note, Signature, exactly, notes, signed, signers
from reconciler.vouching import Voucher

_PROGRAM = "reconciler"
_SIZE = re.compile(r"0|[1-9][0-9]{0,15}")
_SERIAL = re.compile(r"serial ([1-9][0-9]{0,15})")
_STATE = re.compile(r"state ([0-9a-f]{64})")
_LINES = 5
_SCATTERED = re.compile(
    r"^(reconciler/[^\n]{,4000}\n(?:(?!reconciler/)[^\n]{1,4000}\n){4})\n((?:— [^\n]{,4000}\n)+)", re.MULTILINE
)
"""A text and what stands below it. No line but the first begins as a checkpoint does, so no text swallows the one behind it; and none is
longer than a checkpoint needs, so that a stranger's costs no more than ours."""


class Checkpoint(NamedTuple):
    """The log of one org of one store at one size. Root and digest are hexadecimal."""

    lineage: str
    org: OrgKey
    size: int
    root: str
    serial: int
    state: str

    @property
    def origin(self) -> str:
        """What names the log, wherever the checkpoint goes."""
        return f"{key_name(self.lineage)}/{self.org}"

    @property
    def text(self) -> str:
        """What is signed."""
        whole = base64.b64encode(bytes.fromhex(self.root)).decode()
        return f"{self.origin}\n{self.size}\n{whole}\nserial {self.serial}\nstate {self.state}\n"


def key_name(lineage: str) -> str:
    """The name under which keys sign for a store."""
    return f"{_PROGRAM}/{lineage}"


def checkpoint_of(lineage: str, head: Head) -> Checkpoint:
    """What the store says of an org now."""
    return Checkpoint(lineage, head.org, head.size, ledger.root(head.frontier), head.serial, head.digest)


def sealed(checkpoint: Checkpoint, private_key: bytes, passphrase: bytes | None = None) -> Note:
    """The checkpoint, signed."""
    return signed(checkpoint.text, key_name(checkpoint.lineage), private_key, passphrase)


def read(found: Iterable[Note], trusted: Iterable[Voucher]) -> Iterator[Checkpoint]:
    """The checkpoints in notes that trusted keys vouch for. Raises IntegrityFailure for the first that is none.

    Every signature of a trusted key must hold, and one of them must be of a key whose time it was (T178).
    """
    vouchers = [*trusted]
    for note in found:
        lineage = note.text.partition("\n")[0].split("/")[1:2]
        by = signers(note, key_name("".join(lineage)), [each.key for each in vouchers])
        checkpoint = parsed(note.text)
        objections = [each.objection(checkpoint.org, checkpoint.size) for each in vouchers if each.key in by]
        if all(objections):
            hint = "name a checkpoint that the key of that time has signed; if this is the only one, somebody else may have the key"
            raise IntegrityFailure(objections[0], hint=hint)
        yield checkpoint


def of_store(checkpoint: Checkpoint, lineage: str) -> None:
    """Raises IntegrityFailure for a checkpoint of another store."""
    if checkpoint.lineage != lineage:
        raise IntegrityFailure(f"it is of another store, {checkpoint.lineage}", hint="name the one of this store")


# --- a place that keeps all there ever were, and to which others can add ------------------------------------------------


def scattered(data: bytes) -> tuple[list[Note], bool]:
    """The notes of checkpoints in *data*, whatever stands around them; and whether anything does.

    What is added behind a note takes nothing from it: a line that is no signature, or one too many, is passed over.
    """
    text = data.decode(errors="replace")
    found, other = list[Note](), bool(_SCATTERED.sub("", text).strip())
    for match in _SCATTERED.finditer(text):
        lines = match[2].removesuffix("\n").split("\n")
        below = [signature for line in lines[:MOST_SIGNATURES] for signature in _signatures(line)]
        found += [Note(match[1], tuple(below))] if below else []
        other |= len(below) < len(lines)
    return found, other


def _signatures(line: str) -> tuple[Signature, ...]:
    """The signature that a line below a text is, whatever the text; none if it is none."""
    try:
        [note] = notes(f"any text\n\n{line}\n".encode())
    except IntegrityFailure:
        return ()
    return note.signatures


def latest(
    found: Iterable[Note], trusted: Iterable[Voucher], lineage: str
) -> tuple[list[Checkpoint], list[IntegrityFailure]]:
    """Of each log of a store the checkpoints that have seen most of those that trusted keys vouch for, and what speaks against others.

    Others are those that claim to have seen more or as much, or are of another store: whoever adds one takes nothing from the rest. Those
    that have seen less are not looked at: they may be of a key that was replaced. IntegrityFailure where there are some and none counts.
    """
    logs, vouchers = defaultdict[str, list[tuple[int, Note]]](list), [*trusted]
    good, against = list[Checkpoint](), list[IntegrityFailure]()
    for note in found:
        try:
            checkpoint = parsed(note.text)
            of_store(checkpoint, lineage)
            logs[checkpoint.org].append((checkpoint.size, note))
        except IntegrityFailure as error:
            against.append(error)
    for seen in logs.values():
        counting, others = _most(seen, vouchers)
        good += counting
        against += others
    if against and not good:
        raise against[-1]
    return good, against


def _most(
    seen: Iterable[tuple[int, Note]], vouchers: Sequence[Voucher]
) -> tuple[list[Checkpoint], list[IntegrityFailure]]:
    """The largest of one log that are vouched for, and what speaks against those that are no smaller."""
    against = list[IntegrityFailure]()
    for _, same in groupby(sorted(seen, key=itemgetter(0), reverse=True), key=itemgetter(0)):
        good = list[Checkpoint]()
        for _, note in same:
            try:
                good.append(_vouched(note, vouchers))
            except IntegrityFailure as error:
                against.append(error)
        if good:
            return [*dict.fromkeys(good)], against
    return [], against


def _vouched(note: Note, vouchers: Sequence[Voucher]) -> Checkpoint:
    """The checkpoint, if one signature is enough: those beside it may have been added to spoil it. Raises what is against the last."""
    for signature in note.signatures[:-1]:
        with suppress(IntegrityFailure):
            return next(read([Note(note.text, (signature,))], vouchers))
    return next(read([Note(note.text, note.signatures[-1:])], vouchers))


def parsed(text: str) -> Checkpoint:
    """The checkpoint that *text* states, to the last byte."""
    lines = text.removesuffix("\n").split("\n")
    if len(lines) != _LINES:
        raise IntegrityFailure(f"a checkpoint has {_LINES} lines, not {len(lines)}", hint=AGAIN)
    origin, size, whole, serial, state = lines
    program, lineage, org = (*origin.split("/", 2), "", "")[:3]
    root = exactly(whole)
    numbered, stated = _SERIAL.fullmatch(serial), _STATE.fullmatch(state)
    wrong = (
        ("origin", program == _PROGRAM and bool(lineage) and "/" in org),
        ("size", _SIZE.fullmatch(size) is not None),
        ("root", root is not None and len(root) == len(bytes.fromhex(ledger.EMPTY_ROOT))),
        ("serial", numbered is not None),
        ("state", stated is not None),
    )
    if bad := [name for name, right in wrong if not right]:
        raise IntegrityFailure(f"the {bad[0]} of a checkpoint is not one", hint=AGAIN)
    found = Checkpoint(lineage, org, int(size), (root or b"").hex(), int(numbered[1] if numbered else 0), state[6:])
    if not found.size and found.root != ledger.EMPTY_ROOT:
        raise IntegrityFailure("the root of a checkpoint is not that of an empty log", hint=AGAIN)
    return found


def forks(checkpoints: Sequence[Checkpoint]) -> Iterator[Problem]:
    """Checkpoints that cannot belong to one log: equal sizes with different roots."""
    first: dict[tuple[str, int], Checkpoint] = {}
    for checkpoint in checkpoints:
        other = first.setdefault((checkpoint.origin, checkpoint.size), checkpoint)
        if other.root != checkpoint.root:
            says = f"at #{checkpoint.size} one checkpoint has the root {other.root} and another {checkpoint.root}"
            yield Problem("checkpoint-fork", f"{checkpoint.org}: {says}", hint="keep both: they are the evidence")
