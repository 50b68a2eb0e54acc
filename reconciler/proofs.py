"""Proofs about a log whose root is known: that an entry is in it, and that a longer log continues a shorter one.

As RFC 6962, 2.1 makes them and RFC 9162, 2.1.3 and 2.1.4 check them. A proof is a list of roots of subtrees; which ones is
arithmetic, and their hashes are taken off the log's leaves in one pass that keeps nothing but a frontier.

Pure: hashes in, hashes out. What is signed around a root is the business of ``checkpoints``.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import islice

from reconciler.ledger import EMPTY_ROOT, Tree, node

Span = tuple[int, int]
"""The leaves of a subtree: from the first on, up to but without the second; counted from 0."""

_EMPTY = bytes.fromhex(EMPTY_ROOT)

_LENGTH = 32
"""Bytes of a hash. Nothing shorter is one: an empty leaf would else be found in a log whose root is empty."""


def _split(first: int, end: int) -> int:
    """Where the tree over these leaves is divided: after the largest power of two that is less than their number."""
    return first + (1 << (end - first - 1).bit_length() - 1)


def inclusion(index: int, size: int) -> list[Span]:
    """The subtrees that prove the entry *index* (from 0) to be in a log of *size*; its sibling first."""
    first, end, found = 0, size, list[Span]()
    while end - first > 1:
        middle = _split(first, end)
        if index < middle:
            found.append((middle, end))
            end = middle
        else:
            found.append((first, middle))
            first = middle
    return found[::-1]


def consistency(shorter: int, longer: int) -> list[Span]:
    """The subtrees that prove a log of *longer* to begin with one of *shorter* entries."""
    if not 0 < shorter < longer:
        return []
    first, end, found = 0, longer, list[Span]()
    while shorter != end:
        middle = _split(first, end)
        if shorter <= middle:
            found.append((middle, end))
            end = middle
        else:
            found.append((first, middle))
            first = middle
    return ([*found, (first, end)] if first else found)[::-1]


def hashed(spans: Sequence[Span], leaves: Iterable[str]) -> list[bytes]:
    """The roots of *spans*, in their order; *leaves* (hexadecimal) are all of the log, and are gone through once."""
    rest, position, found = iter(leaves), 0, dict[Span, bytes]()
    for first, end in sorted(spans):
        for _ in islice(rest, first - position):
            pass
        tree = Tree()
        for leaf in islice(rest, end - first):
            tree.add(bytes.fromhex(leaf))
        found[first, end], position = bytes.fromhex(tree.root), end
    return [found[span] for span in spans]


def includes(index: int, size: int, leaf: bytes, proof: Sequence[bytes], whole: bytes) -> bool:
    """Whether *proof* shows *leaf* to be the entry *index* (from 0) of the log of *size* with the root *whole*."""
    if not 0 <= index < size or any(len(each) != _LENGTH for each in (leaf, *proof)):
        return False
    at, last, found = index, size - 1, leaf
    for each in proof:
        if not last:
            return False
        if at & 1 or at == last:
            found = node(each, found)
            while not at & 1 and at:
                at, last = at >> 1, last >> 1
        else:
            found = node(found, each)
        at, last = at >> 1, last >> 1
    return not last and found == whole


def continues(shorter: int, longer: int, proof: Sequence[bytes], before: bytes, after: bytes) -> bool:
    """Whether *proof* shows the log of *longer* entries to begin with the one of *shorter*, by their roots."""
    if not 0 <= shorter <= longer:
        return False
    if shorter in (0, longer):
        return not proof and before == (after if shorter == longer else _EMPTY)
    if any(len(each) != len(after) for each in proof):
        return False
    path = [before, *proof] if not shorter & (shorter - 1) else [*proof]
    at, last = shorter - 1, longer - 1
    while at & 1:
        at, last = at >> 1, last >> 1
    if not path:
        return False
    old = new = path[0]
    for each in path[1:]:
        if not last:
            return False
        if at & 1 or at == last:
            old, new = node(each, old), node(each, new)
            while not at & 1 and at:
                at, last = at >> 1, last >> 1
        else:
            new = node(new, each)
        at, last = at >> 1, last >> 1
    return not last and old == before and new == after
