"""Verbs about the store itself: ``init``, ``export``."""

from __future__ import annotations

import contextlib
import uuid
from collections import Counter
from pathlib import Path

import click

from reconciler.cli import terminal, watching
from reconciler.cli.options import database_option
from reconciler.errors import WrongUsage
from reconciler.export import Export, export_org
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
