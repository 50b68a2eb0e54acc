"""``revert``: the plan that takes back what one run did, as far as nothing has touched the same rows since.

It is a plan like all others: routes, order, rules, guards, approvals and means are those of a plan of manifests, it is saved,
shown, approved and applied like one, and nothing here writes. Of each row the run touched, one of three is true: it is as
the run left it, and goes back; it is as before the run, and nothing is to be done; or a later run touched it, and then
it is named with the entries that did. People whom a platform keeps for the record go back to being deactivated, not to
never having been there, unless the org itself goes.

Manifests are not read for what is wanted. They still say what is taken back here, so the next plan of theirs would make
it again: that commit has to be reverted, too. What they allow counts (see ``allowances``).

Pure: state and log arrive as arguments.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

from reconciler.access import access_changes
from reconciler.actors import how
from reconciler.commitments import is_erased, people_in
from reconciler.conflicts import compared
from reconciler.errors import Problem
from reconciler.fold import as_moved, patched
from reconciler.guards import Policy
from reconciler.history import state_at
from reconciler.kinds import kinds
from reconciler.model import (
    Action,
    Address,
    Allowance,
    AuditEntry,
    Change,
    Header,
    OrgPlan,
    Outcome,
    Plan,
    Resource,
    State,
)
from reconciler.planner import Actual, changes_between, judged_again
from reconciler.vocabulary import Platform, load


class Revert(NamedTuple):
    """The plan that takes a run back, what a later run has touched, and what rules and guards noticed."""

    plan: Plan
    touched: tuple[Problem, ...]
    problems: tuple[Problem, ...]


def revert(
    log: Sequence[AuditEntry],
    run: str,
    actual: Actual,
    header: Header,
    policy: Policy,
    *,
    allowances: Iterable[Allowance] = (),
    limits: Mapping[str, int] | None = None,
) -> Revert:
    """The plan that takes back what *run* did, by the whole log of an org."""
    platform = load(actual.head.org.partition("/")[0])
    own = [entry for entry in log if entry.run == run]
    later = [entry for entry in log if entry.seq > own[-1].seq]
    was = state_at(own[0].seq - 1, log)
    keeps = any(address.kind == "org" for address in was) and bool(platform.leaving.set)
    inverse = [change for entry in reversed(own) for change in _inverse(entry, was, platform, keeps=keeps)]
    wanted = [change for change in inverse if not _names_erased(change)]
    outcomes = compared(wanted, actual.state)
    back = [change for change, outcome in zip(wanted, outcomes, strict=True) if outcome is Outcome.DONE]
    stuck = {change.comes_from for change, outcome in zip(wanted, outcomes, strict=True) if outcome is None}
    touched = (
        *(_touched(address, later) for address in sorted(stuck)),
        *(_erased(change.address) for change in inverse if _names_erased(change)),
    )
    changes = _ordered(back, actual.state, platform)
    if not changes:
        return Revert(Plan(header), touched, ())
    asked = OrgPlan(actual.head.org, 0, "", changes, allowances=tuple(allowances), limits=limits or {})
    judged, problems = judged_again(asked, actual, policy, header=header, actor=header.actor, today=header.created[:10])
    after, before = patched(actual.state, changes), as_moved(actual.state, changes)
    judged = replace(judged, access=tuple(access_changes(after, before, changes, platform)))
    return Revert(Plan(header, (judged,)), touched, tuple(problems))


def _inverse(entry: AuditEntry, was: State, platform: Platform, *, keeps: bool) -> Iterator[Change]:
    """The change that takes an entry back. Who came is not deleted where the platform keeps people, but leaves."""
    after, before = entry.before, entry.after
    if keeps and entry.action is Action.CREATE and before is not None and kinds()[entry.address.kind].person:
        after = platform.without(before)
    address = entry.previous or entry.address
    name = was[address].name if address in was else entry.name
    if entry.previous is not None:
        yield Change(address, before, after, name=name, previous=entry.address)
    elif before != after:
        yield Change(address, before, after, name=name)


def _names_erased(change: Change) -> bool:
    """Whether a change would bring back somebody of whom nobody knows who it was."""
    return change.after is not None and any(map(is_erased, people_in(change.address, change.after)))


def _erased(address: Address) -> Problem:
    message = f"{address} cannot be taken back: it names somebody who was erased since"
    return Problem("touched-since", message, hint="leave this row out: --partly")


def _ordered(back: Sequence[Change], state: State, platform: Platform) -> tuple[Change, ...]:
    """The same changes as the platform carries them out, in the order of a plan."""
    origin: dict[Address, Resource] = {c.address: state[c.comes_from] for c in back if c.previous is not None}
    return tuple(changes_between(patched(state, back), as_moved(state, back), platform, origin))


def _touched(address: Address, later: Iterable[AuditEntry]) -> Problem:
    own = [entry for entry in later if address in (entry.address, entry.previous)]
    said = "; ".join(f"{e.action} by {e.actor}{how(e.learnt)} at {e.at} (audit {e.seq}, run {e.run})" for e in own[-3:])
    message = f"{address} cannot be taken back: it was changed again{f' ({said})' if said else ''}"
    hint = "take back that run first, or leave this row out: --partly"
    return Problem("touched-since", message, hint=hint)
