"""Under which heading a change stands in a review: power first, losses second, then the rest; apart, what nobody asked for.

What only follows a new name stands under none: it is counted. No sentence is made here; to add a heading: its name in
:data:`HEADINGS`, in the order in which reviewers read, and what stands under it in :func:`_weight`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Container

from reconciler.kinds import kinds
from reconciler.model import Action, Cause, Change, OrgPlan
from reconciler.routes import Effect, effect, elevates, follows
from reconciler.vocabulary import Platform, load

HEADINGS = ("Power gained", "Taken away", "Everything else", "By date", "Drift")
FOLDED = "Everything else"
BY_CAUSE = {Cause.SCHEDULED: "By date", Cause.DRIFT: "Drift"}
"""What a pull request does not ask for stands apart: what dates bring, and what somebody has changed in the store."""


def _weight(change: Change, platform: Platform, rising: Container[str]) -> str:
    """Under which heading reviewers look for a change that is asked for: power first, losses second (T095); then the rest."""
    joins = kinds()[change.address.kind].parent == "team" and change.before is None
    if elevates(change, platform) or (joins and change.address.key[-1] in rising):
        return HEADINGS[0]
    loss = effect(change, platform)
    if loss is Effect.LOSS or (change.action is Action.DELETE and loss is not Effect.GAIN):
        return HEADINGS[1]
    return HEADINGS[2]


def under_headings(org: OrgPlan) -> dict[str, list[Change]]:
    """The changes of an org under all headings, each in the order of the plan; what nobody asked for, power first.

    What only follows a new name is not among them: :func:`following` counts it.
    """
    platform = load(org.org.partition("/")[0])
    rising = _rising(org, platform)
    under: dict[str, list[Change]] = {title: [] for title in HEADINGS}
    for change in org.changes:
        if not follows(change) or elevates(change, platform):
            under[BY_CAUSE.get(change.cause) or _weight(change, platform, rising)].append(change)
    for title in BY_CAUSE.values():
        under[title].sort(key=lambda change: HEADINGS.index(_weight(change, platform, rising)))
    return under


def _rising(org: OrgPlan, platform: Platform) -> set[str]:
    """The people who gain power over something in effect, by whatever path: a place in a team may be one."""
    found = set()
    for each in org.access:
        field = f"{each.thing.partition('/')[0]}_grant.level"
        ranks = platform.ranks.get(field, {})
        if (field, each.after) in platform.elevated and ranks[each.after] > ranks.get(each.before, 0):
            found.add(each.person)
    return found


def following(org: OrgPlan) -> str:
    """``3 follow the new names: place in team (2), access of a team (1)``; empty if none does."""
    platform = load(org.org.partition("/")[0])
    unseen = (c for c in org.changes if follows(c) and not elevates(c, platform))
    found = Counter(platform.term(change.address.kind) for change in unseen)
    each = ", ".join(f"{term} ({number})" for term, number in sorted(found.items()))
    return f"{sum(found.values())} follow the new names: {each}" if found else ""
