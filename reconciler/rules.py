"""Laws about one state: named functions that a platform's vocabulary calls by name, with arguments.

A rule takes a whole state of one org (what the manifests want, plus what stays) and yields problems. It has one sentence of
docstring, which is its documentation, and knows no platform: what differs arrives as arguments.

A rule about several orgs of a platform is registered with ``across`` and takes all their states.

To add a rule: one decorated function here, one line in the vocabularies that want it, one story that makes it fire.
"""

from __future__ import annotations

import difflib
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from functools import cache
from typing import Any

from reconciler.errors import Problem
from reconciler.keep import MANAGES, parent_of, referent_of
from reconciler.kinds import SUBJECT, Shape, kinds
from reconciler.model import Address, Resource, State, spelled
from reconciler.model.state import once_of_each_state
from reconciler.routes import is_admin
from reconciler.text import indefinite, visible
from reconciler.vocabulary import Platform, load

Check = Callable[..., Iterator[Problem]]

RULES: dict[str, Check] = {}
NEEDS: dict[str, frozenset[str]] = {}
ACROSS: set[str] = set()
_NEAR = 0.8
"""Nearer than difflib takes for granted: two addresses of one e-mail domain look alike and are two people."""
_NEAR_WITHIN = 0.7
"""The same for what stands before one e-mail domain, which is short: ``hedi`` is near ``hedy``, ``eda`` not ``ada``."""


def rule(name: str, *, across: bool = False, needs: Iterable[str] = ()) -> Callable[[Check], Check]:
    """Register a function under a name; a second function of the same name is a bug.

    *needs* are the kinds of which the rule must see everything there is before it can judge.
    """

    def register(check: Check) -> Check:
        if name in RULES:
            raise TypeError(f"two rules are called {name}")
        RULES[name] = check
        NEEDS[name] = frozenset(needs)
        if across:
            ACROSS.add(name)
        return check

    return register


def check(state: State, platform: Platform, known: Collection[str] | None = None) -> list[Problem]:
    """Every rule of the platform that speaks of one org, held against *state*.

    *known* are the kinds of which the state holds everything there is (None: all); of others nothing is concluded.
    """
    problems: list[Problem] = []
    for use in platform.rules:
        if use.use in ACROSS or (known is not None and not NEEDS[use.use] <= set(known)):
            continue
        args = use.args if use.use != "references" else {**use.args, "known": known}
        problems += RULES[use.use](state, platform, **args)
    return problems


def speaks_of_several(platform: Platform) -> bool:
    """Whether a rule of the platform must see all its orgs."""
    return any(use.use in ACROSS for use in platform.rules)


def check_across(states: Sequence[State], platform: Platform) -> list[Problem]:
    """Every rule of the platform that speaks of several orgs, held against the states of all that are known."""
    used = (use for use in platform.rules if use.use in ACROSS)
    return [problem for use in used for problem in RULES[use.use](states, platform, **use.args)]


@rule("references")
def references(state: State, platform: Platform, *, known: Collection[str] | None = None) -> Iterator[Problem]:
    """Whatever names a resource, or hangs on one, finds it there (T101)."""
    doubtful = _doubtful(state)
    for address, resource in state.items() if doubtful else ():
        if address.kind not in doubtful:
            continue
        shape = kinds()[address.kind]
        parent = parent_of(address, shape)
        if parent is not None and parent not in state:
            message = f"{visible(address.path)} would hang on {visible(parent.path)}, which is not there"
            yield Problem(
                "dangling-reference", message, resource.source, "make the plan again: reconciler plan -o FILE"
            )
        for field, kind in shape.refers.items():
            target = _named(address, resource, field, kind, shape)
            if target == address:
                own = visible(address.key[-1])
                yield Problem(
                    "dangling-reference",
                    f"{own} cannot be the {field} of {own}",
                    resource.source,
                    f"name another after {field}:",
                )
            elif target is not None and target not in state and (known is None or target.kind in known):
                yield _dangling(resource, target, state, platform, by_key=not field)


@once_of_each_state
def _doubtful(state: State) -> set[str]:
    """The kinds of which one may not find what it hangs on or names: sets of keys say so in a fifth of the time of one by one."""
    keys = {kind: [each.address.key for each in own] for kind, own in state.by_kind.items()}

    @cache
    def there(kind: str) -> set[tuple[str, ...]]:
        return {*keys.get(kind, ())}

    def found(kind: str) -> bool:
        shape = kinds()[kind]
        if shape.parent and not {key[:-1] for key in keys[kind]} <= there(shape.parent):
            return False
        for field, target in shape.refers.items():
            named = {key[-1:] for key in keys[kind]} if not field else _values(field, state.of_kind(kind))
            if named and (target in (kind, SUBJECT) or not named <= there(target)):
                return False
        return True

    return {kind for kind in keys if not found(kind)}


