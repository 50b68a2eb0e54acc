"""``--redact``: from here on nothing is printed but through pseudonyms; and what is read is asked for people's names.

The encoder itself is ``redaction``. What is written to files is data and stays whole: a plan under pseudonyms could not be
applied, an export would be another org.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from reconciler.canonical import Attrs
from reconciler.cli import streams
from reconciler.commitments import names_in
from reconciler.errors import WrongUsage
from reconciler.facts import FACTS, FactQuery, shape_of
from reconciler.facts.kinds import SYSTEM
from reconciler.kinds import kinds
from reconciler.model import Address, OrgKey, Plan, State
from reconciler.redaction import SHORTEST_KEY, Redaction
from reconciler.stores.base import AuditQuery, Store
from reconciler.vocabulary import load, platform_names

if TYPE_CHECKING:
    from reconciler.desired import Desired
    from reconciler.facts.rows import Read


def begin() -> None:
    """Put the pseudonyms between this program and whoever reads it. Raises WrongUsage without a key."""
    streams.encode(_made())


def pseudonyms(store: Store, orgs: Iterable[OrgKey]) -> Redaction:
    """The pseudonyms of the people of some orgs, for a file that is to hold nobody's name. Raises WrongUsage without a key."""
    made, named = _made(), [*orgs]
    made.learn(_known_to(store, named))
    for org in named:
        made.learn(_observed(store, org))
    return made


def _made() -> Redaction:
    secret = os.environ.get("RECONCILER_REDACT_KEY", "")
    if len(secret) < SHORTEST_KEY:
        message = f"--redact needs a secret of at least {SHORTEST_KEY} characters in RECONCILER_REDACT_KEY"
        raise WrongUsage(message, hint="make one and keep it, for the same pseudonyms next time: openssl rand -hex 32")
    forms = [key.pattern for name in platform_names() if (key := load(name).keys.get("member")) and key.pattern]
    return Redaction(secret.encode(), forms)


def _now() -> Iterator[Redaction]:
    """What stands between this program and whoever reads it, if something does."""
    encoder = streams.encoder()
    if isinstance(encoder, Redaction):
        yield encoder


def asked_for() -> bool:
    """Whether people are shown under pseudonyms."""
    return any(_now())


def learn_names(names: Iterable[str]) -> None:
    """People who were named in another way."""
    for redaction in _now():
        redaction.learn(names)


def learn_plan(plan: Plan) -> None:
    """The people that a plan speaks of."""
    for redaction in _now():
        redaction.learn((plan.header.actor, *plan.header.asked_by.split(", "), *plan.header.authors.split(", ")))
        for org in plan.orgs:
            for change in org.changes:
                redaction.learn(_people(change.address, change.name, change.before, change.after))


def learn_states(states: Iterable[State]) -> None:
    """The people of states that no store has told of."""
    for redaction in _now():
        for state in states:
            for address, resource in state.items():
                redaction.learn(_people(address, resource.name, resource.attrs))


def learn_store(store: Store) -> None:
    """The people that a store knows, or has known."""
    for redaction in _now():
        redaction.learn(_known_to(store, store.heads()))


def _known_to(store: Store, orgs: Iterable[OrgKey]) -> set[str]:
    found: set[str] = set()
    for org in orgs:
        found |= {run.actor for run in store.runs(org)}
        for entry in store.audit(AuditQuery(org=org)):
            found |= {entry.actor, *entry.approvers}
            found.update(_people(entry.address, entry.name, entry.before, entry.after))
    return found


def learn_facts(store: Store, org: OrgKey) -> None:
    """The people of whom facts of an org speak: before anything of it is shown, since one row may name the person of another."""
    for redaction in _now():
        redaction.learn(_observed(store, org))


def _observed(store: Store, org: OrgKey) -> Iterator[str]:
    for shape in FACTS.values():
        found = store.latest(FactQuery(org, shape.kind), shape.person) if shape.person else ()
        yield from (name for name, _ in found if name not in ("", SYSTEM))


def learn_read(read: Iterable[Read]) -> Iterable[Read]:
    """The same rows of a file; whom they speak of is known before anything is said of them."""
    return next((_learning(redaction, read) for redaction in _now()), read)


def _learning(redaction: Redaction, read: Iterable[Read]) -> Iterator[Read]:
    seen = {"", SYSTEM}
    for each in read:
        name = str(getattr(each.row, shape_of(each.row).person, "")) if each.row is not None else ""
        if name not in seen:
            seen.add(name)
            redaction.learn([name])
        yield each


def learn_manifests(desired: Desired) -> None:
    """The people that manifests speak of, as far as they are sound."""
    learn_states(org.state for org in desired.orgs.values())


def _people(address: Address, name: tuple[str, ...], *attributes: Attrs | None) -> list[str]:
    """The names in a row that is of a person, or was recorded of one; elsewhere people stand by addresses and handles."""
    spec = kinds()[address.kind].spec
    return names_in(address, name, *attributes) if spec.person or spec.recorded else []
