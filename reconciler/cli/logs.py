"""One org's log as verbs about the past ask for it: places by number, date or run, and the states there. Reading only."""

from __future__ import annotations

from collections.abc import Iterator

from reconciler.cli import terminal
from reconciler.errors import WrongUsage
from reconciler.history import Place, place, place_of_moment, state_at
from reconciler.integrity import no_head
from reconciler.model import AuditEntry, OrgKey, Outcome, Run, State
from reconciler.stores.base import AuditQuery, Store
from reconciler.text import visible


class Log:
    """The runs and entries of an org."""

    def __init__(self, store: Store, org: OrgKey) -> None:
        self.org = org
        self.head = store.heads().get(org) or no_head(org)
        self.runs = store.runs(org)
        self._store = store

    def entries(self) -> Iterator[AuditEntry]:
        """All of them, from the store."""
        return self._store.audit(AuditQuery(org=self.org))

    def place(self, given: str) -> Place:
        """The place that is meant; WrongUsage for what names none."""
        found = place(given, self.head, self.runs)
        if found is not None:
            return found
        try:
            moment = terminal.moment(given, "23:59:59")
        except WrongUsage:
            hint = "write a number of the log, a date, now, or the name of a run: reconciler history"
            raise WrongUsage(f"{visible(given)} names no place in the log of {visible(self.org)}", hint=hint) from None
        return place_of_moment(moment, self.entries())

    def state(self, seq: int) -> State:
        """The state after that many entries."""
        return state_at(seq, self.entries())

    def run_at(self, seq: int) -> Run | None:
        """The last run whose entries are all among the first *seq*."""
        done = [run for run in self.runs if run.outcome is Outcome.DONE and run.size <= seq]
        return done[-1] if done else None
