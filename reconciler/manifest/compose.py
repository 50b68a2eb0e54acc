"""Text becomes a tree with positions, in one pass over libyaml's events.

Whatever a hostile or careless file can do to a reader is refused here: depth, alias bombs, tags, merge keys,
directives, duplicate keys, keys that are not text, invisible characters. An alias of a complete node is accepted within
the budget. What keys and values *mean* is the grammar's business, and the text has passed the gate.

To refuse another construct: find its event in :class:`_Composer`, and leave :meth:`_Composer.fill` alone; it is the one
hot loop, and all rare cases live outside it.
"""

from __future__ import annotations

import gc
from collections.abc import Callable
from functools import cached_property
from typing import Any, TypeAlias

from yaml import YAMLError
from yaml._yaml import CParser
from yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)

from reconciler.errors import Problem, Severity, Source
from reconciler.manifest.limits import RAISABLE, Limits
from reconciler.manifest.nodes import (
    MAYBE_NOT_TEXT,
    Block,
    Document,
    Items,
    Node,
    Number,
    Plain,
    place,
    resolve,
)
from reconciler.manifest.syntax import explain
from reconciler.text import NameRefused, excerpt, forbidden_character, identity_key, visible

__all__ = ["Block", "Document", "Items", "Node", "Number", "Plain", "compose", "place"]

_NOTHING = Plain("", None)


def compose(text: str, file: str, limits: Limits) -> tuple[list[Document], list[Problem]]:
    """The documents of *text* and everything wrong with it.

    Where composing can go on it does, and a pair whose key is refused is left out. After a syntax error or beyond a
    limit the whole file is given up: no documents.
    """
    composer = _Composer(text, file, limits)
    collecting = gc.isenabled()
    gc.disable()  # nothing built here is garbage yet, and looking for some takes a third of the time
    try:
        composer.run()
    except YAMLError as error:
        composer.problems.append(explain(error, text, file))
        return [], composer.problems
    except _GivenUp:
        return [], composer.problems
    finally:
        if collecting:
            gc.enable()
    return composer.documents, composer.problems


class _GivenUp(Exception):
    """This file cannot be composed any further; the reason is among the problems."""


_Key: TypeAlias = tuple[str, int, int]
"""A key whose value comes next, with its line and column. Plain tuples, because one is made for each collection."""

_Frame: TypeAlias = tuple[Block | Items, _Key | None, str | None, int]
"""A collection with another open inside it: what is pending in it, its anchor, and how many nodes came before it."""


