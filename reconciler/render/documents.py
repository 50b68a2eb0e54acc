"""Problems, audit entries and results as JSON objects. Plans have their own document, ``planfile``, which is printed here."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping

from reconciler.canonical import Json, canonical
from reconciler.conflicts import RowsMoved, difference, look
from reconciler.errors import Problem
from reconciler.ledger import entry_document
from reconciler.model import AuditEntry, Plan
from reconciler.planfile import members, seal


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


def plan_members(plan: Plan, *, numbered: bool = False) -> dict[str, Json | Iterator[Json]]:
    """A plan's document, its changes one by one; with the number of each it is to be read, as it is not the sealed one any more."""
    whole = members(plan)
    if numbered:
        changes = whole["resource_changes"]
        given = enumerate(changes if isinstance(changes, Iterator) else (), 1)
        whole = {
            **whole,
            "resource_changes": ({"number": n, **change} for n, change in given if isinstance(change, dict)),
        }
    return {**whole, "seal": seal(plan)}


def lines(found: Mapping[str, Json | Iterator[Json]]) -> Iterator[str]:
    """An object as indented JSON, a member or a value of a long list at a time; as ``json.dumps`` with ``indent=2`` has it."""
    left = len(found)
    yield "{"
    for name, value in found.items():
        left -= 1
        comma = "," if left else ""
        if not isinstance(value, Iterator):
            yield f"  {json.dumps(name)}: {_indented(value, 2)}{comma}"
            continue
        yield from list_lines(f"  {json.dumps(name)}: ", value, 2, comma)
    yield "}"


def list_lines(before: str, values: Iterable[Json], depth: int = 0, after: str = "") -> Iterator[str]:
    """A list that stands so deep, a value at a time, between what comes before it and after it."""
    line = f"{before}["
    for each in values:
        yield line
        line = f"{' ' * (depth + 2)}{_indented(each, depth + 2)},"
    empty = line.endswith("[")
    yield f"{line}]{after}" if empty else f"{line[:-1]}\n{' ' * depth}]{after}"


def _indented(value: Json, depth: int) -> str:
    """A value as it stands so deep in an object; no text in JSON has a newline of its own."""
    return json.dumps(value, indent=2, ensure_ascii=True).replace("\n", "\n" + " " * depth)
