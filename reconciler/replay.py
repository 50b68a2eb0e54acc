"""The log told once more: what the rows must be if its entries are true, and the first entry that cannot be.

``fold`` of the texts that were hashed, not of nouns. An entry that says what its row was before is held against the entries
before it. What is kept is the state, as texts; entries pass by.

Pure. Whether the entries are the ones that were written is asked elsewhere, in ``verification``.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Mapping
from json.encoder import encode_basestring as quoted
from typing import Any, NamedTuple
from urllib.parse import unquote

from reconciler.actors import CLAIM, can_be_learnt
from reconciler.canonical import Attrs, canonical
from reconciler.commitments import is_commitment
from reconciler.model import Action, Cause, Mode, OrgKey, Outcome

_ALWAYS = frozenset({
    "action", "actor", "address", "after", "at", "before", "cause", "commit", "mode", "name", "org", "outcome", "plan",
    "run", "seq",
})  # fmt: skip
_KNOWN = _ALWAYS | {"previous", "approvers", "learnt", "handover", "erased"}
_ABOUT_THE_LOG = (Action.HAND_OVER, Action.ERASE)
_AT_A_TIME = 10_000
_WORDS: Mapping[str, Collection[str]] = {
    "action": set(Action),
    "cause": set(Cause),
    "mode": set(Mode),
    "outcome": {Outcome.DONE, Outcome.ALREADY},
}


class Kept(NamedTuple):
    """A row as it must be: attributes and name as texts, and the serial of the apply that wrote it last."""

    attrs: str
    name: str
    serial: int


class Step(NamedTuple):
    """What an entry says of the rows: two paths, two sides, as texts."""

    path: str
    comes_from: str
    before: str | None
    after: str | None
    name: str
    already: bool


def step_of(entry: Mapping[str, Any], org: OrgKey) -> Step:
    """What an entry does. Raises ValueError, in words, for what is no entry of *org*."""
    _said_well(entry)
    path = _path(entry["address"], org)
    if entry["action"] in _ABOUT_THE_LOG or "handover" in entry or "erased" in entry:
        return _of_the_log(entry, path)
    comes_from = _path(entry["previous"], org) if "previous" in entry else path
    before, after = entry["before"], entry["after"]
    if before is None:
        action = Action.CREATE
    elif after is None:
        action = Action.DELETE
    else:
        action = Action.UPDATE if comes_from == path else Action.MOVE
    if entry["action"] != action or (before is None and after is None):
        raise ValueError(f"is no {entry['action']}, by its two sides")
    return Step(path, comes_from, _side(before), _side(after), _name(entry["name"]), entry["outcome"] == "already")


def _said_well(entry: Mapping[str, Any]) -> None:
    """Raise ValueError, in words, where fields or their words are none of an entry's."""
    if not entry.keys() >= _ALWAYS:
        raise ValueError(f"has no {min(_ALWAYS - entry.keys())}")
    if not entry.keys() <= _KNOWN:
        raise ValueError(f"has {min(entry.keys() - _KNOWN)}, which no entry has")
    if not can_be_learnt(entry.get("learnt", CLAIM)):
        raise ValueError("does not say how its actor was learnt")
    for field, words in _WORDS.items():
        if entry[field] not in words:
            raise ValueError(f"has {entry[field]} for its {field}")


def _of_the_log(entry: Mapping[str, Any], path: str) -> Step:
    """An entry about the log: no row is other than before."""
    handed, gone = entry.get("handover"), entry.get("erased")
    if gone is not None:
        what = "erasure"
        said = entry["action"] == Action.ERASE and handed is None and _are_commitments(gone)
    else:
        what = "hand-over"
        said = entry["action"] == Action.HAND_OVER and isinstance(handed, dict)
    if not said or path != "org" or "previous" in entry or (entry["before"], entry["after"]) != (None, None):
        raise ValueError(f"is no {what}, by what it says")
    return Step(path, path, None, None, _name(entry["name"]), already=True)


def _are_commitments(found: object) -> bool:
    return isinstance(found, list) and bool(found) and all(map(is_commitment, found))


def _path(address: object, org: OrgKey) -> str:
    if not isinstance(address, str) or not address.startswith(f"{org}/"):
        raise ValueError("is of another org")
    return address[len(org) + 1 :]


