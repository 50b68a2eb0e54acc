"""What a report says where it has nothing to say: that nothing was ever imported, that nobody and nothing is called so, or that
nothing is left of what was asked for. Silence would look like zero.

Sentences only; what there is, the command line reads.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import islice

from reconciler.facts import FACTS
from reconciler.facts.kinds import SYSTEM
from reconciler.model import OrgKey

NOTHING = "nothing matches what was asked for"
LISTED = 10
_NAMES = {"credit": "no credits were", "activity": "no activity was", "storage": "no storage was"}


def never_imported(kind: str, org: OrgKey) -> str:
    """Of a kind of facts that nobody has told: it is not zero, and this is how it becomes known."""
    return f"unknown: {_NAMES[kind]} imported; reconciler facts import {kind} FILE --org {org}"


def called_so(kind: str, field: str, text: str, there: Iterable[str]) -> str:
    """Of a text by which rows were to be chosen and that stands in none of them; *there* are those that do."""
    person = FACTS[kind].person == field
    what = "user" if field == "actor" else field.replace("_", " ")
    known = (each or (SYSTEM if person else "") for each in there)
    found = iter(filter(None, known))
    listed = [*islice(found, LISTED)]
    more = ["and more"] if next(found, None) is not None else []
    return f"no {kind} has the {what} {text or SYSTEM}; there are: {', '.join([*listed, *more]) or 'none'}"
