"""The plainest call: ``reconciler plan PATH…`` or ``reconciler apply PATH…``, and no option.

It is most of what machines ask, and may be answered before Click is imported. The reader of a command line is Click; here it is
only known when Click can read it in one way. So whatever could be an option, a pattern or a variable of anything else is not the
plainest call, and a new option needs nothing here. ``tests/test_plainest.py`` holds Click to it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import NamedTuple

_VERBS = ("plan", "apply")
_PATH = re.compile(r"[\w./][\w./@+: -]*")
"""Nothing that begins like an option, and nothing that Click replaces by names of files, as it does on Windows."""
_VARIABLES = {"RECONCILER_DB", "RECONCILER_ACTOR", "RECONCILER_LIMITS"}


class Call(NamedTuple):
    """What was asked, as far as it was said."""

    verb: str
    paths: list[str]
    db: str | None
    actor: str | None
    limits: str


def plainest(words: list[str], environment: Mapping[str, str]) -> Call | None:
    """The call that these words are; None if it is not plain to see."""
    if not words or words[0] not in _VERBS or not all(map(_PATH.fullmatch, words[1:])):
        return None
    said = {name: value for name, value in environment.items() if "RECONCILER_" in name.upper()}
    if not said.keys() <= _VARIABLES or not all(said.values()):
        return None
    return Call(
        words[0],
        words[1:],
        said.get("RECONCILER_DB"),
        said.get("RECONCILER_ACTOR"),
        said.get("RECONCILER_LIMITS", ""),
    )
