"""Laws about one state: named functions that a platform's vocabulary calls by name, with arguments.

A rule takes a whole state (what the manifests want, plus what stays) and yields problems. It has one sentence of
docstring, which is its documentation, and knows no platform: what differs arrives as arguments.

To add a rule: one decorated function here, one line in the vocabularies that want it, one story that makes it fire.
"""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from reconciler.errors import Problem
from reconciler.keep import parent_of
from reconciler.kinds import kinds
from reconciler.model import Address, Resource, State
from reconciler.routes import is_admin
from reconciler.text import visible
from reconciler.vocabulary import Platform

Check = Callable[..., Iterator[Problem]]

RULES: dict[str, Check] = {}


def rule(name: str) -> Callable[[Check], Check]:
    """Register a function under a name; a second function of the same name is a bug."""

    def register(check: Check) -> Check:
        if name in RULES:
            raise TypeError(f"two rules are called {name}")
        RULES[name] = check
        return check

    return register


def check(state: State, platform: Platform) -> list[Problem]:
    """Every rule of the platform, held against *state*."""
    return [problem for used in platform.rules for problem in RULES[used.use](state, platform, **used.args)]


@rule("references")
def references(state: State, platform: Platform) -> Iterator[Problem]:
    """Whatever names a resource, or hangs on one, finds it there (T101)."""
    shapes = kinds()
    fields = {kind: shape.spec.refers for kind, shape in shapes.items() if shape.spec.refers}
    for address, resource in state.items():
        parent = parent_of(address, shapes[address.kind])
        if parent is not None and parent not in state.resources:
            message = f"{visible(address.path)} would hang on {visible(parent.path)}, which is not there"
            yield Problem("dangling-reference", message, resource.source, "make the plan again")
        for field, kind in fields.get(address.kind, {}).items():
            name = resource.attrs.get(field) if field else address.key[-1]
            if name is None:
                continue
            target = Address(address.platform, address.org, kind, (str(name),))
            if target not in state.resources:
                shown = str(name) if field or not resource.name else resource.name[-1]
                yield _dangling(resource, shown, target, state)


def _dangling(resource: Resource, name: str, target: Address, state: State) -> Problem:
    known = [address.key[-1] for address in state if address.kind == target.kind]
    message = f"{visible(name)} is not a {target.kind} of {target.org}"
    return Problem("dangling-reference", message, resource.source, _hint(target, known))


def _hint(target: Address, known: Iterable[str]) -> str:
    close = difflib.get_close_matches(target.key[-1], list(known), n=1)
    if close:
        return f"did you mean `{close[0]}`?"
    return f"declare {visible(target.key[-1])} under {_section_of(target.kind)}:, or take the line out"


def _section_of(kind: str) -> str:
    return kinds()[kind].section


@rule("owner-is-admin")
def owner_is_admin(state: State, platform: Platform) -> Iterator[Problem]:
    """The owner of an org is one of its active admins."""
    for address, resource in state.items():
        owner = resource.attrs.get("owner") if address.kind == "org" else None
        if owner is None:
            continue
        member = state.get(Address(address.platform, address.org, "member", (str(owner),)))
        if member is not None and not is_admin(member.attrs, platform):
            message = f"the owner {visible(str(owner))} is not an active admin of {address.org}"
            hint = f"give {visible(str(owner))} the role {' or '.join(sorted(platform.admins))}"
            yield Problem("owner-not-admin", message, resource.source, hint)


@rule("count")
def count(
    state: State, platform: Platform, *, kind: str, where: Mapping[str, Any], at_most: int | None = None
) -> Iterator[Problem]:
    """An org has at most so many resources of a kind that match."""
    matching = [
        resource
        for address, resource in state.items()
        if address.kind == kind and all(resource.attrs.get(name) == value for name, value in where.items())
    ]
    if at_most is not None and len(matching) > at_most:
        words = ", ".join(f"{name} {value}" for name, value in where.items())
        message = f"{platform.title} has at most {at_most} {platform.term(kind)} with {words}, not {len(matching)}"
        matching.sort(key=lambda resource: resource.source)
        for resource in matching[at_most:]:
            yield Problem("too-many", message, resource.source, "change the others", also=(matching[0].source,))
