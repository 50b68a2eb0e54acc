"""Whether a file may take a place: what stands there already, and would be lost.

A name behind ``-o`` is quickly that of the wrong file. What a verb writes takes the place of its like, which is known by how it
begins, and of nothing else. Reports and graphs begin in too many ways: they take the place of what is called like one, unless it
begins as something that must not be lost. To guard another sort of file: one line in :data:`_BEGINS`. Nothing here writes.
"""

from __future__ import annotations

import re
from pathlib import Path

from reconciler.errors import WrongUsage
from reconciler.stores.glance import ARCHIVE, BESIDE, SQLITE
from reconciler.text import visible

ELSEWHERE = "write it elsewhere: -o FILE"
_LOOKED_AT = 1024 * 1024
_BEGINS = {
    "a database": re.compile(re.escape(SQLITE)),
    "a backup": re.compile(re.escape(ARCHIVE)),
    "a key": re.compile(
        rb"(?:\xef\xbb\xbf)?(?:(?:#[^\r\n]*)?\r?\n)*"
        rb"(?:-----BEGIN |(?:[^\s,;|<]{1,999} (?:[^\r\n]{1,999} )?)?(?:ssh-|ecdsa-|sk-)|PuTTY-User-Key-File)"
    ),
    "a review": re.compile(rb"[^\r\n]*\bdecision[,;]reviewer\b[^\r\n]*\n(?s:.*?)[,;](?:keep|remove)[,;]"),
    "a checkpoint": re.compile(rb"reconciler/"),
    "a proof": re.compile(rb"c2sp\.org/tlog-proof@|old [0-9]+\n"),
    "an approval": re.compile(rb'\{"approval_format":|\{"payload":"'),
    "a plan": re.compile(rb'\{"actor":"(?:[^"\\]|\\.)*","applyable":'),
    "a list of owners": re.compile(rb"# Who may approve what, by file"),
    "a manifest": re.compile(
        rb"(?:\xef\xbb\xbf)?(?:(?:[#% \t-][^\r\n]*|\w+:[^\r\n]*)?\r?\n)*?['\"]?(?:org|platform)['\"]?[ \t]*:"
    ),
}
_WITHOUT_A_BEGINNING = {"report", "graph"}
_ENDINGS = (
    ".csv", ".dot", ".gv", ".html", ".json", ".jsonl", ".markdown", ".md", ".mermaid", ".mmd", ".parquet", ".svg", ".tsv", ".txt",
)  # fmt: skip
_PART = "a part of a database"


def refuse_place(path: Path, what: str) -> None:
    """WrongUsage where *what* cannot take the place of what stands at *path*, or must not.

    The superuser would put a file in the place of /dev/null.
    """
    shown = visible(str(path))
    if path.exists() and not path.is_file():
        raise WrongUsage(f"{what} cannot be written to {shown}: not a regular file", hint=ELSEWHERE)
    if lost := _lost(path, what.rpartition(" ")[2]):
        hint = ELSEWHERE if lost in {*_BEGINS, _PART} else f"{ELSEWHERE}; or remove what is there, if nobody needs it"
        raise WrongUsage(f"{what} cannot be written to {shown}: {lost} is there, and would be lost", hint=hint)


def _lost(path: Path, written: str) -> str:
    """What stands at a place and does not make way for what is *written*, in words; empty if nothing does."""
    for suffix in BESIDE:
        if path.name.endswith(suffix) and _beginning(path.with_name(path.name.removesuffix(suffix))).startswith(SQLITE):
            return _PART
    beginning = _beginning(path)
    if not beginning:
        return ""
    there = next((sort for sort, begins in _BEGINS.items() if begins.match(beginning)), "")
    if written in _WITHOUT_A_BEGINNING:
        return there or ("" if path.name.lower().endswith(_ENDINGS) else f"what may be no {written}")
    called = (
        not there and written == "owners" and path.name == "CODEOWNERS"
    )  # the host knows it by this name, and so do we
    return "" if called or there.endswith(f" {written}") else there or "another file"


def _beginning(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(_LOOKED_AT)
    except OSError:
        return b""
