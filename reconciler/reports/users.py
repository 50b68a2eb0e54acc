"""The people of an org: role, how far they have come in, teams, experience, since when, and when they were last active."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import NamedTuple

from reconciler.canonical import Attrs
from reconciler.model import Address, AuditEntry, OrgKey, Resource, State, spelled
from reconciler.reports.report import DATE, MOMENT, PERSON, TEXTS, Column, Report, Row
from reconciler.reports.since import Held
from reconciler.vocabulary import Platform

COLUMNS = (
    Column("member", PERSON),
    Column("name", PERSON),
    Column("role"),
    Column("status"),
    Column("teams", TEXTS),
    Column("experience", TEXTS),
    Column("since", MOMENT),
    Column("last_active", DATE),
    Column("expires", DATE),
)


class People(NamedTuple):
    """What is known of people beside the state: status, since when rows are what they are, and the last activity."""

    statuses: Mapping[str, str]
    held: Mapping[Address, Held]
    last_active: Mapping[str, str]


def last_active(days: Iterable[tuple[str, str]], moves: Iterable[AuditEntry]) -> dict[str, str]:
    """The last of the days of each member, by the name they have now.

    *days* are pairs of a name and a day. Facts keep the names they came with; *moves* are those of members, in their order, and
    whoever has taken a name that became free is somebody else.
    """
    later = [
        (entry.previous.key[-1], entry.address.key[-1], entry.at[:10])
        for entry in moves
        if entry.previous is not None and entry.address.kind == "member"
    ]
    once, found = {name for name, _, _ in later}, dict[str, str]()
    for name, day in days:
        now = _name_now(name, day, later) if name in once else name
        found[now] = max(day, found.get(now, ""))
    return found


def _name_now(name: str, day: str, moves: Iterable[tuple[str, str, str]]) -> str:
    for before, after, when in moves:
        if name == before and day <= when:
            name = after
    return name


def users(
    org: OrgKey, state: State, platform: Platform, people: People, shown: Callable[[Address, Attrs], bool]
) -> Report:
    """A row for each member that is *shown*, in order of their keys."""
    members = sorted((r for a, r in state.items() if a.kind == "member"), key=lambda r: r.address)
    rows = [resource for resource in members if shown(resource.address, resource.attrs)]
    hidden = len(members) - len(rows)
    notes = (f"{hidden} of {len(members)} left out, who are not for you to see",) if hidden else ()
    columns = (COLUMNS[0]._replace(title=platform.term("member")), *COLUMNS[1:])
    return Report("users", f"Users of {org}", columns, _rows(rows, state, platform, people), notes)


def _rows(members: list[Resource], state: State, platform: Platform, people: People) -> Iterator[Row]:
    teams: dict[str, list[str]] = {}
    experience: dict[str, list[str]] = {}
    for address, resource in sorted(state.items()):
        if address.kind == "membership":
            role = platform.value(address.kind, resource.attrs, "role")
            said = f"{(resource.name or address.key)[0]} {role}" if role else (resource.name or address.key)[0]
            teams.setdefault(address.key[1], []).append(said)
        elif address.kind == "experience":
            said = f"{spelled(address, state)} {resource.attrs.get('level')}"
            experience.setdefault(address.key[0], []).append(said)
    for address, attrs, *_ in members:
        key = address.key[0]
        role = platform.value("member", attrs, "role")
        found = people.held.get(address)
        yield (
            key,
            str(attrs["name"]) if "name" in attrs else None,
            str(role) if role is not None else None,
            people.statuses.get(key),
            tuple(teams.get(key, ())),
            tuple(experience.get(key, ())),
            found.since if found is not None else None,
            people.last_active.get(key),
            str(attrs["expires"]) if "expires" in attrs else None,
        )
