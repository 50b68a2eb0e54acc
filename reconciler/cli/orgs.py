"""Which org a command speaks of: the one named, or the one ``use`` has chosen; and who asks.

The choice is a file in the working folder, like the default database; ``RECONCILER_ORG`` comes before it. It is
a setting of whoever types, never part of a manifest or a state (W32, I10).
"""

from __future__ import annotations

import os
from collections.abc import Collection
from pathlib import Path

from reconciler.errors import WrongUsage
from reconciler.integrity import as_applied
from reconciler.model import EMPTY, OrgKey
from reconciler.people import person_key
from reconciler.stores.base import Store
from reconciler.text import NameRefused, visible

CHOICE = Path(".reconciler-org")


def chosen(store: Store, named: str, *, gone: bool = False) -> OrgKey:
    """The key of the org that is named, or chosen; WrongUsage if there is none or more than one. *gone*: deleted ones too."""
    wanted = (named or choice()).casefold()
    known = [org for org, head in store.heads().items() if gone or not as_applied(head, EMPTY)]
    if not wanted:
        if len(known) == 1:
            return known[0]
        raise WrongUsage("no org is named and none is chosen", hint=f"add --org, or: reconciler use ORG; {_are(known)}")
    found = [org for org in known if wanted in (org, org.partition("/")[2])]
    if len(found) == 1:
        return found[0]
    if found:
        raise WrongUsage(f"{visible(wanted)} is on several platforms", hint=f"write one of: {', '.join(found)}")
    raise WrongUsage(f"the store has no org {visible(wanted)}", hint=_are(known))


def choice() -> str:
    """What ``use`` has chosen in this folder; empty if nothing."""
    named = os.environ.get("RECONCILER_ORG", "")
    try:
        return named or CHOICE.read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError):
        return ""


def choose(org: OrgKey) -> None:
    """Remember the org for the commands that follow in this folder."""
    try:
        CHOICE.write_text(f"{org}\n", encoding="utf-8")
    except OSError as error:
        raise WrongUsage(
            f"the choice cannot be kept in {CHOICE}: {error.strerror}", hint="add --org ORG to each command"
        ) from None


def key_of(person: str) -> str:
    """The identity key of a person named on the command line; WrongUsage for what cannot be one."""
    try:
        return person_key(person)
    except NameRefused as reason:
        raise WrongUsage(f"{visible(person)} {reason}", hint="write an address or a handle") from None


def among(orgs: Collection[str], known: Collection[OrgKey]) -> list[OrgKey]:
    """Those of the known orgs that are named, as slugs or platform/slug; all if none is. WrongUsage for a name of none."""
    if missing := {*orgs} - {*known} - {key.partition("/")[2] for key in known}:
        raise WrongUsage(f"the store has no org {', '.join(map(visible, sorted(missing)))}", hint=_are(known))
    return [key for key in known if not orgs or key in orgs or key.partition("/")[2] in orgs]


def _are(known: Collection[OrgKey]) -> str:
    return (
        f"it has: {', '.join(map(visible, known))}" if known else "it has none yet: reconciler apply FOLDER makes them"
    )
