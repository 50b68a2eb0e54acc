"""``plan``: the verb and its options, and the short way where nothing has changed.

Most plans are of nothing: the manifests are those that were applied last. That is seen by hashing them and by a glance at the
store, before anything is imported that a plan needs; everything else is ``planning``'s. The short way is taken only where its
answer is the very words of the long one.
"""

from __future__ import annotations

from pathlib import Path

import click

from reconciler.cli import terminal
from reconciler.cli.options import (
    PLAN_FORMS,
    TOOL,
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
from reconciler.manifest.files import read
from reconciler.manifest.limits import limits
from reconciler.settled import AGREED, all_settled, holding, known, program
from reconciler.shards import EVERY, Shard
from reconciler.stores.glance import glance


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
def plan(
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
    if form == "text" and not asked and _nothing_new(paths or (Path(),), db, actor):
        terminal.say([AGREED])
        return 0
    from reconciler.cli.planning import Wish, plan_and_show  # lazy: all that a plan needs

    wish = Wish(
        out, detailed_exitcode, base, day, only, exclude, safe, asker, enforce_actor, policy_file, refresh, shard
    )
    return plan_and_show(paths, wish, db, actor, form, below)


def _nothing_new(paths: tuple[Path, ...], db: str, actor: str | None) -> bool:
    """Whether every file there is is one by which an org is settled."""
    seen = glance(db)
    if seen is None or not seen.settled:
        return False
    holds = [*holding(seen.settled, seen.heads, program(TOOL), terminal.now())]
    terminal.actor(actor)  # whoever plans has a name, even if nothing comes of it
    tree = read(paths, limits(), known(holds))
    return not tree.files and not tree.problems and all_settled(holds, tree.digests)
