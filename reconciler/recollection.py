"""What one manifest said of an org, kept as bytes: with it a plan needs to parse the files alone that have changed.

A file that has not changed says again what it said. What it said is kept by the store when an org is settled, and read here in
the place of the file, lines and columns and all, so that whoever goes on with it cannot tell the two apart. It is JSON, for
bytes out of a database are no better than any others: what does not look like what is written here raises :class:`Unusable`, and
then the files are read. When a file may be left for what is kept of it is for ``manifest.composed`` to say, and whether a plan
may rest on it for ``settling``: nothing is ever shown that has not been read, so no row that lies brings anybody in or puts
anybody out; only two that fit together can have a removal proposed, which is shown like any other.

To keep more of a file: one more member in what :func:`kept` writes, and the same in :func:`recalled`.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from itertools import chain, repeat
from typing import Any, NamedTuple, NoReturn, TypeVar

from reconciler.canonical import Attrs, canonical
from reconciler.errors import Source
from reconciler.kinds import kinds
from reconciler.model import Address, OrgKey, Resource, Settled

_Named = TypeVar("_Named", bound=tuple[Any, ...])
_QUICKLY = 1
_COLUMNS = 7
_LARGEST = 256 << 20
"""Bytes that the record of one file unfolds to at most; the largest manifest that is read makes a tenth of it."""


class Unusable(Exception):
    """What was kept cannot stand for the files: it is not what this program keeps, or does not go together."""


class Opening(NamedTuple):
    """What one document says of the org itself: settings, the sections it opens, its limits for guards.

    ``said`` are its keys that are neither ``org`` nor sections, each with its place; ``source`` is where it names the org.
    """

    source: Source
    attrs: Attrs
    sections: tuple[str, ...]
    limits: Mapping[str, int]
    said: Mapping[str, Source]


class Memory(NamedTuple):
    """What a store remembers of manifests: by which of them orgs were settled, and what each said, by its line."""

    orgs: Sequence[Settled]
    said: Callable[[OrgKey], Mapping[str, bytes]]


class Recalled(NamedTuple):
    """What a program has kept of files of one org, by the names of the files."""

    org: OrgKey
    program: str
    said: Mapping[str, bytes]
    gone: Sequence[bytes] = ()
    """What was said of it by files that are not there as they were."""

    @property
    def platform(self) -> str:
        """The first part of the org's key."""
        return self.org.partition("/")[0]

    @property
    def slug(self) -> str:
        """The second."""
        return self.org.partition("/")[2]

    def once(self) -> frozenset[Address]:
        """What stood in the files that are gone. Raises Unusable."""
        read = (recalled(data, self.program, "", self.platform, self.slug, {})[1] for data in self.gone)
        return frozenset(resource.address for resources in read for resource in resources)

    def read(self, words: dict[str, str]) -> Iterator[tuple[list[Opening], list[Resource]]]:
        """File after file. *words* has each name once, and gets those that are new. Raises Unusable."""
        for file, data in self.said.items():
            yield recalled(data, self.program, file, self.platform, self.slug, words)


def kept(program: str, openings: Sequence[Opening], resources: Iterable[Resource]) -> bytes | None:
    """What one file says to a program, as bytes. The org's own resource is not among *resources*: it is made of all openings.

    Nothing is kept of a file with limits for guards: a plan does not show them, and what is not shown is read.

    Resources are columns of numbers, which are read in a third of the time of rows. What stands in many of them stands once, in
    a table, and has a number.
    """
    if any(each.limits for each in openings):
        return None
    opened = [
        [*each.source[1:], each.attrs, each.sections, {key: source[1:] for key, source in each.said.items()}]
        for each in openings
    ]
    kind, outer, words, said = tables = [_Table(), _Table(), _Table(), _Table()]
    rows = [
        (
            kind.number(address.kind),
            outer.number((address.key[:-1], name[:-1])),
            words.number(address.key[-1]),
            words.number(name[-1]),
            said.number(attrs, canonical(attrs)),
            source.line,
            source.column,
        )
        for address, attrs, name, source in resources
    ]
    columns = [*zip(*rows, strict=True)] or [()] * _COLUMNS
    text = json.dumps([program, opened, columns, [table.values for table in tables]], separators=(",", ":"))
    return zlib.compress(text.encode(), _QUICKLY)


class _Table:
    """Values that are written once, in the order in which they came."""

    def __init__(self) -> None:
        self.values: list[object] = []
        self._numbers: dict[object, int] = {}

    def number(self, value: object, key: object = None) -> int:
        """The number of a value, which is known by its key where it cannot be known by itself."""
        number = self._numbers.setdefault(value if key is None else key, len(self.values))
        if number == len(self.values):
            self.values.append(value)
        return number


def recalled(
    data: bytes, program: str, file: str, platform: str, slug: str, words: dict[str, str]
) -> tuple[list[Opening], list[Resource]]:
    """The inverse of :func:`kept`, for a file of that name and an org. Raises Unusable, as for what another program has kept."""
    try:
        who, opened, columns, tables = json.loads(_unfolded(data), parse_float=_refused, parse_constant=_refused)
        if who != program:
            raise ValueError("the words of another program")
        return [_opening(each, file) for each in opened], _resources(columns, tables, file, platform, slug, words)
    except (ValueError, TypeError, LookupError, AttributeError, zlib.error, RecursionError) as error:
        raise Unusable from error


def _unfolded(data: bytes) -> bytes:
    unfolding = zlib.decompressobj()
    text = unfolding.decompress(data, _LARGEST)
    if not unfolding.eof:
        raise ValueError("more than a file can have said")
    return text


def _refused(number: str) -> NoReturn:
    """No attribute is a fraction."""
    raise ValueError(number)


def _opening(each: Sequence[Any], file: str) -> Opening:
    line, column, attrs, sections, said = each
    places = {key: Source(file, *place) for key, place in said.items()}
    return Opening(Source(file, line, column), {**attrs}, tuple(sections), {}, places)


def _resources(
    columns: list[list[int]], tables: Any, file: str, platform: str, slug: str, words: dict[str, str]
) -> list[Resource]:
    known, outer, written, said = tables
    sound = kinds().keys() >= {*known} and {*map(type, said)} <= {dict} and {*map(type, chain(*columns))} <= {int}
    if not sound or len(columns) != _COLUMNS:
        raise ValueError("resources that are none")
    own = [words.setdefault(word, word) for word in written]
    above = [(tuple(key), tuple(name)) for key, name in outer]
    "".join([*own, *chain(*chain(*above))])  # raises TypeError for what is no text
    kind, at, word, shown, attrs, *place = columns
    keys = [(*above[outer][0], own[each]) for outer, each in zip(at, word, strict=True)]
    names = keys
    if word != shown or any(key != name for key, name in above):
        spelled = [(*above[outer][1], own[each]) for outer, each in zip(at, shown, strict=True)]
        names = [key if key == name else name for key, name in zip(keys, spelled, strict=True)]
    # Through ``map``, since half a million of them are made for a large org: a class of named tuples takes three times as long.
    addresses = map(_of(Address), zip(repeat(platform), repeat(slug), map(known.__getitem__, kind), keys))
    sources = map(_of(Source), zip(repeat(file), *place))
    return [*map(_of(Resource), zip(addresses, map(said.__getitem__, attrs), names, sources, strict=True))]


def _of(named: type[_Named]) -> Callable[[tuple[Any, ...]], _Named]:
    """Makes one of a class of named tuples out of a tuple of all its members."""
    return partial(tuple.__new__, named)
