"""``plan``: the verb and its options, and when it takes the short way; everything else is ``planning``'s."""

from __future__ import annotations

from pathlib import Path

import click

from reconciler.cli import terminal
from reconciler.cli.options import (
    PLAN_FORMS,
    actor_option,
    as_option,
    base_option,
    below_option,
    database_option,
    document_out,
    enforce_option,
    format_among,
    policy_option,
    refresh_option,
    selector_options,
    shard_option,
)
from reconciler.cli.settling import ANSWERS, nothing_new
from reconciler.shards import EVERY, Shard


@click.command()
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path))
@document_out("Save the plan in a file (0600)")
@click.option("--detailed-exitcode", is_flag=True, help="Exit with 2 if there are changes.")
@base_option
@click.option(
    "--at",
    "day",
    default="",
    metavar="DATE",
    help="As of this date, or a moment (UTC): a preview of what will be planned then, which cannot be applied.",
)
@selector_options
@as_option
@enforce_option
@policy_option
@refresh_option
@shard_option
@database_option
@actor_option
@format_among((*PLAN_FORMS, "comment"))
@below_option
@click.pass_obj
def plan(
    tried: bool | None,
    paths: tuple[Path, ...],
    out: Path | None,
    detailed_exitcode: bool,
    base: str | None,
    day: str,
    only: tuple[str, ...],
    exclude: tuple[str, ...],
    safe: bool,
    asker: str,
    enforce_actor: bool,
    policy_file: str,
    refresh: bool,
    shard: Shard,
    db: str,
    actor: str | None,
    form: str,
    below: str | None,
) -> int:
    """Show what the manifests would change. PATHS are files or folders; default: this folder. Changes nothing.

    Exit codes: 0 a plan was made (2 with --detailed-exitcode if it has changes), 10 manifest errors, 11 a guard
    refuses the plan, which is shown whole all the same.
    """
    asked = any((out, base, day, only, exclude, safe, asker, enforce_actor, policy_file, refresh, shard != EVERY))
    if form == "text" and not tried and not asked and nothing_new(paths or (Path(),), db, actor):
        terminal.say(ANSWERS["plan"])
        return 0
    from reconciler.cli.planning import Wish, plan_and_show  # lazy: all that a plan needs

    wish = Wish(
        out, detailed_exitcode, base, day, only, exclude, safe, asker, enforce_actor, policy_file, refresh, shard
    )
    return plan_and_show(paths, wish, db, actor, form, below)
