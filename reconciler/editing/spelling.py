"""Values as YAML text: in one line, or in lines of their own. What is written here reads back as what was given.

A text stands without quotes where every version of YAML reads it as this text, or where it is a date; else in double
quotes. To write another type, add it to :func:`inline`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import TypeAlias

Value: TypeAlias = str | int | bool | Mapping[str, "Value"] | Sequence["Value"] | None

_PLAIN = re.compile(r"[^\W\d_](?:[\w .@+/()\-]*[\w.@+/()\-])?(?::[^\W\d_][\w.@\-]*)?")
_ADDRESS = re.compile(r"\w[\w.+\-]*@[\w.\-]*\w")
_DATE = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_WORDS = frozenset({"true", "false", "null", "yes", "no", "on", "off", "y", "n"})


def scalar(value: str | int | bool | None) -> str:
    """A single value; nothing at all for None."""
    if value is None:
        return ""
    if not isinstance(value, str):
        return str(value).lower()
    plain = _PLAIN.fullmatch(value) and value.casefold() not in _WORDS
    return (
        value if plain or _ADDRESS.fullmatch(value) or _DATE.fullmatch(value) else json.dumps(value, ensure_ascii=False)
    )


def inline(value: Value) -> str:
    """A value in one line."""
    if isinstance(value, Mapping):
        return f"{{{', '.join(pair(scalar(key), inline(each) or 'null') for key, each in value.items())}}}"
    if isinstance(value, Sequence) and not isinstance(value, str):
        return f"[{', '.join(map(inline, value))}]"
    return scalar(value)


def pair(key: str, value: str) -> str:
    """A key and its value, both written already."""
    return f"{key}: {value}" if value else f"{key}:"


def lines(key: str, value: Value, step: str) -> list[str]:
    """An entry in lines of its own, each mapping in it one *step* deeper; *key* is written already."""
    return list(_lines(key, value, step))


def _lines(key: str, value: Value, step: str) -> Iterator[str]:
    if isinstance(value, Mapping) and value:
        yield f"{key}:"
        for own, each in value.items():
            yield from (step + line for line in _lines(scalar(own), each, step))
    else:
        yield pair(key, inline(value))
