"""Who must approve a plan: read off the platform's matrix of capabilities and the rules of a policy, and nothing else.

Whoever could make a change on the platform may approve it. What gives somebody the power of an admin is for the owner of
the org, where it has one. Where nobody is left who could, the policy's owners approve. Never counted are whoever asks, whoever
is removed or loses power by this very plan, robots, whoever applies it where the policy says so, and, for what gives power,
whoever gains some by the same plan (T111, T133).

Who has approved is ``approvalfile``'s business; here keys of people are compared. To exclude somebody for another reason: one
set in :meth:`_Electors.__init__`. To let others approve first: one tier in :meth:`_Electors.tiers`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from reconciler.canonical import Attrs
from reconciler.errors import Problem, Source
from reconciler.fold import as_moved
from reconciler.keep import MANAGES, parent_of, person_of, subject_of
from reconciler.kinds import kinds
from reconciler.model import Action, Address, Change, OrgPlan, Requirement, State, spelled
from reconciler.permissions import Powers, actor_keys, holder_words, needed
from reconciler.routes import changes_hands, elevates, is_admin, leaves, powerful_teams
from reconciler.statements import Capability
from reconciler.vocabulary import Platform

SHOWN = 3
"""How many people, and how many things, a requirement names in words; it carries all of them."""
OWNERS = "owners of the policy"
NOBODY = "nobody else may"


@dataclass(frozen=True)
class Rules:
    """What a policy asks of approvals: how many, signed or not, by whom never, and which names are one person.

    ``each`` approvals for a change, ``power`` for one that gives power over others, ``signed`` people at least who have
    signed. ``owners`` approve what nobody in the org could; ``names`` has all keys of a person under each of them.
    """

    each: int = 1
    power: int = 1
    signed: int = 1
    required: bool = False
    separate_applier: bool = False
    owners: tuple[str, ...] = ()
    robots: frozenset[str] = frozenset()
    names: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def person(self, key: str) -> tuple[str, ...]:
        """All keys of the person who has this one, sorted; the key alone if the policy knows nobody by it."""
        return self.names.get(key, (key,))

    def everybody(self, keys: Iterable[str]) -> frozenset[str]:
        """All keys of these people."""
        return frozenset(name for key in keys for name in self.person(key))


def required(
    changes: Sequence[Change],
    before: State,
    after: State,
    platform: Platform,
    rules: Rules,
    *,
    asker: Iterable[str],
    applier: str,
) -> tuple[Requirement, ...]:
    """What must be approved, the weightiest first. *asker* are keys; *applier* is kept out where the rules say so.

    Where nobody applies it yet, *applier* is empty.
    """
    orgs = [change for change in changes if change.address.kind == "org"]
    if not before and orgs:
        owners = tuple(sorted(set(rules.owners) - rules.everybody(_never(asker, applier, rules))))
        words = _named(owners, OWNERS) if owners else NOBODY
        count = max(rules.each, rules.power)
        says = f"make the {platform.term('org')} ({orgs[0].address.org})"
        return (Requirement(says, count, owners, words, (str(orgs[0].address),)),) if count else ()
    before = as_held(before, changes, rules)
    gone = [change for change in orgs if change.action is Action.DELETE]
    electors = _Electors(gone or changes, before, after, platform, rules, _never(asker, applier, rules))
    found: dict[Requirement, list[tuple[Change, Address]]] = {}
    for change in gone or changes:
        powerful_first = sorted(steps(change, rules), key=lambda step: not electors.elevates(step))
        asked = {r: step for step in powerful_first for r in electors.requirements(step)}
        for requirement in _fewest([*asked]):
            found.setdefault(requirement, []).append((asked[requirement], change.address))
    power = {requirement: any(electors.elevates(step) for step, _ in about) for requirement, about in found.items()}
    heaviest = sorted(found, key=lambda r: (-r.count, not power[r], r.says, r.by))
    return tuple(_about(requirement, found[requirement], before, after) for requirement in heaviest)


def _never(asker: Iterable[str], applier: str, rules: Rules) -> set[str]:
    """Who approves nothing, whatever it does, by key."""
    return {*asker, *(actor_keys(applier) if rules.separate_applier else ()), *rules.robots}


def steps(change: Change, rules: Rules) -> Iterator[Change]:
    """What a change asks of the platform's matrix.

    Somebody under another key is somebody who goes and somebody who comes, unless the policy knows both as one person (T109).
    A thing under another name is a thing that is edited, and what hangs on it or names it only goes along.
    """
    if change.action is not Action.MOVE or change.after is None:
        yield change if change.previous is None else replace(change, after=_renamed(change), previous=None)
    elif of_others(change, rules):
        yield replace(change, address=change.comes_from, after=None, previous=None)
        yield replace(change, before=None, previous=None)
    elif change.before != change.after or len(change.address.key) == 1:
        yield replace(change, after=_renamed(change), previous=None)


def _renamed(change: Change) -> Attrs:
    """The attributes after a change with the new name among them, under what no field is called."""
    return {**(change.after or {}), "": (change.name or change.address.key)[-1]}


def of_others(change: Change, rules: Rules) -> bool:
    """Whether a row moves from one person to another, as far as the policy knows them."""
    if not changes_hands(change):
        return False
    names = (person_of(change.comes_from), person_of(change.address))
    return len({rules.person(name) for name in names if name is not None}) > 1


def lets_go(change: Change) -> bool:
    """Whether a change ends that a section is managed: what is there stays, and is nobody's business any more."""
    before, after = ((side or {}).get(MANAGES) or () for side in (change.before, change.after))
    return change.after is not None and not set(before) <= set(after)  # type: ignore[arg-type]


