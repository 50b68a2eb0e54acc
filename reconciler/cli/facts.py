"""``facts``: what was observed of an org goes into the store by files, and out of it. What it comes to is for ``report``."""

from __future__ import annotations

import contextlib
import json
import sys
from codecs import BOM_UTF8
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

import click

from reconciler.cli import progress, redacting, terminal, watching
from reconciler.cli.events import answer_option
from reconciler.cli.options import database_option, lock_timeout_option, org_option
from reconciler.cli.orgs import chosen
from reconciler.errors import ManifestInvalid, Severity, WrongUsage
from reconciler.facts import FACTS, Fact, FactQuery, PlanUpdate, shape_of
from reconciler.facts.reading import Unreadable, rows
from reconciler.facts.rows import Naming
from reconciler.facts.values import COLUMNS, moment
from reconciler.importing import Imported, imported
from reconciler.manifest.limits import limits
from reconciler.model import OrgKey
from reconciler.render.documents import problem_document
from reconciler.render.wording import counted
from reconciler.text import indefinite, visible
from reconciler.vocabulary import load

STDIN = "-"
kind_argument = click.argument("kind", metavar="KIND", type=click.Choice([*FACTS]))


@click.group()
def facts() -> None:
    """Take in and give out what was observed: credit, plan_update, storage, activity, task_completion.

    Facts are only added, and are no part of any plan. What a column means: docs/facts.md.
    """


@facts.command("import")
@kind_argument
@click.argument("file", metavar="FILE")
@org_option
@click.option(
    "--partial", is_flag=True, help="Keep the rows that can be taken where others cannot. Default: all or none."
)
@click.option("--member", metavar="PERSON", help="Whose activity it is, where the file has no column for that.")
@click.option(
    "--at", "when", metavar="WHEN", help="When it was so, where the file has no column for that: a day or a moment."
)
@click.option("--ignore", multiple=True, metavar="COLUMN", help="Pass over this column; may be given several times.")
@answer_option
@database_option
@lock_timeout_option
def import_(
    kind: str,
    file: str,
    org: str,
    partial: bool,
    member: str | None,
    when: str | None,
    ignore: tuple[str, ...],
    form: str,
    db: str,
    lock_timeout: float,
) -> None:
    """Add the facts of KIND in FILE to an org: CSV, JSON lines or JSON; - is standard input.

    A row that is there already is not added again, so a file may be imported twice. Exit codes: 0 done; 10 rows cannot be taken,
    nothing was kept (with --partial they are warnings). What is not over yet, such as a job that is under way, is left out.
    """
    given = {name: text for name, text in (("member", member), ("at", when), ("date", when)) if text is not None}
    with contextlib.closing(terminal.opened(db, lock_timeout)) as store:
        where = chosen(store, org)
        naming = _naming(where, kind, ignore, given)
        name = "stdin" if file == STDIN else visible(Path(file).name)
        with _opened(file) as stream:
            read = rows(_lines(stream), kind, name, naming, limits().total_bytes)
            redacting.learn_facts(store, where)
            with progress.ticking("Importing", "rows") as tick:
                watched = progress.passing(redacting.learn_read(read), tick)
                done = imported(store, where, watched, name, partial=partial, shown=limits().problems)
    _say(done, kind, where, name, form)


@facts.command("export")
@kind_argument
@org_option
@click.option("--since", default="", metavar="WHEN", help="The first day, or moment.")
@click.option("--until", default="", metavar="WHEN", help="The last day, or moment; inclusive.")
@database_option
def export(kind: str, org: str, since: str, until: str, db: str) -> None:
    """Print the facts of KIND of an org as JSON lines, by date; import takes them as they are."""
    span = terminal.in_order(_moment(since, "--since"), _moment(until, "--until"))
    with contextlib.closing(watching.opened(db)) as store:
        where = chosen(store, org, gone=True)
        redacting.learn_facts(store, where)
        query = FactQuery(where, kind, *span)
        terminal.say(json.dumps(_document(row), ensure_ascii=False) for row in store.facts(query))


def _document(row: Fact) -> dict[str, str | int | None]:
    """A row as an object with the columns that ``import`` reads; what says nothing is left out."""
    if isinstance(row, PlanUpdate):
        said = {name: getattr(row, name) for name in ("at", "run", "description", "actor")}
        return {name: text for name, text in said.items() if text} | dict(row.changes)
    return {name: value for name in shape_of(row).fields if (value := getattr(row, name)) != ""}


