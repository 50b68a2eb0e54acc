"""Orgs that nobody needs to compare again: what is remembered of them after an apply, and whether it still holds.

The whole of incremental planning is here and in ``reader``: an org whose manifests have the same bytes under the same names
as when it was last found to be as they want it is *settled*, and its part of a plan is empty. It is neither parsed nor
read from the store. Everything else goes the one road there is. What is remembered is never taken for more than it says:

* It holds for the org at one serial and one digest, one program with its vocabularies, and a span of time.
* An org that anything was noticed about is not remembered, so a plan that says nothing of it leaves no warning out.
* Whoever edits a row by hand, by SQL, unsettles its org: that is for the stores to see to. Bits that turn in a file are seen
  by an apply, by ``drift`` and by ``plan --refresh``.

This module opens no manifest and no store: files are lines, ``sha256 name``. It looks at the files of the program itself
(:func:`digest_of`), to tell one commit of it from another. To make a plan depend on one more thing, put it into :func:`program`
or into :class:`Settled`, and into ``tests/test_settled.py``.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from functools import lru_cache
from itertools import chain
from pathlib import Path

from reconciler.canonical import Json, canonical, sha256
from reconciler.dates import days_later
from reconciler.manifest.limits import Limits, limits
from reconciler.model import Head, OrgKey, Settled, line

AGREED = "No changes. The manifests and the stored state agree."
"""How a plan of nothing reads."""
UNWRITTEN = "No changes. Nothing was written."
"""How an apply of it ends."""

LONGEST = 90
"""Days after which an org is compared again, whatever is remembered."""


def program(version: str) -> str:
    """A name for everything but manifests and state that a plan follows from: the program, its vocabularies, its limits."""
    return _program(version, limits())


@lru_cache
def _program(version: str, limits: Limits) -> str:
    return f"{version} {sha256(repr((digest_of(Path(__file__).parent), limits)))[:16]}"


def digest_of(package: Path) -> str:
    """A digest of a package: of what an installer has written down of its files, or else of their sizes and times.

    Two commits of one version are two programs: what the one has settled the other has to compare. Times are what Python itself
    goes by where it has compiled a module before.
    """
    records = [*package.parent.glob(f"{package.name}-*.dist-info/RECORD")]
    if len(records) == 1:
        lines = records[0].read_text(encoding="utf-8").splitlines()
        return sha256(
            repr(sorted(line for line in lines if line.startswith(f"{package.name}/") and ".pyc," not in line))
        )
    files = [os.path.join(folder, name) for folder, _, names in os.walk(package) for name in names]
    below = len(os.path.join(package, ""))
    told = [(file[below:], os.stat(file)) for file in files if file.endswith((".py", ".yaml"))]
    return sha256(repr(sorted((name, stat.st_size, stat.st_mtime_ns) for name, stat in told)))


def holding(remembered: Iterable[Settled], heads: Mapping[OrgKey, Head], program: str, at: str) -> Iterator[Settled]:
    """What of it still says something about the stored orgs, for this program at the moment *at*."""
    around: dict[str, str] = {}
    for each in undisputed(remembered):
        platform, head = each.org.partition("/")[0], heads.get(each.org)
        if each.beside and platform not in around:
            around[platform] = beside(platform, heads)
        if each.beside and each.beside != around[platform]:
            continue
        if head is None or (head.serial, head.digest) != (each.serial, each.state) or each.program != program:
            continue
        if each.since <= at and (not each.until or at < each.until):
            yield each


def undisputed(remembered: Iterable[Settled]) -> Sequence[Settled]:
    """Those whose files no other claims, as no apply has written it: whoever may write of one org must not speak for another."""
    every = [*remembered]
    lines = [*chain.from_iterable(each.files for each in every)]
    if len(lines) == len({*lines}):
        return every
    disputed = {line for line, count in Counter(lines).items() if count > 1}
    return [each for each in every if disputed.isdisjoint(each.files)]


def beside(platform: str, heads: Mapping[OrgKey, Head]) -> str:
    """A digest of all stored orgs of a platform."""
    own: list[Json] = [
        [org, head.serial, head.digest] for org, head in sorted(heads.items()) if org.partition("/")[0] == platform
    ]
    return sha256(canonical(own))


def unchanged(holding: Iterable[Settled], current: AbstractSet[str]) -> list[Settled]:
    """Those whose files are all still there, byte for byte. That nothing was added is for whoever reads the others to say."""
    return [each for each in holding if all(map(current.__contains__, each.files))]


def span(at: str, turns: Iterable[str], last_days: Iterable[str]) -> tuple[str, str]:
    """From when until when something found at the moment *at* holds: until a date passes, and not for ever."""
    ends = [f"{days_later(day, 1)}T00:00:00Z" for day in (*last_days, days_later(at[:10], LONGEST))]
    return at, min((end for end in (*turns, *ends) if end > at), default="")


def known(holding: Iterable[Settled]) -> frozenset[str]:
    """The lines of all files that speak of these orgs."""
    return frozenset(chain.from_iterable(each.files for each in holding))


def all_settled(holding: Iterable[Settled], digests: Iterable[tuple[str, str]]) -> bool:
    """Whether the files of a tree are those of orgs that are settled, whole, and no others."""
    current = {line(name, digest) for name, digest in digests}
    left = [each for each in unchanged(holding, current) if not each.shared]
    return known(left) >= current
