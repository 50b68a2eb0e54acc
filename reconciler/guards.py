"""Refusals of correct plans: named, numbered, and each with its own bounded allowance. There is no ``--force``.

A rule judges a *state* ("a place is given to a member"); a guard judges a *change of* state ("eleven people would
go"). Guards run when a plan is made and again inside the apply's transaction, with the policy of that moment.
Removals are counted over a rolling window of the audit log too, because a percentage can be sliced (H6).

To add a guard: one function that yields :class:`GuardResult`, its name in :data:`GUARDS`, a line in ``docs``, and a
story that makes it fire.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from pydantic import BaseModel, ConfigDict, NonNegativeInt

from reconciler.errors import Severity
from reconciler.keep import ADOPTED, managed_before, manages, parent_of, referent_of
from reconciler.kinds import creation_rank, kinds
from reconciler.model import Action, Address, Allowance, Change, GuardResult, Mode, State
from reconciler.routes import is_admin, matching_route
from reconciler.text import NameRefused, email_key, identity_key
from reconciler.vocabulary import Platform

PEOPLE_FLOOR, PEOPLE_CEILING, PEOPLE_PERCENT = 2, 5, 5
"""By default min(5, max(2, 5 %)) people may go: of 3,170 real steps of 12 orgs this asks at 10 and misses none (H5)."""


class Limits(BaseModel):
    """An org's own limits, as its manifest's ``guards:`` states them. None: the default."""

    model_config = ConfigDict(extra="forbid", strict=True)

    people_removed: NonNegativeInt | None = None
    """People who may leave within the window."""
    places_removed: NonNegativeInt | None = None
    """Places in teams that may be taken within the window."""
    others_removed: NonNegativeInt | None = None
    """Resources of any other kind that may be deleted within the window."""


@dataclass(frozen=True)
class Policy:
    """The settings guards obey; what an org's own limits may not exceed stands in ``caps``."""

    places_removed: int = 20
    others_removed: int = 20
    fewest_admins: int = 2
    window_days: int = 7
    plan_days: int = 7
    prune_adopted: bool = False
    caps: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Case:
    """What the guards judge: one org, its changes, and what went before them.

    ``recent`` holds (action, address) of what applies of the last days took away; ``today`` is an ISO date (UTC).
    """

    platform: Platform
    before: State
    after: State
    changes: Sequence[Change]
    recent: Sequence[tuple[str, Address]] = ()
    limits: Mapping[str, int] = field(default_factory=dict)
    allowances: Sequence[Allowance] = ()
    policy: Policy = field(default_factory=Policy)
    actor: str = ""
    today: str = ""

    def limit(self, name: str, default: int) -> int:
        """The org's own limit or the default, never above the policy's cap."""
        return min(self.limits.get(name, default), self.policy.caps.get(name, 2**53))

    def allowance(self, guard: str, count: int) -> Allowance | None:
        """An allowance of this org that covers *count* and has not ended."""
        fitting = (a for a in self.allowances if a.guard == guard and a.up_to >= count and a.until >= self.today)
        return next(fitting, None)

    def near_miss(self, guard: str, count: int) -> str:
        """Why an allowance that names this guard does not help, for the message."""
        for allowance in self.allowances:
            if allowance.guard == guard and allowance.until < self.today:
                return f"; the allowance at {allowance.source} ended on {allowance.until}"
            if allowance.guard == guard and allowance.up_to < count:
                return f"; the allowance at {allowance.source} covers {allowance.up_to}"
        return ""

    @property
    def whole_org_goes(self) -> bool:
        """Whether the plan removes the org itself; its people are then counted by that guard."""
        return any(change.address.kind == "org" and change.action is Action.DELETE for change in self.changes)


def leaves(change: Change, platform: Platform) -> bool:
    """Whether a person who was in is out afterwards: deleted or deactivated."""
    spec = kinds()[change.address.kind].spec
    was_in = change.before is not None and not platform.left(change.before)
    return spec.person and was_in and (change.after is None or platform.left(change.after))


def _refusal(case: Case, guard: str, count: int, limit: int, message: str, addresses: Iterable[Address]) -> GuardResult:
    allowed = case.allowance(guard, count)
    if allowed is None:
        message += case.near_miss(guard, count)
    return GuardResult(guard, Severity.ERROR, count, limit, message, tuple(sorted(map(str, addresses))), allowed)


