"""Plan files on disk: read whole, written whole. What stands in one is ``planfile``'s business."""

from __future__ import annotations

import errno
import os
import stat
import sys
from functools import partial
from pathlib import Path

from reconciler.cli import redacting
from reconciler.cli.writing import write_whole
from reconciler.errors import IntegrityFailure, WrongUsage
from reconciler.model import Plan
from reconciler.planfile import LARGEST_FILE, texts


def plan_bytes(path: Path) -> bytes:
    """A plan file's bytes: a regular file, not a link to one, or standard input for ``-`` (T132)."""
    if str(path) == "-":
        return sys.stdin.buffer.read(LARGEST_FILE + 1)
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC | os.O_NOFOLLOW)
        status = os.fstat(descriptor)
        if not stat.S_ISREG(status.st_mode):
            os.close(descriptor)
            raise IntegrityFailure(f"{path} is not a regular file", hint="use - for standard input")
        with open(descriptor, "rb") as file:
            return file.read(
                min(LARGEST_FILE, status.st_size) + 1
            )  # as much memory is asked for as is named here (T166)
    except OSError as error:
        if error.errno == errno.ELOOP:
            raise IntegrityFailure(f"{path} is a link", hint="name the file it leads to") from None
        raise WrongUsage(
            f"{path} cannot be read: {error.strerror}", hint="make a plan: reconciler plan -o FILE"
        ) from None


def plan_in(path: Path) -> Plan:
    """The plan in a file. Raises IntegrityFailure for whatever ``plan -o`` has not written."""
    from reconciler.planfile.reading import loads  # lazy: the model of the document, for who reads one

    made = loads(plan_bytes(path))
    redacting.learn_plan(made)
    return made


def save(made: Plan, path: Path) -> None:
    """Write a plan file."""
    write_whole(partial(texts, made), path, "the plan")
