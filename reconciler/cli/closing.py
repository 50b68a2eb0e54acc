"""How things come to an end, on the command line: ``confirm`` what was done by hand, ``org delete``."""

from __future__ import annotations

import contextlib
import sys
from pathlib import Path

import click

from reconciler import lifecycle
from reconciler.canonical import Json
from reconciler.cli import terminal
from reconciler.cli.contents import contents
from reconciler.cli.events import answer_option, answered, by_option, look, plain, record, runner_option, say_done
from reconciler.cli.options import actor_option, database_option, lock_timeout_option, org_option, policy_option
from reconciler.cli.orgs import chosen, key_of
from reconciler.cli.policies import held
from reconciler.errors import WrongUsage
from reconciler.model import OrgKey
from reconciler.planfile import LARGEST_FILE
from reconciler.render import text
from reconciler.render.documents import audit_document
from reconciler.render.wording import counted, sentence
from reconciler.stores.base import AuditQuery
from reconciler.text import visible
from reconciler.vocabulary import load


@click.command()
@click.argument("seqs", nargs=-1, type=click.IntRange(min=1), metavar="[SEQ]...")
@click.option("--all", "everything", is_flag=True, help="Confirm all that is on the list.")
@click.option("--note", default="", help="A ticket or a sentence, kept with it.")
@org_option
@by_option
@database_option
@actor_option
@answer_option
@lock_timeout_option
def confirm(
    seqs: tuple[int, ...],
    everything: bool,
    note: str,
    org: str,
    asker: str,
    db: str,
    actor: str | None,
    form: str,
    lock_timeout: float,
) -> None:
    """Say that what a plan left to people has been done. Without SEQ: list what is to be done by hand.

    SEQ is the number of an entry in the org's audit log, as the list shows it.
    """
    with answered(form), contextlib.closing(terminal.opened(db, lock_timeout)) as store:
        at = terminal.now()
        actual = look(store, chosen(store, org), at)
        platform = load(actual.head.org.partition("/")[0])
        entries = list(store.audit(AuditQuery(org=actual.head.org)))
        waiting = lifecycle.to_do(entries, actual.state)
        if not seqs and not everything:
            if form == "json":
                terminal.say_json({"org": actual.head.org, "to_do": [audit_document(entry) for entry in waiting]})
            else:
                terminal.say(text.audit_lines(waiting) if waiting else ["Nothing is left to be done by hand."])
            return
        wanted = [entry.seq for entry in waiting] if everything else sorted(set(seqs))
        by = terminal.actor(actor)
        who = key_of(asker) if asker else ""
        changes = lifecycle.confirm(
            wanted, entries, actual.state, platform, at, by=by.name, asker=who, note=plain(note, "--note")
        )
        result = record(store, actual, changes, actor=by, at=at)
    new = {change.address.key[0] for change in changes}
    already: list[Json] = [seq for seq in wanted if str(seq) not in new]
    say_done(result, changes, form, {"already": already})
    if form != "json":
        terminal.say(f"{visible(actual.head.org)}#{seq} was confirmed already" for seq in already)


@click.command("org")
@click.argument("action", type=click.Choice(["delete"]))
@click.argument("name")
@click.option(
    "--export",
    "exported",
    required=True,
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="What an export of the org writes now: reconciler export NAME > FILE.",
)
@click.option("--confirm", "typed", default="", metavar="NAME", help="The name again, instead of typing it when asked.")
@click.option(
    "--as", "asker", envvar="RECONCILER_AS", required=True, metavar="PERSON", help="Who deletes it; also RECONCILER_AS."
)
@policy_option
@database_option
@runner_option
@answer_option
@lock_timeout_option
def org(
    action: str,
    name: str,
    exported: Path,
    typed: str,
    asker: str,
    policy_file: str,
    db: str,
    actor: str | None,
    form: str,
    lock_timeout: float,
) -> None:
    """Delete the org NAME with everything in it, for ever. Its audit log stays.

    Only whom the platform lets do it may, with a fresh export in hand, and having typed the name.
    """
    with answered(form), contextlib.closing(terminal.opened(db, lock_timeout)) as store:
        at = terminal.now()
        actual = look(store, chosen(store, name), at)
        key = actual.head.org
        platform = load(key.partition("/")[0])
        person = key_of(asker)
        changes, allowance = lifecycle.delete_org(
            actual.state, platform, asker=person, exported=_read(exported), today=at[:10]
        )
        _typed(typed, key, len(changes) - 1)
        who = terminal.actor(actor or person)
        _, policy, _ = held(policy_file)
        result = record(store, actual, changes, actor=who, at=at, allowances=[allowance], asker=person, policy=policy)
    if form == "json":
        say_done(result, changes, form)
    elif result is not None:
        gone = next(change for change in changes if change.address.kind == "org")
        within = counted(len(changes) - 1, "resource")
        terminal.say([f"- {sentence(gone, platform)}, with {within}"])
        terminal.say([f"{visible(key)}: deleted; its audit log stays, at serial {result.serial}"])


def _read(path: Path) -> bytes:
    hint = "write it first: reconciler export NAME > FILE"
    return contents(path, LARGEST_FILE, hint, instead=hint)


def _typed(given: str, key: OrgKey, within: int) -> None:
    """The org's name, typed by somebody who means it (S0-33)."""
    slug = key.partition("/")[2]
    if not given:
        if not sys.stdin.isatty():
            raise WrongUsage("nobody is there to type the name of the org", hint=f"add --confirm {visible(slug)}")
        what = counted(within, "resource")
        given = click.prompt(f"{visible(key)} goes with {what} and cannot be brought back. Its name, to delete it")
    if given.casefold() not in (key, slug):
        raise WrongUsage(f"{visible(given)} is not the name of the org; nothing was changed", hint="type it again")
