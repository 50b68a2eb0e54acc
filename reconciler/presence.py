"""Who and what is there on a day: not who has departed, not what has ended or has yet to begin, nor what hangs on them.

Manifests say dates; here they come to mean something for one day, which is that of the org's own time zone. What has
ended is left out of what the manifests want, as if nobody had written it, and its first day brings it in. Nothing here
knows the store; how somebody leaves is ``keep``'s and the platform's business.

A person who has departed from everything, and a member whose time is over, are treated alike: they leave whatever a
section says, and all that is theirs goes with them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from reconciler.canonical import Json
from reconciler.dates import UTC, begins, day_of, days_later
from reconciler.errors import Problem
from reconciler.keep import parent_of, person_of, referent_of
from reconciler.kinds import PREVIOUSLY, creation_rank, kinds
from reconciler.manifest.misfits import quoted
from reconciler.model import EMPTY, Address, Change, Resource, State
from reconciler.people import People, person_key
from reconciler.renames import former_names
from reconciler.text import visible
from reconciler.vocabulary import Platform


class Presence(NamedTuple):
    """What of an org is there on a day, and what dates have to do with it.

    ``departed`` holds the keys of people who are out of it, ``ended`` what is declared and over, ``begun`` what is there
    since a first day, ``turns`` the next moment at which the presence of an address changes, ``dated`` everything that
    is declared with a date, whether it is there or not.
    """

    state: State = EMPTY
    departed: frozenset[str] = frozenset()
    ended: frozenset[Address] = frozenset()
    begun: frozenset[Address] = frozenset()
    turns: Mapping[Address, str] = {}
    dated: tuple[Resource, ...] = ()

    def brings(self, change: Change, platform: Platform) -> bool:
        """Whether a change comes with a day: what befalls those who are out of it, what ends, and what begins."""
        if not (self.ended or self.departed or self.begun):
            return False
        over = change.address in self.ended or person_of(change.address) in self.departed
        comes = change.address in self.begun and (change.before is None or platform.left(change.before))
        return over or comes

    def of_a_new_org(self) -> Presence:
        """The same where no org was: nothing has waited there for its day."""
        return self._replace(begun=frozenset())

    def next_turn(self, changes: Iterable[Change]) -> str:
        """The moment at which the first of what changes begins or ends: from then on this is not what is wanted (T108)."""
        return min((self.turns[c.address] for c in changes if c.address in self.turns), default="")


def present(state: State, people: People, at: str, problems: list[Problem]) -> Presence:
    """What of *state* is there at the moment *at*, or on that day; without one, everything is."""
    dated = tuple(r for r in state.values() if "starts" in r.attrs or "expires" in r.attrs)
    zones = (str(r.attrs["timezone"]) for address, r in state.items() if not address.key and "timezone" in r.attrs)
    zone = next(zones, UTC)
    if not dated and not people.known:
        return Presence(state)
    problems += (_reversed(r) for r in dated if str(r.attrs.get("starts", "")) > str(r.attrs.get("expires", "9999")))
    day = _Day(state, people, day_of(at, zone))
    for address in sorted(state, key=lambda address: (creation_rank(address.kind), address)):
        day.meet(address)
    for resource in day.there.values():
        problems += day.still_named(resource)
    moments = {turn: begins(turn, zone) for turn in set(day.turns.values())}
    turns = {address: moments[turn] for address, turn in day.turns.items()}
    over = frozenset(address.key[-1] for address in day.ended if kinds()[address.kind].person)
    departed = day.departed | over
    return Presence(State(day.there), departed, frozenset(day.ended), frozenset(day.begun), turns, dated)


def _reversed(resource: Resource) -> Problem:
    name = visible((resource.name or resource.address.key)[-1])
    message = f"{name} starts {resource.attrs['starts']} and expires before that, on {resource.attrs['expires']}"
    hint = f"write the first day first: starts: {resource.attrs['expires']}, expires: {resource.attrs['starts']}"
    return Problem("dates-reversed", message, resource.source, hint)


class _Day:
    """One day of one org. Asked about what others hang on first."""

    def __init__(self, state: State, people: People, today: str) -> None:
        self.state = state
        self.people = people
        self.today = today
        self.departed = people.gone(today)
        self.there: dict[Address, Resource] = {}
        self.ended: set[Address] = set()
        self.ahead: set[Address] = set()
        self.begun: set[Address] = set()
        self.turns: dict[Address, str] = {}

    def meet(self, address: Address) -> None:
        """Find out whether a resource is there, and until when that is so."""
        resource, person = self.state[address], person_of(address)
        first, last = str(resource.attrs.get("starts", "")), str(resource.attrs.get("expires", ""))
        shape = kinds()[address.kind]
        needed = [a for a in (parent_of(address, shape), referent_of(address, shape)) if a in self.state]
        over = bool(last) and last < self.today
        if over or person in self.departed or not self.ended.isdisjoint(needed):
            self.ended.add(address)
        elif (self.today and first > self.today) or not self.ahead.isdisjoint(needed):
            self.ahead.add(address)
        else:
            self.there[address] = self._named(resource)
            if first or not self.begun.isdisjoint(needed):
                self.begun.add(address)
        self._turn(address, [first, _day_after(last), _day_after(self.people.last_day(person))], needed)

    def _turn(self, address: Address, days: list[str], needed: list[Address | None]) -> None:
        days = [day for day in days if self.today and day > self.today]
        days += [self.turns[other] for other in needed if other in self.turns]
        if days:
            self.turns[address] = min(days)

    def _named(self, resource: Resource) -> Resource:
        """A member with what is known of the person: the name, where the org says none, and the names it had before."""
        own = resource.address.key[-1] if resource.address.key else ""
        person = self.people.known.get(own) if kinds()[resource.address.kind].person else None
        if person is None:
            return resource
        attrs: dict[str, Json] = dict(resource.attrs)
        if person.name:
            attrs.setdefault("name", person.name)
        former = {person_key(name) for name in person.previously} - {own}
        if former:
            attrs[PREVIOUSLY] = sorted(former.union(former_names(attrs)))
        return resource._replace(attrs=attrs) if attrs != resource.attrs else resource

    def still_named(self, resource: Resource) -> Iterator[Problem]:
        """Somebody who is not there and yet is named by what is: as its owner, as somebody's replacement."""
        address = resource.address
        thing = visible((resource.name or address.key or (address.org,))[-1])
        for field, target in kinds()[address.kind].refers.items():
            key = resource.attrs.get(field) if target == "member" else None
            why = self._away(key, address) if isinstance(key, str) else ""
            if why:
                message = f"{quoted(str(key))} {why} the {field} of {thing}"
                yield Problem("dangling-reference", message, resource.source, f"name somebody else after {field}:")

    def _away(self, key: str, near: Address) -> str:
        """Why a member is not there; empty for one who is, or is not declared at all."""
        member = near._replace(kind="member", key=(key,))
        if key in self.departed:
            return "has departed and is still"
        if member in self.ended:
            return "has expired and is still"
        return "has not started and is already" if member in self.ahead else ""


def _day_after(day: str) -> str:
    return days_later(day, 1) if day else ""
