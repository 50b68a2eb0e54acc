"""What an error of a database driver means to the person who ran the command.

The one table from SQLite's result codes and PostgreSQL's SQLSTATEs to our exceptions. Only the first line of a driver's
message is passed on: the rest may repeat rows. To treat one more code, add it to a set here and to the tests.
"""

from __future__ import annotations

import re
import sqlite3
from typing import Any

from sqlalchemy.exc import DBAPIError

from reconciler.errors import Busy, IntegrityFailure, OutcomeUnknown, ReconcilerError, Stale, WrongUsage
from reconciler.stores.base import Conflict, Unavailable
from reconciler.text import visible

_AGAIN = "run the same command again: if it went through, that is said and nothing is written twice"

LOGIN = "correct user, password or database in the URL; logins are made by the server's owner: CREATE ROLE … LOGIN"
_RIGHTS = "what is asked for needs more rights than this user has; on a server, reconciler grants prints the roles"
_ROLES = (
    "be a member of the role for it: reconciler_plan reads everything, reconciler_apply applies, reconciler_audit reads log and state, "
    "reconciler_facts adds facts, reconciler_erase erases; reconciler grants prints them"
)
_NOT_LET_IN = re.compile(
    r'(role|database) "[^\n]*" does not exist|is not permitted to log in|authentication failed for user'
    r"|no password supplied|no pg_hba\.conf entry|permission denied for database"
)
"""How a server turns somebody away. Before a login there is no SQLSTATE, so a server of another language is taken for one that
does not answer."""


def turned_away(said: str) -> bool:
    """Whether a server has answered, and its answer is that this login or this database is not there, or not for us."""
    return _NOT_LET_IN.search(said) is not None


def translated(error: Exception, name: str, *, committing: bool = False) -> ReconcilerError:
    """The exception of ours that says what *error* means. *name* is the masked URL.

    ``committing``: COMMIT was under way, so a connection that broke leaves open whether it counts (T146).
    """
    driver = error.orig if isinstance(error, DBAPIError) and error.orig is not None else error
    meaning = (
        _of_sqlite(driver, committing) if isinstance(driver, sqlite3.Error) else _of_postgresql(driver, committing)
    )
    said = visible(str(driver).strip().partition("\n")[0])
    if meaning is Unavailable and turned_away(str(driver)):
        return WrongUsage(f"{name} does not let us in ({said})", hint=LOGIN)
    if getattr(driver, "sqlstate", None) == _NO_RIGHT:
        return WrongUsage(f"{name} does not allow this ({said})", hint=_ROLES)
    return _worded(meaning, name, said)


def _worded(meaning: type[ReconcilerError], name: str, said: str) -> ReconcilerError:
    if meaning is Busy:
        return Busy(f"{name} is locked by somebody else ({said})", hint="try again, or wait longer: --lock-timeout 60")
    if meaning is Stale:
        return Stale(
            f"{name}: somebody else wrote the same rows first ({said})", hint="make a new plan: reconciler plan -o FILE"
        )
    if meaning is OutcomeUnknown:
        return OutcomeUnknown(f"{name}: no answer to the commit ({said})", hint=_AGAIN)
    if meaning is WrongUsage:
        return WrongUsage(f"{name} does not allow this ({said})", hint=_RIGHTS)
    if meaning is IntegrityFailure:
        return IntegrityFailure(
            f"{name} is damaged or not a store of ours ({said})", hint="try again; if it stays so, restore a backup"
        )
    hint = "nothing was changed; when the database answers again, try again" if meaning is Unavailable else ""
    return meaning(f"{name}: {said}", hint=hint)


_SQLITE: dict[int, type[ReconcilerError]] = {
    sqlite3.SQLITE_BUSY: Busy,
    sqlite3.SQLITE_LOCKED: Busy,
    sqlite3.SQLITE_READONLY: WrongUsage,
    sqlite3.SQLITE_PERM: WrongUsage,
    sqlite3.SQLITE_CORRUPT: IntegrityFailure,
    sqlite3.SQLITE_NOTADB: IntegrityFailure,
    sqlite3.SQLITE_FULL: Unavailable,
    sqlite3.SQLITE_IOERR: Unavailable,
    sqlite3.SQLITE_CANTOPEN: Unavailable,
    sqlite3.SQLITE_NOMEM: Unavailable,
}
_SQLITE_TAKEN = {sqlite3.SQLITE_CONSTRAINT_PRIMARYKEY, sqlite3.SQLITE_CONSTRAINT_UNIQUE}


def _of_sqlite(driver: sqlite3.Error, committing: bool) -> type[ReconcilerError]:
    code: int = getattr(driver, "sqlite_errorcode", -1)
    if code in _SQLITE_TAKEN:
        return Stale
    primary = code & 0xFF
    if committing and primary == sqlite3.SQLITE_IOERR:
        return OutcomeUnknown
    return _SQLITE.get(primary, ReconcilerError)


_NO_RIGHT = "42501"
_POSTGRESQL: dict[str, type[ReconcilerError]] = {
    "23505": Stale,  # unique violation: a race, never to be retried blindly (T150)
    "40001": Conflict,
    "40P01": Conflict,
    "55P03": Busy,  # lock_timeout
    "57014": Busy,  # statement_timeout
    "25006": WrongUsage,  # read-only server
    _NO_RIGHT: WrongUsage,
    "42P01": IntegrityFailure,  # a table is missing
    "42703": IntegrityFailure,  # a column is missing
    "XX001": IntegrityFailure,
    "XX002": IntegrityFailure,
}


def _of_postgresql(driver: Any, committing: bool) -> type[ReconcilerError]:
    state: str | None = getattr(driver, "sqlstate", None)
    lost = _lost(driver) if state is None else state[:2] == "08" or state[:3] == "57P" or state in ("25P03", "40003")
    if lost:
        return OutcomeUnknown if committing else Unavailable
    if state is not None and state.startswith("53"):
        return Unavailable
    return _POSTGRESQL.get(state or "", ReconcilerError)


def _lost(driver: Any) -> bool:
    """Whether an error without SQLSTATE is a broken connection rather than a value the driver would not take."""
    import psycopg  # lazy: only a server's error gets here

    return isinstance(driver, psycopg.OperationalError | psycopg.InterfaceError)
