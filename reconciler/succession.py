"""Who takes over: when somebody leaves who alone was admin of a thing, the member's ``replacement`` becomes its admin.

Only where nobody declares who has access to the thing: a declared section says itself who is admin there, and the guard
``sole-admin`` refuses a plan that leaves none (E6, S2-26). The new grant is a gain, so it comes before the removal.
"""

from __future__ import annotations

from collections.abc import Iterator

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
    for address in orphaned(whole, actual, platform):
        heir = gone.get(subject_of(address) or address)
        thing = parent_of(address, kinds()[address.kind])
        if heir is not None and thing is not None and not manages(whole[thing].attrs, kinds()[address.kind].section):
            own = address._replace(key=(*address.key[:-1], heir))
            name = actual[address].name[:-1]
            found[own] = Resource(own, {"level": actual[address].attrs["level"]}, (*name, heir) if name else ())
    return State(found)


def orphaned(after: State, before: State, platform: Platform) -> Iterator[Address]:
    """The admin grants of people who leave, on things that stay and would have no admin afterwards."""
    kept = {parent_of(a, kinds()[a.kind]) for a, r in after.items() if _keeps(a, r, platform)}
    for address in sorted(before):
        resource = before[address]
        if address.kind in platform.keepers and _keeps(address, resource, platform):
            person, thing = subject_of(address), parent_of(address, kinds()[address.kind])
            leaves = person is not None and person.kind == "member" and person in before and person not in after
            if leaves and thing in after and thing not in kept:
                yield address


def _keeps(address: Address, resource: Resource, platform: Platform) -> bool:
    return address.kind in platform.keepers and resource.attrs.get("level") in platform.keepers[address.kind]
