"""Who may ask for a change: the platform's capabilities, held against a person and a state.

A change needs every capability that covers it. A capability is held by a role, by a place (a team manager), by a level on
a thing, by a flag, by the owner or by the person concerned; ``own`` reaches only what belongs to the places where the
holder holds it. Whose powers count are those before the change: nobody may use what the same change gives. A level counts
however it is reached: by an own grant, through a team or through the org.

Which capabilities there are is in the vocabularies; to add a way to hold one, see :meth:`Powers.holds`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress
from typing import NamedTuple

from reconciler.access import Reach
from reconciler.canonical import Attrs
from reconciler.keep import parent_of, referent_of, subject_of
from reconciler.kinds import DATES, kinds
from reconciler.model import Action, Address, Change, State
from reconciler.routes import follows, matches
from reconciler.statements import Capability
from reconciler.text import NameRefused, email_key, identity_key, indefinite
from reconciler.vocabulary import Platform


class Holders(NamedTuple):
    """Who holds a capability in one way: the holder's word, its scope, and the people, sorted."""

    holder: str
    scope: str
    people: tuple[str, ...]


def needed(change: Change, platform: Platform) -> Iterator[Capability]:
    """The capabilities that a change needs; none for what people do without asking, nor for what follows a new name.

    Whoever changes when something begins or ends, or what it is called, needs what giving it needs.
    """
    if follows(change):
        return
    written = change.before, change.after
    in_effect = _in_effect(change, change.before, platform), _in_effect(change, change.after, platform)
    again = change.action is Action.MOVE or _redated(change)
    ways = [written, in_effect, *([(None, in_effect[1])] if again else [])]
    for ability in platform.capabilities_for(change.address.kind):
        meant = [match for match in ability.covers if match.kind == change.address.kind]
        if any(matches(m, *sides) for m in meant for sides in ways):
            yield ability


def _redated(change: Change) -> bool:
    """Whether what is there and stays is to begin or end on another day."""
    before, after = change.before, change.after
    return before is not None and after is not None and any(before.get(name) != after.get(name) for name in DATES)


def _in_effect(change: Change, attrs: Attrs | None, platform: Platform) -> Attrs | None:
    """A side of a change with the words and flags that hold though nobody wrote them, so that no change is uncovered."""
    if attrs is None:
        return None
    kind = change.address.kind
    fields = kinds()[kind].spec.model_fields
    usual = {name: info.default for name, info in fields.items() if isinstance(info.default, bool)}
    words = {name: platform.value(kind, attrs, name) for name in kinds()[kind].words}
    return {**usual, **attrs, **{name: word for name, word in words.items() if word is not None}}


def capability(word: str, platform: Platform) -> Capability | None:
    """The capability of that word, where the platform has it."""
    return next((ability for ability in platform.capabilities if ability.can == word), None)


def is_member(person: str, state: State, platform: Platform) -> bool:
    """Whether a person is an active member of the org. For one question; for several, make :class:`Powers` once."""
    return Powers(state, platform).is_member(person)


def may(person: str, ability: Capability, change: Change, before: State, after: State, platform: Platform) -> bool:
    """:meth:`Powers.may`, for one question."""
    return Powers(before, platform, after).may(person, ability, change)


def could(ability: Capability, change: Change, before: State, after: State, platform: Platform) -> list[str]:
    """:meth:`Powers.could`, for one question."""
    return Powers(before, platform, after).could(ability, change)


def holder_words(holder: str, platform: Platform) -> str:
    """Who a holder of a capability is, in the platform's words."""
    if holder == "self":
        return f"the {platform.term('member')} themselves"
    if holder == "operator":
        return f"the operators of {platform.title}"
    if holder == "org.owner":
        return f"the owner of the {platform.term('org')}"
    kind, _, word = holder.partition(".")
    if kind == "member":
        return f"role {word}" if word in platform.ranks["member.role"] else f"{platform.term('member')}s with {word}"
    place = platform.term("team" if kind == "membership" else kinds()[kind].parent)
    return f"{word} {'of' if kind == 'membership' else 'on'} {indefinite(place)}"


