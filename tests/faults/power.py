"""What a disk may hold after the power has failed: the program's writes, recorded by strace, are played again up to a moment.

What was synced by then is on the disk. Of what was not, anything may be: all, nothing, the first ones, all but one, one alone,
and the last of them torn at a sector. Names are files' content in a folder, and are there for good once the folder was synced.
A file is as long as it was made to be; what was never written in it is zeros.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

CALLS = ("openat", "pwrite64", "write", "fsync", "fdatasync", "ftruncate", "unlink", "rename", "linkat")
SECTOR = 512
_LINE = re.compile(r"\d+ +(\w+)\((.*)\) += (-?\d+)")
_HERE = re.compile(r"(?:AT_FDCWD|\d+)<((?:\\x[0-9a-f]{2})+)>")
_OPENED = re.compile(r"= \d+<((?:\\x[0-9a-f]{2})+)>")
_TEXT = re.compile(r'"((?:\\x[0-9a-f]{2})*)"')


class Call(NamedTuple):
    """One system call: which file by name, and what was written where; or the new name of a file. ``tmpfile``: a file without one."""

    name: str
    file: str
    data: bytes = b""
    at: int = 0


def calls(log: Path, folder: Path) -> Iterator[Call]:
    """What a log of strace (``-y -xx``) says was done to the files in *folder*, and written to other files."""
    for line in log.read_text(encoding="ascii").splitlines():
        found = _LINE.match(line)
        if not found or int(found[3]) < 0:
            continue
        name, said, result = found[1], found[2], int(found[3])
        paths, texts = [_bytes(each).decode() for each in _HERE.findall(said)], [*map(_bytes, _TEXT.findall(said))]
        if "O_TMPFILE" in said:
            yield Call("tmpfile", _inside(Path(_bytes(_OPENED.search(line)[1]).decode()), folder))  # type: ignore[index]
        elif name == "linkat":
            yield Call(name, _inside(Path(paths[0]), folder), _inside(Path(texts[1].decode()), folder).encode())
        elif name in ("openat", "unlink", "rename"):
            base = Path(paths[0]) if paths else Path("/nowhere")
            file, *others = [_inside(base / text.decode(), folder) for text in texts]
            if name != "openat" or "O_CREAT" in said:
                yield Call(name, file, others[0].encode() if others else b"")
            if name == "openat" and "O_TRUNC" in said:
                yield Call("ftruncate", file)
        else:
            rest = said.rpartition('"')[2].split(", ")
            at = int(rest[-1]) if name in ("pwrite64", "ftruncate") else -1
            yield Call(name, _inside(Path(paths[0]), folder), texts[0][:result] if texts else b"", at)


def _bytes(text: str) -> bytes:
    return bytes.fromhex(text.replace("\\x", ""))


def _inside(path: Path, folder: Path) -> str:
    """A file of the folder by its name; the folder is ``.``, and anything else its whole path."""
    return path.relative_to(folder).as_posix() if path.is_relative_to(folder) else f"/{path}"


class Waiting(NamedTuple):
    """A call that no sync has made sure of: what has to be synced for that, and which file it is about, by number."""

    scope: int
    number: int
    call: Call


NAMES = -1
"""Instead of a file's number: the folder."""


class Disk:
    """What is there for good, and the calls that may have come through or not, in order."""

    def __init__(self, folder: Path) -> None:
        files = sorted(folder.iterdir())
        self._names = {file.name: number for number, file in enumerate(files)}
        self._contents = {self._names[file.name]: file.read_bytes() for file in files}
        self._current = dict(self._names)
        self.waiting: list[Waiting] = []

    def take(self, call: Call) -> None:
        """One call more."""
        if "/" in call.file:
            return
        if call.name in ("fsync", "fdatasync"):
            self._sync(NAMES if call.file == "." else self._current[call.file])
            return
        if call.name in ("openat", "tmpfile"):
            if call.file in self._current:
                return
            self._current[call.file] = len(self._contents)
            self._contents[len(self._contents)] = b""
            if call.name == "tmpfile":
                return
        number = self._current[call.file]
        if call.name in ("unlink", "rename"):
            del self._current[call.file]
        if call.name in ("rename", "linkat"):
            self._current[call.data.decode()] = number
        scope = NAMES if call.name in ("openat", "unlink", "rename", "linkat") else number
        self.waiting.append(Waiting(scope, number, call))

    def _sync(self, scope: int) -> None:
        self._names, self._contents = self._with(each for each in self.waiting if each.scope == scope)
        self.waiting = [each for each in self.waiting if each.scope != scope]

    def _with(self, through: Iterable[Waiting]) -> tuple[dict[str, int], dict[int, bytes]]:
        names, contents = dict(self._names), dict(self._contents)
        for _, number, call in through:
            if call.name == "openat":
                names[call.file] = number
            elif call.name == "unlink":
                names.pop(call.file, None)
            elif call.name == "linkat":
                names[call.data.decode()] = number
            elif call.name == "rename":
                names = {name: each for name, each in names.items() if each != number} | {call.data.decode(): number}
            else:
                contents[number] = _written(contents[number], call)
        return names, contents

    def images(self, chance: random.Random, most: int) -> Iterator[dict[str, bytes]]:
        """The disks that a failure now may leave, at *most* so many of them, taken by chance: files by name."""
        nothing, *others = choices(self.waiting, chance)
        for through in [nothing, *(others if len(others) < most else chance.sample(others, most - 1))]:
            names, contents = self._with(through)
            yield {name: contents[number] for name, number in names.items()}


def choices(waiting: Sequence[Waiting], chance: random.Random) -> Iterator[list[Waiting]]:
    """Which of the calls that wait have come through: none, all, the first ones, all but one, one alone, or as it happens."""
    yield []
    if waiting:
        yield [*waiting]
    for place in range(len(waiting)):
        yield [*waiting[:place]]
        yield [*waiting[:place], *waiting[place + 1 :]]
        yield [waiting[place]]
        yield [*waiting[:place], _torn(waiting[place], chance)]
        yield [each if chance.random() < 0.8 else _torn(each, chance) for each in waiting if chance.random() < 0.5]


def _torn(waiting: Waiting, chance: random.Random) -> Waiting:
    """A write of which some sectors have come through, and then none."""
    sectors = len(waiting.call.data) // SECTOR
    data = waiting.call.data[: SECTOR * chance.randrange(sectors)] if sectors > 1 else waiting.call.data
    return waiting._replace(call=waiting.call._replace(data=data))


def _written(content: bytes, call: Call) -> bytes:
    if call.name == "ftruncate":
        return content[: call.at].ljust(call.at, b"\0")
    at = call.at if call.at >= 0 else len(content)
    return content[:at].ljust(at, b"\0") + call.data + content[at + len(call.data) :]
