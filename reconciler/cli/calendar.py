"""The verb ``calendar``: what comes by itself in the next days, from the manifests alone."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

import click

from reconciler.calendar import Occasion, occasions
from reconciler.canonical import Json
from reconciler.cli import terminal
from reconciler.cli.answering import FORMS, show
from reconciler.cli.terminal import VERSION
from reconciler.dates import day_of
from reconciler.desired import Desired
from reconciler.errors import ManifestInvalid, WrongUsage
from reconciler.model import OrgKey
from reconciler.reader import read_manifests
from reconciler.render import ical, tables
from reconciler.render.tables import Table
from reconciler.render.wording import counted
from reconciler.text import visible

_SPAN = re.compile(r"(\d{1,5})([dw])")
_DAYS = {"d": 1, "w": 7}


@click.command()
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path))
@click.option("--next", "span", default="90d", show_default=True, metavar="SPAN", help="How far: 90d or 12w.")
@click.option("--from", "first", default="", metavar="DATE", help="The first day. Default: today (UTC).")
@click.option(
    "--org", "orgs", multiple=True, metavar="ORG", help="Only this org, a slug or platform/slug; may be repeated."
)
@click.option(
    "--format",
    "form",
    type=click.Choice([*FORMS, "csv", "ical"]),
    default="text",
    show_default=True,
    help="How to write the answer; ical is for calendar programs.",
)
def calendar(paths: tuple[Path, ...], span: str, first: str, orgs: tuple[str, ...], form: str) -> None:
    """List what begins and ends by itself: members, places, levels, grants, people who depart, allowances, paid plans.

    PATHS are manifest files or folders; default: this folder. Each date is the one that is written: a first day or a
    last day, both included.
    """
    at = terminal.now()
    days = _days(span)
    start = day_of(terminal.moment(first, "00:00:00")) if first else day_of(at)
    reading = read_manifests(paths or (Path(),), at=at)
    terminal.name_people(reading.desired)
    try:
        desired = reading.sound()
    except ManifestInvalid as error:
        terminal.stop(reading.problems, "json" if form == "json" else "text", error)
    found = occasions(desired, start, days, [_key(name, desired) for name in orgs])
    if form == "ical":
        terminal.say(ical.lines(found, at, VERSION))
        return
    title = f"{counted(len(found), 'date')} in the {counted(days, 'day')} from {start}"
    document: Json = {"from": start, "days": days, "dates": tables.json_rows(_table(found, "address"))}
    show(form, title, _table(found), document)


def _days(span: str) -> int:
    """``90d`` or ``12w`` as a number of days."""
    found = _SPAN.fullmatch(span)
    if found is None:
        raise WrongUsage(f"{visible(span)} is not a number of days or weeks", hint="write 90d or 12w")
    return int(found[1]) * _DAYS[found[2]]


def _key(named: str, desired: Desired) -> OrgKey:
    """The one org of the manifests that goes by this name."""
    found = [key for key in desired.orgs if named.casefold() in (key, key.partition("/")[2])]
    if len(found) != 1:
        known = ", ".join(map(visible, sorted(found or desired.orgs)))
        raise WrongUsage(f"{visible(named)} is not one org of the manifests", hint=f"write one of: {known}")
    return found[0]


def _table(found: Sequence[Occasion], *more: str) -> Table:
    columns = ("day", "what", "subject", "org", *more, "source")
    return Table(columns, tuple(tuple(str(getattr(each, name)) for name in columns) for each in found))
