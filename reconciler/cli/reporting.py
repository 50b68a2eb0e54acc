"""What every report on the command line shares: who asks for what, what is read for it, and where it is written.

What a report says is decided in ``reports``. No verb stands here.
"""

from __future__ import annotations

import contextlib
import functools
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import chain, islice
from pathlib import Path
from typing import Any, NamedTuple, TypeVar, cast

import click

from reconciler.access import Reach
from reconciler.canonical import Json
from reconciler.cli import redacting, streams, terminal, watching
from reconciler.cli.answering import AWAY, Asked, asked_of
from reconciler.cli.lists import seen_by_option
from reconciler.cli.options import database_option
from reconciler.cli.orgs import key_of
from reconciler.cli.paths import STDOUT
from reconciler.cli.writing import write_lines
from reconciler.errors import WrongUsage
from reconciler.facts import FactQuery
from reconciler.facts.kinds import SYSTEM
from reconciler.model import Action, AuditEntry
from reconciler.permissions import Powers
from reconciler.render import reports as render
from reconciler.reports import gaps, readers
from reconciler.reports.access_review import Reviewed, inside
from reconciler.reports.report import Report
from reconciler.reports.since import held
from reconciler.reports.users import People, last_active
from reconciler.stores.base import AuditQuery, Store
from reconciler.text import NameRefused, identity_key

F = TypeVar("F", bound=Callable[..., Any])


class Wish(NamedTuple):
    """What was asked for: which org, as of when, for whom (by key), in which form and where."""

    org: str
    db: str
    asker: str
    form: str
    out: Path | None
    day: str = ""


def report_options(command: F) -> F:
    """What every report takes; the command gets all of it, and the day if it asks for one, as its *wish*."""

    @functools.wraps(command)
    def asked(org: str, db: str, asker: str, form: str, out: Path | None, day: str = "", **more: Any) -> Any:
        return command(Wish(org, db, key_of(asker) if asker else "", form, out, day), **more)

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
        help="Write it to this file; - is standard output. With --redact, this, too, is under pseudonyms.",
    )
    org = click.argument("org", default="")
    return org(form(out(seen_by_option(database_option(cast("F", asked))))))


def range_options(command: F) -> F:
    """From when to when."""
    since = click.option("--since", default="", metavar="DATE", help="From this date or moment on (UTC).")
    until = click.option(
        "--until", default="", metavar="DATE", help="Up to and including this date or moment (UTC); else until now."
    )
    return since(until(command))


@contextlib.contextmanager
def opened(wish: Wish) -> Iterator[tuple[Store, Asked]]:
    """The store while it is read, and the org as of the day."""
    if wish.form == "parquet" and (wish.out is None or (wish.out == STDOUT and sys.stdout.isatty())):
        raise WrongUsage("a Parquet file is not for terminals", hint="say where to write it: -o FILE")
    with contextlib.closing(watching.opened(wish.db)) as store:
        found = asked_of(store, wish.org, wish.day)
        redacting.learn_facts(store, found.org)
        yield store, found


def powers_of(name: str, wish: Wish, found: Asked) -> Powers | None:
    """What whoever asks may do; None where nobody is named. Raises WrongUsage where nothing of the report is theirs to see."""
    if not wish.asker:
        return None
    powers = Powers(found.state, found.platform)
    if not readers.sees_some(name, wish.asker, powers):
        raise _refused(name, wish, found)
    return powers


def refuse_parts(name: str, wish: Wish, found: Asked) -> None:
    """WrongUsage unless all of the report is for whoever asks."""
    powers = powers_of(name, wish, found)
    if powers is not None and not readers.sees_all(name, wish.asker, powers):
        raise _refused(name, wish, found)


def _refused(name: str, wish: Wish, found: Asked) -> WrongUsage:
    """Why whoever asks does not see a report; first of all, whether they are in the org."""
    status = found.statuses.get(wish.asker)
    standing = f"is no member of {found.where}" if status is None else AWAY.get(status, "")
    return readers.refused(name, wish.asker, found.org, standing, found.platform)


def projects_of(name: str, wish: Wish, found: Asked, powers: Powers | None) -> Callable[[str], bool]:
    """Which projects, by name, whoever asks may see in a report; WrongUsage if none."""
    if powers is None or readers.sees_all(name, wish.asker, powers):
        return lambda _: True
    every = (resource for resource in found.state.values() if resource.address.kind == "project")
    theirs = {r.address.key[0] for r in every if readers.sees(name, wish.asker, powers, r.address, r.attrs)}
    if not theirs:
        raise _refused(name, wish, found)
    return lambda project: bool(project) and _key(project) in theirs


