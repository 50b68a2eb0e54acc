"""The short way of ``plan`` and ``apply`` where nothing has changed.

Most plans are of nothing: the manifests are those that were applied last. That is seen by hashing them and by a glance at the
store, before anything is imported that a plan needs. The short way is for plain calls alone, and only where its answer is
the very words of the long one: what is imported here is what it costs. The plainest call takes it before Click has read it
(:func:`answered`), and a verb whose options allow it afterwards (:func:`nothing_new`).
"""

from __future__ import annotations

from pathlib import Path

from reconciler.cli import terminal
from reconciler.cli.limiting import in_force
from reconciler.cli.paths import is_plan
from reconciler.cli.plainest import Call
from reconciler.cli.terminal import DEFAULT_DATABASE, TOOL
from reconciler.manifest.files import read
from reconciler.manifest.limits import limits
from reconciler.settled import AGREED, UNWRITTEN, all_settled, holding, known, program
from reconciler.stores.glance import glance

ANSWERS = {"plan": (AGREED,), "apply": (AGREED, UNWRITTEN)}
"""What a verb says of nothing."""


def answered(call: Call) -> bool | None:
    """Whether it was of nothing, which has been said; None if the long way has to find out, which also says what is wrong."""
    paths = tuple(map(Path, call.paths)) or (Path(),)
    try:
        with in_force(call.limits):
            if call.verb == "apply" and is_plan(paths):
                return None
            nothing = nothing_new(paths, call.db or DEFAULT_DATABASE, call.actor)
    except KeyboardInterrupt:
        terminal.aside("")  # behind the ^C that a terminal shows, as Click does it
        raise
    except Exception:  # noqa: BLE001 - whatever it is, it happens again where it is told apart from everything else
        return None
    if nothing:
        terminal.say(ANSWERS[call.verb])
    return nothing


def nothing_new(paths: tuple[Path, ...], db: str, actor: str | None) -> bool:
    """Whether every file there is is one by which an org is settled."""
    seen = glance(db)
    if seen is None or not seen.settled:
        return False
    holds = [*holding(seen.settled, seen.heads, program(TOOL), terminal.now())]
    terminal.actor(actor)  # whoever plans has a name, even if nothing comes of it
    tree = read(paths, limits(), known(holds))
    return not tree.files and not tree.problems and all_settled(holds, tree.digests)
