"""Which files may be, or become, an SQLite store: asked of the file system before SQLite is (T152, T161).

Nothing here opens the file, not even to read its first bytes: whoever closes it again gives back all locks that SQLite holds
on it in this process (POSIX), and an apply that is under way would be alone no more. To refuse one more sort of file, add it to :func:`check_file`.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable
from pathlib import Path

from reconciler.errors import WrongUsage

_NETWORK = {"nfs", "nfs4", "cifs", "smb3", "smbfs", "fuse.sshfs"}


def check_file(path: Path, name: str, *, create: bool = False) -> None:
    """Refuse what is not, or with ``create`` cannot become, a file of ours. *name* is its URL."""
    if filesystem := network_filesystem(path):
        raise WrongUsage(
            f"{name} lies on a network filesystem ({filesystem}), where SQLite's locks do not hold",
            hint="use a local disk, or a PostgreSQL server",
        )
    try:
        status = path.stat()
    except FileNotFoundError:
        if not path.parent.is_dir():
            raise WrongUsage(f"the folder of {name} does not exist", hint="create it, or correct the URL") from None
        if not create:
            raise WrongUsage(f"there is no store at {name}", hint=_init(name)) from None
        return
    except OSError as error:
        raise WrongUsage(f"{name}: {error.strerror}", hint="correct the URL") from None
    if not stat.S_ISREG(status.st_mode):
        raise WrongUsage(f"{name} is not a file", hint="name a file inside it, or correct the URL")
    if not create and not status.st_size:
        raise WrongUsage(f"{name} is an empty file", hint=_init(name))
    if not os.access(path, os.R_OK):
        raise WrongUsage(f"{name}: Permission denied", hint="correct the file's permissions")


def _init(name: str) -> str:
    return f"reconciler init --db {name}"


def network_filesystem(path: Path, mounts: Iterable[str] | None = None) -> str:
    """The type of the network filesystem *path* lies on; empty for local ones, or where the system does not say."""
    if mounts is None:
        try:
            mounts = Path("/proc/mounts").read_text(encoding="utf-8", errors="replace").splitlines()
        except OSError:
            return ""
    place, best, found = path.resolve(), -1, ""
    for line in mounts:
        _, point, kind, *_ = line.split(" ")
        folder = Path(point.replace("\\040", " "))
        if len(folder.parts) >= best and place.is_relative_to(folder):
            best, found = len(folder.parts), kind
    return found if found in _NETWORK else ""
