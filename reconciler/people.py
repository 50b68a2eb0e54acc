"""Persons across orgs, read from ``people:`` documents: one person, all their names, and the day they leave.

A person is known by e-mail address on one platform and by handle on another; ``also`` and ``previously`` say that all
these names are one. ``departed`` is the last day: from the next day on every membership, place and grant under any of
the names is gone from what the manifests want, in every org, and each platform lets them leave in its own way.

What an org wants is ``desired``'s business; here nothing is known of orgs. To say more of a person: one field on
:class:`Person`, and what it means for members in ``desired``.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from pydantic import ValidationError

from reconciler.errors import Problem, Source
from reconciler.kinds import Spec, shape_of
from reconciler.kinds.spec import Date, Name, Names
from reconciler.manifest.misfits import Place, described, empty, explained, nothing, quoted
from reconciler.manifest.nodes import Block, Document, source_of
from reconciler.text import NameRefused, email_key, identity_key


class Person(Spec):
    """One person, under all names."""

    kind = "person"

    name: Name | None = None
    """The person's name, for every org that does not say another."""
    also: Names = ()
    """Other addresses and handles of the same person."""
    previously: Names = ()
    """Addresses and handles the person had before."""
    departed: Date | None = None
    """The last day; after it the person is a member of nothing."""


SHAPE = shape_of(Person, section="people", depth=1, attributes=tuple(Person.model_fields))


@dataclass(frozen=True)
class People:
    """All persons, by every key a name of theirs has."""

    known: Mapping[str, Person] = field(default_factory=dict)

    def gone(self, today: str) -> frozenset[str]:
        """The keys of all who have departed before *today* (an ISO date; none if it is empty)."""
        return frozenset(key for key, person in self.known.items() if person.departed and person.departed < today)

    def last_day(self, key: str | None) -> str:
        """The last day of the person who has this key; empty if none is said."""
        person = self.known.get(key) if key is not None else None
        return (person.departed or "") if person is not None else ""

    def names(self, key: str) -> tuple[str, ...]:
        """Every key of the person who has this one, sorted; the key alone if nobody is known by it."""
        person = self.known.get(key)
        return tuple(sorted(k for k, p in self.known.items() if p is person)) if person is not None else (key,)


NOBODY = People()
"""Where no document speaks of persons."""


def person_key(name: str) -> str:
    """The identity key of an address or a handle. Raises NameRefused."""
    return email_key(name) if "@" in name else identity_key(name)


def people(documents: Iterable[Document], problems: list[Problem]) -> People:
    """The persons of all ``people:`` documents."""
    found: dict[str, Person] = {}
    places: dict[str, Source] = {}
    for document in documents:
        node = document.root["people"]
        for key in document.root:
            if key != "people":
                message = f"{quoted(key)} does not belong beside people:"
                hint = "put it into a document of its own"
                problems.append(Problem("unknown-key", message, source_of(document, key), hint))
        if not isinstance(node, Block):
            at = source_of(document, "people")
            problems.append(Problem("wrong-type", "people: holds a mapping from names", at, "write a name and a colon"))
            continue
        for name, entry in node.items():
            line, column, *value = node.places[name]
            person = _person(entry, Place(document.file, entry, *value), problems)
            for own in (name, *person.also, *person.previously):
                _known_as(own, person, Source(document.file, line, column), found, places, problems)
    return People(found)


def _person(node: object, place: Place, problems: list[Problem]) -> Person:
    if isinstance(node, Block):
        hollow = [name for name, value in node.items() if nothing(value)]
        problems.extend(empty(name, place.key(name), section=False) for name in hollow)
        try:
            return Person.model_validate({name: value for name, value in node.items() if name not in hollow})
        except ValidationError as error:
            problems.extend(explained(SHAPE, detail, place) for detail in error.errors(include_url=False))
    elif not nothing(node):
        message = f"this person is {described(node)}, not a mapping"
        problems.append(Problem("wrong-type", message, place(), "write name:, also:, previously: or departed:"))
    return Person()


def _known_as(
    name: str,
    person: Person,
    at: Source,
    found: dict[str, Person],
    places: dict[str, Source],
    problems: list[Problem],
) -> None:
    try:
        key = person_key(name)
    except NameRefused as reason:
        problems.append(
            Problem(
                "name-refused",
                f"person {quoted(name)} {reason}",
                at,
                "write an address or a handle: ada@brainlab.example",
            )
        )
        return
    if key in found and found[key] is not person:
        message = f"{quoted(name)} is a name of two people: first at {places[key]}"
        problems.append(Problem("person-twice", message, at, "delete one of the two", also=(places[key],)))
        return
    found[key] = person
    places[key] = at
