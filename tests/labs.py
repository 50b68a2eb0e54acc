"""A folder of manifests with a store in which they are settled, and the program run on it at a moment that stands still.

Here is what tests of incremental plans share: :class:`Lab`, :func:`settled_lab` that makes one, and :func:`parsing`, by which it
is counted what is parsed.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from answers import Answer

from reconciler.cli import run, terminal
from reconciler.manifest import composed

FIRST = "2026-11-23T09:00:00Z"


class Lab:
    """The program in a folder with a store, at a moment that only goes on; it counts the files that are parsed."""

    def __init__(self, folder: Path, call: Callable[..., Answer], texts: Mapping[str, str]) -> None:
        self.folder = folder / "orgs"
        self.call = call
        self.at = FIRST
        self.parsed: list[str] = []
        for name, text in texts.items():
            self.write(name, text)

    def write(self, name: str, text: str) -> None:
        """Put a manifest in its place."""
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")

    def plan(self, *more: str) -> Answer:
        """A plan of everything."""
        self.parsed.clear()
        return self.call("plan", "orgs", "--actor", "ada", "--format", "json", *more)

    def both(self, *more: str) -> Answer:
        """A plan that leaves out what need not be read, which has to be the very plan that leaves out nothing, in every word."""
        words = [self.call("plan", "orgs", "--actor", "ada", *more, *last) for last in (["--refresh"], [])]
        assert words[0] == words[1]
        whole = self.plan("--refresh", *more)
        answer = self.plan(*more)
        assert answer == whole
        return answer

    def changed(self) -> list[str]:
        """The addresses of what a plan would change."""
        return [change["address"] for change in self.both().json["resource_changes"]]

    def apply(self, *more: str) -> Answer:
        """Apply everything."""
        return self.call("apply", "orgs", "--yes", "--actor", "ada", *more)


def settled_lab(
    folder: Path, patch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], texts: Mapping[str, str]
) -> Lab:
    """A lab in a folder that is the working folder from now on, its manifests applied."""
    patch.chdir(folder)
    for name in [name for name in os.environ if "RECONCILER_" in name]:
        patch.delenv(name)

    def call(*arguments: str) -> Answer:
        patch.setattr(terminal, "now", lambda: made.at)
        capsys.readouterr()
        code = run([*arguments])
        out, err = capsys.readouterr()
        assert "Traceback" not in out + err
        return Answer(code, out, err)

    made = Lab(folder, call, texts)
    parsing(patch, made.parsed)
    assert call("init").code == 0
    assert made.apply().code == 0
    return made


def parsing(patch: pytest.MonkeyPatch, parsed: list[str]) -> None:
    """From now on the name of each file that is parsed goes into a list."""
    compose = composed.compose
    patch.setattr(composed, "compose", lambda text, name, limits: (parsed.append(name), compose(text, name, limits))[1])
