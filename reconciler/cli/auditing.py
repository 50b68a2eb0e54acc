"""The audit log: ``audit`` lists it, and its verbs verify it and sign what it says. Those of proofs are in ``proving``."""

from __future__ import annotations

import contextlib
import heapq
import json
from collections.abc import Iterator
from functools import partial
from itertools import groupby
from pathlib import Path

import click
from click.core import ParameterSource

from reconciler.checkpoints import forks
from reconciler.cli import checkpointing, progress, redacting, terminal
from reconciler.cli.checkpointing import checkpoints_in, since_option
from reconciler.cli.handing import hand_over
from reconciler.cli.keys import WHOM, key_option, trusted
from reconciler.cli.options import checkpoint_key_option, database_option, policy_option
from reconciler.cli.orgs import among, chosen
from reconciler.cli.proving import check_proof, prove
from reconciler.errors import IntegrityFailure, Problem, WrongUsage
from reconciler.handovers import followed, found_in
from reconciler.kinds import kinds
from reconciler.model import Action, AuditEntry
from reconciler.render import text
from reconciler.render.documents import audit_document, sealed_document
from reconciler.render.markdown import code
from reconciler.render.verdicts import verdict_document, verdict_lines
from reconciler.stores.base import AuditQuery, Store
from reconciler.verification import verify


@click.group(invoke_without_command=True)
@click.option("--org", default="", metavar="ORG", help="Only this org: a slug, or platform/slug.")
@click.option("--address", default="", help="Only this address.")
@click.option("--person", default="", help="Only what concerns this person.")
@click.option("--by", "actor", default="", metavar="ACTOR", help="Only what this actor did.")
@click.option("--run", "run_", default="", help="Only this run.")
@click.option("--since", default="", metavar="DATE", help="From this date or moment on (UTC).")
@click.option("--until", default="", metavar="DATE", help="Up to and including this date or moment (UTC).")
@click.option("--format", "form", type=click.Choice(["text", "json", "markdown"]), default="text", show_default=True)
@database_option
@click.pass_context
def audit(
    context: click.Context,
    org: str,
    address: str,
    person: str,
    actor: str,
    run_: str,
    since: str,
    until: str,
    form: str,
    db: str,
) -> None:
    """List what was done, by whom, under which plan; or verify and prove it. JSON is one entry a line."""
    if context.invoked_subcommand is not None:
        given = [name for name in context.params if context.get_parameter_source(name) is ParameterSource.COMMANDLINE]
        if given:
            raise WrongUsage(f"--{given[0]} belongs behind {context.invoked_subcommand}", hint="write options last")
        return
    first, last = terminal.in_order(terminal.moment(since, "00:00:00"), terminal.moment(until, "23:59:59"))
    query = AuditQuery(address=address, person=person.casefold(), actor=actor, since=first, until=last, run=run_)
    with contextlib.closing(terminal.opened(db)) as store:
        query = query._replace(org=chosen(store, org, gone=True) if org else "")
        pairs = _of_all_names(store, query) if person else store.sealed(query)
        entries = (entry for entry, _ in pairs)
        if form == "json":
            parts = redacting.asked_for()  # no hash is that of an entry that is shown in part
            documents = (audit_document(entry) if parts else sealed_document(entry, kept) for entry, kept in pairs)
            terminal.say(json.dumps(document, ensure_ascii=True) for document in documents)
        elif form == "markdown":
            terminal.say(_markdown(entries))
        else:
            terminal.say(text.audit_lines(entries))


def _of_all_names(store: Store, query: AuditQuery) -> Iterator[tuple[AuditEntry, AuditEntry]]:
    """The entries about a person, also those from when the person had another name (``previously``); by org and seq."""
    names = [query.person]
    moves = [*store.audit(AuditQuery(org=query.org, actions=(Action.MOVE,)))]
    for entry in reversed(moves):
        if entry.previous is not None and kinds()[entry.address.kind].person and entry.address.key[-1] in names:
            names.append(entry.previous.key[-1])
    of_each = (store.sealed(query._replace(person=name)) for name in dict.fromkeys(names))
    found = heapq.merge(*of_each, key=lambda pair: (pair[0].org, pair[0].seq))
    return (pair for pair, _ in groupby(found))  # an entry about two of the names comes twice


