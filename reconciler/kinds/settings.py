"""The settings of an org: attributes that stand together under one name, and give nobody anything.

A setting is an attribute of its org like any other: it is compared as a whole, shown value by value, and it is not
there on platforms whose vocabulary does not list it under ``fields``. Whatever can be given or taken is a kind.

To add a setting: one field here, its name in the ``fields`` of the vocabularies that have it, and its words there.
"""

from __future__ import annotations

from reconciler.kinds.spec import Count, Date, Name, Names, Settings, Size, Word, Words, WordsByDomain


class OrgPlan(Settings):
    """What the org has bought. Left out is without limit, as on the platform (W34)."""

    name: Word | None = None
    """The plan, in the platform's words."""
    paid_until: Date | None = None
    """The last day that is paid."""
    included_users: Count | None = None
    """How many may be active."""
    included_storage: Size | None = None
    """How much may be stored: ``2 TiB``."""
    ai_plan: Word | None = None
    """The plan for AI jobs."""
    annotator_seats: Count | None = None
    """How many annotators there may be (I7)."""
    supervisor_seats: Count | None = None
    """How many supervisors and admins there may be (I7)."""


class Notifications(Settings):
    """Who is told by e-mail."""

    plan: Name | None = None
    """About the plan and the subscription."""
    ai_jobs: Names | None = None
    """When an AI job has ended."""
    new_users: Name | None = None
    """When somebody signs up."""


class SignUp(Settings):
    """Who may come in without an invitation, and how."""

    activation: Word | None = None
    """Whether somebody who signs up is active at once."""
    domains: WordsByDomain | None = None
    """The role of whoever signs up with an address of an e-mail domain."""


class Policies(Settings):
    """What the org has decided for all its projects."""

    member_list_visibility: Word | None = None
    """Who sees the list of members."""
    restrict_project_transfer: Word | None = None
    """Who may move a project's billing away (D18)."""
    project_restrictions: Words | None = None
    """What every project must restrict (S4-14)."""
