"""The plainest call: ``reconciler plan PATH…`` or ``reconciler apply PATH…``, and no option.

It is most of what machines ask, and may be answered before Click is imported. The reader of a command line is Click; here it is
only known when Click can read it in one way. So whatever could be an option, a pattern or a variable of anything else is not the
plainest call, and a new option needs nothing here. ``tests/test_plainest.py`` holds Click to it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

_VERBS = ("plan", "apply")
_PLAIN = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-+@:/ ")
"""What a path may hold: nothing that Click replaces by names of files or by variables, as it does on Windows."""
_VARIABLES = {"RECONCILER_DB", "RECONCILER_ACTOR", "RECONCILER_LIMITS"}


class Call(NamedTuple):
    """What was asked, as far as it was said."""

    verb: str
    paths: list[str]
    db: str | None
    actor: str | None
    limits: str


def call_of(words: list[str], environment: Mapping[str, str]) -> Call | None:
    """The call that these words are; None if it is not plain to see."""
    if not words or words[0] not in _VERBS or not all(map(_is_path, words[1:])):
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


def _is_path(word: str) -> bool:
    return word != "" and not word.startswith("-") and _PLAIN.issuperset(word)