def _values(field: str, resources: Sequence[Resource]) -> set[tuple[str, ...]]:
    """The keys that stand in a field."""
    return {(value,) for each in resources if isinstance(value := each.attrs.get(field), str)}


def _named(address: Address, resource: Resource, field: str, kind: str, shape: Shape) -> Address | None:
    """What a resource refers to by its key, or by the one name in a field; None if that is nothing in this org."""
    if not field:
        return referent_of(address, shape)
    name = resource.attrs.get(field)
    return Address(address.platform, address.org, kind, (name,)) if isinstance(name, str) else None


def _dangling(resource: Resource, target: Address, state: State, platform: Platform, *, by_key: bool) -> Problem:
    others = (address for address in state if address.kind == target.kind and address != resource.address)
    known = {address.key[-1]: spelled(address, state) for address in others}
    written = resource.name[-1] if by_key and resource.name else target.key[-1]
    shown = written.rpartition(":")[2] or written
    message = f"{visible(shown)} is not {indefinite(platform.term(target.kind))} of {target.org}"
    if not resource.source.line:  # what is stored and not declared has no line to point at
        message += f", and {visible(resource.address.path)} names it"
        hint = f"declare {visible(resource.address.path)} and name another there"
        return Problem("dangling-reference", message, resource.source, hint)
    return Problem("dangling-reference", message, resource.source, _hint(target, known, shown))


def _hint(target: Address, known: Mapping[str, str], shown: str) -> str:
    close = difflib.get_close_matches(target.key[-1], list(known), cutoff=_NEAR)
    meant = next((name for name in close if _alike(name, target.key[-1])), None)
    if meant is not None:
        return f"did you mean `{visible(known[meant])}`?"
    section = load(target.platform).section(target.kind)
    return f"add {visible(shown)}: under {section}:, or take the line out"


def _alike(one: str, other: str) -> bool:
    """Whether names that are near are so without the e-mail domain, which people share."""
    own, _, domain = one.rpartition("@")
    its, _, shared = other.rpartition("@")
    return not own or domain != shared or difflib.SequenceMatcher(None, own, its).ratio() >= _NEAR_WITHIN


@rule("owner-is-admin", needs={"member"})
def owner_is_admin(state: State, platform: Platform) -> Iterator[Problem]:
    """The owner of an org is one of its active admins."""
    for address, resource in ((org.address, org) for org in state.of_kind("org")):
        owner = resource.attrs.get("owner")
        if owner is None:
            continue
        member = state.get(Address(address.platform, address.org, "member", (str(owner),)))
        if member is not None and not is_admin(member.attrs, platform):
            message = f"the owner {visible(str(owner))} is not an active admin of {address.org}"
            hint = f"write under members: {visible(str(owner))}: {{role: {' or '.join(sorted(platform.admins))}}}"
            yield Problem("owner-not-admin", message, resource.source, hint)


@rule("count", needs={"member"})
def count(
    state: State,
    platform: Platform,
    *,
    kind: str,
    where: Mapping[str, Any],
    at_most: int | None = None,
    at_least: int = 0,
) -> Iterator[Problem]:
    """An org that has resources of a kind has at least, and at most, so many that match."""
    every = state.of_kind(kind)
    matching = [each for each in every if all(each.attrs.get(name) == value for name, value in where.items())]
    words = ", ".join(f"{name} {value}" for name, value in where.items())
    written = ", ".join(f"{name}: {value}" for name, value in where.items())
    if every and len(matching) < at_least:
        message = f"{platform.title} has at least {at_least} {platform.term(kind)} with {words}, not {len(matching)}"
        yield Problem("too-few", message, min(each.source for each in every), f"write for one of them {{{written}}}")
    if at_most is not None and len(matching) > at_most:
        message = f"{platform.title} has at most {at_most} {platform.term(kind)} with {words}, not {len(matching)}"
        matching.sort(key=lambda resource: resource.source)
        for resource in matching[at_most:]:
            yield Problem(
                "too-many", message, resource.source, f"write {{{written}}} for one only", also=(matching[0].source,)
            )


