"""What stands in a run in the place of a plan's name, where no plan was applied: something was done to the store.

A mark is a word and a digest of run and note. The entries of a run carry its mark and are hashed, so that a note cannot be
exchanged or taken away afterwards without a trace. To mark one more thing that is done to a store: one word here.
"""

from __future__ import annotations

from reconciler.canonical import canonical, sha256
from reconciler.model import Run

RESTORED, MIGRATED, ACCEPTED, HANDED_OVER, ERASED = (
    "restored", "migrated", "accepted", "handed-over", "erased",
)  # fmt: skip


def mark(word: str, run: str, note: str) -> str:
    """The mark of a run."""
    return f"{word} {sha256(canonical([run, note]))}"


def marked(run: Run) -> str:
    """The word of a run's mark; empty if it applied a plan."""
    word, blank, _ = run.plan.partition(" ")
    return word if blank and word in (RESTORED, MIGRATED, ACCEPTED, HANDED_OVER, ERASED) else ""


def note_fits(run: Run) -> bool:
    """Whether a run that was done has the note that its mark was made with; an apply has none."""
    word = marked(run)
    return run.plan == mark(word, run.run, run.note) if word else not run.note
