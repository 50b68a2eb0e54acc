"""Files that a command leaves behind: whole or not at all, and readable by their owner only (T194).

What may be replaced is said in ``places``, and how files are read in ``contents``.
"""

from __future__ import annotations

import contextlib
import os
import secrets
import tempfile
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from reconciler.cli import streams
from reconciler.cli.paths import STDOUT
from reconciler.cli.places import ELSEWHERE, refuse_place
from reconciler.errors import WrongUsage

Pieces = Callable[[], Iterable[str]]
"""A long text, as often as it is needed: where one way of writing it fails, it is written in another."""


def write_whole(content: str | Pieces, path: Path, what: str) -> None:
    """Put *content* in the place of the file that stands at *path*, if one does, once all of it is on the disk."""
    pieces = (lambda: [content]) if isinstance(content, str) else content
    if path == STDOUT:
        _hand_out(pieces, what)
        return
    refuse_place(path, what)
    try:
        if not _written_unnamed(pieces, path):
            _written_beside(pieces(), path)
    except OSError as error:
        raise not_written(error, path, what) from None


def _hand_out(pieces: Pieces, what: str) -> None:
    if streams.encoder() is not None:
        message = f"{what} is whole or of no use, and what is printed is under pseudonyms"
        raise WrongUsage(message, hint="write it to a file: -o FILE")
    try:
        streams.hand_out(pieces())
    except OSError as error:
        raise not_written(error, STDOUT, what) from None


def write_lines(lines: Iterable[str], path: Path, what: str) -> None:
    """The same for text that is made line by line and may be longer than what memory holds."""
    refuse_place(path, what)
    try:
        _written_beside((f"{line}\n" for line in lines), path)
    except OSError as error:
        raise not_written(error, path, what) from None


def not_written(error: OSError, path: Path, what: str) -> WrongUsage:
    """What the system would not do."""
    return WrongUsage(f"{what} cannot be written to {path}: {error.strerror}", hint=ELSEWHERE)


def _written_unnamed(pieces: Pieces, path: Path) -> bool:
    """Write a file that has no name until all of it is there: killed before, nothing is left. Not every disk can."""
    try:
        descriptor = os.open(path.parent, os.O_TMPFILE | os.O_WRONLY | os.O_CLOEXEC, 0o600)
    except (OSError, AttributeError):
        return False
    temporary = path.with_name(f".{path.name}.{secrets.token_hex(4)}"[-255:])
    with open(descriptor, "w", encoding="utf-8") as file:
        file.writelines(pieces())
        file.flush()
        os.fsync(descriptor)
        try:  # naming a folder makes Python follow the link in /proc, which is the file
            os.link(f"/proc/self/fd/{descriptor}", temporary, src_dir_fd=descriptor, follow_symlinks=True)
        except OSError:
            return False
    _put(temporary, path)
    return True


def _written_beside(parts: Iterable[str], path: Path) -> None:
    """Where that cannot be had: a file of another name, which takes the place of *path*."""
    with beside(path) as temporary, temporary.open("w", encoding="utf-8") as file:
        file.writelines(parts)
        file.flush()
        os.fsync(file.fileno())


@contextlib.contextmanager
def beside(path: Path) -> Iterator[Path]:
    """An empty file of another name, which takes the place of *path* once somebody has filled it."""
    descriptor, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}."[:200])
    os.close(descriptor)
    try:
        yield Path(temporary)
    except BaseException:
        with contextlib.suppress(OSError):
            os.unlink(temporary)
        raise
    _put(Path(temporary), path)


def _put(temporary: Path, path: Path) -> None:
    try:
        os.replace(temporary, path)
    except BaseException:
        with contextlib.suppress(OSError):
            os.unlink(temporary)
        raise
    _sync(path.parent)


def _sync(folder: Path) -> None:
    """Let a new name survive a power failure, where folders can be synced."""
    with contextlib.suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
