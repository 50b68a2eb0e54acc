"""THE KINDS: what a manifest may declare, one small class each. This room is the grammar; there is no second list.

A kind is a :class:`Spec` that hangs on its parent through a section field. Everything else (flattening, checks, diff,
order, stores, audit, schemas, documentation) reads these classes.

To add a kind: one class in ``people`` or ``things``, and one field on its parent that ``Holds`` it. Each ``platforms/*.yaml`` that has it says
so in its ``terms``, and gives its words. Then a story. Nothing else knows the kinds by name.

Facts a class states about itself:

``kind``      its word, everywhere: addresses, vocabulary, plan, audit
``short``     the field meant by a bare value: ``nuclei: 10`` is ``nuclei: {level: 10}``
``refers``    which field names a resource of which kind; ``""`` is the kind's own key
``names``     fields that name persons, beside those that refer to a member: the log keeps commitments to them
``person``    whether losing one means that a person leaves: the platform's ``leaving`` decides how
``place``     whether one is somebody's place in something, for the guard that counts lost places
``grants``    whether one gives the subject its key names access to what it hangs on
``limits``    whether one takes something away: having it is the loss, losing it the gain
``recorded``  the kind it hangs on, if people or the platform do it: stored and audited, declared by no manifest
``echoes``    the kind whose names its own key repeats, where nobody has to declare one
``phrases``   sentences for people, where "create team X" does not say it; a vocabulary may say it better

A kind that several things have (a grant on a project, a grant on a dataset) is one class with one subclass for each:
so every address has one parent, and every platform can have other words on each.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any, NamedTuple, get_args

from reconciler.kinds.dated import Dated
from reconciler.kinds.org import Org
from reconciler.kinds.recorded import RECORDED
from reconciler.kinds.spec import (
    DATES,
    EVERYONE,
    OWN,
    PREVIOUSLY,
    SUBJECT,
    Flag,
    Holds,
    Named,
    Settings,
    Spec,
    Worded,
    is_spelling,
)

__all__ = [
    "DATES",
    "EVERYONE",
    "OWN",
    "PREVIOUSLY",
    "SUBJECT",
    "Dated",
    "Named",
    "Settings",
    "Shape",
    "Spec",
    "Worded",
    "creation_rank",
    "field_names",
    "is_spelling",
    "kinds",
    "named_by",
    "shape_of",
    "worded_fields",
]


class Shape(NamedTuple):
    """What the rest of the program asks about a kind, read off its class once: a model's class is slow to answer."""

    spec: type[Spec]
    kind: str
    parent: str
    section: str
    depth: int
    attributes: tuple[str, ...]
    sections: Mapping[str, type[Spec]]
    words: tuple[str, ...]
    settings: Mapping[str, type[Settings]]
    spoken: tuple[str, ...]
    """The attribute that is stored even where it has the platform's default: the role, the level. All others are left
    out there, so that a default which is stated later changes nothing that is stored."""
    weighty: tuple[str, ...]
    """The attributes that say how much one gives, the weightiest first: words, then flags that a platform may set."""
    person: bool
    place: bool
    grants: bool
    limits: bool
    recorded: str
    phrases: Mapping[str, str]
    refers: Mapping[str, str]
    short: str
    names: tuple[str, ...]
    echoes: str


def _marks(annotation_metadata: list[Any], annotation: Any) -> list[Any]:
    """The markers on a field, also those inside ``X | None``."""
    inner = [mark for part in get_args(annotation) for mark in getattr(part, "__metadata__", ())]
    return [*annotation_metadata, *inner]


def _is_settings(part: Any) -> bool:
    return isinstance(part, type) and issubclass(part, Settings)


def _shape(spec: type[Spec], parent: str, section: str, depth: int) -> Shape:
    sections: dict[str, type[Spec]] = {}
    settings: dict[str, type[Settings]] = {}
    words: list[str] = []
    for name, info in spec.model_fields.items():
        for mark in _marks(info.metadata, info.annotation):
            if isinstance(mark, Holds):
                sections[name] = mark.child
            elif isinstance(mark, Worded):
                words.append(name)
        settings.update((name, part) for part in get_args(info.annotation) if _is_settings(part))
    attributes = tuple(
        sorted(
            (name for name in spec.model_fields if name not in sections),
            key=lambda name: name in OWN and not spec.recorded,
        )
    )
    gives = spec.person or spec.place
    flags = (name for name in attributes if Flag in get_args(spec.model_fields[name].annotation))
    weighty = (*words, *flags) if gives or spec.limits else ()
    spoken = tuple(words[:1]) if gives else ()
    return shape_of(
        spec,
        parent=parent,
        section=section,
        depth=depth,
        attributes=attributes,
        sections=sections,
        words=tuple(words),
        settings=settings,
        spoken=spoken,
        weighty=weighty,
    )


def shape_of(
    spec: type[Spec],
    *,
    parent: str = "",
    section: str = "",
    depth: int = 0,
    attributes: tuple[str, ...],
    sections: Mapping[str, type[Spec]] = {},
    words: tuple[str, ...] = (),
    settings: Mapping[str, type[Settings]] = {},
    spoken: tuple[str, ...] = (),
    weighty: tuple[str, ...] = (),
) -> Shape:
    """A shape of these parts, and of what the class says of itself."""
    own = (spec.person, spec.place, spec.grants, spec.limits, spec.recorded, spec.phrases)
    known = (spec.refers, spec.short, spec.names, spec.echoes)
    parts = (parent, section, depth, attributes, sections, words, settings, spoken, weighty)
    return Shape(spec, spec.kind, *parts, *own, *known)


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
        waiting += [(spec, spec.recorded, "", depth + 1) for spec in RECORDED if spec.recorded == shape.kind]
    return found


@cache
def field_names(kind: str) -> tuple[str, ...]:
    """Every field of a kind a vocabulary may speak of; those of settings with a dot: ``plan.included_users``."""
    shape = kinds()[kind]
    inner = (f"{name}.{field}" for name, part in shape.settings.items() for field in part.model_fields)
    return (*shape.attributes, *inner)


@cache
def worded_fields() -> frozenset[str]:
    """Every ``kind.field`` whose words a vocabulary gives."""
    found = {f"{kind}.{name}" for kind, shape in kinds().items() for name in shape.words}
    for kind, shape in kinds().items():
        for name, part in shape.settings.items():
            for field, info in part.model_fields.items():
                if any(isinstance(mark, Worded) for mark in _marks(info.metadata, info.annotation)):
                    found.add(f"{kind}.{name}.{field}")
    return frozenset(found)


def named_by(refers: str) -> tuple[str, ...]:
    """The kinds a reference may name: one, or all that a subject may be."""
    return ("member", "team") if refers == SUBJECT else (refers,)


@cache
def creation_rank(kind: str) -> int:
    """A number by which resources can be created: parents, and whatever is referred to beside them, come first."""
    shape = kinds()[kind]
    needs = {shape.parent} if shape.parent else set()
    for name, target in shape.refers.items():
        needs |= {needed for needed in named_by(target) if not name or kinds()[needed].parent == shape.parent}
    return 1 + max((creation_rank(need) for need in needs - {kind}), default=-1)
