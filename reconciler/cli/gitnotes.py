"""Checkpoints in the notes of Git: one more on the commit that is checked out, and all that a ref holds.

A ref of notes is named ``git-notes:REF``, as ``git notes --ref=REF`` names it. Which checkpoints may be added, and what they are worth,
is ``checkpointing``'s business.
"""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

from reconciler.cli import git
from reconciler.cli.base import blobs
from reconciler.errors import ReconcilerError, WrongUsage
from reconciler.text import visible

_NOTES = "git-notes:"
_PART = r"(?!-)(?!\.)(?:[a-zA-Z0-9_-]|\.(?!\.|lock(?:/|$)|/|$))+"
_REF = re.compile(rf"(?!refs/(?!notes/)){_PART}(?:/{_PART})*")
"""What Git takes of letters, digits and ``_ . - /`` (``git check-ref-format``); a part that begins with ``-`` is left to Git alone."""
_SHOWN = 10
_MIB = 1024 * 1024
LARGEST = 64 * _MIB
"""Of the notes of one commit: some 200,000 checkpoints. They grow with each, so this is more than a file may have."""


def ref_in(place: str) -> str | None:
    """The ref that a place names; None for a file. Raises WrongUsage for a name under which Git keeps no notes."""
    if not place.startswith(_NOTES):
        return None
    ref = place.removeprefix(_NOTES)
    if not _REF.fullmatch(ref):
        raise WrongUsage(
            f"{visible(place)} names no notes: they are kept under refs/notes/, and their names have letters, digits and _ . - /",
            hint=f"write for example {_NOTES}checkpoints",
        )
    return ref


def kept(ref: str) -> list[tuple[str, bytes]]:
    """Each note of a ref: where it is, in words, and what it says. WrongUsage where Git cannot be asked: none is not the same."""
    listed = [line.split(" ") for line in _git(WrongUsage, "Git has no notes here", ref, "list").splitlines()]
    found = blobs(Path(), [blob for blob, _ in listed], f"fetch the notes again: git fetch REMOTE {full(ref)}")
    kept_ = [(f"{named(ref)} on {commit[:_SHOWN]}", found[blob]) for blob, commit in listed]
    for where, data in kept_:
        if len(data) > LARGEST:
            message = f"{where}: the notes are too long to be read ({len(data) // _MIB} MiB)"
            raise WrongUsage(message, hint=f"take another ref: reconciler audit checkpoint -o {named(ref)}-2")
    return kept_


def named(ref: str) -> str:
    """The place that a ref is, as a command takes it."""
    return f"{_NOTES}{ref}"


def full(ref: str) -> str:
    """The ref in full, as Git takes it: pushed and fetched under this name."""
    return f"refs/notes/{ref.removeprefix('refs/').removeprefix('notes/')}"


def add(text: str, ref: str) -> None:
    """One note more on the commit; those that are there stay."""
    _git(ReconcilerError, "Git has not kept the checkpoint", ref, "append", "-F", "-", "HEAD", given=text)


def _git(refused: type[ReconcilerError], what: str, ref: str, *arguments: str, given: str = "") -> str:
    """What ``git notes`` answers. Raises what *refused* says where it fails."""
    try:
        done = git.asked(Path(), "notes", f"--ref={ref}", *arguments, given=given.encode(), seconds=30)
    except (OSError, subprocess.TimeoutExpired) as error:
        raise refused(f"{what}: it could not be asked ({type(error).__name__})", hint="install Git") from None
    if done.returncode:
        said = done.stderr.decode(errors="replace").strip().splitlines() or ["it did not say why"]
        raise refused(f"{what}: {visible(said[-1])}", hint="run this in a clone with a commit")
    return done.stdout.decode()
