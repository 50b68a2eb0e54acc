"""A store that was restored from a backup says so, and plans that were made before are not for it any more (T122, T155).

Each org of a restored store gets a run without changes, which takes the next serial: it says when, by whom and from what. A
plan is refused if such a run came after it; if it was made at a serial that the store does not have yet; or if at its
serial the store was in another state. The last two find a store that was put back without telling us.

What was applied after the backup was made is gone with its log, and nothing in the store can know of it: only something
kept outside of it can tell.

A store whose schema was brought up to date says so by such a run, too (T157). The state is as it was, so plans stay good.
"""

from __future__ import annotations

from collections.abc import Iterable

from reconciler.actors import Actor
from reconciler.canonical import keyed
from reconciler.errors import Stale
from reconciler.ledger import root
from reconciler.marks import MIGRATED, RESTORED, mark, marked
from reconciler.model import Head, OrgPlan, Outcome, Run

_HINT = "make the plan again: reconciler plan -o FILE"


def restoring(head: Head, run: str, at: str, actor: Actor, note: str) -> tuple[Head, Run]:
    """The head of a restored org, and the run that says so."""
    return _unchanged(head, RESTORED, run, at, actor, note)


def migrating(head: Head, run: str, at: str, actor: Actor, note: str, key: str) -> tuple[Head, Run]:
    """The head of an org whose store has got another schema, and the run that says so.

    An org that was made when digests had no key gets *key*: from now on its digest is under it.
    """
    new, done = _unchanged(head, MIGRATED, run, at, actor, note)
    if not head.key:
        new = new._replace(digest=keyed(key, head.digest), key=key)
    return new, done._replace(after=new.digest)


def _unchanged(head: Head, word: str, run: str, at: str, actor: Actor, note: str) -> tuple[Head, Run]:
    """A run takes the next serial, and leaves state and log as they are."""
    new, digest = head._replace(serial=head.serial + 1), head.digest
    plan, tree = mark(word, run, note), root(head.frontier)
    done = Run(head.org, run, plan, at, actor.name, "", Outcome.DONE, new.serial, digest, digest, head.size, tree, note)
    return new, done._replace(learnt=actor.learnt)


def of_this_history(org: OrgPlan, head: Head, runs: Iterable[Run]) -> None:
    """Raise Stale unless the state that a plan was made from is one that this store has been in, and not restored since."""
    done = [run for run in runs if run.outcome is Outcome.DONE]
    since = [run for run in done if marked(run) == RESTORED and run.serial > org.serial]
    if since:
        message = f"{org.org} was restored from a backup at {since[0].at}, after the plan was made; nothing was changed"
        raise Stale(message, hint=_HINT)
    if org.serial > head.serial:
        message = f"{org.org} was planned at serial {org.serial} and is at serial {head.serial}: it was put back to an older state"
        raise Stale(f"{message}; nothing was changed", hint=_HINT)
    if org.serial and not any((run.serial, run.after) == (org.serial, org.digest) for run in done):
        message = (
            f"{org.org} was in another state at serial {org.serial} than the plan was made from; nothing was changed"
        )
        raise Stale(f"{message}: the plan is of another history", hint=_HINT)
