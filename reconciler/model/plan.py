"""Plans: ordered changes, org by org, with everything a reviewer and an apply have to know about them."""

from __future__ import annotations

import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from itertools import chain
from typing import NamedTuple

from reconciler.canonical import Json, canonical, canonical_list, sha256_of
from reconciler.errors import NOWHERE, Problem, Severity, Source
from reconciler.model.change import Change
from reconciler.model.orgs import OrgKey


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


@dataclass(frozen=True, slots=True)
class Requirement:
    """Who must agree to some of the changes: ``says`` to what, ``count`` how many of the people ``by``, sorted keys.

    ``holders`` says in words who they are; ``addresses`` are those of the changes.
    """

    says: str
    count: int
    by: tuple[str, ...] = ()
    holders: str = ""
    addresses: tuple[str, ...] = ()


@dataclass(frozen=True)
class OrgPlan:
    """What would happen to one org, computed against one state of it.

    ``serial`` and ``digest`` name that state; ``limits`` are the org's own for the guards; ``access`` is what it all means.
    ``approvals`` say who must agree; ``turns`` is the moment from which a date that passes makes it another plan, if any.
    """

    org: OrgKey
    serial: int
    digest: str
    changes: tuple[Change, ...] = ()
    guards: tuple[GuardResult, ...] = ()
    allowances: tuple[Allowance, ...] = ()
    limits: Mapping[str, int] = field(default_factory=dict)
    access: tuple[AccessChange, ...] = ()
    approvals: tuple[Requirement, ...] = ()
    turns: str = ""

    @property
    def refusals(self) -> tuple[GuardResult, ...]:
        """The guard results that forbid an apply."""
        return tuple(result for result in self.guards if result.refuses)

    @property
    def meant(self) -> Iterator[str]:
        """What it would do, in pieces of canonical JSON."""
        return (zlib.decompress(piece).decode() for piece in self._spelled)

    @cached_property
    def _spelled(self) -> tuple[bytes, ...]:
        """The same, once for all plans that hold it, and folded up: it takes as much room as what it is spelled from."""
        allowed: list[Json] = [[a.org, a.guard, a.up_to, a.until] for a in self.allowances]
        rest: dict[str, Json] = {"digest": self.digest, "limits": self.limits, "org": self.org, "serial": self.serial}
        begin, end = f'{{"allowances":{canonical(allowed)},"changes":', f",{canonical(rest)[1:]}"
        pieces = chain([begin], canonical_list(map(_meant, self.changes)), [end])
        return tuple(zlib.compress(piece.encode(), 1) for piece in pieces)


@dataclass(frozen=True)
class Header:
    """Who made a plan, when, from what, and who asked for the change. Sealed, but not part of the plan's name.

    ``asked_by`` are the names of one person, ``authors`` those of everybody who has written a commit since the base.
    ``base`` is the commit or folder whose manifests were compared with, ``planned_for`` the moment it is a preview of, if
    that is not ``created``, ``part_of`` the name of the plan it was taken from, ``learnt`` how the actor was learnt (``actors``).
    ``blind`` does go into the name: who does not have the plan cannot find out by trying what a name is of.
    """

    lineage: str
    created: str
    expires: str
    actor: str
    tool: str
    manifests: str = ""
    commit: str = ""
    policy: str = ""
    asked_by: str = ""
    authors: str = ""
    base: str = ""
    planned_for: str = ""
    part_of: str = ""
    learnt: str = ""
    blind: str = ""

    @property
    def at(self) -> str:
        """The moment, or the day, that the plan is of: when it was made, unless it is a preview."""
        return self.planned_for or self.created


@dataclass(frozen=True)
class Plan:
    """Ordered changes, org by org, with the states they were computed from and what the guards said.

    ``warnings`` are what was noticed while it was made: shown with it, never a reason to refuse it.
    """

    header: Header
    orgs: tuple[OrgPlan, ...] = ()
    warnings: tuple[Problem, ...] = ()

    @cached_property
    def name(self) -> str:
        """The SHA-256 that names what the plan would do, and its blind; whoever shows, saves or applies a plan asks for it."""
        blind = f'"blind":{canonical(self.header.blind)},' if self.header.blind else ""
        return sha256_of(chain([f"{{{blind}"], self.meant))

    @property
    def meant(self) -> Iterator[str]:
        """What it would do, in pieces of canonical JSON behind the first ``{``: an object whose first key comes after ``blind``."""
        yield f'"lineage":{canonical(self.header.lineage)},"orgs":['
        for number, org in enumerate(self.orgs):
            yield from chain([","] if number else [], org.meant)
        yield "]}"

    @cached_property
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


def _meant(change: Change) -> list[Json]:
    """What a change would do, without where it was written. A name counts where it is all that changes."""
    moved: list[Json] = [] if change.previous is None else [str(change.previous), list(change.name)]
    return [str(change.address), change.before, change.after, change.mode, change.cause, *moved]
