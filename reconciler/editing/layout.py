"""Where everything of a manifest stands: each document as a tree of nodes with their spans, and the comments between.

The text must have passed ``manifest.compose``: what that refuses is not looked for again. Positions are offsets into
the text. An entry of a block collection owns its whole lines, the comment lines right above it, and the deeper comment
lines below; a comment with a blank line below it is nobody's and stays. Nothing here changes a text but :func:`spliced`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, Literal, NamedTuple, TypeAlias

from yaml._yaml import CParser
from yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
)

from reconciler.manifest.nodes import resolve

Form: TypeAlias = Literal["scalar", "mapping", "list"]
Splice: TypeAlias = tuple[int, int, str]
"""From where to where, and what to put there instead."""

_COMMENT = re.compile(r"(?:^|(?<=[\s,\[\]{}]))#[^\r\n]*", re.MULTILINE)


@dataclass(slots=True, eq=False)
class Node:
    """One value: its form, its span, and what is in it. ``keys`` is empty for a list.

    ``lead`` is where the place for it begins: behind the colon or the dash, -1 for a document. ``tied`` says that an
    anchor, an alias or line ends that count are in it, so that it cannot be moved about as text. ``own`` says that
    lines of its own may stand below its key: it is a value in a block mapping. ``shared`` says that it has an anchor or
    is an alias, so that to change it may be to change several.
    """

    form: Form
    start: int
    end: int
    flow: bool = True
    text: str = ""
    said: object = None
    lead: int = 0
    tied: bool = False
    own: bool = False
    shared: bool = False
    keys: list[Node] = field(default_factory=list)
    values: list[Node] = field(default_factory=list)

    @property
    def empty(self) -> bool:
        """Whether nothing at all is written here."""
        return self.form == "scalar" and self.start == self.end

    @property
    def nothing(self) -> bool:
        """Whether this reads as nothing: no text, or null."""
        return self.form == "scalar" and self.said is None

    def get(self, key: str) -> Node | None:
        """The value behind a key as it is written; None if there is none."""
        return next((value for own, value in self.pairs if own.text == key), None)

    @property
    def pairs(self) -> Iterator[tuple[Node, Node]]:
        """Keys and values of a mapping."""
        return zip(self.keys, self.values, strict=True)

    @property
    def names(self) -> list[str]:
        """The texts of the keys, or of the items."""
        return [node.text for node in (self.keys if self.form == "mapping" else self.values)]


class Chunk(NamedTuple):
    """The whole lines of one entry of a block collection; ``own`` is where its comments above end."""

    start: int
    own: int
    end: int


def documents(text: str) -> list[Node]:
    """The mapping of each document of a text that is sound; documents with nothing in them are passed over."""
    found: list[Node] = []
    next_event: Any = CParser(text).get_event  # Any: its type says that an event may lack a mark, and these never do
    anchors: dict[str, Node] = {}
    while (event := next_event()) is not None:
        if event.__class__ is DocumentStartEvent:
            anchors.clear()
            root = _node(text, next_event, next_event(), anchors, -1)
            if root.form == "mapping":
                found.append(root)
    return found


def _node(text: str, next_event: Any, event: Any, anchors: dict[str, Node], lead: int) -> Node:
    """The node that begins with *event*; the reader's limit of depth has been passed, so recursion is safe."""
    start, end = event.start_mark.index, event.end_mark.index
    if isinstance(event, AliasEvent):
        target = anchors[str(event.anchor)]
        alias = Node(target.form, start, end, text=target.text, said=target.said, lead=lead, tied=True, shared=True)
        alias.keys, alias.values = target.keys, target.values
        return alias
    if isinstance(event, ScalarEvent):
        said: object = event.value if event.style else resolve(event.value)
        if getattr(said, "value", said) is None:
            said = None  # nothing, however it is spelled
        node = Node(
            "scalar", start, _content_end(text, start, end, event.style), text=event.value, said=said, lead=lead
        )
        node.tied = text[node.end - 1 : node.end] == "\n"
    else:
        form: Form = "mapping" if isinstance(event, MappingStartEvent) else "list"
        node = Node(form, start, end, bool(event.flow_style), lead=lead)
        _fill(text, next_event, node, anchors)
    if event.anchor:
        node.shared = node.tied = True
        anchors[event.anchor] = node
    return node


def _fill(text: str, next_event: Any, node: Node, anchors: dict[str, Node]) -> None:
    while not isinstance(event := next_event(), MappingEndEvent | SequenceEndEvent):
        if node.form == "mapping":
            key = _node(text, next_event, event, anchors, event.start_mark.index)
            node.keys.append(key)
            value = _node(text, next_event, next_event(), anchors, 0)
            _place_value(text, key, value)
            value.own = not node.flow
            node.tied |= key.tied
        else:
            start = event.start_mark.index
            value = _node(text, next_event, event, anchors, start if node.flow else text.rindex("-", 0, start) + 1)
        node.values.append(value)
        node.tied |= value.tied
    closed: Any = event.end_mark
    node.end = closed.index if node.flow else node.values[-1].end


def _place_value(text: str, key: Node, value: Node) -> None:
    """A value's place is right behind the colon; where there is no colon (``{a, b}``), right behind the key."""
    colon = re.compile(r"\s*:").match(text, key.end)
    value.lead = colon.end() if colon else key.end
    if value.empty:
        value.start = value.end = value.lead