def asker_keys(asked_by: str) -> Sequence[str]:
    """The keys under which whoever asks may be known; a plan's header holds all names of the person."""
    return tuple(key for key in asked_by.split(", ") if key)


def actor_keys(actor: str) -> set[str]:
    """The keys under which whoever runs a command may be known: what they are called may be an address or a name."""
    keys = set()
    for key in (identity_key, email_key) if "@" in actor else (identity_key,):
        with suppress(NameRefused):
            keys.add(key(actor))
    return keys


class Powers:
    """What everybody may do in one state. ``after`` only says which teams newcomers and new things will belong to."""

    def __init__(self, before: State, platform: Platform, after: State | None = None) -> None:
        self.platform = platform
        self.reach = Reach(before, platform)
        self.later = Reach(after, platform) if after is not None else self.reach
        self.owners = {str(r.attrs["owner"]) for a, r in before.items() if a.kind == "org" and "owner" in r.attrs}
        self._holding: dict[str, tuple[str, ...]] = {}

    def is_member(self, person: str) -> bool:
        """Whether a person is an active member of the org."""
        return person in self.reach.active

    def may(self, person: str, ability: Capability, change: Change) -> bool:
        """Whether a person may ask for a change, as far as one of the capabilities it needs is concerned."""
        if not self.is_member(person):
            return False
        for holder, scope in ability.by.items():
            if holder == "self":
                if _person_of(change.address) == person:
                    return True
            elif scope == "all":
                if self.holds(person, holder):
                    return True
            elif self._within(change, person, holder):
                return True
        return False

    def sees(self, person: str, ability: Capability, address: Address, attrs: Attrs) -> bool:
        """Whether a capability lets a person look at a resource. What is in no team belongs to nobody's team (W27)."""
        who = _person_of(address)
        if not self.is_member(person):
            return False
        for holder, scope in ability.by.items():
            if holder == "self" or scope == "all":
                found = who == person if holder == "self" else self.holds(person, holder)
            elif who is not None:
                found = any(self.at(person, holder, team) for team in self._teams_of(who))
            else:
                found = self._within(Change(address, attrs, None), person, holder)
            if found:
                return True
        return False

    def could(self, ability: Capability, change: Change) -> list[str]:
        """The people who may ask for a change, as far as this capability is concerned."""
        found: set[str] = set()
        for holder, scope in ability.by.items():
            if holder == "self":
                found |= {_person_of(change.address) or ""} & self.reach.active.keys()
            else:
                every = self.holding(holder)
                found.update(every if scope == "all" else (p for p in every if self._within(change, p, holder)))
        return sorted(found)

    def holders(self, ability: Capability) -> Iterator[Holders]:
        """Everybody who holds a capability, by the way they hold it; nobody is named where all do, for themselves."""
        for holder, scope in ability.by.items():
            yield Holders(holder, scope, () if holder == "self" else self.holding(holder))

    def holding(self, holder: str) -> tuple[str, ...]:
        """The active members who are holders, by that word, of anything; sorted."""
        if holder not in self._holding:
            self._holding[holder] = tuple(sorted(p for p in self.reach.active if self.holds(p, holder)))
        return self._holding[holder]

    def holds(self, person: str, holder: str) -> bool:
        """Whether an active member is a holder, by that word, of anything."""
        attrs = self.reach.active.get(person)
        if attrs is None or holder == "operator":
            return False
        kind, _, word = holder.partition(".")
        if holder == "self":
            return True
        if holder == "org.owner":
            return person in self.owners
        if kind == "member":
            return self._is(attrs, word)
        if kind == "membership":
            return word in self.reach.teams.get(person, {}).values()
        return (kinds()[kind].parent, word) in self.reach.levels(person)

    def at(self, person: str, holder: str, place: Address) -> bool:
        """Whether an active member is a holder, by that word, there."""
        attrs = self.reach.active.get(person)
        kind, _, word = holder.partition(".")
        if attrs is None:
            return False
        if kind == "member":
            return self._is(attrs, word) and place in self.reach.assigned.get(person, ())
        if kind == "membership":
            return place.kind == "team" and self.reach.teams.get(person, {}).get(place.key[0]) == word
        if kind not in kinds() or place.kind != kinds()[kind].parent:
            return False
        return any(path.level == word for _, path in self.reach.paths(person, place))

    def places(self, person: str, holder: str) -> tuple[Address, ...]:
        """Everywhere an active member is a holder by that word, sorted."""
        reach = self.reach
        teams = (reach.team(name) for name in reach.teams.get(person, ()))
        known = {*teams, *reach.assigned.get(person, ()), *reach.of_person(person)}
        return tuple(sorted(place for place in known if self.at(person, holder, place)))

    def _is(self, attrs: Attrs, word: str) -> bool:
        """Whether a member has a role, or a flag."""
        return (
            self.platform.value("member", attrs, "role") == word or self.platform.value("member", attrs, word) is True
        )

    def _within(self, change: Change, person: str, holder: str) -> bool:
        """Whether a change concerns nothing but what belongs to the places where *person* is a holder."""
        address = change.address
        shape = kinds()[address.kind]
        if self._stays_out(_person_of(address), address):
            return False
        if shape.refers.get("") == "project":
            project = referent_of(address, shape)
            return project is not None and self.at(person, holder, project)
        if shape.person or (shape.parent and kinds()[shape.parent].person):
            here = [self.at(person, holder, team) for team in self._teams_of(address.key[0])]
            if shape.person and change.before is None:
                return bool(here) and all(here)
            return any(here) if here else self.holds(person, holder)
        thing = address if shape.depth == 1 else parent_of(address, shape)
        return (thing is not None and self.at(person, holder, thing)) or self._belongs(change, person, holder)

    def _teams_of(self, person: str) -> set[Address]:
        """The teams of a person as they are; those a plan gives count for newcomers only, or it would give what it uses."""
        known = self.reach.team(person)._replace(kind="member") in self.reach.state
        return {self.reach.team(name) for name in (self.reach if known else self.later).teams.get(person, ())}

    def _belongs(self, change: Change, person: str, holder: str) -> bool:
        """Whether the teams a thing names are all among the places, or else one that it is open to, on both sides.

        What is in no team yet is nobody's to take into an own one.
        """
        address = change.address
        sides = [side for side in (change.before, change.after) if side is not None]
        teams = {address._replace(kind="team", key=(str(side["team"]),)) for side in sides if "team" in side}
        subject = subject_of(address) if kinds()[address.kind].grants else None
        thing = parent_of(address, kinds()[address.kind])
        if subject is not None and subject.kind == "team" and thing is not None:
            if thing in self.reach.state and not self._open_to_places(thing, person, holder, self.reach):
                return False
            teams.add(subject)
        if teams:
            free = subject is None and change.before is not None and "team" not in change.before
            return not free and all(self.at(person, holder, team) for team in teams)
        return self._open_to_places(address, person, holder, self.reach, self.later)

    def _open_to_places(self, thing: Address, person: str, holder: str, *reaches: Reach) -> bool:
        """Whether a thing is open to a team where *person* is a holder; who does not reach it shares it with nobody."""
        open_to = (subject_of(grant.address) for reach in reaches for grant in reach.on(thing).values())
        return any(self.at(person, holder, team) for team in open_to if team is not None)

    def _stays_out(self, person: str | None, near: Address) -> bool:
        """Whether somebody has left and does not come back by this plan: nobody's own people (W12)."""
        known = person is not None and near._replace(kind="member", key=(person,)) in self.later.state
        return known and person not in self.later.active


def _person_of(address: Address) -> str | None:
    """The person a resource is, or hangs on, or is a place of."""
    shape = kinds()[address.kind]
    if shape.person or (shape.parent and kinds()[shape.parent].person):
        return address.key[0]
    return address.key[-1] if shape.refers.get("") == "member" else None
