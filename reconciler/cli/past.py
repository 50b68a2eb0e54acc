"""``history`` and ``diff``: what was done to an org, run by run, and what differs between two moments of it."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Mapping

import click

from reconciler.actors import who, word
from reconciler.canonical import Json
from reconciler.cli import terminal
from reconciler.cli.events import answer_option
from reconciler.cli.logs import Log
from reconciler.cli.options import database_option, org_option
from reconciler.cli.orgs import chosen
from reconciler.history import NOW, Place, Told, told
from reconciler.marks import marked
from reconciler.model import Action, Outcome
from reconciler.planner import changes_between
from reconciler.render.wording import counted, sentence, sign
from reconciler.text import visible
from reconciler.vocabulary import load

_DONE = {Action.CREATE: "created", Action.UPDATE: "updated", Action.DELETE: "deleted", Action.MOVE: "moved"}


@click.command()
@click.argument("org", default="")
@answer_option
@database_option
def history(org: str, form: str, db: str) -> None:
    """List the runs of ORG, oldest first: when, who, which plan and commit, what it did, who had approved it."""
    with contextlib.closing(terminal.opened(db)) as store:
        log = Log(store, chosen(store, org, gone=True))
        found = [*told(log.runs, log.entries())]
    if form == "json":
        terminal.say_json({"org": log.org, "runs": [_document(each) for each in found]})
    else:
        terminal.say(map(_line, found))


def _named(found: Place) -> str:
    number = f"entry {found.seq}"
    return number if found.said == number else f"{found.said} ({number})"


def _line(each: Told) -> str:
    run = each.run
    where = f"serial {run.serial}" if run.outcome is Outcome.DONE else run.outcome.value
    commit = f" @{visible(run.commit[:12])}" if run.commit else ""
    approved = f", {'' if each.drift else 'approved '}by {', '.join(visible(word(name)) for name in each.approvers)}"
    done = f"{_counted(each.counts)}{approved if each.approvers else ''}" if run.outcome is Outcome.DONE else ""
    note = visible(run.note)
    plan = marked(run) or f"plan {visible(run.plan[:16])}"
    head = f"{where}  {visible(run.at)}  {visible(who(run.actor, run.learnt))}{commit}  run {visible(run.run)}  {plan}"
    return "  ".join(part for part in (head, f"drift: {done}" if each.drift else done, note and f"({note})") if part)


def _counted(counts: Mapping[str, int]) -> str:
    return ", ".join(f"{counts[action]} {word}" for action, word in _DONE.items() if action in counts) or "no changes"


def _document(each: Told) -> dict[str, Json]:
    run = each.run._asdict() | {"outcome": each.run.outcome.value}
    return {**run, "counts": dict(each.counts), "approvers": list(each.approvers), "drift": each.drift}


@click.command("diff")
@click.argument("first")
@click.argument("second", default=NOW)
@org_option
@answer_option
@database_option
def diff(first: str, second: str, org: str, form: str, db: str) -> None:
    """Say what differs between two places of an org's log: numbers of entries, dates, runs, or now.

    By the log alone, so what was changed by hand is not in it: reconciler drift.
    """
    with contextlib.closing(terminal.opened(db)) as store:
        log = Log(store, chosen(store, org, gone=True))
        places = log.place(first), log.place(second)
        before, after = (log.state(found.seq) for found in places)
    platform = load(log.org.partition("/")[0])
    changes = changes_between(after, before, platform)
    if form == "json":
        differing: list[Json] = [
            {"address": str(c.address), "action": c.action.value, "before": c.before, "after": c.after} for c in changes
        ]
        terminal.say_json({"org": log.org, "from": places[0].seq, "to": places[1].seq, "changes": differing})
        return
    named = f"{visible(log.org)} from {_named(places[0])} to {_named(places[1])}:"
    lines: Iterator[str] = (f"    {sign(change, platform)} {sentence(change, platform)}" for change in changes)
    terminal.say([named, *lines, f"{counted(len(changes), 'difference')}."])
