"""``drift``: whether the store is as it was last applied."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator

import click

from reconciler.canonical import Json
from reconciler.cli import terminal
from reconciler.cli.options import database_option, shard_option
from reconciler.cli.orgs import among
from reconciler.drift import Drift, drifted, total
from reconciler.fold import fold
from reconciler.integrity import damage, told
from reconciler.model import Change
from reconciler.render import openmetrics
from reconciler.render.markdown import code
from reconciler.render.wording import SIGNS, counted, sentence, sign
from reconciler.shards import Shard
from reconciler.stores.base import AuditQuery, Store
from reconciler.text import visible
from reconciler.vocabulary import load

DRIFTED = 2


@click.command()
@click.argument("orgs", nargs=-1)
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json", "markdown", "openmetrics"]),
    default="text",
    show_default=True,
    help="How to write the answer.",
)
@shard_option
@database_option
def drift(orgs: tuple[str, ...], form: str, shard: Shard, db: str) -> int:
    """Say where the store is not as it was last applied. ORGS are slugs or platform/slug; default: all.

    Exit codes: 0 no drift, 2 there is some.
    """
    with contextlib.closing(terminal.opened(db)) as store:
        found = _found(store, orgs, shard)
    if form == "json":
        terminal.say_json({"drift": total(found), "orgs": [_org(org, changes) for org, changes in found.items()]})
    elif form == "openmetrics":
        terminal.say(openmetrics.lines(found))
    else:
        terminal.say(_markdown(found) if form == "markdown" else _text(found))
    return DRIFTED if total(found) else 0


def _found(store: Store, orgs: tuple[str, ...], shard: Shard) -> Drift:
    known = store.heads()
    wanted = [key for key in among(orgs, known) if key in shard]
    return {key: drifted(store.state(key), fold(store.audit(AuditQuery(org=key)))) for key in wanted}


def _verdict(found: Drift) -> str:
    if not total(found):
        return f"No drift: {counted(len(found), 'org')} stored as last applied."
    orgs = counted(sum(1 for changes in found.values() if changes), "org")
    return f"Drift: {counted(total(found), 'resource')} in {orgs} not as last applied."


def _text(found: Drift) -> Iterator[str]:
    for org, changes in found.items():
        if changes:
            yield visible(org)
            yield from (f"    {line}" for line in map(_line, changes))
            yield ""
    yield _verdict(found)
    if total(found):
        slug = next(org for org, changes in found.items() if changes).partition("/")[2]
        accept = f"reconciler state accept-drift {visible(slug)} --as PERSON --note TEXT"
        yield f"    = no plan is made until somebody answers for it: {accept}"
        yield "    = then keep it: write it into the manifests; or undo it: reconciler plan, and apply the plan"


def _markdown(found: Drift) -> Iterator[str]:
    yield f"### {_verdict(found)}"
    for org, changes in found.items():
        if changes:
            yield from ("", f"#### {code(org)}", "")
            yield from (f"- {code(_line(change))}" for change in changes)


def _line(change: Change) -> str:
    """What was done to a row; also to one that no plan could speak of, as a flipped bit makes it."""
    if damage(change):
        return f"{SIGNS[change.action]} {visible(str(change.address))} {told(change)}"
    platform = load(change.address.platform)
    return f"{sign(change, platform)} {sentence(change, platform)}"


def _org(org: str, changes: tuple[Change, ...]) -> Json:
    differing: list[Json] = [
        {"address": str(c.address), "action": c.action.value, "applied": c.before, "stored": c.after} for c in changes
    ]
    return {"org": org, "drift": differing}
