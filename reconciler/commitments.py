"""Commitments: what stands in the audit log in the place of a person's names, so that they can be forgotten.

Wherever an entry or a run names a person, what is kept and hashed is ``~`` and HMAC-SHA-256 of the name under that person's
*salt*. What it stands for is one line beside the log, which nobody hashes: with it the entry is read, without it the entry is
still verified, and the name cannot be found by trying. The program sees plain names everywhere else; a store exchanges them
when it writes and when it reads (see ``stores``).

Which names are a person's is read off the kinds: the part of an address that names a member or a subject, the attributes that
refer to a member, and those that a kind lists in ``names``. What people write in prose is theirs to mind.

Pure: lines and the source of salts arrive as arguments. To commit to one more field: the kind's ``names``.
"""

from __future__ import annotations

import hmac
import re
from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache, partial
from typing import Any, NamedTuple

from reconciler.canonical import Attrs, canonical
from reconciler.keep import person_of
from reconciler.kinds import SUBJECT, kinds
from reconciler.model import Address, AuditEntry, Run
from reconciler.model.state import as_part
from reconciler.text import NameRefused, email_key, identity_key

_FORM = re.compile(r"~[0-9a-f]{64}")
_DIGITS = 8
_MARK = "erased-"
_ERASED = re.compile(rf"{_MARK}[0-9a-f]{{{_DIGITS}}}")

Say = Callable[[str, str], str]
"""What to put in the place of a person's name: called with the person's key and the name."""


class Line(NamedTuple):
    """What a commitment stands for: whose it is, by key, and the name. Gone with the person."""

    commitment: str
    person: str
    value: str
    salt: str

    @property
    def holds(self) -> bool:
        """Whether the commitment is that of the rest of the line."""
        return self.commitment == committed(self.salt, self.person, self.value)


def committed(salt: str, person: str, value: str) -> str:
    """The commitment to a name of a person, under a salt."""
    return f"~{hmac.digest(salt.encode(), canonical([person, value]).encode(), 'sha256').hex()}"


def is_commitment(text: object) -> bool:
    """Whether a text has the form of a commitment; no name of an entry that was written with them is kept in another."""
    return isinstance(text, str) and text.startswith("~") and _FORM.fullmatch(text) is not None


def commitments_in(text: str) -> list[str]:
    """Whatever has that form in a text."""
    return _FORM.findall(text)


def erased(commitment: str) -> str:
    """What is shown of a commitment whose line is gone."""
    return f"{_MARK}{commitment[1 : 1 + _DIGITS]}"


def is_erased(name: str) -> bool:
    """Whether this is what is shown of somebody who was erased."""
    return _ERASED.fullmatch(name) is not None


@lru_cache(1 << 12)
def person_named(name: str) -> str:
    """The key by which somebody is kept; whatever is no name of a person or handle is kept as it is."""
    try:
        return email_key(name) if "@" in name else identity_key(name)
    except NameRefused:
        return name


class Commitments:
    """The commitments of one org while entries are written: ``lines`` were there, ``added`` are new."""

    def __init__(self, lines: Iterable[Line], salt: Callable[[], str]) -> None:
        self.lines, self.added = [*lines], list[Line]()
        self._salt = salt
        self._known: dict[tuple[str, str], str] = {}
        self._salts: dict[str, str] = {}
        for line in self.lines:
            self._known[line.person, line.value] = line.commitment
            self._salts[line.person] = line.salt

    def of(self, person: str, value: str) -> str:
        """The commitment to a name of *person*, which is made if there is none. Nobody's name is nobody's."""
        if not value:
            return value
        known = self._known.get((person, value))
        if known is None:
            salt = self._salts.get(person)
            if salt is None:
                salt = self._salts[person] = self._salt()
            known = self._known[person, value] = committed(salt, person, value)
            self.added.append(Line(known, person, value, salt))
        return known

    def entry(self, entry: AuditEntry) -> AuditEntry:
        """The entry as it is kept and hashed."""
        return said_of(entry, self.of)

    def run(self, run: Run) -> Run:
        """The run as it is kept."""
        return run._replace(actor=self.of(person_named(run.actor), run.actor))

    def of_people(self, people: Iterable[str]) -> list[str]:
        """Every commitment to a name of *people*, sorted."""
        wanted = {*people}
        return sorted(line.commitment for line in (*self.lines, *self.added) if line.person in wanted)


def revealing(value_of: Callable[[str], str | None]) -> Say:
    """Names in the place of commitments, by what each stands for; of one that leads nowhere, that somebody was erased."""

    def say(_: str, text: str) -> str:
        if not is_commitment(text):
            return text
        value = value_of(text)
        return erased(text) if value is None else value

    return say


# --- where persons stand ----------------------------------------------------------------------------------------------


def said_of(entry: AuditEntry, say: Say) -> AuditEntry:
    """An entry with something else in the place of every person's name."""
    address, previous = entry.address, entry.previous
    person = _whose(address)
    before = person if previous is None else _whose(previous)
    return entry._replace(
        address=_address(address, person, say),
        previous=None if previous is None else _address(previous, before, say),
        name=_put(address, person, entry.name, say),
        actor=_alone(entry.actor, say),
        approvers=tuple(_alone(each, say) for each in entry.approvers),
        before=_attrs(address.kind, before, entry.before, say),
        after=_attrs(address.kind, person, entry.after, say),
    )


