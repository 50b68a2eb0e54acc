"""Standard output and error as this program needs them: the same bytes everywhere, and calm when nobody listens.

Imports nothing of the program, so that the group of commands and every command can use it.
"""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Callable, Iterable
from typing import Any, TextIO, cast

_COLUMNS = 80


class Through:
    """A stream on which each line is written as *encoded*; what is left of one waits for its end, or for a flush."""

    def __init__(self, stream: TextIO, encoded: Callable[[str], str]) -> None:
        self.encoded = encoded
        self._stream = stream
        self._rest = ""

    def write(self, text: str) -> int:
        """Write whole lines, and keep the beginning of another."""
        if not isinstance(text, str):
            raise TypeError("this stream takes text")
        lines, newline, self._rest = f"{self._rest}{text}".rpartition("\n")
        if newline:
            self._stream.write(self.encoded(lines) + newline)
        return len(text)

    def flush(self) -> None:
        """Write everything."""
        rest, self._rest = self._rest, ""
        self._stream.write(self.encoded(rest))
        self._stream.flush()

    def __getattr__(self, name: str) -> Any:
        """Everything else is asked of the stream behind."""
        return getattr(self._stream, name)


def encode(encoded: Callable[[str], str]) -> None:
    """From now on, everything that is printed passes *encoded*: answers, warnings, errors."""
    sys.stdout, sys.stderr = Through(sys.stdout, encoded), Through(sys.stderr, encoded)


def encoder() -> Callable[[str], str] | None:
    """What is printed passes this, if anything."""
    return sys.stderr.encoded if isinstance(sys.stderr, Through) else None


class Apart:
    """Standard output while it is the file that was asked for with ``-o -``: what is said besides goes to standard error."""

    def __init__(self, document: TextIO) -> None:
        self.document = document

    def __getattr__(self, name: str) -> Any:
        """Whatever is asked of it is asked of standard error."""
        return getattr(sys.stderr, name)


def apart() -> None:
    """From now on, nothing but the file that is written to ``-`` stands on standard output."""
    sys.stdout = cast("TextIO", Apart(sys.stdout))


def hand_out(pieces: Iterable[str | bytes]) -> None:
    """Write a file to standard output, whole and as it is. A reader who has gone has seen enough."""
    stream: Any = sys.stdout.document if isinstance(sys.stdout, Apart) else sys.stdout
    stream.flush()
    try:
        for piece in pieces:
            (stream.buffer if isinstance(piece, bytes) else stream).write(piece)
        stream.flush()
    except OSError as error:
        if unheard(error, stream):
            raise


def plain() -> None:
    """Undo :func:`encode`."""
    if isinstance(sys.stdout, Apart):
        sys.stdout = sys.stdout.document
    for name in ("stdout", "stderr"):
        stream = getattr(sys, name)
        if isinstance(stream, Through):
            stream.flush()
            setattr(sys, name, stream._stream)  # noqa: SLF001 - the two halves of one module


def utf8() -> None:
    """The same bytes in every locale; characters that cannot be written are escaped, never fatal (T200)."""
    if sys.stdout is None:
        sys.stdout = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115 - closed by whoever started us
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")


def unheard(error: OSError, stream: TextIO | None = None) -> bool:
    """Send the rest of the answer nowhere, so that nothing fails at exit. Whether that is worth an error.

    A reader who has gone, like ``head``, has seen enough; a full disk is something else.
    """
    os.dup2(os.open(os.devnull, os.O_WRONLY), (stream or sys.stdout).fileno())
    return not isinstance(error, BrokenPipeError)


def columns() -> int:
    """How wide the terminal is, or what COLUMNS says; 80 off one. As ``shutil`` finds it, which brings all archives with it."""
    said = os.environ.get("COLUMNS", "")
    if said.isdecimal() and int(said):
        return int(said)
    try:
        return os.get_terminal_size(sys.__stdout__.fileno() if sys.__stdout__ else -1).columns or _COLUMNS
    except (OSError, ValueError):
        return _COLUMNS
