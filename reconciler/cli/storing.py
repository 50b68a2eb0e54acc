"""Verbs about the store itself: ``init``, ``export``, ``audit``."""

from __future__ import annotations

import contextlib
import heapq
import json
import uuid
from collections import Counter
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path

import click

from reconciler.cli import terminal, watching
from reconciler.cli.terminal import database_option
from reconciler.errors import WrongUsage
from reconciler.export import Export, export_org
from reconciler.kinds import kinds
from reconciler.model import Action, AuditEntry
from reconciler.render import text
from reconciler.render.documents import audit_document
from reconciler.render.markdown import code
from reconciler.stores.base import AuditQuery, Store
from reconciler.text import visible
from reconciler.vocabulary import load


@click.command()
@database_option
def init(db: str) -> None:
    """Make an empty store in a new database. The only command that creates anything but changes."""
    from reconciler.stores.sql import init_store, masked  # lazy: SQLAlchemy costs 0.2 s

    with contextlib.closing(init_store(db, str(uuid.uuid4()))) as store:
        terminal.say([f"An empty store is ready at {visible(masked(db))} (lineage {store.lineage})."])


@click.command()
@click.argument("orgs", nargs=-1)
@click.option("--out", type=click.Path(path_type=Path, file_okay=False), help="A folder; one file for each org.")
@database_option
def export(orgs: tuple[str, ...], out: Path | None, db: str) -> None:
    """Write manifests from the stored state; a plan of them is empty. ORGS are slugs or platform/slug; default: all."""
    with contextlib.closing(watching.opened(db)) as store:
        known = store.heads()
        wanted = [key for key in known if not orgs or key in orgs or key.partition("/")[2] in orgs]
        missing = set(orgs) - set(known) - {key.partition("/")[2] for key in known}
        if missing:
            raise WrongUsage(f"the store has no org {', '.join(sorted(missing))}", hint=f"it has: {', '.join(known)}")
        for key in sorted(wanted):
            state = store.state(key)
            if state:  # an org that was removed has a log and nothing else
                _export_one(key, out, export_org(key, state))


def _export_one(key: str, out: Path | None, made: Export) -> None:
    content, left_out = made
    if out is None:
        terminal.say(["---", content.rstrip("\n")])
    else:
        path = out / key.partition("/")[0] / f"{key.partition('/')[2]}.yaml"
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(content, encoding="utf-8")
        except OSError as error:
            raise WrongUsage(
                f"{path} cannot be written: {error.strerror}", hint="write them elsewhere: --out FOLDER"
            ) from None
        click.echo(f"wrote {path}", err=True)
    if left_out:
        terms = Counter(load(address.platform).term(address.kind) for address in left_out)
        each = ", ".join(f"{term} ({number})" for term, number in sorted(terms.items()))
        message = f"{len(left_out)} resources are not managed by any manifest and were left out: {each}"
        click.echo(f"{key}: {message}", err=True)


@click.command()
@click.option("--org", default="", metavar="PLATFORM/ORG", help="Only this org.")
@click.option("--address", default="", help="Only this address.")
@click.option("--person", default="", help="Only what concerns this person.")
@click.option("--by", "actor", default="", metavar="ACTOR", help="Only what this actor did.")
@click.option("--run", "run_", default="", help="Only this run.")
@click.option("--since", default="", metavar="DATE", help="From this date or moment on (UTC).")
@click.option("--until", default="", metavar="DATE", help="Up to and including this date or moment (UTC).")
@click.option("--format", "form", type=click.Choice(["text", "json", "markdown"]), default="text", show_default=True)
@database_option
def audit(
    org: str, address: str, person: str, actor: str, run_: str, since: str, until: str, form: str, db: str
) -> None:
    """List what was done, by whom, under which plan. JSON is one entry a line."""
    query = AuditQuery(
        org=org,
        address=address,
        person=person.casefold(),
        actor=actor,
        since=terminal.moment(since, "00:00:00"),
        until=terminal.moment(until, "23:59:59"),
        run=run_,
    )
    with contextlib.closing(terminal.opened(db)) as store:
        entries = _of_all_names(store, query) if person else store.audit(query)
        if form == "json":
            terminal.say(json.dumps(audit_document(entry), ensure_ascii=True) for entry in entries)
        elif form == "markdown":
            terminal.say(_markdown(entries))
        else:
            terminal.say(text.audit_lines(entries))


def _of_all_names(store: Store, query: AuditQuery) -> Iterator[AuditEntry]:
    """The entries about a person, also those from when the person had another name (``previously``); by org and seq."""
    names = [query.person]
    moves = [*store.audit(AuditQuery(org=query.org, actions=(Action.MOVE,)))]
    for entry in reversed(moves):
        if entry.previous is not None and kinds()[entry.address.kind].spec.person and entry.address.key[-1] in names:
            names.append(entry.previous.key[-1])
    of_each = (store.audit(query._replace(person=name)) for name in dict.fromkeys(names))
    found = heapq.merge(*of_each, key=lambda entry: (entry.org, entry.seq))
    return (entry for entry, _ in groupby(found))  # an entry about two of the names comes twice


def _markdown(entries: Iterator[AuditEntry]) -> Iterator[str]:
    for line in text.audit_lines(entries):
        yield f"- {code(line)}"
