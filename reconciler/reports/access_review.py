"""The access review: who has what, since when, through which path, last active, approved by whom; and a column to decide in.

A row is an *entry*: something that is given to somebody and can be taken from them on its own: the membership in the org
with its role, a place in a team or project, a grant to a person, a team, the org or everyone. What a place or role opens
is said in ``reaches``. ``version`` is a digest of the entry, its attributes, what it opens and to whom, and the number of the
last audit entry about it, so that a decision is about what the reviewer saw and nothing else.

What decisions do is ``reviewing``'s business.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from reconciler.access import OWN, Reach
from reconciler.canonical import canonical, keyed, sha256
from reconciler.keep import parent_of, referent_of, subject_of
from reconciler.kinds import EVERYONE, kinds
from reconciler.model import Address, OrgKey, Resource, State, spelled
from reconciler.reports.report import DATE, MOMENT, TEXTS, Column, Report, Row
from reconciler.reports.since import weight
from reconciler.reports.users import People

FOUND = (
    Column("who"),
    Column("has"),
    Column("level"),
    Column("path"),
    Column("reaches", TEXTS),
    Column("status"),
    Column("since", MOMENT),
    Column("given_by"),
    Column("approved_by", TEXTS),
    Column("last_active", DATE),
    Column("expires", DATE),
)
"""What is said of an entry; a decision is about all of it."""
TO_FILL_IN = (Column("decision"), Column("reviewer"), Column("reviewed", DATE), Column("remark"))
NAMED = (Column("org"), Column("entry"), Column("version"))
"""What a decision is about, for programs."""
COLUMNS = (*FOUND, *TO_FILL_IN, *NAMED)
LISTED = 10
"""So many things are named that a place opens; of others, only how many."""


class Reviewed(NamedTuple):
    """One org as it is reviewed.

    ``key`` is the secret its digests are made with, and ``inside`` are the active members of each team, sorted (:func:`inside`).
    """

    org: OrgKey
    reach: Reach
    people: People
    key: str
    inside: Mapping[str, Sequence[str]]

    @property
    def state(self) -> State:
        """What the org has."""
        return self.reach.state


def access_review(of: Reviewed) -> Report:
    """A row for each entry of everybody who is not deactivated, those of one person together."""
    away = sum(status == "deactivated" for status in of.people.statuses.values())
    notes = (f"{away} deactivated left out, who may do nothing",) if away else ()
    blank: Row = (None,) * len(TO_FILL_IN)
    rows = (row + blank + (of.org, address.path, version(address, of)) for address, row in entries(of))
    return Report("access-review", f"Who has what in {of.org}", COLUMNS, rows, notes)


def entries(of: Reviewed) -> Iterator[tuple[Address, Row]]:
    """Every entry with the cells of :data:`FOUND`."""
    given = ((_who(resource, of.reach), resource) for resource in of.state.values() if gives(resource.address))
    for who, resource in sorted(given, key=lambda each: (each[0], not _is_member(each[1]), each[1].address)):
        if of.people.statuses.get(_person(resource.address) or "") != "deactivated":
            yield resource.address, _row(who, resource, of)


def gives(address: Address) -> bool:
    """Whether a row of that kind gives somebody something."""
    spec = kinds()[address.kind].spec
    return spec.person or spec.place or spec.grants


def version(address: Address, of: Reviewed) -> str:
    """What an entry is now; nobody finds by trying what it was made from.

    A letter and sixteen digits: without the letter, a spreadsheet would take some of them for numbers (``123e45678``).
    """
    found = of.people.held.get(address)
    number = found.seq if found is not None else 0
    said = canonical([address.path, of.state[address].attrs, number, *_opened(address, of)])
    return f"v{sha256(keyed(of.key, said))[:16]}"


def _opened(address: Address, of: Reviewed) -> Sequence[str]:
    """What a place in a team opens today, or for whom a grant to a team does."""
    if address.kind == "membership":
        granted = of.reach.grants.get(f"team:{address.key[0]}", {})
        return [f"{thing.path} {grant.attrs.get('level')}" for thing, grant in sorted(granted.items())]
    subject = subject_of(address)
    return of.inside.get(subject.key[0], ()) if subject is not None and subject.kind == "team" else ()


def _is_member(resource: Resource) -> bool:
    return kinds()[resource.address.kind].person


def _person(address: Address) -> str | None:
    """Whose an entry is; None for one of a group."""
    shape = kinds()[address.kind]
    if shape.person or kinds()[shape.parent].person:
        return address.key[0]
    subject = referent_of(address, shape)
    return subject.key[0] if subject is not None and subject.kind == "member" else None


def _who(resource: Resource, reach: Reach) -> str:
    """A person, or ``group labelers``."""
    address = resource.address
    person = _person(address)
    if person is not None:
        return person
    subject = subject_of(address)
    if subject is not None and subject.kind == "team":
        return f"{reach.platform.term('team')} {spelled(subject, reach.state)}"
    return address.key[-1].replace(":", " ", 1)


def _row(who: str, resource: Resource, of: Reviewed) -> Row:
    address, attrs, reach = resource.address, resource.attrs, of.reach
    found = of.people.held.get(address)
    person = _person(address)
    return (
        who,
        _has(address, reach),
        _level(resource, reach),
        _path(address, reach),
        tuple(_reaches(address, of)),
        of.people.statuses.get(person or ""),
        found.since if found is not None else None,
        found.by if found is not None else None,
        found.approvers if found is not None else (),
        of.people.last_active.get(person or ""),
        str(attrs["expires"]) if "expires" in attrs else None,
    )


def _has(address: Address, reach: Reach) -> str:
    """What an entry is in or on: ``project night-drive``; for a member the org."""
    shape = kinds()[address.kind]
    thing = _thing(address)
    if thing is None:
        return f"{reach.platform.term('org')} {address.org}" if shape.person else address.path
    return f"{reach.platform.term(thing.kind)} {spelled(thing, reach.state)}"


def _thing(address: Address) -> Address | None:
    """What a place or a grant is in or on."""
    shape = kinds()[address.kind]
    if shape.person:
        return None
    return referent_of(address, shape) if kinds()[shape.parent].person else parent_of(address, shape)


def _level(resource: Resource, reach: Reach) -> str | None:
    """The role or level, and what else says how much is given; in a project without levels, the role held in the org."""
    address, attrs = resource.address, resource.attrs
    shape = kinds()[address.kind]
    words = [reach.platform.value(address.kind, attrs, name) for name in shape.spoken]
    more = [f"{name} {_said(value)}" for name, value in weight(address, attrs).items() if name not in shape.spoken]
    said = [str(word) for word in words if word is not None]
    if not shape.words and kinds()[shape.parent].person:
        said = [reach.role(address.key[0])]
    return ", ".join([*said, *more]) or None


def _said(value: object) -> str:
    return ("yes" if value else "no") if isinstance(value, bool) else str(value)


def _path(address: Address, reach: Reach) -> str:
    """Through what somebody has it."""
    shape = kinds()[address.kind]
    if shape.person:
        return "role"
    if _person(address) is not None:
        return OWN if shape.refers.get("") != "member" and not kinds()[shape.parent].person else "own place"
    subject = subject_of(address)
    if subject is not None:
        return reach.platform.term(subject.kind)
    return EVERYONE if address.key[-1] == EVERYONE else "another org"


def _reaches(address: Address, of: Reviewed) -> Iterator[str]:
    """What a place or role opens; for what is given to a group, how many are in it."""
    reach = of.reach
    shape = kinds()[address.kind]
    if shape.person:
        role = reach.role(address.key[0])
        yield from (f"every {reach.platform.term(f.to)} {f.level}" for f in reach.platform.access if role in f.roles)
    elif address.kind == "membership":
        granted = reach.grants.get(f"team:{address.key[0]}", {})
        opened = [(thing, granted[thing]) for thing in sorted(granted)]
        for thing, grant in opened[:LISTED]:
            level = reach.platform.value(grant.address.kind, grant.attrs, "level")
            yield f"{reach.platform.term(thing.kind)} {spelled(thing, reach.state)} {level or ''}".rstrip()
        if len(opened) > LISTED:
            yield f"and {len(opened) - LISTED} more"
    elif _person(address) is None:
        subject = subject_of(address)
        if subject is None:
            number = len(reach.active) if address.key[-1] == EVERYONE else None
        else:
            number = len(of.inside.get(subject.key[0], ())) if subject.kind == "team" else len(reach.active)
        if number is not None:
            yield f"{number} active"


def inside(reach: Reach) -> dict[str, list[str]]:
    """The active members of each team, sorted."""
    found: dict[str, list[str]] = {}
    for person in sorted(reach.active):
        for team in reach.teams.get(person, ()):
            found.setdefault(team, []).append(person)
    return found
