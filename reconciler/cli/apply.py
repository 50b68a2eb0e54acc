"""``apply``: the verb and its options, and when it takes the short way; everything else is ``applying``'s."""

from __future__ import annotations

from pathlib import Path

import click

from reconciler.cli import terminal
from reconciler.cli.options import (
    actor_option,
    approval_option,
    as_option,
    checkpoint_key_option,
    database_option,
    enforce_option,
    format_option,
    lock_timeout_option,
    policy_option,
    refresh_option,
    selector_options,
    shard_option,
)
from reconciler.cli.paths import is_plan
from reconciler.cli.settling import ANSWERS, nothing_new
from reconciler.shards import EVERY, Shard


@click.command()
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path, allow_dash=True))
@click.option("--yes", is_flag=True, help="Do not ask; for CI. Guards still refuse.")
@click.option(
    "--manifests",
    "beside",
    multiple=True,
    type=click.Path(path_type=Path),
    help="With a plan file: manifest files or folders; orgs that are as these want them are not compared again by the next plan.",
)
@selector_options
@as_option
@enforce_option
@policy_option
@approval_option
@refresh_option
@shard_option
@click.option("--require-approvals", is_flag=True, help="Refuse a plan that is not approved as the policy asks.")
@click.option(
    "--checkpoint",
    "place",
    default="",
    metavar="FILE|-|git-notes:REF",
    help="Sign what the audit log says afterwards, and keep it here: where the store's owner cannot write.",
)
@checkpoint_key_option
@database_option
@actor_option
@format_option
@lock_timeout_option
@click.pass_obj
def apply(
    tried: bool | None,
    paths: tuple[Path, ...],
    yes: bool,
    beside: tuple[Path, ...],
    only: tuple[str, ...],
    exclude: tuple[str, ...],
    safe: bool,
    asker: str,
    enforce_actor: bool,
    policy_file: str,
    approval_files: tuple[Path, ...],
    refresh: bool,
    shard: Shard,
    require_approvals: bool,
    place: str,
    keys: tuple[Path, ...],
    db: str,
    actor: str | None,
    form: str,
    lock_timeout: float,
) -> int:
    """Make the changes of a saved plan, or plan, show, ask and apply in one go.

    PATHS is one plan file (- for standard input), or manifest files and folders. Exit codes: 0 done, or already
    done; 10 manifest errors; 11 a guard refused, or approvals are missing; 12 the plan is stale; 13 somebody else is
    applying; 14 the plan or an approval is not what it claims to be.
    """
    paths = paths or (Path(),)
    asked = any((beside, only, exclude, safe, asker, enforce_actor, policy_file, approval_files, refresh,
                 shard != EVERY, require_approvals, place))  # fmt: skip
    if form == "text" and not tried and not asked and not is_plan(paths) and nothing_new(paths, db, actor):
        terminal.say(ANSWERS["apply"])
        return 0
    from reconciler.cli.applying import Wish, plan_and_apply  # lazy: all that an apply needs

    wish = Wish(
        yes, beside, only, exclude, safe, asker, enforce_actor, policy_file, approval_files, refresh, shard,
        require_approvals, place, keys,
    )  # fmt: skip
    return plan_and_apply(paths, wish, db, actor, form, lock_timeout)
