"""Plan files on disk: read whole, written whole. What stands in one is ``planfile``'s business."""

from __future__ import annotations

import sys
from functools import partial
from pathlib import Path

from reconciler.cli import redacting
from reconciler.cli.contents import contents
from reconciler.cli.writing import write_whole
from reconciler.errors import IntegrityFailure
from reconciler.model import Plan
from reconciler.planfile import LARGEST_FILE, texts


def plan_bytes(path: Path) -> bytes:
    """A plan file's bytes: a regular file, not a link to one, or standard input for ``-`` (T132)."""
    if str(path) == "-":
        return sys.stdin.buffer.read(LARGEST_FILE + 1)
    hint = "make a plan: reconciler plan -o FILE"
    instead = "use - for standard input"
    return contents(path, LARGEST_FILE, hint, refused=IntegrityFailure, instead=instead, links=False)


def plan_in(path: Path) -> Plan:
    """The plan in a file. Raises IntegrityFailure for whatever ``plan -o`` has not written."""
    from reconciler.planfile.reading import loads  # lazy: the model of the document, for who reads one

    made = loads(plan_bytes(path))
    redacting.learn_plan(made)
    return made


def save(made: Plan, path: Path) -> None:
    """Write a plan file."""
    write_whole(partial(texts, made), path, "the plan")
