"""THE KINDS: what a manifest may declare, one small class each. This file is the grammar; there is no second list.

A kind is a :class:`Spec` that hangs on its parent through a section field. Everything else (flattening, checks, diff,
order, stores, audit, schemas, documentation) reads these classes.

To add a kind: one class here, and one field on its parent that ``Holds`` it. If platforms differ in its words or
ranges, one line in each ``platforms/*.yaml``. Then a story. Nothing else knows the kinds by name.

Facts a class states about itself:

``kind``     its word, everywhere: addresses, vocabulary, plan, audit
``short``    the field meant by a bare value: ``nuclei: 10`` is ``nuclei: {level: 10}``
``refers``   which field names a resource of which kind; ``""`` is the kind's own key
``person``   whether losing one means that a person leaves: the platform's ``leaving`` decides how
``place``    whether one is somebody's place in something, for the guard that counts lost places
``phrases``  sentences for people, where "create team X" does not say it; a vocabulary may say it better
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Annotated, Any, ClassVar, NamedTuple, get_args

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, GetCoreSchemaHandler, StringConstraints
from pydantic_core import core_schema

from reconciler.canonical import LARGEST_INTEGER
from reconciler.manifest.limits import DEFAULT_LIMITS


class Spec(BaseModel):
    """The declared shape of one kind: its own attributes, and sections that hold other kinds."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, use_attribute_docstrings=True)

    kind: ClassVar[str]
    short: ClassVar[str] = ""
    refers: ClassVar[Mapping[str, str]] = {}
    person: ClassVar[bool] = False
    place: ClassVar[bool] = False
    phrases: ClassVar[Mapping[str, str]] = {}


@dataclass(frozen=True)
class Holds:
    """Marks a field as a section: a mapping from names to resources of the kind *child*.

    Pydantic lets the nodes pass as they are; ``grammar`` reads them one by one, each with its own place in the file.
    """

    child: type[Spec]

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> core_schema.CoreSchema:
        return core_schema.any_schema()


@dataclass(frozen=True)
class Worded:
    """Marks a field whose words stand in the platform's vocabulary, under ``kind.field``."""


def _source_text(value: object) -> object:
    """A text field keeps what stands there: ``012``, ``no`` and ``1e3`` are texts where a text is expected (T010)."""
    return getattr(value, "text", value)


def _resolved(value: object) -> object:
    """A number or flag takes what YAML 1.2 core reads a plain scalar as."""
    return getattr(value, "value", value)


Section = Any
Name = Annotated[
    str, BeforeValidator(_source_text), StringConstraints(min_length=1, max_length=DEFAULT_LIMITS.name_length)
]
Prose = Annotated[str, BeforeValidator(_source_text), StringConstraints(max_length=DEFAULT_LIMITS.description_length)]
Word = Annotated[str, BeforeValidator(_source_text), Worded()]
Flag = Annotated[bool, BeforeValidator(_resolved)]
Level = Annotated[int, BeforeValidator(_resolved), Field(ge=-LARGEST_INTEGER, le=LARGEST_INTEGER)]


class Experience(Spec):
    """How far a member has come in one domain. A missing domain is not zero: it says "never worked on it" (W29)."""

    kind = "experience"
    short = "level"
    phrases: ClassVar[Mapping[str, str]] = {
        "create": "give {parent} level {level} in {name}",
        "update": "change {parent} in {name}",
        "delete": "take the level in {name} from {parent}",
    }

    level: Level
    """The proficiency, a whole number."""


class Member(Spec):
    """A person's membership in an org, with the one role held there."""

    kind = "member"
    person = True
    phrases: ClassVar[Mapping[str, str]] = {
        "create": "add {name} as {role}",
        "update": "change {name}",
        "delete": "remove {name}",
    }

    name: Name | None = None
    """The person's name, for people who read."""
    role: Word | None = None
    """The role in the org, in the platform's words."""
    active: Flag = True
    """False: may not log in; kept for the record."""
    experience: Annotated[Section, Holds(Experience)] = None
    """Experience levels by domain. Left out: not managed."""


class Membership(Spec):
    """A member's place in a team."""

    kind = "membership"
    short = "role"
    refers: ClassVar[Mapping[str, str]] = {"": "member"}
    place = True
    phrases: ClassVar[Mapping[str, str]] = {
        "create": "add {name} to {parent} as {role}",
        "update": "change {name} in {parent}",
        "delete": "take {name} out of {parent}",
    }

    role: Word | None = None
    """The role in the team, in the platform's words."""


class Team(Spec):
    """A group of members."""

    kind = "team"

    description: Prose | None = None
    """What the team is for."""
    members: Annotated[Section, Holds(Membership)] = None
    """Places by member. Left out: not managed."""


class Org(Spec):
    """An organization."""

    kind = "org"
    refers: ClassVar[Mapping[str, str]] = {"owner": "member"}

    name: Name | None = None
    """The display name."""
    owner: Name | None = None
    """The member who owns the org."""
    members: Annotated[Section, Holds(Member)] = None
    """The people. Left out: not managed."""
    teams: Annotated[Section, Holds(Team)] = None
    """The teams. Left out: not managed."""


class Shape(NamedTuple):
    """What the rest of the program asks about a kind, read off its class once."""

    spec: type[Spec]
    parent: str
    section: str
    depth: int
    attributes: tuple[str, ...]
    sections: Mapping[str, type[Spec]]
    words: tuple[str, ...]


def _marks(annotation_metadata: list[Any], annotation: Any) -> list[Any]:
    """The markers on a field, also those inside ``X | None``."""
    inner = [mark for part in get_args(annotation) for mark in getattr(part, "__metadata__", ())]
    return [*annotation_metadata, *inner]


def _shape(spec: type[Spec], parent: str, section: str, depth: int) -> Shape:
    sections: dict[str, type[Spec]] = {}
    words: list[str] = []
    for name, info in spec.model_fields.items():
        for mark in _marks(info.metadata, info.annotation):
            if isinstance(mark, Holds):
                sections[name] = mark.child
            elif isinstance(mark, Worded):
                words.append(name)
    attributes = tuple(name for name in spec.model_fields if name not in sections)
    return Shape(spec, parent, section, depth, attributes, sections, tuple(words))


@cache
def kinds() -> Mapping[str, Shape]:
    """All kinds by word, parents before children; a kind two parents hold is an error of this file."""
    found: dict[str, Shape] = {}
    waiting: list[tuple[type[Spec], str, str, int]] = [(Org, "", "", 0)]
    while waiting:
        spec, parent, section, depth = waiting.pop(0)
        if spec.kind in found:
            raise TypeError(f"two sections hold the kind {spec.kind}")
        shape = found[spec.kind] = _shape(spec, parent, section, depth)
        waiting += [(child, spec.kind, name, depth + 1) for name, child in shape.sections.items()]
    return found


@cache
def creation_rank(kind: str) -> int:
    """A number by which resources can be created: parents, and whatever a key refers to, come first."""
    shape = kinds()[kind]
    needs = [shape.parent] if shape.parent else []
    needs += [target for name, target in shape.spec.refers.items() if not name]
    return 1 + max((creation_rank(need) for need in needs), default=-1)
