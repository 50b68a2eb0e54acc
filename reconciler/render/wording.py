"""A change as a sentence in the platform's words. The one place where sentences about changes are made.

Sentences are looked up: the platform's vocabulary first, then the kind's own phrases, then a general one made of the
action and the platform's term for the kind, so a new kind has words at once. Everything a person wrote passes
:func:`visible` here; a renderer adds the encoding of its own sink.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from reconciler.canonical import Attrs, Json
from reconciler.diff import paths
from reconciler.keep import ADOPTED, MANAGES
from reconciler.kinds import kinds
from reconciler.model import Action, Change, Mode, Plan
from reconciler.routes import Effect, effect, elevates, matching_route
from reconciler.text import visible
from reconciler.vocabulary import Platform

SIGNS = {Action.CREATE: "+", Action.UPDATE: "~", Action.DELETE: "-"}
_VERBS = {Action.CREATE: "create", Action.UPDATE: "change", Action.DELETE: "delete"}
_BY = {
    Mode.MANUAL: "by hand",
    Mode.SUPPORT: "only the platform's support can",
    Mode.UNSUPPORTED: "the platform cannot",
    Mode.RECREATE: "by removing and adding again",
    Mode.PROMOTE: "promotion",
}

HEADINGS = ("Power gained", "Taken away", "Everything else")


def heading(change: Change, platform: Platform) -> str:
    """Under which heading reviewers look for a change: power first, losses second (T095)."""
    if elevates(change, platform):
        return HEADINGS[0]
    if change.action is Action.DELETE or effect(change, platform) is Effect.LOSS:
        return HEADINGS[1]
    return HEADINGS[2]


def sign(change: Change, platform: Platform) -> str:
    """``+``, ``~`` or ``-``; somebody who leaves is a ``-`` even where the row stays."""
    return "-" if _event(change, platform) == "leave" else SIGNS[change.action]


def sentence(change: Change, platform: Platform) -> str:
    """One line for people, without the sign: ``invite grace@acme.example as member``."""
    event = _event(change, platform)
    shape = kinds()[change.address.kind]
    phrase = platform.phrases.get(f"{change.address.kind}.{event}") or shape.spec.phrases.get(event)
    subject = _subject(change, platform)
    said = f"{_VERBS[change.action]} {subject}" if phrase is None else phrase.format_map(_Values(change, platform))
    details = "; ".join(_details(change, platform, event))
    return said + (f": {details}" if details else "") + _manner(change, platform)


def _event(change: Change, platform: Platform) -> str:
    if change.action is Action.DELETE or not kinds()[change.address.kind].spec.person:
        return change.action.value
    left, leaves = platform.left(change.before or {}), platform.left(change.after or {})
    if change.action is Action.CREATE:
        return "record" if leaves else "create"
    return "leave" if leaves and not left else "return" if left and not leaves else "update"


def _subject(change: Change, platform: Platform) -> str:
    kind = change.address.kind
    names = change.name or change.address.key or (change.address.org,)
    return f"{platform.term(kind)} {' / '.join(visible(name) for name in names)}"


class _Values(dict[str, str]):
    """What a phrase may speak of: ``name``, ``parent`` and every attribute of the side that exists."""

    def __init__(self, change: Change, platform: Platform) -> None:
        super().__init__()
        self.change = change
        self.platform = platform

    def __missing__(self, key: str) -> str:
        names = self.change.name or self.change.address.key or (self.change.address.org,)
        if key == "name":
            return visible(names[-1])
        if key == "parent":
            return visible(names[-2]) if len(names) > 1 else visible(self.change.address.org)
        side = self.change.after if self.change.after is not None else self.change.before
        return spoken((side or {}).get(key))


def spoken(value: Json) -> str:
    """A value in a sentence."""
    if value is None:
        return "nothing"
    if isinstance(value, bool):
        return "yes" if value else "no"
    return visible(str(value))


def _details(change: Change, platform: Platform, event: str) -> Iterator[str]:
    """What else there is to say: the other attributes of a creation, what differs in an update."""
    if change.action is Action.DELETE:
        return
    phrase = platform.phrases.get(f"{change.address.kind}.{event}") or kinds()[change.address.kind].spec.phrases.get(
        event, ""
    )
    for field in paths(change.before or {}, change.after or {}):
        name = visible(".".join(field.path))
        if name == MANAGES:
            yield from _managing(change)
        elif name == ADOPTED:
            yield "adopted: it stays, though no manifest declares it" if field.after else "declared now"
        elif change.action is Action.CREATE:
            if name in ("name", "parent") or f"{{{name}}}" not in phrase:  # there they mean the key, not an attribute
                yield f"{name} {spoken(field.after)}"
        elif name not in platform.leaving.set or event == "update":
            yield f"{name} {spoken(field.before)} → {spoken(field.after)}"


def _managing(change: Change) -> Iterator[str]:
    if change.before is None:
        return
    before, after = (_sections(side) for side in (change.before, change.after))
    for section in sorted(after - before):
        yield f"begin to manage {visible(section)}"
    for section in sorted(before - after):
        yield f"stop managing {visible(section)} (they stay as they are)"


def _sections(attrs: Attrs | None) -> set[str]:
    listed = (attrs or {}).get(MANAGES)
    return set(map(str, listed)) if isinstance(listed, Sequence) else set()


def _manner(change: Change, platform: Platform) -> str:
    how = _BY.get(change.mode)
    if how is None:
        return ""
    found = matching_route(change, platform)
    return f" [{how}: {found.says}]" if found is not None and found.says else f" [{how}]"


def counts(plan: Plan) -> dict[Action, int]:
    """How many changes of each action a plan has."""
    found = dict.fromkeys(Action, 0)
    for change in plan.changes:
        found[change.action] += 1
    return found


def counted(number: int, noun: str) -> str:
    """``1 org``, ``2 orgs``."""
    return f"{number} {noun}" + ("" if number == 1 else "s")


def summary(plan: Plan) -> str:
    """``Plan: 3 to create, 1 to update, 2 to delete, in 1 org.`` and whether it may be applied."""
    if plan.empty:
        return "No changes. The manifests and the stored state agree."
    found = counts(plan)
    done = ", ".join(f"{number} to {action.value}" for action, number in found.items())
    refused = sum(1 for org in plan.orgs if org.refusals)
    return f"Plan: {done}, in {counted(len(plan.orgs), 'org')}." + (f" Refused in {refused}." if refused else "")
