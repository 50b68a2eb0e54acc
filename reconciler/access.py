"""Who can reach what, in effect, and through which path: own grant, team, org, everyone, or the role held in the org.

A person's access to a thing is the strongest of all paths that lead to it (D9). A path through the org gives no more than
the member's own cap lets through; a role may reach every thing of a kind without a grant. What those caps and roles are
is in the vocabulary; nothing here knows a platform, a store or a plan file, and no sentence is made here.

:class:`Reach` answers for one state. :func:`access_changes` says what a plan means: a grant that is taken on one path and
held on another is no loss (T106). To add a way to get access: one more generator in :meth:`Reach.ways`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from typing import NamedTuple

from reconciler.canonical import Attrs
from reconciler.keep import parent_of, referent_of, subject_of
from reconciler.kinds import EVERYONE, SUBJECT, kinds
from reconciler.model import AccessChange, Address, Change, Resource, State, spelled
from reconciler.vocabulary import Platform

OWN = "own grant"


class Path(NamedTuple):
    """One way to a thing: the level it gives, the rank of that level, and what it leads through, in words.

    Where a cap of the member makes it weaker than what was granted, ``granted`` is that and ``cap`` the member's field; a
    path that the cap closes has an empty level.
    """

    level: str
    rank: int
    via: str
    granted: str = ""
    cap: str = ""


@cache
def reachable_kinds() -> frozenset[str]:
    """The kinds of things that people have access to: those with grants, and those that people have places in."""
    found = (shape for shape in kinds().values() if shape.grants)
    return frozenset(s.refers[""] if kinds()[s.parent].person else s.parent for s in found)


class Reach:
    """The access of everybody in one state of one org. Made once, then asked: nothing here walks the state again."""

    def __init__(self, state: State, platform: Platform) -> None:
        self.state = state
        self.platform = platform
        self.active: dict[str, Attrs] = {}
        """The attributes of every active member."""
        self.teams: dict[str, dict[str, str]] = {}
        """For each person, the role in each team."""
        self.grants: dict[str, dict[Address, Resource]] = {}
        """For each subject, the grant on each thing."""
        self.assigned: dict[str, list[Address]] = {}
        """For each person, the things they have a place in."""
        self.things: dict[str, list[Address]] = {kind: [] for kind in reachable_kinds()}
        self._sampled: dict[str, list[tuple[Address, Resource]]] = {}
        for kind, resources in state.by_kind.items():
            self._note(kind, resources)
        self._home = next(iter(state), Address("", "", "org"))
        self._org = f"org:{self._home.org}"
        self._implied = {
            role: [fact for fact in platform.access if role in fact.roles]
            for role in platform.ranks.get("member.role", {})
        }

    def _note(self, kind: str, resources: Sequence[Resource]) -> None:
        """What all resources of a kind have to do with access."""
        shape = kinds()[kind]
        of_people = bool(shape.parent) and kinds()[shape.parent].person
        if shape.person:
            self.active |= {r.address.key[-1]: r.attrs for r in resources if not self.platform.left(r.attrs)}
        elif kind == "membership":
            for address, attrs, *_ in resources:
                role = self.platform.value(kind, attrs, "role")
                self.teams.setdefault(address.key[1], {})[address.key[0]] = str(role)
        elif kind in self.things:
            self.things[kind] += [resource.address for resource in resources]
        elif shape.grants:
            named = referent_of if of_people else parent_of
            for address, thing, resource in ((r.address, named(r.address, shape), r) for r in resources):
                if thing is not None and of_people:
                    self.assigned.setdefault(address.key[0], []).append(thing)
                elif thing is not None:
                    self.grants.setdefault(address.key[-1], {})[thing] = resource

    def team(self, name: str) -> Address:
        """The address of a team of this org."""
        return self._home._replace(kind="team", key=(name,))

    def role(self, person: str) -> str:
        """The role of an active member in the org; empty for everybody else."""
        attrs = self.active.get(person)
        return str(self.platform.value("member", attrs, "role")) if attrs is not None else ""

    def paths(self, person: str, thing: Address | None = None) -> Iterator[tuple[Address, Path]]:
        """Every way of one person that gives something: to one thing, or to anything."""
        return ((found, path) for found, path in self.ways(person, thing) if path.level)

    def ways(self, person: str, thing: Address | None = None) -> Iterator[tuple[Address, Path]]:
        """The same, and those that a cap has closed; none for somebody who is not an active member."""
        if person not in self.active:
            return
        role = self.role(person)
        for subject, via in self.subjects(person):
            granted = self.grants.get(subject)
            if granted:
                for on in granted if thing is None else (thing,) if thing in granted else ():
                    yield on, self._granted(person, on, granted[on], via)
        for on in self.assigned.get(person, ()):
            if thing in (None, on):
                yield on, Path(role, self._rank(on.kind, role), "own place")
        for fact in self._implied.get(role, ()):
            every = self.things[fact.to] if thing is None else [thing] if self._is_there(thing, fact.to) else []
            for on in every:
                yield on, Path(fact.level, self._rank(fact.to, fact.level), f"role {role}")

    def levels(self, person: str) -> Iterator[tuple[str, str]]:
        """The levels a person has, each with the kind of thing it is on; looks at one grant of each sort, not at all of them."""
        if person not in self.active:
            return
        for subject, via in self.subjects(person):
            for thing, grant in self._sorts(subject):
                yield thing.kind, self._granted(person, thing, grant, via).level
        role = self.role(person)
        yield from ((on.kind, role) for on in self.assigned.get(person, ()))
        yield from ((fact.to, fact.level) for fact in self._implied.get(role, ()) if self.things[fact.to])

    def _sorts(self, subject: str) -> list[tuple[Address, Resource]]:
        """One grant of each kind and level that a subject has."""
        if subject not in self._sampled:
            granted = self.grants.get(subject, {}).items()
            found = {(grant.address.kind, str(grant.attrs.get("level"))): (thing, grant) for thing, grant in granted}
            self._sampled[subject] = list(found.values())
        return self._sampled[subject]

    def _is_there(self, thing: Address, kind: str) -> bool:
        return thing.kind == kind and thing in self.state

    def subjects(self, person: str) -> Iterator[tuple[str, str]]:
        """Everything a grant may name to mean this member, and how to say it."""
        yield person, OWN
        for team in self.teams.get(person, ()):
            yield f"team:{team}", f"{self.platform.term('team')} {spelled(self.team(team), self.state)}"
        yield self._org, self._org.replace(":", " ", 1)
        yield EVERYONE, EVERYONE

    def _granted(self, person: str, thing: Address, grant: Resource, via: str) -> Path:
        kind = grant.address.kind
        level = str(self.platform.value(kind, grant.attrs, "level"))
        if grant.address.key[-1] != self._org:
            return Path(level, self._rank(thing.kind, level), via)
        left, cap = self._capped(kind, level, self.active[person])
        capped = (level, cap) if left != level else ()
        return Path(left, self._rank(thing.kind, left), via, *capped)

    def _capped(self, kind: str, level: str, attrs: Attrs) -> tuple[str, str]:
        """What a grant to the org leaves for a member: the weaker of grant and cap, or nothing; and the cap's field."""
        for cap in self.platform.caps:
            if cap.grant == kind:
                bound = self.platform.value("member", attrs, cap.field)
                if isinstance(bound, bool):
                    return level if bound else "", cap.field
                ranks = self.platform.ranks[f"{kind}.level"]
                return min(level, str(bound), key=lambda word: ranks.get(word, 0)) if bound in ranks else "", cap.field
        return level, ""

    def _rank(self, kind: str, level: str) -> int:
        words = self.platform.ranks.get(f"{kind}_grant.level") or self.platform.ranks["member.role"]
        return words.get(level, 0)

    def between(self, person: str, thing: Address) -> tuple[Path, ...]:
        """Every path of one person to one thing, strongest first."""
        return tuple(sorted((path for _, path in self.paths(person, thing)), key=_strength))

    def of_person(self, person: str) -> dict[Address, tuple[Path, ...]]:
        """Everything a person can reach, with all paths, strongest first."""
        found: dict[Address, list[Path]] = {}
        for thing, path in self.paths(person):
            found.setdefault(thing, []).append(path)
        return {thing: tuple(sorted(found[thing], key=_strength)) for thing in sorted(found)}

    def of_thing(self, thing: Address) -> dict[str, tuple[Path, ...]]:
        """Everybody who can reach a thing, with all paths, strongest first."""
        reached = {person: self.between(person, thing) for person in sorted(self.active)}
        return {person: paths for person, paths in reached.items() if paths}

    def on(self, thing: Address) -> dict[str, Resource]:
        """The grants on a thing, by subject."""
        return {subject: granted[thing] for subject, granted in sorted(self.grants.items()) if thing in granted}


