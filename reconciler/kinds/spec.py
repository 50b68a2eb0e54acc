"""What a kind's class is made of: the base class, the markers for sections and words, and the types of fields.

The kinds themselves stand beside it; nothing here knows one. A field type takes the node a manifest holds and
normalises it, so that equal meanings are equal values: a size is its largest exact unit, a list of names is sorted.

To add a field type: one ``Annotated`` line here, and its words for a misfit in ``manifest/misfits.py``.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Annotated, Any, ClassVar

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    GetCoreSchemaHandler,
    WithJsonSchema,
)
from pydantic import StringConstraints as Text
from pydantic_core import PydanticCustomError, core_schema

from reconciler.canonical import LARGEST_INTEGER
from reconciler.dates import zones
from reconciler.manifest.limits import DEFAULT_LIMITS
from reconciler.text import NameRefused, email_key, identity_key


class Settings(BaseModel):
    """Attributes under one name, such as an org's ``plan``. Nobody is given anything in one: that is for kinds."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, defer_build=True)


class Spec(BaseModel):
    """The declared shape of one kind: its own attributes, and sections that hold other kinds.

    The facts a class states about itself are explained at the head of the room.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, defer_build=True)

    kind: ClassVar[str]
    short: ClassVar[str] = ""
    refers: ClassVar[Mapping[str, str]] = {}
    names: ClassVar[tuple[str, ...]] = ()
    person: ClassVar[bool] = False
    place: ClassVar[bool] = False
    grants: ClassVar[bool] = False
    limits: ClassVar[bool] = False
    recorded: ClassVar[str] = ""
    echoes: ClassVar[str] = ""
    phrases: ClassVar[Mapping[str, str]] = {}


PREVIOUSLY = "previously"
DATES = ("starts", "expires")

OWN = frozenset({PREVIOUSLY, *DATES, "timezone"})
"""Fields that are this program's and no platform's: there wherever their kind is, whatever a vocabulary says of fields."""


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


SUBJECT = "subject"
"""What a key names that is a member, a team, an org or everyone: whoever a grant is given to."""

EVERYONE = "everyone"
"""The subject that is no resource."""


def is_spelling(name: str, key: str) -> bool:
    """Whether *name* is one of the ways to write what *key* identifies: a row whose name is of somebody else was forged.

    Whom something is given to is written in the platform's words, ``group:Labelers``, and identified in ours, ``team:labelers``.
    """
    return key in (name, EVERYONE) or _spells(name, key)


@lru_cache(1 << 12)
def _spells(name: str, key: str) -> bool:
    """Likewise of a name that is another text than its key; asked again of a team by each place in it."""
    try:
        said = identity_key(name)
        whom = key.partition(":")[2]
        return said == key or ("@" in name and email_key(name) == key) or (whom != "" and said.endswith(whom))
    except NameRefused:
        return False


def _source_text(value: object) -> object:
    """A text field keeps what stands there: ``012``, ``no`` and ``1e3`` are texts where a text is expected (T010)."""
    return getattr(value, "text", value)


def _resolved(value: object) -> object:
    """A number or flag takes what YAML 1.2 core reads a plain scalar as."""
    return getattr(value, "value", value)


def _sorted_texts(value: object) -> object:
    """A list of names as a set, in order; what is no name stays what it is, to be refused."""
    if not isinstance(value, list):
        return value
    texts = [None if _resolved(item) is None else _source_text(item) for item in value]
    names = {text for text in texts if isinstance(text, str)}
    return tuple(sorted(names)) if all(isinstance(text, str) for text in texts) else tuple(texts)


def _resolved_values(value: object) -> object:
    return {key: _resolved(item) for key, item in value.items()} if isinstance(value, dict) else value


def _text_values(value: object) -> object:
    return {key: _source_text(item) for key, item in value.items()} if isinstance(value, dict) else value


def _date(text: str) -> str:
    """An ISO date, as people write it."""
    try:
        right = datetime.date.fromisoformat(text).isoformat() == text
    except ValueError:
        right = False
    if not right:
        raise PydanticCustomError("date", "not a date")
    return text


def _zone(text: str) -> str:
    """The name of a time zone."""
    if text not in zones():
        raise PydanticCustomError("zone", "not a time zone")
    return text


def _by_domain(value: dict[str, str]) -> dict[str, str]:
    """The same by the identity keys of e-mail domains."""
    found: dict[str, str] = {}
    for domain, word in value.items():
        try:
            found[email_key(f"x@{domain}").partition("@")[2]] = word
        except NameRefused:
            raise PydanticCustomError("email_domain", "not an e-mail domain", {"name": domain}) from None
    return found


_SIZE = re.compile(r"(\d{1,12})(?: ?(B|KiB|MiB|GiB|TiB|PiB))?")
_UNITS = ("B", "KiB", "MiB", "GiB", "TiB", "PiB")


def size_in_bytes(text: str) -> int:
    """``2 TiB`` as a number of bytes. Raises ValueError for what is not a size."""
    found = _SIZE.fullmatch(text)
    if found is None:
        raise ValueError(text)
    return int(found[1]) * int(1024 ** _UNITS.index(found[2] or "B"))


def _size(text: str) -> str:
    """The same size in its largest exact unit, so that 2048 GiB is 2 TiB."""
    try:
        number, unit = size_in_bytes(text), 0
    except ValueError:
        raise PydanticCustomError("size", "not a size") from None
    while number and number % 1024 == 0 and unit < len(_UNITS) - 1:
        number, unit = number // 1024, unit + 1
    return f"{number} {_UNITS[unit]}"


Section = Any
Name = Annotated[str, BeforeValidator(_source_text), Text(min_length=1, max_length=DEFAULT_LIMITS.name_length)]
Prose = Annotated[str, BeforeValidator(_source_text), Text(max_length=DEFAULT_LIMITS.description_length)]
Word = Annotated[str, BeforeValidator(_source_text), Worded()]
Flag = Annotated[bool, BeforeValidator(_resolved)]
Level = Annotated[int, BeforeValidator(_resolved), Field(ge=-LARGEST_INTEGER, le=LARGEST_INTEGER)]
Count = Annotated[int, BeforeValidator(_resolved), Field(ge=0, le=LARGEST_INTEGER)]
Date = Annotated[
    str, BeforeValidator(_source_text), AfterValidator(_date), WithJsonSchema({"type": "string", "format": "date"})
]
Zone = Annotated[str, BeforeValidator(_source_text), AfterValidator(_zone)]
Size = Annotated[
    str,
    BeforeValidator(_source_text),
    AfterValidator(_size),
    WithJsonSchema(
        {"type": ["string", "integer"], "minimum": 0, "maximum": 10**12 - 1, "pattern": f"^{_SIZE.pattern}$"}
    ),
]
Names = Annotated[tuple[Name, ...], BeforeValidator(_sorted_texts)]
Words = Annotated[tuple[str, ...], BeforeValidator(_sorted_texts), Worded()]
CountsByName = Annotated[dict[str, Count], BeforeValidator(_resolved_values)]
LevelsByName = Annotated[dict[str, Level], BeforeValidator(_resolved_values)]
WordsByDomain = Annotated[dict[str, str], BeforeValidator(_text_values), AfterValidator(_by_domain), Worded()]


class Named(Spec):
    """What people give a name to, and may give another one."""

    previously: Names = ()
    """Names it had before: what is stored under one of them becomes this one, with all that hangs on it (R9)."""
