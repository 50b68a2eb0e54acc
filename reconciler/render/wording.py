"""A change as a sentence in the platform's words. The one place where sentences about changes and guards are made.

Sentences are looked up: the platform's vocabulary first, then the kind's own phrases, then a general one made of the
action and the platform's term for the kind, so a new kind has words at once. Everything a person wrote passes
:func:`visible` here; a renderer adds the encoding of its own sink.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import replace
from functools import lru_cache
from string import Formatter

from reconciler.canonical import Attrs, Json
from reconciler.diff import paths
from reconciler.guards import ALLOWABLE
from reconciler.keep import ADOPTED, MANAGES, person_of
from reconciler.kinds import PREVIOUSLY, kinds
from reconciler.model import AccessChange, Action, Allowance, Cause, Change, GuardResult, Header, Mode, OrgPlan, Plan
from reconciler.routes import changes_hands, elevates, follows, is_renamed, matching_route
from reconciler.settled import AGREED
from reconciler.text import visible
from reconciler.vocabulary import Platform, load

SIGNS = {Action.CREATE: "+", Action.UPDATE: "~", Action.DELETE: "-", Action.MOVE: "→"}
_VERBS = {Action.CREATE: "create", Action.UPDATE: "change", Action.DELETE: "delete", Action.MOVE: "move"}
_BY = {
    Mode.MANUAL: "by hand",
    Mode.SUPPORT: "only the platform's support can",
    Mode.UNSUPPORTED: "the platform cannot",
    Mode.RECREATE: "by removing and adding again",
    Mode.PROMOTE: "promotion",
}

_WHY = {Cause.SCHEDULED: "scheduled", Cause.CONFLICT: "the store has changed here, too"}
"""Dates come by themselves: somebody's last day, and whatever the manifests say of first and last days."""

_OF_THE_KEY = frozenset({"name", "parent"})
"""What these mean in a phrase, where an attribute may be called the same."""

_INSTEAD = {
    "not-permitted": "let somebody ask who could: --as PERSON",
    "last-admin": "give somebody else the admin's role first",
    "sole-admin": "write somebody else as its admin under access: first",
}
"""What to do about a guard that no allowance lifts, where it is not to change the manifests."""


def sign(change: Change, platform: Platform) -> str:
    """``+``, ``~``, ``-`` or ``→``; somebody who leaves is a ``-`` even where the row stays."""
    return _sign(change, _event(change, platform))


def signed_sentence(change: Change, platform: Platform, named: Callable[[str], str] = str) -> tuple[str, str]:
    """Both: the sign and the sentence; *named* makes words of what manifests call a setting (``plan.paid_until``)."""
    event = _event(change, platform)
    return _sign(change, event), _sentence(change, platform, event, named)


def sentence(change: Change, platform: Platform) -> str:
    """One line for people, without the sign: ``invite grace@acme.example as member``."""
    return _sentence(change, platform, _event(change, platform))


def _sign(change: Change, event: str) -> str:
    return "-" if event == "leave" else SIGNS[change.action]


def _sentence(change: Change, platform: Platform, event: str, named: Callable[[str], str] = str) -> str:
    kind = change.address.kind
    phrase = platform.phrases.get(f"{kind}.{event}") or kinds()[kind].phrases.get(event)
    if change.previous is not None and is_renamed(change):
        said = _renamed(change, platform)
    elif change.previous is not None and follows(change) and changes_hands(change):
        said = (
            f"{sentence(replace(change, before=None, previous=None), platform)}, in place of {_former_person(change)}"
        )
    elif phrase is None:
        said = f"{_VERBS[change.action]} {_subject(change, platform)}"
    else:
        said = phrase.format_map({name: _value(change, name) for name in _asked(phrase)})
    details = "; ".join(_details(change, platform, event, phrase or "", named))
    return said + (f": {details}" if details else "") + _manner(change, platform)


def _renamed(change: Change, platform: Platform) -> str:
    """``rename team Segmentation to Dense``, or ``write team Dense in these letters``."""
    was, becomes = visible(change.comes_from.key[-1]), visible((change.name or change.address.key)[-1])
    term = platform.term(change.address.kind)
    if change.previous == change.address:
        return f"write {term} {becomes} in these letters"
    role = (
        f", role {visible(str(platform.value('member', change.after or {}, 'role')))}" if changes_hands(change) else ""
    )
    return f"rename {term} {was} to {becomes}{role if elevates(change, platform) else ''}"


def _former_person(change: Change) -> str:
    return visible(person_of(change.comes_from) or "")


