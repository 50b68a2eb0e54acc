"""A part of all orgs, the same for everybody who asks: for machines that plan and apply side by side.

Orgs are isolated, so they are what is dealt out. Which part an org is in follows from its name and the number of parts alone,
so every machine finds its own without talking to the others, and an org stays where it is when others come and go.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TypeVar

from reconciler.canonical import sha256

V = TypeVar("V")

_FORM = re.compile(r"([1-9]\d{0,5})/([1-9]\d{0,5})")


@dataclass(frozen=True)
class Shard:
    """The ``number``-th of ``of`` parts, beginning with 1."""

    number: int = 1
    of: int = 1

    @classmethod
    def parse(cls, text: str) -> Shard:
        """``3/8``. Raises ValueError for anything else."""
        found = _FORM.fullmatch(text)
        shard = cls(int(found[1]), int(found[2])) if found else cls(2, 1)
        if shard.number > shard.of:
            raise ValueError(text)
        return shard

    def __contains__(self, org: object) -> bool:
        """Whether an org is in this part."""
        return isinstance(org, str) and int(sha256(org)[:16], 16) % self.of == self.number - 1


class Dealt(Mapping[str, V]):
    """What is known of all orgs, by org, but for those of one part alone."""

    def __init__(self, whole: Mapping[str, V], shard: Shard) -> None:
        self._whole = whole
        self._own = dict.fromkeys(org for org in whole if org in shard)

    def __getitem__(self, org: str) -> V:
        if org not in self._own:
            raise KeyError(org)
        return self._whole[org]

    def __iter__(self) -> Iterator[str]:
        return iter(self._own)

    def __len__(self) -> int:
        return len(self._own)


EVERY = Shard()
"""Where nothing is dealt out."""