def _strength(path: Path) -> tuple[int, str]:
    return -path.rank, path.via


def access_changes(
    after: State, before: State, changes: Sequence[Change], platform: Platform
) -> Iterator[AccessChange]:
    """What *changes* mean in effect, person by person; a lost path that takes nothing has equal sides.

    A thing that comes or goes as a whole says so itself: here it counts for those to whom a grant on it was given.
    """
    if not any(_touches(change.address.kind) for change in changes):
        return
    was, becomes = Reach(before, platform), Reach(after, platform)
    everything, pairs = _concerned(changes, was, becomes)
    for person in sorted(everything | pairs.keys()):
        if person in everything:
            had, has = was.of_person(person), becomes.of_person(person)
        else:
            had, has = ({thing: reach.between(person, thing) for thing in pairs[person]} for reach in (was, becomes))
        for thing in sorted(had.keys() | has.keys()):
            found = _difference(person, thing, had.get(thing, ()), has.get(thing, ()))
            if found is not None:
                yield found._replace(name=spelled(thing, after, before))
    yield from _outside(changes, after, before)


def _touches(kind: str) -> bool:
    """Whether a change of a resource of that kind may change what somebody reaches."""
    shape = kinds()[kind]
    return shape.person or kind == "membership" or shape.grants


def _outside(changes: Iterable[Change], *states: State) -> Iterator[AccessChange]:
    """What changes for people whom the org does not know: a grant to everyone, or to another org."""
    for change in changes:
        address = change.address
        thing = parent_of(address, kinds()[address.kind])
        if kinds()[address.kind].refers.get("") == SUBJECT and subject_of(address) is None and thing is not None:
            before, after = (str(side.get("level", "")) if side else "" for side in (change.before, change.after))
            who = change.name[-1] if change.name else address.key[-1]
            if before != after:
                yield AccessChange(who, thing.path, before, after, (OWN,), spelled(thing, *states))


