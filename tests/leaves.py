"""The hashes of a log, computed from what its rows hold: names are shown by a store and are not what is hashed."""

from __future__ import annotations

from reconciler.ledger import leaf
from reconciler.model import OrgKey
from reconciler.stores.base import Store


def leaf_hashes(store: Store, org: OrgKey) -> list[str]:
    """One for each entry, by number."""
    with store.evidence() as evidence:
        return [leaf(written.text.encode()).hex() for written in evidence.entries(org)]
