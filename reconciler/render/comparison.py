"""All platforms next to each other: one column for each, one row for each thing that can be compared.

Every row is worked out from the vocabularies; no platform and no word is named here. To compare one more thing: one
function that takes a platform and answers with a cell, and its row in :func:`side_by_side`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial

from reconciler.kinds import Shape, field_names, kinds, worded_fields
from reconciler.model import Address, Change, Mode
from reconciler.render.vocabulary import (
    NOTHING,
    Part,
    Row,
    argued,
    arriving,
    code,
    declared,
    holders,
    key_words,
    leaving,
    names_of,
)
from reconciler.routes import matching_route
from reconciler.rules import RULES
from reconciler.text import indefinite
from reconciler.vocabulary import Platform

Rows = Iterator[tuple[str, Callable[[Platform], str]]]
"""Labels, each with what it says of a platform; nothing where the platform does not have it."""


def side_by_side(platforms: Sequence[Platform]) -> list[Part]:
    """The tables that lay *platforms* next to each other."""
    columns = ("what", *(platform.title for platform in platforms))

    def part(name: str, heading: str, rows: Rows) -> Part:
        cells = ((label, *(cell(platform) or NOTHING for platform in platforms)) for label, cell in rows)
        return Part(name, heading, columns, tuple(row for row in cells if _says_something(row)))

    return [
        part("terms", "What things are called", _called()),
        part("words", "Words, weakest first", _worded()),
        part("people", "Coming and leaving", _people()),
        part("modes", "How changes are made", _modes()),
        part("renaming", "Other names", _renamed()),
        part("limits", "Names, limits and rules", _limits()),
        part("capabilities", "Who may what", _abilities(platforms)),
    ]


def _says_something(row: Row) -> bool:
    return any(cell != NOTHING for cell in row[1:])


# --- names, words, people ---------------------------------------------------------------------------------------------


def _called() -> Rows:
    yield from ((kind, partial(_term, kind)) for kind in kinds())


def _term(kind: str, platform: Platform) -> str:
    return platform.term(kind) if kind in declared(platform) else ""


def _worded() -> Rows:
    order = list(kinds())
    fields = sorted(worded_fields(), key=lambda field: (order.index(field.partition(".")[0]), field))
    yield from ((code(field), partial(_words, field)) for field in fields)


def _words(field: str, platform: Platform) -> str:
    powers = {word.word: " (admin)" if word.admin else " (power)" for word in platform.words.get(field, ())}
    elevated = {word for name, word in platform.elevated if name == field}
    return ", ".join(code(word) + (power if word in elevated else "") for word, power in powers.items())


def _people() -> Rows:
    yield "who comes in", arriving
    yield "who joins unasked", _joining
    yield "access by role", _reaching
    yield "access through the org", lambda platform: ", ".join(f"at most {code(c.field)}" for c in platform.caps)
    yield "who leaves", leaving


def _joining(platform: Platform) -> str:
    joined = platform.joins.items()
    return ", ".join(f"{indefinite(platform.term(kind))}: {code(level)}" for kind, level in joined)


def _reaching(platform: Platform) -> str:
    return "; ".join(f"{', '.join(map(code, fact.roles))}: every {platform.term(fact.to)}" for fact in platform.access)


# --- how changes are made ---------------------------------------------------------------------------------------------


def _renamed() -> Rows:
    yield from ((kind, partial(_renaming, kind)) for kind in kinds())


def _renaming(kind: str, platform: Platform) -> str:
    return ", ".join(fact.mode for fact in platform.renaming if fact.kind == kind)


def _modes() -> Rows:
    yield from ((kind, partial(_kind_modes, shape)) for kind, shape in kinds().items())
    yield "a change of role", lambda platform: _by_mode(_role_changes(platform))
    yield "leaving, by role", lambda platform: _by_mode(_leaving_by_role(platform))


def _kind_modes(shape: Shape, platform: Platform) -> str:
    return _by_mode(_routed(shape, platform)) if shape.kind in declared(platform) else ""


def _routed(shape: Shape, platform: Platform) -> Iterator[tuple[str, Mode]]:
    """The mode of making one, changing each field and taking it away; of those with certain keys, if it is another."""
    usual = dict(_routed_under("k", shape, platform))
    yield from usual.items()
    keyed = {route.key: route for route in platform.routes_of(shape.kind) if route.key != "*"}
    for key, route in keyed.items():
        for what, mode in _routed_under(key.replace("*", "k"), shape, platform):
            if mode is not usual[what]:
                yield f"{what} {code(key_words(route, platform))}", mode


def _routed_under(key: str, shape: Shape, platform: Platform) -> Iterator[tuple[str, Mode]]:
    """The same for one with that key, for the values nobody has to write."""
    kind = shape.kind
    address = Address(platform.name, "org", kind, (key,) * shape.depth)
    defaults = {name: platform.defaults.get(f"{kind}.{name}") for name in shape.attributes}
    usual = {name: value for name, value in defaults.items() if value is not None}
    yield "create", _mode(Change(address, None, usual), platform)
    for field in field_names(kind):
        name, _, inner = field.partition(".")
        if f"{kind}.{field}" in platform.absent or (name in shape.settings and not inner) or field == "role":
            continue
        one, other = ({**usual, name: {inner: value} if inner else value} for value in ("one", "another"))
        yield code(field), _mode(Change(address, one, other), platform)
    if not shape.person:
        yield "delete", _mode(Change(address, usual, None), platform)


def _role_changes(platform: Platform) -> Iterator[tuple[str, Mode]]:
    """The mode of every change of role; what is the same from one role to all others is said once."""
    words = [word.word for word in platform.words["member.role"]]
    address = Address(platform.name, "org", "member", ("k0",))
    modes: dict[Mode, dict[str, list[str]]] = {}
    for one in words:
        found = {
            other: _mode(Change(address, {"role": one}, {"role": other}), platform) for other in words if other != one
        }
        if len(set(found.values())) == 1:
            yield f"from {code(one)}", next(iter(found.values()))
            continue
        for other, mode in found.items():
            modes.setdefault(mode, {}).setdefault(other, []).append(one)
    for mode, targets in modes.items():
        yield from ((f"{', '.join(map(code, sources))} → {code(other)}", mode) for other, sources in targets.items())


def _leaving_by_role(platform: Platform) -> Iterator[tuple[str, Mode]]:
    address = Address(platform.name, "org", "member", ("k0",))
    for word in platform.words["member.role"]:
        there = {"role": word.word}
        gone = platform.without(there) if platform.leaving.set else None
        yield code(word.word), _mode(Change(address, there, gone), platform)


def _mode(change: Change, platform: Platform) -> Mode:
    found = matching_route(change, platform)
    return found.mode if found is not None else Mode.DIRECT


def _by_mode(routed: Iterable[tuple[str, Mode]]) -> str:
    """What is done in which mode; the mode most of it is done in comes last, as ``else``, if there is another."""
    by: dict[Mode, list[str]] = {}
    for what, mode in routed:
        by.setdefault(mode, []).append(what)
    if len(by) == 1:
        return next(iter(by)).value
    usual = max(by, key=lambda mode: (len(by[mode]), mode))
    said = [f"{mode.value}: {', '.join(by[mode])}" for mode in Mode if mode in by and mode is not usual]
    return "; ".join([*said, f"else {usual.value}"])


# --- limits and capabilities ------------------------------------------------------------------------------------------


def _limits() -> Rows:
    yield from ((f"names: {kind}", partial(_names, kind)) for kind in kinds())
    yield from (
        (code(f"{kind}.{name}"), partial(_range, f"{kind}.{name}")) for kind in kinds() for name in field_names(kind)
    )
    yield from ((f"rule {code(rule)}", partial(_rule, rule)) for rule in RULES)


def _names(kind: str, platform: Platform) -> str:
    return names_of(platform.keys.get(kind))


def _range(field: str, platform: Platform) -> str:
    span = platform.ranges.get(field)
    return f"{span.min} to {span.max}" if span else ""


def _rule(rule: str, platform: Platform) -> str:
    return "; ".join(argued(used.args) or "yes" for used in platform.rules if used.use == rule)


def _abilities(platforms: Sequence[Platform]) -> Rows:
    known = sorted({ability.can for platform in platforms for ability in platform.capabilities})
    yield from ((code(can), partial(_held, can)) for can in known)


def _held(can: str, platform: Platform) -> str:
    """Who holds a capability, those who hold it everywhere first."""
    ability = next((ability for ability in platform.capabilities if ability.can == can), None)
    if ability is None:
        return ""
    by = [(holder, ability.by[holder]) for holder in holders(platform) if holder in ability.by]
    everywhere = [code(holder.partition(".")[2] or holder) for holder, scope in by if scope == "all"]
    return ", ".join([*everywhere, *(_own(holder, platform) for holder, scope in by if scope != "all")])


def _own(holder: str, platform: Platform) -> str:
    """A holder of something only where they have a place."""
    kind, _, word = holder.partition(".")
    if not word:
        return code(holder)
    parent = kinds()[kind].parent
    place = platform.term(parent) if kinds()[parent].parent else "place"
    return f"{code(word)} (own {place})"
