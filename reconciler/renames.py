"""Names that change: what is stored under a former name becomes the new one, with all that hangs on it (R9, T097, T098).

``previously: [old]`` says that a thing had another name. Where a row of that name is stored, it *moves*: its address
changes, its history stays, and so do the places, grants and references that hang on it. What has moved remembers it
(the attribute ``previously``), so the line may stay in the manifest: it is not done twice, not even a swap. A line that
speaks of nothing that is stored leaves no trace, and one whose names have both been given again does nothing.

All moves of an org happen at once, so names may be swapped or passed on in a chain. What cannot be meant is a problem: two
that claim one former name, one that claims two, and a name that is taken by something that stays.

The planner renames what is stored first, and compares then (:func:`renamed`). Nothing here compares states.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from reconciler.canonical import Attrs, Json
from reconciler.errors import Problem, Severity
from reconciler.kinds import PREVIOUSLY, SUBJECT, Named, kinds
from reconciler.model import Address, Resource, State
from reconciler.text import visible

Names = Mapping[str, Mapping[str, str]]
"""Former key → new key, by kind."""


@dataclass(frozen=True)
class Renamed:
    """The two states a plan compares: ``desired``, with the former names that count, and ``actual`` as if already renamed.

    ``origin`` has the stored resource for each address of ``actual`` that is stored otherwise.
    """

    desired: State
    actual: State
    origin: Mapping[Address, Resource] = field(default_factory=dict)


def renamed(desired: State, actual: State, problems: list[Problem]) -> Renamed:
    """*actual* under the names of *desired*."""
    claims = [r for r in desired.values() if PREVIOUSLY in r.attrs]
    if not claims:
        return Renamed(desired, actual)
    moves: dict[Address, Address] = {}
    settled: dict[Address, Resource] = {}
    for resource in sorted(claims, key=lambda resource: resource.address):
        remembered, pending = _former(resource, actual)
        _claim(resource, pending, moves, problems)
        settled[resource.address] = _remembering(resource, [*remembered, *(old.key[-1] for old in pending)])
    for old in _overtaken(moves, desired, actual):
        settled[moves[old]] = _forgetting(settled[moves[old]], old.key[-1])
        problems.append(_still(old, desired[moves.pop(old)]))
    _check_free(moves, desired, actual, problems)
    for resource in claims:
        if resource.address not in moves.values() and (resource.address not in actual or resource.address in moves):
            settled[resource.address] = _remembering(resource, _given_again(resource, desired))
    wanted = State({**desired.resources, **settled})
    if not moves:
        return Renamed(wanted, actual)
    names: dict[str, dict[str, str]] = {}
    for old, new in moves.items():
        names.setdefault(old.kind, {})[old.key[-1]] = new.key[-1]
    found = _everything(wanted, actual, names)
    problems += _reused(found)
    return found


def _former(resource: Resource, actual: State) -> tuple[list[str], list[Address]]:
    """The former names of a resource that it remembers to have had, and the addresses it has still to come from."""
    stored = actual.get(resource.address)
    known = set(former_names(stored.attrs)) if stored is not None else set()
    told = [name for name in former_names(resource.attrs) if name != resource.address.key[-1]]
    elsewhere = (
        resource.address._replace(key=(*resource.address.key[:-1], name)) for name in told if name not in known
    )
    return [name for name in told if name in known], [address for address in elsewhere if address in actual]


def former_names(attrs: Attrs) -> list[str]:
    """The keys under which a thing was known before, as its attributes say."""
    listed = attrs.get(PREVIOUSLY, ())
    return [str(name) for name in listed] if isinstance(listed, list | tuple) else []


def _claim(resource: Resource, pending: list[Address], moves: dict[Address, Address], problems: list[Problem]) -> None:
    """One resource takes over what is stored under its former name, if there is one such name, and nobody else does."""
    new = visible(_spelled(resource))
    if len(pending) > 1:
        both = " and ".join(visible(old.key[-1]) for old in pending)
        message = f"{new} cannot be what was called {both}: both are stored"
        one, *rest = (visible(old.key[-1]) for old in pending)
        hint = f"write one name, as in previously: [{one}], and move or remove {' and '.join(rest)} first"
        problems.append(Problem("rename-merges", message, resource.source, hint))
        return
    for old in pending:
        if old in moves:
            message = f"{new} and {visible(moves[old].key[-1])} both were {visible(old.key[-1])} before"
            hint = f"take previously: [{visible(old.key[-1])}] out of one of the two"
            problems.append(Problem("rename-claimed", message, resource.source, hint))
        else:
            moves[old] = resource.address


def _overtaken(moves: Mapping[Address, Address], desired: State, actual: State) -> list[Address]:
    """The former names whose line is over: both things are stored and both are declared, so neither is the other any more.

    So it is where the line was written when both were there. Where what has the new name moves away itself, it counts.
    """
    left = dict(moves)
    while over := [old for old, new in left.items() if new in actual and new not in left and old in desired]:
        for old in over:
            del left[old]
    return sorted(moves.keys() - left.keys())


def _still(old: Address, resource: Resource) -> Problem:
    was, now = visible(old.key[-1]), visible(_spelled(resource))
    message = f"{was} does not become {now}: both are declared, and both are stored"
    hint = f"take previously: [{was}] out once every store has {now}"
    return Problem("rename-overtaken", message, resource.source, hint, Severity.WARNING)


def _reused(found: Renamed) -> Iterator[Problem]:
    """What goes on naming a thing by a name that passes to another in the same plan: nobody could see who gains and loses."""
    for moved, stored in found.origin.items():
        old, wanted = stored.address, found.desired.get(moved)
        if moved not in found.desired and old in found.desired:
            yield _in_two_steps(found.desired[old], moved)
        elif wanted is not None and wanted.attrs != found.actual[moved].attrs:
            renamed_here = {n for n, value in found.actual[moved].attrs.items() if value != stored.attrs.get(n)}
            if any(wanted.attrs.get(name) == stored.attrs[name] for name in renamed_here):
                yield _in_two_steps(wanted, moved)


def _in_two_steps(resource: Resource, moved: Address) -> Problem:
    name = visible("/".join(resource.name or resource.address.key))
    message = f"{resource.address.kind} {name} would name another thing than before, because a name is given again here"
    hint = f"apply the new names first, with what names them ({visible(moved.path)}); then give the old name again"
    return Problem("rename-reused", message, resource.source, hint)


def _check_free(moves: dict[Address, Address], desired: State, actual: State, problems: list[Problem]) -> None:
    """What moves needs a name that nothing else keeps (T098); what has none stays where it is."""
    while taken := [(old, new) for old, new in moves.items() if new in actual and new not in moves]:
        for old, new in taken:
            del moves[old]
            resource = desired[new]
            message = f"{visible(old.key[-1])} cannot become {visible(_spelled(resource))}: that is stored, too"
            hint = f"take previously: [{visible(old.key[-1])}] out, or remove {visible(_spelled(resource))} first"
            problems.append(Problem("rename-taken", message, resource.source, hint))


def _given_again(resource: Resource, desired: State) -> list[str]:
    """The former names of something new that other things have by now: it remembers them, so they are never taken from those."""
    told = [name for name in former_names(resource.attrs) if name != resource.address.key[-1]]
    return [name for name in told if resource.address._replace(key=(*resource.address.key[:-1], name)) in desired]


def _spelled(resource: Resource) -> str:
    return (resource.name or resource.address.key)[-1]


def _remembering(resource: Resource, former: list[str]) -> Resource:
    attrs: dict[str, Json] = {name: value for name, value in resource.attrs.items() if name != PREVIOUSLY}
    if former:
        attrs[PREVIOUSLY] = sorted(former)
    return resource._replace(attrs=attrs)


def _forgetting(resource: Resource, name: str) -> Resource:
    return _remembering(resource, [own for own in former_names(resource.attrs) if own != name])


# --- all that hangs on a name ------------------------------------------------------------------------------------------


def _everything(desired: State, actual: State, names: Names) -> Renamed:
    """Every stored resource under its new address, naming others by their new names."""
    found: dict[Address, Resource] = {}
    origin: dict[Address, Resource] = {}
    for address, stored in actual.items():
        moved = address._replace(key=_key(address, names))
        attrs = _attrs(stored, names)
        if moved == address and attrs is stored.attrs:
            found[address] = stored
            continue
        wanted = desired.get(moved)
        name = wanted.name if wanted is not None else _name(stored, moved)
        found[moved] = Resource(moved, attrs, name)
        origin[moved] = stored
    return Renamed(desired, State(found), origin)


def _key(address: Address, names: Names) -> tuple[str, ...]:
    """The key with each part that is a name in *names* in its new form."""
    return tuple(
        _renamed(kind, part, names) for kind, part in zip(_kinds_of_key(address.kind), address.key, strict=True)
    )


def _kinds_of_key(kind: str) -> Iterator[str]:
    """The kinds that the parts of a key name, outermost first: a place in a team names a team and a member."""
    shape = kinds()[kind]
    if not shape.depth:
        return
    if shape.parent:
        yield from _kinds_of_key(shape.parent)
    yield shape.refers.get("", shape.echoes or kind)


def _renamed(kind: str, part: str, names: Names) -> str:
    if kind != SUBJECT:
        return names.get(kind, {}).get(part, part)
    prefix, colon, name = part.partition(":")
    if not colon:
        return names.get("member", {}).get(part, part)
    return f"{prefix}:{names.get(prefix, {}).get(name, name)}"


def _attrs(stored: Resource, names: Names) -> Attrs:
    """The attributes with every reference in its new form; the very same object if none changes."""
    changed: dict[str, Json] = {}
    for name, kind in kinds()[stored.address.kind].refers.items():
        value = stored.attrs.get(name) if name else None
        known = names.get(kind, {})
        if isinstance(value, str) and value in known:
            changed[name] = known[value]
        elif isinstance(value, Mapping) and known.keys() & value.keys():
            changed[name] = {known.get(own, own): each for own, each in value.items()}
    return {**stored.attrs, **changed} if changed else stored.attrs


def _name(stored: Resource, moved: Address) -> tuple[str, ...]:
    """The name as it was written, with the parts that change as their keys."""
    if not stored.name:
        return ()
    parts = zip(stored.name, stored.address.key, moved.key, strict=True)
    return tuple(name if old == new else new for name, old, new in parts)


def is_named(kind: str) -> bool:
    """Whether things of a kind have a name that people may change."""
    return issubclass(kinds()[kind].spec, Named)
