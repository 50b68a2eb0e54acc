"""Who acts, and how that was learnt: from this computer, from the runner of CI, or by somebody's own word.

What is learnt is a word and, behind it, where it is from: ``os uid 1000``, ``ci GITHUB_ACTOR GITHUB_RUN_ID=4711``,
``claim by os uid 1000``. It names no person, so nobody is forgotten here who is forgotten beside it. Numbers of users are
what the system says of a process; variables of CI are worth what the runner is worth, since whoever writes a job can set them; a name
that was typed is a claim, kept with what would have been learnt without it.

Pure: ``cli.terminal`` asks the system. To learn of actors in one more way: a word here, and there what it is learnt from.
"""

from __future__ import annotations

import re
from typing import NamedTuple

OS, CI, CLAIM = "os", "ci", "claim"


class Actor(NamedTuple):
    """Somebody who acts. Without more said, the name is a claim."""

    name: str
    learnt: str = CLAIM


def word_of(learnt: str) -> str:
    """In one word how an actor was learnt; empty where it was not kept, as in entries of older versions."""
    return learnt.partition(" ")[0]


def how(learnt: str) -> str:
    """The same, as it stands behind a name wherever people read it: words of ours alone, whatever is stored."""
    return f" ({of})" if (of := word_of(learnt)) in (OS, CI, CLAIM) else ""


_WORD = re.compile(r"(?!@)[\w.+@%~/:=!$&'*^\[\]-]+")


def word(name: str) -> str:
    """A name as one word of a line: between quotation marks where it could pass for more than that.

    Whoever acts says who they are, so a name may be ``ada (ci)  run 7``. What nobody can see in it is for ``text.visible``.
    """
    if _WORD.fullmatch(name):
        return name
    escaped = name.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def who(name: str, learnt: str) -> str:
    """Who acts, and how that was learnt: a word, and a word of ours in brackets."""
    return f"{word(name)}{how(learnt)}"


def can_be_learnt(learnt: object) -> bool:
    """Whether this says how somebody was learnt."""
    return isinstance(learnt, str) and word_of(learnt) in (OS, CI, CLAIM)
