"""The audit log held against itself, against the rows, and against checkpoints kept elsewhere.

Entries are taken one by one: is it the next, is it spelled as an apply spells it, does its text give its hash, does it fit what
came before? At the end of each apply the tree must have the root that was recorded then, and at the end of all the rows must be
what the entries lead to. The first entry that is wrong ends the walk through its org; there is no telling what follows it.

Pure: the evidence arrives row by row. What cannot be seen from inside a store, at all, is said by ``render.verdicts``.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from functools import cached_property
from itertools import groupby
from typing import Any

from reconciler.canonical import canonical, keyed
from reconciler.checkpoints import Checkpoint
from reconciler.errors import Problem
from reconciler.forgotten import Keys, Names
from reconciler.handovers import misplaced
from reconciler.ledger import Tree, leaf
from reconciler.marks import ERASED, marked, note_fits
from reconciler.model import EMPTY, OrgKey, Outcome, Run
from reconciler.replay import Kept, Replay, Step, step_of, unfolded
from reconciler.standing import differing, named_rightly
from reconciler.stores.evidence import Consumed, Evidence, Written
from reconciler.text import visible
from reconciler.verdict import Verdict

DIGESTED_ROWS = 5_000_000
"""How many rows are digested to check the states in between; then only as many as there are entries, twice over."""
_FOR_EACH_ENTRY = 2


class _Stop(Exception):
    """The entries end here, because of what was found."""


def verify(
    evidence: Evidence,
    org: OrgKey,
    checkpoints: Sequence[Checkpoint] = (),
    since: Checkpoint | None = None,
    watched: Callable[[Iterator[Written]], Iterator[Written]] = iter,
) -> Verdict:
    """What is wrong with one org's log. With *since*, entries up to that checkpoint are taken by their hashes alone.

    *watched* is given the entries, to count them on their way.
    """
    walk = _Walk(evidence, org, [*checkpoints, *([since] if since is not None else [])])
    read = False
    try:
        if since is not None:
            walk.start(since)
        walk.entries(watched)
        read = True
        walk.end()
    except _Stop:
        read = read or walk.exhausted
    if read:
        walk.compare(checkpoints)
    verdict = walk.verdict
    verdict.size, verdict.serial, verdict.root = walk.tree.size, walk.serial, walk.tree.root
    return verdict


class _Walk:
    """One pass through one org."""

    def __init__(self, evidence: Evidence, org: OrgKey, checkpoints: Sequence[Checkpoint]) -> None:
        self.verdict = Verdict(org)
        self.tree, self.serial = Tree(), 0
        self.exhausted = False
        self._evidence, self._org = evidence, org
        self._wanted = {checkpoint.size for checkpoint in checkpoints}
        self._roots: dict[int, str] = {}
        self._moments: dict[int, set[tuple[int, str]]] = {}
        self._replay = Replay(org)
        self._digested, self._at = 0, ""
        self._names = Names(evidence.people(org))
        self.digest = EMPTY.digest
        self._remember()

    @cached_property
    def _keys(self) -> Keys:
        return Keys(self._evidence.head(self._org), (run for _, run in self._evidence.runs(self._org)))

    # --- from a checkpoint on -------------------------------------------------------------------------------------

    def hashes(self, since: Checkpoint) -> None:
        """The hashes up to a checkpoint must lead to its root."""
        try:
            for each in self._evidence.hashes(self._org, since.size):
                self.tree.add(bytes.fromhex(each))
        except (ValueError, TypeError):
            self._note("checkpoint-differs", f"the hash of #{self.tree.size + 1} is none")
            raise _Stop from None
        self._remember()
        self.exhausted = self.tree.size < since.size
        if self._judge(since, at_end=self.exhausted):
            raise _Stop

    def start(self, since: Checkpoint) -> None:
        """Begin where a checkpoint ends; from now on, the rows must lead back to its state."""
        self.hashes(since)
        self.verdict.skipped = since.size
        self.serial, self.digest = since.serial, since.state
        stored = {row.path: Kept(row.attrs, row.name, row.serial) for row in self._evidence.rows(self._org)}
        if forged := next((path for path, kept in stored.items() if not named_rightly(path, kept.name)), ""):
            self._note("rows-differ", f"{forged} has the name of something else")
        self._replay = Replay(self._org, unfolded(stored, self._applies_back_to(since)))
        if self._keys.digest(self._replay.digest, since.serial) not in (None, since.state):
            self._note("rows-differ", "the rows do not lead back to the state that the checkpoint has seen")
        self._moments[since.size] = {(since.serial, since.state)}
        for each in self._evidence.naming(self._org, since.size):
            self._names.passed(*each)
        self._names.read_again(self._at_number)

    def _at_number(self, number: int) -> dict[str, Any]:
        """An old entry, as far as it can be read."""
        with suppress(ValueError, RecursionError):
            written = next(self._evidence.entries(self._org, number - 1), None)
            found = json.loads(written.text) if written is not None else {}
            return found if isinstance(found, dict) else {}
        return {}

    def _applies_back_to(self, since: Checkpoint) -> Iterator[list[Step]]:
        """What was done since, the last apply first; up to an entry that cannot be read, which is found on the way forward."""

        def steps() -> Iterator[tuple[str, Step]]:
            for written in self._evidence.entries(self._org, since.size, backwards=True):
                try:
                    entry = self._names.told(json.loads(written.text))
                    yield entry["run"], step_of(entry, self._org)
                except (ValueError, TypeError, KeyError, RecursionError):
                    return

        for _, apply in groupby(steps(), key=lambda each: each[0]):
            yield [step for _, step in apply]

    # --- entries and applies --------------------------------------------------------------------------------------

    def entries(self, watched: Callable[[Iterator[Written]], Iterator[Written]]) -> None:
        """All applies, each with its entries; then there must be none left."""
        left = watched(self._evidence.entries(self._org, self.tree.size))
        begun = self.serial
        used = (each for each in self._evidence.consumed(self._org) if each.serial > begun)
        for run in self._applies():
            self._apply(run, left, used)
        for written in left:
            self._note("log-long", "no apply has made this entry", self.tree.size + 1)
            self._entry(written, None, {})
            raise _Stop
        for plan in used:
            self._note("run-differs", f"the plan {plan.plan[:16]} is said to be applied, and no apply has done so")
        self.exhausted = True

    def _applies(self) -> Iterator[Run]:
        last, begun = 0, self.serial
        for number, run in self._evidence.runs(self._org):
            if number not in (last, last + 1):
                self._note("run-differs", f"attempt {last + 1} is missing; the next is {number}")
            last = number
            self._names.acted(run)
            if run.outcome is Outcome.DONE and run.serial > begun:
                yield run
            elif run.outcome not in {Outcome.DONE, Outcome.REFUSED, Outcome.FAILED}:
                self._note("run-differs", f"run {run.run} cannot have come out as {run.outcome}")

    def _apply(self, run: Run, left: Iterator[Written], used: Iterator[Consumed]) -> None:
        if run.serial != self.serial + 1:
            self._differs(run, f"has serial {run.serial}, after {self.serial}")
        if run.before != self.digest:
            self._differs(run, "begins with another state than the apply before it left")
        self.verdict.behind += str(run.at) < self._at  # a file keeps bytes there, if somebody writes some
        self.serial, self._at = run.serial, str(run.at)
        kept = {"run": run.run, "plan": run.plan, "at": run.at, "actor": run.actor, "commit": run.commit}
        kept |= {"learnt": run.learnt} if run.learnt else {}
        while self.tree.size < run.size:
            written = next(left, None)
            if written is None:
                self.exhausted = True
                self._note("log-short", f"the log ends with #{self.tree.size}; run {run.run} made #{run.size}")
                raise _Stop
            self._entry(written, run, kept)
        self._ended(run, next(used, None))

    def _ended(self, run: Run, plan: Consumed | None) -> None:
        """What an apply is said to have come to, against what its entries have."""
        if contradiction := self._replay.end():
            self._note("entry-contradicts", contradiction, self.tree.size)
        if run.size != self.tree.size:
            self._differs(run, f"is said to end with #{run.size}, and #{self.tree.size} was there before it")
        if run.root != self.tree.root:
            self._differs(run, "has another root than its entries lead to")
        if not note_fits(run):
            self._differs(run, "has another note than it was made with")
        self._digest(run)
        if self._names.erases() != (marked(run) == ERASED):
            self._differs(run, "and its entries do not agree on whether somebody was erased")
        if plan != Consumed(run.plan, run.run, run.serial):
            self._differs(run, "does not stand beside the plan that it applied")

    def _digest(self, run: Run) -> None:
        """The state after an apply, if there is still time for it."""
        self.digest = run.after
        cost = len(self._replay.rows)
        if self._digested + cost > DIGESTED_ROWS + _FOR_EACH_ENTRY * self.tree.size and run.size not in self._wanted:
            self.verdict.undigested += 1
            return
        self._digested += cost
        digest = self._keys.digest(self._replay.digest, run.serial)
        if digest is None:
            self.verdict.forgotten += 1
            digest = run.after
        if run.after != digest and not self._unnamed():
            self._differs(run, "has left another state than its entries lead to")
        if run.size in self._wanted:
            self._moments.setdefault(run.size, set()).add((run.serial, digest))

    def _entry(self, written: Written, run: Run | None, kept: Mapping[str, str]) -> None:
        """One entry, of a run that has made it if there is one; *kept* is what the entry must say as the run does."""
        number = self.tree.size + 1
        if written.seq != number:
            self._note("entry-missing", f"the next entry is #{visible(str(written.seq))}", number)
            raise _Stop
        entry, step = self._entry_of(written, number)
        if "handover" in entry and (why := misplaced(entry["handover"], self._evidence.lineage, self._org, self.tree)):
            self._note("handover-refused", why, number)
        self.tree.add(bytes.fromhex(written.hash))
        self._remember()
        self._names.seen(entry, number)
        if run is None:
            return
        if not kept.items() <= entry.items() or ("learnt" in entry and not run.learnt):
            other = next((name for name, value in kept.items() if entry.get(name) != value), "learnt")
            self._differs(run, f"has another {other} than #{number}, which it made")
        if contradiction := self._replay.step(step, run.serial):
            self._note("entry-contradicts", contradiction, number)

    def _entry_of(self, written: Written, number: int) -> tuple[dict[str, Any], Step]:
        """The entry that a text says, if it is one and has its hash."""
        try:
            entry: dict[str, Any] = json.loads(written.text)
            if canonical(entry) != written.text:
                raise ValueError("is not spelled as an apply spells it")
            step = step_of(self._names.told(entry), self._org)
        except (ValueError, TypeError, RecursionError) as reason:
            why = "is not the JSON of an entry" if isinstance(reason, json.JSONDecodeError) else str(reason)
            self._note("entry-malformed", visible(why), number)
            raise _Stop from None
        if leaf(written.text.encode()).hex() != written.hash:
            self._note("entry-changed", "what it says does not give its hash", number)
            raise _Stop
        return entry, step

    def _unnamed(self) -> bool:
        """Whether somebody in the state has lost their name: then that is what is wrong, and nothing can be said of the state."""
        found = self._names.missing_of(f"{path} {kept.attrs} {kept.name}" for path, kept in self._replay.rows.items())
        if found is not None:
            self._note("name-missing", *found)
        return found is not None

    # --- the end --------------------------------------------------------------------------------------------------

    def end(self) -> None:
        """The head and the rows must be what the log leads to."""
        head, tree, unnamed = self._evidence.head(self._org), self.tree, self._unnamed()
        if head is None:
            if tree.size or self.serial:
                self._note("head-differs", "the org has a log and is not in the list of orgs")
        elif head.size > tree.size:
            self._note("log-short", f"the log ends with #{tree.size}; the org had {head.size} entries")
        else:
            wrong = {
                "serial": head.serial != self.serial,
                "number of entries": head.size != tree.size,
                "tree": head.frontier != tree.frontier,
                "state digest": not unnamed and head.digest != keyed(head.key, self._replay.digest),
            }
            for what in (what for what, differs in wrong.items() if differs):
                self._note("head-differs", f"the {what} kept for the org is not the one that its log leads to")
        counted = "run-differs" not in {each.code for each in self.verdict.problems}  # else serials follow from it
        what = "" if unnamed else differing(self._evidence.rows(self._org), self._replay.rows, counted=counted)
        if what:
            self._note("rows-differ", what)
        for message in self._names.differing():
            self._note("name-differs", message, 0)
        for message, number in self._names.missing():
            self._note("name-missing", message, number)
        self.verdict.erased = self._names.entries

    # --- checkpoints ----------------------------------------------------------------------------------------------

    def compare(self, checkpoints: Sequence[Checkpoint]) -> None:
        """The log must be a continuation of each."""
        for checkpoint in checkpoints:
            self._judge(checkpoint, at_end=True)

    def _judge(self, checkpoint: Checkpoint, *, at_end: bool) -> bool:
        """Whether a checkpoint speaks against the log."""
        found, size = self._roots.get(checkpoint.size), self.tree.size
        moments = self._moments.get(checkpoint.size)
        if found is None and at_end:
            says = f"the log has {size} entries, and had {checkpoint.size} at the checkpoint"
            self._note("checkpoint-ahead", says)
        elif found != checkpoint.root:
            says = f"up to #{checkpoint.size} it has the root {found}, and had {checkpoint.root} at the checkpoint"
            self._note("checkpoint-differs", says)
        elif moments is not None and (checkpoint.serial, checkpoint.state) not in moments:
            self._note(
                "checkpoint-differs", f"at #{checkpoint.size} serial and state were other ones at the checkpoint"
            )
        else:
            self.verdict.vouched = max(self.verdict.vouched, checkpoint.size)
            return False
        return True

    # ----------------------------------------------------------------------------------------------------------------

    def _remember(self) -> None:
        if self.tree.size in self._wanted:
            self._roots[self.tree.size] = self.tree.root

    def _differs(self, run: Run, what: str) -> None:
        self._note("run-differs", f"run {run.run} {what}")

    def _note(self, code: str, message: str, number: int = 0) -> None:
        self.verdict.note(code, message, number)


def stands(evidence: Evidence, checkpoint: Checkpoint) -> Problem | None:
    """What speaks against a checkpoint, by the hashes alone: the quick question, before a new one takes its place."""
    walk = _Walk(evidence, checkpoint.org, [checkpoint])
    with suppress(_Stop):
        walk.hashes(checkpoint)
    return next(iter(walk.verdict.problems), None)
