"""One node of a manifest against one kind: own attributes, sections, words, ranges and names.

The Specs say what may stand somewhere, the vocabulary says in which words; this room holds a node against both and
answers with normalised attributes or with problems that point at the very word. It knows neither orgs nor states.

Most entries of a real manifest say the same few things (nothing at all, or one word), so what a bare value means for
a kind on a platform is worked out once and remembered.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from reconciler.canonical import Attrs, Json
from reconciler.errors import Problem, Source
from reconciler.kinds import Shape, Spec
from reconciler.manifest.limits import DEFAULT_LIMITS
from reconciler.manifest.nodes import Block, Items, Plain
from reconciler.text import NameRefused, email_key, identity_key, visible
from reconciler.vocabulary import Platform


class Entry(NamedTuple):
    """What one node says: normalised attributes (without ``manages``) and the sections it opens, still nodes."""

    attrs: Attrs
    sections: tuple[tuple[str, type[Spec], Any], ...] = ()


class Place(NamedTuple):
    """Where a node stands: its file, the node itself if it has fields, and its own position."""

    file: str
    node: Any
    line: int
    column: int

    def __call__(self, field: str | None) -> Source:
        """The place of a field's value (of an unknown field: its key); of the node itself for None."""
        places = getattr(self.node, "places", {})
        if isinstance(self.node, Block) and field in places:
            return Source(self.file, *places[field][2:])
        return Source(self.file, self.line, self.column)

    def key(self, field: str) -> Source:
        """The place of a field's key."""
        return Source(self.file, *self.node.places[field][:2])


class Grammar:
    """Reads nodes for one platform. Holds the memory of bare values; make one per run and platform."""

    def __init__(self, platform: Platform) -> None:
        self.platform = platform
        self._bare: dict[tuple[str, object], Entry] = {}
        self._keys: dict[tuple[str, str], str] = {}

    def bare(self, kind: str, node: Any) -> Entry | None:
        """What a bare value means, if it has been met before."""
        return None if isinstance(node, Block | Items) else self._bare.get((kind, node))

    def entry(
        self, shape: Shape, node: Any, at: Source, problems: list[Problem], inside: Any = None, name: str = ""
    ) -> Entry | None:
        """The attributes and sections of *node*, which stands in *inside* under *name*; the name stands *at*.

        What is wrong with it is then among *problems*, and its sections are answered all the same, so that one run
        finds what is wrong in them too. None if it is nothing that could have any.
        """
        kind = shape.spec.kind
        line, column = _position(node, inside, name) or (at.line, at.column)
        place = Place(at.file, node, line, column)
        if isinstance(node, Block):
            return self._block(shape, node, place, problems)
        said = None if isinstance(node, Items) else self._spelled_out(shape, node)
        if said is None:
            problems.append(_wrong_type(place(None), kind, _described(node), _expected(shape)))
            return None
        before = len(problems)
        known = self._block(shape, said, place, problems)
        if len(problems) == before:
            self._bare[kind, node] = known
        return known

    def key(self, kind: str, name: str, source: Source, problems: list[Problem]) -> str | None:
        """The identity key of a *name* of that kind; None and a problem if the platform does not allow it."""
        known = self._keys.get((kind, name))
        if known is None:
            known = self._key(kind, name, source, problems)
            if known is not None:
                self._keys[kind, name] = known
        return known

    def _key(self, kind: str, name: str, source: Source, problems: list[Problem]) -> str | None:
        rule = self.platform.keys.get(kind)
        if len(name) > DEFAULT_LIMITS.name_length:
            message = f"{kind} {quoted(name)} is longer than {DEFAULT_LIMITS.name_length} characters"
            problems.append(Problem("text-length", message, source, "shorten it"))
            return None
        try:
            if rule is None:
                return identity_key(name)
            key = email_key(name) if rule.type == "email" else identity_key(name)
        except NameRefused as reason:
            problems.append(Problem("name-refused", f"{kind} {quoted(name)} {reason}", source, "write the plain name"))
            return None
        if rule.allowed is not None and not rule.allowed.fullmatch(key if rule.type == "email" else name):
            says = f"a {self.platform.term(kind)} of {self.platform.title} is {rule.says}"
            problems.append(
                Problem("name-pattern", f"{kind} {quoted(name)} cannot be used: {says}", source, "rename it")
            )
            return None
        return key

    def _spelled_out(self, shape: Shape, node: Any) -> dict[str, Any] | None:
        """The long form of a bare value: nothing at all, or the kind's short field; None if the kind has none."""
        if node is None or (isinstance(node, Plain) and node.value is None):
            return {}
        return {shape.spec.short: node} if shape.spec.short else None

    def _block(self, shape: Shape, node: Mapping[str, Any], place: Place, problems: list[Problem]) -> Entry:
        fields = (*shape.sections, *shape.attributes)
        empty = [field for field in fields if field in node and _nothing(node[field])]
        problems.extend(_empty(field, place.key(field), field in shape.sections) for field in empty)
        said = {field: value for field, value in node.items() if field not in empty} if empty else node
        attrs: Attrs = {}
        try:
            attrs = self._attrs(shape, shape.spec.model_validate(said), place, problems)
        except ValidationError as error:
            problems.extend(self._explained(shape, detail, place) for detail in error.errors(include_url=False))
        return Entry(attrs, tuple((name, child, said[name]) for name, child in shape.sections.items() if name in said))

    def _attrs(self, shape: Shape, spec: Spec, place: Place, problems: list[Problem]) -> Attrs:
        attrs: dict[str, Json] = {}
        for name in shape.attributes:
            value = getattr(spec, name)
            if name in shape.words:
                value = self._word(f"{shape.spec.kind}.{name}", value, name, place, problems)
            elif value == shape.spec.model_fields[name].default:
                continue
            target = shape.spec.refers.get(name)
            if target is not None and value is not None:
                value = self.key(target, value, place(name), problems)
            if value is not None:
                self._limits(f"{shape.spec.kind}.{name}", value, name, place, problems)
                attrs[name] = value
        return attrs

    def _word(self, name: str, word: str | None, field: str, place: Place, problems: list[Problem]) -> str | None:
        known = self.platform.ranks.get(name, {})
        if word is None:
            return self.platform.defaults.get(name)
        if word not in known:
            message = f"{quoted(word)} is not a {name} of {self.platform.title}"
            hint = nearest(word, known) or f"one of: {', '.join(known)}"
            problems.append(Problem("unknown-word", message, place(field), hint, snippet=visible(word)[:40]))
        return word

    def _limits(self, name: str, value: Json, field: str, place: Place, problems: list[Problem]) -> None:
        absent = self.platform.absent.get(name)
        if absent is not None:
            problems.append(Problem("not-on-platform", absent.says, place(field), f"leave {field} out"))
        span = self.platform.ranges.get(name)
        if span is not None and isinstance(value, int) and not span.min <= value <= span.max:
            message = f"{field} is {value}; {self.platform.title} takes {span.min} to {span.max}"
            problems.append(
                Problem("out-of-range", message, place(field), f"write a number from {span.min} to {span.max}")
            )

    def _explained(self, shape: Shape, detail: ErrorDetails, place: Place) -> Problem:
        field = str(detail["loc"][0]) if detail["loc"] else ""
        known = (*shape.attributes, *shape.sections)
        if detail["type"] == "extra_forbidden":
            hint = nearest(field, known) or f"this {shape.spec.kind} may have: {', '.join(known)}"
            return Problem(
                "unknown-key", f"{quoted(field)} is not part of this {shape.spec.kind}", place.key(field), hint
            )
        if detail["type"] == "missing":
            return Problem("missing-key", f"this {shape.spec.kind} needs {field}", place(None), f"add {field}: …")
        node = place.node
        return _typed(field, detail, node.get(field) if isinstance(node, Block) else node, place(field))


