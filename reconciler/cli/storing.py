"""Verbs about the store itself: ``init``, ``migrate``, ``export``."""

from __future__ import annotations

import contextlib
import uuid
from collections import Counter
from pathlib import Path

import click

from reconciler.cli import terminal, watching
from reconciler.cli.backups import refuse_existing
from reconciler.cli.options import actor_option, database_option, lock_timeout_option
from reconciler.cli.orgs import among
from reconciler.errors import WrongUsage
from reconciler.export import Export, export_org
from reconciler.model import Head, Run
from reconciler.restored import migrating
from reconciler.stores.glance import REVISIONS
from reconciler.stores.masking import masked
from reconciler.text import visible
from reconciler.vocabulary import load


@click.command()
@click.option(
    "--distributed",
    type=click.Choice(["citus"]),
    help="Spread the orgs over the machines of this engine; a new store on a PostgreSQL that has it.",
)
@database_option
def init(distributed: str | None, db: str) -> None:
    """Make an empty store in a new database. The only command that creates anything but changes."""
    from reconciler.stores.sql import init_store  # lazy: SQLAlchemy costs 0.2 s

    lineage, name = str(uuid.uuid4()), visible(masked(db))
    with contextlib.closing(init_store(db, lineage, engine=distributed or "")) as store:
        if store.lineage == lineage:
            terminal.say([f"An empty store is ready at {name} (lineage {lineage})."])
        else:
            terminal.say([f"A store is there already, and stays as it is, at {name} (lineage {store.lineage})."])


@click.command()
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@actor_option
@database_option
@lock_timeout_option
def migrate(file: Path, actor: str | None, db: str, lock_timeout: float) -> None:
    """Bring a store that an older version made up to this one, after a backup of it into FILE, which must not be there yet.

    All in one transaction, which nobody can apply in between; each org then says that it was done. There is no way back but the
    backup and the version that wrote it. Exit codes: 0 done, or nothing to do; 15 the store is of a newer version.
    """
    from reconciler.stores.sql import backup, migrate_store  # lazy: likewise

    refuse_existing(file)
    at, who = terminal.now(), terminal.actor(actor)
    run, new = terminal.run_name(at), REVISIONS[-1]

    def mark(head: Head, before: str, key: str) -> tuple[Head, Run]:
        return migrating(head, run, at, who, f"schema {before} to {new}; before: {file.name}", key)

    before = migrate_store(db, lambda: backup.write_backup(db, file), mark, lock_timeout=lock_timeout)
    name = visible(masked(db))
    if not before:
        terminal.say([f"{name} has the schema {new} already; nothing was done, and no backup was made."])
        return
    terminal.say([f"{name} has the schema {new} now; as it was before, with {before}, it is in {visible(str(file))}."])
    if not backup.is_sqlite(db):
        terminal.say(["Views are made anew by this, and roles have lost their rights on them: reconciler grants"])


@click.command()
@click.argument("orgs", nargs=-1)
@click.option("--out", type=click.Path(path_type=Path, file_okay=False), help="A folder; one file for each org.")
@database_option
def export(orgs: tuple[str, ...], out: Path | None, db: str) -> None:
    """Write manifests from the stored state; a plan of them is empty. ORGS are slugs or platform/slug; default: all."""
    with contextlib.closing(watching.opened(db)) as store:
        for key in sorted(among(orgs, store.heads())):
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
