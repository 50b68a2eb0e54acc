"""Handovers of the key that signs checkpoints: what the old key signs, and whom a log makes trusted that it was not told of.

An entry of the log says that from its place on another key signs. It proves nothing by being there, since whoever owns the store can
write entries: what counts is the signature in it, by which the old key says store, org, size and root of the log so far and both
keys. So it fits one place of one log, and nobody makes one without the old key. What it means is what a policy means that writes
``until`` at the old key and ``since`` at the new one; a key that is named to the reader is never given more by a log than by them, and one to which they
give an end gives nobody trust whom they do not name.

Pure. Who writes handovers is ``handing``, who holds them against the tree is ``verification``.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from reconciler.canonical import Json, canonical
from reconciler.errors import Problem
from reconciler.ledger import Tree, leaf
from reconciler.model import Handover, OrgKey
from reconciler.notes import exactly
from reconciler.signing import PublicKey, pae, public_key, verifies
from reconciler.stores.evidence import Evidence, Written
from reconciler.text import visible
from reconciler.vouching import Voucher

TYPE = "application/vnd.reconciler.handover+json"
_HINT = "somebody wrote it who may not; a policy can end a key: until"


class Handed(NamedTuple):
    """A handover where it stands: behind *size* entries of the log of *org*."""

    org: OrgKey
    size: int
    old: PublicKey
    new: PublicKey


def message(lineage: str, org: OrgKey, size: int, root: str, old: PublicKey, new: PublicKey) -> bytes:
    """What the old key signs."""
    said: dict[str, Json] = {
        "lineage": lineage,
        "org": org,
        "size": size,
        "root": root,
        "old": old.line,
        "new": new.line,
    }
    return pae(TYPE, canonical(said).encode())


def handover(old: PublicKey, new: PublicKey, root: str, signature: bytes) -> Handover:
    """What stands in the entry."""
    return Handover(old.line, new.line, root, base64.b64encode(signature).decode())


def read(said: Mapping[str, Any], lineage: str, org: OrgKey, size: int) -> Handed:
    """The handover that an entry says, signed for its place. Raises ValueError, in words, for what is none."""
    if said.keys() != set(Handover._fields) or not all(isinstance(value, str) for value in said.values()):
        raise ValueError("is no handover")
    old, new = _key(said["old"]), _key(said["new"])
    signature = exactly(said["signature"])
    if old == new:
        raise ValueError("hands a key over to itself")
    if signature is None or not verifies(old, signature, message(lineage, org, size, said["root"], old, new)):
        raise ValueError("is a handover that the old key has not signed, or not for this place")
    return Handed(org, size, old, new)


def misplaced(said: Mapping[str, Any] | None, lineage: str, org: OrgKey, tree: Tree) -> str:
    """Why a handover does not belong behind the log of *tree*; nothing if it does, or where there is none."""
    if said is None:
        return ""
    try:
        read(said, lineage, org, tree.size)
    except ValueError as reason:
        return str(reason)
    return "" if said["root"] == tree.root else "is a handover of a log with another root"


def _key(line: str) -> PublicKey:
    try:
        key = public_key(line)
    except ValueError as reason:
        raise ValueError(f"hands over a key that {reason}") from None
    if key.line != line:
        raise ValueError("hands over a key that is not spelled as one")
    return key


def found_in(evidence: Evidence) -> Iterator[Handed]:
    """The handovers in the logs of a store that are signed for their places. What the others are is said by ``verification``."""
    for org in evidence.orgs():
        for written in evidence.handovers(org):
            try:
                yield _of(written, evidence.lineage, org)
            except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
                continue


def _of(written: Written, lineage: str, org: OrgKey) -> Handed:
    if leaf(written.text.encode()).hex() != written.hash:
        raise ValueError("what it says does not give its hash")
    return read(json.loads(written.text)["handover"], lineage, org, written.seq - 1)


def followed(vouchers: Iterable[Voucher], handed: Iterable[Handed]) -> tuple[list[Voucher], list[Problem]]:
    """Those who are trusted once the handovers of their keys are followed, and what they have handed over and could not.

    A handover by a key that nobody trusts changes nothing. One log may lack a handover that another has, because its org is
    younger: so a key is followed from any log, as often as that leads to another one.
    """
    trail = _Trail(vouchers)
    waiting = sorted(handed)
    while ready := [each for each in waiting if each.old in trail.known]:
        waiting = [each for each in waiting if each not in ready]
        for each in ready:
            trail.follow(each)
    return trail.vouchers(), trail.problems


class _Trail:
    """From key to key."""

    def __init__(self, vouchers: Iterable[Voucher]) -> None:
        self.known = {each.key: each for each in vouchers}
        self.problems: list[Problem] = []
        self._named = frozenset(self.known)
        self._heirs: dict[PublicKey, PublicKey] = {}
        self._ends: dict[PublicKey, dict[OrgKey, int]] = {}

    def follow(self, handed: Handed) -> None:
        """One handover by a key that is trusted."""
        ends = self._ends.setdefault(handed.old, {})
        if why := self._objection(handed, ends):
            place = f"{handed.org}#{handed.size + 1}"
            self.problems.append(Problem("handover-refused", f"{visible(place)}: {why}", hint=_HINT))
            return
        self._heirs[handed.old] = handed.new
        ends[handed.org] = handed.size
        if handed.new not in self._named:
            heir = self.known.get(handed.new, Voucher(handed.new))
            self.known[handed.new] = heir._replace(since={**heir.since, handed.org: handed.size})

    def _objection(self, handed: Handed, ends: Mapping[OrgKey, int]) -> str:
        if handed.org in ends:
            return f"the key {handed.old.fingerprint} was handed over at #{ends[handed.org] + 1} already"
        if self.known[handed.old].until is not None and handed.new not in self._named:
            return f"the key {handed.old.fingerprint} has its end from who reads, and so gives nobody trust whom they do not name"
        if self._heirs.get(handed.old, handed.new) != handed.new:
            return f"the key {handed.old.fingerprint} was handed over to another key in another org"
        return self.known[handed.old].objection(handed.org, handed.size)

    def vouchers(self) -> list[Voucher]:
        """Everybody with the end that their handovers set."""
        return [self._ended(each) for each in self.known.values()]

    def _ended(self, voucher: Voucher) -> Voucher:
        ends = self._ends.get(voucher.key)
        if not ends:
            return voucher
        if voucher.until is None:
            return voucher._replace(until=ends)
        return voucher._replace(until={org: min(size, ends.get(org, size)) for org, size in voucher.until.items()})


def refusal(before: Sequence[Handover], old: PublicKey, new: PublicKey) -> str:
    """Why *old* cannot be handed over to *new* in a log with these handovers; nothing if it can, or if it was."""
    if before and (before[-1].old, before[-1].new) == (old.line, new.line):
        return ""
    if before and before[-1].new != old.line:
        return "the log was handed over to another key than the one that is to sign"
    if new == old or new.line in {key for each in before for key in (each.old, each.new)}:
        return "the new key has signed this log before, and a key has one time"
    return ""
