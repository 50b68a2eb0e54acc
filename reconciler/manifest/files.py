"""Files on disk become bytes in memory, each read once; the only reading room that touches the disk.

The rule of inclusion is fixed: in a folder, and in the folders below it, every ``*.yaml`` and ``*.yml``. Passed over
and listed as ``skipped``: hidden files and folders, names that end in ``~``, and files with any other ending. A file
named outright is read whatever it is called. Nothing is ever half-read or taken for absent: links, pipes, devices, what
cannot be opened and what changes while it is read are problems, because an absent manifest may mean "delete".

Names are relative to the path they were found under, with forward slashes, and safe to print. To include files by
another rule, change :func:`_is_debris` and :data:`SUFFIXES`, and say so above.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Container, Iterable, Sequence
from math import inf
from pathlib import Path
from typing import NamedTuple

from reconciler.canonical import sha256
from reconciler.errors import Problem, Source, in_reading_order
from reconciler.manifest.limits import Limits
from reconciler.model import line
from reconciler.text import visible

SUFFIXES = (".yaml", ".yml")

_FLAGS = os.O_RDONLY | os.O_CLOEXEC | os.O_NOFOLLOW | os.O_NONBLOCK
"""Never through a link, and never waiting for the other end of a pipe."""


class ManifestFile(NamedTuple):
    """The bytes of one file. One byte more than the limit means "too large"; the gate says so.

    ``path`` is where they were read; None for what is no file.
    """

    name: str
    data: bytes
    path: Path | None = None

    @property
    def size(self) -> int:
        """In bytes."""
        return len(self.data)


class KnownFile(NamedTuple):
    """A file with the very bytes that somebody knows already: they were hashed and let go."""

    name: str
    digest: str
    path: str
    size: int


class Tree(NamedTuple):
    """Everything found under the given paths, in the order of the raw bytes of their names.

    ``digests`` are the names of all files with the SHA-256 of their bytes; ``files`` have bytes, ``known`` need none and have
    none if they lie on the disk. Nor have those that are ``later``: nobody knows them, and with them there would be too many at once.
    """

    files: tuple[ManifestFile, ...]
    skipped: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = ()
    digests: tuple[tuple[str, str], ...] = ()
    known: tuple[KnownFile | ManifestFile, ...] = ()
    later: tuple[KnownFile, ...] = ()


def tree_of(files: Iterable[ManifestFile], known: Container[str] = ()) -> Tree:
    """Files that nobody had to look for. *known* are lines of files; their bytes are at hand all the same."""
    found = [(file, sha256(file.data)) for file in files]
    return Tree(
        tuple(file for file, digest in found if line(file.name, digest) not in known),
        digests=tuple((file.name, digest) for file, digest in found),
        known=tuple(file for file, digest in found if line(file.name, digest) in known),
    )


def read(paths: Sequence[Path], limits: Limits, known: Container[str] = (), held: float = inf) -> Tree:
    """The manifests under *paths*, each of which is a folder or a file. *known* are lines of files (``model.line``).

    Of all others at most *held* bytes are held, and one file more.
    """
    reader = _Reader(limits, known, held)
    try:
        for path in paths:
            reader.begin(path)
    except _EnoughError:
        pass
    if not paths:
        reader.nothing("")
    return Tree(
        tuple(reader.files[raw] for raw in sorted(reader.files)),
        tuple(sorted(reader.skipped)),
        tuple(in_reading_order(reader.problems)),
        tuple(reader.digests[raw] for raw in sorted(reader.digests)),
        tuple(reader.let_go),
        tuple(reader.later),
    )


def again(file: KnownFile | ManifestFile, limits: Limits) -> ManifestFile | Problem:
    """A file whose bytes are needed after all; a problem if they are not those that were hashed."""
    if isinstance(file, ManifestFile):
        return file
    try:
        data = _contents(file.path, limits.file_bytes + 1)
        if sha256(data) == file.digest:
            return ManifestFile(file.name, data, Path(file.path))
    except (OSError, _ChangedError):
        pass
    message = "changed while it was being read"
    return Problem("file-changed", message, Source(file.name), "run again when nobody writes here")


class _EnoughError(Exception):
    """A limit of the whole tree is exceeded: there is no use in reading on."""


class _Reader:
    """One walk over all paths. ``files`` are kept by the raw bytes of their names."""

    def __init__(self, limits: Limits, known: Container[str], held: float) -> None:
        self.limits = limits
        self.known = known
        self.room = held
        self.files: dict[bytes, ManifestFile] = {}
        self.let_go: list[KnownFile] = []
        self.later: list[KnownFile] = []
        self.digests: dict[bytes, tuple[str, str]] = {}
        self.names: set[str] = set()
        self.skipped: list[str] = []
        self.problems: list[Problem] = []
        self.count = self.total = 0

    def begin(self, path: Path) -> None:
        """A path somebody named: it must exist, and is read even if its name is not that of a manifest."""
        before = self.count, len(self.problems)
        try:
            mode = os.lstat(path).st_mode
        except FileNotFoundError:
            return self.nothing(str(path), "there is no such file or folder", "correct the name, or ")
        except (OSError, ValueError) as error:
            return self.unreadable(str(path), error)
        if not stat.S_ISDIR(mode):
            return self.entry(str(path), path.name, mode)
        self.folder(str(path), "", 0)
        if (self.count, len(self.problems)) == before:
            self.nothing(str(path))
        return None

    def nothing(self, name: str, why: str = "no manifests here", first: str = "") -> None:
        """Finding nothing at all is a mistake, never a wish to delete everything (T060)."""
        hint = f"{first}name the folder that holds the {' or '.join(SUFFIXES)} files: reconciler plan FOLDER"
        self.refuse(name, "no-manifests", why, hint)

    def folder(self, path: str, prefix: str, depth: int) -> None:
        """Everything below *path*. ``prefix`` is its name, with a slash, or nothing for the root."""
        if depth > self.limits.directory_depth:
            message = f"lies deeper than {self.limits.directory_depth} folders (limit directory_depth)"
            return self.refuse(prefix, "folder-depth", message, "move it up: git mv DEEP/FOLDER FOLDER")
        try:
            with os.scandir(path) as entries:
                for entry in entries:
                    self.visit(entry, prefix + entry.name, depth)
        except OSError as error:
            self.unreadable(prefix or path, error)
        return None

    def visit(self, entry: os.DirEntry[str], name: str, depth: int) -> None:
        """One entry of a folder: skipped, walked or read."""
        if _is_debris(entry.name):
            return self.skipped.append(visible(name))
        if entry.is_dir(follow_symlinks=False):
            return self.folder(entry.path, name + "/", depth + 1)
        if entry.name.endswith(SUFFIXES) or (entry.is_symlink() and os.path.isdir(entry.path)):
            if entry.is_file(follow_symlinks=False):
                return self.file(entry.path, name)  # what it is stands in the folder; the file is asked when it is open
            return self.entry(entry.path, name, entry.stat(follow_symlinks=False).st_mode)
        return self.skipped.append(visible(name))

    def entry(self, path: str, name: str, mode: int) -> None:
        """Something that claims to be a manifest; *mode* says what it is."""
        if stat.S_ISLNK(mode):
            message = "is a symbolic link, and links are not followed"
            return self.refuse(name, "file-symlink", message, "put the file itself there: rm LINK; cp TARGET LINK")
        if not stat.S_ISREG(mode):
            return self.refuse(name, "file-not-regular", "is not a regular file", "remove it: rm FILE")
        return self.file(path, name)

    def file(self, path: str, name: str) -> None:
        """Read one regular file, unless its name or its number forbids it."""
        raw = os.fsencode(name)
        try:
            shown = visible(raw.decode())
        except UnicodeDecodeError:
            return self.refuse(name, "file-name", "has a name that is not UTF-8", "rename it: mv FILE NEW.yaml")
        if shown in self.names:
            return self.refuse(name, "file-twice", "is the name of two of the files given", "name each file once")
        self.names.add(shown)
        self.count += 1
        if self.count > self.limits.files:
            raise self.enough(name, "file-count", f"more than {self.limits.files} manifests", "files")
        try:
            data = _contents(path, self.limits.file_bytes + 1)
        except (OSError, _ChangedError) as error:
            return self.unreadable(name, error)
        self.total += len(data)
        if self.total > self.limits.total_bytes:
            raise self.enough(name, "total-size", f"more than {self.limits.total_bytes} bytes", "total_bytes")
        digest = sha256(data)
        self.digests[raw] = (shown, digest)
        if line(shown, digest) in self.known:
            self.let_go.append(KnownFile(shown, digest, path, len(data)))
        elif self.room <= 0:
            self.later.append(KnownFile(shown, digest, path, len(data)))
        else:
            self.room -= len(data)
            self.files[raw] = ManifestFile(shown, data, Path(path))
        return None

    def unreadable(self, name: str, error: Exception) -> None:
        """What is there and cannot be read is never taken for absent."""
        if isinstance(error, _ChangedError | FileNotFoundError):
            message = "changed while it was being read"
            return self.refuse(name, "file-changed", message, "run again when nobody writes here")
        reason = error.strerror if isinstance(error, OSError) else str(error)
        return self.refuse(name, "file-unreadable", f"cannot be read: {reason}", "make it readable: chmod u+r FILE")

    def enough(self, name: str, code: str, message: str, limit: str) -> _EnoughError:
        """Report a limit of the whole tree; to be raised."""
        hint = f"raise it, reconciler --limits {limit}=N, or name the folder of the manifests, not one above it: reconciler plan FOLDER"
        self.refuse(name, code, f"{message} (limit {limit})", hint)
        return _EnoughError()

    def refuse(self, name: str, code: str, message: str, hint: str) -> None:
        """Report *name*, made printable."""
        self.problems.append(Problem(code, message, Source(visible(name)), hint))


class _ChangedError(Exception):
    """The file was not the same at the end of reading as at the beginning."""


def _contents(path: str, most: int) -> bytes:
    """At most *most* bytes of a regular file that holds still."""
    descriptor = os.open(path, _FLAGS)
    try:
        before = os.fstat(descriptor)
        if not stat.S_ISREG(before.st_mode):
            raise _ChangedError  # it was a regular file a moment ago
        size = min(before.st_size, most)
        data = os.read(descriptor, size + 1)  # room for what is there, and to see if there is more
        while len(data) < size and (chunk := os.read(descriptor, size + 1 - len(data))):
            data += chunk
        if _identity(os.fstat(descriptor)) != _identity(before) or len(data[:most]) != size:
            raise _ChangedError
        return data[:most]
    finally:
        os.close(descriptor)


def _identity(status: os.stat_result) -> tuple[int, ...]:
    return status.st_dev, status.st_ino, status.st_size, status.st_mtime_ns, status.st_ctime_ns


def is_manifest(path: str) -> bool:
    """Whether a file of that path, relative to the folder that is read, is among the manifests by its names."""
    return path.endswith(SUFFIXES) and not any(map(_is_debris, path.split("/")))


def _is_debris(name: str) -> bool:
    return name.startswith(".") or name.endswith("~")
