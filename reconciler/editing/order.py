"""The order that a manifest is written in, which never matters: what the formatter does, and all it does.

Fields stand in the order of the kinds' classes. Entries of a section stand by identity key, group by group: an empty
line, or a comment that stands alone, ends a group and stays where it is. Comments go with the entry they belong to, and
braces stay braces. What an anchor or an alias is part of is not moved. Lines end with LF, and the last one does, too.

To give a document of another sort an order: one line in :func:`_document`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache

from reconciler.editing.entries import at_a_distance, rank
from reconciler.editing.layout import Node, Splice, chunks, documents, entry_end, first_of, spliced, within
from reconciler.kinds import Shape, kinds
from reconciler.people import SHAPE as PERSON
from reconciler.vocabulary import load, platform_names

_HEADER = ("org", "platform", *kinds()["org"].attributes, "guards")
_END = re.compile(r"\n[ \t\n]*\Z")


def formatted(text: str) -> str:
    """A sound text in its order; the same text if it is in order already."""
    text = _ended(text.replace("\r\n", "\n"))
    return spliced(text, [splice for root in documents(text) for splice in _document(text, root)])


def _ended(text: str) -> str:
    """With one line feed at the end; where the last value is a block of lines, its end is part of it."""
    roots = documents(text)
    last = roots[-1] if roots else None
    while last is not None and last.values:
        last = last.values[-1]
    if last is not None and text[last.start : last.start + 1] in {"|", ">"}:
        return text
    return _END.sub("\n", text + "\n")


def _document(text: str, root: Node) -> list[Splice]:
    if root.get("org") is not None:
        return _fields(text, root, kinds()["org"], _HEADER)
    named = root.get("people")
    return _section(text, named, PERSON) if named is not None else []


def _fields(text: str, node: Node, shape: Shape, before: Sequence[str] = ()) -> list[Splice]:
    """A mapping from the fields of a kind, and below."""
    if node.form != "mapping":
        return []
    order, sections = _names(shape.kind) if shape.parent or before else (tuple(shape.spec.model_fields), {})
    inner: list[Splice] = []
    for key, value in node.pairs:
        if key.text in sections:
            inner += _section(text, value, kinds()[sections[key.text]])
        elif key.text in shape.settings and value.form == "mapping":
            inner += _permuted(text, value, _by(tuple(shape.settings[key.text].model_fields), value), [])
    return _permuted(text, node, _by((*before, *order), node), inner)


@cache
def _names(kind: str) -> tuple[tuple[str, ...], Mapping[str, str]]:
    """The fields of a kind in order, on whatever platform, and the kinds of those that are sections."""
    order: list[str] = []
    sections: dict[str, str] = {}
    for name in kinds()[kind].spec.model_fields:
        child = kinds()[kind].sections.get(name)
        known = {name} | ({load(p).section(child.kind) for p in platform_names()} if child else set())
        order += sorted(known)
        sections |= dict.fromkeys(known, child.kind) if child else {}
    return tuple(order), sections


def _by(order: Sequence[str], node: Node) -> list[int]:
    """Where each field of a mapping belongs; unknown ones last, as they stand."""
    return [order.index(name) if name in order else len(order) for name in node.names]


def _section(text: str, node: Node, shape: Shape) -> list[Splice]:
    """A mapping from names, or a list of names, and below."""
    inner = [splice for value in node.values if node.form == "mapping" for splice in _fields(text, value, shape)]
    return _permuted(text, node, [rank(name) for name in node.names], inner, by_group=True)


def _permuted(
    text: str, node: Node, ranks: Sequence[str] | Sequence[int], inner: list[Splice], *, by_group: bool = False
) -> list[Splice]:
    """The splices that put the entries of a collection in the order of *ranks*, with those *inner* to them."""
    spans = [] if node.tied else _spans(text, node)
    found: list[Splice] = []
    for group in _groups(text, spans, node.flow, by_group):
        order = sorted(group, key=lambda number: ranks[number])
        if order != list(group):
            for slot, number in zip(group, order, strict=True):
                start, end = spans[number]
                new = spliced(text, within(inner, start, end), start, end)
                follows = text[spans[slot][1]] if node.flow else ""
                new = at_a_distance(new, follows).removesuffix(follows)
                found.append((*spans[slot], new))
            inner = [s for s in inner if not spans[group[0]][0] <= s[0] < spans[group[-1]][1]]
    return found + inner


def _spans(text: str, node: Node) -> list[tuple[int, int]]:
    if not node.values or node.form == "scalar":
        return []
    if not node.flow:
        return [(chunk.start, chunk.end) for chunk in chunks(text, node) or ()]
    spans = [(first_of(node, number, text), entry_end(node, number)) for number in range(len(node.values))]
    gaps = zip([node.start, *(end for _, end in spans)], [*(start for start, _ in spans), node.end], strict=True)
    return [] if any("#" in text[start:end] for start, end in gaps) else spans


def _groups(text: str, spans: Sequence[tuple[int, int]], flow: bool, by_group: bool) -> Iterator[Sequence[int]]:
    """The entries that may change places with each other."""
    begin = 0
    for number in range(1, len(spans) + 1):
        between = "" if flow or number == len(spans) else text[spans[number - 1][1] : spans[number][0]]
        if number == len(spans) or "#" in between or (by_group and between):
            yield range(begin, number)
            begin = number