_EXPECTED = {
    "string_type": ("wrong-type", "a text", "write one value; quote it if it looks like something else"),
    "bool_type": ("wrong-type", "true or false", "write true or false, without quotes"),
    "int_type": ("wrong-type", "a whole number", "write a whole number, without quotes"),
    "int_from_float": ("wrong-type", "a whole number", "write a whole number, without quotes"),
}


def _typed(field: str, detail: ErrorDetails, seen: Any, source: Source) -> Problem:
    """A pydantic finding in our words; *seen* is what was written. What pydantic found too long or large is a limit."""
    if detail["type"] in _EXPECTED:
        code, expected, hint = _EXPECTED[detail["type"]]
        return Problem(code, f"{field} is {_described(seen)}, not {expected}", source, hint, snippet=_snippet(seen))
    if detail["type"] in {"string_too_short", "too_short"}:
        return Problem("text-length", f"{field} is empty", source, f"write a value or leave {field} out")
    if detail["type"] in {"string_too_long", "too_long"}:
        limit = detail.get("ctx", {}).get("max_length")
        return Problem("text-length", f"{field} is longer than {limit} characters", source, "shorten it")
    return Problem(
        "out-of-range", f"{field}: {detail['msg']}", source, "write a smaller number", snippet=_snippet(seen)
    )


def _empty(field: str, source: Source, section: bool) -> Problem:
    """A key with nothing behind it: the reader cannot know whether nothing or none is meant (R8, T012)."""
    if section:
        hint = f"write {field}: {{}} for an empty section that is managed, or leave {field} out"
        return Problem("empty-section", f"{field}: has nothing behind it", source, hint)
    return Problem("empty-value", f"{field}: has nothing behind it", source, f"write a value or leave {field} out")


def _nothing(value: Any) -> bool:
    return value is None or (isinstance(value, Plain) and value.value is None)


def _wrong_type(source: Source, kind: str, seen: str, expected: str) -> Problem:
    return Problem("wrong-type", f"this {kind} is {seen}, not {expected}", source, f"write {expected}")


def _expected(shape: Shape) -> str:
    return f"a mapping, or a bare {shape.spec.short}" if shape.spec.short else "a mapping, or nothing"


def _position(node: Any, inside: Any, name: str) -> tuple[int, int] | None:
    """Line and column of a node: its own, or those its container remembers for it."""
    if isinstance(node, Block | Items):
        return node.line, node.column
    places = getattr(inside, "places", {})
    if isinstance(inside, Block) and name in places:
        return places[name][2], places[name][3]
    return None


def _described(value: object) -> str:
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
