"""What must stay is put into desired before the diff, so the diff has no conditionals.

Four reasons to keep a resource that no manifest declares, in this order:

* its section is not managed: nothing of that kind is touched;
* its section is managed for the first time: it is *adopted*, that is marked, shown and left alone (R8, T100);
* it was adopted once, and no allowance names its removal;
* it is a person, and on this platform people are not deleted but leave: they get the platform's leaving attributes.

Nothing of this holds for people who have departed, who leave whatever a section says, nor for what is declared with a
last day that is over. What no manifest can declare (``recorded`` kinds) is in no section, so it is never managed and stays.

A kept resource keeps what hangs below it. A resource whose referent goes (a place of a member who is deleted) goes
too, whatever its section says. To add a reason: one branch in :func:`_kept`, with its story.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from reconciler.canonical import Attrs
from reconciler.kinds import EVERYONE, SUBJECT, Shape, creation_rank, kinds
from reconciler.model import Address, Resource, State
from reconciler.vocabulary import Platform

MANAGES = "manages"
"""The attribute that lists the declared sections of a resource, sorted."""

ADOPTED = "adopted"
"""The attribute that marks what was there when its section began to be managed."""


def keep(
    desired: State,
    actual: State,
    platform: Platform,
    *,
    prune_adopted: bool = False,
    departed: frozenset[str] = frozenset(),
    ended: Collection[Address] = (),
) -> State:
    """*desired* plus everything of *actual* that must stay.

    *departed* are the keys of people who leave in any case; *ended* is what is declared and over.
    """
    undeclared = [address for address in actual.resources if address not in desired.resources]
    if not undeclared:
        return desired
    whole = dict(desired.resources)
    keeper = _Keeper(desired, actual, platform, prune_adopted, departed, ended)
    for address in sorted(undeclared, key=lambda address: (creation_rank(address.kind), address)):
        attrs = keeper.kept(address, whole)
        if attrs is not None:
            stored = actual[address]
            whole[address] = stored if attrs is stored.attrs else stored._replace(attrs=attrs)
    return State(whole)


def parent_of(address: Address, shape: Shape) -> Address | None:
    """The address a resource hangs on; None for an org."""
    if not shape.parent:
        return None
    return Address(address.platform, address.org, shape.parent, address.key[:-1])


def referent_of(address: Address, shape: Shape) -> Address | None:
    """The address a resource's own key names, if its kind refers by key to something in the org."""
    target = shape.refers.get("")
    if target == SUBJECT:
        return subject_of(address)
    return Address(address.platform, address.org, target, address.key[-1:]) if target else None


def subject_of(address: Address) -> Address | None:
    """Whom a grant is given to: a member, a team or the org itself; None for everyone and for other orgs."""
    subject = address.key[-1]
    kind, colon, name = subject.partition(":")
    if kind == "org" and colon:
        return Address(address.platform, address.org, "org") if name == address.org else None
    if subject == EVERYONE:
        return None
    return Address(address.platform, address.org, kind if colon else "member", (name or subject,))


def person_of(address: Address) -> str | None:
    """The key of the person a resource is, hangs on, or is given to; None if it is nobody's."""
    shape = kinds()[address.kind]
    if shape.person or (shape.parent and kinds()[shape.parent].person):
        return address.key[0]
    whom = referent_of(address, shape)
    return whom.key[0] if whom is not None and kinds()[whom.kind].person else None


class _Keeper:
    """Answers for one org what an undeclared resource becomes. Asked parents first."""

    def __init__(
        self,
        desired: State,
        actual: State,
        platform: Platform,
        prune_adopted: bool,
        departed: frozenset[str],
        ended: Collection[Address],
    ) -> None:
        self.desired = desired
        self.actual = actual
        self.platform = platform
        self.prune_adopted = prune_adopted
        self.departed = departed
        self.ended = ended

    def kept(self, address: Address, whole: Mapping[Address, Resource]) -> Attrs | None:
        """The attributes under which *address* stays, or None if it goes."""
        shape = kinds()[address.kind]
        stored = self.actual[address]
        parent = parent_of(address, shape)
        referent = referent_of(address, shape)
        if parent is None or parent not in whole or (referent is not None and referent not in whole):
            return None
        if shape.person and address.key[-1] in self.departed:
            return self._leaver(stored.attrs)
        if parent not in self.desired or not manages(self.desired[parent].attrs, shape.section):
            return stored.attrs
        if not self.prune_adopted and address not in self.ended:
            if not managed_before(self.actual, parent, shape.section):
                return {**stored.attrs, ADOPTED: True}
            if stored.attrs.get(ADOPTED):
                return stored.attrs
        return self._leaver(stored.attrs) if shape.person else None

    def _leaver(self, attrs: Attrs) -> Attrs | None:
        """What is left of a person who leaves: nothing, or the row with the platform's leaving attributes."""
        if self.platform.left(attrs):
            return attrs
        return self.platform.without(attrs) if self.platform.leaving.set else None


def manages(attrs: Attrs, section: str) -> bool:
    """Whether a resource with these attributes declares *section*."""
    return section in _sections(attrs)


def managed_before(actual: State, owner: Address, section: str) -> bool:
    """Whether the stored state already managed *section* of *owner*, and everything above it."""
    stored = actual.get(owner)
    if stored is None or not manages(stored.attrs, section) or stored.attrs.get(ADOPTED):
        return False
    shape = kinds()[owner.kind]
    parent = parent_of(owner, shape)
    return parent is None or managed_before(actual, parent, shape.section)


def _sections(attrs: Attrs) -> Any:
    return attrs.get(MANAGES, ())
