"""Manifests held against the rules alone, before any store is asked: what can be wrong with an org as it is declared.

What a manifest leaves to the store is judged with the store, by ``planner``; the rules themselves are in ``rules``.
"""

from __future__ import annotations

from reconciler.desired import Desired, DesiredOrg
from reconciler.errors import Problem
from reconciler.keep import MANAGES
from reconciler.kinds import kinds
from reconciler.model import OrgKey, State
from reconciler.rules import check, check_across, speaks_of_several
from reconciler.vocabulary import load


def check_desired(org: DesiredOrg) -> list[Problem]:
    """What rules find in the manifests of one org alone. What a manifest leaves to the store is judged with the store."""
    return check(org.state, load(org.org.partition("/")[0]), _declared_whole(org.state))


def check_together(desired: Desired) -> list[Problem]:
    """What rules that speak of several orgs find in the manifests alone."""
    wide: dict[str, list[OrgKey]] = {}
    for key in desired.orgs:
        if speaks_of_several(load(name := key.partition("/")[0])):
            wide.setdefault(name, []).append(key)
    states = {name: [desired.orgs[key].state for key in keys] for name, keys in wide.items()}
    return [found for name in states for found in check_across(states[name], load(name))]


def _declared_whole(state: State) -> set[str]:
    """The kinds of which a desired state holds everything there will be: all that could hold one manages them."""
    left_to_store: set[str] = set()
    for kind, owners in state.by_kind.items():
        for section, child in kinds()[kind].sections.items():
            if not all(section in owner.attrs.get(MANAGES, ()) for owner in owners):  # type: ignore[operator]
                left_to_store.add(child.kind)
    found = {"org"}
    for kind, shape in kinds().items():
        if shape.parent in found and shape.section and kind not in left_to_store:
            found.add(kind)
    return found
