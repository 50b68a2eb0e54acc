"""The main road on the command line: ``plan``, ``show``, ``apply``."""

from __future__ import annotations

import contextlib
import os
import stat
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import NoReturn

import click

from reconciler.applier import Applied, Attempt
from reconciler.applier import apply as applied
from reconciler.canonical import Json
from reconciler.cli import terminal
from reconciler.cli.base import base_option, read_base
from reconciler.cli.forms import PLAN_FORMS, VERSION, below_option, folder_of, format_among, report
from reconciler.cli.orgs import as_option, key_of
from reconciler.cli.terminal import actor_option, database_option, format_option, lock_timeout_option
from reconciler.errors import (
    GuardRefused,
    IntegrityFailure,
    ManifestInvalid,
    Problem,
    ReconcilerError,
    Source,
    WrongUsage,
    errors_among,
    in_reading_order,
)
from reconciler.guards import Policy
from reconciler.model import Header, Outcome, Plan
from reconciler.people import person_key
from reconciler.permissions import asker_keys
from reconciler.planfile import LARGEST_FILE, document, dumps, loads, plan_name
from reconciler.reader import read_manifests
from reconciler.render import comment, markdown, text
from reconciler.render.documents import problem_document
from reconciler.render.wording import counted
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
@as_option
@enforce_option
@database_option
@actor_option
@format_among((*PLAN_FORMS, "comment"))
@below_option
def plan(
    paths: tuple[Path, ...],
    out: Path | None,
    detailed_exitcode: bool,
    base: str | None,
    asker: str,
    enforce_actor: bool,
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
    request = Request(actor, asker, Policy(enforce_asker=enforce_actor), form, folder, base)
    with contextlib.closing(terminal.opened(db)) as store:
        made = make_plan(paths or (Path(),), store, request)
    if out is not None:
        save(made, out)
    show_plan(made, form, folder)
    if made.refusals:
        return GuardRefused.exit_code
    return 2 if detailed_exitcode and not made.empty else 0


@click.command()
@click.argument("file", type=click.Path(path_type=Path, allow_dash=True))
@format_among((*PLAN_FORMS, "comment"))
@below_option
def show(file: Path, form: str, below: str | None) -> int:
    """Show a saved plan, exactly as it was when it was made. FILE may be - for standard input."""
    made = loads(plan_bytes(file))
    show_plan(made, form, below or "")
    return GuardRefused.exit_code if made.refusals else 0


@click.command()
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path, allow_dash=True))
@click.option("--yes", is_flag=True, help="Do not ask; for CI. Guards still refuse.")
@as_option
@enforce_option
@database_option
@actor_option
@format_option
@lock_timeout_option
def apply(
    paths: tuple[Path, ...],
    yes: bool,
    asker: str,
    enforce_actor: bool,
    db: str,
    actor: str | None,
    form: str,
    lock_timeout: float,
) -> int:
    """Make the changes of a saved plan, or plan, show, ask and apply in one go.

    PATHS is one plan file (- for standard input), or manifest files and folders. Exit codes: 0 done, or already
    done; 10 manifest errors; 11 a guard refused; 12 the plan is stale; 13 somebody else is applying.
    """
    with contextlib.closing(terminal.opened(db, lock_timeout)) as store:
        at = terminal.now()
        request = Request(actor, asker, Policy(enforce_asker=enforce_actor), form)
        made = _plan_to_apply(paths or (Path(),), store, request, yes=yes)
        if made is None:
            return 0
        if made.refusals:
            found = [Problem(r.guard, r.message, Source(org.org)) for org in made.orgs for r in org.refusals]
            raise GuardRefused("the plan is refused; nothing was changed", found)
        attempt = Attempt(terminal.actor_name(actor), at, terminal.run_name(at), request.policy)
        results = []
        unwritten: ReconcilerError | None = None
        for result in applied(made, store, attempt):
            results.append(result)
            try:
                terminal.say(_told(result) if form != "json" else ())
            except ReconcilerError as error:  # nobody can be told, and the other orgs are applied all the same (T201)
                unwritten = error
    if form == "json":
        terminal.say_json({"run": attempt.run, "plan": plan_name(made), "orgs": [_result(r) for r in results]})
    elif made.empty:
        terminal.say(["No changes. Nothing was written."])
    worst = max((result.error.exit_code for result in results if result.error), default=0)
    return worst or (unwritten.exit_code if unwritten else 0)


@dataclass(frozen=True)
class Request:
    """Who runs a command, who asks for the change, what the guards obey, how to answer, for a reader where; and since when."""

    actor: str | None
    asker: str = ""
    policy: Policy = field(default_factory=Policy)
    form: str = "text"
    folder: str = ""
    base: str | None = None


