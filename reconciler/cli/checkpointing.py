"""Where checkpoints go: a file, standard output, or the notes of the commit that Git has checked out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import chain
from pathlib import Path
from typing import NamedTuple

import click

from reconciler.checkpoints import Checkpoint, checkpoint_of, latest, of_store, read, scattered, sealed
from reconciler.cli import gitnotes, terminal
from reconciler.cli.contents import contents
from reconciler.cli.keys import passphrase_of, secret_of
from reconciler.cli.places import ELSEWHERE
from reconciler.cli.writing import write_whole
from reconciler.errors import IntegrityFailure, Problem, ReconcilerError, Severity, Source, WrongUsage
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


class Exported(NamedTuple):
    """What was signed, which is nothing of an empty store; and whether its place has got any of it that it had not yet."""

    text: str
    added: bool


def export(store: Store, to: Target) -> Exported:
    """Sign what the store says of all its orgs now, and put it where it belongs.

    What is kept there already must still be the beginning of the log: it may be the only witness. A file is replaced; notes stay, and the
    last ones are not repeated.
    """
    with store.evidence() as evidence:
        heads = [head for org in evidence.orgs() if (head := evidence.head(org)) is not None]
        there, kept = _kept(to, store.lineage)
        for checkpoint in kept:
            if problem := stands(evidence, checkpoint):
                message = f"the log does not continue {visible(to.place)}, which was left as it is"
                raise IntegrityFailure(message, [problem], hint=_not_continued(to.place))
    signed = [_signed_by_all(checkpoint_of(store.lineage, head), to.signers) for head in heads]
    text, new = _joined(signed), _joined(note for note in signed if note not in there)
    ref = gitnotes.ref_in(to.place)
    if not new or to.place == "-":
        return Exported(text, added=False)
    if ref is not None:
        gitnotes.add(new, ref)
    else:
        write_whole(text, Path(to.place), "the checkpoint")
        Path(to.place).chmod(READABLE)
    return Exported(text, added=True)


def _joined(found: Iterable[Note]) -> str:
    return "\n".join(map(str, found))


def _not_continued(place: str) -> str:
    """What to do with a log that does not continue what is kept: the one place is evidence, and only another one takes the log."""
    shown, another = visible(place), f"{visible(place)}-2"
    return (
        f"keep it: reconciler audit verify --checkpoint {shown}; if an older backup was put back on purpose, "
        f"begin anew elsewhere: reconciler audit checkpoint -o {another}"
    )


def said_of(written: Exported, to: Target) -> str:
    """Where a checkpoint is now, and how it is looked at."""
    if not written.text:
        return "There is nothing to sign yet: the store has no org. Nothing was written."
    if not written.added:
        return f"{visible(to.place)} says so already; nothing was added."
    ref = gitnotes.ref_in(to.place)
    look = f" To see it: git notes --ref={ref} show" if ref is not None else ""
    return f"Signed and kept in {visible(to.place)}.{look}"


def _signed_by_all(checkpoint: Checkpoint, signers: Iterable[Signer]) -> Note:
    """One note with the signature of each key: where an old and a new key stand together, the old one vouches for the new."""
    each = [sealed(checkpoint, signer.secret, signer.passphrase) for signer in signers]
    return Note(checkpoint.text, tuple(signature for note in each for signature in note.signatures))


def _kept(to: Target, lineage: str) -> tuple[frozenset[Note], list[Checkpoint]]:
    """The notes that stay there, and what has to be continued: all of a file, and of notes those that have seen most."""
    ref, vouchers = gitnotes.ref_in(to.place), [Voucher(signer.public) for signer in to.signers]
    if to.place == "-" or (ref is None and not Path(to.place).exists()):
        return frozenset(), []
    another = "write checkpoints to another file, or move this one away"
    if ref is not None:
        another = f"take another ref: reconciler audit checkpoint -o {gitnotes.named(ref)}-2"
    try:
        if ref is not None:
            return _in_notes(ref, vouchers, lineage)
        data = contents(Path(to.place), LARGEST, ELSEWHERE, instead=ELSEWHERE)
        found = [*read(notes(data), vouchers)] if data else []
        for checkpoint in found:
            of_store(checkpoint, lineage)
    except IntegrityFailure as error:
        message = f"{visible(to.place)} holds something else and was left as it is: {error.message}"
        hint = f"{another}; if its key is replaced, sign with both once"
        raise IntegrityFailure(message, hint=hint) from None
    return frozenset(), found


def _in_notes(ref: str, vouchers: Iterable[Voucher], lineage: str) -> tuple[frozenset[Note], list[Checkpoint]]:
    """The same of a ref. What others have added to it is said, and takes nothing from the rest."""
    there = [scattered(data) for _, data in gitnotes.kept(ref)]
    found = [note for each, _ in there for note in each]
    counting, against = latest(found, vouchers, lineage)
    against += [_no_note() for _, other in there if other]
    if there and not counting:
        *_, last = (_no_note(), *against)  # notes may be empty, too
        raise IntegrityFailure(f"no note says what this log has been: {last.message}")
    if against:
        message = f"some notes are no witness of this log and were passed over ({len(against)}): {against[-1].message}"
        hint = f"see who added them: git log -p {gitnotes.full(ref)}"
        terminal.say_problems(
            [Problem("checkpoint-refused", message, Source(gitnotes.named(ref)), hint, Severity.WARNING)]
        )
    return frozenset(found), counting


def _no_note() -> IntegrityFailure:
    return IntegrityFailure(
        "something there is no signed checkpoint", hint="look at it: git notes --ref=REF show COMMIT"
    )


def after_apply(
    store: Store, to: Target | None, form: str, *, changed: bool
) -> tuple[str | None, ReconcilerError | None]:
    """The checkpoint of an apply that is done: its text, or why there is none, which takes nothing back."""
    if to is None:
        return None, None
    try:
        text = export(store, to).text
    except ReconcilerError as error:
        kind = IntegrityFailure if isinstance(error, IntegrityFailure) else ReconcilerError
        which = (
            "the changes are made, and no checkpoint of them was written" if changed else "no checkpoint was written"
        )
        return None, kind(f"{which}: {error.message}", error.problems, hint=error.hint)
    if form != "json" and to.place == "-":
        terminal.say(text.splitlines())
    return text, None


class Found(NamedTuple):
    """What is kept at one place: where, the notes, and what is none."""

    where: str
    notes: list[Note]
    refused: IntegrityFailure | None


def notes_at(file: Path) -> list[Note]:
    """The notes in a file or a ref. Raises WrongUsage where there are none, IntegrityFailure for what is no note and has none beside it."""
    found = [*_found_at(file)]
    there = [note for each in found for note in each.notes]
    for each in found:
        if each.refused is not None and not there:
            raise each.refused
    return there


def _found_at(file: Path) -> Iterator[Found]:
    """A file, or each commit that has notes in a ref: there what others have added takes nothing from the rest."""
    ref = gitnotes.ref_in(str(file))
    if ref is None:
        hint = "name a checkpoint: reconciler audit checkpoint -o FILE writes one"
        data = contents(file, LARGEST, hint, instead=hint)
        try:
            yield Found(str(file), notes(data), None)
        except IntegrityFailure as error:
            yield Found(str(file), [], error)
        return
    kept = gitnotes.kept(ref)
    if not kept:
        full = gitnotes.full(ref)
        raise WrongUsage(
            f"there are no notes in {visible(str(file))}",
            hint=f"run this in the clone that has them, or fetch them: git fetch REMOTE {full}:{full}",
        )
    for where, data in kept:
        there, other = scattered(data)
        yield Found(where, there, _no_note() if other else None)


def checkpoints_in(
    files: Iterable[Path], trusted: Iterable[Voucher], lineage: str = ""
) -> tuple[list[Checkpoint], list[Problem]]:
    """The checkpoints in files and refs, of one store if it is named, and of those that cannot be used, why not.

    Each is judged by itself: one that nobody trusted has signed takes nothing away from the others.
    """
    found, problems, vouchers = list[Checkpoint](), dict[Problem, None](), [*trusted]
    for where, each, refused in chain.from_iterable(map(_found_at, files)):
        if refused is not None:
            problems[_refused(where, refused)] = None
        for note in each:
            try:
                [checkpoint] = read([note], vouchers)
                of_store(checkpoint, lineage or checkpoint.lineage)
                found.append(checkpoint)
            except IntegrityFailure as error:
                problems[_refused(where, error)] = None
    return found, [*problems]


def _refused(name: str, error: IntegrityFailure) -> Problem:
    return Problem("checkpoint-refused", error.message, Source(name), hint=error.hint)
