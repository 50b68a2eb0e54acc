"""One org as the site is given it: its rows, its log, what is known of it besides; and where its things stand.

Made by whoever reads a store. The log is a function, because it may be long: each page that wants it reads it once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Protocol

from reconciler.access import Reach
from reconciler.canonical import Attrs
from reconciler.dates import UTC, day_of
from reconciler.facts import Fact, FactQuery, Totals
from reconciler.lifecycle import status
from reconciler.model import Address, AuditEntry, OrgKey, Resource, Run, State
from reconciler.site.blocks import paged
from reconciler.vocabulary import Platform, load

PEOPLE = 500
"""How many people one page lists."""


class Observed(Protocol):
    """Whoever keeps facts; every store does."""

    def facts(self, query: FactQuery) -> Iterator[Fact]:
        """Rows, by date."""
        ...

    def totals(self, query: FactQuery, by: Sequence[str]) -> Iterator[Totals]:
        """Rows added up."""
        ...


class Nothing:
    """Nothing was observed."""

    def facts(self, query: FactQuery) -> Iterator[Fact]:
        """No rows."""
        return iter(())

    def totals(self, query: FactQuery, by: Sequence[str]) -> Iterator[Totals]:
        """Likewise."""
        return iter(())


@dataclass(frozen=True)
class Org:
    """An org at the moment ``at``. ``folder`` is where its pages are.

    ``shown`` gives people their pseudonyms. Lists are in the order of what is shown: an order of hidden names would give them away.
    """

    key: OrgKey
    folder: str
    state: State
    at: str
    serial: int = 0
    runs: Sequence[Run] = ()
    log: Callable[[], Iterator[AuditEntry]] = field(default=lambda: iter(()))
    observed: Observed = field(default=Nothing())
    shown: Callable[[str], str] = str

    def facts(self, kind: str) -> Iterator[Any]:
        """What was observed until the moment of the site, oldest first."""
        return self.observed.facts(FactQuery(self.key, kind, until=self.at))

    def totals(self, kind: str, *by: str, since: str = "") -> Iterator[Totals]:
        """The same, added up."""
        return self.observed.totals(FactQuery(self.key, kind, since=since, until=self.at), by)

    @cached_property
    def platform(self) -> Platform:
        """Its vocabulary."""
        return load(self.key.partition("/")[0])

    def address(self, kind: str, *key: str) -> Address:
        """The address of a thing in it."""
        platform, _, slug = self.key.partition("/")
        return Address(platform, slug, kind, key)

    @property
    def slug(self) -> str:
        """Its name in addresses."""
        return self.key.partition("/")[2]

    @cached_property
    def attrs(self) -> Attrs:
        """Its own settings."""
        row = self.state.get(self.address("org"))
        return row.attrs if row is not None else {}

    @property
    def title(self) -> str:
        """Its display name; its slug where it has none."""
        return str(self.attrs.get("name") or self.slug)

    @cached_property
    def today(self) -> str:
        """The day it is there."""
        return day_of(self.at, str(self.attrs.get("timezone", UTC)))

    @cached_property
    def by_kind(self) -> dict[str, list[Resource]]:
        """Its rows by kind, each in order of the addresses as they are shown."""
        found: dict[str, list[Resource]] = {}
        for resource in self.state.values():
            found.setdefault(resource.address.kind, []).append(resource)
        for rows in found.values():
            rows.sort(key=lambda resource: self.order(resource.address.key))
        return found

    def order(self, names: Iterable[str]) -> tuple[str, ...]:
        """What rows of these names are sorted by."""
        return tuple(map(self.shown, names))

    def rows(self, kind: str) -> list[Resource]:
        """The rows of a kind."""
        return self.by_kind.get(kind, [])

    @cached_property
    def reach(self) -> Reach:
        """Who can reach what."""
        return Reach(self.state, self.platform)

    @cached_property
    def statuses(self) -> dict[str, str]:
        """How far each person has come in, by key, in the order of the keys."""
        return {r.address.key[0]: status(r.address, self.state, self.platform, self.at) for r in self.rows("member")}

    @cached_property
    def _places(self) -> dict[str, int]:
        return {person: number for number, person in enumerate(self.statuses)}

    def href(self, person: str) -> str:
        """Where a person's row stands, from any page of this org; empty for who is none of it."""
        number = self._places.get(person)
        return "" if number is None else f"{paged('people', number // PEOPLE + 1)}#{anchor(number)}"

    def named(self, person: str) -> str:
        """What a person is called: by name, or as the platform knows them."""
        row = self.state.get(self.address("member", person))
        if row is None:
            return person
        return str(row.attrs.get("name") or (row.name or row.address.key)[-1])

    def has(self, kind: str) -> bool:
        """Whether its platform knows such a thing."""
        return kind not in self.platform.absent


def anchor(number: int) -> str:
    """The name of a person's row inside its page: a number, so that no name is ever a part of an address."""
    return f"p{number + 1}"
