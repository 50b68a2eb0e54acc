"""The nouns: addresses, resources, states, changes, plans and audit entries.

Everything here is frozen data and knows only how to name itself, compare itself and print its address. Nothing here
reads, decides, renders or writes; no field is a function, so every value can be saved and shown by another process.

The one idea: whatever can be given or taken is its own :class:`Resource` with its own :class:`Address`. A state is a
set of them, and *desired* and *actual* are the same type.
"""

from __future__ import annotations

import re
from collections.abc import ItemsView, Iterable, Iterator, Mapping, ValuesView
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from typing import NamedTuple
from urllib.parse import quote, unquote

from reconciler.canonical import Attrs, Json, canonical, sha256
from reconciler.errors import NOWHERE, Severity, Source

_READABLE = "@+:,=~!$&'()*"
_AS_IT_IS = re.compile(r"[A-Za-z0-9@._\-]+", re.ASCII)

OrgKey = str
"""``platform/slug``: names one organization, begins every primary key, and is what a transaction is about."""


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
        return "/".join([self.kind, *map(_quoted, self.key)])

    def __str__(self) -> str:
        return f"{self.platform}/{self.org}/{self.path}"

    @classmethod
    def parse(cls, text: str) -> Address:
        """The inverse of ``str``. Raises ValueError for text that no address prints."""
        platform, org, kind, *key = text.split("/")
        return cls(platform, org, kind, tuple(map(unquote, key)))


def _quoted(part: str) -> str:
    """Percent-quoted, so that a name with a slash stays one part; nearly all names are as they are."""
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

    def values(self) -> ValuesView[Resource]:
        """Likewise."""
        return self.resources.values()

    @cached_property
    def digest(self) -> str:
        """SHA-256 over the sorted addresses and attributes: equal states, equal digests, on every store."""
        rows: list[Json] = [[*address[:3], *address[3], self.resources[address].attrs] for address in sorted(self)]
        return sha256(canonical(rows))


EMPTY = State()


def spelled(address: Address, *states: State) -> str:
    """The name of a resource as people wrote it, in the first state that has it; else its key."""
    found = next((state[address] for state in states if address in state), None)
    return (found.name if found is not None and found.name else address.key or (address.org,))[-1]


class Action(StrEnum):
    """What happens to a resource; derived from which sides of a change exist."""

    CREATE = "create"
    UPDATE = "update"
    DELETE = "delete"


class Mode(StrEnum):
    """How a platform carries a change out; read from its vocabulary's routes, printed in every plan."""

    DIRECT = "direct"
    INVITE = "invite"
    PROMOTE = "promote"
    RECREATE = "recreate"
    MANUAL = "manual"
    SUPPORT = "support"
    UNSUPPORTED = "unsupported"


class Cause(StrEnum):
    """Why a change is in the plan."""

    REQUESTED = "requested"
    DRIFT = "drift"
    SCHEDULED = "scheduled"
    CONFLICT = "conflict"


class Outcome(StrEnum):
    """What became of a change, or of a whole org, in an apply."""

    DONE = "done"
    ALREADY = "already"
    REFUSED = "refused"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Change:
    """One step: the attributes before and after. Two equal sides cannot be constructed."""

    address: Address
    before: Attrs | None
    after: Attrs | None
    mode: Mode = Mode.DIRECT
    cause: Cause = Cause.REQUESTED
    name: tuple[str, ...] = ()
    source: Source = NOWHERE

    def __post_init__(self) -> None:
        if self.before == self.after:
            raise ValueError(f"a change needs two different sides: {self.address}")

    @property
    def action(self) -> Action:
        """Create, update or delete; never stored, so it cannot disagree with the sides."""
        if self.before is None:
            return Action.CREATE
        return Action.DELETE if self.after is None else Action.UPDATE


