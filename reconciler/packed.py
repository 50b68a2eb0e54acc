"""A dictionary whose values are held folded up, for what is many times larger open than folded and is needed one at a time.

A thousand organizations are read, planned and let go one after the other in the memory of a few: whatever is known of each of them
lies here in a tenth of its size until it is its turn. Each look makes a value anew, so nothing that is found here may be changed
in place. A plain ``dict`` serves as well wherever there is room, and nobody who reads needs to know which of both there is.

Values are pickled and never leave the process. Nothing of the program is known here; to let a type in, let it be pickled.
"""

from __future__ import annotations

import pickle
import zlib
from collections.abc import Iterator, MutableMapping
from typing import TypeVar

V = TypeVar("V")

_QUICKLY = 1


class Packed(MutableMapping[str, V]):
    """Values by name, in the order in which the names came."""

    def __init__(self) -> None:
        self._folded: dict[str, bytes] = {}

    def __setitem__(self, name: str, value: V) -> None:
        self._folded[name] = zlib.compress(pickle.dumps(value, pickle.HIGHEST_PROTOCOL), _QUICKLY)

    def __getitem__(self, name: str) -> V:
        found: V = pickle.loads(zlib.decompress(self._folded[name]))  # noqa: S301 - folded a few lines above
        return found

    def __delitem__(self, name: str) -> None:
        del self._folded[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._folded)

    def __len__(self) -> int:
        return len(self._folded)

    def __contains__(self, name: object) -> bool:
        return name in self._folded
