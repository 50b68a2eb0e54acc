"""The people of an org: what each is there, how far they have come in, where they belong and until when."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping

from reconciler.canonical import Attrs
from reconciler.lookup import plural
from reconciler.model import Resource
from reconciler.site.blocks import Card, Cell, Column, Link, Page, Pager, Row, Section, Sheet, Word, paged, parts
from reconciler.site.org import PEOPLE, Org, anchor

MOODS = {"active": "good", "invited": "warn", "expired": "bad", "deactivated": "quiet"}


def pages(org: Org) -> Iterator[Page]:
    """As many as it takes, in the order of what people are known by on the page."""
    members, term = org.rows("member"), org.platform.term("member")
    teams = _teams(org)
    levels = Counter(resource.address.key[0] for resource in org.rows("experience"))
    chunks = parts(len(members), PEOPLE)
    for number, (start, end) in enumerate(chunks, 1):
        rows = [
            Row(tuple(_cells(org, member, teams, levels)), anchor(start + place))
            for place, member in enumerate(members[start:end])
        ]
        sheet = Sheet(f"People of {org.title}", tuple(_columns(org)), rows)
        found = f"{start + 1:,} to {end:,} of {len(members):,}" if len(chunks) > 1 else ""
        section = Section(
            plural(term).capitalize(),
            found,
            sheet=sheet if rows else None,
            empty=f"{org.title} has no {plural(term)} yet.",
            hint="reconciler plan",
        )
        cards = (Section("Who is in", cards=tuple(_cards(org))),) if number == 1 else ()
        yield Page(
            f"{org.folder}/{paged('people', number)}",
            "People",
            (*cards, section),
            org=org.folder,
            here="people",
            pager=Pager(number, len(chunks), "people"),
        )


def _teams(org: Org) -> Mapping[str, list[tuple[str, str]]]:
    """For each person, the names of the teams and the roles there."""
    found: dict[str, list[tuple[str, str]]] = {}
    names = {team.address.key[0]: (team.name or team.address.key)[-1] for team in org.rows("team")}
    for place in org.rows("membership"):
        role = str(org.platform.value("membership", place.attrs, "role"))
        team = place.address.key[0]
        found.setdefault(place.address.key[1], []).append((names.get(team, team), role))
    return found


def _cards(org: Org) -> Iterator[Card]:
    counts = Counter(org.statuses.values())
    for status, mood in MOODS.items():
        if counts[status] or status == "active":
            yield Card(status.capitalize(), f"{counts[status]:,}", mood=mood)
    admins = sum(1 for attrs in org.reach.active.values() if _role(org, attrs) in org.platform.admins)
    yield Card("Active admins", f"{admins:,}", mood="power")


def _role(org: Org, attrs: Attrs) -> str:
    return str(org.platform.value("member", attrs, "role"))


def _columns(org: Org) -> Iterator[Column]:
    yield Column(org.platform.term("member").capitalize(), filter="text")
    yield Column("Role", filter="choice")
    yield Column("Status", filter="choice")
    if org.has("team"):
        yield Column(plural(org.platform.term("team")).capitalize(), filter="text")
    if org.has("experience"):
        yield Column("Domains", "number")
    if org.has("assignment"):
        yield Column("Projects", "number")
    yield Column("Last day", "date")


def _cells(
    org: Org, member: Resource, teams: Mapping[str, list[tuple[str, str]]], levels: Counter[str]
) -> Iterator[Cell]:
    key = member.address.key[0]
    yield person(org, key)
    role = _role(org, member.attrs)
    yield Word(role, "power" if ("member.role", role) in org.platform.elevated else "")
    yield Word(org.statuses[key], MOODS.get(org.statuses[key], ""))
    if org.has("team"):
        first = next(iter(org.platform.ranks.get("membership.role", {})), "")
        yield tuple(Link(name, "", role if role != first else "") for name, role in teams.get(key, ()))
    if org.has("experience"):
        yield levels[key] or None
    if org.has("assignment"):
        yield len(org.reach.assigned.get(key, ())) or None
    yield str(member.attrs.get("expires", "")) or None


def person(org: Org, key: str, *, href: bool = False) -> Link:
    """Somebody as two lines: the name, and what they are known by if that is something else."""
    name = org.named(key)
    return Link(name, org.href(key) if href else "", key if name.casefold() != key else "")
