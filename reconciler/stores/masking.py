"""The one way a database URL is shown: with its passwords as stars, whatever is wrong with it.

A URL may hold a password, so whatever message, log or hint names a database does it through :func:`masked` (T190). What a URL may
say is in ``sql/url.py``; nothing here opens one, or takes long to import.
"""

from __future__ import annotations

import re

from reconciler.secrecy import OPTION
from reconciler.text import visible

_SECRET_OPTION = re.compile(f"({OPTION}).*", re.DOTALL)
PLAIN = re.compile(
    r"""
    [\w+]+ ://
    (?: [^:/?\#@]* (?: : [^/?\#@]* )? @ )?
    (?: \[ [^\]/?\#@]* \] | [^:/?\#@\[\]]* ) (?: : [0-9]* )? (?: / [^?@]* )?
    (?: \? [^@]* )?
    """,
    re.VERBOSE,
)
"""A URL of which nobody can be in two minds what is its password."""
_SCHEME = re.compile(r"[\w+]+")
_FILE = re.compile(r"[\w.~+/\\-]+")


def masked(url: str) -> str:
    """*url* with its passwords as ``***`` and nothing in it that could harm a terminal.

    Works on text, not on a parsed URL: a URL that cannot be parsed is shown most often of all. Whatever may be part of a
    password is taken for it.
    """
    scheme, separator, rest = url.partition("://")
    if not separator or not _SCHEME.fullmatch(scheme):
        return visible(url) if _FILE.fullmatch(url) else "***"  # perhaps host=… password=…
    if scheme != "sqlite" or not rest.startswith("/"):  # a path may hold all these signs
        rest = _without_password(rest, plain=PLAIN.fullmatch(url) is not None)
    return visible(_SECRET_OPTION.sub(r"\1***", f"{scheme}{separator}{rest}"))


def _without_password(rest: str, *, plain: bool) -> str:
    """All up to the last ``@`` may be it; and so may all there is, where that sign may be missing or stand in an option."""
    who, at, where = rest.rpartition("@")
    if not plain and (not at or _SECRET_OPTION.search(rest)):
        who, at, where = rest, "", ""
    user, colon, _ = who.partition(":")
    return f"{user}{colon and ':***'}{at}{where}"


def holds_password(url: str) -> bool:
    """Whether there is something in *url* that is not shown; a word that is neither a URL nor a connection holds nothing."""
    return "***" in masked(url) and ("://" in url or "=" in url)
