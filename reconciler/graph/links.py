"""The edges that one resource is, and the nodes at their ends: places in teams, grants, and the team of a thing.

Reads addresses and attributes alone, so that it serves a state and a change alike.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from reconciler.access import reachable_kinds
from reconciler.canonical import Attrs
from reconciler.graph import Layer, Node
from reconciler.keep import parent_of, referent_of, subject_of
from reconciler.kinds import EVERYONE, kinds
from reconciler.lookup import plural
from reconciler.model import Address
from reconciler.vocabulary import Platform

WORKS_ON = "works on"
"""What the team of a project has to do with it: no grant, but its members get the tasks."""
PLACE = "place"
"""What a place without a role of its own gives, where the role in the org is not known."""


class Link(NamedTuple):
    """One edge, with the addresses at its ends. A subject that is no resource has an address all the same."""

    source: Address
    target: Address
    label: str


def links(address: Address, attrs: Attrs, platform: Platform) -> Iterator[Link]:
    """The edges that a resource with these attributes is; none for most."""
    shape = kinds()[address.kind]
    parent = parent_of(address, shape)
    if address.kind in reachable_kinds():
        team = attrs.get("team")
        if isinstance(team, str):
            yield Link(address._replace(kind="team", key=(team,)), address, WORKS_ON)
    elif shape.grants and parent is not None and kinds()[parent.kind].person:
        thing = referent_of(address, shape)
        if thing is not None:
            yield Link(parent, thing, PLACE)
    elif shape.grants and parent is not None:
        yield Link(_subject(address), parent, str(platform.value(address.kind, attrs, "level")))
    elif shape.place and parent is not None:
        person = referent_of(address, shape)
        if person is not None:
            yield Link(person, parent, str(platform.value(address.kind, attrs, "role")))


def _subject(grant: Address) -> Address:
    """Whom a grant is for; everyone and other orgs are told apart by their key."""
    return subject_of(grant) or grant._replace(kind="org", key=grant.key[-1:])


def key_of(address: Address) -> str:
    """The key of a node: kind and name. Unquoted, because a stored name may hold what no quoting takes."""
    return "/".join((address.kind, *address.key))


def layer_of(address: Address) -> Layer:
    """Where a resource stands."""
    if kinds()[address.kind].person:
        return Layer.PEOPLE
    return Layer.THINGS if address.kind in reachable_kinds() else Layer.TEAMS


def node_of(
    address: Address, name: str, platform: Platform, *, note: str = "", sign: str = "", group: str = ""
) -> Node:
    """A resource, or a subject that is none, as a node; *name* is how people wrote it."""
    layer = layer_of(address)
    if layer is Layer.PEOPLE:
        label = name
    elif address.kind == "org":
        label = _org(address)  # no group: there are few, and each of them is many
    else:
        label = f"{platform.term(address.kind)} {name}"
        group = group or plural(platform.term(address.kind))
    return Node(key_of(address), layer, label, note, sign, group)


def _org(subject: Address) -> str:
    """The org as a whole, another one, or everyone."""
    if not subject.key:
        return f"org {subject.org}"
    return EVERYONE if subject.key[-1] == EVERYONE else subject.key[-1].replace(":", " ", 1)
