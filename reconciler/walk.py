"""The documents of one org become resources: one walk over their trees, each entry with its own address.

Nesting and short forms end here. What an entry means is ``grammar``'s business, what a file that is not walked has said
``recollection``'s, and which documents belong together, and what dates and people make of it, ``desired``'s.

A section that is declared is remembered as the attribute ``manages`` of the resource it belongs to. So "not
managed", "managed and empty" and "managed for the first time" are facts of the state like all others: planned,
audited, exported (R8).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from reconciler.canonical import LARGEST_INTEGER, Json
from reconciler.errors import Problem, Source
from reconciler.guards import Limits
from reconciler.keep import MANAGES
from reconciler.kinds import SUBJECT, Shape, Spec, kinds
from reconciler.manifest.grammar import Entry, Grammar
from reconciler.manifest.misfits import nearest, quoted
from reconciler.manifest.nodes import Block, Document, Items, Plain, source_of, text_of
from reconciler.model import Address, OrgKey, Resource, State
from reconciler.recollection import Opening, Recalled, Unusable

_HEADER = ("org", "platform", "guards")


class Walked(NamedTuple):
    """An org as its manifests declare it, on whatever day. ``openings`` are those of the documents that were walked."""

    org: OrgKey
    state: State
    limits: Mapping[str, int]
    source: Source
    openings: tuple[Opening, ...]


class Walk:
    """One walk over the documents of one org."""

    def __init__(self, grammar: Grammar, platform: str, slug: str, problems: list[Problem]) -> None:
        self.grammar = grammar
        self.platform = platform
        self.slug = slug
        self.problems = problems
        self.found: dict[Address, Resource] = {}
        self.words: dict[str, str] = {}
        """Each name once, wherever it is written: a person's stands in every team and beside every key."""
        self.absent = grammar.platform.absent
        self.ends = {kind: (shape, shape.refers.get("", kind)) for kind, shape in kinds().items()}
        self.sections = {kind: grammar.platform.section(kind) for kind in kinds()}

    def org(self, documents: list[Document], before: Recalled | None = None) -> Walked:
        """The whole org: its own attributes from all documents, then every section of every document.

        Each is let go when it has been walked; a tree takes as much room as what it becomes. *before* is what is kept of files
        that need not be walked. Raises Unusable if those say the same twice, or nobody says which platform it is any more.
        """
        shape = kinds()["org"]
        recalled = [*self._recalled(before)] if before is not None else []
        walked = [self._document(document, shape) for document in _taken(documents)]
        openings = sorted([*recalled, *walked], key=lambda opening: opening.source)
        self._said_once(openings)
        attrs: dict[str, Json] = {}
        limits: dict[str, int] = {}
        for opening in openings:
            attrs |= opening.attrs
            limits |= opening.limits
        if manages := {section for opening in openings for section in opening.sections}:
            attrs[MANAGES] = sorted(manages)
        head = next((opening for opening in openings if "platform" in opening.said), openings[0])
        if before is not None and "platform" not in head.said:
            raise Unusable
        address = Address(self.platform, self.slug, shape.kind)
        self.found[address] = Resource(address, attrs, (), head.source)
        return Walked(address.org_key, State(self.found), limits, head.source, tuple(walked))

    def _recalled(self, before: Recalled) -> Iterator[Opening]:
        """What is kept of the files that are not walked, found as if they were."""
        for openings, resources in before.read(self.words):
            for resource in resources:
                first = self.found.setdefault(resource.address, resource)
                if first is not resource:
                    raise Unusable
            yield from openings

    def _document(self, document: Document, shape: Shape) -> Opening:
        """What one document says of the org itself; what stands in its sections is found."""
        own = self.sections.values()
        said = {key: source_of(document, key) for key in document.root if key != "org" and key not in own}
        limits = self._limits(document)
        entry = self._org_part(document, shape) or Entry({})
        for _, child, node in entry.sections:
            self._section(document.file, child, node, (), (), source_of(document, self.sections[child.kind]))
        opened = tuple(section for section, _, _ in entry.sections)
        return Opening(source_of(document, "org"), entry.attrs, opened, limits, said)

    def _said_once(self, openings: Iterable[Opening]) -> None:
        """Settings of an org may stand in one of its documents only; sections may be spread (T103)."""
        said: dict[str, Source] = {}
        for opening in openings:
            for key, source in opening.said.items():
                if key in said and key != "platform":
                    message = f"{key} of the org {self.slug} is declared twice"
                    self.problems.append(_twice(message, source, said[key]))
                said.setdefault(key, source)

    def _org_part(self, document: Document, shape: Shape) -> Entry | None:
        own = Block(document.root.line, document.root.column)
        own.update((key, node) for key, node in document.root.items() if key not in _HEADER)
        own.places = document.root.places
        return self.grammar.entry(shape, own, source_of(document), self.problems)

    def _limits(self, document: Document) -> dict[str, int]:
        """The org's own limits for guards, as far as one document states them."""
        if "guards" not in document.root:
            return {}
        node = document.root["guards"]
        known = ", ".join(Limits.model_fields)
        if not isinstance(node, Block):
            source = source_of(document, "guards", of_key=False)
            self.problems.append(Problem("guard-limit", "guards: holds no limits", source, f"guards has: {known}"))
            return {}
        found: dict[str, int] = {}
        for name, value in node.items():
            number = value.value if isinstance(value, Plain) else None
            if name not in Limits.model_fields:
                message, hint = f"no guard has the limit {quoted(name)}", nearest(name, Limits.model_fields)
            elif type(number) is not int or not 0 <= number <= LARGEST_INTEGER:
                message, hint = f"{name} is not a whole number from 0", f"write how many may go: {name}: 3"
            else:
                found[name] = number
                continue
            source = Source(document.file, *node.places[name][:2])
            self.problems.append(Problem("guard-limit", message, source, hint or f"guards has: {known}"))
        return found

    def _section(
        self, file: str, spec: type[Spec], node: Any, key: tuple[str, ...], name: tuple[str, ...], at: Source
    ) -> None:
        """Every entry of one section, and below."""
        kind = spec.kind
        if kind in self.absent:
            message = f"{self.absent[kind].says}"
            self.problems.append(Problem("not-on-platform", message, at, "leave the section out"))
            return
        if isinstance(node, Block):
            entries = self._mapped(file, node, kind)
        elif isinstance(node, Items):
            entries = self._listed(file, node, kind)
        else:
            message = f"a mapping from names, or a list of names, belongs here, not {quoted(text_of(node) or '')}"
            self.problems.append(Problem("wrong-type", message, at, "write - before each name, or put it in [ ]"))
            return
        self._entries(file, spec, node, entries, key, name)

    def _entries(
        self,
        file: str,
        spec: type[Spec],
        node: Any,
        entries: Iterator[tuple[str, Any, Source]],
        key: tuple[str, ...],
        name: tuple[str, ...],
    ) -> None:
        shape, named = self.ends[spec.kind]
        grammar, problems, found, words, kind = self.grammar, self.problems, self.found, self.words, spec.kind
        key_of = grammar.key if named != SUBJECT else grammar.subject
        for own, child, source in entries:
            identity = key_of(named if named != SUBJECT else kind, own, source, problems)
            if identity is None:
                continue
            address = Address(self.platform, self.slug, kind, (*key, words.setdefault(identity, identity)))
            if address in found:
                message = f"{kind} {quoted(own)} is declared twice"
                problems.append(_twice(message, source, found[address].source))
                continue
            entry = grammar.bare(kind, child) or grammar.entry(shape, child, source, problems, node, own)
            if entry is None:
                continue
            attrs = entry.attrs
            if entry.sections:
                attrs = {**attrs, MANAGES: sorted(section for section, _, _ in entry.sections)}
            names = (*name, words.setdefault(own, own))
            found[address] = Resource(address, attrs, names if names != address.key else address.key, source)
            for _, below, nodes in entry.sections:
                at = Source(file, *child.places[self.sections[below.kind]][:2])
                self._section(file, below, nodes, address.key, names, at)

    def _mapped(self, file: str, node: Block, kind: str) -> Iterator[tuple[str, Any, Source]]:
        people = self.ends[kind][1] == "member"
        for name, (line, column, _, _) in node.places.items():
            source = Source(file, line, column)
            if people and "," in name:
                yield from ((own, node[name], source) for own in _each(name))
            else:
                yield name, node[name], source

    def _listed(self, file: str, node: Items, kind: str) -> Iterator[tuple[str, Any, Source]]:
        for item, (line, column) in zip(node, node.places, strict=True):
            own = text_of(item)
            source = Source(file, line, column)
            if own is None:
                self.problems.append(
                    Problem("wrong-type", f"a list of {kind} names holds something else", source, "write a name")
                )
            else:
                yield own, None, source


def _taken(documents: list[Document]) -> Iterator[Document]:
    """One after the other, out of the list."""
    documents.reverse()
    while documents:
        yield documents.pop()


def _each(names: str) -> Iterator[str]:
    """The names in ``a@x.example, b@x.example``: one entry may speak of several people (S1-33, S2-24)."""
    return (name.strip() for name in names.split(","))


def _twice(message: str, source: Source, first: Source) -> Problem:
    return Problem("declared-twice", f"{message}: first at {first}", source, "delete one of the two", also=(first,))
