"""The tree a manifest is read into, and what YAML 1.2 core makes of an unquoted scalar.

Text is ``str``; :class:`Plain` is an unquoted scalar that is read as something else; :class:`Block` and
:class:`Items` are a ``dict`` and a ``list`` that know where each entry was written. A tree is read-only: an alias
stands for the very node it names, so one node may have several parents. Nothing here parses, and nothing here knows
what a key means. To let a tree carry more, give the collections one more slot and fill it in ``compose``.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from enum import Enum
from typing import Literal, NamedTuple, TypeAlias

from reconciler.canonical import LARGEST_INTEGER
from reconciler.errors import Source


class Number(Enum):
    """A number that no manifest can mean. It is named and refused, never computed with."""

    FRACTION = "not a whole number"
    HUGE = f"beyond {LARGEST_INTEGER}"


class Plain(NamedTuple):
    """An unquoted scalar that YAML 1.2 core does not read as text: the source text, and what it is read as.

    A field for text takes ``text`` (so ``007`` stays ``007``); every other field takes ``value``.
    """

    text: str
    value: int | bool | Number | None


class Block(dict[str, "Node"]):
    """A mapping. ``places`` holds line and column of each key, then of its value; all count from 1."""

    __slots__ = ("column", "line", "places")

    def __init__(self, line: int = 0, column: int = 0) -> None:
        self.line = line
        self.column = column
        self.places: dict[str, tuple[int, int, int, int]] = {}


class Items(list["Node"]):
    """A sequence. ``places`` holds line and column of each item; all count from 1."""

    __slots__ = ("column", "line", "places")

    def __init__(self, line: int = 0, column: int = 0) -> None:
        self.line = line
        self.column = column
        self.places: list[tuple[int, int]] = []


Node: TypeAlias = str | Plain | Block | Items


class Document(NamedTuple):
    """One document of a file. ``line`` is where it begins; ``root`` is always a mapping."""

    file: str
    line: int
    root: Block


def place(document: Document, path: Sequence[str | int], *, of: Literal["key", "value"] = "value") -> Source:
    """Where the deepest existing node on *path* was written: its value, or the key it stands behind."""
    node: Node = document.root
    spot = (document.root.line, document.root.column)
    for step in path:
        if isinstance(node, Block) and isinstance(step, str) and step in node:
            key_line, key_column, line, column = node.places[step]
            spot = (key_line, key_column) if of == "key" else (line, column)
            node = node[step]
        elif isinstance(node, Items) and isinstance(step, int) and 0 <= step < len(node):
            spot = node.places[step]
            node = node[step]
        else:
            break
    return Source(document.file, *spot)


MAYBE_NOT_TEXT = frozenset(["", *"0123456789+-.~nNtTfF"])
"""What an unquoted scalar begins with if it is not text: no character at all, or one of these."""

_WORDS = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL"), None),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
}
_INTEGER = re.compile(r"[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+")
_FLOAT = re.compile(
    r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?|[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN)"
)
_NUMERIC = "0123456789+-."
_BASES = {"0o": 8, "0x": 16}
_SANE_LENGTH = 32


def resolve(text: str) -> str | Plain:
    """What YAML 1.2 core reads the unquoted scalar *text* as."""
    if text in _WORDS:
        return Plain(text, _WORDS[text])
    if text[0] not in _NUMERIC:
        return text
    if _INTEGER.fullmatch(text):
        return Plain(text, _whole(text))
    if _FLOAT.fullmatch(text):
        return Plain(text, Number.FRACTION)
    return text


def _whole(text: str) -> int | Number:
    if len(text) > _SANE_LENGTH:
        return Number.HUGE
    value = int(text, _BASES.get(text[:2], 10))
    if value == 0 and text[0] == "-":
        return Number.FRACTION  # minus zero is known to fractions only
    return value if abs(value) <= LARGEST_INTEGER else Number.HUGE


def source_of(document: Document, key: str | None = None, *, of_key: bool = True) -> Source:
    """Where a document begins, or where one of its top keys, or the value behind it, was written."""
    if key is None or key not in document.root.places:
        return Source(document.file, document.root.line, document.root.column)
    places = document.root.places[key]
    return Source(document.file, *(places[:2] if of_key else places[2:]))


def text_of(value: object) -> str | None:
    """The text of a scalar; None for null and for anything else."""
    if isinstance(value, Plain):
        return None if value.value is None else value.text
    return value if isinstance(value, str) else None