def _difference(person: str, thing: Address, old: Sequence[Path], new: Sequence[Path]) -> AccessChange | None:
    before, after = (paths[0].level if paths else "" for paths in (old, new))
    if before == after and {path.via for path in old} <= {path.via for path in new}:
        return None
    strongest = [path.via for path in new if path.rank == new[0].rank] or [path.via for path in old]
    return AccessChange(person, thing.path, before, after, tuple(strongest))


def _concerned(changes: Iterable[Change], *reaches: Reach) -> tuple[set[str], dict[str, set[Address]]]:
    """Whose access to anything a change may touch, and whose access to what."""
    people: set[str] = set()
    pairs: dict[str, set[Address]] = {}
    in_team = _members_by_team(reaches)
    everybody = {person for reach in reaches for person in reach.active}
    for change in changes:
        address, shape = change.address, kinds()[change.address.kind]
        if shape.person or address.kind == "membership":
            people.add(address.key[-1])
        elif shape.grants and kinds()[shape.parent].person:
            people.add(address.key[0])
        elif shape.grants and (thing := parent_of(address, shape)) is not None:
            for person in _behind(address, in_team, everybody):
                pairs.setdefault(person, set()).add(thing)
    return people, pairs


def _behind(grant: Address, in_team: dict[str, set[str]], everybody: set[str]) -> Iterable[str]:
    """The people of this org whom a grant is for."""
    subject = subject_of(grant)
    if subject is None:
        return everybody if grant.key[-1] == EVERYONE else ()
    if subject.kind == "member":
        return (subject.key[0],) if subject.key[0] in everybody else ()
    return in_team.get(subject.key[0], ()) if subject.kind == "team" else everybody


def _members_by_team(reaches: Iterable[Reach]) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for reach in reaches:
        for person, teams in reach.teams.items():
            for team in teams:
                found.setdefault(team, set()).add(person)
    return found
