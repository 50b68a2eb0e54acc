"""What people do themselves: come in, join, say that something is done, let an org go. Each is a few changes of one org.

An event is a function of a state, the platform and what was said, with the moment and secrets as arguments; it answers
with changes, or raises GuardRefused with every reason. :func:`event` makes a plan of them, on which rules and guards
are held as on any other, and ``applier.apply`` writes it: there is no second way into a store.

Who came without a manifest is *adopted*: the planner leaves such rows alone, and a manifest that declares them takes
them over. So an arrival is never drift and never silently undone.

To add an event: one function in ``arrivals`` or ``closing``, its refusals in ``explanations/lifecycle.yaml``, and a verb in ``cli``.
"""

from __future__ import annotations

from reconciler.lifecycle.arrivals import (
    accept,
    grant_of,
    invitation,
    invitations,
    invite,
    join,
    pending,
    sign_up,
    status,
)
from reconciler.lifecycle.closing import confirm, confirmation_of, delete_org, exports, to_do
from reconciler.lifecycle.events import event

__all__ = [
    "accept",
    "confirm",
    "confirmation_of",
    "delete_org",
    "event",
    "exports",
    "grant_of",
    "invitation",
    "invitations",
    "invite",
    "join",
    "pending",
    "sign_up",
    "status",
    "to_do",
]