def _markdown(entries: Iterator[AuditEntry]) -> Iterator[str]:
    for line in text.audit_lines(entries):
        yield f"- {code(line)}"


audit.add_command(hand_over)

checkpoint_option = click.option(
    "--checkpoint",
    "checkpoint_files",
    multiple=True,
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE|git-notes:REF",
    help="Checkpoints kept elsewhere; the log must continue them. May be given several times.",
)


@audit.command("verify")
@click.argument("orgs", nargs=-1)
@checkpoint_option
@key_option
@policy_option
@since_option
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
@database_option
def verify_(
    orgs: tuple[str, ...],
    checkpoint_files: tuple[Path, ...],
    key_files: tuple[Path, ...],
    policy_file: str,
    since_file: Path | None,
    form: str,
    db: str,
) -> int:
    """Hold the log against itself, the rows, and checkpoints. ORGS are slugs or platform/slug; default: all.

    Reads only, and asks nobody. With --since, entries up to that checkpoint are taken by their hashes and not read again.
    Exit codes: 0 nothing is wrong, and what cannot be excluded is said; 14 something is wrong, and it is named.
    """
    files = [*checkpoint_files, *([since_file] if since_file is not None else [])]
    keys = trusted(key_files, policy_file)
    if files and not keys:
        raise WrongUsage("checkpoints are worth what their signature is worth", hint=WHOM)
    with contextlib.closing(terminal.opened(db)) as store, store.evidence() as evidence:
        keys, wrong = followed(keys, found_in(evidence)) if keys else (keys, [])
        found, problems = checkpoints_in(checkpoint_files, keys, store.lineage)
        starts, more = checkpoints_in(files[len(checkpoint_files) :], keys, store.lineage)
        problems += [*wrong, *more, *forks([*found, *starts])]
        known = sorted({*evidence.orgs(), *(each.org for each in (*found, *starts))})
        since = {each.org: each for each in starts}
        wanted = among(orgs, known)
        sizes = [head.size for org in wanted if (head := evidence.head(org)) is not None]
        with progress.ticking("Verifying", "entries", sum(sizes)) as tick:
            watched = partial(progress.passing, tick=tick)
            verdicts = [
                verify(evidence, org, [each for each in found if each.org == org], since.get(org), watched)
                for org in wanted
            ]
    wrong = [*problems, *(problem for verdict in verdicts for problem in verdict.problems)]
    if form == "json":
        terminal.say_json(verdict_document(verdicts, problems, given=bool(files)))
    else:
        terminal.say(line for verdict in verdicts for line in verdict_lines(verdict, given=bool(files)))
        terminal.say_problems(wrong)
    if wrong:
        raise _not_verified(wrong)
    return 0


def _not_verified(wrong: list[Problem]) -> IntegrityFailure:
    """What is said at the end, once everything is shown: of a log that is wrong, or of checkpoints that say nothing of it."""
    error = IntegrityFailure(
        "the audit log is not what was written", wrong, hint="keep this database as it is; compare it with a backup"
    )
    if all(problem.code == "checkpoint-refused" for problem in wrong):
        error = IntegrityFailure(
            "the log is whole by itself, but not every checkpoint that was given could be used",
            wrong,
            hint="name the checkpoints as they were written, and the key that signed them; without one, a rollback is not found",
        )
    terminal.mark_shown(error)
    return error


@audit.command()
@click.option(
    "-o",
    "--out",
    default="-",
    show_default=True,
    metavar="FILE|-|git-notes:REF",
    help="A file, standard output, or notes of the commit that is checked out.",
)
@checkpoint_key_option
@database_option
def checkpoint(out: str, keys: tuple[Path, ...], db: str) -> None:
    """Sign what the log says now, one checkpoint for each org, to be kept where the store's owner cannot write.

    A file that is there is replaced only if the log continues what it says.
    """
    to = checkpointing.target(out, keys)
    with contextlib.closing(terminal.opened(db)) as store:
        written = checkpointing.export(store, to)
    terminal.say(written.text.splitlines() if written.text and out == "-" else [checkpointing.said_of(written, to)])


audit.add_command(prove)
audit.add_command(check_proof)
