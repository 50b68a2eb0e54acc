"""Paths become the desired state: find, gate, compose, flatten, and check what can be checked without a store.

This is where the rooms of reading are put in a row; each of them is pure but the first. All problems of all files
come back together, in reading order.
"""

from __future__ import annotations

import gc
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from reconciler.canonical import Json, canonical, sha256
from reconciler.desired import Desired, flatten
from reconciler.errors import ManifestInvalid, Problem, errors_among, in_reading_order
from reconciler.kinds import kinds
from reconciler.manifest.compose import compose
from reconciler.manifest.files import ManifestFile, Tree, read
from reconciler.manifest.gate import admit
from reconciler.manifest.limits import DEFAULT_LIMITS, Limits
from reconciler.planner import check_desired


@dataclass(frozen=True)
class Reading:
    """The desired state, the digest of the bytes it came from, and every finding on the way."""

    desired: Desired
    digest: str = ""
    problems: tuple[Problem, ...] = ()
    files: int = 0
    skipped: int = 0

    def sound(self) -> Desired:
        """The desired state; raises ManifestInvalid with all problems if there is an error among them."""
        errors = errors_among(self.problems)
        if errors:
            count = f"{len(errors)} error{'s' if len(errors) > 1 else ''}"
            raise ManifestInvalid(f"the manifests have {count}; nothing was planned", self.problems)
        return self.desired


def read_manifests(paths: Sequence[Path], limits: Limits = DEFAULT_LIMITS, *, at: str = "") -> Reading:
    """Read everything at or below *paths*, as it holds at the moment *at* or on that day; without one, no date counts."""
    return _reading(read(paths, limits), limits, at)


def read_files(files: Iterable[ManifestFile], limits: Limits = DEFAULT_LIMITS, *, at: str = "") -> Reading:
    """The same for bytes that are no files here: a tree of another commit. Links and the like have been left out."""
    return _reading(Tree(tuple(files), (), ()), limits, at)


def read_texts(texts: Iterable[tuple[str, str]], limits: Limits = DEFAULT_LIMITS, *, at: str = "") -> Reading:
    """The same for (name, text) pairs that are no files: stories, editors, tests."""
    files = (ManifestFile(name, text.encode(errors="surrogatepass")) for name, text in texts)
    return read_files(files, limits, at=at)


def _reading(tree: Tree, limits: Limits, at: str) -> Reading:
    problems = list(tree.problems)
    with _collector_off():
        documents = []
        for file in tree.files:
            text, found = admit(file.data, file.name, limits)
            problems += found
            if text is not None:
                composed, found = compose(text, file.name, limits)
                problems += found
                documents += composed
        desired, found = flatten(documents, at)
    problems += [*found, *_crowded(desired, limits)]
    if not errors_among(problems):
        problems += check_desired(desired)
    return Reading(desired, digest(tree), tuple(in_reading_order(problems)), len(tree.files), len(tree.skipped))


def _crowded(desired: Desired, limits: Limits) -> Iterator[Problem]:
    """A problem for each org with more people than the limit."""
    for org in desired.orgs.values():
        count = sum(kinds()[address.kind].spec.person for address in org.state)
        if count > limits.members:
            message = f"{org.org} has {count} people, more than {limits.members} (limit members)"
            yield Problem("too-many-people", message, org.source, "take those out who are nobody's business here")


def digest(tree: Tree) -> str:
    """SHA-256 over names and contents of the bytes that were parsed (T061)."""
    rows: list[Json] = [[file.name, sha256(file.data)] for file in tree.files]
    return sha256(canonical(rows))


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
