"""What must be approved, as sentences: how many approvals, to what, and by whom. A renderer adds the encoding of its sink."""

from __future__ import annotations

from collections.abc import Iterator

from reconciler.model import OrgPlan, Requirement
from reconciler.render.wording import counted
from reconciler.text import visible


def approval_lines(org: OrgPlan) -> Iterator[str]:
    """One line for each requirement of an org."""
    yield from map(approval_line, org.approvals)


def approval_line(needed: Requirement) -> str:
    """``1 approval to delete teams (Syn): ada@lab.example (role admin)``."""
    return visible(f"{counted(needed.count, 'approval')} to {needed.says}: {needed.holders}")
