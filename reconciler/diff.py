"""Two states become differences: set algebra over addresses, and nothing else.

No conditions live here. What must not be deleted has been put into desired before (``keep``), how a platform carries
a difference out is decided after (``routes``). Comparing attributes is ``==`` on normalised values; only where one
*changed* resource has nested values does :func:`paths` ask deepdiff to name what differs inside, because deepdiff
over whole states costs a thousand times as much.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import takewhile
from typing import NamedTuple

from reconciler.canonical import Attrs, Json
from reconciler.model import Address, Resource, State


class Difference(NamedTuple):
    """A resource as it is and as it should be; one of the two may be missing.

    ``named`` says that nothing differs but names: its own, its spelling, or those of what it refers to.
    """

    address: Address
    actual: Resource | None
    desired: Resource | None
    named: bool = False


def diff(desired: State, actual: State) -> Iterator[Difference]:
    """Every address at which the two states differ, in no particular order."""
    known, met = actual.resources, 0
    for address, resource in desired.items():
        stored = known.get(address)
        met += stored is not None
        if stored is None or stored.attrs != resource.attrs:
            yield Difference(address, stored, resource)
    if met < len(known):
        for address, stored in known.items():
            if address not in desired.resources:
                yield Difference(address, stored, None)


class FieldChange(NamedTuple):
    """One attribute, or one value inside one, before and after; None where there is none."""

    path: tuple[str, ...]
    before: Json
    after: Json


_FLAT = (str, int, list, tuple, type(None))
"""What has nothing inside that has a name; asked first, because asking for a mapping takes longer."""


def paths(before: Attrs, after: Attrs) -> Iterator[FieldChange]:
    """What differs between the two sides of one change, sorted; nested values by their own path."""
    for name in sorted(before.keys() | after.keys() if before else after):
        was, becomes = before.get(name), after.get(name)
        if was == becomes:
            continue
        if isinstance(was, _FLAT) and isinstance(becomes, _FLAT):
            yield FieldChange((name,), was, becomes)
        elif isinstance(was, Mapping) and isinstance(becomes, Mapping):
            yield from _inside(name, was, becomes)
        else:
            yield from (FieldChange(path, value, None) for path, value in _leaves((name,), was))
            yield from (FieldChange(path, None, value) for path, value in _leaves((name,), becomes))


def _leaves(path: tuple[str, ...], value: Json) -> Iterator[tuple[tuple[str, ...], Json]]:
    """Every value inside a value that is there on one side only; none for nothing."""
    if isinstance(value, Mapping):
        for name in sorted(value):
            yield from _leaves((*path, name), value[name])
    elif value is not None:
        yield path, value


def _inside(name: str, before: Attrs, after: Attrs) -> Iterator[FieldChange]:
    from deepdiff import DeepDiff  # lazy: 0.3 s, needed only where values nest

    tree = DeepDiff(before, after, view="tree")
    found = {_down_to_names(level.path(output_format="list")) for levels in tree.values() for level in levels}
    yield from (FieldChange((name, *path), _at(before, path), _at(after, path)) for path in sorted(found))


def _down_to_names(path: Iterable[object]) -> tuple[str, ...]:
    """A path as far as it has names: a list of names is one value, whichever of them differ."""
    return tuple(step for step in takewhile(lambda step: isinstance(step, str), path) if isinstance(step, str))


def _at(value: Json, path: tuple[str, ...]) -> Json:
    """What a path leads to; None where nothing is there."""
    for step in path:
        value = value.get(step) if isinstance(value, Mapping) else None
    return value
