"""What ``apply`` does: a saved plan, or a fresh one that somebody says yes to."""

from __future__ import annotations

import contextlib
import sys
from pathlib import Path
from typing import NamedTuple

import click

from reconciler.applier import Applied, Attempt
from reconciler.applier import apply as applied
from reconciler.canonical import Json
from reconciler.cli import choosing, outcomes, progress, terminal
from reconciler.cli.checkpointing import after_apply, target
from reconciler.cli.making import Request, make_plan, remember, sound_manifests
from reconciler.cli.orgs import key_of
from reconciler.cli.paths import is_plan
from reconciler.cli.planfiles import plan_in
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
from reconciler.settled import UNWRITTEN
from reconciler.shards import Shard
from reconciler.stores.base import Store
from reconciler.text import visible


class Wish(NamedTuple):
    """What was said on the command line of an apply, as ``cli/apply.py`` has it."""

    yes: bool
    beside: tuple[Path, ...]
    only: tuple[str, ...]
    exclude: tuple[str, ...]
    safe: bool
    asker: str
    enforce_actor: bool
    policy_file: str
    approval_files: tuple[Path, ...]
    refresh: bool
    shard: Shard
    require_approvals: bool
    place: str
    keys: tuple[Path, ...]


def plan_and_apply(
    paths: tuple[Path, ...], wish: Wish, db: str, actor: str | None, form: str, lock_timeout: float
) -> int:
    """Everything that ``apply`` does where there may be something to do. Returns the exit code."""
    rules, policy, noticed = held(wish.policy_file, enforce=wish.enforce_actor)
    to = target(wish.place, wish.keys) if wish.place else None
    with contextlib.closing(terminal.opened(db, lock_timeout)) as store:
        at = terminal.now()
        asked = choosing.wanted(wish.only, wish.exclude, safe=wish.safe, manifests=paths, judged=True)
        request = Request(
            actor, wish.asker, policy, form, asked=asked, noticed=tuple(noticed), refresh=wish.refresh, shard=wish.shard
        )
        made, reading = _plan_to_apply(paths, store, request, wish.beside, yes=wish.yes)
        if made is None:
            return 0
        if made.refusals:
            found = [Problem(r.guard, r.message, Source(org.org)) for org in made.orgs for r in org.refusals]
            raise GuardRefused("the plan is refused; nothing was changed", found)
        policy = obeyed(made, policy, must=wish.require_approvals)
        who = agreed(made, rules, wish.approval_files)
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
        terminal.say([UNWRITTEN])
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
    if is_plan(paths):
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
