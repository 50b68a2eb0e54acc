"""Why a node is not what belongs there, in our words: which key, which type, which place, and what to write instead.

The Specs find misfits (pydantic checks them); this room says what that means to the person who wrote the manifest.
To give a field type its words: one line in :data:`_EXPECTED`.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from pydantic_core import ErrorDetails

from reconciler.dates import zones
from reconciler.errors import Problem, Source
from reconciler.kinds import Shape
from reconciler.manifest.nodes import Block, Items, Plain
from reconciler.text import visible
from reconciler.vocabulary import Platform


class Place(NamedTuple):
    """Where a node stands: its file, the node itself if it has fields, and its own position."""

    file: str
    node: Any
    line: int
    column: int

    def __call__(self, *path: str | int) -> Source:
        """The place of the value at *path* below the node, as far as it is written; the node's own for none."""
        node, spot = self.node, (self.line, self.column)
        for step in path:
            if not isinstance(node, Block) or step not in node:
                break
            spot, node = node.places[str(step)][2:], node[str(step)]
        return Source(self.file, *spot)

    def key(self, *path: str | int) -> Source:
        """The place of the last key of *path*."""
        node = self.seen(*path[:-1])
        if not isinstance(node, Block) or path[-1] not in node:
            return self(*path)
        return Source(self.file, *node.places[str(path[-1])][:2])

    def seen(self, *path: str | int) -> Any:
        """What is written at *path*; None if nothing is."""
        node = self.node
        for step in path:
            node = node.get(str(step)) if isinstance(node, Block) else None
        return node


def explained(shape: Shape, detail: ErrorDetails, place: Place, platform: Platform | None = None) -> Problem:
    """What pydantic found, in our words and with our places; what *platform* does not have is not proposed."""
    path = tuple(detail["loc"])
    *above, field = (*map(str, path),) or ("",)
    what = above[-1] if above else shape.kind
    if detail["type"] == "extra_forbidden":
        known = _fields(shape, above, platform)
        hint = nearest(field, known) or f"this {what} may have: {', '.join(known)}"
        if field == "allow" and not above:
            hint = "allow: is a document of its own: write it below a line with ---, or into another file"
        return Problem("unknown-key", f"{quoted(field)} is not part of this {what}", place.key(*path), hint)
    if detail["type"] == "missing":
        words = platform.ranks.get(f"{shape.kind}.{field}", ()) if platform and not above else ()
        hint = f"add {' or '.join(f'{field}: {word}' for word in words) or f'{field}: …'}"
        return Problem("missing-key", f"this {what} needs {field}", place(), hint)
    if detail["type"] == "email_domain":
        name = str(detail.get("ctx", {}).get("name"))
        message = f"{quoted(name)} is not an e-mail domain"
        return Problem("name-refused", message, place.key(*path, name), "write it as acme.example: word")
    if detail["type"] == "zone":
        name = str(getattr(place.seen(*path), "text", place.seen(*path)))
        hint = nearest(name, zones()) or "write it with region and city: timezone: Europe/Berlin"
        return Problem("unknown-timezone", f"{quoted(name)} is not a time zone", place(*path), hint)
    if path and isinstance(path[-1], int):
        field = f"a name in {above[-1]}"
        if detail["type"] == "string_type":
            message = f"{above[-1]} holds something that is not a name"
            return Problem("wrong-type", message, place(*path), "write one name in each place")
    return typed(field, detail, place.seen(*path) if isinstance(place.node, Block) else place.node, place(*path))


def _fields(shape: Shape, above: Sequence[str], platform: Platform | None) -> list[str]:
    """The fields and sections that may stand in a kind, or in its settings *above*, on a platform."""
    kind = shape.kind
    if above:
        full = {name: f"{kind}.{above[-1]}.{name}" for name in shape.settings[above[-1]].model_fields}
    else:
        full = {name: f"{kind}.{name}" for name in shape.attributes}
        for section, child in shape.sections.items():
            full[platform.section(child.kind) if platform else section] = child.kind
    return [name for name, whole in full.items() if platform is None or whole not in platform.absent]


_EXPECTED = {
    "string_type": ("wrong-type", "a text", "write one value; quote it if it looks like something else"),
    "bool_type": ("wrong-type", "true or false", "write true or false, without quotes"),
    "int_type": ("wrong-type", "a whole number", "write a whole number, without quotes"),
    "int_from_float": ("wrong-type", "a whole number", "write a whole number, without quotes"),
    "model_type": ("wrong-type", "a mapping", "write its settings below it, one in a line"),
    "dict_type": ("wrong-type", "a mapping", "write name: value below it, one in a line"),
    "tuple_type": ("wrong-type", "a list", "write - before each, or put them in [ ]"),
    "date": ("wrong-type", "a date", "write it as 2026-12-31"),
    "size": ("wrong-type", "a size", "write it as 500 GiB or 2 TiB"),
}


def typed(field: str, detail: ErrorDetails, seen: Any, source: Source) -> Problem:
    """A pydantic finding in our words; *seen* is what was written. What pydantic found too long or large is a limit."""
    if detail["type"] in _EXPECTED:
        code, expected, hint = _EXPECTED[detail["type"]]
        return Problem(code, f"{field} is {described(seen)}, not {expected}", source, hint, snippet=_snippet(seen))
    if detail["type"] in {"string_too_short", "too_short"}:
        return Problem("text-length", f"{field} is empty", source, f"write {field}: and a value, or leave {field} out")
    if detail["type"] in {"string_too_long", "too_long"}:
        limit = detail.get("ctx", {}).get("max_length")
        return Problem(
            "text-length", f"{field} is longer than {limit} characters", source, f"shorten it to {limit} characters"
        )
    return Problem(
        "out-of-range", f"{field}: {detail['msg']}", source, "write a smaller number", snippet=_snippet(seen)
    )


def empty(field: str, source: Source, section: bool) -> Problem:
    """A key with nothing behind it: the reader cannot know whether nothing or none is meant (R8, T012)."""
    field = visible(field)
    if section:
        hint = f"write {field}: {{}} for an empty section that is managed, or leave {field} out"
        return Problem("empty-section", f"{field}: has nothing behind it", source, hint)
    return Problem(
        "empty-value", f"{field}: has nothing behind it", source, f"write {field}: and a value, or leave {field} out"
    )


def nothing(value: Any) -> bool:
    """Whether a key has nothing behind it."""
    return value is None or (isinstance(value, Plain) and value.value is None)


def wrong_type(source: Source, kind: str, seen: str, expected: str) -> Problem:
    """Something stands where only something else can."""
    return Problem("wrong-type", f"this {kind} is {seen}, not {expected}", source, f"write {expected}")


def described(value: object) -> str:
    """What a node is, for a message."""
    if isinstance(value, Block):
        return "a mapping"
    if isinstance(value, Items):
        return "a list"
    if isinstance(value, Plain):
        return "nothing" if value.value is None else f"the bare value {visible(value.text)[:40]}"
    return f"the text {quoted(str(value))}"


def _snippet(value: object) -> str:
    return "" if isinstance(value, Block | Items) else visible(str(getattr(value, "text", value)))[:40]


def quoted(name: str) -> str:
    """A name in a message: visible, and no longer than a snippet."""
    return f"`{visible(name)[:40]}`"


def nearest(word: str, known: Iterable[str]) -> str:
    """``did you mean `members`?`` or nothing (T033)."""
    close = difflib.get_close_matches(word, list(known), n=1)
    return f"did you mean `{close[0]}`?" if close else ""
