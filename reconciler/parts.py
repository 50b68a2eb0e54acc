"""A part of a plan is a plan: chosen, held against the rows of now, and judged like a whole one.

A part keeps the header of the plan it comes from and names it in ``part_of``. It has another name, because it does
something else; a choice of everything is the plan itself. Nothing is read or written here.
"""

from __future__ import annotations

import shlex
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from reconciler.access import access_changes
from reconciler.errors import Problem, WrongUsage, errors_among, in_reading_order
from reconciler.fold import as_moved, patched
from reconciler.guards import Policy
from reconciler.model import Change, OrgKey, OrgPlan, Plan, State
from reconciler.people import People
from reconciler.planfile import blinded, plan_name
from reconciler.planner import Actual, judged_again
from reconciler.rules import check
from reconciler.selection import Selection, Selector, additions, chosen, without
from reconciler.vocabulary import load


@dataclass(frozen=True)
class Wanted:
    """What somebody wants of a plan: *only* this (nothing named: everything), not that, and if *safe* only additions."""

    only: tuple[Selector, ...] = ()
    exclude: tuple[Selector, ...] = ()
    safe: bool = False
    people: People = field(default_factory=People)

    def __bool__(self) -> bool:
        return bool(self.only or self.exclude or self.safe)

    def __str__(self) -> str:
        options = [*(("--only", str(each)) for each in self.only), *(("--exclude", str(each)) for each in self.exclude)]
        return shlex.join([*(word for option in options for word in option), *(["--safe"] if self.safe else [])])


@dataclass(frozen=True)
class Part:
    """A plan that is a part of another one, and how it was chosen: numbers are those of the whole."""

    plan: Plan
    whole: Plan
    selection: Selection
    safe: bool = False


@dataclass(frozen=True)
class Ground:
    """What a part is judged on: each org as the store has it, other orgs that rules speak of, the policy and the day."""

    actual: Mapping[OrgKey, Actual]
    policy: Policy
    today: str
    beside: Sequence[State] = ()
    orgs: Collection[OrgKey] = ()
    """All orgs that somebody may mean, also those in which nothing is to do."""


def choice(whole: Plan, wanted: Wanted, ground: Ground) -> Selection:
    """Which changes of a plan are wanted. Raises WrongUsage if that cannot be had."""
    selection = chosen(whole, wanted.only, wanted.exclude, wanted.people, ground.orgs)
    if not wanted.safe:
        return selection
    return additions(whole, {org: actual.state for org, actual in ground.actual.items()}, selection)


def part(whole: Plan, selection: Selection, ground: Ground, *, safe: bool = False) -> Part:
    """The plan of a selection.

    Raises WrongUsage if the state it leads to breaks a rule. With *safe* an org for which that is so, or whose part a
    guard refuses, is left for decision instead, whole.
    """
    made, problems = _judged(whole, selection.chosen, ground)
    while safe and (reasons := _unfit(made, problems)):
        left = {n: reasons[c.address.org_key] for n, c in _numbered(whole) if c.address.org_key in reasons}
        selection = without(whole, selection, left)
        made, problems = _judged(whole, selection.chosen, ground)
    if problems:
        found = in_reading_order(problem for each in problems.values() for problem in each)
        message = "this part of the plan would leave a state that breaks the rules; nothing was written"
        raise WrongUsage(
            message,
            found,
            hint="select what is missing, too: --only change=3, as reconciler show FILE --numbered counts",
        )
    return Part(made, whole, selection, safe)


def _unfit(made: Plan, problems: Mapping[OrgKey, Sequence[Problem]]) -> dict[OrgKey, str]:
    """Each org whose additions alone are refused, or break a rule, and why."""
    found = {org.org: f"{org.refusals[0].guard}: {org.refusals[0].message}" for org in made.orgs if org.refusals}
    return found | {org: f"{each[0].code}: {each[0].message}" for org, each in problems.items()}


def _numbered(plan: Plan) -> Iterator[tuple[int, Change]]:
    return enumerate(plan.changes, 1)


def _judged(whole: Plan, numbers: Collection[int], ground: Ground) -> tuple[Plan, dict[OrgKey, list[Problem]]]:
    """The plan of some changes, with its guards and its access, and the rules it breaks in each org."""
    numbers = {*numbers}
    taken = {change.address for number, change in _numbered(whole) if number in numbers}
    narrowed = [replace(org, changes=tuple(c for c in org.changes if c.address in taken)) for org in whole.orgs]
    after = {org.org: patched(ground.actual[org.org].state, org.changes) for org in narrowed}
    made: list[OrgPlan] = []
    problems: dict[OrgKey, list[Problem]] = {}
    for org in narrowed:
        if org.changes:
            beside = [*ground.beside, *(state for key, state in after.items() if key != org.org and state)]
            judged, found = _judged_org(org, after[org.org], ground, beside, whole)
            made.append(judged)
            if found:
                problems[org.org] = found
    result = replace(whole, orgs=tuple(made))
    if plan_name(result) != plan_name(whole):
        result = replace(result, header=replace(whole.header, part_of=plan_name(whole)))
        result = blinded(result, whole.header.blind)
    return result, problems


def _judged_org(
    org: OrgPlan, after: State, ground: Ground, beside: Sequence[State], whole: Plan
) -> tuple[OrgPlan, list[Problem]]:
    platform = load(org.org.partition("/")[0])
    now, header = ground.actual[org.org], whole.header
    same = [state for state in beside if next(iter(state)).platform == platform.name]
    judged, found = judged_again(
        replace(org, digest=now.head.digest),  # the rules are asked here, whether the state has moved or not
        now,
        ground.policy,
        header=header,
        actor=header.actor,
        today=ground.today,
        beside=same,
    )
    before = as_moved(now.state, org.changes)
    access = tuple(access_changes(after, before, org.changes, platform)) if now.state else ()
    mine = {str(change.address) for change in org.changes}
    approvals = tuple(
        replace(needed, addresses=tuple(a for a in needed.addresses if a in mine))
        for needed in org.approvals
        if mine & {*needed.addresses}
    )
    return replace(judged, access=access, approvals=approvals), errors_among([*check(after, platform), *found])
