"""Whether the rows of an org are those that its head speaks of; and if they are not, what differs and what to do.

A head keeps the digest of the state that the last apply left. Whoever reads an org's rows has to parse them anyway, so
holding them against that digest costs one more SHA-256 over them (0.4 s for 100,000 rows) and no further question to the
store. It finds what SQLite's own check does not: a flipped bit in a value, a row written by hand, a database file that was put
together from two moments (T153-T155).

What differs is *drift*: store against what was last applied. ``drift`` shows it and exits with 2, verbs that read warn, and
``plan`` and ``apply`` refuse (exit code 14), because nothing planned from rows that nobody answers for should be reviewed
or applied. There is one road on: ``state accept-drift`` writes an audit entry for each such row, with the cause drift, in the
name of a person. Then the log leads to the rows again, and they are rows like all others: ``plan --base`` shows the way back as
drift, an apply goes it, and whoever wants to keep what was done by hand writes it into the manifests. So the log tells
both: that it was done by hand, and that it was undone. Who does not answer for it restores a backup.

Where the log does not lead to the digest in the head either, more than rows was changed, and there is nothing to accept.
Pure: head, rows and log arrive as arguments.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from pydantic import ValidationError

from reconciler.canonical import Attrs, keyed
from reconciler.diff import paths
from reconciler.drift import drifted
from reconciler.errors import IntegrityFailure, Problem, Severity
from reconciler.fold import fold
from reconciler.keep import ADOPTED, MANAGES
from reconciler.kinds import Shape, kinds
from reconciler.model import EMPTY, Action, AuditEntry, Change, Head, OrgKey, State
from reconciler.render.wording import counted, spoken

SHOWN_ROWS = 20
"""How many rows a message names; the others are counted, and ``drift`` shows all."""


class StateDiffers(IntegrityFailure):
    """The rows of an org are not those that were last applied. ``changes`` lead from what was applied to what is stored.

    ``applied`` is what the log leads to; ``whole`` says that this is what the head speaks of, so that only rows were changed.
    """

    def __init__(self, head: Head, changes: tuple[Change, ...], applied: State) -> None:
        self.org = head.org
        self.changes = changes
        self.applied = applied
        self.whole = as_applied(head, applied)
        super().__init__(self._said(), _problems(changes), hint=self._way_on())

    def _said(self) -> str:
        if self.whole:
            rows = f"{counted(len(self.changes), 'row')} {'was' if len(self.changes) == 1 else 'were'}"
            return f"{self.org} is not as it was last applied: {rows} changed, and not by an apply; nothing was planned or changed"
        return f"{self.org} is not as it was last applied, and its audit log leads to another state than its head names"

    def _way_on(self) -> str:
        if self.whole:
            slug = self.org.partition("/")[2]
            accept = f"reconciler state accept-drift {slug} --as PERSON --note TEXT"
            return f"let somebody answer for it: {accept}; or bring back what was: reconciler restore FILE"
        return "rows alone cannot explain this: restore a backup: reconciler restore FILE"


def as_applied(head: Head, state: State) -> bool:
    """Whether rows are those that a head speaks of."""
    return keyed(head.key, state.digest) == head.digest


def no_head(org: OrgKey) -> Head:
    """The head of an org that the store does not have: nothing was applied."""
    return Head(org, 0, EMPTY.digest)


def difference(head: Head, state: State, log: Iterable[AuditEntry]) -> StateDiffers:
    """What to answer where rows are not as applied. *log* are the org's entries; later ones than the head's are left out."""
    applied = fold(entry for entry in log if entry.seq <= head.size)
    return StateDiffers(head, drifted(state, applied), applied)


def warning(org: OrgKey) -> Problem:
    """What a verb says that only reads, and answers all the same."""
    slug = org.partition("/")[2]
    message = f"{org} is not as it was last applied: somebody or something has changed rows"
    return Problem("state-differs", message, hint=f"see which: reconciler drift {slug}", severity=Severity.WARNING)


def _problems(changes: tuple[Change, ...]) -> Iterator[Problem]:
    yield from (Problem("row-differs", f"{change.address} {told(change)}") for change in changes[:SHOWN_ROWS])
    if len(changes) > SHOWN_ROWS:
        yield Problem("row-differs", f"and {counted(len(changes) - SHOWN_ROWS, 'other row')}")


def told(change: Change) -> str:
    """What was done to a row, in words that suit any kind, also one that nobody knows."""
    if change.action is Action.CREATE:
        return f"was added{_with(change.after)}"
    if change.action is Action.DELETE:
        return f"was removed{_with(change.before)}"
    found = paths(change.before or {}, change.after or {})
    said = ", ".join(f"{'.'.join(f.path)} is {spoken(f.after)} and was {spoken(f.before)}" for f in found)
    return f"was changed: {said}"


def _with(attrs: Attrs | None) -> str:
    said = ", ".join(f"{name} {spoken(value)}" for name, value in sorted((attrs or {}).items()))
    return f", with {said}" if said else ""


# --- damage -----------------------------------------------------------------------------------------------------------


def damage(change: Change) -> str:
    """Why no plan could speak of what a row has become; empty if one could."""
    address, shape = change.address, kinds().get(change.address.kind)
    if shape is None:
        return "is of a kind that nobody knows"
    if len(address.key) != _depth(shape):
        return f"is not the address of a {address.kind}"
    if change.after is not None and not _sayable(change.after, shape):
        return f"says what no {address.kind} can say"
    return ""


def _depth(shape: Shape) -> int:
    """How many names the key of a kind has: one more than that of what it hangs on."""
    return 1 + _depth(kinds()[shape.parent]) if shape.parent else 0


def _sayable(attrs: Attrs, shape: Shape) -> bool:
    try:
        said = {name: value for name, value in attrs.items() if name not in (MANAGES, ADOPTED)}
        shape.spec.model_validate(said)
    except (ValidationError, AttributeError, TypeError):
        return False
    return True
