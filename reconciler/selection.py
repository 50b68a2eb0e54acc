"""Choosing some changes of a plan: what was asked for, with everything it needs, and nothing that needs what is excluded.

A :class:`Selector` names changes by one property; several add up. The answer is closed (whatever a chosen change needs is
chosen, see ``needs``) and as small as that allows. A selector that names nothing, and a choice that cannot be had, is an
error that says so: a plan is never quietly something else than was asked for.

Changes are known by their number: from 1, in the order of the plan. To select by something else: one function in
:data:`KEYS` that says whether a change has it, and what it could have been.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from typing import NamedTuple

from reconciler.additions import decisions
from reconciler.errors import Problem, WrongUsage
from reconciler.keep import parent_of, person_of, referent_of
from reconciler.kinds import kinds
from reconciler.model import Address, Change, OrgKey, Plan, State
from reconciler.needs import Tie, Web
from reconciler.people import People
from reconciler.render.wording import sentence
from reconciler.text import NameRefused, identity_key, visible
from reconciler.vocabulary import load

_NUMBERS = re.compile(r"(\d{1,9})(?:-(\d{1,9}))?", re.ASCII)


class Selector(NamedTuple):
    """``key=value``: the changes that have the property."""

    key: str
    value: str

    def __str__(self) -> str:
        return f"{self.key}={self.value}"


NOT_SELECTED, EXCLUDED = "not selected", "excluded"
"""Why most of what is left out is left out: it was said so."""


@dataclass(frozen=True)
class Selection:
    """The numbers of what is chosen; what came along, for which change; what is left out, and why."""

    chosen: tuple[int, ...]
    pulled: tuple[Tie, ...] = ()
    left: Mapping[int, str] = field(default_factory=dict)


# --- what a selector names --------------------------------------------------------------------------------------------


def read(text: str) -> Selector | Problem:
    """The selector that ``KEY=VALUE`` says, or what is wrong with it."""
    key, sign, value = text.partition("=")
    if key in KEYS and sign and value:
        return Selector(key, value)
    close = difflib.get_close_matches(key, KEYS, n=1)
    hint = f"did you mean `{close[0]}={visible(value) or '…'}`?" if close and key not in KEYS else ""
    return Problem(
        "selector",
        f"{visible(text)} selects by nothing",
        hint=hint or f"write one of {', '.join(f'{name}=…' for name in KEYS)}",
    )


def _is(org: OrgKey, value: str) -> bool:
    return value.casefold() in (org, org.partition("/")[2])


def _org(change: Change, value: str, people: People) -> bool:
    return _is(change.address.org_key, value)


def _kind(change: Change, value: str, people: People) -> bool:
    return value.casefold() in (change.address.kind, load(change.address.platform).term(change.address.kind).casefold())


def _team(change: Change, value: str, people: People) -> bool:
    return any(above.kind == "team" and above.key[0] == identity_key(value) for above in _around(change))


def _person(change: Change, value: str, people: People) -> bool:
    names = people.names(identity_key(value))
    return any(person_of(address) in names for address in (change.address, change.comes_from))


def _file(change: Change, value: str, people: People) -> bool:
    return bool(change.source.line) and fnmatchcase(change.source.file, value.removeprefix("./"))


def _around(change: Change) -> Iterator[Address]:
    """The resource, all it hangs on, and whom it is given to; before and after."""
    for address in {change.address, change.comes_from}:
        above: Address | None = address
        while above is not None:
            yield above
            above = parent_of(above, kinds()[above.kind])
        whom = referent_of(address, kinds()[address.kind])
        if whom is not None:
            yield whom


def _files(change: Change) -> Iterable[str]:
    return [change.source.file] if change.source.line else []


def _teams(change: Change) -> Iterable[str]:
    return (above.key[0] for above in _around(change) if above.kind == "team")


def _people(change: Change) -> Iterable[str]:
    return [person] if (person := person_of(change.address)) else []


Has = Callable[[Change, str, People], bool]
KEYS: dict[str, tuple[Has, Callable[[Change], Iterable[str]]] | None] = {
    "org": (_org, lambda change: [change.address.org_key]),
    "team": (_team, _teams),
    "person": (_person, _people),
    "kind": (_kind, lambda change: [change.address.kind]),
    "file": (_file, _files),
    "change": None,  # by number, of which a change alone knows nothing
}


def matching(
    selector: Selector, changes: Sequence[Change], people: People, orgs: Collection[OrgKey] = ()
) -> list[int] | Problem:
    """The numbers of the changes that a selector names; none is a problem, but for one of *orgs*, in which nothing may be to do."""
    by = KEYS[selector.key]
    if by is None:
        return _numbered(selector, len(changes))
    has, words = by
    try:
        found = [number for number, change in enumerate(changes, 1) if has(change, selector.value, people)]
    except NameRefused as reason:
        return Problem("selector", f"{visible(str(selector))}: the name {reason}", hint="type the name again")
    if found or (selector.key == "org" and any(_is(org, selector.value) for org in orgs)):
        return found
    known = sorted({word for change in changes for word in words(change)})
    close = difflib.get_close_matches(selector.value.casefold(), known, n=1)
    hint = f"did you mean `{selector.key}={visible(close[0])}`?" if close else _are(known)
    return Problem("selects-nothing", f"{visible(str(selector))} names no change of this plan", hint=hint)


def _are(known: Sequence[str], shown: int = 10) -> str:
    named = ", ".join(map(visible, known[:shown])) + (f" and {len(known) - shown} more" if len(known) > shown else "")
    return f"the plan has: {named}" if known else "the plan has none"


def _numbered(selector: Selector, last: int) -> list[int] | Problem:
    """``change=3``, ``change=3-7`` or ``change=3,5-7``; all of them must be there."""
    found: list[int] = []
    for text in selector.value.split(","):
        ends = _NUMBERS.fullmatch(text)
        if ends is None:
            hint = "write change=3, change=3-7 or change=3,5-7"
            return Problem("selector", f"{visible(str(selector))} is not a number", hint=hint)
        first, end = int(ends[1]), int(ends[2] or ends[1])
        if not 1 <= first <= end <= last:
            hint = f"its changes are 1 to {last}: reconciler show FILE --numbered"
            message = f"{visible(str(selector))} names changes that this plan does not have"
            return Problem("selects-nothing", message, hint=hint)
        found += range(first, end + 1)
    return found


# --- choosing ---------------------------------------------------------------------------------------------------------


def chosen(
    plan: Plan,
    only: Iterable[Selector],
    exclude: Iterable[Selector] = (),
    people: People = People(),  # noqa: B008 - frozen
    orgs: Collection[OrgKey] = (),
) -> Selection:
    """What *only* names (without it: everything) with all it needs, without what *exclude* names and all that needs that.

    Raises WrongUsage with every selector that names nothing, and every change that is selected and needs an excluded one.
    """
    changes, web = plan.changes, Web(plan)
    problems: list[Problem] = []

    def union(selectors: Iterable[Selector]) -> set[int]:
        found: set[int] = set()
        for selector in selectors:
            numbers = matching(selector, changes, people, orgs)
            if isinstance(numbers, Problem):
                problems.append(numbers)
            else:
                found.update(numbers)
        return found

    only = [*only]
    wanted, unwanted = union(only), union(exclude)
    wanted -= unwanted
    fallen = web.fallen(unwanted)
    problems += (_torn(changes, number, fallen) for number in sorted(wanted & fallen.keys()))
    if problems:
        raise WrongUsage("the plan cannot be taken apart like this; nothing was written", problems)
    start = wanted if only else {*range(1, len(changes) + 1)} - unwanted - fallen.keys()
    return _selection(changes, start, web.pulled(start), dict.fromkeys(unwanted, EXCLUDED), fallen)


def additions(plan: Plan, states: Mapping[OrgKey, State], among: Selection) -> Selection:
    """What of a selection only adds; the rest is left for decision, each with why."""
    left: dict[int, str] = {}
    first = 1
    for org in plan.orgs:
        found = decisions(org.changes, states[org.org], load(org.org.partition("/")[0]))
        left.update((first + place, why) for place, why in found.items())
        first += len(org.changes)
    return without(plan, among, left)


def without(plan: Plan, among: Selection, left: Mapping[int, str]) -> Selection:
    """A selection without what is *left*, what needs that, and what came along only for those."""
    web = Web(plan)
    left = {number: why for number, why in left.items() if number in among.chosen}
    fallen = web.fallen(left)
    asked = {*among.chosen} - {tie.number for tie in among.pulled}
    start = asked - left.keys() - fallen.keys()
    return _selection(plan.changes, start, web.pulled(start), {**among.left, **left}, fallen)


def _selection(
    changes: Sequence[Change],
    start: Collection[int],
    pulled: Mapping[int, Tie],
    left: Mapping[int, str],
    fallen: Mapping[int, Tie],
) -> Selection:
    taken = {*start, *pulled}
    why = {number: left.get(number, NOT_SELECTED) for number in range(1, len(changes) + 1) if number not in taken}
    why |= {n: f"it needs change {tie.other} {tie.why}" for n, tie in fallen.items() if n in why and n not in left}
    return Selection(tuple(sorted(taken)), tuple(pulled[number] for number in sorted(pulled)), why)


def told(number: int, changes: Sequence[Change]) -> str:
    """``change 3 (create team Segmentation)``."""
    change = changes[number - 1]
    return f"change {number} ({sentence(change, load(change.address.platform))})"


def _torn(changes: Sequence[Change], selected: int, fallen: Mapping[int, Tie]) -> Problem:
    """What is wrong with a selected change that needs an excluded one: the whole way from one to the other."""
    way = [selected]
    while way[-1] in fallen:
        way.append(fallen[way[-1]].other)
    needed = ", which needs ".join(told(number, changes) for number in way[1:])
    message = f"{told(selected, changes)} is selected and needs {needed}, which is excluded"
    hint = f"exclude both, by adding --exclude change={selected}, or neither"
    return Problem("needs-excluded", message, changes[selected - 1].source, hint)
