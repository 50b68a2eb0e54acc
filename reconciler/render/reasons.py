"""Why somebody can reach a thing, or cannot, as sentences; and who holds a capability. One sentence for each path.

The answers are ``access`` and ``permissions``'; here they get words, those of the platform. Everything a person wrote
passes :func:`visible`. To explain one more reason for having no access: one branch in :func:`no_access`, nearest first.
"""

from __future__ import annotations

from collections.abc import Iterator

from reconciler.access import OWN, Path, Reach
from reconciler.keep import subject_of
from reconciler.kinds import EVERYONE, kinds
from reconciler.model import Address, State
from reconciler.permissions import holder_words
from reconciler.text import visible
from reconciler.vocabulary import Platform


def name_of(address: Address, state: State) -> str:
    """The name of a resource as it was written."""
    return (state[address].name or address.key)[-1] if address in state else address.key[-1]


def thing_name(thing: Address, reach: Reach) -> str:
    """``project night-drive``."""
    return visible(f"{reach.platform.term(thing.kind)} {name_of(thing, reach.state)}")


def path_words(path: Path) -> str:
    """``reviewer through group reviewers``; with what was granted where a cap leaves less."""
    capped = f" ({path.granted}, capped by {path.cap})" if path.cap else ""
    return visible(f"{path.level} {_through(path.via)}{capped}")


def _through(via: str) -> str:
    return f"by {via}" if via in (OWN, "own place") or via.startswith("role ") else f"through {via}"


def because(person: str, thing: Address, reach: Reach) -> Iterator[str]:
    """One sentence for each path, strongest first, and what caps and restricts; or why there is no access."""
    paths = reach.between(person, thing)
    who, what = visible(person), thing_name(thing, reach)
    for path in paths:
        yield f"{who} has {visible(path.level)} on {what} {visible(_through(path.via))}{_capped(path, person, reach)}."
    if not paths:
        yield f"{who} has no access to {what}: {no_access(person, thing, reach)}."
    else:
        yield from (f"{who} gets nothing on {what} {closed}." for closed in _closed(person, thing, reach))
        yield from restrictions(thing, reach)


def _capped(path: Path, person: str, reach: Reach) -> str:
    if not path.cap:
        return ""
    bound = reach.platform.value("member", reach.active[person], path.cap)
    return visible(f", which has {path.granted}; their {path.cap} is {bound}")


def _closed(person: str, thing: Address, reach: Reach) -> Iterator[str]:
    """The ways that a cap has closed."""
    for _, path in reach.ways(person, thing):
        if not path.level:
            bound = reach.platform.value("member", reach.active[person], path.cap)
            said = "no" if bound is False else str(bound)
            yield visible(f"through {path.via}, which has {path.granted}, as their {path.cap} is {said}")


def no_access(person: str, thing: Address, reach: Reach) -> str:
    """The nearest reason: no membership, a deactivated one, a cap, a team they are not in, or no grant at all."""
    member = thing._replace(kind="member", key=(person,))
    if member not in reach.state:
        return f"they are no {reach.platform.term('member')} of {visible(thing.org)}"
    if person not in reach.active:
        return "they are deactivated"
    closed = [*_closed(person, thing, reach)]
    if closed:
        return f"nothing comes {closed[0]}"
    teams = [
        team for r in reach.on(thing).values() if (team := subject_of(r.address)) is not None and team.kind == "team"
    ]
    if teams:
        named = ", ".join(name_of(team, reach.state) for team in teams)
        return visible(f"it is open to {reach.platform.term('team')} {named}, where they are not")
    return _ungranted(thing, reach)


def _ungranted(thing: Address, reach: Reach) -> str:
    """What there is none of, of all that could be: grants to people, teams and the org, or places."""
    platform = reach.platform
    ways = {subject.names for subject in platform.subjects.get(f"{thing.kind}_grant", ())}
    places = any(
        shape.grants and shape.refers.get("") == thing.kind and kind not in platform.absent
        for kind, shape in kinds().items()
    )
    said = {
        f"{platform.title} gives access to no {platform.term(thing.kind)}; ask who is eligible for tasks": not (
            ways or places
        ),
        "they have no place in it": places,
        "they have no grant of their own": "member" in ways,
        f"no {platform.term('team')} has a grant": "team" in ways,
        f"{platform.term('org')} {visible(thing.org)} has no grant": "org" in ways,
    }
    return " and ".join(words for words, holds in said.items() if holds)


def restrictions(thing: Address, reach: Reach) -> Iterator[str]:
    """What not all who reach a thing may do there."""
    for address, resource in sorted(reach.state.items()):
        if kinds()[address.kind].limits and address.key[:-1] == thing.key:
            yield visible(
                f"On {thing_name(thing, reach)}, {address.key[-1]} is restricted to {resource.attrs.get('to')}."
            )


def outsiders(thing: Address, reach: Reach) -> Iterator[str]:
    """Grants on a thing to people whom this org does not know: everybody, and the members of other orgs."""
    for subject, grant in reach.on(thing).items():
        if subject_of(grant.address) is None:
            who = "everyone, in any org" if subject == EVERYONE else f"the members of {subject.replace(':', ' ', 1)}"
            yield visible(f"{who}: {grant.attrs.get('level')} on {thing.key[-1]}")


def scoped_words(holder: str, scope: str, platform: Platform) -> str:
    """Who a holder of a capability is, and where it holds, in words."""
    if holder == "self":
        return f"every {platform.term('member')}, for themselves"
    words = holder_words(holder, platform)
    if holder == "operator":
        return f"nobody in the {platform.term('org')}: {words}"
    if scope != "own":
        return words
    kind = holder.partition(".")[0]
    if kind == "member":
        return f"{words} (where they have a place)"
    return f"{words} (for that {platform.term('team' if kind == 'membership' else kinds()[kind].parent)})"
