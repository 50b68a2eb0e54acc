"""People, their experience, the teams they are in, and what tasks ask of them. How to add a kind: see the room's head."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, ClassVar

from reconciler.kinds.dated import Dated
from reconciler.kinds.spec import Flag, Holds, Level, LevelsByName, Name, Named, Prose, Section, Word


class Experience(Dated):
    """How far a member has come in one domain. A missing domain is not zero: it says "never worked on it" (W29)."""

    kind = "experience"
    short = "level"
    echoes = "domain"
    phrases: ClassVar[Mapping[str, str]] = {
        "create": "give {parent} level {level} in {name}",
        "update": "change {parent} in {name}",
        "delete": "take the level in {name} from {parent}",
    }

    level: Level
    """The proficiency, a whole number."""


class Assignment(Dated):
    """A member's place in a project, where the role in it is the one held in the org (I1)."""

    kind = "assignment"
    refers: ClassVar[Mapping[str, str]] = {"": "project"}
    place = True
    grants = True
    phrases: ClassVar[Mapping[str, str]] = {
        "create": "add {parent} to project {name}",
        "delete": "take {parent} out of project {name}",
    }


class Member(Named, Dated):
    """A person's membership in an org, with the one role held there."""

    kind = "member"
    names = ("name", "previously")
    person = True
    refers: ClassVar[Mapping[str, str]] = {"replacement": "member"}
    phrases: ClassVar[Mapping[str, str]] = {
        "create": "add {name} as {role}",
        "arrive": "{name} came in as {role}",
        "update": "change {name}",
        "delete": "remove {name}",
    }

    name: Name | None = None
    """The person's name, for people who read."""
    role: Word | None = None
    """The role in the org, in the platform's words."""
    active: Flag = True
    """False: may not log in; kept for the record."""
    replacement: Name | None = None
    """The member who becomes admin of what this one alone was admin of, on leaving, where no manifest says who is (E6)."""
    allow_billable_activities: Flag | None = None
    """Whether the member may spend the org's money (D3, D11)."""
    project_access: Word | None = None
    """The most that projects shared with the org give to this member (D9)."""
    app_access: Flag | None = None
    """Whether the member may use apps that the org may use (D10)."""
    experience: Annotated[Section, Holds(Experience)] = None
    """Experience levels by domain. Left out: not managed."""
    projects: Annotated[Section, Holds(Assignment)] = None
    """Projects the member works in. Left out: not managed."""


class Membership(Dated):
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


class Team(Named):
    """A group of members."""

    kind = "team"

    description: Prose | None = None
    """What the team is for."""
    members: Annotated[Section, Holds(Membership)] = None
    """Places by member. Left out: not managed."""


class Domain(Named):
    """A domain of experience that members may have a level in."""

    kind = "domain"

    description: Prose | None = None
    """What it is about."""


class TaskType(Named):
    """A kind of task, and the experience needed for it."""

    kind = "task_type"
    refers: ClassVar[Mapping[str, str]] = {"team": "team", "requires": "domain"}

    description: Prose | None = None
    """What is to be done."""
    team: Name | None = None
    """The team that works on it."""
    requires: LevelsByName | None = None
    """The least level in each domain (W29)."""
