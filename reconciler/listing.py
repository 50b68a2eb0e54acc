"""Lists of what an org has: its people, teams, projects …, with the columns and filters people look for.

Columns are read off the kinds: the attributes the platform has, what hangs below, and what refers to it. What somebody
may not see on the platform is left out of a list made for them, and the list says so; a capability that is held for a
person's own places shows no more than those (:data:`SEEN_BY`).

Nothing here asks a store or a clock: the status of members arrives as an argument. To list another kind: one line in
:data:`SEEN_BY`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from reconciler.canonical import Json
from reconciler.keep import ADOPTED, parent_of, referent_of
from reconciler.kinds import EVERYONE, kinds
from reconciler.lookup import plural
from reconciler.model import Address, Head, OrgKey, Resource, State
from reconciler.permissions import Powers, capability
from reconciler.render.tables import Cell, Table
from reconciler.vocabulary import Platform

SEEN_BY: Mapping[str, tuple[str, ...]] = {
    "member": ("see-members",),
    "team": ("assign-teams",),
    "project": ("list-all-projects", "view-projects", "edit-projects", "share-projects"),
    "dataset": ("list-all-projects", "access-datasets"),
    "ontology": ("list-all-projects", "access-ontologies"),
    "folder": ("access-folders",),
    "app": ("run-apps", "share-apps"),
    "tag": ("create-tags",),
    "domain": ("declare-domains",),
    "task_type": ("manage-task-types",),
    "invitation": ("see-members",),
}
"""The kinds that can be listed, and the capabilities any of which shows one."""

IN = ("active", "invited", "expired")
"""The statuses of whoever has not been deactivated."""


class Wanted(NamedTuple):
    """What a list is to hold. ``asker`` leaves out what that person may not see; ``mine`` all that is not theirs."""

    kind: str
    status: str = ""
    owner: str = ""
    tags: tuple[str, ...] = ()
    mine: bool = False
    asker: str = ""


def listed(wanted: Wanted, state: State, platform: Platform, statuses: Mapping[str, str], at: str) -> Table:
    """The list, in order of the names. *statuses* has one word for each member, as of the moment *at*."""
    index = _Index(state, platform, statuses, at)
    every = sorted(index.every(wanted.kind), key=lambda resource: resource.address)
    powers = Powers(state, platform) if wanted.asker else None
    seen = [r for r in every if powers is None or may_see(powers, wanted.asker, r)]
    rows = [r for r in seen if _fits(r, wanted, index, powers)]
    titles = tuple(name for _, name in index.columns(wanted.kind))
    columns = tuple(name for name, _ in index.columns(wanted.kind))
    notes = tuple(_notes(wanted, platform, len(every) - len(seen), [r for r in seen if r not in rows], statuses))
    return Table(columns, tuple(tuple(index.cells(r)) for r in rows), notes, titles)


def may_see(powers: Powers, person: str, resource: Resource) -> bool:
    """Whether somebody may see a resource in a list, by the stricter reading of the platform's capabilities."""
    address, attrs = resource.address, resource.attrs
    own_team = address.kind == "team" and address.key[0] in powers.reach.teams.get(person, ())
    if attrs.get("owner") == person or own_team:
        return powers.is_member(person)
    abilities = (capability(word, powers.platform) for word in SEEN_BY[address.kind])
    return any(powers.sees(person, ability, address, attrs) for ability in abilities if ability is not None)


def _fits(resource: Resource, wanted: Wanted, index: _Index, powers: Powers | None) -> bool:
    address, attrs = resource.address, resource.attrs
    if wanted.owner and attrs.get("owner") != wanted.owner:
        return False
    if not all(address._replace(kind="project_tag", key=(*address.key, tag)) in index.state for tag in wanted.tags):
        return False
    if wanted.mine and powers and attrs.get("owner") != wanted.asker and not _invited(powers, wanted.asker, address):
        return False
    if wanted.kind != "member" or wanted.status == "all":
        return True
    return index.statuses.get(address.key[-1]) in ((wanted.status,) if wanted.status else IN)


