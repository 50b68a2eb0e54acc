"""``backup`` and ``restore``: the whole store into a file and back, by the engine's own means."""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

import click

from reconciler.canonical import Json
from reconciler.cli import terminal
from reconciler.cli.events import answer_option
from reconciler.cli.options import actor_option, database_option
from reconciler.errors import IntegrityFailure, Problem, ReconcilerError, Severity, WrongUsage
from reconciler.fold import fold
from reconciler.integrity import StateDiffers, as_applied, difference, warning
from reconciler.model import AuditEntry, Head, OrgKey, Run
from reconciler.render.wording import counted
from reconciler.restored import restoring
from reconciler.stores.base import AuditQuery, Store, Transaction
from reconciler.stores.evidence import Evidence
from reconciler.stores.glance import BESIDE
from reconciler.stores.masking import masked
from reconciler.survey import as_stored
from reconciler.text import visible
from reconciler.verification import verify


@click.command()
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@answer_option
@database_option
def backup(file: Path, form: str, db: str) -> None:
    """Copy the whole store into FILE (0600), as of one moment, and read the copy back. FILE must not be there yet.

    An SQLite store becomes an SQLite file; of a PostgreSQL store pg_dump writes its own format.
    """
    from reconciler.stores.sql import backup as engine  # lazy: SQLAlchemy costs 0.2 s

    refuse_existing(file)
    with contextlib.closing(terminal.opened(db)) as store:
        lineage = store.lineage
        heads: Mapping[OrgKey, Head] = store.heads()
        in_file = engine.is_sqlite(db)
        if not in_file:
            heads = _verified(store, lineage)  # a dump cannot be asked, so the store is
        engine.write_backup(db, file)
        try:
            if in_file:
                with contextlib.closing(terminal.opened(engine.sqlite_url(file))) as copy:
                    heads = _verified(copy, lineage)
        except ReconcilerError:
            file.unlink(missing_ok=True)
            raise
    _say(f"A backup of {counted(len(heads), 'org')} is in {visible(str(file))}, read back whole", lineage, heads, form)


def refuse_existing(file: Path) -> None:
    """Raise WrongUsage where a backup would be written over something, or where an engine would read more than the backup."""
    for name in (file.name, *(f"{file.name}{suffix}" for suffix in BESIDE)):
        if os.path.lexists(file.with_name(name)):
            shown = visible(str(file.with_name(name)))
            raise WrongUsage(f"{shown} is there already", hint="name a new file: no backup is written over")


def _verified(copy: Store, lineage: str) -> Mapping[OrgKey, Head]:
    """The heads of a store, each held against its rows and its log."""
    if copy.lineage != lineage:
        raise IntegrityFailure("the copy is of another store", hint="make the backup again")
    heads = copy.heads()
    for org, head in heads.items():
        try:
            as_stored(copy, org, head)
        except StateDiffers:
            terminal.say_problems([warning(org)])
        _leads_to(head, copy.audit(AuditQuery(org=org)), "look at it first")
    return heads


def _leads_to(head: Head, log: Iterable[AuditEntry], hint: str) -> None:
    """Raise IntegrityFailure unless the log leads to the state that the head names."""
    if not as_applied(head, fold(entry for entry in log if entry.seq <= head.size)):
        raise IntegrityFailure(f"the log of {head.org} does not lead to the state its head names", hint=hint)


_ROLES = "Its tables are new, and no role has rights on them: run what reconciler grants prints again."
_GONE = "What was applied since that backup is gone, and so is its log: whom it has erased since, it names again."
_BESIDE = "Nothing was there before. What was applied elsewhere since that backup is not in it: whom that has erased, it names."
_ANOTHER = "nothing was changed: restore another backup"
_UNTRUE = "nothing was changed: restore another backup; if this is the last there is, add --accept-damage; reconciler audit verify goes on saying so"
_LAST = "nothing was changed: restore another backup; if this is the last there is, add --accept-damage, and see the rows afterwards: reconciler drift"


