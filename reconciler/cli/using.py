"""``use``: which org the commands of this folder speak of, and what somebody is there."""

from __future__ import annotations

import contextlib
from pathlib import Path
from typing import NamedTuple

import click

from reconciler import lifecycle
from reconciler.cli import git, terminal, watching
from reconciler.cli.events import answer_option, answered
from reconciler.cli.options import as_option, database_option
from reconciler.cli.orgs import choice, choose, key_of
from reconciler.errors import GuardRefused, Problem, WrongUsage
from reconciler.model import Address, OrgKey
from reconciler.stores.base import Store
from reconciler.text import visible
from reconciler.vocabulary import load


class Belonging(NamedTuple):
    """One org that a person is a member of, the role held there, and how far they have come in."""

    org: OrgKey
    role: str
    status: str


@click.command()
@click.argument("org", default="")
@as_option
@database_option
@answer_option
def use(org: str, asker: str, db: str, form: str) -> None:
    """Choose the ORG that commands in this folder speak of. Without ORG: list those you belong to."""
    with answered(form):
        person = _person(asker)
        with contextlib.closing(watching.opened(db)) as store:
            mine = belongings(store, person, terminal.now())
        if not org:
            _list(mine, person, form)
            return
        found = _one(org, mine, person)
        choose(found.org)
    if form == "json":
        terminal.say_json({"person": person, **found._asdict()})
    else:
        terminal.say([f"{visible(found.org)} is chosen; {visible(person)} is {visible(found.role)} there"])


def _person(asker: str) -> str:
    named = asker or git.author(Path())
    if not named:
        raise WrongUsage("nobody knows who you are", hint="add --as PERSON")
    return key_of(named)


def belongings(store: Store, person: str, at: str) -> list[Belonging]:
    """The orgs of a person; of others nothing is said (W31)."""
    found = []
    for key in store.heads():
        state = store.state(key)
        name, _, slug = key.partition("/")
        member = Address(name, slug, "member", (person,))
        if member in state:
            platform = load(name)
            role = platform.value("member", state[member].attrs, "role")
            found.append(Belonging(key, str(role), lifecycle.status(member, state, platform, at)))
    return found


def _list(mine: list[Belonging], person: str, form: str) -> None:
    current = choice().casefold()
    if form == "json":
        rows = [{**each._asdict(), "chosen": _is(current, each.org)} for each in mine]
        terminal.say_json({"person": person, "orgs": rows})
    elif not mine:
        terminal.say([f"{visible(person)} is a member of no org."])
    for each in mine if form != "json" else ():
        note = "" if each.status == "active" else f" ({each.status})"
        terminal.say([f"{'*' if _is(current, each.org) else ' '} {visible(each.org)}  {visible(each.role)}{note}"])


def _is(wanted: str, org: OrgKey) -> bool:
    return wanted in (org, org.partition("/")[2])


def _one(wanted: str, mine: list[Belonging], person: str) -> Belonging:
    """The org that is named, if the person is in it."""
    found = [each for each in mine if _is(wanted.casefold(), each.org)]
    who = visible(person)
    if len(found) > 1:
        raise WrongUsage(
            f"{visible(wanted)} is on several platforms", hint=f"write {' or '.join(e.org for e in found)}"
        )
    if not found:
        theirs = ", ".join(visible(each.org) for each in mine)
        hint = f"{who} belongs to {theirs}" if mine else f"{who} belongs to none"
        raise WrongUsage(f"{who} is not a member of an org {visible(wanted)}", hint=hint)
    if found[0].status != "active":
        message = f"{who} is {found[0].status} in {found[0].org}"
        hint = (
            "ask an admin of the org to write {active: true}"
            if found[0].status == "deactivated"
            else "follow the invitation first: reconciler accept TOKEN"
        )
        raise GuardRefused("the choice was not changed", [Problem("not-in-yet", message, hint=hint)])
    return found[0]