def as_held(before: State, changes: Iterable[Change], rules: Rules) -> State:
    """*before* with the new names of things, and of people the policy knows by both: nobody has yet what was somebody else's."""
    return as_moved(before, [change for change in changes if not of_others(change, rules)])


def agreeing(requirement: Requirement, approvers: Iterable[str], rules: Rules) -> list[str]:
    """Those of *approvers* who may approve this, each person once, however many names they have."""
    found = {rules.person(key): key for key in sorted(approvers, reverse=True)}
    return sorted(key for person, key in found.items() if not set(person).isdisjoint(requirement.by))


def missing(org: OrgPlan, approvers: Sequence[str], rules: Rules) -> Iterator[Problem]:
    """What of an org's requirements is not met by *approvers*: the keys of people whose approvals hold for this plan."""
    for requirement in org.approvals:
        lacks = requirement.count - len(agreeing(requirement, approvers, rules))
        if lacks > 0:
            said = f"{_times(lacks)} missing to {requirement.says}: {requirement.holders}"
            yield Problem("approval-missing", said, Source(org.org), "let one of them run: reconciler approve PLAN")
    yield from few_signatures(org, approvers, rules)


def few_signatures(org: OrgPlan, approvers: Sequence[str], rules: Rules) -> Iterator[Problem]:
    """What is missing, if all requirements were met, because more people have to sign than each of them asks for."""
    people = {rules.person(key) for each in org.approvals for key in agreeing(each, approvers, rules)}
    lacks = max([0, *(each.count - len(agreeing(each, approvers, rules)) for each in org.approvals)])
    if org.approvals and len(people) + lacks < rules.signed:
        said = f"the plan is signed by {len(people)} of those who may approve it; the policy asks for {rules.signed}"
        hint = "let one more of them run: reconciler approve PLAN --key FILE"
        yield Problem("approval-missing", said, Source(org.org), hint)


def _times(number: int) -> str:
    return "1 approval is" if number == 1 else f"{number} approvals are"


def _fewest(requirements: list[Requirement]) -> list[Requirement]:
    """Those that are not met already by meeting another of them."""
    kept: list[Requirement] = []
    for each in requirements:
        others = [other for other in requirements if other != each and _covers(other, each)]
        if each not in kept and not any(not _covers(each, other) or other in kept for other in others):
            kept.append(each)
    return kept


def _covers(one: Requirement, other: Requirement) -> bool:
    return one.count >= other.count and set(one.by) <= set(other.by)


def _about(requirement: Requirement, about: Sequence[tuple[Change, Address]], *states: State) -> Requirement:
    """The same for all the changes it is asked for, and in its words what those are about."""
    things = dict.fromkeys(_thing(step.address, states) for step, _ in about)
    more = f" and {len(things) - SHOWN} more" if len(things) > SHOWN else ""
    says = f"{requirement.says} ({', '.join([*things][:SHOWN])}{more})"
    return replace(requirement, says=says, addresses=tuple(sorted({str(address) for _, address in about})))


def _thing(address: Address, states: Sequence[State]) -> str:
    """What a reviewer calls it by: the team of a place, the project of a grant, the person, the thing."""
    outer = parent_of(address, kinds()[address.kind]) if len(address.key) > 1 else None
    return spelled(outer or address, *reversed(states))