@click.command()
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@click.option(
    "--confirm", "typed", default="", metavar="NAME", help="The name of the file or database that is replaced."
)
@click.option(
    "--accept-damage", "damaged", is_flag=True, help="Restore it even if rows or log are not as they were written."
)
@actor_option
@answer_option
@database_option
def restore(file: Path, typed: str, damaged: bool, actor: str | None, form: str, db: str) -> None:
    """Put the backup FILE in the place of the store, all of it or nothing. What is there is lost: its name has to be typed.

    Each org then says that it was restored, and plans that were made before are refused. Exit codes: 0; 14 the backup is not
    whole, and nothing was changed.
    """
    from reconciler.stores.sql import backup as engine  # lazy: SQLAlchemy costs 0.2 s
    from reconciler.stores.sql import restoring as back

    empty = engine.is_empty_place(db)
    if not empty:
        back.refuse_itself(db, file)
        _typed(typed, engine.name_of(db), db)
    at, who = terminal.now(), terminal.actor(actor)
    run = terminal.run_name(at)

    def mark(copy: Transaction, evidence: Evidence) -> tuple[Head, Run]:
        """What an org of a restored store says, if it is whole."""
        if copy.head is None:
            raise IntegrityFailure("an org of the backup has no head", hint=_ANOTHER)
        query = AuditQuery(org=copy.head.org)
        _leads_to(copy.head, copy.audit(query), _ANOTHER)
        if not as_applied(copy.head, state := copy.state()):
            _damaged(difference(copy.head, state, copy.audit(query)), accepted=damaged)
        elif problems := verify(evidence, copy.head.org).problems:  # names and serials are in no digest
            _not_written(copy.head.org, problems, accepted=damaged)
        return restoring(copy.head, run, at, who, f"restored from {file.name}")

    back.restore(db, file, mark)
    with contextlib.closing(terminal.opened(db)) as store:
        heads, lineage = store.heads(), store.lineage
    _say(f"The store is {visible(file.name)} again, with {counted(len(heads), 'org')}", lineage, heads, form)
    if form != "json":
        terminal.say(
            [
                *([_BESIDE] if empty else [_GONE, "Plans that were made before are refused."]),
                *([] if engine.is_sqlite(db) else [_ROLES]),
            ]
        )


def _damaged(found: StateDiffers, *, accepted: bool) -> None:
    """Raise IntegrityFailure for rows that are not those of the log, unless somebody takes them as they are."""
    if not accepted:
        rows = counted(len(found.changes), "row")
        message = (
            f"the backup is damaged: in {found.org} {rows} differ{'s' if len(found.changes) == 1 else ''} from its log"
        )
        raise IntegrityFailure(message, found.problems, hint=_LAST)
    terminal.say_problems([warning(found.org)])


def _not_written(org: OrgKey, found: Iterable[Problem], *, accepted: bool) -> None:
    """The same for whatever else ``audit verify`` would say of the store afterwards."""
    problems = [each._replace(hint="") for each in found]
    if not accepted:
        message = f"the backup is damaged: {org} is not as applies have written it"
        raise IntegrityFailure(message, problems, hint=_UNTRUE)
    terminal.say_problems(each._replace(severity=Severity.WARNING) for each in problems)


def _typed(given: str, name: str, db: str) -> None:
    """The name of what will be lost, typed by somebody who means it."""
    if not given:
        if not sys.stdin.isatty():
            message = f"there is something at {visible(masked(db))} already, and nobody is there to type its name"
            raise WrongUsage(message, hint=f"add --confirm {visible(name)}, after a backup of it")
        given = click.prompt(
            f"What is at {visible(masked(db))} will be lost. Its name ({visible(name)}), to replace it"
        )
    if given != name:
        raise WrongUsage(f"{visible(given)} is not its name; nothing was changed", hint=f"its name is {visible(name)}")


def _say(said: str, lineage: str, heads: Mapping[OrgKey, Head], form: str) -> None:
    if form == "json":
        orgs: list[Json] = [
            {"org": org, "serial": h.serial, "digest": h.digest, "size": h.size} for org, h in heads.items()
        ]
        terminal.say_json({"lineage": lineage, "orgs": orgs})
    else:
        terminal.say([f"{said} (lineage {lineage}):", *_standing(heads)])


def _standing(heads: Mapping[OrgKey, Head]) -> Iterator[str]:
    for org, head in heads.items():
        yield f"  {visible(org)} at serial {head.serial}, {counted(head.size, 'audit entry', 'audit entries')}"
