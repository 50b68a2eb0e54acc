"""What comes by itself, day by day: the first and last days that manifests speak of. No store, no clock.

Whatever has a date is listed on the very day that is written: it is there on both its first and its last day. To list
another date: one line in the function it belongs to.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import NamedTuple

from reconciler.canonical import sha256
from reconciler.dates import days_later
from reconciler.desired import Desired, DesiredOrg
from reconciler.errors import NOWHERE, Source
from reconciler.kinds import kinds
from reconciler.model import Address, OrgKey
from reconciler.vocabulary import load

FIRST, LAST = "first day", "last day"


class Occasion(NamedTuple):
    """One date: the day, whether it is the first or the last, in which org (empty: everywhere), of what."""

    day: str
    what: str
    org: OrgKey
    subject: str
    address: str = ""
    source: Source = NOWHERE

    @property
    def uid(self) -> str:
        """A name that stays when the day is moved."""
        return sha256("\n".join((self.what, self.org, self.address or self.subject)))[:32]


def occasions(desired: Desired, first: str, days: int, orgs: Collection[OrgKey] = ()) -> list[Occasion]:
    """Everything dated in the *days* from *first* on, in order; of *orgs* only, if there are any."""
    end = days_later(first, days) or "9999-12-32"
    chosen = {key: org for key, org in desired.orgs.items() if not orgs or key in orgs}
    every = [occasion for org in chosen.values() for occasion in _of_org(org)]
    every += _departures(desired, chosen, everybody=not orgs)
    every += _allowances(desired, chosen, every_one=not orgs)
    return sorted(each for each in every if first <= each.day < end)


def _of_org(org: DesiredOrg) -> Iterator[Occasion]:
    platform = load(org.org.partition("/")[0])
    for resource in org.presence.dated:
        address = resource.address
        subject = f"{platform.term(address.kind)} {' / '.join(resource.name or address.key)}"
        for what, field in ((FIRST, "starts"), (LAST, "expires")):
            if field in resource.attrs:
                yield Occasion(str(resource.attrs[field]), what, org.org, subject, str(address), resource.source)
    for address, resource in org.state.items():
        plan = resource.attrs.get("plan")
        if isinstance(plan, Mapping) and "paid_until" in plan:
            yield Occasion(str(plan["paid_until"]), LAST, org.org, "the plan, as paid", str(address), resource.source)


def _departures(desired: Desired, chosen: Mapping[OrgKey, DesiredOrg], *, everybody: bool) -> Iterator[Occasion]:
    """The last day of each person, once, under the first of their names."""
    told: set[int] = set()
    members = {
        address.key[0]
        for org in chosen.values()
        for address in (*org.state, *org.presence.ended)
        if _is_person(address)
    }
    for key, person in desired.people.known.items():
        if id(person) in told or not person.departed:
            continue
        told.add(id(person))
        if everybody or not members.isdisjoint(desired.people.names(key)):
            yield Occasion(person.departed, LAST, "", f"{key}, everywhere")


def _is_person(address: Address) -> bool:
    return kinds()[address.kind].person


def _allowances(desired: Desired, chosen: Mapping[OrgKey, DesiredOrg], *, every_one: bool) -> Iterator[Occasion]:
    known = {name: key for key in desired.orgs for name in (key, key.partition("/")[2])}
    for allowance in desired.allowances:
        org = known.get(allowance.org, allowance.org)
        if every_one or org in chosen:
            subject = f"allowance {allowance.guard}, up to {allowance.up_to}: {allowance.reason}"
            yield Occasion(allowance.until, LAST, org, subject, source=allowance.source)
