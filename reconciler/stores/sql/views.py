"""The names of the views in a store: one for each kind, for people with an SQL client. The migrations make them."""

from __future__ import annotations

from reconciler.kinds import kinds

VIEWS = tuple(f"{kind}_view" for kind in kinds())
