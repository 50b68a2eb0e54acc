"""``erase``: somebody is forgotten by the log of an org, which goes on to prove what it proved, and by its facts.

One transaction: the lines that say what the commitments to their names stand for are deleted, the org's key and the store's are
replaced, and one entry says which commitments lead nowhere from now on, by whom and why. Not one row changes and no entry either.
Facts name them as the log does from now on; whom only facts named gets a commitment for that, which leads nowhere at once.
Afterwards the store is swept, so that what was deleted is gone from its files, too; who is killed in between does it again.

Refused, with nothing changed: who is still in the state, who stands in entries from before there were commitments, and whoever
asks for it themselves, since the entry has to name them. All names of a person go together, by the moves in the log.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from reconciler.actors import Actor
from reconciler.acts import Act, acted
from reconciler.applier import Attempt
from reconciler.canonical import keyed
from reconciler.commitments import erased, is_commitment, people_in, person_named, said_in
from reconciler.errors import GuardRefused, Problem, WrongUsage
from reconciler.integrity import as_applied, difference
from reconciler.kinds import kinds
from reconciler.marks import ERASED
from reconciler.model import Action, Head, OrgKey, State
from reconciler.stores.base import AuditQuery, Store, Transaction

SHOWN = 5
"""How many places a refusal names; the others are like them."""


class Erased(NamedTuple):
    """Who is forgotten where: all names they had, how many commitments lead nowhere since, and where the org stands."""

    org: OrgKey
    people: tuple[str, ...]
    commitments: int
    serial: int
    facts: bool = False
    """Whether facts named them."""


def erase(store: Store, org: OrgKey, person: str, attempt: Attempt, note: str) -> Erased:
    """Forget *person* in *org*; where nothing of them is kept, nothing is written. The store has still to be swept.

    Raises GuardRefused while they cannot be forgotten, and StateDiffers where rows are not as they were applied.
    """
    with store.transaction(org) as transaction:
        people = _all_names(transaction, person)
        head, state = transaction.head, transaction.state()
        if head is None:
            return Erased(org, people, 0, 0)
        if not as_applied(head, state):
            raise difference(head, state, transaction.audit(AuditQuery()))
        _refuse(org, people, state, _in_clear(store, org, people), attempt.actor)
        kept = transaction.commitments.of_people(people)
        named = transaction.named_in_facts(people)
        if not kept and not named:
            return Erased(org, people, 0, head.serial)
        renamed = {each: erased(transaction.commitments.of(each, each)) for each in sorted(named)}
        _write(transaction, head, state, transaction.commitments.of_people(people), renamed, attempt, note)
        return Erased(org, people, len(kept), head.serial + 1, bool(named))


def _all_names(transaction: Transaction, person: str) -> tuple[str, ...]:
    """A person's names, also those they had before and have had since."""
    names, before = {person}, set[str]()
    moves = [
        {entry.previous.key[-1], entry.address.key[-1]}
        for entry in transaction.audit(AuditQuery(actions=(Action.MOVE,)))
        if entry.previous is not None and kinds()[entry.address.kind].person
    ]
    while names != before:
        before = set(names)
        names.update(*(pair for pair in moves if pair & before))
    return tuple(sorted(names))


def _refuse(org: OrgKey, people: Iterable[str], state: State, clear: Iterable[str], actor: str) -> None:
    wanted = {*people}
    if person_named(actor) in wanted:
        raise WrongUsage(
            "nobody erases themselves: the entry about it names who did it", hint="somebody else has to do it"
        )
    rows = [each for each, resource in state.items() if wanted.intersection(people_in(each, resource.attrs))]
    hint = "take them out of the manifests and apply, then erase"
    found = [Problem("person-present", f"{address} names them", hint=hint) for address in sorted(rows)[:SHOWN]]
    hint = "what is hashed as it stands cannot be taken out; begin a new store: docs/erasure.md"
    found += [Problem("person-in-clear", f"{place} names them as they are", hint=hint) for place in clear][:SHOWN]
    if found:
        raise GuardRefused(f"{org}: they cannot be erased; nothing was changed", found)


def _in_clear(store: Store, org: OrgKey, people: Iterable[str]) -> Iterator[str]:
    """The entries and runs that were kept before there were commitments and name one of *people*; no new ones come."""
    wanted = {*people}
    with store.evidence() as evidence:
        for written in evidence.entries(org):
            if wanted.intersection(_named_in(written.text)):
                yield f"{org}#{written.seq}"
        for _, run in evidence.runs(org):
            if not is_commitment(run.actor) and person_named(run.actor) in wanted:
                yield f"run {run.run}"


def _named_in(text: str) -> list[str]:
    found: list[str] = []

    def say(person: str, value: str) -> str:
        if not is_commitment(value):
            found.append(person)
        return value

    said_in(json.loads(text), say)
    return found


def _write(
    transaction: Transaction,
    head: Head,
    state: State,
    gone: list[str],
    renamed: Mapping[str, str],
    attempt: Attempt,
    note: str,
) -> None:
    key, actor = transaction.new_key(), Actor(attempt.actor, attempt.learnt)
    after = head._replace(digest=keyed(key, state.digest), key=key)
    act = Act(ERASED, Action.ERASE, actor, attempt.at, attempt.run, note)
    now, entry, run = acted(head, after, act, transaction.commitments, erased=tuple(gone))
    transaction.commit(now, (), [entry], run, renamed=renamed)