class Head(NamedTuple):
    """What a store knows of an org without reading its rows.

    ``serial`` counts applies; ``digest`` is the state's; ``size`` counts audit entries; ``frontier`` holds the roots
    of the complete subtrees of the audit tree, largest first (see ``ledger``).
    """

    org: OrgKey
    serial: int
    digest: str
    size: int = 0
    frontier: tuple[str, ...] = ()


class Allowance(NamedTuple):
    """A reviewed, bounded, dated permission to pass one guard in one org (R7). ``until`` is an inclusive UTC date."""

    org: str
    guard: str
    up_to: int
    reason: str
    until: str
    source: Source = NOWHERE


@dataclass(frozen=True, slots=True)
class GuardResult:
    """What a guard found: how many of what it counts, the limit, and the allowance that lets it pass, if any."""

    guard: str
    severity: Severity
    count: int
    limit: int
    message: str
    addresses: tuple[str, ...] = ()
    allowed_by: Allowance | None = None

    @property
    def refuses(self) -> bool:
        """Whether the plan of this org may not be applied."""
        return self.severity is Severity.ERROR and self.allowed_by is None


class AccessChange(NamedTuple):
    """The level one person (or everyone, or another org) has on one thing, in effect, before and after a plan.

    Equal levels say that a path was lost, not the access; empty is none. ``thing`` is an address' path, ``name`` its name.
    """

    person: str
    thing: str
    before: str
    after: str
    via: tuple[str, ...] = ()
    name: str = ""


@dataclass(frozen=True)
class OrgPlan:
    """What would happen to one org, computed against one state of it.

    ``serial`` and ``digest`` name that state; ``limits`` are the org's own for the guards; ``access`` is what it all means.
    """

    org: OrgKey
    serial: int
    digest: str
    changes: tuple[Change, ...] = ()
    guards: tuple[GuardResult, ...] = ()
    allowances: tuple[Allowance, ...] = ()
    limits: Mapping[str, int] = field(default_factory=dict)
    access: tuple[AccessChange, ...] = ()

    @property
    def refusals(self) -> tuple[GuardResult, ...]:
        """The guard results that forbid an apply."""
        return tuple(result for result in self.guards if result.refuses)


@dataclass(frozen=True)
class Header:
    """Who made a plan, when, from what, and who asked for the change. Sealed, but not part of the plan's name."""

    lineage: str
    created: str
    expires: str
    actor: str
    tool: str
    manifests: str = ""
    commit: str = ""
    policy: str = ""
    asked_by: str = ""


@dataclass(frozen=True)
class Plan:
    """Ordered changes, org by org, with the states they were computed from and what the guards said."""

    header: Header
    orgs: tuple[OrgPlan, ...] = ()

    @property
    def changes(self) -> tuple[Change, ...]:
        """All changes of all orgs, in the order of the plan."""
        return tuple(change for org in self.orgs for change in org.changes)

    @property
    def empty(self) -> bool:
        """Whether there is nothing to do."""
        return not any(org.changes for org in self.orgs)

    @property
    def refusals(self) -> tuple[GuardResult, ...]:
        """All guard results that forbid an apply, of all orgs."""
        return tuple(result for org in self.orgs for result in org.refusals)


class AuditEntry(NamedTuple):
    """The record of one change of one apply. ``seq`` counts from 1 in its org, without gaps; ``hash`` is its leaf.

    Only entries with outcome done or already exist: a refusal leaves no entry, because it changes nothing.
    """

    org: OrgKey
    seq: int
    run: str
    plan: str
    at: str
    actor: str
    address: Address
    action: Action
    mode: Mode
    cause: Cause
    outcome: Outcome
    before: Attrs | None
    after: Attrs | None
    name: tuple[str, ...] = ()
    commit: str = ""
    hash: str = ""


class Run(NamedTuple):
    """One attempt to apply one org: who, when, what became of it. Refused and failed attempts are kept too."""

    org: OrgKey
    run: str
    plan: str
    at: str
    actor: str
    commit: str
    outcome: Outcome
    serial: int = 0
    before: str = ""
    after: str = ""
    size: int = 0
    root: str = ""
    note: str = ""
