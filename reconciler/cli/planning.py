"""What ``plan`` does, ``show``, and how a plan is shown."""

from __future__ import annotations

import contextlib
from pathlib import Path
from typing import NamedTuple

import click

from reconciler.canonical import Json
from reconciler.cli import choosing, redacting, streams, terminal
from reconciler.cli.forms import folder_of, report
from reconciler.cli.making import Request, make_plan
from reconciler.cli.options import PLAN_FORMS, below_option, format_among
from reconciler.cli.planfiles import plan_in, save
from reconciler.cli.policies import held
from reconciler.errors import (
    GuardRefused,
    WrongUsage,
)
from reconciler.model import Plan
from reconciler.parts import Part
from reconciler.planfile import plan_name
from reconciler.render import comment, documents, markdown, text
from reconciler.render.parts import document as selection_document
from reconciler.shards import Shard


class Wish(NamedTuple):
    """What was said on the command line of a plan, as ``cli/plan.py`` has it."""

    out: Path | None
    detailed_exitcode: bool
    base: str | None
    day: str
    only: tuple[str, ...]
    exclude: tuple[str, ...]
    safe: bool
    asker: str
    enforce_actor: bool
    policy_file: str
    refresh: bool
    shard: Shard


def plan_and_show(paths: tuple[Path, ...], wish: Wish, db: str, actor: str | None, form: str, below: str | None) -> int:
    """Everything that ``plan`` does where something may have changed. Returns the exit code."""
    folder = folder_of(paths) if below is None else below
    paths = paths or (Path(),)
    asked = choosing.wanted(wish.only, wish.exclude, safe=wish.safe, manifests=paths, judged=True)
    _, policy, noticed = held(wish.policy_file, enforce=wish.enforce_actor, base=wish.base)
    request = Request(
        actor,
        wish.asker,
        policy,
        form,
        folder,
        wish.base,
        terminal.day(wish.day),
        asked,
        tuple(noticed),
        wish.refresh,
        wish.shard,
    )
    with contextlib.closing(terminal.opened_to_plan(db)) as store:
        made = make_plan(paths, store, request)[0]  # what was read is let go before the plan is shown
        part = choosing.taken(made, asked, store, request.policy, made.header.created) if asked else None
    made = part.plan if part is not None else made
    if wish.out is not None:
        save(made, wish.out)
    show_plan(made, form, folder, part)
    if made.refusals:
        return GuardRefused.exit_code
    return 2 if wish.detailed_exitcode and not made.empty else 0


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


def show_plan(
    made: Plan, form: str, folder: str = "", part: Part | None = None, *, numbered: bool = False, file: str = ""
) -> None:
    """Render a plan in the wanted form, with the warnings that came with it, and how it was chosen if it is a part."""
    redacting.learn_plan(made)
    if report(form, made.warnings, made, folder=folder):
        pass
    elif form == "json":
        chosen: dict[str, Json] = {"selection": selection_document(part)} if part is not None else {}
        terminal.say(documents.lines({**documents.plan_members(made, numbered=numbered), **chosen}))
    elif form == "markdown":
        terminal.say(markdown.plan_lines(made, plan_name(made), numbered=numbered))
        terminal.say(markdown.problem_lines(made.warnings))
    elif form == "comment":
        terminal.say(comment.plan_comment(made, plan_name(made), made.warnings, streams.encoder() or str))
    else:
        terminal.say_problems(made.warnings)
        terminal.say(text.plan_lines(made, plan_name(made), colour=terminal.coloured(), numbered=numbered))
    if part is not None:
        choosing.say_choice(part, form, file)
