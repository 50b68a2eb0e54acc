"""Organizations to measure with, made from a seed: the same arguments give the same bytes on every machine.

A member has a role, two places in teams and two levels of experience on average, about 220 bytes. Each org can be laid
out as ``teams``, a file for each team of twenty with its people and its places, or as ``one``, a single file; and in three
versions: ``base``, and with 1 % of all members one level higher, ``clustered`` (in as few files as hold them) or
``scattered`` evenly. Nothing here knows what is measured.

To add a layout: one function from an org to its files, named in :data:`LAYOUTS`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random

TEAM = 20
"""People whose home is one team."""
DOMAINS = ("axons", "cilia", "dendrites", "glia", "membranes", "mitochondria", "nuclei", "somata", "spines", "synapses")
FIRST = ("Ada", "Barbara", "Dorothy", "Emmy", "Florence", "Grace", "Hedy", "Katherine", "Lise", "Mary", "Rosalind")
LAST = (
    "Anning",
    "Easley",
    "Franklin",
    "Hodgkin",
    "Hopper",
    "Johnson",
    "Lamarr",
    "Lovelace",
    "Meitner",
    "Noether",
    "Wu",
)

Files = Iterator[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Size:
    """So many orgs, each of so many members."""

    orgs: int
    members: int

    @classmethod
    def read(cls, text: str) -> Size:
        """``10k``: members of one org; ``1000x1000``: orgs times members."""
        orgs, _, members = text.replace("k", "000").rpartition("x")
        size = cls(int(orgs or 1), int(members))
        if size.orgs < 1 or size.members < 1:
            raise ValueError(f"nobody to measure with in {text}")
        return size

    @property
    def people(self) -> int:
        """Of all orgs together."""
        return self.orgs * self.members

    def __str__(self) -> str:
        return f"{self.members:,} members" + (f" in each of {self.orgs:,} orgs" if self.orgs > 1 else " in one org")


@dataclass(frozen=True, slots=True)
class Person:
    """A member, with roles by team and levels by domain."""

    email: str
    name: str
    role: str
    places: Mapping[int, str]
    levels: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Org:
    """Its people; those whose home is the same team stand together."""

    slug: str
    people: Sequence[Person]

    @property
    def teams(self) -> Iterator[tuple[str, Sequence[Person], Mapping[str, str]]]:
        """Each with the people whose home it is, and everybody's roles in it."""
        places: dict[int, dict[str, str]] = {number: {} for number in range(-(-len(self.people) // TEAM))}
        for one in self.people:
            for number, role in one.places.items():
                places[number][one.email] = role
        for number, roles in places.items():
            yield f"Team {number:04}", self.people[number * TEAM :][:TEAM], roles


def versions(size: Size) -> Mapping[str, range]:
    """Who is one level higher, by version; people are counted through all orgs."""
    one_percent = range(-(-size.people // 100))
    return {"base": range(0), "clustered": one_percent, "scattered": range(0, size.people, 100)}


def orgs(size: Size, higher: range = range(0), seed: int = 1) -> Iterator[Org]:
    """All orgs, one at a time."""
    for number in range(size.orgs):
        dice = Random(f"{seed}/{number}")  # noqa: S311 - nothing here is secret
        slug, teams, first = f"bench-{number:04}", -(-size.members // TEAM), number * size.members
        yield Org(slug, [_person(at, slug, teams, dice, first + at in higher) for at in range(size.members)])


def _person(at: int, slug: str, teams: int, dice: Random, higher: bool) -> Person:
    """The member at a position; only ``random()`` is asked, which is the same on every Python."""

    def below(bound: int) -> int:
        return int(dice.random() * bound)

    first, last, home = FIRST[below(len(FIRST))], LAST[below(len(LAST))], at // TEAM
    guest_in = {(home + 1 + below(teams - 1)) % teams: "member" for _ in range(below(3))}
    start = below(len(DOMAINS))
    levels = {DOMAINS[(start + step) % len(DOMAINS)]: 1 + below(10) for step in range(1 + below(3))}
    if higher:
        levels[DOMAINS[start]] += 1
    return Person(
        email=f"{first}.{last}.{at:06}@{slug}.example".lower(),
        name=f"{first} {last}",
        role={0: "admin", 1: "dataset_manager"}.get(at % 50, "member"),
        places=guest_in | {home: "member" if at % TEAM else "team_manager"},
        levels=levels,
    )


def team_files(org: Org) -> Files:
    """A file for the org itself, and one for each team."""
    yield f"{org.slug}/org.yaml", _head(org)
    for name, people, roles in org.teams:
        text = [f"org: {org.slug}\nmembers:\n", *_members(people), "teams:\n", *_places(name, roles)]
        yield f"{org.slug}/{name.lower().replace(' ', '-')}.yaml", "".join(text)


def one_file(org: Org) -> Files:
    """Everything in one file."""
    places = [line for name, _, roles in org.teams for line in _places(name, roles)]
    yield f"{org.slug}.yaml", "".join([_head(org), "members:\n", *_members(org.people), "teams:\n", *places])


LAYOUTS: Mapping[str, Callable[[Org], Files]] = {"teams": team_files, "one": one_file}


def _head(org: Org) -> str:
    return f"org: {org.slug}\nplatform: webknossos\nowner: {org.people[0].email}\nexperience_domains: [{', '.join(DOMAINS)}]\n"


def _members(people: Sequence[Person]) -> Iterator[str]:
    for one in people:
        levels = ", ".join(f"{domain}: {level}" for domain, level in one.levels.items())
        yield f"  {one.email}: {{name: {one.name}, role: {one.role}, experience: {{{levels}}}}}\n"


def _places(name: str, roles: Mapping[str, str]) -> Iterator[str]:
    yield f"  {name}:\n    members:\n"
    for email, role in roles.items():
        yield f"      {email}: {role}\n"


def write(folder: Path, layout: str, size: Size, higher: range, seed: int) -> None:
    """All orgs as files in a folder."""
    for org in orgs(size, higher, seed):
        for name, text in LAYOUTS[layout](org):
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)
