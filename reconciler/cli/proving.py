"""Proofs on the command line: ``audit prove`` makes them of the log, ``audit check-proof`` asks no store."""

from __future__ import annotations

import contextlib
import json
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

import click

from reconciler.canonical import Json
from reconciler.checkpoints import Checkpoint, parsed, read
from reconciler.cli import checkpointing, redacting, terminal
from reconciler.cli.checkpointing import checkpoints_in, notes_at, since_option
from reconciler.cli.contents import contents
from reconciler.cli.keys import WHOM, key_option, trusted
from reconciler.cli.options import answer_out, checkpoint_key_option, database_option, policy_option
from reconciler.cli.orgs import among
from reconciler.cli.writing import write_whole
from reconciler.errors import IntegrityFailure, WrongUsage
from reconciler.notes import LARGEST, Note, notes
from reconciler.proofs import consistency, hashed, inclusion
from reconciler.text import visible
from reconciler.verification import stands
from reconciler.vouching import Voucher

if TYPE_CHECKING:
    from reconciler.stores.base import Store
    from reconciler.stores.evidence import Evidence


@click.command()
@click.argument("what", metavar="ORG#SEQ|ORG")
@click.option(
    "--checkpoint",
    "file",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE|git-notes:REF",
    help="The checkpoint that the proof leads to. Default: one that is signed now.",
)
@checkpoint_key_option
@key_option
@policy_option
@since_option
@answer_out("Where the proof is written")
@database_option
def prove(
    what: str,
    file: Path | None,
    keys: tuple[Path, ...],
    key_files: tuple[Path, ...],
    policy_file: str,
    since_file: Path | None,
    out: Path | None,
    db: str,
) -> None:
    """Prove that the entry ORG#SEQ is in the log, or with --since that the log of ORG continues an older checkpoint.

    The proof is a file that anybody can check without the store: reconciler audit check-proof. Of several checkpoints the one that has
    seen most counts; with --key or --policy, of those that these keys vouch for: so where others can write, name whom you trust.
    """
    org, _, number = what.partition("#")
    if bool(number) == (since_file is not None) or (number and not number.isdecimal()):
        raise WrongUsage(f"{visible(what)} cannot be proved", hint="write ORG#SEQ, or ORG and --since FILE")
    if out is None and redacting.asked_for():
        raise WrongUsage("a proof shows the entry whole, or proves nothing", hint="write it to a file: -o FILE")
    vouchers = trusted(key_files, policy_file)
    with contextlib.closing(terminal.opened(db)) as store:
        given = notes_at(file) if file is not None else _signed_now(store, keys)
        with store.evidence() as evidence:
            [org] = among((org,), evidence.orgs())[:1]
            note, newer = _of_org(given, org, vouchers)
            if problem := stands(evidence, newer):
                hint = "" if vouchers else "if somebody else has added the checkpoint, say whom you trust: --key PUB"
                raise IntegrityFailure("the log does not lead to the checkpoint", [problem], hint=hint)
            if since_file is None:
                proof = _inclusion(evidence, newer, note, int(number))
            else:
                proof = _continuation(evidence, newer, note, _of_org(notes_at(since_file), org, vouchers)[1])
    if out is None:
        terminal.say(proof.splitlines())
    else:
        write_whole(proof, out, "the proof")
        terminal.say([f"The proof is in {visible(str(out))}."])


def _signed_now(store: Store, keys: tuple[Path, ...]) -> list[Note]:
    """Checkpoints of this moment, which nobody keeps; none of an empty store."""
    made = checkpointing.export(store, checkpointing.target("-", keys)).text
    return notes(made.encode()) if made else []


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


def _of_org(given: list[Note], org: str, vouchers: list[Voucher]) -> tuple[Note, Checkpoint]:
    """The checkpoint of an org that has seen most, of those that *vouchers* vouch for.

    Where nobody is named, who has signed it is asked by whoever checks the proof.
    """
    found, against = list[tuple[Note, Checkpoint]](), list[IntegrityFailure]()
    for note in given:
        try:
            [checkpoint] = read([note], vouchers) if vouchers else [parsed(note.text)]
            found += [(note, checkpoint)] if checkpoint.org == org else []
        except IntegrityFailure as error:
            against.append(error)
    if not found and against:
        raise against[-1]
    if not found:
        raise WrongUsage(f"the checkpoint says nothing of {visible(org)}", hint="name another file")
    return max(reversed(found), key=lambda each: each[1].size)


@click.command("check-proof")
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
        raise WrongUsage("a proof is worth what the checkpoint's signature is worth", hint=WHOM)
    made = "a proof is made by: reconciler audit prove"
    proof = prooffile.parsed(contents(file, LARGEST, made, instead=made))
    if since_file is not None and proof.entry is not None:
        raise WrongUsage(
            f"{visible(str(file))} proves an entry and goes on from no checkpoint", hint="leave --since out"
        )
    older, refused = checkpoints_in([since_file] if since_file is not None else [], keys)
    if refused and not older:
        raise IntegrityFailure("the older checkpoint cannot be used", refused)
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
