"""How a platform carries a difference out, and what it means for the person it concerns.

A vocabulary's ``routes`` name the mode (invite, promote, recreate, ask support …); its ranked words say whether
somebody has more or less afterwards. Both answers are lookups in data: no platform is known here by name.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import IntEnum

from reconciler.canonical import Attrs
from reconciler.diff import Difference
from reconciler.kinds import kinds
from reconciler.model import Action, Cause, Change, Mode
from reconciler.vocabulary import Platform, Route


class Effect(IntEnum):
    """What a change does to what somebody may do."""

    LOSS = -1
    NEUTRAL = 0
    GAIN = 1


def route(difference: Difference, platform: Platform, cause: Cause = Cause.REQUESTED) -> Change:
    """The difference as a change, with the mode the platform's vocabulary gives it."""
    address, actual, desired = difference
    before = actual.attrs if actual is not None else None
    after = desired.attrs if desired is not None else None
    found = _route(address.kind, before, after, platform)
    mode = found.mode if found is not None else Mode.DIRECT
    if desired is not None:
        return Change(address, before, after, mode, cause, desired.name, desired.source)
    return Change(address, before, after, mode, cause, actual.name if actual is not None else ())


def matching_route(change: Change, platform: Platform) -> Route | None:
    """The first route of the platform that speaks of this change, or None: then the platform's call does it."""
    return _route(change.address.kind, change.before, change.after, platform)


def _route(kind: str, before: Attrs | None, after: Attrs | None, platform: Platform) -> Route | None:
    return next((route for route in platform.routes_of(kind) if _matches(route, before, after)), None)


def _matches(candidate: Route, before: Attrs | None, after: Attrs | None) -> bool:
    action = Action.CREATE if before is None else Action.DELETE if after is None else Action.UPDATE
    if candidate.action not in ("*", action):
        return False
    field = candidate.field
    if field != "*" and (before is None or after is None or before.get(field) == after.get(field)):
        return False
    return _says(candidate.before, before) and _says(candidate.after, after)


def _says(wanted: Mapping[str, str | bool], attrs: Attrs | None) -> bool:
    if not wanted:
        return True
    return attrs is not None and all(word in ("*", attrs.get(name)) for name, word in wanted.items())


def standing(kind: str, attrs: Attrs | None, platform: Platform) -> int:
    """How much a resource gives: 0 if there is none or its person has left, else the rank of its words."""
    if attrs is None or (kinds()[kind].spec.person and platform.left(attrs)):
        return 0
    ranks = (platform.ranks.get(f"{kind}.{name}", {}).get(str(attrs.get(name)), 0) for name in kinds()[kind].words)
    return 1 + max(ranks, default=0)


def effect(change: Change, platform: Platform) -> Effect:
    """Whether somebody has more, less or the same after this change."""
    kind = change.address.kind
    before, after = standing(kind, change.before, platform), standing(kind, change.after, platform)
    return Effect((after > before) - (after < before))


def elevates(change: Change, platform: Platform) -> bool:
    """Whether the change gives somebody power over others that they did not have."""
    kind = change.address.kind
    return _powers(kind, change.after, platform) > _powers(kind, change.before, platform)


def _powers(kind: str, attrs: Attrs | None, platform: Platform) -> int:
    """The rank of the strongest elevated word, 0 for none."""
    if attrs is None or not standing(kind, attrs, platform):
        return 0
    held = ((f"{kind}.{name}", str(attrs.get(name))) for name in kinds()[kind].words)
    return max((platform.ranks[name][word] for name, word in held if (name, word) in platform.elevated), default=0)


def is_admin(attrs: Attrs | None, platform: Platform) -> bool:
    """Whether these are the attributes of an active admin of an org (W5, W6: the deactivated do not count)."""
    return attrs is not None and attrs.get("role") in platform.admins and not platform.left(attrs)
