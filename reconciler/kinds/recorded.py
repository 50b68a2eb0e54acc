"""What people or the platform do: stored and audited like all else, but declared by no manifest, so never drift.

Such a kind names the kind it hangs on in ``recorded`` and stands in :data:`RECORDED`. As no section holds it, it is
never managed, and what is not managed stays (see ``keep``).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from reconciler.kinds.spec import Name, Prose, Spec


class Invitation(Spec):
    """A link sent to a member who has not come in yet. Its key is a number: how many were sent (W22)."""

    kind = "invitation"
    recorded = "member"
    names = ("name",)
    phrases: ClassVar[Mapping[str, str]] = {
        "create": "send invitation {name} to {parent}, good until {expires}",
        "update": "{parent} follows invitation {name}",
        "delete": "drop invitation {name} of {parent}",
    }

    token: Name
    """SHA-256 of the link's token; the token itself is stored nowhere."""
    sent: Name
    """When it was sent."""
    expires: Name
    """Until when it is good."""
    accepted: Name | None = None
    """When it was followed."""
    name: Name | None = None
    """What whoever followed it calls themselves."""


class Confirmation(Spec):
    """A change that somebody had to make by hand, and said to have made. Its key is the audit entry's number."""

    kind = "confirmation"
    recorded = "org"
    names = ("by",)
    phrases: ClassVar[Mapping[str, str]] = {"create": "confirm that audit entry {name} was done by hand"}

    by: Name
    """Who said so."""
    at: Name
    """When."""
    note: Prose | None = None
    """A ticket, a sentence."""


RECORDED: tuple[type[Spec], ...] = (Invitation, Confirmation)
