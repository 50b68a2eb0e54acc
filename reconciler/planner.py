"""Desired and actual become a plan: keep → check → diff → route → order → guard, org by org.

Everything here is a function of its arguments. What the store says arrives as :class:`Actual`, the moment and the
identities arrive in the header. A refused plan is still a whole plan: its guard results say what is refused, so it
can be shown, and an apply refuses it. Problems with the meaning of the manifests are returned beside it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from reconciler.desired import Desired, DesiredOrg
from reconciler.diff import diff
from reconciler.errors import Problem
from reconciler.fold import patched
from reconciler.guards import Case, Policy, judge
from reconciler.keep import MANAGES, keep
from reconciler.kinds import kinds
from reconciler.model import EMPTY, Address, Allowance, Change, Head, Header, OrgKey, OrgPlan, Plan, State
from reconciler.order import order
from reconciler.routes import route
from reconciler.rules import check
from reconciler.vocabulary import Platform, load


@dataclass(frozen=True)
class Actual:
    """What a store says of one org: its head, its rows, and what was taken away in the guards' window."""

    head: Head
    state: State = EMPTY
    recent: tuple[tuple[str, Address], ...] = ()


def plan(
    desired: Desired,
    actual: Mapping[OrgKey, Actual],
    header: Header,
    policy: Policy = Policy(),  # noqa: B008 - frozen
) -> tuple[Plan, list[Problem]]:
    """The plan that leads from *actual* to *desired*, and the problems that forbid it to be used.

    *actual* needs every org that *desired* speaks of or that an allowance lets go; an org the store does not have
    yet has a head of serial 0. Orgs without changes are left out.
    """
    problems: list[Problem] = []
    orgs: list[OrgPlan] = []
    wanted = dict(desired.orgs)
    for key in actual:
        if key not in wanted and _may_go(key, desired.allowances, header.created[:10]):
            wanted[key] = DesiredOrg(key, EMPTY)
    for key in sorted(wanted):
        org_plan, found = plan_org(wanted[key], actual[key], desired.allowances, header, policy)
        problems += found
        if org_plan.changes:
            orgs.append(org_plan)
    return Plan(header, tuple(orgs)), problems


def check_desired(desired: Desired) -> list[Problem]:
    """What rules find in the manifests alone. An org that leaves a section to the store is judged with the store."""
    sections = {shape.section for shape in kinds().values() if shape.parent == "org"}
    problems: list[Problem] = []
    for org in desired.orgs.values():
        platform = load(org.org.partition("/")[0])
        name, _, slug = org.org.partition("/")
        head = org.state[Address(name, slug, "org")]
        here = sections - {shape.section for kind, shape in kinds().items() if kind in platform.absent}
        if here <= set(head.attrs.get(MANAGES, ())):  # type: ignore[arg-type]
            problems += check(org.state, platform)
    return problems


def plan_org(
    desired: DesiredOrg, actual: Actual, allowances: Iterable[Allowance], header: Header, policy: Policy
) -> tuple[OrgPlan, list[Problem]]:
    """The part of a plan that speaks of one org, and what its rules find."""
    platform = load(desired.org.partition("/")[0])
    names = (desired.org, desired.org.partition("/")[2])
    own = tuple(sorted((a for a in allowances if a.org in names), key=lambda a: a[:-1]))  # not by place: law 5
    today = header.created[:10]
    pruned = any(a.guard == "adopted-removed" and a.until >= today for a in own) or policy.prune_adopted
    whole = keep(desired.state, actual.state, platform, prune_adopted=pruned)
    problems = check(whole, platform)
    changes = changes_between(whole, actual.state, platform)
    results = judge(
        Case(
            platform,
            before=actual.state,
            after=whole,
            changes=changes,
            recent=actual.recent,
            limits=desired.limits,
            allowances=own,
            policy=policy,
            actor=header.actor,
            today=today,
        )
    )
    head = actual.head
    return OrgPlan(desired.org, head.serial, head.digest, tuple(changes), results, own, desired.limits), problems


def changes_between(desired: State, actual: State, platform: Platform) -> list[Change]:
    """The ordered changes that lead from one whole state of an org to another."""
    return order((route(difference, platform) for difference in diff(desired, actual)), platform)


def judged_again(org: OrgPlan, now: Actual, policy: Policy, *, actor: str, today: str) -> tuple[OrgPlan, list[Problem]]:
    """An org's plan held against the state and the policy of now: guards, and the rules if the state has moved."""
    platform = load(org.org.partition("/")[0])
    after = patched(now.state, org.changes)
    problems = check(after, platform) if now.head.digest != org.digest else []
    results = judge(
        Case(
            platform,
            before=now.state,
            after=after,
            changes=org.changes,
            recent=now.recent,
            limits=org.limits,
            allowances=org.allowances,
            policy=policy,
            actor=actor,
            today=today,
        )
    )
    return OrgPlan(
        org.org, now.head.serial, now.head.digest, org.changes, results, org.allowances, org.limits
    ), problems


def _may_go(key: OrgKey, allowances: Iterable[Allowance], today: str) -> bool:
    """Whether an allowance names the removal of an org that no manifest declares any more."""
    slug = key.partition("/")[2]
    return any(a.guard == "org-removed" and a.org in (key, slug) and a.until >= today for a in allowances)


def orgs_that_may_go(desired: Desired, known: Iterable[OrgKey], today: str) -> list[OrgKey]:
    """The stored orgs a plan of *desired* would remove, because nothing declares them and an allowance names them."""
    return [key for key in known if key not in desired.orgs and _may_go(key, desired.allowances, today)]