def _event(change: Change, platform: Platform) -> str:
    action = change.action
    if action is Action.DELETE or not kinds()[change.address.kind].person:
        return Action.UPDATE if action is Action.MOVE else action
    left, leaves = platform.left(change.before or {}), platform.left(change.after or {})
    if action is Action.CREATE:
        return "arrive" if (change.after or {}).get(ADOPTED) else "record" if leaves else "create"
    return "leave" if leaves and not left else "return" if left and not leaves else "update"


def _subject(change: Change, platform: Platform) -> str:
    kind = change.address.kind
    names = change.name or change.address.key or (change.address.org,)
    return f"{platform.term(kind)} {' / '.join(visible(name) for name in names)}"


@lru_cache
def _asked(phrase: str) -> frozenset[str]:
    """What a phrase speaks of: ``name``, ``parent`` and any attribute of the side that exists."""
    return frozenset(name for _, name, _, _ in Formatter().parse(phrase) if name)


def _value(change: Change, asked: str) -> str:
    names = change.name or change.address.key or (change.address.org,)
    if asked == "name":
        return visible(names[-1])
    if asked == "parent":
        return visible(names[-2]) if len(names) > 1 else visible(change.address.org)
    side = change.after if change.after is not None else change.before
    return spoken((side or {}).get(asked))


def spoken(value: Json) -> str:
    """A value in a sentence."""
    if value is None:
        return "nothing"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        return ", ".join(map(spoken, value)) or "nobody"
    return visible(str(value))


def _details(change: Change, platform: Platform, event: str, phrase: str, named: Callable[[str], str]) -> Iterator[str]:
    """What else there is to say: the other attributes of a creation, what differs in an update."""
    told = _asked(phrase) - _OF_THE_KEY
    if change.after is None or (change.before is None and _tells_all(change, told)):
        return
    before, after = change.before or {}, change.after
    if change.before is not None:
        before, after = _in_effect(before, change, platform), _in_effect(after, change, platform)
    for field in paths(before, after):
        name = visible(".".join(field.path))
        if name == MANAGES:
            yield from _managing(change, platform)
        elif name == PREVIOUSLY:
            yield from _former(change)
        elif name == ADOPTED:
            yield "adopted: it stays, though no manifest declares it" if field.after else "declared now"
        elif change.before is None:
            usual = platform.defaults.get(f"{change.address.kind}.{name}") == field.after
            if name in _OF_THE_KEY or not (usual or name in told):
                yield f"{named(name)} {spoken(field.after)}"
        elif name not in platform.leaving.set or event == "update":
            yield f"{named(name)} {spoken(field.before)} → {spoken(field.after)}"


def _tells_all(change: Change, told: AbstractSet[str]) -> bool:
    """Whether there is no more to a creation than its phrase says: the rest of what is recorded is a token's digest."""
    return (change.after or {}).keys() <= told or bool(kinds()[change.address.kind].recorded)


def _former(change: Change) -> Iterator[str]:
    """A former name that is told by a move is not told twice; one that is no longer remembered is."""
    before, after = (_listed(side, PREVIOUSLY) for side in (change.before, change.after))
    for name in sorted(before - after):
        yield f"forget the former name {visible(name)}"


def _in_effect(side: Attrs, change: Change, platform: Platform) -> Attrs:
    """A side of an update with its flags, and with the values the platform fixes, so that nothing looks lost that is not."""
    fields = kinds()[change.address.kind].spec.model_fields
    flags = {name: info.default for name, info in fields.items() if isinstance(info.default, bool)}
    kind = change.address.kind
    known = (name for name in fields if any(f.kind == kind and name in f.set for f in platform.fixed))
    usual = (name for name in fields if f"{kind}.{name}" in platform.defaults)
    return {**flags, **side, **{name: platform.value(kind, side, name) for name in (*known, *usual)}}


def _managing(change: Change, platform: Platform) -> Iterator[str]:
    if change.before is None:
        return
    own = {
        shape.section: platform.section(kind) for kind, shape in kinds().items() if shape.parent == change.address.kind
    }
    before, after = ({own.get(name, name) for name in _listed(side, MANAGES)} for side in (change.before, change.after))
    for section in sorted(after - before):
        yield f"begin to manage {visible(section)}"
    for section in sorted(before - after):
        yield f"stop managing {visible(section)} (they stay as they are)"


def _listed(attrs: Attrs | None, name: str) -> set[str]:
    listed = (attrs or {}).get(name)
    return set(map(str, listed)) if isinstance(listed, Sequence) else set()


