"""Where checkpoints go: a file, standard output, or the notes of the commit that Git has checked out."""

from __future__ import annotations

import subprocess
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from reconciler.checkpoints import Checkpoint, checkpoint_of, read, sealed
from reconciler.cli import terminal
from reconciler.cli.keys import passphrase_of, secret_of
from reconciler.cli.writing import write_whole
from reconciler.errors import IntegrityFailure, Problem, ReconcilerError, Source, WrongUsage
from reconciler.notes import Note, notes
from reconciler.signing import PublicKey, signature_of
from reconciler.stores.base import Store
from reconciler.text import visible
from reconciler.verification import stands
from reconciler.vouching import Voucher

NOTES = "git-notes:"
READABLE = 0o644


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
    if place.startswith(NOTES) and not place.removeprefix(NOTES).replace("/", "").replace("-", "").isalnum():
        raise WrongUsage(f"{visible(place)} names no notes", hint=f"write for example {NOTES}checkpoints")
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
    """Sign what the store says of all its orgs now, and put it where it belongs. Returns what was written.

    A file that is there is replaced, if what it says is still the beginning of the log: it may be the only witness.
    """
    with store.evidence() as evidence:
        heads = [head for org in evidence.orgs() if (head := evidence.head(org)) is not None]
        if to.place != "-" and not to.place.startswith(NOTES):
            for checkpoint in _kept(to):
                if problem := stands(evidence, checkpoint):
                    message = f"the log does not continue {to.place}, which was left as it is"
                    raise IntegrityFailure(
                        message, [problem], hint="keep it: reconciler audit verify --checkpoint FILE"
                    )
    signed = (_signed_by_all(checkpoint_of(store.lineage, head), to.signers) for head in heads)
    text = "\n".join(map(str, signed))
    if to.place.startswith(NOTES):
        _add_to_notes(text, to.place.removeprefix(NOTES))
    elif to.place != "-":
        write_whole(text, Path(to.place), "the checkpoint")
        Path(to.place).chmod(READABLE)
    return text


def _signed_by_all(checkpoint: Checkpoint, signers: Iterable[Signer]) -> Note:
    """One note with the signature of each key: where an old and a new key stand together, the old one vouches for the new."""
    each = [sealed(checkpoint, signer.secret, signer.passphrase) for signer in signers]
    return Note(checkpoint.text, tuple(signature for note in each for signature in note.signatures))


def _kept(to: Target) -> list[Checkpoint]:
    try:
        data = Path(to.place).read_bytes()
    except FileNotFoundError:
        return []
    except OSError as error:
        raise WrongUsage(f"{to.place} cannot be read: {error.strerror}", hint="write it elsewhere") from None
    if not data:
        return []
    try:
        return [*read(notes(data), [Voucher(signer.public) for signer in to.signers])]
    except IntegrityFailure as error:
        message = f"{visible(to.place)} holds something else and was left as it is: {error.message}"
        hint = "write checkpoints to another file, or move this one away; if its key is replaced, sign with both once"
        raise IntegrityFailure(message, hint=hint) from None


def _add_to_notes(text: str, ref: str) -> None:
    """One note more on the commit; those that are there stay."""
    command = ["git", "-c", "core.fsmonitor=false", "notes", f"--ref={ref}", "append", "-F", "-", "HEAD"]
    try:
        done = subprocess.run(command, input=text.encode(), capture_output=True, timeout=30, check=False)  # noqa: S603 - no shell; the ref is letters
    except (OSError, subprocess.TimeoutExpired) as error:
        raise ReconcilerError(f"Git could not be asked to keep the checkpoint ({type(error).__name__})") from None
    if done.returncode:
        said = done.stderr.decode(errors="replace").strip().splitlines() or ["it did not say why"]
        raise ReconcilerError(f"Git has not kept the checkpoint: {said[-1]}", hint="run this in a clone with a commit")


def after_apply(store: Store, to: Target | None, form: str) -> tuple[str | None, ReconcilerError | None]:
    """The checkpoint of an apply that is done: its text, or why there is none, which takes nothing back."""
    if to is None:
        return None, None
    try:
        text = export(store, to)
    except ReconcilerError as error:
        kind = IntegrityFailure if isinstance(error, IntegrityFailure) else ReconcilerError
        message = f"the changes are made, and no checkpoint of them was written: {error.message}"
        return None, kind(message, error.problems, hint=error.hint)
    if form != "json" and to.place == "-":
        terminal.say(text.splitlines())
    return text, None


def checkpoints_in(
    files: Iterable[Path], trusted: Iterable[Voucher], lineage: str
) -> tuple[list[Checkpoint], list[Problem]]:
    """The checkpoints in files, and of the files that hold none that can be trusted, why not."""
    found, problems, vouchers = list[Checkpoint](), list[Problem](), [*trusted]
    for file in files:
        try:
            each = [*read(notes(file.read_bytes()), vouchers)]
            if strange := next((one for one in each if one.lineage != lineage), None):
                raise IntegrityFailure(f"it is of another store, {strange.lineage}", hint="name the one of this store")
            found += each
        except OSError as error:
            raise WrongUsage(
                f"{visible(str(file))} cannot be read: {error.strerror}", hint="correct the name"
            ) from None
        except IntegrityFailure as error:
            problems.append(Problem("checkpoint-refused", error.message, Source(str(file)), hint=error.hint))
    return found, problems
