"""``revert``: the plan that takes back what a run did. It writes a plan file and nothing else."""

from __future__ import annotations

import contextlib
from dataclasses import replace
from pathlib import Path

import click

from reconciler.actors import Actor
from reconciler.cli import git, terminal
from reconciler.cli.logs import Log
from reconciler.cli.options import (
    PLAN_FORMS,
    actor_option,
    as_option,
    database_option,
    document_out,
    enforce_option,
    format_among,
    org_option,
    policy_option,
)
from reconciler.cli.orgs import chosen, key_of
from reconciler.cli.planfiles import save
from reconciler.cli.planning import show_plan
from reconciler.cli.policies import held
from reconciler.cli.terminal import TOOL
from reconciler.errors import GuardRefused, ManifestInvalid, Severity, Stale, WrongUsage, errors_among
from reconciler.guards import Policy
from reconciler.history import run_named
from reconciler.model import Header, OrgKey, Run
from reconciler.people import person_key
from reconciler.planfile import blinded
from reconciler.reader import read_manifests
from reconciler.reverting import Revert
from reconciler.reverting import revert as reverted
from reconciler.stores.base import Store
from reconciler.survey import survey
from reconciler.text import NameRefused, visible


@click.command()
@click.argument("run")
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path, exists=True))
@document_out("Save the plan in a file (0600)")
@click.option("--partly", is_flag=True, help="Leave out the rows that were changed again since, instead of refusing.")
@org_option
@as_option
@enforce_option
@policy_option
@database_option
@actor_option
@format_among((*PLAN_FORMS, "comment"))
def revert(
    run: str,
    paths: tuple[Path, ...],
    out: Path | None,
    partly: bool,
    org: str,
    asker: str,
    enforce_actor: bool,
    policy_file: str,
    db: str,
    actor: str | None,
    form: str,
) -> int:
    """Plan to take back what RUN did. PATHS are manifests whose allowances and limits count. Changes nothing.

    The plan is held against the same rules, guards and approvals as any other, and apply makes it. Exit codes: 0 a plan
    was made, 11 a guard refuses it, which is shown whole all the same, 12 rows were changed again since.
    """
    _, policy, noticed = held(policy_file, enforce=enforce_actor)
    with contextlib.closing(terminal.opened(db)) as store:
        key, done = _run(store, run, org)
        at = terminal.now()
        header = _header(store, asker, terminal.actor(actor), at, policy)
        desired = read_manifests(paths, at=at).sound() if paths else None
        wanted = desired.orgs.get(key) if desired is not None else None
        allowed = (
            [a for a in desired.allowances if a.org in (key, key.partition("/")[2])] if desired is not None else []
        )
        found = reverted(
            [*Log(store, key).entries()],
            done.run,
            survey(store, [key], at, policy)[key],
            header,
            policy,
            allowances=allowed,
            limits=wanted.limits if wanted is not None else None,
        )
    _refuse(found, partly=partly)
    touched = [problem._replace(severity=Severity.WARNING) for problem in found.touched]
    made = replace(blinded(found.plan, store.key), warnings=(*noticed, *found.problems, *touched))
    if out is not None:
        save(made, out)
    if made.empty and form == "text":
        terminal.say_problems(made.warnings)
        terminal.say([f"Nothing of run {visible(done.run)} is left to be taken back."])
        return 0
    show_plan(made, form)
    if done.commit and form == "text":
        commit = visible(done.commit.removesuffix("-dirty"))
        terminal.say([f"The manifests still ask for what this takes back; after it: git revert {commit}"])
    return GuardRefused.exit_code if made.refusals else 0


def _header(store: Store, asker: str, actor: Actor, at: str, policy: Policy) -> Header:
    """Who plans and who asks; all names of the latter that the policy knows."""
    person = ""
    with contextlib.suppress(NameRefused):
        person = key_of(asker) if asker else person_key(git.author(Path()))
    if policy.enforce_asker and not person:
        raise WrongUsage("nobody knows who asks for this", hint="add --as PERSON")
    names = policy.approvals.person(person) if policy.approvals is not None and person else (person,)
    return Header(
        lineage=store.lineage,
        created=at,
        expires=terminal.later(at, policy.plan_days),
        actor=actor.name,
        learnt=actor.learnt,
        tool=TOOL,
        policy=policy.digest,
        asked_by=", ".join(names),
    )


def _run(store: Store, name: str, org: str) -> tuple[OrgKey, Run]:
    """The run that is meant, in the org that is named or the only one in which there is such a run."""
    orgs = [chosen(store, org, gone=True)] if org else [*store.heads()]
    found = [(key, run) for key in orgs if (run := run_named(name, store.runs(key))) is not None]
    if len(found) == 1:
        return found[0]
    if found:
        hint = f"add --org: {', '.join(visible(key) for key, _ in found)}"
        raise WrongUsage(
            f"run {visible(name)} changed several orgs; each is taken back by a plan of its own", hint=hint
        )
    raise WrongUsage(
        f"there is no run {visible(name)} that changed something", hint="list them: reconciler history ORG"
    )


def _refuse(found: Revert, *, partly: bool) -> None:
    if found.touched and not partly:
        rows = len(found.touched)
        message = f"{rows} {'row was' if rows == 1 else 'rows were'} changed again since; nothing was planned"
        raise Stale(message, found.touched, hint="take back the later runs first, or the rest of this one: --partly")
    if errors_among(found.problems):
        raise ManifestInvalid(
            "what would be left breaks the rules of the platform; nothing was planned", found.problems
        )
