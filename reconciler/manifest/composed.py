"""The files of a tree become documents, as many of them as are needed: all, but those of orgs that are settled.

Which files speak of which org is known only when they have been parsed, so this goes in rounds: parse what is not known, and
where that speaks of an org that was thought to be settled, parse all of that org, too. What is shared by all orgs is
always parsed, and what is shared and new settles nothing. Where the files are too many to be held, so are their documents:
they are folded up until somebody asks for those of an org. How a document is made is ``compose``'s business, what is
remembered of an org ``settled``'s.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, MutableMapping, Sequence
from itertools import chain
from typing import Any

from reconciler.errors import Problem
from reconciler.manifest.compose import compose
from reconciler.manifest.files import KnownFile, ManifestFile, Tree, again
from reconciler.manifest.gate import admit
from reconciler.manifest.limits import Limits
from reconciler.manifest.nodes import Document, text_of
from reconciler.model import Settled, line
from reconciler.packed import Packed
from reconciler.text import NameRefused, identity_key

Watched = Callable[[Sequence[Any]], Iterable[Any]]
"""Files pass it one by one on their way, so that somebody can count them."""

SHARED = ""
"""Stands for no org: people and allowances, and whatever else is of no org alone."""


class Composed:
    """The documents of a tree. Lives for one reading."""

    def __init__(self, tree: Tree, limits: Limits, watched: Watched = iter) -> None:
        self.watched = watched
        self.limits = limits
        self.tree = tree
        self.lines = {line(name, digest): name for name, digest in tree.digests}
        self.problems: list[Problem] = []
        self._documents: MutableMapping[str, list[Document]] = {}
        self._speak_of: dict[str, set[str]] = {}
        self._slugs: set[str] = set()

    @property
    def folded(self) -> bool:
        """Whether there is too much to be open at once, and something to close: one org alone is open all the time."""
        return bool(self.tree.later) and len(self._slugs) > 1

    def shared(self) -> Iterator[Document]:
        """Those of no org, or of none that can be one, in the order of the files."""
        return self._of(SHARED, self._speakers().get(SHARED, ()))

    def orgs(self) -> Iterator[Iterator[Document]]:
        """Those of one org after the other, in the order of the files. Each is here until it is asked for."""
        for slug, files in self._speakers().items():
            if slug != SHARED:
                yield self._of(slug, files)

    def _of(self, slug: str, files: Iterable[str]) -> Iterator[Document]:
        for name in files:
            alone = len(self._speak_of[name]) == 1
            documents = self._documents.pop(name) if alone else self._documents[name]
            yield from (each for each in documents if spoken_of(each) == slug)

    def _speakers(self) -> dict[str, list[str]]:
        """The names of the files that speak of each slug."""
        found: dict[str, list[str]] = {}
        for name, _ in self.tree.digests:
            for slug in self._speak_of.get(name, ()):
                found.setdefault(slug, []).append(name)
        return found

    def all_but(self, settled: Sequence[Settled]) -> Sequence[Settled]:
        """Compose all files but those of *settled* orgs alone; returns the orgs that have stayed settled."""
        for file in self.watched(self.tree.files):
            self._compose(file)
        self._again(self.tree.later)
        while True:
            left = self._untouched(settled)
            spared = {self.lines[each] for org in left for each in org.files}
            missing = [file for file in self.tree.known if file.name not in spared and file.name not in self._documents]
            self._again(missing)
            if not missing:
                return left
            settled = left

    def inputs(self) -> dict[str, tuple[str, ...]]:
        """The lines of the composed files by the slugs that they speak of."""
        found: dict[str, list[str]] = {SHARED: []}
        for each, name in self.lines.items():
            for slug in self._speak_of.get(name, ()):
                found.setdefault(slug, []).append(each)
        return {slug: tuple(sorted(lines)) for slug, lines in found.items()}

    def _untouched(self, settled: Sequence[Settled]) -> Sequence[Settled]:
        """Those that nothing composed speaks of, if what is shared is what they were settled by."""
        spoken = set(chain.from_iterable(self._speak_of.values()))
        shared = tuple(sorted(each for each, name in self.lines.items() if SHARED in self._speak_of.get(name, ())))
        return [each for each in settled if each.org.partition("/")[2] not in spoken and each.shared == shared]

    def _again(self, files: Sequence[KnownFile]) -> None:
        """Compose files whose bytes were let go."""
        for file in self.watched(files):
            found = again(file, self.limits)
            if isinstance(found, Problem):  # it changed, or went: it says nothing, and is not asked again
                self.problems.append(found)
                self._documents[file.name], self._speak_of[file.name] = [], set()
            else:
                self._compose(found)

    def _compose(self, file: ManifestFile) -> None:
        text, found = admit(file.data, file.name, self.limits)
        self.problems += found
        documents: list[Document] = []
        if text is not None:
            documents, found = compose(text, file.name, self.limits)
            self.problems += found
        self._documents[file.name] = documents
        self._speak_of[file.name] = spoken = set(map(spoken_of, documents))
        self._slugs |= spoken - {SHARED}
        if self.folded and not isinstance(self._documents, Packed):
            packed = Packed[list[Document]]()
            packed.update(self._documents)
            self._documents = packed


def spoken_of(document: Document) -> str:
    """The slug of the org that a document speaks of; a document of nothing that is known counts as shared."""
    try:
        return identity_key(text_of(document.root["org"]) or "") if "org" in document.root else SHARED
    except NameRefused:
        return SHARED
