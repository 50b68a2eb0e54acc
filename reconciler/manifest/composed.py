"""The files of a tree become documents, as many of them as are needed: those that nobody knows, and few others.

Which files speak of which org is known only when they have been parsed, so this goes in rounds: parse what is not known, and
where that speaks of an org that was thought to be settled, take all of that org. Of its files that are as they were, what is
kept of them is taken (``recollection``); a file of which nothing is kept is parsed. What is shared by all orgs is always
parsed, and what is shared and new settles nothing. Where the files are too many to be held, so are their documents:
they are folded up until somebody asks for those of an org. How a document is made is ``compose``'s business, what is
remembered of an org ``settled``'s.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, MutableMapping, Sequence
from itertools import chain
from typing import Any

from reconciler.errors import Problem
from reconciler.manifest.compose import compose
from reconciler.manifest.files import KnownFile, ManifestFile, Tree, again
from reconciler.manifest.gate import admit
from reconciler.manifest.limits import Limits
from reconciler.manifest.nodes import Document, text_of
from reconciler.model import OrgKey, Settled, line
from reconciler.packed import Packed
from reconciler.recollection import Memory, Recalled
from reconciler.text import NameRefused, identity_key

Watched = Callable[[Sequence[Any]], Iterable[Any]]
"""Files pass it one by one on their way, so that somebody can count them."""

HELD = 8 << 20
"""Bytes of manifests that are held at once, with what is made of them; where there are more, orgs are folded up one by one."""

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
        self._recalled: dict[str, Recalled | None] = {}
        self._more = 0

    @property
    def folded(self) -> bool:
        """Whether there is too much to be open at once, and something to close: one org alone is open all the time."""
        return (bool(self.tree.later) or self._more > HELD) and len(self._slugs) > 1

    @property
    def recalled(self) -> frozenset[str]:
        """The names of the files that were not parsed, and what is kept of them stands for them."""
        return frozenset(chain.from_iterable(each.said for each in self._recalled.values() if each is not None))

    def shared(self) -> Iterator[Document]:
        """Those of no org, or of none that can be one, in the order of the files."""
        return self._of(SHARED, self._speakers().get(SHARED, ()))

    def orgs(self) -> Iterator[tuple[Iterator[Document], Recalled | None]]:
        """Those of one org after the other, in the order of the files, and what is kept of others. Each is here until it is asked for."""
        for slug, files in self._speakers().items():
            if slug != SHARED:
                yield self._of(slug, files), self._recalled.get(slug)

    def _of(self, slug: str, files: Iterable[str]) -> Iterator[Document]:
        for name in (each for each in files if each in self._documents):
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

    def all_but(self, settled: Sequence[Settled], memory: Memory) -> Sequence[Settled]:
        """Compose all files but those of *settled* orgs alone, and those that are recalled; returns the orgs that have stayed settled."""
        for file in self.watched(self.tree.files):
            self._compose(file)
        self._again(self.tree.later)
        while True:
            left = self._untouched(settled)
            spared = {self.lines[each] for org in left for each in org.files}
            self._recall(memory, {each.org for each in left})
            missing = [file for file in self.tree.known if file.name not in spared and file.name not in self._speak_of]
            self._again(missing)
            if not missing:
                return left
            settled = left

    def inputs(self) -> dict[str, tuple[str, ...]]:
        """The lines of the files that were composed or recalled, by the slugs that they speak of."""
        found: dict[str, list[str]] = {SHARED: []}
        for each, name in self.lines.items():
            for slug in self._speak_of.get(name, ()):
                found.setdefault(slug, []).append(each)
        return {slug: tuple(sorted(lines)) for slug, lines in found.items()}

    def _untouched(self, settled: Sequence[Settled]) -> Sequence[Settled]:
        """Those that nothing composed or recalled speaks of, if what is shared is what they were settled by."""
        spoken = set(chain.from_iterable(self._speak_of.values()))
        shared = tuple(sorted(each for each, name in self.lines.items() if SHARED in self._speak_of.get(name, ())))
        return [each for each in settled if each.org.partition("/")[2] not in spoken and each.shared == shared]

    def _recall(self, memory: Memory, spared: set[OrgKey]) -> None:
        """What is kept of the files of all orgs that are not spared, each asked for once; of two orgs of one slug, of neither."""
        slugs = Counter(each.org.partition("/")[2] for each in memory.orgs)
        for each in memory.orgs:
            slug = each.org.partition("/")[2]
            if each.org in spared or slug in self._recalled or slugs[slug] > 1:
                continue
            here = [one for one in each.files if one in self.lines and self.lines[one] not in self._speak_of]
            said = memory.said(each.org) if here else {}
            own = {self.lines[one]: said[one] for one in here if one in said}
            gone = [said[one] for one in each.files if one in said and one not in self.lines]
            self._recalled[slug] = Recalled(each.org, each.program, own, gone) if own else None
            self._speak_of |= {name: {slug} for name in own}
            self._slugs.add(slug)
            self._more += sum(map(len, own.values()))

    def _again(self, files: Sequence[KnownFile | ManifestFile]) -> None:
        """Compose files whose bytes were let go."""
        self._more += sum(file.size for file in files)
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