def access_sentence(change: AccessChange, platform: Platform) -> tuple[str, str]:
    """The sign and one line about what a person can reach: gained ``+``, lost ``-``, changed ``~``, kept ``=``."""
    person, via = visible(change.person), visible(", ".join(change.via))
    thing = f"{platform.term(change.thing.partition('/')[0])} {visible(change.name)}"
    if change.before == change.after:
        return "=", f"{person} keeps {visible(change.after)} on {thing} ({via})"
    if not change.after:
        return "-", f"{person} loses {visible(change.before)} on {thing}"
    if not change.before:
        return "+", f"{person} gets {visible(change.after)} on {thing} ({via})"
    return "~", f"{person}: {visible(change.before)} → {visible(change.after)} on {thing} ({via})"


def access_lines(org: OrgPlan, shown: int = 20) -> Iterator[tuple[str, str]]:
    """What the changes mean in effect, losses first; what is too much to show is counted."""
    rank = {"-": 0, "~": 1, "+": 2, "=": 3}
    platform = load(org.org.partition("/")[0])
    lines = sorted(
        (access_sentence(change, platform) for change in org.access), key=lambda line: (rank[line[0]], line[1])
    )
    yield from lines[:shown]
    if len(lines) > shown:
        yield "?", f"and {len(lines) - shown} more"


def _manner(change: Change, platform: Platform) -> str:
    """Why, where it is not that somebody asked; and how, where it is not by a call."""
    said = [_WHY[change.cause]] if change.cause in _WHY else []
    if change.mode in _BY:
        found = matching_route(change, platform)
        said.append(_BY[change.mode] + (f": {found.says}" if found is not None and found.says else ""))
    return f" [{'; '.join(said)}]" if said else ""


def way_out(result: GuardResult, org: OrgPlan) -> str:
    """What to do about a refusal: the very line to write, where an allowance can be given."""
    line = allowance_line(result, org)
    if not line:
        return f"No allowance lifts this guard; {_INSTEAD.get(result.guard, 'change the manifests')}."
    return f"If this is meant, say so in the manifests, in a document of its own (below ---), under allow:  {line}"


def allowance_line(result: GuardResult, org: OrgPlan) -> str:
    """The line that allows what a guard refuses; empty where nothing does."""
    if result.guard not in ALLOWABLE:
        return ""
    slug, up_to = visible(org.org.partition("/")[2]), max(result.count, 1)
    return f"- {{org: {slug}, guard: {visible(result.guard)}, up_to: {up_to}, reason: …, until: …}}"


def allowed_until(allowance: Allowance) -> str:
    """``allowed until 2026-12-31 by org.yaml:3:1: the project has ended``."""
    where = visible(str(allowance.source))
    return f"allowed until {visible(allowance.until)} by {where}: {visible(allowance.reason)}"


def good_until(header: Header, encode: Callable[[str], str] = visible) -> str:
    """``, good until …`` in a sentence about a plan; nothing for a preview, which is good for nothing but being seen."""
    return "" if header.planned_for else f", good until {encode(header.expires)}"


def verdict(plan: Plan) -> str:
    """What a reviewer reads first."""
    return "Nothing to do" if plan.empty else "Refused" if plan.refusals else "Ready for review"


def counts(plan: Plan) -> dict[Action, int]:
    """How many changes of each action a plan has; moves only if there are any, and without what follows them."""
    return counts_of(plan.changes)


def counts_of(changes: Iterable[Change]) -> dict[Action, int]:
    """The same of some changes."""
    found = dict.fromkeys(SIGNS, 0) | Counter(change.action for change in changes if not follows(change))
    if not found[Action.MOVE]:
        del found[Action.MOVE]
    return found


def counted(number: int, noun: str, nouns: str = "") -> str:
    """``1 org``, ``2 orgs``."""
    return f"{number} {noun if number == 1 else nouns or noun + 's'}"


def summary(plan: Plan) -> str:
    """``Plan: 3 to create, 1 to update, 2 to delete, in 1 org.`` and whether it may be applied."""
    preview = (
        f" A preview of {visible(plan.header.planned_for)}: it cannot be applied." if plan.header.planned_for else ""
    )
    if plan.empty:
        return AGREED + preview
    done = ", ".join(f"{number} to {action}" for action, number in counts(plan).items())
    refused = sum(1 for org in plan.orgs if org.refusals)
    return (
        f"Plan: {done}, in {counted(len(plan.orgs), 'org')}." + (f" Refused in {refused}." if refused else "") + preview
    )


def ranges(numbers: Sequence[int]) -> str:
    """Sorted numbers as a selector writes them: ``3,5-7``."""
    found: list[list[int]] = []
    for number in numbers:
        if found and found[-1][-1] == number - 1:
            found[-1][1:] = [number]
        else:
            found.append([number])
    return ",".join("-".join(map(str, ends)) for ends in found)
