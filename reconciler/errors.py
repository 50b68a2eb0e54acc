"""What can be wrong, and how it is said.

A :class:`Problem` is a finding about somebody's input: it is collected, sorted and shown together with all the
others. An exception is for the moment a step cannot go on; it carries the problems and the exit code that scripts
rely on.

    ReconcilerError             1   something this program did wrong
     ├─ ManifestInvalid        10   the manifests do not pass reading or checking
     ├─ GuardRefused           11   a correct plan that a guard does not let through
     ├─ Stale                  12   a plan that does not belong to this state any more
     ├─ Busy                   13   somebody else holds the org, or the database stayed locked
     ├─ IntegrityFailure       14   a plan file or a store that is not what it claims to be
     ├─ VersionNotSupported    15   a plan, manifest or store of a format this program does not know
     ├─ OutcomeUnknown         16   the connection broke while a commit was under way
     └─ WrongUsage             64   an option, path or name on the command line that cannot be meant

Nothing here prints, reads or decides. To add a problem code: one entry in its group's file in ``explanations/`` (see
``codes``), with an example that provokes it. An exit code is a line of the tree above, a class, and an entry likewise.
"""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum
from typing import NamedTuple


class Severity(StrEnum):
    """An error stops the run; a warning is shown and the run goes on."""

    ERROR = "error"
    WARNING = "warning"


class Source(NamedTuple):
    """Where something was written. Lines and columns count from 1; 0 means "the file as a whole", or "the whole line".

    ``file`` is relative to the manifest root, with forward slashes. Never part of equality of what it points at.
    """

    file: str
    line: int = 0
    column: int = 0

    def __str__(self) -> str:
        file, line, column = self
        return file + (f":{line}" if line else "") + (f":{column}" if column else "")


NOWHERE = Source("")


class Problem(NamedTuple):
    """One finding: what (``code``, ``message``), where (``source``), what stands there and what to do next.

    ``snippet`` is at most 40 characters of the offending line, never more: a manifest line may hold a secret.
    ``also`` names further places, such as the first of two declarations.
    """

    code: str
    message: str
    source: Source = NOWHERE
    hint: str = ""
    severity: Severity = Severity.ERROR
    snippet: str = ""
    also: tuple[Source, ...] = ()


def in_reading_order(problems: Iterable[Problem]) -> list[Problem]:
    """Sorted by file, line and column, without repetitions."""
    return sorted(set(problems), key=lambda p: (p.source, p.code, p.message))


def errors_among(problems: Iterable[Problem]) -> list[Problem]:
    """Those that stop a run."""
    return [problem for problem in problems if problem.severity is Severity.ERROR]


class ReconcilerError(Exception):
    """The root of the tree above. ``problems`` may be empty; the message never is."""

    exit_code = 1

    def __init__(self, message: str, problems: Iterable[Problem] = (), *, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.problems = tuple(problems)
        self.hint = hint


class ManifestInvalid(ReconcilerError):
    """Reading or checking found errors; ``problems`` holds all of them."""

    exit_code = 10


class GuardRefused(ReconcilerError):
    """A guard said no. Nothing was changed."""

    exit_code = 11


class Stale(ReconcilerError):
    """The rows a plan speaks of are neither as before nor as after it. Nothing was changed."""

    exit_code = 12


class Busy(ReconcilerError):
    """The store stayed locked longer than the lock timeout. Nothing was changed."""

    exit_code = 13


class IntegrityFailure(ReconcilerError):
    """Bytes that should be sealed have been changed, or the store is not one of ours."""

    exit_code = 14


class VersionNotSupported(ReconcilerError):
    """A format older or newer than this program reads."""

    exit_code = 15


class OutcomeUnknown(ReconcilerError):
    """A commit was sent and no answer came back; applying the same plan again resolves it."""

    exit_code = 16


class WrongUsage(ReconcilerError):
    """The command line asks for something that cannot be meant."""

    exit_code = 64
