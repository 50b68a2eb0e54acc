"""What is worked on in an org: projects, datasets and whatever else its platform has; to whom each was given."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from reconciler.keep import parent_of
from reconciler.kinds import EVERYONE, kinds
from reconciler.lookup import plural
from reconciler.model import Address, Resource
from reconciler.site.blocks import Cell, Column, Link, Page, Pager, Row, Section, Sheet, Word, paged, parts
from reconciler.site.org import Org
from reconciler.site.people import person

THINGS = 200
SHOWN = 30
KINDS = ("project", "task_type", "dataset", "ontology", "folder", "app", "tag")


def pages(org: Org) -> Iterator[Page]:
    """All kinds on one page, where they are few; else each kind's things go on over further pages."""
    here = [kind for kind in KINDS if org.has(kind)]
    given = _given(org)
    most = max((len(org.rows(kind)) for kind in here), default=0)
    chunks = parts(most, THINGS)
    for number, (start, end) in enumerate(chunks, 1):
        sections = [_section(org, kind, start, end, given) for kind in here if number == 1 or org.rows(kind)[start:end]]
        yield Page(
            f"{org.folder}/{paged('projects', number)}",
            "Projects",
            tuple(sections),
            org=org.folder,
            here="projects",
            pager=Pager(number, len(chunks), "projects"),
        )


def _given(org: Org) -> Mapping[Address, list[tuple[str, str]]]:
    """For each thing, whom it was given to and at which level: grants, and places of people."""
    found: dict[Address, list[tuple[str, str]]] = {}
    for kind, shape in kinds().items():
        for resource in org.rows(kind) if shape.grants and not kinds()[shape.parent].person else ():
            thing = parent_of(resource.address, shape)
            if thing is not None:
                level = str(org.platform.value(kind, resource.attrs, "level"))
                found.setdefault(thing, []).append((resource.address.key[-1], level))
    for who in sorted(org.reach.assigned, key=org.shown):
        for thing in org.reach.assigned[who]:
            found.setdefault(thing, []).append((who, ""))
    return found


def _section(org: Org, kind: str, start: int, end: int, given: Mapping[Address, list[tuple[str, str]]]) -> Section:
    resources, term = org.rows(kind), org.platform.term(kind)
    heads = _heads(org, kind)
    columns = (Column(term.capitalize(), filter="text"), *heads.values())
    rows = [Row((_name(r), *_cells(org, r, tuple(heads), given.get(r.address, [])))) for r in resources[start:end]]
    return Section(
        plural(term).capitalize(),
        f"{len(resources):,} in all" if len(resources) > 1 else "",
        sheet=Sheet(f"{plural(term).capitalize()} of {org.title}", columns, rows) if rows else None,
        empty=f"No {plural(term)} are managed here.",
    )


def _heads(org: Org, kind: str) -> dict[str, Column]:
    """The columns beside the name, by what they hold: the attributes this platform has, and who has access."""
    found: dict[str, Column] = {}
    fields = [name for name in kinds()[kind].attributes if f"{kind}.{name}" not in org.platform.absent]
    known = {
        "team": Column(org.platform.term("team").capitalize(), filter="choice"),
        "owner": Column("Owner", filter="choice"),
        "ontology": Column(org.platform.term("ontology").capitalize()),
        "requires": Column("Needs experience"),
        "bill_to": Column("Billed to", filter="choice"),
        "paused": Column("State", filter="choice"),
    }
    found |= {name: column for name, column in known.items() if name in fields}
    if f"{kind}_grant" in kinds() and org.has(f"{kind}_grant"):
        found["access"] = Column("Given to", filter="text")
    elif kind == "project" and org.has("assignment"):
        found["access"] = Column("People")
    return found


def _cells(org: Org, row: Resource, heads: tuple[str, ...], given: list[tuple[str, str]]) -> Iterator[Cell]:
    for head in heads:
        value = row.attrs.get(head)
        if head == "access":
            shown = tuple(_subject(org, subject, level) for subject, level in given[:SHOWN])
            yield (*shown, Link(f"and {len(given) - SHOWN:,} more")) if len(given) > SHOWN else shown
        elif head == "paused":
            yield Word("paused", "warn") if value else Word("running", "good")
        elif head == "owner":
            yield (person(org, str(value), href=True)._replace(note=""),) if value else None
        elif head == "team":
            yield _team(org, str(value)) if value else None
        elif head == "requires":
            needs = sorted(value.items()) if isinstance(value, Mapping) else ()
            yield tuple(Link(str(name), "", str(level)) for name, level in needs)
        else:
            yield str(value) if value is not None else None


def _name(row: Resource) -> Link:
    return Link((row.name or row.address.key)[-1], "", str(row.attrs.get("description", "")))


def _team(org: Org, key: str) -> str:
    """A team as its own manifest writes it."""
    team = org.state.get(org.address("team", key))
    return (team.name or (key,))[-1] if team else key


def _subject(org: Org, subject: str, level: str) -> Link:
    """Whom something was given to: a person of the org by name, a team by its own, everybody as the word says."""
    if subject in org.statuses:
        return Link(org.named(subject), org.href(subject), level)
    prefix, colon, name = subject.partition(":")
    if subject != EVERYONE and colon and prefix == "team":
        return Link(f"{org.platform.term('team')} {_team(org, name)}", "", level)
    return Link(subject.replace(":", " ", 1), "", level)
