"""Things people work on or with, and who may do what with them. How to add a kind: see the room's head."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, ClassVar

from reconciler.kinds.dated import Dated
from reconciler.kinds.spec import SUBJECT, Flag, Holds, LevelsByName, Name, Named, Prose, Section, Spec, Word


class Grant(Dated):
    """Access of a member, a team, an org or everyone to one thing."""

    short = "level"
    refers: ClassVar[Mapping[str, str]] = {"": SUBJECT}
    place = True
    grants = True
    phrases: ClassVar[Mapping[str, str]] = {
        "create": "give {name} {level} on {parent}",
        "update": "change {name} on {parent}",
        "delete": "take {name} off {parent}",
    }

    level: Word | None = None
    """What may be done, in the platform's words."""


class ProjectGrant(Grant):
    """Access to a project."""

    kind = "project_grant"


class DatasetGrant(Grant):
    """Access to a dataset."""

    kind = "dataset_grant"


class OntologyGrant(Grant):
    """Access to an ontology."""

    kind = "ontology_grant"


class FolderGrant(Grant):
    """Access to a storage folder."""

    kind = "folder_grant"


class AppGrant(Grant):
    """Use of an app."""

    kind = "app_grant"


class Restriction(Spec):
    """What a project's members may not all do: copy, delete or download. Without one, all may (S4-15 … S4-17)."""

    kind = "restriction"
    short = "to"
    limits = True
    phrases: ClassVar[Mapping[str, str]] = {
        "create": "restrict {name} of {parent} to {to}",
        "update": "change {name} of {parent}",
        "delete": "lift the restriction of {name} of {parent}",
    }

    to: Word
    """Who still may."""


class Tag(Named):
    """A label for projects; it exists in the org before a project has it (E16)."""

    kind = "tag"

    description: Prose | None = None
    """What it marks."""


class ProjectTag(Spec):
    """A tag on a project."""

    kind = "project_tag"
    refers: ClassVar[Mapping[str, str]] = {"": "tag"}
    phrases: ClassVar[Mapping[str, str]] = {
        "create": "tag {parent} with {name}",
        "delete": "take the tag {name} off {parent}",
    }


class ProjectDataset(Spec):
    """A dataset that a project works on."""

    kind = "project_dataset"
    refers: ClassVar[Mapping[str, str]] = {"": "dataset"}
    phrases: ClassVar[Mapping[str, str]] = {
        "create": "attach dataset {name} to {parent}",
        "delete": "detach dataset {name} from {parent}",
    }


class Ontology(Named):
    """What may be annotated; many projects may use one."""

    kind = "ontology"
    refers: ClassVar[Mapping[str, str]] = {"owner": "member"}

    owner: Name | None = None
    """The member who owns it."""
    access: Annotated[Section, Holds(OntologyGrant)] = None
    """Levels by subject. Left out: not managed."""


class Dataset(Named):
    """Data to be annotated."""

    kind = "dataset"
    refers: ClassVar[Mapping[str, str]] = {"owner": "member"}

    owner: Name | None = None
    """The member who owns it."""
    access: Annotated[Section, Holds(DatasetGrant)] = None
    """Levels by subject. Left out: not managed."""


class Folder(Named):
    """A storage folder."""

    kind = "folder"

    access: Annotated[Section, Holds(FolderGrant)] = None
    """Levels by subject. Left out: not managed."""


class App(Named):
    """A tool that whoever is authorized may run."""

    kind = "app"

    access: Annotated[Section, Holds(AppGrant)] = None
    """Levels by subject. Left out: not managed."""


class Project(Named):
    """Shared work on data."""

    kind = "project"
    refers: ClassVar[Mapping[str, str]] = {
        "owner": "member",
        "team": "team",
        "ontology": "ontology",
        "requires": "domain",
    }
    names = ("bill_to",)

    description: Prose | None = None
    """What it is for."""
    owner: Name | None = None
    """The member who owns it."""
    team: Name | None = None
    """The team whose members work on it."""
    requires: LevelsByName | None = None
    """The least level in each domain (W29)."""
    paused: Flag = False
    """True: nobody gets tasks of it."""
    ontology: Name | None = None
    """The one ontology (E19)."""
    bill_to: Name | None = None
    """Who pays (D18)."""
    datasets: Annotated[Section, Holds(ProjectDataset)] = None
    """The datasets. Left out: not managed."""
    tags: Annotated[Section, Holds(ProjectTag)] = None
    """The tags. Left out: not managed."""
    restrictions: Annotated[Section, Holds(Restriction)] = None
    """What not all may do. Left out: not managed."""
    access: Annotated[Section, Holds(ProjectGrant)] = None
    """Levels by subject. Left out: not managed."""
