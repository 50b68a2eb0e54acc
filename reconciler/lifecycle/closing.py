"""How things come to an end: a change made by hand is confirmed, an org is deleted."""

from __future__ import annotations

from collections.abc import Iterable

from reconciler.canonical import Attrs, sha256
from reconciler.errors import Problem
from reconciler.export import export_org
from reconciler.lifecycle.events import ability, barred, org_of, refused, stranger
from reconciler.model import EMPTY, Allowance, AuditEntry, Change, Mode, Outcome, Resource, State
from reconciler.planner import changes_between
from reconciler.vocabulary import Platform

BY_HAND = (Mode.MANUAL, Mode.SUPPORT)
"""How a change is carried out that somebody must confirm."""


def confirmation_of(seq: int, state: State) -> Resource | None:
    """Who confirmed an audit entry, and when; None if nobody has."""
    return state.get(org_of(state)._replace(kind="confirmation", key=(str(seq),)))


def to_do(entries: Iterable[AuditEntry], state: State) -> list[AuditEntry]:
    """What was applied and people still have to do by hand, or have not said that they did."""
    return [e for e in entries if e.mode in BY_HAND and e.outcome is Outcome.DONE and not confirmation_of(e.seq, state)]


def confirm(
    seqs: Iterable[int],
    entries: Iterable[AuditEntry],
    state: State,
    platform: Platform,
    at: str,
    *,
    by: str,
    asker: str = "",
    note: str = "",
) -> list[Change]:
    """Somebody says that audit entries were carried out; what was confirmed before is left as it is.

    It is kept in the name of *asker*, who is then a member, or else of *by*, who runs the command.
    """
    org = org_of(state)
    known = {entry.seq: entry for entry in entries}
    problems = stranger(asker, state, platform)
    changes: list[Change] = []
    for seq in sorted(set(seqs)):
        entry = known.get(seq)
        if entry is None or entry.mode not in BY_HAND:
            message = f"audit entry {seq} of {org.org_key} is {'not there' if entry is None else 'not done by hand'}"
            problems.append(Problem("nothing-to-confirm", message, hint="see the list: reconciler confirm"))
        elif confirmation_of(seq, state) is None:
            attrs: Attrs = {"by": asker or by, "at": at, **({"note": note} if note else {})}
            changes.append(Change(org._replace(kind="confirmation", key=(str(seq),)), None, attrs, name=(str(seq),)))
    if problems:
        raise refused(org.org_key, problems)
    return changes


def exports(state: State) -> tuple[bytes, bytes]:
    """What ``export`` writes of an org now: to standard output, and into a file of its own."""
    text = export_org(org_of(state).org_key, state).text
    return "---\n{}\n".format(text.rstrip("\n")).encode(), text.encode()


def delete_org(
    state: State, platform: Platform, *, asker: str, exported: bytes, today: str
) -> tuple[list[Change], Allowance]:
    """Everything of an org goes, if whoever asks may and has kept what there is (S0-32 … S0-35, W26).

    With the allowance that this one removal needs.
    """
    org = org_of(state)
    changes = changes_between(EMPTY, state, platform)
    going = next(change for change in changes if change.address == org)
    problems = [*barred(asker, ability("delete-org", platform), going, state, platform)]
    if exported not in exports(state):
        message = f"the file is not what an export of {org.org} writes now"
        problems.append(
            Problem("export-differs", message, hint=f"write it again: reconciler export {org.org_key} > FILE")
        )
    if problems:
        raise refused(org.org_key, problems)
    reason = f"asked for by {asker}, who keeps export {sha256(exported)[:16]}"
    return changes, Allowance(org.org_key, "org-removed", 1, reason, today)
