"""Database URLs: the two forms we take. How they are shown is in ``stores/masking.py``.

``sqlite:///relative.db``, ``sqlite:////absolute.db`` and ``postgresql://user@host/database`` (``postgres://`` too).
"""

from __future__ import annotations

from pathlib import Path

from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError

from reconciler.errors import WrongUsage
from reconciler.stores.masking import PLAIN, masked
from reconciler.text import visible

_FORMS = "write sqlite:///file.db, sqlite:////folder/file.db or postgresql://user@host/database"
_SIGNS = "within a user or a password, write @ as %40, / as %2F, ? as %3F and # as %23"
_POSTGRESQL = {"postgresql", "postgres", "postgresql+psycopg"}


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
    if not PLAIN.fullmatch(url):
        raise WrongUsage(f"it is not plain where the password ends in {masked(url)}", hint=_SIGNS)
    return parts.set(drivername="postgresql+psycopg")


def _sqlite(parts: URL, url: str) -> URL:
    if parts.host or parts.username or parts.query or not parts.database or parts.database.startswith(":memory"):
        raise WrongUsage(f"an SQLite URL names a file and nothing else: {masked(url)}", hint=_FORMS)
    return parts


def path_of(url: URL) -> Path:
    """The file an SQLite URL names; relative ones are relative to the working folder."""
    return Path(url.database or "").absolute()
