"""What Git says of manifests: the commit they are at, who wrote it, and files as they are at a commit.

Git is started by :func:`asked` alone: here, where the base is read, and for notes (``gitnotes``). It is the user's own Git, and nothing is
ever checked out; notes are all that is ever written. Where there is no Git, or none that answers, nothing is known, but for notes: there it
is an error. Verbs that need no Git do not import this: it starts programs.
"""

from __future__ import annotations

import os
import subprocess
from pathlib import Path


def asked(place: Path, *arguments: str, given: bytes = b"", seconds: float = 10) -> subprocess.CompletedProcess[bytes]:
    """What became of a question to Git in the folder *place*, or in that of the file *place*. Raises what ``subprocess`` raises."""
    folder = place if place.is_dir() else place.parent
    return subprocess.run(  # noqa: S603 - no shell; what comes from outside is no option, for callers see to that
        ["git", "-c", "core.fsmonitor=false", "-C", str(folder), *arguments],  # noqa: S607 - the user's own git
        input=given,
        capture_output=True,
        timeout=seconds,
        check=False,
    )


def answer(place: Path, *arguments: str, given: bytes = b"", seconds: float = 10) -> bytes | None:
    """What Git answers; None where it fails."""
    try:
        done = asked(place, *arguments, given=given, seconds=seconds)
    except (OSError, ValueError, subprocess.TimeoutExpired):
        return None
    return done.stdout if done.returncode == 0 else None


def commit_name(place: Path) -> str:
    """The commit the manifests are at: from CI, or from Git; empty where there is none. ``-dirty`` is never left out."""
    for name in ("RECONCILER_COMMIT", "GITHUB_SHA", "CI_COMMIT_SHA"):
        if os.environ.get(name):
            return os.environ[name]
    head = _words(place, "rev-parse", "HEAD")
    return head + ("-dirty" if head and _words(place, "status", "--porcelain", "--", ".") else "")


def author(place: Path) -> str:
    """The e-mail address of the author of the commit the manifests are at; empty where there is none."""
    return _words(place, "log", "-1", "--format=%ae")


def authors(place: Path, since: str) -> list[str]:
    """The e-mail addresses in the commits since another one that touch a folder: authors, committers, and who wrote with them."""
    form = "--format=%ae%n%ce%n%(trailers:key=Co-authored-by,valueonly)"
    said = _words(place, "log", form, f"{since}..HEAD", "--", ".")
    return sorted({line.rpartition("<")[2].rstrip("> ") for line in said.splitlines() if line.strip()})


def me() -> str:
    """The e-mail address that Git knows its user by; empty where it knows none."""
    return _words(Path(), "config", "user.email")


def repository_of(file: Path) -> Path | None:
    """The repository that a file is in by its name. A link on the way does not lead out of it: who made the link is not asked."""
    whole = Path(os.path.abspath(file))
    return next((folder for folder in whole.parents if (folder / ".git").exists()), None)


def committed(revision: str, file: str) -> bytes | None:
    """The bytes of a file as it is at a commit, or None; *file* is named from here."""
    root = repository_of(Path(file))
    name = os.path.relpath(os.path.abspath(file), root) if root is not None else file
    if revision.startswith("-"):
        return None  # an option
    return answer(root or Path(), "cat-file", "blob", f"{revision}:{name}")


def _words(place: Path, *arguments: str) -> str:
    said = answer(place, *arguments)
    return said.decode("utf-8", "replace").strip() if said else ""
