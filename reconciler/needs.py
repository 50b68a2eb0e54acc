"""Which change of a plan cannot be made without which other: what makes a part of a plan whole.

A state holds together by names: a place names its team and its member, a project the team that works on it. So a change
needs those that bring what it names, and one that takes something away needs those that take away what names it. What
moves goes together for the same two reasons. Four needs are about safety instead: see :class:`Why`.

Nothing is chosen here (``selection``), and no rule or guard is asked: what only they can know they say of the part.
To add a need: a generator of :class:`Need` and its line in :func:`needs`; its reason is a word of :class:`Why`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from enum import StrEnum
from typing import NamedTuple

from reconciler.canonical import Attrs
from reconciler.keep import ADOPTED, MANAGES, parent_of, referent_of
from reconciler.kinds import kinds, named_by
from reconciler.model import Address, Change, Plan
from reconciler.routes import Effect, effect, leaves
from reconciler.vocabulary import Platform, load


class Why(StrEnum):
    """Why one change needs another, in words that stand behind "needs"."""

    THERE = "to find what it names"
    GONE = "to leave nothing behind that names it"
    ROOM = "to find its new name free"
    WHOLE = "because it goes only with its org"
    ADOPTED = "or what is there already would not be adopted"
    LIMITED = "or it would be open without its restriction"
    HEIR = "or what they alone were admin of would be nobody's"


class Need(NamedTuple):
    """The change at *one* needs the change at *other*; both are places in the list that was asked about."""

    one: int
    other: int
    why: Why


class Tie(NamedTuple):
    """The change of one *number* comes along with the *other*, or is left out with it."""

    number: int
    other: int
    why: Why


class Web:
    """Which change of a plan needs which, by number (from 1, in the order of the plan). Asked in both directions."""

    def __init__(self, plan: Plan) -> None:
        self._needs: dict[int, list[Tie]] = {}
        self._needed: dict[int, list[Tie]] = {}
        first = 1
        for org in plan.orgs:  # no change of one org needs one of another
            for one, other, why in needs(org.changes, load(org.org.partition("/")[0])):
                self._needs.setdefault(first + one, []).append(Tie(first + other, first + one, why))
                self._needed.setdefault(first + other, []).append(Tie(first + one, first + other, why))
            first += len(org.changes)

    def pulled(self, start: Collection[int]) -> dict[int, Tie]:
        """What *start* needs and does not have, each with the change it comes along for."""
        return _reached(start, self._needs)

    def fallen(self, start: Collection[int]) -> dict[int, Tie]:
        """What cannot be made without *start*, each with the change it needs; nearest first."""
        return _reached(start, self._needed)


def _reached(start: Collection[int], web: Mapping[int, list[Tie]]) -> dict[int, Tie]:
    begun, found = {*start}, dict[int, Tie]()
    waiting = sorted(begun)
    for number in waiting:  # grows while it is walked
        for tie in web.get(number, ()):
            if tie.number not in begun and tie.number not in found:
                found[tie.number] = tie
                waiting.append(tie.number)
    return found


def needs(changes: Sequence[Change], platform: Platform) -> Iterator[Need]:
    """Every need among the changes of one org, each pair with its first reason."""
    seen: set[tuple[int, int]] = set()
    for finder in (_names, _whole, _adoptions, _limits, _heirs):
        for need in finder(changes, platform):
            if need.one != need.other and need[:2] not in seen:
                seen.add(need[:2])
                yield need


def _names(changes: Sequence[Change], platform: Platform) -> Iterator[Need]:
    """What is named comes first and goes last, and an address is left before something else comes to stand there."""
    comes = {c.address: place for place, c in enumerate(changes) if _comes(c)}
    goes = {c.comes_from: place for place, c in enumerate(changes) if _goes(c)}
    for place, change in enumerate(changes):
        after = set(named(change.address, change.after))
        yield from (Need(place, comes[name], Why.THERE) for name in after if name in comes)
        for name in named(change.comes_from, change.before):
            if name in goes and name not in after:
                yield Need(goes[name], place, Why.GONE)
        if comes.get(change.address) == place and change.address in goes:
            yield Need(place, goes[change.address], Why.ROOM)


def _comes(change: Change) -> bool:
    return change.before is None or (change.after is not None and change.comes_from != change.address)


def _goes(change: Change) -> bool:
    return change.after is None or (change.before is not None and change.comes_from != change.address)


def named(address: Address, attrs: Attrs | None) -> Iterator[Address]:
    """What a resource hangs on and names: by its place, by its key, in its fields; nothing if it is not there."""
    if attrs is None:
        return
    shape = kinds()[address.kind]
    for found in (parent_of(address, shape), referent_of(address, shape)):
        if found is not None:
            yield found
    if address.kind == "experience":  # the name is that of a domain, where the org declares domains
        yield Address(address.platform, address.org, "domain", address.key[-1:])
    for field, target in shape.refers.items():
        value = attrs.get(field) if field else None
        names = [value] if isinstance(value, str) else value if isinstance(value, Mapping | list) else ()
        for kind in named_by(target):
            yield from (Address(address.platform, address.org, kind, (str(name),)) for name in names)


def _whole(changes: Sequence[Change], platform: Platform) -> Iterator[Need]:
    """What goes with its org goes as the org does, whatever its own way out would be."""
    org = next((i for i, c in enumerate(changes) if c.after is None and not kinds()[c.address.kind].parent), None)
    if org is not None:
        yield from (Need(place, org, Why.WHOLE) for place in range(len(changes)))


def _adoptions(changes: Sequence[Change], platform: Platform) -> Iterator[Need]:
    """Whoever begins to manage a section marks what is there already, or it would count as managed and be removed."""
    begins = {c.comes_from: (place, begun) for place, c in enumerate(changes) if (begun := _begun(c))}
    for place, change in enumerate(changes) if begins else ():
        if not _marks_or_removes(change, platform):
            continue
        below = change.comes_from
        while (above := parent_of(below, kinds()[below.kind])) is not None:
            owner, begun = begins.get(above, (place, frozenset()))
            if kinds()[below.kind].section in begun:
                yield Need(owner, place, Why.ADOPTED)
            below = above


def _begun(change: Change) -> frozenset[str]:
    """The sections that are managed after a change and were not before."""
    if change.before is None or change.after is None:
        return frozenset()
    before = () if change.before.get(ADOPTED) and not change.after.get(ADOPTED) else change.before.get(MANAGES, ())
    after = change.after.get(MANAGES, ())
    return frozenset(map(str, after)) - frozenset(map(str, before))  # type: ignore[arg-type]


def _marks_or_removes(change: Change, platform: Platform) -> bool:
    if change.before is None:
        return False
    marked = change.after is not None and bool(change.after.get(ADOPTED)) > bool(change.before.get(ADOPTED))
    return marked or change.after is None or leaves(change, platform)


def _limits(changes: Sequence[Change], platform: Platform) -> Iterator[Need]:
    """What restricts a thing comes with what makes the thing, and with what opens it to somebody."""
    limits: dict[Address, list[int]] = {}
    for place, change in enumerate(changes):
        thing = parent_of(change.address, kinds()[change.address.kind])
        limiting = kinds()[change.address.kind].limits and effect(change, platform) is Effect.LOSS
        if thing is not None and limiting:
            limits.setdefault(thing, []).append(place)
    for place, change in enumerate(changes) if limits else ():
        shape = kinds()[change.address.kind]
        opens = shape.grants and effect(change, platform) is Effect.GAIN
        things = (parent_of(change.address, shape), referent_of(change.address, shape)) if opens else (change.address,)
        if opens or change.before is None:
            yield from (Need(place, limit, Why.LIMITED) for thing in things if thing for limit in limits.get(thing, ()))


def _heirs(changes: Sequence[Change], platform: Platform) -> Iterator[Need]:
    """Whoever is removed leaves their things to a replacement, by grants that no manifest has asked for."""
    grants: dict[str, list[int]] = {}
    for place, change in enumerate(changes):
        if kinds()[change.address.kind].grants and change.after is not None and not change.source.line:
            grants.setdefault(change.address.key[-1], []).append(place)
    for place, change in enumerate(changes) if grants else ():
        heir = change.before.get("replacement") if change.after is None and change.before else None
        yield from (Need(place, grant, Why.HEIR) for grant in grants.get(str(heir), ()))
