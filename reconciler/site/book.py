"""All pages of a site, one after the other: each org's, then those about all of them. Nothing is kept that is not needed.

Pure: orgs arrive as values, files leave as pairs of path and text. The same orgs at the same moment give the same bytes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

from reconciler.canonical import Json
from reconciler.lookup import plural
from reconciler.site import activity, coming, matrix, money, overview, past, people, plans, teams, things
from reconciler.site.blocks import Card, Column, Link, Page, Pager, Row, Section, Sheet, paged, parts
from reconciler.site.drawing import Draw, picture_of
from reconciler.site.org import Org
from reconciler.site.register import FEW, Register, beginnings
from reconciler.site.rendering import ASSETS, Renderer, asset, script

DIRECTORY = 500
SWITCH = 40
"""So many orgs are offered on every page; of more, the list of all orgs has them."""
PAGES = (Link("Organizations", "index.html"), Link("People", "people.html"), Link("Search", "search.html"))


class Place(NamedTuple):
    """An org as others lead to it."""

    title: str
    folder: str
    platform: str


class Site(NamedTuple):
    """What every page knows of the whole: the orgs, in order, and whether people are under pseudonyms."""

    orgs: tuple[Place, ...]
    redacted: bool = False
    pages: tuple[Link, ...] = PAGES
    switch: int = SWITCH


def pages(
    orgs: Iterable[Org], site: Site, made: str, shown: Callable[[str], str], draw: Draw | None
) -> Iterator[tuple[str, str]]:
    """Every file of the site: its path and what it holds. *orgs* are those of *site*, in the same order."""
    renderer = Renderer(shown, draw)
    said = made.replace("T", " ").replace("Z", " UTC")
    register = Register(renderer.text)
    for name in ASSETS:
        yield name, asset(name)
    for org in orgs:
        before, after = past.Past(org), coming.Coming(org)
        about = {"title": org.title, "folder": org.folder, "tabs": tuple(tabs(org))}
        drawn = picture_of(org, renderer.text) if draw else ""
        for page in of_org(org, before, after, drawn):
            yield page.path, renderer.html(page, site=site, org=about, made=said)
        register.add(org, before, after)
    for page in _all(register):
        yield page.path, renderer.html(page, site=site, org=None, made=said)
    yield from _search(register, renderer, site, said)


def tabs(org: Org) -> Iterator[tuple[str, str]]:
    """The pages of an org, as they are called there."""
    yield "index", "Overview"
    yield "people", "People"
    if org.has("team"):
        yield "teams", plural(org.platform.term("team")).capitalize()
    yield "projects", "Projects"
    yield "access", "Access"
    if org.has("experience"):
        yield "experience", "Experience"
    yield "activity", "Activity"
    yield "credits", "Credits"
    yield "plan", "Plan"
    yield "history", "History"
    yield "dates", "Dates"


def of_org(org: Org, before: past.Past, after: coming.Coming, drawn: str) -> Iterator[Page]:
    """All pages about one org."""
    yield overview.page(org, before, after, drawn)
    yield from people.pages(org)
    yield from teams.pages(org)
    yield from things.pages(org)
    yield from matrix.access(org)
    yield from matrix.experience(org)
    yield from activity.pages(org)
    yield from money.pages(org)
    yield plans.page(org)
    yield from past.pages(org, before)
    yield from coming.pages(org, after)


def _all(register: Register) -> Iterator[Page]:
    yield _orgs(register)
    everybody = [*register.by_person()]
    chunks = parts(len(everybody), DIRECTORY)
    for number, (start, end) in enumerate(chunks, 1):
        rows = [
            Row(
                (
                    Link(each[0].name, "", _other(each[0].person, each[0].name)),
                    tuple(map(register.link, each)),
                    len(each),
                )
            )
            for each in everybody[start:end]
        ]
        columns = (
            Column("Person", filter="text"),
            Column("Where, and as what", filter="text"),
            Column("Orgs", "number"),
        )
        found = f"{len(everybody):,} in all organizations, by the names that platforms know them by"
        section = Section(
            "Everybody",
            f"{start + 1:,} to {end:,} of {found}" if len(chunks) > 1 else found if rows else "",
            sheet=Sheet("People of all organizations", columns, rows) if rows else None,
            empty="Nobody is in any organization.",
        )
        yield Page(paged("people", number), "People", (section,), pager=Pager(number, len(chunks), "people"))


def _other(person: str, name: str) -> str:
    return person if name.casefold() != person else ""


def _orgs(register: Register) -> Page:
    orgs = register.orgs
    rows = [
        Row(
            (
                Link(org.title, f"{org.folder}/index.html", org.slug if org.slug != org.title else ""),
                org.platform,
                org.active,
                org.waiting or None,
                org.projects,
                org.serial,
                org.latest or None,
                org.next or None,
            )
        )
        for org in orgs
    ]
    columns = (
        Column("Organization", filter="text"),
        Column("Platform", filter="choice"),
        Column("Active people", "number"),
        Column("Invited", "number"),
        Column("Projects", "number"),
        Column("Serial", "number"),
        Column("Last run", "date"),
        Column("Next last day", "date"),
    )
    cards = (
        Card("Organizations", f"{len(orgs):,}"),
        Card("Platforms", f"{len({org.platform for org in orgs}):,}"),
        Card("People", f"{len({place.person for place in register.places}):,}", href="people.html"),
        Card("Invited", f"{sum(org.waiting for org in orgs):,}"),
    )
    listed = Section(
        "All organizations",
        sheet=Sheet("Organizations", columns, rows) if rows else None,
        empty="The store has no organization yet.",
        hint="reconciler apply FOLDER",
    )
    return Page("index.html", "Organizations", (Section("At a glance", cards=cards), listed))


def _search(register: Register, renderer: Renderer, site: Site, made: str) -> Iterator[tuple[str, str]]:
    """The page that searches, and its data: one file, or one for each beginning of a word."""
    entries = [(renderer.text(name), renderer.text(note), org, href) for name, note, org, href in register.entries()]
    orgs: list[Json] = [[renderer.text(org.title), org.folder, org.platform] for org in register.orgs]
    data: dict[str, Json] = {"orgs": orgs, "of": len(entries)}
    if len(entries) <= FEW:
        yield "search/all.js", script("found", "", entries)
    else:
        buckets: dict[str, list[Json]] = {}
        for entry in entries:
            for begin in beginnings(f"{entry[0]} {entry[1]}"):
                buckets.setdefault(begin, []).append(entry)
        numbers = {begin: number for number, begin in enumerate(sorted(buckets))}
        data["files"] = dict(numbers)
        for begin, number in numbers.items():
            yield f"search/{number}.js", script("found", begin, buckets.pop(begin))
    lists = [
        Row((Link(title, f"{org.folder}/people.html"), org.active + org.waiting))
        for org, title in zip(register.orgs, register.called, strict=True)
    ]
    sheet = Sheet("People by organization", (Column("People of"), Column("People", "number")), lists)
    page = Page("search.html", "Search", (Section("Lists", sheet=sheet if lists else None),))
    yield page.path, renderer.html(page, "search.html", site=site, org=None, made=made, data=data)
