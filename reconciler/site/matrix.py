"""Two tables of people against something: what each can reach in effect, and how far each has come in every domain."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from statistics import median_low

from reconciler.access import Path
from reconciler.model import Address, Resource, spelled
from reconciler.site.blocks import Cell, Column, Link, Page, Pager, Row, Section, Shade, Sheet, paged, parts
from reconciler.site.org import Org
from reconciler.site.people import person

ACROSS, DOWN = 24, 200
CELLS = 1_000_000
"""Beyond so many cells, nobody reads a matrix; what was given is listed thing by thing instead."""
BANDS = 5


def access(org: Org) -> Iterator[Page]:
    """The access matrix: everybody who is active against everything that access is given to."""
    things = [
        thing for kind in sorted(org.reach.things) if _given(org, kind) for thing in sorted(org.reach.things[kind])
    ]
    people = [who for who in org.statuses if who in org.reach.active]
    empty = f"Nothing of {org.title} is given to anybody: there is nothing to reach."
    if len(things) * len(people) > CELLS:
        empty = (
            f"{len(people):,} people against {len(things):,} things are too many to draw. What was given to whom "
            "stands with each thing; one person's access: reconciler access PERSON"
        )
        things = []
    across, down = parts(len(things), ACROSS), parts(len(people), DOWN)
    chunks = [(down_, across_) for down_ in down for across_ in across]
    for number, ((start, end), (left, right)) in enumerate(chunks, 1):
        shown = things[left:right]
        rows = [Row((person(org, who, href=True), *_reached(org, who, shown))) for who in people[start:end] if shown]
        columns = (Column("Person", filter="text"), *(_thing(org, thing) for thing in shown))
        said = "What each active person can do in effect, by the strongest of all ways that lead there."
        if len(chunks) > 1:
            said += f" People {start + 1:,} to {end:,} of {len(people):,}, things {left + 1:,} to {right:,} of {len(things):,}."
        section = Section(
            "Who can reach what",
            said if rows else "",
            sheet=Sheet(f"Access in {org.title}", columns, rows, "matrix") if rows else None,
            empty=empty,
        )
        pager = Pager(number, len(chunks), "access")
        path = f"{org.folder}/{paged('access', number)}"
        yield Page(path, "Access", (section,), org=org.folder, here="access", pager=pager)


def _given(org: Org, kind: str) -> bool:
    """Whether the platform lets anybody be given such a thing."""
    return org.has(kind) and (org.has(f"{kind}_grant") or (kind == "project" and org.has("assignment")))


def _thing(org: Org, thing: Address) -> Column:
    return Column(f"{org.platform.term(thing.kind)} {spelled(thing, org.state)}")


def _reached(org: Org, who: str, things: list[Address]) -> Iterator[Cell]:
    for thing in things:
        paths = org.reach.between(who, thing)
        yield _level(org, thing.kind, paths) if paths else None


def _level(org: Org, kind: str, paths: tuple[Path, ...]) -> Shade:
    ranks = org.platform.ranks.get(f"{kind}_grant.level") or org.platform.ranks["member.role"]
    ways = ", ".join(path.via for path in paths if path.rank == paths[0].rank)
    return Shade(paths[0].level, band(paths[0].rank, max(ranks.values())), ways)


def band(value: int, most: int) -> int:
    """How strongly a cell is shaded: 1 to 5; in between where there is but one value."""
    if most == 1:
        return 2
    return min(BANDS, 1 + (BANDS * max(value, 0) - 1) // most) if value > 0 < most else 1


def experience(org: Org) -> Iterator[Page]:
    """The heat map of experience: nothing where the platform has none."""
    if not org.has("experience"):
        return
    levels: dict[str, dict[str, int]] = {}
    for row in org.rows("experience"):
        levels.setdefault(row.address.key[0], {})[row.address.key[1]] = int(str(row.attrs.get("level", 0)))
    domains = sorted({row.address.key[0] for row in org.rows("domain")} | {d for own in levels.values() for d in own})
    people = list(levels)
    down, across = parts(len(people), DOWN), parts(len(domains), ACROSS)
    chunks = [(down_, across_) for down_ in down for across_ in across]
    most = max((level for own in levels.values() for level in own.values()), default=0)
    for number, ((start, end), (left, right)) in enumerate(chunks, 1):
        shown = domains[left:right]
        rows = [Row((person(org, who, href=True), *_levels(levels[who], shown, most))) for who in people[start:end]]
        columns = (Column("Person", filter="text"), *(Column(_spelled(org, domain)) for domain in shown))
        sheet = Sheet(f"Experience in {org.title}", columns, rows, "matrix") if rows else None
        lead = f"{len(people):,} people with a level, of {len(org.statuses):,}. An empty cell is not level 0: it says “never worked on it”."
        sections = [Section("Heat map", lead, sheet=sheet, empty="Nobody has a level in any domain yet.")]
        if number == 1 and domains:
            sections.append(Section("Domains", sheet=_domains(org, domains, levels)))
        pager = Pager(number, len(chunks), "experience")
        path = f"{org.folder}/{paged('experience', number)}"
        yield Page(path, "Experience", tuple(sections), org=org.folder, here="experience", pager=pager)


def _levels(own: Mapping[str, int], domains: list[str], most: int) -> Iterator[Cell]:
    for domain in domains:
        yield Shade(str(own[domain]), band(own[domain], most)) if domain in own else None


def _spelled(org: Org, domain: str) -> str:
    return spelled(org.address("domain", domain), org.state)


def _domains(org: Org, domains: list[str], levels: Mapping[str, Mapping[str, int]]) -> Sheet:
    found: dict[str, list[int]] = {}
    for own in levels.values():
        for domain, level in own.items():
            found.setdefault(domain, []).append(level)
    needs = _needs(org)
    about = {row.address.key[0]: str(row.attrs.get("description", "")) for row in org.rows("domain")}
    rows = [
        Row(
            (
                Link(_spelled(org, domain), "", about.get(domain, "")),
                len(found.get(domain, ())),
                median_low(found[domain]) if domain in found else None,
                max(found.get(domain, ()), default=None),
                tuple(needs.get(domain, ())),
            )
        )
        for domain in domains
    ]
    titles = ("Domain", "People", "Median level", "Highest")
    columns = (*(Column(title, "number" if n else "") for n, title in enumerate(titles)), Column("Needed for"))
    return Sheet(f"Domains of {org.title}", columns, rows)


def _needs(org: Org) -> Mapping[str, list[Link]]:
    """What asks for experience in a domain, and how much."""
    found: dict[str, list[Link]] = {}
    for kind in ("task_type", "project"):
        for row in org.rows(kind):
            for domain, level in _required(row):
                name = f"{org.platform.term(kind)} {(row.name or row.address.key)[-1]}"
                found.setdefault(domain, []).append(Link(name, "", f"{level} or more"))
    return found


def _required(row: Resource) -> Iterator[tuple[str, int]]:
    value = row.attrs.get("requires")
    if isinstance(value, Mapping):
        yield from ((str(domain).casefold(), int(str(level))) for domain, level in sorted(value.items()))
