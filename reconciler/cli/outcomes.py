"""What became of each org in an apply: for people, a line or a few; for programs, an object."""

from __future__ import annotations

from collections.abc import Iterator

from reconciler.applier import Applied
from reconciler.canonical import Json
from reconciler.model import Outcome
from reconciler.render import text
from reconciler.render.documents import moved_document, problem_document
from reconciler.render.wording import counted
from reconciler.text import visible


def told(result: Applied) -> Iterator[str]:
    """What became of one org, for people."""
    if result.error is not None:
        yield from text.problem_lines(result.error.problems)
        yield f"{visible(result.org)}: {result.outcome}: {visible(result.error.message)}"
        if result.error.hint:
            yield f"    = {visible(result.error.hint)}"
    elif result.outcome is Outcome.ALREADY:
        yield f"{visible(result.org)}: already applied as serial {result.serial}; nothing was written"
    else:
        already = sum(1 for _, outcome in result.changes if outcome is Outcome.ALREADY)
        note = f", {already} {'was' if already == 1 else 'were'} already so" if already else ""
        done = counted(len(result.changes) - already, "change")
        yield f"{visible(result.org)}: {done} done{note}; now at serial {result.serial}"


def document(result: Applied) -> dict[str, Json]:
    """The same for programs; of rows that moved, each with the entries that touched it."""
    return {
        "org": result.org,
        "outcome": result.outcome.value,
        "serial": result.serial,
        "changes": [{"address": str(change.address), "outcome": outcome.value} for change, outcome in result.changes],
        "error": result.error.message if result.error else None,
        "problems": [problem_document(problem) for problem in (result.error.problems if result.error else ())],
        **moved_document(result.error),
    }
