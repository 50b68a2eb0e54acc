"""How a platform carries a difference out, and what it means for the person it concerns.

A vocabulary's ``routes`` name the mode (invite, promote, recreate, ask support …); its ranked words say whether
somebody has more or less afterwards. Both answers are lookups in data: no platform is known here by name.
"""

from __future__ import annotations

from collections.abc import Container, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import replace
from enum import IntEnum
from fnmatch import fnmatchcase

from reconciler.canonical import Attrs, Json
from reconciler.diff import Difference
from reconciler.errors import NOWHERE
from reconciler.keep import ADOPTED, MANAGES, person_of
from reconciler.kinds import EVERYONE, OWN, PREVIOUSLY, kinds
from reconciler.model import Action, Address, Change, Mode, State
from reconciler.statements import Match, Renaming, Route
from reconciler.vocabulary import Platform


class Effect(IntEnum):
    """What a change does to what somebody may do."""

    LOSS = -1
    NEUTRAL = 0
    GAIN = 1


_EFFECTS = {int(each): each for each in Effect}


def route(difference: Difference, platform: Platform) -> Change:
    """The difference as a change, with the mode the platform's vocabulary gives it."""
    address, actual, desired, named = difference
    before = actual.attrs if actual is not None else None
    after = desired.attrs if desired is not None else None
    name, source = (actual.name if actual is not None else (), NOWHERE) if desired is None else desired[2:]
    if actual is None or desired is None or (actual.address == address and not named):
        found = _route(address, before, after, platform)
        return Change(address, before, after, Mode.DIRECT if found is None else found.mode, name=name, source=source)
    change = Change(address, before, after, name=name, source=source, previous=actual.address)
    passed = matching_route(change, platform)
    return change if passed is None or passed.mode is change.mode else replace(change, mode=passed.mode)


def matching_route(change: Change, platform: Platform) -> Route | Renaming | None:
    """The first route of the platform that speaks of this change, or None: then the platform's call does it.

    Where a thing gets another name, that is what the platform is asked; what hangs on it follows by itself.
    """
    if change.action is Action.MOVE and is_renamed(change):
        return next((fact for fact in platform.renaming if fact.kind == change.address.kind), None)
    if change.previous is not None:
        return None
    return _route(change.address, change.before, change.after, platform)


def is_renamed(change: Change) -> bool:
    """Whether a change gives a thing another name, or another spelling of it; what only hangs on such a thing is not meant."""
    if change.previous is None:
        return False
    if change.previous == change.address:
        return change.before == change.after
    former = (change.after or {}).get(PREVIOUSLY, ())
    return change.comes_from.key[-1] in former  # type: ignore[operator]


def follows(change: Change) -> bool:
    """Whether a row changes for no other reason than that what it hangs on, or names, has another name now."""
    if change.previous is None or is_renamed(change):
        return False
    return change.previous == change.address or change.before == change.after


def _route(address: Address, before: Attrs | None, after: Attrs | None, platform: Platform) -> Route | None:
    if before is not None and after is not None and not _differs(before, after, OWN | {MANAGES, ADOPTED}):
        return None  # no platform is told of it
    name = address.key[-1] if address.key else ""
    for candidate in platform.routes_of(address.kind):
        if (candidate.key == "*" or fnmatchcase(name, candidate.key)) and matches(candidate, before, after):
            return candidate
    return None


def matches(candidate: Match, before: Attrs | None, after: Attrs | None) -> bool:
    """Whether a change with these sides is among those a vocabulary means; the kinds are taken to be equal."""
    action = Action.CREATE if before is None else Action.DELETE if after is None else Action.UPDATE
    if candidate.action not in ("*", action):
        return False
    if candidate.field != "*" and (before is None or after is None):
        return False
    if before is not None and after is not None and not _touches(candidate.field, before, after):
        return False
    return _says(candidate.before, before) and _says(candidate.after, after)


def _touches(field: str, before: Attrs, after: Attrs) -> bool:
    """Whether a field differs (``notifications.plan`` is one inside another); ``*`` is any that the platform knows of."""
    if field == "*":
        return _differs(before, after, {MANAGES, ADOPTED})
    name, _, inner = field.partition(".")
    was, becomes = before.get(name), after.get(name)
    if inner:
        was, becomes = (side.get(inner) if isinstance(side, Mapping) else None for side in (was, becomes))
    return was != becomes


