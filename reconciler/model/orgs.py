"""Orgs in short: what they are called, and what is known of one without its rows."""

from __future__ import annotations

from typing import NamedTuple

OrgKey = str
"""``platform/slug``: names one organization, begins every primary key, and is what a transaction is about."""


class Head(NamedTuple):
    """What a store knows of an org without reading its rows.

    ``serial`` counts applies; ``digest`` is the state's, under ``key``; ``size`` counts audit entries; ``frontier`` holds the
    roots of the complete subtrees of the audit tree, largest first (see ``ledger``). The key is the org's secret.
    """

    org: OrgKey
    serial: int
    digest: str
    size: int = 0
    frontier: tuple[str, ...] = ()
    key: str = ""
