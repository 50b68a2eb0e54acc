"""Who may be given tasks: of a task type, of a project, or of a task type in a project.

Somebody is eligible who is in, has every required level of experience, and is in every team that the work names. A
missing domain is not zero: it says "never worked on it", so whoever lacks it is never eligible, even where level 0 is
asked for (W29, S1-38). Nobody is given tasks of a paused project.

Nothing here knows a platform or a moment; who is not in, and why, arrives as an argument.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from reconciler.kinds import kinds
from reconciler.model import Address, State


class Work(NamedTuple):
    """What tasks ask of people: the least level in each domain, the teams to be in, by key and name, and what is paused."""

    requires: Mapping[str, int]
    teams: Mapping[str, str]
    paused: tuple[str, ...]


class Verdict(NamedTuple):
    """One person, and why they get no tasks; no reason: they do."""

    person: str
    reasons: tuple[str, ...]

    @property
    def eligible(self) -> bool:
        """Whether the person may be given tasks."""
        return not self.reasons


def work_of(things: Iterable[Address], state: State) -> Work:
    """What tasks that belong to all of *things* ask for: the highest of the levels, and every team."""
    requires: dict[str, int] = {}
    teams: dict[str, str] = {}
    paused: list[str] = []
    for thing in things:
        attrs = state[thing].attrs
        required = attrs.get("requires")
        for domain, level in (required if isinstance(required, Mapping) else {}).items():
            if isinstance(level, int):
                requires[domain] = max(level, requires.get(domain, level))
        if "team" in attrs:
            team = thing._replace(kind="team", key=(str(attrs["team"]),))
            teams[team.key[0]] = _name(team, state)
        if attrs.get("paused"):
            paused.append(_name(thing, state))
    return Work(requires, teams, tuple(paused))


def _name(address: Address, state: State) -> str:
    return (state[address].name or address.key)[-1] if address in state else address.key[-1]


def verdicts(work: Work, state: State, away: Mapping[str, str]) -> list[Verdict]:
    """A verdict for every member; *away* says of those who are not in what they are instead (deactivated, invited)."""
    levels: dict[str, dict[str, int]] = {}
    teams: dict[str, set[str]] = {}
    for address, resource in state.items():
        if address.kind == "experience" and isinstance(level := resource.attrs.get("level"), int):
            levels.setdefault(address.key[0], {})[address.key[1]] = level
        elif address.kind == "membership":
            teams.setdefault(address.key[1], set()).add(address.key[0])
    people = sorted(address.key[-1] for address in state if kinds()[address.kind].person)
    return [
        Verdict(person, tuple(_reasons(work, away.get(person, ""), levels.get(person, {}), teams.get(person, set()))))
        for person in people
    ]


def _reasons(work: Work, away: str, levels: Mapping[str, int], teams: set[str]) -> Iterator[str]:
    if away:
        yield away
    yield from (f"{name} is paused" for name in work.paused)
    yield from (f"not in team {name}" for team, name in sorted(work.teams.items()) if team not in teams)
    for domain, least in sorted(work.requires.items()):
        if domain not in levels:
            yield f"has never worked on {domain}"
        elif levels[domain] < least:
            yield f"{domain} {levels[domain]}, needs {least}"


def asked_for(work: Work) -> Sequence[str]:
    """What the work asks for, in words; empty if it takes everybody."""
    levels = [f"{domain} {least} or more" for domain, least in sorted(work.requires.items())]
    return [
        *levels,
        *(f"a place in {name}" for _, name in sorted(work.teams.items())),
        *(f"that {name} goes on" for name in work.paused),
    ]
