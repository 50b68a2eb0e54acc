"""What every command shares: the moment, the actor, the store, and printing.

The only module that asks the environment. To make a setting: one function here that reads an option first, then its
environment variable, then a default that is said in the help.
"""

from __future__ import annotations

import datetime
import io
import json
import os
import sys
from collections.abc import Callable, Iterable
from contextlib import suppress
from typing import TYPE_CHECKING, Any, NoReturn, TypeVar, cast

from reconciler.actors import CI, CLAIM, OS, Actor
from reconciler.canonical import Json
from reconciler.cli import progress, streams
from reconciler.cli.streams import unheard
from reconciler.errors import ManifestInvalid, Problem, ReconcilerError, WrongUsage, errors_among
from reconciler.text import visible

if TYPE_CHECKING:
    import click

    from reconciler.desired import Desired
    from reconciler.stores.base import Store
    from reconciler.stores.sql import SqlStore

F = TypeVar("F", bound=Callable[..., Any])

VERSION = "0.1.0"
TOOL = f"reconciler {VERSION}"
DEFAULT_DATABASE = "sqlite:///reconciler.db"


def now() -> str:
    """The moment, UTC, to the second."""
    return datetime.datetime.now(datetime.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def later(at: str, days: int) -> str:
    """The moment *days* after *at*."""
    moment = datetime.datetime.fromisoformat(at) + datetime.timedelta(days=days)
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


def moment(given: str, time: str) -> str:
    """A date as its first or last second; a moment as it is."""
    if not given:
        return ""
    try:
        said = datetime.datetime.fromisoformat(given)
        if len(given) == len("2026-12-31"):
            return f"{said.date()}T{time}Z"
        said = said.astimezone(datetime.UTC) if said.tzinfo else said
    except (ValueError, OverflowError):
        raise WrongUsage(f"{visible(given)} is not a date", hint="write 2026-12-31 or 2026-12-31T12:00:00Z") from None
    return said.replace(tzinfo=None).isoformat(timespec="seconds") + "Z"


def day(given: str) -> str:
    """A date as it is, which is that day in every org; a moment in UTC."""
    found = moment(given, "00:00:00")
    return given if len(given) == len("2026-12-31") else found


def in_order(since: str, until: str) -> tuple[str, str]:
    """The two ends of a span of days or moments, where a last day is whole; WrongUsage if nothing can lie between them."""
    if until and since > f"{until}~":
        raise WrongUsage(f"--since {visible(since)} is after --until {visible(until)}", hint="exchange the two")
    return since, until


def run_name(at: str) -> str:
    """A new run's name: its moment and enough chance to be unique."""
    return f"{at.replace('-', '').replace(':', '')}-{os.urandom(4).hex()}"


_RUNNERS = (("GITHUB_ACTIONS", "GITHUB_ACTOR", "GITHUB_RUN_ID"), ("GITLAB_CI", "GITLAB_USER_LOGIN", "CI_JOB_ID"))
"""The variable by which a runner says that it is one, who started the job, and its number."""


def actor(given: str | None) -> Actor:
    """Who runs this, and how that was learnt: as given, which is a claim; or the CI's user, or this computer's."""
    found = _of_runner() or _of_computer()
    if streams.encoder() is not None:
        from reconciler.cli import redacting  # lazy: as below

        redacting.learn_names([given or "", found.name if found is not None else ""])
    if given:
        return Actor(given, f"{CLAIM} by {found.learnt}" if found is not None else CLAIM)
    if found is None or not found.name:
        raise WrongUsage("this computer does not know who you are", hint="say it with --actor NAME")
    return found


def _of_runner() -> Actor | None:
    """Whom the runner of CI names, with the number under which it knows what was run."""
    for runner, name, number in _RUNNERS:
        if os.environ.get(runner) == "true" and os.environ.get(name):
            known = os.environ.get(number, "")
            plain = known.isascii() and known.isdigit()
            return Actor(os.environ[name], f"{CI} {name}{f' {number}={known}' if plain else ''}")
    return None


def _of_computer() -> Actor | None:
    """The user of this process, by what the system says of it: no variable that anybody can set is asked."""
    try:
        import pwd  # lazy: not on Windows, whose own call is asked there
    except ImportError:
        with suppress(OSError):
            return Actor(os.getlogin(), OS)
        return None
    number = os.getuid()
    with suppress(KeyError):
        return Actor(pwd.getpwuid(number).pw_name, f"{OS} uid {number}")
    return Actor("", f"{OS} uid {number}")


def name_people(desired: Desired) -> None:
    """Tell the people of manifests to whoever shows people under pseudonyms, if somebody does."""
    if streams.encoder() is not None:
        from reconciler.cli import redacting  # lazy: a plan of nothing needs no kinds

        redacting.learn_manifests(desired)


def opened(url: str, lock_timeout: float = 10.0) -> SqlStore:
    """The store at *url*, which must exist."""
    from reconciler.cli import redacting  # lazy: as all that follows from a store
    from reconciler.stores.sql import open_store  # lazy: SQLAlchemy costs 0.2 s

    store = open_store(url, lock_timeout=lock_timeout)
    redacting.learn_store(store)
    return store


def opened_to_plan(url: str) -> Store:
    """The same for a plan, which asks little of it: of most files without SQLAlchemy."""
    from reconciler.stores.sql.plain import plain_store  # lazy: as all that follows from a store

    plain = plain_store(url, lambda: opened(url)) if streams.encoder() is None else None
    return opened(url) if plain is None else cast("Store", plain)  # what it has not itself, it has from the whole store


def coloured() -> bool:
    """Whether to use colour: on a terminal, unless NO_COLOR is set or the terminal is dumb."""
    return sys.stdout.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


def say(lines: Iterable[str]) -> None:
    """Print lines that are already encoded for the terminal. A reader who has gone stops nothing (T201)."""
    write = sys.stdout.write
    try:
        for line in lines:
            progress.clear()
            write(line + "\n")
        sys.stdout.flush()  # in one log with standard error, the answer comes before why it stops
    except OSError as error:
        if unheard(error):
            raise ReconcilerError(f"the answer could not be written: {error.strerror}") from None


def say_json(value: Json) -> None:
    """Print one JSON document."""
    say([json.dumps(value, indent=2, ensure_ascii=True)])


def say_problems(problems: Iterable[Problem], form: str = "text") -> None:
    """Print findings: as the answer itself in JSON and Markdown, on standard error as text."""
    problems = list(problems)
    if not problems and form == "text":
        return
    from reconciler.render import comment, markdown, text  # lazy: where all is well nothing is to be said
    from reconciler.render.documents import problem_document  # lazy: likewise

    if form == "json":
        say_json({"problems": [problem_document(problem) for problem in problems]})
    elif form == "markdown":
        say(markdown.problem_lines(problems))
    elif form == "comment":
        say(comment.problem_comment(problems))
    else:
        for line in text.problem_lines(problems, colour=coloured() and sys.stderr.isatty()):
            aside(line, colour=True)


def aside(line: str, *, colour: bool | None = None) -> None:
    """Print a line on standard error. If that is full, the exit code says it all the same (T201)."""
    progress.clear()
    with suppress(OSError):
        _echo(line, colour=colour)


def _echo(text: str, *, newline: bool = True, colour: bool | None = None) -> None:
    """Print on standard error, with what Click knows of terminals."""
    import click  # lazy: where all is well nothing is to be said

    click.echo(text, nl=newline, err=True, color=colour)


def show_error(error: ReconcilerError) -> None:
    """Print why a command stops, on standard error."""
    problems = error.problems
    if problems and not getattr(error, "shown", False):
        say_problems(problems)
    aside(f"reconciler: {visible(error.message)}")
    if error.hint:
        aside(f"    = {visible(error.hint)}")
    point_to_more(problems)


def show_usage(error: click.ClickException) -> None:
    """Print what is wrong with a command line; it repeats what was typed, which may be in the wrong place (T190)."""
    said = io.StringIO()
    error.show(file=said)
    _echo(visible(said.getvalue(), keep_newlines=True), newline=False)


def show_fault() -> None:
    """Print a fault of this program: where it is, in calls; never the values that were at hand (T195)."""
    import traceback  # lazy: there is none in a good day

    for line in traceback.format_exc().splitlines():
        _echo(visible(line))
    _echo("reconciler: this is a fault of the program; every org is either as before or done")
    _echo("    = report it, without names: reconciler --version says which program this is")


def point_to_more(problems: Iterable[Problem]) -> None:
    """Say where to read on about errors: in one line, the last one, and only to somebody who sits at a terminal."""
    codes = sorted({problem.code for problem in errors_among(problems)})
    if codes and sys.stderr.isatty():
        _echo(f"More about it: reconciler explain {codes[0] if len(codes) == 1 else 'CODE'}")


def stop(problems: Iterable[Problem], form: str, error: ManifestInvalid) -> NoReturn:
    """Show all problems in the wanted form, once, and raise."""
    say_problems(problems, form)
    mark_shown(error)
    raise error


def mark_shown(error: ReconcilerError) -> None:
    """Its problems have been said, and are not said again."""
    error.shown = True  # type: ignore[attr-defined]