def _invited(powers: Powers, person: str, thing: Address) -> bool:
    """Whether somebody reaches a thing by more than what everybody, or their role, may."""
    general = (EVERYONE, f"role {powers.reach.role(person)}")
    return any(path.via not in general for _, path in powers.reach.paths(person, thing))


def _notes(
    wanted: Wanted, platform: Platform, unseen: int, unfit: list[Resource], statuses: Mapping[str, str]
) -> Iterator[str]:
    term = platform.term(wanted.kind)
    if unseen:
        yield f"{_counted(unseen, term)} left out, which {wanted.asker} may not see"
    if wanted.kind == "member" and not wanted.status:
        hidden = [r for r in unfit if statuses.get(r.address.key[-1]) not in IN]
        if hidden:
            yield f"{_counted(len(hidden), f'deactivated {term}')} not shown; add --status deactivated, or all"


def _counted(number: int, noun: str) -> str:
    return f"{number} {noun if number == 1 else plural(noun)}"


class _Index:
    """What the cells of one state's lists are read from; walks the state once."""

    def __init__(self, state: State, platform: Platform, statuses: Mapping[str, str], at: str) -> None:
        self.state = state
        self.platform = platform
        self.statuses = statuses
        self.at = at
        self.below: dict[Address, list[Resource]] = {}
        self.naming: dict[tuple[str, Address], list[Address]] = {}
        self.granted = Counter(address.key[-1] for address in state if kinds()[address.kind].grants)
        for address, resource in state.items():
            shape = kinds()[address.kind]
            parent = parent_of(address, shape)
            if parent is not None:
                self.below.setdefault(parent, []).append(resource)
            target = _referent(address)
            if target is not None and parent is not None:
                self.naming.setdefault((address.kind, target), []).append(parent)
            for name, kind in shape.refers.items():
                for key in _names(resource.attrs.get(name)) if name and kind != "member" else ():
                    self.naming.setdefault((address.kind, address._replace(kind=kind, key=(key,))), []).append(address)

    def every(self, kind: str) -> list[Resource]:
        """Every resource of a kind; of domains also those that nobody declared and somebody uses (S1-34)."""
        found = [resource for address, resource in self.state.items() if address.kind == kind]
        if kind == "domain":
            known = {resource.address for resource in found}
            used = {target for _, target in self.naming if target.kind == kind and target not in known}
            found += [Resource(address, {}) for address in used]
        return found

    def columns(self, kind: str) -> list[tuple[str, str]]:
        """The names of the columns, for programs and for people."""
        platform = self.platform
        found = [(kind, platform.term(kind))]
        if kind == "invitation":
            found = [("member", platform.term("member")), ("number", "number")]
        found += [(name, name) for name in self._attributes(kind)]
        if kind in ("member", "invitation"):
            found.append(("status", "status"))
        if kind == "domain":
            found.append(("declared", "declared"))
        if kind == "team":
            found.append(("grants", "grants"))
        found += [(section, platform.section(child)) for section, child in self._sections(kind)]
        found += [(section, self.platform.section(user)) for section, user, _ in self._users(kind)]
        return [(name, title.replace("_", " ")) for name, title in [*found, (ADOPTED, ADOPTED)]]

    def cells(self, resource: Resource) -> Iterator[Cell]:
        """One row, in the order of the columns."""
        address, attrs = resource.address, resource.attrs
        kind = address.kind
        below = self.below.get(address, [])
        yield from address.key if kind == "invitation" else [(resource.name or address.key)[-1]]
        yield from (self._cell(resource, name) for name in self._attributes(kind))
        if kind == "member":
            yield self.statuses.get(address.key[-1], "")
        if kind == "invitation":
            yield "accepted" if "accepted" in attrs else "live" if str(attrs["expires"]) >= self.at else "expired"
        if kind == "domain":
            yield address in self.state
        if kind == "team":
            yield self.granted[f"team:{address.key[0]}"]
        for _, child in self._sections(kind):
            own = sorted((r for r in below if r.address.kind == child), key=lambda r: r.address)
            counted = kinds()[child].place and not kinds()[kind].person
            yield len(own) if counted else tuple(_short(r) for r in own)
        for _, _, by in self._users(kind):
            users = sorted(set(self.naming.get((by, address), ())))
            yield tuple(self._name(user) for user in users) if kinds()[kind].person else len(users)
        yield bool(attrs.get(ADOPTED)) or None

    def _cell(self, resource: Resource, name: str) -> Cell:
        """An attribute in effect; what it refers to by the name it has. People are what they are known by."""
        address = resource.address
        value = self.platform.value(address.kind, resource.attrs, name)
        target = kinds()[address.kind].refers.get(name, "member")
        if target != "member" and isinstance(value, str):
            return self._name(address._replace(kind=target, key=(value,)))
        return _cell(value)

    def _attributes(self, kind: str) -> list[str]:
        hidden = {"active", "token"}
        return [n for n in kinds()[kind].attributes if f"{kind}.{n}" not in self.platform.absent and n not in hidden]

    def _sections(self, kind: str) -> list[tuple[str, str]]:
        children = ((section, child.kind) for section, child in kinds()[kind].sections.items())
        return [(section, child) for section, child in children if child not in self.platform.absent]

    def _users(self, kind: str) -> list[tuple[str, str, str]]:
        """What uses things of a kind: its section, its kind, and the kind that refers to them, itself or what is in it."""
        found: dict[str, tuple[str, str, str]] = {}
        for by, shape in kinds().items():
            if by not in self.platform.absent and self._refers(by, kind):
                user = by if self._by_field(by, kind) else shape.parent
                found.setdefault(user, (kinds()[user].section, user, by))
        return list(found.values())

    def _refers(self, by: str, kind: str) -> bool:
        by_key = (by, kind) == ("experience", "domain") or kinds()[by].refers.get("") == kind
        return by_key or self._by_field(by, kind)

    def _by_field(self, by: str, kind: str) -> bool:
        """Whether a kind refers to another in a field, and not by its key. Whose a thing is, is a filter and no count."""
        fields = (name for name, target in kinds()[by].refers.items() if name and target == kind != "member")
        return any(f"{by}.{name}" not in self.platform.absent for name in fields)

    def _name(self, address: Address) -> str:
        return (self.state[address].name or address.key)[-1] if address in self.state else address.key[-1]


