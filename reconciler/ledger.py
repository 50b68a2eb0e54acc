"""Hashes of the audit log: every entry is a leaf of one append-only Merkle tree per org (RFC 6962).

A leaf is SHA-256 over 0x00 and the entry's canonical JSON, a node SHA-256 over 0x01 and its two children. What is
kept between applies is the *frontier*: the roots of the complete subtrees the log is made of, largest first; their
sizes are the powers of two in the log's length. Appending costs a hash or two, the root as many as the length has
digits. A chain of hashes would prove no more and need the whole log to say it, so entries carry no ``prev``.

Pure: bytes in, hashes out. Where entries and frontiers are kept is the stores' business.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from hashlib import sha256
from json.encoder import encode_basestring as quoted

from reconciler.canonical import Json, canonical
from reconciler.model import AuditEntry

EMPTY_ROOT = sha256(b"").hexdigest()
"""The root of a log without entries (RFC 6962, 2.1)."""


def entry_document(entry: AuditEntry) -> dict[str, Json]:
    """What of an entry is hashed: everything but the hash itself. What few entries have is left out of the others."""
    few: dict[str, Json] = {}
    if entry.previous is not None:
        few["previous"] = str(entry.previous)
    if entry.approvers:
        few["approvers"] = list(entry.approvers)
    if entry.learnt:
        few["learnt"] = entry.learnt
    if entry.handover is not None:
        few["handover"] = dict(entry.handover._asdict())
    if entry.erased:
        few["erased"] = list(entry.erased)
    return {
        **few,
        "action": entry.action,
        "actor": entry.actor,
        "address": str(entry.address),
        "after": entry.after,
        "at": entry.at,
        "before": entry.before,
        "cause": entry.cause,
        "commit": entry.commit,
        "mode": entry.mode,
        "name": list(entry.name),
        "org": entry.org,
        "outcome": entry.outcome,
        "plan": entry.plan,
        "run": entry.run,
        "seq": entry.seq,
    }


def leaf(data: bytes) -> bytes:
    """The hash of one entry's bytes."""
    return sha256(b"\x00" + data).digest()


def node(left: bytes, right: bytes) -> bytes:
    """The hash of a subtree."""
    return sha256(b"\x01" + left + right).digest()


def seal(entry: AuditEntry) -> AuditEntry:
    """The entry with its hash."""
    return entry._replace(hash=leaf(text_of(entry).encode()).hex())


def text_of(entry: AuditEntry) -> str:
    """What is hashed of an entry: the canonical JSON of its document."""
    handover, previous = entry.handover, entry.previous
    return spelled(
        entry.org, entry.seq, entry.run, entry.plan, entry.at, entry.actor, entry.address.path,
        entry.action, entry.mode, entry.cause, entry.outcome,
        None if entry.before is None else canonical(entry.before),
        None if entry.after is None else canonical(entry.after),
        canonical(entry.name), entry.commit,
        None if previous is None else previous.path,
        canonical(entry.approvers) if entry.approvers else None,
        entry.learnt or None,
        None if handover is None else canonical(handover._asdict()),
        canonical(entry.erased) if entry.erased else None,
    )  # fmt: skip


def spelled(
    org: str, seq: int, run: str, plan: str, at: str, actor: str, path: str, action: str, mode: str, cause: str,
    outcome: str, before: str | None, after: str | None, name: str, commit: str,
    previous: str | None, approvers: str | None, learnt: str | None, handover: str | None, erased: str | None,
) -> str:  # fmt: skip
    """``canonical(entry_document(entry))``, put together from parts: sides, name and the last few are JSON already.

    Whoever writes an entry and whoever verifies one asks for its text here, in a quarter of the time.
    """
    said = f'"approvers":{approvers},' if approvers is not None else ""
    how = f'"learnt":{quoted(learnt)},' if learnt is not None else ""
    handed = f'"handover":{handover},' if handover is not None else ""
    gone = f'"erased":{erased},' if erased is not None else ""
    moved = f'"previous":{quoted(f"{org}/{previous}")},' if previous is not None else ""
    return (
        f'{{"action":{quoted(action)},"actor":{quoted(actor)},"address":{quoted(f"{org}/{path}")},'
        f'"after":{"null" if after is None else after},{said}"at":{quoted(at)},'
        f'"before":{"null" if before is None else before},"cause":{quoted(cause)},"commit":{quoted(commit)},'
        f'{gone}{handed}{how}"mode":{quoted(mode)},"name":{name},"org":{quoted(org)},"outcome":{quoted(outcome)},'
        f'"plan":{quoted(plan)},{moved}"run":{quoted(run)},"seq":{seq}}}'
    )


class Tree:
    """A log that grows: what is kept of it, and its root whenever it is asked for."""

    def __init__(self, frontier: Iterable[str] = (), size: int = 0) -> None:
        self.size = size
        self._roots = [bytes.fromhex(root) for root in frontier]

    def add(self, leaf: bytes) -> None:
        """One entry more, by its hash."""
        merged, complete = leaf, self.size
        while complete & 1:
            merged = node(self._roots.pop(), merged)
            complete >>= 1
        self._roots.append(merged)
        self.size += 1

    @property
    def frontier(self) -> tuple[str, ...]:
        """The roots of the complete subtrees, largest first."""
        return tuple(root.hex() for root in self._roots)

    @property
    def root(self) -> str:
        """The root of the whole log, hexadecimal."""
        if not self._roots:
            return EMPTY_ROOT
        whole = self._roots[-1]
        for subtree in reversed(self._roots[:-1]):
            whole = node(subtree, whole)
        return whole.hex()


def append(frontier: Sequence[str], size: int, leaves: Iterable[str]) -> tuple[str, ...]:
    """The frontier after *leaves* (hexadecimal) are added to a log of *size* entries."""
    tree = Tree(frontier, size)
    for hexadecimal in leaves:
        tree.add(bytes.fromhex(hexadecimal))
    return tree.frontier


def root(frontier: Sequence[str]) -> str:
    """The root of the whole log, hexadecimal."""
    return Tree(frontier).root
