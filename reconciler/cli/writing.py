"""Files that a command leaves behind: whole or not at all, and readable by their owner only (T194)."""

from __future__ import annotations

import contextlib
import os
import tempfile
from pathlib import Path

from reconciler.errors import WrongUsage


def write_whole(content: str, path: Path, what: str) -> None:
    """Put *content* in the place of the file that stands at *path*, if one does, once all of it is on the disk."""
    if path.exists() and not path.is_file():  # the superuser would put a file in the place of /dev/null
        raise WrongUsage(f"{what} cannot be written to {path}: not a regular file", hint="write it elsewhere: -o FILE")
    try:
        descriptor, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
        try:
            with open(descriptor, "w", encoding="utf-8") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            os.replace(temporary, path)
        except BaseException:
            with contextlib.suppress(OSError):
                os.unlink(temporary)
            raise
    except OSError as error:
        raise WrongUsage(
            f"{what} cannot be written to {path}: {error.strerror}", hint="write it elsewhere: -o FILE"
        ) from None
