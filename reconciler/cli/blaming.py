"""``blame``: from a row to the entries, runs, plans, approvers and commits that made it, and to the line that declares it."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path

import click

from reconciler.actors import who, word
from reconciler.blame import Blame
from reconciler.blame import blame as blamed
from reconciler.canonical import Json
from reconciler.cli import terminal, watching
from reconciler.cli.base import read_base
from reconciler.cli.events import answer_option
from reconciler.cli.options import database_option, org_option
from reconciler.cli.orgs import chosen
from reconciler.desired import Desired
from reconciler.errors import WrongUsage
from reconciler.model import Action, Address, AuditEntry
from reconciler.reader import read_manifests
from reconciler.render.documents import audit_document
from reconciler.render.text import audit_lines
from reconciler.render.wording import spoken
from reconciler.stores.base import AuditQuery
from reconciler.text import visible


@click.command()
@click.argument("address")
@org_option
@click.option(
    "--manifests",
    multiple=True,
    type=click.Path(path_type=Path, exists=True),
    metavar="PATH",
    help="Manifests in which the line is looked for, now and at the commit of the last change.",
)
@answer_option
@database_option
def blame(address: str, org: str, manifests: tuple[Path, ...], form: str, db: str) -> None:
    """Say who made the row at ADDRESS what it is: entry, run, plan, approvers, commit and, if known, manifest line.

    ADDRESS is as audit and plans name it: webknossos/brainlab/member/ada@brainlab.example, or the part after the org.
    """
    with contextlib.closing(watching.opened(db)) as store:
        wanted = _address(address, chosen(store, org or _org_in(address, [*store.heads()]), gone=True))
        found = blamed(wanted, lambda at: store.audit(AuditQuery(org=wanted.org_key, address=str(at))))
        stored = store.state(wanted.org_key).get(wanted)
    if found is None:
        hint = f"see what there is: reconciler audit --org {visible(wanted.org_key)}"
        raise WrongUsage(f"the log knows nothing of {visible(str(wanted))}", hint=hint)
    by_hand = found.last.address == wanted and found.last.after != (stored.attrs if stored is not None else None)
    lines = [*_lines_of(wanted, found.last, manifests)]
    if form == "json":
        terminal.say_json(_document(wanted, found, lines, by_hand=by_hand))
        return
    terminal.say(_text(wanted, found))
    terminal.say(f"  declared at {visible(line)}" for line in lines)
    if by_hand:
        terminal.say([f"  and since then it was changed by hand: reconciler drift {visible(wanted.org)}"])


def _org_in(address: str, known: list[str]) -> str:
    return next((org for org in known if address.casefold().startswith(f"{org}/")), "")


def _address(given: str, org: str) -> Address:
    path = given[len(org) + 1 :] if given.casefold().startswith(f"{org}/") else given
    kind, slash, key = path.partition("/")
    return Address.parse(f"{org}/{kind}{slash}{key.casefold()}")


def _lines_of(address: Address, last: AuditEntry, manifests: tuple[Path, ...]) -> Iterator[str]:
    """Where the row is declared: in the manifests at the commit of its last change, and as they are."""
    if not manifests:
        return
    if last.commit and not last.commit.endswith("-dirty"):
        with contextlib.suppress(WrongUsage):
            base = read_base(last.commit, manifests, last.at)
            yield from (f"{line}, at commit {last.commit[:12]}" for line in _declared(address, base.desired))
    yield from (f"{line}, now" for line in _declared(address, read_manifests(manifests).desired))


def _declared(address: Address, desired: Desired | None) -> Iterator[str]:
    org = desired.orgs.get(address.org_key) if desired is not None else None
    if org is not None and address in org.state:
        yield str(org.state[address].source)


def _text(address: Address, found: Blame) -> Iterator[str]:
    last = found.last
    if last.address != address:
        yield f"{visible(str(address))} is {visible(str(last.address))} since then:"
    elif last.action is Action.DELETE:
        yield f"{visible(str(address))} is gone:"
    else:
        yield f"{visible(str(address))}"
    for name, value, entry in found.attributes if last.address == address else ():
        yield f"  {visible(name)} {spoken(value)}: {_who(entry)}"
    yield from (f"  {line}" for line in audit_lines(found.life))
    yield f"  last by {_who(last)}"


def _who(entry: AuditEntry) -> str:
    """Who answers for an entry, and where it is written."""
    commit = f", commit {visible(entry.commit[:12])}" if entry.commit else ""
    approved = f", approved by {', '.join(visible(word(name)) for name in entry.approvers)}" if entry.approvers else ""
    where = f"entry {entry.seq}, run {visible(entry.run)}, plan {visible(entry.plan[:16])}{commit}"
    return f"{visible(who(entry.actor, entry.learnt))} at {visible(entry.at)} ({where}{approved})"


def _document(address: Address, found: Blame, lines: list[str], *, by_hand: bool) -> dict[str, Json]:
    attributes: list[Json] = [
        {"name": name, "value": value, "seq": entry.seq, "run": entry.run} for name, value, entry in found.attributes
    ]
    return {
        "address": str(address),
        "last": audit_document(found.last),
        "attributes": attributes,
        "entries": [audit_document(entry) for entry in found.life],
        "declared": list(lines),
        "by_hand": by_hand,
    }