def _key(name: str) -> str:
    """The key of a thing's name; of what cannot be one, the text."""
    try:
        return identity_key(name)
    except NameRefused:
        return name


def user_key(given: str) -> str:
    """The key of a person, or nobody's."""
    if given.casefold() == SYSTEM.casefold():
        return ""
    redacting.learn_names([given])
    return key_of(given)


class Span(NamedTuple):
    """From when to when; empty: from the first, until the moment of the question."""

    since: str = ""
    until: str = ""


EVER = Span()
DAY = len("2026-12-31")


def span_of(since: str, until: str) -> Span:
    """Days as they are, moments in UTC."""
    return Span(*terminal.in_order(terminal.day(since), terminal.day(until)))


def query_of(found: Asked, kind: str, span: Span = EVER) -> FactQuery:
    """The facts of an org in a span. What lies ahead is asked for by name, with ``--until``, or not told."""
    return FactQuery(found.org, kind, span.since, span.until or found.at)


def facts_of(store: Store, query: FactQuery) -> Iterator[Any]:
    """The facts that match, each of the class of its kind."""
    return store.facts(query)


def added_up(store: Store, credits_: FactQuery) -> int | None:
    """Thousandths of a credit, of all transactions that match; until a moment that is the balance. None where nothing is known."""
    totals = next(iter(store.totals(credits_, ())), None)
    return totals.sums[0] if totals is not None else None


def explained(made: Report, store: Store, query: FactQuery, *, whole: bool) -> Report:
    """The report with what is to be said where it has no row, or where what rows were chosen by stands in none.

    Unless *whole* is true, whoever asks may see a part of it, and is told nothing of the rest.
    """
    ever, notes = FactQuery(query.org, query.kind), list[str]()
    if whole and next(store.facts(ever), None) is None:
        notes = [gaps.never_imported(query.kind, query.org)]
    elif whole:
        for field, text in query.where:
            if next(store.facts(ever._replace(where=((field, text),))), None) is None:
                there = (each.of[0] for each in store.totals(ever, (field,)))
                notes.append(gaps.called_so(query.kind, field, text, there))
    rows = iter(made.rows)
    first = [*islice(rows, 1)]
    if not first and not notes:
        notes = [gaps.NOTHING]
    return made._replace(rows=chain(first, rows), notes=(*made.notes, *notes))


def people_of(store: Store, found: Asked) -> People:
    """What is known of people beside the state."""
    asked = AuditQuery(org=found.org, until=found.at if found.day else "")
    moves = [*store.audit(asked._replace(actions=(Action.MOVE,)))]
    return People(found.statuses, held(store.audit(asked)), last_active(_days(store, found, moves), moves))


def _days(store: Store, found: Asked, moves: Iterable[AuditEntry]) -> Iterator[tuple[str, str]]:
    """The last day of everybody, by the name that facts have; of whoever got another, also the last until then."""
    then = [(e.previous.key[-1], e.at[:DAY]) for e in moves if e.previous is not None and e.address.kind == "member"]
    for query in (query_of(found, kind) for kind in ("activity", "task_completion")):
        before = (query._replace(until=day, where=(("member", name),)) for name, day in then)
        for each in (query, *before):
            yield from ((member, at[:DAY]) for member, at in store.latest(each, "member"))


def reviewed(store: Store, found: Asked) -> Reviewed:
    """An org as it is reviewed."""
    reach = Reach(found.state, found.platform)
    return Reviewed(found.org, reach, people_of(store, found), store.heads()[found.org].key, inside(reach))


def put(made: Report, wish: Wish, head: Mapping[str, Json]) -> None:
    """Write a report in its form: to a file, or for whoever reads."""
    encoded = streams.encoder() or str
    if wish.form == "parquet" and wish.out is not None:
        from reconciler.cli import parquet  # lazy: for one form only

        parquet.write(made, wish.out, encoded)
    elif wish.out is not None and wish.out != STDOUT:
        write_lines(map(encoded, _lines(made, wish.form, head)), wish.out, "the report")
    else:
        terminal.say(_lines(made, wish.form, head))


def _lines(made: Report, form: str, head: Mapping[str, Json]) -> Iterator[str]:
    if form == "json":
        return render.json_lines(made, head)
    return {"csv": render.csv_lines, "markdown": render.markdown_lines, "text": render.text_lines}[form](made)
