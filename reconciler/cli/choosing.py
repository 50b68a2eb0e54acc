"""What verbs that take a part of a plan share: the options, the choice, and saying how it was made."""

from __future__ import annotations

import shlex
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, TypeVar

import click

from reconciler.cli import terminal
from reconciler.conflicts import compared, conflict
from reconciler.errors import Problem, WrongUsage
from reconciler.guards import Policy
from reconciler.model import Plan
from reconciler.parts import Ground, Part, Wanted, choice, part
from reconciler.people import People
from reconciler.reader import read_manifests
from reconciler.render import parts as rendered
from reconciler.render.markdown import code
from reconciler.render.wording import ranges
from reconciler.selection import Selection, Selector, read
from reconciler.stores.base import AuditQuery, Store
from reconciler.survey import neighbours, survey
from reconciler.text import visible

F = TypeVar("F", bound=Callable[..., Any])


def wanted(
    only: Iterable[str], exclude: Iterable[str], *, safe: bool, manifests: Sequence[Path] = (), judged: bool = False
) -> Wanted:
    """What the options say. Persons are known under all names that the *manifests* give them.

    *judged*: whether what is wrong with the manifests is found elsewhere, with all the rest.
    """
    found = [[read(text) for text in texts] for texts in (only, exclude)]
    problems = [each for side in found for each in side if isinstance(each, Problem)]
    if problems:
        raise WrongUsage("the selection cannot be understood; nothing was written", problems)
    chosen, unwanted = (tuple(each for each in side if isinstance(each, Selector)) for side in found)
    named = any(selector.key == "person" for selector in (*chosen, *unwanted))
    people = People()
    if named and manifests:
        reading = read_manifests(manifests)
        people = (reading.desired if judged else reading.sound()).people
    return Wanted(chosen, unwanted, safe, people)


def taken(whole: Plan, asked: Wanted, store: Store, policy: Policy, at: str) -> Part:
    """The part of a plan that is asked for, judged on what the store has now. Raises Stale if its rows have moved."""
    actual = survey(store, [org.org for org in whole.orgs], at, policy)
    ground = Ground(actual, policy, at[:10], tuple(neighbours(store, actual)), store.heads())
    selection = choice(whole, asked, ground)
    _unmoved(whole, selection, ground, store)
    return part(whole, selection, ground, safe=asked.safe)


def _unmoved(whole: Plan, selection: Selection, ground: Ground, store: Store) -> None:
    """Raise Stale if a row of the selection is neither as before nor as after; other rows may be as they like."""
    numbers = {whole.changes[number - 1].address: number for number in selection.chosen}
    for org in whole.orgs:
        own = replace(org, changes=tuple(change for change in org.changes if change.address in numbers))
        now = ground.actual[org.org]
        if None in compared(own.changes, now.state):
            known = [numbers[change.address] for change in own.changes]
            log = store.audit(AuditQuery(org=org.org))
            raise conflict(own, known, now.head, now.state, log, store.runs(org.org))


def refuse_for_file(asked: Wanted, file: Path) -> None:
    """What is applied is what was reviewed: a part of a saved plan is a plan of its own first."""
    if asked:
        hint = f"take the part first: reconciler select {_quoted(file)} {asked} -o NEW; then reconciler apply NEW"
        raise WrongUsage("a saved plan is applied whole; nothing was changed", hint=hint)


def refuse_numbers(asked: Wanted) -> None:
    """Numbers are those of a plan that somebody has seen."""
    if any(selector.key == "change" for selector in (*asked.only, *asked.exclude)):
        hint = "reconciler plan -o FILE, then reconciler select FILE --only change=NUMBER -o NEW"
        raise WrongUsage("a plan that is only now made has no numbers that anybody knows", hint=hint)


def say_choice(made: Part, form: str, file: str = "") -> None:
    """How a part was chosen, under the plan that it is, and how to decide on what is left; *file* holds the whole plan."""
    lines = [*rendered.lines(made, code if form == "markdown" else str)]
    if made.safe and made.selection.left:
        numbers = f"--only change={ranges([*made.selection.left])}"
        decide = f"reconciler select {_quoted(file)} {numbers} -o NEW" if file else "reconciler plan PATH -o FILE"
        lines.append(f"Decide on what is left: {code(decide) if form == 'markdown' else decide}")
    if form in {"text", "markdown"}:
        terminal.say(lines)
    elif form != "json":  # the answer is a whole document of its own, which says nothing of this
        for line in lines:
            click.echo(line, err=True)


def _quoted(file: object) -> str:
    return visible(shlex.quote(str(file)))