def _content_end(text: str, start: int, end: int, style: str | None) -> int:
    """Where the text of a scalar ends; a block scalar's empty lines count only if it says so with ``+``."""
    if style not in {"|", ">"}:
        return end
    header = text[start : text.find("\n", start)]
    return len(text[:end].rstrip(" ")) if "+" in header.partition("#")[0] else len(text[:end].rstrip())


def meaning(node: Node) -> Any:
    """What a node says, without where and how: two nodes mean the same if these are equal."""
    if node.form == "mapping":
        return {key.text: meaning(value) for key, value in node.pairs}
    return [meaning(value) for value in node.values] if node.form == "list" else node.said


def comments(text: str, roots: Iterable[Node] | None = None) -> list[str]:
    """All comments of a text, in order."""
    found, begin = [], 0
    for start, end in [*_written(documents(text) if roots is None else roots), (len(text), len(text))]:
        found += [match[0] for match in _COMMENT.finditer(text, begin, max(begin, start))]
        begin = max(begin, end)
    return found


def _written(nodes: Iterable[Node]) -> Iterator[tuple[int, int]]:
    """The spans of all scalars, in order."""
    for node in nodes:
        if node.form == "scalar" or is_alias(node):
            yield node.start, node.end
        elif node.form == "mapping":
            for pair in node.pairs:
                yield from _written(pair)
        else:
            yield from _written(node.values)


def is_alias(node: Node) -> bool:
    """Whether this is an alias: its content is written where its anchor is."""
    inner = [*node.keys, *node.values]
    return bool(inner) and not node.start <= inner[0].start < node.end


# --- lines ------------------------------------------------------------------------------------------------------------


def line_start(text: str, offset: int) -> int:
    """Where the line of *offset* begins."""
    return text.rfind("\n", 0, offset) + 1


def line_end(text: str, offset: int) -> int:
    """Behind the end of the line of *offset*, its line feed included."""
    if offset and text[offset - 1] == "\n":
        return offset
    found = text.find("\n", offset)
    return len(text) if found < 0 else found + 1


def line_ending(text: str) -> str:
    """How most lines of a text end."""
    return "\r\n" if 2 * text.count("\r\n") > text.count("\n") else "\n"


def column(text: str, node: Node) -> int:
    """How far a block collection's entries are indented."""
    if node.form == "list":
        return node.values[0].lead - 1 - line_start(text, node.values[0].lead - 1)
    return node.keys[0].start - line_start(text, node.keys[0].start)


def first_of(node: Node, number: int, text: str) -> int:
    """Where an entry begins: its key, or the dash of an item."""
    if node.form == "mapping":
        return node.keys[number].start
    return node.values[number].lead - (0 if node.flow else 1)


def opened(text: str, node: Node) -> str:
    """What must stand between a key and its value: a colon, if there is none yet (``{a, b}``), and a space."""
    return " " if text[node.lead - 1] in ":-" else ": "


def entry_end(node: Node, number: int) -> int:
    """Where an entry ends: behind its value, or its key or colon if there is none."""
    value = node.values[number]
    return max(value.end, value.lead, *(key.end for key in node.keys[number : number + 1]))


def chunks(text: str, node: Node) -> list[Chunk] | None:
    """The lines of each entry of a block collection; None where an entry shares its first line with something else."""
    found: list[Chunk] = []
    depth = column(text, node)
    begin = line_start(text, first_of(node, 0, text)) if node.lead < 0 else line_end(text, node.lead)
    for number in range(len(node.values)):
        first = first_of(node, number, text)
        own = line_start(text, first)
        if text[own:first].strip():
            return None
        start = _comments_above(text, min(begin, own), own)
        end = _comments_below(text, line_end(text, entry_end(node, number)), depth)
        found.append(Chunk(start, own, end))
        begin = end
    return found


def _comments_above(text: str, begin: int, own: int) -> int:
    """Where the comment lines right above a line begin, not before *begin*."""
    while own > begin:
        above = line_start(text, own - 1)
        if above < begin or not text[above:own].lstrip().startswith("#"):
            break
        own = above
    return own


def _comments_below(text: str, end: int, depth: int) -> int:
    """Where the comment lines below that are indented deeper than *depth* end; empty lines between count with them."""
    at = end
    while at < len(text):
        below = line_end(text, at + 1)
        line = text[at:below]
        said = line.lstrip(" ")
        if said.startswith("#") and len(line) - len(said) > depth:
            end = below
        elif said.strip():
            break
        at = below
    return end


def spliced(text: str, splices: Iterable[Splice], start: int = 0, end: int | None = None) -> str:
    """The text, or a part of it, with all splices made; those at one place come in the order they are given."""
    end = len(text) if end is None else end
    parts, at = [], start
    for begin, until, new in sorted(splices, key=lambda splice: splice[:2]):
        parts += [text[at:begin], new]
        at = until
    return "".join([*parts, text[at:end]])


def within(splices: Iterable[Splice], start: int, end: int) -> list[Splice]:
    """Those that stand inside a span."""
    return [splice for splice in splices if start <= splice[0] and splice[1] <= end]
