"""What a file holds that a command is told to read: of a regular file alone, and no more than it may hold.

A device has no end, and a pipe may have nobody at its other end: neither is read (T132, T166). Also files that only their owner may
read: keys. Manifests are found and read elsewhere (``manifest.files``), and what is written is in ``writing``.
"""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from reconciler.errors import ReconcilerError, WrongUsage
from reconciler.text import visible

LARGEST_KEY = 1024 * 1024
"""Many keys, one a line."""


def contents(
    path: Path,
    most: int,
    hint: str,
    *,
    refused: type[ReconcilerError] = WrongUsage,
    instead: str = "name a file",
    links: bool = True,
) -> bytes:
    """The bytes of a file; of one that is longer than *most*, one byte more than that, so that its reader sees it.

    Raises WrongUsage where nothing can be read, and *refused* for what is no regular file, or is a link and may be none.
    """
    with _opened(path, hint, refused, instead, links=links) as (file, status):
        return file.read(min(most, status.st_size) + 1)  # as much memory is asked for as is named here (T166)


def secret_bytes(path: Path, make: str) -> bytes:
    """What a key file holds. Raises WrongUsage if others may read it (T192), or if it cannot be read; *make* says how one is made."""
    with _opened(path, make, WrongUsage, make) as (file, status):
        if status.st_mode & 0o077:
            raise WrongUsage(
                f"others can use {path}: its mode is {stat.S_IMODE(status.st_mode):04o}",
                hint=f"chmod 600 {path}; if others have read it, {make}",
            )
        return file.read(LARGEST_KEY)


@contextmanager
def _opened(
    path: Path, hint: str, refused: type[ReconcilerError], instead: str, *, links: bool = True
) -> Iterator[tuple[BinaryIO, os.stat_result]]:
    more = os.O_NONBLOCK | os.O_CLOEXEC | (0 if links else os.O_NOFOLLOW)
    name = visible(str(path))
    irregular = refused(f"{name} is not a regular file", hint=instead)
    try:
        with open(path, "rb", opener=lambda file, flags: os.open(file, flags | more)) as file:
            status = os.fstat(file.fileno())
            if not stat.S_ISREG(status.st_mode):
                raise irregular
            yield file, status
    except IsADirectoryError:
        raise irregular from None
    except OSError as error:
        if error.errno == errno.ELOOP and not links:
            raise refused(f"{name} is a link", hint="name the file it leads to") from None
        raise WrongUsage(f"{name} cannot be read: {error.strerror}", hint=hint) from None