def people_removed(case: Case) -> Iterator[GuardResult]:
    """More people would leave than the limit, counting those who left in the last days."""
    gone = [change.address for change in case.changes if leaves(change, case.platform)]
    recent = {address for _, address in case.recent if kinds()[address.kind].spec.person} - set(gone)
    count = len(gone) + len(recent)
    people = sum(1 for r in case.before.values() if _is_in(r.address, r.attrs, case.platform)) + len(recent)
    default = min(PEOPLE_CEILING, max(PEOPLE_FLOOR, people * PEOPLE_PERCENT // 100))
    limit = case.limit("people_removed", default)
    if gone and count > limit and not case.whole_org_goes:
        message = (
            f"{_counted(len(gone), 'person', 'people')} would leave{_and_recent(recent, case)}; the limit is {limit}"
        )
        yield _refusal(case, "people-removed", count, limit, message, gone)


def _is_in(address: Address, attrs: Mapping[str, object], platform: Platform) -> bool:
    return kinds()[address.kind].spec.person and not platform.left(attrs)  # type: ignore[arg-type]


def _counted(number: int, one: str, many: str) -> str:
    return f"{number} {one if number == 1 else many}"


def _and_recent(recent: Sequence[Address] | set[Address], case: Case) -> str:
    return f" after {len(recent)} in the last {case.policy.window_days} days" if recent else ""


def _deleted(case: Case, guard: str, word: str, default: int, counts: Callable[[str], bool]) -> Iterator[GuardResult]:
    gone = [c.address for c in case.changes if c.action is Action.DELETE and counts(c.address.kind)]
    recent = {address for action, address in case.recent if action == Action.DELETE and counts(address.kind)} - set(
        gone
    )
    count, limit = len(gone) + len(recent), case.limit(guard.replace("-", "_"), default)
    if gone and count > limit and not case.whole_org_goes:
        message = (
            f"{_counted(len(gone), word, word + 's')} would be removed{_and_recent(recent, case)}; the limit is {limit}"
        )
        yield _refusal(case, guard, count, limit, message, gone)


def places_removed(case: Case) -> Iterator[GuardResult]:
    """More places in teams would be taken than the limit."""
    yield from _deleted(
        case, "places-removed", "place", case.policy.places_removed, lambda kind: kinds()[kind].spec.place
    )


def others_removed(case: Case) -> Iterator[GuardResult]:
    """More resources of any other kind would be deleted than the limit: no kind is without one (H4)."""

    def other(kind: str) -> bool:
        spec = kinds()[kind].spec
        return not spec.place and not spec.person and kind != "org"

    yield from _deleted(case, "others-removed", "resource", case.policy.others_removed, other)


def last_admin(case: Case) -> Iterator[GuardResult]:
    """An org with people would have no active admin. Nothing allows this: name another admin first (T090)."""
    # Also where all its people go at once: nobody could ever add one again.
    needed = _has_admin(case.before, case) or any(
        _is_in(r.address, r.attrs, case.platform) for r in case.after.values()
    )
    if needed and not case.whole_org_goes and not _has_admin(case.after, case):
        lost = [str(c.address) for c in case.changes if is_admin(c.before, case.platform)]
        message = "the org would have no active admin; make somebody admin first"
        yield GuardResult("last-admin", Severity.ERROR, len(lost), 0, message, tuple(sorted(lost)))


def _has_admin(state: State, case: Case) -> bool:
    return any(is_admin(r.attrs, case.platform) for r in state.values() if kinds()[r.address.kind].spec.person)


def few_admins(case: Case) -> Iterator[GuardResult]:
    """Fewer active admins than two: one illness away from none. A warning."""
    people = [r.attrs for r in case.after.values() if kinds()[r.address.kind].spec.person]
    admins = sum(1 for attrs in people if is_admin(attrs, case.platform))
    if people and 0 < admins < case.policy.fewest_admins and case.changes and not case.whole_org_goes:
        message = f"the org would have {_counted(admins, 'active admin', 'active admins')}; two are safer"
        yield GuardResult("few-admins", Severity.WARNING, admins, case.policy.fewest_admins, message)


def org_removed(case: Case) -> Iterator[GuardResult]:
    """The org itself would be removed, with everything in it (T099)."""
    gone = [c.address for c in case.changes if c.address.kind == "org" and c.action is Action.DELETE]
    if gone:
        message = f"the org would be removed with {_counted(len(case.before) - 1, 'resource', 'resources')}"
        yield _refusal(case, "org-removed", 1, 0, message, gone)


def self_removed(case: Case) -> Iterator[GuardResult]:
    """Whoever runs this would leave, or stop being an admin (T092)."""
    me = _actor_keys(case.actor)
    mine = [
        change.address
        for change in case.changes
        if kinds()[change.address.kind].spec.person
        and change.address.key[-1] in me
        and (
            leaves(change, case.platform)
            or (is_admin(change.before, case.platform) > is_admin(change.after, case.platform))
        )
    ]
    if mine and not case.whole_org_goes:
        message = "whoever applies this would lose their own place or their own admin role"
        yield _refusal(case, "self-removed", len(mine), 0, message, mine)


def _actor_keys(actor: str) -> set[str]:
    keys = set()
    for key in (identity_key, email_key):
        try:
            keys.add(key(actor))
        except NameRefused:
            continue
    return keys


def adopted_removed(case: Case) -> Iterator[GuardResult]:
    """What was there before its section was managed would be removed (R8)."""
    gone: set[Address] = set()
    for change in sorted(case.changes, key=lambda change: creation_rank(change.address.kind)):
        below = parent_of(change.address, kinds()[change.address.kind]) in gone
        if _is_removal(change, case.platform) and (below or _was_adopted(change, case)):
            gone.add(change.address)
    if gone and not case.whole_org_goes:
        message = f"{_counted(len(gone), 'adopted resource', 'adopted resources')} would be removed"
        yield _refusal(case, "adopted-removed", len(gone), 0, message, gone)


def _was_adopted(change: Change, case: Case) -> bool:
    """Whether a resource was there before its section was managed: marked so, or its section is declared only now.

    What goes because the person it names goes is not counted here.
    """
    shape = kinds()[change.address.kind]
    parent, referent = parent_of(change.address, shape), referent_of(change.address, shape)
    if change.before is None or parent is None or (referent is not None and referent not in case.after):
        return False
    owner = case.after.get(parent)
    declared = owner is not None and manages(owner.attrs, shape.section)
    return bool(change.before.get(ADOPTED)) or (declared and not managed_before(case.before, parent, shape.section))


def _is_removal(change: Change, platform: Platform) -> bool:
    return change.action is Action.DELETE or leaves(change, platform)


def _by_mode(case: Case, mode: Mode, guard: str, message: str) -> Iterator[GuardResult]:
    found = [change for change in case.changes if change.mode is mode]
    if found:
        route = matching_route(found[0], case.platform)
        why = f": {route.says}" if route is not None and route.says else ""
        count = len(found)
        text = f"{_counted(count, 'change', 'changes')} {message}{why}"
        yield _refusal(case, guard, count, 0, text, (change.address for change in found))


def recreate(case: Case) -> Iterator[GuardResult]:
    """A change can only be made by removing and adding again, with everything that hangs on it."""
    yield from _by_mode(case, Mode.RECREATE, "recreate", "can only be made by removing and adding again")


def support(case: Case) -> Iterator[GuardResult]:
    """A change only the vendor can make. An allowance says that the vendor has made it, and records it."""
    yield from _by_mode(case, Mode.SUPPORT, "support", "can only be made by the platform's support")


def unsupported(case: Case) -> Iterator[GuardResult]:
    """A change nobody can make on this platform. Nothing allows it."""
    for result in _by_mode(case, Mode.UNSUPPORTED, "unsupported", "cannot be made on this platform"):
        yield replace(result, allowed_by=None)


Guard = Callable[[Case], Iterator[GuardResult]]

GUARDS: tuple[Guard, ...] = (
    last_admin,
    org_removed,
    people_removed,
    places_removed,
    others_removed,
    adopted_removed,
    self_removed,
    recreate,
    support,
    unsupported,
    few_admins,
)
NEVER_ALLOWED = frozenset({"last-admin", "unsupported", "few-admins"})


def guard_name(guard: Guard) -> str:
    """The name people use: ``people-removed`` for :func:`people_removed`."""
    return guard.__name__.replace("_", "-")


ALLOWABLE = tuple(name for name in map(guard_name, GUARDS) if name not in NEVER_ALLOWED)
"""The guards an allowance may name."""


def judge(case: Case) -> tuple[GuardResult, ...]:
    """What every guard says, refusals first."""
    results = (result for guard in GUARDS for result in guard(case))
    return tuple(sorted(results, key=lambda result: (not result.refuses, result.severity, result.guard)))