def said_in(document: Mapping[str, Any], say: Say) -> dict[str, Any]:
    """The same of an entry's document, whatever it holds: what is not as an entry has it stays as it is."""
    said = dict(document)
    address = Address.parse(document["address"])
    previous = Address.parse(document["previous"]) if "previous" in document else None
    person = _whose(address)
    before = person if previous is None else _whose(previous)
    said["address"] = str(_address(address, person, say))
    if previous is not None:
        said["previous"] = str(_address(previous, before, say))
    said["name"] = [*_put(address, person, tuple(document["name"]), say)]
    said["actor"] = _alone(document["actor"], say)
    if "approvers" in document:
        said["approvers"] = [_alone(each, say) for each in document["approvers"]]
    said["before"] = _attrs(address.kind, before, document["before"], say)
    said["after"] = _attrs(address.kind, person, document["after"], say)
    return said


def revealed_in(document: Mapping[str, Any], say: Say) -> dict[str, Any]:
    """The same, where only commitments are to be said otherwise: of a million entries each is looked at once."""
    said = dict(document)
    kind = said["address"].split("/")[2]
    if _names_somebody(kind):
        at = 0 if _stands_first(kind) else -1
        for field in ("address", "previous"):
            if "/~" in said.get(field, ""):
                said[field] = _with_name(said[field], at, say)
        said["name"] = name = [*said["name"]]
        if name:
            name[at] = say("", name[at])
    said["actor"] = say("", said["actor"])
    if "approvers" in said:
        said["approvers"] = [say("", each) for each in said["approvers"]]
    if _fields(kind):
        for side in ("before", "after"):
            said[side] = _attrs(kind, "", said[side], say)
    return said


def _with_name(address: str, at: int, say: Say) -> str:
    """A printed address with the name in the place of the commitment that stands first or last in its key."""
    parts = address.split("/")
    place = at + 3 if at == 0 else at
    if is_commitment(parts[place]):
        parts[place] = as_part(say("", parts[place]))
    return "/".join(parts)


@lru_cache
def _names_somebody(kind: str) -> bool:
    """Whether keys of a kind name a person."""
    shape = kinds().get(kind)
    return shape is not None and (_stands_first(kind) or shape.refers.get("") in ("member", SUBJECT))


def _alone(name: str, say: Say) -> str:
    """A name that says by itself whose it is; of a commitment nobody needs to know."""
    return say("" if is_commitment(name) else person_named(name), name)


def people_in(address: Address, attrs: Attrs) -> list[str]:
    """The keys of all persons whom a row names."""
    return [person for person, _ in _named(address, (), attrs)]


def names_in(address: Address, name: tuple[str, ...], *attrs: Attrs | None) -> list[str]:
    """Every name of a person in a row, as it is spelled."""
    return [value for _, value in _named(address, name, *attrs)]


def _named(address: Address, name: tuple[str, ...], *attrs: Attrs | None) -> list[tuple[str, str]]:
    """Every name of a person in a row, and before it whose it is."""
    found: list[tuple[str, str]] = []

    def say(person: str, value: str) -> str:
        found.append((person, value))
        return value

    person = _whose(address)
    for parts in (address.key, name):
        _put(address, person, parts, say)
    for each in attrs:
        _attrs(address.kind, person, each, say)
    return found


def _whose(address: Address) -> str:
    """The key of the person whose the row is; empty if it is nobody's."""
    return (person_of(address) or "") if address.key and _names_somebody(address.kind) else ""


@lru_cache
def _stands_first(kind: str) -> bool:
    """Whether the person stands first in the key of a kind; else last, if one does."""
    shape = kinds()[kind]
    return shape.person or bool(shape.parent and kinds()[shape.parent].person)


def _put(address: Address, person: str, parts: tuple[str, ...], say: Say) -> tuple[str, ...]:
    """The parts of a key, or of the name that goes with it, with the *person*'s said otherwise."""
    if not person or len(parts) != len(address.key):
        return parts
    at = 0 if _stands_first(address.kind) else len(parts) - 1
    return (*parts[:at], say(person, parts[at]), *parts[at + 1 :])


def _address(address: Address, person: str, say: Say) -> Address:
    return address._replace(key=_put(address, person, address.key, say))


@lru_cache
def _fields(kind: str) -> tuple[tuple[tuple[str, ...], bool], ...]:
    """The attributes of a kind that name persons, by path, and whether that is the person whose the row is."""
    shape = kinds().get(kind)
    if shape is None:
        return ()
    refers = [name for name, target in shape.refers.items() if name and target == "member"]
    return tuple((tuple(name.split(".")), name == "name") for name in (*shape.names, *refers))


def _attrs(kind: str, person: str, attrs: Attrs | None, say: Say) -> Attrs | None:
    if not isinstance(attrs, Mapping):
        return attrs
    for path, own in _fields(kind):
        attrs = _within(attrs, path, partial(say, person) if own and person else partial(_alone, say=say))
    return attrs


def _within(attrs: Attrs, path: tuple[str, ...], tell: Callable[[str], str]) -> Attrs:
    name, *inner = path
    value: Any = attrs.get(name)
    if value is None:
        return attrs
    if inner:
        said = _within(value, tuple(inner), tell) if isinstance(value, Mapping) else value
    elif isinstance(value, str):
        said = tell(value)
    elif isinstance(value, list | tuple):
        said = [tell(each) if isinstance(each, str) else each for each in value]
    else:
        said = value
    return {**attrs, name: said}
