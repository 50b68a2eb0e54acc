"""Manifests become one flat desired state per org. Nesting, short forms and defaults end in this room.

The road: documents are sorted by what they speak of, each org finds its platform, and the tree of Specs is walked
once; every entry becomes a resource with its own address. All problems are collected, none stops the walk. What the
words mean is ``grammar``'s business, whether the whole makes sense is ``rules``' business.

A section that is declared is remembered as the attribute ``manages`` of the resource it belongs to. So "not
managed", "managed and empty" and "managed for the first time" are facts of the state like all others: planned,
audited, exported (R8).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from reconciler.allowances import allowances
from reconciler.canonical import LARGEST_INTEGER, Json
from reconciler.errors import NOWHERE, Problem, Source
from reconciler.guards import Limits
from reconciler.keep import MANAGES
from reconciler.kinds import SUBJECT, Shape, Spec, kinds
from reconciler.manifest.grammar import Entry, Grammar
from reconciler.manifest.limits import DEFAULT_LIMITS
from reconciler.manifest.misfits import nearest, quoted
from reconciler.manifest.nodes import Block, Document, Items, Plain, source_of, text_of
from reconciler.model import Address, Allowance, OrgKey, Resource, State
from reconciler.people import People, people
from reconciler.presence import Presence, present
from reconciler.text import NameRefused, identity_key
from reconciler.vocabulary import load, platform_names

_HEADER = ("org", "platform", "guards")


@dataclass(frozen=True)
class DesiredOrg:
    """One org as the manifests want it, with its own limits for the guards.

    ``state`` is what is there on the day it was read for; ``presence`` says what dates have to do with that.
    """

    org: OrgKey
    state: State
    limits: Mapping[str, int] = field(default_factory=dict)
    source: Source = NOWHERE
    presence: Presence = field(default_factory=Presence)

    @property
    def departed(self) -> frozenset[str]:
        """The keys of people who are out of it, and leave whatever a section says."""
        return self.presence.departed


@dataclass(frozen=True)
class Desired:
    """All orgs the manifests speak of, by org key, and the people and allowances written beside them."""

    orgs: Mapping[OrgKey, DesiredOrg] = field(default_factory=dict)
    allowances: tuple[Allowance, ...] = ()
    people: People = field(default_factory=People)


def flatten(documents: Iterable[Document], at: str = "", others: People | None = None) -> tuple[Desired, list[Problem]]:
    """The desired state of *documents* at the moment *at*, or on that day, and every problem met on the way.

    Without a moment nobody has departed, nothing has ended, and everything has begun. *others* are the people of documents
    that were flattened before, where these speak of none.
    """
    problems: list[Problem] = []
    parts: dict[str, list[Document]] = {}
    granted: list[Allowance] = []
    persons: list[Document] = []
    for document in documents:
        if "org" in document.root:
            _part(document, parts, problems)
        elif "allow" in document.root:
            granted += allowances(document, problems)
        elif "people" in document.root:
            persons.append(document)
        else:
            problems.append(_unknown_document(document))
    known = people(persons, problems) if others is None else others
    orgs: dict[OrgKey, DesiredOrg] = {}
    for slug in list(parts):
        for platform, own in _by_platform(slug, parts.pop(slug), problems).items():
            org = _Walk(Grammar(load(platform)), platform, slug, problems).org(own)
            orgs[org.org] = _on_the_day(org, known, at, problems)
    return Desired(orgs, tuple(granted), known), problems


def _on_the_day(org: DesiredOrg, known: People, at: str, problems: list[Problem]) -> DesiredOrg:
    """The org with what is there at a moment, and with the names of those who are."""
    found = present(org.state, known, at, problems)
    return replace(org, state=found.state, presence=found)


# --- which document speaks of what ------------------------------------------------------------------------------------


def _unknown_document(document: Document) -> Problem:
    if "apiVersion" in document.root or "kind" in document.root:
        message = "this document is of a format this program does not know"
        return Problem(
            "unknown-format",
            message,
            source_of(document, "apiVersion"),
            "begin the document with org:, people: or allow:",
        )
    seen = next(iter(document.root), "")
    hint = nearest(seen, ("org", "allow", "people")) or "begin the document with org:, people: or allow:"
    message = "this document speaks neither of an org, nor of people, nor of allowances"
    return Problem("unknown-document", message, source_of(document, seen), hint)


def _part(document: Document, parts: dict[str, list[Document]], problems: list[Problem]) -> None:
    slug = text_of(document.root["org"])
    if slug is not None and len(slug) > DEFAULT_LIMITS.name_length:
        message = f"org {quoted(slug)} is longer than {DEFAULT_LIMITS.name_length} characters"
        problems.append(Problem("text-length", message, source_of(document, "org", of_key=False), "shorten it"))
        return
    try:
        key = identity_key(slug or "")
        if slug is None or "/" in key:
            raise NameRefused("is not a slug")
    except NameRefused as reason:
        message = f"org {quoted(slug or '')} {reason}"
        problems.append(
            Problem("name-refused", message, source_of(document, "org", of_key=False), "write org: brainlab")
        )
        return
    parts.setdefault(key, []).append(document)


def _by_platform(slug: str, documents: Sequence[Document], problems: list[Problem]) -> dict[str, list[Document]]:
    """The documents of one slug by platform; those that do not say belong to the only platform that is said."""
    said: dict[str, list[Document]] = {}
    silent: list[Document] = []
    wrong = False
    for document in documents:
        name = text_of(document.root.get("platform"))
        if name is None and "platform" not in document.root:
            silent.append(document)
        elif name in platform_names():
            said.setdefault(name, []).append(document)
        else:
            wrong = True
            message = f"{quoted(name or '')} is not a platform"
            hint = nearest(name or "", platform_names()) or f"one of: {', '.join(platform_names())}"
            problems.append(Problem("unknown-platform", message, source_of(document, "platform", of_key=False), hint))
    if not silent:
        return said
    if len(said) == 1:
        next(iter(said.values())).extend(silent)
    elif said:
        message = f"the org {slug} exists on {' and '.join(said)}; this document does not say which is meant"
        hint = f"add {' or '.join(f'platform: {name}' for name in said)} to this document"
        problems += [Problem("which-platform", message, source_of(d, "org"), hint) for d in silent]
    elif not wrong:
        message = f"no document says on which platform the org {slug} is"
        hint = f"add a line platform: and one of: {', '.join(platform_names())}"
        problems.append(Problem("no-platform", message, source_of(silent[0], "org"), hint))
    return {name: sorted(own, key=lambda d: (d.file, d.line)) for name, own in said.items()}


# --- the walk ---------------------------------------------------------------------------------------------------------


class _Walk:
    """One org's documents become resources. Lives for one call of :func:`flatten`."""

    def __init__(self, grammar: Grammar, platform: str, slug: str, problems: list[Problem]) -> None:
        self.grammar = grammar
        self.platform = platform
        self.slug = slug
        self.problems = problems
        self.found: dict[Address, Resource] = {}
        self.words: dict[str, str] = {}
        """Each name once, wherever it is written: a person's stands in every team and beside every key."""
        self.absent = grammar.platform.absent
        self.ends = {kind: (shape, shape.spec.refers.get("", kind)) for kind, shape in kinds().items()}
        self.sections = {kind: grammar.platform.section(kind) for kind in kinds()}

    def org(self, documents: list[Document]) -> DesiredOrg:
        """The whole org: its own attributes from all documents, then every section of every document.

        Each is let go when it has been walked; a tree takes as much room as what it becomes.
        """
        shape = kinds()["org"]
        address = Address(self.platform, self.slug, shape.spec.kind)
        attrs: dict[str, Json] = {}
        manages: dict[str, None] = {}
        limits: dict[str, int] = {}
        said: dict[str, Source] = {}
        head = next((document for document in documents if "platform" in document.root), documents[0])
        source = source_of(head, "org")
        del head
        for document in _taken(documents):
            self._said_once(document, said)
            limits |= self._limits(document)
            entry = self._org_part(document, shape)
            if entry is None:
                continue
            attrs |= entry.attrs
            for section, child, node in entry.sections:
                manages[section] = None
                self._section(document.file, child, node, (), (), source_of(document, self.sections[child.kind]))
        if manages:
            attrs[MANAGES] = sorted(manages)
        self.found[address] = Resource(address, attrs, (), source)
        return DesiredOrg(address.org_key, State(self.found), limits, source)

    def _said_once(self, document: Document, said: dict[str, Source]) -> None:
        """Settings of an org may stand in one of its documents only; sections may be spread (T103)."""
        for key in document.root:
            if key == "org" or key in self.sections.values():
                continue
            source = source_of(document, key)
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
