"""Which changes only add: they take nothing from anybody and give nobody power. What ``--safe`` applies.

Everything that is not certainly an addition is left for somebody to decide, with a reason: a removal, power, a change of
what is there, an org's settings, access for more people than are named. Nothing is chosen here, and no guard is asked.

To leave more for decision: one more reason in :func:`_reasons`, and its line in ``docs/parts.md``.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from reconciler.keep import parent_of, subject_of
from reconciler.kinds import kinds
from reconciler.model import Address, Change, Mode, State
from reconciler.routes import Effect, effect, elevates, powerful_teams, standing
from reconciler.vocabulary import Platform

_WAYS = {
    Mode.RECREATE: "it removes and adds again",
    Mode.SUPPORT: "only the platform's support can make it",
    Mode.UNSUPPORTED: "the platform cannot make it",
}


def decisions(changes: Sequence[Change], before: State, platform: Platform) -> dict[int, str]:
    """The places of the changes of one org that do not only add, each with why not."""
    created = {change.address for change in changes if change.before is None}
    powerful = powerful_teams(before, platform)
    found = {}
    for place, change in enumerate(changes):
        why = next(_reasons(change, created, powerful, platform), "")
        if why:
            found[place] = why
    return found


def _reasons(change: Change, created: set[Address], powerful: set[str], platform: Platform) -> Iterator[str]:
    """Why a change does not only add; the gravest first."""
    thing = parent_of(change.address, kinds()[change.address.kind])
    if thing is None:
        yield "it makes, changes or removes the org itself"
        return
    if elevates(change, platform):
        yield "it gives power"
    if kinds()[change.address.kind].place and f"{thing.kind}:{thing.key[-1]}" in powerful:
        yield f"{platform.term(thing.kind)} {thing.key[-1]} has power over something"
    yield from _losses(change, thing in created, platform)
    if change.mode in _WAYS:
        yield _WAYS[change.mode]
    if kinds()[change.address.kind].grants and _to_many(change):
        yield "it gives access to more people than it names"
    if change.before is None and (flags := _flags(change, platform)):
        yield f"it gives {' and '.join(flags)}"


def _losses(change: Change, new: bool, platform: Platform) -> Iterator[str]:
    """What somebody has less of, or what is no longer as it was; a restriction on a *new* thing takes nothing."""
    limits = kinds()[change.address.kind].limits
    if change.after is None:
        yield "it removes something"
    elif limits and (change.before is not None or not new):
        yield "it changes what people may do with something that is there"
    elif not limits and effect(change, platform) is Effect.LOSS:
        yield "it takes something away"
    elif change.before is not None and not _only_more(change, platform):
        yield "it changes what is there"


def _only_more(change: Change, platform: Platform) -> bool:
    """Whether an update gives more of one word, to somebody who is in, and changes nothing else."""
    kind, before, after = change.address.kind, change.before or {}, change.after or {}
    words = set(kinds()[kind].words) & set(kinds()[kind].weighty)
    changed = {name for name in before.keys() | after.keys() if before.get(name) != after.get(name)}
    was, becomes = (standing(kind, side, platform) for side in (before, after))
    more = len(was) == len(becomes) and all(w <= b for w, b in zip(was, becomes, strict=True)) and was != becomes
    return more and changed <= words and change.comes_from == change.address


def _to_many(change: Change) -> bool:
    """Whether a grant is given to everyone or to a whole org; a person's own place in a thing is that person's."""
    if kinds()[kinds()[change.address.kind].parent].person:
        return False
    subject = subject_of(change.address)
    return subject is None or subject.kind == "org"


def _flags(change: Change, platform: Platform) -> list[str]:
    """The rights beside the role that somebody new is given, where the platform does not give them to everybody."""
    kind, after = change.address.kind, change.after or {}
    flags = [name for name in kinds()[kind].weighty if name not in kinds()[kind].words]
    default = {name: platform.value(kind, {}, name) for name in flags}
    return [name for name in flags if after.get(name) is True and default[name] is not True]
