"""What a PATH on the command line names: standard output, one plan file, or manifests."""

from __future__ import annotations

from pathlib import Path

from reconciler.manifest.files import SUFFIXES

STDOUT = Path("-")
"""Standard output, where a file is named."""


def is_plan(paths: tuple[Path, ...]) -> bool:
    """A plan is a single file that is no YAML file; where there is none, what is called like a file of another sort."""
    if len(paths) != 1:
        return False
    path = paths[0]
    named = path.is_file() or (path.suffix != "" and not path.exists())
    return str(path) == "-" or (named and path.suffix not in SUFFIXES)