def _referent(address: Address) -> Address | None:
    """What a resource's key names; a level of experience names a domain, declared or not."""
    if address.kind == "experience":
        return address._replace(kind="domain", key=address.key[-1:])
    return referent_of(address, kinds()[address.kind])


def _names(value: Json) -> Iterable[str]:
    return (value,) if isinstance(value, str) else value if isinstance(value, Mapping) else ()


def _short(resource: Resource) -> str:
    """A resource below another as a word or two: ``nuclei 10``."""
    name = (resource.name or resource.address.key)[-1]
    said = resource.attrs.get(kinds()[resource.address.kind].short)
    return name if said is None else f"{name} {said}"


def _cell(value: Json) -> Cell:
    if isinstance(value, Mapping):
        return tuple(f"{name} {each}" for name, each in sorted(value.items()))
    if isinstance(value, list):
        return tuple(map(str, value))
    return value if value is None or isinstance(value, bool | int | str) else str(value)


def orgs(found: Iterable[tuple[OrgKey, Head, State]], platforms: Mapping[str, Platform], asker: str = "") -> Table:
    """The orgs of a store: size, serial, and the role of whoever asks; orgs that are not theirs are left out (W31)."""
    rows, unseen = [], 0
    for key, head, state in sorted(found, key=lambda each: each[0]):
        name, _, slug = key.partition("/")
        powers = Powers(state, platforms[name])
        if asker and not powers.is_member(asker):
            unseen += 1
            continue
        row = state.get(Address(name, slug, "org"))
        title = str(row.attrs.get("name", "")) if row is not None else ""
        status = "here" if state else "deleted"
        rows.append((slug, name, title, head.serial, len(powers.reach.active), powers.reach.role(asker), status))
    notes = (f"{_counted(unseen, 'org')} left out, of which {asker} is no active member",) if unseen else ()
    return Table(("org", "platform", "name", "serial", "members", "role", "status"), tuple(rows), notes)
