"""An event becomes a plan, and how one is refused: what all events share. No event stands here."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from reconciler.access import access_changes
from reconciler.errors import GuardRefused, Problem, Source, errors_among
from reconciler.fold import patched
from reconciler.guards import Policy
from reconciler.model import Address, Allowance, Change, Header, OrgPlan, Plan, State
from reconciler.permissions import capability, could, is_member, may
from reconciler.planner import Actual, judged_again
from reconciler.rules import check_across
from reconciler.statements import Capability
from reconciler.text import visible
from reconciler.vocabulary import Platform, load

SHOWN_PEOPLE = 3


def event(
    changes: Iterable[Change],
    actual: Actual,
    header: Header,
    policy: Policy = Policy(),  # noqa: B008 - frozen
    *,
    allowances: Iterable[Allowance] = (),
    others: Iterable[State] = (),
) -> Plan:
    """The plan that makes *changes*. Raises GuardRefused where a rule or a guard says no.

    *others* are the states of other orgs of the platform, for the rules about several.
    """
    org = actual.head.org
    platform = load(org.partition("/")[0])
    asked = OrgPlan(org, 0, "", tuple(changes), allowances=tuple(allowances))  # of no state, so that rules are held too
    judged, problems = judged_again(asked, actual, policy, header=header, actor=header.actor, today=header.created[:10])
    after = patched(actual.state, judged.changes)
    problems += check_across([after, *others], platform)
    problems += [Problem(result.guard, result.message, Source(org)) for result in judged.refusals]
    if errors_among(problems):
        raise refused(org, errors_among(problems))
    access = tuple(access_changes(after, actual.state, judged.changes, platform))
    return Plan(header, (replace(judged, access=access),))


def refused(org: str, problems: Iterable[Problem]) -> GuardRefused:
    """The answer to an event that must not be."""
    return GuardRefused(f"{org}: nothing was changed", problems)


def org_of(state: State) -> Address:
    """The org that a state is of."""
    return next(address for address in state if address.kind == "org")


def ability(can: str, platform: Platform) -> list[Capability]:
    """The capability of a name; none where the platform does not have it."""
    found = capability(can, platform)
    return [found] if found is not None else []


def stranger(asker: str, state: State, platform: Platform) -> list[Problem]:
    """That whoever asks is not an active member; nothing if nobody is named."""
    if not asker or is_member(asker, state, platform):
        return []
    message = f"{visible(asker)} is not an active member of {org_of(state).org}"
    return [Problem("may-not", message, hint="let an active member ask for it: --as PERSON")]


def barred(
    asker: str, abilities: Sequence[Capability], change: Change, state: State, platform: Platform
) -> Iterator[Problem]:
    """Why somebody may not ask for a change; nothing if nobody is named."""
    outside = stranger(asker, state, platform)
    yield from outside
    for wanted in abilities if asker and not outside else ():
        if not may(asker, wanted, change, state, state, platform):
            others = ", ".join(map(visible, could(wanted, change, state, state, platform)[:SHOWN_PEOPLE]))
            hint = f"let one of them ask for it, --as PERSON: {others}" if others else "nobody in the org may"
            yield Problem("may-not", f"{visible(asker)} may not {wanted.says}", hint=hint)
