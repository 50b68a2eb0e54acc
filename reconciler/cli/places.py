"""Whether a file may take a place: what stands there already, and would be lost.

A name behind ``-o`` is quickly that of the wrong file. What can be made again is replaced, such as a report by a report; what cannot,
or is somebody's work, is known by how it begins or is called, and only the verb that writes the like takes its place. To guard
another sort of file: one line in :data:`_BEGINS`. Nothing here writes.
"""

from __future__ import annotations

import re
from pathlib import Path

from reconciler.errors import WrongUsage
from reconciler.manifest.files import SUFFIXES
from reconciler.text import visible

ELSEWHERE = "write it elsewhere: -o FILE"
_LOOKED_AT = 4096
_SQLITE = re.compile(rb"SQLite format 3\0")
_BEGINS = {
    "a database": _SQLITE,
    "a backup": re.compile(rb"PGDMP"),
    "a key": re.compile(rb"-----BEGIN |ssh-|PuTTY-User-Key-File"),
    "a checkpoint": re.compile(rb"reconciler/"),
    "an approval": re.compile(rb'\{"approval_format":|\{"payload":"'),
    "a plan": re.compile(rb'\{"actor":"(?:[^"\\]|\\.)*","applyable":'),
    "a manifest": re.compile(rb"(?:.*\n)*?(?:org|platform):"),
}
_BESIDE_A_DATABASE = ("-wal", "-shm", "-journal")


def refuse_place(path: Path, what: str) -> None:
    """WrongUsage where *what* cannot take the place of what stands at *path*, or must not.

    The superuser would put a file in the place of /dev/null.
    """
    shown = visible(str(path))
    if path.exists() and not path.is_file():
        raise WrongUsage(f"{what} cannot be written to {shown}: not a regular file", hint=ELSEWHERE)
    there = _sort(path)
    if there.rpartition(" ")[2] not in ("", what.rpartition(" ")[2]):  # "a plan" makes way for "the plan"
        raise WrongUsage(f"{what} cannot be written to {shown}: {there} is there, and would be lost", hint=ELSEWHERE)


def _sort(path: Path) -> str:
    """What stands at a place that must not be lost, in words; empty if there is nothing of that kind."""
    beginning = _beginning(path)
    if beginning and path.suffix in SUFFIXES:
        return "a manifest"
    for suffix in _BESIDE_A_DATABASE:
        if path.name.endswith(suffix) and _SQLITE.match(_beginning(path.with_name(path.name.removesuffix(suffix)))):
            return "a part of a database"
    return next((sort for sort, begins in _BEGINS.items() if begins.match(beginning)), "")


def _beginning(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(_LOOKED_AT)
    except OSError:
        return b""
