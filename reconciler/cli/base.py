"""The base of a pull request: the manifests of another commit, or of another folder, read as those of the head are.

A commit is read with Git from the objects it holds, never by checking it out: nothing of the working tree changes, and
what a pull request has put into it is not looked at. Names are relative to the same folders as in the head, so that a line
of the base can be named like one of the head.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from reconciler.cli import git
from reconciler.desired import Desired
from reconciler.errors import Problem, Severity, Source, WrongUsage, errors_among
from reconciler.manifest.files import ManifestFile, is_manifest
from reconciler.model import Settled
from reconciler.reader import NOTHING, Reading, read_files, read_manifests
from reconciler.recollection import Memory
from reconciler.text import visible

_REGULAR = {"100644", "100755"}
_VERIFY = ("rev-parse", "--quiet", "--verify", "--end-of-options")


class Base(NamedTuple):
    """What the base wants, its name (a commit, or the digest of a folder), and what was noticed while it was read.

    What a base with mistakes wants is not known: then nobody can say what is drift, and all counts as asked for.
    """

    desired: Desired | None
    name: str
    problems: tuple[Problem, ...] = ()


def read_base(
    given: str, paths: Sequence[Path], at: str, left_out: Sequence[Settled] = (), memory: Memory = NOTHING
) -> Base:
    """The manifests at *given*: a folder, or a commit of the repository that *paths* are in.

    *left_out* are orgs of which the head says nothing because they are settled; what else is remembered stands for the files of
    the base as it does for those of the head. Orgs that a rule sees beside others are not left out: no store speaks for them in a
    base, and without them it might have no mistake.
    """
    folder = is_folder(given, paths[0])
    holding = [each for each in left_out if not each.beside]
    if folder:
        reading = read_manifests((Path(given),), at=at, holding=holding, memory=memory)
    else:
        reading = read_files(_files(given, paths), at=at, holding=holding, memory=memory)
    if errors_among(reading.problems) and (reading.settled or reading.recalled):
        return read_base(given, paths, at)
    name = reading.digest if folder else commit(given, paths[0])
    noticed = tuple(_noticed(given, reading))
    return Base(None if noticed else reading.desired, name, noticed)


def _noticed(given: str, reading: Reading) -> Iterator[Problem]:
    """A base with mistakes holds nothing up: the pull request may be the one that mends it."""
    errors = errors_among(reading.problems)
    if errors and {problem.code for problem in errors} != {"no-manifests"}:
        message = f"the manifests of the base have {len(errors)} error{'s' if len(errors) > 1 else ''}; all counts as asked for"
        hint = f"to see what is wrong, at {visible(given)}: reconciler validate"
        yield Problem("base-invalid", message, Source(errors[0].source.file), hint, Severity.WARNING)


def is_folder(given: str, near: Path) -> bool:
    """Whether a folder is meant; a name that is both a folder and a commit is neither.

    A pull request must not become its own base by having a folder that is called like the branch.
    """
    if not given or not Path(given).is_dir():
        return False
    surely = given in (os.curdir, os.pardir) or given.startswith(
        (os.sep, f"{os.curdir}{os.sep}", f"{os.pardir}{os.sep}")
    )
    found = "" if surely else _git(near, *_VERIFY, f"{given}^{{commit}}").decode().strip()
    if found:
        hint = f"write ./{visible(given)} for the folder, or {found} for the commit"
        raise WrongUsage(f"{visible(given)} is a folder and a commit", hint=hint)
    return True


def commit(given: str, near: Path) -> str:
    """The full name of a commit."""
    found = _git(near, *_VERIFY, f"{given}^{{commit}}").decode().strip()
    if not found:
        hint = "name a folder or a commit; in CI, fetch it first (actions/checkout: fetch-depth: 0)"
        raise WrongUsage(f"{visible(given)} is neither a folder nor a commit of this repository", hint=hint)
    return found


def _files(given: str, paths: Sequence[Path]) -> Iterator[ManifestFile]:
    """The manifests below *paths* as they were in a commit; a path that was not there then had none."""
    name = commit(given, paths[0])
    for path in paths:
        place = path if path.is_dir() else path.parent
        prefix = _git(place, "rev-parse", "--show-prefix").decode().strip()
        inside = prefix if path.is_dir() else f"{prefix}{path.name}"
        listed = _git(place, "ls-tree", "-r", "-z", "--full-tree", name, *(["--", inside] if inside else []))
        wanted = {
            file.removeprefix(prefix): blob
            for mode, blob, file in _entries(listed)
            if mode in _REGULAR and (path.is_file() or is_manifest(file.removeprefix(prefix)))
        }
        found = blobs(place, [*wanted.values()], "fetch the base whole: git fetch --unshallow")
        yield from (ManifestFile(visible(own), found[blob]) for own, blob in wanted.items())


def _entries(listed: bytes) -> Iterator[tuple[str, str, str]]:
    """Mode, object and path of each line of ``git ls-tree -z``; what has no UTF-8 name is no manifest."""
    for line in listed.split(b"\0"):
        head, _, raw = line.partition(b"\t")
        try:
            if head:
                mode, _, blob = head.decode().split(" ")
                yield mode, blob, raw.decode()
        except UnicodeDecodeError:
            continue


def blobs(place: Path, names: Sequence[str], missing: str) -> dict[str, bytes]:
    """The contents of many objects, asked for in one go; *missing* says what to do where one is not there."""
    found: dict[str, bytes] = {}
    answer = memoryview(_git(place, "cat-file", "--batch", asked="".join(f"{name}\n" for name in names).encode()))
    for name in names:
        head = bytes(answer[:200]).partition(b"\n")[0]
        if not head.startswith(f"{name} blob ".encode()):
            raise WrongUsage(f"Git does not find the object {name}", hint=missing)
        start, size = len(head) + 1, int(head.rpartition(b" ")[2])
        found[name] = bytes(answer[start : start + size])
        answer = answer[start + size + 1 :]
    return found


def _git(place: Path, *arguments: str, asked: bytes = b"") -> bytes:
    """What Git answers, of a base that may be large; nothing, where it fails."""
    return git.answer(place, *arguments, given=asked, seconds=60) or b""
