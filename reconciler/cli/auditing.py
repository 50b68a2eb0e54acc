"""The audit log: ``audit`` lists it, and its verbs verify it, sign what it says, and prove entries of it."""

from __future__ import annotations

import contextlib
import heapq
import json
from collections.abc import Iterator
from functools import partial
from itertools import groupby, islice
from pathlib import Path
from typing import TYPE_CHECKING

import click
from click.core import ParameterSource

from reconciler.canonical import Json
from reconciler.checkpoints import Checkpoint, forks, parsed, read
from reconciler.cli import checkpointing, progress, redacting, terminal
from reconciler.cli.checkpointing import checkpoints_in
from reconciler.cli.handing import hand_over
from reconciler.cli.keys import trusted
from reconciler.cli.options import checkpoint_key_option, database_option, policy_option
from reconciler.cli.orgs import chosen
from reconciler.cli.writing import write_whole
from reconciler.errors import IntegrityFailure, WrongUsage
from reconciler.handovers import followed, found_in
from reconciler.kinds import kinds
from reconciler.model import Action, AuditEntry
from reconciler.notes import Note, notes
from reconciler.proofs import consistency, hashed, inclusion
from reconciler.render import text
from reconciler.render.documents import audit_document, sealed_document
from reconciler.render.markdown import code
from reconciler.render.verdicts import verdict_document, verdict_lines
from reconciler.stores.base import AuditQuery, Store
from reconciler.text import visible
from reconciler.verification import stands, verify

