"""The teams (or groups) of an org, and who is in them."""

from __future__ import annotations

from collections.abc import Iterator

from reconciler.lookup import plural
from reconciler.model import Resource
from reconciler.site.blocks import Cell, Column, Link, Page, Pager, Row, Section, Sheet, paged, parts
from reconciler.site.org import Org
from reconciler.site.people import person

TEAMS = 200
SHOWN = 60
"""How many members of one team are written out; the list of people has all."""


def pages(org: Org) -> Iterator[Page]:
    """Nothing where the platform has no teams."""
    if not org.has("team"):
        return
    teams, term = org.rows("team"), org.platform.term("team")
    places: dict[str, list[Resource]] = {}
    for place in org.rows("membership"):
        places.setdefault(place.address.key[0], []).append(place)
    chunks = parts(len(teams), TEAMS)
    for number, (start, end) in enumerate(chunks, 1):
        rows = [
            Row(tuple(_cells(org, team, places.get(team.address.key[0], []))), f"t{start + n + 1}")
            for n, team in enumerate(teams[start:end])
        ]
        sheet = Sheet(f"{plural(term).capitalize()} of {org.title}", tuple(_columns(org)), rows)
        section = Section(
            plural(term).capitalize(),
            f"{len(teams):,} in all" if teams else "",
            sheet=sheet if rows else None,
            empty=f"{org.title} has no {plural(term)}.",
        )
        yield Page(
            f"{org.folder}/{paged('teams', number)}",
            plural(term).capitalize(),
            (section,),
            org=org.folder,
            here="teams",
            pager=Pager(number, len(chunks), "teams"),
        )


def _columns(org: Org) -> Iterator[Column]:
    yield Column(org.platform.term("team").capitalize(), filter="text")
    yield Column("People", "number")
    if len(org.platform.ranks.get("membership.role", {})) > 1:
        yield Column("Led by")
    yield Column("Members", filter="text")


def _cells(org: Org, team: Resource, places: list[Resource]) -> Iterator[Cell]:
    about = str(team.attrs.get("description", ""))
    yield Link((team.name or team.address.key)[-1], "", about)
    yield len(places)
    lead = []
    if len(org.platform.ranks.get("membership.role", {})) > 1:
        lead = [place for place in places if _leads(org, place)]
        yield _people(org, lead)
    yield _people(org, [place for place in places if place not in lead])


def _leads(org: Org, place: Resource) -> bool:
    role = str(org.platform.value("membership", place.attrs, "role"))
    return ("membership.role", role) in org.platform.elevated


def _people(org: Org, places: list[Resource]) -> tuple[Link, ...]:
    found = tuple(person(org, place.address.key[1], href=True)._replace(note="") for place in places[:SHOWN])
    rest = len(places) - len(found)
    return (*found, Link(f"and {rest:,} more")) if rest else found
