"""A value at a path of names and fields: put it there, making what is missing on the way; and take names out.

Short forms become long ones where more is to be said: a list of names becomes a mapping, nothing becomes one, and of
several names in one entry the one that is meant gets an entry of its own. What a path means is for ``persons`` to know.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from reconciler.editing import spelling
from reconciler.editing.entries import STEP, New, NotEditable, changed, key_of, sibling_lines
from reconciler.editing.layout import Node, Splice, column, documents, entry_end, line_start, opened, spliced
from reconciler.editing.spelling import Value
from reconciler.text import visible


class Step(NamedTuple):
    """One step of a path: a field, or a name, which may stand in one entry with others (``several``)."""

    name: str
    is_name: bool = False
    several: bool = False


class Found(NamedTuple):
    """The entry that speaks of a name, and whether it speaks of others, too."""

    number: int
    among_others: bool


def find(node: Node, step: Step) -> Found | None:
    """The entry of a collection that a step leads to."""
    wanted = key_of(step.name)
    for number, name in enumerate(node.names):
        if not step.is_name:
            if name == step.name:
                return Found(number, among_others=False)
        elif step.several and "," in name:
            if wanted in map(key_of, _split(name)):
                return Found(number, among_others=True)
        elif key_of(name) == wanted:
            return Found(number, among_others=False)
    return None


def value_at(node: Node | None, path: Sequence[Step]) -> Node | None:
    """What stands at a path; None if nothing does, or if the path ends in a list of names."""
    for step in path:
        found = find(node, step) if node is not None and node.form == "mapping" else None
        if node is None or found is None:
            return None
        node = node.values[found.number]
    return node


def put(text: str, number: int, path: Sequence[Step], value: Value) -> str:
    """The text with *value* at the path in the document of that number. NotEditable where that could change more."""
    done = False
    while not done:
        splices, done = _put(text, documents(text)[number], path, value)
        text = spliced(text, splices)
    return text


def _put(text: str, node: Node, path: Sequence[Step], value: Value) -> tuple[list[Splice], bool]:
    """Splices, and whether they are all that is needed: what had a short form is put into its long one first."""
    for depth, step in enumerate(path):
        refuse_shared(node)
        if node.form == "scalar" and not node.nothing:
            raise NotEditable(f"{visible(node.text)} stands where {visible(step.name)} would go")
        found = find(node, step)
        last = depth + 1 == len(path)
        if node.form == "list" and not (last and value is None):
            return _as_mapping(text, node), False
        if found is None:
            return changed(text, node, (), [_new(node, path[depth:], value)]), True
        if last and value is None:
            return [], True
        if found.among_others:
            return _own_entry(text, node, found.number, step.name), False
        node = node.values[found.number]
    refuse_shared(node)
    if not node.flow:
        raise NotEditable("there is more than one value")
    return [(node.lead, node.end, opened(text, node) + spelling.inline(value))], True


def refuse_shared(node: Node) -> None:
    """An anchor makes one text stand for several places."""
    if node.shared:
        raise NotEditable("it stands behind an anchor or an alias, and may mean more than one place")


def _new(node: Node, path: Sequence[Step], value: Value) -> New:
    """The entry that a path needs: as deep as the path, and written as its neighbours are."""
    step, *rest = path
    whole = value
    for deeper in reversed(rest):
        whole = {deeper.name: whole}
    key = spelling.scalar(step.name)
    name = step.name if step.is_name else None
    if node.form == "list":
        return New(key, [f"- {key}"], name)
    in_line = spelling.pair(key, spelling.inline({} if whole is None else whole))
    if node.lead < 0 and isinstance(whole, dict):  # a section: its entries have lines of their own
        inner = [spelling.pair(spelling.scalar(own), spelling.inline(each)) for own, each in whole.items()]
        lines = [f"{key}:", *(STEP + line for line in inner)]
    elif sibling_lines(node):
        lines = spelling.lines(key, whole, STEP)
    else:
        lines = [spelling.pair(key, spelling.inline(whole))]
    return New(in_line, lines, name)


def _as_mapping(text: str, node: Node) -> list[Splice]:
    """A list of names as a mapping from names to nothing."""
    if node.flow:
        return [(node.start, node.start + 1, "{"), (node.end - 1, node.end, "}")]
    holder = line_start(text, node.lead)
    shift = STEP if column(text, node) <= len(text[holder:]) - len(text[holder:].lstrip(" ")) else ""
    splices: list[Splice] = []
    for item in node.values:
        if item.form != "scalar" or text[item.lead : item.start].strip(" "):
            raise NotEditable("an item is more than a name")
        splices += [(item.lead - 1, item.start, shift), (item.end, item.end, ":")]
    return splices


def _own_entry(text: str, node: Node, number: int, name: str) -> list[Splice]:
    """An entry of its own for one of the names of an entry, right below it and saying the same."""
    key = node.keys[number]
    said = text[key.end : entry_end(node, number)]
    own = spelling.scalar(name) + said
    depth = column(text, node) if not node.flow else 0
    lines = [own.split("\n")[0].rstrip("\r"), *(line.rstrip("\r")[depth:] for line in own.split("\n")[1:])]
    without = (key.start, key.end, without_name(text, key, name))
    return changed(text, node, (), [New(own, lines, name, number + 1)], [without])


def without_name(text: str, key: Node, *names: str) -> str:
    """A key of several names without some of them, as it is written otherwise."""
    written = text[key.start : key.end]
    quote = written[0] if written[0] in "'\"" else ""
    inside = written.removeprefix(quote).removesuffix(quote) if quote else written
    out = {key_of(name) for name in names}
    left = [own for own in inside.split(",") if key_of(own.strip()) not in out]
    return f"{quote}{','.join(left).strip()}{quote}"


def _split(names: str) -> list[str]:
    return [name.strip() for name in names.split(",")]


def taken_out(text: str, node: Node, step: Step) -> list[Splice]:
    """The splices that take a name out of a collection: its entry, or the name alone where the entry has others."""
    found = find(node, step)
    if found is None:
        return []
    refuse_shared(node)
    if not found.among_others:
        return changed(text, node, [found.number], ())
    key = node.keys[found.number]
    return [(key.start, key.end, without_name(text, key, step.name))]
