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
_POSTGRESQL = {"postgresql", "postgres", "postgresql+psycopg"}
_SECRET_OPTION = re.compile(r"(?i)([?&][a-z_]*pass[a-z_]*=)[^&]*")


def masked(url: str) -> str:
    """*url* with its passwords as ``***`` and nothing in it that could harm a terminal.

    Works on text, not on a parsed URL: a URL that cannot be parsed is shown most often of all.
    """
    scheme, separator, rest = url.rpartition("://")
    who, at, where = rest.rpartition("@")
    user, colon, _ = who.partition(":")
    if colon and not (scheme == "sqlite" and rest.startswith("/")):  # an SQLite path may hold both signs
        rest = f"{user}:***{at}{where}"
    return visible(_SECRET_OPTION.sub(r"\1***", f"{scheme}{separator}{rest}"))


def parsed(url: str) -> URL:
    """*url* as SQLAlchemy has it, or WrongUsage."""
    try:
        parts = make_url(url)
    except (ArgumentError, ValueError):
        raise WrongUsage(f"not a database URL: {masked(url)}", hint=_FORMS) from None
    if parts.drivername == "sqlite":
        return _sqlite(parts, url)
    if parts.drivername in _POSTGRESQL:
        return parts.set(drivername="postgresql+psycopg")
    raise WrongUsage(f"no store for {visible(parts.drivername)} databases: {masked(url)}", hint=_FORMS)


def _sqlite(parts: URL, url: str) -> URL:
    if parts.host or parts.username or parts.query or not parts.database or parts.database.startswith(":memory"):
        raise WrongUsage(f"an SQLite URL names a file and nothing else: {masked(url)}", hint=_FORMS)
    return parts


def path_of(url: URL) -> Path:
    """The file an SQLite URL names; relative ones are relative to the working folder."""
    return Path(url.database or "").absolute()
