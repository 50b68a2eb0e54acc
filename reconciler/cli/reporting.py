"""The verb ``report``: what an admin looks at and an auditor signs, as tables, JSON, CSV and Parquet.

What a report says is decided in ``reports``; here what it needs is read, and its form written. To add a report: one
command here.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

import click

from reconciler.access import Reach
from reconciler.canonical import Json
from reconciler.cli import redacting, streams, terminal, watching
from reconciler.cli.answering import Asked, asked_of, at_option
from reconciler.cli.lists import seen_by_option
from reconciler.cli.options import database_option
from reconciler.cli.orgs import key_of
from reconciler.cli.writing import write_lines
from reconciler.errors import WrongUsage
from reconciler.permissions import Powers
from reconciler.render import reports as render
from reconciler.reports import access_review, overview, readers, users
from reconciler.reports.report import Report
from reconciler.reports.since import held
from reconciler.reports.users import People
from reconciler.stores.base import AuditQuery, Store

F = TypeVar("F", bound=Callable[..., Any])


@click.group()
def report() -> None:
    """Show what an admin looks at and an auditor signs. Changes nothing."""


class Wish(NamedTuple):
    """What was asked for: which org, as of when, for whom, in which form and where."""

    org: str
    db: str
    asker: str
    form: str
    out: Path | None
    day: str = ""


def report_options(command: F) -> F:
    """What every report takes; *at*: those that are about a state."""
    form = click.option(
        "--format",
        "form",
        type=click.Choice(["text", "json", "markdown", "csv", "parquet"]),
        default="text",
        show_default=True,
        help="How to write the report; parquet needs -o.",
    )
    out = click.option(
        "-o",
        "--out",
        type=click.Path(path_type=Path, dir_okay=False),
        metavar="FILE",
        help="Write it to this file. With --redact, this, too, is under pseudonyms.",
    )
    org = click.argument("org", default="")
    return org(form(out(seen_by_option(database_option(command)))))


@report.command("overview")
@report_options
@at_option
def overview_(org: str, form: str, out: Path | None, asker: str, db: str, day: str) -> None:
    """Name, owner and plan of ORG, what is used of what is included, and the credits left."""
    with _opened(Wish(org, db, asker, form, out, day)) as (wish, _, found):
        _whole("overview", wish, found)
        made = overview.overview(found.org, found.state, found.platform, found.statuses.values(), overview.Used())
        _put(made, wish, found.head)


@report.command("users")
@report_options
@at_option
def users_(org: str, form: str, out: Path | None, asker: str, db: str, day: str) -> None:
    """The people of ORG: role, status, teams, experience, since when, and when they were last active."""
    with _opened(Wish(org, db, asker, form, out, day)) as (wish, store, found):
        powers = _powers("users", wish, found)

        def shown(address: Any, attrs: Any) -> bool:
            return powers is None or readers.sees("users", wish.asker, powers, address, attrs)

        made = users.users(found.org, found.state, found.platform, _people(store, found), shown)
        _put(made, wish, found.head)


@report.command("access-review")
@report_options
@at_option
def access_review_(org: str, form: str, out: Path | None, asker: str, db: str, day: str) -> None:
    """Who has what in ORG, since when, through which path, last active, approved by whom; with a column to decide in."""
    with _opened(Wish(org, db, asker, form, out, day)) as (wish, store, found):
        _whole("access-review", wish, found)
        _put(access_review.access_review(reviewed(store, found)), wish, found.head)


# --- what they share --------------------------------------------------------------------------------------------------


@contextlib.contextmanager
def _opened(wish: Wish) -> Iterator[tuple[Wish, Store, Asked]]:
    """The store while it is read, and the org as of the day."""
    if wish.form == "parquet" and wish.out is None:
        raise WrongUsage("a Parquet file is not for terminals", hint="say where to write it: -o FILE")
    with contextlib.closing(watching.opened(wish.db)) as store:
        asker = key_of(wish.asker) if wish.asker else ""
        yield wish._replace(asker=asker), store, asked_of(store, wish.org, wish.day)


def _powers(name: str, wish: Wish, found: Asked) -> Powers | None:
    """What whoever asks may do; None where nobody is named. Raises WrongUsage where nothing of the report is theirs to see."""
    if not wish.asker:
        return None
    powers = Powers(found.state, found.platform)
    if not readers.sees_some(name, wish.asker, powers):
        raise readers.refused(name, wish.asker, found.platform)
    return powers


def _whole(name: str, wish: Wish, found: Asked) -> None:
    """WrongUsage unless all of the report is for whoever asks."""
    powers = _powers(name, wish, found)
    if powers is not None and not readers.sees_all(name, wish.asker, powers):
        raise readers.refused(name, wish.asker, found.platform)


def _people(store: Store, found: Asked) -> People:
    """What is known of people beside the state."""
    log = store.audit(AuditQuery(org=found.org, until=found.at if found.day else ""))
    return People(found.statuses, held(log), {})


def reviewed(store: Store, found: Asked) -> access_review.Reviewed:
    """An org as it is reviewed."""
    reach = Reach(found.state, found.platform)
    return access_review.Reviewed(found.org, reach, _people(store, found), store.heads()[found.org].key)


def _put(made: Report, wish: Wish, head: Mapping[str, Json]) -> None:
    """Write a report in its form: to a file, or for whoever reads."""
    made = redacting.learn_rows(made)
    encoded = streams.encoder() or str
    if wish.form == "parquet" and wish.out is not None:
        from reconciler.cli import parquet  # lazy: for one form only

        parquet.write(made, wish.out, encoded)
    elif wish.out is not None:
        write_lines(map(encoded, _lines(made, wish.form, head)), wish.out, "the report")
    else:
        terminal.say(_lines(made, wish.form, head))


def _lines(made: Report, form: str, head: Mapping[str, Json]) -> Iterator[str]:
    if form == "json":
        return render.json_lines(made, head)
    return {"csv": render.csv_lines, "markdown": render.markdown_lines, "text": render.text_lines}[form](made)
