"""Problems, audit entries and results as JSON objects. Plans have their own document: ``planfile``."""

from __future__ import annotations

from reconciler.canonical import Json
from reconciler.errors import Problem
from reconciler.ledger import entry_document
from reconciler.model import AuditEntry


def problem_document(problem: Problem) -> dict[str, Json]:
    """One problem, with all its places."""
    return {
        "severity": problem.severity.value,
        "code": problem.code,
        "message": problem.message,
        "hint": problem.hint,
        "snippet": problem.snippet,
        "source": problem.source._asdict(),
        "also": [source._asdict() for source in problem.also],
    }


def audit_document(entry: AuditEntry) -> dict[str, Json]:
    """One entry with its hash."""
    return {**entry_document(entry), "hash": entry.hash}
