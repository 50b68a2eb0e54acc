"""One spelling for every value: canonical JSON (RFC 8785) and SHA-256 over it.

Digests, plan files and audit entries are compared byte by byte, so they all pass through here. The standard
library's encoder already writes RFC 8785 for the values this program allows: text, whole numbers below 2**53,
true, false, null, lists, and objects whose keys are ASCII. No Spec has a float, so none arrives here; the tests hold
the result against the ``rfc8785`` library, which is many times slower and therefore not used on the road itself.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from json import encoder as parts
from typing import Any

Scalar = str | int | bool | None
Json = Scalar | Sequence["Json"] | Mapping[str, "Json"]
Attrs = Mapping[str, Json]

LARGEST_INTEGER = 2**53 - 1

_AT_ONCE = 500
"""Values of a long list that are spelled together: one by one takes twice as long."""

_encoder = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)
_make: Any = getattr(parts, "c_make_encoder", None)
# What `_encoder.encode` makes for each value anew, which takes longer than to spell a small one.
_chunks = _make and _make(
    markers=None,  # no value here holds itself
    default=_encoder.default,
    encoder=parts.encode_basestring,
    indent=None,
    key_separator=":",
    item_separator=",",
    sort_keys=True,
    skipkeys=False,
    allow_nan=False,
)


def canonical(value: Json) -> str:
    """*value* as RFC 8785 text. Keys must be ASCII; see the module's docstring."""
    return "".join(_chunks(value, 0)) if _chunks else _encoder.encode(value)


def each_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """The object of these pairs, for ``object_pairs_hook``: what is read says one thing. ValueError if a key stands twice (T185)."""
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a key stands twice in one object")
    return found


def canonical_list(values: Iterable[Json]) -> Iterator[str]:
    """The RFC 8785 text of a list, in pieces: neither the list nor its text is ever there as a whole."""
    left, opening = iter(values), "["
    while some := [*islice(left, _AT_ONCE)]:
        yield f"{opening}{canonical(some)[1:-1]}"
        opening = ","
    yield "[]" if opening == "[" else "]"


def sha256_of(pieces: Iterable[str]) -> str:
    """Hexadecimal SHA-256 of a text in pieces."""
    found = hashlib.sha256()
    for piece in pieces:
        found.update(piece.encode())
    return found.hexdigest()


def sha256(text: str | bytes) -> str:
    """Hexadecimal SHA-256 of *text* (encoded as UTF-8)."""
    return hashlib.sha256(text.encode() if isinstance(text, str) else text).hexdigest()


def keyed(key: str, text: str) -> str:
    """Hexadecimal HMAC-SHA-256 of *text*, which nobody finds by trying who does not have *key*; without one, the text."""
    return keyed_of(key, [text]) if key else text


def keyed_of(key: str, pieces: Iterable[str]) -> str:
    """Hexadecimal HMAC-SHA-256 of a text in pieces, under a *key* that there must be."""
    found = hmac.new(key.encode(), digestmod="sha256")
    for piece in pieces:
        found.update(piece.encode())
    return found.hexdigest()
