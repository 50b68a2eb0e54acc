"""What one line of a vocabulary can state: words, keys, routes, capabilities … each with the source it is taken from.

Shapes only, and what a single statement can answer about itself. What a whole vocabulary means is ``vocabulary``'s
business. To let vocabularies state something new: one class here, and one field on ``vocabulary.Platform``.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cached_property
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from reconciler.model import Mode


class Statement(BaseModel):
    """Whatever a vocabulary states, it states with its source."""

    model_config = ConfigDict(extra="forbid", frozen=True, defer_build=True)

    source: str = Field(min_length=2)


class Word(Statement):
    """One word of a field. ``admin`` marks the word that makes an admin; ``elevated`` what reviewers want on top."""

    word: str
    admin: bool = False
    elevated: bool = False
    wire: str = ""
    means: str = ""


class Range(Statement):
    """The least and greatest whole number of a field."""

    min: int
    max: int


class Key(Statement):
    """How names of a kind are compared and what they may look like: an e-mail address or a plain name."""

    type: str = Field(pattern="^(email|name)$")
    pattern: str = ""
    says: str = ""

    @cached_property
    def allowed(self) -> re.Pattern[str] | None:
        """The compiled pattern, or None where every visible name is allowed."""
        return re.compile(self.pattern) if self.pattern else None


class Leaving(Statement):
    """Attributes that a leaver's row gets instead of being deleted; empty: the row is deleted."""

    set: dict[str, Any] = Field(default_factory=dict)
    says: str = ""


class Match(BaseModel):
    """Which changes are meant. ``before`` and ``after`` name words of fields on either side; ``*`` matches any."""

    model_config = ConfigDict(extra="forbid", frozen=True, defer_build=True)

    kind: str
    action: str = "*"
    field: str = "*"
    before: dict[str, str | bool] = Field(default_factory=dict)
    after: dict[str, str | bool] = Field(default_factory=dict)


class Route(Match, Statement):
    """Which mode a change has. The first route that matches wins; a change no route matches is direct.

    ``key`` names resources of the kind by their own identity key, ``*`` standing for any text: what comes with every org
    may not be like the others, nor what is given to a group (``team:*``) like what is given to a person.
    """

    key: str = "*"
    mode: Mode
    says: str = ""


class Renaming(Statement):
    """How a thing of a kind gets another name: in place, by hand, by removing and adding again, or not at all."""

    kind: str
    mode: Mode
    says: str = ""


class Fixed(Statement):
    """Values that fields of a kind have, whatever anybody says, where ``when`` holds (D1)."""

    kind: str
    when: dict[str, str | bool]
    set: dict[str, str | bool]

    def holds(self, attrs: Mapping[str, Any]) -> bool:
        """Whether these attributes are under it."""
        return all(attrs.get(name) == value for name, value in self.when.items())


class Subject(Statement):
    """A way to write whom access is given to: ``pattern`` holds the name in its first group, or is the name."""

    names: str = Field(alias="is", pattern="^(member|team|org|everyone)$")
    pattern: str = ".+"


class Implied(Statement):
    """Access that an org role gives to every thing of a kind, without a grant."""

    to: str
    roles: list[str]
    level: str
    says: str = ""


class Cap(Statement):
    """A member's field that bounds what a grant to the org gives: a level, or a flag that lets it through (D9, D10)."""

    grant: str
    field: str


class Capability(Statement):
    """Something people may do: ``covers`` says which changes need it, ``by`` who may, and how far; ``shows`` which reports it lets see.

    A holder is ``member.WORD``, ``membership.WORD``, a level such as ``project_grant.WORD``, a member's flag such as
    ``member.app_access``, ``org.owner``, ``self`` or ``operator`` (nobody in the org). ``all`` reaches everywhere, ``own``
    only where the holder has that place.
    """

    can: str
    says: str
    covers: list[Match] = Field(default_factory=list)
    shows: list[str] = Field(default_factory=list)
    by: dict[str, str]


class Arrival(Statement):
    """How people come in: how long an invitation is good, how many there may be, and the team of who has none."""

    days: int = 14
    times: int = 3
    team: str = ""


class Rule(Statement):
    """A named rule of ``rules`` with its arguments."""

    use: str
    args: dict[str, Any] = Field(default_factory=dict)


class Absent(Statement):
    """Why a kind or field does not exist here."""

    says: str


class Difference(Statement):
    """Where the seed document and the real platform differ: both, and which of them holds here."""

    seed: str
    real: str
    holds: str


class FactColumns(Statement):
    """What the platform's own files call the columns of one kind of facts.

    ``columns`` are headings, or paths into an object, and the column that each is; ``ignores`` says nothing of a fact; a row in
    which a column of ``pending`` has one of those values is not over yet, and no fact.
    """

    kind: str
    columns: dict[str, str]
    ignores: list[str] = Field(default_factory=list)
    pending: dict[str, list[str]] = Field(default_factory=dict)
