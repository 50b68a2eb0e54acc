"""Paths become the desired state: find, gate, compose, flatten, and check what can be checked without a store.

This is where the rooms of reading are put in a row; each of them is pure but the first. All problems of all files
come back together, in reading order.
"""

from __future__ import annotations

import gc
from collections.abc import Iterable, Iterator, Mapping, MutableMapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from itertools import chain
from pathlib import Path

from reconciler.canonical import canonical, sha256
from reconciler.declared import check_desired, check_together
from reconciler.desired import Desired, DesiredOrg, flatten
from reconciler.errors import ManifestInvalid, Problem, errors_among, in_reading_order
from reconciler.kinds import kinds
from reconciler.manifest.composed import HELD, Composed, Watched
from reconciler.manifest.files import ManifestFile, Tree, read, tree_of
from reconciler.manifest.limits import Limits
from reconciler.manifest.limits import limits as in_force
from reconciler.model import OrgKey, Settled
from reconciler.packed import Packed
from reconciler.recollection import Memory, Unusable
from reconciler.settled import unchanged

NOTHING = Memory((), lambda _: {})
"""Of a store that is not asked."""


@dataclass(frozen=True)
class Reading:
    """The desired state, the digest of the bytes it came from, and every finding on the way."""

    desired: Desired
    digest: str = ""
    problems: tuple[Problem, ...] = ()
    files: int = 0
    skipped: int = 0
    settled: tuple[Settled, ...] = ()
    """Orgs that were not read, because their manifests are known to be as they were."""
    inputs: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """By the slug of an org, and ``""`` for what is shared by all, the lines of the files that speak of it."""
    recalled: frozenset[str] = frozenset()
    """Files that were not parsed, because what they said when an org was settled is kept."""
    orgs: frozenset[OrgKey] = frozenset()
    """All orgs that were read, whichever of them are left in ``desired`` for one shard."""

    def sound(self) -> Desired:
        """The desired state; raises ManifestInvalid with all problems if there is an error among them."""
        errors = errors_among(self.problems)
        if errors:
            count = f"{len(errors)} error{'s' if len(errors) > 1 else ''}"
            raise ManifestInvalid(f"the manifests have {count}; nothing was planned", self.problems)
        return self.desired


def read_manifests(
    paths: Sequence[Path],
    limits: Limits | None = None,
    *,
    at: str = "",
    holding: Sequence[Settled] = (),
    memory: Memory = NOTHING,
    watched: Watched = iter,
) -> Reading:
    """Read everything at or below *paths*, as it holds at the moment *at* or on that day; without one, no date counts.

    *holding* is what is remembered of orgs and still holds: those whose files are the same are left out. *memory* says what
    files of the others have said, which then need not be parsed if they are the same. *watched* is given the files, to count
    them on their way.
    """
    limits = limits or in_force()
    return _reading(read(paths, limits, _lines(holding, memory), HELD), limits, at, holding, memory, watched)


def read_files(
    files: Iterable[ManifestFile],
    limits: Limits | None = None,
    *,
    at: str = "",
    holding: Sequence[Settled] = (),
    memory: Memory = NOTHING,
) -> Reading:
    """The same for bytes that are no files here: a tree of another commit. Links and the like have been left out."""
    return _reading(tree_of(files, _lines(holding, memory)), limits or in_force(), at, holding, memory)


def _lines(holding: Sequence[Settled], memory: Memory) -> frozenset[str]:
    """The lines of all files of which something is remembered."""
    return frozenset(chain.from_iterable(each.files for each in (*holding, *memory.orgs)))


def read_texts(texts: Iterable[tuple[str, str]], limits: Limits | None = None, *, at: str = "") -> Reading:
    """The same for (name, text) pairs that are no files: stories, editors, tests."""
    files = (ManifestFile(name, text.encode(errors="surrogatepass")) for name, text in texts)
    return read_files(files, limits, at=at)


def _reading(
    tree: Tree, limits: Limits, at: str, holding: Sequence[Settled], memory: Memory, watched: Watched = iter
) -> Reading:
    problems, checked = list(tree.problems), list[Problem]()
    with _collector_off():
        composed = Composed(tree, limits, watched)
        settled = composed.all_but(unchanged(holding, composed.lines.keys()), memory)
        problems += composed.problems
        try:
            desired, found = _flattened(composed, at, limits, Packed() if composed.folded else {}, checked)
        except Unusable:  # then the files are parsed after all
            return _reading(tree, limits, at, holding, NOTHING, watched)
    problems += found
    if not errors_among(problems):
        problems += [*checked, *check_together(desired)]
    return Reading(
        desired,
        digest(tree),
        tuple(in_reading_order(problems)),
        len(tree.digests),
        len(tree.skipped),
        tuple(settled),
        composed.inputs(),
        composed.recalled,
        frozenset(desired.orgs),
    )


def _flattened(
    composed: Composed, at: str, limits: Limits, orgs: MutableMapping[OrgKey, DesiredOrg], checked: list[Problem]
) -> tuple[Desired, list[Problem]]:
    """Org after org: flattened, checked, and put into *orgs*, whose values may be held in little room.

    What the rules find goes into *checked*: it says something only if nothing else is wrong.
    """
    shared, problems = flatten(composed.shared(), at)
    for documents, before in composed.orgs():
        part, found = flatten(documents, at, shared.people, before)
        problems += [*found, *_crowded(part, limits)]
        for org in part.orgs.values():
            checked += check_desired(org) if not errors_among(problems) else ()
        orgs.update(part.orgs)
    return replace(shared, orgs=orgs), problems


def _crowded(desired: Desired, limits: Limits) -> Iterator[Problem]:
    """A problem for each org with more people than the limit."""
    for org in desired.orgs.values():
        count = sum(len(org.state.of_kind(kind)) for kind, shape in kinds().items() if shape.person)
        if count > limits.members:
            message = f"{org.org} has {count} people, more than {limits.members} (limit members)"
            yield Problem(
                "too-many-people",
                message,
                org.source,
                "take those out who are nobody's business here; or raise the limit: reconciler --limits members=N",
            )


def digest(tree: Tree) -> str:
    """SHA-256 over names and contents of all files (T061)."""
    return sha256(canonical(tree.digests))


@contextmanager
def _collector_off() -> Iterator[None]:
    """Building large trees makes the cyclic collector walk them again and again for nothing: a third of the time."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
