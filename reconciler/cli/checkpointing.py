"""Where checkpoints go: a file, standard output, or the notes of the commit that Git has checked out."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import chain
from pathlib import Path
from typing import NamedTuple

import click

from reconciler.checkpoints import Checkpoint, checkpoint_of, latest, read, sealed
from reconciler.cli import gitnotes, terminal
from reconciler.cli.contents import contents
from reconciler.cli.keys import passphrase_of, secret_of
from reconciler.cli.places import ELSEWHERE
from reconciler.cli.writing import write_whole
from reconciler.errors import IntegrityFailure, Problem, ReconcilerError, Source, WrongUsage
from reconciler.notes import LARGEST, Note, notes
from reconciler.signing import PublicKey, signature_of
from reconciler.stores.base import Store
from reconciler.text import visible
from reconciler.verification import stands
from reconciler.vouching import Voucher

READABLE = 0o644

since_option = click.option(
    "--since",
    "since_file",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE|git-notes:REF",
    help="An older checkpoint to go on from.",
)


class Signer(NamedTuple):
    """A private key, and the public one that belongs to it."""

    secret: bytes
    passphrase: bytes | None
    public: PublicKey


class Target(NamedTuple):
    """Where checkpoints are to go, and the keys that sign them; known to be usable before anything is done."""

    place: str
    signers: tuple[Signer, ...]


def target(place: str, keys: Iterable[Path]) -> Target:
    """Raises WrongUsage for what can be seen to be impossible."""
    signers = tuple(map(signer_of, keys))
    if not signers:
        raise WrongUsage(
            "a checkpoint is worth nothing without a signature", hint="add --checkpoint-key FILE: a private key"
        )
    gitnotes.ref_in(place)
    if len({signer.public for signer in signers}) < len(signers):
        raise WrongUsage("a key is given twice, and two signatures of one key are one", hint="name each key once")
    return Target(place, signers)


def signer_of(key: Path) -> Signer:
    """The key in a file of a private one, whose passphrase is asked for."""
    secret = secret_of(key)
    passphrase = passphrase_of(secret)
    public, _ = signature_of(b"", secret, passphrase)
    return Signer(secret, passphrase, public)


def export(store: Store, to: Target) -> str:
    """Sign what the store says of all its orgs now, and put it where it belongs. Returns what was written: nothing of an empty store.

    What is kept there already must still be the beginning of the log: it may be the only witness. A file is replaced, notes stay.
    """
    with store.evidence() as evidence:
        heads = [head for org in evidence.orgs() if (head := evidence.head(org)) is not None]
        for checkpoint in _kept(to, store.lineage):
            if problem := stands(evidence, checkpoint):
                message = f"the log does not continue {visible(to.place)}, which was left as it is"
                hint = f"keep it: reconciler audit verify --checkpoint {visible(to.place)}"
                raise IntegrityFailure(message, [problem], hint=hint)
    signed = (_signed_by_all(checkpoint_of(store.lineage, head), to.signers) for head in heads)
    text = "\n".join(map(str, signed))
    ref = gitnotes.ref_in(to.place)
    if not text or to.place == "-":
        return text
    if ref is not None:
        gitnotes.add(text, ref)
    else:
        write_whole(text, Path(to.place), "the checkpoint")
        Path(to.place).chmod(READABLE)
    return text


def said_of(written: str, to: Target) -> str:
    """Where a checkpoint is now, and how it is looked at."""
    if not written:
        return "There is nothing to sign yet: the store has no org. Nothing was written."
    ref = gitnotes.ref_in(to.place)
    look = f" To see it: git notes --ref={ref} show" if ref is not None else ""
    return f"Signed and kept in {visible(to.place)}.{look}"


def _signed_by_all(checkpoint: Checkpoint, signers: Iterable[Signer]) -> Note:
    """One note with the signature of each key: where an old and a new key stand together, the old one vouches for the new."""
    each = [sealed(checkpoint, signer.secret, signer.passphrase) for signer in signers]
    return Note(checkpoint.text, tuple(signature for note in each for signature in note.signatures))


def _kept(to: Target, lineage: str) -> list[Checkpoint]:
    """What is there already and has to be continued: all of a file, and of notes, which stay, those that have seen most."""
    if to.place == "-" or (gitnotes.ref_in(to.place) is None and not Path(to.place).exists()):
        return []
    vouchers = [Voucher(signer.public) for signer in to.signers]
    try:
        there = [note for _, data in _written_at(to.place, ELSEWHERE) if data for note in notes(data)]
        found = [*(read(there, vouchers) if gitnotes.ref_in(to.place) is None else latest(there, vouchers))]
        for checkpoint in found:
            _of_store(checkpoint, lineage)
    except IntegrityFailure as error:
        message = f"{visible(to.place)} holds something else and was left as it is: {error.message}"
        hint = "write checkpoints to another file, or move this one away; if its key is replaced, sign with both once"
        raise IntegrityFailure(message, hint=hint) from None
    return found


def _of_store(checkpoint: Checkpoint, lineage: str) -> None:
    if checkpoint.lineage != lineage:
        raise IntegrityFailure(f"it is of another store, {checkpoint.lineage}", hint="name the one of this store")


def _written_at(place: str, hint: str) -> list[tuple[str, bytes]]:
    """What is kept at a place, piece by piece, each with the name of where it is."""
    ref = gitnotes.ref_in(place)
    if ref is not None:
        return gitnotes.kept(ref)
    return [(place, contents(Path(place), LARGEST, hint, instead=hint))]


def after_apply(
    store: Store, to: Target | None, form: str, *, changed: bool
) -> tuple[str | None, ReconcilerError | None]:
    """The checkpoint of an apply that is done: its text, or why there is none, which takes nothing back."""
    if to is None:
        return None, None
    try:
        text = export(store, to)
    except ReconcilerError as error:
        kind = IntegrityFailure if isinstance(error, IntegrityFailure) else ReconcilerError
        which = (
            "the changes are made, and no checkpoint of them was written" if changed else "no checkpoint was written"
        )
        return None, kind(f"{which}: {error.message}", error.problems, hint=error.hint)
    if form != "json" and to.place == "-":
        terminal.say(text.splitlines())
    return text, None


def notes_at(file: Path) -> list[Note]:
    """The notes in a file or a ref. Raises WrongUsage where there are none, IntegrityFailure for what is no note."""
    return [note for _, data in _found_at(file) for note in notes(data)]


def _found_at(file: Path) -> list[tuple[str, bytes]]:
    found = _written_at(str(file), "name a checkpoint: reconciler audit checkpoint -o FILE writes one")
    if not found:
        ref = gitnotes.full(str(file).partition(":")[2])
        raise WrongUsage(
            f"there are no notes in {visible(str(file))}",
            hint=f"run this in the clone that has them, or fetch them: git fetch REMOTE {ref}:{ref}",
        )
    return found


def checkpoints_in(
    files: Iterable[Path], trusted: Iterable[Voucher], lineage: str = ""
) -> tuple[list[Checkpoint], list[Problem]]:
    """The checkpoints in files and refs, of one store if it is named, and of those that cannot be used, why not.

    Each is judged by itself: one that nobody trusted has signed takes nothing away from the others.
    """
    found, problems, vouchers = list[Checkpoint](), dict[Problem, None](), [*trusted]
    for name, data in chain.from_iterable(map(_found_at, files)):
        try:
            each = notes(data)
        except IntegrityFailure as error:
            problems[_refused(name, error)] = None
            continue
        for note in each:
            try:
                [checkpoint] = read([note], vouchers)
                _of_store(checkpoint, lineage or checkpoint.lineage)
                found.append(checkpoint)
            except IntegrityFailure as error:
                problems[_refused(name, error)] = None
    return found, [*problems]


def _refused(name: str, error: IntegrityFailure) -> Problem:
    return Problem("checkpoint-refused", error.message, Source(name), hint=error.hint)
