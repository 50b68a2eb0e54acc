"""Standard output and error as this program needs them: the same bytes everywhere, and calm when nobody listens.

Imports nothing of the program, so that the group of commands and every command can use it.
"""

from __future__ import annotations

import io
import os
import sys


def utf8() -> None:
    """The same bytes in every locale; characters that cannot be written are escaped, never fatal (T200)."""
    if sys.stdout is None:
        sys.stdout = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115 - closed by whoever started us
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")


def unheard(error: OSError) -> bool:
    """Send the rest of the answer nowhere, so that nothing fails at exit. Whether that is worth an error.

    A reader who has gone, like ``head``, has seen enough; a full disk is something else.
    """
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return not isinstance(error, BrokenPipeError)
