"""Which key vouches for which logs: a key of checkpoints, and the sizes of each org's log that its signature is worth.

There is one log for each org, so a size says something of one org alone. Pure, and knows no checkpoint and no policy file: both
ask here. To bind a key to something else than sizes: one field more, and what it refuses in :meth:`Voucher.objection`.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple

from reconciler.model import OrgKey
from reconciler.signing import PublicKey
from reconciler.text import visible

Sizes = Mapping[OrgKey, int]


class Voucher(NamedTuple):
    """A key that is trusted, for logs that are no smaller than *since* and no larger than *until* has them.

    An org that *since* does not name may have a log of any size from none on. With *until*, an org that it does not name had no
    log when the key's time ended, and the key says nothing of it.
    """

    key: PublicKey
    name: str = ""
    since: Sizes = MappingProxyType({})
    until: Sizes | None = None

    def objection(self, org: OrgKey, size: int) -> str:
        """Why the key does not vouch for a log of this size; nothing if it does."""
        first, last = self.since.get(org, 0), None if self.until is None else self.until.get(org, -1)
        if first <= size and (last is None or size <= last):
            return ""
        who = f"the key {visible(self.name or self.key.fingerprint)}"
        if last is not None and last < 0:
            return f"{who} does not vouch for {visible(org)}"
        span = f"up to #{last}" if last is not None and last < size else f"from #{first} on"
        return f"{who} vouches for {visible(org)} {span}, and this has seen #{size}"
