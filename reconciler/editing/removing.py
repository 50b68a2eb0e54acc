"""Entries go out of manifests by where they stand: just those, and of several names in one entry just the one that is meant.

A place is what the reader says of a resource: file, line and column of its key, or of its item in a list. Where one text
stands for several places nothing is edited: :class:`~reconciler.editing.entries.NotEditable`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from reconciler.editing.entries import changed, key_of
from reconciler.editing.layout import Node, Splice, documents, is_alias, spliced
from reconciler.editing.paths import refuse_shared, without_name
from reconciler.errors import Source

_BREAK = re.compile("\r\n|[\n\r\x85\u2028\u2029]")
"""What ends a line for the parser that counts them."""


class Meant(NamedTuple):
    """An entry to take out: where it stands, and the name that is meant, if others may stand there with it."""

    source: Source
    name: str


def without(texts: Mapping[str, str], meant: Iterable[Meant]) -> dict[str, str]:
    """The texts without these entries."""
    by_file: dict[str, list[Meant]] = {}
    for each in meant:
        by_file.setdefault(each.source.file, []).append(each)
    return {name: _edited(text, by_file[name]) if name in by_file else text for name, text in texts.items()}


def _edited(text: str, meant: Iterable[Meant]) -> str:
    starts = [0, *(match.end() for match in _BREAK.finditer(text))]
    names: dict[int, list[str]] = {}
    for source, name in meant:
        names.setdefault(starts[source.line - 1] + source.column - 1, []).append(name)
    return spliced(text, [splice for root in documents(text) for splice in _splices(text, root, names)])


def _splices(text: str, node: Node, names: Mapping[int, list[str]]) -> list[Splice]:
    """The splices that one collection and what is in it need."""
    if node.form == "scalar" or is_alias(node):
        return []
    inner: list[Splice] = []
    drop: list[int] = []
    for number, value in enumerate(node.values):
        entry = node.keys[number] if node.form == "mapping" else value
        left = _left(entry, names.get(entry.start, ()))
        if left == []:
            drop.append(number)
        else:
            inner += _less(text, entry, names.get(entry.start, ())) if left else ()
            inner += _splices(text, value, names)
    if drop or inner:
        refuse_shared(node)
    return changed(text, node, drop, (), inner)


def _left(entry: Node, names: Iterable[str]) -> list[str] | None:
    """The names that stay where some go: none if the whole entry does; None where nothing goes."""
    out = {key_of(name) for name in names}
    if not out:
        return None
    if key_of(entry.text) in out:
        return []
    return [name for name in entry.text.split(",") if key_of(name.strip()) not in out]


def _less(text: str, key: Node, names: Iterable[str]) -> Iterator[Splice]:
    """A key of several names with fewer of them."""
    yield key.start, key.end, without_name(text, key, *names)