def make_plan(paths: tuple[Path, ...], store: Store, request: Request) -> Plan:
    """Read manifests and store, and plan. Raises ManifestInvalid after having shown every problem."""
    at = terminal.now()
    reading = read_manifests(paths, today=at[:10])
    try:
        desired = reading.sound()
    except ManifestInvalid as error:
        _stop(reading.problems, request, error)
    base = read_base(request.base, paths, at[:10]) if request.base is not None else None
    header = Header(
        lineage=store.lineage,
        created=at,
        expires=terminal.later(at, request.policy.plan_days),
        actor=terminal.actor_name(request.actor),
        tool=TOOL,
        manifests=reading.digest,
        commit=terminal.commit_name(paths[0]),
        asked_by=", ".join(desired.people.names(asker)) if (asker := _asker(request, paths[0])) else "",
        base=base.name if base is not None else "",
    )
    made, found = planned(desired, store, header, request.policy, base.desired if base is not None else None)
    problems = in_reading_order([*reading.problems, *found, *(base.problems if base is not None else ())])
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


def _plan_to_apply(paths: tuple[Path, ...], store: Store, request: Request, *, yes: bool) -> Plan | None:
    """The plan in a file; or a fresh one, shown and agreed to. None if nobody agreed."""
    if len(paths) == 1 and _is_plan(paths[0]):
        return _asked(loads(plan_bytes(paths[0])), request)
    made = make_plan(paths, store, request)
    if request.form != "json":
        show_plan(made, request.form)
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


def _is_plan(path: Path) -> bool:
    """A plan is a single file that is no YAML file."""
    return str(path) == "-" or (path.is_file() and path.suffix not in {".yaml", ".yml"})


def plan_bytes(path: Path) -> bytes:
    """A plan file's bytes: a regular file, or standard input for ``-`` (T132)."""
    if str(path) == "-":
        return sys.stdin.buffer.read(LARGEST_FILE + 1)
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    except OSError as error:
        raise WrongUsage(
            f"{path} cannot be read: {error.strerror}", hint="make a plan: reconciler plan -o FILE"
        ) from None
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        raise IntegrityFailure(f"{path} is not a regular file", hint="use - for standard input")
    with open(descriptor, "rb") as file:
        return file.read(LARGEST_FILE + 1)


def save(made: Plan, path: Path) -> None:
    """Write a plan file whole or not at all, readable by its owner only (T194)."""
    try:
        descriptor, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
        try:
            with open(descriptor, "w", encoding="utf-8") as file:
                file.write(dumps(made))
                file.flush()
                os.fsync(file.fileno())
            os.replace(temporary, path)
        except BaseException:
            with contextlib.suppress(OSError):
                os.unlink(temporary)
            raise
    except OSError as error:
        raise WrongUsage(f"the plan cannot be written to {path}: {error.strerror}") from None


def show_plan(made: Plan, form: str, folder: str = "") -> None:
    """Render a plan in the wanted form, with the warnings that came with it."""
    if report(form, made.warnings, made, folder=folder):
        return
    if form == "json":
        terminal.say_json(document(made))
    elif form == "markdown":
        terminal.say(markdown.plan_lines(made, plan_name(made)))
        terminal.say(markdown.problem_lines(made.warnings))
    elif form == "comment":
        terminal.say(comment.plan_comment(made, plan_name(made), made.warnings))
    else:
        terminal.say_problems(made.warnings)
        terminal.say(text.plan_lines(made, plan_name(made), colour=terminal.coloured()))


def _told(result: Applied) -> Iterator[str]:
    """What became of one org, for people."""
    if result.error is not None:
        yield from text.problem_lines(result.error.problems)
        yield f"{visible(result.org)}: {result.outcome}: {visible(result.error.message)}"
        if result.error.hint:
            yield f"    = {visible(result.error.hint)}"
    elif result.outcome is Outcome.ALREADY:
        yield f"{visible(result.org)}: already applied as serial {result.serial}; nothing was written"
    else:
        already = sum(1 for _, outcome in result.changes if outcome is Outcome.ALREADY)
        note = f", {already} {'was' if already == 1 else 'were'} already so" if already else ""
        done = counted(len(result.changes) - already, "change")
        yield f"{visible(result.org)}: {done} done{note}; now at serial {result.serial}"


def _result(result: Applied) -> dict[str, Json]:
    return {
        "org": result.org,
        "outcome": result.outcome.value,
        "serial": result.serial,
        "changes": [{"address": str(change.address), "outcome": outcome.value} for change, outcome in result.changes],
        "error": result.error.message if result.error else None,
        "problems": [problem_document(problem) for problem in (result.error.problems if result.error else ())],
    }
