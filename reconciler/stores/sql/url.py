"""Database URLs: the two forms we take, and the one way they are shown.

``sqlite:///relative.db``, ``sqlite:////absolute.db`` and ``postgresql://user@host/database`` (``postgres://`` too). A URL
may hold a password, so whatever message, log or hint names a database does it through :func:`masked` (T190).
"""

from __future__ import annotations

import re
from pathlib import Path

from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError

from reconciler.errors import WrongUsage
from reconciler.text import visible

_FORMS = "write sqlite:///file.db, sqlite:////folder/file.db or postgresql://user@host/database"
_SIGNS = "within a user or a password, write @ as %40, / as %2F, ? as %3F and # as %23"
_POSTGRESQL = {"postgresql", "postgres", "postgresql+psycopg"}
_SECRET_OPTION = re.compile(r"(?i)([?&][a-z_]*pass[a-z_]*=).*", re.DOTALL)
_PLAIN = re.compile(
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
        rest = _without_password(rest, plain=_PLAIN.fullmatch(url) is not None)
    return visible(_SECRET_OPTION.sub(r"\1***", f"{scheme}{separator}{rest}"))


def _without_password(rest: str, *, plain: bool) -> str:
    """All up to the last ``@`` may be it; and so may all there is, where that sign may be missing or stand in an option."""
    who, at, where = rest.rpartition("@")
    if not plain and (not at or _SECRET_OPTION.search(rest)):
        who, at, where = rest, "", ""
    user, colon, _ = who.partition(":")
    return f"{user}{colon and ':***'}{at}{where}"


def parsed(url: str) -> URL:
    """*url* as SQLAlchemy has it, or WrongUsage. What could be read in two ways is refused before anybody is asked for a host."""
    try:
        parts = make_url(url)
    except (ArgumentError, ValueError):
        raise WrongUsage(f"not a database URL: {masked(url)}", hint=_FORMS) from None
    if parts.drivername == "sqlite":
        return _sqlite(parts, url)
    if parts.drivername not in _POSTGRESQL:
        raise WrongUsage(f"no store for {visible(parts.drivername)} databases: {masked(url)}", hint=_FORMS)
    if not _PLAIN.fullmatch(url):
        raise WrongUsage(f"it is not plain where the password ends in {masked(url)}", hint=_SIGNS)
    return parts.set(drivername="postgresql+psycopg")


def _sqlite(parts: URL, url: str) -> URL:
    if parts.host or parts.username or parts.query or not parts.database or parts.database.startswith(":memory"):
        raise WrongUsage(f"an SQLite URL names a file and nothing else: {masked(url)}", hint=_FORMS)
    return parts


def path_of(url: URL) -> Path:
    """The file an SQLite URL names; relative ones are relative to the working folder."""
    return Path(url.database or "").absolute()
