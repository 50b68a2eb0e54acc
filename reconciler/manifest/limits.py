"""How much a manifest may ask of this program: one named number for each thing an attacker could make large.

Only numbers live here; whoever reads checks its own. Going over a limit is an ordinary problem that names it, never
a crash. Whoever runs the program may raise those in :data:`RAISABLE` for a run; a manifest may raise none, nor may anybody
lower one. To add a limit: one field with its default, a check where the thing is counted, and a test at n-1, n and n+1.
"""

from __future__ import annotations

from contextvars import ContextVar, Token
from typing import NamedTuple


class Limits(NamedTuple):
    """Several times what the largest real organizations need (T210-T218)."""

    file_bytes: int = 1 << 20
    total_bytes: int = 64 << 20
    files: int = 10_000
    directory_depth: int = 16
    nesting: int = 32
    nodes: int = 200_000
    """Keys, values, list items and aliases of one file."""
    aliases: int = 100
    expansion: int = 4
    """With every alias replaced by what it stands for, a file may hold this many times its own nodes."""
    documents: int = 1_000
    line_length: int = 10_000
    problems: int = 100
    """Problems of one file that are shown; composing stops there."""
    name_length: int = 256
    email_length: int = 254
    description_length: int = 4_096
    members: int = 100_000
    """People of one org."""
    changes: int = 50_000
    """Changes of one plan: more than anybody can review."""


DEFAULT_LIMITS = Limits()

RAISABLE = (
    "file_bytes",
    "total_bytes",
    "files",
    "directory_depth",
    "nodes",
    "documents",
    "line_length",
    "members",
    "changes",
)
"""What a large organization may need more of. The others keep a reader from being brought down, or names short."""

_DIGITS = 15
"""Of a number that somebody may have meant."""

_in_force = ContextVar("limits", default=DEFAULT_LIMITS)


def limits() -> Limits:
    """The limits of this run."""
    return _in_force.get()


def put_in_force(raised: Limits) -> Token[Limits]:
    """Let these be the limits of this run. The token is for :func:`put_back`."""
    return _in_force.set(raised)


def put_back(token: Token[Limits]) -> None:
    """Let the limits be what they were before."""
    _in_force.reset(token)


def raised(said: str) -> Limits:
    """The limits with those raised that *said* names: ``members=500000 changes=2000000``. Raises ValueError, saying why not."""
    found: dict[str, int] = {}
    for each in said.split():
        name, _, value = each.partition("=")
        if name not in RAISABLE:
            raise ValueError(f"no limit called {name} can be raised; these can: {', '.join(RAISABLE)}")
        if not (value.isascii() and value.isdigit() and len(value) <= _DIGITS):
            raise ValueError(f"{name}= takes a whole number")
        if int(value) < getattr(DEFAULT_LIMITS, name):
            raise ValueError(f"{name} is {getattr(DEFAULT_LIMITS, name)}, and can be raised only")
        found[name] = int(value)
    return DEFAULT_LIMITS._replace(**found)