@rule("seats", needs={"member"})
def seats(state: State, platform: Platform, *, setting: str, roles: Sequence[str] = ()) -> Iterator[Problem]:
    """An org has at most as many active members, of certain roles, as its plan includes."""
    for resource in state.of_kind("org"):
        plan = resource.attrs.get("plan")
        limit = plan.get(setting) if isinstance(plan, Mapping) else None
        if not isinstance(limit, int):
            continue
        taken = [member for member in state.of_kind("member") if _takes_a_seat(member, platform, roles)]
        if len(taken) > limit:
            org = resource.address.org
            message = f"{org} would have {len(taken)} active members; {setting} is {limit}"
            if roles:
                words = f"active members with role {' or '.join(roles)}"
                message = f"{org} would have {len(taken)} {words}; {setting} is {limit}"
            hint = f"take somebody out, or, once it is bought, write plan: {{{setting}: {len(taken)}}}"
            yield Problem("no-seat", message, resource.source, hint)


def _takes_a_seat(member: Resource, platform: Platform, roles: Sequence[str]) -> bool:
    return not platform.left(member.attrs) and (not roles or member.attrs.get("role") in roles)


@rule("declared-domains")
def declared_domains(state: State, platform: Platform) -> Iterator[Problem]:
    """Where an org declares its domains of experience, levels and requirements speak of no others."""
    if not any("experience_domains" in _listed(org.attrs.get(MANAGES)) for org in state.of_kind("org")):
        return
    declared = {each.address.key[0] for each in state.of_kind("domain")}
    undeclared = _domains_spoken_of(state) - declared
    for resource in state.values() if undeclared else ():
        for domain in _domains_of(resource):
            if domain in undeclared:
                target = resource.address._replace(kind="domain", key=(domain,))
                message = f"{visible(domain)} is not an experience domain of {target.org}"
                hint = _hint(target, {name: name for name in declared}, domain)
                yield Problem("dangling-reference", message, resource.source, hint)


@once_of_each_state
def _domains_spoken_of(state: State) -> set[str]:
    """The domains of experience that resources speak of."""
    levels = {each.address.key[-1] for each in state.of_kind("experience")}
    others = [kind for kind in state.by_kind if "requires" in kinds()[kind].attributes]
    return levels.union(*(_domains_of(each) for kind in others for each in state.of_kind(kind)))


def _domains_of(resource: Resource) -> Iterable[str]:
    """The domains of experience that a resource speaks of."""
    if resource.address.kind == "experience":
        return resource.address.key[-1:]
    required = resource.attrs.get("requires")
    return required if required and isinstance(required, Mapping) else ()


def _listed(value: object) -> Sequence[str]:
    return value if isinstance(value, list) else ()


@rule("words-by-name")
def words_by_name(
    state: State, platform: Platform, *, kind: str, field: str, words: Mapping[str, Sequence[str]]
) -> Iterator[Problem]:
    """A resource of a certain name takes only certain words."""
    for resource in state.of_kind(kind):
        own = resource.address.key[-1]
        allowed = words.get(own, ())
        if allowed and resource.attrs.get(field) not in allowed:
            message = f"{visible(own)} cannot be restricted to {visible(str(resource.attrs.get(field)))}"
            yield Problem("unknown-word", message, resource.source, f"write {' or '.join(allowed)}")


@rule("required-restrictions", needs={"project", "restriction"})
def required_restrictions(state: State, platform: Platform) -> Iterator[Problem]:
    """Every project has the restrictions that its org's policies ask for."""
    for org in state.of_kind("org"):
        policies = org.attrs.get("policies")
        required = _listed(policies.get("project_restrictions")) if isinstance(policies, Mapping) else ()
        for project in state.of_kind("project") if required else ():
            own = visible(project.address.key[0])
            for name in required:
                if project.address._replace(kind="restriction", key=(*project.address.key, name)) not in state:
                    message = f"{own} does not restrict {name}, which the org's policies ask for"
                    hint = f"add {name}: under restrictions: of {own}"
                    yield Problem("policy-broken", message, project.source, hint)


@rule("guest-role", across=True)
def guest_role(
    states: Sequence[State],
    platform: Platform,
    *,
    kind: str,
    insiders: Sequence[str],
    role: str,
) -> Iterator[Problem]:
    """Whoever is inside an org of a certain type has one certain role in every other org."""
    inside: dict[str, Resource] = {}
    for state in states:
        if any(org.attrs.get("type") == kind for org in state.of_kind("org")):
            members = (member for member in state.of_kind("member") if member.attrs.get("role") in insiders)
            inside |= {member.address.key[0]: member for member in members}
    for state in states:
        for resource in state.of_kind("member"):
            address = resource.address
            home = inside.get(address.key[0])
            if home is not None and home.address.org != address.org and resource.attrs.get("role") != role:
                message = f"{visible(address.key[0])} belongs to the {kind} org {home.address.org}"
                message += f" and is {role} everywhere else, also in {address.org}"
                source = resource.source if resource.source.line else home.source
                hint = f"write in {address.org}: {visible(address.key[0])}: {{role: {role}}}"
                yield Problem("guest-role", message, source, hint)
