"""The guard over separation of duties: what a policy keeps apart, nobody may hold together, by whatever paths.

A duty is a word of the platform: a role in the org or in a team, a level on a project. Duties meet on one thing; a role in
the org meets all of them. Nothing here asks who may approve: that is the business of ``approvals``.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import TypeAlias

from reconciler.access import Reach
from reconciler.errors import Severity
from reconciler.guards.case import Case, counted
from reconciler.keep import person_of
from reconciler.model import Address, GuardResult, State, spelled
from reconciler.text import visible

Person: TypeAlias = tuple[str, ...]
"""All the names of somebody, as far as the policy knows them."""


def duties_apart(case: Case) -> Iterator[GuardResult]:
    """Somebody would hold two duties on one thing that the policy keeps apart. Only the policy allows it (T111)."""
    lines = {name: duties for name, duties in case.policy.apart.items() if duties.platform == case.platform.name}
    if not lines:
        return
    had, has = _held(case.before, case), _held(case.after, case)
    for name, duties in sorted(lines.items()):
        found = [
            (person, thing, together)
            for (person, thing), words in sorted(has.items())
            if len(together := words & duties.words) > 1 and not together <= had.get((person, thing), frozenset())
        ]
        if found:
            (person, thing, together), people = found[0], {name for person, _, _ in found for name in person}
            where = "the org" if thing.kind == "org" else visible(spelled(thing, case.after))
            more = f" (and {counted(len(found) - 1, 'more case', 'more cases')})" if found[1:] else ""
            words = " and ".join(sorted(together))
            message = f"{visible(person[0])} would be {words} on {where}{more}; the policy keeps {visible(name)} apart"
            about = sorted(str(c.address) for c in case.changes if person_of(c.address) in people)
            addresses = tuple(about or sorted({str(thing) for _, thing, _ in found}))
            yield GuardResult("duties-apart", Severity.ERROR, len(found), 0, message, addresses)


def _held(state: State, case: Case) -> Mapping[tuple[Person, Address], frozenset[str]]:
    """The words by which each person holds something on each thing, those of their role in the org among them."""
    reach = Reach(state, case.platform)
    org = next((address for address in state if address.kind == "org"), None)
    found: dict[tuple[Person, Address], set[str]] = defaultdict(set)
    for key in reach.active:
        person = case.policy.rules.person(key)
        for thing, path in reach.paths(key):
            found[person, thing].add(path.level)
        for team, role in reach.teams.get(key, {}).items():
            found[person, reach.team(team)].add(role)
        if org is not None:
            found[person, org].add(reach.role(key))
    own = {person: words for (person, thing), words in found.items() if thing == org}
    return {at: frozenset(words | own.get(at[0], set())) for at, words in found.items()}
