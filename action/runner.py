"""What a runner of GitHub Actions hands to a step and takes from it: inputs, outputs, the log, the summary.

Inputs come as variables ``INPUT_…`` and never stand in a script, so no value is code. What goes out is data, too: an
output stands between marks that nobody can guess, and the log obeys no command while other people's text is printed.
Nothing here knows the program, or GitHub's API.
"""

from __future__ import annotations

import os
import secrets
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import TextIO


def given(name: str) -> str:
    """The input of this name, as it was written; empty if it was not."""
    return os.environ.get(f"INPUT_{name.upper()}", "").strip()


def listed(name: str) -> list[str]:
    """The lines of an input that takes several values."""
    return [line.strip() for line in given(name).splitlines() if line.strip()]


def folder() -> Path:
    """A fresh folder that lasts as long as the job."""
    return Path(tempfile.mkdtemp(prefix="reconciler-", dir=os.environ.get("RUNNER_TEMP")))


def output(values: Mapping[str, str]) -> None:
    """Set outputs of the step. No value can end its own block: the mark is drawn until it is not in it (T078)."""
    with _appended("GITHUB_OUTPUT") as file:
        for name, value in values.items():
            mark = secrets.token_hex(16)
            while mark in value:
                mark = secrets.token_hex(16)
            file.write(f"{name}<<{mark}\n{value}\n{mark}\n")


def summary(markdown: str) -> None:
    """Add to the page of the run."""
    with _appended("GITHUB_STEP_SUMMARY") as file:
        file.write(markdown)


def log(text: str) -> None:
    """Print what others may have written: until the mark comes again, the runner takes no line for a command (T077)."""
    if text.strip():
        mark = secrets.token_hex(16)
        print(f"::stop-commands::{mark}", text.rstrip("\n"), f"::{mark}::", sep="\n", flush=True)


def commands(text: str) -> None:
    """Print annotations, which are commands: only what ``--format github`` has encoded."""
    print(text, end="", flush=True)


def _appended(name: str) -> TextIO:
    return open(os.environ.get(name) or os.devnull, "a", encoding="utf-8")
