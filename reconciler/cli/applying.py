"""``apply``: a saved plan, or a fresh one that somebody says yes to."""

from __future__ import annotations

import contextlib
import sys
from pathlib import Path

import click

from reconciler.applier import Applied, Attempt
from reconciler.applier import apply as applied
from reconciler.canonical import Json
from reconciler.cli import choosing, outcomes, progress, terminal
from reconciler.cli.checkpointing import after_apply, checkpoint_key_option, target
from reconciler.cli.making import Request, make_plan, remember, sound_manifests
from reconciler.cli.options import (
    actor_option,
    approval_option,
    as_option,
    database_option,
    enforce_option,
    format_option,
    lock_timeout_option,
    policy_option,
    refresh_option,
    selector_options,
    shard_option,
)
from reconciler.cli.orgs import key_of
from reconciler.cli.planfiles import is_plan, plan_in
from reconciler.cli.planning import show_plan
from reconciler.cli.policies import agreed, held, obeyed
from reconciler.errors import (
    GuardRefused,
    Problem,
    ReconcilerError,
    Source,
    WrongUsage,
)
from reconciler.model import Plan
from reconciler.permissions import asker_keys
from reconciler.planfile import plan_name
from reconciler.reader import Reading
from reconciler.shards import Shard
from reconciler.stores.base import Store
from reconciler.text import visible


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
def apply(
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
    rules, policy, noticed = held(policy_file, enforce=enforce_actor)
    to = target(place, keys) if place else None
    with contextlib.closing(terminal.opened(db, lock_timeout)) as store:
        at = terminal.now()
        asked = choosing.wanted(only, exclude, safe=safe, manifests=paths or (Path(),), judged=True)
        request = Request(actor, asker, policy, form, asked=asked, noticed=tuple(noticed), refresh=refresh, shard=shard)
        made, reading = _plan_to_apply(paths or (Path(),), store, request, beside, yes=yes)
        if made is None:
            return 0
        if made.refusals:
            found = [Problem(r.guard, r.message, Source(org.org)) for org in made.orgs for r in org.refusals]
            raise GuardRefused("the plan is refused; nothing was changed", found)
        policy = obeyed(made, policy, must=require_approvals)
        who = agreed(made, rules, approval_files)
        acts = terminal.actor(actor)
        attempt = Attempt(acts.name, at, terminal.run_name(at), policy, who, acts.learnt)
        results, unwritten = _applied(made, store, attempt, form)
        if reading is not None:
            remember(reading, store, made.header, policy)
        kept, lost = after_apply(store, to, form, changed=not made.empty)
    if form == "json":
        said: dict[str, Json] = {"orgs": [outcomes.document(r) for r in results]}
        said |= {"checkpoint": kept} if to is not None else {}
        terminal.say_json({"run": attempt.run, "plan": plan_name(made), **said})
    elif made.empty:
        terminal.say(["No changes. Nothing was written."])
    missed = [error for error in (unwritten, lost) if error is not None]
    for each in missed:
        terminal.show_error(each)
    worst = max((result.error.exit_code for result in results if result.error), default=0)
    return worst or max((each.exit_code for each in missed), default=0)


def _applied(made: Plan, store: Store, attempt: Attempt, form: str) -> tuple[list[Applied], ReconcilerError | None]:
    """What became of each org, told as it happens, and why somebody could not be told."""
    results = []
    unwritten: ReconcilerError | None = None
    for result in progress.counted(applied(made, store, attempt), "Applying", "orgs", len(made.orgs)):
        results.append(result)
        try:
            terminal.say(outcomes.told(result) if form != "json" else ())
        except ReconcilerError as error:  # nobody can be told, and the other orgs are applied all the same (T201)
            unwritten = error
            unwritten.hint = f"to see what was done: reconciler audit --run {attempt.run}"
    return results, unwritten


def _plan_to_apply(
    paths: tuple[Path, ...], store: Store, request: Request, beside: tuple[Path, ...], *, yes: bool
) -> tuple[Plan | None, Reading | None]:
    """The plan in a file; or a fresh one, shown and agreed to. With it, the manifests. No plan if nobody agreed."""
    if len(paths) == 1 and is_plan(paths[0]):
        choosing.refuse_for_file(request.asked, paths[0])
        return _asked(plan_in(paths[0]), request), sound_manifests(beside, request) if beside else None
    if beside:
        raise WrongUsage("--manifests goes with a plan file", hint="manifests that are applied are remembered anyway")
    choosing.refuse_numbers(request.asked)
    made, reading = make_plan(paths, store, request)
    asked = request.asked
    part = choosing.taken(made, asked, store, request.policy, made.header.created) if asked else None
    made = part.plan if part is not None else made
    if request.form != "json":
        show_plan(made, request.form, part=part)
    if made.empty or made.refusals or yes:
        return made, reading
    if not sys.stdin.isatty():
        hint = "on a terminal you are asked; elsewhere add --yes, or plan -o FILE and apply FILE"
        raise WrongUsage("apply needs somebody to say yes", hint=hint)
    return (made if click.confirm("Apply these changes?") else None), reading


def _asked(made: Plan, request: Request) -> Plan:
    """A saved plan, if it was asked for by whom the command names; a name in a file is no proof, so it is compared."""
    known = asker_keys(made.header.asked_by)
    if request.policy.enforce_asker and request.asker and key_of(request.asker) not in known:
        named = ", ".join(map(visible, known)) or "nobody"
        message = f"the plan was asked for by {named}, not by {visible(request.asker)}"
        raise WrongUsage(message, hint="make it again: reconciler plan --as PERSON -o FILE")
    return made
