"""Who takes over: when somebody leaves who alone was admin of a thing, the member's ``replacement`` becomes its admin.

Only where nobody declares who has access to the thing: a declared section says itself who is admin there, and the guard
``sole-admin`` refuses a plan that leaves none (E6, S2-26). The new grant is a gain, so it comes before the removal.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from reconciler.keep import manages, parent_of, subject_of
from reconciler.kinds import kinds
from reconciler.model import Address, Resource, State
from reconciler.vocabulary import Platform


def succeeded(whole: State, actual: State, platform: Platform) -> State:
    """*whole* with the grants that replacements of leavers need; a replacement who leaves too gets none."""
    heirs = {address: str(r.attrs["replacement"]) for address, r in actual.items() if "replacement" in r.attrs}
    gone = {a: heir for a, heir in heirs.items() if a not in whole and a._replace(key=(heir,)) in whole}
    if not gone:
        return whole
    found = {**whole.resources}
    for address, person in orphaned(whole, actual, platform):
        heir = gone.get(person)
        thing = parent_of(address, kinds()[address.kind])
        if heir is not None and thing is not None and not manages(whole[thing].attrs, kinds()[address.kind].section):
            own = address._replace(key=(*address.key[:-1], heir))
            name = actual[address].name[:-1]
            found[own] = Resource(own, {"level": actual[address].attrs["level"]}, (*name, heir) if name else ())
    return State(found)


def orphaned(after: State, before: State, platform: Platform) -> Iterator[tuple[Address, Address]]:
    """The admin grants on things that stay and would have no admin afterwards, with the people behind them who leave.

    A group is as many admins as it has members: an empty one keeps nothing, and its last member may be the sole admin.
    """
    if not platform.keepers or not any(address.kind == "member" and address not in after for address in before):
        return
    stay = _members_by_team(after)
    kept = {
        parent_of(a, kinds()[a.kind]) for a, r in after.items() if _keeps(a, r, platform) and _behind(a, after, stay)
    }
    were = _members_by_team(before)
    for address in sorted(a for a, r in before.items() if _keeps(a, r, platform)):
        thing = parent_of(address, kinds()[address.kind])
        if thing in after and thing not in kept:
            yield from ((address, person) for person in _behind(address, before, were) if person not in after)


def _keeps(address: Address, resource: Resource, platform: Platform) -> bool:
    return address.kind in platform.keepers and resource.attrs.get("level") in platform.keepers[address.kind]


def _members_by_team(state: State) -> dict[str, list[Address]]:
    found: dict[str, list[Address]] = {}
    for address in sorted(a for a in state if a.kind == "membership"):
        found.setdefault(address.key[0], []).append(address._replace(kind="member", key=address.key[1:]))
    return found


def _behind(grant: Address, state: State, in_team: Mapping[str, list[Address]]) -> list[Address]:
    """The people of this org whom a grant is for; a grant to everyone, or to an org, makes nobody its admin."""
    subject = subject_of(grant)
    if subject is None or subject.kind == "org":
        return []
    people = in_team.get(subject.key[0], []) if subject.kind == "team" else [subject]
    return [person for person in people if person in state]
