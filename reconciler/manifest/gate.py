"""The gate: the bytes of one file become text, or the reasons why they do not.

What passes is UTF-8 without hidden line breaks, control characters, merge conflicts or overlong lines, so that every
later reader, editor and review page sees the same lines. Nothing here opens a file or knows YAML. To refuse another
kind of content: one small function from text to problems, called in :func:`admit`.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator

from reconciler.errors import Problem, Severity, Source
from reconciler.manifest.limits import Limits
from reconciler.secrecy import secrets
from reconciler.text import excerpt

_HARMLESS = bytes(range(0x20, 0x7F)) + b"\t\n"
_REFUSED = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]|\r(?!\n)")
_WIDE_BOMS = (codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_CONFLICT = re.compile(r"^(?:<{7}|\|{7}|={7}|>{7})(?= |\r?$)", re.MULTILINE)
_UNMERGED = "finish the merge: delete the lines that begin with <<<<<<<, ======= or >>>>>>>, and one of the two sides"
_LFS = "version https://git-lfs.github.com/spec/"
_NAMES = {
    "\r": "a carriage return without a line feed",
    "\ufeff": "a byte order mark in the middle of the file",
    "\x85": "a hidden line break",
    "\u2028": "a hidden line break",
    "\u2029": "a hidden line break",
}


def admit(data: bytes, file: str, limits: Limits) -> tuple[str | None, list[Problem]]:
    """The text of *data* without its byte order mark, or None and every reason against it."""
    if len(data) > limits.file_bytes:
        message = f"is larger than {limits.file_bytes} bytes (limit file_bytes)"
        return None, [
            Problem(
                "file-too-large",
                message,
                Source(file),
                "split the file: an org may be spread over many, each with its line org: SLUG",
            )
        ]
    text, problem = _decoded(data, file)
    if problem is not None:
        return None, [problem]
    problems = [*_strangers(data, text, file), *_long_lines(text, file, limits), *_leftovers(text, file)]
    return (None, problems) if problems else (text, [*_secrets(text, file)])


def _secrets(text: str, file: str) -> Iterator[Problem]:
    """What looks like a key to another system: whoever reads the repository, a plan or the audit log has it (T191)."""
    for offset, kind in secrets(text):
        hint = "take it out, and make a new one where it is good for: it stands in the history of this repository"
        found = _at(text, offset, file, "token-like", f"holds what looks like {kind}", hint)
        yield found._replace(severity=Severity.WARNING)


def _decoded(data: bytes, file: str) -> tuple[str, Problem | None]:
    hint = "UTF-8 only: save the file as UTF-8"
    if data.startswith(_WIDE_BOMS):
        return "", Problem("not-utf8", "begins with the byte order mark of UTF-16 or UTF-32", Source(file, 1, 1), hint)
    try:
        return data.removeprefix(codecs.BOM_UTF8).decode(), None
    except UnicodeDecodeError as error:
        dropped = len(data) - len(error.object)
        before = error.object[: error.start].decode()
        message = f"is not UTF-8: {error.reason} at byte {error.start + dropped} (0x{error.object[error.start]:02x})"
        return "", _at(before, len(before), file, "not-utf8", message, hint)


def _strangers(data: bytes, text: str, file: str) -> list[Problem]:
    """One problem for each different character that is refused, at its first place."""
    if not data.translate(None, _HARMLESS):
        return []
    first: dict[str, int] = {}
    count: dict[str, int] = {}
    for match in _REFUSED.finditer(text):
        first.setdefault(match[0], match.start())
        count[match[0]] = count.get(match[0], 0) + 1
    problems = []
    for character, offset in first.items():
        name = _NAMES.get(character, "a character that cannot be seen")
        more = f", {count[character]} times" if count[character] > 1 else ""
        message = f"holds U+{ord(character):04X}, {name}{more}"
        hint = "use line feeds at the ends of lines" if character == "\r" else "remove it"
        problems.append(_at(text, offset, file, "forbidden-character", message, hint))
    return problems


def _long_lines(text: str, file: str, limits: Limits) -> list[Problem]:
    """The first line that is too long; there is no need to see the others."""
    longest = limits.line_length
    if len(text) <= longest:
        return []
    offset = 0
    for line in text.split("\n"):
        if len(line) > longest and len(line.removesuffix("\r")) > longest:
            message = f"has a line longer than {longest} characters (limit line_length)"
            return [
                _at(
                    text,
                    offset + longest,
                    file,
                    "line-too-long",
                    message,
                    "break the line; in a list, begin each line with -",
                )
            ]
        offset += len(line) + 1
    return []


def _leftovers(text: str, file: str) -> list[Problem]:
    """What Git leaves in a checkout that is not finished: conflict markers, and pointers instead of content."""
    if text.startswith(_LFS):
        message = "is a Git LFS pointer, not a manifest"
        return [_at(text, 0, file, "lfs-pointer", message, "run git lfs pull, or take manifests out of LFS")]
    marker = _CONFLICT.search(text)
    if marker is None:
        return []
    message = f"holds a merge conflict ({marker[0]})"
    return [_at(text, marker.start(), file, "conflict-marker", message, _UNMERGED)]


def _at(text: str, offset: int, file: str, code: str, message: str, hint: str) -> Problem:
    begin = text.rfind("\n", 0, offset) + 1
    end = text.find("\n", offset)
    column = offset - begin + 1
    source = Source(file, text.count("\n", 0, offset) + 1, column)
    line = text[begin : end if end >= 0 else len(text)]
    return Problem(code, message, source, hint, snippet=excerpt(line, column))
