"""``erase``: a person is forgotten by the log of an org, and by the files that it lies in."""

from __future__ import annotations

import contextlib
import sys
from itertools import product

import click

from reconciler.applier import Attempt
from reconciler.cli import terminal
from reconciler.cli.events import answer_option, answered, plain
from reconciler.cli.options import actor_option, database_option, lock_timeout_option
from reconciler.cli.orgs import chosen, key_of
from reconciler.commitments import person_named
from reconciler.erasing import Erased
from reconciler.erasing import erase as erased
from reconciler.errors import WrongUsage
from reconciler.facts import FACTS, FactQuery
from reconciler.model import OrgKey
from reconciler.render.wording import counted
from reconciler.stores.base import AuditQuery, Store
from reconciler.text import visible


@click.command()
@click.argument("person")
@click.option(
    "--org", required=True, metavar="ORG", help="Where: a slug, or platform/slug. Each org forgets by itself."
)
@click.option("--note", default="", metavar="TEXT", help="Why; kept with the entry about it, so name nobody.")
@click.option("--yes", is_flag=True, help="Do not ask for the name to be typed.")
@actor_option
@answer_option
@database_option
@lock_timeout_option
def erase(
    person: str, org: str, note: str, yes: bool, actor: str | None, form: str, db: str, lock_timeout: float
) -> None:
    """Forget PERSON in the audit log and the facts of ORG: what stands in the place of their names leads nowhere from now on. There is no way back.

    The log proves what it proved before, and has one entry more, about this. Exit codes: 0 done, or nothing is kept of them; 11
    they are still in the org, or stand in entries of an older version; 64 nobody has typed the name.
    """
    key, why = key_of(person), plain(note, "--note")
    if not why.strip():
        raise WrongUsage("--note says nothing", hint="say why: --note 'asked for it on 3 May'")
    with answered(form), contextlib.closing(terminal.opened(db, lock_timeout)) as store:
        where = chosen(store, org, gone=True)
        if not yes:
            _typed(key, where)
        at, who = terminal.now(), terminal.actor(actor)
        _not_oneself(key)
        attempt = Attempt(who.name, at, terminal.run_name(at), learnt=who.learnt)
        done = erased(store, where, key, attempt, why)
        left = store.sweep()
        others = _elsewhere(store, where, done.people)
    if form == "json":
        found = {"commitments": done.commitments, "facts": done.facts}
        terminal.say_json({"org": where, "serial": done.serial, **found, "left": left, "others": others})
    else:
        _say(done, left, others)


def _not_oneself(key: str) -> None:
    """A claim to be somebody else does not help: who the computer or the runner says it is counts, too."""
    try:
        learnt = terminal.actor(None)
    except WrongUsage:
        return  # the computer knows nobody
    if person_named(learnt.name) == key:
        raise WrongUsage("nobody erases themselves, under no other name", hint="somebody else has to do it")


def _typed(key: str, org: OrgKey) -> None:
    """The name, typed by somebody who means it."""
    if not sys.stdin.isatty():
        raise WrongUsage("nobody is there to type the name of whom to erase", hint="add --yes")
    given = click.prompt(f"{visible(key)} will be forgotten in {visible(org)}, for good. Their name, to do it")
    if person_named(given) != key:
        raise WrongUsage(f"{visible(given)} is not {visible(key)}; nothing was changed", hint="type it again")


def _elsewhere(store: Store, org: OrgKey, people: tuple[str, ...]) -> list[str]:
    """The other orgs whose logs or facts name them."""
    asked = (query for each in people for query in (AuditQuery(person=each), AuditQuery(actor=each)))
    found = {entry.org for query in asked for entry in store.audit(query)}
    for other, shape in product(store.heads().keys() - found, FACTS.values()):
        wanted = tuple((shape.person, each) for each in people)
        if shape.person and any(store.facts(FactQuery(other, shape.kind, where=wanted))):
            found.add(other)
    return sorted(found - {org})


def _say(done: Erased, left: str, others: list[str]) -> None:
    org, people = visible(done.org), ", ".join(map(visible, done.people))
    if not done.commitments and not done.facts:
        terminal.say([f"{org}: nothing is kept of {people}; the files were swept."])
    else:
        names = counted(done.commitments, "name")
        where = ", also in facts" if done.facts else ""
        terminal.say([f"{org}: {names} of {people} erased{where}; now at serial {done.serial}"])
    if left:
        terminal.say([f"Deleted rows are still in the server's files until the owner of the tables runs: {left}"])
    if others:
        terminal.say([f"They are named in other orgs, too: {', '.join(map(visible, others))}"])
    terminal.say(
        ["Backups, plan files, manifests and their history are not reached by this: docs/erasure.md says what is left."]
    )
