"""Problems, audit entries and results as JSON objects. Plans have their own document: ``planfile``."""

from __future__ import annotations

from reconciler.canonical import Json, canonical
from reconciler.conflicts import RowsMoved, difference, look
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


def sealed_document(entry: AuditEntry, kept: AuditEntry) -> dict[str, Json]:
    """The same, and the text that the hash is of: *kept* is the entry with commitments in the place of names."""
    return {**audit_document(entry), "sealed": canonical(entry_document(kept))}


def moved_document(error: object) -> dict[str, Json]:
    """Rows that moved under a plan, with every entry that touched them, and how many did not; nothing if none has."""
    if not isinstance(error, RowsMoved):
        return {}
    rows: list[Json] = [
        {
            "number": row.number,
            "address": str(row.change.comes_from),
            "before": row.change.before,
            "after": row.change.after,
            "now": row.now,
            "difference": difference(row),
            "entries": [audit_document(entry) for entry in row.entries],
            "look": look(row),
        }
        for row in error.rows
    ]
    return {"moved": rows, "other_entries": error.others, "hint": error.hint}


def numbered(whole: dict[str, Json]) -> dict[str, Json]:
    """A plan's document with the number of each change; to be read, as it is not the sealed one any more."""
    changes = whole["resource_changes"]
    found: list[Json] = [
        {"number": number, **change}
        for number, change in enumerate(changes if isinstance(changes, list) else [], 1)
        if isinstance(change, dict)
    ]
    return {**whole, "resource_changes": found}
