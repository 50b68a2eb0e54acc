"""What is done to an org's log as a whole, and changes no row: one entry, and the run whose mark it carries.

Which act that is, and whether it may be, is for the rooms that do one: ``handing``, ``erasing``. What takes the next serial and
writes no entry is ``restored``'s. To do one more thing of the kind: a word in ``marks``, what its entry says, and a room.

Pure: heads and commitments in, what is to be written out.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from reconciler import ledger
from reconciler.actors import Actor
from reconciler.commitments import Commitments
from reconciler.marks import mark
from reconciler.model import Action, Address, AuditEntry, Cause, Head, Mode, Outcome, Run


class Act(NamedTuple):
    """What is done, by its mark and its action; by whom, when, in which run; and the note that the mark is made with."""

    word: str
    action: Action
    actor: Actor
    at: str
    run: str
    note: str


def acted(head: Head, after: Head, act: Act, commitments: Commitments, **said: Any) -> tuple[Head, AuditEntry, Run]:
    """The head, the entry and the run that say so. *after* has the digest and the key from now on, *said* is the entry's own."""
    plan, (platform, _, slug) = mark(act.word, act.run, act.note), head.org.partition("/")
    entry = AuditEntry(
        org=head.org,
        seq=head.size + 1,
        run=act.run,
        plan=plan,
        at=act.at,
        actor=act.actor.name,
        address=Address(platform, slug, "org", ()),
        action=act.action,
        mode=Mode.DIRECT,
        cause=Cause.REQUESTED,
        outcome=Outcome.DONE,
        before=None,
        after=None,
        learnt=act.actor.learnt,
        **said,
    )
    entry = ledger.seal(commitments.entry(entry))
    frontier = ledger.append(head.frontier, head.size, [entry.hash])
    now = after._replace(serial=head.serial + 1, size=head.size + 1, frontier=frontier)
    run = Run(
        head.org, act.run, plan, act.at, act.actor.name, "", Outcome.DONE,
        now.serial, head.digest, now.digest, now.size, ledger.root(frontier), act.note, act.actor.learnt,
    )  # fmt: skip
    return now, entry, run
