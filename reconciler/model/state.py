"""Addresses, resources and states: what is declared or stored, and under which name."""

from __future__ import annotations

import re
from collections.abc import Callable, ItemsView, Iterable, Iterator, Mapping, Sequence, ValuesView
from dataclasses import dataclass, field
from functools import cached_property, lru_cache, wraps
from operator import itemgetter
from typing import Any, NamedTuple, TypeVar, cast
from urllib.parse import quote, unquote

from reconciler.canonical import Attrs, Json, canonical_list, sha256_of
from reconciler.errors import NOWHERE, Source
from reconciler.model.orgs import OrgKey

_READABLE = "@+:,=~!$&'()*"
_AS_IT_IS = re.compile(r"[A-Za-z0-9@._\-]+", re.ASCII)


class Address(NamedTuple):
    """The identity of a resource. ``key`` holds identity keys, outermost first: a place in a team is (team, member)."""

    platform: str
    org: str
    kind: str
    key: tuple[str, ...] = ()

    @property
    def org_key(self) -> OrgKey:
        """``platform/org``."""
        return f"{self.platform}/{self.org}"

    @property
    def path(self) -> str:
        """The address inside its org: ``membership/Segmentation/ada@brainlab.example``."""
        return "/".join([self.kind, *map(as_part, self.key)])

    def __str__(self) -> str:
        return f"{self.platform}/{self.org}/{self.path}"

    @classmethod
    def parse(cls, text: str) -> Address:
        """The inverse of ``str``. Raises ValueError for text that no address prints."""
        platform, org, kind, *key = text.split("/")
        return cls(platform, org, kind, tuple(map(unquote, key)))


@lru_cache(1 << 16)
def as_part(part: str) -> str:
    """A part of a key as a path has it: percent-quoted, so that a name with a slash stays one part; nearly all names are as they are."""
    return part if _AS_IT_IS.fullmatch(part) else quote(part, safe=_READABLE)


class Resource(NamedTuple):
    """One thing that is declared or stored.

    ``attrs`` is normalised JSON: every attribute of the kind that differs from "nothing said". ``name`` is the key as
    people wrote it, ``source`` where; neither is part of equality, so case and place alone are never a change.
    """

    address: Address
    attrs: Attrs
    name: tuple[str, ...] = ()
    source: Source = NOWHERE

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Resource) and self.address == other.address and self.attrs == other.attrs

    def __ne__(self, other: object) -> bool:
        return not self == other

    def __hash__(self) -> int:
        return hash(self.address)


@dataclass(frozen=True)
class State(Mapping[Address, Resource]):
    """Resources by address. Desired and actual are both this; so are the states before and after a plan."""

    resources: Mapping[Address, Resource] = field(default_factory=dict)

    @classmethod
    def of(cls, resources: Iterable[Resource]) -> State:
        """The state that holds *resources*; a later one replaces an earlier one of the same address."""
        return cls({resource.address: resource for resource in resources})

    def __getitem__(self, address: Address) -> Resource:
        return self.resources[address]

    def __iter__(self) -> Iterator[Address]:
        return iter(self.resources)

    def __len__(self) -> int:
        return len(self.resources)

    def __contains__(self, address: object) -> bool:
        return address in self.resources

    def items(self) -> ItemsView[Address, Resource]:
        """The dictionary's own view; the inherited one looks every address up again."""
        return self.resources.items()

    def get(self, address: Address, default: Resource | None = None) -> Resource | None:  # type: ignore[override]
        """Likewise; the inherited one raises and catches an error for each address that is not there."""
        return self.resources.get(address, default)

    def values(self) -> ValuesView[Resource]:
        """Likewise."""
        return self.resources.values()

    @cached_property
    def by_kind(self) -> Mapping[str, Sequence[Resource]]:
        """The resources by their kind, in the order of the state; a kind that has none is not in it."""
        found: dict[str, list[Resource]] = {}
        for address, resource in self.resources.items():
            if (several := found.get(address.kind)) is None:
                several = found[address.kind] = []
            several.append(resource)
        return found

    def of_kind(self, kind: str) -> Sequence[Resource]:
        """The resources of one kind, in the order of the state."""
        return self.by_kind.get(kind, ())

    @cached_property
    def found(self) -> dict[str, Any]:
        """What functions that are asked once of each state have answered (see :func:`once_of_each_state`)."""
        return {}

    def __getstate__(self) -> dict[str, Any]:
        """What is folded up with a state: what was found of it goes along, what is large and soon made again does not."""
        return {"resources": self.resources, "found": self.found}

    @cached_property
    def digest(self) -> str:
        """SHA-256 over the sorted addresses and attributes: equal states, equal digests, on every store."""
        resources = sorted(self.values(), key=itemgetter(0))
        rows: Iterator[Json] = (
            [platform, org, kind, *key, attrs] for (platform, org, kind, key), attrs, _, _ in resources
        )
        return sha256_of(canonical_list(rows))


Answer = TypeVar("Answer")


def once_of_each_state(function: Callable[[State], Answer]) -> Callable[[State], Answer]:
    """A function of a state and of nothing else, whose answer is kept with the state: neither ever changes.

    What is declared is judged twice, alone and with the store, and mostly that is one state. Keep small answers only.
    """
    name = f"{function.__module__}.{function.__qualname__}"

    @wraps(function)
    def answer(state: State) -> Answer:
        if name not in state.found:
            state.found[name] = function(state)
        return cast(Answer, state.found[name])

    return answer


EMPTY = State()


def spelled(address: Address, *states: State) -> str:
    """The name of a resource as people wrote it, in the first state that has it; else its key."""
    found = next((state[address] for state in states if address in state), None)
    return (found.name if found is not None and found.name else address.key or (address.org,))[-1]
