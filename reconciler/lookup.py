"""What people mean when they name a kind or a thing on the command line: in the program's words or the platform's.

A kind goes by its own word, its section's, the platform's for both, one or many; a thing by its name where that is
unique, or by kind and name: ``project/night-drive``. What is not found is answered with the nearest name that is.
"""

from __future__ import annotations

import difflib
from collections.abc import Collection, Iterable
from urllib.parse import unquote

from reconciler.errors import WrongUsage
from reconciler.kinds import kinds
from reconciler.model import Address, State
from reconciler.text import NameRefused, email_key, identity_key, visible
from reconciler.vocabulary import Platform

ALIASES = {"user": "member", "person": "member", "people": "member", "group": "team"}
"""Words that mean a kind on every platform."""


def words(among: Collection[str], platform: Platform) -> dict[str, str]:
    """Every word for the kinds *among*, on this platform: the kind it means."""
    found = {word: kind for word, kind in ALIASES.items() if kind in among}
    for kind in among:
        own = {kind, kinds()[kind].section, platform.term(kind), platform.section(kind)} - {""}
        found |= dict.fromkeys((word.replace("_", "-").replace(" ", "-") for word in own), kind)
    return {**{plural(word): kind for word, kind in found.items()}, **found}


def plural(word: str) -> str:
    """``ontologies``, ``users``."""
    return word if word.endswith("s") else f"{word[:-1]}ies" if word.endswith("y") else f"{word}s"


def kind_named(word: str, among: Collection[str], platform: Platform) -> str:
    """The kind that a word means; WrongUsage for a word that means none, or a kind that the platform does not have."""
    known = words(among, platform)
    kind = known.get(word.casefold().replace("_", "-").replace(" ", "-"))
    if kind is None:
        own = {plural(platform.term(kind).replace(" ", "-")) for kind in among if kind not in platform.absent}
        hint = nearest(word, known) or f"there are: {', '.join(sorted(own))}"
        raise WrongUsage(f"{visible(word)} is nothing that can be asked for here", hint=hint)
    if kind in platform.absent:
        raise WrongUsage(platform.absent[kind].says, hint=nearest(word, ()))
    return kind


def thing_named(text: str, among: Collection[str], state: State, platform: Platform) -> Address:
    """The one resource of the kinds *among* that *text* names; WrongUsage for none, or for more than one."""
    prefix, slash, rest = text.partition("/")
    kind = words(among, platform).get(prefix.casefold()) if slash else None
    keys = _keys(rest if kind else text)
    wanted = {kind} if kind else set(among)
    found = sorted(a for a in state if a.kind in wanted and len(a.key) == 1 and a.key[0] in keys)
    if not found:
        known = [(r.name or a.key)[-1] for a, r in state.items() if a.kind in wanted and len(a.key) == 1]
        what = " or ".join(platform.term(k) for k in among if k not in platform.absent and k in wanted)
        where = next((a.org for a in state), "the org")
        raise WrongUsage(
            f"{visible(text)} is no {what} of {visible(where)}", hint=nearest(rest if kind else text, known)
        )
    if len(found) > 1:
        written = ", ".join(visible(address.path) for address in found)
        raise WrongUsage(f"{visible(text)} names several things", hint=f"write one of: {written}")
    return found[0]


def _keys(name: str) -> set[str]:
    """What a typed name may be the identity key of: as it stands, or percent-quoted as plans print it."""
    found = set()
    for text in {name, unquote(name)}:
        for key in (identity_key, email_key):
            try:
                found.add(key(text))
            except NameRefused:
                continue
    return found


def nearest(word: str, known: Iterable[str]) -> str:
    """A hint: the name that was probably meant, or all there are if they are few."""
    names = sorted(set(known))
    close = difflib.get_close_matches(word.casefold(), [name.casefold() for name in names], n=1)
    if close:
        return f"did you mean {visible(next(name for name in names if name.casefold() == close[0]))}?"
    few = 12
    return f"there are: {', '.join(map(visible, names))}" if names and len(names) <= few else ""
