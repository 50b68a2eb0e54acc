"""Guards against losing too much at once: people, places, anything else, what was adopted, oneself, the org."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from reconciler.approvals import of_others
from reconciler.guards.case import Case, counted, refusal
from reconciler.keep import ADOPTED, managed_before, manages, parent_of, referent_of
from reconciler.kinds import creation_rank, kinds
from reconciler.model import Action, Address, Change, GuardResult
from reconciler.permissions import actor_keys
from reconciler.routes import is_admin, leaves

PEOPLE_FLOOR, PEOPLE_CEILING, PEOPLE_PERCENT = 2, 5, 5
"""By default min(5, max(2, 5 %)) people may go: of 3,170 real steps of 12 orgs this asks at 10 and misses none (H5)."""


def people_removed(case: Case) -> Iterator[GuardResult]:
    """More people would leave than the limit, counting those who left in the last days."""
    passed = {c.comes_from for c in case.changes if kinds()[c.address.kind].person and of_others(c, case.policy.rules)}
    gone = [*passed, *(change.address for change in case.removals if leaves(change, case.platform))]
    if not gone or case.whole_org_goes:
        return
    recent = {address for _, address in case.recent if kinds()[address.kind].person} - set(gone)
    count = len(gone) + len(recent)
    people = sum(1 for r in case.before.values() if case.is_in(r.address, r.attrs)) + len(recent)
    default = min(PEOPLE_CEILING, max(PEOPLE_FLOOR, people * PEOPLE_PERCENT // 100))
    limit = case.limit("people_removed", default)
    if count > limit:
        others = f", {len(passed)} of them by passing on what they have to another name" if passed else ""
        message = f"{counted(len(gone), 'person', 'people')} would leave{others}{_and_recent(recent, case)}; the limit is {limit}"
        yield refusal(case, "people-removed", count, limit, message, gone)


def _and_recent(recent: Sequence[Address] | set[Address], case: Case) -> str:
    return f" after {len(recent)} in the last {case.policy.window_days} days" if recent else ""


def _deleted(case: Case, guard: str, word: str, default: int, counts: Callable[[str], bool]) -> Iterator[GuardResult]:
    gone = [c.address for c in case.removals if c.action is Action.DELETE and counts(c.address.kind)]
    recent = {address for action, address in case.recent if action == Action.DELETE and counts(address.kind)} - set(
        gone
    )
    count, limit = len(gone) + len(recent), case.limit(guard.replace("-", "_"), default)
    if gone and count > limit and not case.whole_org_goes:
        message = (
            f"{counted(len(gone), word, word + 's')} would be removed{_and_recent(recent, case)}; the limit is {limit}"
        )
        yield refusal(case, guard, count, limit, message, gone)


def places_removed(case: Case) -> Iterator[GuardResult]:
    """More places in teams would be taken than the limit."""
    yield from _deleted(case, "places-removed", "place", case.policy.places_removed, lambda kind: kinds()[kind].place)


def others_removed(case: Case) -> Iterator[GuardResult]:
    """More resources of any other kind would be deleted than the limit: no kind is without one (H4)."""

    def other(kind: str) -> bool:
        spec = kinds()[kind].spec
        return not (spec.place or spec.person or spec.recorded) and kind != "org"

    yield from _deleted(case, "others-removed", "resource", case.policy.others_removed, other)


def org_removed(case: Case) -> Iterator[GuardResult]:
    """The org itself would be removed, with everything in it (T099)."""
    gone = [c.address for c in case.removals if c.address.kind == "org" and c.action is Action.DELETE]
    if gone:
        message = f"the org would be removed with {counted(len(case.before) - 1, 'resource', 'resources')}"
        yield refusal(case, "org-removed", 1, 0, message, gone)


def self_removed(case: Case) -> Iterator[GuardResult]:
    """Whoever runs this would leave, or stop being an admin (T092)."""
    if not case.changes:
        return
    me = case.policy.rules.everybody(actor_keys(case.actor))
    mine = [
        change.address
        for change in case.changes
        if kinds()[change.address.kind].person
        and change.comes_from.key[-1] in me
        and (
            leaves(change, case.platform)
            or change.address.key[-1] not in me
            or (is_admin(change.before, case.platform) > is_admin(change.after, case.platform))
        )
    ]
    if mine and not case.whole_org_goes:
        message = "whoever applies this would lose their own place or their own admin role"
        yield refusal(case, "self-removed", len(mine), 0, message, mine)


def adopted_removed(case: Case) -> Iterator[GuardResult]:
    """What was there before its section was managed would be removed (R8)."""
    gone: set[Address] = set()
    for change in sorted(case.removals, key=lambda change: creation_rank(change.address.kind)):
        below = parent_of(change.address, kinds()[change.address.kind]) in gone
        if below or _was_adopted(change, case):
            gone.add(change.address)
    if gone and not case.whole_org_goes:
        message = f"{counted(len(gone), 'adopted resource', 'adopted resources')} would be removed"
        yield refusal(case, "adopted-removed", len(gone), 0, message, gone)


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
