"""Desired and actual become a plan: keep → check → diff → route → order → guard, org by org.

Everything here is a function of its arguments. What the store says arrives as :class:`Actual`, the moment and the
identities arrive in the header. A refused plan is still a whole plan: its guard results say what is refused, so it
can be shown, and an apply refuses it. Problems with the meaning of the manifests are returned beside it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import chain
from types import MappingProxyType

from reconciler.access import access_changes
from reconciler.approvals import required
from reconciler.attribution import Base, attributed
from reconciler.desired import Desired, DesiredOrg
from reconciler.diff import Difference, diff
from reconciler.errors import NOWHERE, Problem
from reconciler.fold import as_moved, patched
from reconciler.guards import Case, Policy, judge
from reconciler.keep import keep
from reconciler.kinds import kinds
from reconciler.likeness import proposals
from reconciler.manifest.limits import limits
from reconciler.model import (
    EMPTY,
    Address,
    Allowance,
    Change,
    Head,
    Header,
    Mode,
    OrgKey,
    OrgPlan,
    Plan,
    Requirement,
    Resource,
    State,
)
from reconciler.order import order
from reconciler.people import NOBODY, People
from reconciler.permissions import actor_keys, asker_keys
from reconciler.presence import Presence
from reconciler.renames import Renamed, is_named, renamed
from reconciler.routes import route
from reconciler.rules import check, check_across, speaks_of_several
from reconciler.succession import succeeded
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
    *,
    beside: Iterable[State] = (),
    base: Desired | None = None,
) -> tuple[Plan, list[Problem]]:
    """The plan that leads from *actual* to *desired*, and what was noticed; errors among it forbid the plan to be used.

    *actual* needs every org that *desired* speaks of or that an allowance lets go; an org the store does not have
    yet has a head of serial 0. Orgs without changes are left out. *beside* are the states of other orgs, for the rules
    that speak of several. *base* is what the branch wants that a pull request goes to: then each change says why it is
    there.
    """
    problems: list[Problem] = []
    orgs: list[OrgPlan] = []
    go = [key for key in actual if key not in desired.orgs and _may_go(key, desired.allowances, header.at[:10])]
    wholes: dict[str, list[State]] = {}
    for state in beside:
        wholes.setdefault(next(iter(state)).platform, []).append(state)
    for key in sorted({*desired.orgs, *go}):
        wanted, stored = desired.orgs.get(key) or DesiredOrg(key, EMPTY), actual[key]
        before = None if base is None else base_of(key, base, stored, header.at[:10], policy)
        org_plan, whole, found = plan_org(
            wanted, stored, desired.allowances, header, policy, base=before, people=desired.people
        )
        if speaks_of_several(load(name := key.partition("/")[0])):
            wholes.setdefault(name, []).append(whole)
        problems += found
        if org_plan.changes:
            orgs.append(org_plan)
    problems += [problem for name, states in wholes.items() for problem in check_across(states, load(name))]
    made = Plan(header, tuple(orgs))
    return made, [*problems, *_too_long(made, desired)]


def _too_long(made: Plan, desired: Desired) -> Iterator[Problem]:
    """A problem at the org with most changes, if the plan has more of them than the limit."""
    count = sum(len(org.changes) for org in made.orgs)
    if count > limits().changes:
        longest = max(made.orgs, key=lambda org: len(org.changes)).org
        message = f"the plan has {count} changes, more than {limits().changes} (limit changes)"
        yield Problem(
            "too-many-changes",
            message,
            wanted.source if (wanted := desired.orgs.get(longest)) is not None else NOWHERE,
            "write a part of it, apply it, and write the rest; or raise the limit: reconciler --limits changes=N",
        )


def plan_org(
    desired: DesiredOrg,
    actual: Actual,
    allowances: Iterable[Allowance],
    header: Header,
    policy: Policy,
    *,
    base: Base | None = None,
    people: People = NOBODY,
) -> tuple[OrgPlan, State, list[Problem]]:
    """The part of a plan that speaks of one org, the state it leads to, and what was noticed on the way there."""
    platform = load(desired.org.partition("/")[0])
    own, today = _of(desired.org, allowances), header.at[:10]
    presence = _presence(desired, actual)
    problems: list[Problem] = []
    pair, whole = _led_to(desired, actual, own, today, policy, problems)
    problems += check(whole, platform)
    asked = changes_between(whole, pair.actual, platform, pair.origin)
    changes = tuple(attributed(asked, base, lambda change: presence.brings(change, platform)))
    problems += proposals(changes, pair.actual, whole, people, platform)
    before = as_moved(actual.state, changes)
    results = judge(
        Case(
            platform,
            before=before,
            after=whole,
            changes=changes,
            recent=actual.recent,
            limits=desired.limits,
            allowances=own,
            policy=policy,
            actor=header.actor,
            today=today,
            asker=header.asked_by,
            deleted_before=_deleted(actual),
            stored=actual.state,
        )
    )
    head = actual.head
    # In an org that is new all is gained, and the changes say so: thousands of people times hundreds of things say no more.
    access = tuple(access_changes(whole, before, changes, platform)) if changes and actual.state else ()
    made = OrgPlan(
        desired.org,
        head.serial,
        head.digest,
        changes,
        results,
        own,
        desired.limits,
        access,
        approvals=_required(changes, actual.state, whole, policy, header),
        turns=presence.next_turn(changes),
    )
    return made, whole, problems


def _of(org: OrgKey, allowances: Iterable[Allowance]) -> tuple[Allowance, ...]:
    """The allowances of one org; in an order that has nothing to do with where they stand (law 5)."""
    names = (org, org.partition("/")[2])
    return tuple(sorted((a for a in allowances if a.org in names), key=lambda a: a[:-1]))


def _presence(desired: DesiredOrg, actual: Actual) -> Presence:
    return desired.presence if actual.state else desired.presence.of_a_new_org()


def _led_to(
    desired: DesiredOrg,
    actual: Actual,
    allowances: Iterable[Allowance],
    today: str,
    policy: Policy,
    problems: list[Problem],
) -> tuple[Renamed, State]:
    """The states that are compared, names given already, and the whole state that *desired* leads to."""
    platform = load(desired.org.partition("/")[0])
    presence = _presence(desired, actual)
    pruned = any(a.guard == "adopted-removed" and a.until >= today for a in allowances) or policy.prune_adopted
    pair = renamed(desired.state, actual.state, problems)
    gone, ended = presence.departed, presence.ended
    kept = keep(pair.desired, pair.actual, platform, prune_adopted=pruned, departed=gone, ended=ended)
    return pair, succeeded(kept, pair.actual, platform)


def base_of(key: OrgKey, base: Desired, actual: Actual, today: str, policy: Policy) -> Base:
    """What the base wants of one org. Of an org it does not speak of it wants nothing, and changes nothing."""
    declared = base.orgs.get(key)
    if declared is None and not _may_go(key, base.allowances, today):
        return Base()
    wanted = declared or DesiredOrg(key, EMPTY)
    pair, whole = _led_to(wanted, actual, _of(key, base.allowances), today, policy, [])
    changes = changes_between(whole, pair.actual, load(key.partition("/")[0]), pair.origin)
    return Base(wanted.state, {change.address: change for change in changes})


def changes_between(
    desired: State, actual: State, platform: Platform, origin: Mapping[Address, Resource] = MappingProxyType({})
) -> list[Change]:
    """The ordered changes that lead from one whole state of an org to another.

    *origin* has the stored resource for each address of *actual* that is stored under another name (see ``renames``).
    """
    changes = [route(each, platform) for each in _differences(desired, actual, origin)]
    if not desired:  # what is in an org goes with it, however it would go alone
        changes = [replace(c, mode=Mode.DIRECT) if kinds()[c.address.kind].parent else c for c in changes]
    return order(changes, platform)


def _differences(desired: State, actual: State, origin: Mapping[Address, Resource]) -> Iterator[Difference]:
    """What differs between the states, and what is stored otherwise: under another name, or in another spelling.

    A row stands for itself once: where a name that passes on is named all the same, ``renames`` has refused the plan.
    """
    differing = set()
    for each in diff(desired, actual):
        differing.add(each.address)
        stored = origin.get(each.address, each.actual)
        address = stored.address if stored and each.desired is None else each.address
        named_again = address != each.address and address in desired
        same = stored is not None and each.desired is not None and stored[:2] == each.desired[:2]
        if not named_again and not same:
            yield Difference(address, stored, each.desired)
    for address, stored in origin.items():
        if address not in differing and address in desired:
            yield Difference(address, stored, desired[address], named=True)
    for resource in chain.from_iterable(map(desired.of_kind, _spelled())) if actual else ():
        address = resource.address
        stored = actual.get(address)
        respelled = stored is not None and resource.name and stored.name and resource.name != stored.name
        if respelled and address not in differing and address not in origin:
            yield Difference(address, stored, resource, named=True)


@cache
def _spelled() -> tuple[str, ...]:
    """The kinds of which it matters in which letters a thing is written; people have addresses, not spellings."""
    return tuple(kind for kind, shape in kinds().items() if is_named(kind) and not shape.person)


def judged_again(
    org: OrgPlan,
    now: Actual,
    policy: Policy,
    *,
    header: Header,
    actor: str,
    today: str,
    beside: Sequence[State] = (),
) -> tuple[OrgPlan, list[Problem]]:
    """An org's plan held against the state and the policy of now: guards, and the rules if the state has moved.

    *beside* are the states of other orgs, for the rules that speak of several; those may have moved without this one.
    """
    platform = load(org.org.partition("/")[0])
    after = patched(now.state, org.changes)
    before = as_moved(now.state, org.changes)
    problems = check(after, platform) if now.head.digest != org.digest else []
    problems += check_across([after, *beside], platform) if beside else []
    results = judge(
        Case(
            platform,
            before=before,
            after=after,
            changes=org.changes,
            recent=now.recent,
            limits=org.limits,
            allowances=org.allowances,
            policy=policy,
            actor=actor,
            today=today,
            asker=header.asked_by,
            deleted_before=_deleted(now),
            stored=now.state,
        )
    )
    agreed = _required(org.changes, now.state, after, policy, header, actor)
    return replace(org, serial=now.head.serial, digest=now.head.digest, guards=results, approvals=agreed), problems


def _required(
    changes: Sequence[Change], before: State, after: State, policy: Policy, header: Header, applier: str = ""
) -> tuple[Requirement, ...]:
    """Who must approve the changes of one org, where a policy file is held.

    Whoever has written a part of what is asked for asks for it, too; where nobody is known to ask, whoever made the plan does.
    """
    if policy.approvals is None or not changes:
        return ()
    platform = load(changes[0].address.platform)
    asker = {*asker_keys(header.asked_by), *asker_keys(header.authors)} or actor_keys(header.actor)
    return required(changes, before, after, platform, policy.approvals, asker=asker, applier=applier)


def _deleted(actual: Actual) -> bool:
    """Whether the org was there once and has been deleted: its log is there, its state is empty."""
    return actual.head.serial > 0 and not actual.state


def _may_go(key: OrgKey, allowances: Iterable[Allowance], today: str) -> bool:
    """Whether an allowance names the removal of an org that no manifest declares any more."""
    slug = key.partition("/")[2]
    return any(a.guard == "org-removed" and a.org in (key, slug) and a.until >= today for a in allowances)


def orgs_that_may_go(desired: Desired, known: Iterable[OrgKey], today: str) -> list[OrgKey]:
    """The stored orgs a plan of *desired* would remove, because nothing declares them and an allowance names them."""
    return [key for key in known if key not in desired.orgs and _may_go(key, desired.allowances, today)]
