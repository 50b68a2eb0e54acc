"""The files of a tree become documents, as many of them as are needed: all, but those of orgs that are settled.

Which files speak of which org is known only when they have been parsed, so this goes in rounds: parse what is not known, and
where that speaks of an org that was thought to be settled, parse all of that org, too. What is shared by all orgs is
always parsed, and what is shared and new settles nothing. How a document is made is ``compose``'s business, what is
remembered of an org ``settled``'s.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import chain
from typing import Any

from reconciler.errors import Problem
from reconciler.manifest.compose import compose
from reconciler.manifest.files import ManifestFile, Tree, again
from reconciler.manifest.gate import admit
from reconciler.manifest.limits import Limits
from reconciler.manifest.nodes import Document, text_of
from reconciler.model import Settled, line
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
        self._documents: dict[str, list[Document]] = {}
        self._speak_of: dict[str, set[str]] = {}

    @property
    def documents(self) -> Iterator[Document]:
        """All of them, in the order of the files."""
        for name, _ in self.tree.digests:
            yield from self._documents.get(name, ())

    def all_but(self, settled: Sequence[Settled]) -> Sequence[Settled]:
        """Compose all files but those of *settled* orgs alone; returns the orgs that have stayed settled."""
        for file in self.watched(self.tree.files):
            self._compose(file)
        while True:
            left = self._untouched(settled)
            spared = {self.lines[each] for org in left for each in org.files}
            missing = [file for file in self.tree.known if file.name not in spared and file.name not in self._documents]
            for known in self.watched(missing):
                found = again(known, self.limits)
                if isinstance(found, Problem):
                    self.problems.append(found)
                else:
                    self._compose(found)
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

    def _compose(self, file: ManifestFile) -> None:
        text, found = admit(file.data, file.name, self.limits)
        self.problems += found
        documents: list[Document] = []
        if text is not None:
            documents, found = compose(text, file.name, self.limits)
            self.problems += found
        self._documents[file.name] = documents
        self._speak_of[file.name] = set(_spoken_of(documents))


def _spoken_of(documents: Iterable[Document]) -> Iterator[str]:
    """The slugs of the orgs that *documents* speak of; a document of nothing that is known counts as shared."""
    for document in documents:
        try:
            yield identity_key(text_of(document.root["org"]) or "") if "org" in document.root else SHARED
        except NameRefused:
            yield SHARED
