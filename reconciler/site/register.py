"""What the pages about all orgs are made of: everybody, and everything that can be looked for; gathered org by org.

Of an org that was read no more is kept than is shown of it, so that a site of many large orgs needs the memory of one.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterator
from functools import cached_property
from typing import NamedTuple

from reconciler.site.blocks import Link
from reconciler.site.coming import Coming
from reconciler.site.org import Org
from reconciler.site.past import Past
from reconciler.site.things import KINDS

FEW = 5_000
"""So many entries are searched in one file; of more, each file has those in which a word begins with the same two letters."""
LETTERS = 2
_WORDS = re.compile(r"\w+")


class Summary(NamedTuple):
    """What the list of all orgs says of one."""

    title: str
    folder: str
    platform: str
    slug: str
    active: int
    waiting: int
    projects: int
    serial: int
    latest: str
    next: str


class Place(NamedTuple):
    """Somebody in one org: where the row stands, and what they are there."""

    person: str
    name: str
    org: int
    role: str
    status: str
    href: str


class Register:
    """Gathers what is said of all orgs together; people are in the order of what is ``shown`` of them."""

    def __init__(self, shown: Callable[[str], str] = str) -> None:
        self._shown = shown
        self.orgs: list[Summary] = []
        self.places: list[Place] = []
        self.things: list[tuple[str, str, int, str]] = []

    def add(self, org: Org, past: Past, coming: Coming) -> None:
        """Keep what is to be said of an org."""
        number = len(self.orgs)
        counts = [status for status in org.statuses.values() if status in ("active", "invited")]
        active = counts.count("active")
        following = coming.next[0] if coming.next else ""
        size = (active, len(counts) - active, len(org.rows("project")), org.serial)
        slug = org.slug if org.folder.endswith(f"/{org.slug}") else ""
        self.orgs.append(Summary(org.title, org.folder, org.platform.title, slug, *size, past.latest[:10], following))
        for person, status in org.statuses.items():
            role = org.platform.value("member", org.state[org.address("member", person)].attrs, "role")
            self.places.append(Place(person, org.named(person), number, str(role), status, org.href(person)))
        self.things += [(org.title, f"{org.platform.title} {org.platform.term('org')}", number, "index.html")]
        for kind in ("team", *KINDS):
            href = "teams.html" if kind == "team" else "projects.html"
            rows = org.rows(kind) if org.has(kind) else ()
            self.things += (((r.name or r.address.key)[-1], org.platform.term(kind), number, href) for r in rows)

    def by_person(self) -> Iterator[list[Place]]:
        """Everybody once, in order, with all their places."""
        self.places.sort(key=lambda place: (self._shown(place.person), place))
        here: list[Place] = []
        for place in self.places:
            if here and here[0].person != place.person:
                yield here
                here = []
            here.append(place)
        if here:
            yield here

    def link(self, place: Place) -> Link:
        """From the root of the site to somebody's row, with what they are there."""
        org = self.orgs[place.org]
        said = place.role if place.status == "active" else f"{place.role}, {place.status}"
        return Link(self.called[place.org], f"{org.folder}/{place.href}", said)

    @cached_property
    def called(self) -> list[str]:
        """What each org is called among all, when all are known: its title; where others have the same, also what tells it from them."""
        titles = Counter(org.title for org in self.orgs)
        places = Counter((org.title, org.platform) for org in self.orgs)
        return [
            org.title
            if titles[org.title] == 1
            else f"{org.title} ({org.platform})"
            if places[org.title, org.platform] == 1
            else f"{org.title} ({org.platform}, {org.folder})"
            for org in self.orgs
        ]

    def entries(self) -> Iterator[tuple[str, str, int, str]]:
        """Everything that can be found: its name, what it is or is known by, the org's number, and where it stands."""
        for place in self.places:
            yield place.name, place.person if place.person != place.name.casefold() else "", place.org, place.href
        yield from self.things


def beginnings(text: str) -> set[str]:
    """The first letters of each word of a text, without their marks, as the script does it: what the text is found by."""
    plain = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.category(c).startswith("M"))
    return {word[:LETTERS] for word in _WORDS.findall(plain.lower())}
