"""The main road on the command line: ``plan``, ``show``, ``apply``."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import NoReturn

import click

from reconciler.applier import Attempt
from reconciler.applier import apply as applied
from reconciler.canonical import Json
from reconciler.cli import choosing, outcomes, redacting, terminal
from reconciler.cli.base import Base, base_option, read_base
from reconciler.cli.checkpointing import after_apply, checkpoint_key_option, target
from reconciler.cli.choosing import selector_options
from reconciler.cli.forms import PLAN_FORMS, VERSION, below_option, folder_of, format_among, report
from reconciler.cli.orgs import as_option, key_of
from reconciler.cli.planfiles import is_plan, plan_in, save
from reconciler.cli.policies import agreed, approval_option, held, obeyed, policy_option
from reconciler.cli.terminal import actor_option, database_option, format_option, lock_timeout_option
from reconciler.desired import Desired
from reconciler.errors import (
    GuardRefused,
    ManifestInvalid,
    Problem,
    ReconcilerError,
    Source,
    WrongUsage,
    errors_among,
    in_reading_order,
)
from reconciler.guards import Policy
from reconciler.model import Header, Plan
from reconciler.parts import Part, Wanted
from reconciler.people import person_key
from reconciler.permissions import asker_keys
from reconciler.planfile import document, plan_name
from reconciler.reader import read_manifests
from reconciler.render import comment, markdown, text
from reconciler.render.documents import numbered as numbered_document
from reconciler.render.parts import document as selection_document
from reconciler.stores.base import Store
from reconciler.survey import planned
from reconciler.text import NameRefused, visible

TOOL = f"reconciler {VERSION}"

enforce_option = click.option(
    "--enforce-actor", is_flag=True, help="Refuse what whoever asks may not do on the platform, instead of warning."
)


@click.command()
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path))
@click.option("-o", "--out", type=click.Path(path_type=Path, dir_okay=False), help="Save the plan in a file (0600).")
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
    db: str,
    actor: str | None,
    form: str,
    below: str | None,
) -> int:
    """Show what the manifests would change. PATHS are files or folders; default: this folder. Changes nothing.

    Exit codes: 0 a plan was made (2 with --detailed-exitcode if it has changes), 10 manifest errors, 11 a guard
    refuses the plan, which is shown whole all the same.
    """
    folder = folder_of(paths) if below is None else below
    paths = paths or (Path(),)
    asked = choosing.wanted(only, exclude, safe=safe, manifests=paths, judged=True)
    _, policy, noticed = held(policy_file, enforce=enforce_actor, base=base)
    request = Request(actor, asker, policy, form, folder, base, terminal.day(day), asked, tuple(noticed))
    with contextlib.closing(terminal.opened(db)) as store:
        made = make_plan(paths, store, request)
        part = choosing.taken(made, asked, store, request.policy, made.header.created) if asked else None
    made = part.plan if part is not None else made
    if out is not None:
        save(made, out)
    show_plan(made, form, folder, part)
    if made.refusals:
        return GuardRefused.exit_code
    return 2 if detailed_exitcode and not made.empty else 0


@click.command()
@click.argument("file", type=click.Path(path_type=Path, allow_dash=True))
@click.option("--numbered", is_flag=True, help="With the number of each change, for change=NUMBER.")
@format_among((*PLAN_FORMS, "comment"))
@below_option
def show(file: Path, numbered: bool, form: str, below: str | None) -> int:
    """Show a saved plan, exactly as it was when it was made. FILE may be - for standard input."""
    if numbered and form not in {"text", "json", "markdown"}:
        raise WrongUsage(f"{form} has no place for numbers", hint="leave --numbered out, or take --format text")
    made = plan_in(file)
    show_plan(made, form, below or "", numbered=numbered)
    return GuardRefused.exit_code if made.refusals else 0


@click.command()
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path, allow_dash=True))
@click.option("--yes", is_flag=True, help="Do not ask; for CI. Guards still refuse.")
@selector_options
@as_option
@enforce_option
@policy_option
@approval_option
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
    only: tuple[str, ...],
    exclude: tuple[str, ...],
    safe: bool,
    asker: str,
    enforce_actor: bool,
    policy_file: str,
    approval_files: tuple[Path, ...],
    require_approvals: bool,
    place: str,
    key: Path | None,
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
    to = target(place, key) if place else None
    with contextlib.closing(terminal.opened(db, lock_timeout)) as store:
        at = terminal.now()
        asked = choosing.wanted(only, exclude, safe=safe, manifests=paths or (Path(),), judged=True)
        request = Request(actor, asker, policy, form, asked=asked, noticed=tuple(noticed))
        made = _plan_to_apply(paths or (Path(),), store, request, yes=yes)
        if made is None:
            return 0
        if made.refusals:
            found = [Problem(r.guard, r.message, Source(org.org)) for org in made.orgs for r in org.refusals]
            raise GuardRefused("the plan is refused; nothing was changed", found)
        policy = obeyed(made, policy, must=require_approvals)
        who = agreed(made, rules, approval_files)
        attempt = Attempt(terminal.actor_name(actor), at, terminal.run_name(at), policy, who)
        results = []
        unwritten: ReconcilerError | None = None
        for result in applied(made, store, attempt):
            results.append(result)
            try:
                terminal.say(outcomes.told(result) if form != "json" else ())
            except ReconcilerError as error:  # nobody can be told, and the other orgs are applied all the same (T201)
                unwritten = error
                unwritten.hint = f"to see what was done: reconciler audit --run {attempt.run}"
        kept, lost = after_apply(store, to, form)
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


@dataclass(frozen=True)
class Request:
    """Who runs a command, who asks for the change, what the guards obey, how to answer and where, since when and of when.

    ``noticed`` are warnings about the policy, which are shown with the plan.
    """

    actor: str | None
    asker: str = ""
    policy: Policy = field(default_factory=Policy)
    form: str = "text"
    folder: str = ""
    base: str | None = None
    day: str = ""
    asked: Wanted = field(default_factory=Wanted)
    noticed: tuple[Problem, ...] = ()


def make_plan(paths: tuple[Path, ...], store: Store, request: Request) -> Plan:
    """Read manifests and store, and plan. Raises ManifestInvalid after having shown every problem."""
    at = terminal.now()
    reading = read_manifests(paths, at=request.day or at)
    try:
        desired = reading.sound()
    except ManifestInvalid as error:
        _stop(reading.problems, request, error)
    base = read_base(request.base, paths, request.day or at) if request.base is not None else None
    header = Header(
        lineage=store.lineage,
        created=at,
        expires=terminal.later(at, request.policy.plan_days),
        actor=terminal.actor_name(request.actor),
        tool=TOOL,
        manifests=reading.digest,
        commit=terminal.commit_name(paths[0]),
        policy=request.policy.digest,
        planned_for=request.day,
        authors=", ".join(_authors(paths[0], base)),
        asked_by=", ".join(_names(asker, request.policy, desired)) if (asker := _asker(request, paths[0])) else "",
        base=base.name if base is not None else "",
    )
    made, found = planned(desired, store, header, request.policy, base.desired if base is not None else None)
    behind = base.problems if base is not None else ()
    problems = in_reading_order([*request.noticed, *reading.problems, *found, *behind])
    if errors_among(found):
        _stop(problems, request, ManifestInvalid("the manifests do not fit the stored state", problems))
    return replace(made, warnings=tuple(problems))


def _stop(problems: Sequence[Problem], request: Request, error: ManifestInvalid) -> NoReturn:
    """Show all problems in the wanted form, and raise."""
    if report(request.form, problems, folder=request.folder):
        terminal.mark_shown(error)
        raise error
    terminal.stop(problems, request.form, error)


def _asker(request: Request, folder: Path) -> str:
    """The key of whoever asks: as said, or the author of the commit that the manifests are at."""
    if request.asker:
        return key_of(request.asker)
    try:
        return person_key(terminal.author(folder))
    except NameRefused:
        if request.policy.enforce_asker:
            raise WrongUsage(
                "nobody knows who asks for this", hint="add --as PERSON, or commit the manifests"
            ) from None
        return ""


def _authors(folder: Path, base: Base | None) -> list[str]:
    """The keys of everybody who has written a commit since the base, or with somebody who has."""
    found = set()
    for address in terminal.authors(folder, base.name) if base is not None else ():
        with suppress(NameRefused):
            found.add(person_key(address))
    return sorted(found)


def _names(asker: str, policy: Policy, desired: Desired) -> tuple[str, ...]:
    """All names of whoever asks: where it matters, the policy says which those are, not the manifests under review."""
    if policy.approvals is not None:
        return policy.approvals.person(asker)
    return (asker,) if policy.enforce_asker else desired.people.names(asker)


def _plan_to_apply(paths: tuple[Path, ...], store: Store, request: Request, *, yes: bool) -> Plan | None:
    """The plan in a file; or a fresh one, shown and agreed to. None if nobody agreed."""
    if len(paths) == 1 and is_plan(paths[0]):
        choosing.refuse_for_file(request.asked, paths[0])
        return _asked(plan_in(paths[0]), request)
    choosing.refuse_numbers(request.asked)
    made, asked = make_plan(paths, store, request), request.asked
    part = choosing.taken(made, asked, store, request.policy, made.header.created) if asked else None
    made = part.plan if part is not None else made
    if request.form != "json":
        show_plan(made, request.form, part=part)
    if made.empty or made.refusals or yes:
        return made
    if not sys.stdin.isatty():
        hint = "on a terminal you are asked; elsewhere add --yes, or plan -o FILE and apply FILE"
        raise WrongUsage("apply needs somebody to say yes", hint=hint)
    return made if click.confirm("Apply these changes?") else None


def _asked(made: Plan, request: Request) -> Plan:
    """A saved plan, if it was asked for by whom the command names; a name in a file is no proof, so it is compared."""
    known = asker_keys(made.header.asked_by)
    if request.policy.enforce_asker and request.asker and key_of(request.asker) not in known:
        named = ", ".join(map(visible, known)) or "nobody"
        message = f"the plan was asked for by {named}, not by {visible(request.asker)}"
        raise WrongUsage(message, hint="make it again: reconciler plan --as PERSON -o FILE")
    return made


def show_plan(
    made: Plan, form: str, folder: str = "", part: Part | None = None, *, numbered: bool = False, file: str = ""
) -> None:
    """Render a plan in the wanted form, with the warnings that came with it, and how it was chosen if it is a part."""
    redacting.learn_plan(made)
    if report(form, made.warnings, made, folder=folder):
        pass
    elif form == "json":
        body: dict[str, Json] = numbered_document(document(made)) if numbered else document(made)
        terminal.say_json(body | ({"selection": selection_document(part)} if part is not None else {}))
    elif form == "markdown":
        terminal.say(markdown.plan_lines(made, plan_name(made), numbered=numbered))
        terminal.say(markdown.problem_lines(made.warnings))
    elif form == "comment":
        terminal.say(comment.plan_comment(made, plan_name(made), made.warnings))
    else:
        terminal.say_problems(made.warnings)
        terminal.say(text.plan_lines(made, plan_name(made), colour=terminal.coloured(), numbered=numbered))
    if part is not None:
        choosing.say_choice(part, form, file)
