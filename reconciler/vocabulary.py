"""A platform is data: this room gives ``platforms/*.yaml`` a type and answers questions about it.

What lives in those files: the platform's words and their ranks, ranges, keys, what it does not have, what leaving
means, how a change is carried out, its named rules, and phrases for people; every fact with its source (numbers such
as ``W13`` and ``S2-28`` are those of the seed documents and the platform notes). What must not: logic. A line of a
vocabulary names a rule or a mode; the code behind it is general.

To add a platform: one YAML file in ``platforms/`` and its stories. No code mentions a platform by name.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache, cached_property
from importlib.resources import files
from typing import Any

import yaml
from pydantic import BaseModel, ConfigDict, Field

from reconciler.canonical import Attrs, Json
from reconciler.kinds import kinds
from reconciler.model import Mode


class _Fact(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    source: str = Field(min_length=2)


class Word(_Fact):
    """One word of a field. ``admin`` marks the word that makes an admin; ``elevated`` what reviewers want on top."""

    word: str
    admin: bool = False
    elevated: bool = False
    wire: str = ""
    means: str = ""


class Range(_Fact):
    """The least and greatest whole number of a field."""

    min: int
    max: int


class Key(_Fact):
    """How names of a kind are compared and what they may look like: an e-mail address or a plain name."""

    type: str = Field(pattern="^(email|name)$")
    pattern: str = ""
    says: str = ""

    @cached_property
    def allowed(self) -> re.Pattern[str] | None:
        """The compiled pattern, or None where every visible name is allowed."""
        return re.compile(self.pattern) if self.pattern else None


class Leaving(_Fact):
    """Attributes that a leaver's row gets instead of being deleted; empty: the row is deleted."""

    set: dict[str, Any] = Field(default_factory=dict)
    says: str = ""


class Route(_Fact):
    """Which mode a change has. The first route that matches wins; a change no route matches is direct.

    ``before`` and ``after`` name words of fields on either side; ``*`` matches any.
    """

    kind: str
    action: str = "*"
    field: str = "*"
    before: dict[str, str | bool] = Field(default_factory=dict)
    after: dict[str, str | bool] = Field(default_factory=dict)
    mode: Mode
    says: str = ""


class Rule(_Fact):
    """A named rule of ``rules`` with its arguments."""

    use: str
    args: dict[str, Any] = Field(default_factory=dict)


class Absent(_Fact):
    """Why a kind or field does not exist here."""

    says: str


class Platform(BaseModel):
    """One platform's vocabulary, as its file states it."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str
    title: str
    summary: str
    terms: Mapping[str, str]
    keys: Mapping[str, Key]
    words: Mapping[str, list[Word]]
    defaults: Mapping[str, str]
    ranges: Mapping[str, Range] = Field(default_factory=dict)
    absent: Mapping[str, Absent] = Field(default_factory=dict)
    leaving: Leaving
    routes: list[Route]
    rules: list[Rule]
    phrases: Mapping[str, str] = Field(default_factory=dict)

    @cached_property
    def ranks(self) -> Mapping[str, Mapping[str, int]]:
        """For each worded field, its words with their ranks: weakest first, from 1."""
        return {name: {word.word: rank for rank, word in enumerate(words, 1)} for name, words in self.words.items()}

    @cached_property
    def admins(self) -> frozenset[str]:
        """The words of the person kind's role that make an active admin."""
        return frozenset(word.word for words in self.words.values() for word in words if word.admin)

    @cached_property
    def elevated(self) -> frozenset[tuple[str, str]]:
        """(``kind.field``, word) pairs that give power over other people."""
        return frozenset((name, w.word) for name, words in self.words.items() for w in words if w.elevated or w.admin)

    @cached_property
    def _routes(self) -> Mapping[str, tuple[Route, ...]]:
        return {kind: tuple(route for route in self.routes if route.kind == kind) for kind in kinds()}

    def routes_of(self, kind: str) -> tuple[Route, ...]:
        """The routes that speak of a kind, in the order of the file."""
        return self._routes[kind]

    def term(self, kind: str) -> str:
        """What the platform calls a kind."""
        return self.terms.get(kind, kind)

    def left(self, attrs: Attrs) -> bool:
        """Whether these attributes are those of somebody who has left but is kept for the record."""
        return bool(self.leaving.set) and all(attrs.get(name) == value for name, value in self.leaving.set.items())

    def without(self, attrs: Attrs) -> dict[str, Json]:
        """The attributes a leaver keeps."""
        return {**attrs, **self.leaving.set}


def _check(platform: Platform) -> Platform:
    """A vocabulary may only speak of kinds and fields that exist; a typing error in one is a bug, found at load."""
    shapes = kinds()
    fields = {f"{kind}.{name}" for kind, shape in shapes.items() for name in shape.attributes}
    worded = {f"{kind}.{name}" for kind, shape in shapes.items() for name in shape.words}
    named = {*platform.ranges, *(name for name in platform.absent if "." in name)}
    unknown = (named - fields) | (set(platform.words) - worded) | (set(platform.terms) - set(shapes))
    unknown |= {route.kind for route in platform.routes} - set(shapes)
    unknown |= {*platform.keys, *(name for name in platform.absent if "." not in name)} - set(shapes)
    unknown |= {
        f"{name}={word}" for name, word in platform.defaults.items() if word not in platform.ranks.get(name, {})
    }
    unknown |= {f"{r.kind}.{name}" for r in platform.routes for name in {r.field, *r.before, *r.after} - {"*"}} - fields
    if unknown:
        raise ValueError(f"{platform.name}.yaml speaks of {', '.join(sorted(unknown))}, which nothing declares")
    return platform


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
