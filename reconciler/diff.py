"""Two states become differences: set algebra over addresses, and nothing else.

No conditions live here. What must not be deleted has been put into desired before (``keep``), how a platform carries
a difference out is decided after (``routes``). Comparing attributes is ``==`` on normalised values; only where one
*changed* resource has nested values does :func:`paths` ask deepdiff to name what differs inside, because deepdiff
over whole states costs a thousand times as much.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from reconciler.canonical import Attrs, Json
from reconciler.model import Address, Resource, State


class Difference(NamedTuple):
    """A resource as it is and as it should be; one of the two may be missing."""

    address: Address
    actual: Resource | None
    desired: Resource | None


def diff(desired: State, actual: State) -> Iterator[Difference]:
    """Every address at which the two states differ, in no particular order."""
    known = actual.resources
    for address, resource in desired.items():
        stored = known.get(address)
        if stored is None or stored.attrs != resource.attrs:
            yield Difference(address, stored, resource)
    for address, stored in actual.items():
        if address not in desired.resources:
            yield Difference(address, stored, None)


class FieldChange(NamedTuple):
    """One attribute, or one value inside one, before and after; None where there is none."""

    path: tuple[str, ...]
    before: Json
    after: Json


def paths(before: Attrs, after: Attrs) -> Iterator[FieldChange]:
    """What differs between the two sides of one change, sorted; nested values by their own path."""
    for name in sorted(before.keys() | after.keys()):
        was, becomes = before.get(name), after.get(name)
        if was == becomes:
            continue
        if isinstance(was, Mapping) and isinstance(becomes, Mapping):
            yield from _inside(name, was, becomes)
        else:
            yield FieldChange((name,), was, becomes)


def _inside(name: str, before: Attrs, after: Attrs) -> Iterator[FieldChange]:
    from deepdiff import DeepDiff  # lazy: 0.3 s, needed only where values nest

    tree = DeepDiff(before, after, view="tree")
    found = [
        FieldChange((name, *map(str, level.path(output_format="list"))), _present(level.t1), _present(level.t2))
        for levels in tree.values()
        for level in levels
    ]
    yield from sorted(found, key=lambda change: change.path)


def _present(value: object) -> Json:
    """None where deepdiff marks a missing side."""
    return None if type(value).__name__ == "NotPresent" else value  # type: ignore[return-value]
