"""Nouns to rows and back, and nothing else: no SQL, no connection.

These are the hot lines of an apply. A row is one tuple, in the order of the columns named beside it; JSON columns hold
canonical text. To store one more field, add it to the columns, to the function that writes and to the one that reads.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from sys import intern
from typing import Any
from urllib.parse import unquote

from reconciler.canonical import Attrs, canonical
from reconciler.commitments import Line
from reconciler.model import (
    Action,
    Address,
    AuditEntry,
    Cause,
    Change,
    Handover,
    Head,
    Mode,
    OrgKey,
    Outcome,
    Resource,
    Run,
    Settled,
    State,
)

Row = Sequence[Any]

HEAD = ("org", "serial", "digest", "size", "frontier", "key")
RESOURCE_READ = ("path", "kind", "attrs", "name")
RESOURCE = ("org", "path", "kind", "attrs", "name", "serial")
AUDIT = (
    "org", "seq", "run", "plan", "at", "actor", "path", "action",
    "mode", "cause", "outcome", "before", "after", "name", "git_commit", "hash", "previous", "approvers",
    "learnt", "handover", "erased",
)  # fmt: skip
PERSON = ("org", "commitment", "person", "value", "salt")
RUN = (
    "org", "run", "plan", "at", "actor", "git_commit", "outcome",
    "serial", "before", "after", "size", "root", "note", "learnt",
)  # fmt: skip

_decoder = json.JSONDecoder()
_ACTIONS = {member.value: member for member in Action}
_MODES = {member.value: member for member in Mode}
_CAUSES = {member.value: member for member in Cause}
_OUTCOMES = {member.value: member for member in Outcome}


class Texts:
    """Canonical text of attributes, written once per object: a change and its audit entry share theirs.

    Lives as long as one commit, while the objects it knows by identity are alive.
    """

    def __init__(self) -> None:
        self._known: dict[int, str] = {}

    def of(self, attrs: Attrs) -> str:
        """The canonical text of *attrs*."""
        text = self._known.get(id(attrs))
        if text is None:
            text = self._known[id(attrs)] = canonical(attrs)
        return text


def head_row(head: Head) -> Row:
    """A row of :data:`HEAD`."""
    return head.org, head.serial, head.digest, head.size, canonical(head.frontier), head.key


def head_of(row: Row) -> Head:
    """The inverse of :func:`head_row`."""
    org, serial, digest, size, frontier, key = row
    if not (isinstance(key, str) and type(serial) is type(size) is int):
        raise TypeError("a head that is none")
    return Head(org, serial, digest, size, tuple(json.loads(frontier)), key)


def line_of(row: Row) -> Line:
    """A row of the table of names; what is no text was written by nobody of us."""
    if not all(isinstance(each, str) for each in row):
        raise TypeError("a name that is none")
    return Line(*row)


def settled_row(settled: Settled) -> Row:
    """A row of ``glance.SETTLED``; no name of a file has an end of line in it."""
    return (*settled[:6], "\n".join(settled.files), "\n".join(settled.shared), settled.beside)


def _name_text(name: tuple[str, ...], key: tuple[str, ...], path: str) -> str | None:
    """NULL if the path alone says it; a percent-quoted path does not, to people who read it in a view."""
    return None if name == key and "%" not in path else canonical(name)


def resource_rows(org: OrgKey, serial: int, changes: Iterable[Change], texts: Texts) -> Iterator[Row]:
    """Rows of :data:`RESOURCE` for the changes that leave something behind."""
    for change in changes:
        address = change.address
        if change.after is not None:
            path = address.path
            name = _name_text(change.name, address.key, path)
            yield org, path, address.kind, texts.of(change.after), name, serial


def audit_rows(entries: Iterable[AuditEntry], texts: Texts) -> Iterator[Row]:
    """Rows of :data:`AUDIT`."""
    for entry in entries:
        path = entry.address.path
        yield (
            entry.org, entry.seq, entry.run, entry.plan, entry.at, entry.actor, path,
            entry.action.value, entry.mode.value, entry.cause.value, entry.outcome.value,
            None if entry.before is None else texts.of(entry.before),
            None if entry.after is None else texts.of(entry.after),
            _name_text(entry.name, entry.address.key, path), entry.commit, entry.hash,
            None if entry.previous is None else entry.previous.path,
            canonical(entry.approvers) if entry.approvers else None,
            entry.learnt or None,
            None if entry.handover is None else canonical(entry.handover._asdict()),
            canonical(entry.erased) if entry.erased else None,
        )  # fmt: skip


def run_row(run: Run) -> Row:
    """A row of :data:`RUN`."""
    return (*run[:6], run.outcome.value, *run[7:13], run.learnt or None)


def run_of(row: Row) -> Run:
    """The inverse of :func:`run_row`."""
    org, run, plan, at, actor, commit, outcome, *rest, learnt = row
    if not (isinstance(plan, str) and type(rest[0]) is type(rest[3]) is int):
        raise TypeError("a run that is none")
    return Run(org, run, plan, at, actor, commit, _OUTCOMES[outcome], *rest)._replace(learnt=learnt or "")


def key_of(path: str) -> tuple[str, ...]:
    """The key that a path says."""
    parts = path.split("/")[1:]
    return tuple(map(unquote, parts)) if "%" in path else tuple(parts)


def _kind_of(path: str) -> str:
    return path.partition("/")[0]


def state_of(org: OrgKey, rows: Iterable[Row]) -> State:
    """The state that rows of :data:`RESOURCE_READ` hold, sorted by path.

    Equal attributes are parsed once and equal names are one text: thousands of members have the same few roles and stand in
    several rows each, and nobody writes to attributes. What hangs on one thing comes together, so its path is read once.
    """
    platform, _, slug = org.partition("/")
    parsed, parts, shared = _Once(json.loads), _Once(unquote), dict[str, str]()
    above, outer = "", tuple[str, ...]()
    resources: dict[Address, Resource] = {}
    for path, kind, text, name in rows:
        before, slash, last = path.rpartition("/")
        if before != above:
            above, outer = before, tuple([parts[part] for part in before.split("/")[1:]])
        key = (*outer, parts[last]) if slash else ()
        address = Address(platform, slug, intern(kind), key)
        resources[address] = Resource(address, parsed[text], key if name is None else _name_of(name, key, shared))
    return State(resources)


def _name_of(text: str, key: tuple[str, ...], shared: dict[str, str]) -> tuple[str, ...]:
    """The name that a text holds, each part as the text that is there already: as in the key, or *shared* with other names."""
    name: Sequence[str] = _parsed(text)
    if len(name) != len(key):
        return tuple(name)
    return tuple([part if own == part else shared.setdefault(own, own) for own, part in zip(name, key, strict=True)])


def _parsed(text: str) -> Any:
    """What ``json.loads`` makes of a text, in half the time where the text is as we write it."""
    try:
        value, end = _decoder.raw_decode(text)
    except (ValueError, TypeError):
        end = -1
    return value if end == len(text) else json.loads(text)


class _Once(dict[str, Any]):
    """What a function makes of a text, asked once per text."""

    def __init__(self, function: Callable[[str], Any]) -> None:
        super().__init__()
        self._function = function

    def __missing__(self, text: str) -> Any:
        self[text] = found = self._function(text)
        return found


def entry_of(row: Row) -> AuditEntry:
    """The inverse of :func:`audit_rows`, for one row."""
    org, seq, run, plan, at, actor, path, action, mode, cause, outcome, before, after, name, commit, leaf, *few = row
    platform, _, slug = org.partition("/")
    key, (previous, approvers, learnt, handover, erased) = key_of(path), few
    return AuditEntry(
        org=org,
        seq=seq,
        run=run,
        plan=plan,
        at=at,
        actor=actor,
        address=Address(platform, slug, _kind_of(path), key),
        action=_ACTIONS[action],
        mode=_MODES[mode],
        cause=_CAUSES[cause],
        outcome=_OUTCOMES[outcome],
        before=None if before is None else json.loads(before),
        after=None if after is None else json.loads(after),
        name=key if name is None else tuple(json.loads(name)),
        commit=commit,
        hash=leaf,
        previous=None if previous is None else Address(platform, slug, _kind_of(previous), key_of(previous)),
        approvers=() if approvers is None else tuple(json.loads(approvers)),
        learnt=learnt or "",
        handover=None if handover is None else Handover(**json.loads(handover)),
        erased=() if erased is None else tuple(json.loads(erased)),
    )
