"""A platform is data: this room gives ``platforms/*.yaml`` a type and answers questions about it.

What lives in those files: which kinds and fields the platform has and what it calls them, its words and their ranks,
ranges, keys, defaults and fixed values, whom access may be given to, what leaving and coming in mean, how a change is
carried out, its named rules, who may do what, what its files call the columns of facts, and phrases for people; every fact with its source (numbers such as
``W13`` and ``S2-28`` are those of the seed documents and the platform notes). What must not: logic. A line of a
vocabulary names a rule or a mode; the code behind it is general.

A kind that ``terms`` does not name is not there; where ``fields`` speaks of a kind, only the fields it names are.

To add a platform: one YAML file in ``platforms/`` and its stories. No code mentions a platform by name.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache, cached_property
from importlib.resources import files

import yaml
from pydantic import BaseModel, ConfigDict, Field

from reconciler.canonical import Attrs, Json
from reconciler.facts.values import COLUMNS
from reconciler.kinds import OWN, field_names, kinds, worded_fields
from reconciler.statements import (
    Absent,
    Arrival,
    Cap,
    Capability,
    Difference,
    FactColumns,
    Fixed,
    Implied,
    Key,
    Leaving,
    Range,
    Renaming,
    Route,
    Rule,
    Subject,
    Word,
)
from reconciler.text import indefinite

OTHER_HOLDERS = ("org.owner", "self", "operator")
"""Holders of a capability that are not words of a field."""


class Platform(BaseModel):
    """One platform's vocabulary, as its file states it."""

    model_config = ConfigDict(extra="forbid", frozen=True, defer_build=True)

    name: str
    title: str
    summary: str
    terms: Mapping[str, str]
    sections: Mapping[str, str] = Field(default_factory=dict)
    fields: Mapping[str, list[str]] = Field(default_factory=dict)
    reasons: Mapping[str, Absent] = Field(default_factory=dict, alias="absent")
    keys: Mapping[str, Key]
    words: Mapping[str, list[Word]]
    defaults: Mapping[str, str | bool]
    fixed: list[Fixed] = Field(default_factory=list)
    subjects: Mapping[str, list[Subject]] = Field(default_factory=dict)
    ranges: Mapping[str, Range] = Field(default_factory=dict)
    leaving: Leaving
    arrival: Arrival | None = None
    joins: Mapping[str, str] = Field(default_factory=dict)
    access: list[Implied] = Field(default_factory=list)
    caps: list[Cap] = Field(default_factory=list)
    routes: list[Route]
    renaming: list[Renaming] = Field(default_factory=list)
    rules: list[Rule]
    capabilities: list[Capability] = Field(default_factory=list)
    differences: list[Difference] = Field(default_factory=list)
    facts: list[FactColumns] = Field(default_factory=list)
    phrases: Mapping[str, str] = Field(default_factory=dict)

    @cached_property
    def absent(self) -> Mapping[str, Absent]:
        """Every kind and ``kind.field`` that is not here, with the reason."""
        found = dict(self.reasons)
        for kind, shape in kinds().items():
            if kind not in self.terms and not shape.recorded:
                nested = shape.parent and kinds()[shape.parent].parent
                holder = f"{indefinite(self.term(shape.parent))} of {self.title}" if nested else self.title
                what = shape.section.replace("_", " ")
                found.setdefault(kind, Absent(says=f"{holder} has no {what}", source="terms"))
            if kind in self.fields:
                here = {part for name in self.fields[kind] for part in (name, name.partition(".")[0])}
                for name in (name for name in field_names(kind) if name not in here and name not in OWN):
                    outer, _, inner = name.replace("_", " ").rpartition(".")
                    within = f" in its {outer}" if outer else ""
                    said = f"{indefinite(self.term(kind))} of {self.title} has no {inner}{within}"
                    found.setdefault(f"{kind}.{name}", Absent(says=said, source="fields"))
        return found

    @cached_property
    def ranks(self) -> Mapping[str, Mapping[str, int]]:
        """For each worded field, its words with their ranks: weakest first, from 1."""
        return {name: {word.word: rank for rank, word in enumerate(words, 1)} for name, words in self.words.items()}

    @cached_property
    def admins(self) -> frozenset[str]:
        """The words of the person kind's role that make an active admin."""
        people = (words for name, words in self.words.items() if kinds()[name.partition(".")[0]].person)
        return frozenset(word.word for words in people for word in words if word.admin)

    @cached_property
    def keepers(self) -> Mapping[str, frozenset[str]]:
        """For each kind of grant, the words that make an admin of the thing it is on."""
        return {
            name.partition(".")[0]: frozenset(word.word for word in words if word.admin)
            for name, words in self.words.items()
            if kinds()[name.partition(".")[0]].grants and any(word.admin for word in words)
        }

    @cached_property
    def elevated(self) -> frozenset[tuple[str, str]]:
        """(``kind.field``, word) pairs that give power over other people."""
        return frozenset((name, w.word) for name, words in self.words.items() for w in words if w.elevated or w.admin)

    @cached_property
    def powers(self) -> Mapping[str, Mapping[str, Mapping[str, int]]]:
        """The words that give such power with their ranks, by kind and field; a kind that gives none is not in it."""
        found: dict[str, dict[str, dict[str, int]]] = {}
        for field, word in sorted(self.elevated):
            kind, _, name = field.partition(".")
            if name in kinds()[kind].words:
                found.setdefault(kind, {}).setdefault(name, {})[word] = self.ranks[field][word]
        return found

    @cached_property
    def _routes(self) -> Mapping[str, tuple[Route, ...]]:
        return {kind: tuple(route for route in self.routes if route.kind == kind) for kind in kinds()}

    @cached_property
    def _abilities(self) -> Mapping[str, tuple[Capability, ...]]:
        covers = {kind: [a for a in self.capabilities if any(m.kind == kind for m in a.covers)] for kind in kinds()}
        return {kind: tuple(found) for kind, found in covers.items()}

    def capabilities_for(self, kind: str) -> tuple[Capability, ...]:
        """The capabilities that speak of a kind."""
        return self._abilities[kind]

    def routes_of(self, kind: str) -> tuple[Route, ...]:
        """The routes that speak of a kind, in the order of the file."""
        return self._routes[kind]

    def term(self, kind: str) -> str:
        """What the platform calls a kind."""
        return self.terms.get(kind, kind)

    def section(self, kind: str) -> str:
        """What the section that holds a kind is called in manifests of this platform."""
        return self.sections.get(kind, kinds()[kind].section)

    def value(self, kind: str, attrs: Attrs, field: str) -> Json:
        """A field's value in effect: stored, fixed by the platform, or its default."""
        for fact in self.fixed:
            if fact.kind == kind and field in fact.set and fact.holds(attrs):
                return fact.set[field]
        return attrs.get(field, self.defaults.get(f"{kind}.{field}"))

    def left(self, attrs: Attrs) -> bool:
        """Whether these attributes are those of somebody who has left but is kept for the record."""
        return bool(self.leaving.set) and self.leaving.set.items() <= attrs.items()

    def without(self, attrs: Attrs) -> dict[str, Json]:
        """The attributes a leaver keeps."""
        return {**attrs, **self.leaving.set}


