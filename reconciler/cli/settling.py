"""The short way of ``plan`` and ``apply`` where nothing has changed.

Most plans are of nothing: the manifests are those that were applied last. That is seen by hashing them and by a glance at the
store, before anything is imported that a plan needs. The short way is for the plainest calls alone, and only where its answer is
the very words of the long one: what is imported here is what it costs.
"""

from __future__ import annotations

from pathlib import Path

from reconciler.cli import terminal
from reconciler.cli.options import TOOL
from reconciler.manifest.files import read
from reconciler.manifest.limits import limits
from reconciler.settled import all_settled, holding, known, program
from reconciler.stores.glance import glance


def nothing_new(paths: tuple[Path, ...], db: str, actor: str | None) -> bool:
    """Whether every file there is is one by which an org is settled."""
    seen = glance(db)
    if seen is None or not seen.settled:
        return False
    holds = [*holding(seen.settled, seen.heads, program(TOOL), terminal.now())]
    terminal.actor(actor)  # whoever plans has a name, even if nothing comes of it
    tree = read(paths, limits(), known(holds))
    return not tree.files and not tree.problems and all_settled(holds, tree.digests)
