"""How people come in, on the command line: ``invite``, ``accept``, ``sign-up``, ``join``.

To add a verb: a click command here or in a module beside it, made of what ``events`` has, and a line in ``COMMANDS``.
"""

from __future__ import annotations

import contextlib
import secrets

import click

from reconciler import lifecycle
from reconciler.access import reachable_kinds
from reconciler.canonical import Json
from reconciler.cli import terminal
from reconciler.cli.events import answer_option, answered, by_option, look, plain, record, runner_option, say_done, told
from reconciler.cli.options import database_option, lock_timeout_option, org_option
from reconciler.cli.orgs import chosen, key_of
from reconciler.errors import GuardRefused, Problem, WrongUsage
from reconciler.lookup import thing_named
from reconciler.render.wording import counted
from reconciler.stores.base import AuditQuery
from reconciler.text import NameRefused, email_key, visible
from reconciler.vocabulary import load

LONGEST_INVITATION = 365

name_option = click.option("--name", default="", help="What the person is called, for people who read.")


@click.command()
@click.argument("addresses", nargs=-1)
@click.option("--pending", is_flag=True, help="Everybody who has to be invited and never was.")
@click.option(
    "--days", type=click.IntRange(1, LONGEST_INVITATION), help="How long it is good. Default: the platform's."
)
@org_option
@by_option
@database_option
@runner_option
@answer_option
@lock_timeout_option
def invite(
    addresses: tuple[str, ...],
    pending: bool,
    days: int | None,
    org: str,
    asker: str,
    db: str,
    actor: str | None,
    form: str,
    lock_timeout: float,
) -> None:
    """Make invitations for members who have not come in yet. ADDRESSES are people whom the manifests declare.

    Each token is shown this once and works once; roles and teams are those of the manifests. All are invited or,
    if one cannot be, nobody.
    """
    if bool(addresses) == pending:
        raise WrongUsage("name the people to invite, or say --pending", hint="reconciler invite ADDRESS…")
    with answered(form), contextlib.closing(terminal.opened(db, lock_timeout)) as store:
        at = terminal.now()
        actual = look(store, chosen(store, org), at)
        platform = load(actual.head.org.partition("/")[0])
        people = [key_of(address) for address in addresses]
        if pending:
            people = lifecycle.pending(store.audit(AuditQuery(org=actual.head.org)), actual.state, platform)
        tokens = {person: _token() for person in people}
        by = key_of(asker) if asker else ""
        changes = lifecycle.invite(tokens, actual.state, platform, at, days=days or 0, asker=by)
        result = record(store, actual, changes, actor=terminal.actor(actor or by), at=at)
    sent = [(c.address.key[0], tokens[c.address.key[0]], str((c.after or {})["expires"])) for c in changes]
    if form == "json":
        made: list[Json] = [{"member": who, "token": token, "expires": until} for who, token, until in sent]
        terminal.say_json({**told(result), "invitations": made})
    elif result is None:
        terminal.say(["Nobody waits for an invitation. Nothing was written."])
    else:
        terminal.say(f"{visible(who)}  token {token}  good until {until}" for who, token, until in sent)
        invited = counted(len(sent), "invitation")
        terminal.say([f"{visible(result.org)}: {invited} made; now at serial {result.serial}"])
        click.echo("Hand each person the token, which is not shown again: reconciler accept TOKEN", err=True)


def _token() -> str:
    """A secret for one person, such that no shell and no option parser takes it for an option."""
    while (token := secrets.token_urlsafe()).startswith("-"):
        pass
    return token


@click.command()
@click.argument("token")
@name_option
@database_option
@runner_option
@answer_option
@lock_timeout_option
def accept(token: str, name: str, db: str, actor: str | None, form: str, lock_timeout: float) -> None:
    """Follow an invitation: whoever has the TOKEN is in, with what the manifests gave them."""
    with answered(form), contextlib.closing(terminal.opened(db, lock_timeout)) as store:
        at = terminal.now()
        sent = next(filter(None, (lifecycle.invitation(token, store.state(key)) for key in store.heads())), None)
        if sent is None:
            problem = Problem(
                "invitation-unknown",
                "no invitation has this token",
                hint="copy it whole, from the newest invitation: reconciler accept TOKEN",
            )
            raise GuardRefused("nothing was changed", [problem])
        actual = look(store, sent.address.org_key, at)
        platform = load(sent.address.platform)
        changes = lifecycle.accept(sent, actual.state, platform, at, name=plain(name, "--name"))
        person = sent.address.key[0]
        result = record(store, actual, changes, actor=terminal.actor(actor or person), at=at)
    say_done(result, changes, form)


@click.command("sign-up")
@click.argument("address")
@click.option("--org", required=True, metavar="ORG", help="The org: a slug or platform/slug.")
@name_option
@database_option
@runner_option
@answer_option
@lock_timeout_option
def sign_up(address: str, org: str, name: str, db: str, actor: str | None, form: str, lock_timeout: float) -> None:
    """Come in without an invitation, where the org's settings let whoever has this ADDRESS in."""
    with answered(form), contextlib.closing(terminal.opened(db, lock_timeout)) as store:
        at = terminal.now()
        try:
            person = email_key(address)
        except NameRefused as reason:
            raise WrongUsage(
                f"{visible(address)} {reason}",
                hint="write an e-mail address: reconciler sign-up ada@brainlab.example --org ORG",
            ) from None
        actual = look(store, chosen(store, org), at)
        name_of_platform = actual.head.org.partition("/")[0]
        others = [
            store.state(k) for k in store.heads() if k != actual.head.org and k.startswith(f"{name_of_platform}/")
        ]
        called = plain(name, "--name")
        changes = lifecycle.sign_up(person, actual.state, load(name_of_platform), name=called, shown=address)
        who = terminal.actor(actor or person)
        result = record(store, actual, changes, actor=who, at=at, others=filter(None, others))
    say_done(result, changes, form)


@click.command()
@click.argument("thing")
@org_option
@click.option(
    "--as", "person", envvar="RECONCILER_AS", required=True, metavar="PERSON", help="Who joins; also RECONCILER_AS."
)
@database_option
@runner_option
@answer_option
@lock_timeout_option
def join(thing: str, org: str, person: str, db: str, actor: str | None, form: str, lock_timeout: float) -> None:
    """Join a THING of the org, where the platform lets PERSON join any. THING: a name, or project/NAME."""
    with answered(form), contextlib.closing(terminal.opened(db, lock_timeout)) as store:
        at = terminal.now()
        actual = look(store, chosen(store, org), at)
        platform = load(actual.head.org.partition("/")[0])
        who = key_of(person)
        wanted = thing_named(thing, sorted(reachable_kinds()), actual.state, platform)
        changes = lifecycle.join(who, wanted, actual.state, platform)
        result = record(store, actual, changes, actor=terminal.actor(actor or who), at=at)
    if result is None and form != "json":
        level = actual.state[lifecycle.grant_of(who, wanted)].attrs.get("level")
        terminal.say([f"{visible(who)} is {level} of {visible(thing)} already; nothing was written"])
    else:
        say_done(result, changes, form)