def _moment(text: str, option: str) -> str:
    try:
        return moment(text) if text else ""
    except ValueError as why:
        raise WrongUsage(f"{option}: {visible(text)} {why}", hint="write a day or a moment") from None


def _naming(org: OrgKey, kind: str, ignore: tuple[str, ...], given: dict[str, str]) -> Naming:
    """What the platform's files call the columns, and what was said on the command line."""
    known = {name: text for name, text in given.items() if name in COLUMNS[kind] and name in FACTS[kind].fields}
    for name, text in known.items():
        try:
            COLUMNS[kind][name].read(text)
        except ValueError as why:
            raise WrongUsage(
                f"{visible(text)} {why}", hint=f"what stands in the column {name} of {indefinite(kind)}"
            ) from None
    if "member" in given and "member" not in known:
        raise WrongUsage(f"{indefinite(kind)} has no member", hint="leave --member out")
    said = next((each for each in load(org.partition("/")[0]).facts if each.kind == kind), None)
    if said is None:
        return Naming(ignores=frozenset(ignore), given=known)
    pending = {name: tuple(texts) for name, texts in said.pending.items()}
    columns = {name: column for name, column in said.columns.items() if name not in ignore}
    return Naming(columns, frozenset({*said.ignores, *ignore}), pending, known)


# --- the file ---------------------------------------------------------------------------------------------------------


@contextlib.contextmanager
def _opened(file: str) -> Iterator[BinaryIO]:
    if file == STDIN:
        yield sys.stdin.buffer
        return
    try:
        stream = Path(file).open("rb")  # noqa: SIM115 - closed below
    except OSError as error:
        hint = "name a file, or - for standard input"
        raise WrongUsage(f"{visible(file)} cannot be read: {error.strerror}", hint=hint) from None
    with stream:
        yield stream


def _lines(stream: BinaryIO) -> Iterator[tuple[int, str]]:
    """The lines with their numbers; one that is too long, or no text, ends it."""
    longest, hint = limits().line_length, 'write one fact a line; for long lines: reconciler --limits "line_length=…"'
    number, begun = 0, False
    while data := stream.readline(longest + 1):
        number += 1
        bare = b"" if begun else data.removeprefix(BOM_UTF8).lstrip()
        if bare.startswith(b"["):  # a list is read whole, and answers over HTTP are one line of it
            longest, hint = max(longest, limits().total_bytes), "write JSON lines, one object a line: jq -c '.[]'"
            data += b"" if data.endswith(b"\n") else stream.readline(longest + 1 - len(data))
        begun = begun or bool(bare)
        if len(data) > longest:
            raise Unreadable(number, f"is longer than {longest} bytes", hint)
        try:
            yield number, data.decode("utf-8-sig" if number == 1 else "utf-8")
        except UnicodeDecodeError:
            raise Unreadable(number, "is no UTF-8", "write the file as UTF-8: iconv -t UTF-8") from None


# --- the answer -------------------------------------------------------------------------------------------------------


def _say(done: Imported, kind: str, org: OrgKey, file: str, form: str) -> None:
    problems = done.problems
    if done.kept:
        problems = tuple(each._replace(severity=Severity.WARNING) for each in problems)
    if form == "json":
        terminal.say_json(
            {
                "org": org,
                "kind": kind,
                "kept": done.kept,
                "added": done.new if done.kept else 0,
                "already": done.already,
                "pending": done.pending,
                "refused": done.refused,
                "problems": [problem_document(problem) for problem in problems],
            }
        )
    else:
        terminal.say_problems(problems)
    if done.refused > len(problems) or not done.whole:
        terminal.aside(f"The first {len(problems)} problems are listed; there are more.")
    if not done.kept:
        if done.ended:
            error = ManifestInvalid(
                f"{file} cannot be read to its end; nothing was kept", hint="correct it and import it again"
            )
        else:
            error = ManifestInvalid(
                f"{file}: {counted(done.refused, 'row')} cannot be taken; nothing was kept",
                hint="correct them and import the file again, or keep the others: --partial",
            )
        terminal.mark_shown(error)
        raise error
    if form != "json":
        terminal.say([f"{visible(org)}: {_summary(done, kind)}"])


def _summary(done: Imported, kind: str) -> str:
    """``3 rows of credit added, 2 were there already``."""
    parts = [f"{counted(done.new, 'row')} of {kind} added"]
    parts += [f"{done.already} already there"] if done.already else []
    parts += [f"{done.pending} not over yet and left out"] if done.pending else []
    parts += [f"{done.refused} refused"] if done.refused else []
    return ", ".join(parts)
