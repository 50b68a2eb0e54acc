"""How much a manifest may ask of this program: one named number for each thing an attacker could make large.

Only numbers live here; whoever reads checks its own. Going over a limit is an ordinary problem that names it, never
a crash. To add a limit: one field with its default, a check where the thing is counted, and a test at n-1, n and n+1.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """Several times what the largest real organizations need; raise one by constructing your own (T210-T218)."""

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