def _check(platform: Platform) -> Platform:
    """A vocabulary may only speak of kinds and fields that exist; a typing error in one is a bug, found at load."""
    unknown = {*_unknown_names(platform), *_unknown_words(platform), *_unknown_matches(platform)}
    if unknown:
        raise ValueError(f"{platform.name}.yaml speaks of {', '.join(sorted(unknown))}, which nothing declares")
    return platform


def _fields() -> frozenset[str]:
    return frozenset(f"{kind}.{name}" for kind in kinds() for name in field_names(kind))


def _unknown_names(platform: Platform) -> Iterator[str]:
    named = {*platform.ranges, *(name for name in platform.reasons if "." in name)}
    named |= {f"{kind}.{name}" for kind, names in platform.fields.items() for name in names if kind in kinds()}
    named |= {f"{fact.kind}.{name}" for fact in platform.fixed for name in {*fact.when, *fact.set}}
    yield from named - _fields()
    known = {*platform.terms, *platform.sections, *platform.fields, *platform.keys, *platform.subjects, *platform.joins}
    known |= {fact.kind for fact in platform.renaming}
    known |= {name for name in platform.reasons if "." not in name} | {fact.to for fact in platform.access}
    yield from known - set(kinds())


def _unknown_words(platform: Platform) -> Iterator[str]:
    yield from set(platform.words) - worded_fields()
    for name, value in platform.defaults.items():
        if name not in _fields() or (name in platform.words and value not in platform.ranks[name]):
            yield f"{name}={value}"
    for fact in platform.access:
        yield from (f"member.role={role}" for role in fact.roles if role not in platform.ranks["member.role"])
    for kind, level in platform.joins.items():
        if level not in platform.ranks.get(f"{kind}_grant.level", {}):
            yield f"{kind}_grant.level={level}"
    for ability in platform.capabilities:
        for holder in ability.by:
            kind, _, word = holder.partition(".")
            role = "role" if f"{kind}.role" in platform.ranks else "level"
            if (
                holder not in OTHER_HOLDERS
                and holder not in _fields()
                and word not in platform.ranks.get(f"{kind}.{role}", {})
            ):
                yield holder


def _unknown_matches(platform: Platform) -> Iterator[str]:
    for fact in platform.facts:
        yield from (name for name in fact.columns.values() if name not in COLUMNS.get(fact.kind, ()))
    for match in (*platform.routes, *(match for ability in platform.capabilities for match in ability.covers)):
        if match.kind not in kinds():
            yield match.kind
        else:
            names = {f"{match.kind}.{name}" for name in {match.field, *match.before, *match.after} - {"*"}}
            yield from names - _fields()


@cache
def platform_names() -> tuple[str, ...]:
    """All platforms that have a vocabulary, sorted."""
    folder = files("reconciler").joinpath("platforms")
    return tuple(sorted(entry.name.removesuffix(".yaml") for entry in folder.iterdir() if entry.name.endswith(".yaml")))


@cache
def load(name: str) -> Platform:
    """The vocabulary of one platform. Raises KeyError for a name without a file."""
    if name not in platform_names():
        raise KeyError(name)
    text = files("reconciler").joinpath(f"platforms/{name}.yaml").read_text(encoding="utf-8")
    return _check(Platform.model_validate(yaml.load(text, Loader=yaml.CSafeLoader)))  # the safe loader, in C