class _Composer:
    """The state of one pass over one file.

    ``nodes`` counts what is written, ``copies`` what aliases add to it. ``anchors`` maps a name to its node and the
    number of nodes in it; None while the node is open. ``refused`` lists the entries that must not stay in the tree.
    """

    def __init__(self, text: str, file: str, limits: Limits) -> None:
        self.text = text
        self.file = file
        self.limits = limits
        self.next: Callable[[], Any] = CParser(text).get_event
        self.documents: list[Document] = []
        self.problems: list[Problem] = []
        self.pending: _Key | None = None
        self.anchors: dict[str, tuple[Node, int] | None] = {}
        self.refused: list[tuple[Block, str]] = []
        self.nodes = self.copies = self.aliases = 0
        # One question to the text as a whole spares four to each scalar: whether any can have a tag or an anchor, hold
        # an escaped character, or be a key of several lines.
        self.wary = not text.isascii() or any(sign in text for sign in "&*!\\?")
        self.fold: Callable[[str], str] = _folded if self.wary else str.casefold

    def run(self) -> None:
        """All documents of the file."""
        count = 0
        while (event := self.next()) is not None:
            if event.__class__ is DocumentStartEvent:
                count += 1
                if count > self.limits.documents:
                    raise self.beyond(event, "yaml-documents", "documents", self.limits.documents, "documents")
                self.document(event)
        if self.copies > (self.limits.expansion - 1) * self.nodes:
            message = f"grows more than {self.limits.expansion} times with its aliases written out (limit expansion)"
            self.report(1, 1, "alias-budget", message, "write out what the aliases stand for, in several files")
            raise _GivenUp
        if not self.documents and not self.problems:
            message, hint = (
                "holds no document: it is empty or nothing but comments",
                "delete it, or write org: SLUG into it",
            )
            self.problems.append(Problem("empty-file", message, Source(self.file), hint, Severity.WARNING))

    def document(self, start: Any) -> None:
        """One document, unless nothing is in it."""
        if start.version or start.tags:
            self.complain(start, "yaml-directive", "directives are not accepted", "remove the lines that begin with %")
        self.anchors.clear()
        whole = Items()
        self.tree(whole)
        for block, key in self.refused:
            block.pop(key, None)
            block.places.pop(key, None)
        self.refused.clear()
        root = whole[0]
        if isinstance(root, Block):
            self.documents.append(Document(self.file, start.start_mark.line + 1, root))
        elif root != _NOTHING:
            line, column = whole.places[0]
            self.report(
                line, column, "not-a-mapping", "a document must be a mapping", "begin with org:, people: or allow:"
            )

    def tree(self, node: Block | Items) -> None:
        """Everything below *node*. The stack is explicit, and no event is asked for beyond the depth limit."""
        stack: list[_Frame] = []
        anchor: str | None = None
        begin = 0
        while True:
            event = self.fill(node)
            kind = event.__class__
            if kind is MappingStartEvent or kind is SequenceStartEvent:
                if len(stack) == self.limits.nesting:
                    raise self.beyond(event, "yaml-depth", "nesting", len(stack), "levels")
                mark = event.start_mark
                child = (Block if kind is MappingStartEvent else Items)(mark.line + 1, mark.column + 1)
                stack.append((node, self.attach(node, child, event), anchor, begin))
                node, anchor, begin, self.pending = child, event.anchor, self.nodes + self.copies, None
                if self.wary:
                    self.properties(event)
            elif kind is MappingEndEvent or kind is SequenceEndEvent:
                self.close(node, event)
                if anchor and self.anchors[anchor] is None:
                    self.anchors[anchor] = node, self.nodes + self.copies - begin + 1
                node, self.pending, anchor, begin = stack.pop()
            elif kind is AliasEvent:
                self.pending = self.attach(node, self.alias(event), event)
            else:  # the end of the document
                return self.close(node, event)

    def fill(self, node: Block | Items) -> Any:
        """Put scalars into *node* until another event comes, and return that."""
        get, wary = self.next, self.wary
        scalar: Any = ScalarEvent  # Any: its type says that an event may lack a mark, and these never do
        if isinstance(node, Items):
            while (event := get()).__class__ is scalar:
                value = event.value
                node.append(self.scalar(event) if wary or value[:1] in MAYBE_NOT_TEXT else value)
                node.places.append((event.start_mark.line + 1, event.start_mark.column + 1))
            return event
        places = node.places
        key, line, column = self.pending or (None, 0, 0)
        while (event := get()).__class__ is scalar:
            mark = event.start_mark
            value = event.value
            if wary:
                value = self.scalar(event, is_key=key is None)
            elif value[:1] in MAYBE_NOT_TEXT and not event.style:
                value = resolve(value)
            if key is None:
                key = value if value.__class__ is str and value not in node else self.bad_key(node, value, event)
                line = mark.line + 1
                column = mark.column + 1
            else:
                node[key] = value
                places[key] = line, column, mark.line + 1, mark.column + 1
                key = None
        self.pending = None if key is None else (key, line, column)
        return event

    def attach(self, node: Block | Items, child: Node, event: Any) -> _Key | None:
        """Put *child* into *node*; what is pending in *node* after it."""
        line, column = event.start_mark.line + 1, event.start_mark.column + 1
        if isinstance(node, Items):
            node.append(child)
            node.places.append((line, column))
        elif self.pending is None:
            return self.bad_key(node, child, event), line, column
        else:
            key, key_line, key_column = self.pending
            node[key] = child
            node.places[key] = key_line, key_column, line, column
        return None

    def close(self, node: Block | Items, event: Any) -> None:
        """What can be said of a collection only when it is complete."""
        self.nodes += len(node) if isinstance(node, Items) else 2 * len(node)
        if self.nodes > self.limits.nodes:
            raise self.beyond(event, "yaml-nodes", "nodes", self.limits.nodes, "nodes")
        if isinstance(node, Items):
            return
        if "<<" in node:
            line, column, *_ = node.places["<<"]
            self.refused.append((node, "<<"))
            self.report(
                line, column, "merge-key", "merge keys are not accepted", "write out the keys that << stands for"
            )
        if (self.wary or not "".join(node).islower()) and len(set(map(self.fold, node))) < len(node):
            self.lookalikes(node)

    def lookalikes(self, block: Block) -> None:
        """Keys that differ in case or composition alone are one name (T008)."""
        first: dict[str, str] = {}
        for key, (line, column, *_) in block.places.items():
            other = first.setdefault(self.fold(key), key)
            if other != key:
                self.twice(block, other, line, column, f"{visible(key)} and {visible(other)} are one name")
                self.refused.append((block, key))

    def scalar(self, event: Any, *, is_key: bool = False) -> str | Plain:
        """The scalar of *event*, looked at closely."""
        text: str = event.value
        node = text if event.style else resolve(text)
        if self.wary:
            self.properties(event)
            if event.anchor:
                self.anchors[event.anchor] = node, 1
            bad = forbidden_character(text if is_key else text.replace("\n", "").replace("\t", ""))
            if bad:
                message = f"holds the character U+{ord(bad):04X}, which cannot be seen"
                self.complain(event, "forbidden-character", message, "remove it")
            before = event.start_mark.index - 1
            if is_key and (text or event.style) and before >= 0 and self.text[before] == "?":
                # libyaml reads [?a] as [{a: null}], YAML 1.2 as ["?a"]
                self.complain(event, "yaml-syntax", "is ambiguous: ? without a space", "quote a key that begins with ?")
        return node

    def properties(self, event: Any) -> None:
        """The tag and the anchor of any node."""
        if event.tag is not None:
            tag = visible(event.tag.replace("tag:yaml.org,2002:", "!!"))[:40]
            hint = "remove the tag; put quotes around text that looks like something else"
            self.complain(event, "yaml-tag", f"the tag {tag} is not accepted", hint)
        if event.anchor:
            self.anchors[event.anchor] = None

    def alias(self, event: Any) -> Node:
        """The node that an alias stands for."""
        self.aliases += 1
        if self.aliases > self.limits.aliases:
            raise self.beyond(event, "alias-budget", "aliases", self.limits.aliases, "aliases")
        target = self.anchors.get(event.anchor)
        if target is None:
            name = event.anchor[:40]
            if event.anchor in self.anchors:
                self.complain(event, "alias-cycle", f"*{name} contains itself", f"write out what is meant by *{name}")
            else:
                self.complain(
                    event,
                    "alias-unknown",
                    f"*{name} names no anchor",
                    f"put &{name} before it, in the same document, or write out what is meant",
                )
            return _NOTHING
        node, size = target
        self.copies += size - 1
        return node

    def bad_key(self, block: Block, key: Node, event: Any) -> str:
        """Report a key that cannot be one; a stand-in for it that is taken out of the tree later."""
        if isinstance(key, str) and not isinstance(event, AliasEvent):
            mark = event.start_mark
            self.twice(block, key, mark.line + 1, mark.column + 1, f"{visible(key)[:40]} stands here twice")
        elif isinstance(key, Plain) and key.text:
            message = f"{key.text[:40]} is not text, and a key must be text"
            self.complain(event, "key-not-text", message, f'quote it: "{key.text[:40]}"')
        else:
            self.complain(event, "key-not-text", "a key must be text, in one piece", "write a name before the colon")
        stand_in = f"\0{len(self.refused)}"
        self.refused.append((block, stand_in))
        return stand_in

    def twice(self, block: Block, first: str, line: int, column: int, message: str) -> None:
        """Report the second of two declarations, and where the first one is."""
        before = Source(self.file, *block.places[first][:2])
        message = f"{message}: first in line {before.line}"
        self.report(line, column, "duplicate-key", message, "keep one of the two", also=(before,))

    def beyond(self, event: Any, code: str, limit: str, count: int, what: str) -> _GivenUp:
        """Report a limit that is exceeded; to be raised."""
        hint = "split the file" if limit != "nesting" else "check brackets and indentation: no manifest is that deep"
        hint += f", or raise the limit: reconciler --limits {limit}=N" if limit in RAISABLE else ""
        self.complain(event, code, f"has more than {count} {what} (limit {limit})", hint)
        return _GivenUp()

    def complain(self, event: Any, code: str, message: str, hint: str) -> None:
        """Report something that begins where *event* does."""
        self.report(event.start_mark.line + 1, event.start_mark.column + 1, code, message, hint)

    def report(self, line: int, column: int, code: str, message: str, hint: str, also: tuple[Source, ...] = ()) -> None:
        """Add a problem, until there are too many to be of use."""
        source = Source(self.file, line, column)
        if len(self.problems) == self.limits.problems:
            message = f"has more than {len(self.problems)} problems (limit problems); the rest is not shown"
            self.problems.append(
                Problem("too-many-problems", message, source, "mend these first, then run again: reconciler validate")
            )
            raise _GivenUp
        text = self.lines[line - 1] if line <= len(self.lines) else ""
        self.problems.append(Problem(code, message, source, hint, snippet=excerpt(text, column), also=also))

    @cached_property
    def lines(self) -> list[str]:
        """The lines of the file, split only if there is something to show."""
        return self.text.split("\n")


def _folded(key: str) -> str:
    if key.isascii():
        return key.casefold()
    try:
        return identity_key(key)
    except NameRefused:
        return key