def _side(attrs: Attrs | None) -> str | None:
    if attrs is not None and not isinstance(attrs, dict):
        raise ValueError("has attributes that are none")
    return None if attrs is None else canonical(attrs)


def _name(name: object) -> str:
    if not isinstance(name, list) or not all(isinstance(part, str) for part in name):
        raise ValueError("has a name that is none")
    return f"[{','.join(map(quoted, name))}]"


class Replay:
    """The rows of one org as its entries make them, apply by apply."""

    def __init__(self, org: OrgKey, rows: Mapping[str, Kept] | None = None) -> None:
        self.rows: dict[str, Kept] = dict(rows or {})
        self._org = org
        self._order: list[tuple[tuple[str, ...], str, str]] = []
        self._new, self._gone = set(self.rows), False
        self._come: set[str] = set()
        self._was: dict[str, str | None] = {}
        self._taken: dict[str, None] = {}
        self._digest = ""

    def step(self, step: Step, serial: int) -> str:
        """One entry. Returns what contradicts the entries before it, in words; nothing if nothing does."""
        if step.before is None and step.after is None:
            return ""
        wrong = self._contradiction(step)
        if step.after is None or (step.comes_from != step.path and step.comes_from not in self._come):
            self._put(step.comes_from, None)
        if step.after is not None:
            self._put(step.path, Kept(step.after, step.name, serial))
            self._come.add(step.path)
        return wrong

    def end(self) -> str:
        """The end of an apply. Returns what stood where something was made, if it never went away."""
        taken = next(iter(self._taken), None)
        self._come, self._was, self._taken = set(), {}, {}
        return f"{taken} was there already when it was made" if taken is not None else ""

    @property
    def digest(self) -> str:
        """What ``State.digest`` is of these rows; asked again, it is not made again."""
        if self._digest:
            return self._digest
        rows = self.rows
        if self._gone or self._new:
            self._order = [each for each in self._order if each[1] in rows and each[1] not in self._new]
            self._order += [_place(self._org, path) for path in self._new if path in rows]
            self._order.sort()
            self._new, self._gone = set(), False
        whole = hashlib.sha256(b"[")
        for first in range(0, len(self._order), _AT_A_TIME):
            some = [f"{begins}{rows[path].attrs}]" for _, path, begins in self._order[first : first + _AT_A_TIME]]
            whole.update((("," if first else "") + ",".join(some)).encode())
        whole.update(b"]")
        self._digest = whole.hexdigest()
        return self._digest

    def _put(self, path: str, kept: Kept | None) -> None:
        stood, self._digest = self.rows.get(path), ""
        self._was.setdefault(path, stood.attrs if stood is not None else None)
        if kept is not None:
            if stood is None:
                self._new.add(path)
            self.rows[path] = kept
        elif stood is not None:
            del self.rows[path]
            self._gone = True
            self._taken.pop(path, None)

    def _contradiction(self, step: Step) -> str:
        if step.already:
            return "" if self._at_first(step.path) == step.after else f"says that {step.path} was as wanted already"
        was = self._at_first(step.comes_from)
        if step.before is None and was is not None:
            if step.path in self.rows:  # unless what stands there goes away in the same apply
                self._taken[step.path] = None
            return ""
        if was == step.before:
            self._taken.pop(step.comes_from, None)
            return ""
        return f"says that {step.comes_from} was {step.before}, and it was {was or 'not there'}"

    def _at_first(self, path: str) -> str | None:
        """The attributes of a row when the apply began."""
        if path in self._was:
            return self._was[path]
        stood = self.rows.get(path)
        return stood.attrs if stood is not None else None


def _place(org: OrgKey, path: str) -> tuple[tuple[str, ...], str, str]:
    """Kind and key, by which rows are sorted; the path; and how the text of the row begins."""
    kind, *key = path.split("/")
    parts = (kind, *map(unquote, key))
    return parts, path, f"[{','.join(map(quoted, (*org.split('/', 1), *parts)))},"


def unfolded(rows: dict[str, Kept], applies: Iterable[list[Step]]) -> dict[str, Kept]:
    """The rows as they were before *applies*, the last of which comes first. What a name was is not known of what is gone."""
    for steps in applies:
        done = [step for step in steps if not step.already]
        for step in done:
            if step.after is not None:
                rows.pop(step.path, None)
        for step in done:
            if step.before is not None:
                rows[step.comes_from] = Kept(step.before, "", 0)
    return rows
