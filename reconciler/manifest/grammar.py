"""One node of a manifest against one kind: own attributes, sections, words, ranges and names.

The Specs say what may stand somewhere, the vocabulary says in which words; this room holds a node against both and
answers with normalised attributes or with problems that point at the very word. It knows neither orgs nor states.

Most entries of a real manifest say the same few things (nothing at all, or one word), so what a bare value means for
a kind on a platform is worked out once and remembered.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from itertools import cycle
from typing import Any, NamedTuple

from pydantic import ValidationError

from reconciler.canonical import Attrs, Json
from reconciler.errors import Problem, Source
from reconciler.kinds import EVERYONE, PREVIOUSLY, Settings, Shape, Spec, kinds, worded_fields
from reconciler.manifest.limits import DEFAULT_LIMITS
from reconciler.manifest.misfits import Place, described, empty, explained, nearest, nothing, quoted, wrong_type
from reconciler.manifest.nodes import Block, Items, Plain
from reconciler.statements import Subject
from reconciler.text import NameRefused, email_key, identity_key, indefinite, visible
from reconciler.vocabulary import Platform

_TREES = (Block, Items)
_RENAME = "write it like that, here and wherever it is named"


class Entry(NamedTuple):
    """What one node says: normalised attributes (without ``manages``) and the sections it opens, still nodes."""

    attrs: Attrs
    sections: tuple[tuple[str, type[Spec], Any], ...] = ()


class Grammar:
    """Reads nodes for one platform. Holds the memory of bare values; make one per run and platform."""

    def __init__(self, platform: Platform) -> None:
        self.platform = platform
        self._bare: dict[tuple[str, object], Entry] = {}
        self._keys: dict[tuple[str, str], str] = {}
        self._renamed = {kinds()[kind].section: name for kind, name in platform.sections.items()}

    def bare(self, kind: str, node: Any) -> Entry | None:
        """What a bare value means, if it has been met before."""
        return None if isinstance(node, _TREES) else self._bare.get((kind, node))

    def entry(
        self, shape: Shape, node: Any, at: Source, problems: list[Problem], inside: Any = None, name: str = ""
    ) -> Entry | None:
        """The attributes and sections of *node*, which stands in *inside* under *name*; the name stands *at*.

        What is wrong with it is then among *problems*, and its sections are answered all the same, so that one run
        finds what is wrong in them too. None if it is nothing that could have any.
        """
        kind = shape.kind
        line, column = _position(node, inside, name) or (at.line, at.column)
        place = Place(at.file, node, line, column)
        if isinstance(node, Block):
            if self._renamed and not self._renamed.keys().isdisjoint(shape.sections):
                node = self._in_own_words(node, shape, place, problems)
                place = place._replace(node=node)
            return self._block(shape, node, place, problems)
        said = None if isinstance(node, Items) else self._spelled_out(shape, node)
        if said is None:
            problems.append(wrong_type(place(), kind, described(node), _expected(shape)))
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
            problems.append(
                Problem("text-length", message, source, f"shorten it to {DEFAULT_LIMITS.name_length} characters")
            )
            return None
        try:
            if rule is None:
                return identity_key(name)
            key = email_key(name) if rule.type == "email" else identity_key(name)
        except NameRefused as reason:
            hint = "write the plain name" if rule is None or rule.type != "email" else "write an address: name@domain"
            problems.append(Problem("name-refused", f"{kind} {quoted(name)} {reason}", source, hint))
            return None
        if rule.allowed is not None and not rule.allowed.fullmatch(key if rule.type == "email" else name):
            says = f"{indefinite(self.platform.term(kind))} of {self.platform.title} is {rule.says}"
            problems.append(Problem("name-pattern", f"{kind} {quoted(name)} cannot be used: {says}", source, _RENAME))
            return None
        return key

    def subject(self, kind: str, name: str, source: Source, problems: list[Problem]) -> str | None:
        """The identity key of whom a grant of *kind* is given to: ``team:reviewers``, ``org:…``, or a member's own."""
        forms = self.platform.subjects.get(kind, ())
        for form in forms:
            found = re.fullmatch(form.pattern, name)
            if found is None:
                continue
            if form.names == EVERYONE:
                return EVERYONE
            key = self.key(form.names, found[found.re.groups], source, problems)
            return key if key is None or form.names == "member" else f"{form.names}:{key}"
        written = " or ".join(self._form(form) for form in forms)
        message = f"{quoted(name)} cannot be given {indefinite(self.platform.term(kind))}"
        problems.append(Problem("name-pattern", message, source, f"write {written}"))
        return None

    def _form(self, form: Subject) -> str:
        """How somebody is written whom access is given to: ``group:NAME``, ``an e-mail address``."""
        if form.names == "member" and self.platform.keys["member"].type == "email":
            return "an e-mail address"
        return form.pattern.replace("(.+)", "NAME").replace(".+", "NAME")

    def _in_own_words(self, node: Block, shape: Shape, place: Place, problems: list[Problem]) -> Block:
        """The same node with the sections under the names the kinds give them."""
        own = Block(node.line, node.column)
        back = {name: section for section, name in self._renamed.items() if section in shape.sections}
        for key, value in node.items():
            if key in self._renamed and key in shape.sections:
                message = f"{quoted(key)} is not part of this {shape.kind} on {self.platform.title}"
                hint = f"did you mean `{self._renamed[key]}`?"
                problems.append(Problem("unknown-key", message, place.key(key), hint))
            else:
                own[back.get(key, key)] = value
                own.places[back.get(key, key)] = node.places[key]
        return own

    def _spelled_out(self, shape: Shape, node: Any) -> dict[str, Any] | None:
        """The long form of a bare value: nothing at all, or the kind's short field; None if the kind has none."""
        if node is None or (isinstance(node, Plain) and node.value is None):
            return {}
        return {shape.short: node} if shape.short else None

    def _block(self, shape: Shape, node: Mapping[str, Any], place: Place, problems: list[Problem]) -> Entry:
        said, hollow = node, [field for field in node if field in _defaults(shape.spec) and nothing(node[field])]
        for field in hollow:
            child = shape.sections.get(field)
            name = self.platform.section(child.kind) if child else field
            problems.append(empty(name, place.key(field), field in shape.sections))
        if hollow or shape.settings:
            said = {
                field: self._without_empty(value, (field,), place, problems) if field in shape.settings else value
                for field, value in node.items()
                if field not in hollow
            }
        attrs: Attrs = {}
        try:
            attrs = self._attrs(shape, shape.spec.model_validate(said), place, problems)
        except ValidationError as error:
            problems.extend(
                explained(shape, detail, place, self.platform) for detail in error.errors(include_url=False)
            )
        return Entry(attrs, tuple((name, child, said[name]) for name, child in shape.sections.items() if name in said))

    def _without_empty(self, node: Any, path: tuple[str, ...], place: Place, problems: list[Problem]) -> Any:
        """Settings without the keys that have nothing behind them, each of which is a problem."""
        if not isinstance(node, Block):
            return node
        hollow = [name for name, value in node.items() if nothing(value)]
        problems.extend(empty(name, place.key(*path, name), section=False) for name in hollow)
        return {
            name: self._without_empty(value, (*path, name), place, problems)
            for name, value in node.items()
            if name not in hollow
        }

    def _attrs(self, shape: Shape, spec: Spec, place: Place, problems: list[Problem]) -> Attrs:
        attrs: dict[str, Json] = {}
        defaults = _defaults(shape.spec)
        for name in shape.attributes:
            worded = name in shape.words
            if not worded and name not in spec.model_fields_set:
                continue
            value = getattr(spec, name)
            field = f"{shape.kind}.{name}"
            if worded:
                value = self._word(field, value, place, (name,), problems)
            elif value == defaults[name]:
                continue
            elif name in shape.settings:
                value = self._settings(field, value, place, name, problems)
            if value is not None and (name in shape.spoken or value != self.platform.defaults.get(field)):
                target = shape.kind if name == PREVIOUSLY else shape.refers.get(name)
                if target is not None:
                    value = self._referring(target, value, place, name, problems)
                self._limits(field, value, place, (name,), problems)
                attrs[name] = value
        return self._unfixed(shape, spec, attrs, place, problems)

    def _referring(self, target: str, value: Any, place: Place, name: str, problems: list[Problem]) -> Json:
        """A name, or names with what stands behind them, as identity keys."""
        if isinstance(value, str):
            return self.key(target, value, place(name), problems)
        if isinstance(value, tuple):
            return sorted({self.key(target, own, place(name), problems) or own for own in value})
        return {self.key(target, own, place.key(name, own), problems) or own: each for own, each in value.items()}

    def _settings(self, name: str, value: Settings, place: Place, own: str, problems: list[Problem]) -> Json:
        """The settings under one name, without those that say nothing; None if none says anything."""
        if name in self.platform.absent:
            return {}  # a problem as a whole, whatever is in it
        said: dict[str, Json] = {}
        for field in type(value).model_fields:
            inner = getattr(value, field)
            if inner is not None:
                full = f"{name}.{field}"
                said[field] = list(inner) if isinstance(inner, tuple) else inner
                self._limits(full, inner, place, (own, field), problems)
                if full in worded_fields() and full not in self.platform.absent:
                    seen = place.seen(own, field)
                    paths = [(own, field, key) for key in seen] if isinstance(seen, Block) else [(own, field)]
                    words = [inner] if isinstance(inner, str) else getattr(inner, "values", inner.__iter__)()
                    for word, path in zip(words, cycle(paths)):
                        self._word(full, word, place, path, problems)
        return said or None

    def _word(
        self, name: str, word: str | None, place: Place, path: tuple[str, ...], problems: list[Problem]
    ) -> Json | None:
        known = self.platform.ranks.get(name, {})
        if word is None:
            return self.platform.defaults.get(name)
        if word not in known and name not in self.platform.absent:
            message = f"{quoted(word)} is not {indefinite(name)} of {self.platform.title}"
            hint = nearest(word, known) or f"one of: {', '.join(known)}"
            problems.append(Problem("unknown-word", message, place(*path), hint, snippet=visible(word)[:40]))
        return word

    def _limits(self, name: str, value: Any, place: Place, path: tuple[str, ...], problems: list[Problem]) -> None:
        absent = self.platform.absent.get(name)
        if absent is not None:
            problems.append(Problem("not-on-platform", absent.says, place(*path), f"leave {path[-1]} out"))
        span = self.platform.ranges.get(name)
        if span is None:
            return
        for own, number in value.items() if isinstance(value, dict) else [(path[-1], value)]:
            if isinstance(number, int) and not span.min <= number <= span.max:
                message = f"{own} is {number}; {self.platform.title} takes {span.min} to {span.max}"
                hint = f"write a number from {span.min} to {span.max}"
                at = (*path, own) if isinstance(value, dict) else path
                problems.append(Problem("out-of-range", message, place(*at), hint))

    def _unfixed(
        self, shape: Shape, spec: Spec, attrs: dict[str, Json], place: Place, problems: list[Problem]
    ) -> dict[str, Json]:
        """The attributes without those whose value the platform has fixed; saying another value is a problem (D2)."""
        for fact in self.platform.fixed:
            if fact.kind != shape.kind or not fact.holds(attrs):
                continue
            why = " and ".join(f"{name} is {value}" for name, value in fact.when.items())
            for name, value in fact.set.items():
                said = getattr(spec, name)
                if said is not None and said != value:
                    shown = str(value).lower() if isinstance(value, bool) else value
                    message = f"{name} is always {shown} on {self.platform.title} where {why}"
                    problems.append(Problem("fixed-value", message, place(name), f"leave {name} out"))
                attrs.pop(name, None)
        return attrs


def _expected(shape: Shape) -> str:
    return f"a mapping, or a bare {shape.short}" if shape.short else "a mapping, or nothing"


def _position(node: Any, inside: Any, name: str) -> tuple[int, int] | None:
    """Line and column of a node: its own, or those its container remembers for it."""
    if isinstance(node, _TREES):
        return node.line, node.column
    places = getattr(inside, "places", {})
    if isinstance(inside, Block) and name in places:
        return places[name][2], places[name][3]
    return None


@cache
def _defaults(spec: type[Spec]) -> Mapping[str, Any]:
    """What each field is if nothing is said, by its name; asked of Pydantic once."""
    return {name: field.default for name, field in spec.model_fields.items()}
