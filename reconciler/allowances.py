"""Allowances: reviewed, bounded, dated permissions, read from ``allow:`` documents of the manifest tree (R7).

They stand beside the manifests so that they are reviewed like them, and a plan carries a copy of those it may need.
What a guard makes of one is ``guards``' business; here it is only read, and every way to get it wrong is explained.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from typing import Any

from reconciler.errors import Problem, Source
from reconciler.guards import ALLOWABLE
from reconciler.manifest.misfits import nearest, quoted
from reconciler.manifest.nodes import Block, Document, Items, Plain, source_of, text_of
from reconciler.model import Allowance
from reconciler.text import visible


def allowances(document: Document, problems: list[Problem]) -> Iterator[Allowance]:
    """The entries of one ``allow:`` document."""
    node = document.root["allow"]
    for key in document.root:
        if key != "allow":
            message = f"{quoted(key)} does not belong beside allow:"
            problems.append(
                Problem("unknown-key", message, source_of(document, key), "put it into a document of its own")
            )
    if not isinstance(node, Items):
        problems.append(
            Problem("wrong-type", "allow: holds a list", source_of(document, "allow"), "begin each entry with -")
        )
        return
    for item, (line, column) in zip(node, node.places, strict=True):
        allowance = _allowance(item, Source(document.file, line, column), problems)
        if allowance is not None:
            yield allowance


def _allowance(item: Any, source: Source, problems: list[Problem]) -> Allowance | None:
    fields = {"org", "guard", "up_to", "reason", "until"}
    if not isinstance(item, Block) or set(item) != fields:
        got = set(item) if isinstance(item, Block) else set()
        wrong = visible(", ".join(sorted(got ^ fields)))
        hint = "write {org: …, guard: …, up_to: …, reason: …, until: 2026-12-31}"
        problems.append(
            Problem("allowance", f"an allowance needs exactly {', '.join(sorted(fields))} ({wrong})", source, hint)
        )
        return None
    org, guard, reason, until = (text_of(item[name]) or "" for name in ("org", "guard", "reason", "until"))
    value = item["up_to"].value if isinstance(item["up_to"], Plain) else None
    bound = value if type(value) is int else 0
    at = {name: Source(source.file, *item.places[name][2:]) for name in fields}
    count = len(problems)
    if not org.strip():
        problems.append(Problem("empty-value", "org names no org", at["org"], "write the org's slug: org: brainlab"))
    if guard not in ALLOWABLE:
        hint = nearest(guard, ALLOWABLE) or f"one of: {', '.join(ALLOWABLE)}"
        problems.append(Problem("unknown-guard", f"no guard {quoted(guard)} takes an allowance", at["guard"], hint))
    if bound < 1:
        problems.append(
            Problem(
                "wrong-type", "up_to is a whole number from 1", at["up_to"], "write the number you expect: up_to: 3"
            )
        )
    if not _is_date(until):
        problems.append(Problem("wrong-type", "until is a date", at["until"], "write it as until: 2026-12-31"))
    if not reason.strip():
        problems.append(
            Problem("empty-value", "reason says nothing", at["reason"], "write why: reason: the course has ended")
        )
    if len(problems) > count:
        return None
    return Allowance(org.casefold(), guard, bound, reason, until, source)


def _is_date(text: str) -> bool:
    try:
        return datetime.date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False