class _Electors:
    """Who may approve the changes of one org; asked for each change."""

    def __init__(
        self, changes: Sequence[Change], before: State, after: State, platform: Platform, rules: Rules, never: set[str]
    ) -> None:
        self.platform = platform
        self.rules = rules
        self.powers = Powers(before, platform, after)
        self.powerful = powerful_teams(before, platform) | powerful_teams(after, platform)
        each = [step for change in changes for step in steps(change, rules)]
        self.never = rules.everybody(never | {p for step in each for p in self._losing(step)})
        self.rising = rules.everybody({p for step in each for p in self._gaining(step)})

    def elevates(self, step: Change) -> bool:
        """Whether a step gives power over others, by itself or by a place in a team that has it."""
        return elevates(step, self.platform, self.powerful)

    def requirements(self, change: Change) -> Iterator[Requirement]:
        """One for each capability that a change needs, without what it is about; the most particular first."""
        power = self.elevates(change)
        count = self.rules.power if power else self.rules.each
        barred = self.never | self.rising if power else self.never
        abilities = [*needed(change, self.platform)] if count else []
        if count and not abilities and lets_go(change):
            yield self._of_letting_go(count)
        for ability in sorted(abilities, key=lambda ability: -_particular(ability, change)):
            people: set[str] = set()
            words: list[str] = []
            for tier in self.tiers(ability, change):
                for named, holder in tier:
                    new = sorted(set(named) - barred - people)
                    people.update(new)
                    words += [_named(new, holder)] if new else []
                if len(self._persons(people)) >= count:
                    break
            yield Requirement(ability.says, count, tuple(sorted(people)), self._words(words, people, count))

    def _of_letting_go(self, count: int) -> Requirement:
        """What no platform is told of, and yet ends all care for what is there: it is for whoever may do the most."""
        active = self.powers.reach.active.items()
        admins = {key for key, attrs in active if is_admin(attrs, self.platform)} | set(self.rules.owners)
        people = tuple(sorted(admins - self.never))
        words = [_named(people, "admins, and owners of the policy")] if people else []
        return Requirement("stop managing something", count, people, self._words(words, people, count))

    def tiers(self, ability: Capability, change: Change) -> Iterator[list[tuple[Iterable[str], str]]]:
        """The people who may approve, with what they are, in the order in which they are asked."""
        if kinds()[change.address.kind].person and self._makes_admin(change):
            owners = self.powers.owners & self.powers.reach.active.keys()
            yield [(owners, holder_words("org.owner", self.platform))]
        nearest_first = sorted(ability.by.items(), key=lambda item: item[1] == "all")
        yield [
            (self.powers.could(_only(ability, holder, scope), change), holder_words(holder, self.platform))
            for holder, scope in nearest_first
        ]
        yield [(self.rules.owners, OWNERS)]

    def _makes_admin(self, change: Change) -> bool:
        return is_admin(change.after, self.platform) and not is_admin(change.before, self.platform)

    def _persons(self, keys: Iterable[str]) -> set[tuple[str, ...]]:
        return {self.rules.person(key) for key in keys}

    def _words(self, words: Sequence[str], people: Iterable[str], count: int) -> str:
        few = len(self._persons(people)) < count
        return " or ".join(words) + (f"; {NOBODY}" if few and words else NOBODY if few else "")

    def _losing(self, step: Change) -> Iterator[str]:
        """Whom a step takes out of the org, or power over others from."""
        person = person_of(step.address)
        if step.address.kind == "org" and self.elevates(step):
            yield from (str(value) for name, value in (step.before or {}).items() if name == "owner")
        if person is not None and (leaves(step, self.platform) or self.elevates(_undone(step))):
            yield person

    def _gaining(self, step: Change) -> Iterator[str]:
        """Whom a step gives power over others; of a team, all who are in it before or after."""
        if not self.elevates(step):
            return
        if step.address.kind == "org":
            yield str((step.after or {})["owner"])
        whom = subject_of(step.address) if kinds()[step.address.kind].grants else None
        person = person_of(step.address)
        if person is not None:
            yield person
        elif whom is not None and whom.kind == "team":
            for reach in (self.powers.reach, self.powers.later):
                yield from (member for member, teams in reach.teams.items() if whom.key[0] in teams)


def _undone(step: Change) -> Change:
    return Change(step.address, step.after, step.before)


def _only(ability: Capability, holder: str, scope: str) -> Capability:
    """The same capability, as far as it is held in one way."""
    return ability.model_copy(update={"by": {holder: scope}})


def _particular(ability: Capability, change: Change) -> int:
    """How narrowly a capability speaks of the changes that it covers: what is more narrow says better what is done."""
    meant = (match for match in ability.covers if match.kind == change.address.kind)
    return max(len(match.after) + len(match.before) + (match.field != "*") + (match.action != "*") for match in meant)


def _named(people: Sequence[str] | Iterable[str], what: str) -> str:
    """``ada@lab.example, eve@lab.example and 2 more (role admin)``."""
    names = [*people]
    more = f" and {len(names) - SHOWN} more" if len(names) > SHOWN else ""
    return f"{', '.join(names[:SHOWN])}{more} ({what})"
