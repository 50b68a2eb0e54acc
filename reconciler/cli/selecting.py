"""``select``: a part of a saved plan becomes a plan of its own, to be reviewed and applied like any other."""

from __future__ import annotations

import contextlib
from pathlib import Path

import click

from reconciler.cli import choosing, terminal
from reconciler.cli.options import (
    PLAN_FORMS,
    below_option,
    database_option,
    document_out,
    enforce_option,
    format_among,
    policy_option,
    selector_options,
)
from reconciler.cli.planfiles import plan_in, save
from reconciler.cli.planning import show_plan
from reconciler.cli.policies import held, obeyed
from reconciler.errors import GuardRefused, Stale, WrongUsage


@click.command()
@click.argument("file", type=click.Path(path_type=Path, allow_dash=True))
@selector_options
@click.option(
    "--people",
    "manifests",
    multiple=True,
    type=click.Path(path_type=Path),
    help="Manifests that say under which names a person is known, for person=NAME.",
)
@document_out("Save the part here (0600)", required=True)
@enforce_option
@policy_option
@database_option
@format_among((*PLAN_FORMS, "comment"))
@below_option
def select(
    file: Path,
    only: tuple[str, ...],
    exclude: tuple[str, ...],
    safe: bool,
    manifests: tuple[Path, ...],
    out: Path,
    enforce_actor: bool,
    policy_file: str,
    db: str,
    form: str,
    below: str | None,
) -> int:
    """Take a part of a saved plan as a plan of its own. FILE may be - for standard input. Changes nothing.

    What is selected brings along what it needs; what is excluded takes along what needs it. Exit codes: 0 the part was
    saved, 11 a guard refuses it (it is saved and shown all the same), 12 its rows have moved, 64 it cannot be had.
    """
    asked = choosing.wanted(only, exclude, safe=safe, manifests=manifests)
    if not asked:
        raise WrongUsage("nothing says which part", hint="add --only team=NAME, --exclude person=NAME or --safe")
    whole = plan_in(file)
    _, policy, noticed = held(policy_file, enforce=enforce_actor)
    policy = obeyed(whole, policy, must=False)
    terminal.say_problems(noticed)
    with contextlib.closing(terminal.opened(db)) as store:
        if whole.header.lineage != store.lineage:
            hint = "name the database it was made against: --db, or RECONCILER_DB"
            raise Stale("the plan was made for another database", hint=hint)
        made = choosing.taken(whole, asked, store, policy, terminal.now())
    save(made.plan, out)
    show_plan(made.plan, form, below or "", made, file=str(file))
    return GuardRefused.exit_code if made.plan.refusals else 0
