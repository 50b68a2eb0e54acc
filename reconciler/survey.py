"""What a planner needs to know of a store, read in one go: heads, rows, and what was taken away lately.

Reading only. The planner is pure; this room asks the store on its behalf.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Collection, Container, Iterable, Iterator, Mapping
from dataclasses import replace

from reconciler.desired import Desired
from reconciler.errors import IntegrityFailure, ManifestInvalid, Problem, errors_among
from reconciler.guards import Policy
from reconciler.integrity import as_applied, difference, no_head
from reconciler.kinds import is_spelling, kinds
from reconciler.model import Action, Address, AuditEntry, Head, Header, OrgKey, Plan, State
from reconciler.planfile import blinded
from reconciler.planner import Actual, orgs_that_may_go, plan
from reconciler.rules import speaks_of_several
from reconciler.stores.base import AuditQuery, Store
from reconciler.text import visible
from reconciler.vocabulary import load


class Survey(Mapping[OrgKey, Actual]):
    """What a store says of each of *orgs* at the moment *at*, asked anew each time; an org it does not have has serial 0.

    Looking raises StateDiffers where the rows of an org are not as they were last applied.
    """

    def __init__(self, store: Store, orgs: Iterable[OrgKey], at: str, policy: Policy) -> None:
        self._store = store
        self._orgs = dict.fromkeys(orgs)
        self._heads = store.heads()
        self._at = at
        self._policy = policy

    def __getitem__(self, org: OrgKey) -> Actual:
        head, state = as_stored(self._store, org, self._heads.get(org))
        lost = recent_losses(self._store.audit, org, self._at, self._policy, state) if head.serial else ()
        return Actual(head, state, lost)

    def __iter__(self) -> Iterator[OrgKey]:
        return iter(self._orgs)

    def __len__(self) -> int:
        return len(self._orgs)

    def __contains__(self, org: object) -> bool:
        return org in self._orgs


def survey(store: Store, orgs: Iterable[OrgKey], at: str, policy: Policy) -> dict[OrgKey, Actual]:
    """All of it at once."""
    return dict(Survey(store, orgs, at, policy))


def as_stored(store: Store, org: OrgKey, known: Head | None) -> tuple[Head, State]:
    """The head and the rows of one org, which belong together. Raises StateDiffers if they do not (T153, T154).

    They are read one after the other, so that an apply may come between them: then both are read again.
    """
    head, state = known or no_head(org), store.state(org)
    while not as_applied(head, state):
        now = store.heads().get(org) or no_head(org)
        if now == head:
            raise difference(head, state, store.audit(AuditQuery(org=org)))
        head, state = now, store.state(org)
    for address, resource in state.items():  # names are in no digest, so that a respelling is no other state
        if resource.name != address.key and not all(map(is_spelling, resource.name, address.key)):
            message = f"{org}: the row of {visible(str(address))} has the name of something else"
            raise IntegrityFailure(message, hint="no apply wrote it: restore a backup: reconciler restore FILE")
    return head, state


def make_plan(desired: Desired, store: Store, header: Header, policy: Policy = Policy()) -> Plan:  # noqa: B008 - frozen
    """Ask the store and plan. Raises ManifestInvalid if the manifests do not fit what the store has."""
    made, problems = planned(desired, store, header, policy)
    if errors_among(problems):
        raise ManifestInvalid("the manifests do not fit the stored state", problems)
    return replace(made, warnings=tuple(problems))


def planned(
    desired: Desired,
    store: Store,
    header: Header,
    policy: Policy,
    base: Desired | None = None,
    *,
    left_out: Container[OrgKey] = (),
) -> tuple[Plan, list[Problem]]:
    """The plan of *desired* against what the store says now, and what was noticed on the way (see ``planner.plan``).

    *left_out* are orgs that are declared and not among those desired: nothing is planned of them, least of all that they go.
    """
    heads = [org for org in store.heads() if org not in left_out]
    may_go = orgs_that_may_go(desired, heads, header.at[:10])
    actual = Survey(store, [*desired.orgs, *may_go], header.at, policy)
    made, problems = plan(desired, actual, header, policy, beside=neighbours(store, actual), base=base)
    return blinded(made, store.key), problems


def neighbours(store: Store, planned: Collection[OrgKey]) -> Iterator[State]:
    """The stored states of all other orgs of the planned platforms, where a rule speaks of several orgs (E21)."""
    wide = {name for name in {org.partition("/")[0] for org in planned} if speaks_of_several(load(name))}
    for org, head in sorted(store.heads().items()):
        if org not in planned and org.partition("/")[0] in wide:
            _, state = as_stored(store, org, head)
            if state:
                yield state


def recent_losses(
    audit: Callable[[AuditQuery], Iterator[AuditEntry]], org: OrgKey, at: str, policy: Policy, now: State
) -> tuple[tuple[str, Address], ...]:
    """What the last days took away from *org* and has not come back: (delete, update or move, address).

    Only deletions, updates and moves are read, so a large first apply costs the next plan nothing. Of the moves those count
    that pass on what a person has to another name, unless the policy knows both as one person.
    """
    platform = load(org.partition("/")[0])
    since = (datetime.datetime.fromisoformat(at) - datetime.timedelta(days=policy.window_days)).strftime(
        "%Y-%m-%dT%H:%M:%SZ"
    )
    rules = policy.rules
    lost: dict[Address, str] = {}
    for entry in audit(AuditQuery(org=org, since=since, actions=(Action.DELETE, Action.UPDATE, Action.MOVE))):
        stored = now.get(entry.address)
        person = kinds()[entry.address.kind].person
        passed = entry.previous if person and entry.action is Action.MOVE else None
        if (
            passed is not None
            and passed not in now
            and rules.person(passed.key[0]) != rules.person(entry.address.key[0])
        ):
            lost[passed] = Action.MOVE.value
        if stored is None and entry.action is Action.DELETE:
            lost[entry.address] = Action.DELETE.value
        elif stored is not None and person and platform.left(stored.attrs) and not platform.left(entry.before or {}):
            lost[entry.address] = Action.UPDATE.value
    return tuple((action, address) for address, action in sorted(lost.items()))
