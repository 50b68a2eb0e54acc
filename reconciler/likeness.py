"""A thing that goes and a thing that comes and look alike: perhaps it has only been given another name.

Without ``previously`` a new name is a removal and a creation, and whatever hung on the old one is lost (T097). So where
the two of one kind look alike, the plan says so, with the line that would make a move of it. A proposal is a warning: only
people know what was meant, and the guards count the removal all the same.

People look alike if the ``people:`` documents know them as one, or if they have the same name; teams and things, if most of
what hangs on one hangs on the other, or if nothing hangs on either and their names differ by little. To add a likeness:
one branch in :func:`_alike`.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator, Mapping

from reconciler.errors import Problem, Severity
from reconciler.keep import parent_of
from reconciler.kinds import kinds
from reconciler.model import Action, Address, Change, State
from reconciler.people import People
from reconciler.renames import is_named
from reconciler.routes import leaves
from reconciler.text import visible
from reconciler.vocabulary import Platform

MOST = 0.5
"""The part of what hangs on either that must hang on both."""
SPELLING = 0.75
"""How alike two names must be where nothing else can be compared, by difflib's ratio."""

Hanging = Mapping[Address, frozenset[tuple[str, ...]]]


def proposals(
    changes: Iterable[Change], before: State, after: State, people: People, platform: Platform
) -> Iterator[Problem]:
    """A warning for each created thing that may be a removed one under another name; each removed one is named once."""
    named = [change for change in changes if is_named(change.address.kind)]
    gone = [change for change in named if change.action is Action.DELETE or leaves(change, platform)]
    come = [change for change in named if change.action is Action.CREATE]
    if not gone or not come:
        return
    was, becomes = _hanging(before, gone), _hanging(after, come)
    for new in come:
        found = [(_alike(old, new, was, becomes, people), old) for old in gone if old.address.kind == new.address.kind]
        score, old = max(found, key=lambda pair: (pair[0], pair[1].address), default=(0.0, None))
        if old is not None and score > 0:
            gone.remove(old)
            yield _proposal(old, new)


def _alike(old: Change, new: Change, was: Hanging, becomes: Hanging, people: People) -> float:
    """How alike two things are: 0 if nobody would take them for one."""
    if kinds()[new.address.kind].person:
        one = new.address.key[-1] in people.names(old.address.key[-1])
        name = (old.before or {}).get("name")
        return 1.0 if one else 0.9 if name and name == (new.after or {}).get("name") else 0.0
    own, others = was[old.address], becomes[new.address]
    if own or others:
        shared = len(own & others) / len(own | others)
        return shared if shared >= MOST else 0.0
    spelled = difflib.SequenceMatcher(None, old.address.key[-1], new.address.key[-1]).ratio()
    return spelled / 2 if spelled >= SPELLING else 0.0


def _hanging(state: State, things: Iterable[Change]) -> Hanging:
    """What hangs on each of *things*: kinds and names of what is below it, and of the grants that are given to it."""
    wanted = {change.address for change in things}
    found: dict[Address, set[tuple[str, ...]]] = {address: set() for address in wanted}
    for address in state:
        parent = parent_of(address, kinds()[address.kind])
        if parent in found:
            found[parent].add((address.kind, address.key[-1]))
        subject = address.key[-1].partition(":") if address.key else ("", "", "")
        if subject[1]:
            given = address._replace(kind=subject[0], key=(subject[2],))
            if given in found:
                found[given].add((address.kind, *address.key[:-1]))
    return {address: frozenset(names) for address, names in found.items()}


def _proposal(old: Change, new: Change) -> Problem:
    was, becomes = (visible((change.name or change.address.key)[-1]) for change in (old, new))
    message = f"{was} goes and {becomes} comes, and they look alike"
    hint = f"if it is the same under another name, write under {becomes}:  previously: [{was}]"
    return Problem("rename-likely", message, new.source, hint, Severity.WARNING)
