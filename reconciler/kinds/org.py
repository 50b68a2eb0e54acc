"""The org: its settings, and the sections that hold everything else. How to add a kind: see the room's head."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, ClassVar

from reconciler.kinds.people import Domain, Member, TaskType, Team
from reconciler.kinds.settings import Notifications, OrgPlan, Policies, SignUp
from reconciler.kinds.spec import Holds, Name, Section, Spec, Word, Zone
from reconciler.kinds.things import App, Dataset, Folder, Ontology, Project, Tag


class Org(Spec):
    """An organization."""

    kind = "org"
    refers: ClassVar[Mapping[str, str]] = {"owner": "member"}
    names = ("notifications.plan", "notifications.ai_jobs", "notifications.new_users")

    name: Name | None = None
    """The display name."""
    type: Word | None = None
    """What kind of org it is; fixed when it is made (E20)."""
    owner: Name | None = None
    """The member who owns the org."""
    timezone: Zone | None = None
    """Where its days begin and end, as ``Europe/Berlin``; UTC if it does not say."""
    plan: OrgPlan | None = None
    """What the org has bought."""
    notifications: Notifications | None = None
    """Who is told by e-mail."""
    sign_up: SignUp | None = None
    """Who may come in without an invitation."""
    policies: Policies | None = None
    """What holds for all its projects."""
    experience_domains: Annotated[Section, Holds(Domain)] = None
    """The domains of experience. Declared: others are errors."""
    members: Annotated[Section, Holds(Member)] = None
    """The people. Left out: not managed."""
    teams: Annotated[Section, Holds(Team)] = None
    """The teams. Left out: not managed."""
    task_types: Annotated[Section, Holds(TaskType)] = None
    """The task types. Left out: not managed."""
    tags: Annotated[Section, Holds(Tag)] = None
    """The tags. Left out: not managed."""
    ontologies: Annotated[Section, Holds(Ontology)] = None
    """The ontologies. Left out: not managed."""
    datasets: Annotated[Section, Holds(Dataset)] = None
    """The datasets. Left out: not managed."""
    folders: Annotated[Section, Holds(Folder)] = None
    """The storage folders. Left out: not managed."""
    apps: Annotated[Section, Holds(App)] = None
    """The apps. Left out: not managed."""
    projects: Annotated[Section, Holds(Project)] = None
    """The projects. Left out: not managed."""
