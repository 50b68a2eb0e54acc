"""A part of all orgs, the same for everybody who asks: for machines that plan and apply side by side.

Orgs are isolated, so they are what is dealt out. Which part an org is in follows from its name and the number of parts alone,
so every machine finds its own without talking to the others, and an org stays where it is when others come and go.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from reconciler.canonical import sha256

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


EVERY = Shard()
"""Where nothing is dealt out."""