if TYPE_CHECKING:
    from reconciler.stores.evidence import Evidence


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
    query = AuditQuery(
        address=address,
        person=person.casefold(),
        actor=actor,
        since=terminal.moment(since, "00:00:00"),
        until=terminal.moment(until, "23:59:59"),
        run=run_,
    )
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
        if entry.previous is not None and kinds()[entry.address.kind].spec.person and entry.address.key[-1] in names:
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
    metavar="FILE",
    help="Checkpoints kept elsewhere; the log must continue them. May be given several times.",
)
key_option = click.option(
    "--key",
    "key_files",
    multiple=True,
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="PUB",
    help="Public keys whose checkpoints are trusted, one a line (ssh-ed25519 …); one of them must have signed.",
)
_WHOM = "say whom you trust: --key PUB, or --policy FILE with checkpoints: in it"
since_option = click.option(
    "--since",
    "since_file",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="An older checkpoint to go on from.",
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
        raise WrongUsage("checkpoints are worth what their signature is worth", hint=_WHOM)
    with contextlib.closing(terminal.opened(db)) as store, store.evidence() as evidence:
        keys, wrong = followed(keys, found_in(evidence)) if keys else (keys, [])
        found, problems = checkpoints_in(checkpoint_files, keys, store.lineage)
        starts, more = checkpoints_in(files[len(checkpoint_files) :], keys, store.lineage)
        problems += [*wrong, *more, *forks([*found, *starts])]
        known = sorted({*evidence.orgs(), *(each.org for each in (*found, *starts))})
        since = {each.org: each for each in starts}
        wanted = _chosen(orgs, known)
        sizes = [head.size for org in wanted if (head := evidence.head(org)) is not None]
        with progress.ticking("Verifying", "entries", sum(sizes)) as tick:
            watched = partial(progress.passing, tick=tick)
            verdicts = [
                verify(evidence, org, [each for each in found if each.org == org], since.get(org), watched)
                for org in wanted
            ]
    wrong = [*problems, *(problem for verdict in verdicts for problem in verdict.problems)]
    if form == "json":
        terminal.say_json(verdict_document(verdicts, problems))
    else:
        terminal.say(line for verdict in verdicts for line in verdict_lines(verdict))
        terminal.say_problems(wrong)
    if not wrong:
        return 0
    error = IntegrityFailure(
        "the audit log is not what was written", wrong, hint="keep this database as it is; compare it with a backup"
    )
    terminal.mark_shown(error)
    raise error


def _chosen(orgs: tuple[str, ...], known: list[str]) -> list[str]:
    wanted = [key for key in known if not orgs or key in orgs or key.partition("/")[2] in orgs]
    if missing := set(orgs) - set(known) - {key.partition("/")[2] for key in known}:
        named = ", ".join(map(visible, sorted(missing)))
        raise WrongUsage(f"the store has no org {named}", hint=f"it has: {', '.join(map(visible, known))}")
    return wanted


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
    if out == "-":
        terminal.say(written.splitlines())
    else:
        terminal.say([f"Signed and kept in {visible(out)}."])


@audit.command()
@click.argument("what", metavar="ORG#SEQ|ORG")
@click.option(
    "--checkpoint",
    "file",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="The checkpoint that the proof leads to. Default: one that is signed now.",
)
@checkpoint_key_option
@since_option
@click.option("-o", "--out", type=click.Path(path_type=Path, dir_okay=False), help="Where the proof is written.")
@database_option
def prove(
    what: str, file: Path | None, keys: tuple[Path, ...], since_file: Path | None, out: Path | None, db: str
) -> None:
    """Prove that the entry ORG#SEQ is in the log, or with --since that the log of ORG continues an older checkpoint.

    The proof is a file that anybody can check without the store: reconciler audit check-proof.
    """
    org, _, number = what.partition("#")
    if bool(number) == (since_file is not None) or (number and not number.isdecimal()):
        raise WrongUsage(f"{visible(what)} cannot be proved", hint="write ORG#SEQ, or ORG and --since FILE")
    if out is None and redacting.asked_for():
        raise WrongUsage("a proof shows the entry whole, or proves nothing", hint="write it to a file: -o FILE")
    with contextlib.closing(terminal.opened(db)) as store:
        data = (
            _bytes(file) if file is not None else checkpointing.export(store, checkpointing.target("-", keys)).encode()
        )
        with store.evidence() as evidence:
            [org] = _chosen((org,), evidence.orgs())[:1]
            note, newer = _of_org(data, org)
            if problem := stands(evidence, newer):
                raise IntegrityFailure("the log does not lead to the checkpoint", [problem])
            if since_file is None:
                proof = _inclusion(evidence, newer, note, int(number))
            else:
                proof = _continuation(evidence, newer, note, _of_org(_bytes(since_file), org)[1])
    if out is None:
        terminal.say(proof.splitlines())
    else:
        write_whole(proof, out, "the proof")
        terminal.say([f"The proof is in {visible(str(out))}."])


def _inclusion(evidence: Evidence, newer: Checkpoint, note: Note, number: int) -> str:
    from reconciler import prooffile  # lazy: for the verbs of proofs

    if not 0 < number <= newer.size:
        raise WrongUsage(
            f"the checkpoint has seen #1 to #{newer.size}", hint="name one of these, or a newer checkpoint"
        )
    written = next(islice(evidence.entries(newer.org, number - 1), 1))
    hashes = hashed(inclusion(number - 1, newer.size), evidence.hashes(newer.org, newer.size))
    made = prooffile.inclusion_text(written.text, number - 1, hashes, note)
    if not prooffile.holds(prooffile.parsed(made.encode()), newer):
        raise IntegrityFailure(
            f"{newer.org}#{number} is not the entry that the checkpoint has seen", hint="reconciler audit verify"
        )
    return made


def _continuation(evidence: Evidence, newer: Checkpoint, note: Note, older: Checkpoint) -> str:
    from reconciler import prooffile  # lazy: as above

    if problem := stands(evidence, older):
        raise IntegrityFailure("the log does not continue the older checkpoint", [problem])
    if older.size > newer.size:
        raise WrongUsage("the older checkpoint has seen more than the newer one", hint="exchange the two")
    hashes = hashed(consistency(older.size, newer.size), evidence.hashes(newer.org, newer.size))
    return prooffile.consistency_text(older.size, hashes, note)


def _bytes(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        raise WrongUsage(f"{visible(str(file))} cannot be read: {error.strerror}", hint="correct the name") from None


def _of_org(data: bytes, org: str) -> tuple[Note, Checkpoint]:
    """The last checkpoint of an org in a file; who has signed it is asked by whoever checks the proof."""
    found = [(note, checkpoint) for note in notes(data) if (checkpoint := parsed(note.text)).org == org]
    if not found:
        raise WrongUsage(f"the checkpoint says nothing of {visible(org)}", hint="name another file")
    return found[-1]


@audit.command("check-proof")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@key_option
@policy_option
@since_option
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
def check_proof(file: Path, key_files: tuple[Path, ...], policy_file: str, since_file: Path | None, form: str) -> None:
    """Check a proof without a store. Prints what is proved.

    Exit codes: 0 it is proved; 14 it is not, or nobody trusted has signed the checkpoint it leads to.
    """
    from reconciler import prooffile  # lazy: for the verbs of proofs

    keys = trusted(key_files, policy_file)
    if not keys:
        raise WrongUsage("a proof is worth what the checkpoint's signature is worth", hint=_WHOM)
    proof = prooffile.parsed(_bytes(file))
    older = [*read(notes(_bytes(since_file)), keys)] if since_file is not None else []
    shown = prooffile.shown(proof, keys, older)
    document: dict[str, Json] = {"org": shown.org, "size": shown.size, "root": shown.root, "origin": shown.origin}
    if proof.entry is not None:
        entry: Json = json.loads(proof.entry)
        if form == "json":
            terminal.say_json({**document, "seq": proof.at + 1, "entry": entry})
        else:
            terminal.say(
                [f"{visible(shown.org)}#{proof.at + 1} is in the log, as the checkpoint of #{shown.size} has seen it:"]
            )
            terminal.say([visible(proof.entry)])
    elif form == "json":
        terminal.say_json({**document, "continues": proof.at})
    else:
        terminal.say([f"The log of {visible(shown.org)} at #{shown.size} continues the one at #{proof.at}."])