def _differs(before: Attrs, after: Attrs, but: AbstractSet[str]) -> bool:
    """Whether anything differs but these."""
    return any(before.get(name) != after.get(name) for name in (before.keys() | after.keys()) - but)


def _says(wanted: Mapping[str, str | bool], attrs: Attrs | None) -> bool:
    if not wanted:
        return True
    return attrs is not None and all(word in ("*", attrs.get(name)) for name, word in wanted.items())


def standing(kind: str, attrs: Attrs | None, platform: Platform) -> tuple[int, ...]:
    """How much a resource gives: nothing if there is none or its person has left, else a number for each of its words and
    flags, the weightiest first; tuples compare as people would.
    """
    if attrs is None or not _gives(kind, attrs, platform):
        return ()
    return (
        1,
        *(_weight(f"{kind}.{name}", platform.value(kind, attrs, name), platform) for name in kinds()[kind].weighty),
    )


def _gives(kind: str, attrs: Attrs | None, platform: Platform) -> bool:
    """Whether a resource gives anything: it is there, and if it is a person, the person has not left."""
    return attrs is not None and not (kinds()[kind].person and platform.left(attrs))


def _weight(field: str, value: Json, platform: Platform) -> int:
    if isinstance(value, bool):
        return int(value)
    return platform.ranks.get(field, {}).get(str(value), 0)


def effect(change: Change, platform: Platform) -> Effect:
    """Whether somebody has more, less or the same after this change."""
    kind = change.address.kind
    had, has = _gives(kind, change.before, platform), _gives(kind, change.after, platform)
    gain = has - had
    if had and has:
        before, after = standing(kind, change.before, platform), standing(kind, change.after, platform)
        gain = (after > before) - (after < before)
    return _EFFECTS[-gain if kinds()[kind].limits else gain]


def elevates(change: Change, platform: Platform, powerful: Container[str] = ()) -> bool:
    """Whether the change gives somebody power over others that they did not have, or gives something to everybody.

    Who owns the org has power over all in it. A place in a team gives the power that the team has: *powerful* are such teams, as :func:`powerful_teams` finds them. Whoever
    has a row under another person's name before has nothing of it before.
    """
    kind = change.address.kind
    if kinds()[kind].grants and change.address.key[-1] == EVERYONE:
        return effect(change, platform) is Effect.GAIN
    if kind == "org" and change.before is not None and change.after is not None:
        return change.after.get("owner") not in (None, change.before.get("owner"))
    was = None if changes_hands(change) else change.before
    before, after = _powers(kind, was, platform), _powers(kind, change.after, platform)
    if was is None and change.after is not None and kinds()[kind].parent == "team":
        return bool(after) or f"team:{change.address.key[0]}" in powerful
    return any(rank > before.get(field, 0) for field, rank in after.items())


def powerful_teams(state: State, platform: Platform) -> set[str]:
    """The teams that have power over something, as grants name them."""
    granted = ((a, r) for a, r in state.items() if kinds()[a.kind].grants and a.key[-1].startswith("team:"))
    return {address.key[-1] for address, resource in granted if _powers(address.kind, resource.attrs, platform)}


def changes_hands(change: Change) -> bool:
    """Whether a row passes from one name of a person to another; whether that is one person, only a policy can say (T109)."""
    if change.action is not Action.MOVE:
        return False
    old, new = person_of(change.comes_from), person_of(change.address)
    return old is not None and new is not None and old != new


def _powers(kind: str, attrs: Attrs | None, platform: Platform) -> dict[str, int]:
    """The rank of each elevated word that is held, by field; one that the platform fixes is held too."""
    powers = platform.powers.get(kind)
    if powers is None or attrs is None or not _gives(kind, attrs, platform):
        return {}
    held = [(name, ranks.get(str(platform.value(kind, attrs, name)))) for name, ranks in powers.items()]
    return {name: rank for name, rank in held if rank is not None}


def leaves(change: Change, platform: Platform) -> bool:
    """Whether a person who was in is out afterwards: deleted or deactivated."""
    if change.before is None or not kinds()[change.address.kind].person or platform.left(change.before):
        return False
    return change.after is None or platform.left(change.after)


def is_admin(attrs: Attrs | None, platform: Platform) -> bool:
    """Whether these are the attributes of an active admin of an org (W5, W6: the deactivated do not count)."""
    return attrs is not None and attrs.get("role") in platform.admins and not platform.left(attrs)
